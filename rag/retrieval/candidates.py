"""Which passages to rank: the nearest and the best matching, within the filter, none missed for want of looking."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from store import Store
from store.rows import Filter

Hits = list[tuple[int, float]]
_NARROW = 1000  # passages up to which a filter's whole choice is ranked exactly
_WIDEST = 4000  # hits beyond which looking at the filter's whole choice is cheaper
_SPARE = 1.4  # chance makes some stretches of the ranking poorer in admitted passages than the average


class Candidates:
    """Finds candidates in a store. Filters are applied outside the indexes, to more hits than are needed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._narrow: tuple[Filter, str, list[int], NDArray[np.int64], NDArray[np.float32]] | None = None

    def find(self, question: str, vector: NDArray[np.float32], wanted: Filter, n: int) -> tuple[Hits, Hits]:
        """Up to ``n`` passages by cosine and up to ``n`` by BM25, as (number, score), best first."""
        store = self._store
        if wanted.is_empty:
            return _best_piece(store.nearest(vector, 2 * n), n), store.matching(question, n)
        total, allowed = store.totals()[1], store.count(wanted)
        if not allowed:
            return [], []
        width = int(n * total / allowed * _SPARE) + 10
        if allowed <= _NARROW or width > _WIDEST:
            numbers = self._numbers(wanted)
            return self._exactly(vector, n), store.matching(question, n, only=numbers)
        dense = self._widely(lambda size: store.nearest(vector, 2 * size), wanted, n, width)
        lexical = self._widely(lambda size: store.matching(question, size), wanted, n, width)
        return dense, lexical

    def _widely(self, search: Callable[[int], Hits], wanted: Filter, n: int, width: int) -> Hits:
        """Ask for more until ``n`` of the hits pass the filter or there are no more."""
        while True:
            raw = search(width)
            hits = _best_piece(raw, len(raw))
            admitted = self._store.admitted([number for number, _ in hits], wanted)
            hits = [hit for hit in hits if hit[0] in admitted]
            if len(hits) >= n or len(raw) < width or width > 4 * _WIDEST:
                return hits[:n]
            width *= 3

    def _numbers(self, wanted: Filter) -> list[int]:
        """The passages of a narrow filter; their vectors are kept for the next question with the same filter."""
        generation = self._store.generation
        if self._narrow is None or self._narrow[:2] != (wanted, generation):
            numbers = self._store.numbers(wanted)
            owners, vectors = self._store.vectors(numbers)
            self._narrow = (wanted, generation, numbers, owners, vectors)
        return self._narrow[2]

    def _exactly(self, vector: NDArray[np.float32], n: int) -> Hits:
        assert self._narrow is not None
        owners, vectors = self._narrow[3:]
        scores = vectors @ vector if len(owners) else np.zeros(0, dtype=np.float32)
        order = np.argsort(-scores)[: 8 * n]
        return _best_piece([(int(owners[i]), float(scores[i])) for i in order], n)


def _best_piece(hits: Sequence[tuple[int, float]], n: int) -> Hits:
    """Hits of pieces to hits of passages: the best piece stands for its passage."""
    best: dict[int, float] = {}
    for number, score in hits:
        best.setdefault(number, score)
    return list(best.items())[:n]
