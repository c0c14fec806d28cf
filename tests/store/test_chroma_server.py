"""The dense index on a real Chroma server on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.retrieval import Retriever
from rag.settings import Settings
from store.errors import UserError
from tests.support.hashing import HashingEmbedder
from tests.support.stores import assert_in_step, contents, ingest, made_up, opened

EMBEDDER = HashingEmbedder()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = _free_port()
    program = Path(sys.executable).with_name("chroma")
    folder = tmp_path_factory.mktemp("chroma-server")
    child = subprocess.Popen(
        [program, "run", "--path", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert child.poll() is None
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.kill()
        child.wait()


def test_a_server_gives_what_the_folder_gives(server: str, tmp_path: Path) -> None:
    with (
        opened(tmp_path / "remote", EMBEDDER, chroma_url=server) as remote,
        opened(tmp_path / "local", EMBEDDER) as local,
    ):
        for store in (remote, local):
            ingest(store, EMBEDDER, made_up(15))
            store.remove(made_up(1)[0].id)
            assert_in_step(store)
        assert list(contents(remote)) == list(contents(local))
        question = "第7号工厂3车间去年生产了多少台水泵"
        found = [Retriever(store, EMBEDDER, Settings()).search(question, k=5) for store in (remote, local)]
        assert [f.passage for f in found[0]] == [f.passage for f in found[1]]
        assert not (tmp_path / "remote" / "chroma").exists()


def test_two_stores_share_a_server(server: str, tmp_path: Path) -> None:
    with (
        opened(tmp_path / "one", EMBEDDER, chroma_url=server) as one,
        opened(tmp_path / "two", EMBEDDER, chroma_url=server) as two,
    ):
        ingest(one, EMBEDDER, made_up(3))
        ingest(two, EMBEDDER, made_up(3, first=50))
        found = Retriever(two, EMBEDDER, Settings()).search("第1号工厂", k=5)
        assert {f.article_id for f in found} <= {a.id for a in made_up(3, first=50)}
        assert_in_step(one)


def test_what_a_server_lost_is_rebuilt(server: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    import chromadb

    with opened(tmp_path / "store", EMBEDDER, chroma_url=server) as store:
        ingest(store, EMBEDDER, made_up(4))
        name = next(
            c.name
            for c in chromadb.HttpClient(host="127.0.0.1", port=int(server.rpartition(":")[2])).list_collections()
            if store.meta("store_id") in c.name
        )
    chromadb.HttpClient(host="127.0.0.1", port=int(server.rpartition(":")[2])).delete_collection(name)
    with opened(tmp_path / "store", EMBEDDER, chroma_url=server) as store:
        assert Retriever(store, EMBEDDER, Settings()).search("第1号工厂", k=1)
        assert_in_step(store)
    assert "rebuilding it from the catalog" in caplog.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "ftp://127.0.0.1", "nonsense"])
def test_a_server_that_is_not_there_is_told(tmp_path: Path, url: str) -> None:
    with opened(tmp_path / "store", EMBEDDER, chroma_url=url) as store, pytest.raises(UserError, match="chroma"):
        ingest(store, EMBEDDER, made_up(1))
