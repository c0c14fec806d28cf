from __future__ import annotations

import math

import pytest

from rag.models.base import ModelError
from rag.models.probing import Candidate, option_probabilities


def tokens(**by_text: float) -> list[Candidate]:
    return [Candidate(text, math.log(p)) for text, p in by_text.items()]


def test_the_longest_option_that_a_token_begins_with_gets_it() -> None:
    got = option_probabilities(["没", "没有"], lambda begun: tokens(没=0.2, 没有=0.3, 没有的=0.1, 别的=0.4))
    assert got == pytest.approx({"没": 0.2 / 0.6, "没有": 0.4 / 0.6})


def test_a_token_that_begins_one_option_alone_counts_for_it() -> None:
    got = option_probabilities(["是的", "不是"], lambda begun: tokens(是=0.6, 不是=0.2))
    assert got == pytest.approx({"是的": 0.75, "不是": 0.25})


def test_a_shared_beginning_is_asked_about_again() -> None:
    asked: list[str] = []

    def next_tokens(begun: str) -> list[Candidate]:
        asked.append(begun)
        return tokens(**({"2": 0.9} if not begun else {"0": 0.3, "1": 0.1}))

    got = option_probabilities(["20", "21"], next_tokens)
    assert asked == ["", "2"]
    assert got == pytest.approx({"20": 0.75, "21": 0.25})


def test_a_leading_space_is_no_other_word() -> None:
    assert option_probabilities(["yes", "no"], lambda begun: [Candidate(" yes", -1.0)]) == {"yes": 1.0, "no": 0.0}


def test_no_option_among_the_tokens_is_an_error() -> None:
    with pytest.raises(ModelError):
        option_probabilities(["有", "没有"], lambda begun: tokens(猫=0.9))


@pytest.mark.parametrize("options", [[], ["a", "a"], [""]])
def test_options_must_make_sense(options: list[str]) -> None:
    with pytest.raises(ValueError, match="options"):
        option_probabilities(options, lambda begun: [])
