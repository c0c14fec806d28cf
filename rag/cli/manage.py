"""``wenju ingest``, ``wenju articles``, ``wenju remove`` and ``wenju status``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.output import print_json, print_table, progress_bars
from rag.cli.shared import Shared, command, help_text
from rag.resources import corpus_dir

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.types import IngestReport

_LISTED = 50
"""Outcomes that are printed one by one; beyond that only failures are."""


@command("ingest")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--sync", is_flag=True, help=help_text("sync"))
@click.option("--watch", is_flag=True, help=help_text("watch"))
@click.option("--reindex", is_flag=True, help=help_text("reindex"))
def ingest(shared: Shared, path: Path | None, sync: bool, watch: bool, reindex: bool) -> int:
    if path is None and not reindex:
        raise click.UsageError(shared.text("no_path"))
    with shared.assistant() as assistant:
        if reindex:
            with progress_bars(shared) as progress:
                report = assistant.reindex(progress=progress)
            if path is None:
                return _show(shared, report)
        assert path is not None
        if watch:
            shared.say("watching", path=path)
            assistant.watch(path, lambda: _ingest_once(shared, assistant, path, sync))
            return 0
        return _ingest_once(shared, assistant, path, sync)


def _ingest_once(shared: Shared, assistant: Assistant, path: Path, sync: bool) -> int:
    with progress_bars(shared) as progress:
        report = assistant.ingest(path, sync=sync, progress=progress)
    return _show(shared, report)


def _show(shared: Shared, report: IngestReport) -> int:
    if shared.json:
        print_json(
            {
                "articles": len(report.added) + len(report.updated) + len(report.unchanged),
                "added": report.added,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "removed": report.removed,
                "skipped": report.skipped,
                "failed": report.failed,
                "embedded_pieces": report.embedded_pieces,
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        _print_report(shared, report)
    nothing_read = (report.failed or report.skipped) and not (
        report.added or report.updated or report.unchanged or report.removed
    )
    return 2 if nothing_read else 0


def _print_report(shared: Shared, report: IngestReport) -> None:
    for outcome in report.outcomes if len(report.outcomes) <= _LISTED else report.failed:
        failed = outcome.status == "failed"
        mark = click.style(shared.text(f"status.{outcome.status}"), fg="red" if failed else "green")
        name = outcome.title or outcome.source
        click.echo(f"{mark}  {name}" + (f"  {outcome.reason}" if outcome.reason else ""), err=failed)
    click.echo(
        shared.text(
            "ingested",
            added=len(report.added),
            updated=len(report.updated),
            unchanged=len(report.unchanged),
            removed=len(report.removed),
            failed=len(report.failed),
            pieces=report.embedded_pieces,
            seconds=f"{report.seconds:.1f}",
        )
    )


def index_shipped(shared: Shared) -> None:
    """Index the articles that ship with Wenju where nothing is indexed yet."""
    with shared.assistant() as assistant:
        if not assistant.stats().articles:
            _ingest_once(shared, assistant, corpus_dir(), sync=False)


@command("articles")
def articles(shared: Shared) -> None:
    with shared.assistant() as assistant:
        infos = assistant.articles()
    if shared.json:
        print_json(infos)
        return
    if not infos:
        shared.say("no_articles")
        return
    columns = [shared.text(f"column.{name}") for name in ("id", "title", "publisher", "published", "characters")]
    rows = [(i.id, i.title, i.publisher, i.published, i.characters) for i in infos]
    print_table(columns, rows, numeric=(4,))


@command("remove")
@click.argument("article_ids", nargs=-1, required=True, metavar="ID...")
def remove(shared: Shared, article_ids: tuple[str, ...]) -> int:
    with shared.assistant() as assistant:
        removed = {article_id: assistant.remove(article_id) for article_id in article_ids}
    if shared.json:
        print_json(removed)
    for article_id, done in removed.items():
        if not done:
            shared.say("no_such_article", id=article_id)
        elif not shared.json:
            click.echo(shared.text("removed", id=article_id))
    return 0 if all(removed.values()) else 2


@command("status")
def status(shared: Shared) -> int:
    with shared.assistant() as assistant:
        stats = assistant.stats()
    if shared.json:
        print_json(stats)
        return 1 if stats.problems else 0
    first, last = stats.first_published or "?", stats.last_published or "?"
    rows = [
        ("articles", stats.articles),
        ("passages", stats.passages),
        ("pieces", stats.pieces),
        ("published", f"{first} – {last}" if stats.articles else ""),
        ("llm", stats.llm),
        ("embedder", stats.embedder),
        ("store", stats.store_dir),
        ("disk", f"{stats.disk_bytes / 1e6:.1f} MB"),
    ]
    for name, value in rows:
        click.echo(f"{shared.text('column.' + name)}: {value}")
    for problem in stats.problems:
        click.echo(click.style("⚠ " + problem, fg="yellow"), err=True)
    if not stats.articles:
        shared.say("no_articles")
    return 1 if stats.problems else 0
