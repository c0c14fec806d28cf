"""Model files in the cache: written whole or not at all, by one process at a time, and checked without reading them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from rag.models.base import ModelError

NOTE = ".checked"
"""End of the name of the note that a file was checked."""
_CHUNK = 1 << 22


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the right to write ``path`` against other processes.

    Raises:
        ModelError: the folder or the disk does not let us write (any OSError inside).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(path.name + ".lock")):
            yield
    except OSError as error:
        raise ModelError(
            "the model cache {folder} cannot be written ({reason}); check the disk and cache_dir",
            folder=path.parent,
            reason=error.strerror or error,
        ) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place at the end, on disk for sure; or nothing on an error."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sha256(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """Hash of a file, in hexadecimal; ``progress`` gets the bytes of each step."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if progress:
                progress(len(chunk))
    return digest.hexdigest()


def mark_checked(path: Path, digest: str) -> None:
    """Remember that ``path``, as it is now, has this SHA-256, or is right for another reason (empty)."""
    with replacing(_note(path)) as temporary:
        temporary.write_text(json.dumps({"sha256": digest, **_identity(path)}), encoding="utf-8")


def is_checked(path: Path, digest: str = "") -> bool:
    """Whether ``path`` is unchanged since ``mark_checked(path, digest)``."""
    try:
        note = json.loads(_note(path).read_text(encoding="utf-8"))
        return bool(note == {"sha256": digest, **_identity(path)})
    except (OSError, ValueError):
        return False


def _note(path: Path) -> Path:
    return path.with_name(path.name + NOTE)


def _identity(path: Path) -> dict[str, int]:
    status = path.stat()
    return {"size": status.st_size, "modified": status.st_mtime_ns}
