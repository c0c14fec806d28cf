"""Which sentences of the evidence support a sentence of a draft, once it is known what each must hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.question import Question, simplify
from rag.answering.values import extract_dates, extract_values

_MIN_OVERLAP = 0.34
"""Share of an answer sentence's bigrams that its evidence must hold where no value or name ties them."""
_MUCH_NEW = 4
"""Bigrams that a draft adds to its question, from which on one sentence must carry them."""
_CARRIES = 0.5


def bigrams(text: str) -> set[str]:
    """Character bigrams of the Chinese runs, and lower-case Latin words and numbers."""
    plain = simplify(text).lower()
    found: set[str] = set()
    for run in re.findall(r"[\u4e00-\u9fff]+|[a-z0-9.%]+", plain):
        if re.match(r"[\u4e00-\u9fff]", run):
            found |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
        else:
            found.add(run)
    return found


def overlap(sentence: str, evidence: str) -> float:
    """Share of the sentence's bigrams that stand in the evidence (0..1)."""
    mine = bigrams(sentence)
    return len(mine & bigrams(evidence)) / len(mine) if mine else 0.0


def _is_figure(text: str) -> bool:
    """A value or a date, which ties a sentence to its source although every sentence of the evidence gives it."""
    return bool(extract_values(text) or extract_dates(text))


def supports_of(
    sentence: str,
    evidence: Sequence[Sentence],
    needed: Sequence[tuple[str, list[Sentence]]],
    cross: bool,
    question: Question,
) -> tuple[Sentence, ...]:
    """The fewest sentences that hold all that is needed, best overlap first, then others that say the same.

    What the question does not say must stand in one of them: a sentence that only names the same place proves nothing.
    """
    rank = {id(s): overlap(sentence, s.text) + 0.05 * s.score for s in evidence}
    tied = [holding for _, holding in needed if holding and len(holding) < len(evidence)]
    tied = tied or [holding for text, holding in needed if holding and (_is_figure(text) or text not in question.plain)]
    chosen: list[Sentence] = []
    open_needs = list(tied)
    while open_needs:
        best = max(evidence, key=lambda s: (sum(any(s is h for h in holding) for holding in open_needs), rank[id(s)]))
        chosen.append(best)
        open_needs = [h for h in open_needs if not any(best is x for x in h)]
    if not chosen:
        best_of_all = max(evidence, key=lambda s: rank[id(s)], default=None)
        if best_of_all is None or (not cross and rank[id(best_of_all)] < _MIN_OVERLAP):
            return ()
        chosen = [best_of_all]
    if not cross and (carrier := _carrier(sentence, evidence, chosen, question)):
        held = [holding for text, holding in needed if holding and (_is_figure(text) or text not in question.plain)]
        useful = [c for c in chosen if any(c is h for holding in held for h in holding)]
        chosen = [carrier, *useful]
    for other in sorted(evidence, key=lambda s: -rank[id(s)]):
        if len(chosen) >= 4 or any(other is c for c in chosen):
            continue
        says_all = all(any(other is h for h in holding) for holding in tied)
        if (
            says_all
            and tied
            and other.article_id not in {c.article_id for c in chosen}
            and rank[id(other)] >= 0.5 * rank[id(chosen[0])]
        ):
            chosen.append(other)
    return tuple(chosen)


def _carrier(
    sentence: str, evidence: Sequence[Sentence], chosen: Sequence[Sentence], question: Question
) -> Sentence | None:
    """The sentence that says what is new in the draft, where those that were chosen say next to nothing of it."""
    new = bigrams(sentence) - bigrams(question.plain)
    if len(new) < _MUCH_NEW:
        return None
    said = {id(s): len(new & bigrams(s.text)) / len(new) for s in evidence}
    best = max(evidence, key=lambda s: said[id(s)])
    already = len(new & {b for s in chosen for b in bigrams(s.text)}) / len(new)
    return best if said[id(best)] >= _CARRIES and already <= said[id(best)] / 2 else None
