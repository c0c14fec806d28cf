"""Folders of prepared models: made by one process, moved into place whole, and known to be unchanged since."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from rag.models import files

_FILES = ("model.onnx", "tokenizer.json", "config.json")


def place(cache_dir: Path, label: str, *inputs: str) -> Path:
    """Folder of a model prepared from these inputs (hashes, versions of the recipe, settings)."""
    key = hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:12]
    return cache_dir / "models" / "prepared" / f"{label}-{key}"


def is_whole(folder: Path) -> bool:
    """Whether all files are there and unchanged since they were made."""
    made = {path.name.removesuffix(files.NOTE) for path in folder.glob(f"*{files.NOTE}")}
    return made.issuperset(_FILES) and all(files.is_checked(folder / name) for name in made)


def ensure(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made first where it is missing, incomplete or changed.

    ``make`` writes the files into the empty folder it is given, checks them, and raises where they are not right. The
    last file's note is written last, so that a folder that was only half moved is not whole.
    """
    if is_whole(folder):
        return folder
    with files.locked(folder):
        if is_whole(folder):
            return folder
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as temporary:
            make(Path(temporary))
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for path in sorted(Path(temporary).iterdir(), key=lambda path: path.name == _FILES[0]):
                files.mark_checked(path.replace(folder / path.name), "")
    return folder
