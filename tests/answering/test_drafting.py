"""What a model writes becomes sentences that can be checked."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.drafting import tidy
from rag.answering.reading import sentences_of
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report


def test_short_numbered_items_are_one_sentence_behind_their_lead() -> None:
    text = tidy("灯塔课堂的三门课是：\n1. 识灯\n2. 认海图。\n3. 打绳结")
    assert text == "灯塔课堂的三门课是：识灯；认海图；打绳结。"


def test_long_numbered_items_are_sentences_without_their_lead() -> None:
    items = [
        "苇海轮渡在2022年重新评审后再次成为省级旅游企业，并且是全省继岬湾航运以后的第二家，一共用了三年时间",
        "全年载客40万人次。",
    ]
    text = tidy("苇海轮渡获得的称号有：\n" + "\n".join(f"{i}、{item}" for i, item in enumerate(items, 1)))
    assert [s.strip() for s in sentences_of(text)] == [f"{items[0]}。", items[1]]


@pytest.mark.parametrize("text", ["1.5亿元。", "2021年：47只\n2023年：58只"])
def test_what_is_no_list_stays(text: str) -> None:
    assert tidy(text) == text


def test_a_single_item_loses_its_number() -> None:
    assert tidy("1. 灯塔课堂只有一门课。") == "灯塔课堂只有一门课。"


@pytest.mark.parametrize(
    ("draft", "shown"),
    [("苇海轮渡的船员从170人增加到了170人。", False), ("苇海轮渡的船员从120人增加到了170人。", True)],
)
def test_a_change_between_a_figure_and_itself_is_none(draft: str, shown: bool) -> None:
    crew = report("船员", date(2024, 3, 1), "苇海轮渡有限公司（简称苇海轮渡）的船员从2023年的120人增加到170人。")
    assert (
        draft.rstrip("。") in Desk((crew,), ScriptedModel(lambda _: draft)).ask("苇海轮渡的船员从多少增加到多少？").text
    ) is shown


@pytest.mark.parametrize(("counts", "shown"), [("船员占员工的70%。", False), ("船员有170人。", True)])
def test_a_share_is_no_count(counts: str, shown: bool) -> None:
    crew = report("船员", date(2024, 3, 1), "苇海轮渡有限公司（简称苇海轮渡）有船员170人，船员占员工的70%。")
    answer = Desk((crew,), ScriptedModel(lambda _: counts)).ask("苇海轮渡的船员有多少号人？")
    assert ("原文写道" in answer.text) is not shown
    assert "170人" in answer.text
