"""``wenju models``: list, pull, prepare, check."""

from __future__ import annotations

import click

from rag.cli.shared import command, help_text


@click.group("models", help=help_text("models"), invoke_without_command=True)
def models() -> None: ...


@command("models list")
def models_list(shared: object) -> None: ...


models.add_command(models_list)
