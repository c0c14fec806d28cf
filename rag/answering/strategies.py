"""How each kind of question is answered: read, then code does what it does better (time, sums, claims)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.arithmetic import Computation, compute, no_change
from rag.answering.asides import as_growth
from rag.answering.backward import year_earlier
from rag.answering.citations import CitationBook
from rag.answering.claims import ClaimReader
from rag.answering.comparing import Comparer, Find, asks_amount, computed
from rag.answering.confidence import probability
from rag.answering.disputes import disputed
from rag.answering.drafting import Drafter
from rag.answering.evidence import Sentence, rescore
from rag.answering.fitting import time_fits
from rag.answering.matters import of_one_matter
from rag.answering.measures import (
    Figure,
    backing,
    contradictions,
    distinct,
    figure_of,
    figures,
    rivals,
    same_measure,
    unmoved,
)
from rag.answering.names import NameBook
from rag.answering.openings import of_another
from rag.answering.outcome import Line, Outcome, quoted
from rag.answering.premises import premise
from rag.answering.prizes import as_won
from rag.answering.question import Question, analyse, held
from rag.answering.reading import Reader, Reading, sentences_of
from rag.answering.scope import beside_the_question
from rag.answering.shares import share, states_share
from rag.answering.strays import gives_half, short_of_items, short_of_reasons
from rag.answering.subquestions import subjects_of, whether
from rag.answering.timelines import TimelineReader, course, of_any_time
from rag.answering.verify import about_another, check
from rag.answering.wholenames import named_whole
from rag.answering.wording import conflict_line, dated, earlier_line, moment_text, series_line
from rag.messages import t

_CHANGING = re.compile(
    r"增|减|变|趋势|几年|历年|逐年|下降|上升|提高|发展|chang|grow|trend|increas|over|year", re.IGNORECASE
)
"""Words that ask for a change, not for what changed."""
_MOST = re.compile(
    r"最[大高多长远深快重强]|纪录(?!片)|\b(?:most|highest|largest|biggest|longest|deepest|record)\b", re.IGNORECASE
)
"""What is asked for is the greatest value, not the newest."""
_NEARLY_ALL = 0.85
_HALF = 0.5
_MOSTLY = 0.6
_LEADING = 20
_DECIDED = 0.5
_TRIED = 6
_LOOKED_AT = 60
"""Candidate sentences among which other values of a measure are sought."""


_SINCE = re.compile(r"以来|至今|[从自]|(?<!比)(?:开始|起)|到现在|\bsince\b", re.IGNORECASE)


def _over_time(question: Question) -> bool:
    """Is a course of time asked for? 「2023年增长多少」 asks for the figure of one year."""
    one = len(set(question.years)) == 1 and not _SINCE.search(question.plain)
    return question.form == "change" and not one


@dataclass(frozen=True, slots=True)
class _Told:
    """The figure that is given, the lines that give it, the values of its measure over time, what contradicts it."""

    figure: Figure
    lines: tuple[Line, ...]
    points: tuple[Figure, ...]
    against: tuple[Figure, ...]


class Strategist:
    """Chooses the way to answer by the form of the question. ``find`` gives the sentences for a part of it;
    ``beside``: it is one of several asked at once."""

    def __init__(
        self, drafter: Drafter, names: NameBook, book: CitationBook, budget: int, find: Find, *, beside: bool = False
    ) -> None:
        self._drafter, self._names, self._book, self._budget = drafter, names, book, budget
        self._find, self._beside = find, beside
        self._reader = Reader(drafter, names, budget)
        self._timelines = TimelineReader(self._reader, names)
        self._claims = ClaimReader(drafter, self._reader, names, self._timelines)

    def answer(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        return named_whole(question, self._answer(question, candidates), candidates)

    def _answer(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        assumed = premise(question.text, self._names) if question.form != "yes_no" else None
        if assumed is not None:
            about = rescore(analyse(assumed.claim, self._names), candidates)
            corrected = self._claims.correction(assumed.claim, question, about)
            if corrected is not None:
                self._book_after([corrected])
                asked = analyse(assumed.question, self._names)
                outcome = self._by_form(asked, rescore(asked, candidates))
                return replace(outcome, lines=(corrected, *outcome.lines), refused=False, reason="")
        return self._by_form(question, candidates)

    def _by_form(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        if question.form == "compute" and whether(question) and len(subjects_of(question, self._names)) < 2:
            question = replace(question, form="yes_no")  # 「今年的比去年高吗？」: a sentence may say so
        if growth := as_growth(question.plain):  # as the articles put it, or else from both years' figures
            asked = replace(analyse(growth, self._names), text=question.text)
            stated = self._by_form(asked, rescore(asked, candidates))
            if not stated.refused:
                return stated
        taken_apart = Comparer(
            self._reader, self._names, self._book, self._budget, self._up_to_date, self._drafter.divide, self._find
        )
        if outcome := taken_apart.answer(question, candidates):
            return outcome
        if question.form == "yes_no":
            return self._claims.answer(question, candidates)
        outcome = self._one(question, candidates)
        untried = outcome.refused and not asks_amount(question)
        return (untried and taken_apart.step(question, candidates)) or outcome

    def _one(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        reading = self._reader.read(question, candidates, beside=self._beside)
        outcome = as_won(question, reading.outcome, candidates)
        if outcome.refused and _over_time(question) and (series := self._series(question, reading, candidates)):
            return series
        if outcome.reason == "other_time" and (dated := self._of_that_time(question, outcome, candidates)):
            return dated
        if outcome.refused and (of_year := self._timelines.of_year(question, candidates)):
            return of_year
        if reckoned := self._share(question, outcome, candidates):
            return reckoned
        beyond = any(line.supports and not time_fits(question, s) for line in outcome.lines for s in line.supports)
        if (outcome.refused or beyond) and (done := year_earlier(question, candidates, self._names)):
            return self._reckoned(question, outcome, done)
        if outcome.refused:
            return self._explained(question, outcome, candidates)
        kept = [line for line in outcome.lines if line.supports]
        if len(kept) == 1 and (
            gives_half(question, kept[0].text)
            or short_of_reasons(question, kept[0])
            or short_of_items(question, kept[0])
        ):
            return replace(outcome, lines=(quoted(kept[0].supports[0], question.language),))
        if question.quantity or question.form == "change":
            return self._in_time(question, reading, candidates)
        if len(kept) == 1 and (conflict := disputed(question, kept[0], candidates, self._book_after(kept))):
            return replace(outcome, lines=(*outcome.lines, conflict))
        return outcome

    def _share(self, question: Question, outcome: Outcome, candidates: Sequence[Sentence]) -> Outcome | None:
        """What share one figure is of another, by code, where no sentence states it."""
        supports = [s for line in outcome.lines for s in line.supports]
        if not outcome.refused and any(states_share(s.plain) for s in supports):
            return None
        done = share(question, candidates, self._names)
        return self._reckoned(question, outcome, done) if done else None

    def _reckoned(self, question: Question, outcome: Outcome, done: Computation) -> Outcome:
        """A computation after the sentences that give its figures."""
        told = tuple(dict.fromkeys(f.sentence for f in done.operands))
        lines = (*(quoted(s, question.language) for s in told), computed(done, self._book, question.language))
        return Outcome(lines, probability=max(outcome.probability or 0.0, _DECIDED), signals=outcome.signals)

    def _in_time(self, question: Question, reading: Reading, candidates: Sequence[Sentence]) -> Outcome:
        """The newest figure with its date where no time was asked for; the others, and contradictions, after it."""
        outcome = reading.outcome
        kept = [line for line in outcome.lines if line.supports]
        sentences = [s for line in kept for s in line.supports]
        figure = figure_of(" ".join(line.text for line in kept), sentences, question, self._names)
        known = figures(candidates[:_LOOKED_AT], self._names)
        if figure is None:
            return (_over_time(question) and self._series(question, reading, candidates)) or outcome
        told = self._chosen(question, figure, outcome.lines, known, candidates)
        if _over_time(question):
            points = self._course(question, told.points, known, candidates)
            if series := series_line(points, self._book, question.language):
                return replace(outcome, lines=(series, *self._growth(points, question)), timeline=points)
            told = replace(told, points=points)
        return replace(outcome, lines=self._with_others(question, told), timeline=told.points)

    def _chosen(
        self,
        question: Question,
        figure: Figure,
        drafted: Sequence[Line],
        known: Sequence[Figure],
        candidates: Sequence[Sentence],
    ) -> _Told:
        """Which figure of the measure is the one to give: the closest in words, the one with the most articles behind
        it, the greatest or the newest."""
        lines = list(drafted)
        if closer := self._closer(question, figure, candidates):
            figure, lines = closer, [self._newest(question, closer)]
        points = of_one_matter(
            distinct(same_measure(figure, known, question, self._names)), figure, question, candidates
        )
        against = [f for f in rivals(figure, known, question) if not of_another(f, question, figure)]
        against += [p for p in points if p not in against and unmoved(figure, p, question)]
        if (
            against
            and (better := max(against, key=lambda f: backing(f.value, known)))
            and backing(better.value, known) > backing(figure.value, known)
        ):
            figure, against = better, [figure]
            lines = [self._newest(question, better)]
        if against:
            points = [p for p in points if not any(p.value.same(r.value) for r in against)]
        elif not question.periods and points and points[-1].moment.key > figure.moment.key:
            figure, lines = points[-1], [self._newest(question, points[-1])]
        if _MOST.search(question.plain) and (top := self._greatest(question, figure, candidates)):
            figure, lines, points = top, [self._newest(question, top)], [top]
        elif (
            question.form != "change"
            and not question.periods
            and not against
            and (newer := self._timelines.newer(question, figure, candidates))
        ):
            if unmoved(figure, newer[1], question):
                against = [newer[1]]
            else:
                points = sorted({*points, figure, newer[1]}, key=lambda p: p.moment.key)
                lines, figure = newer
        return _Told(figure, tuple(lines), tuple(points), tuple(against))

    def _course(
        self, question: Question, points: Sequence[Figure], known: Sequence[Figure], candidates: Sequence[Sentence]
    ) -> tuple[Figure, ...]:
        """The values of the measure over time, each article read alone where that tells more."""
        series = max(distinct(self._timelines.series(question, candidates)), list(points), key=len)
        series = series if len(series) > 1 else self._longest(question, candidates, known)
        return tuple(course(question, series, candidates, self._names))

    def _with_others(self, question: Question, told: _Told) -> tuple[Line, ...]:
        """The answer with its date, and after it what contradicts it and the values of other times."""
        lines = list(told.lines)
        first = next((i for i, line in enumerate(lines) if line.supports), None)
        if first is not None and lines[first].verdict != "quoted" and not question.years:
            moved = any(not p.value.same(told.figure.value) for p in told.points)
            changing = question.newest or moved or bool(question.organisations)  # a company's figures move on
            text = dated(lines[first].text, told.figure, question.language, changing=changing)
            lines[first] = replace(lines[first], text=text)
        disputed = [
            pair
            for pair in contradictions(told.points)
            if not question.years or any(pair[0].moment.covers(y) for y in question.years)
        ]
        disputed = [(told.figure, rival) for rival in told.against[:1]] or disputed
        if conflict := conflict_line(disputed, self._book_after(lines), question.language):
            lines.append(conflict)
        if not question.periods and (
            earlier := earlier_line(told.points, told.figure, self._book_after(lines), question.language)
        ):
            lines.append(earlier)
        return tuple(lines)

    def _of_that_time(self, question: Question, refused: Outcome, candidates: Sequence[Sentence]) -> Outcome | None:
        """The model took a figure of another time: is there one of the asked time that says what is asked?"""
        fitting = [
            f
            for f in self._fitting(question, candidates)
            if question.allows(f.moment.iso)
            and f.moment.basis in ("stated", "relative")
            and len(self._said(question, f)) >= _MOSTLY * len(question.terms)
        ]
        if not fitting or not question.quantity:
            return None
        line = self._newest(question, fitting[0])
        return Outcome((line,), probability=refused.probability, signals=refused.signals)

    def _greatest(self, question: Question, figure: Figure, candidates: Sequence[Sentence]) -> Figure | None:
        """「最大下潜深度」: a greater value that is said of the same, where the question asks for the most."""
        greater = [
            f
            for f in self._fitting(question, candidates)
            if (f.value.kind, f.value.unit) == (figure.value.kind, figure.value.unit)
            and f.value.amount > figure.value.amount
            and (not question.years or question.allows(f.moment.iso))
        ]
        return max(greater, key=lambda f: f.value.amount, default=None)

    def _closer(self, question: Question, figure: Figure, candidates: Sequence[Sentence]) -> Figure | None:
        """「农村用户2300万」 was taken where 「注册用户1.3亿」 is asked: the newest figure whose clause says all of the
        question's words that this one's does, and what makes one of them narrower."""
        said = self._said(question, figure)
        closer = [
            f
            for f in self._able(question, candidates)
            if (f.value.kind, f.value.unit) == (figure.value.kind, figure.value.unit)
            and _narrows(question.plain, said, self._said(question, f))
            and (not question.years or question.allows(f.moment.iso))
        ]
        return max(closer, key=lambda f: f.moment.key, default=None)

    @staticmethod
    def _said(question: Question, figure: Figure) -> frozenset[str]:
        """The words of the question, of two characters or more, that the figure's clause holds."""
        clause = figure.whole_clause.lower()
        return frozenset(term for term in question.terms if held(term, clause) >= _NEARLY_ALL)

    def _fitting(self, question: Question, candidates: Sequence[Sentence]) -> list[Figure]:
        """Figures whose clause holds half of the question's words and most of what the best one holds, best first."""
        terms = [term for term in question.terms if not _CHANGING.search(term)]

        def fit(figure: Figure) -> float:
            clause = figure.whole_clause.lower()
            return sum(held(term, clause) for term in terms)

        able = self._able(question, candidates) if terms else []
        fitting = [f for f in able if fit(f) >= _HALF * len(terms)]
        most = max((fit(f) for f in fitting), default=0.0)
        return sorted((f for f in fitting if fit(f) >= _MOSTLY * most), key=lambda f: -fit(f))

    def _able(self, question: Question, candidates: Sequence[Sentence]) -> list[Figure]:
        """Figures of the leading sentences that can be what is asked for, as far as subject and kind tell."""
        asked = set(question.organisations)
        return [
            f
            for f in figures(candidates[:_LEADING], self._names)
            if f.value.kind != "ordinal"
            and not f.value.counts_time
            and (not asked or asked & set(f.subject))
            and not beside_the_question(question, f.sentence.plain, f.value)
        ]

    def _series(self, question: Question, reading: Reading, candidates: Sequence[Sentence]) -> Outcome | None:
        """How a measure changed, from its figures alone, each read in its own article: where the draft was refused or
        says no figure, and the articles give two or more values."""
        holds = replace(reading.outcome.signals, supported=None, answer_coverage=None)
        likely = max(probability(holds, "early"), _DECIDED)
        known = figures(candidates[:_LOOKED_AT], self._names)
        read = distinct(self._timelines.series(question, candidates))
        best = max(read, self._longest(question, candidates, known), key=len)
        best = course(question, best, candidates, self._names)
        line = series_line(best, self._book, question.language)
        if line is None:
            return None
        return Outcome(
            (line, *self._growth(best, question)), probability=likely, signals=holds, timeline=tuple(best),
        )  # fmt: skip

    def _longest(self, question: Question, candidates: Sequence[Sentence], known: Sequence[Figure]) -> list[Figure]:
        """The most values over time of one measure that the question can mean."""
        best: list[Figure] = []
        for figure in self._fitting(question, candidates)[:_TRIED]:
            points = distinct(same_measure(figure, known, question, self._names))
            best = max(best, of_one_matter(points, figure, question, candidates), key=len)
        return best

    def _book_after(self, lines: Sequence[Line]) -> CitationBook:
        """The citation book, with the lines' own supports numbered first."""
        for line in lines:
            for s in line.supports:
                self._book.add(s)
        return self._book

    def _newest(self, question: Question, point: Figure) -> Line:
        """The answer again, from the newest figure's sentence alone; its own words where the model gets it wrong."""
        draft = self._drafter.write([point.sentence], question.text, question.language, "answer", 100)
        for text in sentences_of(draft.text)[:1]:
            found = check(text, [point.sentence], question, self._names)
            again = figure_of(text, [point.sentence], question, self._names)
            if found.ok and not no_change(text) and again is not None and again.value.same(point.value):
                return Line(text, found.supports)
        return quoted(point.sentence, question.language)

    def _growth(self, points: Sequence[Figure], question: Question) -> list[Line]:
        ends = {p.moment.iso[:4] for p in (points[0], points[-1])}
        if points[0].value.same(points[-1].value):
            return []
        if len(set(question.years)) > 1 and not {str(y) for y in (min(question.years), max(question.years))} <= ends:
            return []  # from 2021 to 2024 is asked, and 2024 is not known
        done = compute(
            "growth",
            [points[0], points[-1]],
            [moment_text(p.moment.iso, question.language) for p in (points[0], points[-1]) if p.moment.iso],
            question.language,
        )
        return [computed(done, self._book, question.language)] if done else []

    def _up_to_date(
        self, lines: list[Line], figure: Figure, part: Question, candidates: Sequence[Sentence]
    ) -> tuple[list[Line], Figure]:
        """The answer to a part with its moment, and its figure: the newest, where no time is asked for."""
        points = distinct(same_measure(figure, figures(candidates[:_LOOKED_AT], self._names), part, self._names))
        points = of_one_matter(points, figure, part, candidates)
        if not part.periods and points and points[-1].moment.key > figure.moment.key:
            lines, figure = [self._newest(part, points[-1])], points[-1]
        if lines[0].verdict != "quoted":
            text = dated(lines[0].text, figure, part.language, changing=len(points) > 1)
            lines = [replace(lines[0], text=text), *lines[1:]]
        return lines, figure

    def _explained(self, question: Question, outcome: Outcome, candidates: Sequence[Sentence]) -> Outcome:
        """A refusal that says why, where code can tell: the years or the subjects that the articles do know."""
        language = question.language
        if question.years and outcome.nearest is not None:
            told = self._of_other_years(question, candidates)
            if told:
                outcome = replace(outcome, nearest=told[0].sentence, other_year=told[0].moment.year)
            known = sorted({f.moment.iso[:4] for f in told}) or sorted(
                {
                    s.moment.iso[:4]
                    for s in candidates[:6]
                    if s.moment.basis in ("stated", "relative") and s.coverage >= 0.5
                }
            )
            if known and not {str(y) for y in question.years} & set(known):
                asked = "、".join(moment_text(str(y), language) for y in question.years)
                shown = ("、" if language == "zh" else ", ").join(moment_text(y, language) for y in known)
                return replace(outcome, detail=t("answer.refusal.years_known", language, asked=asked, known=shown))
        nearest = outcome.nearest
        if nearest is not None and about_another(question, nearest):
            asked = "、".join(min(self._names.names_of(o) or (o,), key=len) for o in question.organisations)
            return replace(outcome, detail=t("answer.refusal.other_subject", language, asked=asked))
        return outcome

    def _of_other_years(self, question: Question, candidates: Sequence[Sentence]) -> list[Figure]:
        """Figures of what is asked, of the same subject, that their sentences date to other years; best first."""
        asked = of_any_time(question, self._names)
        if not asked.quantity:
            return []
        return [
            f
            for f in self._fitting(asked, rescore(asked, candidates))
            if f.moment.basis in ("stated", "relative") and not question.allows(f.moment.iso)
        ]


def _narrows(plain: str, said: frozenset[str], more: frozenset[str]) -> bool:
    """Is what ``more`` has beyond ``said`` a word that makes another narrower in the question: 注册 in 注册用户?"""
    return said < more and any(extra + word in plain for extra in more - said for word in said)
