"""The figures of several subjects from one article, where it tells them alike: like is compared with like.

One study counts 496 applications of one company and 147 of another; what the first company says of itself elsewhere
(830) is another count.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.listed import COUNTED, Entry, counted_alike, of_time
from rag.answering.measures import FORECAST, Figure, figures
from rag.answering.names import NameBook
from rag.answering.question import Question, held, terms_of
from rag.answering.scope import beside_the_question

_MEASURED = 0.6
"""Share of the measure's words that stand before the figure in its sentence, or in its clause."""
_ASIDE = re.compile(r"截[至止]|[啊呀呢吧]$")
_LINK = re.compile(
    r"(?:[量数额率者]|总量|规模|人数)?[，,、]?(?:分别|累计|总计|共计?|合计|已经?|均|也|都|则|的|是|为|有|达到?|约|近|超过?|突破|高达|仅|以|\s)*"
)
"""What may stand between the measure and its figure: 「专利申请量共计147件」, but not 「专利申请页数在11页」."""
_MOST = 6
"""Figures of one subject that are weighed."""
_LOOKED_AT = 120
_ALIKE = 0.2
"""Share of a clause's pairs of characters that the other subjects' clauses have in common with it."""


def alike(
    question: Question, subjects: Sequence[str], measure: str, candidates: Sequence[Sentence], names: NameBook
) -> list[Entry]:
    """One figure of each subject, all from the article that tells them most alike; [] where none gives them all."""
    full = [names.canonical(subject) for subject in subjects]
    if len(subjects) < 2 or not all(full):
        return []
    best: tuple[float, list[Entry]] = (_ALIKE, [])
    by_article: dict[str, list[Sentence]] = {}
    for s in candidates[:_LOOKED_AT]:
        by_article.setdefault(s.article_id, []).append(s)
    for sentences in by_article.values():
        told = [f for f in figures(sentences, names) if _measures(question, f, measure)]
        choices = [[f for f in told if f.subject == (one,)][:_MOST] for one in full]
        led = {_place(f): _pairs(f, names) for few in choices for f in few}
        for chosen in itertools.product(*choices):
            if len({(f.value.kind, f.value.unit) for f in chosen}) > 1 or len({_place(f) for f in chosen}) == 1:
                continue
            likeness = min(_likeness(led[_place(a)], led[_place(b)]) for a, b in itertools.combinations(chosen, 2))
            if likeness > best[0]:
                best = likeness, [Entry(label, f) for label, f in zip(subjects, chosen, strict=True)]
    return best[1]


def plain_measure(measure: str) -> str:
    """The measure without what a sum or a question leaves at its ends: 「截至申请专利啊」."""
    return _ASIDE.sub("", measure)


def _measures(question: Question, figure: Figure, measure: str) -> bool:
    value, s = figure.value, figure.sentence
    unit = COUNTED.search(question.plain)
    if value.kind == "ordinal" or value.counts_time or FORECAST.search(figure.clause):
        return False
    if value.kind != "percent" and ("percent" in question.wants or measure.endswith("率")):
        return False
    if unit and value.kind != "money" and not counted_alike(unit["unit"], value.unit):
        return False
    of_its_article = bool(s.published and question.allows(s.published.isoformat()) and s.moment.basis != "unknown")
    if not (of_time(question, s) or of_its_article) or beside_the_question(question, s.plain, value):
        return False
    lead = s.plain[: value.start].lower()
    terms = _words(plain_measure(measure))
    if sum(held(term, lead) for term in terms) / len(terms) < _MEASURED:
        return False
    return _LINK.fullmatch(behind(terms, lead)) is not None


def behind(terms: Sequence[str], lead: str) -> str:
    """What stands in ``lead`` behind the last pair of characters of the terms."""
    ends = [lead.rfind(pair) + 2 for term in terms for pair in (term[i : i + 2] for i in range(len(term) - 1))]
    return lead[max(ends, default=0) :]


def _words(measure: str) -> list[str]:
    """The words of a measure, a compound of four characters as its halves: 申请专利 is also said 专利申请."""
    words = terms_of(measure) or (measure,)
    return [half for word in words for half in ((word[:2], word[2:]) if len(word) == 4 else (word,))]


def _place(figure: Figure) -> tuple[str, int]:
    return figure.sentence.article_id, figure.sentence.start + figure.value.start


def _likeness(one: set[str], other: set[str]) -> float:
    """How alike two figures are led to (Dice's coefficient of the pairs of characters before them)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _pairs(figure: Figure, names: NameBook) -> set[str]:
    """The pairs of characters in the last two clauses up to the figure and right behind it, names and figures aside."""
    plain, value = figure.sentence.plain, figure.value
    lead = "，".join(re.split(r"[，,；;。：:]", plain[: value.start])[-2:])
    for start, end, _ in reversed(names.mentions(lead, bare=True)):
        lead = lead[:start] + " " + lead[end:]
    text = f"{lead} {re.split('[，,；;。：:]', plain[value.end :])[0]}"
    return {run[i : i + 2] for run in re.findall(r"[\u4e00-\u9fff]+", text) for i in range(len(run) - 1)}
