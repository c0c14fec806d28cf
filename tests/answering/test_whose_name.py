"""A name that answers must be said of whom is asked about, and so must the figure of one that nobody introduces."""

from __future__ import annotations

from rag.answering.names import unlisted
from rag.answering.proper import people
from rag.types import Article
from tests.support.desk import Desk
from tests.support.models import ScriptedModel

REPORT = Article(
    text="北辰地理信息股份有限公司（简称北辰地理）董事长赵国庆出席了会议。南屿测绘股份有限公司（简称南屿测绘）的专利有147件。"
    "北辰地理的专利有956件。石湾测绘集团也派人参加，但没有公布专利。",
    title="测绘行业会议", published="2025-05-09", source="maps.md", id="maps",
)  # fmt: skip


def test_the_chairman_of_another_company_is_no_answer() -> None:
    desk = Desk((REPORT,), ScriptedModel("南屿测绘的董事长是赵国庆。"))
    assert desk.ask("南屿测绘的董事长是谁？").refused
    right = Desk((REPORT,), ScriptedModel("北辰地理的董事长是赵国庆。")).ask("北辰地理的董事长是谁？")
    assert "赵国庆" in right.text
    assert not right.refused


def test_a_group_that_is_only_named_does_not_get_anothers_figure() -> None:
    answer = Desk((REPORT,), ScriptedModel("石湾测绘集团有956件专利。")).ask("石湾测绘集团有多少件专利？")
    assert "956" not in answer.text.split("\n")[0]


def test_a_name_behind_a_role_is_known_by_its_surname() -> None:
    assert people("作曲家顾汀兰出任首任院长，董事长赵国庆到场。") == ("顾汀兰", "赵国庆")


def test_a_kind_of_company_is_no_company() -> None:
    assert unlisted("蚂蚁消费金融有多少件专利？") == ["蚂蚁消费金融"]
    assert unlisted("消金公司的平均分超过8分吗？") == []
    assert unlisted("头部科技公司有几家？") == []
