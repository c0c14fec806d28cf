"""A rank that a question takes for granted (首家通过复评的机构), and the article that gives a lower one (第二家)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.question import Question
from rag.answering.supporting import overlap
from rag.answering.values import extract_values

_FIRST = re.compile(r"(?:首|第一)(?P<unit>[家个位次款])(?P<what>.{3,})")
_LOOKED_AT = 30
_SAME = 0.6
"""Share of the article's words behind the rank that stand behind the claim's, too."""


def lower_rank(claim: Question, candidates: Sequence[Sentence]) -> Sentence | None:
    """The sentence that calls whoever the claim is about the second (or a later one) of what it calls them the first
    of; None where there is none."""
    first = _FIRST.search(claim.plain)
    if first is None or not claim.organisations:
        return None
    for s in candidates[:_LOOKED_AT]:
        if not set(claim.organisations) & set(s.subjects or s.inherited):
            continue
        for value in extract_values(s.text):
            behind = re.split(r"[，,；;。]", s.plain[value.end :])[0]
            later = value.kind == "ordinal" and value.unit == first["unit"] and value.amount > 1
            if later and len(behind) > 1 and overlap(behind, first["what"]) >= _SAME:
                return s
    return None
