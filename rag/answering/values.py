"""Numbers, amounts, percentages and dates in Chinese and English text, normalised so that they can be compared.

``1.6亿``, ``16,000万`` and ``160 million`` are one amount; ``２０２３年９月`` and ``September 2023`` one month.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cn2an

Kind = Literal["number", "money", "percent", "ordinal"]

_SCALE = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4,
    "千": 1e3, "百": 1e2,
    "trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3, "bn": 1e9, "mn": 1e6, "k": 1e3,
}  # fmt: skip
_PRICED = re.compile(
    r"[价钱费卖买花贵赚赔付罚收租工薪税补贴红折币]|便宜|消费|多少|一[斤张份个只杯碗瓶包次天月年]|每[斤张份个只杯碗瓶包次天月年人]"
)
"""What tells near 「三块」 that it is money, and no count of pieces."""
_BEFORE, _BEHIND = 12, 3
_MONEY = {
    "元": "CNY", "块": "CNY", "块钱": "CNY", "人民币": "CNY", "元人民币": "CNY", "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY",  # noqa: E501
    "美元": "USD", "美金": "USD", "$": "USD", "us$": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD", "us dollars": "USD",  # noqa: E501
    "港元": "HKD", "港币": "HKD", "hk$": "HKD", "欧元": "EUR", "€": "EUR", "euros": "EUR", "euro": "EUR", "日元": "JPY",
    "yen": "JPY", "英镑": "GBP", "£": "GBP", "pounds": "GBP", "韩元": "KRW", "卢布": "RUB", "新台币": "TWD",
    "瑞士法郎": "CHF", "瑞郎": "CHF", "加元": "CAD", "澳元": "AUD", "泰铢": "THB",
}  # fmt: skip
# Measure words that stand for "how many of them" are one class: 件/项/个 are used for the same patents.
_COUNTERS = (
    "平方公里|平方米|立方米|公里|千米|厘米|毫米|公顷|英里|千克|公斤|摄氏度|小时|个(?:多)?小时|个工作日|个星期|分钟|个月|个百分点|个点|工作日|人次|"
    "周年|周岁|岁|年|月|日|天|周|秒|米|吨|克|度|倍|分|人|名|位|家|件|项|个|款|起|场|次|套|份|篇|所|间|座|只|辆|架|艘|"
    "部|本|张|条|块|户|头|羽|种|类|届|轮|届|级|号|国|省|市|县|区|国家|万|届|票|席|枚|幅|首|集|届|层|楼|届|台|支|队|"
    "页|行|字|步|届|亩|升|瓦|千瓦|兆瓦|赫兹|bp|km|kg|years?|months?|days?|hours?|minutes?|people|points?"
)
_CN_DIGIT = "零〇一二两三四五六七八九十百千"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_APPROX_BEFORE = r"(?:约|大约|大概|近|将近|接近|超过|超|逾|突破|多达|高达|至少|最多|不到|不足|about|nearly|over|more than|almost|some|around)"  # noqa: E501
_EXACT = r"公斤|千克|克|吨|公里|千米|厘米|毫米|米|平方|立方|公顷|亩|英里|海里|秒|升|兆?瓦|千瓦|元|[美港欧日]元|倍|个百分点|度|级|岁|成"  # noqa: E501
"""What is measured, not counted: 「两公斤」 is a figure, 「两只」 may be a way of speaking."""
_DAY_OF = (
    r"(?:0?[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:特别?|重)?大?(?:暴雨|洪[水灾]|地震|海啸|事[件故]|空难|坠机|火灾|爆炸|惨案|晚会|大促|购物节)"
)
"""「721暴雨」: a month and a day that name what happened then, and no figure."""
_VALUE = re.compile(
    rf"(?P<before>{_APPROX_BEFORE}\s?)?"
    r"(?P<ordinal>第)?"
    r"(?P<prefix>US\$|HK\$|[$¥€£]\s?|RMB\s?|人民币)?"
    rf"(?P<sign>(?<![\d\w])-(?=\d))?(?<![A-Za-z.\d])(?<![A-Za-z]-)(?!\d{{1,2}}·\d)(?<!\d·)(?!{_DAY_OF})(?P<number>{_NUMBER}|(?<![午晨上晚夜])[{_CN_DIGIT}]+点[零一二三四五六七八九]+(?=[万亿]|{_EXACT})|[{_CN_DIGIT}万亿]*[{_CN_DIGIT}](?:[{_CN_DIGIT}万亿]*))"
    r"(?P<more1>余|多(?![少\d出]))?"
    r"\s?(?P<scale>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?!克|米|瓦)|百(?!分)|trillion|billion|million|thousand|bn|mn|[kmb](?![a-z\d²³/]))?"
    r"(?P<more2>余|多(?![少\d出])|\+)?"
    r"\s?(?P<unit>%|个百分点|percentage points?|percent|per cent|元人民币|人民币|美元|美金|港元|港币|欧元|日元|英镑|韩元|卢布|新台币|瑞士法郎|瑞郎|加元|澳元|泰铢|元|块钱|yuan|RMB|CNY|USD|"  # noqa: E501
    rf"US dollars|dollars?|euros?|yen|pounds|{_COUNTERS})?"
    r"(?P<after>左右|以上|以下|余|多(?![少\d出]))?",
    re.IGNORECASE,
)
_PERCENT_CN = re.compile(rf"百分之(?P<number>{_NUMBER}|[{_CN_DIGIT}点]+)")
_TENTHS_CN = re.compile(
    r"(?P<number>[一二三四五六七八九])成(?:(?P<half>半)|(?P<ones>[一二两三四五六七八九])(?![十百千万亿个名家人位成分]))?(?!立|为|功|员|果|都|本|长|熟|交|绩|就|分|了|年|人|品|语|因|份|型|名)"
)
# A time of day, in minutes since midnight; 「8时」 and 「8点」 alone are one only where the words around say so.
_CLOCK = re.compile(
    r"(?<![\d.])(?P<hour>[01]?\d|2[0-4])(?:[时点](?P<minute>[0-5]?\d)分|[时点](?:(?P<half>半)|整)|时(?![间候段代期速常刻装尚])|(?<=[午晨上晚夜日]\d)点|(?<=[午晨上晚夜日]\d\d)点)"
)
_RACE = re.compile(
    r"(?<![\d.])(?:(?P<hours>\d)小时)?(?:(?P<minutes>[0-5]?\d)分)?(?P<seconds>[0-5]?\d)秒(?P<part>\d{1,3})(?![\d万亿千百])"
)
"""「46秒40」 is 46.40秒."""
PRIZE = re.compile(r"[特一二三四]等奖")
"""The grade of a prize, an ordinal: 特等 is above the first."""
_FRACTION_CN = re.compile(rf"(?P<whole>[{_CN_DIGIT}万\d]+)分之(?P<part>[{_CN_DIGIT}\d]+)")
_VAGUE = re.compile(r"[几数上成]$")
_LETTER_SCALE = {"m": 1e6, "b": 1e9}
_EN_UNITS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"  # noqa: E501
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EN_NUMBERS = (
    {"one": 1.0, "a": 1.0}
    | {word: float(i) for i, word in enumerate(_EN_UNITS.split(), 2)}
    | {word: 10.0 * i for i, word in enumerate(_EN_TENS.split(), 2)}
)
_EN_WORDS = re.compile(
    rf"\b(?:(?P<tens>{_EN_TENS.replace(' ', '|')})(?:[- ](?P<ones>one|{_EN_UNITS.replace(' ', '|')}))?|(?P<unit>{_EN_UNITS.replace(' ', '|')})|(?:one|a)(?= (?:hundred|thousand|million|billion)))"  # noqa: E501
    r"(?:[- ](?P<scale>hundred|thousand|million|billion)s?)?\b(?!-)",
    re.IGNORECASE,
)
_MONTHS = {
    m: i
    for i, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for m in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CN_YEAR = r"[一二][〇零一二三四五六七八九]{3}"
_OF_A_MEASURE = r"(?:[万亿千百]|[元克米吨秒度倍]|[个点]|公[里斤顷]|平方|立方|[美港欧日]元|人民币|(?:trillion|billion|million|thousand|kg|km)\b)"  # noqa: E501
"""What stands behind a number with a decimal point: 「2012.5亿元」 is no May of 2012."""
_DATES = re.compile(
    rf"(?P<y1>(?:1[0-9]|20)\d{{2}}|{_CN_YEAR})\s?年(?:度)?(?:\s?(?P<m1>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月(?:份)?(?:\s?(?P<d1>3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号])?)?"
    rf"|(?<![\d.])(?P<y2>(?:19|20)\d{{2}})[-/.](?P<m2>1[0-2]|0?[1-9])(?:[-/.](?P<d2>3[01]|[12]\d|0?[1-9]))?(?![\d%])(?!(?:(?<=\.\d)|(?<=\.\d\d)){_OF_A_MEASURE})"
    r"|(?<![\d.一二三四五六七八九十个])(?P<m3>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<d3>3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?"
    rf"|(?i:\b(?P<m4>{_MONTH})\.?\s+(?P<d4>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:,?\s+(?P<y4>(?:19|20)\d{{2}}))?\b)"
    rf"|(?i:\b(?:(?P<d5>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s+)?(?P<m5>{_MONTH})\.?,?\s+(?P<y5>(?:19|20)\d{{2}})\b)"
    r"|(?<![\d.,$¥€£])(?P<y7>(?:19|20)\d{2})(?=\s?(?:[-~—–、和与至到]|年至)\s?(?:19|20)\d{2}\s?年|[上下]半年|第?[一二三四]季度|全年)"
    r"|(?<![\d.,$¥€£])\b(?P<y6>(?:19|20)\d{2})\b(?!\s?(?:%|[.,]\d|年|个|件|人|家|项|元|万|亿|余|多|名|套|款|次|户|米|吨|公里|million|billion))"
)
_LEAP = 2024
_CN_NUM = re.compile(rf"^[{_CN_DIGIT}]+$")


_NUMERALS = str.maketrans("億萬兩個點餘約過幾歲條項張場筆戶號屆", "亿万两个点余约过几岁条项张场笔户号届")


@lru_cache(maxsize=4096)
def _priced(text: str, start: int, end: int) -> bool:
    before = re.split(r"[，,。；;、]", text[max(0, start - _BEFORE) : start])[-1]
    return _PRICED.search(before + text[end : end + _BEHIND]) is not None


def fold(text: str) -> str:
    """Full-width forms to half-width and traditional numerals to simplified ones, one character for one, so that
    offsets stay."""
    out = []
    for char in text.translate(_NUMERALS):
        folded = unicodedata.normalize("NFKC", char)
        out.append(folded if len(folded) == 1 else char)
    return "".join(out)


_APART = (
    ("岁",),
    ("人", "名", "位"),
    ("年", "个月", "月", "天", "日", "周", "个星期", "个工作日", "小时", "个小时", "个多小时", "分钟", "秒"),
    ("米", "公里", "千米"),
    ("家",),
    ("款",),
    ("件",),
    ("辆", "台"),
    ("场",),
)
"""Units of which one never stands for another's."""


_NUMBERED = frozenset({"届", "轮", "期", "季", "集", "天", "年", "周", "月"})
"""What is numbered one after another, and is no rank."""


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity: ``amount`` in units of one (1.5亿 is 1.5e8; 48.8% is 48.8), offsets in the text it was read from."""

    kind: Kind
    amount: float
    unit: str
    text: str
    start: int
    end: int
    approximate: bool = False
    precision: float = 0.0
    """Half a unit of the last digit written: 1.5亿 is known to 5e6."""

    @property
    def counts_time(self) -> bool:
        """Is it a span of years, months or days, and no measure of anything else?"""
        return self.unit in ("年", "月", "日", "天")

    def same(self, other: Value) -> bool:
        """Same quantity: equal amounts, or one is the other rounded as it is written; units must not conflict."""
        if not self._units_agree(other):
            return False
        gap = abs(self.amount - other.amount)
        if gap <= 1e-9 * max(abs(self.amount), abs(other.amount), 1e-12):
            return True
        # rounded only where digits were given up: 17.88亿 for 1,788,100,000; never 17 for 17.88 or 1000 for 1059
        coarse = self if self.precision > other.precision else other
        if len(re.sub(r"\D", "", coarse.text)) < 3 and "." not in coarse.text:
            return False
        return gap <= coarse.precision * 1.000001 and coarse.amount != 0

    def _units_agree(self, other: Value) -> bool:
        if "percent" in (self.kind, other.kind) and self.kind != other.kind:
            return False
        if "ordinal" in (self.kind, other.kind) and self.kind != other.kind:
            return False
        if self.kind == other.kind == "money" or "等奖" in (self.unit, other.unit):
            return self.unit == other.unit
        if self.kind == "ordinal" and self.unit and other.unit and {self.unit, other.unit} & _NUMBERED:
            return self.unit == other.unit  # 第46届 is not 第46项
        if self.kind == "money" or other.kind == "money":
            return "" in (self.unit, other.unit)  # 「150万」 for 「150万元」
        mine, theirs = (next((i for i, units in enumerate(_APART) if v.unit in units), None) for v in (self, other))
        return mine is None or theirs is None or mine == theirs  # 「24岁」 are not 24 persons


@dataclass(frozen=True, slots=True)
class DateValue:
    """A day, month or year as written; parts that are not written are None."""

    year: int | None
    month: int | None
    day: int | None
    text: str
    start: int
    end: int

    def same(self, other: DateValue) -> bool:
        """No written part of this date is missing or different in ``other`` (a year missing there is accepted)."""
        if self.year is not None and other.year is not None and self.year != other.year:
            return False
        if self.year is not None and other.year is None and self.month is None:
            return False
        if self.month is not None and self.month != other.month:
            return False
        return self.day is None or self.day == other.day

    def iso(self) -> str:
        """``2023-09-19``, ``2023-09`` or ``2023``; empty without a year."""
        if self.year is None:
            return ""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


def _chinese_number(text: str) -> float | None:
    try:
        if _CN_NUM.match(text) and len(text) > 1 and not re.search("[十百千]", text):
            return float(
                "".join(str("零一二三四五六七八九".find("零" if c == "〇" else "二" if c == "两" else c)) for c in text)
            )
        return float(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    except ValueError:
        return None


def _small(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    number = _chinese_number(text)
    return int(number) if number is not None else None


def extract_dates(text: str) -> list[DateValue]:
    """Dates in order of appearance; impossible ones are left out. Offsets are those of ``text``.

    >>> [d.iso() for d in extract_dates("截至2023年9月19日，Sept 2022")]
    ['2023-09-19', '2022-09']
    """
    folded = fold(text)
    found = []
    for match in _DATES.finditer(folded):
        parts = {key[0]: value for key, value in match.groupdict().items() if value}
        year = parts.get("y")
        month = parts.get("m")
        year_number = None if year is None else int(year) if year.isdigit() else _small(year)
        month_number = None if month is None else _MONTHS.get(month.lower().rstrip(".")) or _small(month)
        day = _small(parts.get("d"))
        if month_number is not None and not 1 <= month_number <= 12:
            continue
        if day is not None and not 1 <= day <= monthrange(year_number or _LEAP, month_number or 1)[1]:
            continue
        found.append(DateValue(year_number, month_number, day, match.group(), match.start(), match.end()))
    return found


_WEAK_CN = {"一", "二", "两", "三", "十", "百", "千", "零", "四", "五", "六", "七", "八", "九"}
_STRONG_UNIT = re.compile(
    r"^(?:人|名|位|家|件|项|款|起|场|套|篇|所|岁|倍|元|美元|万|亿|个月|小时|分钟|天|年|周年|枚|届|次|票|席|%|人次|公里|米|吨|度|个百分点|级|辆|艘|座|户|支|轮|局|分|国|国家|个|条|"
    r"公斤|千克|克|厘米|毫米|千米|平方米|平方公里|立方米|公顷|亩|英里|秒|升|千瓦|兆瓦)$"
)


def extract_values(text: str) -> list[Value]:
    """Quantities in order of appearance; years and other dates are not among them (see ``extract_dates``).

    >>> [(v.kind, v.amount, v.unit) for v in extract_values("专利956件，占48.8%，价值1160万美元")]
    [('number', 956.0, '件'), ('percent', 48.8, '%'), ('money', 11600000.0, 'USD')]
    """
    folded = fold(text)
    taken = [(d.start, d.end) for d in extract_dates(text)]
    values: list[Value] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    for match in _PERCENT_CN.finditer(folded):
        raw = match["number"]
        amount = float(raw.replace(",", "")) if raw[0].isdigit() else _chinese_number(raw)
        if amount is not None and free(match.start(), match.end()):
            values.append(Value("percent", amount, "%", match.group(), match.start(), match.end(), precision=0.0))
            taken.append((match.start(), match.end()))
    for match in PRIZE.finditer(folded):
        grade = "特一二三四".index(match.group()[0])
        values.append(Value("ordinal", grade, "等奖", match.group(), match.start(), match.end()))
        taken.append((match.start(), match.end()))
    for match in _CLOCK.finditer(folded):
        if free(match.start(), match.end()):
            minutes = int(match["hour"]) * 60 + (30 if match["half"] else int(match["minute"] or 0))
            values.append(Value("number", minutes, "时", match.group(), match.start(), match.end()))
            taken.append((match.start(), match.end()))
    for match in _RACE.finditer(folded):
        if free(match.start(), match.end()):
            hours, minutes, seconds = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
            total = hours * 3600 + minutes * 60 + seconds + float(f"0.{match['part']}")
            values.append(Value("number", total, "秒", match.group(), match.start(), match.end()))
            taken.append((match.start(), match.end()))
    for match in _FRACTION_CN.finditer(folded):
        whole, part = _fraction_number(match["whole"]), _fraction_number(match["part"])
        if whole and part and free(match.start(), match.end()):
            amount = 100 * part / whole
            values.append(Value("percent", amount, "%", match.group(), match.start(), match.end(), True))
            taken.append((match.start(), match.end()))
    for match in _TENTHS_CN.finditer(folded):
        amount = _chinese_number(match["number"])
        if amount is not None and free(match.start(), match.end()):
            ones = _chinese_number(match["ones"]) if match["ones"] else None
            amount = amount * 10 + (5 if match["half"] else ones or 0)
            values.append(
                Value("percent", amount, "%", match.group(), match.start(), match.end(), approximate=ones is None)
            )
            taken.append((match.start(), match.end()))
    for match in _VALUE.finditer(folded):
        value = _value(match)
        if value is not None and free(value.start, value.end):
            values.append(value)
    values += [value for value in map(_value_in_words, _EN_WORDS.finditer(folded)) if free(value.start, value.end)]
    return _joined(sorted(values, key=lambda v: v.start), folded)


def _fraction_number(text: str) -> float | None:
    return {"百": 1e2, "千": 1e3, "万": 1e4}.get(text) or (float(text) if text.isdigit() else _chinese_number(text))


def _value_in_words(match: re.Match[str]) -> Value:
    """「Twelve」, 「twenty-one」, 「two hundred」."""
    first = match["tens"] or match["unit"] or "one"
    amount = _EN_NUMBERS[first.lower()] + (_EN_NUMBERS[match["ones"].lower()] if match["ones"] else 0)
    scale = {"hundred": 1e2}.get((match["scale"] or "").lower()) or _SCALE.get((match["scale"] or "").lower(), 1.0)
    return Value("number", amount * scale, "", match.group(), match.start(), match.end(), precision=0.5 * scale)


def _joined(values: list[Value], folded: str) -> list[Value]:
    """「1亿2000万元」 and 「3万5千人」 are one value each."""
    joined: list[Value] = []
    for value in values:
        last = joined[-1] if joined else None
        if (
            last is not None and last.end == value.start and not last.unit and last.kind == "number"
            and (mark := last.text[-1]) in "万亿千" and 0 < value.amount < _SCALE[mark] and value.kind in ("number", "money")  # noqa: E501
        ):  # fmt: skip
            text = folded[last.start : value.end]
            joined[-1] = Value(
                value.kind, last.amount + value.amount, value.unit, text, last.start, value.end,
                last.approximate or value.approximate, value.precision,
            )  # fmt: skip
        else:
            joined.append(value)
    return joined


def _value(match: re.Match[str]) -> Value | None:
    raw, scale, unit = match["number"], match["scale"] or "", match["unit"] or ""
    chinese = not raw[0].isdigit()
    if chinese:
        if raw in _WEAK_CN and not match["ordinal"] and not (_STRONG_UNIT.match(unit) and raw != "一") and not scale:
            return None
        if len(raw) == 1 and raw in "百千" and not match["ordinal"]:
            return None
        if raw[0] in "十百千万亿" and _VAGUE.search(match.string[: match.start("number")]):
            return None  # 几十, 数百, 上千 name no number
        number = _chinese_number(raw)
        if number is None:
            return None
        if not (unit or scale or match["ordinal"] or len(raw) > 1):
            return None
        if not re.search("[十百千万亿]", raw) and len(raw) > 1 and not unit:
            return None  # 「一二」「三四」 without a measure word are words, not numbers
        digits = 0.5
    else:
        number = float(raw.replace(",", ""))
        digits = 0.5 * 10 ** -(len(raw.partition(".")[2]))
    prefix = (match["prefix"] or "").strip().lower()
    factor = _SCALE.get(scale.lower(), 1.0)
    if scale.lower() in _LETTER_SCALE and (prefix or unit):
        factor = _LETTER_SCALE[scale.lower()]  # $1.2m is an amount, 412m a length
    if match["sign"]:
        number = -number
    kind: Kind = "number"
    name = unit
    if unit.lower() in ("%", "percent", "per cent"):
        kind, name = "percent", "%"
    elif unit == "块" and not _priced(match.string, match.start(), match.end()):
        kind, name = "number", unit  # 2875块银幕
    elif unit.lower() in _MONEY or prefix in _MONEY:
        kind, name = "money", _MONEY.get(unit.lower()) or _MONEY[prefix]
    elif match["ordinal"]:
        kind, name = "ordinal", unit
    approximate = bool(match["before"] or match["more1"] or match["more2"] or match["after"])
    start = (
        match.start("prefix") if match["prefix"] else match.start("sign") if match["sign"] else match.start("number")
    )
    if match["ordinal"]:
        start = match.start("ordinal")
    end = match.end()
    return Value(kind, number * factor, name, match.string[start:end].strip(), start, end, approximate, digits * factor)


def parse_iso(value: str) -> tuple[int, int, int]:
    """Sort key of an ISO day, month or year: parts that are not given count as the end of the period."""
    parts = [int(p) for p in value.split("-") if p]
    return (parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 31)
