"""A question about two subjects or two years becomes one question about each."""

from __future__ import annotations

import pytest

from rag.answering.names import NameBook
from rag.answering.question import analyse
from rag.answering.subquestions import (
    asks_several_counts,
    between,
    by_subject,
    by_year,
    measure_of,
    sets_side_by_side,
    subjects_of,
    whether,
)
from tests.support import newsroom

NAMES = NameBook(f"{a.title}\n{a.text}" for a in newsroom.ALL)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("远帆汽车和蓝鲸电池2023年的净利润相差多少？", ["远帆汽车", "蓝鲸电池"]),
        ("远帆汽车与蓝鲸电池谁的研发人员更多？", ["远帆汽车", "蓝鲸电池"]),
        ("北京和上海的人口相差多少？", ["北京", "上海"]),
        ("2023年海鹰队、飞鱼队和山猫队的进球数对比一下", ["海鹰队", "飞鱼队", "山猫队"]),
        ("海鹰队和飞鱼队谁的失球更少？", ["海鹰队", "飞鱼队"]),
        ("远帆汽车的新车和蓝鲸电池的新厂哪个更贵？", ["远帆汽车的新车", "蓝鲸电池的新厂"]),
        ("远帆汽车的净利润和蓝鲸电池的净利润哪个高？", ["远帆汽车", "蓝鲸电池"]),
        ("2022年上半年门票 海鹰队 vs 飞鱼队", ["海鹰队", "飞鱼队"]),
        ("远帆汽车2023年的净利润是多少？", []),
        ("远帆汽车的净利润和营业收入各是多少？", []),
        ("谁当选临江市市长？", []),
    ],
)
def test_the_subjects_that_are_compared(text: str, subjects: list[str]) -> None:
    found = subjects_of(analyse(text, NAMES), NAMES)
    assert found == subjects if subjects else len(found) < 2


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "远帆汽车和蓝鲸电池2023年的净利润相差多少？",
            ["2023年远帆汽车的净利润是多少？", "2023年蓝鲸电池的净利润是多少？"],
        ),
        ("远帆汽车与蓝鲸电池谁的研发人员更多？", ["远帆汽车的研发人员是多少？", "蓝鲸电池的研发人员是多少？"]),
        ("远帆汽车的净利润和蓝鲸电池的净利润哪个高？", ["远帆汽车的净利润是多少？", "蓝鲸电池的净利润是多少？"]),
        ("远帆汽车和蓝鲸电池哪家更好？", []),
        ("周岚和何木谁先当选议员，分别是哪年？", ["周岚最早什么时候当选议员？", "何木最早什么时候当选议员？"]),
        ("海鹰队和飞鱼队的主教练分别是谁？", ["海鹰队的主教练是谁？", "飞鱼队的主教练是谁？"]),
        ("2024年甲市和乙市哪个城市的降雨量更大？", ["2024年甲市的降雨量是多少？", "2024年乙市的降雨量是多少？"]),
    ],
)
def test_one_question_a_subject(text: str, questions: list[str]) -> None:
    question = analyse(text, NAMES)
    assert [q for _, q in by_subject(question, subjects_of(question, NAMES), NAMES)] == questions


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("远帆汽车2024年比2023年净利润多多少？", ["2024年", "2023年"]),
        ("远帆汽车2023年的净利润是多少？", []),
        ("2023年和2023年一样吗？", []),
        ("How much did profit grow from 2023 to 2024?", []),
    ],
)
def test_one_question_a_year(text: str, years: list[str]) -> None:
    found = by_year(analyse(text, NAMES), NAMES)
    assert [year for year, _ in found] == years
    assert all(year in question and "净利润" in question for year, question in found)


def test_the_unit_and_the_part_of_the_year_stay_in_the_question() -> None:
    parts = by_year(analyse("2024年底消防队的驻地比2020年底多了几所？", NAMES), NAMES)
    assert parts == [
        ("2024年底", "2024年底消防队的驻地有多少所？"),
        ("2020年底", "2020年底消防队的驻地有多少所？"),
    ]


def test_more_or_less_is_no_part_of_what_is_counted() -> None:
    parts = by_year(analyse("图书馆2023年和2025年的借阅量相比变化大吗，各是多少册？", NAMES), NAMES)
    assert [q for _, q in parts] == ["2023年图书馆的借阅量有多少册？", "2025年图书馆的借阅量有多少册？"]
    parts = by_year(analyse("图书馆2025年的客流比2023年多了还是少了，分别是多少？", NAMES), NAMES)
    assert [q for _, q in parts] == ["2025年图书馆的客流是多少？", "2023年图书馆的客流是多少？"]


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("三支球队各进了多少球，谁最多？", True),
        ("周岚和何木谁先当选议员？", True),
        ("周岚和何木在最后一次辩论中分别说了什么？", False),
        ("北京、上海、广州的人口分别是多少？", True),
        ("谁的进球最多？", False),
        ("他买了三个苹果，各多少钱？", False),
        ("三家医院什么时候开业？", False),
        ("拿到一等奖的是哪个项目？", False),
        ("这个一等奖是哪家银行的？", False),
        ("2022年上半年门票 海鹰队 vs 飞鱼队", True),
    ],
)
def test_several_subjects_need_no_name(text: str, several: bool) -> None:
    assert sets_side_by_side(analyse(text, NameBook(())), NameBook(())) is several


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("今年的票数比去年高吗？", True),
        ("2024年的降雨量是不是超过了2023年？", True),
        ("今年的票数比去年高多少？", False),
        ("今年比去年高吗，高了几票？", False),
    ],
)
def test_whether_is_not_how_much(text: str, asked: bool) -> None:
    assert whether(analyse(text, NAMES)) is asked


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("洪水造成多少人死亡，多少人失踪？", True),
        ("新桥的长度和造价分别是多少？", True),
        ("洪水造成多少人死亡？", False),
    ],
)
def test_several_counts(text: str, several: bool) -> None:
    assert asks_several_counts(analyse(text, NAMES)) is several


def test_a_time_is_no_subject() -> None:
    assert subjects_of(analyse("银行和2023年相比多了几家网点？", NameBook(())), NameBook(())) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲馆的客流从2021年到2023年8月涨了多少？", ["2021年甲馆的客流是多少？", "2023年8月甲馆的客流是多少？"]),
        (
            "从2021年8月的注册读者到2023年11月的读者数，甲馆多了几千人？",
            ["2021年8月甲馆的注册读者有多少人？", "2023年11月甲馆的读者数是多少？"],
        ),
        ("2019年到2021年，全市学校增加了几所？", ["2019年全市学校有多少所？", "2021年全市学校有多少所？"]),
        ("甲馆的客流从2021年到2023年是怎么变的？", ["2021年甲馆的客流是多少？", "2023年甲馆的客流是多少？"]),
        ("2021年到2023年甲馆的客流有什么变化？", ["2021年甲馆的客流是多少？", "2023年甲馆的客流是多少？"]),
        ("2019年到2021年之间一共有多少所学校？", []),
        ("利润从2020年的3亿到2021年增长了多少？", []),
    ],
)
def test_a_step_from_one_time_to_another(text: str, parts: list[str]) -> None:
    assert [asked for _, asked in between(analyse(text, NAMES), NAMES)] == parts


def test_who_is_higher_is_no_part_of_the_measure() -> None:
    question = analyse("甲馆和乙馆的借阅率分别是多少，谁更高？", NAMES)
    assert measure_of(question, ["甲馆", "乙馆"]) == "借阅率"


def test_an_event_behind_a_year_tells_when() -> None:
    names = NameBook(())
    asked = "从2021年博览会到2023年11月，岚山馆的藏品数量增加了多少？"
    assert [text for _, text in between(analyse(asked, names), names)] == [
        "2021年岚山馆的藏品数量是多少？",
        "2023年11月岚山馆的藏品数量是多少？",
    ]


def test_where_two_met_compares_them_in_nothing() -> None:
    asked = analyse("沙特和伊朗2023年3月是在哪个城市谈成恢复外交关系的", NameBook(()))
    assert not sets_side_by_side(asked, NameBook(()))
    assert sets_side_by_side(analyse("岚县和江县哪个先通高铁", NameBook(())), NameBook(()))
