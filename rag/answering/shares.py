"""What share of a whole a part is, from figures of both that one article gives: 257 of 621 is 41.4 %."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.arithmetic import Computation, compute
from rag.answering.evidence import Sentence
from rag.answering.likewise import behind
from rag.answering.listed import of_time
from rag.answering.measures import Figure, figures
from rag.answering.names import NameBook
from rag.answering.question import Question, analyse, held, terms_of
from rag.answering.scope import beside_the_question

_ASKED = r"(?:百分之(?:几|多少)|多[少大](?:的?百分比|的?比[例重])?|几成|什么比例)"
_PART_OF_WHOLE = re.compile(
    rf"(?P<part>[^，,。；;？?]{{2,30}}?)占(?:到|了|据)?(?P<whole>[^，,。；;？?]{{2,20}}?)的?(?:百分比|比[例重])?(?:是|为|有|达)?(?:大概|大约|约)?{_ASKED}"
)
_OF_WHOLE_PART = re.compile(
    r"(?P<whole>[^，,。；;？?]{2,30}?)(?:里面?|之?中|当中)?(?:最[后终])?(?:大概|大约|约)?有?百分之(?:几|多少)的?(?P<part>[^，,。；;？?的]{2,12})"
)
_OVER = re.compile(r"[了过呢吗啊得能被获]$|^(?:是|能|会|被|最[后终])")
_FROM_BEFORE = re.compile(r"[，,；;。：:（(]")
_MEASURED = 0.6
_FAR = 12
"""Characters that may stand between the words of a measure and its figure."""
_LOOKED_AT = 40


def share_asked(question: Question) -> tuple[str, str] | None:
    """(part, whole) where the question asks what share one is of the other: 「净利润占净收入的百分之几」,
    「申请的项目有百分之几获奖」."""
    if question.language != "zh":
        return None
    match = _PART_OF_WHOLE.search(question.plain) or _OF_WHOLE_PART.search(question.plain)
    return (match["part"], _OVER.sub("", match["whole"])) if match else None


def states_share(text: str) -> bool:
    """Does a sentence say of itself that a figure is a share?"""
    return re.search(r"占|比[例重]|[^\s]率|%的|成的|百分之[\u4e00-\u9fff]+的|percent of|% of", text) is not None


def share(question: Question, candidates: Sequence[Sentence], names: NameBook) -> Computation | None:
    """The share that the question asks for, from two figures of one kind that one article gives, in one sentence
    where there is such a one; None where there are no two, or pairs that differ."""
    asked = share_asked(question)
    if asked is None:
        return None
    of_part, of_whole = (_own_terms(words, names) for words in asked)
    if not of_part or not of_whole or of_part == of_whole:
        return None
    told = [f for f in figures(candidates[:_LOOKED_AT], names) if _can_be(question, f)]
    parts, wholes = (
        [f for f in told if _measured_by(f, terms) and not beside_the_question(alone, f.sentence.plain, f.value)]
        for terms, alone in zip((of_part, of_whole), (analyse(f"{what}是多少？", names) for what in asked), strict=True)
    )
    pairs = [(a, b) for a in parts for b in wholes if _of_one_article(a, b)]
    pairs = [p for p in pairs if p[0].sentence == p[1].sentence] or pairs
    done = [c for a, b in pairs if (c := compute("share", (a, b), [], question.language)) is not None]
    if not done or any(abs(c.result - done[0].result) > abs(done[0].result) / 100 for c in done):
        return None
    return done[0]


def _own_terms(words: str, names: NameBook) -> tuple[str, ...]:
    """The words of a measure without whose it is and of when: those the figure's own clause need not repeat."""
    rest = list(words)
    for start, end, _ in names.mentions(words, bare=True):
        rest[start:end] = " " * (end - start)
    text = re.sub(r"\d[\d年月日度.]*", " ", "".join(rest))
    return terms_of(text.rpartition("的")[2] or text) or terms_of(text)


def _can_be(question: Question, figure: Figure) -> bool:
    if not figure.amount_of_something:
        return False
    if question.organisations and figure.subject and not set(question.organisations) & set(figure.subject):
        return False
    return of_time(question, figure.sentence)


def _measured_by(figure: Figure, terms: Sequence[str]) -> bool:
    """Do the words stand in the figure's own clause, right before the figure?"""
    plain, start = figure.sentence.plain, figure.value.start
    begun = max((m.end() for m in _FROM_BEFORE.finditer(plain, 0, start)), default=0)
    lead = plain[begun:start].lower()
    if not lead or sum(held(term, lead) for term in terms) / len(terms) < _MEASURED:
        return False
    return len(behind(terms, lead)) <= _FAR


def _of_one_article(part: Figure, whole: Figure) -> bool:
    a, b = part.value, whole.value
    if part.sentence.article_id != whole.sentence.article_id or (a.kind, a.unit) != (b.kind, b.unit):
        return False
    of_one = not part.subject or not whole.subject or set(part.subject) & set(whole.subject)
    return bool(of_one) and 0 < a.amount < b.amount and part.moment.iso[:4] == whole.moment.iso[:4]
