"""The values of one measure over time, drawn as a small SVG (or as a list where they cannot share an axis)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import TimelinePoint
from ui.render import render

_NUMBER = re.compile(r"-?\d[\d,，]*(?:\.\d+)?")
_SCALES = {"万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3}
WIDTH, HEIGHT = 640, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 56, 44, 44


@dataclass(frozen=True, slots=True)
class Dot:
    """A drawn point: ``x`` and ``y`` in the SVG's units."""

    x: float
    y: float
    point: TimelinePoint
    newest: bool
    below: bool


def magnitude(point: TimelinePoint) -> tuple[float, str] | None:
    """The value as a number, with the unit it counts in once 万 and 亿 are multiplied out; None if it has no number.

    >>> from rag.types import Citation
    >>> cite = Citation(1, "a", "", None, None, "", 0, 0, 0.0)
    >>> magnitude(TimelinePoint("2023", "1.5", "亿元", cite))
    (150000000.0, '元')
    """
    match = _NUMBER.search(point.value)
    if match is None:
        return None
    number = float(re.sub("[,，]", "", match[0]))
    rest = point.value[match.end() :].strip()
    unit = rest if rest.endswith(point.unit) else rest + point.unit
    for name, factor in _SCALES.items():
        if unit.startswith(name):
            return number * factor, unit[len(name) :]
    return number, unit


def day_number(as_of: str) -> float | None:
    """Days since year 0, roughly, of an ISO day, month or year (the middle of a month or year); None for other text."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", as_of.strip())
    if match is None:
        return None
    year, month, day = match.groups()
    return int(year) * 365.25 + ((int(month) - 1) * 30.44 if month else 183) + (int(day) if day else 15 if month else 0)


def dots(points: Sequence[TimelinePoint]) -> list[Dot]:
    """Places on the drawing, oldest first; empty where the values have no common unit or a date cannot be placed."""
    values = [magnitude(point) for point in points]
    days = [day_number(point.as_of) for point in points]
    numbers = [value[0] for value in values if value is not None]
    placed = [day for day in days if day is not None]
    units = {value[1] for value in values if value is not None}
    if len(points) < 2 or len(numbers) < len(points) or len(placed) < len(points) or len(units) > 1:
        return []
    low, high = min(numbers), max(numbers)
    xs = _across(placed)
    ys = [
        HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * ((n - low) / (high - low) if high > low else 0.5)
        for n in numbers
    ]
    order = sorted(range(len(points)), key=lambda i: (placed[i], i))
    last = order[-1]
    return [Dot(round(xs[i], 1), round(ys[i], 1), points[i], i == last, ys[i] < _TOP) for i in order]


def _across(days: Sequence[float]) -> list[float]:
    """Proportional to time, unless labels would run into each other: then evenly spaced, in order."""
    width = WIDTH - _LEFT - _RIGHT
    span = max(days) - min(days)
    ordered = sorted(days)
    gaps = [later - earlier for earlier, later in itertools.pairwise(ordered)]
    if span > 0 and min(gaps) / span * width >= 76:
        return [_LEFT + (day - min(days)) / span * width for day in days]
    ranks = {index: rank for rank, index in enumerate(sorted(range(len(days)), key=lambda i: (days[i], i)))}
    return [_LEFT + ranks[i] * width / (len(days) - 1) for i in range(len(days))]


def timeline_html(points: Sequence[TimelinePoint], lang: str) -> str:
    """The drawing with its heading, or an empty string where there is nothing to compare."""
    if len(points) < 2:
        return ""
    drawn = dots(points)
    ordered = [dot.point for dot in drawn] or sorted(points, key=lambda point: point.as_of)
    return render("timeline.html", lang, dots=drawn, points=ordered, width=WIDTH, height=HEIGHT, base=HEIGHT - _BOTTOM)
