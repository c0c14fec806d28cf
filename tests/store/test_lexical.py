from __future__ import annotations

from pathlib import Path

import pytest

from store.lexical import LexicalIndex, LexicalIndexError


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex(tmp_path / "lexical")
    made.write(
        [(1, "甲厂 晨报", "去年生產了三百台水泵"), (2, "乙厂", "工人在成都过冬"), (3, "丙厂", "Pump model XJ-9 水泵")]
    )
    return made


def _numbers(index: LexicalIndex, question: str) -> list[int]:
    return [number for number, _ in index.query(question, 10)]


def test_traditional_and_simplified_find_each_other(index: LexicalIndex) -> None:
    assert _numbers(index, "生产") == [1]
    assert _numbers(index, "過冬") == [2]


def test_title_and_publisher_are_found(index: LexicalIndex) -> None:
    assert _numbers(index, "乙厂") == [2]
    assert _numbers(index, "晨报") == [1]


def test_only_ranks_the_given_numbers(index: LexicalIndex) -> None:
    assert set(_numbers(index, "水泵")) == {1, 3}
    assert index.query("水泵", 10, only=[3, 2])[0][0] == 3
    assert index.query("水泵", 10, only=[]) == []


def test_scores_do_not_depend_on_the_restriction(index: LexicalIndex) -> None:
    everywhere = dict(index.query("三百台水泵", 10))
    assert dict(index.query("三百台水泵", 10, only=[1])) == pytest.approx({1: everywhere[1]})


@pytest.mark.parametrize(
    "question",
    ["", " ", "AND OR NOT", 'body:"', "number:[1 TO 3]", "(((", "*", "\x00\x1b", "\ud800", "a" * 20000, "😀"],
)
def test_no_question_breaks_it(index: LexicalIndex, question: str) -> None:
    index.query(question, 10)


def test_deleted_passages_are_gone(index: LexicalIndex) -> None:
    index.write((), delete=[1, 3])
    assert _numbers(index, "水泵") == []
    assert index.count() == 1


def test_another_reader_sees_what_was_committed(index: LexicalIndex, tmp_path: Path) -> None:
    reader = LexicalIndex(tmp_path / "lexical")
    index.write([(4, "", "新的水泵")])
    reader.refresh()
    assert 4 in _numbers(reader, "水泵")


def test_damaged_files_are_told_from_others(index: LexicalIndex, tmp_path: Path) -> None:
    index.close_writer()
    (tmp_path / "lexical" / "meta.json").write_text("{")
    with pytest.raises(LexicalIndexError):
        LexicalIndex(tmp_path / "lexical")


def test_another_layout_is_told(tmp_path: Path) -> None:
    import tantivy

    folder = tmp_path / "lexical"
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    tantivy.Index(builder.build(), path=str(folder))
    with pytest.raises(LexicalIndexError, match="another version"):
        LexicalIndex(folder)


def test_characters_find_a_shortened_name_unless_they_are_everywhere(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    bodies = ["山川大学开学典礼", "水泵厂", "大桥", "钢厂", "机场"]
    index.write([(i, "", f"的{body}") for i, body in enumerate(bodies)])
    assert _numbers(index, "山大") == [0, 2]
    assert _numbers(index, "的") == []
