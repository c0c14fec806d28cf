"""The configured models, loaded as Assistant loads them."""

from __future__ import annotations

from rag.models import registry
from rag.models.base import Embedder, Reranker
from rag.settings import Settings


def _options(settings: Settings) -> registry.ModelOptions:
    key = settings.embedder_api_key
    return registry.ModelOptions(
        cache_dir=settings.cache_dir, api_key=key.get_secret_value() if key else None, timeout=settings.llm_timeout,
        threads=settings.threads, weights=settings.embedder_weights,
    )  # fmt: skip


def load_embedder(settings: Settings) -> Embedder:
    """The configured embedder."""
    return registry.load_embedder(settings.embedder, _options(settings))


def load_reranker(settings: Settings) -> Reranker | None:
    """The configured reranker, None where there is none."""
    return registry.load_reranker(settings.reranker, _options(settings))
