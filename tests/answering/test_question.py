"""Questions taken apart: their form, their names as they should be spelt, and what they take for granted."""

from __future__ import annotations

import pytest

from rag.answering.names import NameBook
from rag.answering.premises import premise, ranked
from rag.answering.question import analyse, held, simplify_letters, terms_of
from tests.support import newsroom

NAMES = NameBook(f"{a.title}\n{a.text}" for a in newsroom.ALL)
BANKS = NameBook(
    [
        "湖南农业大学有限公司成立。河南工业大学有限公司成立。招商银行股份有限公司（以下简称招商银行）公布业绩。",
        "远航消费金融有限公司（以下简称远航金融）获批。",
    ]
)


@pytest.mark.parametrize(
    ("text", "defines"),
    [
        ("What is inflation?", True), ("What is the World Bank?", True), ("What is an ETF?", True), ("What are NFTs?", True),  # noqa: E501
        ("What does GDP mean?", True), ("什么是区块链？", True), ("区块链是什么？", True),
        ("What is the club's revenue?", False), ("What is the price of oil?", False), ("What is the population?", False),  # noqa: E501
        ("What was the cost?", False), ("What is its capital?", False), ("远帆汽车的主营业务是什么？", False),
    ],
)  # fmt: skip
def test_a_definition_is_asked_of_a_thing_not_of_its_measure(text: str, defines: bool) -> None:
    assert (analyse(text, NAMES).form == "define") is defines


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("招伤银行的利润", "招商银行的利润"),
        ("远杭金融的利润", "远航金融的利润"),
        ("远航消废金融的利润", "远航消费金融的利润"),
        ("工商银行的利润", "工商银行的利润"),
        ("湖北农业大学", "湖北农业大学"),
        ("湖南工业大学", "湖南工业大学"),
    ],
)
def test_a_slip_in_a_name_is_mended_and_another_name_is_not(text: str, corrected: str) -> None:
    assert BANKS.corrected(text) == corrected


def test_a_short_name_counts_where_it_is_no_word() -> None:
    book = NameBook(
        [
            "沧岬渡轮股份有限公司成立。沧岬今年增开航线。沧岬渡轮很准时。沧岬人多。",
            "马上渡轮股份有限公司开航。马上渡轮说，马上增开。",
        ]
    )
    assert [book.canonical("沧岬")] == [full for _, _, full in book.mentions("沧岬增开了航线")]
    assert book.mentions("船马上就来") == []


def test_a_short_word_is_found_spelt_out() -> None:
    assert held("高铁", "高速铁路今天通车") > 0.8
    assert held("营收", "公司营业收入增长") > 0.8
    assert terms_of("全年营业总收入") == terms_of("全年营收")
    assert held("高铁", "高处的铁门") == 0.0


def test_a_misspelt_name_is_known_in_the_question() -> None:
    assert (
        analyse("招伤银行的利润是多少？", BANKS).organisations == analyse("招商银行的利润是多少？", BANKS).organisations
    )


def test_traditional_and_full_width_forms_are_the_same_question() -> None:
    a, b = analyse("遠帆汽車２０２３年的淨利潤是多少？", NAMES), analyse("远帆汽车2023年的净利润是多少？", NAMES)
    assert (a.organisations, a.years, a.terms) == (b.organisations, b.years, b.terms)
    assert simplify_letters("２０２３年？") == "2023年？"


@pytest.mark.parametrize(
    ("text", "claim", "asked"),
    [
        ("香港展览会2023是在5月办的，它的主题是什么？", "香港展览会2023是在5月办的", "香港展览会"),
        ("既然远帆汽车是最大的车企，它的员工有多少？", "远帆汽车是最大的车企", "远帆汽车的员工有多少？"),
        ("岚山地震没有造成人员伤亡，震级是多少？", "岚山地震没有造成人员伤亡", "岚山地震的震级是多少？"),
        ("远帆汽车2023年净利润是9亿元，那蓝鲸电池呢？", "远帆汽车2023年净利润是9亿元", "蓝鲸电池2023年净利润是多少？"),
        ("陈若兰以10票当选市长。她多大？", "陈若兰以10票当选市长", "陈若兰多大？"),
        ("The bridge is 500 metres long, who opened it?", "The bridge is 500 metres long", "who opened"),
        ("Since Northbank Rovers lost the cup final, who coached Stonefield?", "Northbank Rovers lost the cup final", "who coached"),  # noqa: E501
    ],
)  # fmt: skip
def test_what_a_question_takes_for_granted(text: str, claim: str, asked: str) -> None:
    found = premise(text, NAMES)
    assert found is not None
    assert found.claim == claim
    assert asked in found.question


@pytest.mark.parametrize(
    "text",
    [
        "截至2023年9月，远帆汽车有多少用户？", "根据年报，远帆汽车的利润是多少？", "远帆汽车2023年净利润是9亿元，对吗？", "远帆汽车和蓝鲸电池，谁的利润高？",  # noqa: E501
        "如果地震发生在5月，死了多少人？", "我在写报告。谁当选临江市市长？", "2024年的比赛中，谁获得冠军？", "谁当选临江市市长，得了多少票？",  # noqa: E501
        "远帆汽车的净利润和营业收入，各是多少？", "谁当选临江市市长？", "2022年9月，远帆汽车的用户有多少？", "公司刚成立的时候，团队有多少人？", "权利要求超过10项的专利，占比多少？", "远帆汽车获得了二等奖，是这样吗？", "In 2025, who won the cup?", "According to the report, who won?",  # noqa: E501
        "",
    ],
)  # fmt: skip
def test_a_time_a_source_or_a_condition_is_no_premise(text: str) -> None:
    assert premise(text, NAMES) is None


def test_the_first_and_a_count_are_found_in_other_words() -> None:
    assert held("首件", "第一件专利") > 0.8
    assert held("第一", "首款产品") > 0.8
    assert held("八年", "在8年里") == 1.0
    assert held("八年", "在18年里") == 0.0
    assert held("千百年", "8年") == 0.0


def test_what_people_say_around_a_word_is_no_term() -> None:
    terms = analyse("馆刚成立那会儿门票才多少钱啊？", NameBook()).terms
    assert "门票" in terms
    assert not {"会儿", "票才", "刚成立"} & set(terms)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("苇海轮渡凭什么项目拿下了灯塔奖的一等奖？", "苇海轮渡拿下了灯塔奖的一等奖"),
        ("苇海轮渡靠哪个作品获得金奖", "苇海轮渡获得金奖"),
        ("苇海轮渡获得了几等奖？", ""),
        ("苇海轮渡靠什么挣钱？", ""),
    ],
)
def test_the_work_that_won_takes_the_prize_for_granted(text: str, claim: str) -> None:
    assert ranked(text) == claim
