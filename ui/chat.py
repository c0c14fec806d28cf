"""Panel: the question box, the answer as it arrives, and the conversation before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr
from markupsafe import Markup

from rag.assistant import Assistant
from rag.running import Run
from rag.types import Event, Final, Sources, Token
from ui.articles import newest_first
from ui.faults import explain
from ui.panel import panel
from ui.prose import runs
from ui.render import render
from ui.session import Exchange, Session
from ui.text import t
from ui.timeline import timeline_html

RECENT = 6
"""Articles that the page shows before the first question."""
_REFUSALS = ("bad_question", "empty_index", "orders")
_TURN_EVENTS = ("cite", "suggest", "rate")


@dataclass(frozen=True, slots=True)
class ChatPanel:
    """The components of the panel."""

    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button
    welcome: gr.HTML
    current: gr.HTML
    past: gr.HTML


def question_row(lang: str) -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button]:
    with gr.Row(elem_id="wj-ask", equal_height=True):
        box = gr.Textbox(
            show_label=False, label=t("page.ask.label", lang), placeholder=t("page.ask.placeholder", lang), lines=1,
            max_lines=4, autofocus=True, scale=8, container=False, elem_id="wj-question",
        )  # fmt: skip
        send = gr.Button(t("page.ask.send", lang), variant="primary", scale=0, min_width=88, elem_id="wj-send")
        stop = gr.Button(
            t("page.ask.stop", lang), variant="stop", scale=0, min_width=88, visible=False, elem_id="wj-stop"
        )
        clear = gr.Button(t("page.ask.clear", lang), scale=0, min_width=88, elem_id="wj-clear")
    return box, send, stop, clear


def welcome_panel() -> gr.HTML:
    return panel(("suggest", "cite"), elem_id="wj-welcome")


def turns_panel() -> tuple[gr.HTML, gr.HTML]:
    return panel(_TURN_EVENTS, elem_id="wj-current"), panel(_TURN_EVENTS, elem_id="wj-past")


def reply(assistant: Assistant, session: Session, question: str) -> Iterator[Exchange]:
    """Ask, and yield the exchange each time something of the answer has arrived. Ends done, stopped or in error."""
    exchange = Exchange(question)
    history = list(session.history())
    session.exchanges.append(exchange)
    run = session.run = Run(lambda: assistant.stream(question, history=history))
    yield exchange
    try:
        for event in run.events():
            _take(exchange, event)
            if exchange.running:
                yield exchange
        if exchange.running:
            if not run.stopped:
                raise RuntimeError("the stream of an answer ended without its Final event")
            exchange.status = "stopped"
    except Exception as error:  # noqa: BLE001  whatever it was, the reader gets a sentence and the log the traceback
        exchange.status, exchange.error = "error", explain(error, session.lang)
    finally:
        session.run = None
        if exchange.running:
            exchange.status = "stopped"
    yield exchange


def _take(exchange: Exchange, event: Event) -> None:
    if isinstance(event, Sources):
        exchange.status, exchange.passages, exchange.best = "reading", event.passages, event.best
    elif isinstance(event, Token):
        exchange.status = "reading"
        exchange.text += event.text
        exchange.citations += [c for c in event.citations if c.number not in {k.number for k in exchange.citations}]
    elif isinstance(event, Final):
        exchange.status, exchange.answer = "done", event.answer
        exchange.passages = exchange.passages or event.answer.sources


def exchange_html(exchange: Exchange, index: int, lang: str) -> str:
    """One question with its answer, as far as it has arrived."""
    answer = exchange.answer
    citations = answer.citations if answer else exchange.citations
    sentences = answer.sentences if answer else ()
    text = _shown_text(exchange)
    line = runs(text, citations, () if answer and answer.refused else sentences)
    shown = {run.citation.number for run in line if run.citation}
    judged = [s for s in sentences if s.verdict != "dropped"] if answer and not answer.refused else []
    refusal = answer.reason if answer and answer.reason in _REFUSALS else ""
    return render(
        "turn.html", lang, turn=exchange, index=index, line=line,
        nearest=[c for c in citations if c.number not in shown] if answer and answer.refused else [],
        refusal_title="page.answer.refused" + (f"_{refusal}" if refusal else ""),
        dropped=[s for s in sentences if s.verdict == "dropped"],
        judged=len(judged), checked=sum(s.verdict != "unchecked" for s in judged),
        timeline=Markup(timeline_html(answer.timeline, lang)) if answer else "",
    )  # fmt: skip


def _shown_text(exchange: Exchange) -> str:
    """What is shown of the text: a refusal's line that only repeats its suggestion gives way to the button."""
    answer = exchange.answer
    if answer is None:
        return exchange.text
    if not (answer.refused and answer.suggestion):
        return answer.text
    lines = answer.text.split("\n")
    return "\n".join(line for line in lines if not (line.rstrip().endswith(answer.suggestion) and "[" not in line))


def current_html(session: Session) -> str:
    if not session.exchanges:
        return ""
    return exchange_html(session.exchanges[-1], len(session.exchanges) - 1, session.lang)


def past_html(session: Session) -> str:
    """The earlier exchanges, newest first."""
    earlier = list(enumerate(session.exchanges[:-1]))[::-1]
    turns = [Markup(exchange_html(exchange, index, session.lang)) for index, exchange in earlier]
    return render("past.html", session.lang, turns=turns) if turns else ""


def welcome_html(assistant: Assistant, session: Session) -> str:
    """Before the first question: what this is, questions to try and the newest articles, or how to index."""
    if session.exchanges:
        return ""
    try:
        articles = newest_first(assistant.articles())
        suggestions = assistant.suggestions() if articles else []
    except Exception as error:  # noqa: BLE001  the page must come up and say what is wrong
        return render("fault.html", session.lang, message=explain(error, session.lang))
    return render("welcome.html", session.lang, empty=not articles, suggestions=suggestions, recent=articles[:RECENT])


def rate(assistant: Assistant, session: Session, index: int, rating: int, comment: str, final: bool) -> None:
    """Store a reader's judgement of one answer. Raises what the assistant raises."""
    exchange = session.exchanges[index]
    if exchange.answer is None or rating not in (1, -1):
        return
    assistant.feedback(exchange.answer.id, rating, comment.strip()[:2000])
    exchange.rating, exchange.commented = rating, final
