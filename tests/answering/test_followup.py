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
    ["岚山地震造成多少人遇难？", "蓝鲸电池2023年的营业收入是多少？", "How long is the new bridge in Harlow Bay?", "什么是区块链？"],
)
def test_a_question_that_stands_alone_stays(question: str) -> None:
    assert rewritten(question, PROFIT) == question


def test_without_a_history_nothing_is_changed() -> None:
    assert rewritten("那蓝鲸电池呢？") == "那蓝鲸电池呢？"
