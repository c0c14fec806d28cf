"""Head of a web page: title, publisher and date from its own elements."""

from __future__ import annotations

import logging
import re
from datetime import date

from lxml import etree, html

from rag.corpus.draft import Draft
from rag.corpus.formats import as_date
from rag.corpus.heads import find_date
from rag.corpus.html import Block, article_blocks, parse
from rag.corpus.lines import Kind, Line, scrub

logger = logging.getLogger(__name__)
_SOURCE = re.compile(
    r"(?:^|[\s_-])(?:source|origin|media|laiyuan|article-?source|pub(?:lisher)?|from|ly)(?=$|[\s_-])", re.I
)
_TIME = re.compile(
    r"(?:^|[\s_-])(?:time|date|pub-?(?:time|date)|publish\w*|datetime|post-?(?:time|date)|riqi)(?=$|[\s_-])", re.I
)
_META_TITLE = ("og:title", "twitter:title", "title", "headline")
_META_SOURCE = ("mediaid", "source", "og:site_name", "article:publisher", "publisher", "application-name")
_META_DATE = (
    "article:published_time",
    "og:published_time",
    "publishdate",
    "pubdate",
    "date",
    "datepublished",
    "weibo: article:create_at",
)
_SITE = re.compile(r"\s*[_|｜—–-]\s*[^_|｜—–-]{1,20}\Z")


def read_page(draft: Draft) -> tuple[Draft, list[Line]]:
    """The page's draft with what its elements say of title, publisher and date, and the lines of its article.

    What the page itself shows (heading, source, time) stands above what a head before it says.
    """
    document = parse(draft.text)
    if document is None:
        return draft, []
    title = _heading(document) or draft.title or _meta(document, _META_TITLE) or _title_tag(document)
    publisher = _element(document, _SOURCE) or draft.publisher or _meta(document, _META_SOURCE)
    published = draft.published or _published(document)
    known = Draft(draft.text, "html", title, publisher, published, draft.basis)
    lines = [_as_line(block) for block in article_blocks(document)]
    return known, [line for line in lines if line.text]


def _as_line(block: Block) -> Line:
    kinds: dict[str, Kind] = {"li": "list", "table": "table", "pre": "code"}
    kind = kinds.get(block.tag, "heading" if re.fullmatch(r"h[1-6]", block.tag) else "text")
    return Line(scrub(block.text).strip() if kind != "code" else block.text, kind, gap=kind in ("text", "heading"))


def _heading(document: html.HtmlElement) -> str:
    for element in document.iter("h1"):
        text = " ".join(element.text_content().split())
        if 2 <= len(text) <= 120:
            return text
    return ""


def _title_tag(document: html.HtmlElement) -> str:
    text = " ".join((document.findtext(".//title") or "").split())
    while (shorter := _SITE.sub("", text)) != text and len(shorter) >= 4:
        text = shorter
    return text[:200]


def _meta(document: html.HtmlElement, names: tuple[str, ...]) -> str:
    found: dict[str, str] = {}
    for element in document.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        found.setdefault(name, " ".join((element.get("content") or "").split()))
    return next((found[name] for name in names if found.get(name)), "")


def _element(document: html.HtmlElement, pattern: re.Pattern[str]) -> str:
    """Text of the first short element whose class or id names a source."""
    for element in document.iter("span", "a", "em", "i", "div", "p", "address", "cite"):
        if pattern.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            text = " ".join(element.text_content().split())
            text = re.sub(r"^(?:文章|稿件|信息)?(?:来源|稿源|出处|Source|By)\s*[:：]?\s*", "", text)
            text = re.split(r"\s(?=(?:19|20)\d{2})|作者|发布|[|｜]", text)[0].strip()
            if 2 <= len(text) <= 30 and not find_date(text) and not re.search(r"[。！？]", text):
                return text
    return ""


def _published(document: html.HtmlElement) -> date | None:
    if found := as_date(_meta(document, _META_DATE)):
        return found
    for element in document.iter("time"):
        if found := as_date(element.get("datetime") or element.text_content().strip()):
            return found
    for element in document.iter("span", "div", "p", "em", "i", "li"):
        if _TIME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            text = element.text_content().strip()
            if len(text) <= 80 and (found := find_date(text)):
                return found
    return _htmldate(document)


def _htmldate(document: html.HtmlElement) -> date | None:
    """The date that htmldate finds in the page's structure (JSON-LD, metadata); not its guesses from the text."""
    import htmldate  # 0.1 s, and only pages need it

    try:
        found = htmldate.find_date(
            html.tostring(document, encoding="unicode"), original_date=True, extensive_search=False
        )
    except (
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        etree.LxmlError,
    ) as error:  # odd pages break the library
        logger.info("htmldate failed on a page: %s", error)
        return None
    return as_date(found)
