"""Cutting an article into passages (what is ranked and read) and pieces (what has a vector)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.corpus.sentences import sentence_spans
from rag.indexing.tokens import count_tokens
from store.records import Article

Span = tuple[int, int]
_SOFT = re.compile(r"[；;，,、：:\s]+")
_HEADING = 40  # a line this short that ends without a full stop belongs to what follows
_STOPS = "。！？!?；;…”』」.,，"
_LONGEST = 2.5  # a sentence of this many pieces' length is cut at its commas


@dataclass(frozen=True, slots=True)
class ChunkedPassage:
    """A span of the article's text and the pieces inside it, all offsets in the article's text."""

    start: int
    end: int
    pieces: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span with its size; ``opens`` marks the first of a paragraph."""

    start: int
    end: int
    tokens: int
    opens: bool


def chunk(article: Article, passage_tokens: int, piece_characters: int) -> list[ChunkedPassage]:
    """Cut at sentence ends; paragraphs stay whole where they fit.

    Passages hold up to ``passage_tokens`` tokens (o200k_base), pieces up to ``piece_characters`` characters. Only a
    sentence longer than that is cut inside, at a comma where it has one.

    >>> chunk(Article(text="今天晴。明天雨。"), passage_tokens=320, piece_characters=160)
    [ChunkedPassage(start=0, end=8, pieces=((0, 8),))]
    """
    return passages_of(article.text, sentences_of(article.text, passage_tokens), passage_tokens, piece_characters)


def sentences_of(text: str, passage_tokens: int) -> list[Sentence]:
    """The sentences of a text, those too long for a passage cut."""
    found: list[Sentence] = []
    end = 0
    for start, stop in sentence_spans(text):
        opens = not found or "\n" in text[end:start]
        for a, b in _fitting(text, start, stop, passage_tokens):
            found.append(Sentence(a, b, count_tokens(text[a:b]), opens))
            opens = False
        end = stop
    return found


def _fitting(text: str, start: int, end: int, limit: int) -> list[Span]:
    if end - start <= limit // 2 or count_tokens(text[start:end]) <= limit:
        return [(start, end)]
    return _cut(text, start, end, max(limit // 2, 1))


def _cut(text: str, start: int, end: int, size: int) -> list[Span]:
    """Parts of up to ``size`` characters, cut after a comma or white space in their second half where there is one."""
    parts = []
    while end - start > size:
        marks = [m.end() for m in _SOFT.finditer(text, start + size // 2, start + size)]
        stop = marks[-1] if marks else start + size
        parts.append((start, stop))
        start = stop
    parts.append((start, end))
    return [(a, b) for a, b in parts if text[a:b].strip()]


def passages_of(
    text: str,
    sentences: Sequence[Sentence],
    limit: int,
    piece_characters: int,
    known: frozenset[str] = frozenset(),
) -> list[ChunkedPassage]:
    """Pack sentences into passages, and the sentences of each passage into pieces.

    ``known`` are pieces that have a vector already: where one fits, it is taken as it is.
    """
    return [
        ChunkedPassage(group[0].start, group[-1].end, _pieces(text, group, piece_characters, known))
        for group in _groups(text, sentences, limit)
    ]


def _groups(text: str, sentences: Sequence[Sentence], limit: int) -> list[list[Sentence]]:
    groups: list[list[Sentence]] = []
    current: list[Sentence] = []
    size = 0

    def close(following: list[Sentence]) -> None:
        nonlocal current, size
        if current:
            groups.append(current)
        current, size = following, sum(s.tokens for s in following)

    for paragraph in _paragraphs(sentences):
        total = sum(s.tokens for s in paragraph)
        if size + total <= limit:
            current, size = current + paragraph, size + total
            continue
        if total <= limit and size * 3 >= limit:
            close(_take_heading(text, current))
            if size + total <= limit:
                current, size = current + paragraph, size + total
                continue
        parts = -(-(size + total) // limit)
        target = (size + total) / parts
        for sentence in paragraph:
            if current and (size + sentence.tokens > limit or size + sentence.tokens / 2 > target):
                close([])
            current, size = [*current, sentence], size + sentence.tokens
    close([])
    return groups


def _paragraphs(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    starts = [i for i, s in enumerate(sentences) if s.opens or i == 0]
    return [list(sentences[a:b]) for a, b in pairwise([*starts, len(sentences)])]


def _take_heading(text: str, group: list[Sentence]) -> list[Sentence]:
    """Take a heading off the end of a group, for the next one to begin with."""
    last = group[-1]
    if len(group) > 1 and last.opens and last.end - last.start <= _HEADING and text[last.end - 1] not in _STOPS:
        return [group.pop()]
    return []


def _pieces(text: str, group: Sequence[Sentence], size: int, known: frozenset[str]) -> tuple[Span, ...]:
    pieces: list[Span] = []
    open_end = False  # whether the last piece may grow
    i = 0
    while i < len(group):
        if length := _known_run(text, group[i:], size, known):
            pieces.append((group[i].start, group[i + length - 1].end))
            i, open_end = i + length, False
            continue
        start, end = group[i].start, group[i].end
        for a, b in _cut(text, start, end, size) if end - start > size * _LONGEST else [(start, end)]:
            if open_end and b - pieces[-1][0] <= size:
                pieces[-1] = (pieces[-1][0], b)
            else:
                pieces.append((a, b))
            open_end = True
        i += 1
    return tuple(pieces)


def _known_run(text: str, sentences: Sequence[Sentence], size: int, known: frozenset[str]) -> int:
    """How many of the first sentences make up a known piece; 0 where they do not."""
    if known:
        for i, sentence in enumerate(sentences):
            if text[sentences[0].start : sentence.end] in known:
                return i + 1
            if sentence.end - sentences[0].start > size:
                break
    return 0
