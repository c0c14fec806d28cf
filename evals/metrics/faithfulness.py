"""Faithfulness: the share of an answer's statements that their cited evidence supports.

RAGAS splits the answer with a model and asks it for verdicts. Ours splits at sentence ends and checks each sentence
against the quotes *it cites* (not all the context: a figure from an uncited passage is a citation error as well), with
``support``. A sentence without citation that makes a claim is unsupported. Sentences that make none (a refusal's
"I looked for…", an offer) are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics.support import Evidence, Support, support
from evals.text import MARKER, says_absent, values_of
from rag.corpus.sentences import sentence_spans
from rag.types import Answer, Citation

_NO_CLAIM = re.compile(
    r"(您|你)(好|可以|想)|不客气|(请|可以)(问|试)|以下(是|为)|如下|[?？][”」』]?\s*$|^(是的?|不是|对|不对|没错)[，。,.]?$|"
    r"you're welcome|hello"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer with the citations it names and what the check found."""

    text: str
    citations: tuple[Citation, ...]
    support: Support

    @property
    def supported(self) -> bool:
        return bool(self.citations) and self.support.supported


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """``score`` is supported / statements, None without statements; ``invented`` counts values not in the evidence."""

    score: float | None
    statements: tuple[Statement, ...]
    invented: tuple[str, ...]


def evidence_of(citations: Sequence[Citation]) -> list[Evidence]:
    """The quotes of citations as evidence."""
    return [Evidence(c.quote, c.title, c.publisher, c.published) for c in citations]


def split(text: str) -> list[str]:
    """Sentences with their markers: a marker after the full stop belongs to the sentence before it.

    >>> split("共15篇[1]。其中3篇获奖。[2][3] 完。")
    ['共15篇[1]。', '其中3篇获奖。[2][3]', '完。']
    """
    out: list[str] = []
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        led = re.match(r"(?:\s?\[\d{1,3}\])+", sentence)
        if led and out:
            out[-1] += led.group()
            sentence = sentence[led.end() :].strip()
        if sentence:
            out.append(sentence)
    return out


def claims(sentence: str) -> bool:
    """Does the sentence claim something that needs evidence?"""
    body = MARKER.sub("", sentence).strip()
    if len(re.sub(r"\W", "", body)) < 2 or _NO_CLAIM.search(body):
        return False
    return not says_absent(body) or bool(values_of(body) and MARKER.search(sentence))


def statements(answer: Answer) -> tuple[Statement, ...]:
    """The claims of an answer, each checked against what it cites."""
    by_number = {c.number: c for c in answer.citations}
    question = f"{answer.question}\n{answer.standalone_question}"
    found = []
    for sentence in split(answer.text):
        if not claims(sentence):
            continue
        cited = tuple(by_number[n] for n in dict.fromkeys(map(int, MARKER.findall(sentence))) if n in by_number)
        found.append(Statement(sentence, cited, support(sentence, evidence_of(cited), question)))
    return tuple(found)


def faithfulness(answer: Answer) -> Faithfulness:
    """Judge one answer; refusals and small talk usually have no statements and so no score."""
    found = statements(answer)
    invented = tuple(m for s in found for m in s.support.missing)
    score = sum(s.supported for s in found) / len(found) if found else None
    return Faithfulness(score, found, invented)
