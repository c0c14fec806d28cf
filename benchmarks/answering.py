"""Reading under noise: is the answer right where the passages hold it, and refused where they do not?

    python -m benchmarks.answering [--split dev|heldout] [--llm SPEC ...] [--stock] [--every N] [--news NAME ...]
                                   [--squad FILE]

Cases are fictional news (``evals/dev``): ``news.yaml``, ``news_long.yaml`` with long passages, ``reports.yaml`` and
``dispatches.yaml`` with what a search engine would find, ``searches.yaml`` with short passages on events retold freely,
``temptations.yaml`` with such passages whose near misses all tempt, ``doubles.yaml`` with two facts in two articles
and planted values, ``retold.yaml``, ``asked.yaml`` and ``twice.yaml`` (for development), ``mixed.yaml``, ``plain.yaml``
and ``fresh.yaml`` (held out) with plain questions and what a search finds for them, ``time.yaml``, ``courses.yaml`` and
``series.yaml`` (for development) with figures that change;
``--news`` takes some of them, ``heldout`` is for measuring only. With
``--squad`` there are questions of a SQuAD-format file: each with its own passage and four that BM25 finds, and again
with the answer's sentences taken out of its passage. All passages of all cases are indexed together by the real
retriever; each question sees those of its own condition.
``--stock`` asks the stock llama-index engine, too, with the first model and the same embeddings; ``--every 4`` takes
every fourth case of each condition, for slow machines. ``--no-threshold`` writes what ``benchmarks.calibrate`` reads.
Prints a table an answerer and writes every answer with its signals as JSON lines.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.metrics.refusal import refused
from rag import Answer, Article, Assistant, Settings
from rag.answering.confidence import calibration
from rag.corpus.sentences import sentence_spans
from store.text import terms

DEV = Path(__file__).parents[1] / "evals" / "dev"
FILES = (
    "news", "news_long", "reports", "dispatches", "searches", "temptations", "doubles", "retold", "asked", "twice",
    "mixed", "plain", "fresh", "time", "courses", "series",
)  # fmt: skip
"""Of ``evals/dev``; the ``OVER_TIME`` ones hold figures that change, the others news."""
OVER_TIME = ("time", "courses", "series")
_TIMES = {
    "newest": "newest figure",
    "year": "figure of a year",
    "change": "change over time",
    "refuse": "year not known",
}
_CONDITIONS = {
    "3 of 5 hold it": "right",
    "1 of 5 holds it": "right",
    "none holds it": "refused",
    "two facts, two articles": "right",
    "one source is wrong": "right or conflict shown",
    "newest figure": "right",
    "figure of a year": "right",
    "change over time": "every value",
    "year not known": "refused",
    "squad: held": "right",
    "squad: answer taken out": "refused",
}


@dataclass(frozen=True)
class Case:
    """A question, the articles it may see, the spellings that each needed value may take, whether it is answerable."""

    id: str
    condition: str
    question: str
    articles: tuple[Article, ...]
    answers: tuple[tuple[str, ...], ...]
    answerable: bool


def news_cases(split: str, paths: Sequence[Path]) -> Iterator[Case]:
    """The fictional news of one split, in all their conditions."""
    for case in (case for path in paths for case in yaml.safe_load(path.read_text(encoding="utf-8"))):
        if case["split"] != split:
            continue
        rng = random.Random(case["id"])
        positive, noise = [_article(p) for p in case["positive"]], [_article(p) for p in case["noise"]]
        answers = tuple(tuple(a) for a in case["answers"])
        if case["kind"] == "single":
            sets = [
                ("3 of 5 hold it", positive[:3] + noise[:2]),
                ("1 of 5 holds it", positive[:1] + noise[:4]),
                ("none holds it", noise),
            ]
        elif case["kind"] == "two_facts":
            sets = [("two facts, two articles", positive + noise[:2])]
        else:
            sets = [("one source is wrong", positive + noise[:1])]
        for condition, articles in sets:
            rng.shuffle(articles)
            yield Case(
                f"{case['id']}/{condition}",
                condition,
                case["question"],
                tuple(articles),
                answers,
                condition != "none holds it",
            )


def time_cases(split: str, path: Path) -> Iterator[Case]:
    """Questions about figures that change with time, each over all articles of its case."""
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        if case["split"] != split:
            continue
        articles = tuple(_article(p) for p in case["passages"])
        for asked in case["questions"]:
            answers = tuple(tuple(a) for a in asked.get("answers", ()))
            answerable = asked["kind"] != "refuse"
            yield Case(asked["id"], _TIMES[asked["kind"]], asked["question"], articles, answers, answerable)


def _article(passage: dict[str, Any]) -> Article:
    return Article(text=passage["text"], publisher=passage.get("outlet"), published=passage.get("date"))


def squad_cases(path: Path, sample: int, seed: int) -> Iterator[Case]:
    """Questions of a SQuAD-format file, with and without the sentences that hold the answer."""
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    passages = [p for article in data for p in article["paragraphs"]]
    texts = [p["context"] for p in passages]
    grams = [set(terms(t)) for t in texts]
    questions = [(q, i) for i, p in enumerate(passages) for q in p["qas"]]
    for q, own in random.Random(seed).sample(questions, min(sample, len(questions))):
        accepted = tuple(dict.fromkeys(a["text"] for a in q["answers"]))
        asked = set(terms(q["question"]))
        ranked = sorted(
            (i for i in range(len(texts)) if i != own and not any(a in texts[i] for a in accepted)),
            key=lambda i: -len(asked & grams[i]),
        )
        noise = [Article(text=texts[i]) for i in ranked[:4]]
        yield Case(
            f"{q['id']}/held", "squad: held", q["question"], (Article(text=texts[own]), *noise), (accepted,), True
        )
        kept = "".join(
            texts[own][a:b] for a, b in sentence_spans(texts[own]) if not any(x in texts[own][a:b] for x in accepted)
        )
        if kept.strip() and not any(x in kept for x in accepted):
            yield Case(
                f"{q['id']}/out",
                "squad: answer taken out",
                q["question"],
                (Article(text=kept), *noise),
                (accepted,),
                False,
            )


def is_right(text: str, answers: Sequence[Sequence[str]]) -> bool:
    """Does the text hold one spelling of every needed value? Commas and spaces do not count."""
    flat = _flat(text)
    return all(any(_flat(spelling) in flat for spelling in spellings) for spellings in answers)


def _flat(text: str) -> str:
    return text.lower().replace(",", "").replace("，", "").replace(" ", "")


def score(case: Case, answer: Answer) -> bool:
    """The outcome that the condition asks for."""
    if not case.answerable:
        return refused(answer)
    if refused(answer):
        return False
    shown = "不一致" in answer.text or "disagree" in answer.text
    return is_right(answer.text, case.answers) or (case.condition == "one source is wrong" and shown)


Ask = Callable[[Case], Answer]


def every(cases: Sequence[Case], step: int) -> list[Case]:
    """Each ``step``-th case of each condition."""
    seen: defaultdict[str, int] = defaultdict(int)
    kept = []
    for case in cases:
        if seen[case.condition] % step == 0:
            kept.append(case)
        seen[case.condition] += 1
    return kept


def run(ask: Ask, cases: Sequence[Case], out: Path) -> list[dict[str, Any]]:
    """Ask every case that ``out`` does not hold yet; each row is written as soon as it is known."""
    done = {}
    if out.exists():
        done = {row["id"]: row for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    with out.open("a", encoding="utf-8") as file:
        for case in cases:
            if case.id in done:
                continue
            began = time.perf_counter()
            answer = ask(case)
            row = {
                "id": case.id, "condition": case.condition, "question": case.question,
                "answerable": case.answerable, "ok": score(case, answer), "refused": refused(answer),
                "reason": answer.reason, "text": answer.text, "gold": case.answers,
                "seconds": round(time.perf_counter() - began, 2),
                "probability": answer.answerable, "signals": answer.signals, "usage": asdict(answer.usage),
                "verdicts": [(s.verdict, s.missing) for s in answer.sentences],
                "quotes": [c.quote for c in answer.citations], "model": answer.model,
            }  # fmt: skip
            done[case.id] = row
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
    return [done[case.id] for case in cases]


def table(name: str, rows: Sequence[dict[str, Any]]) -> str:
    """One line a condition: how many, the share with the wanted outcome, false refusals, median seconds."""
    by = defaultdict(list)
    for row in rows:
        by[row["condition"]].append(row)
    lines = [f"{name}", f"{'condition':28} {'wanted':24} {'n':>4} {'share':>6} {'refused':>8} {'median s':>9}"]
    for condition, wanted in _CONDITIONS.items():
        if found := by.get(condition):
            refused = sum(r["refused"] for r in found) / len(found)
            right = sum(r["ok"] for r in found) / len(found)
            seconds = statistics.median(r["seconds"] for r in found)
            lines.append(f"{condition:28} {wanted:24} {len(found):4} {right:6.2f} {refused:8.2f} {seconds:9.1f}")
    return "\n".join(lines)


@contextmanager
def ask_wenju(spec: str, cases: Sequence[Case]) -> Iterator[Ask]:
    """Wenju over all passages of all cases."""
    with tempfile.TemporaryDirectory() as store, Assistant(Settings(store_dir=Path(store), llm=spec)) as assistant:
        assistant.ingest([article for case in cases for article in case.articles])
        assistant.warm_up()
        yield lambda case: assistant.ask(case.question, article_ids=[a.id for a in case.articles])


@contextmanager
def ask_stock(spec: str, cases: Sequence[Case]) -> Iterator[Ask]:
    """The stock llama-index engine over the same passages."""
    from evals.baselines.stock import StockEngine
    from evals.engine import Library
    from evals.models import open_models

    library = Library([article for case in cases for article in case.articles], {})
    models = open_models(Settings(llm=spec))
    engine = StockEngine(library, models, "")
    try:
        yield lambda case: engine.ask(case.question, scope=[a.id for a in case.articles])
    finally:
        models.close()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.answering", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=("dev", "heldout"), default="dev")
    parser.add_argument("--llm", nargs="*", default=[Settings().llm], help="language models, as in the settings")
    parser.add_argument("--stock", action="store_true", help="the stock llama-index engine, too, with the first model")
    parser.add_argument("--no-threshold", action="store_true", help="answer however unlikely: data to calibrate from")
    parser.add_argument("--every", type=int, default=1, help="only each N-th case of a condition")
    parser.add_argument("--news", nargs="+", choices=FILES, default=FILES, help="only cases of these files")
    parser.add_argument("--squad", type=Path, help="a SQuAD-format file for more cases")
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--only", help="only conditions that hold this text")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/out"))
    args = parser.parse_args(argv)
    paths = {name: DEV / f"{name}.yaml" for name in args.news}
    cases = list(news_cases(args.split, [path for name, path in paths.items() if name not in OVER_TIME]))
    cases += [case for name in OVER_TIME if name in paths for case in time_cases(args.split, paths[name])]
    if args.squad:
        cases += squad_cases(args.squad, args.sample, 11 if args.split == "dev" else 12)
    cases = [c for c in cases if not args.only or args.only in c.condition]
    cases = every(cases, args.every)
    if args.no_threshold:
        for limits in (calibration()["early"], calibration()["final"]):
            limits.update(threshold=0.0, threshold_unbound=0.0)
    args.out.mkdir(parents=True, exist_ok=True)
    for spec, stock in [*((spec, False) for spec in args.llm), *([(args.llm[0], True)] if args.stock else [])]:
        name = f"{spec}{' with stock llama-index' if stock else ''}"
        out = args.out / f"answering-{args.split}-{re.sub('[/: ]', '_', name)}.jsonl"
        with (ask_stock if stock else ask_wenju)(spec, cases) as ask:
            print(table(f"{name} on {args.split}", run(ask, cases, out)), flush=True)
            print(f"answers: {out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
