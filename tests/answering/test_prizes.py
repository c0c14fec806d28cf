"""Grades of prizes: whose is told by the clause, and which is the higher by code."""

from __future__ import annotations

from datetime import date

from rag.messages import t
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

AWARDS = (
    report(
        "2023年度沧澜奖揭晓",
        date(2024, 5, 1),
        "今年本市有两个项目上榜，其中苇海轮渡股份有限公司（简称苇海轮渡）凭“领航”项目获二等奖；临水银行则凭“稳舵”项目获三等奖。",
    ),
)


def test_the_prize_stands_in_the_clause_of_its_winner() -> None:
    desk = Desk(AWARDS, ScriptedModel("没有提到。"))
    answer = desk.ask("2023年度沧澜奖，临水银行拿了几等奖？")
    assert not answer.refused
    assert "三等奖" in answer.text
    assert desk.ask("2023年度沧澜奖，远帆汽车拿了几等奖？").refused
    assert desk.ask("2022年度沧澜奖，临水银行拿了几等奖？").refused


def test_anothers_prize_is_not_given() -> None:
    desk = Desk(AWARDS, ScriptedModel("临水银行获二等奖。"))
    assert "临水银行获二等奖" not in desk.ask("2023年度沧澜奖，临水银行拿了几等奖？").text


def test_the_higher_prize_is_told_by_code() -> None:
    def reply(documents: str) -> str:
        asked = documents.split("问题：")[-1]
        return "临水银行获三等奖。" if "临水" in asked else "苇海轮渡获2等奖。"

    answer = Desk(AWARDS, ScriptedModel(reply)).ask("2023年度沧澜奖，苇海轮渡和临水银行谁拿的奖等级更高？")
    assert "更高的是苇海轮渡：苇海轮渡二等奖 > 临水银行三等奖" in answer.text


def test_an_answer_without_a_grade_contradicts_none() -> None:
    won = report("获奖", date(2024, 5, 1), "苇海轮渡股份有限公司（简称苇海轮渡）凭“领航”项目荣获沧澜奖。")
    answer = Desk((won,), ScriptedModel("苇海轮渡荣获沧澜奖。")).ask("苇海轮渡荣获沧澜奖一等奖，对吗？")
    assert not answer.text.startswith(t("answer.answer.corrected", "zh"))


def test_a_prize_taken_for_granted_is_put_right_however_it_was_won() -> None:
    desk = Desk(AWARDS, ScriptedModel("苇海轮渡凭借“领航”项目获奖。"))
    for won in ("拿下", "获得", "斩获", "摘得"):
        answer = desk.ask(f"苇海轮渡是靠哪个项目{won}2023年度沧澜奖一等奖的？")
        assert answer.text.startswith(t("answer.answer.corrected", "zh")), won
        assert "二等奖" in answer.text
