"""Which questions are asked in one: code tells that there are several and finds them, and the model puts those that
lean on the first into words of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.answering.names import NameBook
from rag.answering.pairs import attributes, respectively, won_each
from rag.answering.parts import clauses, in_its_year, speaks_for_itself
from rag.answering.question import Question, language_of

Divide = Callable[[str, str], list[str]]
"""The model's questions for a text, of which the first is given: ``Drafter.divide``."""
_ENDS = "？?。 　"
_LITTLE = frozenset("又呢啊那么后来再就还当时这条他她它其的是了，、？? ")
"""What links a clause to the one before it, and says nothing of what is asked."""
_BACK = re.compile("当时|那[时次届场]")
"""Points back to all that the first clause tells of, of which nothing may be lost."""
_YEAR = re.compile(r"\d{4}(?=年)")
_LINKS = frozenset("的是时在，")
"""What may stand between words of the question."""


def asked_in(question: Question, names: NameBook, divide: Divide) -> list[tuple[str, str]]:
    """The questions in one that asks for several values, with what to call each; [] where it asks for one."""
    if question.form == "yes_no":
        return []
    if won := won_each(question, names):
        return won
    of_one, of_each = attributes(question, names), respectively(question, names)
    if of_one or of_each:
        return of_one if len(of_one) >= len(of_each) else of_each
    return [(part, part) for part in worded(question.text, clauses(question.text, names), divide)]


def worded(text: str, parts: Sequence[str], divide: Divide) -> list[str]:
    """``parts`` as the model words them, where that keeps to what ``text`` says.

    What a clause takes from the one before it (「单板大跳台」: of the same games, not of the same race) is a matter of
    sense, which a model tells better; a part keeps the words of code where the model's lose or add anything.
    """
    if len(parts) < 2 or language_of(text) == "en":
        return list(parts)
    first, rest = parts[0], parts[1:]
    lines = [in_its_year(first, line) for line in divide(text, first)]
    if len(lines) != len(rest):
        return list(parts)
    return [first, *(line if _keeps(line, part, text, first) else part for line, part in zip(lines, rest, strict=True))]


def _keeps(line: str, part: str, text: str, first: str) -> bool:
    """Does the line ask what the part asks, whole, in the words of the text, of no other year?"""
    said, part = line.strip(_ENDS), part.strip(_ENDS)
    if said.endswith("呢") or (said in text and said != part and not speaks_for_itself(said, first)):
        return False  # the clause as it was, which leans on the first
    own = _own(part, text)
    years, its = set(_YEAR.findall(said)), set(_YEAR.findall(own))
    return (
        _in_order(own, said)
        and all(c in text or c in _LINKS for c in said)
        and first.strip(_ENDS) not in said
        and not (its and years - its)
        and not (_BACK.search(own) and len(said) < len(part))
    )


def _own(part: str, text: str) -> str:
    """What of the part stands in the text as its last words: its own clause."""
    return next((part[i:] for i in range(len(part)) if part[i:] in text), "")


def _in_order(words: str, said: str) -> bool:
    """Do the characters of ``words`` come in ``said`` one after another, apart from those that say little?"""
    rest = iter(said)
    return all(c in rest for c in words if c not in _LITTLE)
