"""Both indexes of a store: opened when first needed, kept up with other writers, rebuilt where they are damaged."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from store import places
from store.catalog import Catalog
from store.dense import Dense
from store.errors import UserError
from store.hnsw_files import VectorIndexError
from store.lexical import LexicalIndex, LexicalIndexError
from store.locking import WriteLock
from store.vectors import VectorIndex, collection_name

log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Indexes:
    """The dense and the lexical index that belong to a catalog and can be made from it.

    In a folder that cannot be written, copies of both in a temporary folder are opened: neither engine reads without
    writing.
    """

    def __init__(
        self, catalog: Catalog, path: Path, *, embedding: str, dimension: int, chroma_url: str, read_only: bool,
        lock: WriteLock,
    ) -> None:  # fmt: skip
        self._catalog, self._path, self._url = catalog, path, chroma_url
        self._embedding, self._dimension = embedding, dimension
        self._read_only, self._write_lock = read_only, lock
        self._lock = threading.RLock()
        self._dense: Dense | None = None
        self._lexical: LexicalIndex | None = None
        self._copies: tempfile.TemporaryDirectory[str] | None = None
        self._version = -1
        self._generation = ""

    def use(self, work: Callable[[Dense, LexicalIndex], _T]) -> _T:
        """Run ``work`` on both; a damaged one is rebuilt, and ``work`` done again."""
        return self._sound(lambda: work(self._open_dense(), self._open_lexical()))

    def dense(self, work: Callable[[Dense], _T]) -> _T:
        """Run ``work`` on the dense index."""
        return self._sound(lambda: work(self._open_dense()))

    def lexical(self, work: Callable[[LexicalIndex], _T]) -> _T:
        """Run ``work`` on the lexical index."""
        return self._sound(lambda: work(self._open_lexical()))

    def wrote(self) -> None:
        """This process changed the articles."""
        with self._lock:
            if self._dense is not None:
                self._dense.wrote()

    def close_writer(self) -> None:
        """Let another process write."""
        if self._lexical is not None:
            self._lexical.close_writer()

    def close(self) -> None:
        with self._lock:
            self.close_writer()
            if self._dense is not None:
                self._dense.close()
            if self._copies is not None:
                self._copies.cleanup()
            self._dense = self._lexical = self._copies = None

    def drop_dense(self, stored: str) -> None:
        """Delete the dense index of the model ``stored`` (name/dimension). The caller holds the write lock."""
        with self._lock:
            if self._dense is not None:
                self._dense.close()
                self._dense = None
            if self._url:
                name, _, dimension = stored.rpartition("/")
                collection = collection_name(self._catalog.meta("store_id"), name, int(dimension))
                VectorIndex(self._path, self._url, collection, int(dimension)).drop()
            else:
                places.remove_folder(self._path / "chroma")

    def _refresh(self) -> None:
        """Keep up with other writers; costs some microseconds where nothing changed."""
        if (version := self._catalog.version()) == self._version:
            return
        with self._lock:
            if (generation := self._catalog.meta("generation")) != self._generation:
                if self._lexical is not None:
                    self._lexical.refresh()
                if self._dense is not None:
                    self._dense.refresh()
                self._generation = generation
            self._version = version

    def _sound(self, search: Callable[[], _T]) -> _T:
        try:
            self._refresh()
            return search()
        except (VectorIndexError, LexicalIndexError) as error:
            self._repair(error)
            return search()

    # --- opening -----------------------------------------------------------------------------------------------

    def _open_dense(self) -> Dense:
        with self._lock:
            if self._dense is None:
                dense = self._make_dense()
                dense.verify()
                self._dense = dense
            return self._dense

    def _make_dense(self) -> Dense:
        name = collection_name(self._catalog.meta("store_id"), self._embedding, self._dimension)
        folder = self._path / "chroma" if self._url else self._place("chroma")
        return Dense(self._catalog, folder, self._url, name, self._dimension)

    def _open_lexical(self) -> LexicalIndex:
        with self._lock:
            if self._lexical is None:
                expected = self._catalog.totals()[1]
                lexical = LexicalIndex(self._place("lexical"))
                if lexical.count() < min(expected, self._catalog.totals()[1]):
                    raise LexicalIndexError(f"it holds {lexical.count()} passages where the catalog has {expected}")
                self._lexical = lexical
            return self._lexical

    def _place(self, name: str) -> Path:
        folder = self._path / name
        if places.writable(self._path):
            return folder
        if self._copies is None:
            self._copies = tempfile.TemporaryDirectory(prefix="wenju-")
        copy = Path(self._copies.name) / name
        if not copy.exists() and folder.exists():
            log.info("%s cannot be written; reading a copy of %s", self._path, name)
            shutil.copytree(folder, copy)
        return copy

    # --- repairing ---------------------------------------------------------------------------------------------

    def _repair(self, error: Exception) -> None:
        """Rebuild the damaged index from the catalog, unless another process did so meanwhile."""
        dense = isinstance(error, VectorIndexError)
        kind = "dense" if dense else "lexical"
        if self._read_only:
            raise UserError(
                "the {kind} index in {path} is damaged ({reason}) and this store is opened read-only; search it once "
                "from where it may be written, and it is rebuilt from the catalog",
                kind=kind,
                path=self._path,
                reason=error,
            ) from error
        with self._write_lock.held(), self._lock:
            if self._whole_again(dense):
                return
            log.warning("the %s index in %s is damaged (%s); rebuilding it from the catalog", kind, self._path, error)
            if dense:
                self._rebuild_dense()
            else:
                self._rebuild_lexical()

    def _whole_again(self, dense: bool) -> bool:
        """Whether an index that could not be opened can be now that nobody writes."""
        if (self._dense if dense else self._lexical) is not None:
            return False  # it was open and failed in use
        try:
            if dense:
                self._open_dense()
            else:
                self._open_lexical()
        except (VectorIndexError, LexicalIndexError):
            return False
        return True

    def _rebuild_dense(self) -> None:
        if self._dense is not None:
            self._dense.close()
        dense = self._make_dense()
        dense.rebuild()
        dense.verify()
        self._dense = dense

    def _rebuild_lexical(self) -> None:
        self.close_writer()
        places.remove_folder(self._path / "lexical")
        self._lexical = LexicalIndex(self._path / "lexical")
        for rows in self._catalog.batches():
            self._lexical.write((r.number, f"{r.title} {r.publisher or ''}", r.passage.text) for r in rows)
        self._lexical.close_writer()
