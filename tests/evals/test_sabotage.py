"""Faults do what they say, and are noticed; here on made-up answers, in full with ``make eval-sabotage``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.sabotage.faults import FAULTS, Bench
from evals.sabotage.run import Fall, Verdict, falls, plant, yes_judge
from evals.schema import GoldQuestion
from evals.sets import EvalSet
from rag.types import TimelinePoint

from .conftest import FOREST, RIVER, FakeEngine, Question, cite, reply
from .test_runner import run

FIRST = "截至2023年1月，松溪县共种树10.59万棵，居全省首位。"
SECOND = "2022年为8.2万棵。"
WATER = "今年5月，水库向下游放水120次。"


def cases(question: Question) -> list[tuple[GoldQuestion, object]]:
    """A few questions of every sort with right answers."""
    old = TimelinePoint("2022", "8.2万", "棵", cite(2, FOREST, SECOND))
    new = TimelinePoint("2023-01", "10.59万", "棵", cite(1, FOREST, FIRST))
    out: list[tuple[GoldQuestion, object]] = []
    for i in range(3):
        asked = f"松溪县种了多少棵树？{'？' * i}"
        gold = question(
            id=f"tree-{i}",
            question=asked,
            forbidden=["8.2万棵"],
            facts=[{"value": "10.59万棵", "as_of": "2023-01"}],
            timeline=[{"as_of": p.as_of, "value": p.value, "unit": p.unit} for p in (old, new)],
        )
        said = reply(asked, "截至2023年1月，松溪县共种树10.59万棵[1]。", cite(1, FOREST, FIRST), timeline=(old, new))
        out.append((gold, said))
        asked = f"水库放水几次，何时？{'？' * i}"
        gold = question(
            id=f"water-{i}",
            question=asked,
            kind="several_facts",
            facts=[{"value": "120次"}, {"value": "5月"}],
            articles=["river"],
        )
        out.append((gold, reply(asked, "水库放水120次，时间是2023年5月[1]。", cite(1, RIVER, WATER))))
        asked = f"松溪县是第二吗？{'？' * i}"
        gold = question(id=f"no-{i}", question=asked, kind="yes_no", verdict="no", facts=[])
        out.append((gold, reply(asked, "不是，松溪县居全省首位[1]。", cite(1, FOREST, FIRST))))
        asked = f"2020年呢？{'？' * i}"
        gold = question(id=f"near-{i}", question=asked, kind="near_miss", expect="refuse", why="none")
        out.append((gold, reply(asked, "没有2020年的数字。", refused=True, answerable=0.1 + 0.01 * i)))
    return out


@pytest.mark.parametrize("name", list(FAULTS))
def test_every_fault_is_noticed(name: str, question: Question, tmp_path: object) -> None:
    made = cases(question)
    questions = [gold for gold, _ in made]
    engine = FakeEngine({gold.question: said for gold, said in made})  # type: ignore[misc]
    clean = run(engine, EvalSet("made-up", tuple(questions)), tmp_path)  # type: ignore[arg-type]
    assert all(o.score.right for o in clean.outcomes), [o.score.why for o in clean.outcomes]
    bench = Bench(engine.library, [o.answer for o in clean.outcomes if o.answer], engine.prompts)
    verdict = plant(name, bench, clean, questions, engine)  # type: ignore[arg-type]
    assert verdict.touched
    assert verdict.noticed, verdict


def test_no_fault_no_fall(question: Question, tmp_path: object) -> None:
    made = cases(question)
    engine = FakeEngine({gold.question: said for gold, said in made})  # type: ignore[misc]
    clean = run(engine, EvalSet("made-up", tuple(gold for gold, _ in made)), tmp_path)  # type: ignore[arg-type]
    assert falls(clean, clean) == ()


def test_a_timeline_in_answers_to_other_questions_is_noticed(question: Question, tmp_path: object) -> None:
    """No gold question expects a timeline here; the answers carry one, as most with a newest figure do."""
    asked = [f"松溪县种了多少棵树？{'？' * i}" for i in range(3)]
    new = TimelinePoint("2023-01", "10.59万", "棵", cite(1, FOREST, FIRST))
    old = TimelinePoint("2022", "8.2万", "棵", cite(2, FOREST, SECOND))
    said = [reply(q, "截至2023年1月，松溪县共种树10.59万棵[1]。", new.citation, timeline=(old, new)) for q in asked]
    questions = [question(id=f"tree-{i}", question=q) for i, q in enumerate(asked)]
    engine = FakeEngine(dict(zip(asked, said, strict=True)))
    clean = run(engine, EvalSet("made-up", tuple(questions)), tmp_path)  # type: ignore[arg-type]
    bench = Bench(engine.library, said, engine.prompts)
    verdict = plant("timeline_swapped", bench, clean, questions, engine)  # type: ignore[arg-type]
    assert verdict.noticed
    assert "timeline_precision" in {f.metric for f in verdict.falls if f.noticed}


def test_a_judge_that_always_says_yes_is_noticed() -> None:
    assert yes_judge().noticed


def test_a_small_fall_is_not_noticing() -> None:
    tiny = Fall("right", 0.50, 0.49, 5)
    assert not Verdict("x", "x", 5, (tiny,)).noticed
    assert not replace(tiny, after=0.2, questions=1).noticed, "one question is chance"
