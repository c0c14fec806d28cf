from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.indexing.chunking import chunk
from rag.indexing.tokens import count_tokens
from rag.types import Article

_TEXTS = st.text(alphabet="甲乙丙丁。！？，；\n ab1.…」", min_size=1, max_size=600).filter(lambda t: bool(t.strip()))


@settings(deadline=None)
@given(_TEXTS, st.integers(32, 120), st.integers(40, 160))
def test_nothing_is_lost_and_all_offsets_hold(text: str, tokens: int, characters: int) -> None:
    passages = chunk(Article(text=text), tokens, characters)
    covered: set[int] = set()
    end = 0
    for passage in passages:
        assert end <= passage.start < passage.end <= len(text)
        end = passage.end
        assert passage.pieces[0][0] == passage.start
        assert passage.pieces[-1][1] == passage.end
        last = passage.start
        for a, b in passage.pieces:
            assert last <= a < b <= passage.end
            last = b
            covered.update(range(a, b))
    assert all(character.isspace() for i, character in enumerate(text) if i not in covered)


def test_passages_hold_whole_sentences_within_the_budget() -> None:
    text = "".join(f"第{i}台水泵在{i}月出厂，价格是{i * 13}元。" for i in range(100))
    passages = chunk(Article(text=text), 120, 80)
    assert len(passages) > 5
    for passage in passages:
        assert text[passage.end - 1] == "。"
        assert count_tokens(text[passage.start : passage.end]) <= 130
        assert all(b - a <= 80 and text[b - 1] == "。" for a, b in passage.pieces)


def test_a_sentence_without_end_is_cut_at_commas() -> None:
    text = "一二三四五六七，" * 300
    passages = chunk(Article(text=text), 64, 80)
    assert all(count_tokens(text[p.start : p.end]) <= 64 for p in passages)
    assert all(text[p.end - 1] == "，" for p in passages)


def test_a_paragraph_that_fits_is_not_cut() -> None:
    paragraphs = [f"第{i}段。" + "水泵厂在河边，每天开门。" * 5 for i in range(8)]
    text = "\n\n".join(paragraphs)
    cuts = {p.start for p in chunk(Article(text=text), 150, 80)}
    assert cuts <= {text.index(p) for p in paragraphs}


def test_a_heading_stays_with_what_it_heads() -> None:
    body = "水泵厂在河边，每天开门，工人很多，产品也多。" * 4
    text = "\n\n".join(f"{name}\n\n{body}" for name in ("产量", "人员", "历史"))
    for passage in chunk(Article(text=text), 120, 80):
        assert text[passage.start : passage.end].split("\n")[-1].endswith("。")


@pytest.mark.parametrize("text", ["。", "甲", "\n甲\n", "。。。\n\n！"])
def test_tiny_texts(text: str) -> None:
    assert [text[p.start : p.end].strip() for p in chunk(Article(text=text), 320, 160)] == [text.strip()] or len(
        text
    ) > 3
