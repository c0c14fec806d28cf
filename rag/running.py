"""One question on its way: the assistant's events, read in a thread so that it can be stopped while a model is busy."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from rag.models.cancelling import Cancellation, Cancelled
from rag.types import Event

_END = object()


class Run:
    """Events of one answer. ``stop`` may come from any thread: it ends the model's work, and closes the stream.

    A generator that is working cannot be closed from outside; it is then closed by its own thread, where the model
    gives up or at its next event.
    """

    def __init__(self, open_stream: Callable[[], Iterator[Event]]) -> None:
        self._open = open_stream
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._cancellation = Cancellation()
        self._thread = threading.Thread(target=self._work, name="wenju-answer", daemon=True)

    @property
    def stopped(self) -> bool:
        return self._cancellation.cancelled

    def events(self) -> Iterator[Event]:
        """The events as they come, until the stream ends or is stopped; leaving stops it. Raises what it raised."""
        self._thread.start()
        try:
            while (item := self._events.get()) is not _END and not self.stopped:
                if isinstance(item, BaseException):
                    raise item
                yield item  # type: ignore[misc]
        except GeneratorExit:
            self.stop()
            raise

    def stop(self) -> None:
        """No more events, from now on."""
        self._cancellation.cancel()
        self._events.put(_END)

    def _work(self) -> None:
        stream = None
        try:
            with self._cancellation.governs():
                stream = self._open()
                for event in stream:
                    if self.stopped:
                        break
                    self._events.put(event)
        except Cancelled:
            pass  # the reader has left
        except BaseException as error:  # noqa: BLE001  handed to the reader, which raises it
            self._events.put(error)
        finally:
            if (close := getattr(stream, "close", None)) is not None:
                close()
            self._events.put(_END)
