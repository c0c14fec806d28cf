"""Where the files that ship with Wenju are: beside the packages in a checkout, inside ``rag/_data`` in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGED = Path(__file__).parent / "_data"
_CHECKOUT = Path(__file__).parents[1]


def _folder(name: str) -> Path:
    for root in (_PACKAGED, _CHECKOUT):
        if (folder := root / name).is_dir():
            return folder
    raise FileNotFoundError(f"{name}/ is neither in {_PACKAGED} nor in {_CHECKOUT}; reinstall wenju")


def prompt_dir() -> Path:
    """Folder of the prompt files."""
    return _folder("prompts")


def corpus_dir() -> Path:
    """Folder of the articles that ship with Wenju."""
    return _folder("corpus")
