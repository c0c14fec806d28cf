"""An embedder without a model: a text's vector is the sum of fixed random vectors of its character bigrams."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class HashingEmbedder:
    """Deterministic, so that tests can say what must be found; counts what it embeds."""

    def __init__(self, name: str = "hashing", dimension: int = 64) -> None:
        self.name, self.dimension = name, dimension
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        total = np.zeros(self.dimension, dtype=np.float64)
        for a, b in zip(text, text[1:] + " ", strict=True):
            total += np.random.default_rng(zlib.crc32((a + b).encode())).standard_normal(self.dimension)
        return (total / (np.linalg.norm(total) or 1)).astype(np.float32)
