"""The dense side as readers see it: Chroma as it was when it was opened, plus what other processes wrote since."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from store import places
from store.catalog import Catalog
from store.hnsw_files import VectorIndexError
from store.vectors import VectorIndex

log = logging.getLogger(__name__)
_TAIL_LIMIT = 8000  # pieces ranked by plain multiplication (some 2 ms) before Chroma is opened again
_SAME = 0.98  # a vector finds itself with a cosine of 1; the catalog keeps 16 bits of each number


class Dense:
    """Opens Chroma when vectors are first needed, keeps up with other writers, rebuilds a damaged index.

    An embedded Chroma does not see what another process writes. New passages have higher numbers, so those above
    ``_seen`` are read from the catalog and ranked exactly beside Chroma's answer.
    """

    def __init__(self, catalog: Catalog, folder: Path, url: str, name: str, dimension: int) -> None:
        self._catalog, self._folder, self._url, self._name, self._dimension = catalog, folder, url, name, dimension
        self._index: VectorIndex | None = None
        self._lock = threading.RLock()
        self._seen = 0
        self._tail = np.zeros((0, dimension), dtype=np.float32)
        self._tail_numbers = np.zeros(0, dtype=np.int64)

    def open(self) -> VectorIndex:
        """Raises VectorIndexError where the files are damaged or do not hold what the catalog says."""
        with self._lock:
            if self._index is None:
                self._seen = self._catalog.last_number()
                self._reset_tail()
                self._index = VectorIndex(self._folder, self._url, self._name, self._dimension)
            return self._index

    def verify(self) -> None:
        """Raises VectorIndexError where vectors are missing or cannot be found."""
        expected = self._catalog.indexed_pieces()
        index = self.open()
        if (held := index.count()) < min(expected, self._catalog.indexed_pieces()):
            raise VectorIndexError(f"it holds {held} vectors where the catalog has {expected}")
        for row in self._catalog.samples(self._seen):
            if len(row.vectors) and (found := index.query(row.vectors[0], 1)) and found[0][1] >= _SAME:
                continue
            if len(row.vectors) and self._catalog.load([row.number]):
                raise VectorIndexError(f"a vector of passage {row.passage.id} cannot be found")

    def close(self) -> None:
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def wrote(self) -> None:
        """This process wrote; its own Chroma knows."""
        with self._lock:
            if not len(self._tail):
                self._seen = max(self._seen, self._catalog.last_number())

    def refresh(self) -> None:
        """Take in what other processes wrote."""
        with self._lock:
            if self._index is None or self._url:
                return
            numbers, vectors = self._catalog.vectors_after(self._seen, self._dimension)
            if not len(numbers):
                return
            if len(self._tail) + len(numbers) > _TAIL_LIMIT:
                self.close()
                self.open()
                return
            self._seen = int(numbers.max())
            self._tail = np.concatenate([self._tail, vectors])
            self._tail_numbers = np.concatenate([self._tail_numbers, numbers])

    def _reset_tail(self) -> None:
        self._tail, self._tail_numbers = self._tail[:0], self._tail_numbers[:0]

    def query(self, vector: NDArray[np.float32], n: int) -> list[tuple[int, float]]:
        """The ``n`` nearest pieces as (passage number, cosine), best first."""
        with self._lock:
            index, tail, numbers = self.open(), self._tail, self._tail_numbers
        found = index.query(vector, n)
        if len(tail):
            scores = tail @ vector
            best = np.argsort(-scores)[:n]
            found += [(int(numbers[i]), float(scores[i])) for i in best]
            found.sort(key=lambda hit: -hit[1])
        return found[:n]

    def rebuild(self) -> None:
        """Make the index anew from the vectors in the catalog. The caller holds the write lock."""
        self.close()
        if self._url:
            VectorIndex(self._folder, self._url, self._name, self._dimension).drop()
        else:
            places.remove_folder(self._folder)
        index = self.open()
        for rows in self._catalog.batches():
            ids = [f"{r.number}.{i}" for r in rows for i in range(len(r.vectors))]
            if ids:
                index.upsert(ids, np.concatenate([r.vectors for r in rows if len(r.vectors)]))
