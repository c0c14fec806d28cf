"""A part of a question that is not found where all articles are read at once: sought by the words that it alone has.

What is told of 甲 at length is easily taken for 乙's; an article that names 乙, read by itself, is not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from rag.answering.evidence import Sentence, rescore, window
from rag.answering.fitting import time_fits
from rag.answering.outcome import Outcome
from rag.answering.question import Question
from rag.answering.reading import Reader

_ARTICLES = 3
"""Articles that are read alone for one part."""


def own_words(texts: Sequence[str]) -> dict[str, str]:
    """For each of some questions that differ in one place the words that it alone has there (谈文绮, 女单)."""
    ahead = _alike([iter(text) for text in texts])
    behind = _alike([reversed(text[ahead:]) for text in texts])
    found = {}
    for text in texts:
        end = len(text) - behind
        own = text[ahead : end if end - ahead > 1 else ahead + 2]
        if len(texts) > 1 and ahead + behind and re.fullmatch(r"[\u4e00-\u9fffA-Za-z·]{2,6}", own):
            found[text] = own
    return found


def _alike(texts: Sequence[Iterator[str]]) -> int:
    """How many characters all begin with."""
    return sum(1 for _ in itertools.takewhile(lambda row: len(set(row)) == 1, zip(*texts, strict=False)))


def read_alone(reader: Reader, part: Question, own: Mapping[str, str], about: Sequence[Sentence]) -> Outcome | None:
    """The answer from one of the articles that name what sets the part apart, without what names only the others."""
    mine, others = own.get(part.text, ""), [words for text, words in own.items() if text != part.text]
    naming = [s.article_id for s in about if mine and mine in s.plain and time_fits(part, s)]
    for article in list(dict.fromkeys(naming))[:_ARTICLES]:
        told = [s for s in about if s.article_id == article]
        told = [s for s in told if mine in s.plain or not any(other in s.plain for other in others)]
        outcome = reader.read(part, rescore(part, told)).outcome
        if not outcome.refused and all(line.supports for line in outcome.lines):
            return outcome
    return None


def told_of_another(text: str, own: Mapping[str, str], outcome: Outcome, about: Sequence[Sentence]) -> bool:
    """Is the part answered with a quotation around which nothing stands of what sets it apart?"""
    quotes = [s for line in outcome.lines if line.verdict == "quoted" for s in line.supports]
    return bool(text in own and quotes) and not any(own[text].lower() in window(s, about) for s in quotes)
