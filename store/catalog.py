"""The catalog: a SQLite file that holds everything but the two indexes, and decides what exists.

An article is in the store when its row is; passages with ``article = 0`` are being written and invisible; numbers in
``garbage`` are out of the catalog and wait to leave the indexes.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store import places, schema
from store.errors import UserError
from store.records import Article, ArticleInfo, Passage
from store.rows import Filter, Known, PassageDraft, Span, StoredPassage

_VECTORS = "SELECT p.number, v.data FROM passages p LEFT JOIN vectors v ON v.number = p.number WHERE p.article > 0 AND"
_INFO = "id, title, publisher, published, published_basis, source, characters, passages"


def _pack(pieces: Sequence[Span], start: int) -> bytes:
    return (np.asarray(pieces, dtype="<i4").reshape(-1, 2) - start).astype("<i4").tobytes()


def _day(value: int | None) -> date | None:
    return date.fromordinal(value) if value else None


class Catalog:
    """One SQLite file in WAL mode: readers never wait for the writer, and see only what it committed.

    Raises:
        UserError: there is no store, it cannot be opened, or a newer version of Wenju made it.
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self._read_only = read_only
        self._lock = threading.RLock()
        self._writing = threading.RLock()
        self._written: sqlite3.Connection | None = None
        if read_only and not path.exists():
            raise UserError(
                "there is no store in {path}; index some articles first: wenju ingest PATH", path=path.parent
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._connect()
            schema.prepare(self._db, path.parent, read_only=read_only)
        except (OSError, sqlite3.Error) as error:
            raise UserError("the store in {path} cannot be opened: {reason}", path=path.parent, reason=error) from error

    def _connect(self) -> sqlite3.Connection:
        mode = "rwc"
        if self._read_only:  # in a folder that cannot be written there is no writer either, nor room for its log
            mode = "ro" if places.writable(self.path.parent) else "ro&immutable=1"
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None, timeout=30)
        if not self._read_only:
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA mmap_size = 1073741824")
        return db

    def close(self) -> None:
        with self._lock:
            if self._written is not None:
                self._written.close()
                self._written = None
            self._db.close()

    def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, parameters).fetchall()

    def _one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._db.execute(sql, parameters).fetchone()
            return row

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction on the writer's own connection, whole or not at all."""
        with self._writing:
            if self._written is None:
                self._written = self._connect()
                self._written.execute("PRAGMA synchronous = FULL")
            db = self._written
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    # --- reading -----------------------------------------------------------------------------------------------

    def version(self) -> int:
        """Changes whenever any connection but the reading one committed."""
        row = self._one("PRAGMA data_version")
        assert row
        return int(row[0])

    def meta(self, key: str, default: str = "") -> str:
        row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row[0]) if row else default

    def totals(self) -> tuple[int, int, int, date | None, date | None]:
        """Articles, passages, pieces, first and last day of publication."""
        row = self._one("SELECT count(*), sum(passages), sum(pieces), min(published), max(published) FROM articles")
        assert row
        return row[0], row[1] or 0, row[2] or 0, _day(row[3]), _day(row[4])

    def articles(self) -> list[ArticleInfo]:
        rows = self._all(f"SELECT {_INFO} FROM articles ORDER BY ordinal")
        return [ArticleInfo(r[0], r[1], r[2], _day(r[3]), r[4], r[5], r[6], r[7]) for r in rows]

    def article(self, article_id: str) -> Article | None:
        row = self._one(
            "SELECT t.text, title, publisher, published, published_basis, source, id FROM articles "
            "JOIN texts t ON t.article = ordinal WHERE id = ?",
            (article_id,),
        )
        return Article(row[0], row[1], row[2], _day(row[3]), row[4], row[5], row[6]) if row else None

    def known(self, *, id: str = "", content_hash: str = "", source: str = "") -> list[Known]:  # noqa: A002
        """Articles with this id, or this content, or whose source is this file or a part of it (``file#2``)."""
        if source:
            where, values = "source = ? OR (source > ? AND source < ?)", [source, f"{source}#", f"{source}$"]
        else:
            where, values = ("id = ?", [id]) if id else ("content_hash = ?", [content_hash])
        rows = self._all(f"SELECT id, content_hash, recipe, source FROM articles WHERE {where}", values)
        return [Known(*r) for r in rows]

    def sources(self) -> Iterator[Known]:
        """Every article that has a source."""
        for row in self._all("SELECT id, content_hash, recipe, source FROM articles WHERE source IS NOT NULL"):
            yield Known(*row)

    def stale(self, recipe: str) -> list[str]:
        """Ids of the articles that were cut or embedded by another recipe."""
        return [r[0] for r in self._all("SELECT id FROM articles WHERE recipe <> ? ORDER BY ordinal", (recipe,))]

    def numbers_of(self, keys: Iterable[tuple[str, int]]) -> list[int]:
        """Numbers of passages by (article id, start); those that are gone are left out."""
        sql = "SELECT number FROM passages WHERE start = ? AND article = (SELECT ordinal FROM articles WHERE id = ?)"
        return [row[0] for article_id, start in keys if (row := self._one(sql, (start, article_id)))]

    def admitted(self, numbers: Sequence[int], wanted: Filter) -> set[int]:
        """Those of the passage numbers that exist and pass the filter."""
        rows = self._all(
            "SELECT p.number, a.id, a.published FROM passages p JOIN articles a ON a.ordinal = p.article "
            "WHERE p.number IN (SELECT value FROM json_each(?))",
            (_list(numbers),),
        )
        return {r[0] for r in rows if wanted.admits(r[1], r[2])}

    def load(self, numbers: Sequence[int], *, vectors: bool = False) -> list[StoredPassage]:
        """Passages by number, in order of number; those that are gone are left out."""
        data = "v.data" if vectors else "v.number IS NOT NULL"
        rows = self._all(
            'SELECT p.number, p.ordinal, p.start, p."end", substr(t.text, p.start + 1, p."end" - p.start), a.id, '
            f"a.title, a.publisher, a.published, p.pieces, p.signature, {data} FROM passages p "
            "JOIN articles a ON a.ordinal = p.article JOIN texts t ON t.article = p.article "
            "LEFT JOIN vectors v ON v.number = p.number "
            "WHERE p.number IN (SELECT value FROM json_each(?)) ORDER BY p.number",
            (_list(numbers),),
        )
        return [_stored(r) for r in rows]

    def load_article(self, article_id: str) -> list[StoredPassage]:
        """All passages of an article, in order."""
        rows = self._all(
            "SELECT p.number FROM passages p JOIN articles a ON a.ordinal = p.article WHERE a.id = ?", (article_id,)
        )
        return sorted(self.load([r[0] for r in rows], vectors=True), key=lambda row: row.passage.ordinal)

    def count(self, wanted: Filter) -> int:
        """Passages that pass the filter."""
        where, values = _where(wanted)
        row = self._one(f"SELECT sum(passages) FROM articles a WHERE {where}", values)
        return int(row[0] or 0) if row else 0

    def numbers(self, wanted: Filter) -> list[int]:
        """Numbers of the passages that pass the filter."""
        where, values = _where(wanted)
        return [
            r[0]
            for r in self._all(
                f"SELECT p.number FROM articles a JOIN passages p ON p.article = a.ordinal WHERE {where}", values
            )
        ]

    def batches(self, size: int = 2000) -> Iterator[list[StoredPassage]]:
        """Every passage in the store, to rebuild an index from."""
        last = 0
        while rows := self._all(
            "SELECT number FROM passages WHERE number > ? AND article > 0 ORDER BY number LIMIT ?", (last, size)
        ):
            last = rows[-1][0]
            yield self.load([r[0] for r in rows], vectors=True)

    def last_number(self) -> int:
        """The highest number of a visible passage."""
        row = self._one("SELECT number FROM passages WHERE article > 0 ORDER BY number DESC LIMIT 1")
        return int(row[0]) if row else 0

    def indexed_pieces(self) -> int:
        """Vectors that the dense index must hold at least."""
        row = self._one("SELECT sum(pieces) FROM articles WHERE recipe NOT LIKE 'stale:%'")
        return int(row[0] or 0) if row else 0

    def unembedded(self) -> int:
        """Articles that wait to be embedded again."""
        row = self._one("SELECT count(*) FROM articles WHERE recipe LIKE 'stale:%'")
        return int(row[0]) if row else 0

    def samples(self, last: int) -> list[StoredPassage]:
        """The oldest and the newest passage up to number ``last``."""
        sql = "SELECT number FROM passages WHERE article > 0 AND number <= ? ORDER BY number {} LIMIT 1"
        rows = self._all(sql.format("ASC"), (last,)) + self._all(sql.format("DESC"), (last,))
        return self.load([number for (number,) in rows], vectors=True)

    def vectors_after(self, number: int, dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Passage number and vector of every piece of the visible passages above ``number``."""
        return _unpack(self._all(f"{_VECTORS} p.number > ? ORDER BY p.number", (number,)), dimension)

    def vectors(self, numbers: Sequence[int], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Passage number and vector of every piece of these passages."""
        sql = f"{_VECTORS} p.number IN (SELECT value FROM json_each(?)) ORDER BY p.number"
        return _unpack(self._all(sql, (_list(numbers),)), dimension)

    def answer(self, answer_id: str) -> tuple[str, str, str] | None:
        """Question, payload and time of an answer."""
        return self._one("SELECT question, payload, created FROM answers WHERE id = ?", (answer_id,))

    def feedback(self) -> list[tuple[str, int, str, str]]:
        """Answer id, rating, comment and time, oldest first."""
        return self._all("SELECT answer_id, rating, comment, created FROM feedback ORDER BY number")


def _list(numbers: Iterable[int]) -> str:
    return json.dumps([int(number) for number in numbers])


def _unpack(rows: list[tuple[Any, ...]], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    blank = bytes(2 * dimension)  # stands for a passage that waits to be embedded again
    blobs = [data or blank for _, data in rows]
    counts = [len(blob) // (2 * dimension) for blob in blobs]
    numbers = np.repeat(np.array([n for n, _ in rows], dtype=np.int64), counts)
    return numbers, np.frombuffer(b"".join(blobs), dtype="<f2").reshape(-1, dimension).astype(np.float32)


def _where(wanted: Filter) -> tuple[str, list[Any]]:
    parts: list[str] = ["1"]
    values: list[Any] = []
    if wanted.before is not None:
        parts.append("a.published < ?")
        values.append(wanted.before.toordinal())
    if wanted.after is not None:
        parts.append("a.published >= ?")
        values.append(wanted.after.toordinal())
    if wanted.ids is not None:
        parts.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(wanted.ids)))
    return " AND ".join(parts), values


def _passage(article_id: str, ordinal: int, start: int, end: int, text: str) -> Passage:
    return Passage(f"{article_id}:{start}-{end}", article_id, ordinal, start, end, text)


def _stored(row: tuple[Any, ...]) -> StoredPassage:
    number, ordinal, start, end, text, article_id, title, publisher, published, pieces, signature, data = row
    spans = (np.frombuffer(pieces, dtype="<i4") + start).reshape(-1, 2).tolist()
    vectors: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
    if isinstance(data, bytes):
        vectors = np.frombuffer(data, dtype="<f2").reshape(len(spans), -1).astype(np.float32)
    return StoredPassage(
        number, _passage(article_id, ordinal, start, end, text), title, publisher, _day(published),
        tuple((a, b) for a, b in spans), vectors, signature, bool(data),
    )  # fmt: skip


def add_passage(db: sqlite3.Connection, draft: PassageDraft, ordinal: int) -> int:
    """Write a passage that nobody sees yet; returns its number."""
    number = db.execute(
        'INSERT INTO passages (article, ordinal, start, "end", pieces, signature) VALUES (0, ?, ?, ?, ?, ?)',
        (ordinal, draft.start, draft.end, _pack(draft.pieces, draft.start), draft.signature),
    ).lastrowid
    assert number is not None
    if draft.vectors is not None:
        db.execute("INSERT INTO vectors VALUES (?, ?)", (number, draft.vectors.astype("<f2").tobytes()))
    return number


def swap_article(db: sqlite3.Connection, article: Article, recipe: str, placed: Sequence[tuple[int, int, int]]) -> None:
    """Make ``placed`` (number, start, end), in order, the passages of the article; what it had before is garbage."""
    values = (
        article.content_hash, recipe, article.source, article.title, article.publisher,
        article.published.toordinal() if article.published else None, article.published_basis, len(article.text),
        len(placed), article.id,
    )  # fmt: skip
    row = db.execute("SELECT ordinal FROM articles WHERE id = ?", (article.id,)).fetchone()
    if row:
        ordinal = row[0]
        db.execute(
            "UPDATE articles SET content_hash = ?, recipe = ?, source = ?, title = ?, publisher = ?, published = ?, "
            "published_basis = ?, characters = ?, passages = ?, pieces = 0 WHERE id = ?",
            values,
        )
        kept = {number for number, _, _ in placed}
        old = db.execute("SELECT number FROM passages WHERE article = ?", (ordinal,)).fetchall()
        discard(db, [n for (n,) in old if n not in kept])
    else:
        ordinal = db.execute(
            "INSERT INTO articles (content_hash, recipe, source, title, publisher, published, published_basis, "
            "characters, passages, pieces, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
            values,
        ).lastrowid
    db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (ordinal, article.text))
    db.executemany(
        'UPDATE passages SET article = ?, ordinal = ?, start = ?, "end" = ? WHERE number = ?',
        [(ordinal, i, start, end, number) for i, (number, start, end) in enumerate(placed)],
    )
    db.execute(
        "UPDATE articles SET pieces = (SELECT coalesce(sum(length(pieces) / 8), 0) FROM passages WHERE article = ?) "
        "WHERE ordinal = ?",
        (ordinal, ordinal),
    )


def remove_article(db: sqlite3.Connection, article_id: str) -> bool:
    """Take an article out; False where there is none."""
    row = db.execute("SELECT ordinal FROM articles WHERE id = ?", (article_id,)).fetchone()
    if not row:
        return False
    discard(db, [n for (n,) in db.execute("SELECT number FROM passages WHERE article = ?", row).fetchall()])
    db.execute("DELETE FROM articles WHERE ordinal = ?", row)
    db.execute("DELETE FROM texts WHERE article = ?", row)
    return True


def discard(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take passages out of the catalog and note that they must leave the indexes."""
    for number in numbers:
        db.execute("INSERT INTO garbage SELECT number, length(pieces) / 8 FROM passages WHERE number = ?", (number,))
        db.execute("DELETE FROM vectors WHERE number = ?", (number,))
        db.execute("DELETE FROM passages WHERE number = ?", (number,))
