"""Retrieval: context recall@k, context precision@k, reciprocal rank.

RAGAS asks a model which statements of the reference the context supports. Ours uses the gold facts: recall@k is the
share of facts that stand in one of the first k passages *of the supporting articles* (the same number in another
article is luck), precision@k the share of the first k passages that hold a fact (RAGAS weighs its "context precision"
by rank; ours leaves rank to MRR), the reciprocal rank that of the first such passage (Voorhees 1999; its mean over
questions is MRR). Computed facts count through their operands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evals.schema import GoldQuestion
from evals.text import says_any
from rag.types import ScoredPassage


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Rates in 0..1; ``k`` passages were looked at; ``lost`` are the facts that no passage held."""

    recall: float
    precision: float
    reciprocal_rank: float
    k: int
    lost: tuple[str, ...]


def _wanted(gold: GoldQuestion) -> list[tuple[tuple[str, ...], float]]:
    wanted: list[tuple[tuple[str, ...], float]] = []
    for fact in gold.facts:
        if fact.computed:
            wanted += [((operand,), 0.0) for operand in fact.operands]
        else:
            wanted.append((fact.spellings, fact.tolerance))
    return wanted


def retrieval(
    gold: GoldQuestion, supporting: Collection[str], passages: Sequence[ScoredPassage], k: int | None = None
) -> Retrieval | None:
    """Judge the passages that a question got; None for a question that needs none.

    ``supporting`` are the article ids of ``gold.articles``. A question without facts (yes/no by verdict alone) counts a
    passage of a supporting article as a hit.
    """
    if gold.expect not in ("answer", "partial") or not supporting:
        return None
    top = list(passages[: k or len(passages)])
    ours = [{p.article_id, *p.also_in} & set(supporting) for p in top]
    wanted = _wanted(gold)
    if not wanted:
        hits = [bool(own) for own in ours]
        return Retrieval(float(any(hits)), _share(hits), _rank(hits), len(top), ())
    holds = [
        [bool(own) and says_any(p.text, spellings, tolerance) for spellings, tolerance in wanted]
        for p, own in zip(top, ours, strict=True)
    ]
    found = [any(row[i] for row in holds) for i in range(len(wanted))]
    need = min(gold.at_least or len(wanted), len(wanted))
    hits = [any(row) for row in holds]
    lost = tuple(spellings[0] for (spellings, _), ok in zip(wanted, found, strict=True) if not ok)
    return Retrieval(min(1.0, sum(found) / need), _share(hits), _rank(hits), len(top), lost)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _rank(hits: Sequence[bool]) -> float:
    return next((1 / i for i, hit in enumerate(hits, 1) if hit), 0.0)
