"""Every step of the scale benchmark runs, on a small store and with an embedder that costs nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import scale, scale_steps
from rag.errors import UserError
from tests.support.hashing import HashingEmbedder

_WRITER = """
import json, sys
from pathlib import Path
from benchmarks import scale_steps
from tests.support.hashing import HashingEmbedder
scale_steps.load_embedder = lambda settings: HashingEmbedder()
scale_steps._SAMPLE = 3
print(json.dumps(scale_steps.write(Path(sys.argv[1]))))
"""


@pytest.fixture
def folder(tmp_path: Path, repo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(repo)
    monkeypatch.setattr(scale_steps, "load_embedder", lambda settings: HashingEmbedder())
    monkeypatch.setattr(scale_steps, "_QUESTIONS", 4)
    monkeypatch.setattr(scale_steps, "_WARM", 1)
    monkeypatch.setattr(scale_steps, "command", lambda step, store: [sys.executable, "-c", _WRITER, str(store)])
    return tmp_path / "store"


def test_every_step_measures_what_it_says(folder: Path) -> None:
    built = scale_steps.build(folder, 200, 150)
    assert built["build s"] > 0
    found = scale_steps.search(folder)
    assert found["articles"] == 40
    assert 0 < found["passages"] <= found["vectors"]
    assert found["filtered recall"] == 1.0
    updated = scale_steps.update(folder, 150)
    assert (updated["unchanged: embedded"], updated["changed: embedded"]) == (0, 1)
    written = scale_steps.busy(folder)
    assert written["ingest / embedding alone"] > 1
    assert written["while writing: same found"] == 1.0
    assert scale_steps.search(folder)["articles"] == 40


def test_measuring_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="without --measure-only"):
        scale.main(["--measure-only", "--folder", str(tmp_path), "--sizes", "10"])
