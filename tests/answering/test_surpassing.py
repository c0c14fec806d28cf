"""「比全国水平低吗」, 「有项目拿了一等奖吗」, 「超过两亿了吗」: told by code from what the articles say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from rag.answering.arithmetic import no_change
from rag.answering.asides import in_reports_words
from rag.answering.evidence import Sentence
from rag.answering.measures import Figure, figures
from rag.answering.names import NameBook, unlisted
from rag.answering.outcome import Line
from rag.answering.premises import premise
from rag.answering.prizes import awarded
from rag.answering.question import Question, analyse
from rag.answering.subquestions import sets_side_by_side
from rag.answering.surpassing import surpassing
from rag.answering.timelines import TimelineReader
from rag.messages import t
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

RATES = report(
    "rates", date(2024, 3, 1),
    "苇海轮渡有限公司（简称苇海轮渡）与岬湾航运有限公司（简称岬湾航运）公布准点率。2023年我国的平均准点率是55%，苇海轮渡远高于这个水平。"
    "岬湾航运的准点率低于行业平均。苇海轮渡的票价预计低于岬湾航运。",
)  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "agrees"),
    [
        ("苇海轮渡的准点率比全国水平低", False),
        ("苇海轮渡的准点率比全国平均高", True),
        ("岬湾航运的准点率高于行业平均", False),
        ("岬湾航运的准点率比全国水平低", None),
        ("苇海轮渡的票价比岬湾航运低", None),
        ("苇海轮渡的利润比全国水平高", None),
        ("苇海轮渡的准点率比60%高", None),
    ],
)
def test_one_against_another(claim: str, agrees: bool | None) -> None:
    desk = Desk((RATES,))
    found = surpassing(desk.question(claim), desk.candidates(claim), desk.names)
    assert (found.agrees if found else None) is agrees


def test_anyone_may_have_won() -> None:
    prizes = report(
        "prizes", date(2024, 5, 1), "2023年度沧澜奖揭晓。获得一等奖的是港湾大学的大模型项目，苇海轮渡获二等奖。"
    )
    desk = Desk((prizes, RATES))
    for claim, agrees in (
        ("大模型里有项目拿了2023年度沧澜奖一等奖", True),
        ("大模型里有项目拿了2023年度沧澜奖三等奖", None),
        ("苇海轮渡有项目拿了2023年度沧澜奖一等奖", None),
    ):
        found = awarded(desk.question(claim), desk.candidates(claim), desk.names)
        assert (found.agrees if found else None) is agrees, claim


def test_a_bound_is_asked_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    old = report("old", date(2023, 11, 4), "苇海轮渡有限公司（简称苇海轮渡）八年里积累了1.8亿用户。")
    new = report("new", date(2024, 5, 1), "苇海轮渡九年里积累了2.3亿用户。")
    desk = Desk((old, new), ScriptedModel("苇海轮渡的用户数为1.8亿。"))

    def newer(_: TimelineReader, asked: Question, chosen: Figure, candidates: Sequence[Sentence]) -> object:
        found = next(f for f in figures(candidates, desk.names) if f.value.text == "2.3亿")
        return [Line("苇海轮渡的用户数为2.3亿。", (found.sentence,))], found

    assert desk.ask("苇海轮渡的用户数超过2亿了吗？").text.startswith(t("answer.answer.corrected", "zh"))
    monkeypatch.setattr(TimelineReader, "newer", newer)
    answer = desk.ask("苇海轮渡的用户数超过2亿了吗？")
    assert answer.text.startswith(t("answer.answer.yes", "zh"))
    assert "2.3亿" in answer.text
    assert desk.ask("2023年苇海轮渡的用户数超过2亿了吗？").text.startswith(t("answer.answer.corrected", "zh"))


def test_who_rates_is_not_who_is_rated() -> None:
    names = NameBook(["零点智库有限公司（简称零点智库）。", "苇海轮渡有限公司（简称苇海轮渡）。"])
    assert analyse("零点智库给轮渡APP打分，苇海轮渡得了多少分？", names).organisations == ("苇海轮渡有限公司",)
    assert analyse("零点智库给苇海轮渡多少钱？", names).organisations == ("零点智库有限公司", "苇海轮渡有限公司")


def test_a_time_before_a_kind_is_no_name() -> None:
    assert unlisted("到2023年6月底消金公司一共有多少款APP") == []
    assert unlisted("零点智库给消金APP打分") == []
    assert "鸢城银行" in unlisted("到6月底鸢城银行有多少家分行")


def test_made_together_is_no_comparison() -> None:
    names = NameBook(["苇海轮渡有限公司（简称苇海轮渡）。"])
    assert not sets_side_by_side(analyse("苇海轮渡跟港湾大学搞的机器人，论文中了哪个会？", names), names)


def test_from_how_many_to_how_many_is_a_change() -> None:
    said = in_reports_words("苇海轮渡的用户数从多少涨到了多少？", NameBook(()))
    assert said == "苇海轮渡的用户数是怎么变化的？"


@pytest.mark.parametrize(
    ("text", "senseless"),
    [
        ("用户数从2300万涨到了超过630万。", True),
        ("用户数从630万涨到了2300万。", False),
        ("亏损从5亿元降到7亿元。", True),
        ("占比从5%升到3万。", False),
        ("It fell from 5 to 3 ships.", False),
    ],
)
def test_a_rise_goes_upwards(text: str, senseless: bool) -> None:
    assert no_change(text) is senseless


def test_only_then_takes_a_year_for_granted() -> None:
    found = premise("苇海轮渡为什么拖到2019年才申请第一件专利？", NameBook(()))
    assert found is not None
    assert found.claim == "苇海轮渡2019年申请第一件专利"
    patents = report("patents", date(2022, 9, 16), "苇海轮渡有限公司（简称苇海轮渡）的第一件专利申请于2017年9月4日。")

    def reply(documents: str) -> str:
        return "没有提到。" if "为什么" in documents else "苇海轮渡在2017年9月4日申请第一件专利。"

    answer = Desk((patents,), ScriptedModel(reply)).ask("苇海轮渡为什么拖到2019年才申请第一件专利？")
    assert answer.text.startswith(t("answer.answer.corrected", "zh"))
    assert "2017年9月4日" in answer.text
