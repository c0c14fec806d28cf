"""A question about two subjects or two years, taken apart into one question each, by code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.names import NameBook
from rag.answering.question import Question
from rag.answering.values import extract_dates
from rag.answering.verify import proper_names

_COMPARING = re.compile(
    r"相比(?:较|之下)?|对比|比较|哪家|哪个|哪一个|哪一家|谁|更[多高大少低早晚强好快]|最[多高大少低]|孰[多高大]?|的?(?:差距|差额|区别|不同)|分别|各自?|"
    r"(?:总共|一共|合计|加起来|总和|之和|相加|总计|相差|差|多|高出?|少|低)?(?:是|有|为)?(?:多少|几)[件个家人名位项款元倍万亿]*|合计|总和|之和|加起来|一共|总共|相差|倍数?|"
    r"[吗呢吧？?。，,]|之间|两(?:家|者|个|人|国|地|公司)*|三(?:家|者|个)|有多大|有何|怎么样|如何|情况|(?:排名)?(?:高|多|领先)$"
)
_LINK = re.compile(
    r"(?P<a>[^，,。？?\s]{2,16}?)\s?(?:和|与|跟|同|及|以及|、|vs\.?|VS|对比|相比|比)\s?(?P<b>[^，,。？?\s的]{2,16}?)(?:的|相比|哪|谁|相差|差|合计|一共|总共|加|之间|在|各|分别|两)"
)


def subjects_of(question: Question, names: NameBook) -> list[str]:
    """The subjects that are set side by side, as the question calls them."""
    mentions = names.mentions(question.plain, bare=True)
    by_full: dict[str, str] = {}
    for start, end, full in mentions:
        by_full.setdefault(full, question.plain[start:end])
    if len(by_full) >= 2:
        return list(by_full.values())
    match = _LINK.search(question.plain)
    if not match:
        return []
    first, second = _without_dates(match["a"]), _without_dates(match["b"])
    known = proper_names(question.plain)
    if any(first.endswith(n) or n in first for n in known) and any(n in second or second in n for n in known):
        return [first, second]
    return []


def _without_dates(text: str) -> str:
    for moment in extract_dates(text):
        text = text.replace(moment.text, "")
    return text.lstrip("的在年月日，, ")


_EACH = re.compile(r"分别|各自|各(?=是|有|为|获|占|多少|几|得|达|约)")
_PAIR = re.compile(
    r"(?P<a>[^，,。；;？?：:、\s]{2,24}?)(?:以及|和|与|跟|及|、)(?P<b>[^，,。；;？?：:、]{2,24}?)(?=的|在|于|分别|各|两|这)"
)
_YEAR_PAIR = re.compile(r"(?P<a>(?:19|20)\d\d年)(?:和|与|及|、)(?P<b>(?:19|20)\d\d年)")


def respectively(question: Question) -> list[tuple[str, str]]:
    """(which, question about it alone) pairs of a question that asks the same of two (「A和B分别…」), or [].

    「周岚和何木在会上分别承诺了多少套住房？」 gives 「周岚在会上承诺了多少套住房？」 and the same of 何木.
    """
    plain = question.plain
    match = (_YEAR_PAIR.search(plain) or _PAIR.search(plain)) if _EACH.search(plain) else None
    if match is None:
        return []
    a, b = match["a"], match["b"]
    b = _shared(a, b) + b
    rest = _EACH.sub("", plain[match.end() :])
    return [(x, plain[: match.start()] + x + rest) for x in (a, b)]


def _shared(a: str, b: str) -> str:
    """What is said once before two and means both: 「2025年甲奖最佳男主角和最佳女主角」, 「甲市的人口和面积」."""
    if "的" in a and "的" not in b:
        return a[: a.rindex("的") + 1]
    if (at := a.find(b[:2])) > 0:
        return a[:at]
    dates = extract_dates(a)
    return a[: dates[0].end] if dates and dates[0].start == 0 and not extract_dates(b) else ""


def by_subject(question: Question, subjects: Sequence[str], names: NameBook) -> list[tuple[str, str]]:
    """(subject, question about it alone) pairs, or [] where no measure is left to ask for."""
    rest = question.plain
    for subject in sorted(subjects, key=len, reverse=True):
        rest = rest.replace(subject, "\x00")
    when = "".join(d.text for d in question.dates)
    for moment in question.dates:
        rest = rest.replace(moment.text, "")
    rest = re.sub(r"\x00(?:[和与跟同及、比]|以及|vs\.?|对比|相比)*", "\x00", rest, flags=re.IGNORECASE)
    measure = _COMPARING.sub("", rest.replace("\x00", "")).strip(" 的是在和与，,比中里年度")
    if question.language == "en" or not 1 < len(measure) <= 30:
        return []
    return [(s, f"{when}{s}的{measure}是多少？") for s in subjects]


def by_year(question: Question, names: NameBook) -> list[tuple[str, str]]:
    """(year, question about it alone) pairs where the question names two or more moments."""
    dates = [d for d in question.dates if d.year]
    if len({(d.year, d.month, d.day) for d in dates}) < 2 or question.language == "en":
        return []
    rest = question.plain
    for moment in dates:
        rest = rest.replace(moment.text, "")
    rest = re.sub(
        r"从|到|至|以来|期间|增长(?:了)?|增加(?:了)?|减少(?:了)?|下降(?:了)?|变化(?:了)?|相比|比|[、和与]", "", rest
    )
    rest = _COMPARING.sub("", rest).strip(" 的是在，,之间")
    return [(d.text, f"{d.text}{rest}是多少？") for d in dates] if len(rest) > 1 else []
