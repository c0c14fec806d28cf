"""One question, one set of candidate sentences: draft with the model, check every sentence, decide, repair or quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rag.answering.arithmetic import no_change
from rag.answering.confidence import Signals, comparable, log_odds, probability, threshold
from rag.answering.drafting import Drafter
from rag.answering.evidence import (
    Evidence,
    Sentence,
    covered,
    rescore,
    rest_of_short,
    select,
    weights,
    window,
    with_subject,
)
from rag.answering.moments import as_of, dated_moments
from rag.answering.names import NameBook, spoken_of, unlisted
from rag.answering.outcome import Line, Outcome, quoted, refusal
from rag.answering.proper import named_last, people, proper_names
from rag.answering.qualifiers import of_another_stage
from rag.answering.question import Question, held, language_of, simplify
from rag.answering.roles import names_no_winner, not_won, of_the_kind
from rag.answering.scope import within
from rag.answering.strays import without_strays
from rag.answering.supporting import overlap
from rag.answering.values import extract_dates, extract_values
from rag.answering.verify import Check, about_another, check, of_unlisted
from rag.corpus.sentences import sentence_spans

_DENIAL = re.compile(
    r"没有(?:提供|提到|提及|给出|说明|明确|相关|找到|答案|包含|直接)|未(?:提供|提及|提到|说明|给出|明确|披露|包含)|无法(?:确定|得知|回答|判断|提供)|不(?:清楚|知道|确定|详)|无(?:相关|此|该)信息|"
    r"(?:do(?:es)? not|don't|doesn't) (?:mention|provide|contain|specify|state|say)|not (?:mentioned|provided|specified|stated|available)|no information|cannot (?:be )?determine|unknown",  # noqa: E501
    re.IGNORECASE,
)


_NUMERAL = re.compile(
    r"[\d零〇一二两三四五六七八九十百千万亿数几半]|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|dozens?|hundreds?|thousands?|millions?|none|no|half)\b",
    re.IGNORECASE,
)
"""How many is answered with a number, however it is written."""
_COUNTED = re.compile(r"(?:多少|几)[十百千]?[万亿]?(?:[人名位家件项款所户辆座篇]|个(?!百分))")
ALONE_BUDGET = 200
"""Tokens of evidence where a few sentences are read alone."""
_NEARLY = 0.7
"""Share of the best coverage that sentences of the asked year must reach to be read alone."""


_SURE = 5.0
"""Log-odds at which an article is taken to hold the answer without a look at the less likely ones: of 150 that tempt
two reached it."""
_AS_GOOD = 0.7
"""Log-odds that an article may lie behind the best one and still be read with it."""
_REREAD = 2
"""Times that short articles are read whole for one question, however many parts it has: each takes seconds."""
_WHO = re.compile(r"谁|哪一?位")
_WHAT_DAY = re.compile(r"哪一?[天日]|几[月号日]|什么时候|何时|什么日子")
_A_DAY = re.compile(r"[今昨前][天日晚早晨]|\d{1,2}日|周[一二三四五六日天]|\d{1,2}[:：]\d\d")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,5}(?:·[\u4e00-\u9fff]{1,6})+")
_FINAL = ("other_subject",)
"""Reasons to refuse that more of the same articles cannot change."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading yields: the outcome and the evidence that it rests on."""

    outcome: Outcome
    evidence: Evidence


class Reader:
    """Reads evidence with a model. ``budget`` is the usual number of evidence tokens."""

    def __init__(self, drafter: Drafter, names: NameBook, budget: int) -> None:
        self._drafter = drafter
        self._names = names
        self._budget = budget
        self._more = _REREAD

    def read(
        self,
        question: Question,
        candidates: Sequence[Sentence],
        *,
        budget: int | None = None,
        worded: bool = True,
    ) -> Reading:
        """Answer ``question`` from ``candidates`` (best first), or refuse. Without ``worded`` it is no reason to refuse
        that the articles say it in other words than the question.

        Where it is refused and the articles that were read are short, they are read once more as a whole: their
        sentences explain each other. Where a figure of a named time is refused, the sentences that date a figure to it
        are read alone.
        """
        reading = self._read(question, candidates, budget, worded=worded)
        open_to_more = reading.outcome.refused and reading.outcome.reason not in _FINAL
        if self._more and open_to_more and _has_short(reading.evidence):
            self._more -= 1
            read = {s.article_id for s in reading.evidence.sentences}
            again = self._read(question, [s for s in candidates if s.article_id in read], budget, whole=True)
            if not again.outcome.refused:
                return again
        if not (reading.outcome.refused and question.quantity and question.years):
            return reading
        dated = [s for s in candidates if _states_time(question, s) and not about_another(question, s)]
        if not dated or set(reading.evidence.sentences) <= set(dated):
            return reading
        dated = rescore(question, with_subject(question, dated, candidates))
        again = self._read(question, dated, min(budget or self._budget, ALONE_BUDGET))
        return reading if again.outcome.refused else again

    def _read(
        self,
        question: Question,
        candidates: Sequence[Sentence],
        budget: int | None,
        *,
        whole: bool = False,
        worded: bool = True,
    ) -> Reading:
        wide = question.form in ("list", "change")
        usual = self._budget * 3 // 2 if wide else self._budget
        evidence = select(question, within(question, timely(question, candidates)), budget=budget or usual, whole=whole)
        several = len(re.findall(r"[？?]", question.text)) > 1
        line = "answer_list" if question.form == "list" else "answer_several" if several else "answer"
        signals, evidence = self._probed(question, evidence, together=wide or several)
        nearest = evidence.best
        if not (question.organisations or unlisted(question.plain)):  # else the one that names who is asked about
            nearest = max(evidence.sentences, key=lambda s: s.score, default=nearest)
        likely = _likely(signals, "early", worded=worded)
        if absent_organisation(question, evidence.candidates, self._names):
            return Reading(refusal("other_subject", nearest, probability=min(likely, 0.0), signals=signals), evidence)
        if likely < threshold("early"):
            return Reading(refusal("no_evidence", nearest, probability=likely, signals=signals), evidence)
        draft = self._drafter.write(evidence.sentences, question.text, question.language, line, 220 if wide else 140)
        if not draft.text or _DENIAL.search(draft.text) or no_change(draft.text):
            return Reading(refusal("not_answered", nearest, probability=0.0, signals=signals), evidence)
        checks = [
            (text, without_strays(question, text, check(text, evidence.sentences, question, self._names), evidence))
            for text in sentences_of(draft.text)
        ]
        if not of_the_kind(question.plain, draft.text, (s.plain for s in evidence.sentences)) or (
            question.quantity and question.form == "open" and not _gives_number(question.plain, draft.text)
        ):
            return Reading(refusal("not_answered", nearest, probability=0.0, signals=signals), evidence)
        signals = replace(
            signals, mean_logprob=draft.mean_logprob, least_logprob=draft.least_logprob,
            **after(question, draft.text, checks, evidence),
        )  # fmt: skip
        likely = _likely(signals, "final", worded=worded)
        if likely < threshold(bound=bool(question.organisations)):
            return Reading(refusal("not_answered", nearest, probability=likely, signals=signals), evidence)
        lines = self._settle(question, checks, evidence)
        if not any(line.supports for line in lines):
            mismatched = any(c.mismatched_time for _, c in checks)
            return Reading(
                refusal("other_time" if mismatched else "not_supported", nearest, probability=likely, signals=signals),
                evidence,
            )
        return Reading(Outcome(tuple(lines), probability=likely, signals=signals), evidence)

    def _probed(self, question: Question, evidence: Evidence, *, together: bool) -> tuple[Signals, Evidence]:
        """What is known before the model writes, its reply to the probe included, and the evidence that it is to read.

        Unless the articles answer only ``together``, each is probed alone, and those that hold the answer as well as
        the best one does are kept: a small model that reads near misses along takes its answer from one of them.
        """
        articles = [tuple(run) for _, run in groupby(evidence.sentences, key=lambda s: s.article_id)]
        if together or len(articles) < 2:
            return self._with_odds(question, evidence, self._holds(question, evidence.sentences)), evidence
        articles.sort(key=lambda article: -max(s.score for s in article))
        known: list[float] = []
        for article in articles:
            likely = self._holds(question, article)
            if likely is None:
                return self._with_odds(question, evidence, None), evidence
            known.append(likely)
            if likely >= _SURE:
                break
        best = max(known)
        kept = {s for article, o in zip(articles, known, strict=False) if o >= best - _AS_GOOD for s in article}
        evidence = replace(evidence, sentences=tuple(s for s in evidence.sentences if s in kept))
        return self._with_odds(question, evidence, best), evidence

    def _with_odds(self, question: Question, evidence: Evidence, holds: float | None) -> Signals:
        signals = before(question, evidence)
        return signals if holds is None else replace(signals, holds=comparable(holds, self._drafter.name))

    def _holds(self, question: Question, sentences: Sequence[Sentence]) -> float | None:
        """Log-odds that the sentences hold the answer; None where the model gives no probabilities."""
        likely = self._drafter.probe(sentences, question.text, question.language, "holds_answer")
        return None if likely is None else log_odds(likely)

    def _settle(self, question: Question, checks: Sequence[tuple[str, Check]], evidence: Evidence) -> list[Line]:
        """Keep what is supported; repair once, quote or drop the rest."""
        lines: list[Line] = []
        tried = False
        for text, found in checks:
            if found.ok:
                lines.append(Line(text, found.supports))
                continue
            if found.mismatched_time and not found.missing:
                lines.append(Line(text, (), "dropped", found.mismatched_time))
                continue
            if not tried:
                tried = True
                repaired = self._repair(question, text, evidence)
                if repaired:
                    lines.append(replace(repaired, missing=found.missing))
                    continue
            in_its_words = quote(question, text, evidence)
            lines.append(
                replace(in_its_words, missing=found.missing)
                if in_its_words
                else Line(text, (), "dropped", found.missing)
            )
        return lines

    def _repair(self, question: Question, text: str, evidence: Evidence) -> Line | None:
        """One more try with only the evidence nearest to the sentence that failed."""
        nearest = sorted(evidence.sentences, key=lambda s: -(overlap(text, s.text) + s.score))[:2]
        again = self._drafter.write(nearest, question.text, question.language, "answer", 100)
        for sentence in sentences_of(again.text)[:1]:
            found = without_strays(question, sentence, check(sentence, nearest, question, self._names), evidence)
            if (
                found.ok
                and not _DENIAL.search(sentence)
                and not no_change(sentence)
                and _says_who(question, sentence)
                and not self._loses_who(question, text, sentence, nearest)
            ):
                return Line(sentence, found.supports, "repaired")
        return None

    @staticmethod
    def _loses_who(question: Question, draft: str, repaired: str, nearest: Sequence[Sentence]) -> bool:
        """Is whoever the draft named, as the evidence does, gone from the sentence that takes its place?"""
        named = [n for n in _new_names(question, draft) if any(n in s.plain for s in nearest)]
        return bool(_WHO.search(question.plain) and named) and not any(n in repaired for n in named)


def _likely(signals: Signals, stage: str, *, worded: bool) -> float:
    if worded:
        return probability(signals, stage)
    unworded = replace(signals, coverage=None, total_coverage=None, around=None, answer_coverage=None)
    return max(probability(signals, stage), probability(unworded, stage))


def _gives_number(asked: str, text: str) -> bool:
    """Is a number given, and where things are counted (多少人) not only what share of them?"""
    values = [v for v in extract_values(text) if v.kind != "ordinal"]
    if _COUNTED.search(asked) and values and all(v.kind == "percent" for v in values):
        return False
    return _NUMERAL.search(text) is not None


def _has_short(evidence: Evidence) -> bool:
    """Is there more to read of a short article?"""
    return bool(rest_of_short(evidence.candidates, evidence.sentences))


def quote(question: Question, text: str, evidence: Evidence) -> Line | None:
    """The evidence's own words in place of a sentence that failed, where they are about the question."""
    best = max(within(question, evidence.sentences), key=lambda s: overlap(text, s.text) + 2 * s.coverage, default=None)
    if best is None or best.coverage < 0.5 or not time_fits(question, best):
        return None
    if (
        question.quantity
        and question.form == "open"
        and not any(v.kind != "ordinal" for v in extract_values(best.text))
    ):
        return None  # how many is not answered by a sentence without a number
    if about_another(question, best) or of_unlisted(question, best) or of_another_stage(question.plain, best.plain):
        return None
    if _WHAT_DAY.search(question.plain) and not _tells_day(best):
        return None
    who = question.form == "open" and _WHO.search(question.plain)
    if who and (names_no_winner(question.plain, best) or not _new_person(question, best)):
        return None
    return quoted(best, question.language)


def _tells_day(s: Sentence) -> bool:
    """Does a sentence date what it says: 「8月2日」, 「2日」, 「今天」, 「2024年」?"""
    return bool(extract_dates(s.text) or _A_DAY.search(s.plain))


def _says_who(question: Question, text: str) -> bool:
    """Does an answer to 谁 name anybody or anything that the question does not?"""
    if question.form != "open" or question.language != "zh" or not _WHO.search(question.plain):
        return True
    return bool(_new_names(question, text))


def _new_names(question: Question, text: str) -> list[str]:
    named = (*proper_names(text), *named_last(text, question), *_FOREIGN.findall(text))
    return [name for name in named if name not in question.plain]


def _new_person(question: Question, s: Sentence) -> bool:
    named = (*people(s.plain), *_FOREIGN.findall(s.plain))
    return any(name not in question.plain and not not_won(question.plain, s, name) for name in named)


def time_fits(question: Question, s: Sentence) -> bool:
    """Can the sentence speak of the time that is asked about?"""
    years = question.years
    if not question.periods:
        return True
    if any(question.allows(when.iso) for _, when in dated_moments(s.text, s.published)):
        return True
    named = [as_of(s.text, v.start, s.published) for v in extract_values(s.text)] or [s.moment]
    if all(when.basis in ("stated", "relative") for when in named) and not any(
        question.allows(w.iso if w.basis == "stated" else w.iso[:4]) for w in named
    ):
        return False  # it says of which time it speaks, and that is another
    if not years or any(s.moment.covers(y) or str(y) in f"{s.plain} {simplify(s.title)}" for y in years):
        return True
    return s.published is None or s.published.year in years


def settled(question: Question, candidates: Sequence[Sentence]) -> Question:
    """The question without the years that were reckoned from today (去年) and of which no article knows: the words may
    have been taken from an older article, and the answer says of which time it speaks."""
    known = {y for s in candidates for y in _years(s)}
    stray = [p for p in question.periods if p.relative and p.year is not None and p.year not in known]
    if not stray:
        return question
    dates = tuple(d for d in question.dates if not any(d.start < p.end and d.end > p.start for p in stray))
    periods = tuple(replace(p, year=None) if p in stray else p for p in question.periods)
    return replace(question, dates=dates, periods=tuple(p for p in periods if p.year or p.first))


def timely(question: Question, candidates: Sequence[Sentence]) -> Sequence[Sentence]:
    """The candidates that can speak of the time that is asked about, where they cover the question nearly as well as
    all do; otherwise all of them, so that a refusal can name what is known."""
    fitting = [s for s in candidates if time_fits(question, s)]
    if not question.periods or not fitting or question.form in ("change", "compute"):
        return candidates
    table = weights(question, candidates)  # by its own words: what stands beside it may speak of another time
    best = max(covered(table, s.plain) for s in candidates)
    asked = set(question.organisations)
    near = [
        s.coverage if _states_time(question, s) else covered(table, s.plain)
        for s in fitting
        if not asked or not s.about or asked & set(s.about)
    ]
    return fitting if max(near, default=0.0) >= _NEARLY * best else candidates


def _states_time(question: Question, s: Sentence) -> bool:
    """Does the sentence itself date a figure (「去年全年是17.4亿元」)? What it measures may stand before it."""
    return any(
        when.basis in ("stated", "relative") and question.allows(when.iso)
        for v in extract_values(s.text)
        if v.kind != "ordinal" and (when := as_of(s.text, v.start, s.published))
    )


def absent_organisation(question: Question, candidates: Sequence[Sentence], names: NameBook) -> bool:
    """Does the question ask about an organisation, told by the form of its name, that no candidate speaks of?

    A short form counts as speaking of it: 重庆农商行 for 重庆农村商业银行.
    """
    if question.organisations:
        return False
    text = " ".join(f"{simplify(s.title)} {s.plain}" for s in candidates)
    wanted = unlisted(question.plain)
    return bool(wanted) and not any(spoken_of(name, text) for name in wanted)


def sentences_of(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


def before(question: Question, evidence: Evidence) -> Signals:
    """What can be measured before the model writes. Across languages words cannot be compared."""
    dense = max((s.dense for s in evidence.candidates), default=0.0)
    kinds = _kinds_in(" ".join(s.text for s in evidence.sentences))
    unseen = [
        v for v in question.values if not any(v.same(w) for s in evidence.sentences for w in extract_values(s.text))
    ]
    years_known = {str(y) for s in evidence.sentences for y in _years(s)}
    unseen_years = [y for y in question.years if str(y) not in years_known]
    asked = len(question.values) + len(question.years)
    signals = Signals(
        dense=dense or None, wanted=float(any(w in kinds for w in question.wants) or "other" in question.wants),
        unseen=(len(unseen) + len(unseen_years)) / asked if asked else 0.0, english=float(question.language == "en"),
        bound=float(bool(question.organisations)),
    )  # fmt: skip
    if crosses(question, evidence) and language_of(question.plain) == question.language:
        return signals
    around = _around(question, evidence.candidates[:3], evidence)
    return replace(signals, coverage=evidence.best_coverage, total_coverage=evidence.coverage, **around)


def crosses(question: Question, evidence: Evidence) -> bool:
    """Is most of the evidence in another language than the question?"""
    foreign = sum(language_of(s.text) != question.language for s in evidence.sentences)
    return foreign * 2 > len(evidence.sentences)


def _around(question: Question, sentences: Sequence[Sentence], evidence: Evidence) -> dict[str, float]:
    """How much of the question, and of its names, stands around the best of the sentences."""
    table = weights(question, evidence.candidates)
    names = [n.lower() for n in proper_names(question.plain)]
    texts = [window(s, evidence.candidates) for s in sentences] or [""]
    return {
        "around": max(covered(table, text) for text in texts),
        "named": max(sum(held(n, text) for n in names) for text in texts) / len(names) if names else 1.0,
    }


def _years(s: Sentence) -> set[int]:
    years = {d.year for d in extract_dates(s.text) if d.year}
    return {y for y in (*years, s.moment.year, s.published.year if s.published else None) if y}


def _kinds_in(text: str) -> set[str]:
    kinds: set[str] = {v.kind for v in extract_values(text)}
    if kinds:
        kinds |= {"number"}
    if extract_dates(text):
        kinds.add("date")
    return kinds | {"person", "place"}


def after(question: Question, text: str, checks: Sequence[tuple[str, Check]], evidence: Evidence) -> dict[str, float]:
    """Measured on the draft: is what it says held, and does the evidence that holds it speak of the question?"""
    supports = [s for _, c in checks for s in c.supports]
    new = [
        n
        for n in (*[v.text for v in extract_values(text)], *proper_names(text))
        if n.lower() not in question.plain.lower()
    ]
    found = {"supported": sum(c.ok for _, c in checks) / len(checks) if checks else 0.0}
    if not new and question.form == "open":
        found["wanted"] = 0.5
    if crosses(question, evidence) and language_of(question.plain) == question.language:
        return found
    return (
        found
        | {"answer_coverage": max((s.coverage for s in supports), default=0.0)}
        | _around(question, supports, evidence)
    )
