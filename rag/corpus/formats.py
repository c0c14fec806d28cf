"""Text of a file, by its format -> raw documents with what their heads said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import yaml

from rag.corpus.draft import Draft, Unreadable
from rag.corpus.heads import find_date
from rag.corpus.html import looks_like_html
from rag.corpus.splitting import split_heads, split_scrapes

_YAML_HEAD = re.compile(r"\A\s*---[ \t]*\n(?P<head>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_KEY = re.compile(r"^[A-Za-z\u4e00-\u9fff][\w-]*[ \t]*:", re.M)
_TITLE_KEYS = ("title", "headline", "标题", "题目", "name")
_TEXT_KEYS = ("text", "content", "body", "article", "正文", "内容", "markdown", "html")
_PUBLISHER_KEYS = ("publisher", "source_name", "media", "来源", "媒体", "site", "author", "作者", "source")
_DATE_KEYS = (
    "published", "date", "published_at", "publish_date", "publish_time", "pubdate", "datePublished", "created",
    "发布时间", "日期", "时间",
)  # fmt: skip
_LIST_KEYS = ("articles", "items", "data", "documents", "docs", "results", "文章")


def text_drafts(text: str) -> Iterator[Draft]:
    """Documents of a text, Markdown or HTML file: YAML heads read, glued scrapes apart, markup told."""
    for document in split_heads(text):
        head, body = split_yaml(document)
        parts = split_scrapes(body) if not _is_page(body) else [body]
        for i, part in enumerate(parts):
            draft = _from_fields(head, part) if i == 0 else Draft(part)
            yield replace(draft, markup="html" if looks_like_html(part) else "markdown")


def _is_page(text: str) -> bool:
    """A whole page, whose scripts and styles are full of braces."""
    return bool(re.match(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)\b", text, re.I))


def split_yaml(text: str) -> tuple[Mapping[str, Any], str]:
    """The fields of a YAML head and the text after it; no fields where there is no head."""
    match = _YAML_HEAD.match(text)
    if not match or not _KEY.search(match["head"]):
        return {}, text
    try:
        fields = yaml.safe_load(match["head"])
    except (yaml.YAMLError, ValueError):  # heads written by tools break YAML's rules (a colon in a title); read by line
        fields = dict(_loose(match["head"]))
    return (fields, text[match.end() :]) if isinstance(fields, dict) else ({}, text)


def _loose(head: str) -> Iterator[tuple[str, str]]:
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if colon and not line[:1].isspace():
            yield key.strip(), value.strip().strip("'\"")


def json_drafts(text: str, *, lines: bool) -> Iterator[Draft | Unreadable]:
    """Articles of a JSON file (one, a list, or a list under a key) or of JSON lines.

    Raises:
        Unreadable: the file is no JSON, or holds no article.
    """
    if lines:
        rows = []
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    rows.append(json.loads(line))
                except (ValueError, RecursionError) as error:
                    rows.append(Unreadable("bad_json", line=number, error=_why(error)))
    else:
        try:
            loaded = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Unreadable("bad_json", line=getattr(error, "lineno", 1), error=_why(error)) from error
        rows = _rows(loaded)
    if not any(isinstance(row, dict | Unreadable) for row in rows):
        raise Unreadable("json_shape")
    for number, row in enumerate(rows, 1):
        if isinstance(row, Unreadable):
            yield row
            continue
        body = _first(row, _TEXT_KEYS) if isinstance(row, dict) else ""
        if isinstance(body, list):
            body = "\n\n".join(str(part) for part in body)
        if not isinstance(body, str) or not body.strip():
            yield Unreadable("json_article", number=number)
            continue
        draft = _from_fields(row, body)
        yield replace(draft, markup="html" if looks_like_html(body) else "markdown")


def _why(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__


def _rows(loaded: object) -> list[Any]:
    if isinstance(loaded, list):
        return loaded
    if isinstance(loaded, dict):
        for key in _LIST_KEYS:
            if isinstance(loaded.get(key), list):
                return list(loaded[key])
        return [loaded]
    return []


def _from_fields(fields: Mapping[str, Any], text: str) -> Draft:
    basis = str(fields.get("published_basis") or "")
    published = next((d for key in _DATE_KEYS if (d := as_date(fields.get(key)))), None)
    return Draft(
        text=text,
        title=_line(_first(fields, _TITLE_KEYS)),
        publisher=_line(_first(fields, _PUBLISHER_KEYS)),
        published=published,
        basis=basis if published and re.match(r"given\b|inferred: \S", basis) else "",
    )


def _first(fields: Mapping[str, Any], keys: tuple[str, ...]) -> object:
    return next((fields[key] for key in keys if fields.get(key)), "")


def _line(value: object) -> str:
    """A field as one line; a mapping gives its name, a list its first entry."""
    if isinstance(value, dict):
        value = value.get("name", "")
    if isinstance(value, list):
        value = _line(value[0]) if value else ""
    return " ".join(str(value).split())[:200]


def as_date(value: object) -> date | None:
    """A day from whatever a head or a JSON field holds: a date, an ISO or Chinese or English text, a Unix time."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 6e8 < value < 4e12:
        return datetime.fromtimestamp(value / 1000 if value > 4e10 else value).astimezone().date()
    if not isinstance(value, str) or not re.search(r"\d", value) or len(value) > 100:
        return None
    if found := find_date(value):
        return found
    if re.fullmatch(r"\s*(?:19|20)\d{6}\s*", value):
        value = f"{value.strip()[:4]}-{value.strip()[4:6]}-{value.strip()[6:]}"
        return find_date(value)
    import dateparser  # 0.5 s, and only for dates that are written in an unusual way

    try:
        parsed = dateparser.parse(value, settings={"REQUIRE_PARTS": ["year", "month", "day"]})
    except (ValueError, OverflowError, TypeError, RecursionError):  # some odd strings break the library
        return None
    return parsed.date() if parsed else None
