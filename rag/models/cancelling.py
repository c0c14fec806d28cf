"""Giving up what a model is doing, from another thread.

The thread that wants an answer works inside ``Cancellation.governs``; a backend that can stop in the middle
says how with ``stopping``, and one that cannot at least asks ``check`` before each of its steps.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_governing: ContextVar[Cancellation | None] = ContextVar("governing", default=None)


class Cancelled(Exception):  # noqa: N818 - not an error
    """The work was given up on demand. No ``ModelError``: nobody waits for another answer instead."""


class Cancellation:
    """Can be cancelled once, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: list[Callable[[], None]] = []
        self.cancelled = False

    def cancel(self) -> None:
        """Stop what is being done under this cancellation, and refuse what would begin."""
        with self._lock:
            self.cancelled = True
            for stop in self._stops:
                stop()

    @contextmanager
    def governs(self) -> Iterator[None]:
        """Model calls of this thread, inside the block, end when this is cancelled."""
        token = _governing.set(self)
        try:
            yield
        finally:
            _governing.reset(token)

    @contextmanager
    def _stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        with self._lock:
            if self.cancelled:
                raise Cancelled
            self._stops.append(stop)
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)


def check() -> None:
    """Raise Cancelled where this thread's work was given up."""
    if (governing := _governing.get()) is not None and governing.cancelled:
        raise Cancelled


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[None]:
    """While the block runs, ``stop`` is called, from another thread, when this thread's work is given up.

    Raises:
        Cancelled: it was given up; also in place of an error that ``stop`` caused inside.
    """
    governing = _governing.get()
    if governing is None:
        yield
        return
    try:
        with governing._stopping(stop):
            yield
    except Exception:
        check()
        raise
