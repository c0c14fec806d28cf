"""Embeddings from any endpoint with OpenAI's embeddings API."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import openai
from numpy.typing import NDArray

from rag.models.base import ModelError
from rag.models.openai_errors import call

_BATCH = 64
"""Texts in a request: few enough for every known endpoint."""


class OpenAIEmbedder:
    """An embedder behind an endpoint. The dimension is asked for once, when it is made.

    Args:
        url: base URL, usually ending in ``/v1``.
        model: the model's name there; with ``e5`` in it, texts get E5's prefixes.
        api_key: sent as bearer token.
        timeout: seconds for one request, all attempts together.

    Raises:
        ModelError: the endpoint does not answer with vectors.
    """

    def __init__(self, url: str, model: str, *, api_key: str | None = None, timeout: float = 120.0) -> None:
        self.name = model
        self._endpoint = f"{url}（{model}）"
        self._timeout = timeout
        self._client = openai.OpenAI(base_url=url, api_key=api_key or "none", max_retries=0)
        self._prefixes = ("query: ", "passage: ") if "e5" in model.lower() else ("", "")
        self.dimension = self._request(["."]).shape[1]

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed(self._prefixes[0], texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed(self._prefixes[1], texts)

    def _embed(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [prefix + text for text in texts[start : start + _BATCH]]
            found = self._request(batch)
            if found.shape[1] != self.dimension:
                raise ModelError(
                    "the vectors of the model service {endpoint} had {before} dimensions and now have {after}",
                    endpoint=self._endpoint,
                    before=self.dimension,
                    after=found.shape[1],
                )
            vectors[start : start + len(batch)] = found
        return vectors

    def _request(self, texts: list[str]) -> NDArray[np.float32]:
        def ask(left: float) -> NDArray[np.float32]:
            reply = self._client.embeddings.create(model=self.name, input=texts, encoding_format="float", timeout=left)
            rows = sorted(reply.data, key=lambda row: row.index)
            return np.array([row.embedding for row in rows], np.float32)

        vectors = call(ask, self._endpoint, self._timeout)
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ModelError(
                "the model service {endpoint} gave vectors of shape {shape} for {count} texts",
                endpoint=self._endpoint,
                shape=vectors.shape,
                count=len(texts),
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)
