"""Exact match and F1 of SQuAD (Rajpurkar et al. 2016), by character for Chinese as in CMRC 2018 (Cui et al. 2019).

For sets that come with answer strings (``wenju eval --set``). An answer of whole sentences can never match a span
exactly, so ``contains`` is reported beside them: the span stands in the answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from evals.text import normalise, strip_markers


def tokens(text: str) -> list[str]:
    """Chinese characters and Latin words, without punctuation and English articles."""
    found = re.findall(r"[\u3400-\u9fff]|[a-z0-9]+(?:\.\d+)?", normalise(strip_markers(text)))
    return [t for t in found if t not in ("a", "an", "the")]


def exact_match(prediction: str, answers: Sequence[str]) -> bool:
    """Equal to one of the answers, token by token."""
    return any(tokens(prediction) == tokens(answer) for answer in answers)


def f1(prediction: str, answers: Sequence[str]) -> float:
    """Best token F1 over the answers; two empty texts agree.

    >>> f1("专利1059件", ["1059件"])
    0.6666666666666666
    """
    return max((_f1(tokens(prediction), tokens(answer)) for answer in answers), default=0.0)


def _f1(said: list[str], meant: list[str]) -> float:
    if not said or not meant:
        return float(said == meant)
    common = sum((Counter(said) & Counter(meant)).values())
    return 2 * common / (len(said) + len(meant))
