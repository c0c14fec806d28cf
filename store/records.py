"""The records that outlive the process.

Everything that the store keeps and the layers above pass around: articles, their passages, and the pieces of
passages that carry a vector. All are frozen; none knows SQL or Chroma.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime


def _as_date(value: date | datetime | str | None) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value).strip()).date()
    except ValueError:
        raise ValueError(
            f"published is not a date: {value!r}; give a datetime.date or an ISO string such as 2023-10-09"
        ) from None


@dataclass(frozen=True, slots=True)
class Article:
    """One article: clean text and what is known about it.

    Only ``text`` is needed. ``published`` takes a date, a datetime or an ISO string and is kept as a date.
    ``published_basis`` says how the date is known: ``"given"``, ``"inferred: …"`` with the words it was inferred
    from, or ``""`` where there is no date. Without an ``id``, one is derived: from ``source`` where there is one, so
    that a changed file updates its article, otherwise from the content.

    Raises:
        ValueError: the text is empty or ``published`` is no date.

    >>> Article(text="今天晴。", title="天气", published="2023-10-09").published
    datetime.date(2023, 10, 9)
    """

    text: str
    title: str = ""
    publisher: str | None = None
    published: date | None = None
    published_basis: str = ""
    source: str | None = None
    id: str = ""

    def __post_init__(self) -> None:
        if not self.text or not self.text.strip():
            raise ValueError("an article needs text")
        object.__setattr__(self, "published", _as_date(self.published))
        if self.published and not self.published_basis:
            object.__setattr__(self, "published_basis", "given")
        if not self.id:
            seed = self.source or "\x1f".join((self.title, self.publisher or "", str(self.published or ""), self.text))
            object.__setattr__(self, "id", hashlib.sha256(seed.encode()).hexdigest()[:16])

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything that search and answers depend on."""
        seed = "\x1f".join(
            (self.title, self.publisher or "", str(self.published or ""), self.published_basis, self.text)
        )
        return hashlib.sha256(seed.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article without its text, as lists show it."""

    id: str
    title: str
    publisher: str | None
    published: date | None
    published_basis: str
    source: str | None
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is ranked and read: whole sentences of one article. ``text == article.text[start:end]``."""

    id: str
    article_id: str
    ordinal: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What carries a vector: one or a few sentences inside a passage, offsets in the article's text."""

    id: str
    passage_id: str
    start: int
    end: int
    embedded_text: str = field(default="", compare=False)
