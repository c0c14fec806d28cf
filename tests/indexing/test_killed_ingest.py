"""An ingest that is killed at random moments: articles are in or out, and the next run ends as if nothing happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.hashing import HashingEmbedder
from tests.support.stores import assert_in_step, contents, ingest, made_up, opened

_CHILD = """
import sys
from pathlib import Path
from tests.support.hashing import HashingEmbedder
from tests.support.stores import ingest, made_up, opened
embedder = HashingEmbedder()
with opened(Path(sys.argv[1]), embedder) as store:
    print("ready", flush=True)
    ingest(store, embedder, made_up(int(sys.argv[2])))
    print("done", flush=True)
"""


def _kill_once(path: Path, count: int, delay: float, repo: Path) -> bool:
    """Start an ingest, kill it ``delay`` seconds after it began; whether it was still running."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path), str(count)], stdout=subprocess.PIPE, text=True, cwd=repo
    )
    assert child.stdout
    child.stdout.readline()
    time.sleep(delay)
    running = child.poll() is None
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    return running


def _check(path: Path, count: int) -> int:
    embedder = HashingEmbedder()
    expected = {a.id: a for a in made_up(count)}
    with opened(path, embedder) as store:
        for info in store.articles():
            article = store.article(info.id)
            assert article == expected[info.id]
            rows = store.load_article(info.id)
            assert len(rows) == info.passages > 0
            assert all(article.text[r.passage.start : r.passage.end] == r.passage.text for r in rows)
            assert all(len(r.vectors) == len(r.pieces) > 0 for r in rows)
        return len(store.articles())


def _run(tmp_path: Path, repo: Path, count: int, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    embedder = HashingEmbedder()
    with opened(tmp_path / "whole", embedder) as store:
        began = time.monotonic()
        ingest(store, embedder, made_up(count))
        seconds = time.monotonic() - began
        undisturbed = list(contents(store))
    landed = 0
    for _ in range(kills):
        landed += _kill_once(tmp_path / "killed", count, rng.uniform(0, seconds * 1.5 / kills), repo)
        _check(tmp_path / "killed", count)
    assert landed
    with opened(tmp_path / "killed", embedder) as store:
        report = ingest(store, embedder, made_up(count))
        assert not report.failed
        assert len(report.added) + len(report.unchanged) == count
        assert list(contents(store)) == undisturbed
        assert_in_step(store)


def test_killed_three_times(tmp_path: Path, repo: Path) -> None:
    _run(tmp_path, repo, count=700, kills=3, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_killed_twenty_times(tmp_path: Path, repo: Path) -> None:
    _run(tmp_path, repo, count=5000, kills=20, seed=2)
