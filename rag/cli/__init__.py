"""The ``wenju`` command. Thin: each command parses, calls Assistant, and prints."""

from __future__ import annotations

from rag.cli.main import main

__all__ = ["main"]
