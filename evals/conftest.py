"""``pytest evals/``: options, one run for the whole session, a summary at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from evals import sets
from evals.cli import BASELINE, OUT
from evals.compare import Baseline, Comparison, accepted_for, compare
from evals.engine import open_engine
from evals.results import Outcome, Run, save_run
from evals.runner import evaluate
from evals.schema import GoldQuestion
from evals.sets import EvalSet
from evals.summary import show
from rag.errors import UserError
from rag.settings import Settings

HERE = Path(__file__).parent
RUN = pytest.StashKey[Run]()
SET = pytest.StashKey[EvalSet]()
CHOSEN = pytest.StashKey[list[GoldQuestion]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("wenju", "evaluations")
    group.addoption(
        "--sample", type=int, default=sets.SAMPLE, help="so many questions, every kind in its share; 0: all"
    )
    group.addoption("--seed", type=int, default=7, help="of the sample")
    group.addoption("--kind", action="append", default=[], help="only questions of this kind (repeatable)")
    group.addoption("--llm", default="", help="language model as in settings: local, extractive, openai:…")
    group.addoption("--set", type=Path, default=None, help="another set: gold YAML, SQuAD .json, or .jsonl")
    group.addoption("--every-loss", action="store_true", help="fail every question that the baseline had right")


def pytest_configure(config: pytest.Config) -> None:
    try:
        eval_set = sets.load(config.getoption("--set"))
        chosen = sets.choose(
            eval_set.questions, config.getoption("--kind"), config.getoption("--sample"), config.getoption("--seed")
        )
    except UserError as error:
        raise pytest.UsageError(str(error)) from error
    config.stash[SET], config.stash[CHOSEN] = eval_set, chosen


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Asking takes as long as the model needs, and may need its endpoint; the limits are those of unit tests."""
    remote = (config.getoption("--llm") or Settings().llm).startswith("openai:")
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(0))
            if remote:
                item.add_marker(pytest.mark.enable_socket)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = metafunc.config.stash[CHOSEN]
    if "gold" in metafunc.fixturenames:
        metafunc.parametrize("gold", chosen, ids=[f"{q.kind}-{q.id}" for q in chosen])
    if "kind" in metafunc.fixturenames:
        kinds = dict.fromkeys(q.kind for q in chosen)
        metafunc.parametrize("kind", list(kinds))


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """Every chosen question asked and scored, with a progress bar on the terminal."""
    config = request.config
    llm = config.getoption("--llm")
    eval_set, chosen = config.stash[SET], config.stash[CHOSEN]
    engine = open_engine(eval_set, Settings(**({"llm": llm} if llm else {})))
    capture = config.pluginmanager.getplugin("capturemanager")
    bar = BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    try:
        with (
            capture.global_and_fixture_disabled(),
            Progress(TextColumn("{task.description}"), *bar, console=Console(stderr=True)) as progress,
        ):
            task = progress.add_task("asking", total=len(chosen))

            def tick(_: Outcome) -> None:
                progress.advance(task)

            made = evaluate(engine, eval_set, chosen, tick=tick)
    finally:
        engine.close()
    save_run(made, OUT / "last.json")
    config.stash[RUN] = made
    return made


@pytest.fixture(scope="session")
def baseline(run: Run) -> Baseline | None:
    return accepted_for(BASELINE, run.model, run.questions, run.corpus)


@pytest.fixture(scope="session")
def change(run: Run, baseline: Baseline | None) -> Comparison | None:
    """The run against the baseline, where they have questions in common."""
    if baseline is None or not set(run.right) & set(baseline.questions):
        return None
    return compare(baseline.questions, run.right)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    made = config.stash.get(RUN, None)
    if made is None:
        return
    from evals.report import write_report

    accepted = accepted_for(BASELINE, made.model, made.questions, made.corpus)
    terminalreporter.section("evaluation")
    show(made, Console(width=150), accepted)
    terminalreporter.write_line(f"report: {write_report([made], OUT / 'report.html', accepted)}")
