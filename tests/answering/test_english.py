"""The lines of an answer in English: what is shown, and what is not."""

from __future__ import annotations

import pytest

from rag.answering import glossary, latin
from rag.answering.drafting import Drafter
from rag.answering.english import Interpreter, wrong
from rag.answering.names import NameBook
from rag.answering.outcome import Line
from rag.messages import t
from tests.support import newsroom as n
from tests.support.desk import Desk
from tests.support.models import ScriptedModel

NAMES = NameBook(["岚山大学与远帆汽车有限公司（以下简称远帆汽车）合作。远帆汽车交车。"])


def interpreter(reply: str, asked: str = "") -> Interpreter:
    return Interpreter(asked, NAMES, Drafter(ScriptedModel(reply), 5.0))


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (
            "其他时间的数据：2023年2月为超1000件[2]；2022年9月为830件[3]。",
            "At other times: over 1,000 (2023-02)[2]; 830 (2022-09)[3].",
        ),
        ("两者相差：92.6% − 79% = 13.6个百分点。[1][2]", "Difference: 92.6% − 79% = 13.6 percentage points.[1][2]"),
        (
            "变化：2.31亿元 − 1.53亿元 = 7800万元。[1]",
            "Change: 231 million yuan − 153 million yuan = 78 million yuan.[1]",
        ),
        (
            "文章里没有2025年的这项数据，只有2022年、2023年的。",
            "The articles have no such figure for 2025, only for 2022, 2023.",
        ),
        ("文章里没有关于远帆汽车的这项内容。", "The articles say nothing of the kind about Yuanfan Auto (远帆汽车)."),
        (
            "注意：资料说法不一致，《甲，乙》写的是74家[1]，《丙》写的是71家[2]。",
            'Note: the sources disagree: "甲，乙" says 74[1]; "丙" says 71[2].',
        ),
        ("远帆汽车去年交车。", ""),
    ],
)
def test_lines_of_our_own_making_come_out_by_their_templates(chinese: str, english: str) -> None:
    assert interpreter("").words(chinese) == english


def test_a_translation_is_shown_with_the_names_in_both_scripts() -> None:
    line = interpreter("Yuanfan Auto delivered 120,000 cars in 2023.").line(Line("远帆汽车2023年交车12万辆。"))
    assert line.text == "Yuanfan Auto (远帆汽车) delivered 120,000 cars in 2023."


def test_our_words_before_a_sentence_are_not_left_to_the_model() -> None:
    model = ScriptedModel("Yuanfan Auto delivered 120,000 cars.")
    chinese = t("answer.answer.yes", "zh") + t("answer.answer.in_year", "zh", moment="2023年") + "远帆汽车交车12万辆。"
    line = Interpreter("", NAMES, Drafter(model, 5.0)).line(Line(chinese))
    assert line.text == "Yes. In 2023: Yuanfan Auto (远帆汽车) delivered 120,000 cars."
    assert "是的" not in model.requests[0][0].content


def test_what_cannot_be_translated_is_quoted() -> None:
    desk = Desk((n.CARS_2023,))
    s = desk.sentence("净利润")
    line = interpreter("Eastfield Motors made a profit.").line(Line("远帆汽车净利润1亿元。", (s,)))
    assert (line.text, line.verdict) == (t("answer.answer.quoted", "en", quote=s.text), "quoted")


@pytest.mark.parametrize(
    ("source", "english", "fault"),
    [
        ("门票 30 yuan。", "A ticket costs 30 yuan.", ""),
        ("门票 30 yuan。", "A ticket costs 35 yuan.", "a figure is gone"),
        ("门票降价。", "The price fell by 30 yuan.", "a figure is new"),
        ("August 2, 2023 开业。", "It opened on August 3, 2023.", "a date"),
        ("与一所大学合作。", "It works with Southwestern University.", "a name is new"),
        ("不需要抵押。", "Collateral is required.", "denial"),
        ("需要抵押。", "Collateral is not required.", "denial"),
        ("产量下降。", "Output increased.", "direction"),
        ("超过 300 名。", "There are 300.", "a bound is gone"),
        ("共 300 名。", "一共300名。", "empty"),
    ],
)
def test_what_is_wrong_with_a_translation(source: str, english: str, fault: str) -> None:
    assert wrong(source, english, [], "") == fault


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("南开大学", "Nankai University"),
        ("远帆汽车有限公司", "Yuanfan Auto"),
        ("日本", "Japan"),
        ("岚山县", "Lanshan County"),
    ],
)
def test_organisations_and_places_in_latin_letters(name: str, written: str) -> None:
    assert glossary.organisation(name) == written


def test_persons_are_found_and_counts_are_not_persons() -> None:
    assert [x.latin for x in latin.put_in("董事长赵国庆说", NAMES, "")[1]] == ["Zhao Guoqing"]
    assert latin.put_in("提交了1059项发明专利申请", NAMES, "")[1] == []


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("17.88亿元", "1.788 billion yuan"),
        ("超过2000件", "over 2,000"),
        ("近1300万人次", "nearly 13 million visits"),
        ("8.48分", "8.48 points"),
    ],
)
def test_amounts_in_english(chinese: str, english: str) -> None:
    assert glossary.said(chinese) == english


def test_an_english_question_is_answered_in_english_from_a_chinese_reading() -> None:
    def reply(prompt: str) -> str:
        if "英文：" in prompt:
            return "甲公司2023年的净利润是多少？"
        if prompt.startswith("Translate"):
            return "Yuanfan had a net profit of 420 million yuan in 2023."
        return "远帆汽车2023年的净利润为4.2亿元。"

    answer = Desk((n.CARS_2023,), ScriptedModel(reply)).ask("What was the net profit of Yuanfan in 2023?")
    assert answer.language == "en"
    assert answer.text == "Yuanfan (远帆汽车) had a net profit of 420 million yuan in 2023.[1]"
    refused = Desk((n.CARS_2023,), ScriptedModel(reply, probes=0.01)).ask("What was the net profit of Yuanfan in 2023?")
    assert refused.refused
    assert refused.text.startswith("The ")
