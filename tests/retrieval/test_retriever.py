from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.errors import UserError
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.types import Article
from store import Store
from tests.support.hashing import HashingEmbedder
from tests.support.stores import ingest, made_up, opened

EMBEDDER = HashingEmbedder()
SETTINGS = Settings()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(tmp_path_factory.mktemp("retrieval") / "store", EMBEDDER) as made:
        ingest(made, EMBEDDER, made_up(60))
        yield made


@pytest.fixture
def retriever(store: Store) -> Retriever:
    return Retriever(store, EMBEDDER, SETTINGS)


def test_finds_the_article_that_says_it(retriever: Retriever) -> None:
    found = retriever.search("第17号工厂3车间去年生产了多少台水泵？", k=5)
    assert found[0].title == "第17号工厂"
    assert "3车间" in found[0].text
    assert len(found) == 5
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert all(0 <= f.score <= 1 for f in found)


def test_every_piece_has_its_cosine(retriever: Retriever, store: Store) -> None:
    question = "第17号工厂有多少工人"
    for found in retriever.search(question, k=4):
        article = store.article(found.article_id)
        assert article.text[found.start : found.end] == found.text
        assert found.dense == pytest.approx(max(p.dense for p in found.pieces))
        for piece in found.pieces:
            words = f"{article.title} {article.published}\n{article.text[piece.start : piece.end]}"
            cosine = float(EMBEDDER.embed_passages([words])[0] @ EMBEDDER.embed_queries([question])[0])
            assert piece.dense == pytest.approx(cosine, abs=2e-3)


def test_dates_bound_the_days(retriever: Retriever) -> None:
    articles = made_up(60)
    day = articles[20].published
    assert day
    after = retriever.search("工厂", k=100, published_after=day)
    before = retriever.search("工厂", k=100, published_before=day.isoformat())
    assert {f.published for f in after} >= {day}
    assert all(f.published and f.published >= day for f in after)
    assert all(f.published and f.published < day for f in before)
    assert {f.article_id for f in after} | {f.article_id for f in before} == {a.id for a in articles}


def test_articles_without_a_date_pass_no_date_filter(store_dir: Path) -> None:
    with opened(store_dir, EMBEDDER) as store:
        ingest(store, EMBEDDER, [Article(text="水泵厂没有日期。")])
        retriever = Retriever(store, EMBEDDER, SETTINGS)
        assert retriever.search("水泵")
        assert not retriever.search("水泵", published_after="1900-01-01")


def test_article_filter(retriever: Retriever) -> None:
    wanted = [a.id for a in made_up(60)[7:9]]
    found = retriever.search("水泵产量", k=50, article_ids=wanted)
    assert {f.article_id for f in found} == set(wanted)
    assert retriever.search("水泵产量", article_ids=[]) == []
    assert retriever.search("水泵产量", article_ids=["unknown"]) == []


def test_a_wide_filter_loses_nothing(store: Store, retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over-fetching finds what an exact search over the admitted passages finds."""
    wanted = [a.id for i, a in enumerate(made_up(60)) if i % 3 == 0]
    exact = [f.passage for f in retriever.search("第30号工厂的工人", k=8, article_ids=wanted)]
    monkeypatch.setattr("rag.retrieval.candidates._NARROW", 0)
    wide = [f.passage for f in Retriever(store, EMBEDDER, SETTINGS).search("第30号工厂的工人", k=8, article_ids=wanted)]
    assert wide == exact


@pytest.mark.parametrize("question", ["", " \n", "\x00\x07", "\u200b"])
def test_empty_questions_find_nothing(retriever: Retriever, question: str) -> None:
    assert retriever.search(question) == [] or question == "\u200b"


@pytest.mark.parametrize("question", ["😀", '"((', "AND", "title:[a TO b]", "水" * 20000, "\ud800水泵", "a\x00b", "？"])
def test_odd_questions_break_nothing(retriever: Retriever, question: str) -> None:
    retriever.search(question)


def test_bad_dates_are_told(retriever: Retriever) -> None:
    with pytest.raises(UserError, match=r"published_after.*2023-10-09"):
        retriever.search("水泵", published_after="yesterday")


def test_an_empty_store_finds_nothing(store_dir: Path) -> None:
    with opened(store_dir, EMBEDDER) as store:
        assert Retriever(store, EMBEDDER, SETTINGS).search("水泵") == []


def test_near_duplicates_fold_and_are_named(store_dir: Path) -> None:
    text = "水泵厂在河边建了新的厂房，今年一共生产了三百台水泵，比去年多了一成，工人们都很高兴。" * 2
    originals = [
        Article(text=text, title="新厂房", source="a"),
        Article(text=text.replace("三百台", "三百台 "), title="转载", source="b"),
        Article(text="钢厂今年没有生产水泵，只生产钢管和铁板，价格没有变。", title="钢厂", source="c"),
    ]
    with opened(store_dir, EMBEDDER) as store:
        ingest(store, EMBEDDER, originals)
        found = Retriever(store, EMBEDDER, SETTINGS).search("今年生产了多少台水泵？", k=2)
    assert {f.title for f in found} >= {"钢厂"}
    assert found[0].also_in == tuple({a.id for a in originals[:2]} - {found[0].article_id})
    assert found[1].also_in == ()


def test_a_question_is_embedded_once(store: Store) -> None:
    class Counting(HashingEmbedder):
        calls = 0

        def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.calls += 1
            return super().embed_queries(texts)

    embedder = Counting()
    retriever = Retriever(store, embedder, SETTINGS)
    retriever.search("水泵")
    retriever.search("水泵", published_after=date(2020, 1, 1))
    retriever.embed("水泵")
    assert embedder.calls == 1


def test_a_reranker_has_the_last_word(store: Store) -> None:
    class Longest:
        name = "longest"

        def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
            return np.array([len(text) for text in texts], dtype=np.float32)

    found = Retriever(store, EMBEDDER, SETTINGS, reranker=Longest()).search("水泵", k=3)
    assert [f.rerank for f in found] == sorted((float(len(f.text)) for f in found), reverse=True)


def test_one_search_asks_each_index_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for name in ("nearest", "matching"):
        real = getattr(Store, name)

        def counted(self: Store, *given: object, _real: Callable[..., object] = real, _name: str = name) -> object:
            asked.append(_name)
            return _real(self, *given)

        monkeypatch.setattr(Store, name, counted)
    assert Retriever(store, EMBEDDER, SETTINGS).search("第30号工厂的工人", k=8)
    assert sorted(asked) == ["matching", "nearest"]


def test_an_error_of_the_lexical_index_is_not_lost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Store, "matching", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        Retriever(store, EMBEDDER, SETTINGS).search("第30号工厂的工人")
