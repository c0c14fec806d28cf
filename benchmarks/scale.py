"""How time, memory and disk grow with the store: ``wenju bench scale --sizes 1000,10000,100000``.

Texts are real sentences mixed anew, passage vectors real ones perturbed; questions are embedded with the real model.
Each store is searched by a fresh process, whose peak memory is the reader's; the writer's is that of its own process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.parts import load_embedder
from benchmarks.synthetic import PerturbedEmbedder, Sentences
from benchmarks.tables import percentile, show, write
from rag.indexing import Indexer
from rag.resources import corpus_dir
from rag.retrieval import Retriever
from rag.settings import Settings
from store import Store

_PASSAGES = 5  # an article
_VECTORS = 1  # a passage
_QUESTIONS = 200
_SHARE = 0.3  # of the articles that date range and access list admit


def _texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(corpus_dir().glob("*.md"))]


def _questions(count: int) -> list[str]:
    sentences = Sentences(_texts()).all
    return [f"{sentences[i * 7 % len(sentences)][:30]}是什么情况？第{i * 13}号" for i in range(count)]


def _parts(settings: Settings) -> tuple[PerturbedEmbedder, Sentences]:
    texts = _texts()
    return PerturbedEmbedder(load_embedder(settings), Sentences(texts).all[:200]), Sentences(texts)


def build(folder: Path, size: int, characters: int) -> dict[str, Any]:
    """Ingest ``size`` passages; seconds, peak memory and what an unchanged and a changed article cost afterwards."""
    settings = Settings(passage_tokens=max(32, characters), piece_characters=max(160, characters // _VECTORS + 40))
    embedder, sentences = _parts(settings)
    count = max(1, size // _PASSAGES)
    with Store(folder, embedding=embedder.name, dimension=embedder.dimension) as store:
        before = _peak()
        indexer = Indexer(store, embedder, settings)
        began = time.perf_counter()
        report = indexer.ingest(sentences.articles(count, _PASSAGES, characters))
        seconds = time.perf_counter() - began
        articles, passages, pieces = store.totals()
        result = {
            "passages": passages, "pieces": pieces, "articles": articles, "seconds": seconds, "rss": before,
            "peak": _peak(), "embedded": report.embedded_pieces, "disk": store.disk_bytes(),
        }  # fmt: skip
        again = [*sentences.articles(min(count, 10_000), _PASSAGES, characters)]
        began = time.perf_counter()
        repeated = indexer.ingest(again)
        result["unchanged"] = len(again) / (time.perf_counter() - began)
        assert repeated.embedded_pieces == 0
        article = again[len(again) // 2]
        changed = replace(article, text=article.text.replace("，编号", "，新编号九九八十一，编号", 1))
        began = time.perf_counter()
        update = indexer.ingest([changed])
        assert (
            "九九八十一" in Retriever(store, embedder, settings).search(changed.title + "新编号九九八十一", k=3)[0].text
        )
        result |= {"changed s": time.perf_counter() - began, "changed embedded": update.embedded_pieces}
    return result


def search(folder: Path) -> dict[str, Any]:
    """Milliseconds of a question, unfiltered and filtered, and this process's peak memory."""
    settings = Settings()
    embedder, _ = _parts(settings)
    with Store(folder, embedding=embedder.name, dimension=embedder.dimension, read_only=True) as store:
        retriever = Retriever(store, embedder, settings)
        infos = store.articles()
        allowed = [a.id for i, a in enumerate(infos) if i % 10 < _SHARE * 10]
        days = sorted(a.published for a in infos if a.published)
        since = days[int(len(days) * (1 - _SHARE))]
        del infos
        began = time.perf_counter()
        retriever.search("第一个问题")
        first = time.perf_counter() - began
        modes: dict[str, dict[str, Any]] = {
            "all": {}, "dates": {"published_after": since}, "access": {"article_ids": allowed}
        }  # fmt: skip
        times: dict[str, list[float]] = {name: [] for name in modes}
        for number, question in enumerate(_questions(_QUESTIONS + 20)):
            for i, (name, options) in enumerate(modes.items()):
                began = time.perf_counter()
                found = retriever.search(f"{question}{'甲乙丙'[i]}", k=8, **options)
                if number >= 20:
                    times[name].append((time.perf_counter() - began) * 1e3)
                assert len(found) == 8
                assert name != "dates" or all((p.published or date.min) >= since for p in found)
        result: dict[str, Any] = {"first": first, "peak": _peak()}
        for name, values in times.items():
            result |= {f"{name} p50": percentile(values, 0.5), f"{name} p95": percentile(values, 0.95)}
        return result | {"kept": _kept(retriever, store, embedder, modes)}


def _kept(retriever: Retriever, store: Store, embedder: PerturbedEmbedder, modes: dict[str, dict[str, Any]]) -> float:
    """Share of the exact ten nearest admitted passages that filtered search looks at; nan for very large stores."""
    from rag.retrieval.candidates import Candidates
    from store.rows import Filter

    if store.totals()[1] > 120_000:
        return float("nan")
    admitted = Filter(after=modes["dates"]["published_after"])
    owners, vectors = store.vectors(store.numbers(admitted))
    kept = total = 0
    for question in _questions(50):
        vector = retriever.embed(question)
        order = (-(vectors @ vector)).argsort()[:40]
        exact = list(dict.fromkeys(int(owners[i]) for i in order))[:10]
        found = {number for number, _ in Candidates(store).find(question, vector, admitted, 50)[0]}
        kept, total = kept + len(found & set(exact)), total + len(exact)
    return kept / total


def _peak() -> int:
    """Peak resident bytes of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _child(step: str, folder: Path, *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scale", "--step", step, "--folder", str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{step} ended with {done.returncode}: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def row(size: int, characters: int, folder: Path) -> dict[str, Any]:
    """Build and search one store, each in a process of its own."""
    built = _child("build", folder, "--sizes", str(size), "--characters", str(characters))
    found = _child("search", folder)
    return {
        "passages": built["passages"], "vectors": built["pieces"], "build s": built["seconds"],
        "ms/passage": built["seconds"] / built["passages"] * 1e3, "writer MB": built["peak"] / 1e6,
        "disk MB": built["disk"] / 1e6, "open s": found["first"], "reader MB": found["peak"] / 1e6,
        **{k: v for k, v in found.items() if "p50" in k or "p95" in k}, "filtered recall": found["kept"],
        "unchanged/s": built["unchanged"], "change s": built["changed s"], "change embeds": built["changed embedded"],
    }  # fmt: skip


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("wenju bench scale", description=__doc__)
    parser.add_argument(
        "--sizes", default="1000,10000,100000", help="passages, separated by commas (default %(default)s)"
    )
    parser.add_argument(
        "--characters", type=int, default=150, help="characters a passage (default %(default)s: one vector)"
    )
    parser.add_argument("--folder", type=Path, help="where the stores are made; they stay there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here as well")
    parser.add_argument("--step", choices=("build", "search"), help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    options = _arguments(sys.argv[1:] if argv is None else argv)
    if options.step:
        step = build(options.folder, int(options.sizes), options.characters) if options.step == "build" else None
        print(json.dumps(step or search(options.folder)))
        return 0
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for size in map(int, options.sizes.split(",")):
            rows.append(row(size, options.characters, (options.folder or Path(temporary)) / f"{size}"))
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    show("Scale (texts mixed, vectors perturbed; times in ms unless said otherwise)", _turned(rows))
    if options.json:
        write(options.json, "scale", rows, characters=options.characters)
    return 0


def _turned(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measures down, sizes across."""
    return [{"": name, **{f"{r['passages']:,}": r[name] for r in rows}} for name in rows[0] if name != "passages"]


if __name__ == "__main__":
    raise SystemExit(main())
