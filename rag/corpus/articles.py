"""A raw document -> an article: clean text, title, publisher, date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from rag.corpus.dating import infer
from rag.corpus.draft import Draft, Unreadable
from rag.corpus.formats import json_drafts, text_drafts
from rag.corpus.furniture import Trimmed, scraper_title, trim
from rag.corpus.heads import dateline_publisher, find_date, read_head, title_from_body, without_title
from rag.corpus.joining import join_cut_lines
from rag.corpus.lines import Line, marked_lines
from store.records import Article

_LEAST_BESIDE = 40
"""Characters that an article has at least where others stand in the same file; less is a remnant."""


def read_text(text: str, *, suffix: str, source: str, today: date | None = None) -> Iterator[Article | Unreadable]:
    """The articles in a file's ``text``, in order; ``suffix`` (".md") tells the format, ``source`` names the file.

    Raises:
        Unreadable: the file holds no article.
    """
    if suffix in (".json", ".jsonl", ".ndjson"):
        drafts: list[Draft | Unreadable] = list(json_drafts(text, lines=suffix != ".json"))
    else:
        page_title = scraper_title(text)
        body = text.lstrip().removeprefix(page_title) if page_title else text
        drafts = list(text_drafts(body))
    alone = len(drafts) == 1
    made = [d if isinstance(d, Unreadable) else to_article(d, stem=source, alone=alone, today=today) for d in drafts]
    if suffix not in (".json", ".jsonl", ".ndjson"):
        articles = [a for a in made if isinstance(a, Article)]
        made = [a for a in articles if len(articles) == 1 or len(a.text) >= _LEAST_BESIDE]
    if not made or all(a is None for a in made):
        raise Unreadable("no_text")
    several = len(made) > 1
    for number, article in enumerate(made, 1):
        if article is None:
            yield Unreadable("json_article", number=number)
        elif isinstance(article, Unreadable):
            yield article
        else:
            yield replace(article, source=f"{source}#{number}" if several else source, id="")


def to_article(draft: Draft, *, stem: str = "", alone: bool = True, today: date | None = None) -> Article | None:
    """The article of a draft, or None where nothing is left once the furniture is gone.

    ``stem`` is the file it came from; ``alone`` says that no other article stands in that file.
    """
    if draft.markup == "html":
        from rag.corpus.pages import read_page  # lxml, and only pages need it

        draft, lines = read_page(draft)
    else:
        lines = marked_lines(draft.text)
    head = read_head(without_title(lines, draft.title) if draft.title else lines, titled=bool(draft.title))
    title = draft.title or head.title
    trimmed = trim(head.lines)
    if not trimmed.lines and alone:  # a notice that consists of what elsewhere is furniture
        trimmed = Trimmed(head.lines)
    body = without_title(join_cut_lines(trimmed.lines), title)
    text = _text(body) or title
    if not re.search(r"\w", text):
        return None
    published, basis = draft.published or head.published, draft.basis or "given"
    if published is None and (named := find_date(re.split(r"[/\\]", stem)[-1])):
        published, basis = named, f"inferred: {named.isoformat()}"
    if published is None and (inferred := infer(text, today=today)):
        published, basis = inferred.published, inferred.basis
    return Article(
        text=text,
        title=title or title_from_body(text),
        publisher=draft.publisher or head.publisher or trimmed.publisher or dateline_publisher(text) or None,
        published=published,
        published_basis=basis if published else "",
        source=stem or None,
    )


def _text(lines: list[Line]) -> str:
    """Paragraphs with a blank line between them; lines of a list, a table, code or a verse stay together."""
    if not lines:
        return ""
    parts = [lines[0].text]
    for above, below in pairwise(lines):
        close = above.kind == below.kind and (below.kind in ("table", "code") or not below.gap)
        verse = below.kind == "text" and max(len(above.text), len(below.text)) <= 24
        parts.append("\n" if close and (below.kind != "text" or verse) else "\n\n")
        parts.append(below.text)
    return "".join(parts)
