"""Printing: JSON for programs, text for people, progress bars on stderr."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from rag.cli.shared import Shared

if TYPE_CHECKING:
    from rag.types import Answer, Citation, Progress, ScoredPassage, TimelinePoint


def print_json(value: Any) -> None:
    """Dataclasses become objects, dates ISO strings, tuples lists."""
    from pydantic_core import to_jsonable_python

    click.echo(json.dumps(to_jsonable_python(value, inf_nan_mode="null"), ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, numeric: Sequence[int] = ()) -> None:
    """A table that fits the terminal; columns in ``numeric`` are right-aligned."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(markup=False, highlight=False).print(table)


def head(item: Citation | ScoredPassage) -> str:
    """Title, publisher and date in one line."""
    parts = [f"《{item.title}》" if item.title else item.article_id, item.publisher, item.published]
    return " ".join(str(part) for part in parts if part)


def print_citations(citations: Sequence[Citation]) -> None:
    for citation in citations:
        click.echo(f"\n[{citation.number}] " + click.style(head(citation), bold=True))
        click.echo(f"    「{citation.quote}」")


def print_timeline(shared: Shared, points: Sequence[TimelinePoint]) -> None:
    if points:
        click.echo("\n" + click.style(shared.text("timeline"), bold=True))
    for point in points:
        click.echo(f"    {point.as_of:<10}  {point.value}{point.unit}  [{point.citation.number}]")


def print_answer_tail(shared: Shared, answer: Answer) -> None:
    """What follows the text: timeline, citations, a better question, and who answered if not the configured model."""
    print_timeline(shared, answer.timeline)
    print_citations(answer.citations)
    if answer.suggestion:
        click.echo("\n" + shared.text("suggestion", question=answer.suggestion))
    if answer.fallback:
        click.echo(click.style("\n⚠ " + shared.text("fallback", why=answer.fallback), fg="yellow"), err=True)


@contextmanager
def progress_bars(shared: Shared) -> Iterator[Callable[[Progress], None] | None]:
    """A bar a stage on stderr; None where stderr is no terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if shared.json or not console.is_terminal:
        yield None
        return
    from rich import progress

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, progress.TaskID] = {}

        def show(step: Progress) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = bars.add_task(shared.text(f"stage.{step.stage}"), total=step.total)
            bars.update(tasks[step.stage], completed=step.done, total=step.total)

        yield show
