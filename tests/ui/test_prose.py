"""An answer's text as words, citation links and verdicts."""

from __future__ import annotations

from rag.types import Citation, SentenceVerdict
from ui.prose import Run, runs

ONE = Citation(1, "a", "题", None, None, "原文一", 0, 3, 0.9)
TWO = Citation(2, "b", "题", None, None, "原文二", 0, 3, 0.9)


def shape(line: list[Run]) -> str:
    """``甲。[1]{supported}``: what a reader sees, in one string."""
    marks = {
        "text": lambda r: r.text,
        "cite": lambda r: f"[{r.citation.number}]",
        "verdict": lambda r: f"{{{r.verdict}}}",
    }
    return "".join(marks[run.kind](run) for run in line)


def test_every_word_stays_and_markers_become_links() -> None:
    text = "甲是3。[1]\n乙是5，[1][2]丙是6。"
    assert shape(runs(text, [ONE, TWO])) == text


def test_a_marker_without_its_citation_is_not_shown() -> None:
    assert shape(runs("甲。[1]乙。[9]", [ONE])) == "甲。[1]乙。"


def test_brackets_that_are_no_markers_are_words() -> None:
    assert shape(runs("数组a[i]与[2023]年", [ONE])) == "数组a[i]与[2023]年"


def test_a_verdict_follows_its_sentence_and_the_links_of_that_sentence() -> None:
    sentences = [SentenceVerdict("甲是3。", "supported", (1,)), SentenceVerdict("乙是5。[2]", "quoted", (2,))]
    assert shape(runs("甲是3。[1]乙是5。[2]", [ONE, TWO], sentences)) == "甲是3。[1]{supported}乙是5。[2]{quoted}"


def test_a_repeated_sentence_gets_its_own_verdict_each_time() -> None:
    sentences = [SentenceVerdict("甲。", "supported"), SentenceVerdict("甲。", "quoted")]
    assert shape(runs("甲。甲。", [], sentences)) == "甲。{supported}甲。{quoted}"


def test_sentences_that_are_not_in_the_text_get_no_badge() -> None:
    sentences = [
        SentenceVerdict("丙。", "dropped"),
        SentenceVerdict("丁。", "supported"),
        SentenceVerdict("甲。", "supported"),
    ]
    assert shape(runs("甲。[1]", [ONE], sentences)) == "甲。[1]{supported}"


def test_an_empty_text_has_no_runs() -> None:
    assert [run for run in runs("", [ONE]) if run.text] == []
