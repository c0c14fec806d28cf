from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from evals.compare import Baseline
from evals.report import render, write_report
from evals.results import JudgeReport, Run
from evals.runner import evaluate
from evals.sets import EvalSet
from rag.errors import UserError
from rag.messages import Messages

from .conftest import FOREST, FakeEngine, Question, cite, reply

ASKED, NEAR = "松溪县种了多少棵树？", "2020年种了多少<b>棵</b>树？"


@pytest.fixture
def made(question: Question, tmp_path: Path) -> Run:
    good = reply(ASKED, "种了8.2万棵[1]。", cite(1, FOREST, "2022年为8.2万棵。"))
    no = reply(NEAR, "没有2020年的数字。", refused=True, answerable=0.2)
    near = question(id="near", question=NEAR, kind="near_miss", expect="refuse", why="only 2022 and 2023")
    questions = (question(), near, question(id="far", question=NEAR + "?", kind="alias"))
    engine = FakeEngine({ASKED: good, NEAR: no, NEAR + "?": no})
    return evaluate(engine, EvalSet("made-up", questions), questions, cache_dir=tmp_path)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_file_that_loads_nothing(made: Run, lang: str) -> None:
    html = render([made], Baseline({"q": True, "near": False}, "m", "2026-11-21", "first"), lang)
    assert "<script" not in html
    assert not re.search(r"(src|href)\s*=|url\(|@import|https?://", html)
    assert html.count("<svg") >= 4
    assert "10.59万棵" in html
    assert "2022年为8.2万棵。" in html, "the evidence of a wrong answer is shown"
    assert "<b>棵</b>" not in html, "questions are escaped"


def test_up_to_six_runs_side_by_side(made: Run, tmp_path: Path) -> None:
    others = [replace(made, name=f"r{i}", engine=f"engine {i}") for i in range(6)]
    path = write_report(others, tmp_path / "report.html", None, "en")
    html = path.read_text("utf-8")
    assert all(f"engine {i}" in html for i in range(6))
    with pytest.raises(UserError, match="one to 6"):
        write_report([*others, made], tmp_path / "report.html")


def test_runs_of_one_model_go_by_their_names(made: Run) -> None:
    html = render([replace(made, name="long evidence"), replace(made, name="short evidence")], None, "en")
    assert "fake · none · long evidence" in html
    assert "fake · none · short evidence" in html
    assert "long evidence</" not in render([replace(made, name="long evidence")], None, "en").split("<h2>")[0]


def test_a_judge_is_shown_with_its_agreement_only(made: Run) -> None:
    name = "llm:tiny"
    assert name not in render([made], None, "en")
    judged = replace(made, judge=JudgeReport(name, 0.8, 0.6, 120, 3))
    html = render([judged], None, "en")
    assert name in html
    assert "80.0%" in html


def test_both_languages_have_all_texts(repo: Path) -> None:
    texts = Messages(repo / "evals" / "locale")
    assert set(texts.file("report", "zh")) == set(texts.file("report", "en"))
