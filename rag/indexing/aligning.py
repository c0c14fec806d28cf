"""What of a changed article can stay: passages whose sentences did not change, and vectors of unchanged pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.corpus.sentences import sentence_spans
from rag.indexing.chunking import Sentence
from store.rows import StoredPassage

_MOST = (
    3000  # sentences that are compared in full; a longer change is cut anew, its unchanged pieces still cost nothing
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored passage that stays, at its new place in the text."""

    number: int
    start: int
    end: int


def kept_passages(text: str, sentences: Sequence[Sentence], stored: Sequence[StoredPassage]) -> list[Kept]:
    """Stored passages whose text is whole sentences of the new text, in the same order; they do not overlap."""
    old: list[str] = []
    ranges: list[tuple[int, int]] = []
    for row in stored:
        parts = [row.passage.text[a:b] for a, b in sentence_spans(row.passage.text)]
        ranges.append((len(old), len(old) + len(parts)))
        old += parts
    new = [text[s.start : s.end] for s in sentences]
    kept: list[Kept] = []
    for first, shift, length in _matches(old, new):
        for row, (a, b) in zip(stored, ranges, strict=True):
            if first <= a < b <= first + length:
                start, end = sentences[a + shift].start, sentences[b - 1 + shift].end
                if text[start:end] == row.passage.text:
                    kept.append(Kept(row.number, start, end))
    return kept


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of equal sentences as (first in old, shift to new, length)."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    runs = [(0, 0, head)]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if middle_old and middle_new and max(len(middle_old), len(middle_new)) <= _MOST:
        blocks = SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_matching_blocks()
        runs += [(block.a + head, block.b - block.a, block.size) for block in blocks]
    runs.append((len(old) - tail, len(new) - len(old), tail))
    return [run for run in runs if run[2]]


def gaps(sentences: Sequence[Sentence], kept: Sequence[Kept]) -> list[list[Sentence]]:
    """Runs of sentences that no kept passage covers."""
    found: list[list[Sentence]] = [[]]
    spans = iter([*kept, Kept(-1, 1 << 60, 1 << 60)])
    span = next(spans)
    for sentence in sentences:
        while sentence.start >= span.end:
            span = next(spans)
            found.append([])
        if sentence.start < span.start:
            found[-1].append(sentence)
    return [run for run in found if run]
