"""What all tests share: no network but loopback, no one's own store or settings, models loaded once a session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ |= {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
}
for _name in [name for name in os.environ if name.startswith("WENJU_")]:
    del os.environ[_name]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder with an empty default store, so that no wenju.toml and no index of the user matters."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WENJU_STORE_DIR", str(home / "store"))
    monkeypatch.chdir(home)


@pytest.fixture
def store_dir(tmp_path: Path) -> Path:
    """Where a test's own store goes; not there yet."""
    return tmp_path / "store"


@pytest.fixture(scope="session")
def repo() -> Path:
    """The checkout that the tests belong to."""
    return Path(__file__).parents[1]
