"""Assistant: the one facade. Command line, page, HTTP API and evaluations go through it and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rag.models.base import Embedder, LanguageModel, Reranker
from rag.settings import Settings
from rag.types import Answer, Article, ArticleInfo, Event, IngestReport, Progress, ScoredPassage, Stats, Turn


class Assistant:
    """Answers questions from the articles in one store. Parts can be swapped for tests and programs.

    Opening is cheap: the store and the models load when they are first needed.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        llm: LanguageModel | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
    ) -> None: ...

    def ingest(
        self,
        source: str | Path | Iterable[Article],
        *,
        sync: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Add or update articles from a path (file or folder) or from Articles. ``sync`` also removes what is gone."""
        raise NotImplementedError

    def search(
        self,
        question: str,
        *,
        k: int | None = None,
        published_before: date | str | None = None,
        published_after: date | str | None = None,
        article_ids: Sequence[str] | None = None,
    ) -> list[ScoredPassage]:
        raise NotImplementedError

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn | dict[str, str] | tuple[str, str]] = (),
        published_before: date | str | None = None,
        published_after: date | str | None = None,
        article_ids: Sequence[str] | None = None,
    ) -> Answer:
        raise NotImplementedError

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn | dict[str, str] | tuple[str, str]] = (),
        published_before: date | str | None = None,
        published_after: date | str | None = None,
        article_ids: Sequence[str] | None = None,
    ) -> Iterator[Event]:
        """Sources first, then Tokens, then Final. Closing the iterator stops the model."""
        raise NotImplementedError

    def articles(self) -> list[ArticleInfo]:
        raise NotImplementedError

    def article(self, article_id: str) -> Article:
        """Raises KeyError with a clear text where there is none."""
        raise NotImplementedError

    def remove(self, article_id: str) -> bool:
        raise NotImplementedError

    def feedback(self, answer_id: str, rating: int, comment: str = "") -> None:
        """``rating`` is 1 (good) or -1 (bad)."""
        raise NotImplementedError

    def suggestions(self, n: int = 4) -> list[str]:
        """Questions that the indexed articles answer, made from the articles."""
        raise NotImplementedError

    def stats(self) -> Stats:
        raise NotImplementedError

    def warm_up(self) -> None:
        """Load models and store now, so that the first question is fast."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
