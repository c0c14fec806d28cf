"""Sentences that a page break or a narrow column has cut in two are made whole again."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from rag.corpus.lines import Line

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS = tuple('。！？!?…；;:：.”"」』）)】》〉~～|')
_CLOSERS = tuple("，,、；;。！？：:”」』）)】》%")
_OPEN_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("（", "）"), ("(", ")"), ("《", "》"))
# Words that cannot end a sentence, and words that cannot begin one.
_UNFINISHED = (
    "的",
    "和",
    "与",
    "及",
    "或",
    "在",
    "将",
    "被",
    "把",
    "从",
    "以",
    "对",
    "为",
    "向",
    "由",
    "让",
    "使",
    "其",
    "并",
    "，",
    ",",
    "、",
)
_BOUND = ("的", "和", "与", "及", "或", "以及", "等", "地", "得", "们", "之", "则", "性", "化")
_UNITS = re.compile(r"[余多]?(?:人|件|年|月|日|亿|万|元|个|家|项|名|次|岁|米|吨|公里|%|％)")
_LEAST = 25
"""Han characters that a cut paragraph has at least; shorter lines are titles, verses or list items."""
_WRAP_COLUMNS = 50


def join_cut_lines(lines: list[Line]) -> list[Line]:
    """``lines`` with the halves of a sentence in one line. Headings, verses, list items, tables and code stay."""
    ending = _share_of_finished(lines)
    wrapped = _wrap_width(lines)
    joined: list[Line] = []
    last_width = 0
    for line in lines:
        if joined and _continues(joined[-1], line, ending, wrapped, last_width):
            before = joined[-1].text
            space = " " if _latin(before[-1]) and _latin(line.text[0]) else ""
            joined[-1] = replace(joined[-1], text=before + space + line.text)
        else:
            joined.append(line)
        last_width = _width(line.text)
    return joined


def _continues(above: Line, below: Line, ending: float, wrapped: int, last_width: int) -> bool:
    if below.kind != "text" or above.kind not in ("text", "list") or not above.text or not below.text:
        return False
    a, b = above.text, below.text
    if wrapped and not below.gap and last_width >= 0.7 * wrapped and not a.endswith(("：", ":")):
        return True
    if not a.endswith(_ENDS) and any(a.count(o) > a.count(c) and b.count(c) > b.count(o) for o, c in _OPEN_PAIRS):
        return len(_HAN.findall(a)) >= _LEAST // 2
    if len(_HAN.findall(a)) < _LEAST:
        return _continues_english(above, below)
    if b.startswith(_CLOSERS) or a.endswith(("，", ",", "、")):
        return True
    if a.endswith(_ENDS) or not re.search("[，,。；;]", a):
        return False
    if a[-1].isdigit():
        return bool(_UNITS.match(b))
    if not _HAN.match(a[-1]) or not re.match(r"[\w“《（(]", b) or not re.search(r"[。！？!?；;…”）]", b):
        return False
    if a.endswith(_UNFINISHED) or b.startswith(_BOUND):
        return True
    # Everything else in this text ends with a full stop, so a long paragraph without one was cut.
    return ending >= 0.8 and _HAN.match(b) is not None


def _continues_english(above: Line, below: Line) -> bool:
    a, b = above.text, below.text
    return len(a.split()) >= 8 and (a[-1].isalpha() or a[-1] == ",") and a.isascii() and b[0].islower() and b.isascii()


def _share_of_finished(lines: list[Line]) -> float:
    """Share of the long paragraphs that end like a sentence, 0..1."""
    long = [line.text for line in lines if line.kind == "text" and len(_HAN.findall(line.text)) >= _LEAST]
    return sum(text.endswith(_ENDS) for text in long) / len(long) if len(long) >= 3 else 0.0


def _wrap_width(lines: list[Line]) -> int:
    """Columns at which the text was wrapped, or 0: most lines inside a block of text are nearly equally wide."""
    inner = [_width(a.text) for a, b in pairwise(lines) if a.kind == b.kind == "text" and not b.gap]
    if len(inner) < 3:
        return 0
    widest = max(inner)
    near = sum(width >= 0.75 * widest for width in inner)
    return widest if _WRAP_COLUMNS <= widest <= 140 and near >= 0.8 * len(inner) else 0


def _width(text: str) -> int:
    return sum(2 if c > "\u2e7f" else 1 for c in text)


def _latin(char: str) -> bool:
    return char.isascii() and not char.isspace()
