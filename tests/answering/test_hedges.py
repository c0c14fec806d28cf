"""A figure that the evidence hedges is hedged in the answer."""

from __future__ import annotations

import pytest

from rag.answering.hedges import hedged
from rag.answering.names import NameBook
from rag.answering.question import analyse
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report
from tests.support.sentences import said

NONE = NameBook(())
ASKED = analyse("苇海申请了多少件专利？", NONE)


@pytest.mark.parametrize(
    ("told", "drafted", "shown"),
    [
        ("苇海累计申请专利超2000件。", "苇海申请了2000件专利。", "苇海申请了超2000件专利。"),
        ("苇海的专利突破2000件。", "苇海申请了2000件专利。", "苇海申请了超过2000件专利。"),
        ("苇海申请专利2000余件。", "苇海申请了2000件专利。", "苇海申请了2000余件专利。"),
        ("苇海申请专利不到2000件。", "苇海申请了2000件专利。", "苇海申请了不到2000件专利。"),
        ("苇海申请专利2000件。", "苇海申请了2000件专利。", "苇海申请了2000件专利。"),
        ("苇海申请专利超2000件。", "苇海申请了超2000件专利。", "苇海申请了超2000件专利。"),
        ("苇海2024年申请专利超过2000件。", "苇海2024年申请了2,000件专利。", "苇海2024年申请了超过2,000件专利。"),
        ("苇海申请专利3件，价值超2000万元。", "苇海申请了3件专利。", "苇海申请了3件专利。"),
    ],
)
def test_the_hedge_of_the_evidence(told: str, drafted: str, shown: str) -> None:
    assert hedged(ASKED, drafted, [said(told)]) == shown


def test_one_sentence_that_gives_it_exactly_is_enough() -> None:
    both = [said("苇海申请专利超2000件。"), said("苇海申请专利2000件。")]
    assert hedged(ASKED, "苇海申请了2000件专利。", both) == "苇海申请了2000件专利。"


def test_a_figure_of_the_question_stays() -> None:
    asked = analyse("苇海的2000件专利值多少钱？", NONE)
    assert hedged(asked, "2000件专利值1亿元。", [said("超2000件专利价值约1亿元。")]) == "2000件专利值约1亿元。"


def test_the_answer_shows_it() -> None:
    told = report("专利", "2024-05-01", "截至目前，苇海轮渡累计申请发明专利超2000件。")
    answer = Desk((told,), ScriptedModel("苇海轮渡申请了2000件发明专利。")).ask("苇海轮渡申请了多少件发明专利？")
    assert "超2000件" in answer.text
