"""What the scale benchmark measures; each step runs in a process of its own and prints one line of JSON."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.parts import load_embedder
from benchmarks.synthetic import PerturbedEmbedder, Sentences
from benchmarks.tables import percentile
from rag.indexing import Indexer
from rag.models.base import Embedder
from rag.resources import corpus_dir
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.types import Article
from store import Store
from store.rows import Filter

PASSAGES = 5  # an article
_QUESTIONS = 200
_WARM = 20  # questions before those that count
_SHARE = 0.3  # of the articles that date range and access list admit
_SAMPLE = 40  # articles that are really embedded and written
_LONG = 420  # characters of their passages
_FIRST_NEW = 50_000_000  # their numbers, beyond those of any store


def _texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(corpus_dir().glob("*.md"))]


def _questions(count: int) -> list[str]:
    sentences = Sentences(_texts()).all
    return [f"{sentences[i * 7 % len(sentences)][:13]}有多少？{i * 13}号" for i in range(count)]  # people type 15 to 20


def _parts(settings: Settings) -> tuple[PerturbedEmbedder, Sentences]:
    texts = _texts()
    return PerturbedEmbedder(load_embedder(settings), Sentences(texts).all[:200]), Sentences(texts)


def _cut(characters: int) -> Settings:
    return Settings(passage_tokens=max(32, characters), piece_characters=max(160, characters + 40))


def _open(folder: Path, embedder: Embedder, *, read_only: bool = False) -> Store:
    return Store(folder, embedding=embedder.name, dimension=embedder.dimension, read_only=read_only)


def peak() -> int:
    """Peak resident bytes of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def build(folder: Path, size: int, characters: int) -> dict[str, Any]:
    """Ingest ``size`` passages; seconds, processor seconds and the writer's peak memory."""
    settings = _cut(characters)
    embedder, sentences = _parts(settings)
    with _open(folder, embedder) as store:
        began, worked = time.perf_counter(), time.process_time()
        Indexer(store, embedder, settings).ingest(sentences.articles(max(1, size // PASSAGES), PASSAGES, characters))
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        return {"build s": seconds, "build processor s": worked, "writer MB": peak() / 1e6}


def update(folder: Path, characters: int) -> dict[str, Any]:
    """Articles a second where nothing changed, and seconds until a changed sentence is found.

    The first change of a process loads libraries and opens Chroma; a page or ``--watch`` that runs has done so.
    """
    settings = _cut(characters)
    embedder, sentences = _parts(settings)
    with _open(folder, embedder) as store:
        indexer = Indexer(store, embedder, settings)
        again = [*sentences.articles(min(store.totals()[0], 10_000), PASSAGES, characters)]
        began = time.perf_counter()
        repeated = indexer.ingest(again)
        seconds = time.perf_counter() - began
        embedder.embed_passages(["第一句"])  # the sentences that this embedder perturbs are embedded once
        waits, embedded = [], 0
        for article in again[len(again) // 2 :][:2]:
            changed = replace(article, text=article.text.replace("，编号", "，新编号九九八十一，编号", 1))
            began = time.perf_counter()
            embedded = indexer.ingest([changed]).embedded_pieces
            found = store.matching("新编号九九八十一", 3)
            waits.append(time.perf_counter() - began)
            assert any("九九八十一" in row.passage.text for row in store.load([number for number, _ in found]))
            indexer.ingest([article])
        return {
            "unchanged articles/s": len(again) / seconds, "unchanged: embedded": repeated.embedded_pieces,
            "first changed sentence s": waits[0], "changed sentence s": waits[1], "changed: embedded": embedded,
        }  # fmt: skip


def search(folder: Path) -> dict[str, Any]:
    """Milliseconds of a question, unfiltered and filtered, and this process's peak memory."""
    settings = Settings()
    embedder, _ = _parts(settings)
    with _open(folder, embedder, read_only=True) as store:
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
            "search": {}, "date range": {"published_after": since}, "access list": {"article_ids": allowed}
        }  # fmt: skip
        times: dict[str, list[float]] = {name: [] for name in modes}
        for number, question in enumerate(_questions(_QUESTIONS + _WARM)):
            for i, (name, options) in enumerate(modes.items()):
                began = time.perf_counter()
                found = retriever.search(f"{question}{'甲乙丙'[i]}", k=8, **options)
                if number >= _WARM:
                    times[name].append((time.perf_counter() - began) * 1e3)
                assert len(found) == 8
                assert name != "date range" or all((p.published or date.min) >= since for p in found)
        articles, passages, pieces = store.totals()
        result: dict[str, Any] = {
            "passages": passages, "articles": articles, "vectors": pieces, "disk MB": store.disk_bytes() / 1e6,
            "open s": first, "reader MB": peak() / 1e6,
        }  # fmt: skip
        for name, values in times.items():
            result |= {f"{name} p50": percentile(values, 0.5), f"{name} p95": percentile(values, 0.95)}
        return result | {"filtered recall": _kept(retriever, store, Filter(after=since))}


def _kept(retriever: Retriever, store: Store, admitted: Filter) -> float:
    """Share of the exact ten nearest admitted passages that filtered search looks at; nan for very large stores."""
    from rag.retrieval.candidates import Candidates

    if store.totals()[1] > 120_000:
        return float("nan")
    owners, vectors = store.vectors(store.numbers(admitted))
    kept = total = 0
    for question in _questions(50):
        vector = retriever.embed(question)
        order = (-(vectors @ vector)).argsort()[:40]
        exact = list(dict.fromkeys(int(owners[i]) for i in order))[:10]
        found = {number for number, _ in Candidates(store).nearest(vector, admitted, 50)}
        kept, total = kept + len(found & set(exact)), total + len(exact)
    return kept / total


class _Timed:
    """Counts the seconds that an embedder takes."""

    def __init__(self, real: Embedder, name: str) -> None:
        self.name, self.dimension = name, real.dimension
        self.embed_queries = real.embed_queries
        self._real = real
        self.seconds = 0.0

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        began = time.perf_counter()
        found = self._real.embed_passages(texts)
        self.seconds += time.perf_counter() - began
        return found


def write(folder: Path) -> dict[str, Any]:
    """Add articles that are really embedded, then take them out: seconds against those of embedding alone."""
    settings = Settings()
    real = load_embedder(settings)
    embedder = _Timed(real, f"perturbed-{real.name}")
    new = _new_articles()
    with _open(folder, embedder) as store:
        real.embed_passages([new[0].text[:100]])
        print("ready", flush=True)
        began = time.perf_counter()
        report = Indexer(store, embedder, settings).ingest(new)
        seconds = time.perf_counter() - began
        with store.writing() as writer:
            writer.remove([article.id for article in new])
    return {
        "new: passages": _SAMPLE * PASSAGES, "new: vectors": report.embedded_pieces,
        "new: ms/passage": seconds / (_SAMPLE * PASSAGES) * 1e3, "ingest / embedding alone": seconds / embedder.seconds,
    }  # fmt: skip


def _new_articles() -> list[Article]:
    found = Sentences(_texts()).articles(_SAMPLE, PASSAGES, _LONG, first=_FIRST_NEW)
    return [replace(article, id=f"new-{i}") for i, article in enumerate(found)]


def busy(folder: Path) -> dict[str, Any]:
    """Search while another process writes: milliseconds, and the share of answers that are as before."""
    settings = Settings()
    embedder, _ = _parts(settings)
    questions = _questions(_QUESTIONS)
    with _open(folder, embedder, read_only=True) as store:
        Retriever(store, embedder, settings).search("第一个问题")
        idle, before = _timed(Retriever(store, embedder, settings), questions, lambda: True)
        writer = subprocess.Popen(command("write", folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert writer.stdout
        writer.stdout.readline()
        times, during = _timed(Retriever(store, embedder, settings), questions, lambda: writer.poll() is None)
        out, errors = writer.communicate()
        if writer.returncode:
            raise RuntimeError(f"write ended with {writer.returncode}: {errors[-2000:]}")
    settled = [i for i, found in enumerate(during) if not any(name.startswith("new-") for name in found)]
    same = sum(during[i] == before[i] for i in settled) / max(1, len(settled))
    return {
        **json.loads(out.splitlines()[-1]), "before writing p95": percentile(idle, 0.95),
        "while writing p50": percentile(times, 0.5), "while writing p95": percentile(times, 0.95),
        "while writing: same found": same,
    }  # fmt: skip


def _timed(
    retriever: Retriever, questions: Sequence[str], going: Callable[[], bool]
) -> tuple[list[float], list[list[str]]]:
    """Milliseconds and passage ids of each question, as long as it goes on; a new retriever remembers no vectors."""
    times, results = [], []
    for question in questions:
        if times and not going():
            break
        began = time.perf_counter()
        found = retriever.search(question, k=8)
        times.append((time.perf_counter() - began) * 1e3)
        results.append([p.passage.id for p in found])
    return times, results


def command(step: str, folder: Path, *more: str) -> list[str]:
    """The command that runs a step."""
    return [sys.executable, "-m", "benchmarks.scale", "--step", step, "--folder", str(folder), *more]


def child(step: str, folder: Path, *more: str) -> dict[str, Any]:
    """What a step measured in a process of its own."""
    done = subprocess.run(command(step, folder, *more), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{step} ended with {done.returncode}: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
