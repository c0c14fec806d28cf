"""Is a difference between two runs noise? The same questions, answered twice, compared pair by pair.

McNemar's exact test (1947; the binomial form) looks only at the questions whose outcome changed. The paired bootstrap
(Efron 1979; Koehn 2004 for systems on one test set) gives an interval for the difference in accuracy.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from typing import Any

from evals.results import SHIPPED, Run
from rag.errors import UserError

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """``better`` and ``worse`` are ids of questions that changed; ``low``/``high`` bound the difference at 95 %.

    ``p_worse`` is the one-sided McNemar probability of so many losses among the changes by chance, ``p`` two-sided.
    """

    common: int
    before: float
    after: float
    better: tuple[str, ...]
    worse: tuple[str, ...]
    low: float
    high: float
    p: float
    p_worse: float

    @property
    def significantly_worse(self) -> bool:
        return self.p_worse < SIGNIFICANT

    @property
    def verdict(self) -> str:
        """In words."""
        if not self.better and not self.worse:
            return "no question changed"
        if self.p >= SIGNIFICANT and not self.significantly_worse:
            return "within noise"
        return "better" if len(self.better) > len(self.worse) else "worse"


def compare(before: Mapping[str, bool], after: Mapping[str, bool], rounds: int = 2000, seed: int = 7) -> Comparison:
    """Compare outcomes (right or wrong, by question) on the questions that both have.

    Raises:
        UserError: no question is in both.
    """
    ids = sorted(set(before) & set(after))
    if not ids:
        raise UserError("the two runs have no question in common")
    better = tuple(i for i in ids if after[i] and not before[i])
    worse = tuple(i for i in ids if before[i] and not after[i])
    low, high = bootstrap([after[i] - before[i] for i in ids], rounds, seed)
    return Comparison(
        common=len(ids),
        before=sum(before[i] for i in ids) / len(ids),
        after=sum(after[i] for i in ids) / len(ids),
        better=better,
        worse=worse,
        low=low,
        high=high,
        p=mcnemar(len(better), len(worse)),
        p_worse=binomial_tail(len(worse), len(better) + len(worse)),
    )


def binomial_tail(k: int, n: int) -> float:
    """Probability of k or more heads in n fair tosses.

    >>> binomial_tail(5, 5)
    0.03125
    """
    return sum(comb(n, i) for i in range(k, n + 1)) / 2**n


def mcnemar(better: int, worse: int) -> float:
    """Exact two-sided p-value of McNemar's test."""
    return min(1.0, 2 * binomial_tail(max(better, worse), better + worse)) if better + worse else 1.0


def bootstrap(differences: Sequence[float], rounds: int = 2000, seed: int = 7) -> tuple[float, float]:
    """95 % interval of the mean of paired differences, by resampling them."""
    rng = random.Random(seed)
    n = len(differences)
    means = sorted(sum(rng.choices(differences, k=n)) / n for _ in range(rounds))
    return means[int(0.025 * rounds)], means[min(rounds - 1, int(0.975 * rounds))]


def wilson(right: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's (1927) interval of a share: what a few questions can tell about all of them."""
    if not count:
        return 0.0, 1.0
    share, root = right / count, z * z / count
    middle = (share + root / 2) / (1 + root)
    half = z / (1 + root) * (share * (1 - share) / count + root / (4 * count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Accepted outcomes: what a run is compared with. ``reason`` says why they were accepted."""

    questions: Mapping[str, bool]
    model: str
    accepted: str
    reason: str


def read_baseline(path: Path, model: str) -> Baseline | None:
    """What was accepted for a language model, or None: one model's answers are no baseline for another's.

    Raises:
        UserError: the file is damaged.
    """
    data = _baselines(path).get(model)
    if data is None:
        return None
    try:
        questions = {k: bool(v) for k, v in data["questions"].items()}
        return Baseline(questions, model, data["accepted"], data["reason"])
    except (KeyError, AttributeError, TypeError) as error:
        raise _damaged(path, error) from error


def accepted_for(path: Path, model: str, questions: str, corpus: str) -> Baseline | None:
    """The baseline for a model's answers, or None: only the gold questions over the shipped articles have one."""
    return read_baseline(path, model) if questions == "gold" and corpus == SHIPPED else None


def _baselines(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _damaged(path, error) from error
    if not isinstance(data, dict):
        raise _damaged(path, "no object")
    return data


def _damaged(path: Path, why: object) -> UserError:
    return UserError(f"{path}: not a baseline ({why}); restore it, or accept a new one: make eval-accept")


def write_baseline(path: Path, run: Run, reason: str) -> None:
    """Accept a run for its model: its outcomes replace those of the questions it asked; others are kept.

    Raises:
        UserError: no reason is given, or the run asked something else than the gold questions.
    """
    if not reason.strip():
        raise UserError('accepting a baseline needs a reason: make eval-accept REASON="why the change is right"')
    if run.questions != "gold" or run.engine != "wenju" or run.corpus != SHIPPED:
        raise UserError(
            f"the run asked {run.questions} of {run.engine} over {run.corpus}: only Wenju on the gold questions over "
            "the shipped articles has a baseline"
        )
    failed = [o.id for o in run.outcomes if o.error]
    if failed:
        raise UserError(
            f"{len(failed)} questions could not be asked ({', '.join(failed[:5])}): that is no baseline; run it again"
        )
    old = read_baseline(path, run.model)
    questions = {**(old.questions if old else {}), **run.right}
    accepted = {
        "accepted": run.started[:10],
        "reason": reason.strip(),
        "fingerprint": {n: getattr(run.fingerprint, n) for n in run.fingerprint.__slots__},
        "right": sum(questions.values()),
        "of": len(questions),
        "questions": {k: int(v) for k, v in sorted(questions.items())},
    }
    everything = {**_baselines(path), run.model: accepted}
    path.write_text(json.dumps(everything, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
