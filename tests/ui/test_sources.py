"""The cards of the passages that were found."""

from __future__ import annotations

from rag.types import Answer, Passage, ScoredPassage, ScoredPiece
from tests.ui.fake_assistant import HARBOUR, HOSTILE, PLAN, cite, passage
from ui.session import Exchange
from ui.sources import SNIPPET, card, sources_html

QUOTE = "截至2022年底，海湾港全年货物吞吐量达到4200万吨。"


def test_the_best_piece_stands_out_in_an_unbroken_excerpt() -> None:
    shown = card(passage(HARBOUR, QUOTE), [])
    assert shown.best == QUOTE
    assert (shown.before + shown.best + shown.after).strip("…") in HARBOUR.text
    assert shown.before.startswith("…")


def test_an_excerpt_is_short_even_where_the_piece_is_not() -> None:
    text = "长" * 900
    long = ScoredPassage(
        Passage("p", "a", 0, 100, 1000, text), "题", None, None, 0.5, pieces=(ScoredPiece(110, 1000, 0.4),)
    )
    shown = card(long, [])
    assert len(shown.before + shown.best + shown.after) <= SNIPPET + 2


def test_without_pieces_the_beginning_is_shown() -> None:
    shown = card(ScoredPassage(Passage("p", "a", 0, 0, 4, "甲乙丙丁"), "题", None, None, 0.5), [])
    assert (shown.before, shown.best, shown.after) == ("", "", "甲乙丙丁")


def test_a_card_carries_the_numbers_of_the_citations_inside_it_only() -> None:
    citations = [cite(1, HARBOUR, QUOTE), cite(2, PLAN, "总投资18亿元"), cite(3, HARBOUR, "海湾港位于半岛东侧")]
    assert card(passage(HARBOUR, QUOTE), citations).numbers == (1,)


def test_the_panel_says_where_it_stands() -> None:
    exchange = Exchange("?")
    assert sources_html(None, "zh") == ""
    assert 'data-state="waiting"' in sources_html(exchange, "zh")
    exchange.status, exchange.answer = "done", Answer("1", "?", "没有答案。", refused=True)
    assert "没有找到相关的原文" in sources_html(exchange, "zh")
    exchange.answer = Answer("1", "你好", "你好！", kind="small_talk")
    assert sources_html(exchange, "zh") == ""
    exchange.passages = (passage(HARBOUR, QUOTE),)
    assert sources_html(exchange, "zh").count('class="wj-source"') == 1


def test_a_passage_is_text_and_never_markup() -> None:
    html = sources_html(Exchange("?", "reading", (passage(HOSTILE, "灯塔的高度是37米。"),)), "zh")
    for tag in ("<script", "<img", "<iframe", "<b>出"):
        assert tag not in html
