"""Which time a question names: days, months, quarters, halves and years, stated or relative to today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from rag.answering.values import DateValue, extract_dates

_PARTS: dict[str, tuple[int, int]] = {
    "上半年": (1, 6), "下半年": (7, 12), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12),
    "前三季度": (1, 9), "前两季度": (1, 6), "年底": (12, 12), "年末": (12, 12), "岁末": (12, 12), "年初": (1, 1), "全年": (1, 12),  # noqa: E501
    "h1": (1, 6), "h2": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
    "first half": (1, 6), "second half": (7, 12), "first quarter": (1, 3), "second quarter": (4, 6),
    "third quarter": (7, 9), "fourth quarter": (10, 12),
}  # fmt: skip
_CN_PART = r"上半年|下半年|(?:前[两三]个?|第[一二三四1-4]个?|[一二三四1-4])季度|年底|年末|岁末|年初|全年|底|末|初"
_EN_PART = r"(?:first|second) half|(?:first|second|third|fourth) quarter|[HQ][1-4]\b"
_AFTER = re.compile(rf"的?(?P<part>{_CN_PART}|\s?(?:{_EN_PART}))", re.IGNORECASE)
_BEFORE = re.compile(rf"(?P<part>{_EN_PART})(?:\s+(?:of|in))?(?:\s+the)?(?:\s+year)?[,\s]*$", re.IGNORECASE)
_PART_ALONE = re.compile(
    rf"(?P<cn>上半年|下半年|(?:前[两三]个?|第[一二三四1-4]个?|[一二三四])季度)|(?P<en>{_EN_PART})", re.IGNORECASE
)
_YEARS = {
    "今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2, "大前年": -3, "明年": 1,
    "this year": 0, "last year": -1, "the year before last": -2, "next year": 1,
}  # fmt: skip
_MONTH_SHIFT = {"本月": 0, "这个月": 0, "上个月": -1, "上月": -1, "下个月": 1, "下月": 1, "this month": 0, "last month": -1, "next month": 1}  # fmt: skip  # noqa: E501
_DAY_SHIFT = {"昨天": -1, "昨日": -1, "前天": -2, "yesterday": -1}
_QUARTER_SHIFT = {"本季度": 0, "这个季度": 0, "上季度": -1, "上个季度": -1, "this quarter": 0, "last quarter": -1}
_AGE = re.compile(r"\s*(?:已经?|满|才|都)?(?:多大|几岁|多少岁|高寿|贵庚|[\d一二三四五六七八九十]+岁)")
"""「她今年多大」 asks for an age, not about this year."""
_RELATIVE = re.compile(
    r"(?P<year>大前年|今年|本年度?|去年|(?<!\d)上一?年(?!级|度|同期)|(?<!\d)前年|明年|\bthe year before last\b|\b(?:this|last|next) year\b)"  # noqa: E501
    r"|(?P<quarter>本季度|这个季度|上个?季度|\b(?:this|last) quarter\b)"
    r"|(?P<month>本月|这个月|上个?月|下个?月|\b(?:this|last|next) month\b)"
    r"|(?P<day>昨[天日]|前天(?!\d)|\byesterday\b)",
    re.IGNORECASE,
)
_MONTH_RANGE = re.compile(
    r"(?:(?P<year>20\d\d|19\d\d)年)?(?P<first>1[0-2]|[1-9])月?(?:份)?\s?[-~—–至到]\s?(?P<last>1[0-2]|[1-9])月(?:份)?(?!\d)"
)
_MONTH_NAMES = "january february march april may june july august september october november december".split()  # noqa: SIM905
_MONTH_ALONE = re.compile(
    rf"\b(?:in|of|during|since|until|by|throughout)\s+(?P<month>{'|'.join(_MONTH_NAMES)})\b(?!\s+\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a question names: the months ``first``..``last`` (1..12) of ``year``, or one ``day`` of a month.

    ``year`` None means any year (「9月19日」), ``first`` and ``last`` None the whole year. ``start`` and ``end`` are the
    offsets of ``text`` in the question. ``relative`` says that the year was reckoned from today (「去年」).
    """  # noqa: E501

    year: int | None
    first: int | None
    last: int | None
    day: int | None
    text: str
    start: int
    end: int
    relative: bool = False

    def allows(self, iso: str) -> bool:
        """Can something of the moment ``iso`` (a day, a month or a year) be of this period?

        What the moment leaves open is no contradiction: 2023 allows 「2023年9月」 and the other way round. "" (an unknown
        moment) is never allowed.

        >>> named_periods("9月19日的会上说了什么", date(2026, 1, 1))[0].allows("2023-09-19")
        True
        >>> named_periods("2023年上半年", date(2026, 1, 1))[0].allows("2023-08")
        False
        """  # noqa: E501
        if not iso:
            return False
        year, month, day = ([int(p) for p in iso.split("-")] + [None, None])[:3]
        if self.year is not None and year != self.year:
            return False
        if self.first is not None and month is not None and not self.first <= month <= (self.last or self.first):
            return False
        return self.day is None or day is None or day == self.day

    def date_value(self) -> DateValue:
        """The same as a DateValue; a part of a year counts as that year alone."""
        month = self.first if self.first == self.last else None
        return DateValue(self.year, month, self.day if month else None, self.text, self.start, self.end)


def named_periods(text: str, today: date) -> tuple[Period, ...]:
    """The times that a question names, in order; expressions relative to the asker are reckoned from ``today``.

    >>> [(p.year, p.first, p.last) for p in named_periods("去年三季度和2023年8月", date(2026, 11, 22))]
    [(2025, 7, 9), (2023, 8, 8)]
    """
    found = [p for match in _RELATIVE.finditer(text) if (p := _relative(match, text, _seen_from(match, text, today)))]
    for match in _MONTH_RANGE.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        if first < last:
            year = int(match["year"]) if match["year"] else None
            found.append(Period(year, first, last, None, match.group(), match.start(), match.end()))
    for moment in extract_dates(text):
        if _taken(found, moment.start, moment.end):
            continue
        period = Period(moment.year, moment.month, moment.month, moment.day, moment.text, moment.start, moment.end)
        found.append(_with_part(period, text))
    for match in _PART_ALONE.finditer(text):
        if not _taken(found, match.start(), match.end()):
            first, last = _part(match.group())
            found.append(Period(None, first, last, None, match.group(), match.start(), match.end()))
    for match in _MONTH_ALONE.finditer(text):
        month = _MONTH_NAMES.index(match["month"].lower()) + 1
        if not _taken(found, match.start("month"), match.end()):
            found.append(Period(None, month, month, None, match["month"], match.start("month"), match.end()))
    return tuple(sorted(found, key=lambda p: p.start))


_RESULTS = re.compile(r"利润|净利|收入|营收|亏损|盈利|\b(?:revenues?|profits?|income|loss(?:es)?)\b", re.IGNORECASE)
_LAST_MONTH = 12
_DAYS_OFF = re.compile(
    r"[的\s]?(?:元旦|春节|清明|“?五一|端午|中秋|国庆|十一|暑[假期]|寒假|春运|双十一|财政?年|[一二三四]季度|[上下]半年)"
)
"""「2024年元旦」 is over in January."""


def unfinished(plain: str, periods: tuple[Period, ...], published: date | None) -> bool:
    """Is what a whole year brought asked for, and the article of before that year was over? 「净利润均超过10亿元」 in
    October is not the profit of the year.

    >>> asked = named_periods("2023年全年的净利润", date(2026, 1, 1))
    >>> [unfinished("2023年全年的净利润", asked, day) for day in (date(2023, 10, 9), date(2024, 3, 1))]
    [True, False]
    """
    if published is None or len(periods) != 1 or periods[0].relative:
        return False
    asked = periods[0]
    whole = asked.first is None or (asked.first, asked.last) == (1, _LAST_MONTH)
    if _DAYS_OFF.match(plain[asked.end :]):
        return False
    said = "全年" in asked.text or _RESULTS.search(plain) is not None
    return whole and said and published.year == asked.year and published.month < _LAST_MONTH


_EDITION = re.compile(
    r"(?:19|20)\d\d年?度(?=[^，,。；;？?了哪是多少什几获得拿有]{0,12}?(?:奖(?!金|励)|榜|评选|大赛|盘点|人物|十大|百强|称号|案例))"
)


def editions(text: str) -> list[re.Match[str]]:
    """Years that are part of a name: 「2023年度某奖」 is given, and written of, in the year after.

    >>> [m.group() for m in editions("2023年度金融科技发展奖有几项？")], editions("2023年度净利润是多少？")
    (['2023年度'], [])
    """
    return list(_EDITION.finditer(text))


def _seen_from(match: re.Match[str], text: str, today: date) -> date:
    """「2022年…，比上年…」: the year before one that was named, not before today; so 「比去年」 and 「较去年」."""
    named = [d.year for d in extract_dates(text[: match.start()]) if d.year]
    compared = match.group() in ("上年", "上一年") or text[: match.start()].endswith(("比", "较", "比起"))
    return today.replace(year=named[-1], day=1) if named and compared and match["year"] else today


_BARE_YEAR = re.compile(
    r"(?<![\d.,，\-/A-Za-z])(?P<year>(?:19|20)\d\d)(?=(?:上半年|下半年|第?[一二三四]季度|全年|年?底)|\s?[\u4e00-\u9fff]{2})(?!年|[多余几来]|[个件家人名位项元万亿款套台辆次场张条户吨米公克度号届天月日分秒岁部座只颗篇页字名架艘])"
)
"""「2021智博会」, 「2022上半年」: a year that is written without 年."""
_SHORT_YEAR = re.compile(
    r"(?<![\d.了用花过满达近约共有干写当做等第长历])(?P<year>\d\d)年(?![多来后前以间内历经老了才半]|时间|的(?:时间|历史|经验))"
)

_YEAR_OF_EVENT = re.compile(
    r"(?<![\d.,第A-Za-z])(?P<year>\d\d)(?=考研|高考|中考|国考|省考|春晚|[校春秋]招|财年|赛季|奥运|亚运|欧洲杯|世界杯|双十一|两会)"
)
"""「24考研」 is that of 2024."""


def full_years(text: str, today: date) -> str:
    """「24年净利润」 with the whole year, where it can only be one: not 「用了24年」, and no year to come but the next.

    「2021智博会」 gets its 年.

    >>> full_years("远岚23年上半年的营收", date(2026, 1, 1))
    '远岚2023年上半年的营收'
    """

    def whole(match: re.Match[str]) -> str:
        year = 2000 + int(match["year"])
        return f"{year}年" if 2000 < year <= today.year + 1 else match.group()

    return _BARE_YEAR.sub(r"\g<year>年", _YEAR_OF_EVENT.sub(whole, _SHORT_YEAR.sub(whole, text)))


def _taken(found: list[Period], start: int, end: int) -> bool:
    return any(start < p.end and end > p.start for p in found)


def _relative(match: re.Match[str], text: str, today: date) -> Period | None:
    words, (start, end) = match.group().lower(), match.span()
    if match["year"]:
        if _AGE.match(text[end:]):
            return None
        year = today.year + _YEARS[words]
        rest = text[end:].removeprefix("的")
        skipped = len(text) - end - len(rest)
        inner = [d for d in extract_dates(rest) if d.start == 0 and d.year is None]
        if inner:
            end += skipped + inner[0].end
            return Period(year, inner[0].month, inner[0].month, inner[0].day, text[start:end], start, end, True)
        return _with_part(Period(year, None, None, None, text[start:end], start, end, True), text)
    if match["quarter"]:
        first = ((today.month - 1) // 3 + _QUARTER_SHIFT[words]) * 3 + 1
        year = today.year if first > 0 else today.year - 1
        first = first if first > 0 else 10
        return Period(year, first, first + 2, None, text[start:end], start, end, True)
    if match["month"]:
        months = today.year * 12 + today.month - 1 + _MONTH_SHIFT[words]
        return Period(months // 12, months % 12 + 1, months % 12 + 1, None, text[start:end], start, end, True)
    day = today + timedelta(days=_DAY_SHIFT[words])
    return Period(day.year, day.month, day.month, day.day, text[start:end], start, end, True)


def _with_part(period: Period, text: str) -> Period:
    """A year with the half, quarter or end of it that is named beside it."""
    if period.year is None or period.first is not None:
        return period
    match = _AFTER.match(text[period.end :])
    start, end = period.start, period.end
    if match:
        end += match.end()
    else:
        match = _BEFORE.search(text[: period.start])
        if match is None:
            return period
        start = match.start()
    first, last = _part(match["part"])
    return Period(period.year, first, last, None, text[start:end], start, end, period.relative)


def _part(words: str) -> tuple[int, int]:
    key = words.strip().lower().replace("个", "").removeprefix("第")
    for digit, character in zip("1234", "一二三四", strict=True):
        key = key if key[0] in "hq" else key.replace(digit, character)
    key = {"底": "年底", "末": "年末", "初": "年初"}.get(key, key)
    return _PARTS[key]
