from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from evals import review
from evals.articles import NamedArticle
from evals.results import answer_to_json
from evals.schema import GoldQuestion, load_file
from rag.errors import UserError
from store import Store

from .conftest import FOREST, cite, reply

ASKED = "松溪县种了多少棵树？"
SAID = reply(ASKED, "种了8.2万棵[1]。", cite(1, FOREST, "2022年为8.2万棵。"))
ARTICLES = {"forest": NamedArticle("forest", FOREST.title, FOREST.text, FOREST.published)}


@pytest.fixture
def store(store_dir: Path) -> Iterator[Store]:
    with Store(store_dir, embedding="none", dimension=4) as opened:
        for name, rating, comment in (
            ("bad", -1, "这是去年的"),
            ("good", 1, ""),
            ("mended", -1, "错"),
            ("mended", 1, ""),
        ):
            opened.save_answer(name, f"{ASKED}{name}", answer_to_json(SAID), "2026-11-21")
            opened.save_feedback(name, rating, comment)
        yield opened


def test_only_what_is_still_bad_waits(store: Store) -> None:
    (complaint,) = review.complaints(store)
    assert (complaint.answer_id, complaint.comment) == ("bad", "这是去年的")
    assert complaint.answer is not None
    assert complaint.answer.citations[0].quote == "2022年为8.2万棵。"


def test_a_complaint_becomes_a_gold_question_that_stands(store: Store, tmp_path: Path) -> None:
    (complaint,) = review.complaints(store)
    # the first try names a fact that stands nowhere; the second is right
    words = iter(["y", "one_fact", "11万棵", "forest", "", "y", "one_fact", "10.59万棵|10万棵", "forest", "8.2万棵"])
    question = review.promote(complaint, lambda _: next(words), ARTICLES, Console(quiet=True))
    assert question is not None
    path = tmp_path / "feedback.yaml"
    review.append(question, complaint.comment, path)
    (kept,) = load_file(path, GoldQuestion)
    assert (kept.id, kept.forbidden, kept.facts[0].accept) == ("fb-bad", ["8.2万棵"], ["10万棵"])
    assert "# reader: 这是去年的" in path.read_text("utf-8")


def test_a_complaint_may_be_left(store: Store) -> None:
    (complaint,) = review.complaints(store)
    assert review.promote(complaint, lambda _: "n", ARTICLES, Console(quiet=True)) is None


def test_the_list_is_json(store: Store, store_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review.main(["--store", str(store_dir), "--list"]) == 0
    assert json.loads(capsys.readouterr().out)["comment"] == "这是去年的"


def test_no_store_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no store here"):
        review.main(["--store", str(tmp_path / "none")])
