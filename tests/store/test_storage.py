from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.retrieval import Retriever
from rag.settings import Settings
from store import Store
from store.errors import UserError
from store.rows import Filter
from tests.support.hashing import HashingEmbedder
from tests.support.stores import assert_in_step, contents, ingest, made_up, opened

EMBEDDER = HashingEmbedder()


@pytest.fixture
def store(store_dir: Path) -> Iterator[Store]:
    with opened(store_dir, EMBEDDER) as made:
        ingest(made, EMBEDDER, made_up(20))
        yield made


def _finds(store: Store, question: str, article_id: str) -> bool:
    hits = store.nearest(EMBEDDER.embed_queries([question])[0], 5) + store.matching(question, 5)
    rows = store.load([number for number, _ in hits])
    return any(row.passage.article_id == article_id for row in rows)


def test_articles_come_back_as_they_went_in(store: Store) -> None:
    assert [store.article(a.id) for a in store.articles()] == made_up(20)


def test_unknown_article(store: Store) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        store.article("nowhere")
    assert store.remove("nowhere") is False


def test_passages_by_id(store: Store) -> None:
    rows = store.load_article(store.articles()[3].id)
    wanted = [row.passage for row in reversed(rows)]
    assert store.passages([*(p.id for p in wanted), "gone:0-1", "nonsense", ""]) == wanted


def test_removed_articles_are_gone_everywhere(store: Store) -> None:
    gone = store.articles()[7]
    numbers = [row.number for row in store.load_article(gone.id)]
    assert store.remove(gone.id)
    assert gone.id not in {a.id for a in store.articles()}
    assert store.load(numbers) == []
    assert not _finds(store, "第7号工厂", gone.id)
    assert_in_step(store)


def test_answers_and_feedback(store: Store) -> None:
    store.save_answer("a1", "多少？", '{"text": "三百台"}', "2026-01-02T03:04:05Z")
    store.save_feedback("a1", -1, "旧数字")
    assert store.answer("a1") == ("多少？", '{"text": "三百台"}', "2026-01-02T03:04:05Z")
    assert [row[:3] for row in store.feedback()] == [("a1", -1, "旧数字")]
    with pytest.raises(KeyError):
        store.answer("a2")


def test_another_model_is_told_and_nothing_is_lost(store: Store, store_dir: Path) -> None:
    before = list(contents(store))
    with Store(store_dir, embedding="another", dimension=32) as other:
        assert len(other.articles()) == 20
        assert "wenju ingest --reindex" in str(other.problems()[0])
        with pytest.raises(UserError, match=r"hashing.*another.*--reindex"), other.writing():
            pass
        with pytest.raises(UserError, match="--reindex"):
            other.nearest(EMBEDDER.embed_queries(["水泵"])[0], 3)
    assert list(contents(store)) == before


def test_newer_layout_is_left_alone(store: Store, store_dir: Path) -> None:
    store.close()
    with sqlite3.connect(store_dir / "catalog.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="newer Wenju"):
        opened(store_dir, EMBEDDER)


def test_missing_store_cannot_be_read(store_dir: Path) -> None:
    with pytest.raises(UserError, match="wenju ingest"):
        opened(store_dir, EMBEDDER, read_only=True)
    assert not store_dir.exists()


def test_read_only_store_answers_and_refuses_to_change(store: Store, store_dir: Path) -> None:
    with opened(store_dir, EMBEDDER, read_only=True) as reader:
        assert _finds(reader, "第5号工厂", reader.articles()[5].id)
        with pytest.raises(UserError, match="read-only"):
            reader.remove(reader.articles()[0].id)
        with pytest.raises(UserError, match="read-only"):
            reader.save_feedback("a", 1)


@pytest.mark.parametrize(
    "name", ["data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "chroma.sqlite3"]
)
@pytest.mark.parametrize("how", ["missing", "empty", "half", "garbage"])
def test_damaged_vectors_are_rebuilt(
    store: Store, store_dir: Path, name: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    ingest(store, EMBEDDER, made_up(120, first=100, sentences=8))  # enough for Chroma to write its graph out
    before = list(contents(store))
    store.close()
    (victim,) = [*(store_dir / "chroma").glob(f"**/{name}")]
    data = victim.read_bytes()
    if how == "missing":
        victim.unlink()
    else:
        victim.write_bytes({"empty": b"", "half": data[: len(data) // 2], "garbage": os.urandom(len(data))}[how])
    with caplog.at_level(logging.WARNING), opened(store_dir, EMBEDDER) as again:
        assert _finds(again, "第5号工厂2车间", made_up(20)[5].id)
        assert _finds(again, "第150号工厂2车间", made_up(1, first=150)[0].id)
        assert list(contents(again)) == before
        assert_in_step(again)
    harmless = name == "length.bin" and how == "garbage"  # Chroma's own reading of it is not ours to know
    assert harmless or "rebuilding it from the catalog" in caplog.text


@pytest.mark.parametrize("how", ["missing", "garbage", "no meta"])
def test_damaged_lexical_index_is_rebuilt(
    store: Store, store_dir: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.close()
    folder = store_dir / "lexical"
    if how == "missing":
        shutil.rmtree(folder)
    elif how == "no meta":
        (folder / "meta.json").unlink()
    else:
        for file in folder.iterdir():
            if file.suffix and file.suffix != ".lock":
                file.write_bytes(os.urandom(file.stat().st_size))
    with caplog.at_level(logging.WARNING), opened(store_dir, EMBEDDER) as again:
        assert again.matching("第5号工厂", 3)
        assert_in_step(again)
    assert "lexical index" in caplog.text
    assert "rebuilding it from the catalog" in caplog.text


def test_second_writer_is_told(store: Store, store_dir: Path) -> None:
    with opened(store_dir, EMBEDDER, wait=0.1) as second, store.writing():
        with pytest.raises(UserError, match="another process"), second.writing():
            pass
        assert second.matching("水泵", 3)


def test_second_writer_waits_its_turn(store: Store, store_dir: Path) -> None:
    entered = threading.Event()

    def write() -> None:
        with opened(store_dir, EMBEDDER, wait=60) as second:
            entered.set()
            ingest(second, EMBEDDER, made_up(3, first=50))

    with store.writing():
        thread = threading.Thread(target=write)
        thread.start()
        entered.wait(30)
    thread.join(60)
    assert len(store.articles()) == 23


_WRITER = """
import sys
from pathlib import Path
from tests.support.hashing import HashingEmbedder
from tests.support.stores import ingest, made_up, opened
embedder = HashingEmbedder()
with opened(Path(sys.argv[1]), embedder) as store:
    ingest(store, embedder, made_up(int(sys.argv[3]), first=int(sys.argv[2])))
    store.remove(made_up(1)[0].id)
"""


@pytest.mark.parametrize("tail", [8000, 20])
def test_what_another_process_writes_is_found(
    store: Store, store_dir: Path, repo: Path, tail: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.dense._TAIL_LIMIT", tail)
    count = 40
    assert _finds(store, "第0号工厂", made_up(1)[0].id)
    subprocess.run([sys.executable, "-c", _WRITER, str(store_dir), "1000", str(count)], check=True, cwd=repo)
    assert not _finds(store, "第0号工厂", made_up(1)[0].id)
    last = made_up(1, first=999 + count)[0]
    nearest = store.nearest(EMBEDDER.embed_passages([last.title + " " + str(last.published) + "\n" + last.text])[0], 5)
    assert last.id in {row.passage.article_id for row in store.load([n for n, _ in nearest])}
    assert _finds(store, last.title, last.id)
    assert _finds(store, "第5号工厂", made_up(20)[5].id)


def test_filters(store: Store) -> None:
    articles = made_up(20)
    day = articles[4].published
    assert day
    early, late = store.numbers(Filter(before=day)), store.numbers(Filter(after=day))
    assert len(early) + len(late) == store.totals()[1]
    assert store.count(Filter(before=day)) == len(early)
    assert store.admitted([*early, *late, 10**6], Filter(after=day)) == set(late)
    few = Filter(ids=frozenset({articles[4].id, "unknown"}))
    assert store.numbers(few) == [row.number for row in store.load_article(articles[4].id)]


def test_full_disk_is_told_and_leaves_whole_articles(store: Store, store_dir: Path, repo: Path) -> None:
    script = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))\n" + _WRITER
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(store_dir), "5000", "3000"], cwd=repo, capture_output=True, text=True
    )
    assert done.returncode
    assert "UserError" in done.stderr
    with opened(store_dir, EMBEDDER) as again:
        ingest(again, EMBEDDER, made_up(20))
        assert len(again.articles()) >= 20
        assert_in_step(again)


def test_threads_write_beside_each_other(store: Store) -> None:
    errors: list[Exception] = []

    def rate(number: int) -> None:
        try:
            for i in range(30):
                store.save_feedback(f"{number}-{i}", 1)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            errors.append(error)

    threads = [threading.Thread(target=rate, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    ingest(store, EMBEDDER, made_up(30, first=200))
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(store.feedback()) == 90
    assert len(store.articles()) == 50


def test_search_goes_on_while_articles_change(store: Store) -> None:
    """An article that is rewritten again and again is found in every state, never twice, never missing."""
    articles = made_up(20)
    stop = threading.Event()

    def rewrite() -> None:
        for i in range(12):
            ingest(store, EMBEDDER, [replace(articles[5], text=articles[5].text + f"第{i}次改写。")])
        stop.set()

    thread = threading.Thread(target=rewrite)
    thread.start()
    retriever = Retriever(store, EMBEDDER, Settings())
    while not stop.is_set():
        found = retriever.search("第5号工厂3车间去年生产了多少台水泵", k=5)
        assert found[0].title == "第5号工厂"
        assert len({f.passage.id for f in found}) == 5
    thread.join()


def test_work_that_needs_no_model_needs_no_name(store: Store, store_dir: Path) -> None:
    with Store(store_dir, embedding="", dimension=0) as other:
        assert other.remove(other.articles()[0].id)
        assert not other.problems()
    assert_in_step(store)


def test_a_folder_that_cannot_be_written_is_searched(
    store: Store, store_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    before = {f: f.read_bytes() for f in store_dir.rglob("*") if f.is_file()}
    monkeypatch.setattr("store.places.writable", lambda folder: False)
    with opened(store_dir, EMBEDDER) as reader:
        assert _finds(reader, "第5号工厂", reader.articles()[5].id)
        reader.save_answer("a", "多少？", "{}", "2026-01-02")
        with pytest.raises(UserError, match="read-only"):
            reader.remove(reader.articles()[0].id)
    assert {f: f.read_bytes() for f in store_dir.rglob("*") if f.is_file()} == before


def test_the_first_layout_is_brought_up_to_date(store: Store, store_dir: Path) -> None:
    before = list(contents(store))
    store.close()
    with sqlite3.connect(store_dir / "catalog.sqlite") as db:
        db.executescript(
            "ALTER TABLE articles ADD COLUMN text TEXT NOT NULL DEFAULT '';"
            "UPDATE articles SET text = (SELECT text FROM texts WHERE article = ordinal);"
            "DROP TABLE texts; DROP INDEX articles_published; DROP INDEX articles_recipe;"
            "CREATE INDEX articles_published ON articles (published, passages); PRAGMA user_version = 1;"
        )
    with pytest.raises(UserError, match="older layout"):
        opened(store_dir, EMBEDDER, read_only=True)
    with opened(store_dir, EMBEDDER) as again:
        assert list(contents(again)) == before
        assert_in_step(again)
