"""Asks every question of a set, from the cache where nothing has changed, and scores the answers."""

from __future__ import annotations

import logging
import platform
import re
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from evals.cache import AnswerCache, question_key
from evals.engine import CACHE_DIR, Engine
from evals.judging import Judge, agreement, judge_answer
from evals.results import JudgeReport, Outcome, Run
from evals.schema import GoldQuestion, judged
from evals.scoring import outcome, score
from evals.sets import EvalSet
from rag.errors import WenjuError
from rag.models.base import ModelError
from rag.types import Answer

log = logging.getLogger(__name__)
Tick = Callable[[Outcome], None]


def machine() -> str:
    """What the seconds were measured on."""
    import os

    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def evaluate(
    engine: Engine,
    eval_set: EvalSet,
    questions: Sequence[GoldQuestion],
    *,
    name: str = "",
    cache_dir: Path | None = None,
    own_passages: bool = False,
    judge: Judge | None = None,
    tick: Tick | None = None,
) -> Run:
    """Ask, score, and give the run back. Ctrl-C and kill lose nothing that was answered: it is in the cache.

    ``own_passages`` lets every question see only the passages that came with it. ``tick`` is told every outcome.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    # stale answers would be the worst fault of all: the file is named by everything that can change an answer
    cache = AnswerCache((cache_dir or CACHE_DIR) / "answers", engine.fingerprint)
    outcomes: dict[str, Outcome] = {}
    with closing(_answers(engine, eval_set, questions, cache, own_passages)) as answers:
        for gold, answer, error, cached in answers:
            scored = None
            if answer is not None:
                scored = score(gold, answer, engine.supporting(gold.articles), engine.article_text, engine.prompts)
            outcomes[gold.id] = outcome(gold, answer, scored, error, cached)
            if tick:
                tick(outcomes[gold.id])
    ordered = [outcomes[q.id] for q in questions]
    judge_report, check_report = None, None
    labelled = judged()
    if labelled:
        check_report = agreement(None, labelled)
        if judge is not None:
            judge_report, ordered = _judge(judge, ordered)
    return Run(
        name=name or re.sub(r"[^\w.-]+", "-", f"{started:%Y%m%d-%H%M%S}-{engine.name}-{engine.model}"),
        engine=engine.name,
        model=engine.model,
        embedder=engine.embedder,
        corpus=engine.corpus,
        questions=eval_set.name,
        fingerprint=engine.fingerprint,
        started=started.isoformat(timespec="seconds"),
        seconds=time.monotonic() - clock,
        machine=machine(),
        outcomes=tuple(ordered),
        judge=judge_report,
        check=check_report,
        notes={"skipped": "\n".join(eval_set.skipped)} if eval_set.skipped else {},
    )


def cache_agreement(
    engine: Engine, eval_set: EvalSet, questions: Sequence[GoldQuestion], *, cache_dir: Path | None = None, n: int = 5
) -> float:
    """Share of (up to ``n``) cached answers that come out the same when asked again; 1.0 where none is cached.

    The fingerprint is meant to make this 1; a stale cache shows here. Needs an engine without chance.
    """
    cache = AnswerCache((cache_dir or CACHE_DIR) / "answers", engine.fingerprint)
    known = [(q, a) for q in questions if (a := cache.get(question_key(q.question, q.history))) is not None][:n]
    same = [engine.ask(q.question, q.history, ()).text == a.text for q, a in known]
    return sum(same) / len(same) if same else 1.0


def _judge(judge: Judge, outcomes: Sequence[Outcome]) -> tuple[JudgeReport, list[Outcome]]:
    from dataclasses import replace

    report = agreement(judge, judged())
    return report, [replace(o, judgement=judge_answer(judge, o.answer)) if o.answer else o for o in outcomes]


Answered = tuple[GoldQuestion, Answer | None, str, bool]


def _answers(
    engine: Engine, eval_set: EvalSet, questions: Sequence[GoldQuestion], cache: AnswerCache, own_passages: bool
) -> Generator[Answered, None, None]:
    """(question, answer or None, error, from the cache) in whatever order they come."""
    waiting: list[tuple[GoldQuestion, tuple[str, ...], str]] = []
    for gold in questions:
        scope = tuple(eval_set.scopes.get(gold.id, ())) if own_passages else ()
        key = question_key(gold.question, gold.history, scope)
        known = cache.get(key)
        if known is not None:
            yield gold, known, "", True
        else:
            waiting.append((gold, scope, key))
    if not waiting:
        return
    pool = ThreadPoolExecutor(max(1, engine.parallel), thread_name_prefix="ask")
    running: dict[Future[Answer], tuple[GoldQuestion, str]] = {}
    try:
        queue = iter(waiting)
        while True:
            while len(running) < engine.parallel and (item := next(queue, None)) is not None:
                gold, scope, key = item
                running[pool.submit(engine.ask, gold.question, gold.history, scope)] = (gold, key)
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                gold, key = running.pop(future)
                yield _finish(future, gold, key, cache)
    finally:
        # stopped half way: the answer under way is waited for and kept, for no model may be closed while it writes
        pool.shutdown(wait=True, cancel_futures=True)
        for future, (gold, key) in running.items():
            if not future.cancelled() and future.exception() is None:
                _finish(future, gold, key, cache)


def _finish(future: Future[Answer], gold: GoldQuestion, key: str, cache: AnswerCache) -> Answered:
    try:
        answer = future.result()
    except (WenjuError, ModelError) as error:
        return gold, None, f"{type(error).__name__}: {error}", False
    if answer.fallback:
        # another answerer stood in: right for a reader, but no measurement of the model that was asked for
        return gold, None, f"the model did not answer: {answer.fallback}", False
    cache.put(key, answer)
    return gold, answer, "", False
