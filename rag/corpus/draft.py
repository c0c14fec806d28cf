"""What the steps of the reader hand to each other: a raw document, and why one cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.messages import t


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """A file or one article of it cannot be read; ``key`` names the message, ``values`` fill it."""

    def __init__(self, key: str, *, kind: str = "", **values: object) -> None:
        super().__init__(key)
        self.key, self.kind, self.values = key, kind, values

    def message(self, lang: str = "zh") -> str:
        """What is wrong and what to do, for a reader."""
        values = dict(self.values)
        if self.kind:
            values["kind"] = t(f"corpus.kind.{self.kind}", lang)
        return t(f"corpus.{self.key}", lang, **values)


Markup = Literal["text", "markdown", "html"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One document as it stood in its file: text with its markup, and what its head said.

    ``published`` is the date that the file states, ``basis`` how it is known where the head says so.
    """

    text: str
    markup: Markup = "text"
    title: str = ""
    publisher: str = ""
    published: date | None = None
    basis: str = ""
