"""Reading an answer's events in a thread, and stopping."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rag.models.cancelling import Cancellation, Cancelled, check, stopping
from rag.running import Run
from rag.types import Event, Sources, Token


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


def test_stopping_ends_the_models_call_and_no_other_begins() -> None:
    working, ended, closed = threading.Event(), threading.Event(), threading.Event()

    def call() -> None:
        with stopping(ended.set):
            working.set()
            assert ended.wait(10)
            raise OSError("the connection is gone")

    def stream() -> Iterator[Event]:
        try:
            yield Sources(())
            call()
        except Cancelled:
            with pytest.raises(Cancelled):
                check()
            closed.set()
            raise

    run = Run(stream)
    events = run.events()
    next(events)
    assert working.wait(5)
    run.stop()
    assert list(events) == []
    assert closed.wait(5)


def test_errors_of_work_that_goes_on_stay_what_they_are() -> None:
    with Cancellation().governs(), pytest.raises(OSError, match="gone"), stopping(lambda: None):
        raise OSError("gone")


def test_other_threads_are_not_stopped() -> None:
    mine = Cancellation()
    with mine.governs():
        mine.cancel()
        with pytest.raises(Cancelled):
            check()
    check()
