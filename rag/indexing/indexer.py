"""Indexer: articles in, passages with vectors in the store, paying only for what changed."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.indexing.aligning import gaps, kept_passages
from rag.indexing.chunking import ChunkedPassage, chunk, passages_of, sentences_of
from rag.indexing.signatures import signature
from rag.models.base import Embedder
from rag.settings import Settings
from rag.types import Article, FileOutcome, IngestReport, Progress
from store import Store
from store.rows import ArticleDraft, Known, PassageDraft, StoredPassage

if TYPE_CHECKING:
    from store.writer import Writer

log = logging.getLogger(__name__)
CHUNKING = 2  # raise when cutting, embedded text or signatures change: articles are then indexed anew
_BATCH_PIECES = 64, 2048  # a batch grows from the first to the second as long as it is written within ...
_BATCH_SECONDS = 2.0  # ... this time: few commits with a fast embedder, progress to see with a slow one
_BATCH_ARTICLES = 256
_PART = re.compile(r"#\d+$")


def embedded_text(article: Article, passages: int, start: int, end: int) -> str:
    """What is embedded for a piece: its words, below title and date where the article has several ``passages``.

    A passage out of many seldom says whom it is about; one that is the whole article does, and ranks better without.
    """
    head = " ".join(part for part in (article.title, str(article.published or "")) if part and passages > 1)
    return f"{head}\n{article.text[start:end]}" if head else article.text[start:end]


@dataclass(slots=True)
class _Plan:
    """An article that is to be written: its passages in order, with vectors still missing."""

    article: Article
    status: str
    passages: list[ChunkedPassage | PassageDraft]
    reusable: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def texts(self, passage: ChunkedPassage | PassageDraft) -> list[str]:
        """What is embedded for each piece of a passage."""
        return [embedded_text(self.article, len(self.passages), a, b) for a, b in passage.pieces]


class Indexer:
    """Writes articles to a store. One indexer at a time works on a store; readers go on meanwhile."""

    def __init__(self, store: Store, embedder: Embedder, settings: Settings) -> None:
        self._store, self._embedder = store, embedder
        self._tokens, self._characters = settings.passage_tokens, settings.piece_characters
        self._outcomes: list[FileOutcome] = []
        self._embedded = 0

    @property
    def recipe(self) -> str:
        """Names everything that an article's passages and vectors depend on besides the article."""
        return f"{self._embedder.name}/{self._embedder.dimension}/{self._tokens}/{self._characters}/{CHUNKING}"

    def ingest(
        self,
        items: Iterable[Article | FileOutcome],
        *,
        sync_root: str | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Add or update articles as they come; memory does not grow with their number.

        A ``FileOutcome`` among the items (a file that could not be read) goes into the report as it is. With
        ``sync_root``, articles whose source lies under it and did not come are removed, except those of files that
        could not be read; without it, only what a file that was read no longer holds. Articles are written in
        batches; each is wholly in or wholly out, whenever this is stopped.

        Raises:
            UserError: the store is read-only, in use, full, or holds another model's vectors.
        """
        began = time.monotonic()
        self._outcomes, self._embedded = [], 0
        seen: set[str] = set()
        sources: set[str] = set()
        unread: set[str] = set()
        with self._store.writing() as writer:
            batch: list[_Plan] = []
            waiting, limit = 0, _BATCH_PIECES[0]
            for item in items:
                if isinstance(item, FileOutcome):
                    self._outcomes.append(item)
                    unread.add(_file(item.source))
                    continue
                if any(plan.article.id == item.id for plan in batch):
                    self._write(writer, batch, progress)
                    batch, waiting = [], 0
                seen.add(item.id)
                sources |= {item.source} if item.source else set()
                if (plan := self._plan(writer, item, sync_root)) is None:
                    continue
                batch.append(plan)
                waiting += sum(len(p.pieces) for p in plan.passages)
                if waiting >= limit or len(batch) >= _BATCH_ARTICLES:
                    started = time.monotonic()
                    self._write(writer, batch, progress)
                    batch, waiting = [], 0
                    limit = _next_size(limit, time.monotonic() - started)
            self._write(writer, batch, progress)
            self._remove(writer, self._left_behind(sources, seen, unread))
            if sync_root is not None:
                self._remove(writer, self._missing(sync_root, seen, unread))
        return IngestReport(tuple(self._outcomes), self._embedded, time.monotonic() - began)

    def reindex(self, *, progress: Callable[[Progress], None] | None = None) -> IngestReport:
        """Cut and embed every article of the store anew where its recipe is not the configured one.

        The texts are in the store, so no file is needed. Stopped half-way, the next call goes on.
        """
        self._store.begin_reindex()
        stale = self._store.catalog.stale(self.recipe)
        return self.ingest((self._store.article(article_id) for article_id in stale), progress=progress)

    # --- planning ----------------------------------------------------------------------------------------------

    def _plan(self, writer: Writer, article: Article, sync_root: str | None) -> _Plan | None:
        """What must be written for an article; None where nothing must be embedded or cut."""
        known = self._store.known(id=article.id)
        if known and (known[0].content_hash, known[0].recipe) == (article.content_hash, self.recipe):
            if known[0].source != article.source:
                writer.move(article.id, article)
            self._note(article, "unchanged")
            return None
        if known:
            return self._replan(article)
        for twin in self._store.known(content_hash=article.content_hash):
            if twin.recipe != self.recipe:
                continue
            if sync_root is not None and twin.source and not Path(_file(twin.source)).exists():
                writer.move(twin.id, article)
                self._note(article, "updated", f"moved from {twin.source}")
                return None
            return self._copy(article, twin.id)
        return _Plan(article, "added", list(chunk(article, self._tokens, self._characters)))

    def _copy(self, article: Article, twin_id: str) -> _Plan:
        rows = self._store.load_article(twin_id)
        drafts = [PassageDraft(r.passage.start, r.passage.end, r.pieces, r.vectors, r.signature) for r in rows]
        return _Plan(article, "added", list(drafts))

    def _replan(self, article: Article) -> _Plan:
        """Keep the passages whose words and head did not change, and the vectors of all unchanged pieces."""
        old = self._store.article(article.id)
        rows = self._store.load_article(article.id)
        recipe = self._store.known(id=article.id)[0].recipe
        comparable = recipe.startswith(self._model) and recipe.endswith(f"/{CHUNKING}")
        reusable = _vectors(old, rows) if comparable else {}
        same_head = (old.title, old.publisher, old.published) == (article.title, article.publisher, article.published)
        if not same_head or recipe != self.recipe:
            return _Plan(article, "updated", list(chunk(article, self._tokens, self._characters)), reusable)
        sentences = sentences_of(article.text, self._tokens)
        known = frozenset(old.text[a:b] for row in rows for a, b in row.pieces)
        kept = kept_passages(article.text, sentences, rows)
        passages: list[ChunkedPassage | PassageDraft] = [PassageDraft(k.start, k.end, number=k.number) for k in kept]
        for run in gaps(sentences, kept):
            passages += passages_of(article.text, run, self._tokens, self._characters, known)
        passages.sort(key=lambda p: p.start)
        if (len(rows) > 1) != (len(passages) > 1):  # other texts are embedded now
            passages = list(passages_of(article.text, sentences, self._tokens, self._characters, known))
        return _Plan(article, "updated", passages, reusable)

    @property
    def _model(self) -> str:
        return f"{self._embedder.name}/{self._embedder.dimension}/"

    # --- writing -----------------------------------------------------------------------------------------------

    def _write(self, writer: Writer, batch: Sequence[_Plan], progress: Callable[[Progress], None] | None) -> None:
        if not batch:
            return
        texts: dict[str, int] = {}
        for plan in batch:
            for passage in plan.passages:
                if isinstance(passage, ChunkedPassage):
                    for text in plan.texts(passage):
                        if text not in plan.reusable:
                            texts.setdefault(text, len(texts))
        vectors = self._embed(list(texts))
        writer.put([ArticleDraft(p.article, self.recipe, list(_drafts(p, texts, vectors))) for p in batch])
        for plan in batch:
            self._note(plan.article, plan.status)
        if progress:
            progress(Progress("embed", len(self._outcomes), None, batch[-1].article.title))

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._embedder.dimension), dtype=np.float32)
        self._embedded += len(texts)
        return self._embedder.embed_passages(texts)

    def _missing(self, root: str, seen: set[str], unread: set[str]) -> list[Known]:
        """Articles under the root that did not come."""
        return [
            known
            for known in self._store.catalog.sources()
            if known.source
            and known.id not in seen
            and _file(known.source) not in unread
            and _under(known.source, root)
        ]

    def _left_behind(self, sources: set[str], seen: set[str], unread: set[str]) -> list[Known]:
        """Articles of the files that were read (``news.txt``, ``news.txt#2``) which are no longer in them."""
        files = {file for file in map(_file, sources) if file not in unread and Path(file).is_file()}
        return [
            known
            for file in sorted(files)
            for known in self._store.known(source=file)
            if known.id not in seen and known.source not in sources
        ]

    def _remove(self, writer: Writer, gone: Sequence[Known]) -> None:
        if gone:
            writer.remove([known.id for known in gone])
        self._outcomes += [FileOutcome(known.source or "", "removed", known.id) for known in gone]

    def _note(self, article: Article, status: str, reason: str = "") -> None:
        source = article.source or article.title or article.id
        self._outcomes.append(FileOutcome(source, status, article.id, article.title, reason))  # type: ignore[arg-type]


def _next_size(size: int, seconds: float) -> int:
    least, most = _BATCH_PIECES
    return min(most, size * 2) if seconds < _BATCH_SECONDS else max(least, size // 2)


def _file(source: str) -> str:
    """The file of a source such as ``news.txt#2``."""
    return source if Path(source).exists() else _PART.sub("", source)


def _under(source: str, root: str) -> bool:
    return Path(_file(source)).resolve().is_relative_to(Path(root).resolve())


def _vectors(article: Article, rows: Sequence[StoredPassage]) -> dict[str, NDArray[np.float32]]:
    """The vectors of an article by what was embedded for them."""
    return {
        embedded_text(article, len(rows), a, b): vector
        for row in rows
        for (a, b), vector in zip(row.pieces, row.vectors, strict=len(row.vectors) > 0)
    }


def _drafts(plan: _Plan, texts: dict[str, int], vectors: NDArray[np.float32]) -> Iterator[PassageDraft]:
    for passage in plan.passages:
        if isinstance(passage, PassageDraft):
            yield passage
            continue
        rows = [vectors[texts[k]] if k in texts else plan.reusable[k] for k in plan.texts(passage)]
        yield PassageDraft(
            passage.start, passage.end, passage.pieces, np.stack(rows).astype(np.float32),
            signature(plan.article.text[passage.start : passage.end]),
        )  # fmt: skip
