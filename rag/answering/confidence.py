"""How likely is it that the evidence answers the question? A logistic regression over measured signals.

The weights and the thresholds live in ``calibration.json``, which ``benchmarks/calibrate.py`` writes from data. The
limit for questions that no organisation binds is where its ``--curve`` refuses as large a share of the answerable as it
lets through of the others. Two numbers are judgements: the limit for questions that an organisation binds, until an
evaluation run gives it (``--limit bound``), and ``_IN_COMPANY`` here. Signals that could not be measured (a model
without log-probabilities) take the mean of the calibration data, so that they neither help nor harm.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_IN_COMPANY = 0.6
"""Share of the threshold that is enough for a part of a question of which another part is answered."""
_FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is measured before and after the model's answer; None where it could not be.

    ``holds``: log-odds of 有 against 没有 to "do the documents hold the answer?"; ``mean_logprob`` and
    ``least_logprob`` of the written tokens; ``coverage``: share of the question's weighted terms in the best sentence;
    ``total_coverage``: in all the evidence; ``around``: in what stands around the best sentence (or, once there is a
    draft, around the sentences that support it); ``named``: share of the question's names there; ``dense``: best
    cosine; ``wanted``: does the evidence hold the kind of value that is asked for; ``unseen``: share of the question's
    own values and years that the evidence lacks; ``supported``: share of the draft's sentences that passed their
    check; ``answer_coverage``: as ``coverage``, of the supports; ``english``: 1 where the question is in English, for
    its probes run higher; ``bound``: 1 where the question names an organisation that the articles know, so that code
    checks whose a figure is.
    """

    holds: float | None = None
    mean_logprob: float | None = None
    least_logprob: float | None = None
    coverage: float | None = None
    total_coverage: float | None = None
    around: float | None = None
    named: float | None = None
    dense: float | None = None
    wanted: float | None = None
    unseen: float | None = None
    supported: float | None = None
    answer_coverage: float | None = None
    english: float | None = None
    bound: float | None = None


@lru_cache(maxsize=1)
def calibration() -> dict[str, Any]:
    """The calibration as written by ``benchmarks/calibrate.py``."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def probability(signals: Signals, stage: str = "final") -> float:
    """Calibrated probability (0..1) that the evidence answers the question.

    ``stage``: ``early`` uses only what is known before the model writes, ``extractive`` what is known without a
    model, ``final`` everything.
    """
    model = calibration()[stage]
    total = float(model["intercept"])
    given = asdict(signals)
    for name, weight, mean, scale in model["weights"]:
        value = given[name]
        if value is not None:
            total += weight * (value - mean) / scale
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


def measured(signals: Signals) -> dict[str, float]:
    """The signals that could be measured, by name."""
    return {name: round(value, 4) for name, value in asdict(signals).items() if value is not None}


def threshold(stage: str = "final", *, bound: bool = True) -> float:
    """Below this probability the question is refused (``early``: refused without asking the model to write).

    A question that an organisation of the articles binds has its own limit: what the same articles say of the others
    lies closer to it than the near misses of other news do.
    """
    limits: Mapping[str, float] = calibration()[stage]
    return float(limits["threshold"] if bound else limits.get("threshold_unbound", limits["threshold"]))


def comparable(holds: float, model: str) -> float:
    """The probe's log-odds of another model on the scale of the model that was calibrated: small models differ in how
    readily they say yes. Unchanged for a model of which nothing is known."""
    own = calibration().get("models", {}).get(model)
    if own is None:
        return holds
    mean, scale = next((m, s) for name, _, m, s in calibration()["early"]["weights"] if name == "holds")
    return float((holds - own["mean"]) / own["scale"] * scale + mean)


def in_company(likely: float, *, stage: str = "final", bound: bool = True) -> bool:
    """Is an answer likely enough beside one to another part of its question? The articles speak of the matter then, so
    less is needed than by itself."""
    return likely >= _IN_COMPANY * threshold(stage, bound=bound)


def log_odds(probability_of_yes: float) -> float:
    p = min(max(probability_of_yes, 1e-4), 1 - 1e-4)  # ±9.2
    return math.log(p / (1 - p))
