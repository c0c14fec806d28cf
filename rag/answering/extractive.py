"""Answers by quoting the best evidence sentences: without any model, or when the model is unavailable."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.confidence import probability, threshold
from rag.answering.evidence import Sentence, select
from rag.answering.fitting import time_fits, timely
from rag.answering.measures import distinct, figure_of, figures, same_measure
from rag.answering.names import NameBook
from rag.answering.outcome import Outcome, quoted, refusal
from rag.answering.question import Question
from rag.answering.reading import absent_organisation
from rag.answering.signals import before


def _of_another(question: Question, s: Sentence) -> bool:
    return bool(question.organisations and s.about) and not set(question.organisations) & set(s.about)


class Extractor:
    """Picks sentences; refuses by the calibrated probability that is known without a model."""

    def __init__(self, names: NameBook) -> None:
        self._names = names

    def answer(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        candidates = timely(question, candidates)
        evidence = select(question, candidates, budget=200)
        signals = before(question, evidence)
        likely = probability(signals, "extractive")
        best = evidence.best
        if absent_organisation(question, candidates, self._names) or (best is not None and _of_another(question, best)):
            return refusal("other_subject", best, probability=likely, signals=signals)
        if best is None or likely < threshold("extractive") or not time_fits(question, best):
            return refusal("not_answered", best, probability=likely, signals=signals)
        chosen = [best]
        points = []
        figure = figure_of(best.text, [best], question, self._names) if question.quantity else None
        if figure is not None:
            points = distinct(same_measure(figure, figures(candidates[:40], self._names), question, self._names))
            if points and not question.years and points[-1].moment.key > figure.moment.key:
                chosen = [points[-1].sentence]
        several = 3 if question.form == "list" else 2 if question.form in ("compare", "compute", "change") else 1
        for s in candidates[1:]:
            if len(chosen) >= several or s.score < 0.8 * best.score:
                break
            if s not in chosen:
                chosen.append(s)
        lines = tuple(quoted(s, question.language) for s in chosen)
        return Outcome(lines, probability=likely, signals=signals, timeline=tuple(points))
