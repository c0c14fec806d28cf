"""A port to listen on: the wanted one, or the next that is free."""

from __future__ import annotations

import errno
import socket

from rag.errors import UserError

TRIED = 50
"""Ports that are tried, from the wanted one upwards."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on ``port``, or on the first free port above it.

    Raises:
        UserError: the address is not this machine's, or all tried ports are taken.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise _unusable(host, port, error) from error
    for candidate in range(port, min(port + TRIED, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address[0], candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise _unusable(host, candidate, error) from error
        else:
            return listener
    raise UserError(
        "ports {first} to {last} are all in use on {host}; choose another with --port",
        first=port,
        last=min(port + TRIED, 65536) - 1,
        host=host,
    )


def _unusable(host: str, port: int, error: OSError) -> UserError:
    return UserError(
        "cannot listen on {host}:{port} ({reason}); give an address of this machine",
        host=host,
        port=port,
        reason=error.strerror or error,
    )
