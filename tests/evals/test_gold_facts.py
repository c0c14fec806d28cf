"""The gold questions stand on the shipped articles, and there are enough of every kind."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from evals import schema
from evals.articles import NamedArticle, read_shipped
from evals.goldcheck import faults
from evals.schema import ATTACK_DIR, GOLD_DIR, KINDS, GoldQuestion
from rag.resources import corpus_dir

from .conftest import FOREST, Question

GOLD = schema.gold()
ARTICLES = read_shipped(corpus_dir())


@pytest.mark.parametrize("path", sorted(GOLD_DIR.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_fact_stands_in_the_named_article(path: object) -> None:
    found = [f"{q.id}: {fault}" for q in schema.load_file(path, GoldQuestion) for fault in faults(q, ARTICLES)]  # type: ignore[arg-type]
    assert not found, f"{path}:\n" + "\n".join(found)


def test_there_are_enough_questions() -> None:
    counts = Counter(kind for q in GOLD for kind in q.kinds)
    refused = [q for q in GOLD if q.expect == "refuse"]
    assert len(GOLD) >= 240
    assert set(counts) == set(KINDS)
    assert len(refused) >= 60
    assert sum(q.kind == "near_miss" for q in refused) * 2 >= 60
    assert sum(bool(q.history) for q in GOLD) >= 30
    assert sum(q.language == "en" for q in GOLD) >= 20


def test_no_question_is_asked_twice() -> None:
    asked = Counter((q.question, tuple(t.text for t in q.history)) for q in GOLD)
    assert [q for q, n in asked.items() if n > 1] == []


def test_there_are_enough_labels_and_attacks() -> None:
    labels = Counter(s.label for s in schema.judged())
    assert sum(labels.values()) >= 120
    assert min(labels["supported"], labels["unsupported"]) >= 40
    found = schema.attacks(ATTACK_DIR)
    assert len(found) >= 40
    assert {a.where for a in found} == {"question", "article"}
    assert {a.language[:2] for a in found} == {"zh", "en"}


MADE_UP = {"forest": NamedArticle("forest", FOREST.title, FOREST.text, date(2023, 2, 6))}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"facts": [{"value": "10.58万棵"}]}, "none of its spellings"),
        ({"articles": ["desert"]}, "no corpus/desert.md any more"),
        ({"facts": [{"value": "2万棵", "computed": True, "operands": ["8.2万棵", "7万棵"]}]}, "operands 7万棵"),
        ({"forbidden": ["105,900棵"]}, "a right answer says it"),
        ({"facts": [{"value": "10.59万棵", "as_of": "2019"}]}, "names no such moment"),
        ({"date": "2023-03"}, "the newest of forest is of 2023-02-06"),
        ({"timeline": [{"as_of": "2022", "value": "9万", "unit": "棵"}]}, "timeline.0"),
    ],
)
def test_what_does_not_stand_is_named(question: Question, fields: dict[str, object], says: str) -> None:
    assert says in "\n".join(faults(question(**fields), MADE_UP))


def test_what_stands_passes(question: Question) -> None:
    assert faults(question(facts=[{"value": "十万五千九百棵", "as_of": "2023-01"}], date="2023-02"), MADE_UP) == []
