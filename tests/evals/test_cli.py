"""The command, on real articles with the packaged embedder and the extractive answerer: no language model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import cli, engine


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs, reports and stores go to the test's own folder."""
    for module, name in ((cli, "OUT"), (cli, "CACHE_DIR"), (engine, "CACHE_DIR"), (cli, "BASELINE")):
        monkeypatch.setattr(module, name, tmp_path / name)


def lines(folder: Path) -> Path:
    path = folder / "set.jsonl"
    text = "松溪县2023年共种树10.59万棵，居全省首位。"
    other = "青河水库2021年8月蓄水，库容3.4亿立方米。"
    asked = {
        "question": "松溪县2023年种了多少棵树？",
        "answers": ["10.59万棵"],
        "positive": [text],
        "negative": [other],
    }
    path.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_set_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--set", str(lines(tmp_path)), "--llm", "extractive", "--own-passages", "--json", "--name", "mine"]
    assert cli.main(arguments) == 0
    (numbers,) = json.loads(capsys.readouterr().out)
    assert numbers["headline"]["questions"] == 1
    assert numbers["all"]["context_recall"] == 1.0
    assert "10.59万棵" in (tmp_path / "OUT" / "report.html").read_text("utf-8") or numbers["all"]["right"] == 1.0

    assert cli.main(["accept", "--reason", "first"]) == 2, "a set of one's own has no baseline"
    assert cli.main(["report", "mine", "--out", str(tmp_path / "r.html")]) == 0
    assert (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--set", "gone.jsonl"], "gone.jsonl: no such file"),
        (["--kind", "poem"], "no such kind"),
        (["--only", "nobody"], "no such question: nobody"),
        (["--llm", "extractive", "--corpus", "nowhere"], "nowhere: no such folder"),
        (["report", "never"], "no such run"),
        (["report", *"abcdefg"], "at most six"),
        (["sabotage", "--sample", "3"], "at least 20"),
    ],
)
def test_the_users_mistakes_end_with_2(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert says in capsys.readouterr().err


def test_a_malformed_set_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines(tmp_path)
    path.write_text(path.read_text("utf-8") + "\n{oops", encoding="utf-8")
    assert cli.main(["--set", str(path), "--llm", "extractive"]) == 2
    assert "set.jsonl:2: not valid JSON" in capsys.readouterr().err
