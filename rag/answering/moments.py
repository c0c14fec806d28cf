"""When was it true: the "as of" of a figure, from the words around it and its article's date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.answering.values import DateValue, extract_dates, extract_values, fold, parse_iso

_RELATIVE_YEAR = {
    "今年": 0,
    "本年": 0,
    "年内": 0,
    "当年": None,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "前年": -2,
    "明年": 1,
    "this year": 0,
    "last year": -1,
}
_RELATIVE = re.compile(
    r"(?P<year>今年|本年度?|去年|上一?年|前年|明年|this year|last year)(?:(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<day>[123]?\d)[日号])?)?"  # noqa: E501
)
_HALF = re.compile(
    r"^(?:的)?(?P<part>上半年|下半年|全年|年底|年末|岁末|年初|一季度|第一季度|二季度|第二季度|前三季度|三季度|第三季度|四季度|第四季度|H1|H2)"
)
_PART_MONTH = {
    "上半年": 6, "H1": 6, "年初": 1, "一季度": 3, "第一季度": 3, "二季度": 6, "第二季度": 6, "前三季度": 9, "三季度": 9, "第三季度": 9,  # noqa: E501
}  # fmt: skip
_NOW = re.compile(
    r"截至目前|目前|截至今|迄今|至今|当下|现在|现[已有]|日前|近日|如今|currently|to date|so far|at present"
)
_THEN = re.compile(r"当时|彼时|当初|起初|最初|初期|之初|那时|at the time|back then")
_EACH = re.compile(r"分别(?:为|是|达到?|有|约)?|respectively")
_COMPARED = re.compile(r"[比较]起?$|高于$|低于$|多于$|少于$")
"""「52人，比去年多」: what a figure is compared with is not its own time."""
_YEAR_BEFORE = re.compile(r"(?:[比较]|[高低多少]于|超过)(?:其)?(?:上一?年|去年|前一年|上年)(?:同期|全年)?的$")
"""「2024年51亿件，比上一年的42亿件多」: 42亿 is the year before's."""
_JOINED = re.compile(r"^[^，,。；;]{2,14}(?:、|和|与|及|以及| and )\s*$")
_CLAUSE = re.compile(r"[。！？!?；;\n]")

Basis = Literal["stated", "relative", "article", "unknown"]


@dataclass(frozen=True, slots=True)
class AsOf:
    """A moment as ISO day, month or year; ``basis`` says whether the text states it, relates it to the article's
    date, or leaves only the article's date."""

    iso: str
    basis: Basis

    @property
    def year(self) -> int | None:
        return int(self.iso[:4]) if self.iso else None

    @property
    def key(self) -> tuple[int, int, int]:
        return parse_iso(self.iso) if self.iso else (0, 0, 0)

    def covers(self, year: int, month: int | None = None) -> bool:
        """Does this moment lie in the given year (and month, where both know one)?"""
        if self.year != year:
            return False
        return month is None or len(self.iso) < 7 or int(self.iso[5:7]) == month


def as_of(text: str, position: int, published: date | None, before: str = "") -> AsOf:
    """The moment of what stands at ``position`` in the sentence ``text``.

    The nearest date before it in the sentence wins, then one after it in the same clause, then the last date of
    ``before`` (the text of the article up to here) if it is in the sentence directly before, then the article's own
    date.

    >>> as_of("截至2023年9月19日，共有956件", 15, None).iso
    '2023-09-19'
    >>> as_of("今年8月发布", 5, date(2023, 11, 4)).iso
    '2023-08'
    """
    moments = dated_moments(text, published, before)
    if (each := _respective(fold(text), position, moments)) is not None:
        return each
    if compared := _YEAR_BEFORE.search(fold(text)[:position]):
        stated = [m[1].year for m in moments if m[0] < compared.start() and m[1].year]
        if stated:
            return AsOf(str(stated[-1] - 1), "relative")
    earlier = [m for m in moments if m[0] <= position and _governs(fold(text), m[0], position)]
    if earlier:
        start, when = earlier[-1]
        if len(when.iso) > 4 and _WHOLE_YEAR.search(fold(text)[start:position]):
            return AsOf(when.iso[:4], when.basis)  # 2022年12月1.38万辆，全年11.7万辆
        return when
    clause_end = _CLAUSE.search(text, position)
    later = [
        m
        for m in moments
        if position < m[0] < (clause_end.start() if clause_end else len(text)) and not _COMPARED.search(text[: m[0]])
    ]
    if later and later[0][0] - position <= 12 and not re.search("[，,]", fold(text)[position : later[0][0]]):
        return later[0][1]
    if _THEN.search(text):
        return AsOf("", "unknown")
    if _NOW.search(text) and published:
        return AsOf(published.isoformat(), "relative")
    if moments and moments[0][0] < position and _is_topic(fold(text), moments[0][0]):
        return moments[0][1]
    last = _last_sentence(before[-160:])
    carried = dated_moments(last, published, before[: len(before) - len(last)])
    if carried and carried[-1][1].basis == "stated" and _sets_the_scene(last, carried[-1][0]):
        return carried[-1][1]
    if carried and _GOES_ON.match(text) and len({when.year for _, when in carried}) == 1:
        start, when = carried[0]
        if when.basis == "stated" and _is_topic(fold(last), start):
            return when
    of_period = _PERIOD.search(text) or _of_annual_report(text, last)
    if published and published.month <= REPORTING and (_WHOLE_YEAR.search(text) or of_period):
        return AsOf(str(published.year - 1), "relative")
    if published and published.month in _HALF_YEAR and _PERIOD.search(text):
        return AsOf(f"{published.year}-06", "relative")
    return AsOf(published.isoformat(), "article") if published else AsOf("", "unknown")


REPORTING = 4
"""Until April, 「全年」 is the year that has just ended."""
_PERIOD = re.compile(r"报告期[内末]?|期末(?!考|测|作业|成绩|试卷)")
"""「期末用户3015万」: of the year, or the half, on which the report is."""
_HALF_YEAR = range(7, 10)
_WHOLE_YEAR = re.compile(r"(?<![暂时]居)(?<!暂列)(?<!目标)(?<!预计)全年(?!级|无休|龄|冠军|目标)|过去一年|过去的一年")
ANNUAL_REPORT = r"(?<!半)年报(?!警|名|刊|考|道|到)"
_ANNUAL = re.compile(rf"{ANNUAL_REPORT}|年度(?:业绩|财报|报告|成绩单|经营数据|财务)")
_OF_A_PERIOD = re.compile(r"同比|增长|增幅|增速|下降|下滑|[比较](?:上年|上一年|去年|前一年)|翻.?[倍番]|营收|收入|利润")


def _of_annual_report(text: str, last: str) -> bool:
    """Is it a figure of the year that an annual report, just out, is about: 「公布年报：…」, 「公布年报。营收…」?"""
    return bool(_ANNUAL.search(text) or (_ANNUAL.search(last) and _OF_A_PERIOD.search(text)))


def _respective(text: str, position: int, moments: list[tuple[int, AsOf]]) -> AsOf | None:
    """「2023年、2024年的营收分别是20.1亿元和22.73亿元」: which moment a figure is of; None where that is not told."""
    each = [m for m in _EACH.finditer(text) if m.end() <= position]
    if not each:
        return None
    group: list[tuple[int, AsOf]] = []
    for moment in reversed([m for m in moments if m[0] < each[-1].start()]):
        if group and not _JOINED.search(text[moment[0] : group[-1][0]]):
            break
        group.append(moment)
    clause = re.split(r"[，,；;。]", text[each[-1].end() :])[0]
    starts = [v.start + each[-1].end() for v in extract_values(clause)]
    if len(group) < 2 or len(starts) != len(group) or position not in starts:
        return None
    return group[::-1][starts.index(position)][1]


def _sets_the_scene(sentence: str, start: int) -> bool:
    """Does a date reach beyond its own sentence? Where the sentence begins with 「截至2023年9月19日，…」."""
    lead = sentence[:start].strip()
    return lead in ("截至", "截止", "截止到", "As of", "By")


_GOES_ON = re.compile(r"(?:与此)?同时[，,]|此外[，,]|另外[，,]|其间|期间|并且|全年(?!级)")
"""How a sentence begins that goes on about the time that the one before it began with (「2022年，…。同时，…」)."""


def _governs(text: str, start: int, position: int) -> bool:
    """Does the date at ``start`` reach the figure at ``position``? In its own clause, or as the sentence's topic;
    「成立于2015年，现有…」 dates the founding alone."""
    between = text[start:position]
    if not re.search(r"[，,；;:：]", between):
        return True
    if text[max(0, start - 2) : start].endswith(("截至", "截止")):
        return True
    if ITS_YEAR.match(text, start - 1):
        return False
    return not text[:start].endswith("于") and "；" not in between and ";" not in between


ITS_YEAR = re.compile(r"其(?:19|20)\d\d年")
"""「处以其2019年销售额4%的罚款，计…」: the year of what is reckoned with, not of what follows."""
_TOPIC = re.compile(r"(?:截[至止])?(?:19|20)\d\d年(?:全年|上半年|下半年|底|末|度)?(?:\d{1,2}月)?[，,]")


def _is_topic(text: str, start: int) -> bool:
    """「2022年，营收为…；净利润为…」: a year that stands alone at the beginning is that of all that follows."""
    alone = re.search(r"(?:^|[，,：:“]|截[至止]|到|在)$", text[:start])
    return start <= 8 and alone is not None and _TOPIC.match(text, start) is not None


def _last_sentence(text: str) -> str:
    parts = [p for p in re.split(r"(?<=[。！？!?\n])", text) if p.strip()]
    return parts[-1] if parts else ""


def dated_moments(text: str, published: date | None, before: str = "") -> list[tuple[int, AsOf]]:
    """All moments named in ``text`` with their offsets, resolved to ISO where a year is known."""
    folded = fold(text)
    found: list[tuple[int, int, AsOf]] = []
    for match in _RELATIVE.finditer(folded):
        if published is None:
            continue
        name = match["year"].replace("度", "")
        shift = _RELATIVE_YEAR.get(name)
        if shift is None:
            continue
        year = published.year + shift
        if shift == -1 and name != "去年" and published.month <= REPORTING and _PERIOD.search(folded[: match.start()]):
            year -= 1  # 「期末3015万，上年末2180万」 in the report on last year
        inner = extract_dates(match.group()[len(match["year"]) :]) if match["month"] else []
        month = inner[0].month if inner else _part(folded, match.end())
        day = _until(folded, match.end(), inner[0].day if inner else None)
        found.append((match.start(), match.end(), AsOf(_iso(year, month, day), "relative")))
    for moment in extract_dates(text):
        if any(a <= moment.start < b for a, b, _ in found):
            continue
        known = moment.year or _year_for(moment, published, before + folded[: moment.start])
        if known is None:
            continue
        month = moment.month or _part(folded, moment.end)
        day = _until(folded, moment.end, moment.day)
        found.append((moment.start, moment.end, AsOf(_iso(known, month, day), "stated")))
    return sorted(((a, when) for a, _, when in found), key=lambda item: item[0])


_RANGE = re.compile(r"\s*(?:至|到|-|—|–|~|～)\s*(?P<day>[123]?\d)[日号]")


def _until(text: str, end: int, day: int | None) -> int | None:
    """「7月17日至23日」: what is told of some days is so on the last of them."""
    match = _RANGE.match(text, end) if day else None
    return int(match["day"]) if match and day and day < int(match["day"]) <= 31 else day


def _part(text: str, end: int) -> int | None:
    match = _HALF.match(text[end:])
    return _PART_MONTH.get(match["part"]) if match else None


_COMING = re.compile(r"(?:将[要会在于]?|拟于?|预计|计划|定[于在档]|有望|最[快早])[^，,。；;：:了]{0,5}$")


def _year_for(moment: DateValue, published: date | None, before: str) -> int | None:
    """A month without a year: the year last named just before it, else the article's (last year's if it lies ahead); of
    what is only to come the next time that it is that day."""
    named = [d.year for d in extract_dates(before[-60:]) if d.year]
    if named:
        return named[-1]
    if published is None or moment.month is None:
        return None
    ahead = (moment.month, moment.day or 1) > (published.month, published.day)
    if _COMING.search(before):
        behind = (moment.month, moment.day or 31) < (published.month, published.day)
        return published.year + 1 if behind else published.year
    return published.year - 1 if ahead else published.year


def _iso(year: int, month: int | None, day: int | None) -> str:
    return DateValue(year, month, day if month else None, "", 0, 0).iso()
