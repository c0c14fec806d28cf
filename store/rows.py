"""What goes in and out of the store besides the records: drafts to write, rows to rank, filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from store.records import Article, Passage

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage to write. ``pieces`` are spans in the article's text, ``vectors`` one row a piece (unit length).

    ``number`` names a passage that is in the store already and only moves; then the rest may be empty.
    """

    start: int
    end: int
    pieces: tuple[Span, ...] = ()
    vectors: NDArray[np.float32] | None = None
    signature: bytes = b""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article with all its passages in order; ``recipe`` names how they were cut and embedded."""

    article: Article
    recipe: str
    passages: Sequence[PassageDraft]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is shown; ``embedded`` is false where it waits to be embedded again.

    ``vectors`` is empty where it was not asked for.
    """

    number: int
    passage: Passage
    title: str
    publisher: str | None
    published: date | None
    pieces: tuple[Span, ...]
    vectors: NDArray[np.float32]
    signature: bytes
    embedded: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of an article, to tell whether it changed."""

    id: str
    content_hash: str
    recipe: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may be found: published on a day before ``before``, on ``after`` or later, with one of ``ids``.

    An article without a date passes no date filter.
    """

    before: date | None = None
    after: date | None = None
    ids: frozenset[str] | None = None

    @property
    def is_empty(self) -> bool:
        return self.before is None and self.after is None and self.ids is None

    def admits(self, article_id: str, day: int | None) -> bool:
        """``day`` is the proleptic ordinal of the publication date."""
        if self.ids is not None and article_id not in self.ids:
            return False
        if self.before is None and self.after is None:
            return True
        if day is None:
            return False
        return (self.before is None or day < self.before.toordinal()) and (
            self.after is None or day >= self.after.toordinal()
        )
