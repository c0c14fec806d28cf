"""Judges of faithfulness: a language model or a cross-encoder, and how far they agree with the hand labels.

The deterministic check (``evals.metrics.support``) is always there; a judge is optional and always reported apart, with
its accuracy and Cohen's kappa (1960) on the statements in ``evals/judge``. A judge nobody has judged is not shown. What
a judge cannot answer counts as "not judged": never as a pass, never as a fail.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from evals.metrics.faithfulness import statements
from evals.metrics.support import Evidence, support
from evals.models import Models
from evals.results import Judgement, JudgeReport
from evals.schema import JudgeStatement
from rag.errors import UserError
from rag.models.base import LanguageModel, Message, ModelError
from rag.types import Answer

log = logging.getLogger(__name__)


class Judge(Protocol):
    """Says whether evidence supports a statement; None where it cannot say."""

    name: str

    def supports(self, statement: str, evidence: str) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class LanguageModelJudge:
    """Asks a language model one closed question a statement (the prompt is ``prompts/judge.zh.md``)."""

    llm: LanguageModel
    threshold: float = 0.5

    @property
    def name(self) -> str:
        return f"llm:{self.llm.name}"

    def supports(self, statement: str, evidence: str) -> bool | None:
        from rag.answering.prompts import text

        asked = text("judge", "zh").format(evidence=evidence, statement=statement)
        try:
            said = self.llm.probe([Message("user", asked)], ("是", "否"))
        except ModelError as error:
            log.warning("%s: not judged: %s", self.name, error)
            return None
        return said["是"] >= self.threshold


class CrossEncoderJudge:
    """A sentence-transformers cross-encoder trained for entailment (labels with "entail" in their name), or one score.

    Raises:
        UserError: sentence-transformers is missing or the model cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        self.name = f"st:{model}"
        try:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(model)
        except ImportError as error:
            raise UserError(
                "--judge st:… needs sentence-transformers; install the extra: pip install 'wenju[st]'"
            ) from error
        except (OSError, ValueError) as error:
            raise UserError(f"--judge st:{model}: cannot be loaded: {error}") from error
        labels: dict[int, str] = dict(getattr(self._model.config, "id2label", None) or {})
        self._entails = next((i for i, label in labels.items() if "entail" in str(label).lower()), None)

    def supports(self, statement: str, evidence: str) -> bool | None:
        scores = self._model.predict([(evidence, statement)], show_progress_bar=False)[0]
        if getattr(scores, "ndim", 0) == 0:
            return bool(scores >= 0.5)
        return None if self._entails is None else int(scores.argmax()) == int(self._entails)


def open_judge(spec: str, models: Models | None) -> Judge | None:
    """A judge by name: empty (none), ``llm`` (the run's own model) or ``st:MODEL``.

    Raises:
        UserError: an unknown name, or a run without a language model.
    """
    if not spec:
        return None
    if spec == "llm":
        if models is None or models.llm is None:
            raise UserError("--judge llm: this run has no language model; use st:MODEL, or another --llm")
        return LanguageModelJudge(models.llm)
    if spec.startswith("st:"):
        return CrossEncoderJudge(spec[3:])
    raise UserError(f"--judge {spec}: no such judge; use llm, or st:MODEL for a cross-encoder")


def judge_answer(judge: Judge, answer: Answer) -> Judgement | None:
    """The share of an answer's cited statements that the judge finds supported."""
    verdicts = [
        judge.supports(s.text, "\n".join(c.quote for c in s.citations)) if s.citations else False
        for s in statements(answer)
    ]
    said = [v for v in verdicts if v is not None]
    if not verdicts:
        return None
    return Judgement(sum(said) / len(said) if said else None, len(said), len(verdicts) - len(said))


def check(statement: str, evidence: str) -> bool:
    """The deterministic check, as if it were a judge."""
    return support(statement, [Evidence(evidence)]).supported


def agreement(judge: Judge | None, labelled: Sequence[JudgeStatement]) -> JudgeReport:
    """Accuracy and kappa of a judge (None: of the deterministic check) on the hand labels it could judge.

    Raises:
        UserError: there are no hand labels.
    """
    if not labelled:
        raise UserError("evals/judge holds no labelled statements: a judge that nobody has judged is not shown")
    pairs: list[tuple[bool, bool]] = []
    failed = 0
    for item in labelled:
        said = check(item.statement, item.evidence) if judge is None else judge.supports(item.statement, item.evidence)
        if said is None:
            failed += 1
        else:
            pairs.append((item.label == "supported", said))
    name = "deterministic check" if judge is None else judge.name
    return JudgeReport(name, accuracy(pairs), kappa(pairs), len(labelled), failed)


def accuracy(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Share of pairs (label, verdict) that agree; 0 for none."""
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Cohen's kappa: agreement beyond chance. A judge that always says yes gets 0.

    >>> kappa([(True, True), (False, True)])
    0.0
    """
    if not pairs:
        return 0.0
    n = len(pairs)
    labels, verdicts = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = labels * verdicts + (1 - labels) * (1 - verdicts)
    return 0.0 if chance == 1 else (accuracy(pairs) - chance) / (1 - chance)


def main() -> int:
    """Print how the deterministic check agrees with the hand labels: by kind of error, and at other thresholds."""
    from evals.metrics.support import WORD_COVERAGE
    from evals.schema import judged

    labelled = judged()
    found = [(item, support(item.statement, [Evidence(item.evidence)])) for item in labelled]
    print(f"{'kind':<14}{'n':>4}  judged right")
    for kind in dict.fromkeys(item.error for item in labelled):
        own = [s.supported == (item.label == "supported") for item, s in found if item.error == kind]
        print(f"{kind or 'supported':<14}{len(own):>4}  {sum(own):>4} ({sum(own) / len(own):.0%})")
    print("\nword coverage   accuracy   kappa")
    for step in range(0, 70, 10):
        pairs = [(i.label == "supported", not s.missing and s.coverage >= step / 100) for i, s in found]
        print(f"{step / 100:>13.2f}   {accuracy(pairs):>8.1%}   {kappa(pairs):>5.2f}")
    print(f"in use: {WORD_COVERAGE}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
