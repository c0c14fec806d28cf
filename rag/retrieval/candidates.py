"""Which passages to rank: the nearest and the best matching, within the filter, none missed for want of looking."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from store import Store
from store.rows import Filter

Hits = list[tuple[int, float]]
_NARROW = 1000  # passages up to which a filter's whole choice is ranked exactly
_WIDEST = 4000  # hits beyond which looking at the filter's whole choice is cheaper
_SPARE = 1.4  # chance makes some stretches of the ranking poorer in admitted passages than the average


@dataclass(frozen=True, slots=True)
class _Choice:
    """All passages that a narrow filter admits, with the vectors of their pieces."""

    wanted: Filter
    generation: str
    numbers: list[int]
    owners: NDArray[np.int64]
    vectors: NDArray[np.float32]


class Candidates:
    """Finds candidates in a store. Filters are applied outside the indexes, to more hits than are needed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: _Choice | None = None
        self._lock = threading.Lock()

    def nearest(self, vector: NDArray[np.float32], wanted: Filter, n: int) -> Hits:
        """Up to ``n`` passages by cosine, best first."""
        if wanted.is_empty:
            return _best_piece(self._store.nearest(vector, 2 * n), n)
        width = self._width(wanted, n)
        if width is None:
            return _exactly(self._choice(wanted), vector, n)
        return self._widely(lambda size: self._store.nearest(vector, 2 * size), wanted, n, width)

    def matching(self, question: str, wanted: Filter, n: int) -> Hits:
        """Up to ``n`` passages by BM25, best first."""
        if wanted.is_empty:
            return self._store.matching(question, n)
        width = self._width(wanted, n)
        if width is None:
            return self._store.matching(question, n, only=self._choice(wanted).numbers)
        return self._widely(lambda size: self._store.matching(question, size), wanted, n, width)

    def _width(self, wanted: Filter, n: int) -> int | None:
        """Hits among which ``n`` should pass the filter; None where its whole choice is better looked at."""
        allowed = self._store.count(wanted)
        width = int(n * self._store.totals()[1] / max(1, allowed) * _SPARE) + 10
        return None if allowed <= _NARROW or width > _WIDEST else width

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

    def _choice(self, wanted: Filter) -> _Choice:
        """What a narrow filter admits; kept for the next question with the same filter."""
        with self._lock:  # both sides of a search want the same one at the same time
            generation, last = self._store.generation, self._last
            if last is None or (last.wanted, last.generation) != (wanted, generation):
                numbers = self._store.numbers(wanted)
                self._last = last = _Choice(wanted, generation, numbers, *self._store.vectors(numbers))
            return last


def _exactly(choice: _Choice, vector: NDArray[np.float32], n: int) -> Hits:
    scores = choice.vectors @ vector
    order = np.argsort(-scores)
    return _best_piece([(int(choice.owners[i]), float(scores[i])) for i in order], n)


def _best_piece(hits: Sequence[tuple[int, float]], n: int) -> Hits:
    """Hits of pieces to hits of passages: the best piece stands for its passage."""
    best: dict[int, float] = {}
    for number, score in hits:
        best.setdefault(number, score)
        if len(best) == n:
            break
    return list(best.items())
