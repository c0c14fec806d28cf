"""What a reader waits for on the page: ``wenju bench page``.

Starts ``wenju ui`` on the shipped articles as a user does, opens it in Chromium, and asks. Each question is also put to
``Assistant.search`` in turn, so that the page's own share of the wait can be told from the retrieval's on a busy one.
Goals: sources within 0.5 s of enter, a usable page within 10 s of the start, page and models under 2.5 GB.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tables import show, write
from rag import Assistant, Settings
from rag.resources import corpus_dir

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_WATCH = """() => {
  const once = { sources: '#wj-sources .wj-source', text: '#wj-current .wj-prose', answer: '#wj-current .wj-foot' };
  document.addEventListener('keydown', (key) => {
    if (key.key !== 'Enter') return;
    const began = performance.now();
    window.__waits = {};
    const look = () => {
      for (const [name, selector] of Object.entries(once))
        if (!(name in window.__waits) && document.querySelector(selector))
          window.__waits[name] = (performance.now() - began) / 1000;
      if (!('answer' in window.__waits)) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
}"""


@contextmanager
def _running(llm: str, folder: Path) -> Iterator[tuple[str, int, float]]:
    """``wenju ui`` as a process: its address, its process id, and the seconds until it said where it is."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "rag.cli", "ui", "--no-open", "--port", str(port)]
    environment = os.environ | {"WENJU_STORE_DIR": str(folder), "WENJU_LLM": llm, "PYTHONUNBUFFERED": "1"}
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "http://" in line:
                break
        try:
            yield f"http://127.0.0.1:{port}/", process.pid, time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(30)


def _resident_megabytes(pid: int) -> float:
    """Resident memory of a process and its children (Linux)."""
    table = {p: (parent, kilobytes) for p, parent, kilobytes in _processes()}
    family = {pid}
    while grown := {p for p, (parent, _) in table.items() if parent in family} - family:
        family |= grown
    return sum(table[p][1] for p in family if p in table) / 1024


def _processes() -> Iterator[tuple[int, int, int]]:
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except (OSError, ValueError):
            continue  # it ended while we looked
        yield int(fields["Pid"]), int(fields["PPid"]), int(fields.get("VmRSS", "0 kB").split()[0])


def _ask(page: Page, question: str) -> dict[str, float]:
    page.locator("#wj-clear").click()
    page.locator("#wj-current .wj-turn").wait_for(state="detached")
    page.locator("#wj-question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function("'answer' in (window.__waits ?? {})")
    return dict(page.evaluate("window.__waits"))


def measure(
    llm: str, runs: int, chromium: str, folder: Path
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Waits of each kind, and the page's own figures."""
    from playwright.sync_api import sync_playwright

    waits: dict[str, list[float]] = {"search": [], "sources": [], "text": [], "answer": []}
    with Assistant(Settings(store_dir=folder, llm="extractive")) as assistant:
        assistant.ingest(corpus_dir())
        questions = assistant.suggestions(4)
        assistant.search(questions[0])
        with _running(llm, folder) as (url, pid, said), sync_playwright() as playwright:
            began = time.perf_counter()
            page = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS).new_page()
            page.set_default_timeout(300_000)
            page.goto(url)
            page.locator("#wj-question textarea").wait_for()
            usable = said + time.perf_counter() - began
            page.evaluate(_WATCH)
            _ask(page, questions[0])
            for question in (questions * runs)[:runs]:
                began = time.perf_counter()
                assistant.search(question)
                waits["search"].append(time.perf_counter() - began)
                for name, seconds in _ask(page, question).items():
                    waits[name].append(seconds)
            memory = _resident_megabytes(pid)
    names = {
        "search": "search alone",
        "sources": "enter to sources",
        "text": "enter to text",
        "answer": "enter to answer",
    }
    base = statistics.median(waits["search"])
    rows: list[dict[str, object]] = [
        {
            "wait": names[name],
            "median s": statistics.median(seconds),
            "most s": max(seconds),
            "ratio": statistics.median(seconds) / base,
        }
        for name, seconds in waits.items()
    ]
    figures: list[dict[str, object]] = [
        {"page": "start to its address", "value": said, "unit": "s"},
        {"page": "start to usable in a new browser", "value": usable, "unit": "s"},
        {"page": "resident, with index and model", "value": memory, "unit": "MB"},
    ]
    return rows, figures


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables; ``--out`` also writes them as JSON."""
    parser = argparse.ArgumentParser(prog="wenju bench page", description=__doc__)
    parser.add_argument("--llm", default="extractive", help="the language model behind the page")
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium", help="the browser")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(argv)
    if shutil.which(options.chromium) is None:
        parser.error(f"no browser {options.chromium!r}; install Chromium, or name one with --chromium")
    with tempfile.TemporaryDirectory() as folder:
        rows, figures = measure(options.llm, options.runs, options.chromium, Path(folder) / "store")
    show(f"What a reader waits for ({options.llm})", rows)
    show("The page", figures)
    if options.out:
        write(options.out, "page", [*rows, *figures], runs=options.runs, llm=options.llm)
    return 0


if __name__ == "__main__":
    sys.exit(main())
