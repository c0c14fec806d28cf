"""A name cut short is made whole from how the articles go on behind it; one that runs on is not given."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.wholenames import _whole
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report


@pytest.mark.parametrize(
    ("name", "texts", "whole"),
    [
        ("闻人", ("小说家闻人叙只说了这一句", "闻人叙在盐场教书", "闻人叙不写大场面"), "闻人叙"),
        ("王建", ("王建国访问岚州", "王建国，在岚州"), "王建国"),
        ("李明", ("李明当选市长", "李明当天回家"), "李明"),
        ("李明", ("李明获奖", "李明获得一座奖杯"), "李明"),
        ("张三", ("张三说他来", "张三说我来"), "张三"),
        ("闻人", ("小说家闻人叙只说了这一句",), "闻人"),
        ("高芙先", ("19岁的高芙先丢一盘", "高芙跪在场上"), "高芙"),
        ("高芙先", ("19岁的高芙先丢一盘",), ""),
        ("孙文先", ("冠军是孙文先。",), "孙文先"),
    ],
)
def test_how_the_articles_go_on_tells_where_a_name_ends(name: str, texts: tuple[str, ...], whole: str) -> None:
    assert _whole(name, texts) == whole


PRIZE = report(
    "奖", date(2025, 10, 18), "2025年澜桥文学奖授予小说家闻人叙的中篇集。闻人叙在盐场教书。闻人叙不写大场面。"
)  # fmt: skip


def test_a_name_cut_short_is_given_whole() -> None:
    text = Desk((PRIZE,), ScriptedModel("澜桥文学奖颁给了闻人。")).ask("澜桥文学奖颁给了谁？").text
    assert "颁给了闻人叙。" in text


def test_a_name_in_a_list_is_given_whole_too() -> None:
    desk = Desk((PRIZE,), ScriptedModel("澜桥文学奖颁给了闻人。"))
    asked = desk.question("澜桥文学奖有哪些得主，颁给了谁？")
    assert asked.form == "list"
    assert "person" in asked.wants
    text = desk.ask("澜桥文学奖有哪些得主，颁给了谁？").text
    assert "颁给了闻人叙。" in text


def test_a_name_that_is_whole_stays() -> None:
    text = Desk((PRIZE,), ScriptedModel("澜桥文学奖颁给了闻人叙。")).ask("澜桥文学奖颁给了谁？").text
    assert "颁给了闻人叙。" in text


def test_a_name_that_may_run_on_is_told_in_the_articles_words() -> None:
    final = report("网球", date(2023, 9, 10), "19岁的高芙先丢一盘后连扳两盘，夺得公开赛女单冠军。")
    text = Desk((final,), ScriptedModel("公开赛女单冠军是高芙先。")).ask("公开赛女单冠军是谁？").text
    assert "是高芙先" not in text
    assert "高芙先丢一盘后连扳两盘" in text
