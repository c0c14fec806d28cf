"""The invented cases in evals/dev say what they claim: answers stand in the positives and not in the noise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.answering import DEV, FILES, OVER_TIME, is_right
from evals import sets
from evals.articles import read_shipped
from evals.engine import check_articles
from evals.goldcheck import faults
from evals.schema import GoldQuestion
from rag.errors import UserError

MUST_DIFFER = 24
"""First characters of a passage; two passages of one case that share them are one passage twice."""


def _read(path: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return cases


NEWS = [case for name in FILES if name not in OVER_TIME for case in _read(DEV / f"{name}.yaml")]
TIME = [case for name in OVER_TIME for case in _read(DEV / f"{name}.yaml")]


WHOLE = {
    "asked": "dev", "twice": "dev", "series": "dev", "mixed": "heldout", "plain": "heldout", "fresh": "heldout",
}  # fmt: skip
"""Files that are of one half as a whole."""

COMPANY = DEV / "company"
"""Three invented companies, nine articles, questions of every kind: what Wenju is for, in another industry."""


@pytest.mark.parametrize("question", sets.load(COMPANY / "gold").questions, ids=lambda question: str(question.id))
def test_every_fact_of_the_invented_companies_stands_in_its_article(question: GoldQuestion) -> None:
    assert faults(question, read_shipped(COMPANY / "corpus")) == []


def test_a_set_with_a_corpus_of_its_own_is_asked_of_that() -> None:
    asked = sets.load(COMPANY / "gold")
    check_articles(asked, COMPANY / "corpus")
    with pytest.raises(UserError, match="is gone"):
        check_articles(asked)


def _holds(text: str, spellings: list[str]) -> bool:
    """As the benchmark compares: commas and spaces do not count."""
    return is_right(text, [spellings])


@pytest.mark.parametrize("case", NEWS, ids=lambda case: str(case["id"]))
def test_positives_hold_what_they_claim(case: dict[str, Any]) -> None:
    for passage in case["positive"]:
        if passage.get("planted"):
            # 「19亿」 holds 「9亿」: the planted value is taken out before the right one is looked for
            rest = passage["text"]
            for spelling in case["wrong"][0]:
                rest = rest.replace(spelling, "")
            assert rest != passage["text"]
            assert not _holds(rest, case["answers"][0])
        else:
            for index in passage.get("holds", [0]):
                assert _holds(passage["text"], case["answers"][index]), passage["text"]


@pytest.mark.parametrize("case", NEWS, ids=lambda case: str(case["id"]))
def test_noise_holds_no_answer(case: dict[str, Any]) -> None:
    if all(any(char.isdigit() for char in spellings[0]) for spellings in case["answers"]):
        assert not any(_holds(p["text"], spellings) for p in case["noise"] for spellings in case["answers"])
    texts = [p["text"][:MUST_DIFFER] for p in case["positive"] + case["noise"]]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("case", TIME, ids=lambda case: str(case["id"]))
def test_values_over_time_stand_in_the_passages(case: dict[str, Any]) -> None:
    together = "\n".join(p["text"] for p in case["passages"])
    for question in case["questions"]:
        assert (question["kind"] == "refuse") == ("answers" not in question)
        assert all(_holds(together, spellings) for spellings in question.get("answers", []))
        assert all(tempting in together for tempting in question.get("tempting", []))


def test_half_is_held_out_in_every_kind() -> None:
    for name in FILES:
        if name in OVER_TIME:
            continue
        cases = _read(DEV / f"{name}.yaml")
        if name in WHOLE:
            assert {case["split"] for case in cases} == {WHOLE[name]}
            continue
        for kind in {case["kind"] for case in cases}:
            halves = Counter(case["split"] for case in cases if case["kind"] == kind)
            assert halves["dev"] == halves["heldout"] > 0, (name, kind)
    halved = [case for name in OVER_TIME if name not in WHOLE for case in _read(DEV / f"{name}.yaml")]
    assert Counter(case["split"] for case in halved)["heldout"] == len(halved) // 2
