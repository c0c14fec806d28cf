"""The dense index: a Chroma collection that holds ids and vectors and nothing else.

An id is ``<passage number>.<piece>``, so a hit needs no look-up to name its passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from store.errors import UserError
from store.hnsw_files import VectorIndexError, check

_BATCH = 5000
_opened = count()
# What is not synced is inserted into the graph again by every process that opens it: 600 ms for 1,900 vectors. Syncing
# writes only what changed, so a low threshold costs nothing.
_HNSW = {"space": "ip", "ef_construction": 100, "ef_search": 100, "max_neighbors": 16, "sync_threshold": 100}


def collection_name(store_id: str, embedding: str, dimension: int) -> str:
    """A collection belongs to one store, one model and one dimension."""
    slug = re.sub(r"[^a-zA-Z0-9]+", "-", embedding).strip("-")[:80] or "model"
    return f"wenju-{store_id}-{slug}-{dimension}"


class VectorIndex:
    """Nearest neighbours by inner product of unit vectors, in a folder or on a Chroma server.

    Raises:
        UserError: the server cannot be reached.
        VectorIndexError: the folder's files are damaged.
    """

    def __init__(self, path: Path, url: str, name: str, dimension: int) -> None:
        import chromadb
        from chromadb.config import Settings

        self._url = url
        options = Settings(anonymized_telemetry=False, allow_reset=False)
        try:
            if url:
                parts = urlsplit(url)
                if parts.scheme not in ("http", "https") or not parts.hostname:
                    raise UserError("chroma_url: {url!r} is not http://host:port", url=url)
                self._client: Any = chromadb.HttpClient(
                    host=parts.hostname,
                    port=parts.port or (443 if parts.scheme == "https" else 80),
                    ssl=parts.scheme == "https",
                    settings=options,
                )
            else:
                check(path, dimension)
                # Chroma shares one cache a process between equal paths: another spelling gets a fresh one, which
                # sees what another process wrote since.
                self._client = chromadb.PersistentClient(str(path) + "/." * (next(_opened) % 1000), settings=options)
            self._collection: Any = self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": _HNSW}
            )
        except Exception as error:
            raise self._explain(error) from error

    def _explain(self, error: Exception) -> Exception:
        if isinstance(error, UserError | VectorIndexError):
            return error
        if self._url:
            return UserError(
                "the Chroma server at {url} does not answer ({reason}); start it with `chroma run`, or unset "
                "chroma_url to use the embedded store",
                url=self._url,
                reason=f"{type(error).__name__}: {error}",
            )
        return VectorIndexError(f"{type(error).__name__}: {error}")

    def count(self) -> int:
        try:
            return int(self._collection.count())
        except Exception as error:
            raise self._explain(error) from error

    def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        try:
            for i in range(0, len(ids), _BATCH):
                self._collection.upsert(ids=list(ids[i : i + _BATCH]), embeddings=vectors[i : i + _BATCH])
        except Exception as error:
            raise self._explain(error) from error

    def delete(self, ids: Sequence[str]) -> None:
        try:
            for i in range(0, len(ids), _BATCH):
                self._collection.delete(ids=list(ids[i : i + _BATCH]))
        except Exception as error:
            raise self._explain(error) from error

    def query(self, vector: NDArray[np.float32], n: int) -> list[tuple[int, float]]:
        """The ``n`` nearest pieces as (passage number, cosine), best first."""
        try:
            found = self._collection.query(query_embeddings=vector.reshape(1, -1), n_results=n, include=["distances"])
        except Exception as error:
            raise self._explain(error) from error
        ids, distances = found["ids"][0], found["distances"][0]
        return [(int(i.partition(".")[0]), 1.0 - d) for i, d in zip(ids, distances, strict=True)]

    def close(self) -> None:
        """Free the memory of the index."""
        self._client.close()

    def drop(self) -> None:
        """Delete the collection with all its vectors."""
        try:
            self._client.delete_collection(self._collection.name)
        except Exception as error:
            raise self._explain(error) from error
