"""What all commands share: the options that every one takes, the settings and the assistant made from them."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rag.errors import UserError
from rag.messages import LANGUAGES, help_language, t

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Shared:
    """State of one run: what the shared options said, and what is made from it when a command needs it."""

    json: bool = False
    overrides: dict[str, str] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Settings:
        """The settings, with the command line's on top.

        Raises:
            UserError: an option, a variable or ``wenju.toml`` holds something that is not allowed.
        """
        from pydantic import ValidationError

        from rag.settings import Settings

        try:
            return Settings(**self.overrides)  # type: ignore[arg-type]
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(map(str, e['loc'])) or 'settings'}: {e['msg']} ({e['input']!r})" for e in error.errors()
            )
            raise UserError(self.text("bad_settings", wrong=wrong)) from None
        except tomllib.TOMLDecodeError as error:
            raise UserError(self.text("bad_toml", error=error)) from None

    @property
    def language(self) -> str:
        return self.overrides.get("language") or help_language()

    def text(self, key: str, **values: object) -> str:
        """A text of the command line in the user's language."""
        return t(f"cli.{key}", self.language, **values)

    def say(self, key: str, **values: object) -> None:
        """A remark to whoever watches; stdout stays free for the result."""
        click.echo(self.text(key, **values), err=True)

    @contextmanager
    def assistant(self) -> Iterator[Assistant]:
        from rag.assistant import Assistant

        assistant = Assistant(self.settings)
        try:
            yield assistant
        finally:
            assistant.close()


def _remember(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None and parameter.name:
        context.ensure_object(Shared).overrides[parameter.name] = value


def _json(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.ensure_object(Shared).json |= value


def _verbose(_: click.Context, __: click.Parameter, value: bool) -> None:
    if value:
        for name in ("rag", "store", "ui", "evals"):
            logging.getLogger(name).setLevel(logging.INFO)


def _or_none(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    return value or None


def help_text(key: str) -> str:
    """A text of ``--help``."""
    return t(f"cli.help.{key}", help_language())


def shared_options(command: F) -> F:
    """Adds ``--json``, ``--store``, ``--llm``, ``--embedder``, ``--lang`` and ``--verbose`` to a command."""
    options = [
        click.option("--json", "as_json", is_flag=True, expose_value=False, callback=_json, help=help_text("json")),
        click.option(
            "--store", "store_dir", metavar="DIR", expose_value=False, callback=_remember, help=help_text("store")
        ),
        click.option("--llm", metavar="MODEL", expose_value=False, callback=_remember, help=help_text("llm")),
        click.option("--embedder", metavar="MODEL", expose_value=False, callback=_remember, help=help_text("embedder")),
        click.option(
            "--lang",
            "language",
            type=click.Choice(LANGUAGES),
            is_eager=True,
            expose_value=False,
            callback=_remember,
            help=help_text("lang"),
        ),
        click.option("-v", "--verbose", is_flag=True, expose_value=False, callback=_verbose, help=help_text("verbose")),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def filter_options(command: F) -> F:
    """Adds the filters of a search: ``--after``, ``--before`` and ``--article``."""
    options = [
        click.option("--after", "published_after", metavar="DATE", help=help_text("after")),
        click.option("--before", "published_before", metavar="DATE", help=help_text("before")),
        click.option(
            "--article", "article_ids", metavar="ID", multiple=True, callback=_or_none, help=help_text("article")
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def command(name: str, *, forwards: bool = False, **settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose help text and examples are ``cli.help.NAME`` and ``cli.examples.NAME``.

    One that ``forwards`` leaves the shared options, which may be given more than once there, to what it calls.
    """

    def decorate(function: Callable[..., Any]) -> click.Command:
        examples = "\b\n" + t(f"cli.examples.{name.replace(' ', '_')}", help_language())
        with_state: Callable[..., Any] = click.pass_obj(function)
        make: Callable[[Callable[..., Any]], click.Command] = click.command(
            name.rpartition(" ")[2], help=help_text(name.replace(" ", "_")), epilog=examples, **settings
        )
        return make(with_state if forwards else shared_options(with_state))

    return decorate
