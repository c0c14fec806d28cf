"""The translations say the same things, and the code asks for no text that is not there."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from rag.messages import LANGUAGES, Messages, explain, t
from rag.models.base import ModelError

FOLDERS = ("rag/locale", "ui/locale")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("folder", FOLDERS)
def test_languages_have_the_same_texts_and_fields(repo: Path, folder: str) -> None:
    messages = Messages(repo / folder)
    for path in (repo / folder / "zh").glob("*.toml"):
        if path.stem == "errors":  # its keys are the English texts
            continue
        zh, en = (messages.file(path.stem, lang) for lang in LANGUAGES)
        assert zh.keys() == en.keys()
        # Chinese may need more, such as a measure word; English asks for nothing that Chinese does not.
        assert [k for k in zh if not fields(en[k]) <= fields(zh[k])] == []
        assert all(zh.values())
        assert all(en.values())


def test_every_text_of_the_command_line_exists_and_is_used(repo: Path) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (repo / "rag/cli").glob("*.py"))
    texts = t.file("cli", "zh").keys()
    asked = set(re.findall(r'\.(?:say|text)\(\s*"([a-z_.]+)"', code)) | set(re.findall(r't\("cli\.([a-z_.]+)"', code))
    asked |= {f"help.{name}" for name in re.findall(r'help_text\("([a-z_]+)"\)', code)}
    assert asked <= texts
    computed = ("status.", "stage.", "column.", "model_kind.", "model_state.", "help.", "examples.")
    assert {name for name in texts - asked if not name.startswith(computed)} == set()


def test_a_missing_key_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        t("cli.no_such_text", "zh")
    with pytest.raises(KeyError):
        t("cli.removed", "zh")
    with pytest.raises(KeyError, match="language"):
        t("cli.removed", "fr", id="x")


def templates(repo: Path) -> set[str]:
    """The English texts of all errors that users see."""
    found = set()
    for path in (p for folder in ("rag", "store", "ui") for p in (repo / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                text = node.args[0]
                if node.func.id in ("UserError", "ModelUnavailable", "ModelError") and isinstance(text, ast.Constant):
                    found.add(text.value)
                    assert fields(text.value) == {keyword.arg for keyword in node.keywords}, text.value
    return found


def test_every_error_has_its_text_in_chinese(repo: Path) -> None:
    texts = t.file("errors", "zh")
    assert texts.keys() == templates(repo)
    assert [english for english, chinese in texts.items() if fields(english) != fields(chinese)] == []


def test_an_error_is_told_in_the_readers_language() -> None:
    error = ModelError("the model {name} did not answer: {reason}", name="m", reason="{gone}")
    assert explain(error, "en") == str(error) == "the model m did not answer: {gone}"
    assert explain(error, "zh") == "模型 m 没有回答：{gone}"
    assert explain(ModelError("a plugin's {own} text"), "zh") == "a plugin's {own} text"
    assert explain(ValueError("x"), "zh") == "x"
