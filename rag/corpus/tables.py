"""Tables -> lines that can be read alone: each row names its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a row; ``header`` where it names the columns, ``merged`` where a cell spans several."""

    cells: tuple[str, ...]
    header: bool = False
    merged: bool = False


def table_lines(rows: list[Row]) -> list[str]:
    """A line a row. Where the first row names the columns and nothing is merged, every line repeats the names.

    >>> table_lines([Row(("年份", "营收"), header=True), Row(("2022", "10亿元"))])
    ['年份：2022；营收：10亿元']
    """
    regular = len(rows) > 1 and len({len(r.cells) for r in rows}) == 1 and not any(r.merged for r in rows)
    head = rows[0].cells if rows else ()
    named = rows and (rows[0].header or not any(re.search(r"\d", c) for c in head)) and all(map(str.strip, head))
    if not (regular and named and len(head) > 1):
        return [" | ".join(c for c in row.cells if c) for row in rows]
    return [
        "；".join(f"{name}：{cell}" for name, cell in zip(head, row.cells, strict=True) if cell) for row in rows[1:]
    ]


def markdown_table(lines: list[str]) -> list[str]:
    """Lines of a Markdown table, rule and all, as readable lines."""
    ruled = len(lines) > 1 and bool(_RULE.match(lines[1]))
    rows = [
        Row(tuple(c.strip() for c in line.strip().strip("|").split("|")), header=ruled and i == 0)
        for i, line in enumerate(lines)
        if not _RULE.match(line)
    ]
    return table_lines(rows)
