from __future__ import annotations

import pytest

from evals.text import language, normalise, polarity, says, says_absent, says_moment


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("共有１，０５９项专利", "1059件"),
        ("一千零五十九件", "1059件"),
        ("种树105,900棵", "10.59万棵"),
        ("约十万五千九百棵", "10.59万棵"),
        ("占比百分之七十", "70%"),
        ("占七成", "70%"),
        ("the value is 160 million yuan", "1.6亿元"),
        ("花了150万", "150万元"),
        ("在2023年9月19日宣布", "2023年9月"),
        ("on September 19, 2023", "2023年9月19日"),
        ("9月19日宣布", "2023年9月19日"),
        ("消費金融公司", "消费金融"),
        ("《科技向善》报告", "科技向善报告"),
        ("位列第一", "第一"),
        ("the AIF alliance", "AIF"),
        ("十七点八八亿元", "17.88亿元"),
        ("CNY1.788bn", "17.88亿元"),
        ("2000+件", "2000件"),
        ("it has filed more than 2,000 patents", "2000件"),
        ("it has filed over 2000", "2000件"),
        ("8月23-25日举办", "8月23日"),
    ],
)
def test_says_the_same_in_other_words(text: str, spelling: str) -> None:
    assert says(text, spelling)


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("共有1058件专利", "1059件"),
        ("占48.9%", "48.8%"),
        ("48.8万元", "48.8%"),
        ("用时7天", "7年"),
        ("2023年", "2023年9月"),
        ("2022年9月19日", "2023年9月19日"),
        ("Unknown", "no"),
        ("21059件", "1059件"),
        ("10590棵", "10.59万棵"),
        ("1160万元", "1160万美元"),
        ("", "第一"),
        ("founded in 2000", "2000件"),
        ("2,000万件", "2000件"),
        ("12,000件", "2000件"),
        ("later than 2000年", "2000件"),
    ],
)
def test_says_something_else(text: str, spelling: str) -> None:
    assert not says(text, spelling)


def test_tolerance_is_relative() -> None:
    assert says("约1,900人", "1910人", tolerance=0.01)
    assert not says("约1,800人", "1910人", tolerance=0.01)


def test_normalise_folds_width_script_case_and_quotes() -> None:
    assert normalise("ＡＩ「智慧」 平臺 １，０００") == "ai智慧平台1000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不对，安逸花排第一[1]。", "no"),
        ("是的，已于2015年获批[1]。", "yes"),
        ("没有，马上消费排第一。", "no"),
        ("Yes, it was founded in 2015.", "yes"),
        ("No. It ranked first.", "no"),
        ("安逸花的评分并非第二，而是第一。", "no"),
        ("共有10家。", None),
    ],
)
def test_polarity(text: str, expected: str | None) -> None:
    assert polarity(text) == expected


def test_words_of_the_question_say_yes() -> None:
    assert polarity("允许。", "公司允许员工远程办公吗？") == "yes"
    assert polarity("超过了，共有68家[1]。", "成员超过60家了吗？") == "yes"
    assert polarity("没有超过。", "成员有没有超过60家？") == "no"
    assert polarity("共有68家。", "成员超过60家了吗？") is None


def test_language_ignores_quotations() -> None:
    assert language("The alliance 「金融黑产防范联盟」 was founded in 2021 [1].") == "en"
    assert language("马上消费的 AI 平台[1]。") == "zh"


@pytest.mark.parametrize(
    "text", ["资料中没有提到这一点。", "文章未提及。", "The articles do not mention it.", "无法回答"]
)
def test_says_absent(text: str) -> None:
    assert says_absent(text)
    assert not says_absent("共有15篇论文。")


def test_says_moment() -> None:
    assert says_moment("截至2022年9月，共有956件", "2022-09")
    assert not says_moment("2022年共有956件", "2022-09")
    assert says_moment("2022年9月共有956件", "2022")
    assert not says_moment("共有956件", "2022")
