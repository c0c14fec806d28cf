"""Question to passages: dense and lexical search, fused, filtered, reranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.retrieval.retriever import Retriever

__all__ = ["Retriever"]


def __getattr__(name: str) -> Any:
    if name == "Retriever":
        from rag.retrieval.retriever import Retriever

        return Retriever
    raise AttributeError(f"module 'rag.retrieval' has no attribute {name!r}")
