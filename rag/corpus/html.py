"""A web page -> its article's blocks of text and its head.

trafilatura finds where the article is; this module then walks that part of the page itself, because an extractor that
is free to choose drops short paragraphs, list items and cells. What trafilatura kept marks the article's container;
every block of the container is read.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass

from lxml import etree, html

from rag.corpus.tables import Row, table_lines

logger = logging.getLogger(__name__)

_DROP = {
    "script", "style", "noscript", "template", "svg", "form", "nav", "footer", "button", "select", "option", "iframe",
    "object", "video", "audio", "canvas", "input", "textarea", "head", "aside", "dialog", "menu", "math",
}  # fmt: skip
_BLOCK = {
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl",
    "dt", "dd", "table", "blockquote", "pre", "figure", "figcaption", "address", "hr", "body", "html", "tr", "td", "th",
    "center", "details", "summary", "fieldset", "caption",
}  # fmt: skip
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumbs?|share|sharing|social|related|recommend\w*|sidebar|footer|comments?|copyright|"
    r"advert\w*|ads?|banner|toolbar|pagination|pager|login|subscribe|newsletter|cookie|hot-?news|rank(?:ing)?)(?=$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_SENTENCE = re.compile(r"[。！？!?.][”\"’）)]*\Z")
_TAG = re.compile(
    r"</?(?:p|div|span|h[1-6]|br|table|tr|td|article|section|body|html|ul|ol|li|a|img)(?:\s[^<>]*)?/?>", re.I
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page: ``tag`` of the element it came from, ``links`` the share of its text inside links."""

    text: str
    tag: str
    links: float
    path: tuple[int, ...]


def looks_like_html(text: str) -> bool:
    """Whether ``text`` is a page or a fragment of one: three tags of layout outside of code, or a page's own root."""
    bare = _CODE.sub("", text)
    if re.match(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)\b", bare, re.I):
        return True
    closing = re.findall(r"</(?:p|div|h[1-6]|span|article|table|ul|body)>", bare, re.I)
    return len(closing) >= 1 and len(_TAG.findall(bare)) >= 3


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page, or None where there is none (only comments, for example)."""
    try:
        document = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        logger.info("no HTML tree: %s", error)
        return None
    for element in list(document.iter(etree.Comment, etree.ProcessingInstruction)):
        element.drop_tree()
    return document


def article_blocks(document: html.HtmlElement) -> list[Block]:
    """Blocks of the page's article in order (a table has one a row); nothing of the article is left out."""
    blocks = [b for b in _blocks(document) if b.text]
    kept = _kept_by_trafilatura(document)
    exact, joined = set(kept), "\n".join(kept)
    keys = [_key(b.text) for b in blocks]
    anchors = [
        b
        for b, key in zip(blocks, keys, strict=True)
        if b.links < 0.5 and key and (key in exact or key in joined or any(k in key for k in kept[:50]))
    ]
    if not anchors:
        return [b for b in blocks if b.links < 0.7]
    container = _common([b.path for b in _main(anchors)])
    inside = [b for b in blocks if b.path[: len(container)] == container]
    first = next(i for i, b in enumerate(inside) if b in anchors)
    last = max(i for i, b in enumerate(inside) if b in anchors)
    start = next((i for i, b in enumerate(inside[:first]) if b.tag == "h1"), first if len(container) < 3 else 0)
    end = last + 1 if len(container) < 3 else len(inside)
    while end < len(inside) and inside[end].links < 0.3 and _SENTENCE.search(inside[end].text):
        end += 1
    return [b for b in inside[start:end] if b.links < 0.7]


def _kept_by_trafilatura(document: html.HtmlElement) -> list[str]:
    import trafilatura  # 0.3 s, and only pages need it

    try:
        text = trafilatura.extract(
            html.tostring(document, encoding="unicode"), favor_recall=True, include_comments=False, include_tables=True
        )
    except (AttributeError, ValueError, TypeError, IndexError, etree.LxmlError) as error:  # odd trees break the library
        logger.warning("trafilatura failed on a page, reading all of it: %s", error)
        return []
    return [key for line in (text or "").splitlines() if len(key := _key(line)) >= 8]


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _main(anchors: list[Block]) -> list[Block]:
    """The anchors in the branch of the page that holds most of the text, so that a stray one widens nothing."""
    total = sum(len(b.text) for b in anchors)
    path: tuple[int, ...] = ()
    while True:
        weights: Counter[tuple[int, ...]] = Counter()
        for block in anchors:
            if len(block.path) > len(path) and block.path[: len(path)] == path:
                weights[block.path[: len(path) + 1]] += len(block.text)
        if not weights:
            break
        branch, weight = weights.most_common(1)[0]
        if weight < 0.9 * total:
            break
        path = branch
    return [b for b in anchors if b.path[: len(path)] == path] or anchors


def _common(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    shortest = min(paths, key=len)
    for depth in range(len(shortest)):
        if len({path[: depth + 1] for path in paths}) > 1:
            return shortest[:depth]
    return shortest[:-1] if len(paths) == 1 else shortest


def _blocks(document: html.HtmlElement) -> list[Block]:
    return _Walker().walk(document)


def _dropped(element: html.HtmlElement) -> bool:
    if element.tag in _DROP or _HIDDEN.search(element.get("style") or "") or element.get("hidden") is not None:
        return True
    if element.tag in ("body", "html", "article", "main", "h1"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    # a long element is content whatever its class says
    return bool(_FURNITURE.search(names)) and len(element.text_content().strip()) < 300


class _Walker:
    """Collects blocks in document order. Text that stands between block elements becomes a block of its own."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._owner: tuple[str, tuple[int, ...]] = ("body", ())

    def walk(self, element: html.HtmlElement) -> list[Block]:
        stack_limit = 400  # pages nested deeper than this are broken; their text is taken flat
        self._visit(element, (0,), 0, stack_limit)
        self._flush()
        return self.blocks

    def _flush(self) -> None:
        text = "".join(self._parts)
        tag, path = self._owner
        for line in (text if tag == "pre" else text.replace("\v", "\n")).split("\n"):
            clean = line.rstrip() if tag == "pre" else _SPACE.sub(" ", line).strip()
            if clean:
                share = min(1.0, self._linked / max(1, len(_SPACE.sub("", text))))
                self.blocks.append(Block(clean, tag, share, path))
        self._parts, self._linked = [], 0

    def _say(self, text: str | None, tag: str, in_link: bool) -> None:
        if text:
            self._parts.append(text if tag == "pre" else _SPACE.sub(" ", text))
            if in_link:
                self._linked += len(_SPACE.sub("", text))

    def _visit(
        self, element: html.HtmlElement, path: tuple[int, ...], depth: int, limit: int, in_link: bool = False
    ) -> None:
        if not isinstance(element.tag, str) or _dropped(element):
            return
        tag = element.tag
        if tag == "br":
            self._parts.append("\v")
            return
        if tag == "table" and _is_data(element):
            self._flush()
            for line in table_lines(_rows(element)):
                self.blocks.append(Block(line, "table", 0.0, path))
            return
        outer = self._owner
        if tag in _BLOCK:
            self._flush()
            self._owner = (tag, path)
        if tag == "li":
            self._parts.append(_marker(element))
        linked = in_link or tag == "a"
        here = self._owner[0]
        self._say(element.text, here, linked)
        for i, child in enumerate(element):
            if depth < limit:
                self._visit(child, (*path, i), depth + 1, limit, linked)
            else:
                self._say(child.text_content() if isinstance(child.tag, str) else None, here, linked)
            self._say(child.tail, here, linked)
        if tag in _BLOCK:
            self._flush()
            self._owner = outer


def _marker(item: html.HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    return f"{sum(1 for e in item.itersiblings('li', preceding=True)) + 1}. "


def _is_data(table: html.HtmlElement) -> bool:
    """A table of data, not of layout: no nested table, no block of prose, two cells in a row."""
    if table.find(".//table") is not None or table.find(".//h1") is not None:
        return False
    rows = table.findall(".//tr")
    longest = max((len(c.text_content()) for r in rows for c in r), default=0)
    return longest < 400 and any(len(r) > 1 for r in rows)


def _rows(table: html.HtmlElement) -> list[Row]:
    rows = []
    for row in table.findall(".//tr"):
        cells = [c for c in row if c.tag in ("td", "th")]
        texts = tuple(_SPACE.sub(" ", " ".join(c.itertext())).strip() for c in cells)
        merged = any((c.get("colspan") or "1") != "1" or (c.get("rowspan") or "1") != "1" for c in cells)
        if any(texts):
            rows.append(Row(texts, header=bool(cells) and all(c.tag == "th" for c in cells), merged=merged))
    return rows
