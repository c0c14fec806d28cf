"""What needs no retrieval, and what is no question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.answering.smalltalk import LIMIT, clean, input_problem, small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", "greeting"), ("您好！", "greeting"), ("在吗？", "greeting"), ("Hello!", "greeting"), ("Good morning", "greeting"),  # noqa: E501
        ("谢谢", "thanks"), ("好的，谢谢！", "thanks"), ("非常感谢", "thanks"), ("Thank you very much.", "thanks"),
        ("再见", "bye"),
        ("謝謝您的解答", "thanks"),
        ("多谢，讲得很清楚", "thanks"),
        ("好的，没有其他问题了，拜拜", "bye"),
        ("太感谢了，帮了我一个大忙！", "thanks"),
        ("嗯嗯，明白了", "thanks"),
        ("辛苦啦，先这样吧", "thanks"),
        ("祝您周末愉快，下次再聊", "bye"),
        ("大家早上好", "greeting"),
        ("Thanks, that was very helpful!", "thanks"),
        ("Great, that's all for today. Bye!", "bye"),
        ("Perfect. No more questions.", "thanks"),
        ("Many thanks for your help", "thanks"),
        ("你是谁？", "about"),
        ("你能做什么？", "about"),
        ("What can you do?", "about"),
    ],
)  # fmt: skip
def test_small_talk(text: str, kind: str) -> None:
    assert small_talk(clean(text)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "你好，谁当选市长？",
        "谢谢，那蓝鲸电池呢？",
        "hi, who won?",
        "再见时市长说了什么？",
        "早餐补贴是多少？",
        "感谢信是谁写的？",
        "谢谢，注册资本",
        "好的，2023年净利润",
        "没有抵押物可以吗？",
        "不错的评分",
        "帮我查一下净利润",
        "麻烦查下董事长",
        "Great Wall",
        "thanks to whom did it win",
    ],
)
def test_a_question_with_manners_is_a_question(text: str) -> None:
    assert small_talk(clean(text)) == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"), (" \n\t\u3000", "empty"), ("？？！……", "no_words"), ("___", "no_words"), ("\u200b\ufeff", "empty"),  # noqa: E501
        ("字" * (LIMIT + 1), "too_long"), ("字" * LIMIT, ""), ("7", ""), ("谁？", ""),
    ],
)  # fmt: skip
def test_input_problems(text: str, problem: str) -> None:
    assert input_problem(clean(text)) == problem


def test_invisible_characters_do_not_cut_words() -> None:
    assert clean("净\u200b利\u00ad润\x00是多少\r\n？") == "净利润 是多少 ？"


@given(some.text())
def test_cleaning_is_done_after_one_pass(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert "\x00" not in cleaned
    input_problem(cleaned), small_talk(cleaned)


@given(some.text(max_size=60))
def test_ordinary_input_is_never_refused_for_its_size(text: str) -> None:
    assert input_problem(clean(text)) != "too_long"
