from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.indexing import Indexer
from rag.settings import Settings
from rag.types import Article, FileOutcome, Progress
from store import Store
from tests.support.hashing import HashingEmbedder
from tests.support.stores import assert_in_step, contents, ingest, made_up, opened


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def store(store_dir: Path, embedder: HashingEmbedder) -> Iterator[Store]:
    with opened(store_dir, embedder) as made:
        yield made


def _statuses(report: object) -> dict[str, int]:
    return {s: len(getattr(report, s)) for s in ("added", "updated", "unchanged", "removed", "failed")}


def test_unchanged_articles_embed_nothing(store: Store, embedder: HashingEmbedder) -> None:
    first = ingest(store, embedder, made_up(10))
    embedder.embedded.clear()
    again = ingest(store, embedder, made_up(10))
    assert len(first.added) == 10
    assert first.embedded_pieces > 0
    assert len(again.unchanged) == 10
    assert again.embedded_pieces == 0
    assert embedder.embedded == []


def test_one_changed_sentence_embeds_one_piece(store: Store, embedder: HashingEmbedder) -> None:
    article = made_up(1, sentences=80)[0]
    ingest(store, embedder, [article])
    before = {row.passage.text for row in store.load_article(article.id)}
    changed = replace(article, text=article.text.replace("20车间的23名", "20车间的2333名"))
    assert changed.text != article.text
    report = ingest(store, embedder, [changed])
    assert len(report.updated) == 1
    assert report.embedded_pieces <= 2
    rows = store.load_article(article.id)
    assert len({row.passage.text for row in rows} - before) <= 3
    assert all(changed.text[r.passage.start : r.passage.end] == r.passage.text for r in rows)
    assert store.matching("2333", 5)
    assert_in_step(store)


@pytest.mark.parametrize("where", ["front", "middle", "end", "two places", "removed"])
def test_edits_keep_spans_right_and_work_small(store: Store, embedder: HashingEmbedder, where: str) -> None:
    article = made_up(1, sentences=120)[0]
    paragraphs = article.text.split("\n\n")
    new = "这一段是新写的，说的是别的事情。"
    match where:
        case "front":
            paragraphs.insert(0, new)
        case "middle":
            paragraphs.insert(30, new)
        case "end":
            paragraphs.append(new)
        case "two places":
            paragraphs.insert(50, new)
            paragraphs.insert(5, new)
        case "removed":
            del paragraphs[20]
    ingest(store, embedder, [article])
    changed = replace(article, text="\n\n".join(paragraphs))
    report = ingest(store, embedder, [changed])
    rows = store.load_article(article.id)
    assert report.embedded_pieces <= (6 if where == "two places" else 3)
    assert "".join(r.passage.text for r in rows).replace("\n", "") == changed.text.replace("\n", "")
    assert all(changed.text[r.passage.start : r.passage.end] == r.passage.text for r in rows)
    assert [r.passage.ordinal for r in rows] == list(range(len(rows)))
    fresh = embedder.embed_passages(
        [changed.title + f" {changed.published}\n" + changed.text[a:b] for a, b in rows[3].pieces]
    )
    assert abs(fresh - rows[3].vectors).max() < 1e-3
    assert_in_step(store)


def test_title_and_date_stand_above_the_pieces_of_long_articles_only(store: Store, embedder: HashingEmbedder) -> None:
    long, short = made_up(2, sentences=60)
    short = replace(short, text=short.text[:40])
    ingest(store, embedder, [long, short])
    assert all(text.startswith(f"{long.title} {long.published}\n") for text in embedder.embedded[:-1])
    assert embedder.embedded[-1] == short.text
    embedder.embedded.clear()
    grown = replace(short, text=short.text + "\n\n" + long.text)
    ingest(store, embedder, [grown])
    assert all(text.startswith(short.title) for text in embedder.embedded)
    for row in store.load_article(short.id):
        head = f"{short.title} {short.published}\n"
        fresh = embedder.embed_passages([head + grown.text[a:b] for a, b in row.pieces])
        assert abs(fresh - row.vectors).max() < 1e-3
    assert_in_step(store)


def test_a_new_title_reaches_the_lexical_index(store: Store, embedder: HashingEmbedder) -> None:
    article = made_up(1)[0]
    ingest(store, embedder, [article])
    report = ingest(store, embedder, [replace(article, title="改名以后")])
    assert len(report.updated) == 1
    assert store.matching("改名以后", 3)
    assert_in_step(store)


def test_other_sizes_are_cut_anew_without_embedding_the_same_twice(store: Store, embedder: HashingEmbedder) -> None:
    ingest(store, embedder, made_up(5))
    report = ingest(store, embedder, made_up(5), passage_tokens=60)
    assert len(report.updated) == 5
    assert len(ingest(store, embedder, made_up(5), passage_tokens=60).unchanged) == 5
    assert_in_step(store)


def test_failed_files_are_reported_and_stop_nothing(store: Store, embedder: HashingEmbedder) -> None:
    bad = FileOutcome("bad.txt", "failed", reason="0 bytes")
    report = ingest(store, embedder, [made_up(1)[0], bad, made_up(1, first=1)[0]])
    assert report.failed == (bad,)
    assert len(report.added) == 2


def test_the_same_article_twice_in_one_run(store: Store, embedder: HashingEmbedder) -> None:
    article = made_up(1)[0]
    report = ingest(store, embedder, [article, article, replace(article, text=article.text + "新的一句。")])
    assert _statuses(report) == {"added": 1, "updated": 1, "unchanged": 1, "removed": 0, "failed": 0}
    assert store.article(article.id).text.endswith("新的一句。")
    assert_in_step(store)


def test_equal_articles_from_two_places_are_embedded_once(store: Store, embedder: HashingEmbedder) -> None:
    one = made_up(1)[0]
    ingest(store, embedder, [one])
    report = ingest(store, embedder, [replace(one, source="copy.md", id="")])
    assert len(report.added) == 1
    assert report.embedded_pieces == 0
    assert len(store.articles()) == 2
    assert_in_step(store)


def _written(folder: Path, articles: list[Article]) -> list[Article]:
    folder.mkdir(exist_ok=True)
    placed = [replace(a, source=str(folder / str(a.source)), id="") for a in articles]
    for article in placed:
        Path(str(article.source)).write_text(article.text, encoding="utf-8")
    return placed


def test_sync_removes_what_is_gone_and_only_there(store: Store, embedder: HashingEmbedder, tmp_path: Path) -> None:
    inside = _written(tmp_path / "news", made_up(4))
    outside = _written(tmp_path / "other", made_up(2, first=10))
    ingest(store, embedder, [*inside, *outside])
    for article in inside[2:]:
        Path(str(article.source)).unlink()
    unread = FileOutcome(str(inside[1].source), "failed", reason="busy")
    report = ingest(store, embedder, [inside[0], unread], sync_root=str(tmp_path / "news"))
    assert {o.article_id for o in report.removed} == {a.id for a in inside[2:]}
    assert {a.id for a in store.articles()} == {a.id for a in [*inside[:2], *outside]}
    assert_in_step(store)


@pytest.mark.parametrize(("before", "after"), [(3, 2), (2, 0), (0, 2)])
def test_what_a_file_no_longer_holds_goes(
    store: Store, embedder: HashingEmbedder, tmp_path: Path, before: int, after: int
) -> None:
    file = tmp_path / "news.txt"
    file.write_text("news")

    def parts(count: int) -> list[Article]:
        """``count`` articles of one file; 0 stands for a file that is one article."""
        names = [f"{file}#{i + 1}" for i in range(count)] or [str(file)]
        return [replace(a, source=name, id="") for a, name in zip(made_up(len(names)), names, strict=True)]

    kept = made_up(1, first=30)[0]
    ingest(store, embedder, [*parts(before), kept])
    ingest(store, embedder, parts(after))
    assert {a.source for a in store.articles()} == {a.source for a in parts(after)} | {kept.source}
    assert_in_step(store)


def test_articles_that_share_a_source_that_is_no_file_stay(store: Store, embedder: HashingEmbedder) -> None:
    one, two = (replace(a, source=f"intranet#{i}", id="") for i, a in enumerate(made_up(2)))
    ingest(store, embedder, [one])
    ingest(store, embedder, [two])
    assert len(store.articles()) == 2


def test_sync_knows_a_moved_file_again(store: Store, embedder: HashingEmbedder, tmp_path: Path) -> None:
    (article,) = _written(tmp_path / "news", made_up(1))
    ingest(store, embedder, [article], sync_root=str(tmp_path / "news"))
    Path(str(article.source)).rename(tmp_path / "news" / "moved.md")
    moved = replace(article, source=str(tmp_path / "news" / "moved.md"), id="")
    report = ingest(store, embedder, [moved], sync_root=str(tmp_path / "news"))
    assert _statuses(report) == {"added": 0, "updated": 1, "unchanged": 0, "removed": 0, "failed": 0}
    assert report.embedded_pieces == 0
    assert [a.source for a in store.articles()] == [moved.source]
    assert store.article(moved.id).text == article.text


def test_reindex_with_another_model_needs_no_files(store_dir: Path, embedder: HashingEmbedder) -> None:
    with opened(store_dir, embedder) as store:
        ingest(store, embedder, made_up(8))
    other = HashingEmbedder("other", 32)
    with opened(store_dir, other) as store:
        steps: list[Progress] = []
        report = Indexer(store, other, Settings(passage_tokens=120, piece_characters=80)).reindex(progress=steps.append)
        assert len(report.updated) == 8
        assert steps
        assert not store.problems()
        again = list(contents(store))
        assert_in_step(store)
    with opened(store_dir.parent / "fresh", other) as fresh:
        ingest(fresh, other, made_up(8))
        assert list(contents(fresh)) == again


def test_reindex_goes_on_where_it_stopped(store_dir: Path, embedder: HashingEmbedder) -> None:
    with opened(store_dir, embedder) as store:
        ingest(store, embedder, made_up(6))
    other = HashingEmbedder("other", 32)
    with opened(store_dir, other) as store:
        store.begin_reindex()
        assert "6 articles" in str(store.problems()[0])
    with opened(store_dir, other) as store:
        ingest(store, other, made_up(2))
        assert "4 articles" in str(store.problems()[0])
        report = Indexer(store, other, Settings(passage_tokens=120, piece_characters=80)).reindex()
        assert len(report.updated) == 4
        assert_in_step(store)


def test_an_embedder_that_fails_leaves_whole_articles(store: Store, embedder: HashingEmbedder) -> None:
    class Failing(HashingEmbedder):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            raise RuntimeError("no more memory")

    ingest(store, embedder, made_up(3))
    before = list(contents(store))
    with pytest.raises(RuntimeError):
        ingest(store, Failing(), made_up(6))
    assert list(contents(store)) == before
    assert_in_step(store)
