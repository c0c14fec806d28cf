"""Store: one folder with catalog, dense index and lexical index, kept in step."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from store import places
from store.catalog import Catalog
from store.errors import UserError
from store.indexes import Indexes
from store.locking import WriteLock
from store.records import Article, ArticleInfo, Passage
from store.rows import Filter, Known, StoredPassage
from store.writer import Writer, explained

log = logging.getLogger(__name__)


class Store:
    """Everything that is kept, in one folder. Safe to share between threads; other processes may use the folder too.

    ``embedding`` names the model whose vectors (``dimension`` floats each) the store holds; left empty, whichever it
    holds is taken, for work that needs no model. ``wait`` is how many seconds a second writer waits for the first. A
    store in a folder that cannot be written is read-only.

    Raises:
        UserError: the folder cannot be opened, or a newer version of Wenju made the store.
    """

    def __init__(
        self,
        path: Path,
        *,
        embedding: str,
        dimension: int,
        chroma_url: str = "",
        read_only: bool = False,
        wait: float = 60.0,
    ) -> None:
        self.path = Path(path)
        self.read_only = read_only or not places.writable(self.path)
        self.catalog = Catalog(self.path / "catalog.sqlite", read_only=self.read_only)
        if not embedding and (stored := self.catalog.meta("embedding")):
            embedding, dimension = stored.rpartition("/")[0], int(stored.rpartition("/")[2])
        self.embedding, self.dimension = embedding, dimension
        self._write_lock = WriteLock(self.path, wait)
        self.indexes = Indexes(
            self.catalog, self.path, embedding=embedding, dimension=dimension, chroma_url=chroma_url,
            read_only=self.read_only, lock=self._write_lock,
        )  # fmt: skip
        self._totals: tuple[str, tuple[int, int, int]] | None = None
        self._counts: dict[Filter, tuple[str, int]] = {}

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.indexes.close()
        self.catalog.close()

    # --- articles ----------------------------------------------------------------------------------------------

    def articles(self) -> list[ArticleInfo]:
        """Every article, in the order in which they came."""
        return self.catalog.articles()

    def article(self, article_id: str) -> Article:
        """Raises KeyError where there is none."""
        if (article := self.catalog.article(article_id)) is None:
            raise KeyError(f"there is no article {article_id!r}")
        return article

    def passages(self, ids: Iterable[str]) -> list[Passage]:
        """Passages by id; those that are gone are left out."""
        wanted = list(ids)
        found = {row.passage.id: row.passage for row in self.load(self.numbers_of(wanted))}
        return [found[passage_id] for passage_id in wanted if passage_id in found]

    def known(self, *, id: str = "", content_hash: str = "", source: str = "") -> list[Known]:  # noqa: A002
        """Articles by one of: id, content, source (a file, or a part of it: ``file#2``)."""
        return self.catalog.known(id=id, content_hash=content_hash, source=source)

    def totals(self) -> tuple[int, int, int]:
        """Articles, passages, pieces (kept until the articles change)."""
        generation = self.generation
        if self._totals is None or self._totals[0] != generation:
            self._totals = generation, self.catalog.totals()[:3]
        return self._totals[1]

    def disk_bytes(self) -> int:
        """Bytes of the folder."""
        return sum(f.stat().st_size for f in self.path.rglob("*") if f.is_file())

    def problems(self) -> list[UserError]:
        """What is wrong with the store and what to do; empty where all is well."""
        found = []
        if (other := self.other_embedding()) is not None:
            found.append(self._mismatch(other))
        elif waiting := self.catalog.unembedded():
            found.append(
                UserError(
                    "{count} articles wait to be embedded again; finish with: wenju ingest --reindex", count=waiting
                )
            )
        return found

    def _mismatch(self, other: str) -> UserError:
        return UserError(
            "the store in {path} was embedded with {other}, the settings say {embedding}; nothing was changed. Embed "
            "its articles anew with: wenju ingest --reindex (the files are not needed), or set the embedder back",
            path=self.path,
            other=other.rpartition("/")[0],
            embedding=self.embedding,
        )

    # --- answers -----------------------------------------------------------------------------------------------

    def save_answer(self, answer_id: str, question: str, payload_json: str, created_iso: str) -> None:
        """Keep an answer. A read-only store keeps none, and says so in the log: answering goes on."""
        if self.read_only:
            log.warning("the store in %s is read-only; answer %s is not kept", self.path, answer_id)
            return
        with explained(self.path), self.catalog.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", (answer_id, question, payload_json, created_iso)
            )

    def answer(self, answer_id: str) -> tuple[str, str, str]:
        """Question, payload (JSON) and time. Raises KeyError where there is none."""
        if (found := self.catalog.answer(answer_id)) is None:
            raise KeyError(f"there is no answer {answer_id!r}")
        return found

    def save_feedback(self, answer_id: str, rating: int, comment: str = "") -> None:
        """Raises UserError where the store is read-only."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with explained(self.path), self.catalog.transaction() as db:
            db.execute(
                "INSERT INTO feedback (answer_id, rating, comment, created) VALUES (?, ?, ?, ?)",
                (answer_id, rating, comment, now),
            )

    def feedback(self) -> list[tuple[str, int, str, str]]:
        """Answer id, rating, comment and time, oldest first."""
        return self.catalog.feedback()

    def meta(self, key: str, default: str = "") -> str:
        return self.catalog.meta(key, default)

    def set_meta(self, key: str, value: str) -> None:
        with explained(self.path), self.catalog.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # --- searching ---------------------------------------------------------------------------------------------

    @property
    def generation(self) -> str:
        """Changes whenever the articles do."""
        return self.catalog.meta("generation", "0")

    def nearest(self, vector: NDArray[np.float32], n: int) -> list[tuple[int, float]]:
        """The ``n`` pieces nearest to a unit vector as (passage number, cosine), best first."""
        self.check_embedding()
        return self.indexes.dense(lambda dense: dense.query(vector, n))

    def matching(self, question: str, n: int, only: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """The ``n`` passages with the highest BM25 as (number, score), best first; ``only`` ranks just these."""
        return self.indexes.lexical(lambda lexical: lexical.query(question, n, only))

    def load(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """Passages by number, without vectors, in order of number; those that are gone are left out."""
        return self.catalog.load(numbers)

    def vectors(self, numbers: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Passage number, shape (n,), and vector, shape (n, dimension), of every piece of these passages.

        They come in order of number; a passage that waits to be embedded again has one vector of zeros.
        """
        return self.catalog.vectors(numbers, self.dimension)

    def numbers_of(self, ids: Iterable[str]) -> list[int]:
        """Numbers of passages by id; those that are gone are left out."""
        return self.catalog.numbers_of(_keys(ids))

    def load_article(self, article_id: str) -> list[StoredPassage]:
        """All passages of an article, in order."""
        return self.catalog.load_article(article_id)

    def admitted(self, numbers: Sequence[int], wanted: Filter) -> set[int]:
        """Those of the passage numbers that exist and pass the filter."""
        return self.catalog.admitted(numbers, wanted)

    def numbers(self, wanted: Filter) -> list[int]:
        """Numbers of all passages that pass the filter."""
        return self.catalog.numbers(wanted)

    def count(self, wanted: Filter) -> int:
        """Passages that pass the filter (kept until the articles change)."""
        generation = self.generation
        if (known := self._counts.get(wanted)) and known[0] == generation:
            return known[1]
        counted = self.catalog.count(wanted)
        if len(self._counts) > 64:
            self._counts.clear()
        self._counts[wanted] = generation, counted
        return counted

    def check_embedding(self) -> None:
        """Raises UserError where the store holds another model's vectors."""
        if (other := self.other_embedding()) is not None:
            raise self._mismatch(other)

    def other_embedding(self) -> str | None:
        """The model whose vectors the store holds, where it is not the configured one."""
        stored = self.catalog.meta("embedding")
        return stored if stored and stored != self._embedding_key else None

    @property
    def _embedding_key(self) -> str:
        return f"{self.embedding}/{self.dimension}"

    # --- writing -----------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The only way to change articles; one writer at a time.

        Raises:
            UserError: another process writes for too long, the store is read-only, the disk is full, or the store
                holds another model's vectors.
        """
        if self.read_only:
            raise UserError("the store in {path} is opened read-only; nothing was changed", path=self.path)
        with self._write_lock.held(), explained(self.path):
            self.check_embedding()
            if self.embedding and not self.catalog.meta("embedding"):
                self.set_meta("embedding", self._embedding_key)
            writer = Writer(self.catalog, self.indexes)
            try:
                writer.sweep()
                yield writer
            finally:
                self.indexes.close_writer()

    def remove(self, article_id: str) -> bool:
        """Take an article out everywhere; False where there is none."""
        with self.writing() as writer:
            return writer.remove([article_id]) == 1

    def begin_reindex(self) -> None:
        """Adopt the configured embedding model: all vectors go, all texts stay, every article waits to be embedded.

        Does nothing where the store has this model already.
        """
        if (stored := self.other_embedding()) is None:
            return
        with self._write_lock.held(), explained(self.path):
            with self.catalog.transaction() as db:
                db.execute("DELETE FROM vectors")
                db.execute("UPDATE articles SET recipe = 'stale:' || recipe WHERE recipe NOT LIKE 'stale:%'")
                db.execute("INSERT OR REPLACE INTO meta VALUES ('embedding', ?)", (self._embedding_key,))
            self.indexes.drop_dense(stored)


def _keys(ids: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Article id and start of passages, from their ids."""
    for passage_id in ids:
        article_id, _, span = passage_id.rpartition(":")
        if (start := span.partition("-")[0]).isdigit():
            yield article_id, int(start)
