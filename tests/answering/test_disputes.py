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
