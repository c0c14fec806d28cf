"""Articles in any number: sentences of real ones mixed anew, vectors of real ones perturbed (said in the table)."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from rag.corpus.sentences import sentence_spans
from rag.models.base import Embedder
from rag.types import Article

_FIRST = date(2015, 1, 1)
_DAYS = 4000
_NOISE = 0.6  # length of the noise beside a unit vector: neighbours of one origin have a cosine of some 0.74


class Sentences:
    """Sentences to mix, from real texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        found = {text[a:b] for text in texts for a, b in sentence_spans(text) if 15 <= b - a <= 90}
        self.all = sorted(found)

    def articles(self, count: int, passages: int, characters: int, *, first: int = 0) -> Iterator[Article]:
        """Articles of about so many passages of about so many characters; the same ones in every run."""
        for i in range(first, first + count):
            rng = random.Random(i)
            paragraphs = []
            for j in range(passages):
                words = f"第{i}号记录之{j}，编号{rng.randrange(10**9)}。"
                while len(words) < characters - 30:
                    words += rng.choice(self.all)
                paragraphs.append(words)
            day = _FIRST + timedelta(days=rng.randrange(_DAYS))
            yield Article(text="\n\n".join(paragraphs), title=f"记录{i}", published=day, id=f"synthetic-{i}")


class PerturbedEmbedder:
    """Real vectors with noise instead of an embedding of each passage; questions are embedded for real."""

    def __init__(self, real: Embedder, texts: Sequence[str]) -> None:
        self._real = real
        self.name, self.dimension = f"perturbed-{real.name}", real.dimension
        self._texts = list(texts)
        self._origins: NDArray[np.float32] | None = None

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._real.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._origins is None:
            self._origins = self._real.embed_passages(self._texts)
        seeds = [zlib.crc32(text.encode()) for text in texts]
        rng = np.random.default_rng(seeds)
        noise = rng.standard_normal((len(texts), self.dimension), dtype=np.float32)
        noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        vectors = self._origins[np.array(seeds) % len(self._origins)] + noise
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class RememberingEmbedder:
    """Embeds each text once; for stores that differ in little."""

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self.name, self.dimension = real.name, real.dimension
        self._passages: dict[str, NDArray[np.float32]] = {}
        self._queries: dict[str, NDArray[np.float32]] = {}

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return _remembered(self._queries, texts, self._real.embed_queries)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return _remembered(self._passages, texts, self._real.embed_passages)


def _remembered(
    known: dict[str, NDArray[np.float32]],
    texts: Sequence[str],
    embed: Callable[[Sequence[str]], NDArray[np.float32]],
) -> NDArray[np.float32]:
    if missing := [text for text in dict.fromkeys(texts) if text not in known]:
        known.update(zip(missing, embed(missing), strict=True))
    return np.stack([known[text] for text in texts])
