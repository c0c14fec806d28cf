"""When an undated article was written, from what it speaks of.

News leave the current year out: 「8月2日」「今年5月」. So the newest year that the text names as past or present bounds
the article from below, and the newest day without a year lies in the first year that is not before that bound. What the
text gives no ground for stays unknown: a missing date is better than a wrong one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from rag.corpus.mentions import Mention, mentions

_FIRST_YEAR = 1990  # the web; an undated page is not older
_LONGEST = 100_000
"""Characters that are looked at: a longer text is a book, and its later chapters date nothing."""
_REPORTS = {12: (1, 3), 6: (0, 8), 3: (0, 4), 9: (0, 10)}
"""Month in which figures up to a month usually come out, and whether that is a year later."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """A date and the words of the text that it follows from."""

    published: date
    words: str

    @property
    def basis(self) -> str:
        """As ``Article.published_basis`` keeps it."""
        return f"inferred: {self.words}"


def infer(text: str, *, today: date | None = None) -> Inferred | None:
    """The earliest date that fits everything the text says about its own time, or None where it says too little.

    ``today`` bounds the answer (default: the current day): no article speaks of the day after tomorrow as past.
    """
    today = today or date.today()  # noqa: DTZ011 - a day in the reader's own calendar
    text = text[:_LONGEST]
    found = _with_years([m for m in mentions(text) if not m.future])
    dated = [m for m in found if m.year is not None and _FIRST_YEAR <= m.year <= today.year]
    undated = [m for m in found if m.year is None and m.month and m.offset in (None, 0)]
    bound = _bound(dated, today)
    fixed = _fixed_year(text, found)
    floor, ceiling, act = _known(text, found)
    if fixed and (bound is None or fixed.published.year >= bound.published.year):
        return _in_year(fixed, undated, bound, today)
    if bound is None:
        return _between(floor, ceiling, act, undated, today)
    newest = _newest(undated, bound, floor, today)
    return newest or bound


def _with_years(found: list[Mention]) -> list[Mention]:
    """Days without a year take that of a full date before them in the same paragraph: 「2021年3月……。5月……」."""
    result: list[Mention] = []
    for mention in found:
        before = result[-1] if result else None
        if (
            mention.year is None
            and mention.offset is None
            and before
            and before.paragraph == mention.paragraph
            and before.offset is None
            and before.year is not None
            and before.month is not None
            and not before.closed
            and (mention.month or 0) >= before.month
        ):
            mention = replace(mention, year=before.year)
        result.append(mention)
    return result


def _bound(dated: list[Mention], today: date) -> Inferred | None:
    """The newest day that the text names with its year; figures of a period being published lie after its end."""
    best: Inferred | None = None
    for mention in dated:
        assert mention.year is not None
        when = _report_day(mention) if mention.report else mention.at(mention.year)
        if when and when <= today and (best is None or when > best.published):
            best = Inferred(when, _words(mention))
    return best


def _report_day(mention: Mention) -> date | None:
    later, month = _REPORTS.get(mention.month or 12, (1, 3))
    return date((mention.year or 0) + later, month, 1)


def _words(mention: Mention) -> str:
    """The mention with what leads to it (截至, 公布了) and, for reports, what it is about."""
    at = mention.sentence.find(mention.words)
    lead = re.search(r"(?:截至|截止到?|as of )\s*\Z", mention.sentence[:at], re.I)
    text = (lead[0] if lead else "") + mention.words
    if mention.report and (
        about := re.match(
            r"[^，,。；;]{0,4}(?:业绩|财报|年报|报告|季报|半年报|results|earnings)",
            mention.sentence[at + len(mention.words) :],
        )
    ):
        verb = re.search(r"(?:公布|发布|披露|公告)了?\s*\Z", mention.sentence[:at])
        text = (verb[0] if verb else "") + mention.words + about[0]
    return text.strip()


def _newest(undated: list[Mention], bound: Inferred, floor: date | None, today: date) -> Inferred | None:
    """The latest day without a year, placed in the first year in which it is not before the bound."""
    year = bound.published.year
    lowest = max(bound.published, floor) if floor else bound.published
    closed = (bound.published.month, bound.published.day) == (12, 31)
    best: Inferred | None = None
    for mention in undated:
        for candidate in (year, year + 1) if closed else (year,):
            when = mention.at(candidate)
            if when and lowest <= when <= today:
                if best is None or when > best.published:
                    best = Inferred(when, f"{_words(mention)}，{bound.words}")
                break
    return best


def _fixed_year(text: str, found: list[Mention]) -> Inferred | None:
    """The writer's year where 去年 or 今年 stands beside an explicit year or a public event: 「去年（2022年）」."""
    for mention in found:
        if mention.offset is None:
            continue
        after = text[mention.start + len(mention.words) : mention.start + len(mention.words) + 24]
        if explicit := re.match(r"[（(，,]?(?:即|也就是)?((?:19|20)\d{2})年?[）)]?", after):
            return Inferred(date(int(explicit[1]) - mention.offset, 1, 1), mention.words + explicit[0])
        clause = re.split(r"[，,。；;]", after)[0]
        for name, when in _events():
            if event := re.search(name, clause):
                return Inferred(date(when.year - mention.offset, 1, 1), mention.words + clause[: event.end()])
    return None


def _in_year(fixed: Inferred, undated: list[Mention], bound: Inferred | None, today: date) -> Inferred:
    """The newest day of a year that is known."""
    best = bound if bound and bound.published.year == fixed.published.year else fixed
    for mention in undated:
        when = mention.at(fixed.published.year)
        if when and best.published < when <= today:
            best = Inferred(when, f"{_words(mention)}，{fixed.words}")
    return best


def _known(text: str, found: list[Mention]) -> tuple[date | None, date | None, str]:
    """Bounds from public institutions: the article is not older than they are (or than their end, if it calls them
    former), and a dated act of one that has ended lies before that end. Also the words that speak of that act."""
    floors: list[date] = []
    ceilings: list[tuple[date, str]] = []
    for name, begin, end in _institutions():
        if not re.search(name, text):
            continue
        former = end and re.search(rf"原(?:中国)?(?:{name})", text)
        floors.append(end if end and former else begin)
        if end is None:
            continue
        for mention in found:
            act = _act(name, mention)
            if mention.offset is None or mention.offset >= 0 or not mention.month or not act:
                continue
            year = end.year if (mention.at(end.year) or end) < end else end.year - 1
            ceilings.append((date(year - mention.offset, 12, 31), mention.words + act))
    ceiling, words = min(ceilings, default=(None, ""))
    return (max(floors) if floors else None), ceiling, words


def _act(name: str, mention: Mention) -> str:
    at = mention.sentence.find(mention.words) + len(mention.words)
    match = re.match(rf"[，,\s]*(?:原|中国)*(?:{name})", mention.sentence[at:])
    return match[0] if match else ""


def _between(
    floor: date | None, ceiling: date | None, act: str, undated: list[Mention], today: date
) -> Inferred | None:
    """Without any year in the text: the newest day, if the bounds leave exactly one year for it."""
    if floor is None or ceiling is None:
        return None
    best: Inferred | None = None
    for mention in undated:
        fits = [
            d for y in range(floor.year, ceiling.year + 1) if (d := mention.at(y)) and floor <= d <= min(ceiling, today)
        ]
        if len(fits) == 1 and (best is None or fits[0] > best.published):
            best = Inferred(fits[0], f"{_words(mention)}，{act}")
    return best


@cache
def _table() -> dict[str, list[dict[str, object]]]:
    with (Path(__file__).parent / "known_events.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _institutions() -> tuple[tuple[str, date, date | None], ...]:
    rows = []
    for row in _table()["institution"]:
        begin, end = row["begin"], row.get("end")
        assert isinstance(begin, date)
        rows.append((str(row["names"]), begin, end if isinstance(end, date) else None))
    return tuple(rows)


@cache
def _events() -> tuple[tuple[str, date], ...]:
    return tuple((str(row["names"]), row["date"]) for row in _table()["event"] if isinstance(row["date"], date))
