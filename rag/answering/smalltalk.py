"""Input that needs no retrieval: greetings, thanks, questions about Wenju itself, and no question at all."""

from __future__ import annotations

import re
import unicodedata

from rag.answering.question import simplify

LIMIT = 2000
"""Most characters of a question."""

_VERY = r"(?:真的?|很|非常|太|挺|好|十分|蛮|还|相当|特别|超)*"
_YOU = r"(?:你|您|大家|小助手|助手|问据|wenju)*"
_PATTERNS = {
    "greeting": rf"{_YOU}(?:好|嗨|哈喽|哈啰|在吗|在么|在不在|早上好|上午好|中午好|下午好|晚上好|早安|晚安|早|新年好|新年快乐|hi|hello|hey|good (?:morning|afternoon|evening)|greetings)(?: there| wenju| everyone| again)?{_YOU}",  # noqa: E501
    "thanks": rf"(?:好的?|行|嗯|那就?|先|真是|真的?|再次|我)*{_VERY}(?:谢谢|多谢|感谢|感激|谢啦|谢了|谢过|辛苦|麻烦|打扰|费心|拜托|不好意思|抱歉|对不起)(?:不尽|万分|之至)?{_YOU}(?:啦|了|的?(?:帮助|回答|解答|支持|耐心\w{{0,2}}|讲解|配合))*"  # noqa: E501
    r"|(?:ok(?:ay)?|great|and|so|many|oh|wow)? ?(?:thanks|thank you|thx|ty|cheers|sorry|(?:i )?(?:really )?appreciate (?:it|that|your help))(?: (?:very|so) much| a lot| a million| again| you| anyway| for (?:your|the|all your|all the) (?:help|answers?|time|support|explanation))*",  # noqa: E501
    "bye": r"(?:那|先|就)*(?:再见|拜拜|拜|回头见|下次见|明天见|回见|下次(?:再)?聊|回头(?:再)?聊|再联系|下线|先走|告辞|先撤|bye|goodbye|good night|see you|see ya|bye bye|take care|talk to you later)(?: (?:later|soon|tomorrow|next time|then|now))?",  # noqa: E501
    "about": r"(?:你是谁|你叫什么(?:名字)?|你是什么|你能做什么|你会什么|你能干什么|你有什么功能|怎么用|你可以做什么|你能帮我做什么|(?:你)?能帮我(?:做|干)(?:什么|些什么|啥)|你都?(?:能|会)(?:做|干)(?:什么|些什么|啥)|介绍一下你自己|请自我介绍|who are you|what are you|what can you do|what is your name|what's your name|help)",  # noqa: E501
    "nod": rf"(?:好的?|好嘞|好滴|行|嗯+|哦+|噢|可以|没问题|收到|明白|懂|了解|清楚|知道|原来如此|原来是这样|这样啊|我(?:都|已经)?(?:明白|知道|懂|清楚)|ok(?:ay)?|got it|i see|understood|noted|all right|alright|fine|sure|right)(?:了|啦)*"  # noqa: E501
    rf"|(?:你|您|这个?|的|刚才|上面|这次)*(?:回答|回复|解释|说明|总结|讲|说|答|做|干)?得?{_VERY}(?:好|不错|清楚|详细|棒|赞|厉害|有用|实用|到位|专业|准确|完美|贴心|给力|方便|牛|有帮助|管用)(?:了|极了|啊|呀)*"
    r"|(?:真是?|可)*(?:帮|帮到)(?:了|到)*(?:我|我们)?(?:个|很|一个)?(?:大|不少|很多|好大|很大的?|大大的)*忙?(?:了|啦)*|点个?赞"
    r"|(?:我|暂时|目前|现在|应该|也|就)*(?:没有?|无)(?:有|什么|啥|别的|其他|其它|更多|要问)*的?(?:问题|疑问|事情?|需要|要问)?(?:要问|要查)?的?(?:了|啦)*"
    r"|(?:那|就|先|今天|暂时|我)*(?:这样|这些|到这|到这儿|到这里|不用|够用?|可以|不问|不打扰|不麻烦)(?:你|您)?(?:了|啦|吧)*"
    r"|祝?(?:你|您)?(?:工作|生活|周末|假期|节日|一切|万事|天天|今天)?(?:愉快|顺利|开心|快乐|如意)"
    r"|(?:you(?:'ve| have|'re| are)? |that(?:'s| is| was)? |it(?:'s| is| was)? |this (?:is|was) |what a |a )*(?:been )?(?:very |really |so |super |extremely |most |quite )*(?:good|great|nice|perfect|awesome|excellent|helpful|useful|amazing|wonderful|brilliant|cool|clear|well done|kind|fantastic|a (?:big|great|huge) help)(?: (?:of you|job|work|answer|help|stuff|indeed|to know))*"  # noqa: E501
    r"|(?:that(?:'s| is| was| will be)|this is) (?:all|it|enough|everything)(?: (?:i (?:needed|need|wanted)|for (?:now|today)|from me))*(?: to know)?|(?:i have )?(?:no|nothing) (?:more|other|further|else)(?: questions?)?|i(?:'m| am) (?:done|good|all set)|never ?mind|have a (?:nice|good|great|lovely) (?:day|one|weekend|evening)|helped (?:me )?a lot|(?:you|that|it) (?:really )?helped(?: me)?(?: a lot)?",  # noqa: E501
}
"""``nod`` is praise, assent and having no more to ask."""
_AROUND = r"[\s!！.。~～呀啊哈哦呢哟]*"
_SMALL_TALK = {
    kind: re.compile(rf"{_AROUND}(?:{pattern}){_AROUND}", re.IGNORECASE) for kind, pattern in _PATTERNS.items()
}
_MOST, _LONGEST = 5, 120
"""Courtesies in one text, and its characters; more of them are a text that wants reading."""


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
    """``greeting``, ``thanks``, ``bye``, ``about``, or "" for a real question. Every clause must be a courtesy; of
    several the last that is more than a nod counts.

    >>> small_talk("好的，没有别的问题了，再见"), small_talk("谢谢，那注册资本呢？")
    ('bye', '')
    """
    plain = simplify(text).replace("’", "'")
    parts = [p for p in re.split(r"[，,。.！!？?；;~～、—-]+|(?<=[\u4e00-\u9fff])\s+", plain) if p.strip()]
    if not parts or len(parts) > _MOST or len(plain) > _LONGEST:
        return ""
    kinds = [_kind(part) for part in parts]
    if not all(kinds):
        return ""
    return next((kind for kind in reversed(kinds) if kind != "nod"), "thanks")


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _SMALL_TALK.items() if pattern.fullmatch(text.strip())), "")
