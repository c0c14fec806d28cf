"""The page's own texts, in the language of the session: ``locale/<language>/<file>.toml`` beside this module."""

from __future__ import annotations

from pathlib import Path

from rag.messages import LANGUAGES, Messages

__all__ = ["LANGUAGES", "t"]

t = Messages(Path(__file__).parent / "locale")
