"""A candidate sentence without store and search."""

from __future__ import annotations

from datetime import date

from rag.answering.evidence import Sentence
from rag.answering.moments import AsOf


def said(text: str, lead: str = "", title: str = "") -> Sentence:
    """The sentence ``text``; ``lead`` is what stands before it in its article."""
    return Sentence(
        "a", title, None, date(2025, 5, 1), 0, len(text), text, text, (), (), AsOf("2025-05-01", "article"),
        0.9, 0.5, 0.5, 0.5, lead,
    )  # fmt: skip
