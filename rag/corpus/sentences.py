"""Sentence boundaries in Chinese and English text, as character offsets."""

from __future__ import annotations

import re

_CLOSERS = "”’」』）)】》〉\"'〗］\\]"
_END = re.compile(
    rf"(?:[。！？!?…]+[{_CLOSERS}]*)"  # 。！？ and what closes after them
    rf"|(?:\.[{_CLOSERS}]*(?=\s|$))"  # an English full stop before white space
    r"|(?:\s*\n\s*)"  # a line ends a sentence
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Inc|Ltd|Co|Corp|No|vs|etc|e\.g|i\.e"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])$"
)
_WORDLESS = re.compile(r"[\W_]+\Z")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of ``text``: in order, not overlapping, white space trimmed, nothing else lost.

    A line break ends a sentence; closing quotes and brackets stay with the sentence they close; a mark alone joins the
    sentence before it.

    >>> [ "今年增长9.5%。他说：“很好！”完"[a:b] for a, b in sentence_spans("今年增长9.5%。他说：“很好！”完") ]
    ['今年增长9.5%。', '他说：“很好！”', '完']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        mark = match.group()
        if mark.startswith(".") and _ABBREVIATION.search(text[start : match.start()]):
            continue
        end = match.start() if not mark.strip() else match.end()
        _add(text, start, end, spans)
        start = match.end()
    _add(text, start, len(text), spans)
    return spans


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return
    if spans and _WORDLESS.match(text, start, end) and "\n" not in text[spans[-1][1] : start]:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))
