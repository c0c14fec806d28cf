"""The page's texts in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ui
from ui.text import LANGUAGES, t

FOLDER = Path(ui.__file__).parent
FILES = sorted(path.stem for path in (FOLDER / "locale" / "zh").glob("*.toml"))


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_texts_with_the_same_blanks(name: str) -> None:
    blanks = [
        {key: set(re.findall(r"{(\w+)}", text)) for key, text in t.file(name, lang).items()} for lang in LANGUAGES
    ]
    assert blanks[0] == blanks[1]


def test_every_text_that_is_asked_for_is_there() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*") if path.suffix in (".py", ".html"))
    asked = set(re.findall(rf"""["']((?:{"|".join(FILES)})\.[a-z_.]+[a-z])["']""", code))
    known = {f"{name}.{key}" for name in FILES for key in t.file(name, "zh")}
    assert len(asked) > 50
    assert {key for key in asked if not key.endswith(".html")} <= known


def test_every_text_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*") if path.suffix in (".py", ".html"))
    built = re.findall(r"""["']([a-z_.]+[._])["'] ~|f["']([a-z_.]+\.)\{""", code)
    begun = ("page.answer.refused_", *(first or second for first, second in built))
    texts = [f"{name}.{key}" for name in FILES for key in t.file(name, "zh")]
    assert [key for key in texts if key not in code and not key.startswith(begun)] == []


def test_the_page_names_no_other_host() -> None:
    for path in [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.css"), *FOLDER.rglob("*.js")]:
        assert not re.findall(r"(?:https?:)?//[\w-]+\.\w", path.read_text(encoding="utf-8")), path
