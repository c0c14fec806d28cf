"""English questions on Chinese articles are looked up in Chinese and stay English."""

from __future__ import annotations

import logging

import pytest

from rag.answering import translation
from rag.answering.drafting import Drafter
from rag.answering.question import analyse
from rag.types import Article, ScoredPassage
from tests.support import newsroom as n
from tests.support.desk import Desk
from tests.support.models import ScriptedModel

ASKED = "What was the net profit of Yuanfan in 2023?"


def found(desk: Desk, text: str) -> list[ScoredPassage]:
    return desk.search(text, 8)


@pytest.mark.parametrize(
    ("text", "articles", "needed"),
    [
        (ASKED, (n.CARS_2023, n.CARS_2024), True),
        ("How long is the bridge?", (n.BRIDGE, n.ROVERS), False),
        ("远帆汽车2023年的净利润是多少？", (n.CARS_2023,), False),
    ],
)
def test_when_it_is_needed(text: str, articles: tuple[Article, ...], needed: bool) -> None:
    desk = Desk(articles)
    assert translation.needed(desk.question(text), found(desk, text)) is needed


def test_without_a_model_the_names_are_put_in() -> None:
    desk = Desk((n.CARS_2023,))
    question = translation.in_chinese(desk.question(ASKED), found(desk, ASKED), desk.names, None)
    assert "远帆汽车" in question.plain
    assert (question.text, question.language) == (ASKED, "en")
    assert question.years == (2023,)


def test_the_model_translates_the_rest_and_the_answer_stays_english() -> None:
    desk = Desk((n.CARS_2023,))
    drafter = Drafter(ScriptedModel("远帆汽车2023年的净利润是多少？"), 5.0)
    question = translation.in_chinese(desk.question(ASKED), found(desk, ASKED), desk.names, drafter)
    assert question.plain == "远帆汽车2023年的净利润是多少?"
    assert question.terms == analyse("远帆汽车2023年的净利润是多少？", desk.names).terms
    assert (question.text, question.language) == (ASKED, "en")


def test_a_model_that_fails_leaves_the_question_as_it_is_and_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk((n.CARS_2023,))
    drafter = Drafter(ScriptedModel(failure="gone"), 5.0)
    with caplog.at_level(logging.WARNING):
        question = translation.in_chinese(desk.question(ASKED), found(desk, ASKED), desk.names, drafter)
    assert "gone" in caplog.text
    assert "远帆汽车" in question.plain


@pytest.mark.parametrize(
    ("word", "text", "written"),
    [
        ("lanshan", "在岚山县", "岚山"),
        ("chenruolan", "陈若兰当选", "陈若兰"),
        ("boston", "岚山县", ""),
        ("lan", "岚山", ""),
    ],
)
def test_a_word_in_pinyin_is_found_in_the_text(word: str, text: str, written: str) -> None:
    assert translation.spelt(word, text) == written
