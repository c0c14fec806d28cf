"""A figure of the year before one that the articles give with its growth: 135.30亿 after 14.48 % more was 118.19亿."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.arithmetic import Computation, year_before
from rag.answering.evidence import Sentence
from rag.answering.measures import Figure, figures
from rag.answering.names import NameBook
from rag.answering.periods import Period
from rag.answering.question import Question, held
from rag.answering.scope import beside_the_question
from rag.answering.values import Value, extract_values

_GREW = re.compile(
    r"^[^，,；;。\d]{0,8}[，,]?(?:同比|[比较]?(?:上一?年|去年|前一年)(?:同期)?|与(?:上一?年|去年|前一年)(?:同期)?相比)[^，,；;。\d]{0,4}?"
    r"(?:(?P<up>增[长加]|上升|提[高升]|多)|(?P<down>下[降滑跌]|减少|降低|少))[^，,；;。\d]{0,3}$"
)
_TOLD_BY = re.compile(r"倒推|反推|推算|推断|推导|同比|增速|增幅|大概|大约|据|按")
"""Words of the question that say how it is to be told, not what."""
_MEASURED = 0.6
_LOOKED_AT = 40


def year_earlier(question: Question, candidates: Sequence[Sentence], names: NameBook) -> Computation | None:
    """The asked figure of a year, from the next year's and its stated growth; None where the articles do not give
    both in one sentence, or two sentences differ."""
    terms = [term for term in question.terms if not _TOLD_BY.search(term)]
    if not terms or not question.quantity:
        return None
    found = [
        done
        for f in figures(candidates[:_LOOKED_AT], names)
        if any(_a_year_after(f, period) for period in question.periods)
        and _measures(question, f, terms)
        and (growth := _growth(f)) is not None
        and (done := year_before(f, *growth)) is not None
    ]
    if not found or any(abs(done.result - found[0].result) > abs(found[0].result) / 100 for done in found):
        return None
    return found[0]


def _a_year_after(figure: Figure, period: Period) -> bool:
    moment = figure.moment
    if period.year is None or moment.year != period.year + 1 or moment.basis == "unknown":
        return False
    return period.first is None or len(moment.iso) < 7 or int(moment.iso[5:7]) == period.first


def _measures(question: Question, figure: Figure, terms: Sequence[str]) -> bool:
    if not figure.amount_of_something:
        return False
    if question.organisations and not set(question.organisations) & set(figure.subject):
        return False
    if beside_the_question(question, figure.sentence.plain, figure.value):
        return False
    clause = figure.whole_clause.lower()
    return sum(held(term, clause) for term in terms) / len(terms) >= _MEASURED


def _growth(figure: Figure) -> tuple[Value, bool] | None:
    """By how much the figure is said to have changed in a year, right behind it, and whether it rose."""
    plain, value = figure.sentence.plain, figure.value
    following = [v for v in extract_values(plain) if v.start >= value.end and v.kind != "ordinal"]
    if not following:
        return None
    grew = _GREW.search(plain[value.end : following[0].start])
    change = following[0]
    alike = change.kind == "percent" or (change.kind, change.unit) == (value.kind, value.unit)
    return (change, bool(grew["up"])) if grew and alike and change.amount else None
