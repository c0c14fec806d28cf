"""Parts of a question in the model's words, as far as those keep to the question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from rag.answering.dividing import worded
from rag.models.base import Completion, Message
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

GAMES = "霁川冬运会短道1500米冠军是谁，空中技巧金牌又归了谁"
CODE = ["霁川冬运会短道1500米冠军是谁？", "霁川冬运会短道1500米空中技巧金牌又归了谁？"]


def test_the_models_words_take_the_place_of_what_code_carried_too_far() -> None:
    line = "霁川冬运会空中技巧金牌归了谁？"
    assert worded(GAMES, CODE, lambda *_: [line]) == [CODE[0], line]


@pytest.mark.parametrize(
    "line",
    [
        "霁川冬运会自由式滑雪空中技巧金牌归了谁？",  # adds what nobody said
        "霁川冬运会金牌归了谁？",  # loses what is asked
        "空中技巧金牌又归了谁",  # stands no more alone than the clause did
        f"{CODE[0]}空中技巧金牌又归了谁？",  # asks both
    ],
)
def test_words_that_lose_or_add_leave_the_part_as_code_has_it(line: str) -> None:
    assert worded(GAMES, CODE, lambda *_: [line]) == CODE


@pytest.mark.parametrize(
    ("text", "parts", "line", "kept"),
    [
        (
            "2021年谁得了霁川奖，2022年又是谁得了", ["2021年谁得了霁川奖？", "2022年霁川奖是谁得了？"],
            "2022年又是谁得了？", False,
        ),
        ("霁川六号有多重，小岚14呢", ["霁川六号有多重？", "小岚14是多少？"], "小岚14呢？", False),
        (
            "霁川高铁多长，岚老铁路哪天通车", ["霁川高铁多长？", "霁川高铁岚老铁路哪天通车？"],
            "岚老铁路哪天通车？", True,
        ),
        (
            "闻人叙在哪里遇刺，他的国葬几号办", ["闻人叙在哪里遇刺？", "闻人叙他的国葬几号办？"],
            "闻人叙的国葬几号办？", True,
        ),
    ],
)  # fmt: skip
def test_a_clause_as_it_was_is_a_question_only_where_it_begins_with_a_name(
    text: str, parts: list[str], line: str, kept: bool
) -> None:
    assert worded(text, parts, lambda *_: [line])[1] == (line if kept else parts[1])


@pytest.mark.parametrize("lines", [[], ["甲？", "乙？"]])
def test_another_number_of_questions_changes_nothing(lines: list[str]) -> None:
    assert worded(GAMES, CODE, lambda *_: lines) == CODE


def test_another_year_is_not_carried_over() -> None:
    parts = ["2021年苇海轮渡有几艘船？", "2023年员工有多少人？"]
    assert (
        worded("2021年苇海轮渡有几艘船，2023年员工有多少人", parts, lambda *_: ["2021年苇海轮渡2023年员工有多少人？"])
        == parts
    )


def test_what_points_back_loses_nothing() -> None:
    text = "闻人叙霁川决赛的对手是谁，当时带她的教练是谁"
    parts = ["闻人叙霁川决赛的对手是谁？", "闻人叙霁川决赛当时带她的教练是谁？"]
    assert worded(text, parts, lambda *_: ["闻人叙当时带她的教练是谁？"]) == parts


def test_one_question_asks_the_model_nothing() -> None:
    def divide(*_: str) -> list[str]:
        raise AssertionError("nothing to divide")

    assert worded("船有几艘？", ["船有几艘？"], divide) == ["船有几艘？"]


class Divider(ScriptedModel):
    """Words the second question where it is given the first; else names whoever the last question's sentence names."""

    def complete(self, messages: Sequence[Message], **_: object) -> Completion:
        self.requests.append(tuple(messages))
        if messages[-1].role == "assistant":
            return Completion("霁川冬运会空中技巧金牌归了谁？", 300, 0, 12)
        second = "问题：霁川冬运会空中技巧金牌归了谁？" in messages[-1].content
        return Completion("高芙先。" if second else "闻人叙。", 100, 0, 3)


def test_an_answer_is_read_for_the_questions_in_the_models_words() -> None:
    told = report("冬运会", date(2024, 2, 9), "霁川冬运会短道1500米决赛，闻人叙夺冠。空中技巧的金牌由高芙先获得。")
    answer = Desk((told,), Divider()).ask(GAMES)
    assert "闻人叙" in answer.text
    assert "高芙先" in answer.text


def test_questions_with_a_mark_each_are_looked_up_in_the_models_words() -> None:
    told = report("冬运会", date(2024, 2, 9), "霁川冬运会短道1500米决赛，闻人叙夺冠。空中技巧的金牌由高芙先获得。")
    desk = Desk((told,), model := Divider())
    desk.ask("霁川冬运会短道1500米冠军是谁？空中技巧金牌又归了谁？")
    assert "霁川冬运会空中技巧金牌归了谁?" in desk.searched or "霁川冬运会空中技巧金牌归了谁？" in desk.searched
    assert any(m[-1].role == "assistant" for m in model.requests)
