"""Adding, listing and removing articles on the page."""

from __future__ import annotations

from pathlib import Path

from rag.settings import Settings
from tests.ui.fake_assistant import FakeAssistant
from ui import articles


def test_an_upload_is_kept_under_its_own_name_and_indexed_from_there(
    assistant: FakeAssistant, settings: Settings, tmp_path: Path
) -> None:
    upload = tmp_path / "abcdef" / "铁路.md"
    upload.parent.mkdir()
    upload.write_text("新铁路于2024年通车。", encoding="utf-8")
    steps = list(articles.ingest(assistant, settings, "zh", [str(upload)], ""))
    assert assistant.ingested == [str(settings.store_dir / "uploads" / "铁路.md")]
    assert 'data-state="running"' in steps[0]
    assert 'data-state="done"' in steps[-1]
    assert "新增" in steps[-1]


def test_one_bad_path_does_not_stop_an_upload(assistant: FakeAssistant, settings: Settings, tmp_path: Path) -> None:
    upload = tmp_path / "铁路.md"
    upload.write_text("新铁路于2024年通车。", encoding="utf-8")
    last = list(articles.ingest(assistant, settings, "zh", [str(upload)], "/no/such/folder"))[-1]
    assert "新增" in last
    assert "失败" in last
    assert "没有这个路径" in last


def test_an_upload_that_cannot_be_kept_is_reported(
    assistant: FakeAssistant, settings: Settings, tmp_path: Path
) -> None:
    last = list(articles.ingest(assistant, settings, "zh", [str(tmp_path / "gone.md")], ""))[-1]
    assert "gone.md" in last
    assert "失败" in last
    assert assistant.ingested == []


def test_nothing_chosen_is_said(assistant: FakeAssistant, settings: Settings) -> None:
    assert ["请先选择文件" in step for step in articles.ingest(assistant, settings, "zh", [], "  ")] == [True]


def test_the_list_is_newest_first_and_filters_on_every_word(assistant: FakeAssistant) -> None:
    html = articles.library_html(assistant, "zh")
    assert html.index("新码头计划") < html.index("三年吞吐量")
    filtered = articles.library_html(assistant, "zh", "海湾港 2023")
    assert "三年吞吐量" in filtered
    assert "新码头计划" not in filtered
    assert "没有符合" in articles.library_html(assistant, "zh", "火星")
    assert "<img" not in html


def test_removing_takes_the_copy_of_an_upload_along_and_no_other_file(
    assistant: FakeAssistant, settings: Settings, tmp_path: Path
) -> None:
    own = tmp_path / "自己的.md"
    own.write_text("这是自己的文件。", encoding="utf-8")
    list(articles.ingest(assistant, settings, "zh", [str(own)], str(own)))
    copy = settings.store_dir / "uploads" / "自己的.md"
    assert copy.exists()
    for article in list(assistant.held.values()):
        if article.source:
            assert "已移除" in articles.remove(assistant, settings, "zh", article.id, article.title)
    assert own.exists()
    assert not copy.exists()


def test_removing_what_is_gone_is_said(assistant: FakeAssistant, settings: Settings) -> None:
    assert "不在库中" in articles.remove(assistant, settings, "zh", "nothing", "")
