"""Timeline: are the values of a measure over time all there, right, dated, in order, and cited?

Ours; no framework measures it. Recall = expected points found (same value, same moment as exactly as the gold question
says it), where the gold question expects any. Precision = points, of whatever timeline an answer carries, whose value
and moment belong together: they are an expected point, or the point's own citation says both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evals.schema import GoldQuestion, TimelineFact
from evals.text import says
from rag.answering.moments import dated_moments
from rag.types import Answer, TimelinePoint


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rates in 0..1; ``recall`` is None where none is expected; ``sorted``: are the points in order of time?"""

    recall: float | None
    precision: float | None
    sorted: bool
    missing: tuple[str, ...]


def _same(a: str, b: str) -> bool:
    """One ISO moment, or one inside the other."""
    return a.startswith(b) or b.startswith(a)


def _value(point: TimelinePoint, fact: TimelineFact) -> bool:
    return says(f"{point.value}{point.unit}", f"{fact.value}{fact.unit}") or says(point.value, fact.value)


def _found(point: TimelinePoint, facts: Sequence[TimelineFact]) -> bool:
    return any(_same(point.as_of, f.as_of) and _value(point, f) for f in facts)


def _cited(point: TimelinePoint) -> bool:
    """Does the citation hold the value, and name the moment? One that names none is dated by its article."""
    quote, published = point.citation.quote, point.citation.published
    if not (says(quote, f"{point.value}{point.unit}") or says(quote, point.value)):
        return False
    named = [m.iso for _, m in dated_moments(quote, published) if m.iso]
    if published and not any(len(n) >= 4 and n != published.isoformat() for n in named):
        named.append(published.isoformat())
    return not named or any(_same(point.as_of, n) for n in named)


def _not_after(a: str, b: str) -> bool:
    """Is ISO moment ``a`` before ``b``, as far as both are known? (2022 and 2022-09 may stand in either order.)"""
    known = min(len(a), len(b))
    return a[:known] <= b[:known]


def timeline(gold: GoldQuestion, answer: Answer) -> Timeline | None:
    """Judge one answer; None where it carries no timeline and needs none."""
    points = answer.timeline
    if not gold.timeline and not points:
        return None
    found = [any(_found(p, [f]) for p in points) for f in gold.timeline]
    missing = tuple(f"{f.as_of}: {f.value}{f.unit}" for f, ok in zip(gold.timeline, found, strict=True) if not ok)
    good = [_found(p, gold.timeline) or _cited(p) for p in points]
    return Timeline(
        sum(found) / len(found) if found else None,
        sum(good) / len(good) if good else None,
        all(_not_after(a.as_of, b.as_of) for a, b in pairwise(points)),
        missing,
    )
