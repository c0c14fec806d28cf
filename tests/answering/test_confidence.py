"""The probability that the evidence answers the question: monotone in what speaks for it, the same for every model."""

from __future__ import annotations

import pytest

from rag.answering import confidence
from rag.answering.confidence import Signals, comparable, probability, threshold


def test_more_of_what_speaks_for_it_is_more_likely() -> None:
    low, high = (probability(Signals(holds=h, supported=1.0, answer_coverage=0.8, english=0.0)) for h in (-3.0, 3.0))
    assert low < threshold() < high


def test_a_question_that_an_organisation_binds_has_its_own_limit() -> None:
    assert threshold(bound=False) < threshold(bound=True) == threshold()
    assert threshold("early", bound=False) == threshold("early")


def test_a_signal_that_could_not_be_measured_neither_helps_nor_harms() -> None:
    without = probability(Signals(supported=1.0, answer_coverage=0.8, english=0.0))
    no, yes = (probability(Signals(holds=h, supported=1.0, answer_coverage=0.8, english=0.0)) for h in (-4.0, 4.0))
    assert no < without < yes


def test_another_models_probe_is_put_on_the_calibrated_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = [["holds", 1.0, 2.0, 1.5]]
    table = {"early": {"weights": weights}, "models": {"timid": {"mean": -1.0, "scale": 0.5}}}
    monkeypatch.setattr(confidence, "calibration", lambda: table)
    assert comparable(-1.0, "timid") == pytest.approx(2.0)
    assert comparable(-0.5, "timid") == pytest.approx(3.5)
    assert comparable(-0.5, "unknown") == -0.5
