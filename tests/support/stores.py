"""Made-up articles, and what a store holds in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.indexing import Indexer
from rag.settings import Settings
from rag.types import Article, IngestReport
from store import Store
from store.rows import Filter
from tests.support.hashing import HashingEmbedder

_PLACES = ("北京", "成都", "重庆", "杭州", "西安")


def made_up(count: int, *, first: int = 0, sentences: int = 12) -> list[Article]:
    """Articles about factories that do not exist, each with its own figures."""
    return [
        Article(
            text="\n\n".join(
                f"第{i}号工厂{j}车间去年生产了{i * 31 + j * 7}台水泵，比前年多{(i + j) % 40}%。"
                f"{j}车间的{(i * 7 + j) % 900 + 3}名工人在{_PLACES[(i + j) % 5]}过冬。"
                for j in range(sentences // 2)
            ),
            title=f"第{i}号工厂",
            publisher=("晨报", "晚报")[i % 2],
            published=f"202{i % 4}-{i % 12 + 1:02d}-{i % 28 + 1:02d}",
            source=f"factory-{i}.md",
        )
        for i in range(first, first + count)
    ]


def opened(path: Path, embedder: HashingEmbedder, **options: Any) -> Store:
    return Store(path, embedding=embedder.name, dimension=embedder.dimension, **options)


def ingest(store: Store, embedder: HashingEmbedder, articles: Sequence[Any], **options: Any) -> IngestReport:
    settings = Settings(passage_tokens=options.pop("passage_tokens", 120), piece_characters=80)
    return Indexer(store, embedder, settings).ingest(articles, **options)


def contents(store: Store) -> Iterator[tuple[Any, ...]]:
    """Everything visible: articles with texts, passages with spans and the bytes of their vectors, by article id."""
    for info in sorted(store.articles(), key=lambda a: a.id):
        rows = store.load_article(info.id)
        passages = [(r.passage, r.pieces, r.vectors.tobytes(), r.signature) for r in rows]
        yield store.article(info.id), passages


def assert_in_step(store: Store) -> None:
    """Both indexes hold what the catalog says, no more and no less, and nothing waits to be swept."""
    _, passages, pieces = store.totals()
    numbers = store.numbers(Filter())
    assert len(numbers) == passages
    counts: list[tuple[int, int]] = []
    store.indexes.use(lambda dense, lexical: counts.append((dense.open().count(), lexical.count())))
    assert counts == [(pieces, passages)]
    assert not store.catalog._all("SELECT 1 FROM passages WHERE article = 0 UNION ALL SELECT 1 FROM garbage")
    assert len(store.catalog._all("SELECT 1 FROM vectors")) == passages
