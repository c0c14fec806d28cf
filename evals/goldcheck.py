"""Proof that gold questions stand on the articles: every fact is in an article it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.articles import NamedArticle
from evals.schema import Fact, GoldQuestion
from evals.text import dates_of, normalise, says, says_any


def faults(question: GoldQuestion, articles: Mapping[str, NamedArticle]) -> list[str]:
    """What does not hold, in words; empty where the question stands."""
    gone = [stem for stem in question.articles if stem not in articles]
    if gone:
        known = ", ".join(sorted(articles))
        return [f"articles: {stem}: no corpus/{stem}.md any more; correct it (known: {known})" for stem in gone]
    named = [articles[stem] for stem in question.articles]
    found = [_fact_fault(fact, named) for fact in question.facts]
    found += [_timeline_fault(question, i, named) for i in range(len(question.timeline))]
    found += [_forbidden_fault(question, spelling) for spelling in question.forbidden]
    if question.implied and not says_any(_text(named), question.implied):
        found.append(f"implied: none of its spellings is in {_where(named)}")
    found.append(_date_fault(question, named))
    return [fault for fault in found if fault]


def _text(articles: Sequence[NamedArticle]) -> str:
    return "\n".join(f"{a.title}\n{a.published or ''}\n{a.text}" for a in articles)


def _where(articles: Sequence[NamedArticle]) -> str:
    return ", ".join(a.stem for a in articles)


def _fact_fault(fact: Fact, named: Sequence[NamedArticle]) -> str:
    text = _text(named)
    if fact.computed:
        lost = [o for o in fact.operands if not says(text, o)]
        return f"facts: {fact.value}: operands {'、'.join(lost)} are not in {_where(named)}" if lost else ""
    if not says_any(text, fact.spellings, fact.tolerance):
        return f"facts: {fact.value}: none of its spellings is in {_where(named)}"
    if fact.as_of and not _dated(text, fact.as_of, named):
        return f"facts: {fact.value}: as_of {fact.as_of}: {_where(named)} names no such moment"
    return ""


def _dated(text: str, iso: str, named: Sequence[NamedArticle]) -> bool:
    """The year of ``as_of`` must be named, or be that of publication, or the year before it (「去年」)."""
    year = int(iso[:4])
    published = {a.published.year for a in named if a.published}
    return year in published or year + 1 in published or any(d.year == year for d in dates_of(text))


def _timeline_fault(question: GoldQuestion, i: int, named: Sequence[NamedArticle]) -> str:
    point = question.timeline[i]
    if says(_text(named), f"{point.value}{point.unit}") or says(_text(named), point.value):
        return ""
    return f"timeline.{i}: {point.value}{point.unit} is not in {_where(named)}"


def _forbidden_fault(question: GoldQuestion, spelling: str) -> str:
    for fact in question.facts:
        if any(says(s, spelling) for s in fact.spellings):
            return f"forbidden: {spelling}: a right answer says it ({fact.value})"
    return "" if normalise(spelling) else "forbidden: empty spelling"


def _date_fault(question: GoldQuestion, named: Sequence[NamedArticle]) -> str:
    days = [a.published.isoformat() for a in named if a.published]
    if question.date and days and not max(days).startswith(question.date):
        return f"date: {question.date}: the newest of {_where(named)} is of {max(days)}"
    return ""
