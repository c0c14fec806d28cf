"""``wenju ui`` and ``wenju serve``."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from rag.cli.manage import index_shipped
from rag.cli.shared import Shared, command, help_text


@command("ui")
@click.option("--host", help=help_text("host"))
@click.option("--port", type=click.IntRange(1, 65535), help=help_text("port"))
@click.option("--open/--no-open", "browser", default=None, help=help_text("open"))
@click.option("--with-corpus", is_flag=True, help=help_text("with_corpus"))
def ui(shared: Shared, host: str | None, port: int | None, browser: bool | None, with_corpus: bool) -> None:
    _address(shared, host, port)
    if with_corpus:
        index_shipped(shared)
    # By name: nothing in rag may import the page, which sits above it.
    import_module("ui.app").main(shared.settings, open_browser=_has_display() if browser is None else browser)


def _has_display() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@command("serve")
@click.option("--host", help=help_text("host"))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=help_text("port"))
@click.option("--api-key", envvar="WENJU_API_KEY", show_envvar=True, help=help_text("api_key"))
def serve(shared: Shared, host: str | None, port: int, api_key: str | None) -> None:
    _address(shared, host, None)
    from rag.ports import listen
    from rag.server import LOOPBACK, run

    host = shared.settings.host
    if host not in LOOPBACK and not api_key:
        shared.say("open_without_key", host=host)
    listener = listen(host, port)
    taken = listener.getsockname()[1]
    if taken != port:
        shared.say("port_taken", port=port, next=taken)
    shared.say("serving", url=f"http://{host}:{taken}/v1")
    with shared.assistant() as assistant:
        run(assistant, listener, api_key=api_key or "")


def _address(shared: Shared, host: str | None, port: int | None) -> None:
    if host:
        shared.overrides["host"] = host
    if port:
        shared.overrides["port"] = str(port)


BENCHMARKS = ("answering", "embedding", "page", "retrieval", "scale", "speed", "startup")
_FORWARD = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@command("eval", forwards=True, context_settings=_FORWARD, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(_: Shared, arguments: tuple[str, ...]) -> int:
    return int(import_module("evals.cli").main(list(arguments)) or 0)


@command("bench", forwards=True, context_settings=_FORWARD)
@click.argument("name", type=click.Choice(BENCHMARKS))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(_: Shared, name: str, arguments: tuple[str, ...]) -> int:
    return int(import_module(f"benchmarks.{name}").main(list(arguments)) or 0)
