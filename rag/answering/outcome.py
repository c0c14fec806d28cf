"""What one way of answering yields, before it is put into words for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.answering.confidence import Signals, in_company
from rag.answering.evidence import Sentence
from rag.answering.measures import Figure
from rag.messages import t
from rag.types import Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to show, the evidence that it cites, and what its check found."""

    text: str
    supports: tuple[Sentence, ...] = ()
    verdict: Verdict = "supported"
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Lines to show, or a refusal with its reason and the nearest thing the articles say."""

    lines: tuple[Line, ...] = ()
    refused: bool = False
    reason: str = ""
    detail: str = ""
    probability: float | None = None
    signals: Signals = field(default_factory=Signals)
    timeline: tuple[Figure, ...] = ()
    nearest: Sentence | None = None
    other_year: int | None = None
    """Of a refusal: a year of which the articles do know what was asked of another."""
    tentative: tuple[Line, ...] = ()
    """Of a refusal: what was written and passed its check, and was too unlikely to be shown by itself."""

    def trusted(self) -> Outcome:
        """What was too unlikely by itself, as an answer, for a question of which another part was answered: then the
        articles speak of the matter. The same outcome where there is nothing of the kind."""
        if not self.tentative or not in_company(self.probability or 0.0, bound=bool(self.signals.bound)):
            return self
        return Outcome(self.tentative, probability=self.probability, signals=self.signals)


def quoted(s: Sentence, language: str, lead: str = "") -> Line:
    """The sentence in its own words, after ``lead``."""
    return Line(lead + t("answer.answer.quoted", language, quote=s.text), (s,), "quoted")


def refusal(
    reason: str,
    nearest: Sentence | None,
    *,
    detail: str = "",
    probability: float | None = None,
    signals: Signals | None = None,
    tentative: Sequence[Line] = (),
) -> Outcome:
    return Outcome(
        refused=True,
        reason=reason,
        detail=detail,
        nearest=nearest,
        probability=probability,
        signals=signals or Signals(),
        tentative=tuple(tentative),
    )
