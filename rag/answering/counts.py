"""Does an answer count what the question counts? A small model may copy the figure of something else beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.listed import COUNTERS
from rag.answering.qualifiers import agreeing
from rag.answering.question import Question, tagged
from rag.answering.values import Value, extract_values

_COUNTED = re.compile(rf"(?:多少|几)[{COUNTERS}]?(?P<noun>[\u4e00-\u9fff]{{2,12}})")


def counted_noun(plain: str) -> str:
    """What is counted: 成员单位 in 「联盟有多少成员单位」; "" where a question counts nothing by its name."""
    asked = _COUNTED.search(plain)
    noun = ""
    for word, flag in tagged(asked["noun"]) if asked else ():
        if flag not in ("n", "nz", "vn", "l", "nl"):
            break
        noun += word
    return noun if len(noun) > 1 else ""


def missed(question: Question, text: str, evidence: Sequence[Sentence]) -> list[Sentence]:
    """The evidence that counts what is asked for, where ``text`` gives none of its figures; else []."""
    noun = counted_noun(question.plain)
    if question.form != "open":
        return []
    told = [(s, (_counts(s.plain, noun) if noun else []) or counts_of_the_kind(question, s.plain)) for s in evidence]
    given = extract_values(text)
    if (noun and _counts(text, noun)) or any(v.same(g) for _, values in told for v in values for g in given):
        return []
    return [s for s, values in told if values]


_PERSONS_ASKED = re.compile("(?:多少|几)[人名位]")
_PERSONS = ("人", "名", "位")


def counts_of_the_kind(question: Question, plain: str) -> list[Value]:
    """The figures of persons of whom a text says what the question asks: 52人 in 「23辆车坠落，52人死亡、30人受伤」 for
    「多少人遇难」."""
    if not _PERSONS_ASKED.search(question.plain):
        return []
    return [v for v in extract_values(plain) if v.unit in _PERSONS and agreeing(question.plain, plain, v.start, v.end)]


def the_count(question: Question, sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence that gives the one figure of whom the question asks; None where several are given."""
    told = [(s, v) for s in sentences for v in counts_of_the_kind(question, s.plain)]
    return told[0][0] if told and all(v.same(told[0][1]) for _, v in told) else None


_SIZE = re.compile(
    rf"面积|全长|总长|多长|长度|海拔|多高|高度|多深|深度|多重|重量|体重|震级|几级|多少(?:公里|平方|米|吨|公斤|千克|亩|公顷|[{COUNTERS}])"
)


def of_another_measure(question: Question, text: str) -> bool:
    """Is a size or a count asked for, and are all the figures of an answer sums of money (「面积约14亿元」)?"""
    if not _SIZE.search(question.plain) or question.wants & {"money", "percent"} or "元" in question.plain:
        return False
    given = [v for v in extract_values(text) if v.kind != "ordinal" and not any(v.same(q) for q in question.values)]
    return bool(given) and all(v.kind == "money" for v in given)


def _counts(text: str, noun: str) -> list[Value]:
    """The figures of which the noun is told: 「68家成员单位」."""
    behind = re.compile(rf"[{COUNTERS}余多]{{0,2}}的?{re.escape(noun)}")
    return [v for v in extract_values(text) if v.kind != "ordinal" and behind.match(text, v.end)]
