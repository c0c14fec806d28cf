"""Several questions in one are taken apart; one question stays one."""

from __future__ import annotations

import pytest

from rag.answering.names import NameBook
from rag.answering.parts import clauses, split
from tests.support import newsroom

NAMES = NameBook(f"{a.title}\n{a.text}" for a in newsroom.ALL)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("远帆汽车2024年净利润是多少？蓝鲸电池呢？", ["远帆汽车2024年净利润是多少？", "蓝鲸电池2024年净利润是多少？"]),
        ("岚山地震造成多少人遇难？谁当选临江市市长？", ["岚山地震造成多少人遇难？", "谁当选临江市市长？"]),
        ("谁当选临江市市长？；岚山县县长是谁？", ["谁当选临江市市长？", "岚山县县长是谁？"]),
    ],
)
def test_several_questions(text: str, parts: list[str]) -> None:
    assert split(text, NAMES) == parts


@pytest.mark.parametrize(
    "text",
    [
        "谁当选临江市市长？",
        "我在写报告。谁当选临江市市长？",
        "远帆汽车的净利润和营业收入各是多少？",
        "谁当选？？",
        "？",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert split(text, NAMES) == [text]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("2025年环岛自行车赛的总冠军是谁？冲刺衫又被谁拿走了？", "2025年环岛自行车赛，冲刺衫又被谁拿走了？"),
        ("公司完成收购之后，一天能处理多少件？旧品牌会保留到哪一年？", "公司完成收购之后，旧品牌会保留到哪一年？"),
    ],
)
def test_a_part_that_names_nothing_takes_the_topic_along(text: str, second: str) -> None:
    assert split(text, NameBook(()))[1] == second


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("周岚和何木谁先当选议员？分别是哪年？", "周岚和何木谁先当选议员，分别是哪年？"),
        ("甲城和乙城哪个大？各有多少人？", "甲城和乙城哪个大，各有多少人？"),
        ("甲画和乙画哪幅贵？各值多少元？", "甲画和乙画哪幅贵，各值多少元？"),
        ("甲队和乙队各拿了几等奖？谁的等级高？", "甲队和乙队各拿了几等奖，谁的等级高？"),
        ("三支球队各进了多少球？哪支最多？", "三支球队各进了多少球，哪支最多？"),
    ],
)
def test_a_piece_that_asks_of_each_belongs_to_the_one_before(text: str, one: str) -> None:
    assert split(text, NameBook(())) == [one]


def test_a_part_that_names_only_another_takes_what_is_asked() -> None:
    assert split("海鹰队的主教练是谁？飞鱼队的呢？", NameBook(()))[1] == "飞鱼队的主教练是谁？"


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("2026年甲市中考哪天开始，总分是多少分", "2026年甲市中考总分是多少分？"),
        ("甲城地铁8号线哪天开通，坐全程要多少钱", "甲城地铁8号线坐全程要多少钱？"),
        ("洪水造成多少人死亡，多少人失踪？", "洪水造成多少人失踪？"),
        ("新桥的设计师是谁和造价是多少", "新桥的造价是多少？"),
        ("云杉仪器的总部在哪里以及CEO是谁", "云杉仪器的CEO是谁？"),
        ("2025年6月松岭公路滑坡的塌方体有多大，公路又中断了多少天？", "2025年6月松岭公路滑坡，公路又中断了多少天？"),
        ("谁执导了《石头》，票房多少", "《石头》的票房多少？"),
        ("云杉仪器什么时候上市、石松医药什么时候成立？", "石松医药什么时候成立？"),
        ("甲县5月地震是几级，最终多少人遇难？", "甲县5月地震最终多少人遇难？"),
        ("苇海二号探测器哪天发射的，要去的小行星编号是什么", "苇海二号探测器要去的小行星编号是什么？"),
        ("Who directed Stone Whale and how much did it earn?", "How much did Stone Whale earn?"),
    ],
)
def test_two_asking_clauses(text: str, second: str) -> None:
    assert clauses(text, NameBook(()))[1] == second


@pytest.mark.parametrize(
    "text",
    [
        "2004年，谁当选临江市市长？",
        "营收是多少，同比增长多少？",
        "两队各进了多少球，谁更多？",
        "离职率高吗，具体是多少？",
        "有多少家公司推出了应用，一共多少款？",
        "新桥为什么关闭，怎么绕行？",
        "How many applied for the prize and how many won?",
        "When was Spruce founded, and in which city?",
    ],
)
def test_one_asking_clause_or_one_that_leans_stays(text: str) -> None:
    assert clauses(text, NameBook(())) == []


def test_what_stands_before_all_the_clauses_is_asked_of_in_each() -> None:
    assert clauses("那笔养鸡贷款，期限多长、额度多少，需要抵押吗？", NameBook(())) == [
        "那笔养鸡贷款，期限多长？", "那笔养鸡贷款，额度多少？", "那笔养鸡贷款，需要抵押吗？",
    ]  # fmt: skip
    assert clauses("安逸花APP，评分多少，对吗？", NameBook(())) == []


def test_the_measure_of_the_first_clause_is_not_carried_to_the_second() -> None:
    assert clauses("新桥全长多少，什么时候通车？", NameBook(())) == ["新桥全长多少？", "新桥什么时候通车？"]
    assert clauses("那笔贷款期限多长、额度多少？", NameBook(()))[1] == "那笔贷款额度多少？"
