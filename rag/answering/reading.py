"""One question, one set of candidate sentences: draft with the model, check every sentence, decide, repair or quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rag.answering.arithmetic import no_change
from rag.answering.confidence import Signals, comparable, in_company, log_odds, probability, threshold
from rag.answering.counts import missed, of_another_measure, the_count
from rag.answering.drafting import Draft, Drafter
from rag.answering.evidence import (
    Evidence,
    Sentence,
    rescore,
    rest_of_short,
    select,
    with_subject,
)
from rag.answering.fitting import states_time, timely
from rag.answering.hedges import hedged
from rag.answering.names import NameBook, spoken_of, unlisted
from rag.answering.outcome import Line, Outcome, quoted, refusal
from rag.answering.question import Question, simplify
from rag.answering.quoting import WHO, gives_the_excepted, new_names, quote, says_who
from rag.answering.roles import naming_the_kind, of_the_kind, took_no_office
from rag.answering.scope import elsewhere, within
from rag.answering.signals import after, before
from rag.answering.strays import without_strays
from rag.answering.supporting import overlap
from rag.answering.values import extract_values
from rag.answering.verify import Check, about_another, check
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
_NAME_ASKED = re.compile(rf"{WHO.pattern}|哪一?[部支座家个所款项颗条首国]|什么")
_COUNTED = re.compile(r"(?:多少|几)[十百千]?[万亿]?(?:[人名位家件项款所户辆座篇]|个(?!百分))")
ALONE_BUDGET = 200
"""Tokens of evidence where a few sentences are read alone."""


_SURE = 5.0
"""Log-odds at which an article is taken to hold the answer without a look at the less likely ones: of 150 that tempt
two reached it."""
_AS_GOOD = 0.7
"""Log-odds that an article may lie behind the best one and still be read with it."""
_REREAD = 2
"""Times that short articles are read whole for one question, however many parts it has: each takes seconds."""
_EVEN = 0.5
"""Probability that the evidence holds the answer from which on it is quoted in place of what the model made up."""
_DRAWN_ON = 0.3
"""Coverage that a sentence needs to be quoted for a draft that drew on it and left its figure out."""
_SAME = 0.9
"""Overlap from which on a sentence says what a quoted one says."""
_FINAL = ("other_subject",)
"""Reasons to refuse that more of the same articles cannot change."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading yields: the outcome and the evidence that it rests on."""

    outcome: Outcome
    evidence: Evidence
    refuted: frozenset[str] = frozenset()
    """Articles that the draft did not answer from, or from which it took a figure that is of something else."""


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
        beside: bool = False,
    ) -> Reading:
        """Answer ``question`` from ``candidates`` (best first), or refuse. Without ``worded`` it is no reason to refuse
        that the articles say it in other words than the question. ``beside`` others, the parts of one question, it is
        written where that would do if another is answered (``Outcome.trusted``).

        Where it is refused and the articles that were read are short, they are read once more as a whole: their
        sentences explain each other; where the draft's figure was of something else, or the draft for a part answers
        nothing, the other articles are read. Where a figure of a named time is refused, the sentences that date a
        figure to it are read alone.
        """
        reading = self._read(question, candidates, budget, worded=worded, beside=beside)
        if reading.outcome.refused and reading.refuted and self._more:
            self._more -= 1
            others = [s for s in candidates if s.article_id not in reading.refuted]
            again = self._read(question, others, budget, worded=worded, beside=beside) if others else reading
            if not again.outcome.refused:
                return again
        open_to_more = reading.outcome.refused and reading.outcome.reason not in _FINAL
        if self._more and open_to_more and _has_short(reading.evidence):
            self._more -= 1
            read = {s.article_id for s in reading.evidence.sentences}
            whole = [s for s in candidates if s.article_id in read]
            again = self._read(question, whole, budget, whole=True, beside=beside)
            if not again.outcome.refused:
                return again
            if again.outcome.tentative and not reading.outcome.tentative:
                reading = again
        if not (reading.outcome.refused and question.quantity and question.years):
            return reading
        dated = [s for s in candidates if states_time(question, s) and not about_another(question, s)]
        if not dated or set(reading.evidence.sentences) <= set(dated):
            return reading
        dated = rescore(question, with_subject(question, dated, candidates))
        again = self._read(question, dated, min(budget or self._budget, ALONE_BUDGET))
        return reading if again.outcome.refused and not again.outcome.tentative else again

    def _read(
        self,
        question: Question,
        candidates: Sequence[Sentence],
        budget: int | None,
        *,
        whole: bool = False,
        worded: bool = True,
        beside: bool = False,
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
        if likely < threshold("early") and not (beside and in_company(likely, stage="early")):
            return Reading(refusal("no_evidence", nearest, probability=likely, signals=signals), evidence)
        drafted = self._drafted(question, evidence, line, 220 if wide else 140)
        if drafted is None:
            nothing = refusal("not_answered", nearest, probability=0.0, signals=signals)
            return Reading(nothing, evidence, _articles(evidence) if beside else frozenset())
        draft, checks, in_its_words = drafted
        signals = replace(
            signals, mean_logprob=draft.mean_logprob, least_logprob=draft.least_logprob,
            **after(question, draft.text, checks, evidence),
        )  # fmt: skip
        likely = _likely(signals, "final", worded=worded)
        if likely < threshold(bound=bool(question.organisations)):
            sound = [_line(question, text, found) for text, found in checks if found.ok]
            tentative = [in_its_words] if in_its_words else sound if len(sound) == len(checks) else []
            refused = refusal("not_answered", nearest, probability=likely, signals=signals, tentative=tentative)
            return Reading(refused, evidence, _refuted(question, checks, evidence, beside=beside))
        lines = [in_its_words] if in_its_words else self._settle(question, checks, evidence, likely)
        if not any(line.supports for line in lines):
            mismatched = any(c.mismatched_time for _, c in checks)
            return Reading(
                refusal("other_time" if mismatched else "not_supported", nearest, probability=likely, signals=signals),
                evidence,
                _refuted(question, checks, evidence, beside=beside),
            )
        return Reading(Outcome(tuple(lines), probability=likely, signals=signals), evidence)

    def _drafted(
        self, question: Question, evidence: Evidence, line: str, limit: int
    ) -> tuple[Draft, list[tuple[str, Check]], Line | None] | None:
        """What the model writes, each sentence with its check; None where that answers nothing.

        It writes anew where it misses the sentences that count what is asked for. Where it gives no figure at all, but
        the sentence that it drew on does, that sentence is quoted.
        """
        told = [s.plain for s in evidence.sentences]
        if took_no_office(question.plain, told):
            return None
        draft = self._drafter.write(evidence.sentences, question.text, question.language, line, limit)
        if counting := missed(question, draft.text, evidence.sentences):
            draft = self._drafter.write(counting, question.text, question.language, line, limit)
            if missed(question, draft.text, counting) and (counted := the_count(question, counting)):
                text = counted.text
                return Draft(text, None, None), [(text, Check((counted,), ()))], quoted(counted, question.language)
        if not draft.text or _DENIAL.search(draft.text) or no_change(draft.text):
            return None
        if of_another_measure(question, draft.text) or gives_the_excepted(question, draft.text):
            return None
        if not of_the_kind(question.plain, draft.text, told):
            naming = naming_the_kind(question.plain, evidence.sentences)
            if not naming or len(naming) == len(evidence.sentences):
                return None
            draft = self._drafter.write(naming, question.text, question.language, line, limit)
            if not of_the_kind(question.plain, draft.text, told):
                return None
        checks = self._checked(question, draft, evidence)
        if others := _without_refuted(question, checks, evidence):
            again = self._drafter.write(others, question.text, question.language, line, limit)
            checked = self._checked(question, again, evidence)
            if checked and all(found.ok for _, found in checked) and says_who(question, again.text):
                draft, checks = again, checked
        if not question.quantity or question.form != "open" or _gives_number(question.plain, draft.text):
            return draft, checks, None
        drawn_on = tuple(s for _, found in checks if found.ok for s in found.supports[:1])
        in_its_words = quote(question, draft.text, replace(evidence, sentences=drawn_on), least=_DRAWN_ON)
        if in_its_words is None:
            return None
        text = in_its_words.supports[0].text
        return Draft(text, None, None), [(text, Check(in_its_words.supports, ()))], in_its_words

    def _checked(self, question: Question, draft: Draft, evidence: Evidence) -> list[tuple[str, Check]]:
        return [
            (text, without_strays(question, text, check(text, evidence.sentences, question, self._names), evidence))
            for text in sentences_of(draft.text)
        ]

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

    def _settle(
        self, question: Question, checks: Sequence[tuple[str, Check]], evidence: Evidence, likely: float
    ) -> list[Line]:
        """Keep what is supported; repair once, quote or drop the rest.

        Nothing is quoted for what no article has, unless they are likely to hold the answer: a model makes up what it
        does not find.
        """
        lines: list[Line] = []
        tried = False
        for text, found in checks:
            if found.ok:
                lines.append(_line(question, text, found))
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
            made_up = (
                bool(found.missing)
                and "date" not in question.wants  # the model gives the report's day, the sentence has the right one
                and not any(m in s.plain for m in found.missing for s in evidence.sentences)
            )
            in_its_words = None if made_up and likely < _EVEN else quote(question, text, evidence)
            lines.append(
                replace(in_its_words, missing=found.missing)
                if in_its_words
                else Line(text, (), "dropped", found.missing)
            )
        return _once(lines)

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
                and says_who(question, sentence)
                and not self._loses_who(question, text, sentence, nearest)
            ):
                return replace(_line(question, sentence, found), verdict="repaired")
        return None

    @staticmethod
    def _loses_who(question: Question, draft: str, repaired: str, nearest: Sequence[Sentence]) -> bool:
        """Is whoever the draft named, as the evidence does, gone from the sentence that takes its place?"""
        named = [n for n in new_names(question, draft) if any(n in s.plain for s in nearest)]
        return bool(WHO.search(question.plain) and named) and not any(n in repaired for n in named)


def _without_refuted(
    question: Question, checks: Sequence[tuple[str, Check]], evidence: Evidence
) -> tuple[Sentence, ...]:
    """Where who or what the draft names is in the evidence but not as what is asked for (「特鲁多卸任」 for the new
    one, a nomination for the prize, the referee of another round): the sentences that do not name it; () else."""
    if not _NAME_ASKED.search(question.plain):
        return ()
    missing = [name for _, found in checks for name in found.missing]
    beside = {s.article_id for text, found in checks if text in found.mismatched_time for s in found.supports[:1]}
    if any(_NUMERAL.search(name) for name in missing):
        return ()
    kept = tuple(
        s for s in evidence.sentences if s.article_id not in beside and not any(name in s.plain for name in missing)
    )
    return kept if len(kept) < len(evidence.sentences) else ()


def _refuted(
    question: Question, checks: Sequence[tuple[str, Check]], evidence: Evidence, *, beside: bool
) -> frozenset[str]:
    """The articles in which a figure stands that the draft took for the one that is asked for, and that is not; all
    that were read for a part of a question, where no sentence of the draft passed its check."""
    drafted = [v for text, found in checks for v in extract_values(text) if v.text in found.missing]
    took_it = frozenset(
        s.article_id
        for s in evidence.sentences
        if any(v.same(d) and elsewhere(question, s.plain, v) for v in extract_values(s.plain) for d in drafted)
    )
    return _articles(evidence) if beside and not took_it and not any(found.ok for _, found in checks) else took_it


def _articles(evidence: Evidence) -> frozenset[str]:
    return frozenset(s.article_id for s in evidence.sentences)


def _line(question: Question, text: str, found: Check) -> Line:
    """A sentence that passed its check, hedged as its supports are."""
    return Line(hedged(question, text, found.supports), found.supports)


def _once(lines: Sequence[Line]) -> list[Line]:
    """Without what a quotation among them says already."""
    quoted = [s for line in lines if line.verdict == "quoted" for s in line.supports]
    return [
        line
        for line in lines
        if line.verdict == "quoted"
        or not any(s in line.supports and overlap(line.text, s.text) > _SAME for s in quoted)
    ]


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
