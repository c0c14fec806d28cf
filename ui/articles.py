"""Panel: the articles that are indexed, and adding and removing them."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import gradio as gr

from rag.assistant import Assistant
from rag.settings import Settings
from rag.types import ArticleInfo, FileOutcome, IngestReport, Progress
from ui.faults import explain
from ui.panel import panel
from ui.render import render
from ui.text import t

ROWS = 200
"""Articles that the list shows at once."""
STEP_SECONDS = 0.15
"""The progress bar moves at most this often."""
FILE_TYPES = [".md", ".markdown", ".txt", ".html", ".htm"]


@dataclass(frozen=True, slots=True)
class LibraryPanel:
    """The components of the panel."""

    files: gr.File
    path: gr.Textbox
    start: gr.Button
    progress: gr.HTML
    filter: gr.Textbox
    list: gr.HTML


def library_panel(lang: str, *, local: bool) -> LibraryPanel:
    """``local``: only people at this machine see the page, so they may name its paths."""
    with gr.Row(elem_id="wj-library-page"):
        with gr.Column(scale=5, min_width=320):
            search = gr.Textbox(
                show_label=False, label=t("library.filter", lang), placeholder=t("library.filter", lang),
                container=False, elem_id="wj-filter",
            )  # fmt: skip
            listing = panel(("open", "remove"), elem_id="wj-library")
        with gr.Column(scale=3, min_width=300, elem_classes="wj-card", elem_id="wj-add"):
            files = gr.File(
                label=t("library.add.files", lang), file_count="multiple", file_types=FILE_TYPES, height=150,
                elem_id="wj-files",
            )  # fmt: skip
            path = gr.Textbox(
                label=t("library.add.path", lang), placeholder=t("library.add.path_placeholder", lang), max_lines=1,
                visible=local, elem_id="wj-path",
            )  # fmt: skip
            start = gr.Button(t("library.add.start", lang), variant="primary", elem_id="wj-index")
            progress = panel(elem_id="wj-ingest")
    return LibraryPanel(files, path, start, progress, search, listing)


def library_html(assistant: Assistant, lang: str, text: str = "", notice: str = "") -> str:
    """The list, newest first, of the articles whose title, publisher or date holds ``text``."""
    try:
        articles = newest_first(assistant.articles())
    except Exception as error:  # noqa: BLE001  the page must say what is wrong
        return render("fault.html", lang, message=explain(error, lang))
    words = text.casefold().split()
    matching = [a for a in articles if all(word in _searchable(a) for word in words)]
    return render(
        "library.html",
        lang,
        rows=matching[:ROWS],
        matching=len(matching),
        total=len(articles),
        text=text,
        notice=notice,
    )


def newest_first(articles: Sequence[ArticleInfo]) -> list[ArticleInfo]:
    """By date of publication; those without one come last."""
    return sorted(articles, key=lambda article: article.published or date.min, reverse=True)


def _searchable(article: ArticleInfo) -> str:
    return f"{article.title} {article.publisher or ''} {article.published or ''}".casefold()


def remove(assistant: Assistant, settings: Settings, lang: str, article_id: str, title: str) -> str:
    """Remove an article, and the copy that an upload left. Returns what to tell the reader."""
    try:
        source = assistant.article(article_id).source
        gone = assistant.remove(article_id)
    except KeyError:
        gone, source = False, None
    except Exception as error:  # noqa: BLE001  said to the reader
        return explain(error, lang)
    if not gone:
        return t("library.remove_missing", lang)
    if source and Path(source).is_file() and Path(source).resolve().parent == uploads(settings).resolve():
        Path(source).unlink()
    return t("library.removed", lang, title=title or t("page.untitled", lang))


def uploads(settings: Settings) -> Path:
    """Where uploaded files stay, so that a file of the same name updates its article."""
    return settings.store_dir / "uploads"


def ingest(assistant: Assistant, settings: Settings, lang: str, files: Sequence[str], path: str) -> Iterator[str]:
    """Index uploaded files and a path; yields the panel's HTML as it goes on, at the end with each file's fate."""
    sources, outcomes = _keep(settings, files, lang)
    if path.strip():
        sources.append(Path(path.strip()).expanduser())
    if not sources and not outcomes:
        yield _html(lang, "idle", message=t("library.add.nothing", lang), bad=True)
        return
    began = shown = time.monotonic()
    yield _html(lang, "running", step=t("library.add.running", lang))
    for source in sources:
        for item in _steps(assistant, source):
            if isinstance(item, Progress):
                if (now := time.monotonic()) - shown < STEP_SECONDS:
                    continue
                shown = now
                yield _html(lang, "running", step=_step(item, lang), share=_share(item), outcomes=outcomes)
            elif isinstance(item, IngestReport):
                outcomes += item.outcomes
            else:
                outcomes.append(FileOutcome(str(source), "failed", reason=explain(item, lang)))
    done = t("library.add.done", lang, seconds=f"{time.monotonic() - began:.1f}")
    yield _html(lang, "done", message=done, outcomes=outcomes)


def _keep(settings: Settings, files: Sequence[str], lang: str) -> tuple[list[Path], list[FileOutcome]]:
    """Copy uploads out of the temporary folder; the second list holds those that could not be copied."""
    kept: list[Path] = []
    failed: list[FileOutcome] = []
    folder = uploads(settings)
    for file in files:
        name = Path(file).name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            kept.append(Path(shutil.copyfile(file, folder / name)))
        except OSError as error:
            reason = t("library.add.copy_failed", lang, name=name, reason=error.strerror or error)
            failed.append(FileOutcome(name, "failed", reason=reason))
    return kept, failed


def _steps(assistant: Assistant, source: Path) -> Iterator[Progress | IngestReport | Exception]:
    """The progress of one ingest, which runs in a thread, then its report or the error that ended it."""
    items: queue.SimpleQueue[Progress | IngestReport | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            items.put(assistant.ingest(source, progress=items.put))
        except Exception as error:  # noqa: BLE001  handed over, and shown as this file's fate
            items.put(error)

    threading.Thread(target=work, name="wenju-ingest", daemon=True).start()
    while isinstance(item := items.get(), Progress):
        yield item
    yield item


def _share(step: Progress) -> float | None:
    return step.done / step.total if step.total else None


def _step(step: Progress, lang: str) -> str:
    count = f" {step.done}/{step.total}" if step.total else ""
    return f"{t(f'library.stage.{step.stage}', lang)}{count} {step.label}".strip()


def _html(
    lang: str,
    state: str,
    *,
    message: str = "",
    bad: bool = False,
    step: str = "",
    share: float | None = None,
    outcomes: Sequence[FileOutcome] = (),
) -> str:
    named = [
        {"name": Path(o.source).name or o.source, "status": o.status, "title": o.title, "reason": o.reason}
        for o in outcomes
    ]
    return render("ingest.html", lang, state=state, message=message, bad=bad, step=step, share=share, outcomes=named)
