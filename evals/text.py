"""Does a text say this? Matching of gold spellings against answers and articles, by value where there is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import cn2an

from rag.answering.moments import dated_moments
from rag.answering.values import DateValue, Value, extract_dates, extract_values

MARKER = re.compile(r"\s?\[(\d{1,3})\]")
_CJK = r"\u3400-\u9fff"
_SPACE_AT_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_QUOTES = re.compile(r"[“”\"'‘’「」『』《》〈〉*`]")
_DIGIT_COMMA = re.compile(r"(?<=\d),(?=\d{3})")
# spellings that the extractors do not read, told in one that they do
_REWRITES = (
    (re.compile(r"(?<=\d)\s?bn\b"), " billion"),
    (re.compile(r"(?<=\d)\s?mn\b"), " million"),
    (re.compile(rf"(?<=[\d十百千万亿])\+(?=[{_CJK}])"), "余"),
    (re.compile(r"\b(rmb|cny|usd|hkd)(?=\d)"), r"\1 "),
    (re.compile(r"(\d{1,2}月)(\d{1,2})([-–—~至到])(\d{1,2}日)"), r"\1\2日\3\1\4"),
)
_CHINESE_DECIMAL = re.compile(r"[零〇一二两三四五六七八九十百千]+点[零〇一二三四五六七八九]+(?!十)")
_HEDGED = r"(?:over|about|around|nearly|almost|than|exceed(?:s|ed|ing)?|approximately)\s+"
# what may stand around a value in a spelling that is nothing but the value: 「约1059件」「超过七成」
_HEDGES = re.compile(r"[约近超逾余多达至少过大概左右以上下的了,.。，、\s]|about|nearly|over|almost|more than|some")
_UNIT_CLASS = {
    **dict.fromkeys(("年", "周年", "岁", "周岁", "years", "year"), "years"),
    **dict.fromkeys(("个月", "months", "month"), "months"),
    **dict.fromkeys(("日", "天", "工作日", "days", "day"), "days"),
    **dict.fromkeys(("小时", "hours", "hour"), "hours"),
    **dict.fromkeys(("分钟", "minutes", "minute"), "minutes"),
    **dict.fromkeys(("秒",), "seconds"),
    **dict.fromkeys(("倍",), "times"),
}


@lru_cache(maxsize=1)
def _simplifier() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def _decimal(match: re.Match[str]) -> str:
    """「十七点八八」 as 17.88; what is no number stays as it is."""
    try:
        return str(cn2an.cn2an(match.group().replace("〇", "零"), "smart"))
    except ValueError:
        return match.group()


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """Half-width, simplified, lower case; no quotation marks, digit commas, or spaces beside Chinese characters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    simple: str = _simplifier().convert(folded)  # type: ignore[attr-defined]
    bare = _DIGIT_COMMA.sub("", _QUOTES.sub("", simple))
    bare = _CHINESE_DECIMAL.sub(_decimal, bare)
    for pattern, told in _REWRITES:
        bare = pattern.sub(told, bare)
    return re.sub(r"\s+", " ", _SPACE_AT_CJK.sub("", bare)).strip()


def strip_markers(text: str) -> str:
    """The text without its citation markers ``[1]``."""
    return MARKER.sub("", text)


@lru_cache(maxsize=20_000)
def values_of(text: str) -> tuple[Value, ...]:
    """Quantities in the normalised text."""
    return tuple(extract_values(normalise(text)))


@lru_cache(maxsize=20_000)
def dates_of(text: str) -> tuple[DateValue, ...]:
    """Dates in the normalised text."""
    return tuple(extract_dates(normalise(text)))


def _says_words(text: str, spelling: str) -> bool:
    """Substring of normalised texts; a spelling that begins or ends in a Latin letter or digit matches whole words."""
    left = r"(?<![a-z0-9.])" if spelling[0].isascii() and spelling[0].isalnum() else ""
    right = r"(?![a-z0-9]|\.\d)" if spelling[-1].isascii() and spelling[-1].isalnum() else ""
    return re.search(left + re.escape(spelling) + right, text) is not None


def _bare_value(spelling: str) -> Value | None:
    """The quantity that a spelling is, where it is nothing else."""
    found = values_of(spelling)
    if len(found) != 1:
        return None
    rest = normalise(spelling)
    rest = rest[: found[0].start] + rest[found[0].end :]
    # up to two characters that are no known unit are a measure word: 「15篇次」
    return found[0] if len(_HEDGES.sub("", rest)) <= 2 else None


def _bare_date(spelling: str) -> DateValue | None:
    found = dates_of(spelling)
    if len(found) != 1:
        return None
    rest = normalise(spelling)
    rest = re.sub(r"截至|截止|至|在|于|末|底|初|\s", "", rest[: found[0].start] + rest[found[0].end :])
    return found[0] if not rest else None


def same_quantity(said: Value, meant: Value, tolerance: float = 0.0) -> bool:
    """Equal by value (rounded as written), within a relative tolerance, and no conflict of time units."""
    ours, theirs = _UNIT_CLASS.get(said.unit), _UNIT_CLASS.get(meant.unit)
    if ours != theirs and said.unit and meant.unit:
        return False
    if said.same(meant):
        return True
    close = abs(said.amount - meant.amount) <= tolerance * abs(meant.amount)
    return tolerance > 0 and close and said.kind == meant.kind


def says(text: str, spelling: str, tolerance: float = 0.0) -> bool:
    """Does ``text`` hold ``spelling``: word for word, or the same quantity or date written otherwise?

    >>> says("截至去年共有１，０５９项专利", "1059件"), says("占比48.9%", "48.8%"), says("Unknown", "no")
    (True, False, False)
    """
    value, moment = _bare_value(spelling), _bare_date(spelling)
    if moment is not None:
        return any(_same_day(d, moment) for d in dates_of(text))
    if value is not None:
        return any(same_quantity(v, value, tolerance) for v in values_of(text)) or _says_like_a_year(text, value)
    wanted = normalise(spelling)
    return bool(wanted) and _says_words(normalise(text), wanted)


def _says_like_a_year(text: str, value: Value) -> bool:
    """Is a count of 1000 to 9999 told as 「2,000」 or "over 2000"? Bare digits are taken for a year elsewhere."""
    if value.kind != "number" or not 1000 <= value.amount < 10_000 or value.amount % 1:
        return False
    told = rf"(?<![\d,.]){int(value.amount):,}(?![\d,]|\.\d)|{_HEDGED}{int(value.amount)}(?![\d年.-])"
    after = re.search(told, unicodedata.normalize("NFKC", text).lower())
    return after is not None and not re.match(r"\s?(万|亿|千|million|billion|thousand|%|percent)", text[after.end() :])


def _same_day(said: DateValue, meant: DateValue) -> bool:
    """``said`` is at least as exact as ``meant`` and agrees with it; a year left out is accepted for a day or month."""
    return meant.same(said)


def says_any(text: str, spellings: Iterable[str], tolerance: float = 0.0) -> bool:
    """Does ``text`` hold one of the spellings?"""
    return any(says(text, spelling, tolerance) for spelling in spellings)


def says_moment(text: str, iso: str, published: date | None = None) -> bool:
    """Does ``text`` name the day, month or year ``iso``, or a moment inside it? 「今年」 counts from ``published``."""
    named = [when.iso for _, when in dated_moments(strip_markers(text), published) if when.iso]
    return any(n.startswith(iso) or (iso.startswith(n) and len(n) >= 7) for n in named)


_ABSENT = re.compile(
    r"(没有|没|未|并未|并没有|不曾)(直接|明确|具体)?(提到|提及|提供|给出|说明|记载|披露|涉及|找到|写明|包含|写|说)|"
    r"无法(回答|确定|得知|判断|从)|没有.{0,12}(答案|信息|资料|内容|数据|记录)|资料(中|里)(没有|未|不)|不在.{0,8}(文章|资料|报道)|"
    r"(does|do|did)(n't| not) (mention|say|provide|state|contain|specify|include|give)|not (mentioned|provided|stated|"
    r"specified|available|found)|no (information|mention|data|answer)|"
    r"can(not|'t| not) (be )?(answer|determin|find|found)|"
    r"unable to|don't know|i'm sorry|抱歉|不知道",
    re.IGNORECASE,
)


def says_absent(text: str) -> bool:
    """Does the text say, somewhere, that the articles lack something?"""
    return _ABSENT.search(unicodedata.normalize("NFKC", text).replace("’", "'")) is not None


_NO = re.compile(
    r"^(不|否|没有|并不|并非|并未|不是|不对|错|这个说法|这一说法|您?说的不|no\b|not\b|incorrect|false)|"
    r"(说法|前提|表述|理解)(有误|不对|不准确|不正确|不成立|不符)|与(文章|资料|报道|事实|原文)(中的?)?(内容|说法|记载)?不(符|一致)|"
    r"不对|并非|并不|不是|而不是|而非|有误|不准确|不正确|并没有|\bnot\b|\bnever\b|n't\b|\bno,|incorrect|rather than",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^(是|对|没错|正确|确实|的确|有的?[,。,]|可以|属实|yes\b|correct\b|right\b|true\b|indeed\b)|确实|的确|属实",
    re.IGNORECASE,
)


def polarity(text: str, question: str = "") -> str | None:
    """``"yes"`` or ``"no"`` that an answer to a yes/no question says, or None where it says neither.

    An answer that opens with words of the question says yes: 「允许。」 to 「允许员工远程办公吗？」.

    >>> polarity("不对，安逸花排第一[1]。"), polarity("是的，已获批。"), polarity("共有10家。")
    ('no', 'yes', None)
    """
    opening = normalise(strip_markers(text))[:120]
    if re.match(r"^(是的?|对|没错|正确|yes|correct|right|确实)[,，。.! ]", opening):
        return "yes"
    if _NO.search(opening):
        return "no"
    if _YES.search(opening):
        return "yes"
    clause = re.split(r"[,，。.!！;；]", opening)[0].rstrip("了的")
    return "yes" if len(clause) >= 2 and clause in normalise(question) else None


def language(text: str) -> str:
    """``"en"`` or ``"zh"``, by which letters prevail outside quotations: one CJK character weighs two letters."""
    bare = re.sub(r"「[^」]*」|“[^”]*”|\"[^\"]*\"|《[^》]*》|\([^)]*\)|（[^）]*）", "", strip_markers(text)) or text
    chinese = len(re.findall(rf"[{_CJK}]", bare))
    latin = len(re.findall(r"[A-Za-z]", bare))
    return "zh" if chinese * 2 >= latin else "en"
