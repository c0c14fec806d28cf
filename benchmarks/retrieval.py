"""Is a question's own passage found, and how fast? ``wenju bench retrieval --squad FILE`` or ``--beir DIR``.

Questions go through the same ``Retriever`` as ``Assistant.search``; dense, lexical and fused search run side by side on
one store. ``--cut TOKENS`` cuts the contexts of a SQuAD file into passages of that size and looks for the one with
the answer: harder, and nearer to articles of many passages. ``--ablate`` changes one step at a time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.ablation import variants
from benchmarks.datasets import Dataset, Question, load_beir, load_squad
from benchmarks.parts import load_embedder, load_reranker
from benchmarks.ranking import ndcg_at, recall_at, reciprocal_rank_at
from benchmarks.synthetic import RememberingEmbedder
from benchmarks.tables import percentile, show, write
from rag.indexing import Indexer
from rag.models.base import Embedder
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.types import ScoredPassage
from store import Store

SQUAD = Path(__file__).parents[2] / "shared" / "benchmarks" / "cmrc2018_trial.json"
DEPTH = 10
_FETCHED = 30  # passages that are asked for, so that ten different articles are among them


def _ranked(question: Question, found: Sequence[ScoredPassage]) -> list[str]:
    """Article ids, each at its best passage's rank; where the answer's place is known, its passage alone counts."""
    ids: dict[str, None] = {}
    for passage in found:
        names = [passage.article_id, *passage.also_in]
        if question.at >= 0 and not passage.start <= question.at < passage.end:
            names = [f"{passage.article_id}:{passage.start}"]
        right = [name for name in names if name in question.relevant]
        ids |= dict.fromkeys(right or names[:1])
    return list(ids)


def measure(retriever: Retriever, dataset: Dataset, name: str) -> dict[str, Any]:
    """Rates in 0..1 and milliseconds of every question of the set."""
    totals = dict.fromkeys(("recall@1", "recall@3", "recall@5", "recall@10", "MRR@10", "nDCG@10"), 0.0)
    times = []
    for question in dataset.questions:
        began = time.perf_counter()
        found = retriever.search(question.text, k=_FETCHED)
        times.append(time.perf_counter() - began)
        ranked = _ranked(question, found)
        for k in (1, 3, 5, 10):
            totals[f"recall@{k}"] += recall_at(k, ranked, question.relevant)
        totals["MRR@10"] += reciprocal_rank_at(DEPTH, ranked, question.relevant)
        totals["nDCG@10"] += ndcg_at(DEPTH, ranked, question.relevant)
    rates = {key: round(value / len(dataset.questions), 4) for key, value in totals.items()}
    return {"search": name, **rates, "p50 ms": percentile(times, 0.5) * 1e3, "p95 ms": percentile(times, 0.95) * 1e3}


def compare(dataset: Dataset, settings: Settings, embedder: Embedder, folder: Path) -> list[dict[str, Any]]:
    """Dense, lexical, fused and, where one is configured, reranked search on one store."""
    rows = []
    with Store(folder, embedding=embedder.name, dimension=embedder.dimension) as store:
        report = Indexer(store, embedder, settings).ingest(dataset.articles)
        articles, passages, pieces = store.totals()
        print(
            f"{dataset.name}: {len(dataset.questions)} questions, {articles} articles, {passages} passages, "
            f"{pieces} pieces; {report.embedded_pieces} embedded, indexed in {report.seconds:.1f} s",
            flush=True,
        )
        Retriever(store, embedder, settings).search(dataset.questions[0].text)  # loads what the first search loads
        for name, weight in (("dense", 0.0), ("lexical", 1.0), ("fused", settings.lexical_weight)):
            variant = settings.model_copy(update={"lexical_weight": weight})
            rows.append(measure(Retriever(store, embedder, variant), dataset, name))
        if (reranker := load_reranker(settings)) is not None:
            rows.append(measure(Retriever(store, embedder, settings, reranker), dataset, "fused, reranked"))
    return rows


def ablate(dataset: Dataset, settings: Settings, embedder: Embedder, folder: Path) -> list[dict[str, Any]]:
    """Fused search with one step changed at a time. Vectors are remembered, so times are without embedding."""
    rows = []
    remembering = RememberingEmbedder(embedder)
    for variant in variants(dataset, settings):
        path = folder / f"ablation-{variant.index}"
        with variant.patched(), Store(path, embedding=embedder.name, dimension=embedder.dimension) as store:
            Indexer(store, remembering, variant.settings).ingest(variant.dataset.articles)
            rows.append(measure(Retriever(store, remembering, variant.settings), variant.dataset, variant.name))
            print(rows[-1], file=sys.stderr, flush=True)
    return rows


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("wenju bench retrieval", description=__doc__)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--squad", type=Path, metavar="FILE", help="a file in SQuAD's format")
    source.add_argument("--beir", type=Path, metavar="DIR", help="a folder in BEIR's format")
    parser.add_argument("--passages", type=int, metavar="N", help="only the first N passages of the set")
    parser.add_argument("--no-titles", action="store_true", help="leave the titles of the set out")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--split", action="store_true", help="cut passages as ingest does, instead of keeping them whole")
    how.add_argument(
        "--cut", type=int, metavar="TOKENS", help="cut them to this size and look for the answer's passage"
    )
    parser.add_argument("--ablate", action="store_true", help="change one step at a time")
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep the index here and use it again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here as well")
    return parser.parse_args(argv)


def _load(options: argparse.Namespace) -> Dataset:
    titles = not options.no_titles
    if options.beir:
        dataset = load_beir(options.beir, options.passages, titles=titles)
    else:
        dataset = load_squad(options.squad or SQUAD, options.passages, titles=titles)
    if options.cut:
        return replace(dataset, questions=tuple(question for question in dataset.questions if question.at >= 0))
    return replace(dataset, questions=tuple(replace(question, at=-1) for question in dataset.questions))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code.

    Raises:
        UserError: the set is not in its format.
    """
    options = _arguments(sys.argv[1:] if argv is None else argv)
    if not options.squad and not options.beir and not SQUAD.is_file():
        print("no question set is here: give --squad FILE (for example CMRC 2018 or DRCD) or --beir DIR")
        return 0
    dataset = _load(options)
    settings = Settings()
    if not options.split:
        settings = settings.model_copy(update={"passage_tokens": options.cut or 2000})
    embedder = load_embedder(settings)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.store or Path(temporary)
        rows = compare(dataset, settings, embedder, folder / "store")
        show("Retrieval", rows)
        ablated = ablate(dataset, settings, embedder, folder) if options.ablate else []
        if ablated:
            show("One step changed at a time (times without embedding)", ablated)
    if options.json:
        write(options.json, "retrieval", rows + ablated, dataset=dataset.name, questions=len(dataset.questions))
    return 0


if __name__ == "__main__":
    from rag.errors import UserError

    try:
        raise SystemExit(main())
    except UserError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
