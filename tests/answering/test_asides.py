"""What people type around a question, and their own words for what reports call otherwise."""

from __future__ import annotations

import pytest

from rag.answering.asides import as_growth, in_reports_words, without_asides, without_ours
from rag.answering.names import NameBook

NAMES = NameBook(["苇海轮渡有限公司（简称苇海轮渡）公布了业绩，苇海轮渡的渡船有42艘。"])


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("麻烦问一下，苇海轮渡有多少艘船？", "苇海轮渡有多少艘船？"),
        ("苇海轮渡有多少艘船？我看到好几个数，不知道用哪个好", "苇海轮渡有多少艘船？"),
        ("我在写一份材料，想知道苇海轮渡有多少艘船", "苇海轮渡有多少艘船"),
        ("听朋友说苇海轮渡的利润下滑了，是真的吗？", "苇海轮渡的利润下滑了，是真的吗？"),
        ("甲岛和乙岛哪个更大，能简单讲讲吗，我给领导汇报要用", "甲岛和乙岛哪个更大"),
        ("苇海轮渡和岬湾航运加起来有多少艘船啊？帮我加一下", "苇海轮渡和岬湾航运加起来有多少艘船啊？"),
    ],
)
def test_what_is_said_around_a_question_goes(typed: str, asked: str) -> None:
    assert without_asides(typed, NAMES) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "我在码头丢了行李，怎么找回？",
        "我要包船，需要什么证件",
        "能不能带宠物上船",
        "给我讲讲灯塔课堂",
        "我们公司在苇海轮渡有多少股份？",
        "谢谢",
        "How many ferries are there? Thank you",
    ],
)
def test_what_belongs_to_the_question_stays(typed: str) -> None:
    assert without_asides(typed, NAMES) == typed


def test_what_a_company_earned_is_its_net_profit() -> None:
    assert in_reports_words("苇海轮渡去年赚了多少钱？", NAMES) == "苇海轮渡去年净利润是多少？"
    assert in_reports_words("这部电影赚了多少钱？", NAMES) == "这部电影赚了多少钱？"


@pytest.mark.parametrize(
    ("typed", "growth"),
    [
        ("2022年净利润是多少，比上年涨了多少？", "2022年净利润是多少，同比涨了多少？"),
        ("2022年营收和去年同期相比涨了几成", "2022年营收，同比涨了几成"),
        ("2024年有多少艘船，比2023年多几艘", ""),
        ("比上年涨了多少", ""),
    ],
)
def test_growth_against_the_year_before_is_what_reports_state(typed: str, growth: str) -> None:
    assert as_growth(typed) == growth


def test_our_company_is_no_name() -> None:
    assert without_ours("咱们公司现在有多少件专利？", NAMES) == "现在有多少件专利？"
    named = next(iter(NAMES.organisations)).full
    assert without_ours(f"我们公司和{named}谁的专利多？", NAMES) == f"我们公司和{named}谁的专利多？"
    assert as_growth("门店数到2023年6月底比一年前多了几家？") == "门店数到2023年6月底，同比增加了几家？"


def test_spoken_words_are_read_as_written_ones() -> None:
    assert in_reports_words("啥叫资本金？", NameBook(())) == "什么叫资本金？"
    assert in_reports_words("这笔钱咋用的？", NameBook(())) == "这笔钱怎么用的？"
    assert in_reports_words("他为什么咋舌？", NameBook(())) == "他为什么咋舌？"


def test_profit_that_is_named_is_not_named_twice() -> None:
    names = NameBook(["苇海轮渡有限公司（简称苇海轮渡）"])
    assert in_reports_words("苇海轮渡2022年赚了多少净利润？", names) == "苇海轮渡2022年净利润是多少？"
    assert in_reports_words("苇海轮渡2022年赚了多少钱？", names) == "苇海轮渡2022年净利润是多少？"
