"""Several questions in one: each is answered on its own."""

from __future__ import annotations

import re

from rag.answering.followup import stand_alone
from rag.answering.leaning import ASKS
from rag.answering.names import NameBook
from rag.answering.verify import proper_names
from rag.types import Turn

_ENGLISH = re.compile(r"\b(?:how|what|who|when|where|which|why|is|are|did|does|do|was|were)\b", re.IGNORECASE)
_MOST = 4


def split(text: str, names: NameBook) -> list[str]:
    """The questions in ``text``, each made to stand alone; ``[text]`` where there is but one."""
    pieces = [p.strip() for p in re.split(r"(?<=[？?])|[；;]|(?<=。)|\n", text) if p and p.strip(" 　，,。？?")]
    if len(pieces) < 2 or sum(map(_asks, pieces)) < 2:
        return [text]
    parts: list[str] = []
    context = ""
    for piece in pieces:
        if not _asks(piece):
            context += piece
            continue
        piece = re.sub(r"^(?:另外|还有|以及|并且|同时|顺便问一下|and|also)[，, ]*", "", piece, flags=re.IGNORECASE)
        alone = stand_alone(piece, [Turn("user", part) for part in parts], names) if parts else context + piece
        if parts and alone == piece and not _has_subject(piece, names):
            return [text]  # 「…是什么？主办方是谁？」 is one question about one thing
        parts.append(alone)
    return parts[:_MOST] or [text]


def _asks(piece: str) -> bool:
    return bool(piece.endswith(("？", "?", "呢")) or ASKS.search(piece) or _ENGLISH.search(piece))


def _has_subject(piece: str, names: NameBook) -> bool:
    return bool(names.mentions(piece, bare=True) or proper_names(piece) or len(piece) > 16)
