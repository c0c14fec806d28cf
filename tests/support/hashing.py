"""An embedder without a model: a text's vector is the sum of fixed random vectors of its character bigrams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_BUCKETS = 65_536


class HashingEmbedder:
    """Deterministic, so that tests can say what must be found; keeps what it was given to embed."""

    def __init__(self, name: str = "hashing", dimension: int = 64) -> None:
        self.name, self.dimension = name, dimension
        self.embedded: list[str] = []
        self._table = np.random.default_rng(7).standard_normal((_BUCKETS, dimension), dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        codes = np.frombuffer(f" {text} ".encode("utf-32-le"), dtype="<u4").astype(np.int64)
        total = self._table[(codes[:-1] * 31 + codes[1:] * 1009) % _BUCKETS].sum(axis=0)
        return (total / np.linalg.norm(total)).astype(np.float32)
