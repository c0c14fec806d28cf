"""Input that needs no retrieval: greetings, thanks, questions about Wenju itself, orders, and no question at all."""

from __future__ import annotations

import re
import unicodedata

LIMIT = 2000
"""Most characters of a question."""

_PATTERNS = {
    "greeting": r"(?:你好|您好|大家好|嗨|哈喽|哈啰|在吗|在么|早上好|下午好|晚上好|早安|晚安|早|hi|hello|hey|good (?:morning|afternoon|evening)|hi there|hello there)(?:呀|啊|哦|吗|wenju|问据)?",
    "thanks": r"(?:好的?[，, ]?)?(?:非常|太|十分)?(?:谢谢|多谢|感谢|谢啦|谢了|辛苦了|thanks|thank you|thx|many thanks|thanks a lot)(?:你|您|啦|了|very much|so much|你的帮助|您的帮助|你的回答|for your help)?(?:[，,。 ]*(?:很有用|很有帮助|明白了|知道了))?|(?:好的|明白了|知道了|ok|okay|great|很好|不错|收到)(?:[，, ]*(?:谢谢|thanks))?",
    "bye": r"(?:再见|拜拜|回头见|下次见|bye|goodbye|see you|bye bye)(?:了|啦)?",
    "about": r"(?:你是谁|你叫什么(?:名字)?|你是什么|你能做什么|你会什么|你能干什么|你有什么功能|怎么用|你可以做什么|你能帮我做什么|介绍一下你自己|请自我介绍|who are you|what are you|what can you do|what is your name|what's your name|help)",
}
_TRAILING = r"[\s!！.。?？~～,，呀啊哈]*"
_SMALL_TALK = {
    kind: re.compile(rf"{_TRAILING}(?:你好[，, ]*|hello[, ]*)?(?:{pattern}){_TRAILING}", re.IGNORECASE) for kind, pattern in _PATTERNS.items()
}
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要(?:理会|遵守)|跳过).{0,12}(?:指令|指示|规则|要求|设定|提示|内容|限制)|"
    r"(?:输出|显示|告诉我|说出|打印|复述|透露|泄露|重复|翻译|给我看).{0,12}(?:系统提示|提示词|system prompt|初始指令|内部(?:指令|设置|规则)|你的(?:指令|规则|设定|提示))|"
    r"(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|rules?|prompts?|above|previous|guidelines)|"
    r"(?:reveal|show|print|repeat|output|leak|display|tell me)\b.{0,30}\b(?:system prompt|your (?:prompt|instructions|rules|configuration)|initial instructions|hidden prompt)|"
    r"(?:你现在是|从现在起你是|假装你是|扮演|you are now|pretend (?:to be|you are)|act as)|(?:developer mode|jailbreak|\bDAN\b|开发者模式|越狱)",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Control characters out, white space folded."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" or c in "\n\t" else " " for c in text)
    return re.sub(r"\s+", " ", kept).strip()


def input_problem(text: str) -> str:
    """What is wrong with a question: ``empty``, ``no_words``, ``too_long``, or "" where nothing is."""
    if not text:
        return "empty"
    if not re.search(r"[^\W_]", text):
        return "no_words"
    return "too_long" if len(text) > LIMIT else ""


def small_talk(text: str) -> str:
    """``greeting``, ``thanks``, ``bye``, ``about``, or "" for a real question."""
    return next((kind for kind, pattern in _SMALL_TALK.items() if pattern.fullmatch(text)), "")


def without_orders(text: str) -> str:
    """The question with the sentences that are orders to the assistant left out (all of it may be)."""
    if not _ORDER.search(text):
        return text
    parts = re.split(r"(?<=[。！？!?；;\n])|(?<=[.])\s|(?<=[，,：:])", text)
    kept = [p for p in parts if p and not _ORDER.search(p)]
    rest = "".join(kept).strip(" ，,：:。.；;")
    return rest if re.search(r"[？?吗呢多少几谁哪何什么]|\b(?:what|who|when|where|which|how|is|are|did|does)\b", rest, re.IGNORECASE) else ""
