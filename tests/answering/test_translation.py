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


def test_the_model_translates_the_rest_and_the_question_is_read_in_chinese() -> None:
    desk = Desk((n.CARS_2023,))
    model = ScriptedModel("甲公司2023年的净利润是多少？")
    question = translation.in_chinese(desk.question(ASKED), found(desk, ASKED), desk.names, Drafter(model, 5.0))
    assert question.text == "远帆汽车2023年的净利润是多少？"
    assert question == analyse(question.text, desk.names)
    assert "What was the 净利润 of 甲公司 in 2023?" in model.requests[0][0].content
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("甲公司的净利润是多少？", "甲公司2023年的净利润是多少？", "远帆汽车2023年的净利润是多少？"),
        ("甲公司2022年的净利润是多少？", "甲公司2023年的净利润是多少？", "远帆汽车2023年的净利润是多少？"),
        ("净利润是多少？", "利润？", "2023年远帆汽车的净利润是多少？"),
        ("What was the net profit?", "甲公司2023年净利润多少？", "远帆汽车2023年净利润多少？"),
    ],
)
def test_a_translation_that_loses_or_makes_up_something_is_made_again(first: str, second: str, kept: str) -> None:
    desk = Desk((n.CARS_2023,))
    model = ScriptedModel(lambda prompt: first if "英文：" in prompt else second)
    question = translation.in_chinese(desk.question(ASKED), found(desk, ASKED), desk.names, Drafter(model, 5.0))
    assert question.text == kept
    assert len(model.requests) == 2


def test_a_question_for_the_cause_is_asked_with_why() -> None:
    desk = Desk((n.CARS_2023,))
    asked = "Why did Yuanfan lose money in 2023?"
    drafter = Drafter(ScriptedModel("甲公司2023年亏损的原因是什么？"), 5.0)
    question = translation.in_chinese(desk.question(asked), found(desk, asked), desk.names, drafter)
    assert question.text == "为什么远帆汽车2023年亏损？"


def test_what_no_model_turns_into_chinese_stays_english() -> None:
    desk = Desk((n.CARS_2023,))
    question = translation.in_chinese(
        desk.question(ASKED), found(desk, ASKED), desk.names, Drafter(ScriptedModel("I cannot."), 5.0)
    )
    assert (question.text, question.language) == (ASKED, "en")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("How many by 2 August 2023?", "How many 截至2023年8月2日?"),
        ("as of March 5, who?", "截至3月5日, who?"),
        ("Sales at the end of 2021", "Sales 2021年底"),
        ("The score for mid-2023?", "The score 2023年年中?"),
        ("Who led it in early 2023?", "Who led it 2023年初?"),
        ("in the first half of 2022?", "2022年上半年?"),
        ("in 2022", "in 2022"),
    ],
)
def test_dates_are_put_in_as_chinese_ones(english: str, chinese: str) -> None:
    assert translation.with_dates(english) == chinese


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
