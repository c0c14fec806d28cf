"""``wenju models``: what is configured and available, and getting it here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from rag.cli.output import print_json, print_table
from rag.cli.shared import Shared, command, help_text, shared_options
from rag.messages import explain

if TYPE_CHECKING:
    from rag.models.registry import ModelOptions
    from rag.models.weights import PackagedModel
    from rag.settings import Settings

Kind = Literal["llm", "embedder", "reranker"]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model in the list. ``size`` in bytes, 0 where unknown; ``loads`` None where it was not tried."""

    name: str
    kind: Kind
    configured: bool
    available: bool
    size: int = 0
    path: str = ""
    licence: str = ""
    loads: bool | None = None
    problem: str = ""


@click.group("models", help=help_text("models"), invoke_without_command=True)
@shared_options
@click.pass_context
def models(context: click.Context) -> int:
    return int(context.invoke(models_list)) if context.invoked_subcommand is None else 0


@command("models list")
@click.option("--load/--no-load", default=True, help=help_text("load"))
def models_list(shared: Shared, load: bool = True) -> int:
    rows = [*_configured(shared.settings, load), *_packaged(shared.settings)]
    if shared.json:
        print_json(rows)
    else:
        columns = [shared.text(f"column.{name}") for name in ("configured", "name", "kind", "size", "state", "licence")]
        print_table(columns, [_cells(shared, row) for row in rows], numeric=(3,))
        for row in rows:
            if row.problem:
                click.echo(click.style(f"⚠ {row.name}: {row.problem}", fg="yellow"), err=True)
    return 1 if any(row.problem for row in rows) else 0


@command("models pull")
@click.argument("name", required=False)
def models_pull(shared: Shared, name: str | None) -> None:
    from rag.models import e5, hub, weights

    settings = shared.settings
    for wanted in [name] if name else _missing(settings):
        source, _, rest = wanted.partition(":")
        with _download_bar(shared, wanted) as progress:
            if rest:  # from a model hub: the last part of a specification such as st:OWNER/NAME
                path = (hub.pull_file if source == "hf" else hub.pull_model)(rest, settings.cache_dir)
            else:
                path = weights.pull(wanted, settings.cache_dir, progress)
        shared.say("model_ready", name=wanted, path=path)
    if not name and settings.embedder == "e5" and not e5.is_prepared(settings.cache_dir, settings.embedder_weights):
        _prepare(shared)


@command("models prepare")
@click.argument("name", required=False)
def models_prepare(shared: Shared, name: str | None) -> None:
    if not name:
        _prepare(shared)
        return
    from rag.models import preparing

    settings = shared.settings
    shared.say("preparing", name=name)
    made = preparing.prepare(
        name.removeprefix("st:"), settings.cache_dir, weights=settings.embedder_weights, threads=settings.threads
    )
    shared.say("prepared", name=made.name, dimension=made.dimension)


def _prepare(shared: Shared) -> None:
    from rag.models.registry import load_embedder

    shared.say("preparing", name=shared.settings.embedder)
    embedder = load_embedder(shared.settings.embedder, _options(shared.settings, "embedder"))
    embedder.embed_queries(["?"])  # the packaged one is prepared at its first text
    shared.say("prepared", name=embedder.name, dimension=embedder.dimension)


def _missing(settings: Settings) -> list[str]:
    """Packaged models that the settings need and the cache does not hold as they should be."""
    from rag.models import e5, weights

    scheme, _, rest = settings.llm.partition(":")
    names = []
    model = weights.MODELS.get(rest or weights.DEFAULT_LLM) if scheme == "local" else None
    if model and not _is_here(model, settings):
        names.append(model.name)
    ready = e5.is_prepared(settings.cache_dir, settings.embedder_weights) or e5.data_file(settings.cache_dir)
    return names + ([e5.NAME] if settings.embedder == "e5" and not ready else [])


def _configured(settings: Settings, load: bool) -> Iterator[ModelRow]:
    """The models that the settings name, each tried if ``load``."""
    from rag.models.base import ModelError

    attempts: dict[Kind, tuple[str, Callable[[], None]]] = {
        "llm": (settings.llm, lambda: _try_llm(settings)),
        "embedder": (settings.embedder, lambda: _try_embedder(settings)),
        "reranker": (settings.reranker, lambda: _try_reranker(settings)),
    }
    for kind, (name, attempt) in attempts.items():
        if not name:
            continue
        problem = ""
        if load:
            try:
                attempt()
            except ModelError as error:
                problem = explain(error, settings.language)
        yield ModelRow(name, kind, True, not problem, loads=not problem if load else None, problem=problem)


def _try_llm(settings: Settings) -> None:
    from rag.models.base import Message
    from rag.models.registry import load_llm

    if (model := load_llm(settings.llm, _options(settings, "llm"))) is not None:
        try:
            model.complete([Message("user", "1+1=?")], max_tokens=1)
        finally:
            model.close()


def _try_embedder(settings: Settings) -> None:
    from rag.models.registry import load_embedder

    load_embedder(settings.embedder, _options(settings, "embedder")).embed_queries(["?"])


def _try_reranker(settings: Settings) -> None:
    from rag.models.registry import load_reranker

    if (model := load_reranker(settings.reranker, _options(settings, "reranker"))) is not None:
        model.scores("?", ["?"])


def _options(settings: Settings, kind: Kind) -> ModelOptions:
    from rag.models.registry import ModelOptions

    key = {"llm": settings.llm_api_key, "embedder": settings.embedder_api_key}.get(kind)
    return ModelOptions(
        settings.cache_dir,
        key.get_secret_value() if key else None,
        settings.llm_timeout,
        settings.threads,
        settings.embedder_weights,
    )


def _packaged(settings: Settings) -> Iterator[ModelRow]:
    """The models that come in packages, here or not."""
    from rag.models import e5, weights

    for model in weights.MODELS.values():
        path = weights.path_of(model, settings.cache_dir) if _is_here(model, settings) else None
        if model.name == e5.NAME:
            path = e5.data_file(settings.cache_dir)
        yield ModelRow(model.name, model.kind, False, bool(path), model.size, str(path or ""), model.licence)


def _is_here(model: PackagedModel, settings: Settings) -> bool:
    from rag.models import files, weights

    path = weights.path_of(model, settings.cache_dir)
    return path.is_file() and files.is_checked(path, model.sha256)


def _cells(shared: Shared, row: ModelRow) -> list[str]:
    state = "fails" if row.problem else "loads" if row.loads else "ready" if row.available else "absent"
    return [
        "✓" if row.configured else "",
        row.name,
        shared.text(f"model_kind.{row.kind}"),
        f"{row.size / 1e6:,.0f} MB" if row.size else "",
        shared.text(f"model_state.{state}"),
        row.licence,
    ]


@contextmanager
def _download_bar(shared: Shared, name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar in bytes on stderr; one line where stderr is no terminal."""
    from rich import progress
    from rich.console import Console

    console = Console(stderr=True)
    if shared.json or not console.is_terminal:
        shared.say("fetching", name=name)
        yield None
        return
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(name, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


for _command in (models_list, models_pull, models_prepare):
    models.add_command(_command)
