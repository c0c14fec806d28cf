"""An assistant without models: real events, scripted by the question, so that the page can be tested alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import UserError
from rag.types import (
    Answer,
    Article,
    ArticleInfo,
    Citation,
    Event,
    FileOutcome,
    Final,
    IngestReport,
    Passage,
    Progress,
    ScoredPassage,
    ScoredPiece,
    SentenceVerdict,
    Sources,
    Stats,
    TimelinePoint,
    Token,
    Usage,
)  # fmt: skip

HARBOUR = Article(
    id="harbour",
    title="海湾港三年吞吐量连续增长",
    publisher="海湾日报",
    published=date(2023, 4, 12),
    text=(
        "海湾港位于半岛东侧，是当地最大的综合港口。\n" + "港区道路去年完成了整修，照明也换成了节能灯。\n" * 40
        + "截至2022年底，海湾港全年货物吞吐量达到4200万吨。\n港口方面表示，增长主要来自粮食和集装箱。\n"
        + "港区绿化面积也有所增加。\n" * 30
    ),
)  # fmt: skip
PLAN = Article(
    id="plan",
    title="海湾港公布新码头计划",
    publisher=None,
    published=date(2024, 1, 8),
    published_basis="inferred: 2024年1月8日发布",
    text="海湾港计划在2025年建成两座新码头。2023年，港口货物吞吐量为5100万吨。工程总投资18亿元。",
)
HOSTILE = Article(
    id="hostile",
    title='<img src=x onerror="window.__hit=1">标题',
    publisher="<b>出版者</b>",
    published=date(2023, 9, 1),
    text=(
        '<script>window.__hit=1</script><img src="http://198.51.100.7/pixel.png">'
        "![图](http://198.51.100.7/markdown.png) [点我](javascript:window.__hit=1) {{constructor}} ${window.__hit=1} "
        '灯塔的高度是37米。</mark></div><iframe src="http://198.51.100.7/frame"></iframe>'
    ),
)


def cite(number: int, article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(
        number, article.id, article.title, article.publisher, article.published, quote, start, start + len(quote), 0.9
    )


def passage(article: Article, around: str, score: float = 0.9) -> ScoredPassage:
    start = article.text.index(around)
    end = start + len(around)
    left, right = max(0, start - 60), min(len(article.text), end + 60)
    found = Passage(f"{article.id}-0", article.id, 0, left, right, article.text[left:right])
    return ScoredPassage(
        found, article.title, article.publisher, article.published, score, score, 4.0,
        pieces=(ScoredPiece(start, end, score),),
    )  # fmt: skip


class FakeAssistant:
    """Stands in for ``rag.Assistant``. ``pace``, where there is one, lets one sentence out a release."""

    def __init__(self, articles: tuple[Article, ...] = (HARBOUR, PLAN, HOSTILE)) -> None:
        self.held = {article.id: article for article in articles}
        self.pace: threading.Semaphore | None = None
        self.closed = threading.Event()
        self.histories: list[list[Any]] = []
        self.ratings: list[tuple[str, int, str]] = []
        self.ingested: list[str] = []
        self.answers = 0

    def stream(self, question: str, *, history: Any = (), **_: Any) -> Iterator[Event]:
        self.histories.append(list(history))
        self.closed.clear()
        self.answers += 1
        try:
            yield from self._events(question)
        finally:
            self.closed.set()

    def _events(self, question: str) -> Iterator[Event]:
        answer = replace(self._answer(question), id=f"answer-{self.answers}", question=question)
        if not answer.sources:
            yield Sources(())
        else:
            yield Sources(answer.sources, best=answer.citations[0] if answer.citations else None)
        for sentence in [*answer.text.replace("。[", "。\0[").split("\n")]:
            if self.pace:
                self.pace.acquire(timeout=30)
            if "坏掉" in question:
                raise RuntimeError("secret detail")
            if "不可用" in question:
                raise UserError("模型文件损坏：请运行 wenju models pull local。")
            if answer.text:
                yield Token(sentence.replace("\0", "") + "\n", answer.citations)
        yield Final(answer)

    def _answer(self, question: str) -> Answer:
        first, second = (
            cite(1, HARBOUR, "截至2022年底，海湾港全年货物吞吐量达到4200万吨。"),
            cite(2, PLAN, "2023年，港口货物吞吐量为5100万吨。"),
        )
        sources = (passage(PLAN, second.quote, 0.93), passage(HARBOUR, first.quote, 0.71))
        base = Answer(
            "", question, "", sources=sources, model="假的模型", answerable=0.93, timings={"total": 1.2},
            usage=Usage(prompt_tokens=420, completion_tokens=36),
        )  # fmt: skip
        if "灯塔" in question:
            quote = cite(1, HOSTILE, "灯塔的高度是37米。")
            return replace(
                base, citations=(quote,),
                text="灯塔高37米 <img src=http://198.51.100.7/a.png onerror=window.__hit=1>。[1]",
                sources=(passage(HOSTILE, quote.quote),), sentences=(SentenceVerdict("灯塔高37米", "supported", (1,)),),
            )  # fmt: skip
        if "火星" in question:
            return replace(
                base, text="文章里没有提到火星上的港口。最接近的是海湾港2023年的吞吐量。[1]", refused=True,
                reason="no_evidence",
                citations=(replace(second, number=1),), suggestion="海湾港的吞吐量是多少？", answerable=0.04,
            )  # fmt: skip
        if "备用" in question:
            return replace(
                base, text="“" + second.quote + "”[2]", citations=(second,), fallback="本地模型没有启动，改为摘录原文。"
            )
        return replace(
            base,
            text="2023年，海湾港的货物吞吐量为5100万吨。[2]\n上一年为4200万吨。[1]\n同比增长21.4%（(5100−4200)÷4200）。[1][2]",
            citations=(first, second),
            timeline=(
                TimelinePoint("2022-12-31", "4200", "万吨", first),
                TimelinePoint("2023", "5100", "万吨", second),
            ),
            sentences=(
                SentenceVerdict("2023年，海湾港的货物吞吐量为5100万吨。", "supported", (2,)),
                SentenceVerdict("上一年为4200万吨。", "quoted", (1,)),
                SentenceVerdict("同比增长21.4%（(5100−4200)÷4200）。", "computed", (1, 2)),
                SentenceVerdict("全国排名第三。", "dropped", missing=("第三",)),
            ),
        )

    def ingest(
        self, source: str | Path, *, sync: bool = False, progress: Callable[[Progress], None] | None = None
    ) -> IngestReport:
        path = Path(source)
        if not path.exists():
            raise UserError(f"没有这个路径：{path}")
        self.ingested.append(str(path))
        if progress:
            progress(Progress("embed", 1, 2, path.name))
        text = path.read_text(encoding="utf-8")
        article = Article(text=text, title=path.stem, source=str(path))
        self.held[article.id] = article
        return IngestReport((FileOutcome(str(path), "added", article.id, article.title),))

    def articles(self) -> list[ArticleInfo]:
        return [
            ArticleInfo(a.id, a.title, a.publisher, a.published, a.published_basis, a.source, len(a.text), 3)
            for a in self.held.values()
        ]

    def article(self, article_id: str) -> Article:
        if article_id not in self.held:
            raise KeyError(f"no article {article_id}")
        return self.held[article_id]

    def remove(self, article_id: str) -> bool:
        return self.held.pop(article_id, None) is not None

    def feedback(self, answer_id: str, rating: int, comment: str = "") -> None:
        self.ratings.append((answer_id, rating, comment))

    def suggestions(self, n: int = 4) -> list[str]:
        return ["海湾港的吞吐量是多少？", "新码头什么时候建成？"][:n] if self.held else []

    def stats(self) -> Stats:
        dates = sorted(a.published for a in self.held.values() if a.published)
        return Stats(
            len(self.held), 9, 12, dates[0] if dates else None, dates[-1] if dates else None, "/tmp", "e5", "fake", 0
        )

    def warm_up(self) -> None: ...

    def close(self) -> None: ...
