"""The reader never raises on any bytes, and never says what the file does not."""

from __future__ import annotations

import html
import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.corpus import read_path
from rag.types import Article, FileOutcome

_PIECES = """
---␤ title:␠a␤
date:␠2020-01-02␤ <script> <p> </p> <div␠class='share'> </div> <table><tr><td> </td></tr></table> } { }␤␤ #␠ ##␠标题␤
|a|b|␤|-|-|␤ ```␤ ![x](y.png) [z](w) &amp; &#x4e2d; 我要回帖␤ 更多关于x的文章␤ 版权声明：转载请联系。␤
责任编辑：␤ 来源：甲报␤ 2023年13月45日 今年5月 去年 2022年全年业绩 9999年9月9日 ␤ ␤␤ 。 ， ␠␠ <!-- --> <h1> </h1> ：
（ “ 水库开闸放水，下游居民已经撤离到安全的地方， The␠river␠rose. -␠一␤ 1.␠二␤ {"text":"甲乙丙"} [ ] \x00 \ufeff
"""
PIECES = st.sampled_from([piece.replace("␤", "\n").replace("␠", " ") for piece in _PIECES.split()])
SUFFIXES = st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl"])
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read(data: bytes, suffix: str) -> list[Article | FileOutcome]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(data)
        return list(read_path(path, max_file_mb=1))


@FEW
@given(st.binary(max_size=400), SUFFIXES)
def test_any_bytes(data: bytes, suffix: str) -> None:
    found = read(data, suffix)
    assert found
    assert all(f.reason for f in found if isinstance(f, FileOutcome))


@FEW
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=30).map("".join), SUFFIXES)
def test_any_text_gives_only_words_of_its_own(text: str, suffix: str) -> None:
    data = text.encode("utf-8", "ignore")
    for article in (f for f in read(data, suffix) if isinstance(f, Article)):
        source = html.unescape(html.unescape(text)) + text
        if suffix.startswith(".json"):
            source += text.encode().decode("unicode_escape", "ignore")
        own = set(re.findall(r"[\u4e00-\u9fff]|[A-Za-z]", source))
        assert set(re.findall(r"[\u4e00-\u9fff]|[A-Za-z]", article.text)) <= own
        assert article.title
