"""The command line over an assistant that needs no models."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from rag.cli import main
from tests.fakes import FakeAssistant


@dataclass(frozen=True)
class Run:
    """What one run of the command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    """The assistant that the command gets, with the settings that it was made with."""
    fake = FakeAssistant()

    def make(settings: Any) -> FakeAssistant:
        fake.settings = settings
        return fake

    monkeypatch.setattr("rag.assistant.Assistant", make)
    return fake


@pytest.fixture
def wenju(assistant: FakeAssistant, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs a command: ``wenju("ask", "…", "--json")``."""

    def run(*arguments: str) -> Run:
        capsys.readouterr()
        code = main(list(arguments))
        return Run(code, *capsys.readouterr())

    return run
