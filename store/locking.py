"""One writer at a time, across threads and processes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import UserError

if TYPE_CHECKING:
    from filelock import FileLock

log = logging.getLogger(__name__)


class WriteLock:
    """A lock file beside the catalog. The system frees it when its process ends, however it ends.

    Entering again in the same thread is allowed.
    """

    def __init__(self, folder: Path, wait: float) -> None:
        self._path = folder / "write.lock"
        self._wait = wait
        self._thread = threading.RLock()
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock.

        Raises:
            UserError: another writer keeps it for longer than ``wait`` seconds, or the folder cannot be written.
        """
        if not self._thread.acquire(timeout=self._wait):
            raise self._busy()
        try:
            if self._depth == 0:
                lock = self._acquire()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    lock.release()
        finally:
            self._thread.release()

    def _acquire(self) -> FileLock:
        from filelock import FileLock, Timeout

        lock = FileLock(self._path)
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                log.warning("another process is writing to the store in %s; waiting for it", self._path.parent)
                lock.acquire(timeout=self._wait)
        except Timeout:
            raise self._busy() from None
        except OSError as error:
            raise UserError(
                "the store in {path} cannot be written: {reason}", path=self._path.parent, reason=error
            ) from error
        return lock

    def _busy(self) -> UserError:
        return UserError(
            "another process has been writing to the store in {path} for {seconds:.0f} seconds; nothing was changed. "
            "Let it finish and try again (searching and asking go on meanwhile)",
            path=self._path.parent,
            seconds=self._wait,
        )
