"""Citations: recall and precision as in ALCE (Gao et al. 2023), and the share that points at a supporting article.

Recall is the share of statements that all their citations together support. A citation is precise where it supports its
statement alone, or is needed: without it the others do not support the statement any more. ALCE's entailment model is
replaced by ``support`` (see there). ``gold`` is ours: a citation of an article that the gold question does not name may
hold the same words by luck.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evals.metrics.faithfulness import Statement, evidence_of, statements
from evals.metrics.support import support
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Citations:
    """Rates in 0..1, None where nothing is cited or claimed."""

    recall: float | None
    precision: float | None
    gold: float | None


def citations(answer: Answer, supporting: Collection[str] = ()) -> Citations:
    """Judge one answer; ``supporting`` are the ids of the gold question's articles (none: ``gold`` is None)."""
    found = statements(answer)
    question = f"{answer.question}\n{answer.standalone_question}"
    needed = [ok for s in found for ok in _precise(s, question)]
    cited = [c.article_id for s in found for c in s.citations]
    return Citations(
        recall=sum(s.supported for s in found) / len(found) if found else None,
        precision=sum(needed) / len(needed) if needed else None,
        gold=sum(a in supporting for a in cited) / len(cited) if cited and supporting else None,
    )


def _precise(statement: Statement, question: str) -> list[bool]:
    verdicts = []
    for i, citation in enumerate(statement.citations):
        alone = support(statement.text, evidence_of([citation]), question).supported
        others = [c for j, c in enumerate(statement.citations) if j != i]
        without = bool(others) and support(statement.text, evidence_of(others), question).supported
        verdicts.append(alone or (statement.supported and not without))
    return verdicts
