"""The answering code without store and embedder: every article is found, in the order of its words in common."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.composer import Composer
from rag.answering.evidence import Sentence, collect
from rag.answering.names import NameBook
from rag.answering.question import Question, analyse
from rag.answering.supporting import overlap
from rag.models.base import LanguageModel
from rag.settings import Settings
from rag.types import Answer, Article, Event, Final, Passage, ScoredPassage, Turn


class Desk:
    """Answers over a few articles, each one passage."""

    def __init__(self, articles: Sequence[Article], llm: LanguageModel | None = None) -> None:
        self.articles = {a.id: a for a in articles}
        self.names = NameBook(f"{a.title}\n{a.text}" for a in articles)
        self.searched: list[str] = []
        self.composer = Composer(lambda: llm, lambda: self.names, self.articles.__getitem__, Settings(llm="extractive"))

    def search(self, question: str, k: int) -> list[ScoredPassage]:
        """Articles by the share of the question's bigrams that they hold."""
        self.searched.append(question)
        found = [
            ScoredPassage(
                Passage(f"{a.id}-0", a.id, 0, 0, len(a.text), a.text), a.title, a.publisher, a.published,
                share := overlap(question, f"{a.title}{a.text}"), dense=0.8 + 0.1 * share, lexical=10 * share,
            )
            for a in self.articles.values()
        ]  # fmt: skip
        return sorted(found, key=lambda p: -p.score)[:k]

    def question(self, text: str) -> Question:
        return analyse(text, self.names)

    def candidates(self, question: Question | str) -> list[Sentence]:
        asked = self.question(question) if isinstance(question, str) else question
        return collect(asked, self.search(asked.plain, 20), self.names, self.articles.__getitem__)

    def sentence(self, words: str) -> Sentence:
        """The sentence that holds ``words``."""
        return next(s for s in self.candidates(words) if words in s.text)

    def events(self, question: str, history: Sequence[Turn] = ()) -> list[Event]:
        return list(self.composer.stream(question, history, self.search, empty=not self.articles))

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        final = self.events(question, history)[-1]
        assert isinstance(final, Final)
        return final.answer
