from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.schema import GoldQuestion, SchemaError
from evals.sets import choose, load
from rag.errors import UserError


def squad(folder: Path, **changes: object) -> Path:
    qa = {"id": "Q 1", "question": "多少？", "answers": [{"text": "3件", "answer_start": 0}], **changes}
    qas = [qa, {"id": "q2", "question": "谁？", "is_impossible": True, "answers": []}]
    path = folder / "set.json"
    data = {"version": "2.0", "data": [{"title": "甲", "paragraphs": [{"context": "共3件。", "qas": qas}]}]}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def test_squad(tmp_path: Path) -> None:
    found = load(squad(tmp_path))
    first, second = found.questions
    assert (first.id, first.facts[0].value, first.expect) == ("q-1", "3件", "answer")
    assert second.expect == "refuse"
    assert found.articles[0].text == "共3件。"
    assert found.scopes["q-1"] == (found.articles[0].id,)


def test_squad_faults_name_line_and_field(tmp_path: Path) -> None:
    path = squad(tmp_path, question="")
    with pytest.raises(SchemaError) as error:
        load(path)
    line = 1 + path.read_text("utf-8").split("Q 1")[0].count("\n")
    assert f"{path}:{line}: data[0].paragraphs[0].qas[0]: question: must be a non-empty text" in str(error.value)
    kept = load(path, skip_malformed=True)
    assert [q.id for q in kept.questions] == ["q2"]
    assert len(kept.skipped) == 1


def lines(folder: Path, *records: object) -> Path:
    path = folder / "set.jsonl"
    texts = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_json_lines(tmp_path: Path) -> None:
    good = {
        "question": "多少？",
        "answers": ["3件", "三件"],
        "positive": ["共3件。"],
        "negative": [{"text": "共4个。", "published": "2023-01-05"}],
    }
    none = {"question": "谁？", "answers": [], "negative": ["共4个。"]}
    found = load(lines(tmp_path, good, none))
    first, second = found.questions
    assert first.facts[0].accept == ["三件"]
    assert len(found.scopes[first.id]) == 2
    assert str(next(a for a in found.articles if a.text == "共4个。").id) in found.scopes[second.id]
    assert second.expect == "refuse"


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ("{oops", ":2: not valid JSON at column 2"),
        ([], ":2: every line must be an object"),
        ({"answers": ["x"]}, ":2: question: this field is required"),
        ({"question": "x", "answers": 3}, ":2: answers: must be a list"),
        ({"question": "x", "positive": [{"title": "t"}]}, ":2: positive[0]: text: this field is required"),
        ({"question": "x", "positive": [{"text": "t", "published": "soon"}]}, ":2: positive[0].published: "),
        (
            {"question": "x", "answers": ["y"], "positive": ["y"], "history": [{"role": "bot", "text": "y"}]},
            ":2: history.0.role",
        ),
    ],
)
def test_json_lines_faults_name_line_and_field(tmp_path: Path, record: object, says: str) -> None:
    with pytest.raises(SchemaError) as error:
        load(lines(tmp_path, {"question": "多少？", "answers": ["3"], "positive": ["3"]}, record))
    assert f"set.jsonl{says}" in str(error.value)


def test_unknown_files_are_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        load(tmp_path / "gone.jsonl")
    (tmp_path / "set.csv").write_text("a,b")
    with pytest.raises(UserError, match="extension"):
        load(tmp_path / "set.csv")


def many(counts: dict[str, int]) -> list[GoldQuestion]:
    base = {"question": "x", "facts": [{"value": "y"}], "articles": ["a"]}
    return [
        GoldQuestion.model_validate({**base, "id": f"{kind}-{i}", "kind": kind})
        for kind, n in counts.items()
        for i in range(n)
    ]


def test_samples_are_stratified_and_seeded() -> None:
    questions = many({"one_fact": 60, "list": 30, "alias": 10, "definition": 1})
    picked = choose(questions, sample=20)
    counts = Counter(q.kind for q in picked)
    assert len(picked) == 20
    assert counts["definition"] == 1
    assert counts["one_fact"] > counts["list"] > counts["alias"] >= 1
    assert picked == choose(questions, sample=20)
    assert picked != choose(questions, sample=20, seed=8)
    assert {q.id for q in choose(questions, sample=10)} <= {q.id for q in choose(questions, sample=20)}


def test_kinds_choose_also_by_further_kinds() -> None:
    questions = [
        *many({"one_fact": 2}),
        GoldQuestion(id="e", question="x", kind="english", facts=[{"value": "y"}], articles=["a"], also=["one_fact"]),
    ]  # type: ignore[list-item]
    assert len(choose(questions, ["one_fact"])) == 3
    with pytest.raises(UserError, match="no such kind"):
        choose(questions, ["facts"])
    with pytest.raises(UserError, match="no question is left"):
        choose(questions, ["list"])
