"""The reader: the quoted words marked in their article."""

from __future__ import annotations

import re

import pytest

from tests.ui.fake_assistant import HARBOUR, HOSTILE, FakeAssistant, cite
from ui.article import article_html, span_of


def test_exactly_the_quote_is_marked(assistant: FakeAssistant) -> None:
    quote = cite(1, HARBOUR, "截至2022年底，海湾港全年货物吞吐量达到4200万吨。")
    html = article_html(assistant, "harbour", "zh", quote.start, quote.end, "quoted")
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", html) == [quote.quote]
    for head in (HARBOUR.title, "海湾日报", "2023-04-12", "被引用的句子"):
        assert head in html


def test_an_inferred_date_says_from_what(assistant: FakeAssistant) -> None:
    assert "日期为推断：2024年1月8日发布" in article_html(assistant, "plan", "zh")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (10**9, 10**9 + 4), (-5, 0)])
def test_a_span_that_is_none_shows_the_whole_article(assistant: FakeAssistant, start: int, end: int) -> None:
    html = article_html(assistant, "plan", "zh", start, end)
    assert "<mark" not in html
    assert "总投资18亿元" in html


def test_an_article_that_is_gone_is_said(assistant: FakeAssistant) -> None:
    assert "已不在库中" in article_html(assistant, "nothing", "zh")


def test_an_article_is_text_and_never_markup(assistant: FakeAssistant) -> None:
    html = article_html(assistant, "hostile", "zh", 0, len(HOSTILE.text), "quoted")
    for tag in ("<script", "<img", "<iframe", "<b>出"):
        assert tag not in html
    assert html.count("<mark") == html.count("</mark>") == 1


@pytest.mark.parametrize("value", ["abc", "-1", "", None, "１２", "9e9", "²"])
def test_a_click_with_broken_offsets_counts_as_none(value: str | None) -> None:
    assert span_of({"article": "a", "start": value, "end": "7"}) == ("a", 0, 7, "quoted")
