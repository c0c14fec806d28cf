"""One question on its way: the assistant's events, read in a thread so that Stop works while the model is busy."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from rag.types import Event

_END = object()


class Run:
    """Events of one answer. ``stop`` may come from any thread, and closes the assistant's stream.

    A generator that is working cannot be closed from outside; it is then closed by its own thread at its next event.
    """

    def __init__(self, open_stream: Callable[[], Iterator[Event]]) -> None:
        self._open = open_stream
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="wenju-answer", daemon=True)
        self.stopped = False

    def events(self) -> Iterator[Event]:
        """The events as they come, until the stream ends or is stopped. Raises what the stream raised."""
        self._thread.start()
        try:
            while (item := self._events.get()) is not _END and not self.stopped:
                if isinstance(item, BaseException):
                    raise item
                yield item  # type: ignore[misc]
        finally:
            self._closing.set()

    def stop(self) -> None:
        """No more events, from now on."""
        self.stopped = True
        self._closing.set()
        self._events.put(_END)

    def _work(self) -> None:
        stream = None
        try:
            stream = self._open()
            for event in stream:
                if self._closing.is_set():
                    break
                self._events.put(event)
        except BaseException as error:  # noqa: BLE001  handed to the reader, which raises it
            self._events.put(error)
        finally:
            if (close := getattr(stream, "close", None)) is not None:
                close()
            self._events.put(_END)
