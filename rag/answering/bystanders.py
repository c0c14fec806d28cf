"""Sentences whose words fit a question while they speak of another day, or of another than the one asked about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.proper import people
from rag.answering.question import Question, tagged
from rag.answering.values import extract_dates

if TYPE_CHECKING:
    from rag.answering.evidence import Sentence

_BARE_DAY = re.compile(r"(?<![\d月至到—~-])(?P<day>[1-3]?\d)日(?!电|讯|均|报|前|内|元|本|历|后)")
_PRONOUN = re.compile(r"[其它他她](?![余中次实他它们])|该[国市县州人]")
_NAMED = ("ns", "nr", "nrt", "nrfg", "nt")
_WORK = re.compile(r"[\u4e00-\u9fff]{2}(?:运河|大桥|隧道|水库|机场|高铁|铁路|电站)")
_NEXT = 3
"""Characters that may lie between two sentences that follow one another."""


def of_another_day(question: Question, s: Sentence) -> bool:
    """Is a day asked about, and does the sentence name only other days, as reports do (「20日晚再次发生地震」)?"""
    asked = {(d.month, d.day) for d in question.dates if d.month and d.day}
    if not asked or s.published is None or any(d.month and d.day for d in extract_dates(s.plain)):
        return False
    told = {int(m["day"]) for m in _BARE_DAY.finditer(s.plain)}
    return bool(told) and not told & {day for _, day in asked}


def of_another_one(question: Question, s: Sentence, evidence: Sequence[Sentence]) -> bool:
    """「瑞典成为成员国。北约为其举行仪式。」 says nothing of 芬兰: a pronoun, the sentence before names another of the
    kind, and nothing up to here names the one that is asked about."""
    asked = next(((word, flag) for word, flag in tagged(question.plain) if flag in _NAMED and len(word) > 1), None)
    known = f"{s.title}{s.lead}{s.plain}"
    if asked is None or not _PRONOUN.search(s.plain) or asked[0] in known:
        return False
    if (work := _WORK.search(question.plain)) and work.group() in known:
        return False  # 广西平陆运河: the place is not named, the canal is
    before = [o for o in evidence if o.article_id == s.article_id and 0 <= s.start - o.end <= _NEXT]
    others = [word for o in before for word, flag in tagged(o.plain) if flag == asked[1] and len(word) > 1]
    return any(word not in question.plain for word in others)


_BEFELL = re.compile(
    r"(?P<where>[\u4e00-\u9fff]{2,4})(?:那一?[次场]|这一?[次场]|的)?[大强特]{0,2}(?:地震|暴雨|洪[水灾]|山火|空难|塌方|泥石流|雪崩)"
)


def of_event_elsewhere(question: Question, s: Sentence, sentences: Sequence[Sentence]) -> bool:
    """Is it asked about a disaster by its place, and does the article name other places, and nothing of that one?"""
    asked = _BEFELL.search(question.plain)
    if asked is None:
        return False
    if _known_of(asked["where"], s, sentences):
        return False
    return any(flag == "ns" and len(word) > 1 and word not in question.plain for word, flag in tagged(s.plain))


def _known_of(name: str, s: Sentence, sentences: Sequence[Sentence]) -> bool:
    """Does the article of a sentence, as far as it is among ``sentences``, hold two characters in a row of a name?"""
    known = f"{s.title}{s.lead}{s.plain}" + "".join(o.plain for o in sentences if o.article_id == s.article_id)
    return any(name[i : i + 2] in known for i in range(len(name) - 1))


_CALLED = re.compile("[演叫饰]")


def _namesake(asked: str, known: str) -> bool:
    """「高启盛一角由…饰演」 where 高启强 is asked about, whom the article never names."""
    for name in people(asked):
        if len(name) > 2 and name not in known and re.search(rf"{name[:2]}(?!{name[2]})[\u4e00-\u9fff]", known):
            return bool(_CALLED.search(asked))
    return False


_TEAM = re.compile(r"(?:代表团|代表队|军团|队|男[足篮排]|女[足篮排])")


def of_another_team(question: Question, s: Sentence) -> bool:
    """「挪威代表团独揽16枚金牌」 where 中国队 is asked about, which the sentence does not name."""
    asked, told = _teams(question.plain), _teams(s.plain)
    return bool(asked and told) and not any(name in s.plain for name in asked)


def _teams(plain: str) -> set[str]:
    """The countries and places whose teams are named."""
    words = tagged(plain)
    return {
        word
        for (word, flag), (after, _) in itertools.pairwise(words)
        if flag == "ns" and len(word) > 1 and _TEAM.match(after)
    } | {
        word.removesuffix("队")
        for word, flag in words
        if flag in ("nt", "ns") and word.endswith("队") and len(word) > 2
    }


_ACTS = r"(?=[的在当被是以夺获拿赢卸上就辞出任宣说因几多去从向对与和时，,？?]|$)"
"""What stands behind the name of somebody, and not behind that of a race."""


def of_other_persons(question: Question, s: Sentence, sentences: Sequence[Sentence]) -> bool:
    """Is a figure or a day asked of somebody, and does the sentence name others, in an article without them?"""
    if _namesake(question.plain, f"{s.title}{s.lead}{s.plain}"):
        return True
    who = people(question.plain) if question.wants & {"number", "date", "money", "percent"} else ()
    asked = [name for name in who if re.search(rf"{re.escape(name)}{_ACTS}", question.plain)]  # no 马拉松男子组
    told = people(s.plain) if asked else ()
    if not told or any(name in question.plain for name in told):
        return False
    return not any(_known_of(name, s, sentences) for name in asked)


_PART = "子公司|分公司|分行|支行|分部|分校|分院|分店"
_LEAST, _MOST = 3, 8


def of_part_of_it(question: Question, s: Sentence) -> bool:
    """「收购硅谷银行英国子公司」 is not of 硅谷银行: it is named only with a part behind it."""
    if re.search(_PART, question.plain):
        return False
    said = f"{s.title}\n{s.lead}\n{s.plain}"
    for part in re.finditer(_PART, s.plain):
        before = s.plain[max(0, part.start() - 14) : part.start()]
        pieces = (before[i : i + n] for n in range(_MOST, _LEAST - 1, -1) for i in range(len(before) - n + 1))
        whole = next((piece for piece in pieces if piece in question.plain), "")
        if whole and not re.search(rf"{re.escape(whole)}(?![\u4e00-\u9fff]{{0,8}}?(?:{_PART}))", said):
            return True
    return False
