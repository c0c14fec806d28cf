"""Follow-ups are made to stand alone, and only those that lean on what was said before."""

from __future__ import annotations

import pytest

from rag.answering.followup import stand_alone
from rag.answering.names import NameBook
from rag.types import Turn
from tests.support import newsroom

NAMES = NameBook(f"{a.title}\n{a.text}" for a in newsroom.ALL)
PROFIT = "远帆汽车2023年的净利润是多少？"


def rewritten(question: str, *earlier: str) -> str:
    return stand_alone(question, [Turn("user", text) for text in earlier], NAMES)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("那蓝鲸电池呢？", "蓝鲸电池2023年的净利润是多少？"),
        ("蓝鲸电池呢？", "蓝鲸电池2023年的净利润是多少？"),
        ("2024年呢？", "远帆汽车2024年的净利润是多少？"),
        ("营业收入呢？", "远帆汽车2023年的营业收入是多少？"),
        ("它的董事长是谁？", "远帆汽车的董事长是谁？"),
        ("那蓝鲸电池2024年呢？", "蓝鲸电池2024年的净利润是多少？"),
    ],
)
def test_what_is_left_out_is_put_back(question: str, expected: str) -> None:
    assert rewritten(question, PROFIT) == expected


def test_a_chain_of_follow_ups_is_followed() -> None:
    assert rewritten("蓝鲸电池呢？", PROFIT, "那2024年呢？") == "蓝鲸电池2024年的净利润是多少？"


def test_a_year_in_english() -> None:
    asked = rewritten("And in 2024?", "How many spectators watched the cup final in 2025?")
    assert "2024" in asked
    assert "2025" not in asked
    assert "spectators" in asked


@pytest.mark.parametrize(
    "question",
    [
        "岚山地震造成多少人遇难？",
        "蓝鲸电池2023年的营业收入是多少？",
        "How long is the new bridge in Harlow Bay?",
        "什么是区块链？",
    ],
)
def test_a_question_that_stands_alone_stays(question: str) -> None:
    assert rewritten(question, PROFIT) == question


def test_without_a_history_nothing_is_changed() -> None:
    assert rewritten("那蓝鲸电池呢？") == "那蓝鲸电池呢？"


@pytest.mark.parametrize("question", ["谁当选临江市市长？", "什么时候岚山县发生地震？"])
def test_a_short_question_with_a_name_of_its_own_stays(question: str) -> None:
    assert rewritten(question, PROFIT) == question


def test_a_person_is_never_replaced_by_a_place() -> None:
    assert rewritten("她今年多大？", "谁当选临江市市长？") == "谁当选临江市市长，她今年多大？"


def test_a_pronoun_takes_the_person_of_the_answer() -> None:
    history = [Turn("user", "谁当选临江市市长？"), Turn("assistant", "陈若兰当选临江市市长。")]
    assert stand_alone("她得了多少票？", history, NAMES) == "陈若兰得了多少票？"


def test_the_topic_comes_along_with_its_noun() -> None:
    assert rewritten("什么时候发生的？", "岚山地震造成多少人遇难？") == "岚山地震什么时候发生的？"
