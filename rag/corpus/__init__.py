"""Files -> articles: read, clean, split, date. ``read_path`` loads when first used: it needs YAML and HTML parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.corpus.reading import read_path

__all__ = ["read_path"]


def __getattr__(name: str) -> Any:
    if name == "read_path":
        from rag.corpus.reading import read_path

        return read_path
    raise AttributeError(f"module 'rag.corpus' has no attribute {name!r}")
