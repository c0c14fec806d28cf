"""Refusals: precision, recall, false refusals; calibration and ROC of the probability behind them.

A refusal is right where the articles hold no answer. Precision = right refusals / refusals; recall = right refusals /
questions without an answer; the false-refusal rate = refusals / questions with one (small talk is in neither). ROC and
AUC are those of signal detection (Fawcett 2006; AUC with ties at one half), the calibration error is ECE over equally
filled bins (Naeini et al. 2015, with quantile bins, because few questions leave equal-width bins empty).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evals.text import says_absent, strip_markers
from rag.types import Answer


def refused(answer: Answer) -> bool:
    """Did it decline? The flag, or, for engines without one, a short text that says the articles lack the answer."""
    if answer.refused:
        return True
    has_flag = answer.answerable is not None or bool(answer.sentences)
    return not has_flag and len(strip_markers(answer.text)) <= 160 and says_absent(answer.text)


@dataclass(frozen=True, slots=True)
class Refusals:
    """Rates in 0..1, None where nothing was counted."""

    precision: float | None
    recall: float | None
    false_refusals: float | None
    refused: int
    unanswerable: int
    answerable: int


def refusals(outcomes: Sequence[tuple[bool, bool]]) -> Refusals:
    """Counts over pairs (should be refused, was refused).

    >>> refusals([(True, True), (True, False), (False, False), (False, True)]).recall
    0.5
    """
    hits = sum(should and did for should, did in outcomes)
    did_all, should_all = sum(did for _, did in outcomes), sum(should for should, _ in outcomes)
    others = len(outcomes) - should_all
    return Refusals(
        precision=hits / did_all if did_all else None,
        recall=hits / should_all if should_all else None,
        false_refusals=(did_all - hits) / others if others else None,
        refused=did_all,
        unanswerable=should_all,
        answerable=others,
    )


def roc(scores: Sequence[float], positive: Sequence[bool]) -> list[tuple[float, float]]:
    """Points (false-positive rate, true-positive rate) of "score above a threshold means answerable", from 0,0 to 1,1.

    Raises:
        ValueError: one of the two classes is missing, so that there is no curve.
    """
    p, n = sum(positive), len(positive) - sum(positive)
    if not p or not n:
        raise ValueError("a ROC curve needs answerable and unanswerable questions")
    points, tp, fp, last = [(0.0, 0.0)], 0, 0, None
    for score, is_positive in sorted(zip(scores, positive, strict=True), key=lambda pair: -pair[0]):
        if last is not None and score != last:
            points.append((fp / n, tp / p))
        tp, fp, last = tp + is_positive, fp + (not is_positive), score
    points.append((fp / n, tp / p))
    return points


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Area under ``roc`` by trapezoids: the chance that an answerable question scores above an unanswerable one."""
    points = roc(scores, positive)
    return sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in pairwise(points))


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a calibration curve: mean probability said, share that came true, how many."""

    said: float
    true: float
    count: int


def calibration(scores: Sequence[float], positive: Sequence[bool], bins: int = 8) -> list[Bin]:
    """The calibration curve, in bins of (nearly) equal count, in order of probability."""
    pairs = sorted(zip(scores, positive, strict=True))
    bins = max(1, min(bins, len(pairs) // 4))
    out = []
    for i in range(bins):
        part = pairs[len(pairs) * i // bins : len(pairs) * (i + 1) // bins]
        if part:
            out.append(Bin(sum(s for s, _ in part) / len(part), sum(t for _, t in part) / len(part), len(part)))
    return out


def calibration_error(curve: Sequence[Bin]) -> float | None:
    """Expected calibration error: the mean gap of said and true, weighted by count."""
    total = sum(b.count for b in curve)
    return sum(abs(b.said - b.true) * b.count for b in curve) / total if total else None
