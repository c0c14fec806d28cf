"""Text with light markup -> lines with a kind; white space and markup gone, words untouched."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

from rag.corpus.tables import markdown_table

Kind = Literal["text", "heading", "list", "table", "code"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an article. ``gap``: a blank line stood before it. ``level``: depth of a heading, else 0."""

    text: str
    kind: Kind = "text"
    gap: bool = False
    level: int = 0


_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufffc\ufffd]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_WIDE_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\x0b\x0c\x85]")
_HAN = "\u3400-\u9fff"
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*\Z")
_RULE = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,})\s*\Z")
_ITEM = re.compile(r"\s*(?:[-*+•·●○■]|\d{1,3}[.)、]|[（(]\d{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*\S")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\[[^\]]*\]|<img\b[^>]*>", re.I)
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:[^()\s]|\([^()]*\))+(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BREAK = re.compile(r"<br\s*/?>|</p\s*>|</div\s*>", re.I)
_LEFT_TAG = re.compile(
    r"</?(?:p|div|span|center|font|b|strong|em|i|u|a|sup|sub|section|figure|figcaption|br)(?:\s[^<>]*)?/?>", re.I
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.I)
_PICTURE_URL = re.compile(r"\s*(?:https?:)?//\S+?\.(?:jpe?g|png|gif|webp|bmp|svg)(?:[?#]\S*)?\s*\Z", re.I)
_PICTURE_LABEL = re.compile(r"[图表]\s*\d{1,2}\Z|(?:Figure|Table)\s+\d{1,2}\Z")
_LONG_LINE = 100


def scrub(text: str) -> str:
    """``text`` without invisible characters, with plain spaces for odd ones."""
    return _WIDE_SPACE.sub(" ", _INVISIBLE.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n\n")))


def marked_lines(text: str) -> list[Line]:
    """Lines of plain text or Markdown. Code between fences stays as it is."""
    lines: list[Line] = []
    gap, fence, table = False, "", list[str]()
    for raw in _COMMENT.sub("", scrub(text)).split("\n"):
        opening = _FENCE.match(raw)
        if fence or opening:
            if fence and opening and raw.strip().startswith(fence) and not raw.strip().strip(fence[0]):
                fence = ""
            elif opening and not fence:
                fence = opening[1]
            elif raw.strip():
                lines.append(Line(raw.rstrip(), "code", gap))
            gap = not raw.strip()
            continue
        if raw.strip().startswith("|") and raw.count("|") > 2:
            table.append(raw)
            continue
        if table:
            lines += [Line(row, "table", gap and i == 0) for i, row in enumerate(markdown_table(table))]
            table, gap = [], False
        for piece in _pieces(raw):
            line = _line(piece, gap)
            gap = line is None and (gap or not piece.strip() or bool(_RULE.match(piece)))
            if line is not None:
                lines.append(line)
    lines += [Line(row, "table", gap and i == 0) for i, row in enumerate(markdown_table(table) if table else [])]
    return lines


def _line(raw: str, gap: bool) -> Line | None:
    if not raw.strip() or _RULE.match(raw) or _PICTURE_URL.match(raw):
        return None
    if heading := _HEADING.match(raw):
        text = _inline(heading[2])
        return Line(text, "heading", True, len(heading[1])) if text else None
    is_list = bool(_ITEM.match(raw))
    text = _inline(re.sub(r"\s*>+\s?", "", raw, count=1) if raw.lstrip().startswith(">") else raw)
    if not text or _PICTURE_LABEL.match(text) or not re.search(r"[\w{}()\[\]]", text):
        return None
    return Line(text, "list" if is_list else "text", gap)


def _inline(text: str) -> str:
    """One line without markup. What stands between backticks is code and stays."""
    parts = re.split(r"(`[^`]+`)", text)
    for i in range(0, len(parts), 2):
        part = _LEFT_TAG.sub("", _IMAGE.sub("", parts[i]))
        part = _STRONG.sub(r"\2", _LINK.sub(r"\1", part))
        parts[i] = _ENTITY.sub(lambda m: html.unescape(m[0]), part)
    return re.sub(r"[ \u3000]+", lambda m: m[0][0], scrub("".join(parts))).strip(" \u3000\n")


def _pieces(raw: str) -> list[str]:
    """A raw line, cut where a collector has flattened paragraphs: at tags of layout, and at runs of spaces in a long
    Chinese line, where they can only be what is left of a paragraph's indentation."""
    pieces = []
    for part in _BREAK.split(raw) if "<" in raw and "`" not in raw else [raw]:
        runs = re.findall(rf"[{_HAN}。！？”」）][ \u3000]{{2,}}(?=\S)", part)
        if len(part) > _LONG_LINE and len(runs) >= 2:
            pieces += re.split(r"[ \u3000]{2,}", part)
        else:
            pieces.append(part)
    return pieces
