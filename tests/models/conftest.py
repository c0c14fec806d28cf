from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.models import e5, weights
from rag.models.llama_cpp import LlamaCpp
from rag.models.onnx_embedder import OnnxEmbedder
from rag.settings import Settings


@pytest.fixture(scope="session")
def user_cache() -> Path:
    """Where `make test` has put the weights."""
    return Settings().cache_dir


@pytest.fixture(scope="session")
def e5_cache(user_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of this session with the packaged E5's data file in it, prepared once."""
    source = e5.data_file(user_cache)
    assert source is not None, "run: wenju models pull multilingual-e5-small"
    cache = tmp_path_factory.mktemp("cache")
    target = weights.path_of(weights.MODELS[e5.NAME], cache)
    target.parent.mkdir(parents=True)
    target.symlink_to(source)
    e5.prepare(cache)
    return cache


@pytest.fixture(scope="session")
def embedder(e5_cache: Path) -> OnnxEmbedder:
    return e5.load(e5_cache)


@pytest.fixture(scope="session")
def gguf(user_cache: Path) -> Path:
    """A real GGUF model: ``WENJU_TEST_GGUF``, else the smallest that is in the cache."""
    if given := os.environ.get("WENJU_TEST_GGUF"):
        return Path(given)
    here = [m for m in weights.MODELS.values() if m.kind == "llm" and weights.path_of(m, user_cache).is_file()]
    assert here, "run: wenju models pull"
    return weights.find(min(here, key=lambda model: model.size).name, user_cache)


@pytest.fixture(scope="session")
def llm(gguf: Path) -> Iterator[LlamaCpp]:
    model = LlamaCpp(gguf, context=2048, timeout=280)
    yield model
    model.close()
