"""What each command asks of Assistant, what it prints, and the exit code it ends with."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import ModelUnavailable, UserError
from rag.models.base import ModelError
from rag.types import FileOutcome, IngestReport, Turn
from tests.cli.conftest import Run
from tests.fakes import ANSWER, FakeAssistant

Wenju = Callable[..., Run]


def test_ask_prints_text_then_timeline_and_citations(wenju: Wenju) -> None:
    run = wenju("ask", "甲厂有多少员工？")
    assert run.code == 0
    text, timeline, quote = (run.out.index(s) for s in (ANSWER.text, "2022-09", "「截至2022年9月，甲厂有员工300人。」"))
    assert text < timeline < quote
    assert "《甲厂简介》 乙报 2022-10-01" in run.out


def test_ask_json_is_the_answer_with_iso_dates(wenju: Wenju, assistant: FakeAssistant) -> None:
    run = wenju("ask", "甲厂", "有多少员工？", "--json", "--after", "2022-01-01", "--article", "a1")
    assert run.json["text"] == ANSWER.text
    assert run.json["citations"][0]["published"] == "2022-10-01"
    assert run.json["timeline"][0]["citation"]["number"] == 1
    assert assistant.calls == [
        (
            "ask",
            "甲厂 有多少员工？",
            {"published_after": "2022-01-01", "published_before": None, "article_ids": ("a1",)},
        )
    ]


def test_ask_reads_the_question_from_standard_input(
    wenju: Wenju, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("甲厂何时成立？\n"))
    assert wenju("ask", "-").code == 0
    assert assistant.calls[0][1] == "甲厂何时成立？"


def test_a_refusal_is_printed_though_no_token_came(wenju: Wenju, assistant: FakeAssistant) -> None:
    assistant.answer = dataclasses.replace(
        ANSWER,
        text="文章里没有。",
        refused=True,
        reason="no_evidence",
        citations=(),
        timeline=(),
        suggestion="甲厂多大？",
    )
    run = wenju("ask", "乙厂有多少员工？")
    assert run.code == 0
    assert "文章里没有。" in run.out
    assert "甲厂多大？" in run.out


@pytest.mark.parametrize("reason", ["bad_question", "empty_index"])
def test_what_the_user_must_mend_ends_with_2(wenju: Wenju, assistant: FakeAssistant, reason: str) -> None:
    assistant.answer = dataclasses.replace(ANSWER, text="请先……", refused=True, reason=reason, citations=())
    assert wenju("ask", "？").code == 2
    assert wenju("ask", "？", "--json").code == 2


def test_a_fallback_is_marked(wenju: Wenju, assistant: FakeAssistant) -> None:
    assistant.answer = dataclasses.replace(ANSWER, fallback="端口 9 无人应答")
    run = wenju("ask", "甲厂有多少员工？")
    assert "端口 9 无人应答" in run.err
    assert "⚠" in run.err


def test_search_prints_score_head_and_text(wenju: Wenju) -> None:
    run = wenju("search", "员工", "-k", "3")
    assert "0.910" in run.out
    assert "甲厂成立于1998年" in run.out
    assert wenju("search", "员工", "--json").json[0]["passage"]["article_id"] == "a1"


def test_ingest_reports_each_fate(wenju: Wenju, assistant: FakeAssistant) -> None:
    assistant.report = IngestReport(
        (FileOutcome("a.md", "added", "a1", "甲厂简介"), FileOutcome("b.bin", "failed", reason="不是文字")), 2, 0.5
    )
    run = wenju("ingest", "articles", "--sync")
    assert run.code == 0
    assert "甲厂简介" in run.out
    assert "b.bin" in run.err
    assert "不是文字" in run.err
    assert assistant.calls[0][:2] == ("ingest", Path("articles"))
    assert assistant.calls[0][2]["sync"] is True
    report = wenju("ingest", "articles", "--json").json
    assert (report["articles"], len(report["failed"]), report["failed"][0]["reason"]) == (1, 1, "不是文字")


def test_ingest_of_nothing_readable_ends_with_2(wenju: Wenju, assistant: FakeAssistant) -> None:
    assistant.report = IngestReport((FileOutcome("b.bin", "failed", reason="不是文字"),))
    assert wenju("ingest", "b.bin").code == 2


def test_an_unchanged_folder_ends_with_0(wenju: Wenju, assistant: FakeAssistant) -> None:
    assistant.report = IngestReport((FileOutcome("a.md", "unchanged", "a1"), FileOutcome("b", "failed", reason="?")))
    assert wenju("ingest", ".").code == 0


def test_reindex_needs_no_path(wenju: Wenju, assistant: FakeAssistant) -> None:
    assert wenju("ingest", "--reindex", "--json").json["articles"] == 1
    assert [call[0] for call in assistant.calls] == ["reindex"]
    assert wenju("ingest").code == 2


def test_watching_ingests_again_after_a_change(wenju: Wenju, assistant: FakeAssistant) -> None:
    assert wenju("ingest", "articles/", "--watch").code == 0
    assert [name for name, *_ in assistant.calls] == ["watch", "ingest", "ingest"]


def test_articles_and_remove(wenju: Wenju, assistant: FakeAssistant) -> None:
    assert "甲厂简介" in wenju("articles").out
    assert wenju("articles", "--json").json[0]["published"] == "2022-10-01"
    assert wenju("remove", "a1").code == 0
    missing = wenju("remove", "a1", "zz")
    assert missing.code == 2
    assert "zz" in missing.err
    assistant.infos = []
    assert "wenju ingest" in wenju("articles").err


def test_status_fails_where_something_is_wrong(wenju: Wenju, assistant: FakeAssistant) -> None:
    assert wenju("status").code == 0
    assert wenju("status", "--json").json["articles"] == 1
    assistant.problems = ("段落缺向量",)
    broken = wenju("status")
    assert broken.code == 1
    assert "段落缺向量" in broken.err


def test_chat_keeps_the_conversation_and_starts_anew(
    wenju: Wenju, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("甲厂多大？\n\n后来呢？\n/new\n别的\n/quit\n不会问到\n"))
    assert wenju("chat").code == 0
    asked = [(question, options["history"]) for name, question, options in assistant.calls if name == "stream"]
    assert [question for question, _ in asked] == ["甲厂多大？", "后来呢？", "别的"]
    assert [len(history) for _, history in asked] == [0, 2, 0]
    assert asked[1][1] == (Turn("user", "甲厂多大？"), Turn("assistant", ANSWER.text))


def test_chat_answers_a_pipe_in_json(wenju: Wenju, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("一\n"))
    assert wenju("chat", "--json").json["id"] == ANSWER.id


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UserError("没有这个文件夹"), 2),
        (ModelUnavailable("权重损坏"), 1),
        (ModelError("端点超时"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_errors_are_a_sentence_and_a_code(
    wenju: Wenju, assistant: FakeAssistant, error: BaseException, code: int
) -> None:
    assistant.raises = error
    run = wenju("search", "员工")
    assert run.code == code
    assert str(error) in run.err
    assert "Traceback" not in run.err
    assert assistant.closed


def test_an_unexpected_error_shows_a_traceback_on_demand(
    wenju: Wenju, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant.raises = ZeroDivisionError("seven")
    run = wenju("status")
    assert run.code == 1
    assert "seven" in run.err
    assert "Traceback" not in run.err
    monkeypatch.setenv("WENJU_DEBUG", "1")
    assert "Traceback" in wenju("status").err


def test_settings_come_from_the_options(wenju: Wenju, assistant: FakeAssistant, tmp_path: Path) -> None:
    wenju("status", "--store", str(tmp_path), "--llm", "extractive", "--embedder", "st:x", "--lang", "en")
    settings = assistant.settings
    assert (settings.store_dir, settings.llm, settings.embedder, settings.language) == (
        tmp_path, "extractive", "st:x", "en"
    )  # fmt: skip


def test_a_bad_setting_is_named(wenju: Wenju, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_K", "many")
    run = wenju("status")
    assert run.code == 2
    assert "k" in run.err
    assert "many" in run.err


def test_a_broken_settings_file_is_named(wenju: Wenju) -> None:
    Path("wenju.toml").write_text("k = = 3", encoding="utf-8")
    run = wenju("status")
    assert run.code == 2
    assert "wenju.toml" in run.err


@pytest.mark.parametrize(
    "arguments", [["ask"], ["no-such-command"], ["search", "x", "-k", "0"], ["ask", "x", "--nope"]]
)
def test_wrong_use_ends_with_2(wenju: Wenju, arguments: list[str]) -> None:
    assert wenju(*arguments).code == 2
