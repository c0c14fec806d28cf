"""From a question to a verified answer, as a stream of events: sources, then sentences, then the whole answer."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from rag.answering import orders, smalltalk, translation
from rag.answering.asides import in_reports_words, without_asides, without_ours
from rag.answering.citations import CitationBook, cite
from rag.answering.confidence import measured
from rag.answering.dividing import worded
from rag.answering.drafting import Drafter, added
from rag.answering.english import Interpreter
from rag.answering.evidence import Load, Sentence, collect, rescore
from rag.answering.extractive import Extractor
from rag.answering.fitting import settled
from rag.answering.followup import stand_alone
from rag.answering.names import NameBook
from rag.answering.outcome import Line, Outcome, refusal
from rag.answering.parts import split
from rag.answering.periods import full_years
from rag.answering.question import Question, analyse, language_of
from rag.answering.strategies import Strategist
from rag.answering.timelines import level_question
from rag.answering.wording import of_another_year, refusal_text, suggest_from, timeline_points
from rag.messages import explain, t
from rag.models.base import LanguageModel, ModelError
from rag.settings import Settings
from rag.types import Answer, Citation, Event, Final, ScoredPassage, SentenceVerdict, Sources, Token, Turn, Usage

_log = logging.getLogger(__name__)
_WIDER = 6
"""How many times more passages are looked through for sentences than are shown as sources."""
Search = Callable[[str, int], list[ScoredPassage]]


@dataclass
class _Clock:
    """Seconds a stage."""

    started: float
    last: float
    stages: dict[str, float]

    @classmethod
    def start(cls) -> _Clock:
        now = time.perf_counter()
        return cls(now, now, {})

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage] = self.stages.get(stage, 0.0) + now - self.last
        self.last = now

    def total(self) -> dict[str, float]:
        return {k: round(v, 4) for k, v in self.stages.items()} | {
            "total": round(time.perf_counter() - self.started, 4)
        }


class Composer:
    """Answers questions over passages that ``search`` finds. Knows no store: it is given what it needs.

    Args:
        llm: the language model, or a callable that gives it when it is first needed; None answers by quoting.
        names: gives the name book of the indexed articles.
        load: gives an article by id.
    """

    def __init__(
        self, llm: Callable[[], LanguageModel | None], names: Callable[[], NameBook], load: Load, settings: Settings
    ) -> None:
        self._llm = llm
        self._names = names
        self._load = load
        self._settings = settings

    def stream(self, raw: str, history: Sequence[Turn], search: Search, *, empty: bool = False) -> Iterator[Event]:
        """Sources, Tokens, Final. ``empty`` says that nothing is indexed yet."""
        clock = _Clock.start()
        text = smalltalk.clean(raw)
        early = self._without_retrieval(raw, text, empty, clock)
        if early is not None:
            yield Sources(())
            yield Token(early.text)
            yield Final(early)
            return
        names = self._names()
        text = full_years(orders.without_orders(text), date.today())  # noqa: DTZ011 - the reader's own calendar
        plain = without_ours(without_asides(text, names), names)
        asked = stand_alone(in_reports_words(plain, names), history, names)
        parts = split(asked, names)
        found = [self._look(part, names, search) for part in parts]
        passages = _merged([f.passages for f in found])
        clock.lap("search")
        best = max((f.candidates[0] for f in found if f.candidates), key=lambda s: s.score, default=None)
        yield Sources(tuple(passages[: max(self._settings.k, 1)]), cite(best, 0) if best else None)
        found, usage = self._worded(asked, parts, found, names, search)
        run = _Run(self, names, search, clock, usage)
        shown: list[str] = []
        for event in run.tokens(found):
            shown.append(event.text)
            yield event
        answer = run.answer(raw, asked, "".join(shown), passages)
        yield Final(answer)

    def _without_retrieval(self, raw: str, text: str, empty: bool, clock: _Clock) -> Answer | None:
        language = language_of(text) if text else self._settings.language
        problem = smalltalk.input_problem(text)
        if problem:
            words = t(f"answer.input.{problem}", language, length=len(text), limit=smalltalk.LIMIT)
            return self._plain(raw, words, "bad_question", language, clock)
        kind = smalltalk.small_talk(text)
        if kind:
            words = t(f"answer.smalltalk.{kind}", language)
            return replace(self._plain(raw, words, "", language, clock), kind="small_talk")
        if not orders.without_orders(text):
            return self._plain(raw, t("answer.refusal.orders", language), "orders", language, clock)
        if empty:
            return self._plain(raw, t("answer.refusal.empty_index", language), "empty_index", language, clock)
        return None

    def _plain(self, raw: str, words: str, reason: str, language: str, clock: _Clock) -> Answer:
        return Answer(
            id=uuid.uuid4().hex, question=raw, text=words, refused=bool(reason), reason=reason, standalone_question=raw, model="code",  # noqa: E501
            language=language, timings=clock.total(),
        )  # fmt: skip

    def _worded(
        self, asked: str, parts: Sequence[str], found: list[_Found], names: NameBook, search: Search
    ) -> tuple[list[_Found], Usage]:
        """What was found for each part, anew for those that the model words otherwise, and what that cost."""
        drafter = self._drafter() if len(parts) > 1 else None
        if drafter is None:
            return found, Usage()
        try:
            lines = worded(asked, parts, drafter.divide)
        except ModelError as error:  # said aloud where the answer is written
            _log.info("the parts stay as code words them: %s", error)
            return found, drafter.usage
        again = zip(parts, lines, found, strict=True)
        return [f if line == part else self._look(line, names, search) for part, line, f in again], drafter.usage

    def _look(self, part: str, names: NameBook, search: Search) -> _Found:
        question = analyse(part, names)
        passages = self._passages(question, names, search)
        asked = ""
        if translation.needed(question, passages):
            question = translation.in_chinese(question, passages, names, self._drafter())
            passages = self._passages(question, names, search)
            asked = part if question.language == "zh" else ""
        if question.form == "change" and (level := level_question(question)) != question.plain:
            # the words of changing find articles on change, each of which gives one figure or none
            known = {(p.article_id, p.start) for p in passages}
            more = search(names.expand(level), self._settings.k * _WIDER)
            passages = [*passages, *(p for p in more if (p.article_id, p.start) not in known)]
        candidates = collect(question, passages, names, self._load)
        fitted = settled(question, candidates)
        return _Found(fitted, passages, candidates if fitted is question else rescore(fitted, candidates), asked)

    def _passages(self, question: Question, names: NameBook, search: Search) -> list[ScoredPassage]:
        return search(names.expand(question.plain), self._settings.k * _WIDER)

    def find(self, question: Question, names: NameBook, search: Search) -> list[Sentence]:
        """Candidate sentences for one part of a question."""
        return collect(question, self._passages(question, names, search), names, self._load)

    def _drafter(self) -> Drafter | None:
        try:
            llm = self._llm()
        except ModelError:  # said aloud where the answer is written
            return None
        return Drafter(llm, self._settings.llm_timeout) if llm is not None else None


@dataclass(frozen=True, slots=True)
class _Found:
    question: Question
    passages: list[ScoredPassage]
    candidates: list[Sentence]
    asked: str = ""
    """The English question that ``question`` is in Chinese; its answer is put into English."""

    @property
    def language(self) -> str:
        return "en" if self.asked else self.question.language


class _Run:
    """One answer in the making."""

    def __init__(self, composer: Composer, names: NameBook, search: Search, clock: _Clock, usage: Usage) -> None:
        self._composer, self._names, self._search, self._clock = composer, names, search, clock
        self._book = CitationBook()
        self._verdicts: list[SentenceVerdict] = []
        self._outcomes: list[tuple[_Found, Outcome]] = []
        self._fallback = ""
        self._usage = usage
        self._model = "extractive"
        self._suggestion = ""

    def tokens(self, found: Sequence[_Found]) -> Iterator[Token]:
        alone, held = len(found) == 1, list[tuple[_Found, Outcome]]()
        any_told = False
        for part in found:
            outcome = self._outcome(part, beside=not alone)
            any_told = any_told or not outcome.refused
            held.append((part, outcome))
            if not any_told and outcome.tentative and len(held) < len(found):
                continue  # what is too unlikely by itself waits for an answer to another part
            for waiting, known in held:
                yield from self._told(waiting, known.trusted() if any_told and not alone else known, alone=alone)
            held = []

    def _told(self, part: _Found, outcome: Outcome, *, alone: bool) -> Iterator[Token]:
        lead = "\n" if self._outcomes else ""
        self._outcomes.append((part, outcome))
        if outcome.refused:
            yield self._refuse(part, outcome, lead, alone=alone)
            return
        first = True
        interpreter = self._interpreter(part)
        for said in outcome.lines:
            line = interpreter.line(said) if interpreter else said
            if line.verdict == "dropped":
                self._verdicts.append(SentenceVerdict(line.text, "dropped", (), line.missing))
                continue
            yield self._show(line, part.language, lead if first else "")
            first = False
        if interpreter:
            self._usage = added(self._usage, interpreter.usage)
            self._clock.lap("model")

    def _show(self, line: Line, language: str, lead: str) -> Token:
        if line.verdict == "computed" and "[" in line.text:  # carries its markers inside
            cited = tuple(self._book.add(s) for s in line.supports)
            text = line.text
        else:
            text, cited = self._book.mark(line.text, line.supports)
        self._verdicts.append(
            SentenceVerdict(line.text, line.verdict, tuple(dict.fromkeys(c.number for c in cited)), line.missing)
        )
        space = " " if language == "en" and not lead and len(self._verdicts) > 1 else ""
        return Token(f"{lead}{space}{text}", tuple(dict.fromkeys(cited)))

    def _interpreter(self, part: _Found) -> Interpreter | None:
        return Interpreter(part.asked, self._names, self._composer._drafter()) if part.asked else None

    def _refuse(self, part: _Found, outcome: Outcome, lead: str, *, alone: bool) -> Token:
        language, question = part.language, part.question
        if interpreter := self._interpreter(part):
            outcome = replace(outcome, detail=interpreter.words(outcome.detail))
            question = replace(question, text=part.asked, language="en")
        if not alone:
            text = t("answer.answer.part_unknown", language, question=question.text.strip())
            self._verdicts.append(SentenceVerdict(text, "unchecked"))
            return Token(lead + text)
        if not part.candidates:
            outcome = replace(outcome, detail=t("answer.refusal.no_passages", language))
        self._suggestion = of_another_year(part.asked or question.text, question.years, outcome.other_year) or (
            suggest_from(outcome.nearest, self._names, language) if outcome.nearest else ""
        )
        text, cited = refusal_text(outcome, question, self._book, self._suggestion, self._names)
        self._verdicts.append(SentenceVerdict(text, "unchecked", tuple(c.number for c in cited)))
        return Token(lead + text, cited)

    def _outcome(self, part: _Found, *, beside: bool) -> Outcome:
        if not part.candidates:
            return refusal("no_evidence", None)
        settings = self._composer._settings
        llm = None if self._fallback else self._composer._llm()
        if llm is not None:
            drafter = Drafter(llm, settings.llm_timeout)
            try:
                find = partial(self._composer.find, names=self._names, search=self._search)
                strategist = Strategist(drafter, self._names, self._book, settings.evidence_tokens, find, beside=beside)
                outcome = strategist.answer(part.question, part.candidates)
                self._model = llm.name
                return outcome
            except ModelError as error:
                _log.warning("%s answers by quoting: %s", llm.name, error)
                self._fallback = explain(error, part.language)
            finally:
                self._usage = added(self._usage, drafter.usage)
                self._clock.lap("model")
        return Extractor(self._names).answer(part.question, part.candidates)

    def answer(self, raw: str, asked: str, text: str, passages: list[ScoredPassage]) -> Answer:
        refused = all(o.refused for _, o in self._outcomes)
        part, outcome = next(((p, o) for p, o in self._outcomes if not o.refused), self._outcomes[0])
        timeline = () if refused else timeline_points(outcome.timeline, self._book)
        self._clock.lap("compose")
        citations: tuple[Citation, ...] = self._book.all
        return Answer(
            id=uuid.uuid4().hex, question=raw, text=text, refused=refused, reason=outcome.reason if refused else "", citations=citations,  # noqa: E501
            timeline=timeline, sentences=tuple(self._verdicts), suggestion=self._suggestion, standalone_question=asked, kind=part.question.form,  # noqa: E501
            answerable=outcome.probability, signals=measured(outcome.signals), model=self._model, fallback=self._fallback, language=part.language,  # noqa: E501
            timings=self._clock.total(), usage=self._usage, sources=tuple(passages[: self._composer._settings.k]),
        )  # fmt: skip


def _merged(lists: Sequence[list[ScoredPassage]]) -> list[ScoredPassage]:
    """Passages of several searches, each once, best score first within the order of the questions."""
    seen: dict[str, ScoredPassage] = {}
    for passages in lists:
        for passage in passages:
            seen.setdefault(passage.passage.id, passage)
    return list(seen.values()) if len(lists) == 1 else sorted(seen.values(), key=lambda p: -p.score)
