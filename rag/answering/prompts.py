"""Prompts from ``prompts/``: loaded once, filled, and put together so that they share their prefix."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import yaml

from rag.models.base import Message
from rag.resources import prompt_dir


@lru_cache(maxsize=64)
def text(name: str, language: str) -> str:
    """The text of prompt ``name`` for a language, without its head.

    Raises:
        FileNotFoundError: there is no such prompt.
        ValueError: its head is malformed.
    """
    path = prompt_dir() / f"{name}.{language}.md"
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or not isinstance(yaml.safe_load(parts[1]), dict):
        raise ValueError(f"{path}: a prompt begins with a YAML head between two lines of ---")
    return parts[2].strip()


def dialogue(name: str, language: str) -> list[Message]:
    """A prompt of blocks: what the model is told, then requests and their replies in turn."""
    told, *turns = text(name, language).split("\n\n")
    return [Message("system", told), *(Message("assistant" if i % 2 else "user", turn) for i, turn in enumerate(turns))]


def fingerprint() -> str:
    """Changes whenever any prompt does."""
    digest = hashlib.sha256()
    for path in sorted(prompt_dir().glob("*.md")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def request(documents: str, question: str, language: str, last_line: str) -> Sequence[Message]:
    """Messages that ask ``last_line`` about the question.

    All requests over the same documents and question begin alike, so a model with a prompt cache reads them once.
    """
    body = text("question", language).format(documents=documents, question=question)
    return [
        Message("system", text("system", language)),
        Message("user", f"{body}\n{text(last_line, language)}"),
    ]
