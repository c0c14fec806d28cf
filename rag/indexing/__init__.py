"""Articles to passages to vectors: cut, embed, keep in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.indexing.indexer import Indexer

__all__ = ["Indexer"]


def __getattr__(name: str) -> Any:
    if name == "Indexer":
        from rag.indexing.indexer import Indexer

        return Indexer
    raise AttributeError(f"module 'rag.indexing' has no attribute {name!r}")
