"""``wenju search``, ``wenju ask`` and ``wenju chat``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from rag.cli.output import head, print_answer_tail, print_json
from rag.cli.shared import Shared, command, filter_options, help_text

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.types import Answer, Event, Turn

_SHOWN = 400
"""Characters of a passage that a search prints."""
_USERS_TURN = frozenset({"bad_question", "empty_index"})
"""Reasons of a refusal that the user must mend: the command ends with exit code 2."""


@command("search")
@click.argument("question", nargs=-1, required=True)
@click.option("-k", type=click.IntRange(1, 100), help=help_text("k"))
@filter_options
def search(shared: Shared, question: tuple[str, ...], k: int | None, **filters: Any) -> None:
    with shared.assistant() as assistant:
        passages = assistant.search(" ".join(question), k=k, **filters)
    if shared.json:
        print_json(passages)
        return
    if not passages:
        shared.say("nothing_found")
    for rank, passage in enumerate(passages, 1):
        click.echo(f"{rank}. {passage.score:.3f}  " + click.style(head(passage), bold=True))
        text = " ".join(passage.text.split())
        click.echo(f"   {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}\n")


@command("ask")
@click.argument("question", nargs=-1, required=True)
@filter_options
def ask(shared: Shared, question: tuple[str, ...], **filters: Any) -> int:
    words = sys.stdin.read().strip() if question == ("-",) else " ".join(question)
    with shared.assistant() as assistant:
        if shared.json:
            answer = assistant.ask(words, **filters)
            print_json(answer)
        else:
            answer = _print_events(shared, assistant.stream(words, **filters))
    return 2 if answer.reason in _USERS_TURN else 0


@command("chat")
def chat(shared: Shared) -> None:
    with shared.assistant() as assistant:
        if not shared.json:
            shared.say("chat_hello")
        _converse(shared, assistant)


def _converse(shared: Shared, assistant: Assistant) -> None:
    from rag.types import Turn

    history: list[Turn] = []
    for line in _lines(shared):
        if line in {"/quit", "/exit", "/q"}:
            return
        if line == "/new":
            history.clear()
            shared.say("chat_new")
            continue
        answer = _answer(shared, assistant, line, history)
        if answer is not None:
            history += [Turn("user", line), Turn("assistant", answer.text)]


def _lines(shared: Shared) -> Iterator[str]:
    """Questions typed at a prompt, or the lines of a pipe; empty ones are passed over."""
    if not sys.stdin.isatty():
        yield from (line.strip() for line in sys.stdin if line.strip())
        return
    import readline  # noqa: F401 - its import gives input() editing and history

    while True:
        try:
            line = input(shared.text("chat_prompt")).strip()
        except EOFError:
            click.echo()
            return
        if line:
            yield line


def _answer(shared: Shared, assistant: Assistant, line: str, history: list[Turn]) -> Answer | None:
    if shared.json:
        answer = assistant.ask(line, history=tuple(history))
        print_json(answer)
        return answer
    events = assistant.stream(line, history=tuple(history))
    try:
        return _print_events(shared, events)
    except KeyboardInterrupt:
        shared.say("stopped")
        return None
    finally:
        if hasattr(events, "close"):
            events.close()  # stops the model


def _print_events(shared: Shared, events: Iterator[Event]) -> Answer:
    from rag.types import Final, Sources, Token

    written = False
    for event in events:
        if isinstance(event, Sources):
            if event.passages and sys.stderr.isatty():
                shared.say("sources", count=len(event.passages))
        elif isinstance(event, Token):
            click.echo(event.text, nl=False)
            sys.stdout.flush()
            written = written or bool(event.text.strip())
        elif isinstance(event, Final):
            click.echo("" if written else event.answer.text)
            print_answer_tail(shared, event.answer)
            return event.answer
    raise RuntimeError("the stream of the answer ended without its last event")
