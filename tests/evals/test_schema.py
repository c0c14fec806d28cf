from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.schema import Attack, GoldQuestion, JudgeStatement, SchemaError, load_dir, load_file


def test_the_readmes_examples_are_valid(repo: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (repo / "evals/gold/README.md").read_text("utf-8"), re.S)
    for block, model in zip(blocks, (GoldQuestion, JudgeStatement, Attack), strict=True):
        path = tmp_path / "example.yaml"
        path.write_text(block, encoding="utf-8")
        assert load_file(path, model)


def write(folder: Path, text: str, name: str = "q.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


GOOD = "- id: a\n  question: 多少？\n  kind: one_fact\n  facts: [{value: 3件}]\n  articles: [x]\n"


@pytest.mark.parametrize(
    ("text", "line", "field", "says"),
    [
        (GOOD + "- id: b\n  question: 多少？\n  kind: one_fcat\n", 8, "kind", "Input should be"),
        (GOOD + "- id: b\n  kind: small_talk\n  expect: smalltalk\n", 6, "question", "required"),
        (GOOD.replace("facts", "fcats"), 4, "fcats", "no such field"),
        (GOOD.replace("3件}", "3件, tolerance: 5}"), 4, "facts.0.tolerance", "less than 1"),
        (GOOD.replace("  facts: [{value: 3件}]\n", ""), 1, "(entry)", "needs `facts`"),
        (GOOD.replace("one_fact", "near_miss"), 1, "(entry)", "expect: refuse"),
        ("- id: a\n  question: x\n  kind: no_answer\n  expect: refuse\n", 1, "(entry)", "needs `why`"),
        (GOOD + "  implied: [三件]\n", 1, "(entry)", "`implied` are other words"),
        ("id: a\n", 1, "", "must be a list"),
        ("- id: a\n   question: [\n", 2, "", "not valid YAML"),
    ],
)
def test_faults_name_file_line_and_field(tmp_path: Path, text: str, line: int, field: str, says: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SchemaError) as error:
        load_file(path, GoldQuestion)
    said = str(error.value)
    assert said.startswith(f"{path}:{line}: ")
    assert field in said
    assert says in said


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("one_fact", "x"), "a.yaml")
    write(tmp_path, GOOD.replace("- id: a", "- id: A"), "b.yaml")
    with pytest.raises(SchemaError) as error:
        load_dir(tmp_path, GoldQuestion)
    assert len(str(error.value).splitlines()) == 2


def test_ids_are_unique_over_files(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, "# second\n" + GOOD, "b.yaml")
    with pytest.raises(SchemaError, match=r"b\.yaml:2: a: id: already used"):
        load_dir(tmp_path, GoldQuestion)


def test_yaml_dates_and_numbers_become_text(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("3件", "1059, as_of: 2023") + "  date: 2023-02-06\n")
    (question,) = load_file(path, GoldQuestion)
    assert (question.facts[0].value, question.facts[0].as_of, question.date) == ("1059", "2023", "2023-02-06")


def test_labels_and_errors_go_together(tmp_path: Path) -> None:
    text = "- {id: a, statement: 甲, evidence: 乙, label: unsupported}\n"
    with pytest.raises(SchemaError, match="names the fault"):
        load_file(write(tmp_path, text), JudgeStatement)
