"""The page over the real assistant: real files, real index, and once the real language model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.assistant import Assistant
from rag.models.base import Embedder, LanguageModel
from rag.settings import Settings
from tests.e2e.conftest import Open, ask
from tests.e2e.test_page import RECORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RAILWAY = """---
title: 云岭铁路通车
publisher: 云岭晚报
published: 2024-06-18
---
云岭铁路6月18日正式通车，全长126公里，设车站9座。

这条铁路总投资214亿元，从青石市到云岭县的时间由4小时缩短到50分钟。
"""
MUSEUM = """---
title: 青石市博物馆新馆开放
publisher: 青石日报
published: 2023-03-02
---
青石市博物馆新馆3月2日开放，建筑面积3.6万平方米，首日接待观众8200人次。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "railway.md").write_text(RAILWAY, encoding="utf-8")
    (folder / "museum.md").write_text(MUSEUM, encoding="utf-8")
    return folder


def cited_quote(page: Page, assistant: Assistant) -> str:
    """What a click on the first citation marks; it is the article's own text."""
    page.locator("#wj-current .wj-cite").first.click()
    mark = page.locator(".wj-reader mark")
    expect(mark).to_be_in_viewport(ratio=1)
    quote = mark.text_content() or ""
    assert any(quote in assistant.article(info.id).text for info in assistant.articles())
    return quote


def test_an_uploaded_article_answers_a_question(
    tmp_path: Path, folder: Path, serving: Callable[..., str], open_page: Open, e5: Embedder
) -> None:
    with Assistant(Settings(store_dir=tmp_path / "store", llm="extractive"), embedder=e5) as assistant:
        page = open_page(serving(assistant))
        expect(page.locator("#wj-empty-index")).to_be_visible()
        page.get_by_role("tab", name="文章").click()
        page.locator("#wj-files input[type=file]").set_input_files([folder / "railway.md", folder / "museum.md"])
        expect(page.locator("#wj-files")).to_contain_text("museum")
        page.locator("#wj-index").click()
        expect(page.locator("#wj-ingest")).to_contain_text("完成", timeout=180_000)
        expect(page.locator("#wj-library tbody tr")).to_have_count(2)
        expect(page.locator("#wj-library")).to_contain_text("2024-06-18")
        page.get_by_role("tab", name="提问").click()
        ask(page, "云岭铁路的总投资是多少？")
        expect(page.locator("#wj-current .wj-prose")).to_contain_text("214亿元")
        assert "214亿元" in cited_quote(page, assistant)
        expect(page.locator(".wj-reader")).to_contain_text("云岭晚报")


@pytest.mark.model
@pytest.mark.timeout(1200)
def test_the_language_model_answers_with_sources_first_and_a_quote_behind_its_number(
    tmp_path: Path,
    folder: Path,
    serving: Callable[..., str],
    open_page: Open,
    e5: Embedder,
    local_llm: LanguageModel,
) -> None:
    with Assistant(Settings(store_dir=tmp_path / "store", llm_timeout=600), llm=local_llm, embedder=e5) as assistant:
        assistant.ingest(folder)
        page = open_page(serving(assistant))
        page.evaluate(RECORD)
        page.set_default_timeout(900_000)
        ask(page, "云岭铁路全长多少公里，有几座车站？")
        expect(page.locator("#wj-current .wj-prose")).to_contain_text("126")
        expect(page.locator("#wj-current .wj-fallback")).to_have_count(0)
        seen = page.evaluate("window.__seen")
        assert any(sources and not text for sources, text in seen), seen
        assert all(sources for sources, text in seen if text), seen
        assert "126公里" in cited_quote(page, assistant)
