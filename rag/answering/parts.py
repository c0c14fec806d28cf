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
_SHORT = 14
"""Characters of a piece that asks more of what the piece before it named."""


def split(text: str, names: NameBook) -> list[str]:
    """The questions in ``text``, each made to stand alone; ``[text]`` where there is but one."""
    pieces = [p.strip() for p in re.split(r"(?<=[？?])|[；;]|(?<=。)|\n", text) if p and p.strip(" 　，,。？?")]
    before, pieces = len(pieces), _rejoined(pieces)
    joined = len(pieces) < before
    if len(pieces) < 2 or sum(map(_asks, pieces)) < 2:
        return ["".join(pieces)] if joined else [text]
    parts: list[str] = []
    context = ""
    for piece in pieces:
        if not _asks(piece):
            context += piece
            continue
        piece = re.sub(r"^(?:另外|还有|以及|并且|同时|顺便问一下|and|also)[，, ]*", "", piece, flags=re.IGNORECASE)
        alone = stand_alone(piece, [Turn("user", part) for part in parts], names) if parts else context + piece
        if parts and alone == piece and not _has_subject(piece, names):
            topic = _topic(pieces[0])
            if not topic:
                return [text]
            alone = f"{topic}，{piece}" if "\u4e00" <= piece[0] <= "\u9fff" else f"{topic}: {piece}"
        parts.append(alone)
    return parts[:_MOST] or [text]


_OF_THE_SAME = re.compile(
    r"^(?:它们|他们|两者|三者)?(?:分别|各自?(?=[是有为在多涨增降])|(?:其中)?(?:谁|哪一?[个家支位队])(?:的)?[\u4e00-\u9fff]{0,4}?[最更])"
)


def _rejoined(pieces: list[str]) -> list[str]:
    """「甲和乙谁先夺冠？分别是哪年？」 asks of both at once: the second piece belongs to the first."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _asks(joined[-1]) and len(piece) <= _SHORT and _OF_THE_SAME.match(piece):
            joined[-1] = f"{joined[-1].rstrip('？?')}，{piece}"
        else:
            joined.append(piece)
    return joined


def _topic(first: str) -> str:
    """What the first question is about, to be set before one that names nothing: 「会展中心的面积多大？哪年建成？」."""
    lead = re.match(r"(?P<clause>[^，,？?]{3,24})[，,]", first)
    if lead and not _asks(lead["clause"]):
        return lead["clause"]
    asking = ASKS.search(first)
    head = first[: asking.start()] if asking else first
    for link in (r"的[^的]*$", r"(?:是|有|在|由|被|于|达到|获得|规定|举[行办])[^，]*$"):
        match = re.search(link, head)
        if match and len(head[: match.start()]) >= 3:
            return head[: match.start()]
    return ""


def _asks(piece: str) -> bool:
    return bool(piece.endswith(("？", "?", "呢")) or ASKS.search(piece) or _ENGLISH.search(piece))


def _has_subject(piece: str, names: NameBook) -> bool:
    return bool(names.mentions(piece, bare=True) or proper_names(piece) or len(piece) > 16)
