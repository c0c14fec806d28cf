"""Which sentences can speak of the time that a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.answering.evidence import Sentence, covered, weights
from rag.answering.moments import as_of, dated_moments
from rag.answering.question import Question, simplify
from rag.answering.values import extract_dates, extract_values

_NEARLY = 0.7
"""Share of the best coverage that sentences of the asked year must reach to be read alone."""


def time_fits(question: Question, s: Sentence) -> bool:
    """Can the sentence speak of the time that is asked about?"""
    years = question.years
    if not question.periods:
        return True
    if any(question.allows(when.iso) for _, when in dated_moments(s.text, s.published)):
        return True
    named = [as_of(s.text, v.start, s.published) for v in extract_values(s.text)] or [s.moment]
    if all(when.basis in ("stated", "relative") for when in named) and not any(
        question.allows(w.iso if w.basis == "stated" else w.iso[:4]) for w in named
    ):
        return False  # it says of which time it speaks, and that is another
    if not years or any(s.moment.covers(y) or str(y) in f"{s.plain} {simplify(s.title)}" for y in years):
        return True
    return s.published is None or s.published.year in years


_DISASTER = re.compile(
    r"地震|海啸|暴雨|降雨|洪[水涝灾]|台风|飓风|山火|火灾|爆炸|坠[机毁]|空难|坍塌|塌方|泥石流|滑坡|事故|踩踏|枪击|沉船|海难"
)
_AFTERWARDS = 366
"""Days in which articles speak of what happened without its date."""


def told_after(question: Question, s: Sentence) -> bool:
    """Is it asked about something that befell at a time, and does the sentence, of the months after, speak of it
    without its date (「此次地震共造成…」)?"""
    period = next((p for p in question.periods if p.year), None)
    told = _DISASTER.search(question.plain), _DISASTER.search(s.plain)
    if not all(told) or period is None or s.published is None or any(d.year for d in extract_dates(s.text)):
        return False
    began = date(period.year or s.published.year, period.first or 1, 1)
    last = 0 if period.first else _AFTERWARDS
    return 0 <= (s.published - began).days <= _AFTERWARDS + last


def settled(question: Question, candidates: Sequence[Sentence]) -> Question:
    """The question without the years that were reckoned from today (去年) and of which no article knows: the words may
    have been taken from an older article, and the answer says of which time it speaks."""
    known = {y for s in candidates for y in years_of(s)}
    stray = [p for p in question.periods if p.relative and p.year is not None and p.year not in known]
    if not stray:
        return question
    dates = tuple(d for d in question.dates if not any(d.start < p.end and d.end > p.start for p in stray))
    periods = tuple(replace(p, year=None) if p in stray else p for p in question.periods)
    return replace(question, dates=dates, periods=tuple(p for p in periods if p.year or p.first))


def timely(question: Question, candidates: Sequence[Sentence]) -> Sequence[Sentence]:
    """The candidates that can speak of the time that is asked about, where they cover the question nearly as well as
    all do; otherwise all of them, so that a refusal can name what is known."""
    fitting = [s for s in candidates if time_fits(question, s)]
    if not question.periods or not fitting or question.form in ("change", "compute"):
        return candidates
    table = weights(question, candidates)  # by its own words: what stands beside it may speak of another time
    best = max(covered(table, s.plain) for s in candidates)
    asked = set(question.organisations)
    near = [
        s.coverage if states_time(question, s) else covered(table, s.plain)
        for s in fitting
        if not asked or not s.about or asked & set(s.about)
    ]
    return fitting if max(near, default=0.0) >= _NEARLY * best else candidates


def states_time(question: Question, s: Sentence) -> bool:
    """Does the sentence itself date a figure (「去年全年是17.4亿元」)? What it measures may stand before it."""
    return any(
        when.basis in ("stated", "relative") and question.allows(when.iso)
        for v in extract_values(s.text)
        if v.kind != "ordinal" and (when := as_of(s.text, v.start, s.published))
    )


def years_of(s: Sentence) -> set[int]:
    years = {d.year for d in extract_dates(s.text) if d.year}
    return {y for y in (*years, s.moment.year, s.published.year if s.published else None) if y}
