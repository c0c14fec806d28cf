"""What the READMEs promise is there: commands with their options, make targets, settings with their defaults, files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from rag.cli.main import wenju
from rag.settings import Settings

READMES = ("README.md", "README.en.md")


def text(repo: Path, name: str) -> str:
    return (repo / name).read_text(encoding="utf-8")


def shell_lines(markdown: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", markdown, re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("name", READMES)
def test_every_command_parses(repo: Path, name: str) -> None:
    lines = [re.sub(r"^(\w+=\S+ )+", "", line) for line in shell_lines(text(repo, name))]
    commands = [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("wenju ")]
    assert {command[0] for command in commands} >= {"ingest", "ask", "search", "chat", "ui", "serve", "eval"}
    for first, *rest in commands:
        command = wenju.commands[first]
        with click.Context(command, info_name=first) as context:
            command.parse_args(context, rest)


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_every_make_target_is_there(repo: Path, name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text(repo, "Makefile"), re.MULTILINE))
    used = set(re.findall(r"`?make ([a-z-]+)", text(repo, name)))
    assert used
    assert used - targets <= {"the"}


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_settings_is_complete(repo: Path, name: str) -> None:
    rows = re.findall(r"^\| (`[a-z_`、, ]+`) \| ([^|]*) \|", text(repo, name), re.MULTILINE)
    shown = {field: default for names, default in rows for field in re.findall(r"`(\w+)`", names)}
    assert shown.keys() == Settings.model_fields.keys()
    for field, info in Settings.model_fields.items():
        if isinstance(info.default, int | float) or (isinstance(info.default, str) and info.default):
            assert (
                f"`{info.default:g}`" in shown[field]
                if isinstance(info.default, float)
                else str(info.default) in shown[field]
            )


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs/architecture.md", "docs/adding-a-backend.md"])
def test_linked_files_are_there(repo: Path, name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text(repo, name))
    missing = [link for link in links if not (repo / name).parent.joinpath(link).exists()]
    assert not missing


def test_the_two_set_up_commands_are_the_only_ones(repo: Path) -> None:
    for name in READMES:
        start = text(repo, name).split("\n## ")[1]
        assert [line.split("#")[0].strip() for line in shell_lines(start)] == ["make run", "make test"]
