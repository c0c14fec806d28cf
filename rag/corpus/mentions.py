"""Dates that a text speaks of: what was written, the days it covers, and how far it may be trusted."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_TITLE = re.compile(r"《[^》\n]{0,200}》")
_STOP = re.compile(r"[。！？\n]")
_SENTENCE = 600
_FUTURE_BEFORE = re.compile(
    r"(?:预计|预期|预测|有望|计划|规划|力争|争取|目标|将于|将在|拟于|拟在|定于|展望|直到|直至|到|至|\bby|\buntil)"
    r"[^，,。；;]{0,6}\Z",
    re.I,
)
_FUTURE_AFTER = re.compile(
    r"[^，,。；;]{0,12}?(?:将(?!近|军|领)|预计|有望|力争|计划|会(?=(?:继续|进一步|加大|推出))|"
    r"之?前(?:完成|实现|建成|达到|投产|通车))|\s+(?:will|is expected|plans)\b"
)
_UNTIL = re.compile(r"(?:截至|截止|截止到|截至到|as of|从|自)[^，,。；;]{0,4}\Z", re.I)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = {name[:3].lower(): i for i, name in enumerate(_MONTHS.split("|"), 1)}
_Y = r"(?:19|20)\d{2}"
_WHEN = re.compile(
    rf"""(?ix)
    (?<!\d)(?P<y1>{_Y})\s*(?:年|[-/.])\s*(?P<m>1[0-2]|0?[1-9])\s*(?:月|[-/.])\s*(?P<d>3[01]|[12]\d|0?[1-9])(?:(?!\d)|日)
      (?:日?\s*(?:至|到|[-~—－]+)\s*(?:(?P<m2>1[0-2]|[1-9])月)?(?P<d2>3[01]|[12]\d|[1-9])日)?日? |
    (?<!\d)(?P<y2>{_Y})\s*年\s*(?P<ym>1[0-2]|0?[1-9])\s*月(?:份)?(?P<ymend>底|末)? |
    (?<!\d)(?P<y3>{_Y})\s*年?(?P<half>上半年|半年报|中报|中期|前三季度|第?[一二三]季度) |
    (?<!\d)(?P<y4>{_Y})\s*(?P<closed>年(?:底|末|全年|度|报|终)|\ full[-\ ]year|\ annual) |
    (?<!\d)(?P<y5>{_Y})\s*年(?!代|版|期|度?至|[-~—－]) |
    (?P<rel>今年|本年|去年|上年|前年)
      (?:(?P<rm>1[0-2]|0?[1-9])月(?:(?P<rd>3[01]|[12]\d|0?[1-9])日)?(?:份|底|末)?|(?P<rhalf>上半年|年底|底|全年))? |
    (?<![\d年.])(?P<bm>1[0-2]|[1-9])月(?P<bd>3[01]|[12]\d|[1-9])日
      (?:\s*(?:至|到|[-~—－]+)\s*(?:(?P<bm2>1[0-2]|[1-9])月)?(?P<bd2>3[01]|[12]\d|[1-9])日)? |
    (?<![\d年.个第])(?P<om>1[0-2]|[1-9])月(?:份|底|末|初|中旬|上旬|下旬)?(?!\d) |
    \b(?P<en>{_MONTHS})\.?\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<ey>(?:19|20)\d{{2}}))?\b |
    \b(?P<fd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<fn>{_MONTHS})(?:,?\s+(?P<fy>(?:19|20)\d{{2}}))?\b |
    \b(?P<gn>{_MONTHS})\s+(?:of\s+)?(?P<gy>(?:19|20)\d{{2}})\b |
    \b(?:in|during|since|of|for)\s+(?P<hy>(?:19|20)\d{{2}})\b |
    (?<![\d.])(?P<ev>20\d{{2}})(?=(?:中国|世界|全球|国际|亚洲|全国)[^，,。；;\s]{{2,20}}(?:会|节|展|赛|论坛|峰会|周))
    """
)
_HALVES = {
    "上半年": 6, "半年报": 6, "中报": 6, "中期": 6, "一季度": 3, "第一季度": 3, "二季度": 6, "第二季度": 6,
    "三季度": 9, "第三季度": 9, "前三季度": 9,
}  # fmt: skip
_REPORT = re.compile(r"业绩|财报|年报|年度报告|半年报|季报|经营(?:数据|情况)|results|earnings|annual report", re.I)
_PUBLISHED = re.compile(r"公布|发布|披露|公告|出炉|亮相|揭晓|交出|晒出|report(?:s|ed)?|announc|publish|releas", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """One date in a text.

    ``year`` is None where the text leaves it out or says 今年/去年 (then ``offset`` is 0 or -1); ``month`` and ``day``
    are None where they are not said. ``closed``: the whole period up to this date lies behind the writer (年底, 全年,
    年度). ``report``: the figures of a period are being published. ``paragraph`` and ``sentence`` say where it stands.
    """

    words: str
    year: int | None
    month: int | None = None
    day: int | None = None
    offset: int | None = None
    closed: bool = False
    report: bool = False
    future: bool = False
    start: int = 0
    paragraph: int = 0
    sentence: str = ""

    def at(self, year: int) -> date | None:
        """The day in ``year``: the first of the month or the year where no day is said; None where there is none."""
        month, day = self.month or 1, self.day or 1
        if self.closed and self.day is None:
            month = self.month or 12
            day = calendar.monthrange(year, month)[1]
        try:
            return date(year, month, day)
        except ValueError:
            return None


def mentions(text: str) -> Iterator[Mention]:
    """Dates in ``text``, in order. Those inside titles (《…》) and ranges of years are left out."""
    hidden = {i for m in _TITLE.finditer(text) for i in range(*m.span())}
    paragraph, counted = 0, 0
    for match in _WHEN.finditer(text):
        start, end = match.span()
        paragraph, counted = paragraph + text.count("\n", counted, start), start
        if start in hidden or re.match(r"\s*[-~—－至]\s*(?:19|20)\d\d年?", text[end : end + 9]):
            continue
        if re.search(r"(?:19|20)\d\d年?\s*[-~—－至]\s*\Z", text[max(0, start - 9) : start]):
            continue
        before = max(text.rfind(c, max(0, start - _SENTENCE), start) for c in "。！？\n") + 1 or max(
            0, start - _SENTENCE
        )
        stop = _STOP.search(text, end, end + _SENTENCE)
        after = stop.start() if stop else min(len(text), end + _SENTENCE)
        sentence = text[before:after]
        future = _is_future(text[max(before, start - 14) : start], text[end : min(after, end + 24)])
        yield _mention(match, paragraph, sentence, future)


def _is_future(before: str, after: str) -> bool:
    if _UNTIL.search(before):
        return False
    return bool(_FUTURE_BEFORE.search(before) or _FUTURE_AFTER.match(after))


def _mention(match: re.Match[str], paragraph: int, sentence: str, future: bool) -> Mention:
    g = match.groupdict()
    year = _number(
        next((g[f"y{i}"] for i in range(1, 6) if g[f"y{i}"]), None)
        or g["ey"]
        or g["fy"]
        or g["gy"]
        or g["hy"]
        or g["ev"]
    )
    month = _number(g["m2"] or g["m"] or g["ym"] or g["rm"] or g["bm2"] or g["bm"] or g["om"])
    day = _number(g["d2"] or g["d"] or g["rd"] or g["bd2"] or g["bd"] or g["ed"] or g["fd"])
    name = g["en"] or g["fn"] or g["gn"]
    month = _MONTH[name[:3].lower()] if name else month
    half = _HALVES.get(g["half"] or g["rhalf"] or "")
    closed = bool(g["closed"] or g["ymend"] or half) or g["rhalf"] == "全年"
    return Mention(
        words=match[0].strip(),
        year=year,
        month=month or half,
        day=day,
        offset={"今": 0, "本": 0, "去": -1, "上": -1, "前": -2}[g["rel"][0]] if g["rel"] else None,
        closed=closed,
        report=closed and bool(_REPORT.search(sentence) and _PUBLISHED.search(sentence)),
        future=future,
        start=match.start(),
        paragraph=paragraph,
        sentence=sentence,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None
