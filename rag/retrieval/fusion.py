"""One score from two: a weighted sum of min-max scores, the raw scores kept.

Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (TOIS 2023).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def min_max(scores: Scores, floor: float | None = None) -> Scores:
    """Scores of shape (n,) stretched to 0..1; ``floor`` stands for the lowest score where it is known."""
    if not len(scores):
        return scores
    low = float(scores.min()) if floor is None else floor
    width = float(scores.max()) - low
    return np.clip((scores - low) / width, 0.0, 1.0) if width > 1e-9 else np.ones_like(scores)


def fuse(dense: Scores, lexical: Scores, lexical_weight: float) -> Scores:
    """Fused scores in 0..1 of candidates with these cosines and BM25 scores, each of shape (n,)."""
    if not len(lexical) or lexical.max() <= 0:
        return min_max(dense)
    return (1 - lexical_weight) * min_max(dense) + lexical_weight * min_max(lexical, floor=0.0)
