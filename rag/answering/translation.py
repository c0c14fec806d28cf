"""English questions on Chinese articles: found and weighed in Chinese, answered in English."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.answering.drafting import Drafter
from rag.answering.names import NameBook, pinyin
from rag.answering.question import Question, analyse, language_of
from rag.models.base import ModelError
from rag.types import ScoredPassage

_log = logging.getLogger(__name__)
_NAME = re.compile(r"\b[A-Z][a-z]{4,}\b")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")


def needed(question: Question, passages: Sequence[ScoredPassage]) -> bool:
    """Is the question in English and what was found mostly Chinese?"""
    foreign = sum(language_of(p.text) == "zh" for p in passages[:8])
    return question.language == "en" and foreign * 2 > len(passages[:8])


def in_chinese(
    question: Question, passages: Sequence[ScoredPassage], names: NameBook, drafter: Drafter | None
) -> Question:
    """The question analysed in Chinese; its own text and language stay, so that it is answered in English.

    Names are put in from the articles (Anyihua is 安逸花 where they write that), the rest the model translates; without
    a model only the names help.
    """
    text = _with_names(question.text, passages, names)
    if drafter is not None:
        try:
            text = drafter.translate(text) or text
        except ModelError as error:
            _log.warning("the question stays in English: %s", error)
    found = analyse(text, names)
    merged = replace(
        found,
        text=question.text,
        language="en",
        wants=found.wants | question.wants if "other" not in question.wants else found.wants,
    )
    return replace(merged, form=question.form) if question.form != "open" else merged


def _with_names(text: str, passages: Sequence[ScoredPassage], names: NameBook) -> str:
    for start, end, full in reversed(names.mentions(text, bare=True)):
        short = min((n for n in names.names_of(full) if len(n) > 2), key=len, default=full)
        text = text[:start] + short + text[end:]
    corpus = "\n".join(p.text for p in passages)
    for word in dict.fromkeys(_NAME.findall(text)):
        written = spelt(word.lower(), corpus)
        if written:
            text = text.replace(word, written)
    return text


def spelt(word: str, text: str) -> str:
    """The Chinese characters of ``text`` that are spelt ``word`` in pinyin; "" where there are none."""
    for run in _HAN_RUN.findall(text):
        sounds = [_sound(char) for char in run]
        for i in range(len(run)):
            so_far = ""
            for j in range(i, min(i + 5, len(run))):
                so_far += sounds[j]
                if so_far == word and j > i:
                    return str(run[i : j + 1])
                if not word.startswith(so_far):
                    break
    return ""


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    return pinyin(char)
