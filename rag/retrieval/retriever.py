"""Retriever: a question in, scored passages out."""

from __future__ import annotations

import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from rag.errors import UserError
from rag.models.base import Embedder, Reranker
from rag.retrieval.candidates import Candidates
from rag.retrieval.duplicates import fold_duplicates
from rag.retrieval.fusion import fuse, min_max
from rag.settings import Settings
from rag.types import ScoredPassage, ScoredPiece
from store import Store
from store.rows import Filter, StoredPassage

_POOL = 32  # passages from each side that are ranked
_RERANKED = 20  # passages that a cross-encoder reads, at least
_CACHED = 256  # question vectors that are kept
_LONGEST = 2000  # characters of a question that are looked at


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Passages best first: numbers, fused and BM25 scores of shape (n,); ``spans`` (n, 2) are theirs in ``cosines``.

    ``asked`` counts the passages that were to be ranked; some may be gone.
    """

    numbers: NDArray[np.int64]
    fused: NDArray[np.float64]
    lexical: NDArray[np.float64]
    cosines: NDArray[np.float32]
    spans: NDArray[np.int64]
    asked: int


class Retriever:
    """Searches one store. Safe to share between threads as far as the embedder is."""

    def __init__(self, store: Store, embedder: Embedder, settings: Settings, reranker: Reranker | None = None) -> None:
        self._store, self._embedder, self._reranker = store, embedder, reranker
        self._k, self._weight = settings.k, settings.lexical_weight
        self._candidates = Candidates(store)
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(2, "lexical")
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def search(
        self,
        question: str,
        *,
        k: int | None = None,
        published_before: date | str | None = None,
        published_after: date | str | None = None,
        article_ids: Sequence[str] | None = None,
    ) -> list[ScoredPassage]:
        """The ``k`` best passages, best first.

        ``published_before`` admits articles of earlier days only, ``published_after`` those of that day or later; an
        article without a date passes neither. ``article_ids`` admits only these articles.

        Raises:
            UserError: a date is none, or the store holds another model's vectors.
        """
        question = clean(question)
        k = self._k if k is None else k
        if not question or k < 1:
            return []
        wanted = Filter(
            _date(published_before, "published_before"),
            _date(published_after, "published_after"),
            None if article_ids is None else frozenset(article_ids),
        )
        self._store.check_embedding()
        if not self._store.totals()[1]:
            return []
        for _ in range(3):
            generation = self._store.generation
            ranking = self._find(question, wanted, max(_POOL, 4 * k))
            found = self._show(ranking, max(k, _RERANKED) if self._reranker else k)
            if ranking.numbers.size == ranking.asked or self._store.generation == generation:
                break  # otherwise an article changed under our hands: what took its place is in the indexes now
        return self._rerank(question, found)[:k] if self._reranker else found

    def embed(self, question: str) -> NDArray[np.float32]:
        """The question's unit vector, shape (dimension,); recent ones are kept."""
        question = clean(question)
        with self._lock:
            if question in self._vectors:
                self._vectors.move_to_end(question)
                return self._vectors[question]
        vector = np.asarray(self._embedder.embed_queries([question])[0], dtype=np.float32)
        with self._lock:
            self._vectors[question] = vector
            while len(self._vectors) > _CACHED:
                self._vectors.popitem(last=False)
        return vector

    def _find(self, question: str, wanted: Filter, pool: int) -> _Ranking:
        """The best of both sides, ranked. The lexical index is asked while the question is being embedded."""
        words = self._threads.submit(self._candidates.matching, question, wanted, 2 * pool)
        vector = self.embed(question)
        dense = self._candidates.nearest(vector, wanted, pool)
        lexical = dict(words.result())
        return self._rank(vector, list(dict(dense) | dict(list(lexical.items())[:pool])), lexical)

    def _rank(self, vector: NDArray[np.float32], numbers: Sequence[int], lexical: dict[int, float]) -> _Ranking:
        """Both raw scores of every passage that is still there, and the fused one; best first.

        A passage that is not among the lexical hits counts as no match: asking the lexical index for the score of
        these too took longer than its search, and changed no recall (0.991/0.999 at 1/5 with and without, CMRC).
        """
        owners, vectors = self._store.vectors(numbers)
        ids, starts = np.unique(owners, return_index=True)
        words = np.array([lexical.get(int(number), 0.0) for number in ids], dtype=np.float64)
        cosines = vectors @ vector
        best = (np.maximum.reduceat(cosines, starts) if len(ids) else cosines).astype(np.float64)
        fused = fuse(best, words, self._weight)
        order = np.lexsort((ids, -fused))
        spans = np.column_stack((starts, np.append(starts, len(owners))[1:]))[order]
        return _Ranking(ids[order], fused[order], words[order], cosines, spans, len(numbers))

    def _show(self, ranking: _Ranking, k: int) -> list[ScoredPassage]:
        """The first ``k`` of a ranking, near-duplicates folded. Texts are read for these and some to fold only."""
        depth = min(len(ranking.numbers), k + 8)
        while True:
            rows = {row.number: row for row in self._store.load(ranking.numbers[:depth].tolist())}
            places = [i for i in range(depth) if int(ranking.numbers[i]) in rows]
            ordered = [rows[int(ranking.numbers[i])] for i in places]
            groups = fold_duplicates([row.signature for row in ordered], k)
            if len(groups) >= k or depth == len(ranking.numbers):
                break
            depth = len(ranking.numbers)
        return [self._scored(ranking, places[i], ordered[i], [ordered[j] for j in others]) for i, others in groups]

    def _scored(
        self, ranking: _Ranking, place: int, row: StoredPassage, others: Sequence[StoredPassage]
    ) -> ScoredPassage:
        cosines = ranking.cosines[slice(*ranking.spans[place])]
        pieces: tuple[ScoredPiece, ...] = ()
        if row.embedded and len(row.pieces) == len(cosines):
            pieces = tuple(ScoredPiece(a, b, float(c)) for (a, b), c in zip(row.pieces, cosines, strict=True))
        return ScoredPassage(
            row.passage, row.title, row.publisher, row.published, float(ranking.fused[place]),
            dense=float(cosines.max()) if pieces else None, lexical=float(ranking.lexical[place]), pieces=pieces,
            also_in=tuple(sorted({o.passage.article_id for o in others} - {row.passage.article_id})),
        )  # fmt: skip

    def _rerank(self, question: str, found: list[ScoredPassage]) -> list[ScoredPassage]:
        assert self._reranker is not None
        scores = np.asarray(self._reranker.scores(question, [p.text for p in found]), dtype=np.float64)
        scaled = min_max(scores)
        ranked = [replace(p, rerank=float(s), score=float(z)) for p, s, z in zip(found, scores, scaled, strict=True)]
        return sorted(ranked, key=lambda p: -(p.rerank or 0.0))


def clean(question: str) -> str:
    """Without control characters, white space runs made one space, cut to what a question may hold."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in question[:_LONGEST])
    return " ".join(kept.split())


def _date(value: date | str | None, name: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        raise UserError(
            "{name}: {value!r} is not a date; give one such as 2023-10-09", name=name, value=value
        ) from None
