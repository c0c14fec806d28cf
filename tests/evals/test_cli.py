"""The command, on real articles with the packaged embedder and the extractive answerer: no language model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import cli, engine
from evals.compare import write_baseline
from evals.results import load_run
from evals.sets import EvalSet

from .conftest import FOREST, FakeEngine, Question, cite, reply


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


ASKED = [f"松溪县种了多少棵树？{'？' * i}" for i in range(8)]
GOOD = "截至2023年1月，松溪县共种树10.59万棵[1]。"


@pytest.fixture
def engines(question: Question, monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeEngine]:
    """Engines by the name of their model, behind the command; all answer eight gold questions right."""
    gold = EvalSet("gold", tuple(question(id=f"tree-{i}", question=q) for i, q in enumerate(ASKED)))
    said = {q: reply(q, GOOD, cite(1, FOREST, FOREST.text.split("。")[0] + "。")) for q in ASKED}
    made: dict[str, FakeEngine] = {}

    def open_fake(_: object, settings: object, corpus: object) -> FakeEngine:
        model = settings.llm  # type: ignore[attr-defined]
        if model not in made:
            made[model] = FakeEngine(dict(said), "wenju", code=model)
            made[model].model, made[model].corpus = model, "corpus"
        return made[model]

    monkeypatch.setattr(cli, "open_engine", open_fake)
    monkeypatch.setattr(cli.sets, "load", lambda *_, **__: gold)
    return made


def test_models_side_by_side_are_saved_apart_and_the_first_is_the_last_run(
    engines: dict[str, FakeEngine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--llm", "local:one", "--llm", "local:two", "--name", "full"]) == 0
    assert {p.stem for p in (tmp_path / "OUT" / "runs").iterdir()} == {"full-local-one", "full-local-two"}
    assert load_run(tmp_path / "OUT" / "last.json").model == "local:one"
    assert cli.main(["--llm", "local:one", "--name", "few", "--only", "tree-0", "--only", "tree-1"]) == 0
    capsys.readouterr()
    assert cli.main(["report", "full-local-two", "few", "--common"]) == 0
    assert capsys.readouterr().out.count("(2/2)") == 4, "one kind and all, in two columns"
    assert cli.main(["accept", "full-local-two", "--reason", "first"]) == 0


def test_a_check_without_baseline_asks_nothing_and_passes(
    engines: dict[str, FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--check", "--llm", "local:one"]) == 0
    assert "no accepted answers of local:one" in capsys.readouterr().out.replace("\n", " ")
    assert engines["local:one"].asked == []


def test_a_check_fails_on_a_significant_loss_only(
    engines: dict[str, FakeEngine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = ["--check", "--llm", "local:one", "--no-report"]
    assert cli.main(["--llm", "local:one", "--no-report"]) == 0
    write_baseline(tmp_path / "BASELINE", load_run(tmp_path / "OUT" / "last.json"), "first")
    assert cli.main(check) == 0

    answers = engines["local:one"].answers
    for i, wanted in ((1, 0), (6, 1)):  # one loss is noise, six are not
        for q in ASKED[:i]:
            answers[q] = reply(q, "文章里没有答案。", refused=True)
        engines["local:one"].fingerprint = engines["local:one"].fingerprint.__class__("m", str(i), "s", "i", "c")
        assert cli.main(check) == wanted
    assert "check: significantly worse than the baseline" in capsys.readouterr().out


@pytest.mark.parametrize(("llm", "remote"), [("extractive", False), ("openai:http://10.0.0.1/v1#m", True)])
def test_asking_has_no_time_limit_and_reaches_its_endpoint(repo: Path, llm: str, remote: bool) -> None:
    """The limits of unit tests (five minutes, no network) would kill ``pytest evals/`` with a slow or remote model."""
    from evals import conftest

    class Item:
        def __init__(self, path: Path) -> None:
            self.path, self.marks = path, set[str]()

        def add_marker(self, mark: pytest.MarkDecorator) -> None:
            self.marks.add(f"{mark.name}{mark.args}")

    class Config:
        def getoption(self, _: str) -> str:
            return llm

    asking, unit = Item(Path(conftest.__file__).with_name("test_gold.py")), Item(repo / "tests" / "test_x.py")
    conftest.pytest_collection_modifyitems(Config(), [asking, unit])  # type: ignore[arg-type, list-item]
    assert asking.marks == {"timeout(0,)"} | ({"enable_socket()"} if remote else set())
    assert unit.marks == set()
