"""From process start to printed result: ``wenju bench startup``.

Compares ``wenju search`` on the shipped articles with ``python -c "import chromadb"``, taking turns in one run, so that
the ratio means something on a busy machine too. The goal is a ratio of 2.5 at most.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.tables import show, write
from rag import Assistant, Settings
from rag.resources import corpus_dir

_QUESTION = "公司在哪里？"
_WENJU = [sys.executable, "-m", "rag.cli"]
_BASELINE = "import chromadb"


def _seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def measure(runs: int, folder: Path) -> dict[str, list[float]]:
    """Seconds of each command, ``runs`` times in turn, after one unmeasured round that fills the disk cache."""
    with Assistant(Settings(store_dir=folder)) as assistant:
        assistant.ingest(corpus_dir())
    environment = os.environ | {"WENJU_STORE_DIR": str(folder)}
    commands = {
        _BASELINE: [sys.executable, "-c", _BASELINE],
        "wenju search": [*_WENJU, "search", _QUESTION],
        "wenju ask --llm extractive": [*_WENJU, "ask", _QUESTION, "--llm", "extractive"],
        "wenju --help": [*_WENJU, "--help"],
    }
    for command in commands.values():
        _seconds(command, environment)
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(_seconds(command, environment))
    return taken


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; ``--out`` also writes it as JSON."""
    parser = argparse.ArgumentParser(prog="wenju bench startup", description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        taken = measure(options.runs, Path(folder) / "store")
    baseline = statistics.median(taken[_BASELINE])
    rows = [
        {
            "process": name,
            "median s": statistics.median(seconds),
            "least s": min(seconds),
            "most s": max(seconds),
            "ratio": statistics.median(seconds) / baseline,
        }
        for name, seconds in taken.items()
    ]
    show("Process start to printed result", rows)
    if options.out:
        write(options.out, "startup", rows, runs=options.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
