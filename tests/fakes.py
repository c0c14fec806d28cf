"""An Assistant that needs no models: what it returns is set, what it was asked is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from rag.types import (
    Answer,
    Article,
    ArticleInfo,
    Citation,
    FileOutcome,
    Final,
    IngestReport,
    Passage,
    ScoredPassage,
    Sources,
    Stats,
    TimelinePoint,
    Token,
)

TEXT = "甲厂成立于1998年。截至2022年9月，甲厂有员工300人。"
CITATION = Citation(1, "a1", "甲厂简介", "乙报", date(2022, 10, 1), "截至2022年9月，甲厂有员工300人。", 11, 28, 0.9)
PASSAGE = ScoredPassage(
    Passage("p1", "a1", 0, 0, len(TEXT), TEXT), "甲厂简介", "乙报", date(2022, 10, 1), 0.91, 0.88, 7.5
)
ANSWER = Answer(
    "answer-1",
    "甲厂有多少员工？",
    "截至2022年9月有300人。[1]",
    citations=(CITATION,),
    timeline=(TimelinePoint("2022-09", "300", "人", CITATION),),
    model="fake",
    timings={"retrieve": 0.01},
    sources=(PASSAGE,),
)


class FakeAssistant:
    """Stands where ``rag.assistant.Assistant`` does; ``raises`` is raised by every call."""

    def __init__(self, settings: Any = None) -> None:
        self.settings = settings
        self.answer = ANSWER
        self.report = IngestReport((FileOutcome("a.md", "added", "a1", "甲厂简介"),), 2, 0.5)
        self.infos = [ArticleInfo("a1", "甲厂简介", "乙报", date(2022, 10, 1), "given", "a.md", len(TEXT), 1)]
        self.problems: tuple[str, ...] = ()
        self.raises: BaseException | None = None
        self.calls: list[tuple[str, Any, dict[str, Any]]] = []
        self.closed = False
        self.stream_closed = False

    def _called(self, name: str, argument: Any = None, **options: Any) -> None:
        self.calls.append((name, argument, options))
        if self.raises:
            raise self.raises

    def ingest(self, source: Any, **options: Any) -> IngestReport:
        self._called("ingest", source, **options)
        return self.report

    def reindex(self, **options: Any) -> IngestReport:
        self._called("reindex", **options)
        return self.report

    def search(self, question: str, **options: Any) -> list[ScoredPassage]:
        self._called("search", question, **options)
        return [PASSAGE]

    def ask(self, question: str, **options: Any) -> Answer:
        self._called("ask", question, **options)
        return self.answer

    def stream(self, question: str, **options: Any) -> Iterator[Any]:
        try:
            yield Sources((PASSAGE,), CITATION)
            self._called("stream", question, **options)
            if not self.answer.refused:
                yield Token(self.answer.text, self.answer.citations)
            yield Final(self.answer)
        finally:
            self.stream_closed = True

    def watch(self, path: Any, on_change: Any, **options: Any) -> None:
        self._called("watch", path, **options)
        on_change()
        on_change()

    def articles(self) -> list[ArticleInfo]:
        self._called("articles")
        return self.infos

    def article(self, article_id: str) -> Article:
        self._called("article", article_id)
        if article_id != "a1":
            raise KeyError(article_id)
        return Article(TEXT, "甲厂简介", "乙报", date(2022, 10, 1), id="a1")

    def remove(self, article_id: str) -> bool:
        self._called("remove", article_id)
        return article_id == "a1"

    def feedback(self, answer_id: str, rating: int, comment: str = "") -> None:
        self._called("feedback", answer_id, rating=rating, comment=comment)

    def stats(self) -> Stats:
        self._called("stats")
        n = len(self.infos)
        day = date(2022, 10, 1)
        return Stats(n, n, n, day, day, "/data/store", "e5", "local", 1_500_000, self.problems)

    def close(self) -> None:
        self.closed = True
