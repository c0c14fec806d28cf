"""The collected articles: nine of them, whole, dated, without scraps. Skipped where they are not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import frontmatter
import pytest

from rag.corpus import read_path
from rag.types import Article, FileOutcome

ROOT = Path(__file__).resolve().parents[2]
COLLECTED = ROOT.parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected articles are not here")
SCRAPS = (
    "我要回帖",
    "更多推荐",
    "版权声明",
    "返回搜狐",
    "责任编辑",
    "免责声明",
    "站长微信",
    "<p>",
    "</",
    "picsum",
    "}",
    "Invalid Date",
)


@pytest.fixture(scope="module")
def found() -> list[Article | FileOutcome]:
    return list(read_path(COLLECTED, max_file_mb=20))


@pytest.fixture(scope="module")
def articles(found: list[Article | FileOutcome]) -> list[Article]:
    return [a for a in found if isinstance(a, Article)]


def test_nine_articles_and_nothing_failed(found: list[Article | FileOutcome], articles: list[Article]) -> None:
    assert [re.sub(r"_.*\.txt", "", Path(a.source or "").name) for a in articles] == [
        "000", "001#1", "001#2", "001#3", "002#1", "002#2", "002#3", "003", "004",
    ]  # fmt: skip
    assert [(Path(o.source).name, o.status) for o in found if isinstance(o, FileOutcome)] == [("README.md", "skipped")]


def test_heads(articles: list[Article]) -> None:
    assert [(a.publisher, a.published, a.published_basis == "given") for a in articles] == [
        (None, date(2023, 2, 6), False),
        (None, date(2023, 8, 3), False),
        (None, date(2021, 8, 25), False),
        (None, date(2022, 9, 16), False),
        ("华龙网", date(2023, 11, 4), True),
        ("零壹财经", date(2023, 10, 9), True),
        ("金融界资讯", date(2023, 3, 1), False),
        ("每日经济新闻", date(2021, 9, 29), True),
        (None, date(2024, 5, 1), False),
    ]
    assert all(4 <= len(a.title) <= 80 for a in articles)
    assert articles[7].title == "科技驱动！透视全“数”前进中的马上消费金融"


def test_no_scraps(articles: list[Article]) -> None:
    for article in articles:
        assert [s for s in SCRAPS if s in article.text] == [], article.source


def test_no_sentence_is_lost(articles: list[Article]) -> None:
    """Every Chinese sentence of the files stands in some article, apart from the furniture."""
    texts = re.sub(r"\W", "", "".join(f"{a.title}{a.publisher}{a.text}" for a in articles))
    missing = []
    for path in sorted(COLLECTED.glob("*.txt")):
        bare = re.sub(r"<!--.*?-->|<[^>]+>|\A\s*---.*?\n---", "\n", path.read_text("utf-8"), flags=re.S)
        for sentence in re.split(r"[。！？!?；;\n}]|(?<=”) ", bare):
            key = re.sub(r"\W", "", sentence)
            if len(re.findall(r"[\u4e00-\u9fff]", key)) >= 6 and key not in texts:
                missing.append(key)
    furniture = (
        r"我要回帖|更多关于|版权声明|版权归|如有侵权|站长微信|转载目的|请读者仅做参考|免责声明|本文源自|图片来源|图源|发布于|返回搜狐|"
        r"什么是企业数字化转型型中|为什么要重视科技自主创新"
    )
    assert [m for m in missing if not re.search(furniture, m)] == []


def test_cut_sentences_are_whole(articles: list[Article]) -> None:
    assert "正以更大决心更大力度助推" in articles[0].text
    assert "决不能让短期利益蒙蔽双眼" in articles[0].text
    assert "20余所国内知名高校及百度" in articles[0].text
    assert "通过自身发展回馈社会" in articles[0].text


def test_every_number_stands_in_the_shipped_article(articles: list[Article]) -> None:
    shipped = {}
    for path in (ROOT / "corpus").glob("*.md"):
        head = frontmatter.load(str(path))
        shipped[head["published"]] = head.content
    for article in articles:
        body = re.sub(r"[图表]\s*\d|(?m:^0\d$)", "", article.text)
        missing = set(re.findall(r"\d+(?:\.\d+)?", body)) - set(
            re.findall(r"\d+(?:\.\d+)?", shipped[article.published])
        )
        assert missing == set(), article.source
