"""What one browser tab holds: its language and its conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from rag.types import Answer, Citation, ScoredPassage, Turn
from ui.stream import Run

Status = Literal["searching", "reading", "done", "stopped", "error"]


@dataclass(slots=True)
class Exchange:
    """A question and what has arrived of its answer."""

    question: str
    status: Status = "searching"
    passages: tuple[ScoredPassage, ...] = ()
    best: Citation | None = None
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    answer: Answer | None = None
    error: str = ""
    rating: int = 0
    commented: bool = False

    @property
    def running(self) -> bool:
        return self.status in ("searching", "reading")


@dataclass(slots=True)
class Session:
    """Kept by the page for each tab, and changed in place."""

    lang: str
    exchanges: list[Exchange] = field(default_factory=list)
    run: Run | None = None

    def history(self) -> Iterator[Turn]:
        """The finished turns, oldest first, as the assistant takes them."""
        for exchange in self.exchanges:
            if exchange.answer is not None:
                yield Turn("user", exchange.question)
                yield Turn("assistant", exchange.answer.text)
