"""What outlives the process: articles, passages, vectors, the lexical index, answers and feedback.

Nothing above this package knows SQL, Chroma or tantivy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.storage import Store

__all__ = ["Store"]


def __getattr__(name: str) -> Any:
    if name == "Store":
        from store.storage import Store

        return Store
    raise AttributeError(f"module 'store' has no attribute {name!r}")
