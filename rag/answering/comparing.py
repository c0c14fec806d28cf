"""Several subjects, years or figures in one question: each is found on its own, and code puts them together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.antecedents import persons
from rag.answering.apart import own_words, read_alone, told_of_another
from rag.answering.arithmetic import Computation, compute, in_order, rank
from rag.answering.citations import CitationBook
from rag.answering.dividing import Divide, asked_in
from rag.answering.evidence import Sentence, covered, rescore, weights
from rag.answering.likewise import alike, plain_measure
from rag.answering.listed import (
    COUNTED,
    Entry,
    bound_of_all,
    counted_alike,
    dated_saying,
    extreme,
    group,
    of_time,
    order,
    owners,
    side_by_side,
    tells_each,
)
from rag.answering.measures import Figure, figure_of, figures
from rag.answering.names import NameBook
from rag.answering.outcome import Line, Outcome, quoted, refusal
from rag.answering.pairs import EACH, gives_all
from rag.answering.prizes import ahead, as_won
from rag.answering.question import Question, analyse, held, simplify
from rag.answering.quoting import WHO
from rag.answering.reading import Reader
from rag.answering.subquestions import (
    asks_several_counts,
    between,
    by_subject,
    by_year,
    measure_of,
    sets_side_by_side,
    subjects_of,
    without_growth,
)
from rag.answering.timelines import TimelineReader
from rag.answering.values import DateValue, extract_dates, extract_values
from rag.answering.verify import about_another
from rag.answering.wording import dated
from rag.messages import t

_RECKONED = ("compare", "compute", "change")
_ALL = 0.85
"""Share of a question's words in a sentence that says all of it."""
_PARTS = 4
_TRIED = 6
_DECIDED = 0.5
_LOOKED_AT = 60
"""Candidate sentences in which figures are sought."""
_GAP = 4
"""Characters that may stand between two sentences."""
_STANDS_FOR = re.compile(r"(?<![吉其])他(?![们人国乡])|[她它](?!们)|(?<![与尤极及何莫])其(?![中他它次实余间后一二三])")
_EXCEPT = re.compile(r"除了?[^，,。]*[、和与][^，,。]*(?:[，,]|之?外)")
Find = Callable[[Question], Sequence[Sentence]]
"""The candidate sentences for a question, best first."""
UpToDate = Callable[[list[Line], Figure, Question, Sequence[Sentence]], tuple[list[Line], Figure]]


@dataclass(frozen=True, slots=True)
class _Part:
    """What was read for one part; ``by_year``: not by the model, but as the level of its year; ``dated``: the date that
    the one sentence on it gives."""

    about: Sequence[Sentence]
    outcome: Outcome
    by_year: bool = False
    dated: DateValue | None = None


class Comparer:
    """Answers questions that are several in one. ``up_to_date`` gives the answer to a part with its moment, ``divide``
    words the parts, ``find`` gives the sentences for one: what is near to the whole question may be far from a part."""

    def __init__(
        self,
        reader: Reader,
        names: NameBook,
        book: CitationBook,
        budget: int,
        up_to_date: UpToDate,
        divide: Divide,
        find: Find,
    ) -> None:
        self._reader, self._names, self._book, self._budget = reader, names, book, budget
        self._up_to_date, self._divide, self._find = up_to_date, divide, find
        self._timelines = TimelineReader(reader, names)

    def answer(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """The answer; None where the question is but one, or cannot be taken apart."""
        if _EXCEPT.search(question.plain):
            return None  # who is left out is not asked about
        if asks_amount(question) and (reckoned := self.step(question, candidates)):
            return reckoned
        if question.form in ("compare", "compute") or sets_side_by_side(question, self._names):
            side_by_side = self._several(question, candidates) or self._within(question, candidates)
            if side_by_side or question.form in ("compare", "compute"):
                return side_by_side
        parts = asked_in(question, self._names, self._divide)
        if (parts or asks_several_counts(question)) and (together := self._together(question, candidates, parts)):
            return together
        outcome = self._each(question, candidates, parts) if parts else None
        return None if outcome is None or outcome.refused else outcome

    def step(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """What changed from one time to another, from the figures of both; None where they are not both found."""
        parts, cited = between(question, self._names), len(self._book.all)
        reckoned = self._each(question, candidates, parts) if parts else None
        if reckoned and reckoned.lines and reckoned.lines[-1].verdict == "computed":
            return reckoned
        self._book.forget(cited)
        return None

    def _several(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """From one sentence that gives the figures side by side, or else one question a subject (or a year), then
        arithmetic; None where the question cannot be taken apart so."""
        subjects, called, size = subjects_of(question, self._names), "", 0
        if len(subjects) < 2 and (together := group(question)):
            called, size = together
            subjects = []
        if len(subjects) >= 2 or called:
            if len(subjects) > 2 and EACH.search(question.plain) and (s := tells_each(question, subjects, candidates)):
                return Outcome((quoted(s, question.language),), probability=max(s.coverage, _DECIDED))
            measure = measure_of(question, [called] if called else subjects)
            if not measure:
                return None
            if not order(question.plain):
                entries = side_by_side(question, candidates, self._names, measure, subjects, size)
                if entries:
                    return self._listed(question, entries)
                if entries := alike(question, subjects, measure, candidates, self._names):
                    return self._told_alike(question, entries, measure)
            subjects = subjects or owners(question, candidates, self._names, measure, size)
            parts = by_subject(question, subjects, self._names, called)
        else:
            parts = by_year(question, self._names)
        return self._each(question, candidates, parts) if len(parts) >= 2 else None

    def _told_alike(self, question: Question, entries: Sequence[Entry], measure: str) -> Outcome:
        """Each subject's figure from the article that tells them alike, and what follows from them."""
        lines: list[Line] = []
        for entry in entries:
            said = t(
                "answer.answer.figure_of", question.language,
                subject=entry.label, measure=plain_measure(measure), value=entry.figure.shown,
            )  # fmt: skip
            if not lines or entry.figure.moment.iso != entries[0].figure.moment.iso:
                said = dated(said, entry.figure, question.language, changing=True)
            lines.append(Line(said, (entry.figure.sentence,)))
            self._book.add(entry.figure.sentence)
        found = [(entry.label, entry.figure) for entry in entries]
        least = min(entry.figure.sentence.coverage for entry in entries)
        return Outcome((*lines, *self._arithmetic(question, found)), probability=max(least, _DECIDED))

    def _listed(self, question: Question, entries: Sequence[Entry]) -> Outcome:
        """The sentence that gives all the figures, in its own words, and what follows from them."""
        s = entries[0].figure.sentence
        quote = quoted(s, question.language)
        self._book.add(s)
        found = [(entry.label, entry.figure) for entry in entries]
        return Outcome((quote, *self._arithmetic(question, found)), probability=max(s.coverage, _DECIDED))

    def _together(
        self, question: Question, candidates: Sequence[Sentence], parts: Sequence[tuple[str, str]]
    ) -> Outcome | None:
        """Several values that one sentence gives: read from it alone; None where no one sentence says all."""
        asked = analyse(without_growth(question.text), self._names)
        apart = [analyse(text, self._names) for _, text in parts]
        table = weights(asked, candidates)
        counts = asks_several_counts(question)
        least = max(2, len(re.findall(r"多少|几", question.plain))) if counts else 0
        for s in rescore(asked, candidates)[:_TRIED]:
            enough = covered(table, s.plain) >= _ALL and len(figures([s], self._names)) >= least
            if not all(s.moment.covers(y) or str(y) in s.plain for part in apart for y in part.years):
                continue  # one year's figure is not both
            if not enough or not gives_all(s.plain, apart) or not of_time(question, s) or about_another(question, s):
                continue
            outcome = self._reader.read(question, rescore(question, [s])).outcome
            if not outcome.refused and gives_all(" ".join(line.text for line in outcome.lines), apart):
                return outcome
            return Outcome((quoted(s, question.language),), probability=_DECIDED) if counts else None
        return None

    def _each(self, question: Question, candidates: Sequence[Sentence], parts: Sequence[tuple[str, str]]) -> Outcome:
        """Each part answered alone, then arithmetic where that is asked for."""
        lines: list[Line] = []
        found: list[tuple[str, Figure]] = []
        moments: list[tuple[str, DateValue, Sentence]] = []
        outcomes: list[Outcome] = []
        own, unread = own_words([text for _, text in parts[:_PARTS]]), 0
        ordered = bool(order(question.plain))
        asked: list[tuple[str, str, Question]] = []
        read: list[_Part] = []
        for label, text in parts[:_PARTS]:
            if read and (meant := _meant(text, asked[-1][2], read[-1].outcome)):
                label = text = meant
            asked.append((label, text, analyse(text, self._names)))
            read.append(self._sought(label, asked[-1][2], own, candidates, ordered=ordered))
        any_told = any(not r.outcome.refused for r in read)
        for (label, text, part), known in zip(asked, read, strict=True):
            outcome = known.outcome.trusted() if any_told else known.outcome
            unread += known.by_year
            if known.dated:
                lines += outcome.lines
                moments.append((label, known.dated, outcome.lines[0].supports[0]))
                outcomes.append(outcome)
                continue
            kept = [line for line in outcome.lines if line.supports]
            if (outcome.refused or not kept) and (outright := self._outright(part, known.about)):
                kept, outcome = [outright], Outcome((outright,), probability=_DECIDED)
            outcomes.append(outcome)
            if outcome.refused or not kept:
                lines.append(_unknown(label, text, question.language))
                continue
            figure = figure_of(_counted(kept[0].text, part), kept[0].supports, part, self._names)
            if figure is not None:
                kept, figure = self._up_to_date(kept, figure, part, candidates)
                found.append((label, figure))
            if moment := _moment_told(kept[0], part):
                moments.append((label, moment, kept[0].supports[0]))
            lines.append(_whole(kept[0], label, text, part))
        if sum(bool(line.supports) for line in lines) <= unread:  # a year's level alone may not be what is asked
            return refusal("not_answered", candidates[0], probability=max(o.probability or 0.0 for o in outcomes))
        if not all(line.supports for line in lines) and (whole := self._read_whole(question, candidates)):
            return whole  # a part by itself may find nothing where one sentence speaks of all
        for support in (s for line in lines for s in line.supports):
            self._book.add(support)
        if order(question.plain):
            lines += self._ordered(question, moments, len(parts))
        elif higher := ahead(question, parts, lines):
            lines.append(higher)
        elif len(found) == len(parts) and (question.form in _RECKONED or extreme(question.plain)):
            lines += self._arithmetic(question, found)
        return Outcome(tuple(lines), probability=min(o.probability or 0.0 for o in outcomes if not o.refused))

    def _sought(
        self, label: str, part: Question, own: Mapping[str, str], candidates: Sequence[Sentence], *, ordered: bool
    ) -> _Part:
        """One part, from the sentences nearest to it, or else to the whole question (刑事和治安各多少起)."""
        known = self._part(label, part, own, self._find(part), ordered=ordered)
        if not known.outcome.refused or known.outcome.tentative:
            return known
        again = self._part(label, part, own, rescore(part, candidates), ordered=ordered)
        return known if again.outcome.refused else again

    def _part(
        self, label: str, part: Question, own: Mapping[str, str], about: Sequence[Sentence], *, ordered: bool
    ) -> _Part:
        """One part, read by itself; where it is asked what came first, from the sentence that dates it."""
        if ordered and (saying := dated_saying(part, label, about, self._names)):
            said = quoted(saying[0], part.language)
            return _Part(about, Outcome((said,), probability=_DECIDED), dated=saying[1])
        outcome = as_won(part, self._read(part, about), about)
        if not outcome.refused and not told_of_another(part.text, own, outcome, about):
            return _Part(about, outcome)
        alone = read_alone(self._reader, part, own, about)
        by_year = None if alone else self._timelines.of_year(part, about)
        return _Part(about, alone or by_year or outcome, by_year=by_year is not None)

    def _read_whole(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """The answer to the question as it is put, if it speaks of all the organisations that are compared."""
        subjects = question.organisations
        outcome = self._reader.read(question, candidates).outcome if len(subjects) > 1 else None
        if outcome is None or outcome.refused:
            return None
        said = simplify(" ".join(line.text for line in outcome.lines if line.supports))
        return outcome if set(subjects) <= {full for _, _, full in self._names.mentions(said, bare=True)} else None

    def _read(self, part: Question, about: Sequence[Sentence]) -> Outcome:
        """The answer to a part; where it is refused or names nobody (「颁给了他的小说」), read once more from the
        sentences that say it of 他 or 它 with those before them, which say who or what that is."""
        outcome = self._reader.read(part, about, budget=self._budget * 2 // 3, beside=True).outcome
        if not outcome.refused and not _STANDS_FOR.search(" ".join(line.text for line in outcome.lines)):
            return outcome
        pairs = leaning_pairs(part, about)
        level = [replace(s, score=1.0) for s in rescore(part, pairs)]  # what stands before says less, and is needed
        again = self._reader.read(part, level).outcome if pairs else outcome
        return outcome if again.refused else again

    def _outright(self, part: Question, candidates: Sequence[Sentence]) -> Line | None:
        """The sentence whose clause says all that a part asks, of its subject and its time, where the model would not
        say it; None where there is none, or where two differ."""
        if not part.quantity or not part.organisations or not part.terms:
            return None
        fitting = [
            f
            for f in figures(candidates[:_LOOKED_AT], self._names)
            if f.value.kind != "ordinal"
            and set(f.subject) == set(part.organisations)
            and all(held(term, f.clause.lower()) >= _ALL for term in part.terms)
            and all(f.moment.covers(year) for year in part.years)
        ]
        if not fitting or not all(f.value.same(fitting[0].value) for f in fitting):
            return None
        s = fitting[0].sentence
        return quoted(s, part.language)

    def _ordered(
        self, question: Question, moments: Sequence[tuple[str, DateValue, Sentence]], wanted: int
    ) -> list[Line]:
        """Who was first (or last), by code, where the date of each is known."""
        kind = order(question.plain)
        told = (
            in_order([(label, moment) for label, moment, _ in moments], kind)
            if kind and len(moments) == wanted
            else None
        )
        if told is None:
            return []
        supports = tuple(dict.fromkeys(s for _, _, s in moments))
        markers = "".join(f"[{self._book.add(s).number}]" for s in supports)
        text = t(f"answer.compute.{kind}", question.language, subject=told[0], formula=told[1])
        return [Line(text + markers, supports, "computed")]

    def _within(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """A computation whose two figures stand in one sentence: 「总分第一的是A，8.48分；第二的是B，6.11分」."""
        if question.form != "compute":
            return None
        for s in candidates[:2]:
            found = [
                f for f in figures([s], self._names) if f.value.kind != "ordinal" and not bound_of_all(s.plain, f.value)
            ]
            operands = _asked_of([f for f in found if _kind(f) == _kind(found[0])], question)
            done = (
                compute("auto", operands, [], question.language, question.plain)
                if len(operands) == 2 and s.coverage >= 0.5
                else None
            )
            if done is not None and done.kind in ("difference", "ratio", "sum"):
                quote = quoted(s, question.language)
                self._book.add(s)
                return Outcome((quote, computed(done, self._book, question.language)), probability=s.coverage)
        return None

    def _arithmetic(self, question: Question, found: Sequence[tuple[str, Figure]]) -> list[Line]:
        if len(found) < 2:
            return []
        labels, operands = [label for label, _ in found], [figure for _, figure in found]
        most = extreme(question.plain)
        if most == "least" or (most and len(found) > 2):
            done = rank(operands, labels, most)
        elif most:
            done = compute("difference", operands, labels, question.language)
        else:
            done = compute("auto", operands, labels, question.language, question.plain)
            if len(found) > 2 and done is not None and done.kind not in ("sum", "average"):
                done = rank(operands, labels)
        return [computed(done, self._book, question.language)] if done else []


def asks_amount(question: Question) -> bool:
    """By how much, and so before all else a step between two times?"""
    return re.search(r"多少|几", question.plain) is not None


def leaning_pairs(part: Question, about: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that hold a value of the asked kind and a pronoun, each with the one before it, where both together
    say all that is asked; those of the best few."""
    table = weights(part, about)
    by_end = {(s.article_id, s.end + gap): s for s in about for gap in range(_GAP)}
    found: list[Sentence] = []
    for s in about[:_LOOKED_AT]:
        before = by_end.get((s.article_id, s.start))
        if before is None or not _STANDS_FOR.search(s.plain):
            continue
        if covered(table, f"{before.plain} {s.plain}") >= _ALL and gives_all(f"{before.plain} {s.plain}", [part]):
            found += [before, s]
        if len(found) >= _TRIED:
            break
    return list(dict.fromkeys(found))


_PERSON = re.compile(r"(?<![吉其])他(?![们人国乡])|她(?!们)")


def _meant(text: str, before: Question, told: Outcome) -> str:
    """The part with the person whom the one before it asks about or finds in the place of 他; "" where it has no 他, or
    nobody is named."""
    if not _PERSON.search(text):
        return ""
    answer = " ".join(line.text for line in told.lines if line.supports)
    named = persons(before.plain)
    if WHO.search(before.plain) and not (named and before.plain.startswith(named[0])):
        named = [name for name in persons(answer) if name not in before.plain]
    return _PERSON.sub(named[0], text) if named else ""


def _unknown(label: str, text: str, language: str) -> Line:
    if label == text:
        return Line(t("answer.answer.part_unknown", language, question=text), (), "unchecked")
    return Line(t("answer.answer.not_known", language, subject=label), (), "unchecked")


def _whole(line: Line, label: str, text: str, part: Question) -> Line:
    """The answer to a part as a sentence that can stand beside others: a bare name or figure after what it is."""
    said = line.text.strip()
    if line.verdict != "quoted" and not any(held(term, said.lower()) for term in part.terms):
        key = "part" if label != text else "part_asked"
        said = t(f"answer.answer.{key}", part.language, subject=label, answer=said)
    if said[-1:] not in '。！？.!?”"」':
        said += "。" if part.language == "zh" else "."
    return replace(line, text=said)


def _kind(figure: Figure) -> tuple[str, str]:
    return figure.value.kind, figure.value.unit


def _asked_of(alike: list[Figure], question: Question) -> list[Figure]:
    """Of more than two figures those in whose own clause, or the one before it, something of the question stands that
    does not stand around all of them: 「金融云」 and 「客服」, of three savings."""
    if len(alike) < 3:
        return alike
    around = [f"{_lead(f)} {f.clause}".lower() for f in alike]
    said = [{term for term in question.terms if held(term, text) >= _ALL} for text in around]
    shared = set.intersection(*said)
    return [f for f, own in zip(alike, said, strict=True) if own - shared]


def _lead(figure: Figure) -> str:
    """The clauses right before a figure, up to the figure before it."""
    plain, start = figure.sentence.plain, figure.value.start
    before = [v.end for v in extract_values(plain) if v.end <= start and v.kind != "ordinal"]
    return plain[max(before, default=0) : start]


def computed(done: Computation, book: CitationBook, language: str) -> Line:
    """The result of a computation in words, with the numbers of what it rests on."""
    numbers = dict.fromkeys(book.add(f.sentence).number for f in done.operands)
    markers = "".join(f"[{n}]" for n in numbers)
    text = t(f"answer.compute.{done.kind}", language, formula=done.formula, subject=done.subject)
    return Line(text + markers, tuple(f.sentence for f in done.operands), "computed")


def _counted(text: str, part: Question) -> str:
    """The values of the answer that are counted as the question counts (多少家), or the whole answer without such."""
    unit = COUNTED.search(part.plain)
    values = [v for v in extract_values(text) if unit and v.unit and counted_alike(unit["unit"], v.unit)]
    exact = [v for v in values if unit and unit["unit"] in v.unit]
    return "，".join(v.text for v in exact or values) or text


def _moment_told(line: Line, part: Question) -> DateValue | None:
    """The one day, month or year that an answer to a part gives, where it gives but one; the fullest of one moment."""
    told = [d for d in extract_dates(line.text) if d.year and not any(d.same(asked) for asked in part.dates)]
    fullest = max(told, key=lambda d: len(d.iso()), default=None)
    return fullest if fullest and all(d.same(fullest) for d in told) else None
