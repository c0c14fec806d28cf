"""Days and persons that two articles tell differently."""

from __future__ import annotations

import pytest

from rag.types import Article
from tests.support.desk import Desk
from tests.support.models import ScriptedModel


def _article(name: str, text: str) -> Article:
    return Article(text=text, title="", published="2025-06-20", source=f"{name}.md", id=name)


LAUNCH = _article("launch", "5月28日，岚鹰客机首次商业载客飞行，从虹江起飞。")
AWARD = _article("award", "评委会说，岚鹰客机首次商业载客飞行是在5月18日。")
LATER = _article("later", "6月9日，岚鹰客机的第二家用户接收了飞机。")
PLAN = _article("plan", "岚鹰客机首次商业载客飞行原定于4月3日。")


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
