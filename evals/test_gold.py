"""A test a question, and what every kind and every metric must reach.

A question that was wrong in the accepted baseline is expected to fail; one that is newly wrong fails only where the
whole run is significantly worse (or with ``--every-loss``): one question more or less is noise, and the summary names
it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from evals.compare import Baseline, Comparison, wilson
from evals.results import Run
from evals.schema import GoldQuestion
from evals.summary import rate


@lru_cache(maxsize=1)
def thresholds() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = yaml.safe_load(Path(__file__).with_name("thresholds.yaml").read_text("utf-8"))
    return loaded


def test_question(
    gold: GoldQuestion,
    run: Run,
    baseline: Baseline | None,
    change: Comparison | None,
    request: pytest.FixtureRequest,
) -> None:
    outcome = next(o for o in run.outcomes if o.id == gold.id)
    if outcome.score.right:
        return
    said = outcome.answer.text if outcome.answer else outcome.error
    why = f"{gold.question}\nwrong: {outcome.score.why}\nexpected: {'、'.join(outcome.expected)}\nsaid: {said}"
    every_loss = request.config.getoption("--every-loss")
    if baseline is not None and not every_loss:
        if not baseline.questions.get(gold.id, False):
            pytest.xfail(f"wrong in the baseline, too: {outcome.score.why}")
        if change and not change.significantly_worse:
            pytest.xfail(f"newly wrong, the run within noise (p = {change.p_worse:.2f}): {outcome.score.why}")
    pytest.fail(why, pytrace=False)


def test_no_significant_loss(change: Comparison | None) -> None:
    if change is None:
        pytest.skip("no baseline for these questions")
    assert not change.significantly_worse, f"{len(change.worse)} worse, {len(change.better)} better: {change.worse}"


def needs_language_model(run: Run) -> None:
    if run.model == "extractive":
        pytest.skip("thresholds are those of a language model; quoting is compared with its own baseline only")


def test_kind_reaches_its_threshold(kind: str, run: Run) -> None:
    needs_language_model(run)
    scores = [o.score for o in run.outcomes if o.kind == kind]
    right = sum(s.right for s in scores)
    wanted = thresholds()["kinds"].get(kind, 0.0)
    assert wilson(right, len(scores))[1] >= wanted, f"{kind}: {right} of {len(scores)} right, {wanted:.0%} wanted"


@pytest.mark.parametrize("name", list(thresholds()["rates"]))
def test_rate_reaches_its_threshold(name: str, run: Run) -> None:
    needs_language_model(run)
    value, count = rate([o.score for o in run.outcomes], name)
    wanted = thresholds()["rates"][name]
    if value is None:
        pytest.skip("applies to no question here")
    assert wilson(round(value * count), count)[1] >= wanted, f"{name}: {value:.3f} over {count}, {wanted} wanted"


def test_every_question_could_be_asked(run: Run) -> None:
    failed = [f"{o.id}: {o.error}" for o in run.outcomes if o.error]
    assert not failed, "\n".join(failed[:10])
