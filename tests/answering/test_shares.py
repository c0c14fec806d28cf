"""A share that no sentence states is reckoned from the part and the whole, and growth is never taken for one."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.shares import share, share_asked
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

FERRIES = report(
    "年报", date(2024, 3, 1),
    "苇海轮渡有限公司（简称苇海轮渡）公布年报。2023年，苇海轮渡的营业收入为40亿元，比上年增长25%；净利润为8亿元，比上年增长60%。",
)  # fmt: skip
CONTEST = report("评选", date(2024, 5, 1), "2024年灯塔摄影展的投稿作品有800件，入选作品有120件：一等奖20件。")
STATED = report(
    "占比", date(2024, 5, 2), "2024年，苇海轮渡的电动船占全部船只的35%。苇海轮渡有船只60艘，其中电动船20艘。"
)


@pytest.mark.parametrize(
    ("asked", "part", "whole"),
    [
        ("苇海轮渡2023年净利润占营业收入的百分之几？", "苇海轮渡2023年净利润", "营业收入"),
        ("投稿作品最后有百分之几入选？", "入选", "投稿作品"),
        ("电动船占全部船只的比例是多少", "电动船", "全部船只"),
    ],
)
def test_what_share_is_asked_for(asked: str, part: str, whole: str) -> None:
    assert share_asked(Desk((FERRIES,)).question(asked)) == (part, whole)


def test_how_much_something_grew_is_no_share() -> None:
    desk = Desk((FERRIES,))
    assert share_asked(desk.question("苇海轮渡2023年净利润增长了百分之几？")) is None
    answer = Desk((FERRIES,), ScriptedModel(lambda _: "净利润占营业收入的60%。")).ask(
        "苇海轮渡2023年净利润占营业收入的百分之几？"
    )
    assert "60%。" not in answer.text.split("”")[-1]
    assert "8亿元 ÷ 40亿元 ≈ 20%" in answer.text


@pytest.mark.parametrize(
    ("asked", "formula"),
    [
        ("苇海轮渡2023年净利润占营业收入的百分之几？", "8亿元 ÷ 40亿元 ≈ 20%"),
        ("2024年灯塔摄影展的投稿作品最后有百分之几入选？", "120件 ÷ 800件 ≈ 15%"),
        ("苇海轮渡2022年净利润占营业收入的百分之几？", ""),
        ("苇海轮渡2023年净利润占总资产的百分之几？", ""),
    ],
)
def test_reckoned_from_the_part_and_the_whole(asked: str, formula: str) -> None:
    desk = Desk((FERRIES, CONTEST))
    question = desk.question(asked)
    done = share(question, desk.candidates(question), desk.names)
    assert (done.formula if done else "") == formula


def test_a_share_that_is_stated_is_not_reckoned() -> None:
    answer = Desk((STATED,), ScriptedModel(lambda _: "电动船占全部船只的35%。")).ask(
        "苇海轮渡的电动船占全部船只的百分之几？"
    )
    assert "35%" in answer.text
    assert "÷" not in answer.text
