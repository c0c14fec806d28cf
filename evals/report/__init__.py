"""The report: one HTML file without scripts or outside resources, over one to six runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.compare import Baseline, Comparison, compare
from evals.engine import OWN_PASSAGES
from evals.metrics.refusal import calibration, roc
from evals.report.charts import Line, calibration_line, stacks, strips, unit_plot
from evals.results import Outcome, Run
from evals.schema import KINDS
from evals.summary import (
    RATES,
    Headline,
    Row,
    answerable_scores,
    by_kind,
    headline,
    overall,
    percent,
    refusal_pairs,
)
from rag.errors import UserError
from rag.messages import Messages, help_language

HERE = Path(__file__).parent
MOST_RUNS = 6
SPAN_RATES = ("exact_match", "f1")
_texts = Messages(HERE.parent / "locale")


@dataclass(frozen=True, slots=True)
class View:
    """A run as the template shows it."""

    run: Run
    label: str
    series: int
    head: Headline
    rows: tuple[Row, ...]
    total: Row
    wrong: tuple[Outcome, ...]
    against: Comparison | None


def write_report(runs: Sequence[Run], path: Path, baseline: Baseline | None = None, lang: str | None = None) -> Path:
    """Write the report and give its absolute path back.

    Raises:
        UserError: no run, or more than six.
    """
    if not 1 <= len(runs) <= MOST_RUNS:
        raise UserError(f"a report takes one to {MOST_RUNS} runs, not {len(runs)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(render(runs, baseline, lang or help_language()), encoding="utf-8")
    draft.replace(path)
    return path.resolve()


def render(runs: Sequence[Run], baseline: Baseline | None, lang: str) -> str:
    """The HTML text."""
    views = [_view(run, i, runs[0], label) for i, (run, label) in enumerate(zip(runs, _labels(runs), strict=True))]
    first = views[0]
    common = baseline and set(baseline.questions) & set(first.run.right)
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["percent"] = percent

    def t(key: str, **values: object) -> str:
        return _texts(f"report.{key}", lang, **values)

    spans = first.run.corpus == OWN_PASSAGES  # answers that are spans of the text are what SQuAD's measures are for
    colours = _stage_colours(views)
    shown = [r for r in RATES if any(v.total.rates[r] is not None for v in views) and (spans or r not in SPAN_RATES)]
    return environment.get_template("report.html.j2").render(
        t=t,
        lang=lang,
        views=views,
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        kinds=[k for k in KINDS if any(r.name == k for v in views for r in v.rows)],
        rates=shown,
        baseline=baseline if common else None,
        change=compare(baseline.questions, first.run.right) if baseline and common else None,
        roc=_roc(views, t("fpr"), t("tpr"), t("roc")),
        calibration=_calibration(views, t("said"), t("true"), t("calibration")),
        latency=_latency(views, t("seconds"), t("latency")),
        stages=_stages(views, colours, t("stages")),
        stage_colours=colours,
        failures=_failures(views, t),
        css=Markup((HERE / "report.css").read_text("utf-8")),
    )


def _labels(runs: Sequence[Run]) -> list[str]:
    """What answered; runs that this does not tell apart go by their own name, too."""
    plain = [f"{run.engine} · {run.model}" for run in runs]
    return [
        f"{label} · {run.name}" if plain.count(label) > 1 else label for run, label in zip(runs, plain, strict=True)
    ]


def _view(run: Run, series: int, first: Run, label: str) -> View:
    same = run is first or not set(run.right) & set(first.right)
    return View(
        run=run,
        label=label,
        series=series,
        head=headline(run),
        rows=tuple(by_kind(run)),
        total=overall(run),
        wrong=tuple(o for o in run.outcomes if not o.score.right),
        against=None if same else compare(first.right, run.right),
    )


def _roc(views: Sequence[View], x: str, y: str, title: str) -> Markup | None:
    """ROC of the probability; engines that give none are a single point: what they do."""
    lines = []
    for v in views:
        scores, truth = answerable_scores(v.run)
        if 0 < sum(truth) < len(truth):
            lines.append(Line(v.label, tuple(roc(scores, truth)), v.series))
        pairs = refusal_pairs(v.run)
        answerable = [did for should, did in pairs if not should]
        others = [did for should, did in pairs if should]
        if answerable and others:
            at = (1 - sum(others) / len(others), 1 - sum(answerable) / len(answerable))
            lines.append(Line(v.label, (at,), v.series, (40.0,)))
    return Markup(unit_plot(lines, x, y, title)) if lines else None


def _calibration(views: Sequence[View], x: str, y: str, title: str) -> Markup | None:
    lines = [
        calibration_line(v.label, calibration(*scores), v.series)
        for v in views
        if (scores := answerable_scores(v.run))[0]
    ]
    return Markup(unit_plot(lines, x, y, title)) if lines else None


def seconds_of(run: Run) -> list[float]:
    """Seconds of every answer that was timed."""
    timed = [o.answer.timings for o in run.outcomes if o.answer and o.answer.timings]
    return [t["total"] if "total" in t else sum(t.values()) for t in timed]


def _latency(views: Sequence[View], x: str, title: str) -> Markup | None:
    rows = [(v.label, seconds_of(v.run), v.series) for v in views]
    return Markup(strips(rows, x, title)) if any(values for _, values, _ in rows) else None


def _stage_colours(views: Sequence[View]) -> dict[str, str]:
    """The CSS class of every stage that some run timed: one stage has one colour in all rows."""
    names = dict.fromkeys(name for v in views for name in v.head.stages if name not in _SUMS)
    return {name: f"c{i % 8}" for i, name in enumerate(names)}


def _stages(views: Sequence[View], colours: Mapping[str, str], title: str) -> Markup | None:
    rows = [
        (v.label, [(n, v.head.stages[n].mean, css) for n, css in colours.items() if n in v.head.stages]) for v in views
    ]
    return Markup(stacks(rows, title, " s")) if any(parts for _, parts in rows) else None


_SUMS = ("total", "first_word", "first_token")


def _failures(views: Sequence[View], t: object) -> Markup:
    rows = []
    for v in views:
        h = v.head
        right = v.total.right
        parts = [
            ("right", right, "good"),
            ("retrieval", h.retrieval_failures, "bad1"),
            ("reading", h.reading_failures, "bad2"),
            ("refusal", h.refusal_failures, "bad3"),
        ]
        rows.append((v.label, [(t(f"failure.{n}"), float(a), css) for n, a, css in parts if a]))  # type: ignore[operator]
    return Markup(stacks(rows, t("failures")))  # type: ignore[operator]
