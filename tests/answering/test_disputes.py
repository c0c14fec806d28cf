"""Days and persons that two articles tell differently."""

from __future__ import annotations

import pytest

from rag.types import Article
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

LAUNCH = report("launch", "2025-06-20", "5月28日，岚鹰客机首次商业载客飞行，从虹江起飞。", title="")
AWARD = report("award", "2025-06-20", "评委会说，岚鹰客机首次商业载客飞行是在5月18日。", title="")
LATER = report("later", "2025-06-20", "6月9日，岚鹰客机的第二家用户接收了飞机。", title="")
PLAN = report("plan", "2025-06-20", "岚鹰客机首次商业载客飞行原定于4月3日。", title="")


@pytest.mark.parametrize(
    ("articles", "disputed"),
    [((LAUNCH, AWARD), True), ((LAUNCH, LATER), False), ((LAUNCH, PLAN), False), ((LAUNCH,), False)],
)
def test_another_day_for_the_same(articles: tuple[Article, ...], disputed: bool) -> None:
    answer = Desk(articles, ScriptedModel("岚鹰客机首次商业载客飞行是5月28日。")).ask(
        "岚鹰客机首次商业载客飞行是哪一天？"
    )
    assert "5月28日" in answer.text
    assert ("不一致" in answer.text) is disputed, answer.text


def _written(told: str, day: str, article: str) -> Article:
    return report(article, day, told, title="")


@pytest.mark.parametrize(
    ("question", "told", "disputed"),
    [
        ("纪录片《白帆》片长多少分钟？", "纪录片《白帆》片长{}分钟。", True),
        ("鹤岭主峰的高度是多少米？", "经测量，鹤岭主峰的高度是{}米。", True),
        ("第三次人口普查时澜城有多少常住人口？", "第三次人口普查结果显示，澜城常住人口有{}万人。", True),
        ("纪录片《白帆》票房有多少万元？", "纪录片《白帆》票房有{}万元。", False),
        ("澜湖水位现在是多少米？", "澜湖水位是{}米。", False),
    ],
)
def test_what_does_not_change_is_disputed_not_dated(question: str, told: str, disputed: bool) -> None:
    desk = Desk(
        (
            _written(told.format("143"), "2025-01-20", "a"),
            _written(told.format("143"), "2025-01-28", "b"),
            _written(told.format("156"), "2025-02-06", "c"),
        ),
        ScriptedModel(lambda prompt: told.format("143" if "143" in prompt else "156")),
    )
    answer = desk.ask(question)
    assert ("不一致" in answer.text) is disputed, answer.text
    assert answer.text.startswith(told.format("143")[:-1]) is disputed, answer.text
    assert ("其他时间" in answer.text) is not disputed
