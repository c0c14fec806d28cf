from __future__ import annotations

import pytest

from store.text import fold, terms


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("馬上消費", "马上消费"),
        ("ＡＢＣ１２３", "abc123"),
        ("İPhone", "i̇phone"),
        ("", ""),
        ("\x00\ud800", "\x00\ud800"),
    ],
)
def test_spellings_become_one(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_numbers_and_words_stand_apart_from_characters() -> None:
    assert terms("2022年9月GPT-4模型") == ["2022", "年", "9", "月", "gpt", "4", "模型"]


def test_chinese_runs_become_bigrams() -> None:
    assert terms("乡村振兴，好") == ["乡村", "村振", "振兴", "好"]


def test_nothing_to_find_in_symbols() -> None:
    assert terms("😀 —— ()[]\"'") == []
