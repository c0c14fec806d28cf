"""A name that answers a question must stand where the question is spoken of, not in some other piece of evidence."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answering.evidence import Evidence, covered, weights, window
from rag.answering.outcome import Line
from rag.answering.proper import proper_names
from rag.answering.question import Question
from rag.answering.roles import WHEN
from rag.answering.supporting import overlap
from rag.answering.values import extract_dates
from rag.answering.verify import Check

_ASKS_FOR_A_NAME = re.compile(
    r"谁|哪[一]?[个家所位座支名国里些]|什么(?:人|名|公司|机构|大学|学校|单位|地方|城市)|\b(?:who|which|where)\b", re.I
)
_NOBODY = re.compile(r"(?<![吉其])他(?![们人国乡])|她(?!们)|该(?:公司|行|校|院|机构|人|项目)")
"""Who is asked for, and a pronoun is no name."""
_STRAY = 0.34
"""A name is a stray where what stands around it holds less than this share of what the best evidence holds."""


_WHO = re.compile(r"[由被是]谁|谁(?=[在来主发设创提负写做办担])|哪位")


def gives_half(question: Question, text: str) -> bool:
    """Are both a time and a name asked for (「哪年、由谁设立」), and does an answer give but one of them?"""
    if not (WHEN.search(question.plain) and _WHO.search(question.plain)):
        return False
    named = any(name not in question.plain for name in proper_names(text))
    return not (named and extract_dates(text))


_WHY = re.compile(r"为什么|为何|为啥|(?:是)?什么原因|的原因|\bwhy\b", re.IGNORECASE)
_RETOLD = 0.6
"""A reason is told whole where so much of the sentence that gives it is in the answer."""
_LONG = 160


def short_of_reasons(question: Question, line: Line) -> bool:
    """Is why asked, and does the answer leave out much of the one sentence that says it? A small model keeps one reason
    of several, or goes round in a circle; the sentence itself does not."""
    if not _WHY.search(question.plain) or line.verdict == "quoted" or len(line.supports) != 1:
        return False
    said = line.supports[0].text
    return len(said) <= _LONG and overlap(said, line.text) < _RETOLD


_WHICH_ITEMS = re.compile(r"哪(?:几|[些两三四五六七八九十\d])|分[成为]哪")
_JOINT = re.compile(r"[、；;]|(?:以及|和|与|及)")


def short_of_items(question: Question, line: Line) -> bool:
    """Are the members of something asked for, and does the answer name but their number (「三级架构」), where the one
    sentence that it rests on lists them?"""
    if not _WHICH_ITEMS.search(question.plain) or line.verdict == "quoted" or len(line.supports) != 1:
        return False
    return not _JOINT.search(line.text) and "、" in line.supports[0].text


def without_strays(question: Question, text: str, found: Check, evidence: Evidence) -> Check:
    """The check of a sentence that answers with a name: one that stands only where nothing of the question does
    (a university that another article names) answers nothing, and counts as missing."""
    if not found.ok or not _ASKS_FOR_A_NAME.search(question.plain):
        return found
    pronoun = _NOBODY.search(text)
    if pronoun and not any(name not in question.plain for name in proper_names(text)):
        return replace(found, missing=(*found.missing, pronoun.group()))
    table = weights(question, evidence.candidates)
    best = max((covered(table, window(s, evidence.candidates)) for s in evidence.sentences), default=0.0)
    strays = []
    for name in proper_names(text):
        holding = [s for s in evidence.sentences if name in s.plain]
        if name in question.plain or not holding:
            continue
        if max(covered(table, window(s, evidence.candidates)) for s in holding) < _STRAY * best:
            strays.append(name)
    return replace(found, missing=(*found.missing, *strays)) if strays else found
