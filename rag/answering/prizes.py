"""Grades of prizes (一等奖, 二等奖): who won which, read off the clause that says so, and whose is the higher."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.listed import extreme
from rag.answering.outcome import Line, Outcome, quoted
from rag.answering.question import Question
from rag.answering.reading import time_fits
from rag.answering.siblings import of_sibling
from rag.answering.values import PRIZE, extract_values
from rag.messages import t

_DECIDED = 0.5
_ASKED = re.compile(
    r"(?:^|[，,])(?:(?:19|20)\d\d年?度?的?)?(?P<who>[^，,。；;？?在]{2,16}?)(?:在[^，,。；;？?]{2,20}?)?(?:拿|获|得|夺|评|摘|捧)[^，,。；;？?]{0,8}几等奖"
)


def as_won(question: Question, outcome: Outcome, candidates: Sequence[Sentence]) -> Outcome:
    """The outcome, or in its place the sentence whose clause gives the one who is asked about another prize than it
    says, or one where it is a refusal.

    「甲获一等奖；乙则凭…获三等奖」 gives 乙 the third. Where two clauses differ nothing is changed.
    """
    asked = _ASKED.search(question.plain)
    if asked is None:
        return outcome
    told: list[tuple[str, Sentence]] = []
    for s in candidates:
        for clause in re.split(r"[；;。]", s.plain):
            _, named, after = clause.partition(asked["who"])
            prizes = set(PRIZE.findall(after))
            if named and len(prizes) == 1 and not of_sibling(question, s) and time_fits(question, s):
                told.append((prizes.pop(), s))
    said = " ".join(line.text for line in outcome.lines if line.supports)
    if not told or len({prize for prize, _ in told}) > 1 or told[0][0] in said:
        return outcome
    return Outcome((quoted(told[0][1], question.language),), probability=_DECIDED, signals=outcome.signals)


def ahead(question: Question, parts: Sequence[tuple[str, str]], lines: Sequence[Line]) -> Line | None:
    """Whose prize is the higher, where that is asked and each line tells one subject's."""
    graded = [
        (label, line, value)
        for (label, _), line in zip(parts, lines, strict=True)
        for value in extract_values(line.text)
        if line.supports and value.kind == "ordinal" and value.unit == "等奖"
    ]
    if (
        not extreme(question.plain)
        or len(graded) != len(parts)
        or {label for label, _ in parts} != {g[0] for g in graded}
    ):
        return None
    graded.sort(key=lambda g: g[2].amount)
    formula = " > ".join(f"{label}{value.text}" for label, _, value in graded)
    best = [label for label, _, value in graded if value.amount == graded[0][2].amount]
    key = "equal" if len(best) == len(graded) else "ahead"
    text = t(f"answer.compute.{key}", question.language, subject="、".join(best), formula=formula)
    return Line(text, tuple(dict.fromkeys(s for _, line, _ in graded for s in line.supports)), "computed")
