from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.datasets import load_beir, load_squad
from benchmarks.ranking import ndcg_at, recall_at, reciprocal_rank_at
from rag.errors import UserError

SQUAD = {
    "data": [
        {
            "title": "水泵",
            "paragraphs": [{"context": "水泵厂在河边。", "qas": [{"question": "在哪里？", "answers": []}]}],
        },
        {"title": "钢厂", "paragraphs": [{"context": "钢厂在山上。", "qas": [{"question": "在哪？", "answers": []}]}]},
    ]
}


def _squad(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "set.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_squad(tmp_path: Path) -> None:
    dataset = load_squad(_squad(tmp_path, json.dumps(SQUAD)))
    assert [(a.title, a.text) for a in dataset.articles] == [("水泵", "水泵厂在河边。"), ("钢厂", "钢厂在山上。")]
    assert [q.relevant for q in dataset.questions] == [{"squad-0": 1}, {"squad-1": 1}]
    assert len(load_squad(_squad(tmp_path, json.dumps(SQUAD)), 1).questions) == 1


def test_squad_errors_name_the_line(tmp_path: Path) -> None:
    broken = json.loads(json.dumps(SQUAD))
    del broken["data"][1]["paragraphs"][0]["context"]
    text = json.dumps(broken, indent=1, ensure_ascii=False)
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "钢厂" in row) + 2
    with pytest.raises(UserError, match=rf"set\.json:{line + 0}: data\[1\]\.paragraphs\[0\] has no 'context'"):
        load_squad(_squad(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "says"), [("{\n]", ":2: not JSON"), ("[]", "'data'"), ('{"data": []}', "no question")]
)
def test_what_is_not_squad(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        load_squad(_squad(tmp_path, text))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        load_squad(tmp_path / "none.json")


def _beir(folder: Path, corpus: str = "", qrels: str = "") -> Path:
    (folder / "qrels").mkdir()
    (folder / "corpus.jsonl").write_text(
        corpus or '{"_id": "d1", "title": "水泵", "text": "水泵厂在河边。"}\n{"_id": "d2", "text": "钢厂在山上。"}\n'
    )
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "水泵厂在哪里？"}\n\n{"_id": "q2", "text": "无"}\n')
    (folder / "qrels" / "test.tsv").write_text(qrels or "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td9\t1\n")
    return folder


def test_beir(tmp_path: Path) -> None:
    dataset = load_beir(_beir(tmp_path))
    assert [a.id for a in dataset.articles] == ["d1", "d2"]
    assert [(q.text, q.relevant) for q in dataset.questions] == [("水泵厂在哪里？", {"d1": 2})]


def test_beir_errors_name_the_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"corpus\.jsonl:2: not JSON"):
        load_beir(_beir(tmp_path, corpus='{"_id": "d1", "text": "x"}\n{oops\n'))


def test_beir_judgements_name_the_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"test\.tsv:2"):
        load_beir(_beir(tmp_path, qrels="query-id\tcorpus-id\tscore\nq1\td1\tmuch\n"))


def test_measures_by_hand() -> None:
    relevant = {"a": 2, "b": 1}
    assert recall_at(1, ["a", "x"], relevant) == 1.0
    assert recall_at(3, ["x", "a", "y"], relevant) == 0.5
    assert reciprocal_rank_at(10, ["x", "b"], relevant) == 0.5
    assert ndcg_at(10, ["a", "b"], relevant) == 1.0
    assert ndcg_at(10, ["x", "a"], relevant) == pytest.approx((2 / 1.584962) / (2 + 1 / 1.584962), rel=1e-4)
