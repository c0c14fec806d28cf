"""Reading an answer's events in a thread, and stopping."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rag.types import Event, Sources, Token
from ui.stream import Run


def test_events_come_in_order_and_the_stream_is_closed() -> None:
    closed = threading.Event()

    def stream() -> Iterator[Event]:
        try:
            yield Sources(())
            yield Token("一")
        finally:
            closed.set()

    assert list(Run(stream).events()) == [Sources(()), Token("一")]
    assert closed.wait(5)


def test_an_error_reaches_the_reader() -> None:
    def stream() -> Iterator[Event]:
        yield Sources(())
        raise ValueError("broken")

    events = Run(stream).events()
    assert next(events) == Sources(())
    with pytest.raises(ValueError, match="broken"):
        next(events)


def test_an_error_while_opening_reaches_the_reader() -> None:
    def stream() -> Iterator[Event]:
        raise OSError("no store")

    with pytest.raises(OSError, match="no store"):
        list(Run(stream).events())


def test_stopping_frees_the_reader_at_once_and_closes_the_stream_when_it_next_speaks() -> None:
    waiting, goes_on, closed = threading.Event(), threading.Event(), threading.Event()

    def stream() -> Iterator[Event]:
        try:
            yield Sources(())
            waiting.set()
            goes_on.wait(10)  # the model reads
            yield Token("一")
            raise AssertionError("asked for more after the stop")
        finally:
            closed.set()

    run = Run(stream)
    events = run.events()
    assert next(events) == Sources(())
    assert waiting.wait(5)
    run.stop()
    assert list(events) == []
    assert not closed.is_set()
    goes_on.set()
    assert closed.wait(5)


def test_a_reader_who_leaves_closes_the_stream() -> None:
    closed = threading.Event()

    def stream() -> Iterator[Event]:
        try:
            while True:
                yield Token("一")
        finally:
            closed.set()

    events = Run(stream).events()
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert closed.wait(5)
