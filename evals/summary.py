"""A run in numbers: by kind, over all, refusals, latency; and as tables that a person can read in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Console
from rich.table import Table

from evals.compare import Baseline, Comparison, compare, wilson
from evals.metrics.cost import Spread, spread, stages
from evals.metrics.refusal import Refusals, auc, calibration, calibration_error, refusals
from evals.results import Outcome, Run, Score
from evals.schema import KINDS
from rag.errors import UserError

# Every rate of a Score that is averaged over the questions it applies to: field, heading, what it says.
RATES: dict[str, tuple[str, str]] = {
    "right": ("right", "all facts held, nothing forbidden, refused where the articles hold no answer"),
    "recall": ("facts", "share of the gold facts that the answer holds"),
    "dated": ("dated", "held figures whose as-of moment the answer names"),
    "faithfulness": ("faithful", "statements that their cited evidence supports (deterministic check)"),
    "citation_recall": ("cit. recall", "statements that all their citations together support"),
    "citation_precision": ("cit. prec.", "citations that support their statement, or are needed"),
    "citation_gold": ("cit. gold", "citations of an article that the gold question names"),
    "context_recall": ("ctx. recall", "gold facts that stand in the passages that were found"),
    "context_precision": ("ctx. prec.", "found passages that hold a gold fact"),
    "reciprocal_rank": ("MRR", "1 / rank of the first passage that holds a gold fact"),
    "timeline_recall": ("timeline", "expected points of a timeline that are there"),
    "timeline_precision": (
        "timeline prec.",
        "points of a timeline that are expected, or whose quote says value and moment",
    ),
    "language": ("language", "answers in the question's language"),
    "valid": ("valid", "quotes equal the article at their offsets, markers name citations, no prompt leaked"),
    "exact_match": ("EM", "exact match (SQuAD)"),
    "f1": ("F1", "token F1 (SQuAD; by character in Chinese)"),
}


def rate(scores: Iterable[Score], name: str) -> tuple[float | None, int]:
    """Mean of one rate over the scores it applies to, and how many those are."""
    values = [float(v) for s in scores if (v := getattr(s, name)) is not None]
    return (sum(values) / len(values) if values else None), len(values)


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of question (or all of them): count and mean rates by name."""

    name: str
    count: int
    right: int
    rates: dict[str, float | None]

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.count)


def row(name: str, outcomes: Sequence[Outcome]) -> Row:
    """Summary of some outcomes."""
    scores = [o.score for o in outcomes]
    return Row(name, len(scores), sum(s.right for s in scores), {r: rate(scores, r)[0] for r in RATES})


def by_kind(run: Run) -> list[Row]:
    """One row a kind, in the order of the schema; a question counts under every kind it names."""
    groups = [(kind, [o for o in run.outcomes if kind in o.kinds]) for kind in KINDS]
    return [row(kind, group) for kind, group in groups if group]


def overall(run: Run) -> Row:
    return row("all", run.outcomes)


def refusal_pairs(run: Run) -> list[tuple[bool, bool]]:
    """(should be refused, was refused) of every question that is one or the other; greetings are neither."""
    return [(o.expect == "refuse", o.score.refused) for o in run.outcomes if o.answer and o.expect != "smalltalk"]


def run_refusals(run: Run) -> Refusals:
    return refusals(refusal_pairs(run))


def answerable_scores(run: Run) -> tuple[list[float], list[bool]]:
    """``Answer.answerable`` with whether the question is answerable, where the engine gives it."""
    pairs = [
        (o.answer.answerable, o.expect != "refuse")
        for o in run.outcomes
        if o.answer and o.answer.answerable is not None and o.expect != "smalltalk"
    ]
    return [p for p, _ in pairs], [t for _, t in pairs]


@dataclass(frozen=True, slots=True)
class Headline:
    """The numbers that a run is known by. ``invented`` counts values and names not in the cited evidence."""

    questions: int
    right: float
    refusals: Refusals
    auc: float | None
    calibration_error: float | None
    invented: int
    invalid: int
    errors: int
    retrieval_failures: int
    reading_failures: int
    refusal_failures: int
    seconds: Spread | None
    first_word: Spread | None
    stages: dict[str, Spread]
    prompt_tokens: Spread | None
    completion_tokens: Spread | None


def _total(timings: dict[str, float]) -> float:
    return timings["total"] if "total" in timings else sum(timings.values())


def headline(run: Run) -> Headline:
    """Count a run."""
    answers = [o.answer for o in run.outcomes if o.answer]
    scores, truth = answerable_scores(run)
    failures = [o.score.failure for o in run.outcomes]
    first: Callable[[str], list[float]] = lambda name: [a.timings[name] for a in answers if name in a.timings]  # noqa: E731
    return Headline(
        questions=len(run.outcomes),
        right=overall(run).rates["right"] or 0.0,
        refusals=run_refusals(run),
        auc=auc(scores, truth) if 0 < sum(truth) < len(truth) else None,
        calibration_error=calibration_error(calibration(scores, truth)) if scores else None,
        invented=sum(len(o.score.invented) for o in run.outcomes),
        invalid=sum(bool(o.score.faults) for o in run.outcomes),
        errors=sum(bool(o.error) for o in run.outcomes),
        retrieval_failures=failures.count("retrieval"),
        reading_failures=failures.count("reading"),
        refusal_failures=failures.count("refusal"),
        seconds=spread([_total(a.timings) for a in answers if a.timings]),
        first_word=spread(first("first_word") or first("first_token")),
        stages=stages([a.timings for a in answers]),
        prompt_tokens=spread([float(a.usage.prompt_tokens) for a in answers]),
        completion_tokens=spread([float(a.usage.completion_tokens) for a in answers]),
    )


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}" if value in (0.0, 1.0) else f"{value:.1%}"


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


SHOWN = ("recall", "dated", "faithfulness", "citation_precision", "citation_gold", "context_recall", "reciprocal_rank")


def show(run: Run, console: Console, baseline: Baseline | None = None) -> None:
    """Print the run: table by kind, headline, refusals, and what changed since the baseline."""
    table = Table(
        title=f"{run.engine} · {run.model} · {run.questions} · {run.corpus}", title_justify="left", box=box.SIMPLE_HEAD
    )
    table.add_column("kind")
    for heading in ("n", "right", "95 %", *(RATES[r][0] for r in SHOWN)):
        table.add_column(heading, justify="right")
    for line in (*by_kind(run), overall(run)):
        low, high = line.interval
        cells = [str(line.count), _short(line.rates["right"]), f"{low:.0%}–{high:.0%}"]
        if line.name == "all":
            table.add_section()
        table.add_row(line.name, *cells, *(_short(line.rates[r]) for r in SHOWN))
    console.print(table)
    _show_headline(run, console)
    if baseline:
        common = set(baseline.questions) & set(run.right)
        if common:
            show_comparison(compare(baseline.questions, run.right), console, f"baseline of {baseline.accepted}")


def common(runs: Sequence[Run]) -> list[Run]:
    """The same runs with the questions that all of them asked.

    Raises:
        UserError: there are none.
    """
    ids = set.intersection(*(set(run.right) for run in runs))
    if not ids:
        raise UserError("the runs have no question in common")
    return [replace(run, outcomes=tuple(o for o in run.outcomes if o.id in ids)) for run in runs]


def show_side_by_side(runs: Sequence[Run], console: Console) -> None:
    """Print what share of every kind each run has right, and what else tells them apart."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("kind")
    for run in runs:
        table.add_column(f"{run.engine}\n{run.model}\n{run.corpus}", justify="right")
    totals, kinds = [overall(run) for run in runs], [{r.name: r for r in by_kind(run)} for run in runs]
    for kind in (k for k in KINDS if any(k in rows for rows in kinds)):
        found = [rows.get(kind) for rows in kinds]
        table.add_row(kind, *(f"{r.rates['right']:.0%} ({r.right}/{r.count})" if r else "–" for r in found))
    table.add_section()
    table.add_row("all", *(f"{percent(r.rates['right'])} ({r.right}/{r.count})" for r in totals))
    for name in ("faithfulness", "citation_precision", "context_recall"):
        table.add_row(RATES[name][0], *(percent(r.rates[name]) for r in totals))
    heads = [headline(run) for run in runs]
    table.add_row("refusals: recall", *(percent(h.refusals.recall) for h in heads))
    table.add_row("refusals: false", *(percent(h.refusals.false_refusals) for h in heads))
    table.add_row("values not in the evidence", *(str(h.invented) for h in heads))
    table.add_row("seconds, median", *(f"{h.seconds.p50:.1f}" if h.seconds else "–" for h in heads))
    console.print(table)


def _show_headline(run: Run, console: Console) -> None:
    top = headline(run)
    r = top.refusals
    console.print(
        f"refusals: precision {percent(r.precision)}, recall {percent(r.recall)} of {r.unanswerable}, false refusals "
        f"{percent(r.false_refusals)} of {r.answerable}"
        + (f", AUC {top.auc:.3f}" if top.auc is not None else "")
        + (f", calibration error {top.calibration_error:.3f}" if top.calibration_error is not None else "")
    )
    console.print(
        f"values and names not in the cited evidence: {top.invented} · invalid answers: {top.invalid} · wrong: "
        f"{top.retrieval_failures} by retrieval, {top.reading_failures} by reading, {top.refusal_failures} by refusal"
    )
    if top.seconds:
        first = f", first word {top.first_word.p50:.1f} s" if top.first_word else ""
        tokens = ""
        if top.prompt_tokens and top.completion_tokens and top.prompt_tokens.max:
            tokens = f" · tokens {top.prompt_tokens.p50:.0f} in, {top.completion_tokens.p50:.0f} out (median)"
        console.print(f"seconds an answer: median {top.seconds.p50:.1f}, p90 {top.seconds.p90:.1f}{first}{tokens}")
    for report in (run.check, run.judge):
        if report:
            failed = f", {report.failed} not judged" if report.failed else ""
            console.print(
                f"judge {report.name}: agrees with {percent(report.accuracy)} of {report.labelled} hand labels, kappa "
                f"{report.kappa:.2f}{failed}"
            )
    if top.errors:
        console.print(f"[red]{top.errors} questions could not be asked; they count as wrong:[/red]")
        for o in [o for o in run.outcomes if o.error][:5]:
            console.print(f"  {o.id}: {o.error}", markup=False)


def show_comparison(c: Comparison, console: Console, with_what: str) -> None:
    """Print what changed, and whether it is noise."""
    console.print(
        f"against {with_what}: {percent(c.before)} → {percent(c.after)} on {c.common} common questions "
        f"(difference {c.after - c.before:+.1%}, 95 % {c.low:+.1%} to {c.high:+.1%}; McNemar p = {c.p:.3f}): "
        f"{c.verdict}"
    )
    for name, ids in (("worse", c.worse), ("better", c.better)):
        if ids:
            console.print(f"  {name} ({len(ids)}): {', '.join(ids)}", markup=False)
