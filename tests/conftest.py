"""What all tests share: no network but loopback, no one's own store or settings, models loaded once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from rag.models.base import Embedder, LanguageModel
    from rag.models.registry import ModelOptions

os.environ |= {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
}
# The same examples every time: what fails here fails for everyone. Look for new ones with --hypothesis-profile=default.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
_KEPT = ("WENJU_TEST_", "WENJU_CACHE_DIR")
for _name in [name for name in os.environ if name.startswith("WENJU_") and not name.startswith(_KEPT)]:
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


def find_chromium() -> str | None:
    """A Chromium on this machine: ``WENJU_TEST_CHROMIUM``, or the first on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("WENJU_TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium, browser tests are skipped, or fail where ``WENJU_TEST_BROWSER=required``."""
    if find_chromium() or os.environ.get("WENJU_TEST_BROWSER") == "required":
        return
    skip = pytest.mark.skip(reason="no Chromium on this machine: install one, or set WENJU_TEST_CHROMIUM")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def e5() -> Embedder:
    """The default embedder, loaded once."""
    from rag.models.registry import load_embedder

    return load_embedder("e5", model_options())


@pytest.fixture(scope="session")
def local_llm() -> Iterator[LanguageModel]:
    """The default language model, loaded once; for tests marked ``model``."""
    from rag.models.registry import load_llm

    model = load_llm("local", model_options())
    assert model is not None
    yield model
    model.close()


def model_options() -> ModelOptions:
    """Where the weights are: the user's cache, which ``make test`` fills."""
    from rag.models.registry import ModelOptions
    from rag.settings import Settings

    return ModelOptions(cache_dir=Settings().cache_dir)
