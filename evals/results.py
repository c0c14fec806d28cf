"""What a run leaves behind: one outcome a question with its answer and scores, and how the run was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.schema import Expect, Kind
from rag.errors import UserError
from rag.types import Answer

SHIPPED = "corpus"
"""Name of the corpus that ships with Wenju, in ``Run.corpus``."""


@dataclass(frozen=True, slots=True)
class Score:
    """All metrics of one answer. Rates are in 0..1; None means that the metric does not apply to this question."""

    right: bool
    why: str = ""
    recall: float | None = None
    held: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    dated: float | None = None
    language: bool = True
    refused: bool = False
    faithfulness: float | None = None
    invented: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    citation_recall: float | None = None
    citation_precision: float | None = None
    citation_gold: float | None = None
    context_recall: float | None = None
    context_precision: float | None = None
    reciprocal_rank: float | None = None
    lost: tuple[str, ...] = ()
    timeline_recall: float | None = None
    timeline_precision: float | None = None
    valid: bool = True
    faults: tuple[str, ...] = ()
    exact_match: float | None = None
    f1: float | None = None

    @property
    def failure(self) -> str:
        """Where a wrong answer went wrong: ``retrieval`` (a fact was in no passage), ``refusal`` or ``reading``."""
        if self.right:
            return ""
        if self.context_recall is not None and self.context_recall < 1:
            return "retrieval"
        return "refusal" if "refused" in self.why or self.why.startswith("answered what") else "reading"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the optional judge said about a question's statements; ``score`` is None where it judged none."""

    score: float | None
    judged: int
    failed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, asked and scored. ``answer`` is None where asking failed, and ``error`` says how."""

    id: str
    question: str
    kind: Kind
    kinds: tuple[Kind, ...]
    expect: Expect
    score: Score
    answer: Answer | None = None
    error: str = ""
    cached: bool = False
    expected: tuple[str, ...] = ()
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Everything that can change an answer; equal fingerprints may share cached answers."""

    model: str
    prompts: str
    settings: str
    index: str
    code: str

    @property
    def key(self) -> str:
        """Short name for files."""
        import hashlib

        joined = "\x1f".join((self.model, self.prompts, self.settings, self.index, self.code))
        return hashlib.sha256(joined.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """A judge and how far it agrees with the hand labels; never shown without them."""

    name: str
    accuracy: float
    kappa: float
    labelled: int
    failed: int


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run. ``engine`` is what answered, ``model`` which language model; ``started`` is ISO time."""

    name: str
    engine: str
    model: str
    embedder: str
    corpus: str
    questions: str
    fingerprint: Fingerprint
    started: str
    seconds: float
    machine: str
    outcomes: tuple[Outcome, ...]
    judge: JudgeReport | None = None
    check: JudgeReport | None = None
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def right(self) -> dict[str, bool]:
        """Right or wrong, by question."""
        return {o.id: o.score.right for o in self.outcomes}


_RUN = TypeAdapter(Run)
_ANSWER = TypeAdapter(Answer)


def save_run(run: Run, path: Path) -> None:
    """Write a run as JSON, atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_bytes(_RUN.dump_json(run, indent=1))
    draft.replace(path)


def load_run(path: Path) -> Run:
    """Read a run.

    Raises:
        UserError: no such file, or not a run of this version.
    """
    try:
        return _RUN.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise UserError(f"{path}: no such run; `wenju eval --list` shows the saved ones") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UserError(
            f"{path}: not a run of this version ({where}: {first['msg']}); run the evaluation again"
        ) from None


def answer_to_json(answer: Answer) -> str:
    """One line of JSON."""
    return _ANSWER.dump_json(answer).decode()


def answer_from_json(text: str | bytes) -> Answer:
    """Back again.

    Raises:
        ValueError: the line is damaged or of another version.
    """
    return _ANSWER.validate_json(text)
