"""How long an answer takes beside the bare model on the same evidence: ``wenju bench speed``.

    python -m benchmarks.speed [--llm SPEC] [--news NAME ...] [--split dev|heldout] [--cases N] [--out FILE]

Cases as in ``benchmarks.answering``, those of which the articles hold the answer. Each is asked in turn, in one run and
of one model: of Wenju; of the bare model with the evidence that Wenju had it write from, in the same prompt; and of the
bare model with the case's passages unshortened. The bare model's prompts begin with a mark, so that none of them
profits from what llama.cpp keeps of the prompts before. ``first`` is the time to the first text on the screen, for
Wenju a sentence that has been checked; ``best`` the time to the best evidence sentence; ``code`` what is left of
Wenju's time without the model.
Prints medians and 90th percentiles in seconds; the goals are 9, 6, 0.5 and 0.15.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.answering import DEV, FILES, OVER_TIME, Case, every, news_cases
from benchmarks.tables import percentile, show, write
from evals.models import open_models
from rag import Assistant, Settings
from rag.answering import prompts
from rag.models.base import Completion, LanguageModel, Message
from rag.types import Sources, Token

_T = TypeVar("_T")
_SAME = "bare, Wenju's evidence"
_GOALS = {"whole answer": 9.0, "first": 6.0, "best": 0.5, "code": 0.15}


class _Timed:
    """The model, with the seconds that its calls took and what it was asked to write."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm = llm
        self.name, self.fingerprint = llm.name, llm.fingerprint
        self.seconds = 0.0
        self.written: list[Sequence[Message]] = []

    def complete(self, messages: Sequence[Message], **options: Any) -> Completion:
        self.written.append(messages)
        return self._kept(lambda: self._llm.complete(messages, **options))

    def probe(self, messages: Sequence[Message], options: Sequence[str], **more: Any) -> dict[str, float]:
        return self._kept(lambda: self._llm.probe(messages, options, **more))

    def stream(self, messages: Sequence[Message], **options: Any) -> Iterator[str | Completion]:
        return self._llm.stream(messages, **options)

    def count_tokens(self, text: str) -> int:
        return self._kept(lambda: self._llm.count_tokens(text))

    def close(self) -> None:
        """The model is closed by whoever opened it."""

    def _kept(self, call: Callable[[], _T]) -> _T:
        began = time.perf_counter()
        try:
            return call()
        finally:
            self.seconds += time.perf_counter() - began


def bare(llm: LanguageModel, messages: Sequence[Message]) -> tuple[float, float]:
    """Seconds to the first text and to the end."""
    began = time.perf_counter()
    first = 0.0
    for piece in llm.stream(messages, max_tokens=160):
        if not first and isinstance(piece, str):
            first = time.perf_counter() - began
    return first, time.perf_counter() - began


def _unread(messages: Sequence[Message], mark: str) -> list[Message]:
    """The same request, begun so that no prompt which the model keeps begins like it."""
    return [replace(messages[0], content=f"{mark} {messages[0].content}"), *messages[1:]]


def wenju(assistant: Assistant, llm: _Timed, case: Case) -> dict[str, float]:
    """Seconds to the best evidence, to the first text, to the end, and of them outside the model."""
    llm.seconds = 0.0
    seen: dict[str, float] = {}
    began = time.perf_counter()
    for event in assistant.stream(case.question, article_ids=[a.id for a in case.articles]):
        name = "best" if isinstance(event, Sources) else "first" if isinstance(event, Token) else "whole answer"
        seen.setdefault(name, time.perf_counter() - began)
    return {"first": seen["whole answer"]} | seen | {"code": seen["whole answer"] - llm.seconds}


def measure(spec: str, cases: Sequence[Case]) -> list[dict[str, dict[str, float]]]:
    """For each case the seconds of each way to answer it."""
    models = open_models(Settings(llm=spec))
    if models.llm is None:
        raise SystemExit("benchmarks.speed compares a language model with itself; extractive is none")
    llm = _Timed(models.llm)
    taken = []
    with (
        tempfile.TemporaryDirectory() as store,
        Assistant(Settings(store_dir=Path(store), llm=spec), llm=llm, embedder=models.embedder) as assistant,
    ):
        assistant.ingest([article for case in cases for article in case.articles])
        assistant.search(cases[0].question)
        for case in cases:
            llm.written.clear()
            row = {"Wenju": wenju(assistant, llm, case)}
            whole = "\n".join(f"[{i}] {a.title}\n{a.text}" for i, a in enumerate(case.articles, 1))
            asked = {"bare, passages unshortened": prompts.request(whole, case.question, "zh", "answer")}
            same = [(_SAME, messages) for messages in llm.written[-1:]]
            for name, messages in [*same, *asked.items()]:
                first, end = bare(models.llm, _unread(messages, f"{case.id} {name}"))
                row[name] = {"first": first, "whole answer": end}
            taken.append(row)
    models.close()
    return taken


def rows(taken: Sequence[dict[str, dict[str, float]]]) -> list[dict[str, Any]]:
    """A line for each way to answer and what is timed, with its ratio to the bare model's on the same evidence."""
    lines = []
    for name in ("Wenju", _SAME, "bare, passages unshortened"):
        for what, goal in _GOALS.items():
            found = [case[name][what] for case in taken if what in case.get(name, {})]
            if not found:
                continue
            ratios = [
                case[name][what] / case[_SAME][what] for case in taken if what in case.get(_SAME, {}) and name in case
            ]
            lines.append(
                {
                    "answered by": name, "seconds to": what, "n": len(found),
                    "median": round(statistics.median(found), 3), "p90": round(percentile(found, 0.9), 3),
                    "goal": goal if name == "Wenju" else "",
                    "of the bare model": round(statistics.median(ratios), 2) if ratios else "",
                }
            )  # fmt: skip
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; ``--out`` also writes it as JSON."""
    parser = argparse.ArgumentParser(
        prog="wenju bench speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--llm", default=Settings().llm)
    parser.add_argument("--news", nargs="+", choices=FILES, default=["mixed", "fresh"])
    parser.add_argument("--split", choices=("dev", "heldout"), default="heldout")
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(argv)
    paths = [DEV / f"{name}.yaml" for name in options.news if name not in OVER_TIME]
    cases = [c for c in news_cases(options.split, paths) if c.condition == "3 of 5 hold it"]
    cases = every(cases, max(1, len(cases) // options.cases))[: options.cases]
    lines = rows(measure(options.llm, cases))
    show(f"Seconds of an answer, {options.llm}", lines)
    if options.out:
        write(options.out, "speed", lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
