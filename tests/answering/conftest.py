"""Assistants over small made-up articles: the real embedder, and no language model or a scripted one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from rag import Assistant
from rag.models.base import Embedder
from rag.models.registry import ModelOptions, load_embedder
from rag.settings import Settings
from rag.types import Article
from tests.support import newsroom
from tests.support.models import ScriptedModel

Make = Callable[..., Assistant]


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged E5, loaded once."""
    return load_embedder("e5", ModelOptions(cache_dir=Settings().cache_dir))


@pytest.fixture(scope="session")
def make(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """``make(articles, llm)``: an assistant over its own store. Without ``llm`` it quotes."""
    opened: list[Assistant] = []

    def build(articles: Sequence[Article] = newsroom.ALL, llm: ScriptedModel | None = None) -> Assistant:
        where: Path = tmp_path_factory.mktemp("answers") / "store"
        assistant = Assistant(Settings(store_dir=where, llm="extractive"), llm=llm, embedder=embedder)
        if articles:
            report = assistant.ingest(articles)
            assert not report.failed, report.failed
        opened.append(assistant)
        return assistant

    yield build
    for assistant in opened:
        assistant.close()


@pytest.fixture(scope="session")
def quoting(make: Make) -> Assistant:
    """All articles of the newsroom, answered by quoting."""
    return make()
