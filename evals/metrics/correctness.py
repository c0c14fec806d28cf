"""Answer correctness: does the answer hold the facts of its gold question, and nothing that makes it wrong?

SQuAD (Rajpurkar et al. 2016) compares strings; RAGAS (Es et al. 2023) lets a model list true and false statements.
Ours is the recall of hand-written facts, matched by value (numbers and dates normalised), because a figure is either
there or it is not; precision is covered by ``forbidden`` spellings here and by faithfulness. A question is right or
wrong as a whole, so that two runs can be compared by McNemar's test.
"""

from __future__ import annotations

from dataclasses import dataclass

from evals.metrics.refusal import refused
from evals.schema import GoldQuestion
from evals.text import MARKER, language, polarity, says, says_absent, says_any, says_moment, strip_markers
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Correctness:
    """What was held. ``recall`` is None where the question has no facts; ``why`` says in words what is wrong."""

    right: bool
    recall: float | None
    held: tuple[str, ...]
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    dated: float | None
    why: str


def correctness(gold: GoldQuestion, answer: Answer) -> Correctness:
    """Judge one answer."""
    text = strip_markers(answer.text)
    held = tuple(f.value for f in gold.facts if says_any(text, f.spellings, f.tolerance))
    missing = tuple(f.value for f in gold.facts if f.value not in held)
    needed = gold.at_least or len(gold.facts)
    recall = min(1.0, len(held) / needed) if needed else None
    no = refused(answer)
    # a timeline names other values with their own dates: that is no claim that they are the one asked for
    dated_values = "\n".join(f"{p.value}{p.unit}" for p in answer.timeline)
    bad = () if no else tuple(s for s in gold.forbidden if _says(answer.text, text, s) and not says(dated_values, s))
    why = _fault(gold, answer, text, no, bad, missing if len(held) < needed else ())
    return Correctness(not why, recall, held, missing, bad, None if no else dated(gold, answer), why)


def _fault(
    gold: GoldQuestion, answer: Answer, text: str, no: bool, bad: tuple[str, ...], missing: tuple[str, ...]
) -> str:
    if not text.strip():
        return "empty answer"
    if gold.expect == "refuse":
        return "" if no else "answered what the articles do not answer"
    if gold.expect == "smalltalk":
        return "refused a greeting" if no else "cited articles for a greeting" if answer.citations else ""
    if no:
        return "refused a question that the articles answer"
    if bad:
        return "says what is wrong: " + "、".join(bad)
    if missing:
        return "does not say: " + "、".join(missing)
    if gold.verdict is not None and (said := polarity(text, gold.question)) not in (gold.verdict, _implied(gold, text)):
        return f"should say {gold.verdict}, says {said or 'neither'}"
    if gold.expect == "partial" and not (says_absent(text) or (answer.reason and says_any(text, gold.missing))):
        return "does not say what is missing: " + "、".join(gold.missing)
    return ""


def _says(raw: str, text: str, spelling: str) -> bool:
    """A forbidden marker is looked for as it stands; everything else in the text without markers."""
    return spelling in raw if MARKER.fullmatch(spelling) else says(text, spelling)


def _implied(gold: GoldQuestion, text: str) -> str | None:
    """The polarity that an answer may do without: facts that decide the question (they are held, or we would not be
    here) or a spelling that says as much. 「AIF联盟有68家成员」 does answer whether it has more than 60. Saying the
    opposite is wrong all the same."""
    return None if gold.facts or says_any(text, gold.implied) else gold.verdict


def dated(gold: GoldQuestion, answer: Answer) -> float | None:
    """Share of the held facts with an ``as_of`` whose moment the answer names; None where there is none.

    A reader must see when a figure was true: in the text itself, not only in the citation's head.
    """
    text = strip_markers(answer.text)
    facts = [f for f in gold.facts if f.as_of and says_any(text, f.spellings, f.tolerance)]
    if not facts:
        return None
    published = max((c.published for c in answer.citations if c.published), default=None)
    return sum(says_moment(text, f.as_of or "", published) for f in facts) / len(facts)


def right_language(gold: GoldQuestion, answer: Answer) -> bool:
    """Is the answer written in the question's language? (Simplified and traditional Chinese count as one.)"""
    return language(answer.text) == gold.language[:2]
