"""Citations: numbered by first appearance, each the article's own words at its offsets."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.types import Citation


def cite(s: Sentence, number: int) -> Citation:
    return Citation(
        number,
        s.article_id,
        s.title,
        s.publisher,
        s.published,
        s.text,
        s.start,
        s.end,
        round(min(max(s.score, 0.0), 1.0), 4),
    )


class CitationBook:
    """Gives every evidence sentence one number, in the order in which sentences are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], Citation] = {}

    def add(self, s: Sentence) -> Citation:
        key = (s.article_id, s.start, s.end)
        if key not in self._numbers:
            self._numbers[key] = cite(s, len(self._numbers) + 1)
        return self._numbers[key]

    def mark(self, text: str, supports: Sequence[Sentence]) -> tuple[str, tuple[Citation, ...]]:
        """``text`` with the markers of its supports before the final stop, and their citations."""
        cited = tuple(dict.fromkeys(self.add(s) for s in supports))
        markers = "".join(f"[{c.number}]" for c in cited)
        return f"{text}{markers}", cited

    def forget(self, kept: int) -> None:
        """Drop all but the first ``kept`` numbers: what they were given for is not said after all."""
        self._numbers = dict(list(self._numbers.items())[:kept])

    @property
    def all(self) -> tuple[Citation, ...]:
        return tuple(self._numbers.values())
