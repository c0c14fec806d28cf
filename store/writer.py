"""Writing articles so that each is wholly in or wholly out, whenever the process dies.

The catalog decides. Passages are first written invisible, then go into both indexes, then one transaction makes the
article point at them and turns what it had before into garbage, which leaves the indexes last. Whatever a dead writer
left (invisible passages, garbage) the next one sweeps away.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from store import catalog as sql
from store.errors import UserError
from store.hnsw_files import VectorIndexError
from store.lexical import LexicalIndexError
from store.records import Article
from store.rows import ArticleDraft

if TYPE_CHECKING:
    from store.catalog import Catalog
    from store.dense import Dense
    from store.indexes import Indexes
    from store.lexical import LexicalIndex

_LOW = 4_000_000  # free bytes below which a failed write is put down to a full disk


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what a full or read-only disk makes of a write into words for the user."""
    try:
        yield
    except (sqlite3.Error, OSError, VectorIndexError, LexicalIndexError) as error:
        text = str(error)
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        if full or "disk is full" in text or "No space" in text or _free(path) < _LOW:
            raise UserError(
                "the disk of {path} is full; the article being written is not in the store, all others are whole. "
                "Free some space and run the command again",
                path=path,
            ) from error
        if "disk I/O error" in text:
            raise UserError(
                "the disk of {path} takes no writing ({reason}); is it full or failing?", path=path, reason=text
            ) from error
        if "readonly" in text or "read-only" in text.lower() or isinstance(error, PermissionError):
            raise UserError(
                "the store in {path} is read-only ({reason}); nothing was changed", path=path, reason=text
            ) from error
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            raise UserError(
                "the catalog in {path} is damaged ({reason}); restore it from a backup", path=path, reason=text
            ) from error
        raise


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return _LOW


class Writer:
    """Changes articles. Made by ``Store.writing``, which holds the lock."""

    def __init__(self, catalog: Catalog, indexes: Indexes) -> None:
        self._catalog, self._indexes = catalog, indexes

    def put(self, drafts: Sequence[ArticleDraft]) -> None:
        """Add or replace articles; all of the batch becomes visible at once."""
        placed: list[list[tuple[int, int, int]]] = []
        ids: list[str] = []
        vectors = []
        entries: list[tuple[int, str, str]] = []
        with self._catalog.transaction() as db:
            for draft in drafts:
                head = f"{draft.article.title} {draft.article.publisher or ''}"
                spans = []
                for i, passage in enumerate(draft.passages):
                    number = passage.number
                    if number is None:
                        number = sql.add_passage(db, passage, i)
                        entries.append((number, head, draft.article.text[passage.start : passage.end]))
                        if passage.vectors is not None and len(passage.vectors):
                            ids += [f"{number}.{j}" for j in range(len(passage.vectors))]
                            vectors.append(passage.vectors)
                    spans.append((number, passage.start, passage.end))
                placed.append(spans)

        def index(dense: Dense, lexical: LexicalIndex) -> None:
            if ids:
                dense.open().upsert(ids, np.concatenate(vectors))
            if entries:
                lexical.write(entries)

        self._indexes.use(index)
        with self._catalog.transaction() as db:
            for draft, spans in zip(drafts, placed, strict=True):
                sql.swap_article(db, draft.article, draft.recipe, spans)
            _bump(db)
        self._written()

    def remove(self, article_ids: Iterable[str]) -> int:
        """Take articles out of the catalog and both indexes; returns how many there were."""
        with self._catalog.transaction() as db:
            gone = sum(sql.remove_article(db, article_id) for article_id in article_ids)
            _bump(db)
        self._written()
        return gone

    def move(self, old_id: str, article: Article) -> None:
        """Give an article its new id and source; its content is the same."""
        with self._catalog.transaction() as db:
            db.execute("UPDATE articles SET id = ?, source = ? WHERE id = ?", (article.id, article.source, old_id))
            _bump(db)
        self._written()

    def sweep(self) -> None:
        """Take out of the indexes what is no longer, or never was, in the catalog."""
        with self._catalog.transaction() as db:
            sql.discard(db, [n for (n,) in db.execute("SELECT number FROM passages WHERE article = 0").fetchall()])
            garbage = db.execute("SELECT number, pieces FROM garbage").fetchall()
        if not garbage:
            return

        def clean(dense: Dense, lexical: LexicalIndex) -> None:
            dense.open().delete([f"{n}.{i}" for n, pieces in garbage for i in range(pieces)])
            lexical.write((), delete=[n for n, _ in garbage])

        self._indexes.use(clean)
        with self._catalog.transaction() as db:
            db.executemany("DELETE FROM garbage WHERE number = ?", [(n,) for n, _ in garbage])

    def _written(self) -> None:
        self._indexes.wrote()
        self.sweep()


def _bump(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO meta VALUES ('generation', '1') ON CONFLICT (key) "
        "DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
    )
