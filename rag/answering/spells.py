"""Is a figure of a part of the year (a month, a half, a holiday) where the year is asked for, or the reverse?"""

from __future__ import annotations

import re

from rag.answering.clauses import clause_of, leading_clauses
from rag.answering.question import Question
from rag.answering.values import Value

_PART = re.compile(r"上半年|下半年|全年|(?:第?[一二三四]|前三)季度")
_SPELL = re.compile(
    r"(?:春节|元旦|清明|五一|端午|中秋|国庆|暑[假期]|寒假)|(?:长假|黄金周)|[一二三四五六七八两\d]天|首[周日月]|单[日月周]|当[天日月周]"
)
"""Days that are less than the year they are of."""
_MONTH = re.compile(r"(?<![\d至到~—-])1?\d月份?(?![\d底末至到~—-])")
_UP_TO = re.compile(r"累计|截[至止]|[前头].{1,3}个?月|全年")
_HOLIDAY = re.compile(r"元旦|春节|清明|五一|端午|中秋|国庆|暑[假期]|寒假")
FLOW = re.compile(
    r"利润|收入|营收|销[量售]|交付|产量|票房|成交额|出口|进口|生产总值|GDP|接待|客流|游客|出游|人次|客运|增长|同比|增速",
    re.I,
)
"""What is counted over a time: a part of the year has only a part of it."""
_A_YEAR = re.compile(
    r"(?<![半数近前过这那])一年(?!级|来|以来|前|后|期|半|中|内)|每年|年均|(?<![\d去今前明本当])年(?:营收|收入|产量|销量|交付|客流|吞吐|利润)"
)
"""「一年有多少人」: of a whole year, whichever."""
_MONTHS = re.compile(r"(?:前|首)[\d一二三四五六七八九十]{1,2}个?月|1?\d月?[至到—–~-]1?\d月")


def less_than_a_year(plain: str, value: Value) -> bool:
    """Is it the value of a holiday, a quarter, a half or some months?"""
    led = leading_clauses(plain, value) + clause_of(plain, value)
    if "全年" in led:
        return False  # 全年开放286天，接待38.5万人次
    named = [m.group() for m in _PART.finditer(plain[: value.start])]
    return bool(_SPELL.search(led) or _MONTHS.search(led) or (named and named[-1] != "全年"))


_DAYS = re.compile(r"(?P<n>[一二两三四五六七八九十]|(?<!\d)\d)天(?!津|王|然|气|下|空)|(?P<first>首[日周]|单日)")


def _other_days(asked: str, told: str) -> bool:
    """「三天卖了多少」 is not answered by what was sold on the first day."""
    wanted, named = ({_length(m) for m in _DAYS.finditer(text)} for text in (asked, told))
    return bool(wanted and named) and not wanted & named


def _length(days: re.Match[str]) -> str:
    """Days as a digit; 首周 has seven, 首日 one."""
    if days["first"]:
        return "7" if days["first"].endswith("周") else "1"
    return days["n"] if days["n"].isdigit() else str("零一二三四五六七八九十".find(days["n"].replace("两", "二")))


def other_part(question: Question, plain: str, value: Value) -> bool:
    """Is the value of another part of the year than the one that is asked about? A year without more is all of it,
    for what is counted over a time."""
    asked = question.plain
    days = set(_HOLIDAY.findall(asked))
    if days and (told := _HOLIDAY.findall(plain[: value.start])) and not days & set(told):
        return True
    if _other_days(asked, leading_clauses(plain, value)):
        return True
    wanted = set(_PART.findall(asked))
    if _A_YEAR.search(asked) and not wanted and not value.counts_time:
        return less_than_a_year(plain, value)
    named = [m.group() for m in _PART.finditer(plain[: value.start])]
    spells = set(_SPELL.findall(leading_clauses(plain, value)))
    if named:
        if wanted:
            return named[-1] not in wanted
        return bool(question.years) and named[-1] != "全年" and bool(FLOW.search(asked)) and not _SPELL.search(asked)
    if not spells or days or not (wanted or question.years) or not FLOW.search(asked):
        return False  # 「8天假期」 is the whole holiday that is asked about
    return not spells & set(_SPELL.findall(asked)) and not any(d.month for d in question.dates)


def of_a_month(question: Question, plain: str, value: Value) -> bool:
    """「9月交付36060辆」 is not what was delivered in the year that is asked about."""
    asked = question.plain
    if not question.years or any(d.month for d in question.dates) or not FLOW.search(asked):
        return False
    led = re.split(r"[，,；;。]", plain[: value.start])[-1]
    return bool(_MONTH.search(led)) and not (_MONTH.search(asked) or _UP_TO.search(led))
