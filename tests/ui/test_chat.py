"""A question from the box to the finished card."""

from __future__ import annotations

import itertools

import pytest

from tests.ui.fake_assistant import FakeAssistant
from ui import chat
from ui.session import Session


def ask(assistant: FakeAssistant, session: Session, question: str) -> list[tuple[str, str]]:
    """Status and text at each step."""
    return [(step.status, step.text) for step in chat.reply(assistant, session, question)]


def test_sources_come_before_text_and_text_only_grows(assistant: FakeAssistant) -> None:
    steps = ask(assistant, Session("zh"), "海湾港的吞吐量是多少？")
    assert [status for status, _ in steps] == ["searching", *["reading"] * (len(steps) - 2), "done"]
    assert steps[1][1] == ""
    texts = [text for _, text in steps]
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(texts))


def test_the_best_sentence_shows_until_text_arrives(assistant: FakeAssistant) -> None:
    session = Session("zh")
    steps = chat.reply(assistant, session, "海湾港的吞吐量是多少？")
    shown = [("wj-best" in chat.current_html(session), bool(step.text)) for step in steps]
    assert shown[1] == (True, False)
    assert all(not best for best, text in shown if text)


def test_earlier_turns_are_the_history(assistant: FakeAssistant) -> None:
    session = Session("zh")
    ask(assistant, session, "海湾港的吞吐量是多少？")
    ask(assistant, session, "同比呢？")
    assert assistant.histories[0] == []
    assert [(turn.role, turn.text[:6]) for turn in assistant.histories[1]] == [
        ("user", "海湾港的吞吐"),
        ("assistant", "2023年，"),
    ]


def test_a_finished_card_links_judges_and_draws(assistant: FakeAssistant) -> None:
    session = Session("zh")
    ask(assistant, session, "海湾港的吞吐量是多少？")
    html = chat.current_html(session)
    for expected in ("已核对", "原文引用", "计算得出", "<svg", "全部 3 句均已核对", "全国排名第三。", "第三"):
        assert expected in html
    assert html.count('class="wj-cite"') == 4
    assert 'data-article="plan"' in html


def test_a_refusal_looks_like_one_and_offers_a_question(assistant: FakeAssistant) -> None:
    session = Session("zh")
    ask(assistant, session, "火星上有港口吗？")
    html = chat.current_html(session)
    assert "wj-refusal" in html
    assert "文章里没有找到答案" in html
    assert 'data-question="海湾港的吞吐量是多少？"' in html
    assert "句均已核对" not in html


def test_a_stand_in_is_marked(assistant: FakeAssistant) -> None:
    session = Session("zh")
    ask(assistant, session, "请给备用的回答")
    assert "本地模型没有启动，改为摘录原文。" in chat.current_html(session)


def test_an_error_made_for_the_reader_is_shown_and_any_other_is_not(
    assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    session = Session("zh")
    assert ask(assistant, session, "模型不可用")[-1][0] == "error"
    assert "模型文件损坏" in chat.current_html(session)
    assert ask(assistant, session, "坏掉")[-1][0] == "error"
    html = chat.current_html(session)
    assert "出了点意外" in html
    assert "secret detail" not in html
    assert "secret detail" in caplog.text
    assert session.run is None


def test_a_stream_that_ends_without_its_final_event_is_an_error(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "stream", lambda *_, **__: iter(()))
    assert ask(assistant, Session("en"), "?")[-1][0] == "error"


def test_stop_keeps_what_was_written_and_says_so(assistant: FakeAssistant) -> None:
    session = Session("zh")
    for step in chat.reply(assistant, session, "海湾港的吞吐量是多少？"):
        if step.text and session.run:
            session.run.stop()
    assert step.status == "stopped"
    assert step.text in "2023年，海湾港的货物吞吐量为5100万吨。[2]\n上一年为4200万吨。[1]\n"
    assert "已停止" in chat.current_html(session)
    assert list(session.history()) == []
    assert assistant.closed.wait(5)


def test_earlier_turns_are_listed_newest_first(assistant: FakeAssistant) -> None:
    session = Session("zh")
    for question in ("甲港的吞吐量？", "乙港的吞吐量？", "丙港的吞吐量？"):
        ask(assistant, session, question)
    past = chat.past_html(session)
    assert past.index("乙港") < past.index("甲港")
    assert "丙港" not in past


def test_a_rating_reaches_the_assistant_with_its_comment(assistant: FakeAssistant) -> None:
    session = Session("zh")
    ask(assistant, session, "海湾港的吞吐量是多少？")
    chat.rate(assistant, session, 0, -1, "", final=False)
    assert "<textarea" in chat.current_html(session)
    chat.rate(assistant, session, 0, -1, " 年份不对 ", final=True)
    assert assistant.ratings == [("answer-1", -1, ""), ("answer-1", -1, "年份不对")]
    assert "谢谢" in chat.current_html(session)
    assert "<textarea" not in chat.current_html(session)


def test_nothing_indexed_says_how_to_index() -> None:
    html = chat.welcome_html(FakeAssistant(()), Session("zh"))
    assert "wenju ingest" in html
    assert "wj-suggestions" not in html


def test_a_store_that_does_not_open_is_said_on_the_page(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("disk")

    monkeypatch.setattr(assistant, "articles", broken)
    assert "出了点意外" in chat.welcome_html(assistant, Session("zh"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("question", ["灯塔有多高？", "<script>alert(1)</script>"])
def test_nothing_from_articles_questions_or_answers_becomes_markup(
    assistant: FakeAssistant, lang: str, question: str
) -> None:
    session = Session(lang)
    ask(assistant, session, question)
    html = chat.current_html(session)
    for tag in ("<script", "<img", "<iframe", "<b>出"):
        assert tag not in html
