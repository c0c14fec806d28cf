"""Every command explains itself in both languages, and starting costs nothing that is not needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import click
import pytest

from rag.cli.main import main, wenju

HEAVY = ("chromadb", "gradio", "llama_index", "numpy", "onnxruntime", "pydantic", "sentence_transformers", "torch")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | environment
    )
    return done.stdout


@pytest.mark.parametrize("path", commands(wenju), ids=" ".join)
def test_help_has_examples_of_the_command(path: tuple[str, ...]) -> None:
    command: click.Command = wenju
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert f"wenju {' '.join(path)}" in (command.epilog or "")
    # eval and bench pass all arguments on, --json among them
    assert path[0] in {"eval", "bench"} or any(option.name == "as_json" for option in command.params)


@pytest.mark.parametrize(("language", "word"), [("zh", "问据"), ("en", "evidence")])
def test_help_is_in_the_language_of_the_user(language: str, word: str) -> None:
    code = "from rag.cli import main; main(['--help'])"
    assert word in python(code, WENJU_LANGUAGE=language)


def test_help_imports_nothing_heavy() -> None:
    code = f"import json, sys, rag.cli.main; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    assert json.loads(python(code)) == []


@pytest.mark.parametrize(
    ("path", "target"), [(["eval"], "evals.cli.main"), (["bench", "startup"], "benchmarks.startup.main")]
)
def test_arguments_are_passed_on_untouched(path: list[str], target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[str] = []
    monkeypatch.setattr(target, lambda arguments: got.extend(arguments) or 3)
    assert main([*path, "--llm", "a", "--llm", "b", "--json", "--help"]) == 3
    assert got == ["--llm", "a", "--llm", "b", "--json", "--help"]
