from __future__ import annotations

import pytest

from evals.judging import LanguageModelJudge, accuracy, agreement, judge_answer, kappa, open_judge
from evals.models import Models
from evals.schema import JudgeStatement
from rag.errors import UserError
from tests.support.hashing import HashingEmbedder
from tests.support.models import ScriptedModel

from .conftest import FOREST, cite, reply

TRUE = JudgeStatement(id="t", statement="松溪县种树10.59万棵。", evidence=FOREST.text, label="supported")
FALSE = JudgeStatement(
    id="f", statement="松溪县种树9万棵。", evidence=FOREST.text, label="unsupported", error="wrong_value"
)


def test_the_check_is_judged_like_a_judge() -> None:
    report = agreement(None, [TRUE, FALSE])
    assert (report.accuracy, report.kappa, report.labelled) == (1.0, 1.0, 2)


def test_a_judge_that_always_says_yes_has_no_kappa() -> None:
    report = agreement(LanguageModelJudge(ScriptedModel(probes=0.99)), [TRUE, FALSE])
    assert (report.accuracy, report.kappa) == (0.5, 0.0)


def test_a_judge_without_labels_is_refused() -> None:
    with pytest.raises(UserError, match="not shown"):
        agreement(LanguageModelJudge(ScriptedModel()), [])


def test_a_judge_that_fails_has_not_judged() -> None:
    broken = LanguageModelJudge(ScriptedModel(failure="down"))
    report = agreement(broken, [TRUE, FALSE])
    assert (report.failed, report.accuracy) == (2, 0.0)
    answer = reply("松溪县种了多少棵树？", "种树10.59万棵[1]。", cite(1, FOREST, "松溪县共种树10.59万棵"))
    judged = judge_answer(broken, answer)
    assert judged is not None
    assert (judged.score, judged.judged, judged.failed) == (None, 0, 1)


def test_only_statements_are_judged() -> None:
    judge = LanguageModelJudge(ScriptedModel(probes=0.99))
    answer = reply(
        "松溪县种了多少棵树？", "种树10.59万棵[1]。没有来源的话也说了一句。", cite(1, FOREST, "松溪县共种树10.59万棵")
    )
    judged = judge_answer(judge, answer)
    assert judged is not None
    assert judged.score == 0.5, "a claim without citation is not supported, whatever the judge"
    assert judge_answer(judge, reply("谢谢", "您好！")) is None


def test_judges_open_by_name() -> None:
    models = Models(HashingEmbedder(), None)
    assert open_judge("", models) is None
    with pytest.raises(UserError, match="no language model"):
        open_judge("llm", models)
    with pytest.raises(UserError, match="no such judge"):
        open_judge("oracle", models)


def test_accuracy_and_kappa() -> None:
    pairs = [(True, True)] * 4 + [(False, False)] * 4 + [(True, False), (False, True)]
    assert accuracy(pairs) == pytest.approx(0.8)
    assert kappa(pairs) == pytest.approx(0.6)
    assert kappa([]) == 0.0
