"""A small made-up corpus with answers as an engine would give them, so that metrics and runner need no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from evals.engine import Library
from evals.results import Fingerprint
from evals.schema import GoldQuestion, HistoryTurn
from rag.types import Answer, Article, Citation, Passage, ScoredPassage, SentenceVerdict

FOREST = Article(
    text="截至2023年1月，松溪县共种树10.59万棵，居全省首位。2022年为8.2万棵。参与者超过1,900人，占全县人口的7.5%。",
    title="松溪县造林成绩",
    publisher="松溪日报",
    published=date(2023, 2, 6),
    id="forest",
)
RIVER = Article(
    text="青河水库2021年8月蓄水，库容3.4亿立方米。今年5月，水库向下游放水120次。",
    title="青河水库",
    published=date(2023, 8, 1),
    id="river",
)


def cite(number: int, article: Article, quote: str, score: float = 0.9) -> Citation:
    """A citation of words that stand in an article."""
    start = article.text.index(quote)
    return Citation(
        number, article.id, article.title, article.publisher, article.published, quote, start, start + len(quote), score
    )


def found(article: Article, score: float = 0.9) -> ScoredPassage:
    """A passage that is the whole article."""
    passage = Passage(f"{article.id}-0", article.id, 0, 0, len(article.text), article.text)
    return ScoredPassage(passage, article.title, article.publisher, article.published, score)


def reply(question: str, text: str, *citations: Citation, **more: object) -> Answer:
    """An answer over both articles."""
    defaults: dict[str, object] = {
        "sources": (found(FOREST), found(RIVER, 0.4)),
        "answerable": 0.9,
        "timings": {"retrieve": 0.1, "write": 2.0},
        "sentences": (SentenceVerdict(text, "supported", tuple(c.number for c in citations)),),
    }
    return Answer(id="a", question=question, text=text, citations=citations, **{**defaults, **more})  # type: ignore[arg-type]


class FakeEngine:
    """Answers from a table; counts how often it is asked."""

    def __init__(self, answers: dict[str, Answer], name: str = "fake", code: str = "1") -> None:
        self.answers = answers
        self.name = name
        self.model = "none"
        self.embedder = "none"
        self.corpus = "made-up"
        self.parallel = 1
        self.prompts: tuple[str, ...] = ("根据资料回答问题，不要编造任何内容",)
        self.fingerprint = Fingerprint("none", "p", "s", "i", code)
        self.asked: list[str] = []
        self.library = Library([FOREST, RIVER], {"forest": "forest", "river": "river"})

    def ask(self, question: str, history: Sequence[HistoryTurn], scope: Sequence[str]) -> Answer:
        self.asked.append(question)
        return self.answers[question]

    def supporting(self, names: Sequence[str]) -> tuple[str, ...]:
        return self.library.supporting(names)

    def article_text(self, article_id: str) -> str | None:
        return self.library.text(article_id)

    def close(self) -> None: ...


Question = Callable[..., GoldQuestion]


@pytest.fixture
def question() -> Question:
    """Makes gold questions with little typing."""

    def make(**fields: object) -> GoldQuestion:
        base: dict[str, object] = {"id": "q", "question": "松溪县种了多少棵树？", "kind": "one_fact"}
        if fields.get("expect", "answer") in ("answer", "partial"):
            base |= {"facts": [{"value": "10.59万棵"}], "articles": ["forest"]}
        return GoldQuestion.model_validate({**base, **fields})

    return make
