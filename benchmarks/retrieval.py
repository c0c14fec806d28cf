"""Is a question's own passage found, and how fast? ``wenju bench retrieval --squad FILE`` or ``--beir DIR``.

Questions go through the same ``Retriever`` as ``Assistant.search``; dense, lexical and fused search run side by side on
one store. ``--ablate`` leaves out one step at a time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.datasets import Dataset, load_beir, load_squad
from benchmarks.parts import load_embedder, load_reranker
from benchmarks.ranking import ndcg_at, recall_at, reciprocal_rank_at
from benchmarks.tables import percentile, show, write
from rag.indexing import Indexer
from rag.models.base import Embedder
from rag.retrieval import Retriever
from rag.settings import Settings
from store import Store

DEPTH = 10
_FETCHED = 30  # passages that are asked for, so that ten different articles are among them


def measure(retriever: Retriever, dataset: Dataset, name: str) -> dict[str, Any]:
    """Rates in 0..1 and milliseconds of every question of the set, an article counting at its best passage's rank."""
    totals = dict.fromkeys(("recall@1", "recall@3", "recall@5", "recall@10", "MRR@10", "nDCG@10"), 0.0)
    times = []
    for question in dataset.questions:
        began = time.perf_counter()
        found = retriever.search(question.text, k=_FETCHED)
        times.append(time.perf_counter() - began)
        ranked = list(dict.fromkeys(a for p in found for a in (p.article_id, *p.also_in)))
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
        for question in dataset.questions:  # embeds and keeps nothing but warms every cache alike
            embedder.embed_queries([question.text])
            break
        for name, weight in (("dense", 0.0), ("lexical", 1.0), ("fused", settings.lexical_weight)):
            variant = settings.model_copy(update={"lexical_weight": weight})
            rows.append(measure(Retriever(store, embedder, variant), dataset, name))
        if (reranker := load_reranker(settings)) is not None:
            rows.append(measure(Retriever(store, embedder, settings, reranker), dataset, "fused, reranked"))
    return rows


def ablate(dataset: Dataset, settings: Settings, embedder: Embedder, folder: Path) -> list[dict[str, Any]]:
    """Fused search with one step changed at a time; each index has its own folder."""
    bare = Dataset(dataset.name, tuple(_untitled(dataset)), dataset.questions)
    whole = settings.model_copy(update={"piece_characters": 2000})
    variants: list[tuple[str, Dataset, Settings]] = [
        ("as configured", dataset, settings),
        ("without titles", bare, settings),
        ("vectors of whole passages", dataset, whole),
        ("pieces of 80 characters", dataset, settings.model_copy(update={"piece_characters": 80})),
        ("pieces of 240 characters", dataset, settings.model_copy(update={"piece_characters": 240})),
    ]
    rows = []
    for i, (name, articles, variant) in enumerate(variants):
        with Store(folder / f"ablation-{i}", embedding=embedder.name, dimension=embedder.dimension) as store:
            Indexer(store, embedder, variant).ingest(articles.articles)
            rows.append(measure(Retriever(store, embedder, variant), articles, name))
            if i == 0:
                for weight in (0.0, 0.2, 0.3, 0.5, 0.6):
                    other = variant.model_copy(update={"lexical_weight": weight})
                    rows.append(measure(Retriever(store, embedder, other), articles, f"lexical weight {weight}"))
    return rows


def _untitled(dataset: Dataset) -> list[Any]:
    from dataclasses import replace

    return [replace(article, title="") for article in dataset.articles]


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("wenju bench retrieval", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--squad", type=Path, metavar="FILE", help="a file in SQuAD's format")
    source.add_argument("--beir", type=Path, metavar="DIR", help="a folder in BEIR's format")
    parser.add_argument("--passages", type=int, metavar="N", help="only the first N passages of the set")
    parser.add_argument("--no-titles", action="store_true", help="leave the titles of the set out")
    parser.add_argument(
        "--split", action="store_true", help="cut passages as ingest does, instead of keeping them whole"
    )
    parser.add_argument("--ablate", action="store_true", help="leave out one step at a time")
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep the index here and use it again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here as well")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code.

    Raises:
        UserError: the set is not in its format.
    """
    options = _arguments(sys.argv[1:] if argv is None else argv)
    load = load_squad if options.squad else load_beir
    dataset = load(options.squad or options.beir, options.passages, titles=not options.no_titles)
    settings = Settings()
    if not options.split:
        settings = settings.model_copy(update={"passage_tokens": 2000})
    embedder = load_embedder(settings)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.store or Path(temporary)
        rows = compare(dataset, settings, embedder, folder / "store")
        show("Retrieval", rows)
        if options.ablate:
            ablated = ablate(dataset, settings, embedder, folder)
            show("Ablations (fused search)", ablated)
            rows += ablated
    if options.json:
        write(options.json, "retrieval", rows, dataset=dataset.name, questions=len(dataset.questions))
    return 0


if __name__ == "__main__":
    from rag.errors import UserError

    try:
        raise SystemExit(main())
    except UserError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
