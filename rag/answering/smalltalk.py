"""Input that needs no retrieval: greetings, thanks, questions about Wenju itself, and no question at all."""

from __future__ import annotations

import re
import unicodedata

LIMIT = 2000
"""Most characters of a question."""

_PATTERNS = {
    "greeting": r"(?:你好|您好|大家好|嗨|哈喽|哈啰|在吗|在么|早上好|下午好|晚上好|早安|晚安|早|hi|hello|hey|good (?:morning|afternoon|evening)|hi there|hello there)(?:呀|啊|哦|吗|wenju|问据)?",  # noqa: E501
    "thanks": r"(?:好的?[，, ]?)?(?:非常|太|十分)?(?:谢谢|多谢|感谢|谢啦|谢了|辛苦了|thanks|thank you|thx|many thanks|thanks a lot)(?: ?(?:very much|so much)|你|您|啦|了|你的帮助|您的帮助|你的回答|for your help)?(?:[，,。 ]*(?:很有用|很有帮助|明白了|知道了))?|(?:好的|明白了|知道了|ok|okay|great|很好|不错|收到)(?:[，, ]*(?:谢谢|thanks))?",  # noqa: E501
    "bye": r"(?:再见|拜拜|回头见|下次见|bye|goodbye|see you|bye bye)(?:了|啦)?",
    "about": r"(?:你是谁|你叫什么(?:名字)?|你是什么|你能做什么|你会什么|你能干什么|你有什么功能|怎么用|你可以做什么|你能帮我做什么|(?:你)?能帮我(?:做|干)(?:什么|些什么|啥)|你都?(?:能|会)(?:做|干)(?:什么|些什么|啥)|介绍一下你自己|请自我介绍|who are you|what are you|what can you do|what is your name|what's your name|help)",  # noqa: E501
}
_TRAILING = r"[\s!！.。?？~～,，呀啊哈]*"
_SMALL_TALK = {
    kind: re.compile(rf"{_TRAILING}(?:你好[，, ]*|hello[, ]*)?(?:{pattern}){_TRAILING}", re.IGNORECASE)
    for kind, pattern in _PATTERNS.items()
}


def clean(text: str) -> str:
    """Invisible characters out, control characters and white space folded to one space."""
    visible = (c for c in text if unicodedata.category(c) != "Cf")
    kept = "".join(c if unicodedata.category(c)[0] != "C" or c in "\n\t" else " " for c in visible)
    return re.sub(r"\s+", " ", kept).strip()


def input_problem(text: str) -> str:
    """What is wrong with a question: ``empty``, ``no_words``, ``too_long``, or "" where nothing is."""
    if not text:
        return "empty"
    if not re.search(r"[^\W_]", text):
        return "no_words"
    return "too_long" if len(text) > LIMIT else ""


def small_talk(text: str) -> str:
    """``greeting``, ``thanks``, ``bye``, ``about``, or "" for a real question. Of several the last one counts."""
    parts = [p for p in re.split(r"[，,。.！!？?；;\s]+", text) if p]
    kinds = [_kind(part) for part in parts]
    if 1 < len(parts) <= 4 and all(kinds) and not _kind(text):
        return kinds[-1]
    return _kind(text)


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _SMALL_TALK.items() if pattern.fullmatch(text)), "")
