"""What Wenju says to its users, in their language: texts live in ``locale/<language>/<file>.toml``, not in code.

The first part of a key names the file, the rest the table and the entry in it. A text is a ``str.format`` template.

>>> t("cli.removed", "en", id="a1")
'removed a1'
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")


class Messages:
    """The texts of one folder, which holds a folder a language. Files are read when one of their keys is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[tuple[str, str], Mapping[str, str]] = {}

    def __call__(self, key: str, lang: str = "zh", **values: object) -> str:
        """The text of ``key``, filled with ``values``.

        Raises:
            KeyError: no such key, no such language, or a value that the text needs is missing.
        """
        name, _, rest = key.partition(".")
        return self.file(name, lang)[rest].format(**values)

    def file(self, name: str, lang: str) -> Mapping[str, str]:
        """All texts of one file as dotted keys, in the order of the file."""
        if lang not in LANGUAGES:
            raise KeyError(f"no texts in language {lang!r}; there are {', '.join(LANGUAGES)}")
        if (name, lang) not in self._files:
            with (self._folder / lang / f"{name}.toml").open("rb") as file:
                self._files[name, lang] = _flatten(tomllib.load(file))
        return self._files[name, lang]


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        flat |= _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: str(value)}
    return flat


t = Messages(Path(__file__).parent / "locale")


def explain(error: BaseException, lang: str) -> str:
    """The text of an error in a language. Errors carry an English template (``WenjuError``, ``ModelError``), under
    which ``errors.toml`` has the others; what it does not have stays as it was raised."""
    template = getattr(error, "template", "")
    if lang == "en" or template not in (texts := t.file("errors", lang)):
        return str(error)
    return texts[template].format(**error.values)  # type: ignore[attr-defined]


@cache
def help_language() -> str:
    """Language of ``--help``, found without loading the settings: ``WENJU_LANGUAGE``, then ``wenju.toml``, then zh."""
    language = os.environ.get("WENJU_LANGUAGE", "")
    if not language and (path := Path("wenju.toml")).is_file():
        try:
            language = str(tomllib.loads(path.read_text(encoding="utf-8")).get("language", ""))
        except (OSError, ValueError):
            return LANGUAGES[0]  # the settings report a broken file, with its place, when a command loads them
    return language if language in LANGUAGES else LANGUAGES[0]
