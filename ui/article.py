"""Panel: one article, opened at the words that were cited."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import gradio as gr

from rag.assistant import Assistant
from ui.panel import panel
from ui.render import render

_KINDS = ("quoted", "passage", "whole")
_shown = itertools.count()

_SCRIPT = """
const close = () => { props.value = ''; };
element.addEventListener('click', (click) => { if (click.target.closest('[data-close]')) close(); });
document.addEventListener('keydown', (key) => { if (key.key === 'Escape' && props.value) close(); });
watch('value', () => {
  const mark = element.querySelector('mark');
  const scroll = element.querySelector('.wj-reader-scroll');
  if (!scroll) return;
  scroll.scrollTop = 0;
  if (!mark) return;
  const lines = mark.getBoundingClientRect(), frame = scroll.getBoundingClientRect();
  scroll.scrollTop = lines.top - frame.top - Math.max(24, (frame.height - lines.height) / 3);
  mark.focus({ preventScroll: true });
});
"""


def reader_panel() -> gr.HTML:
    return panel(elem_id="wj-reader", script=_SCRIPT)


def article_html(
    assistant: Assistant, article_id: str, lang: str, start: int = 0, end: int = 0, kind: str = "whole"
) -> str:
    """The reader with ``text[start:end]`` marked. Says so where the article is gone.

    ``kind`` names what is marked: ``quoted`` or ``passage``; ``whole`` where nothing is.
    """
    try:
        article = assistant.article(article_id)
    except KeyError:
        return render("article.html", lang, article=None, kind="whole", shown=next(_shown))
    text = article.text
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    marked = text[start:end]
    before, after = (text[:start], text[end:]) if marked else (text, "")
    return render(
        "article.html",
        lang,
        article=article,
        kind=kind,
        before=before,
        marked=marked,
        file=Path(article.source).name if article.source else "",
        after=after,
        shown=next(_shown),
    )


def span_of(data: dict[str, Any]) -> tuple[str, int, int, str]:
    """Article, start, end and kind from a clicked button's values; a value that is no number counts as 0."""

    def number(name: str) -> int:
        value = str(data.get(name, "0"))
        return int(value) if value.isascii() and value.isdigit() else 0

    kind = str(data.get("kind", "quoted"))
    return str(data.get("article", "")), number("start"), number("end"), kind if kind in _KINDS else "quoted"
