"""What goes in and out of the library: scored passages, citations, answers, events, reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from store.records import Article, ArticleInfo, Passage, Piece

__all__ = [
    "Answer",
    "Article",
    "ArticleInfo",
    "Citation",
    "Event",
    "FileOutcome",
    "Final",
    "IngestReport",
    "Passage",
    "Piece",
    "Progress",
    "ScoredPassage",
    "ScoredPiece",
    "SentenceVerdict",
    "Sources",
    "Stats",
    "TimelinePoint",
    "Token",
    "Turn",
    "Usage",
]


@dataclass(frozen=True, slots=True)
class ScoredPiece:
    """A piece of a passage with its cosine to the question; offsets in the article's text."""

    start: int
    end: int
    dense: float


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage that was found, with its article's head and every raw score.

    ``score`` is the fused score in 0..1 (grows with relevance), ``dense`` the cosine of the passage's best piece to
    the question, ``lexical`` the raw BM25 score, ``rerank`` the cross-encoder's score where one is configured.
    ``also_in`` names the articles of near-duplicate passages that were folded into this one.
    """

    passage: Passage
    title: str
    publisher: str | None
    published: date | None
    score: float
    dense: float | None = None
    lexical: float | None = None
    rerank: float | None = None
    pieces: tuple[ScoredPiece, ...] = ()
    also_in: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def article_id(self) -> str:
        return self.passage.article_id

    @property
    def start(self) -> int:
        return self.passage.start

    @property
    def end(self) -> int:
        return self.passage.end


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words behind a sentence: ``assistant.article(article_id).text[start:end] == quote``, always."""

    number: int
    article_id: str
    title: str
    publisher: str | None
    published: date | None
    quote: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """One value of a measure that changed with time. ``as_of`` is ISO: a day, a month, or a year."""

    as_of: str
    value: str
    unit: str
    citation: Citation


Verdict = Literal["supported", "repaired", "quoted", "computed", "dropped", "unchecked"]


@dataclass(frozen=True, slots=True)
class SentenceVerdict:
    """What the check of one sentence found.

    ``citations`` are the numbers of the citations that support it; ``missing`` the values and names of the draft that
    the evidence does not hold.
    """

    text: str
    verdict: Verdict
    citations: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the language model read and wrote; ``calls`` counts written answers, ``probes`` one-token calls."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    probes: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer. ``text`` carries markers ``[1]`` that name ``citations`` by number, and no others.

    ``reason`` is why it was refused (a stable word such as ``no_evidence``, ``not_answered``, ``empty_index``,
    ``bad_question``), or empty. ``suggestion`` is a question that the articles can answer. ``model`` says what wrote
    the text; ``fallback`` is set, with the reason, where another answerer stood in. ``answerable`` is the calibrated
    probability that the evidence answers the question, ``signals`` what it was computed from. ``timings`` are seconds a
    stage.
    """

    id: str
    question: str
    text: str
    refused: bool = False
    reason: str = ""
    citations: tuple[Citation, ...] = ()
    timeline: tuple[TimelinePoint, ...] = ()
    sentences: tuple[SentenceVerdict, ...] = ()
    suggestion: str = ""
    standalone_question: str = ""
    kind: str = ""
    answerable: float | None = None
    signals: dict[str, float] = field(default_factory=dict)
    model: str = ""
    fallback: str = ""
    language: str = "zh"
    timings: dict[str, float] = field(default_factory=dict)
    usage: Usage = Usage()
    sources: tuple[ScoredPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """First event of a stream: what was found, and the best evidence sentence (None where nothing was found)."""

    passages: tuple[ScoredPassage, ...]
    best: Citation | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """Text to append. It is checked before it is sent and never taken back."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Final:
    """Last event of a stream."""

    answer: Answer


Event = Sources | Token | Final


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The fate of one file or article: ``reason`` says in words what went wrong and what to do."""

    source: str
    status: Literal["added", "updated", "unchanged", "removed", "failed", "skipped"]
    article_id: str = ""
    title: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. The five lists hold one entry an article (a failed file has one entry)."""

    outcomes: tuple[FileOutcome, ...] = ()
    embedded_pieces: int = 0
    seconds: float = 0.0

    def _of(self, status: str) -> tuple[FileOutcome, ...]:
        return tuple(o for o in self.outcomes if o.status == status)

    @property
    def added(self) -> tuple[FileOutcome, ...]:
        return self._of("added")

    @property
    def updated(self) -> tuple[FileOutcome, ...]:
        return self._of("updated")

    @property
    def skipped(self) -> tuple[FileOutcome, ...]:
        return self._of("skipped")

    @property
    def unchanged(self) -> tuple[FileOutcome, ...]:
        return self._of("unchanged")

    @property
    def removed(self) -> tuple[FileOutcome, ...]:
        return self._of("removed")

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        return self._of("failed")


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of a long job; ``total`` is None where it is not known."""

    stage: Literal["read", "embed", "write", "prepare", "download"]
    done: int
    total: int | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Stats:
    """What the store holds and what is configured."""

    articles: int
    passages: int
    pieces: int
    first_published: date | None
    last_published: date | None
    store_dir: str
    embedder: str
    llm: str
    disk_bytes: int
    problems: Sequence[str] = ()
