"""What is measured of the evidence and of a draft, to tell how likely the answer is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.confidence import Signals
from rag.answering.evidence import Evidence, Sentence, covered, weights, window
from rag.answering.fitting import years_of
from rag.answering.proper import proper_names
from rag.answering.question import Question, held, language_of
from rag.answering.values import extract_dates, extract_values
from rag.answering.verify import Check


def before(question: Question, evidence: Evidence) -> Signals:
    """What can be measured before the model writes. Across languages words cannot be compared."""
    dense = max((s.dense for s in evidence.candidates), default=0.0)
    kinds = _kinds_in(" ".join(s.text for s in evidence.sentences))
    unseen = [
        v for v in question.values if not any(v.same(w) for s in evidence.sentences for w in extract_values(s.text))
    ]
    years_known = {str(y) for s in evidence.sentences for y in years_of(s)}
    unseen_years = [y for y in question.years if str(y) not in years_known]
    asked = len(question.values) + len(question.years)
    signals = Signals(
        dense=dense or None, wanted=float(any(w in kinds for w in question.wants) or "other" in question.wants),
        unseen=(len(unseen) + len(unseen_years)) / asked if asked else 0.0, english=float(question.language == "en"),
        bound=float(bool(question.organisations)),
    )  # fmt: skip
    if crosses(question, evidence) and language_of(question.plain) == question.language:
        return signals
    around = _around(question, evidence.candidates[:3], evidence)
    return replace(signals, coverage=evidence.best_coverage, total_coverage=evidence.coverage, **around)


def crosses(question: Question, evidence: Evidence) -> bool:
    """Is most of the evidence in another language than the question?"""
    foreign = sum(language_of(s.text) != question.language for s in evidence.sentences)
    return foreign * 2 > len(evidence.sentences)


def _around(question: Question, sentences: Sequence[Sentence], evidence: Evidence) -> dict[str, float]:
    """How much of the question, and of its names, stands around the best of the sentences."""
    table = weights(question, evidence.candidates)
    names = [n.lower() for n in proper_names(question.plain)]
    texts = [window(s, evidence.candidates) for s in sentences] or [""]
    return {
        "around": max(covered(table, text) for text in texts),
        "named": max(sum(held(n, text) for n in names) for text in texts) / len(names) if names else 1.0,
    }


def _kinds_in(text: str) -> set[str]:
    kinds: set[str] = {v.kind for v in extract_values(text)}
    if kinds:
        kinds |= {"number"}
    if extract_dates(text):
        kinds.add("date")
    return kinds | {"person", "place"}


def after(question: Question, text: str, checks: Sequence[tuple[str, Check]], evidence: Evidence) -> dict[str, float]:
    """Measured on the draft: is what it says held, and does the evidence that holds it speak of the question?"""
    supports = [s for _, c in checks for s in c.supports]
    new = [
        n
        for n in (*[v.text for v in extract_values(text)], *proper_names(text))
        if n.lower() not in question.plain.lower()
    ]
    found = {"supported": sum(c.ok for _, c in checks) / len(checks) if checks else 0.0}
    if not new and question.form == "open":
        found["wanted"] = 0.5
    if crosses(question, evidence) and language_of(question.plain) == question.language:
        return found
    return (
        found
        | {"answer_coverage": max((s.coverage for s in supports), default=0.0)}
        | _around(question, supports, evidence)
    )
