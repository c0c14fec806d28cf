"""How each kind of question is answered: read, then code does what it does better (time, sums, claims)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.arithmetic import Computation, compute
from rag.answering.citations import CitationBook
from rag.answering.claims import ClaimReader
from rag.answering.confidence import probability
from rag.answering.drafting import Drafter
from rag.answering.evidence import Sentence, covered, rescore, weights
from rag.answering.measures import Figure, backing, contradictions, distinct, figure_of, figures, rivals, same_measure
from rag.answering.names import NameBook
from rag.answering.outcome import Line, Outcome, refusal
from rag.answering.premises import premise
from rag.answering.question import Question, analyse, held
from rag.answering.reading import Reader, Reading, about_another, sentences_of, window
from rag.answering.subquestions import by_subject, by_year, respectively, subjects_of
from rag.answering.verify import check, proper_names
from rag.answering.wording import conflict_line, dated, earlier_line, moment_text, series_line
from rag.messages import t

_CHANGING = re.compile(
    r"增|减|变|趋势|几年|历年|逐年|下降|上升|提高|发展|chang|grow|trend|increas|over|year", re.IGNORECASE
)
"""Words that ask for a change, not for what changed."""
_NEARLY_ALL = 0.85
_HALF = 0.5
_LEADING = 20
_DECIDED = 0.5
_TRIED = 6
_LOOKED_AT = 60
"""Candidate sentences among which other values of a measure are sought."""


class Strategist:
    """Chooses the way to answer by the form of the question."""

    def __init__(self, drafter: Drafter, names: NameBook, book: CitationBook, budget: int) -> None:
        self._drafter, self._names, self._book, self._budget = drafter, names, book, budget
        self._reader = Reader(drafter, names, budget)

    def answer(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        assumed = premise(question.text, self._names) if question.form != "yes_no" else None
        if assumed is not None:
            claims = ClaimReader(self._drafter, self._reader, self._names)
            about = rescore(analyse(assumed.claim, self._names), candidates)
            corrected = claims.correction(assumed.claim, question, about)
            if corrected is not None:
                self._book_after([corrected])
                asked = analyse(assumed.question, self._names)
                outcome = self._by_form(asked, rescore(asked, candidates))
                return replace(outcome, lines=(corrected, *outcome.lines), refused=False, reason="")
        return self._by_form(question, candidates)

    def _by_form(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        if question.form in ("compare", "compute"):
            outcome = self._several(question, candidates) or self._within(question, candidates)
            if outcome is not None:
                return outcome
        elif parts := respectively(question):
            outcome = self._each(question, candidates, parts)
            if not outcome.refused:
                return outcome
        if question.form == "yes_no":
            return ClaimReader(self._drafter, self._reader, self._names).answer(question, candidates)
        return self._one(question, candidates)

    def _one(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        reading = self._reader.read(question, candidates)
        outcome = reading.outcome
        if outcome.refused and question.form == "change" and (series := self._series(question, reading, candidates)):
            return series
        if outcome.refused:
            return self._explained(question, outcome, candidates)
        if question.quantity or question.form == "change":
            return self._in_time(question, reading, candidates)
        return outcome

    def _in_time(self, question: Question, reading: Reading, candidates: Sequence[Sentence]) -> Outcome:
        """The newest figure with its date where no time was asked for; the others, and contradictions, after it."""
        outcome = reading.outcome
        kept = [line for line in outcome.lines if line.supports]
        sentences = [s for line in kept for s in line.supports]
        figure = figure_of(" ".join(line.text for line in kept), sentences, question, self._names)
        known = figures(candidates[:_LOOKED_AT], self._names)
        if figure is None:
            return outcome
        lines = list(outcome.lines)
        against = rivals(figure, known, question)
        if (
            against
            and (better := max(against, key=lambda f: backing(f.value, known)))
            and backing(better.value, known) > backing(figure.value, known)
        ):
            figure, against = better, [figure]
            lines = [self._newest(question, better)]
        points = distinct(same_measure(figure, known, question, self._names))
        points = _of_one_matter(points, figure, question, candidates)
        if against:
            points = [p for p in points if not any(p.value.same(r.value) for r in against)]
        elif not question.years and points and points[-1].moment.key > figure.moment.key:
            figure, lines = points[-1], [self._newest(question, points[-1])]
        if question.form == "change" and (series := series_line(points, self._book, question.language)):
            return replace(outcome, lines=(series, *self._growth(points, question)), timeline=tuple(points))
        first = next((i for i, line in enumerate(lines) if line.supports), None)
        if first is not None and lines[first].verdict != "quoted" and not question.years:
            lines[first] = replace(
                lines[first],
                text=dated(lines[first].text, figure, question.language, changing=len(points) > 1 or question.newest),
            )
        disputed = [
            pair
            for pair in contradictions(points)
            if not question.years or any(pair[0].moment.covers(y) for y in question.years)
        ]
        disputed = [(figure, rival) for rival in against[:1]] or disputed
        conflict = conflict_line(disputed, self._book_after(lines), question.language)
        if conflict:
            lines.append(conflict)
        if not question.years:
            earlier = earlier_line(points, figure, self._book_after(lines), question.language)
            if earlier:
                lines.append(earlier)
        return replace(outcome, lines=tuple(lines), timeline=tuple(points))

    def _series(self, question: Question, reading: Reading, candidates: Sequence[Sentence]) -> Outcome | None:
        """How a measure changed, from its figures alone: where the evidence holds the answer, the draft failed its
        check, and the articles give two or more values."""
        holds = replace(reading.outcome.signals, supported=None, answer_coverage=None)
        if probability(holds, "early") < _DECIDED:
            return None
        terms = [term for term in question.terms if not _CHANGING.search(term)]
        asked = set(question.organisations)

        def fit(figure: Figure) -> float:
            return sum(held(term, figure.clause.lower()) for term in terms)

        known = figures(candidates[:_LOOKED_AT], self._names)
        fitting = [
            f
            for f in figures(candidates[:_LEADING], self._names)
            if f.value.kind != "ordinal"
            and f.value.unit not in ("年", "月", "日", "天")
            and (not asked or asked & set(f.subject))
            and terms
            and fit(f) >= _HALF * len(terms)
        ]
        best: list[Figure] = []
        for figure in sorted(fitting, key=lambda f: -fit(f))[:_TRIED]:
            points = distinct(same_measure(figure, known, question, self._names))
            points = _of_one_matter(points, figure, question, candidates)
            best = max(best, points, key=len)
        line = series_line(best, self._book, question.language)
        if line is None:
            return None
        return Outcome(
            (line, *self._growth(best, question)), probability=probability(holds, "early"), signals=holds,
            timeline=tuple(best),
        )  # fmt: skip

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
            if found.ok and again is not None and again.value.same(point.value):
                return Line(text, found.supports)
        return Line(
            t("answer.answer.quoted", question.language, quote=point.sentence.text), (point.sentence,), "quoted"
        )

    def _growth(self, points: Sequence[Figure], question: Question) -> list[Line]:
        done = compute(
            "growth",
            [points[0], points[-1]],
            [moment_text(p.moment.iso, question.language) for p in (points[0], points[-1]) if p.moment.iso],
            question.language,
        )
        return [self._computed(done, question.language)] if done else []

    def _computed(self, done: Computation, language: str) -> Line:
        numbers = dict.fromkeys(self._book.add(f.sentence).number for f in done.operands)
        markers = "".join(f"[{n}]" for n in numbers)
        return Line(
            t(f"answer.compute.{done.kind}", language, formula=done.formula) + markers,
            tuple(f.sentence for f in done.operands),
            "computed",
        )

    def _several(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """One question a subject (or a year), then arithmetic; None where the question cannot be taken apart so."""
        subjects = subjects_of(question, self._names)
        parts = by_subject(question, subjects, self._names) if len(subjects) >= 2 else by_year(question, self._names)
        if len(parts) < 2:
            return None
        return self._each(question, candidates, parts)

    def _each(self, question: Question, candidates: Sequence[Sentence], parts: Sequence[tuple[str, str]]) -> Outcome:
        """Each part answered alone, then arithmetic where that is asked for."""
        lines: list[Line] = []
        found: list[tuple[str, Figure]] = []
        outcomes: list[Outcome] = []
        for label, text in parts[:3]:
            part = analyse(text, self._names)
            reading = self._reader.read(part, rescore(part, candidates), budget=self._budget * 2 // 3)
            outcomes.append(reading.outcome)
            kept = [line for line in reading.outcome.lines if line.supports]
            if reading.outcome.refused or not kept:
                lines.append(Line(t("answer.answer.not_known", question.language, subject=label), (), "unchecked"))
                continue
            figure = figure_of(kept[0].text, kept[0].supports, part, self._names)
            if figure is not None:
                points = distinct(
                    same_measure(figure, figures(candidates[:_LOOKED_AT], self._names), part, self._names)
                )
                points = _of_one_matter(points, figure, part, candidates)
                if not part.years and points and points[-1].moment.key > figure.moment.key:
                    kept, figure = [self._newest(part, points[-1])], points[-1]
                found.append((label, figure))
                kept[0] = (
                    kept[0]
                    if kept[0].verdict == "quoted"
                    else replace(kept[0], text=dated(kept[0].text, figure, question.language, changing=len(points) > 1))
                )
            lines += kept[:1]
        if not any(line.supports for line in lines):
            return refusal("not_answered", candidates[0], probability=max(o.probability or 0.0 for o in outcomes))
        self._book_after(lines)
        if question.form in ("compare", "compute"):
            lines += self._arithmetic(question, found)
        return Outcome(tuple(lines), probability=min(o.probability or 0.0 for o in outcomes if not o.refused))

    def _within(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """A computation whose two figures stand in one sentence: 「总分第一的是A，8.48分；第二的是B，6.11分」."""
        if question.form != "compute":
            return None
        for s in candidates[:2]:
            held = [f for f in figures([s], self._names) if f.value.kind != "ordinal"]
            alike = [f for f in held if (f.value.kind, f.value.unit) == (held[0].value.kind, held[0].value.unit)]
            done = (
                compute("auto", alike, [], question.language, question.plain)
                if len(alike) == 2 and s.coverage >= 0.5
                else None
            )
            if done is not None and done.kind in ("difference", "ratio"):
                quoted = Line(t("answer.answer.quoted", question.language, quote=s.text), (s,), "quoted")
                self._book_after([quoted])
                return Outcome((quoted, self._computed(done, question.language)), probability=s.coverage)
        return None

    def _arithmetic(self, question: Question, found: Sequence[tuple[str, Figure]]) -> list[Line]:
        if len(found) < 2:
            return []
        labels, operands = [label for label, _ in found], [figure for _, figure in found]
        done = compute("auto", operands, labels, question.language, question.plain)
        return [self._computed(done, question.language)] if done else []

    def _explained(self, question: Question, outcome: Outcome, candidates: Sequence[Sentence]) -> Outcome:
        """A refusal that says why, where code can tell: the years or the subjects that the articles do know."""
        language = question.language
        if question.years and outcome.nearest is not None:
            known = sorted(
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


def _of_one_matter(
    points: Sequence[Figure], chosen: Figure, question: Question, candidates: Sequence[Sentence]
) -> list[Figure]:
    """The points around which nearly as much of the question stands as around the chosen one: what is not told apart by
    the name of an organisation is told apart by the words around it."""
    table = weights(question, candidates)
    floor = _NEARLY_ALL * covered(table, window(chosen.sentence, candidates))
    around = window(chosen.sentence, candidates)
    return [
        p
        for p in points
        if p == chosen
        or (
            covered(table, window(p.sentence, candidates)) >= floor
            and (question.organisations or not _strangers(p.sentence, f"{question.plain} {around}"))
        )
    ]


def _strangers(s: Sentence, around: str) -> list[str]:
    """Proper names in the sentence that stand neither in the question nor around the chosen figure."""
    return [name for name in proper_names(s.plain.split("，")[0].split(",")[0]) if name.lower() not in around.lower()]
