"""Plots as inline SVG, in the page's own fonts and colours (CSS classes ``s0`` to ``s5``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evals.metrics.refusal import Bin

W, H, PAD = 520, 380, 46


@dataclass(frozen=True, slots=True)
class Line:
    """One curve in the unit square: its points, label, and which of the six series colours it has."""

    label: str
    points: tuple[tuple[float, float], ...]
    series: int
    sizes: tuple[float, ...] = ()


def _x(value: float) -> float:
    return PAD + value * (W - PAD - 10)


def _y(value: float) -> float:
    return H - PAD - value * (H - PAD - 12)


def _dot(x: float, y: float, r: float, series: int, tip: str) -> str:
    at = f'cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"'
    return f'<circle class="dot s{series}" {at}><title>{escape(tip)}</title></circle>'


def _unit_axes(x_label: str, y_label: str) -> str:
    ticks = []
    for i in range(6):
        v = i / 5
        ticks.append(f'<line class="grid" x1="{_x(v):.1f}" y1="{_y(0):.1f}" x2="{_x(v):.1f}" y2="{_y(1):.1f}"/>')
        ticks.append(f'<line class="grid" x1="{_x(0):.1f}" y1="{_y(v):.1f}" x2="{_x(1):.1f}" y2="{_y(v):.1f}"/>')
        ticks.append(f'<text class="tick" x="{_x(v):.1f}" y="{_y(0) + 14:.1f}" text-anchor="middle">{v:.1f}</text>')
        ticks.append(f'<text class="tick" x="{_x(0) - 6:.1f}" y="{_y(v) + 3:.1f}" text-anchor="end">{v:.1f}</text>')
    names = (
        f'<text class="axis" x="{_x(0.5):.1f}" y="{H - 4}" text-anchor="middle">{escape(x_label)}</text>'
        f'<text class="axis" transform="translate(13,{_y(0.5):.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_label)}</text>"
    )
    diagonal = f'<line class="diagonal" x1="{_x(0):.1f}" y1="{_y(0):.1f}" x2="{_x(1):.1f}" y2="{_y(1):.1f}"/>'
    return "".join(ticks) + diagonal + names


def unit_plot(lines: Sequence[Line], x_label: str, y_label: str, title: str) -> str:
    """Curves over the unit square with the diagonal: ROC and calibration. Points show their size, where given."""
    body = [_unit_axes(x_label, y_label)]
    for line in lines:
        path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in line.points)
        body.append(
            f'<polyline class="curve s{line.series}" points="{path}"><title>{escape(line.label)}</title></polyline>'
        )
        for (x, y), size in zip(line.points, line.sizes, strict=False):
            tip = f"{line.label}: {x:.2f} → {y:.2f} (n = {size:.0f})"
            r = min(7.0, 2 + size**0.5 / 2)
            body.append(_dot(_x(x), _y(y), r, line.series, tip))
    return f'<svg viewBox="0 0 {W} {H}" role="img" aria-label="{escape(title)}">{"".join(body)}</svg>'


def calibration_line(label: str, curve: Sequence[Bin], series: int) -> Line:
    """A calibration curve as a line with a dot a bin."""
    return Line(label, tuple((b.said, b.true) for b in curve), series, tuple(float(b.count) for b in curve))


def _nice(limit: float) -> float:
    """The next round number at or above ``limit``, for the end of an axis."""
    if limit <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(limit))) - 1 if limit >= 1 else -1)
    return next(m * power for m in (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 100) if m * power >= limit)


def strips(rows: Sequence[tuple[str, Sequence[float], int]], x_label: str, title: str) -> str:
    """One strip a row: every value a dot, the median a bar, the middle 80 % a band. For seconds an answer."""
    width, row_height, left = 1050, 40, 230
    top = _nice(max((max(values) for _, values, _ in rows if values), default=1.0))
    height = 46 + row_height * len(rows)

    def x(value: float) -> float:
        return left + value / top * (width - left - 16)

    body = []
    for i in range(6):
        v = top * i / 5
        body.append(f'<line class="grid" x1="{x(v):.1f}" y1="6" x2="{x(v):.1f}" y2="{height - 40}"/>')
        body.append(f'<text class="tick" x="{x(v):.1f}" y="{height - 24}" text-anchor="middle">{v:g}</text>')
    for i, (label, values, series) in enumerate(rows):
        y = 20 + row_height * i
        body.append(f'<text class="label" x="{left - 8}" y="{y + 4}" text-anchor="end">{escape(_short(label))}</text>')
        ordered = sorted(values)
        if not ordered:
            continue
        low, middle, high = (ordered[min(len(ordered) - 1, int(q * len(ordered)))] for q in (0.1, 0.5, 0.9))
        band = max(1.0, x(high) - x(low))
        body.append(
            f'<rect class="band s{series}" x="{x(low):.1f}" y="{y - 9}" width="{band:.1f}" height="18" rx="4"/>'
        )
        for j, value in enumerate(ordered):
            wobble = (j * 7919 % 13 - 6) * 0.9
            body.append(_dot(x(value), y + wobble, 2, series, f"{value:.2f}"))
        at = f'x1="{x(middle):.1f}" x2="{x(middle):.1f}" y1="{y - 11}" y2="{y + 11}"'
        body.append(f'<line class="median s{series}" {at}><title>{middle:.2f}</title></line>')
    body.append(
        f'<text class="axis" x="{(left + width) / 2}" y="{height - 6}" text-anchor="middle">{escape(x_label)}</text>'
    )
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">{"".join(body)}</svg>'


def stacks(rows: Sequence[tuple[str, Sequence[tuple[str, float, str]]]], title: str, unit: str = "") -> str:
    """One stacked bar a row; its parts are (label, amount, CSS class)."""
    width, row_height, left = 1050, 32, 230
    top = max((sum(a for _, a, _ in parts) for _, parts in rows), default=1.0) or 1.0
    height = 8 + row_height * len(rows)
    body = []
    for i, (label, parts) in enumerate(rows):
        y, x = 6 + row_height * i, float(left)
        body.append(f'<text class="label" x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(_short(label))}</text>')
        for name, amount, css in parts:
            w = amount / top * (width - left - 60)
            said = f"{amount:.2f}".rstrip("0").rstrip(".") + unit
            at = f'x="{x:.1f}" y="{y}" width="{max(0.0, w - 1):.1f}" height="20" rx="3"'
            body.append(f'<rect class="part {css}" {at}><title>{escape(name)}: {said}</title></rect>')
            if w > 34:
                body.append(f'<text class="inside" x="{x + w / 2:.1f}" y="{y + 14}" text-anchor="middle">{said}</text>')
            x += w
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">{"".join(body)}</svg>'


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:33] + "…"
