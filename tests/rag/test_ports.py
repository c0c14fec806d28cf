"""A port to listen on."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

import pytest

from rag.errors import UserError
from rag.ports import TRIED, listen


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_in_use_gives_a_later_one(taken: int) -> None:
    with listen("127.0.0.1", taken) as listening:
        assert taken < listening.getsockname()[1] < taken + TRIED


def test_no_free_port_is_the_users_to_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken(socket.socket):
        def bind(self, address: object) -> None:
            raise OSError(errno.EADDRINUSE, "in use")

    monkeypatch.setattr(socket, "socket", Taken)
    with pytest.raises(UserError, match="7860"):
        listen("127.0.0.1", 7860)


def test_a_host_that_is_not_ours_is_said() -> None:
    with pytest.raises(UserError, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 7860)
