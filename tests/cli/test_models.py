"""``wenju models``: what is listed, what is fetched, and that what is here is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.models import e5, files, hub, weights
from rag.models.base import ModelError
from tests.cli.conftest import Run

Wenju = Callable[..., Run]


class OneEmbedder:
    name, dimension = "one", 1

    def embed_queries(self, texts: list[str]) -> Any:
        return np.ones((len(texts), 1), np.float32)


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("WENJU_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def pulled(monkeypatch: pytest.MonkeyPatch, cache: Path) -> list[str]:
    """The names that were fetched; nothing is."""
    names: list[str] = []

    def pull(name: str, folder: Path, progress: object = None) -> Path:
        names.append(name)
        return folder / name

    monkeypatch.setattr(weights, "pull", pull)
    monkeypatch.setattr(hub, "pull_model", pull)
    monkeypatch.setattr(hub, "pull_file", pull)
    monkeypatch.setattr(e5, "data_file", lambda cache_dir: None)
    monkeypatch.setattr("rag.models.registry.load_embedder", lambda spec, options: OneEmbedder())
    return names


def test_pull_gets_what_the_settings_need(wenju: Wenju, pulled: list[str]) -> None:
    assert wenju("models", "pull").code == 0
    assert pulled == [weights.DEFAULT_LLM, e5.NAME]


@pytest.mark.parametrize("llm", ["extractive", "openai:http://127.0.0.1:9/v1#m", "local:/models/mine.gguf"])
def test_pull_gets_no_weights_that_nothing_asks_for(wenju: Wenju, pulled: list[str], llm: str) -> None:
    assert wenju("models", "pull", "--llm", llm, "--embedder", "st:somewhere").code == 0
    assert pulled == []


def test_pull_leaves_alone_what_is_here_and_says_nothing(
    wenju: Wenju, pulled: list[str], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = weights.MODELS[weights.DEFAULT_LLM]
    path = weights.path_of(model, cache)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"GGUF")
    files.mark_checked(path, model.sha256)
    monkeypatch.setattr(e5, "is_prepared", lambda cache_dir, weights: True)
    assert wenju("models", "pull") == Run(0, "", "")
    assert pulled == []
    path.write_bytes(b"GGUF, but another")
    assert wenju("models", "pull").code == 0
    assert pulled == [weights.DEFAULT_LLM]


def test_pull_by_name_and_from_a_hub(wenju: Wenju, pulled: list[str]) -> None:
    for name in ("qwen2.5-coder-0.5b", "st:BAAI/bge-m3", "hf:a/b/c.gguf"):
        assert wenju("models", "pull", name).code == 0
    assert pulled == ["qwen2.5-coder-0.5b", "BAAI/bge-m3", "a/b/c.gguf"]


def test_an_unknown_name_is_answered_with_the_known_ones(wenju: Wenju, cache: Path) -> None:
    run = wenju("models", "pull", "no-such-model")
    assert run.code == 1
    assert weights.DEFAULT_LLM in run.err


def test_list_says_what_is_in_use_and_whether_it_loads(wenju: Wenju, pulled: list[str]) -> None:
    rows = {row["name"]: row for row in wenju("models", "list", "--json").json}
    assert rows["local"]["configured"]
    assert rows["local"]["loads"] is False
    assert weights.DEFAULT_LLM in rows["local"]["problem"]
    assert rows["e5"]["loads"] is True
    assert rows[weights.DEFAULT_LLM]["size"] == weights.MODELS[weights.DEFAULT_LLM].size
    table = wenju("models")
    assert table.code == 1
    assert "✓" in table.out
    assert wenju("models", "list", "--no-load").code == 0


def test_list_goes_on_after_a_model_that_fails(wenju: Wenju, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(spec: str, options: object) -> None:
        raise ModelError("坏了")

    monkeypatch.setattr("rag.models.registry.load_embedder", fail)
    rows = {row["name"]: row for row in wenju("models", "--llm", "extractive", "--json").json}
    assert rows["e5"]["problem"] == "坏了"
    assert rows["extractive"]["loads"] is True
