"""``wenju eval``: ask, score, compare, report."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from evals import sets
from evals.compare import SIGNIFICANT, Baseline, accepted_for, compare, write_baseline
from evals.engine import CACHE_DIR, HOME, Engine, gold_corpus, open_engine
from evals.results import Outcome, Run, load_run, save_run
from evals.runner import evaluate
from evals.schema import GoldQuestion
from evals.sets import EvalSet
from evals.summary import by_kind, common, headline, overall, show, show_comparison, show_side_by_side
from rag.errors import UserError, WenjuError
from rag.models.base import ModelError
from rag.resources import corpus_dir
from rag.settings import Settings

OUT = Path(os.environ.get("WENJU_EVAL_OUT", HOME / "evals" / "out"))
BASELINE = HOME / "evals" / "baseline.json"
EXAMPLES = """examples:
  wenju eval                                  a stratified sample of 40 gold questions, report in evals/out/report.html
  wenju eval --sample 0                       all of them
  wenju eval --check --sample 36              exit code 1 on a significant loss against evals/baseline.json
  wenju eval --llm local --llm extractive --sample 120 --name wide     side by side on a third of them
  wenju eval --llm extractive --kind one_fact --kind list
  wenju eval --set questions.jsonl --own-passages
  wenju eval --stock                          the stock llama-index engine on the same questions
  WENJU_EVAL_CORPUS=../shared/corpus wenju eval             shipped and collected articles side by side
  wenju eval report RUN RUN --common          one report over up to six saved runs, on the questions that all asked
  wenju eval accept --reason "longer evidence" the last run becomes the baseline
  wenju eval sabotage                         planted faults: which metric notices
  wenju eval attacks                          orders hidden in questions and articles
  wenju eval review                           thumbs-down answers become gold questions
"""


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        "wenju eval", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("--set", type=Path, help="gold YAML file or folder, SQuAD .json, or .jsonl with passages")
    p.add_argument("--kind", action="append", default=[], help="only questions of this kind (repeatable)")
    p.add_argument("--sample", type=int, default=sets.SAMPLE, help="so many questions, every kind in its share; 0: all")
    p.add_argument("--seed", type=int, default=7, help="of the sample (default 7)")
    p.add_argument("--only", action="append", default=[], help="only this question id (repeatable)")
    p.add_argument(
        "--llm", action="append", default=[], help="language model as in settings (repeatable: side by side)"
    )
    p.add_argument("--embedder", default="", help="embedding model as in settings")
    p.add_argument("--corpus", type=Path, action="append", default=[], help="folder that gold questions are asked of")
    p.add_argument("--stock", action="store_true", help="ask the stock llama-index engine, too")
    p.add_argument("--own-passages", action="store_true", help="a question sees only the passages that came with it")
    p.add_argument("--judge", default="", help="llm, or st:MODEL (a cross-encoder); reported apart")
    p.add_argument("--skip-malformed", action="store_true", help="leave malformed questions of a set out")
    p.add_argument("--name", default="", help="name of the saved run")
    p.add_argument(
        "--check", action="store_true", help="exit code 1 where the run is significantly worse than the baseline"
    )
    p.add_argument("--json", action="store_true", help="the numbers as JSON")
    p.add_argument("--no-report", action="store_true", help="write no HTML")
    p.add_argument("--list", action="store_true", help="list the saved runs")
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Run; exit code 0, 1 (a significant loss with ``--check``, or our fault), 2 (the user's mistake), 130 (Ctrl-C)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    commands = {"report": _report, "accept": _accept, "sabotage": _sabotage, "review": _review, "attacks": _attacks}
    try:
        words = [a for a in arguments if a != "--json"]
        if words and words[0] in commands:
            return commands[words[0]](words[1:])
        return _evaluate(parser().parse_args(arguments))
    except KeyboardInterrupt:
        print("\nstopped; answers so far are kept, the same command goes on from there", file=sys.stderr)
        return 130
    except (UserError, ValidationError) as error:
        print(error, file=sys.stderr)
        return 2
    except (WenjuError, ModelError) as error:
        print(error, file=sys.stderr)
        return 1


def _evaluate(options: argparse.Namespace) -> int:
    console = Console(stderr=options.json)
    if not console.is_terminal:
        console = Console(stderr=options.json, width=150)  # a table in a log must not be cut to 80 columns
    if options.list:
        for path in sorted((OUT / "runs").glob("*.json")):
            console.print(path.stem)
        return 0
    eval_set = sets.load(options.set, skip_malformed=options.skip_malformed)
    if eval_set.skipped:
        console.print(
            f"left out {len(eval_set.skipped)} malformed questions:", *eval_set.skipped[:5], sep="\n  ", markup=False
        )
    questions = sets.choose(eval_set.questions, options.kind, options.sample, options.seed)
    if options.only:
        questions = [q for q in eval_set.questions if q.id in options.only]
        if len(questions) < len(set(options.only)):
            gone = sorted(set(options.only) - {q.id for q in questions})
            raise UserError(f"--only: no such question: {', '.join(gone)}")
    if len(questions) < len(eval_set.questions):
        console.print(f"{len(questions)} of {len(eval_set.questions)} questions (--sample 0 asks all)", style="dim")
    runs: list[Run] = []
    for engine in _engines(options, eval_set):
        if options.check and not runs and not _comparable(engine, eval_set.name, questions, console):
            return 0
        runs.append(_run(engine, eval_set, questions, options, console))
        if len(runs) == 1:
            save_run(runs[0], OUT / "last.json")  # what `accept` takes: the first column, the one that is compared
    baseline = accepted_for(BASELINE, runs[0].model, runs[0].questions, runs[0].corpus)
    for run in runs:
        show(run, console, baseline if run is runs[0] else None)
    for other in runs[1:]:
        show_comparison(compare(runs[0].right, other.right), console, f"{runs[0].name} (→ {other.name})")
    if not options.no_report:
        from evals.report import write_report

        console.print(f"report: {write_report(runs, OUT / 'report.html', baseline)}", markup=False, soft_wrap=True)
    if options.json:
        print(json.dumps([_numbers(run) for run in runs], ensure_ascii=False, indent=1))
    return _verdict(runs[0], baseline, console) if options.check else 0


def _comparable(engine: Engine, asked: str, questions: Sequence[GoldQuestion], console: Console) -> bool:
    """Is there something to check against? Asking for minutes to compare with nothing helps nobody."""
    baseline = accepted_for(BASELINE, engine.model, asked, engine.corpus)
    if baseline and any(q.id in baseline.questions for q in questions):
        return True
    console.print(
        f"check: {BASELINE.name} holds no accepted answers of {engine.model} to these questions: nothing to compare "
        'with, so nothing fails. Accept a run first: wenju eval --sample 0, then make eval-accept REASON="…"',
        markup=False,
    )
    return False


def _verdict(run: Run, baseline: Baseline | None, console: Console) -> int:
    """Exit code of ``--check``: 1 on a significant loss, or where a question could not be asked."""
    if any(o.error for o in run.outcomes):
        return 1
    if baseline is None:
        return 0
    found = compare(baseline.questions, run.right)
    said = "significantly worse than" if found.significantly_worse else "not significantly worse than"
    console.print(
        f"check: {said} the baseline ({found.before:.1%} → {found.after:.1%} on {found.common} questions, "
        f"p = {found.p_worse:.3f}, {SIGNIFICANT} is the limit)",
        style="red" if found.significantly_worse else "green",
    )
    return int(found.significantly_worse)


def _engines(options: argparse.Namespace, eval_set: EvalSet) -> Iterator[Engine]:
    """One engine for every language model and corpus, each closed before the next one opens: memory is scarce."""
    named = [corpus_dir(), gold_corpus()] if os.environ.get("WENJU_EVAL_CORPUS") else []
    corpora = [None] if eval_set.articles else options.corpus or named or [None]
    for corpus in corpora:
        if corpus is not None and not corpus.exists():
            raise UserError(f"--corpus {corpus}: no such folder")
        for llm in options.llm or [""]:
            chosen = {"llm": llm, "embedder": options.embedder}
            settings = Settings(**{name: spec for name, spec in chosen.items() if spec})
            engine = open_engine(eval_set, settings, corpus.resolve() if corpus else None)
            try:
                yield engine
                if options.stock and (engine.models.llm or options.llm == [llm]):  # quoting has no stock counterpart
                    from evals.baselines.stock import open_stock

                    yield open_stock(engine)
            finally:
                engine.close()


def _run(
    engine: Engine, eval_set: EvalSet, questions: Sequence[GoldQuestion], options: argparse.Namespace, console: Console
) -> Run:
    from evals.judging import open_judge

    judge = open_judge(options.judge, getattr(engine, "models", None))
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[right]}"),
        TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    seen: list[Outcome] = []
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(engine.name, total=len(questions), right="")

        def tick(outcome: Outcome) -> None:
            seen.append(outcome)
            progress.update(task, advance=1, right=f"{sum(o.score.right for o in seen)} right")

        run = evaluate(
            engine, eval_set, questions, own_passages=options.own_passages, judge=judge, tick=tick, cache_dir=CACHE_DIR
        )
    run = replace(run, name=_name(run, options))
    save_run(run, OUT / "runs" / f"{run.name}.json")
    return run


def _name(run: Run, options: argparse.Namespace) -> str:
    """Name of the saved run: as asked for, with what tells it apart where several are made at once."""
    if not options.name:
        return run.name
    several = {
        run.engine: options.stock and run.engine != "wenju",
        run.model: len(options.llm) > 1,
        run.corpus: len(options.corpus) > 1 or bool(os.environ.get("WENJU_EVAL_CORPUS")),
    }
    parts = [options.name, *(part for part, apart in several.items() if apart)]
    return re.sub(r"[^\w.-]+", "-", "-".join(parts))


def _numbers(run: Run) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "run": run.name,
        "engine": run.engine,
        "model": run.model,
        "headline": asdict(headline(run)),
        "all": overall(run).rates,
        "kinds": {r.name: {"n": r.count, **r.rates} for r in by_kind(run)},
        "wrong": {o.id: o.score.why for o in run.outcomes if not o.score.right},
    }


def _report(words: Sequence[str]) -> int:
    from evals.report import write_report

    p = argparse.ArgumentParser("wenju eval report", description="one HTML file over saved runs")
    p.add_argument("runs", nargs="*", default=[], help="names of saved runs (default: the last one); at most six")
    p.add_argument("--out", type=Path, default=OUT / "report.html")
    p.add_argument("--common", action="store_true", help="only the questions that all of the runs asked")
    options = p.parse_args(words)
    if len(options.runs) > 6:
        raise UserError("a report compares at most six runs")
    paths = [OUT / "runs" / f"{n}.json" if not Path(n).exists() else Path(n) for n in options.runs]
    runs = [load_run(path) for path in paths or [OUT / "last.json"]]
    runs = common(runs) if options.common else runs
    first = runs[0]
    show_side_by_side(runs, Console(width=150))
    print(write_report(runs, options.out, accepted_for(BASELINE, first.model, first.questions, first.corpus)))
    return 0


def _accept(words: Sequence[str]) -> int:
    p = argparse.ArgumentParser("wenju eval accept", description="the last run (or RUN) becomes the baseline")
    p.add_argument("run", nargs="?", default="")
    p.add_argument("--reason", default="", help="why the change is right (kept in the baseline)")
    options = p.parse_args(words)
    run = load_run(OUT / "runs" / f"{options.run}.json" if options.run else OUT / "last.json")
    write_baseline(BASELINE, run, options.reason)
    print(f"{BASELINE}: {sum(run.right.values())} of {len(run.outcomes)} right in {run.name}")
    return 0


def _sabotage(words: Sequence[str]) -> int:
    from evals.sabotage.run import main as sabotage

    return sabotage(words)


def _attacks(words: Sequence[str]) -> int:
    from evals.attacking import main as attacks

    return attacks(words)


def _review(words: Sequence[str]) -> int:
    from evals.review import main as review

    return review(words)


if __name__ == "__main__":
    raise SystemExit(main())
