"""The page's parts over an assistant that needs no models."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.settings import Settings
from tests.ui.fake_assistant import FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store_dir=tmp_path / "store", llm="extractive")
