"""Which figures over time are of one matter, as far as the words around them tell."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.evidence import Sentence, covered, weights, window
from rag.answering.measures import Figure, among
from rag.answering.openings import of_another
from rag.answering.proper import proper_names
from rag.answering.question import Question

_NEARLY_ALL = 0.85


def of_one_matter(
    points: Sequence[Figure], chosen: Figure, question: Question, candidates: Sequence[Sentence]
) -> list[Figure]:
    """The points around which nearly as much of the question stands as around the chosen one: what is not told apart by
    the name of an organisation is told apart by the words around it."""
    table = weights(question, candidates)
    around = window(chosen.sentence, candidates)
    floor = _NEARLY_ALL * covered(table, around)
    return [
        p
        for p in points
        if p == chosen
        or (
            covered(table, window(p.sentence, candidates)) >= floor
            and (not among(chosen) or among(p))
            and not of_another(p, question, chosen)
            and (question.organisations or not _strangers(p.sentence, f"{question.plain} {around}"))
        )
    ]


def _strangers(s: Sentence, around: str) -> list[str]:
    """Proper names in the sentence that stand neither in the question nor around the chosen figure."""
    return [name for name in proper_names(s.plain.split("，")[0].split(",")[0]) if name.lower() not in around.lower()]
