"""Wenju 问据: answers from a company's own articles, with the evidence for every sentence.

Names load when first used, so that ``import rag`` costs nothing.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.settings import Settings
    from rag.types import Answer, Article, Citation, Final, ScoredPassage, Sources, TimelinePoint, Token, Turn

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime's wheels collect usage from their import on

_HOMES = {"Assistant": "rag.assistant", "Settings": "rag.settings"} | dict.fromkeys(
    ("Answer", "Article", "Citation", "Final", "ScoredPassage", "Sources", "TimelinePoint", "Token", "Turn"),
    "rag.types",
)
__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "Citation",
    "Final",
    "ScoredPassage",
    "Settings",
    "Sources",
    "TimelinePoint",
    "Token",
    "Turn",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
