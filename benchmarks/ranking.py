"""Measures of a ranking. ``ranked`` are ids, best first; ``relevant`` maps ids to grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2


def recall_at(k: int, ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Share of the relevant ids among the first ``k`` (at most ``k`` of them can be)."""
    return len(set(ranked[:k]) & set(relevant)) / min(k, len(relevant))


def reciprocal_rank_at(k: int, ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """One over the rank of the first relevant id among the first ``k``, else 0 (Voorhees 1999)."""
    return next((1 / rank for rank, found in enumerate(ranked[:k], 1) if found in relevant), 0.0)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), gain = grade."""
    gained = sum(relevant.get(found, 0) / log2(rank + 1) for rank, found in enumerate(ranked[:k], 1))
    best = sum(g / log2(rank + 1) for rank, g in enumerate(sorted(relevant.values(), reverse=True)[:k], 1))
    return gained / best
