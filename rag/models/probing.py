"""From the likeliest first tokens of a reply to the probabilities of given replies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.models.base import ModelError


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible next token and its natural-log probability."""

    text: str
    logprob: float


def option_probabilities(options: Sequence[str], next_tokens: Callable[[str], Sequence[Candidate]]) -> dict[str, float]:
    """Probability of each option as the beginning of a reply, summing to 1 over the options.

    A token counts for an option when it begins with it (有 for 「有的」), the longest such option first; or when it is
    the beginning of that option alone. A token that begins several options is asked about again, with it written down.

    Args:
        options: distinct, not empty.
        next_tokens: from what the reply begins with to its likeliest next tokens.

    Raises:
        ModelError: none of the options is among the likeliest tokens.
    """
    if not options or len(set(options)) != len(options) or not all(options):
        raise ValueError(f"options must be distinct and not empty: {list(options)!r}")
    weights = _weigh(options, "", next_tokens)
    total = sum(weights.values())
    if total <= 0:
        raise ModelError("the model's reply begins with none of: {options}", options=", ".join(options))
    return {option: weights[option] / total for option in options}


def _weigh(options: Sequence[str], begun: str, next_tokens: Callable[[str], Sequence[Candidate]]) -> dict[str, float]:
    weights = dict.fromkeys(options, 0.0)
    shared: dict[str, float] = {}
    for token in next_tokens(begun):
        text = begun + (token.text if begun else token.text.lstrip())
        if text == begun:
            continue
        probability = math.exp(token.logprob)
        if whole := [o for o in options if text.startswith(o)]:
            weights[max(whole, key=len)] += probability
        elif len(part := [o for o in options if o.startswith(text)]) == 1:
            weights[part[0]] += probability
        elif part:
            shared[text] = shared.get(text, 0.0) + probability
    for text, probability in shared.items():
        below = _weigh([o for o in options if o.startswith(text)], text, next_tokens)
        mass = sum(below.values())
        for option, weight in below.items():
            weights[option] += probability * (weight / mass if mass else 1 / len(below))
    return weights
