"""「超2000件」 is not 「2000件」: what the evidence says with 超, 近, 约 or 余 is said so in the answer as well."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.question import Question
from rag.answering.values import Value, extract_values

_BEFORE = re.compile(r"(?P<word>大约|大概|约|将近|接近|近|超过|超|逾|突破|至少|最多|不到|不足)(?:了|至|到)?\s?$")
_BEYOND = {"突破": "超过"}
"""What is said of reaching a figure, as it is said before one."""


def hedged(question: Question, text: str, supports: Sequence[Sentence]) -> str:
    """The sentence with each figure hedged as every sentence that supports it has it; a figure that the question gives
    stays as it is."""
    if question.language != "zh":
        return text
    for value in reversed(extract_values(text)):
        if value.approximate or value.kind == "ordinal" or any(value.same(asked) for asked in question.values):
            continue
        held = [(s.text, v) for s in supports for v in extract_values(s.text) if value.same(v) and v.unit == value.unit]
        hedges = {_hedge(plain, v) for plain, v in held}
        if len(hedges) == 1 and (hedge := hedges.pop()) != ("", ""):
            text = _with(text, value, *hedge)
    return text


def _hedge(plain: str, value: Value) -> tuple[str, str]:
    """The word before a figure that hedges it, and the figure as written where the hedge is inside (2000余件)."""
    before = _BEFORE.search(plain[: value.start])
    if before:
        return _BEYOND.get(before["word"], before["word"]), ""
    return "", value.text if value.approximate else ""


def _with(text: str, value: Value, word: str, written: str) -> str:
    own = re.sub(r"[余多]|左右|以[上下]", "", written)
    if word:
        return f"{text[: value.start]}{word}{text[value.start :]}"
    return text[: value.start] + written + text[value.end :] if own == value.text else text
