"""Suggested questions are made from the articles, each once, and no more than asked for."""

from __future__ import annotations

from dataclasses import replace

from rag.answering.names import NameBook
from rag.answering.suggesting import suggest
from tests.support import newsroom as n

NAMES = NameBook(f"{a.title}\n{a.text}" for a in n.ALL)


def test_there_are_as_many_as_asked_for_and_none_twice() -> None:
    for wanted in (1, 3, 6):
        found = suggest(n.ALL, NAMES, wanted, "zh")
        assert len(found) == wanted
        assert len(set(found)) == wanted


def test_a_figure_is_asked_for_by_subject_and_measure() -> None:
    found = suggest([n.CARS_2024], NAMES, 3, "zh")
    assert found
    assert all("远帆汽车" in question or n.CARS_2024.title in question for question in found)


def test_the_first_round_takes_one_of_each_article() -> None:
    found = suggest([n.ELECTION, n.MARATHON_2024], NAMES, 2, "zh")
    assert len(found) == 2
    assert any(n.ELECTION.title in q or "临江" in q for q in found)
    assert any(n.MARATHON_2024.title in q or "马拉松" in q for q in found)


def test_without_articles_or_titles_nothing_is_made_up() -> None:
    assert suggest([], NAMES, 3, "zh") == []
    bare = replace(n.ELECTION, title="", text="今天下雨。明天也下雨。", id="bare")
    assert suggest([bare], NAMES, 3, "zh") == []


def test_in_english_the_title_is_named() -> None:
    assert all(n.BRIDGE.title in question for question in suggest([n.BRIDGE], NAMES, 2, "en"))
