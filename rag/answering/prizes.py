"""Grades of prizes (一等奖, 二等奖): who won which, read off the clause that says so, and whose is the higher."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.decided import Decision, of_time
from rag.answering.evidence import Sentence
from rag.answering.fitting import time_fits
from rag.answering.listed import extreme
from rag.answering.names import NameBook
from rag.answering.outcome import Line, Outcome, quoted
from rag.answering.proper import MARKED
from rag.answering.question import Question, held
from rag.answering.siblings import of_sibling
from rag.answering.values import PRIZE, extract_values
from rag.messages import t

_DECIDED = 0.5
SOMEONE = re.compile(r"(?<![没所])有(?![限关])[^，,的]{0,8}(?:拿|获|得|夺)")
_NOT_WON = re.compile(r"没|未|无缘|空缺")
_WON = re.compile(r"\d|[有拿获得夺]|[拿获夺斩摘捧赢荣][下到得获]|奖$|^项目$|^公司$|^年度$")
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


def _won(claim: Question, candidates: Sequence[Sentence]) -> Decision | None:
    """Did what is named in quotation marks win the prize that the claim says? Told by a clause that gives it one."""
    wanted, called = PRIZE.findall(claim.plain), [m.group(1) for m in MARKED.finditer(claim.plain)]
    if len(wanted) != 1 or len(called) != 1:
        return None
    for s in candidates:
        for clause in re.split(r"[；;。]", s.plain):
            won = set(PRIZE.findall(clause))
            if called[0] in clause and len(won) == 1 and of_time(claim, s, clause.find(called[0])):
                return Decision(won == set(wanted), s)
    return None


def _anyone(claim: Question, candidates: Sequence[Sentence]) -> Decision | None:
    """Did anyone win the prize (「有项目拿了一等奖」)? Told by a clause that gives one; that some won another denies
    nothing."""
    wanted = PRIZE.findall(claim.plain)
    if len(wanted) != 1 or not SOMEONE.search(claim.plain) or claim.organisations:
        return None
    rest = [t for t in claim.terms if t not in wanted[0] and not _WON.search(t)]
    for s in candidates:
        around = f"{s.title}\n{s.lead}\n{s.plain}".lower()
        given = any(wanted[0] in c and not _NOT_WON.search(c) for c in re.split(r"[，,；;。]", s.plain))
        if given and all(held(t, around) >= _DECIDED for t in rest) and of_time(claim, s, 0):
            return Decision(True, s)
    return None


def _theirs(claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Decision | None:
    """Did the organisation win the prize that the claim says? Told by the clauses that give it, and nobody else, one
    grade of that award."""
    wanted, own = PRIZE.findall(claim.plain), set(claim.organisations)
    if len(wanted) != 1 or len(own) != 1:
        return None
    award = [t for t in claim.terms if t not in wanted[0] and not _WON.fullmatch(t) and not t[0].isdigit()]
    if not award:
        return None
    told: list[tuple[str, Sentence]] = []
    for s in candidates:
        around = f"{s.title}\n{s.lead}\n{s.plain}".lower()
        if of_sibling(claim, s) or not all(held(t, around) >= _DECIDED for t in award):
            continue
        for clause in re.split(r"[；;。]", s.plain):
            won = set(PRIZE.findall(clause))
            if len(won) == 1 and {full for *_, full in names.mentions(clause)} == own:
                told.append((won.pop(), s))
    if not told or len({prize for prize, _ in told}) > 1:
        return None
    return Decision(told[0][0] == wanted[0], told[0][1])


def awarded(claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Decision | None:
    """Was the prize won, as claimed?"""
    return _won(claim, candidates) or _theirs(claim, candidates, names) or _anyone(claim, candidates)


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
