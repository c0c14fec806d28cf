"""Fit the probability that the evidence answers the question, from the answers that ``benchmarks.answering`` wrote.

    python -m benchmarks.answering --no-threshold ...
    python -m benchmarks.calibrate benchmarks/out/answering-dev-local.jsonl [...] [--write]
    python -m benchmarks.calibrate evals/out/runs/NAME.json --limit bound [--write]
    python -m benchmarks.calibrate benchmarks/out/answering-heldout-local.jsonl [...] --curve

Questions that were refused all the same, or answered wrongly, are left out: the checks decide on those.

A ridge logistic regression a stage on standardised signals (Newton's method), judged leave-one-question-out, so that
the conditions of one question never stand on both sides. The threshold refuses as much as it can while at most
``--false-refusals`` of the answerable questions are refused. Prints the signals' own AUC, the fit and the calibration;
``--curve`` prints what other limits for questions that no organisation binds would have refused of answers that were
given with the limit as it is, checks and all; the limit that is there refuses about as large a share of the answerable
as it lets through of the others.
``--write`` puts weights and thresholds into ``rag/answering/calibration.json``, the one place where they live.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.answering.confidence import Signals, probability

TARGET = Path(__file__).parents[1] / "rag" / "answering" / "calibration.json"
STAGES = {
    "early": ("holds", "coverage", "english"),
    "extractive": ("coverage", "around", "wanted", "unseen"),
    "final": ("holds", "supported", "answer_coverage", "english"),
}
"""Signals that earned their place. On the development cases log-probabilities, names, and probes after the draft (is it
stated? do the cited sentences, read alone, answer the question?) did not: with them the AUC stayed at 0.95."""
PRIOR = {"holds": 0.8, "coverage": 0.4, "answer_coverage": 0.4}
"""Where the ridge shrinks weights to (0 for others): on 39 other news questions, each with five passages that hold the
answer and five near misses, these signals alone ranked them with an AUC of 0.94, 0.96 and 0.79
(docs/architecture.md)."""
_DECISIVE = 0.25  # of the allowed false refusals, the early stage may cause this share: it only saves time
_IN_PARTS = ("two facts, two articles", "change over time")
"""Conditions whose answers are put together from several; the threshold of one answer does not decide on them."""
_TAKEN_APART = ("several_facts", "several_in_one", "comparison", "change_over_time", "calculation", "small_talk")
"""Kinds of gold questions of which the same is true."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A fitted stage: standardisation, weights, and each question's probability when it was left out."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    intercept: float
    left_out: Floats


def fit(rows: Sequence[dict[str, Any]], names: Sequence[str], ridge: float = 3.0) -> Fit:
    """Fit one stage on rows with ``signals``, ``answerable`` and ``id`` (its part before the slash is the question)."""
    x = np.array([[r["signals"].get(n, np.nan) for n in names] for r in rows], dtype=float)
    y = np.array([r["answerable"] for r in rows], dtype=float)
    keep = [i for i in range(len(names)) if np.isfinite(x[:, i]).sum() > 10 and np.nanstd(x[:, i]) > 1e-6]
    x, names = x[:, keep], [names[i] for i in keep]
    mean, scale = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    z = np.nan_to_num((x - mean) / scale)
    prior = np.array([0.0] + [PRIOR.get(n, 0.0) for n in names])
    weights = _logistic(z, y, ridge, prior)
    groups = np.array([r["id"].split("/")[0] for r in rows])
    left_out = np.zeros(len(y))
    for group in np.unique(groups):
        held = groups == group
        w = _logistic(z[~held], y[~held], ridge, prior)
        left_out[held] = _sigmoid(z[held] @ w[1:] + w[0])
    return Fit(tuple(names), mean, scale, weights[1:], float(weights[0]), left_out)


def _sigmoid(v: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(v, -30, 30)))


def _logistic(z: Floats, y: Floats, ridge: float, prior: Floats) -> Floats:
    """Intercept and weights; both classes weigh the same, weights shrink towards ``prior``, the intercept does not."""
    design = np.column_stack([np.ones(len(y)), z])
    importance = np.where(y == 1, 0.5 / max(y.mean(), 1e-6), 0.5 / max(1 - y.mean(), 1e-6))
    penalty = np.diag([1e-6] + [ridge] * z.shape[1])
    w = prior.copy()
    for _ in range(50):
        p = _sigmoid(design @ w)
        gradient = design.T @ (importance * (p - y)) + penalty @ (w - prior)
        hessian = (design * (importance * p * (1 - p))[:, None]).T @ design + penalty
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


def auc(scores: Floats, y: Floats) -> float:
    """Probability that an answerable question scores above an unanswerable one (ties count half)."""
    above, below = scores[y == 1], scores[y == 0]
    if not len(above) or not len(below):
        return float("nan")
    return float((above[:, None] > below).mean() + 0.5 * (above[:, None] == below).mean())


def choose(scores: Floats, y: Floats, most: float) -> float:
    """The highest threshold that refuses at most ``most`` of the answerable questions."""
    allowed = int(most * (y == 1).sum())
    ordered = np.sort(scores[y == 1])
    return float(np.floor(ordered[allowed] * 1000) / 1000) if len(ordered) else 0.5


def _scale(model: str, rows: Sequence[dict[str, Any]], written: dict[str, Any], *, write: bool) -> int:
    """Mean and spread of another model's probe; its answers must have been asked without them."""
    known = [(r["signals"]["holds"], r["answerable"]) for r in rows if "holds" in r["signals"]]
    values, y = np.array([v for v, _ in known]), np.array([float(a) for _, a in known])
    found = {"mean": round(float(values.mean()), 4), "scale": round(float(values.std()), 4)}
    print(f"{model}: probe {found}, AUC {auc(values, y):.3f} on {len(known)}")
    if write:
        written.setdefault("models", {})[model] = found
        TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return 0


def _limit(rows: Sequence[dict[str, Any]], probabilities: Floats, most: float, which: str) -> float:
    """The limit for questions that an organisation binds, or that none does; those put together from parts do not
    count."""
    y = np.array([float(r["answerable"]) for r in rows])
    bound = np.array([bool(r["signals"].get("bound")) for r in rows])
    decided = np.array([r.get("condition", "") not in _IN_PARTS for r in rows])
    chosen = decided & (bound == (which == "bound"))
    if not {0.0, 1.0} <= set(y[chosen].tolist()):
        raise SystemExit(f"{which}: no answerable, or no unanswerable, questions of this sort among the answers")
    limit = choose(probabilities[chosen], y[chosen], most)
    wrong, right = ((probabilities[chosen & (y == kind)] < limit).mean() for kind in (0, 1))
    print(f"{which}: threshold {limit:.3f} refuses {wrong:.2f} of the unanswerable, {right:.2f} of others")
    return limit


def _only_limit(
    rows: Sequence[dict[str, Any]], written: dict[str, Any], most: float, which: str, *, write: bool
) -> int:
    """Only the limit for one sort of questions, for the weights as they are."""
    used = [r for r in rows if "supported" in r["signals"]]
    known = np.array([probability(Signals(**r["signals"])) for r in used])
    written["final"]["threshold" if which == "bound" else "threshold_unbound"] = _limit(used, known, most, which)
    if write:
        TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return 0


def _answers(file: Path) -> list[dict[str, Any]]:
    """What ``benchmarks.answering`` wrote."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _rows(file: Path) -> list[dict[str, Any]]:
    """The answers of ``benchmarks.answering`` (JSON lines) that a threshold decides on, or those of an evaluation run
    that were read as one."""
    if file.suffix != ".json":
        return [r for r in _answers(file) if not r["refused"] and (r["ok"] or not r["answerable"])]
    outcomes = json.loads(file.read_text(encoding="utf-8"))["outcomes"]
    return [
        {"id": o["id"], "signals": o["answer"]["signals"], "answerable": o["expect"] != "refuse"}
        for o in outcomes
        if o["answer"] and o["kind"] not in _TAKEN_APART
    ]


def _refused(row: dict[str, Any], limit: float) -> bool:
    """Would the answer have been refused at another limit? What a check refuses stays refused."""
    likely = row["probability"]
    if row["refused"]:
        return row["reason"] not in ("not_answered", "no_evidence") or not likely or likely < limit
    return likely is not None and likely < limit


def _curve(files: Sequence[Path]) -> int:
    rows = [r for file in files for r in _answers(file) if r["condition"] not in _IN_PARTS]
    held, not_held = ([r for r in rows if r["answerable"] is kind] for kind in (True, False))
    print(f"limit  of {len(held)} answerable refused  of {len(not_held)} others answered")
    for hundredths in range(8, 40, 2):
        limit = hundredths / 100
        refused = sum(_refused(r, limit) for r in held) / max(len(held), 1)
        answered = sum(not _refused(r, limit) for r in not_held) / max(len(not_held), 1)
        print(f"{limit:5.2f}  {refused:26.3f}  {answered:21.3f}")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument(
        "--false-refusals", type=float, default=0.04, help="share of answerable questions that may be refused"
    )
    parser.add_argument(
        "--model", default="", help="write only the scale of this other model's probe, from its answers"
    )
    parser.add_argument(
        "--limit",
        choices=("bound", "unbound"),
        help="keep the rest; choose only the limit for questions that an organisation binds, or that none does",
    )
    parser.add_argument("--curve", action="store_true", help="what other limits would have refused")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    args = parser.parse_args(argv)
    if args.curve:
        return _curve(args.files)
    rows = [row for file in args.files for row in _rows(file) if row["signals"]]
    written = json.loads(TARGET.read_text(encoding="utf-8"))
    if args.model:
        return _scale(args.model, rows, written, write=args.write)
    if args.limit:
        return _only_limit(rows, written, args.false_refusals, args.limit, write=args.write)
    result: dict[str, Any] = {}
    for stage, names in STAGES.items():
        used = [r for r in rows if "supported" in r["signals"]] if stage == "final" else rows
        y = np.array([r["answerable"] for r in used], dtype=float)
        fitted = fit(used, names)
        allowed = args.false_refusals * (_DECISIVE if stage == "early" else 1)
        limit = choose(fitted.left_out, y, allowed)
        area = auc(fitted.left_out, y)
        print(f"\n{stage}: {int(y.sum())} answerable, {int((1 - y).sum())} not; AUC left out {area:.3f}")
        for name, weight in zip(fitted.names, fitted.weights, strict=True):
            known = np.array([name in r["signals"] for r in used])
            values = np.array([r["signals"].get(name, 0.0) for r in used])
            print(f"  {name:16} weight {weight:6.2f}   alone: AUC {auc(values[known], y[known]):.3f} on {known.sum()}")
        wrong, right = ((fitted.left_out[y == kind] < limit).mean() for kind in (0, 1))
        print(f"  threshold {limit:.3f}: refuses {wrong:.2f} of the unanswerable, {right:.2f} of the answerable")
        for low in (0.0, 0.2, 0.4, 0.6, 0.8):
            inside = (fitted.left_out >= low) & (fitted.left_out < low + 0.2 + 1e-9)
            if inside.any():
                share = y[inside].mean()
                print(f"  probability {low:.1f}-{low + 0.2:.1f}: {inside.sum():3} questions, {share:.2f} answerable")
        columns = zip(fitted.names, fitted.weights, fitted.mean, fitted.scale, strict=True)
        limits = {"threshold": limit}
        if stage == "final":
            limits["threshold_unbound"] = _limit(used, fitted.left_out, args.false_refusals, "unbound")
        result[stage] = {
            "intercept": round(fitted.intercept, 4),
            **limits,
            "weights": [[name, *(round(float(v), 4) for v in values)] for name, *values in columns],
        }
    if args.write:
        result["models"] = written.get("models", {})
        TARGET.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        print(f"\nwrote {TARGET}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
