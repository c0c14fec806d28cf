"""Yes/no questions that turn on a name: who did it is asked, and the names are compared."""

from __future__ import annotations

import pytest

from rag.answering.claims import named, open_question, statement
from rag.answering.names import NameBook
from rag.answering.question import analyse
from rag.messages import t
from rag.types import Article
from tests.support.desk import Desk
from tests.support.models import ScriptedModel

MAPS = Article(
    text="北辰地理信息股份有限公司（简称北辰地理）5月发布“夜航图”系统。南屿测绘股份有限公司（简称南屿测绘）参加了发布会。",
    title="夜航图发布", published="2025-05-09", source="maps.md", id="maps",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "opened"),
    [
        ("《雨水以北》是张艺谋导演的吗？", "《雨水以北》是谁导演的？"),
        ("这座桥就是中国建筑承建的，对吗？", "这座桥是谁承建的？"),
        ("这座桥是去年建造的吗？", None),  # a time, no name
        ("他是怎么做的？", None),
    ],
)
def test_the_question_for_the_name(question: str, opened: str | None) -> None:
    found = named(statement(question), NameBook())
    assert (found and found[0]) == opened


def test_first_of_its_kind_is_no_place_in_an_order() -> None:
    for text, opened in (("它是全国第一个导航平台吗？", False), ("它的评分排第二，对吗？", True)):
        question = analyse(text, NameBook())
        assert (open_question(statement(text), question) is not None) is opened


@pytest.mark.parametrize(("who", "lead"), [("南屿测绘", "corrected"), ("北辰地理", "yes")])
def test_the_names_are_compared(who: str, lead: str) -> None:
    desk = Desk((MAPS,), ScriptedModel("“夜航图”系统是北辰地理发布的。"))
    answer = desk.ask(f"“夜航图”系统是{who}发布的吗？")
    assert answer.text.startswith(t(f"answer.answer.{lead}", "zh")), answer.text
    assert "北辰地理" in answer.text


def test_the_date_that_is_claimed_is_asked_for() -> None:
    claim = "渔港灯会2023年是在5月办的"
    opened = open_question(claim, Desk(()).question(claim))
    assert opened == ("渔港灯会2023年是在什么时候办的？", "5月")
