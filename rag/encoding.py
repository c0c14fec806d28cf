"""Records to JSON: dataclasses as objects, dates as ISO strings, tuples as lists."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any


def to_plain(value: Any) -> Any:
    """Dataclasses, dates and tuples as what JSON knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return to_plain(asdict(value))
    if isinstance(value, dict):
        return {str(k): to_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def to_json(value: Any) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False)
