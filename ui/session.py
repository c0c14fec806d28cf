"""What one browser tab holds: its language and its conversation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from rag.running import Run
from rag.types import Answer, Citation, ScoredPassage, Turn

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


class Sessions:
    """The sessions of the newest ``limit`` tabs, so that a reload keeps the conversation.

    A tab names its session by a random token that it makes and keeps itself.
    """

    def __init__(self, limit: int = 500) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._by_token: OrderedDict[str, Session] = OrderedDict()

    def of(self, token: str, fresh: Session) -> Session:
        """The session of this token, or ``fresh``, then kept for it. A token too short to be ours keeps none."""
        if len(token) < 16:
            return fresh
        with self._lock:
            session = self._by_token.setdefault(token, fresh)
            self._by_token.move_to_end(token)
            while len(self._by_token) > self._limit:
                self._by_token.popitem(last=False)
            return session
