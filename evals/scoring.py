"""One answer against its gold question: every metric at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from evals.metrics.citations import citations
from evals.metrics.correctness import correctness, right_language
from evals.metrics.faithfulness import faithfulness
from evals.metrics.refusal import refused
from evals.metrics.retrieval import retrieval
from evals.metrics.squad import exact_match, f1
from evals.metrics.timeline import timeline
from evals.metrics.validity import faults
from evals.results import Outcome, Score
from evals.schema import GoldQuestion
from rag.types import Answer


def score(
    gold: GoldQuestion,
    answer: Answer,
    supporting: Collection[str],
    article_text: Callable[[str], str | None],
    prompts: Sequence[str] = (),
) -> Score:
    """Score one answer. ``supporting`` are the ids of the gold question's articles in the corpus that was asked."""
    right = correctness(gold, answer)
    no = refused(answer)
    faith = faithfulness(answer)
    cited = citations(answer, supporting)
    found = retrieval(gold, supporting, answer.sources)
    line = None if no else timeline(gold, answer)
    wrong_form = faults(answer, article_text, prompts)
    judged = not no and gold.expect != "smalltalk"  # neither claims anything about the articles
    spans = [s for f in gold.facts[:1] for s in f.spellings] if gold.kind == "one_fact" else []
    return Score(
        right=right.right,
        why=right.why,
        recall=0.0 if no and right.recall is not None else right.recall,
        held=right.held,
        missing=right.missing,
        forbidden=right.forbidden,
        dated=right.dated,
        language=right_language(gold, answer),
        refused=no,
        faithfulness=faith.score if judged else None,
        invented=faith.invented if judged else (),
        unsupported=tuple(s.text for s in faith.statements if not s.supported) if judged else (),
        citation_recall=cited.recall if judged else None,
        citation_precision=cited.precision if judged else None,
        citation_gold=cited.gold if judged else None,
        context_recall=found.recall if found else None,
        context_precision=found.precision if found else None,
        reciprocal_rank=found.reciprocal_rank if found else None,
        lost=found.lost if found else (),
        timeline_recall=((line and line.recall) or 0.0) if gold.timeline else None,
        timeline_precision=line.precision if line else None,
        valid=not wrong_form and (line is None or line.sorted),
        faults=wrong_form,
        exact_match=float(exact_match(answer.text, spans)) if spans else None,
        f1=f1(answer.text, spans) if spans else None,
    )


def outcome(
    gold: GoldQuestion,
    answer: Answer | None,
    scored: Score | None = None,
    error: str = "",
    cached: bool = False,
) -> Outcome:
    """The outcome of a question; one that could not be asked is wrong, and says why."""
    return Outcome(
        id=gold.id,
        question=gold.question,
        kind=gold.kind,
        kinds=gold.kinds,  # type: ignore[arg-type]
        expect=gold.expect,
        score=scored or Score(right=False, why=error, valid=False),
        answer=answer,
        error=error,
        cached=cached,
        expected=_expected(gold),
    )


def _expected(gold: GoldQuestion) -> tuple[str, ...]:
    """What a right answer holds, in words, for the report."""
    said = [f"{f.value}（{f.as_of}）" if f.as_of else f.value for f in gold.facts]
    if gold.at_least and gold.at_least < len(gold.facts):
        said.append(f"≥ {gold.at_least}")
    if gold.verdict:
        said.insert(0, gold.verdict)
    if gold.expect == "partial":
        said.append("missing: " + "、".join(gold.missing))
    return tuple(said) or ((f"refuse: {gold.why}",) if gold.expect == "refuse" else (gold.expect,))
