"""Panel: the passages that were found, best first, each with the words that fit the question best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.types import Citation, ScoredPassage
from ui.render import render
from ui.session import Exchange

SNIPPET = 130
"""Characters of a passage that a card shows."""


@dataclass(frozen=True, slots=True)
class Card:
    """A passage and its excerpt, ``before + best + after``; ``numbers`` are the citations that lie in it."""

    passage: ScoredPassage
    before: str
    best: str
    after: str
    numbers: tuple[int, ...]


def card(passage: ScoredPassage, citations: Iterable[Citation]) -> Card:
    text = passage.text
    start = end = 0
    if passage.pieces:
        piece = max(passage.pieces, key=lambda piece: piece.dense)
        start, end = max(piece.start - passage.start, 0), min(piece.end - passage.start, len(text))
    end = min(end, start + SNIPPET)
    around = max(0, SNIPPET - (end - start))
    left = max(0, start - around // 3)
    right = min(len(text), end + around - (start - left))
    numbers = {
        c.number
        for c in citations
        if c.article_id == passage.article_id and c.start < passage.end and c.end > passage.start
    }
    return Card(
        passage,
        ("…" if left else "") + text[left:start],
        text[start:end],
        text[end:right] + ("…" if right < len(text) else ""),
        tuple(sorted(numbers)),
    )


def sources_html(exchange: Exchange | None, lang: str) -> str:
    """The panel for one question; empty before the first, and where an answer needed none (thanks, a greeting)."""
    answer = exchange.answer if exchange else None
    if exchange is None or (answer and not answer.refused and not exchange.passages):
        return ""
    cited = answer.citations if answer else exchange.citations
    state = "waiting" if exchange.running and not exchange.passages else "found"
    return render("sources.html", lang, state=state, cards=[card(p, cited) for p in exchange.passages])
