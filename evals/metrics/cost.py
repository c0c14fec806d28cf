"""Latency and tokens, by stage. Seconds depend on the machine: compare them only within one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, 90th percentile, mean and largest of some numbers."""

    p50: float
    p90: float
    mean: float
    max: float
    count: int


def spread(values: Sequence[float]) -> Spread | None:
    """Percentiles by the nearest rank; None for no values."""
    if not values:
        return None
    ordered = sorted(values)

    def rank(share: float) -> float:
        return ordered[min(len(ordered) - 1, max(0, ceil(share * len(ordered)) - 1))]

    return Spread(rank(0.5), rank(0.9), sum(ordered) / len(ordered), ordered[-1], len(ordered))


def stages(timings: Sequence[dict[str, float]]) -> dict[str, Spread]:
    """The spread of every stage that any answer timed, in order of first appearance."""
    names = dict.fromkeys(name for t in timings for name in t)
    spreads = {name: spread([t[name] for t in timings if name in t]) for name in names}
    return {name: s for name, s in spreads.items() if s is not None}
