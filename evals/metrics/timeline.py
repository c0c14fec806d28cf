"""Timeline: are the values of a measure over time all there, right, dated, in order, and cited?

Ours; no framework measures it. Recall = expected points found (same value, same moment as exactly as the gold question
says it); precision = points whose value is one of the expected values, or stands in its own citation.
"""

from __future__ import annotations

from dataclasses import dataclass

from evals.schema import GoldQuestion, TimelineFact
from evals.text import says
from rag.types import Answer, TimelinePoint


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rates in 0..1; ``sorted`` is whether the points are in order of time."""

    recall: float
    precision: float | None
    sorted: bool
    missing: tuple[str, ...]


def _moment(point: TimelinePoint, fact: TimelineFact) -> bool:
    return point.as_of.startswith(fact.as_of) or fact.as_of.startswith(point.as_of)


def _value(point: TimelinePoint, fact: TimelineFact) -> bool:
    return says(f"{point.value}{point.unit}", f"{fact.value}{fact.unit}") or says(point.value, fact.value)


def timeline(gold: GoldQuestion, answer: Answer) -> Timeline | None:
    """Judge one answer; None where the gold question expects no timeline."""
    if not gold.timeline:
        return None
    points = answer.timeline
    found = [any(_moment(p, f) and _value(p, f) for p in points) for f in gold.timeline]
    missing = tuple(f"{f.as_of}: {f.value}{f.unit}" for f, ok in zip(gold.timeline, found, strict=True) if not ok)
    good = [any(_value(p, f) for f in gold.timeline) or says(p.citation.quote, f"{p.value}{p.unit}") for p in points]
    order = [p.as_of for p in points]
    return Timeline(sum(found) / len(found), sum(good) / len(good) if good else None, order == sorted(order), missing)
