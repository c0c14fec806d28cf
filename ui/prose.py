"""The text of an answer as runs: words, citation links, and the verdict on each sentence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.types import Citation, SentenceVerdict, Verdict

_MARKER = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Run:
    """One piece of an answer's line: plain words, a link to a citation, or a verdict badge."""

    kind: Literal["text", "cite", "verdict"]
    text: str = ""
    citation: Citation | None = None
    verdict: Verdict | None = None


def runs(text: str, citations: Iterable[Citation], sentences: Sequence[SentenceVerdict] = ()) -> list[Run]:
    """Split an answer at its markers and at the ends of its judged sentences.

    A marker that names none of ``citations`` is not shown. A sentence that cannot be found in ``text`` gets no badge.

    >>> [r.kind for r in runs("甲。[1]乙。[7]", [], [SentenceVerdict("乙。", "quoted")])]
    ['text', 'text', 'verdict']
    """
    plain, marks = _without_markers(text)
    known = {citation.number: citation for citation in citations}
    points: list[tuple[int, int, Run]] = [
        (at, 0, Run("cite", citation=known[number])) for at, number in marks if number in known
    ]
    points += [(at, 1, Run("verdict", verdict=verdict)) for at, verdict in _ends(plain, sentences)]
    cuts = sorted({0, len(plain), *(at for at, _ in marks), *(at for at, _, _ in points)})
    inserted: dict[int, list[Run]] = {}
    for at, _, run in sorted(points, key=lambda point: point[:2]):
        inserted.setdefault(at, []).append(run)
    line: list[Run] = list(inserted.get(0, ()))
    for start, end in itertools.pairwise(cuts):
        line.append(Run("text", text=plain[start:end]))
        line += inserted.get(end, ())
    return line


def _without_markers(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without markers, and each marker's place in it and number."""
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    length = last = 0
    for match in _MARKER.finditer(text):
        parts.append(text[last : match.start()])
        length += match.start() - last
        marks.append((length, int(match[1])))
        last = match.end()
    parts.append(text[last:])
    return "".join(parts), marks


def _ends(plain: str, sentences: Sequence[SentenceVerdict]) -> list[tuple[int, Verdict]]:
    ends: list[tuple[int, Verdict]] = []
    position = 0
    for sentence in sentences:
        words = _MARKER.sub("", sentence.text).strip()
        if sentence.verdict == "dropped" or not words:
            continue
        found = plain.find(words, position)
        if found >= 0:
            position = found + len(words)
            ends.append((position, sentence.verdict))
    return ends
