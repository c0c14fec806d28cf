from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.articles import NamedArticle, align, read_shipped
from rag.errors import UserError
from store.records import Article

from .conftest import FOREST, RIVER

SHIPPED = {
    "forest": NamedArticle("forest", FOREST.title, FOREST.text, FOREST.published),
    "river": NamedArticle("river", RIVER.title, RIVER.text, RIVER.published),
}
RETOLD = Article(
    text="全省第一！松溪今年1月种树累计105,900棵（2022年8.2万棵），1900多人参加，占人口7.5%。",
    id="retold",
    source="web.txt#1",
)
WATER = Article(
    text="2021年8月，青河水库开始蓄水。它能装3.4亿立方米。5月里放水一百二十次。", id="water", source="web.txt#2"
)
OTHER = Article(text="市图书馆新馆有座位860个，3月1日开放。", id="other", source="web.txt#3")


def test_articles_told_in_other_words_are_found_by_their_figures() -> None:
    assert align(SHIPPED, [OTHER, WATER, RETOLD]) == {"forest": "retold", "river": "water"}


def test_the_shipped_corpus_is_found_by_file_name() -> None:
    named = [replace(FOREST, source="/x/forest.md"), replace(RIVER, source="/x/river.md")]
    assert align(SHIPPED, named) == {"forest": "forest", "river": "river"}


def test_an_article_without_counterpart_is_named() -> None:
    with pytest.raises(UserError, match=r"river\.md has no counterpart"):
        align(SHIPPED, [RETOLD, OTHER])


def test_a_folder_without_articles_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# nothing")
    with pytest.raises(UserError, match="no article"):
        read_shipped(tmp_path)
