"""Evidence as the model reads it: one block an article, headed by its date, newest last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rag.answering.evidence import Sentence


def render(sentences: Sequence[Sentence], language: str) -> str:
    """The documents part of a prompt. Sentences that follow each other in an article are run on; gaps show as ……"""
    blocks = []
    for _, group in groupby(sentences, key=lambda s: s.article_id):
        run = list(group)
        text = run[0].text
        for before, s in zip(run, run[1:], strict=False):
            text += (" " if language == "en" else "") + s.text if s.start - before.end <= 4 else f"……{s.text}"
        head = _head(run[0], language)
        blocks.append(f"{head}{_inert(text)}")
    return "\n".join(blocks)


def _head(s: Sentence, language: str) -> str:
    if s.published is None:
        return "- "
    return f"({s.published.isoformat()} report) " if language == "en" else f"({s.published.isoformat()}报道)"


def _inert(text: str) -> str:
    """Passages are data: chat-template control marks in them must not look like the template's own."""
    return text.replace("<|", "< |").replace("|>", "| >").replace("\n", " ")
