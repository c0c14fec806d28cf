"""The evidence's own words in place of a sentence that failed its check."""

from __future__ import annotations

import re

from rag.answering.evidence import Evidence, Sentence
from rag.answering.fitting import time_fits
from rag.answering.outcome import Line, quoted
from rag.answering.proper import named_last, people, proper_names
from rag.answering.qualifiers import of_another_stage
from rag.answering.question import Question, simplify
from rag.answering.roles import names_no_winner, not_won, only_hoped
from rag.answering.scope import elsewhere, within
from rag.answering.siblings import of_sibling
from rag.answering.supporting import overlap
from rag.answering.values import extract_dates, extract_values
from rag.answering.verify import about_another, of_unlisted

WHO = re.compile(r"谁|哪一?位")
_WHAT_DAY = re.compile(r"哪一?[天日]|几[月号日]|什么时候|何时|什么日子")
_A_DAY = re.compile(r"[今昨前][天日晚早晨]|\d{1,2}日|周[一二三四五六日天]|\d{1,2}[:：]\d\d")
_NUMBER_OF_IT = re.compile(r"文号|编号|号码|代码|电话|邮编|热线|网址|邮箱|车牌")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,5}(?:·[\u4e00-\u9fff]{1,6})+")


def quote(question: Question, text: str, evidence: Evidence, least: float = 0.5) -> Line | None:
    """The evidence's own words in place of a sentence that failed, where they are about the question: cover at least
    the share ``least`` of it."""
    best = max(within(question, evidence.sentences), key=lambda s: overlap(text, s.text) + 2 * s.coverage, default=None)
    if best is None or best.coverage < least or not time_fits(question, best):
        return None
    if (
        question.quantity
        and question.form == "open"
        and all(v.kind == "ordinal" or elsewhere(question, best.plain, v) for v in extract_values(best.plain))
    ):
        return None  # how many is not answered by a sentence without a number of it
    if only_hoped(question.plain, best.plain) or of_sibling(question, best):
        return None
    drafted = extract_values(text)
    if any(elsewhere(question, best.plain, v) for v in extract_values(best.plain) if any(v.same(d) for d in drafted)):
        return None  # the figure that was taken from it is of something else
    number = _NUMBER_OF_IT.search(question.plain)
    if number and number.group() not in best.plain:
        return None  # the number of a document or a telephone, and no count
    if about_another(question, best) or of_unlisted(question, best) or of_another_stage(question.plain, best.plain):
        return None
    if _WHAT_DAY.search(question.plain) and not _tells_day(best):
        return None
    who = question.form == "open" and WHO.search(question.plain)
    if who and (names_no_winner(question.plain, best) or not _new_person(question, best)):
        return None
    return quoted(best, question.language)


def _tells_day(s: Sentence) -> bool:
    """Does a sentence date what it says: 「8月2日」, 「2日」, 「今天」, 「2024年」?"""
    return bool(extract_dates(s.text) or _A_DAY.search(s.plain))


def says_who(question: Question, text: str) -> bool:
    """Does an answer to 谁 name anybody or anything that the question does not?"""
    if question.form != "open" or question.language != "zh" or not WHO.search(question.plain):
        return True
    return bool(new_names(question, text))


_EXCEPT = re.compile(r"除了?(?P<left>[^，,。？?]{2,60}?)(?:之?外)?[，,]\s*(?:还|另|其[他它余]|剩)")


def gives_the_excepted(question: Question, text: str) -> bool:
    """Does an answer give what the question leaves out (「除了甲和乙，另外两家是谁」)?"""
    found = _EXCEPT.search(question.plain)
    left = [name for name in re.split("[、和与及以]+", found["left"]) if len(name) > 1] if found else []
    return any(name in simplify(text) for name in left)


def new_names(question: Question, text: str) -> list[str]:
    named = (*proper_names(text), *named_last(text, question), *_FOREIGN.findall(text))
    return [name for name in named if name not in question.plain]


def _new_person(question: Question, s: Sentence) -> bool:
    named = (*people(s.plain), *_FOREIGN.findall(s.plain))
    return any(name not in question.plain and not not_won(question.plain, s, name) for name in named)
