"""Folders: which can be written, and getting rid of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def writable(folder: Path) -> bool:
    """Whether files can be made in the folder (one that is not there yet counts)."""
    return not folder.exists() or os.access(folder, os.W_OK)


def remove_folder(path: Path) -> None:
    """Delete a folder whole, if it is there."""
    if path.exists():
        shutil.rmtree(path)
