"""The facade, end to end: real files of a store, the packaged embedder, and no language model."""

from __future__ import annotations

import json

import pytest

from rag import Assistant
from rag.errors import UserError
from rag.types import Final, Sources, Token
from tests.answering.conftest import Make, embedder, make, quoting
from tests.support import newsroom as n
from tests.support.models import ScriptedModel

__all__ = ["embedder", "make", "quoting"]


@pytest.mark.parametrize(
    ("question", "words", "article"),
    [
        ("岚山地震救灾资金有多少？", "1.6亿元", "quake-2"),
        ("2024年青岭马拉松有多少名选手参赛？", "21,000名", "marathon-2024"),
        ("谁当选临江市市长？", "陈若兰", "election"),
        ("远帆汽车2024年的净利润是多少？", "5.1亿元", "cars-2024"),
        ("Who scored two goals in the cup final?", "Daniel Okoro", "rovers"),
    ],
)
def test_an_answer_quotes_the_article_that_knows(quoting: Assistant, question: str, words: str, article: str) -> None:
    answer = quoting.ask(question)
    assert not answer.refused
    assert words in answer.text
    assert answer.citations[0].article_id == article
    for citation in answer.citations:
        assert quoting.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert answer.sources
    kept_question, payload, _ = quoting._records.answer(answer.id)
    assert (kept_question, json.loads(payload)["text"]) == (question, answer.text)


@pytest.mark.parametrize("question", ["火星上有多少水？", "2019年青岭马拉松有多少名选手参赛？"])
def test_what_the_articles_do_not_say_is_refused(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question)
    assert answer.refused
    assert question in answer.text


def test_a_stream_gives_sources_then_text_then_the_answer(quoting: Assistant) -> None:
    events = list(quoting.stream("谁当选临江市市长？"))
    assert isinstance(events[0], Sources)
    assert isinstance(events[-1], Final)
    assert "".join(e.text for e in events if isinstance(e, Token)) == events[-1].answer.text
    assert events[0].passages[0].article_id == "election"


def test_only_articles_of_the_time_are_searched(quoting: Assistant) -> None:
    answer = quoting.ask("青岭马拉松有多少名选手参赛？", published_before="2025-01-01")
    assert "21,000" in answer.text
    assert "26,500" not in answer.text


def test_answers_are_kept_for_feedback(make: Make) -> None:
    assistant = make([n.ELECTION])
    answer = assistant.ask("谁当选临江市市长？")
    assistant.feedback(answer.id, 1, "好")
    with pytest.raises(UserError, match="no answer"):
        assistant.feedback("nothing", 1)
    with pytest.raises(UserError, match="rating"):
        assistant.feedback(answer.id, 5)


def test_a_removed_article_is_no_longer_answered_from(make: Make) -> None:
    assistant = make([n.ELECTION, n.QUAKE_FIRST])
    assert not assistant.ask("谁当选临江市市长？").refused
    assert assistant.remove("election")
    assert not assistant.remove("election")
    assert assistant.ask("谁当选临江市市长？").refused
    with pytest.raises(KeyError):
        assistant.article("election")


def test_an_empty_store_and_a_missing_model_say_so(make: Make) -> None:
    assert make([]).ask("谁当选临江市市长？").reason == "empty_index"
    answer = make([n.ELECTION], ScriptedModel(failure="no such host")).ask("谁当选临江市市长？")
    assert "陈若兰" in answer.text
    assert answer.fallback == "no such host"


def test_histories_of_every_form_are_read(make: Make) -> None:
    assistant = make([n.CARS_2023])
    asked, said = "远帆汽车2023年的净利润是多少？", "4.2亿元。"
    forms = (
        [(asked, said)],
        [{"role": "user", "content": asked}, {"role": "assistant", "content": said}],
        [("user", asked), ("assistant", said)],
    )
    for history in forms:
        assert assistant.ask("那蓝鲸电池呢？", history=history).standalone_question == "蓝鲸电池2023年的净利润是多少？"
    with pytest.raises(UserError, match="history"):
        assistant.ask("那蓝鲸电池呢？", history=[7])  # type: ignore[list-item]


def test_suggestions_and_stats_come_from_the_articles(quoting: Assistant) -> None:
    suggested = quoting.suggestions(4)
    assert 1 <= len(suggested) <= 4
    assert len(set(suggested)) == len(suggested)
    stats = quoting.stats()
    assert stats.articles == len(n.ALL)
    assert stats.problems == ()
