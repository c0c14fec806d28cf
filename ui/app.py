"""The page: panels side by side, and the events between them. Everything it knows comes from an ``Assistant``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from rag.assistant import Assistant
from rag.settings import Settings
from ui import articles, chat, evaluation
from ui.article import article_html, reader_panel, span_of
from ui.faults import explain
from ui.panel import panel
from ui.render import render
from ui.serving import Server, is_loopback, serve_blocks
from ui.session import Exchange, Session, Sessions
from ui.sources import sources_html
from ui.text import LANGUAGES, t

__all__ = ["build", "launch", "main", "serve"]

_QUESTIONS_AT_ONCE = 16
_PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_LANGUAGE = "watch('value', () => wenjuLanguage(element.querySelector('[data-lang]')?.dataset));"
_Updates = dict[Any, Any]


@dataclass(slots=True)
class _Page:
    """The components that handlers write to, and the texts that follow the language."""

    assistant: Assistant
    settings: Settings
    session: gr.State
    header: gr.HTML
    chat: chat.ChatPanel
    sources: gr.HTML
    library: articles.LibraryPanel
    report: gr.HTML
    refresh: gr.Button
    reader: gr.HTML
    labels: list[tuple[Any, dict[str, str]]] = field(default_factory=list)


def build(assistant: Assistant, settings: Settings) -> gr.Blocks:
    """The page as Gradio blocks, over this assistant; nothing is loaded until a browser asks."""
    lang = settings.language
    with gr.Blocks(title=t("page.title", lang), analytics_enabled=False, delete_cache=(3600, 86400)) as blocks:
        session = gr.State(Session(lang))
        token = gr.Textbox(visible="hidden", elem_id="wj-token")
        header = panel(("language",), elem_id="wj-header", script=_LANGUAGE)
        with gr.Tabs(elem_id="wj-tabs"):
            with gr.Tab(t("page.tabs.ask", lang), id="ask") as ask_tab:
                box, send, stop, clear = chat.question_row(lang)
                welcome = chat.welcome_panel()
                with gr.Row(elem_id="wj-body"):
                    with gr.Column(scale=7, min_width=320):
                        current, past = chat.turns_panel()
                    with gr.Column(scale=4, min_width=280):
                        sources = panel(("cite",), elem_id="wj-sources")
            with gr.Tab(t("page.tabs.articles", lang), id="articles") as articles_tab:
                library = articles.library_panel(lang, local=is_loopback(settings.host))
            with gr.Tab(t("page.tabs.evaluation", lang), id="evaluation") as evaluation_tab:
                refresh = gr.Button(t("library.evaluation.refresh", lang), size="sm", elem_id="wj-refresh")
                report = panel(elem_id="wj-report")
        reader = reader_panel()
        page = _Page(
            assistant, settings, session, header, chat.ChatPanel(box, send, stop, clear, welcome, current, past),
            sources, library, report, refresh, reader,
        )  # fmt: skip
        page.labels = [
            (ask_tab, {"label": "page.tabs.ask"}),
            (articles_tab, {"label": "page.tabs.articles"}),
            (evaluation_tab, {"label": "page.tabs.evaluation"}),
            (box, {"label": "page.ask.label", "placeholder": "page.ask.placeholder"}),
            (send, {"value": "page.ask.send"}),
            (stop, {"value": "page.ask.stop"}),
            (clear, {"value": "page.ask.clear"}),
            (library.filter, {"label": "library.filter", "placeholder": "library.filter"}),
            (library.files, {"label": "library.add.files"}),
            (library.path, {"label": "library.add.path", "placeholder": "library.add.path_placeholder"}),
            (library.start, {"value": "library.add.start"}),
            (refresh, {"value": "library.evaluation.refresh"}),
        ]
        _listen_for_questions(page)
        _listen_for_clicks(page)
        _listen_on_library(page)
        _listen_for_language(page, blocks, token, articles_tab, evaluation_tab)
    return cast(gr.Blocks, blocks)


def _listen_for_questions(page: _Page) -> None:
    c = page.chat
    outputs = [c.box, c.send, c.stop, c.welcome, c.current, c.past, page.sources, page.reader]
    options = {**_PRIVATE, "concurrency_limit": _QUESTIONS_AT_ONCE, "concurrency_id": "questions"}

    def ask(question: str, session: Session) -> Iterator[_Updates]:
        if not question.strip():
            gr.Info(t("page.ask.blank", session.lang), duration=4)
            return
        if session.run is not None:
            gr.Info(t("page.ask.busy", session.lang), duration=4)
            return
        with contextlib.closing(chat.reply(page.assistant, session, question.strip())) as steps:
            yield from shown(session, steps)
        yield {c.send: gr.update(visible=True), c.stop: gr.update(visible=False)}

    def shown(session: Session, steps: Iterator[Exchange]) -> Iterator[_Updates]:
        running: _Updates = {c.send: gr.update(visible=False), c.stop: gr.update(visible=True)}
        listed: object = None
        for step, exchange in enumerate(steps):
            updates: _Updates = {c.current: chat.current_html(session)}
            if step == 0:
                past, welcome = chat.past_html(session), chat.welcome_html(page.assistant, session)
                updates |= {c.box: "", c.past: past, c.welcome: welcome, page.reader: "", **running}
            if (found := (exchange.passages, exchange.answer, exchange.status == "searching")) != listed:
                updates[page.sources] = sources_html(exchange, session.lang)
                listed = found
            yield updates

    def ask_suggested(session: Session, event: gr.EventData) -> Iterator[_Updates]:
        yield from ask(str(event._data.get("question", "")), session)

    def stop(session: Session) -> None:
        if session.run is not None:
            session.run.stop()

    def clear(session: Session) -> _Updates:
        stop(session)
        session.exchanges.clear()
        welcome = chat.welcome_html(page.assistant, session)
        idle = sources_html(None, session.lang)
        return {c.box: "", c.welcome: welcome, c.current: "", c.past: "", page.sources: idle, page.reader: ""}

    gr.on([c.box.submit, c.send.click], ask, [c.box, page.session], outputs, **options)
    for suggesting in (c.welcome, c.current, c.past):
        suggesting.suggest(ask_suggested, page.session, outputs, **options)
    c.stop.click(stop, page.session, None, queue=False, **_PRIVATE)
    c.clear.click(clear, page.session, [c.box, c.welcome, c.current, c.past, page.sources, page.reader], **_PRIVATE)


def _listen_for_clicks(page: _Page) -> None:
    c = page.chat

    def open_quote(session: Session, event: gr.EventData) -> str:
        article_id, start, end, kind = span_of(event._data)
        return _safely(session, lambda: article_html(page.assistant, article_id, session.lang, start, end, kind))

    def rate(session: Session, event: gr.EventData) -> _Updates:
        data = event._data
        try:
            chat.rate(
                page.assistant, session, int(data["turn"]), int(data["rating"]), str(data.get("comment", "")),
                final=bool(data.get("final")),
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001  said to the reader
            gr.Warning(explain(error, session.lang))
        return {c.current: chat.current_html(session), c.past: chat.past_html(session)}

    for source in (c.welcome, c.current, c.past, page.sources):
        source.cite(open_quote, page.session, page.reader, **_PRIVATE)
    for turns in (c.current, c.past):
        turns.rate(rate, page.session, [c.current, c.past], **_PRIVATE)


def _listen_on_library(page: _Page) -> None:
    panels = page.library

    def listing(text: str, session: Session) -> str:
        return articles.library_html(page.assistant, session.lang, text)

    def opened(session: Session, event: gr.EventData) -> str:
        article_id = str(event._data.get("article", ""))
        return _safely(session, lambda: article_html(page.assistant, article_id, session.lang))

    def remove(text: str, session: Session, event: gr.EventData) -> _Updates:
        article_id, title = str(event._data.get("article", "")), str(event._data.get("title", ""))
        notice = articles.remove(page.assistant, page.settings, session.lang, article_id, title)
        return {
            panels.list: articles.library_html(page.assistant, session.lang, text, notice),
            **_counts(page, session),
        }

    def ingest(files: list[str] | None, path: str, text: str, session: Session) -> Iterator[_Updates]:
        yield {panels.start: gr.update(interactive=False)}
        for html in articles.ingest(page.assistant, page.settings, session.lang, files or [], path):
            yield {panels.progress: html}
        listed = articles.library_html(page.assistant, session.lang, text)
        enabled = {panels.start: gr.update(interactive=True), panels.files: None}
        yield {panels.list: listed, **enabled, **_counts(page, session)}

    panels.filter.change(listing, [panels.filter, page.session], panels.list, trigger_mode="always_last", **_PRIVATE)
    panels.list.open(opened, page.session, page.reader, **_PRIVATE)
    panels.list.remove(remove, [panels.filter, page.session], [panels.list, page.header, page.chat.welcome], **_PRIVATE)
    panels.start.click(
        ingest, [panels.files, panels.path, panels.filter, page.session],
        [panels.start, panels.files, panels.progress, panels.list, page.header, page.chat.welcome],
        concurrency_limit=1, **_PRIVATE,
    )  # fmt: skip


def _listen_for_language(
    page: _Page, blocks: gr.Blocks, token: gr.Textbox, articles_tab: gr.Tab, evaluation_tab: gr.Tab
) -> None:
    c = page.chat
    contents = [page.header, c.welcome, c.current, c.past, page.sources, page.library.list, page.report, page.reader]
    labelled = [component for component, _ in page.labels]

    def labels(session: Session) -> _Updates:
        return {
            component: gr.update(**cast(Any, {name: t(key, session.lang) for name, key in texts.items()}))
            for component, texts in page.labels
        }

    def content(session: Session) -> _Updates:
        return {
            **_counts(page, session), c.current: chat.current_html(session), c.past: chat.past_html(session),
            page.sources: sources_html(session.exchanges[-1] if session.exchanges else None, session.lang),
            page.library.list: articles.library_html(page.assistant, session.lang),
            page.report: evaluation.evaluation_html(session.lang), page.reader: "",
        }  # fmt: skip

    sessions = Sessions()

    def opened(fresh: Session, token: str, request: gr.Request) -> _Updates:
        session = sessions.of(token, fresh)
        if session.run is not None:  # the page was reloaded in the middle of an answer
            session.run.stop()
        asked = request.query_params.get("lang")
        if asked in LANGUAGES:
            session.lang = asked
        return {page.session: session, **labels(session), **content(session)}

    def switch(session: Session) -> _Updates:
        session.lang = next(lang for lang in LANGUAGES if lang != session.lang)
        return {**labels(session), **content(session)}

    def listed(text: str, session: Session) -> str:
        return articles.library_html(page.assistant, session.lang, text)

    def reported(session: Session) -> str:
        return evaluation.evaluation_html(session.lang)

    blocks.load(
        opened, [page.session, token], [page.session, *labelled, *contents], js="(session) => [session, wenjuToken()]",
        **_PRIVATE,
    )  # fmt: skip
    page.header.language(switch, page.session, [*labelled, *contents], **_PRIVATE)
    articles_tab.select(listed, [page.library.filter, page.session], page.library.list, **_PRIVATE)
    gr.on([evaluation_tab.select, page.refresh.click], reported, page.session, page.report, **_PRIVATE)


def _counts(page: _Page, session: Session) -> _Updates:
    """What changes when articles come and go: the header's count, and what the ask tab says and suggests."""
    try:
        header = render("header.html", session.lang, stats=page.assistant.stats())
    except Exception as error:  # noqa: BLE001  the header comes up in any case; the log and the welcome say why
        header = render("header.html", session.lang, stats=None)
        explain(error, session.lang)
    return {page.header: header, page.chat.welcome: chat.welcome_html(page.assistant, session)}


def _safely(session: Session, html: Callable[[], str]) -> str:
    try:
        return html()
    except Exception as error:  # noqa: BLE001  said to the reader
        gr.Warning(explain(error, session.lang))
        return ""


def serve(assistant: Assistant, settings: Settings) -> Server:
    """Start the page in the background, on the first free port from ``settings.port``. Close it with ``close()``.

    Raises:
        UserError: the host is not one of this machine's, or no port is free.
    """
    return serve_blocks(build(assistant, settings), settings)


def launch(assistant: Assistant, settings: Settings, *, open_browser: bool = False) -> None:
    """Serve the page until interrupted; says on standard output where it is. Models load meanwhile."""
    serve(assistant, settings).run(warm_up=assistant.warm_up, lang=settings.language, open_browser=open_browser)


def main(settings: Settings, *, open_browser: bool = False) -> None:
    """``wenju ui``: the page over an assistant with these settings, until interrupted."""
    assistant = Assistant(settings)
    try:
        launch(assistant, settings, open_browser=open_browser)
    finally:
        assistant.close()
