"""Suggested questions, made from the articles' own figures."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.measures import figures
from rag.answering.moments import AsOf, as_of
from rag.answering.names import NameBook
from rag.answering.question import simplify
from rag.answering.wording import suggest_from
from rag.corpus.sentences import sentence_spans
from rag.messages import t
from rag.types import Article


def suggest(articles: Sequence[Article], names: NameBook, n: int, language: str) -> list[str]:
    """Up to ``n`` questions, one an article, then a second round; a question about the article where no figure fits."""
    rounds: list[list[str]] = [_questions(article, names, language) for article in articles]
    found: list[str] = []
    for depth in range(3):
        for questions in rounds:
            if depth < len(questions) and questions[depth] not in found:
                found.append(questions[depth])
            if len(found) == n:
                return found
    return found


def _questions(article: Article, names: NameBook, language: str) -> list[str]:
    made: list[str] = []
    inherited = tuple(dict.fromkeys(full for _, _, full in names.mentions(simplify(article.title))))
    for start, end in sentence_spans(article.text):
        text = article.text[start:end]
        plain = simplify(text)
        subjects = tuple(dict.fromkeys(full for _, _, full in names.mentions(plain)))
        moment = as_of(text, len(text) // 2, article.published) if article.published else AsOf("", "unknown")
        s = Sentence(
            article.id,
            article.title,
            article.publisher,
            article.published,
            start,
            end,
            text,
            plain,
            subjects,
            inherited,
            moment,
            0,
            0,
            0,
            0,
        )
        inherited = subjects or inherited
        if len(plain) <= 90 and len(subjects) == 1 and 1 <= len(figures([s], names)) <= 3:
            question = suggest_from(s, names, language)
            if question and question not in made and article.title not in question:
                made.append(question)
        if len(made) == 3:
            break
    if not made and article.title:
        made.append(t("answer.suggestion.about", language, title=article.title))
    return made
