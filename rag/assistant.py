"""Assistant: the one facade. Command line, page, HTTP API and evaluations go through it and nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelUnavailable, UserError
from rag.messages import explain
from rag.models.base import Embedder, LanguageModel, ModelError, Reranker
from rag.settings import Settings
from rag.types import Answer, Article, ArticleInfo, Event, Final, IngestReport, Progress, ScoredPassage, Stats, Turn

if TYPE_CHECKING:
    from rag.answering.composer import Composer
    from rag.answering.names import NameBook
    from rag.retrieval import Retriever
    from store import Store

_log = logging.getLogger(__name__)
_BOOK_ARTICLES = 2000
"""Up to here the names of all articles are learned; beyond, those of the articles that a question finds."""
History = Sequence["Turn | dict[str, Any] | tuple[str, str]"]
Day = date | str | None


class Assistant:
    """Answers questions from the articles in one store. Parts can be swapped for tests and programs.

    Opening is cheap: the store and the models load when they are first needed. Safe to share between threads.

    Args:
        settings: see ``Settings``; by default read from the environment and ``wenju.toml``.
        llm: a language model to use instead of the configured one.
        embedder: likewise.
        reranker: likewise.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        llm: LanguageModel | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._given = (llm, embedder, reranker)
        self._lock = threading.RLock()
        self._opened: Store | None = None
        self._loaded_llm: LanguageModel | None = None
        self._book: tuple[str, NameBook] | None = None

    # --- articles ----------------------------------------------------------------------------------------------

    def ingest(
        self,
        source: str | Path | Iterable[Article],
        *,
        sync: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Add or update articles from a file or folder, or from Articles. ``sync`` also removes what is gone there.

        Raises:
            UserError: nothing is there to read, or the store cannot be written.
            ModelUnavailable: the embedder cannot be used.
        """
        from rag.indexing import Indexer

        items: Iterable[Any]
        root = None
        if isinstance(source, str | Path):
            from rag.corpus import read_path

            items = read_path(source, max_file_mb=self.settings.max_file_mb, progress=progress)
            root = Path(source).resolve().as_posix() if sync else None
        else:
            items = source
        return Indexer(self._store, self._embedder, self.settings).ingest(items, sync_root=root, progress=progress)

    def reindex(self, *, progress: Callable[[Progress], None] | None = None) -> IngestReport:
        """Cut and embed all articles anew with the configured embedder; no file is needed."""
        from rag.indexing import Indexer

        return Indexer(self._store, self._embedder, self.settings).reindex(progress=progress)

    def watch(self, path: str | Path, on_change: Callable[[], object], *, stop: threading.Event | None = None) -> None:
        """Call ``on_change``, which ingests, now and after every burst of changes under ``path``; until ``stop``.

        What the first call raises is raised; a later one that fails is logged and tried again at the next change.
        """
        from rag.indexing.watch import watch

        watch(Path(path), on_change, stop=stop)

    def articles(self) -> list[ArticleInfo]:
        """Every article without its text, in the order in which they came."""
        return self._records.articles()

    def article(self, article_id: str) -> Article:
        """One article with its text.

        Raises:
            KeyError: there is no such article.
        """
        return self._records.article(article_id)

    def remove(self, article_id: str) -> bool:
        """Remove an article and all its passages; False where there is none."""
        return self._records.remove(article_id)

    # --- questions ---------------------------------------------------------------------------------------------

    def search(
        self,
        question: str,
        *,
        k: int | None = None,
        published_before: Day = None,
        published_after: Day = None,
        article_ids: Sequence[str] | None = None,
    ) -> list[ScoredPassage]:
        """The ``k`` best passages, best first; articles published before a day (exclusive) and from a day on
        (inclusive), and only the given articles, where asked.

        Raises:
            UserError: a date is none, or the store holds another model's vectors.
            ModelUnavailable: the embedder cannot be used.
        """
        return self._retriever.search(
            question, k=k, published_before=published_before, published_after=published_after, article_ids=article_ids
        )

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        published_before: Day = None,
        published_after: Day = None,
        article_ids: Sequence[str] | None = None,
    ) -> Answer:
        """A verified answer with citations, or a refusal (``Answer.refused``). Errors as ``search``."""
        limits: dict[str, Any] = {
            "published_before": published_before,
            "published_after": published_after,
            "article_ids": article_ids,
        }
        for event in self.stream(question, history=history, **limits):
            if isinstance(event, Final):
                return event.answer
        raise RuntimeError("the stream ended without an answer")

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        published_before: Day = None,
        published_after: Day = None,
        article_ids: Sequence[str] | None = None,
    ) -> Iterator[Event]:
        """Sources first, then Tokens, then Final. Closing the iterator stops the model. Errors as ``search``."""

        def search(text: str, k: int) -> list[ScoredPassage]:
            return self._retriever.search(
                text, k=k, published_before=published_before, published_after=published_after, article_ids=article_ids
            )

        empty = not self._records.totals()[0]
        for event in self._composer.stream(question, turns(history), search, empty=empty):
            if isinstance(event, Final):
                self._remember(event.answer)
            yield event

    def feedback(self, answer_id: str, rating: int, comment: str = "") -> None:
        """Keep a reader's judgement of an answer: ``rating`` 1 (good) or -1 (bad).

        Raises:
            UserError: another rating, or no such answer.
        """
        if rating not in (1, -1):
            raise UserError("rating is 1 (good) or -1 (bad), not {rating!r}", rating=rating)
        try:
            self._records.answer(answer_id)
        except KeyError:
            raise UserError("there is no answer {id!r} in this store", id=answer_id) from None
        self._records.save_feedback(answer_id, rating, comment)

    def suggestions(self, n: int = 4) -> list[str]:
        """Questions that the indexed articles answer, made from their figures; different articles first."""
        from rag.answering.suggesting import suggest

        newest = sorted(self.articles(), key=lambda a: str(a.published or ""), reverse=True)[: 4 * n]
        return suggest([self.article(a.id) for a in newest], self._names(), n, self.settings.language)

    # --- state -------------------------------------------------------------------------------------------------

    def stats(self) -> Stats:
        """What the store holds and what is configured."""
        store = self._records
        infos = store.articles()
        days = [a.published for a in infos if a.published]
        articles, passages, pieces = store.totals()
        return Stats(
            articles, passages, pieces, min(days, default=None), max(days, default=None), str(self.settings.store_dir),
            self.settings.embedder, self.settings.llm, store.disk_bytes(),
            tuple(explain(problem, self.settings.language) for problem in store.problems()),
        )  # fmt: skip

    def warm_up(self) -> None:
        """Load models and store now, so that the first question is fast. What cannot be loaded is logged, not raised:
        asking falls back or says so."""
        from rag.answering.proper import proper_names

        try:
            self._retriever.search("预热", k=1)
            self._names()
            proper_names("预热")
            llm = self._llm()
            if llm is not None:
                from rag.answering import prompts

                llm.complete(prompts.request("-", "-", "zh", "answer"), max_tokens=1, timeout=self.settings.llm_timeout)
        except (ModelError, ModelUnavailable, UserError) as error:
            _log.warning("warm-up: %s", error)

    def query_engine(self) -> Any:
        """A llama-index query engine over this assistant (``rag.integrations.llama_index``)."""
        from rag.integrations.llama_index import WenjuQueryEngine

        return WenjuQueryEngine(self)

    def close(self) -> None:
        """Free models and store; using the assistant again opens them again."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            if self._loaded_llm is not None:
                self._loaded_llm.close()
            self._opened = self._loaded_llm = self._book = None
            for name in ("_embedder", "_retriever", "_store", "_composer"):
                self.__dict__.pop(name, None)

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- parts -------------------------------------------------------------------------------------------------

    def _options(self, key: Any, timeout: float) -> Any:
        from rag.models.registry import ModelOptions

        settings = self.settings
        return ModelOptions(
            cache_dir=settings.cache_dir, api_key=key.get_secret_value() if key else None, timeout=timeout,
            threads=settings.threads,            weights=settings.embedder_weights,
        )  # fmt: skip

    @cached_property
    def _embedder(self) -> Embedder:
        if self._given[1] is not None:
            return self._given[1]
        from rag.models.registry import load_embedder

        try:
            return load_embedder(
                self.settings.embedder, self._options(self.settings.embedder_api_key, self.settings.llm_timeout)
            )
        except ModelError as error:
            raise ModelUnavailable(error.template, **error.values) from error

    def _llm(self) -> LanguageModel | None:
        """The language model, or None where answers are to quote.

        Raises:
            ModelError: it cannot be loaded.
        """
        if self._given[0] is not None:
            return self._given[0]
        with self._lock:
            if self._loaded_llm is None and self.settings.llm != "extractive":
                from rag.models.registry import load_llm

                self._loaded_llm = load_llm(
                    self.settings.llm, self._options(self.settings.llm_api_key, self.settings.llm_timeout)
                )
            return self._loaded_llm

    @cached_property
    def _store(self) -> Store:
        return self._open(self._embedder.name, self._embedder.dimension)

    @property
    def _records(self) -> Store:
        """The store for what needs no vectors: it opens even where the embedder cannot be loaded."""
        with self._lock:
            if self._opened is not None:
                return self._opened
            try:
                return self._store
            except ModelUnavailable as error:
                _log.warning("%s", error)
                return self._open("", 0)

    def _open(self, embedding: str, dimension: int) -> Store:
        from store import Store

        with self._lock:
            if self._opened is None or self._opened.embedding != embedding:
                self._opened = Store(
                    self.settings.store_dir,
                    embedding=embedding,
                    dimension=dimension,
                    chroma_url=self.settings.chroma_url,
                )
            return self._opened

    @cached_property
    def _retriever(self) -> Retriever:
        from rag.retrieval import Retriever

        reranker = self._given[2]
        if reranker is None and self.settings.reranker:
            from rag.models.registry import load_reranker

            try:
                reranker = load_reranker(self.settings.reranker, self._options(None, self.settings.llm_timeout))
            except ModelError as error:
                raise ModelUnavailable(error.template, **error.values) from error
        return Retriever(self._store, self._embedder, self.settings, reranker)

    @cached_property
    def _composer(self) -> Composer:
        from rag.answering.composer import Composer

        return Composer(self._llm, self._names, self.article, self.settings)

    def _names(self) -> NameBook:
        """The names that the articles use, learned again when the store has changed."""
        from rag.answering.names import NameBook

        with self._lock:
            generation = self._records.generation
            if self._book is None or self._book[0] != generation:
                infos = self.articles()
                texts = (self.article(a.id) for a in infos) if len(infos) <= _BOOK_ARTICLES else ()
                self._book = (generation, NameBook(f"{a.title}\n{a.text}" for a in texts))
            return self._book[1]

    def _remember(self, answer: Answer) -> None:
        """Keep the answer with its sources, for feedback and for looking into later; a read-only store keeps none."""
        from pydantic_core import to_json

        payload = to_json(answer, inf_nan_mode="null").decode()
        try:
            self._records.save_answer(answer.id, answer.question, payload, datetime.now(UTC).isoformat())
        except UserError as error:
            _log.warning("the answer is not kept: %s", error)


def turns(history: History) -> list[Turn]:
    """A history as Turns: takes Turns, ``{"role": …, "content": …}``, or (question, answer) pairs.

    Raises:
        UserError: an entry of another shape.
    """
    found: list[Turn] = []
    for entry in history:
        if isinstance(entry, Turn):
            found.append(entry)
        elif isinstance(entry, dict) and entry.get("role") in ("user", "assistant", "system"):
            if entry["role"] != "system":
                found.append(Turn(entry["role"], str(entry.get("content") or entry.get("text") or "")))
        elif isinstance(entry, tuple | list) and len(entry) == 2:
            if entry[0] in ("user", "assistant"):
                found.append(Turn("user" if entry[0] == "user" else "assistant", str(entry[1])))
            else:
                found += [Turn("user", str(entry[0])), Turn("assistant", str(entry[1] or ""))]
        else:
            raise UserError("a history entry is a Turn, a role/content dict or a pair, not {entry!r}", entry=entry)
    return found
