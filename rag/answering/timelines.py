"""One measure in articles of different dates, each article read alone.

There are as many words for a measure as there are authors (接待观众, 走进博物馆的人数, 客流量), so that no comparison
of words finds them all; the model, asked for the measure, does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.evidence import Sentence, rescore, with_subject
from rag.answering.listed import COUNTED
from rag.answering.measures import FORECAST, Figure, comparable_values, figure_of, figures
from rag.answering.names import NameBook
from rag.answering.outcome import Line
from rag.answering.question import Question, analyse
from rag.answering.reading import ALONE_BUDGET, Reader, about_another
from rag.answering.scope import beside_the_question
from rag.answering.siblings import of_sibling

_CHANGE = re.compile(
    r"(?:在)?(?:(?:这|近|最近|过去|历)(?:[几些]|[一二三四五六七八九十两\d]+)个?[年月]度?(?:来|间|以来|里)?|历年|逐年|每年)"
    r"|从?(?:19|20)\d\d年?(?:以来|[起开]始?|至今|到现在|到今年)|(?:是)?(?:怎么|如何|怎样)(?:一步步|逐年|逐步|在)*(?:变化|变动|增长|发展|演变|减少|提高|上升|下降|变|涨|增|降)的?"
    r"|(?:有|发生)?(?:了)?(?:什么样?|哪些|怎样|多大)的?(?:变化|变动|趋势)|的?(?:变化|变动|增长|发展)?(?:情况|趋势|走势|历程)(?:如何|怎样|怎么样)?|的?变化(?:大吗)?|呢|吗|了"
)
_ASKED = "{measure}是多少？"
_FROM_ONE = 2
"""Sentences of an article that are read: the best that give such a figure."""
_NEWER, _ALL = 2, 6
"""Articles that are read for a newer value, and for a whole series."""
_NEARLY, _CLOSE = 0.8, 0.03
"""A newer sentence covers nearly as much of the question as the chosen one, or is nearly as near to it (cosine)."""
_WORTHY, _LIKELY = 0.2, 0.45
"""Share of the best score that an article's best sentence must reach to be read for a series, and for a newer value."""


class TimelineReader:
    """Finds the values of one measure over time."""

    def __init__(self, reader: Reader, names: NameBook) -> None:
        self._reader, self._names = reader, names

    def newer(
        self, question: Question, chosen: Figure, candidates: Sequence[Sentence]
    ) -> tuple[list[Line], Figure] | None:
        """The answer of the newest article after the chosen figure's that gives the measure; None where none does."""
        told = chosen.sentence
        later = [
            group
            for group in self._by_article(question, candidates, chosen)
            if _later(group[0], told)
            and (group[0].coverage >= _NEARLY * told.coverage or group[0].dense >= told.dense - _CLOSE)
        ]
        later.sort(key=lambda group: str(group[0].published), reverse=True)
        for group in later[:_NEWER]:
            read = self._value(question, group, chosen)
            if read and read[1].moment.key > chosen.moment.key and not read[1].value.same(chosen.value):
                return read[:2]
        return None

    def series(self, question: Question, candidates: Sequence[Sentence]) -> list[Figure]:
        """One figure an article, oldest first, of what a question for a change asks about."""
        level = analyse(level_question(question), self._names)
        level = replace(level, wants=level.wants | {"number"})
        about = rescore(level, candidates)
        chosen: Figure | None = None
        surest: dict[str, tuple[float, Figure]] = {}
        for group in self._by_article(level, about, None)[:_ALL]:
            read = self._value(level, group, chosen)
            if read and read[1].moment.iso:
                chosen = chosen or read[1]
                likely, moment = read[2], read[1].moment.iso
                rival = next((iso for iso in surest if iso.startswith(moment) or moment.startswith(iso)), moment)
                if rival not in surest or likely > surest.pop(rival)[0]:
                    surest[moment] = likely, read[1]
        return sorted((figure for _, figure in surest.values()), key=lambda figure: figure.moment.key)

    def _by_article(
        self, question: Question, candidates: Sequence[Sentence], chosen: Figure | None
    ) -> list[list[Sentence]]:
        """The best sentences of each article that give such a figure, the best article first."""
        unit = COUNTED.search(question.plain)
        groups: dict[str, list[Sentence]] = {}
        for s in candidates:
            if (
                s.score < (_WORTHY if chosen is None else _LIKELY) * candidates[0].score
                or about_another(question, s)
                or of_sibling(question, s)
            ):
                continue
            such = [
                f
                for f in figures([s], self._names)
                if f.value.kind != "ordinal"
                and f.value.unit not in ("年", "月", "日", "天", "岁")
                and (chosen is None or comparable_values(chosen.value, f.value))
                and (unit is None or not f.value.unit or unit["unit"] in f.value.unit or f.value.kind == "money")
                and not beside_the_question(question, s.plain, f.value)
                and not FORECAST.search(f.clause)
            ]
            if such and len(groups.get(s.article_id, ())) < _FROM_ONE:
                groups.setdefault(s.article_id, []).append(s)
        return [with_subject(question, group, candidates) for group in groups.values()]

    def _value(
        self, question: Question, group: Sequence[Sentence], chosen: Figure | None
    ) -> tuple[list[Line], Figure, float] | None:
        outcome = self._reader.read(question, rescore(question, group), budget=ALONE_BUDGET).outcome
        lines = [line for line in outcome.lines if line.supports]
        if outcome.refused or not lines:
            return None
        supports = [s for line in lines for s in line.supports]
        figure = figure_of(" ".join(line.text for line in lines), supports, question, self._names)
        if figure is None or (chosen is not None and not comparable_values(chosen.value, figure.value)):
            return None
        return lines, figure, outcome.probability or 0.0


def level_question(question: Question) -> str:
    """What changed, asked for as a level: 「参观人数这几年怎么变化的？」 gives 「参观人数是多少？」.

    >>> from rag.answering.names import NameBook
    >>> level_question(analyse("博物馆的参观人数这几年怎么变化的？", NameBook([])))
    '博物馆的参观人数是多少？'
    """
    rest = question.plain.rstrip("？?。 ")
    rest = _CHANGE.sub("", rest).strip(" ，,的是在从")
    return _ASKED.format(measure=rest) if len(rest) > 1 else question.plain


def _later(s: Sentence, told: Sentence) -> bool:
    return bool(s.published and told.published and s.published > told.published)
