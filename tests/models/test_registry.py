from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

from rag.models import registry
from rag.models.base import ModelError
from rag.models.registry import ModelOptions, load_embedder, load_llm, load_reranker


@pytest.fixture
def options(tmp_path: Path) -> ModelOptions:
    return ModelOptions(tmp_path)


def test_our_backends_are_registered() -> None:
    assert set(registry.schemes("wenju.llms")) >= {"local", "openai"}
    assert set(registry.schemes("wenju.embedders")) >= {"e5", "st", "openai"}
    assert set(registry.schemes("wenju.rerankers")) >= {"st"}


def test_no_model_is_none(options: ModelOptions) -> None:
    assert load_llm("extractive", options) is None
    assert load_reranker("", options) is None


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("telepathy:x", "telepathy.*local, openai"),
        ("local", "wenju models pull qwen2.5-coder-1.5b"),
        ("local:nonesuch", "nonesuch"),
        ("local:/nowhere/x.gguf", "/nowhere/x.gguf"),
        ("local:hf:owner/repo/x.gguf", "wenju models pull hf:owner/repo/x.gguf"),
        ("local:hf:owner/x.gguf", "hf:OWNER"),
        ("openai:host#model", "https://HOST"),
        ("openai:https://host/v1", "#MODEL"),
    ],
)
def test_a_language_model_that_cannot_be_had_says_why(options: ModelOptions, spec: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        load_llm(spec, options)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("e5:large", "st:"),
        ("st:owner/name", "wenju models pull st:owner/name"),
        ("st:./nowhere", "nowhere"),
        ("word2vec", "word2vec"),
    ],
)
def test_an_embedder_that_cannot_be_had_says_why(options: ModelOptions, spec: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        load_embedder(spec, options)


class Sevens:
    name = "sevens"
    dimension = 2

    def __init__(self, rest: str, options: ModelOptions) -> None:
        self.rest = rest

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        return np.full((len(texts), 2), 0.7, np.float32)


def test_another_packages_backend_needs_no_change_here(options: ModelOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("sevens", f"{__name__}:Sevens", "wenju.embedders")
    monkeypatch.setattr(EntryPoint, "load", lambda _: Sevens)
    monkeypatch.setattr(registry, "entry_points", lambda **wanted: [point] if wanted.get("name") == "sevens" else [])
    made = load_embedder("sevens:a:b", options)
    assert isinstance(made, Sevens)
    assert made.rest == "a:b"


def test_a_missing_library_is_named(options: ModelOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("x", "no_such_library:make", "wenju.llms")
    monkeypatch.setattr(registry, "entry_points", lambda **_: [point])
    with pytest.raises(ModelError, match="no_such_library"):
        load_llm("x", options)
