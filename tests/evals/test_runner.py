"""Runner, cache and comparison, with an engine that answers from a table."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from evals.compare import binomial_tail, bootstrap, compare, mcnemar, read_baseline, wilson, write_baseline
from evals.results import SHIPPED, load_run, save_run
from evals.runner import evaluate
from evals.sets import EvalSet
from evals.summary import by_kind, headline
from rag.errors import UserError
from rag.models.base import ModelError

from .conftest import FOREST, FakeEngine, Question, cite, reply

FIRST = "截至2023年1月，松溪县共种树10.59万棵，居全省首位。"
ASKED = "松溪县种了多少棵树？"
GOOD = reply(ASKED, "截至2023年1月，松溪县共种树10.59万棵[1]。", cite(1, FOREST, FIRST))
NEAR = "2020年种了多少棵树？"


@pytest.fixture
def gold(question: Question) -> EvalSet:
    near = question(id="near", question=NEAR, kind="near_miss", expect="refuse", why="only 2022 and 2023")
    return EvalSet("made-up", (question(), near))


@pytest.fixture
def engine() -> FakeEngine:
    no = reply(NEAR, "文章里没有2020年的数字。", refused=True, reason="no_evidence", answerable=0.2)
    return FakeEngine({ASKED: GOOD, NEAR: no})


def run(engine: FakeEngine, gold: EvalSet, folder: Path):
    return evaluate(engine, gold, gold.questions, cache_dir=folder)


def test_a_run_scores_every_question_and_survives_a_file(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    made = run(engine, gold, tmp_path)
    assert made.right == {"q": True, "near": True}
    top = headline(made)
    assert (top.right, top.refusals.recall, top.auc, top.invented) == (1.0, 1.0, 1.0, 0)
    assert [r.name for r in by_kind(made)] == ["one_fact", "near_miss"]
    save_run(made, tmp_path / "run.json")
    assert load_run(tmp_path / "run.json") == made


def test_the_second_run_asks_nothing(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    run(engine, gold, tmp_path)
    again = run(engine, gold, tmp_path)
    assert len(engine.asked) == 2
    assert all(o.cached for o in again.outcomes)


@pytest.mark.parametrize("part", ["model", "prompts", "settings", "index", "code"])
def test_whatever_can_change_an_answer_asks_again(engine: FakeEngine, gold: EvalSet, tmp_path: Path, part: str) -> None:
    run(engine, gold, tmp_path)
    engine.fingerprint = replace(engine.fingerprint, **{part: "other"})
    run(engine, gold, tmp_path)
    assert len(engine.asked) == 4


def test_history_is_part_of_the_question(engine: FakeEngine, question: Question, tmp_path: Path) -> None:
    turns = [{"role": "user", "text": "你好"}, {"role": "assistant", "text": "您好"}]
    both = EvalSet("made-up", (question(), question(id="f", kind="follow_up", history=turns)))
    run(engine, both, tmp_path)
    assert len(engine.asked) == 2


def test_a_run_cut_short_goes_on_where_it_stopped(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(engine, gold, gold.questions, cache_dir=tmp_path, tick=stop)
    (file,) = (tmp_path / "answers").glob("*.jsonl")
    with file.open("a") as cut:
        cut.write('{"key": "half a li')
    made = run(engine, gold, tmp_path)
    assert engine.asked.count(ASKED) == 1
    assert made.right == {"q": True, "near": True}
    run(engine, gold, tmp_path)
    assert len(engine.asked) == 2, "the answer after the cut line was kept as well"


def test_an_answer_under_way_is_kept_when_stopped(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    """Two at once; the first one done stops the run, the other is still being written."""
    first_told, under_way = threading.Event(), threading.Event()
    ask = engine.ask

    def slow(question: str, *words: object):
        if question == NEAR:
            under_way.set()
            assert first_told.wait(60)
        else:
            assert under_way.wait(60)
        return ask(question, *words)  # type: ignore[arg-type]

    def stop(_: object) -> None:
        first_told.set()
        raise KeyboardInterrupt

    engine.ask, engine.parallel = slow, 2  # type: ignore[assignment, method-assign]
    with pytest.raises(KeyboardInterrupt):
        evaluate(engine, gold, gold.questions, cache_dir=tmp_path, tick=stop)
    del engine.ask
    assert all(o.cached for o in run(engine, gold, tmp_path).outcomes)


def test_a_model_that_fails_is_wrong_named_and_not_cached(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise ModelError("endpoint down")

    engine.ask = fail  # type: ignore[assignment, method-assign]
    made = run(engine, gold, tmp_path)
    assert made.right == {"q": False, "near": False}
    assert "endpoint down" in made.outcomes[0].error
    del engine.ask
    assert run(engine, gold, tmp_path).right == {"q": True, "near": True}


def test_another_answerer_standing_in_is_no_measurement(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    engine.answers[ASKED] = replace(GOOD, fallback="weights missing")
    made = run(engine, gold, tmp_path)
    assert "weights missing" in made.outcomes[0].error


def test_an_article_that_is_gone_is_an_error(engine: FakeEngine, question: Question, tmp_path: Path) -> None:
    gone = EvalSet("made-up", (question(articles=["desert"]),))
    with pytest.raises(UserError, match="desert"):
        run(engine, gone, tmp_path)


def test_parallel_engines_are_asked_in_parallel(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    meet = threading.Barrier(2, timeout=10)
    ask = engine.ask

    def together(*words: object):
        meet.wait()
        return ask(*words)  # type: ignore[arg-type]

    engine.ask = together  # type: ignore[assignment, method-assign]
    engine.parallel = 2
    assert [o.id for o in run(engine, gold, tmp_path).outcomes] == ["q", "near"]


# --- comparison -------------------------------------------------------------------------------------------------------


def test_mcnemar_is_exact() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(0, 6) == pytest.approx(2 / 64)
    assert mcnemar(3, 3) == 1.0
    assert binomial_tail(0, 0) == 1.0


def test_losses_are_significant_only_beyond_noise() -> None:
    before = {str(i): True for i in range(40)}
    few = compare(before, {**before, "1": False, "2": False})
    many = compare(before, {**before, **{str(i): False for i in range(6)}})
    assert (few.worse, few.significantly_worse, few.verdict) == (("1", "2"), False, "within noise")
    assert many.significantly_worse
    assert many.high < 0
    better = compare({**before, **{str(i): False for i in range(6)}}, before)
    assert not better.significantly_worse
    assert better.verdict == "better"


def test_only_common_questions_are_compared() -> None:
    assert compare({"a": True, "b": False}, {"b": True, "c": False}).common == 1
    with pytest.raises(UserError, match="in common"):
        compare({"a": True}, {"b": True})


def test_bootstrap_and_wilson_hold_the_mean() -> None:
    low, high = bootstrap([1, 0, 0, -1] * 10)
    assert low < 0 < high
    assert bootstrap([1.0] * 5) == (1.0, 1.0)
    low, high = wilson(9, 10)
    assert low < 0.9 < high < 1
    assert wilson(0, 0) == (0.0, 1.0)


def test_baseline_needs_a_reason_and_keeps_other_questions(engine: FakeEngine, gold: EvalSet, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    made = replace(run(engine, gold, tmp_path), questions="gold", engine="wenju", corpus=SHIPPED)
    with pytest.raises(UserError, match="needs a reason"):
        write_baseline(path, made, " ")
    with pytest.raises(UserError, match="only Wenju on the gold questions"):
        write_baseline(path, replace(made, questions="mine"), "first")
    with pytest.raises(UserError, match="only Wenju on the gold questions"):
        write_baseline(path, replace(made, corpus="shared/corpus"), "first")
    with pytest.raises(UserError, match="could not be asked"):
        write_baseline(path, replace(made, outcomes=(replace(made.outcomes[0], error="down"),)), "first")
    write_baseline(path, made, "first")
    write_baseline(path, replace(made, outcomes=made.outcomes[:1]), "second")
    write_baseline(path, replace(made, model="other", outcomes=made.outcomes[:1]), "third")
    kept = read_baseline(path, made.model)
    assert kept is not None
    assert (dict(kept.questions), kept.reason) == ({"near": True, "q": True}, "second")
    path.write_text("{")
    with pytest.raises(UserError, match="not a baseline"):
        read_baseline(path, "none")
    assert read_baseline(tmp_path / "none.json", "none") is None
