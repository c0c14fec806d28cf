"""How time, memory and disk grow with the store: ``wenju bench scale --sizes 1000,10000,100000``.

Texts are real sentences mixed anew, passage vectors real ones perturbed; questions are embedded with the real model,
and so are the articles that are written while others search. Each step runs in a process of its own.
``--folder DIR`` keeps the stores, and ``--measure-only`` measures those that are there, in a few minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import scale_steps as steps
from benchmarks.tables import show, write
from rag.errors import UserError


def row(size: int, characters: int, folder: Path, *, built: bool) -> dict[str, Any]:
    """Measure one store, built first unless it is there already."""
    sizes = ("--sizes", str(size), "--characters", str(characters))
    kept = folder / "build.json"
    if not built:
        result = steps.child("build", folder, *sizes)
        kept.write_text(json.dumps(result), encoding="utf-8")
    building = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    building = {name: building.get(name, float("nan")) for name in ("build s", "build processor s", "writer MB")}
    found = steps.child("search", folder)
    return found | building | steps.child("update", folder, *sizes) | steps.child("busy", folder)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("wenju bench scale", description=__doc__)
    parser.add_argument(
        "--sizes", default="1000,10000,100000", help="passages, separated by commas (default %(default)s)"
    )
    parser.add_argument(
        "--characters", type=int, default=150, help="characters a passage (default %(default)s: one vector)"
    )
    parser.add_argument("--folder", type=Path, help="where the stores are made; they stay there")
    parser.add_argument("--measure-only", action="store_true", help="measure the stores in --folder, build none")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here as well")
    parser.add_argument("--step", choices=("build", "search", "update", "write", "busy"), help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _step(options: argparse.Namespace) -> dict[str, Any]:
    if options.step == "build":
        return steps.build(options.folder, int(options.sizes), options.characters)
    if options.step == "update":
        return steps.update(options.folder, options.characters)
    return {"search": steps.search, "write": steps.write, "busy": steps.busy}[options.step](options.folder)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code.

    Raises:
        UserError: ``--measure-only`` without stores.
    """
    options = _arguments(sys.argv[1:] if argv is None else argv)
    if options.step:
        print(json.dumps(_step(options)))
        return 0
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        root = options.folder or Path(temporary)
        for size in map(int, options.sizes.split(",")):
            folder = root / f"{size}"
            if options.measure_only and not (folder / "catalog.sqlite").is_file():
                raise UserError(f"{folder} holds no store; build it first: the same command without --measure-only")
            rows.append(row(size, options.characters, folder, built=options.measure_only))
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    show("Scale (texts mixed, vectors perturbed; p50 and p95 in ms)", _turned(rows))
    if options.json:
        write(options.json, "scale", rows, characters=options.characters)
    return 0


def _turned(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measures down, sizes across."""
    return [{"": name, **{f"{r['passages']:,}": r[name] for r in rows}} for name in rows[0] if name != "passages"]


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except UserError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
