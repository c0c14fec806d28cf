"""Sources that give another day, or another person, for what was asked than the answer does.

Figures are compared in ``measures``; here only what is asked for by 哪天 or 谁, where another article says as much
of the question as the answer's own source does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.citations import CitationBook
from rag.answering.evidence import Sentence
from rag.answering.outcome import Line
from rag.answering.proper import people
from rag.answering.question import Question, held, tagged
from rag.answering.siblings import of_sibling
from rag.answering.values import DateValue, extract_dates
from rag.answering.wording import disagreement

_SAID = 0.9
_LEAST = 2
"""Words of the question that both sentences must hold."""
_LOOKED_AT = 20
_NEAR = 14
"""Characters between a person and the words of the question that are said of that person."""
_PLANNED = re.compile(r"预计|计划|拟|原定|将于|有望|最快|此前|推迟|定于|曾")


def disputed(question: Question, line: Line, candidates: Sequence[Sentence], book: CitationBook) -> Line | None:
    """What two articles say differently, with both sources; None where none contradicts the answer."""
    if not line.supports or question.language != "zh":
        return None
    source = max(line.supports, key=lambda s: len(_held(question, s)))
    words = _held(question, source)
    if len(words) < _LEAST or question.form not in ("open", "yes_no"):
        return None
    told = _told(question, line.text, source)
    if told is None:
        return None
    nouns = {term for term in words if any(flag.startswith("n") for _, flag in tagged(term)[-1:])}
    agreeing = {s.article_id for s in candidates if told in _values(question, s)}
    for s in candidates[:_LOOKED_AT]:
        if s.article_id in agreeing or len(held_here := _held(question, s)) < len(words) or of_sibling(question, s):
            continue
        if not nouns <= held_here:
            continue  # another bank was closed on that day
        others = [v for v in _values(question, s) if v not in question.plain]
        if len(others) == 1 and not _PLANNED.search(s.plain) and _alike(question, (told, source), (others[0], s)):
            return disagreement(((told, source), (others[0], s)), book, question.language)
    return None


def _alike(question: Question, mine: tuple[str, Sentence], theirs: tuple[str, Sentence]) -> bool:
    """Does the word of the question that stands nearest to the one person stand beside the other, too? A day is not
    said of any one word."""
    nearest = _near(question, *mine)[:1]
    return "date" in question.wants or bool(nearest and nearest[0] in _near(question, *theirs))


def _near(question: Question, name: str, s: Sentence) -> list[str]:
    """The question's words beside a name, nearest first."""
    at, text = s.plain.find(name), s.plain.lower()
    away = {
        term: min(max(at - m.end(), m.start() - at - len(name)) for m in re.finditer(re.escape(term), text))
        for term in _held(question, s)
        if term in text
    }
    return sorted((term for term in away if away[term] <= _NEAR), key=lambda term: away[term])


def _held(question: Question, s: Sentence) -> set[str]:
    return {term for term in question.terms if held(term, s.plain.lower()) >= _SAID}


def _told(question: Question, text: str, source: Sentence) -> str | None:
    """The one day or person that the answer gives and its source holds."""
    said = [v for v in _of(question, text) if v not in question.plain]
    known = _values(question, source)
    both = [v for v in dict.fromkeys(said) if v in known]
    return both[0] if len(both) == 1 else None


def _values(question: Question, s: Sentence) -> list[str]:
    """The days, or the persons beside the question's words, that a sentence gives."""
    found = _of(question, s.plain)
    if "date" in question.wants:
        return found
    places = [m.end() for term in _held(question, s) for m in re.finditer(re.escape(term), s.plain.lower())]
    return [name for name in found if any(abs(s.plain.find(name) - at) <= _NEAR for at in places)]


def _of(question: Question, text: str) -> list[str]:
    if "date" in question.wants:
        return list(dict.fromkeys(_day(d) for d in extract_dates(text) if d.month and d.day))
    return list(dict.fromkeys(people(text))) if "person" in question.wants else []


def _day(moment: DateValue) -> str:
    return f"{moment.month}月{moment.day}日"
