"""Entry point: gathers the commands, and turns every error into a sentence and an exit code."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Sequence

import click

from rag.cli import ask, manage, models, serve
from rag.cli.shared import Shared, help_text
from rag.errors import UserError, WenjuError
from rag.messages import explain, t


def _version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import version

        click.echo(f"wenju {version('wenju')}")
        context.exit()


@click.group("wenju", help=help_text("wenju"), context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help=help_text("version")
)
def wenju() -> None: ...


for _command in (
    manage.ingest,
    ask.ask,
    ask.search,
    ask.chat,
    serve.ui,
    serve.serve,
    models.models,
    manage.status,
    manage.articles,
    manage.remove,
    serve.evaluate,
    serve.bench,
):
    wenju.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 Wenju's or a model's fault, 2 the user's, 130 Ctrl-C."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    shared = Shared()
    try:
        return int(wenju.main(arguments, prog_name="wenju", standalone_mode=False, obj=shared) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(err=True)
        return 130
    except BrokenPipeError:
        # The reader left (`| head`): what is still in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last stop: said in one sentence, or as a traceback on demand
        return _report(error, shared.language)


def _report(error: Exception, lang: str) -> int:
    if os.environ.get("WENJU_DEBUG") == "1":
        traceback.print_exception(error)
    from rag.models.base import ModelError  # brings numpy, which --help can do without

    expected = isinstance(error, WenjuError | ModelError)
    text = explain(error, lang) if expected else t("cli.unexpected", lang, kind=type(error).__name__, error=error)
    click.echo(click.style(t("cli.error", lang, text=text), fg="red"), err=True)
    return 2 if isinstance(error, UserError) else 1
