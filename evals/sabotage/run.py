"""``make eval-sabotage``: plants every fault and shows which metric fell. One that no metric notices is a failure.

Most faults are done to answers that are cached already and cost no model time. Faults of the index ask the extractive
answerer again, with part of the articles hidden; faults of the judge and of the cache are checked where they live.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from evals import sets
from evals.engine import AssistantEngine, open_engine
from evals.judging import agreement
from evals.metrics.refusal import auc, calibration, calibration_error
from evals.results import Outcome, Run
from evals.runner import cache_agreement, evaluate
from evals.sabotage.faults import FAULTS, Bench
from evals.schema import GoldQuestion, HistoryTurn, judged
from evals.scoring import outcome, score
from evals.sets import EvalSet
from evals.summary import RATES, answerable_scores, rate, run_refusals
from rag.errors import UserError
from rag.settings import Settings
from rag.types import Answer

# A metric notices a fault where it falls by this much, and on at least so many questions.
FALL, QUESTIONS = 0.05, 2


@dataclass(frozen=True, slots=True)
class Fall:
    """A metric before and after a fault, and on how many questions it fell (0 where it is one number for all)."""

    metric: str
    before: float
    after: float
    questions: int = 0

    @property
    def noticed(self) -> bool:
        return self.before - self.after >= FALL and (self.questions == 0 or self.questions >= QUESTIONS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fault did: the metrics that fell, worst first."""

    fault: str
    what: str
    touched: int
    falls: tuple[Fall, ...]

    @property
    def noticed(self) -> bool:
        return any(f.noticed for f in self.falls)


def falls(before: Run, after: Run) -> tuple[Fall, ...]:
    """Every metric that fell between two runs over the same questions, worst first."""
    found = []
    pairs = list(zip(before.outcomes, after.outcomes, strict=True))
    for name in RATES:
        both = [(a, b) for a, b in pairs if getattr(a.score, name) is not None and getattr(b.score, name) is not None]
        (old, n), (new, _) = rate([a.score for a, _ in both], name), rate([b.score for _, b in both], name)
        if n and old is not None and new is not None:
            down = sum(float(getattr(b.score, name)) < float(getattr(a.score, name)) for a, b in both)
            found.append(Fall(name, old, new, max(down, 1)))
    old_r, new_r = run_refusals(before), run_refusals(after)
    for name in ("precision", "recall"):
        old, new = getattr(old_r, name), getattr(new_r, name)
        if old is not None and new is not None:
            found.append(Fall(f"refusal {name}", old, new))
    if old_r.false_refusals is not None and new_r.false_refusals is not None:
        found.append(Fall("answerable not refused", 1 - old_r.false_refusals, 1 - new_r.false_refusals))
    found += _confidence(before, after)
    return tuple(sorted((f for f in found if f.after < f.before), key=lambda f: f.after - f.before))


def _confidence(before: Run, after: Run) -> list[Fall]:
    """What the probability of being answerable is worth: does it rank (AUC), and does it mean what it says?"""
    values = []
    for run in (before, after):
        scores, truth = answerable_scores(run)
        if not 0 < sum(truth) < len(truth):
            return []
        values.append((auc(scores, truth), 1 - calibration_error(calibration(scores, truth))))
    (old_auc, old_ece), (new_auc, new_ece) = values
    return [Fall("AUC of answerable", old_auc, new_auc), Fall("calibration of answerable", old_ece, new_ece)]


def plant(name: str, bench: Bench, clean: Run, questions: Sequence[GoldQuestion], engine: AssistantEngine) -> Verdict:
    """Do one fault to every answer of a run and score again."""
    do, what = FAULTS[name]
    broken: list[Outcome] = []
    touched = 0
    for gold, real in zip(questions, clean.outcomes, strict=True):
        answer = do(bench, gold, real.answer) if real.answer else None
        touched += answer != real.answer
        broken.append(rescore(gold, answer, engine))
    return Verdict(name, what, touched, falls(clean, replace(clean, outcomes=tuple(broken))))


def rescore(gold: GoldQuestion, answer: Answer | None, engine: AssistantEngine) -> Outcome:
    if answer is None:
        return outcome(gold, None, error="not asked")
    supporting = engine.supporting(gold.articles)
    return outcome(gold, answer, score(gold, answer, supporting, engine.article_text, engine.prompts))


class HalfIndex:
    """An engine that has lost half of its articles: every second one is hidden from it."""

    def __init__(self, engine: AssistantEngine) -> None:
        self.engine = engine
        self.left = sorted(engine.library.articles)[::2]

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)

    def ask(self, question: str, history: Sequence[HistoryTurn] = (), scope: Sequence[str] = ()) -> Answer:
        return self.engine.ask(question, history, self.left)


def half_index(engine: AssistantEngine, clean: Run, questions: Sequence[GoldQuestion]) -> Verdict:
    """Half of the index is missing."""
    half = HalfIndex(engine)
    broken = [rescore(q, half.ask(q.question, q.history), engine) for q in questions]
    return Verdict("half_index", "half of the articles are missing from the index", len(broken),
                   falls(clean, replace(clean, outcomes=tuple(broken))))  # fmt: skip


def stale_cache(engine: AssistantEngine, eval_set: EvalSet, questions: Sequence[GoldQuestion]) -> Verdict:
    """The cache serves answers of another index under this one's name: asking a few again must show it."""
    asked = [q for q in questions if q.expect == "answer"][:12]
    few = eval_set.only(asked)
    with tempfile.TemporaryDirectory() as folder:
        evaluate(engine, few, few.questions, cache_dir=Path(folder) / "good")
        good = cache_agreement(engine, few, few.questions, cache_dir=Path(folder) / "good", n=len(asked))
        evaluate(HalfIndex(engine), few, few.questions, cache_dir=Path(folder) / "stale")  # type: ignore[arg-type]
        stale = cache_agreement(engine, few, few.questions, cache_dir=Path(folder) / "stale", n=len(asked))
    fall = Fall("cached answers that hold when asked again", good, stale)
    return Verdict("stale_cache", "the cache serves answers from before a change", len(asked), (fall,))


class YesJudge:
    """Finds everything supported."""

    name = "always yes"

    def supports(self, statement: str, evidence: str) -> bool | None:
        return True


def yes_judge() -> Verdict:
    """A judge that always says yes must not look like a good one."""
    labelled = judged()
    honest, lazy = agreement(None, labelled), agreement(YesJudge(), labelled)
    found = (Fall("kappa with the hand labels", honest.kappa, lazy.kappa),
             Fall("accuracy on the hand labels", honest.accuracy, lazy.accuracy))  # fmt: skip
    return Verdict(
        "yes_judge", "the judge always says yes", len(labelled), tuple(f for f in found if f.after < f.before)
    )


def run_all(llm: str, sample: int, console: Console) -> list[Verdict]:
    """Plant every fault; the verdicts in order."""
    eval_set = sets.load()
    questions = sets.choose(eval_set.questions, (), sample)
    verdicts: list[Verdict] = []
    settings = Settings(**({"llm": llm} if llm else {}))
    engine = open_engine(eval_set, settings)
    try:
        clean = evaluate(engine, eval_set, questions, tick=lambda _: None)
        asked = [o.answer for o in clean.outcomes if o.answer]
        console.print(f"{len(asked)} answers of {engine.model}, {sum(o.cached for o in clean.outcomes)} from the cache")
        bench = Bench(engine.library, asked, engine.prompts)
        verdicts += [plant(name, bench, clean, questions, engine) for name in FAULTS]
    finally:
        engine.close()
    quoting = open_engine(eval_set, settings.model_copy(update={"llm": "extractive"}))
    try:
        clean = evaluate(quoting, eval_set, questions)
        verdicts.append(half_index(quoting, clean, questions))
        verdicts.append(stale_cache(quoting, eval_set, questions))
    finally:
        quoting.close()
    return [*verdicts, yes_judge()]


def show(verdicts: Sequence[Verdict], console: Console) -> None:
    """The table: fault, how many answers it touched, the metrics that fell most."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("fault", "answers", "noticed by (before → after)", ""):
        table.add_column(heading)
    for v in verdicts:
        said = "; ".join(f"{f.metric} {f.before:.2f} → {f.after:.2f}" for f in v.falls if f.noticed)
        best = v.falls[0] if v.falls else None
        near = f"nothing (most: {best.metric} {best.before:.2f} → {best.after:.2f})" if best else "nothing"
        parts = said.split("; ")
        shown = "; ".join(parts[:3]) + (f"; {len(parts) - 3} more" if len(parts) > 3 else "")
        state = "[green]noticed" if v.noticed else "[red]MISSED" if v.touched else "[yellow]no such answer"
        table.add_row(v.what, str(v.touched), shown or near, state)
    console.print(table)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 where a fault went unnoticed."""
    p = argparse.ArgumentParser("wenju eval sabotage", description=__doc__.split("\n")[0] if __doc__ else "")
    p.add_argument("--llm", default="", help="whose answers to break (default: as in settings)")
    p.add_argument("--sample", type=int, default=80, help="questions to ask (default 80; cached ones cost nothing)")
    options = p.parse_args(argv)
    if options.sample and options.sample < 20:
        raise UserError("--sample: faults need at least 20 questions to show")
    console = Console(width=150)
    verdicts = run_all(options.llm, options.sample, console)
    show(verdicts, console)
    noticed, planted = sum(v.noticed for v in verdicts), [v for v in verdicts if v.touched]
    missed = [v.fault for v in planted if not v.noticed]
    absent = [v.fault for v in verdicts if not v.touched]
    console.print(
        f"{noticed} of {len(planted)} planted faults noticed"
        + (f"; missed: {', '.join(missed)}" if missed else "")
        + (f"; no answer to plant in (ask more: --sample 0): {', '.join(absent)}" if absent else "")
    )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
