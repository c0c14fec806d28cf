"""The configured models, loaded as Assistant loads them."""

from __future__ import annotations

from rag.models.base import Embedder, Reranker
from rag.settings import Settings


def load_embedder(settings: Settings) -> Embedder:
    """The configured embedder."""
    from rag.models import e5

    return e5.load(settings.cache_dir, weights=settings.embedder_weights, threads=settings.threads)


def load_reranker(settings: Settings) -> Reranker | None:
    """The configured reranker, None where there is none."""
    return None
