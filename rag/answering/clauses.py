"""The clause that a value stands in."""

from __future__ import annotations

import re

from rag.answering.values import Value


def clause_of(plain: str, value: Value) -> str:
    """What stands around a value up to the next marks."""
    start = max(plain.rfind(mark, 0, value.start) for mark in "，,；;。：:、（(") + 1
    ends = [at for mark in "，；;。、）)" if (at := plain.find(mark, value.end)) >= 0]
    return plain[start : min(ends, default=len(plain))]


def own_clause(plain: str, value: Value) -> str:
    """The clause alone: in half-width text ``clause_of`` runs on over the commas behind the value."""
    end = re.search(r",(?!\d)", plain[value.end :])
    return clause_of(plain[: value.end + end.start()] if end else plain, value)


def leading_clauses(plain: str, value: Value) -> str:
    """The clause of a value up to it, and the one before."""
    return "，".join(re.split(r"[，,；;。]", plain[: value.start])[-2:])
