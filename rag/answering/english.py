"""Checked lines of a Chinese answer in English: our own words by their templates, the rest translated and checked.

A translation is shown where every amount, date and name of the Chinese line is in it and nothing else is; otherwise the
article's own words are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.answering import glossary
from rag.answering.drafting import Drafter
from rag.answering.evidence import Sentence
from rag.answering.latin import Named, annotated, put_in, unexplained
from rag.answering.names import NameBook
from rag.answering.outcome import Line, quoted
from rag.answering.proper import proper_names
from rag.answering.supporting import bigrams
from rag.answering.values import Value, extract_dates, extract_values
from rag.answering.wording import moment_text
from rag.messages import t
from rag.models.base import ModelError
from rag.types import Usage

_log = logging.getLogger(__name__)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEADS = ("yes", "no", "corrected", "lacking", "unsure", "as_of", "in_year", "reported")
_WHOLE = (
    "answer.series", "answer.earlier", "answer.conflict", "answer.not_known", "answer.each", "answer.anothers",
    "answer.other_source", "refusal.years_known", "refusal.other_subject", "refusal.no_passages", "refusal.not_found",
    "compute.ranking", "compute.most", "compute.least", "compute.first", "compute.last", "compute.sum",
    "compute.difference", "compute.earlier", "compute.ratio", "compute.share", "compute.growth", "compute.average",
    "compute.higher", "compute.equal",
)  # fmt: skip
_POINTS = ("point", "conflict_point", "conflict_point_first", "conflict_point_untitled")
_LONGEST = 160
"""A sentence of more characters is quoted, not translated: that would take longer than the answer."""
_DENIES = re.compile(r"不(?!仅|但|断|只|同|少|久|过)|没有?|未(?!来)|无(?!论|锡)|非(?!常|洲|营)|尚无")
_DENIES_ENGLISH = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|fail\w*|lack\w*|free of|under|less|below|un\w{3,}|in\w{4,}|non)\b|n't|less\b",  # noqa: E501
    re.IGNORECASE,
)
_PLAINLY_DENIES = re.compile(r"\b(?:not|never|cannot|without)\b|n't", re.IGNORECASE)
_UP = re.compile(r"\b(?:increas|grew|grow|rose|rise|rising|up\b|higher|gain)\w*", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:decreas|fell|fall|drop|declin|down\b|lower|reduc|less|shrank|cut)\w*", re.IGNORECASE)
_UP_CHINESE = re.compile(r"增|升|涨|提高|扩大|多于|高于|超")
_DOWN_CHINESE = re.compile(r"降|减|跌|下滑|缩|低于|少于|回落")
_BOUNDS = (
    (r"超过|超(?=[\d约])|突破|逾|\d余|\bover \d", r"\b(?:over|more than|exceed\w*|surpass\w*|above|beyond)\b|\+"),
    (r"将?近(?=[\d一-九])|接近", r"\b(?:nearly|almost|close to|approach\w*|about|around|just under)\b"),
    (r"不到|不足(?=\d)", r"\b(?:under|less than|fewer than|below|not)\b"),
)
"""Words that make a figure a bound, and what they are in English."""
_AS_OF = re.compile(r"^(?:As of|In|On) (?=[A-Z\d])[^,]{3,18}(?:, \d{4})?, ")
"""A date before a sentence that we have dated already."""


class Interpreter:
    """Puts the lines of one answer into English. ``asked`` is the question as it was put."""

    def __init__(self, asked: str, names: NameBook, drafter: Drafter | None) -> None:
        self._asked, self._names, self._drafter = asked, names, drafter
        self._told: set[str] = set()

    @property
    def usage(self) -> Usage:
        return self._drafter.usage if self._drafter else Usage()

    def line(self, line: Line) -> Line:
        """The line in English; the article's own words, led to in English, where a translation does not hold."""
        if line.verdict == "dropped":
            return line
        own = self.words(line.text)
        if own:
            return replace(line, text=own)
        lead, body = self._lead(line.text)
        quote = _filled("answer.quoted", body)
        if quote is not None and line.supports:
            body = quote["quote"]
        english = self._sentence(body) if len(body) <= _LONGEST else ""
        if english:
            english = _AS_OF.sub("", english) if lead else english
            return replace(line, text=lead + english, verdict="supported" if quote is not None else line.verdict)
        if not line.supports:
            return replace(line, text=lead + body)
        said = quoted(_telling(body, line.supports), "en", lead)
        return replace(said, missing=line.missing, supports=line.supports)

    def words(self, text: str) -> str:
        """A line of our own making in English, by the template that it was made with; "" where it was not."""
        body = re.sub(r"(?:\[\d+\])+$", "", text)
        for key in _WHOLE:
            fields = _filled(key, body)
            if fields is not None:
                told = t(f"answer.{key}", "en", **{k: self._field(k, v) for k, v in fields.items()})
                return told + text[len(body) :]
        return ""

    def _field(self, name: str, value: str) -> str:
        if name == "points":
            return "; ".join(self._point(p) for p in re.split(r"；|(?<=\])，", value))
        if name == "quote":
            return self._sentence(value) or value
        if name in ("markers", "title", "question"):
            return value
        text = re.sub(r"（(.+?)更高）", lambda m: f" ({m[1]} is higher)", value)
        text = self._with_latin(text)
        return glossary.said(text.replace("，", "; ").replace("、", ", "))

    def _point(self, text: str) -> str:
        for key in _POINTS:
            fields = _filled(f"answer.{key}", text)
            if fields is not None:
                values = {k: self._moment(v) if k == "moment" else self._field(k, v) for k, v in fields.items()}
                return t(f"answer.answer.{key}", "en", **values)
        return text

    @staticmethod
    def _moment(text: str) -> str:
        dates = extract_dates(text)
        return moment_text(dates[0].iso(), "en") if dates and dates[0].iso() else glossary.said(text)

    def _lead(self, text: str) -> tuple[str, str]:
        """The words of our own before a sentence, in English, and the sentence."""
        lead = ""
        for _ in _LEADS:
            for key in _LEADS:
                found = _pattern(f"answer.{key}").match(text)
                if found:
                    values = {k: self._moment(v) for k, v in found.groupdict().items()}
                    lead += t(f"answer.answer.{key}", "en", **values)
                    text = text[found.end() :]
                    break
            else:
                break
        return lead, text

    def _with_latin(self, text: str) -> str:
        """Names in Latin letters with what they are in Chinese behind them."""
        plain, named = put_in(text, self._names, self._asked)
        return re.sub(r" {2,}", " ", annotated(plain, named, self._told))

    def _sentence(self, sentence: str) -> str:
        """A translation that holds; "" where there is none."""
        if self._drafter is None:
            return ""
        prepared, named = put_in(sentence, self._names, self._asked)
        prepared = glossary.with_amounts(glossary.terms_back(prepared, self._asked))
        hint = "; ".join(f"{n.chinese} = {n.latin}" for n in named)
        for source in (prepared, f"{glossary.with_amounts(sentence)} ({hint})" if named else sentence):
            try:
                english = self._drafter.to_english(source)
            except ModelError as error:
                _log.warning("quoted, not translated: %s", error)
                return ""
            english = english.strip().strip('“”"')
            fault = wrong(prepared, english, named, self._asked)
            if not fault:
                return annotated(english, named, self._told)
            _log.info("no translation of %r: %r: %s", prepared, english, fault)
        return ""


def _telling(text: str, supports: Sequence[Sentence]) -> Sentence:
    """The support that holds the names, figures and words of ``text`` that others lack; what is said last, as news is,
    weighs most."""
    told = (*proper_names(text), *(v.text for v in extract_values(text)), *bigrams(text))
    weight = {word: text.find(word) + 1 for word in told}
    holding = {word: [s for s in supports if word in s.plain] for word in weight}

    def telling(s: Sentence) -> float:
        return sum(weight[word] / len(of) for word, of in holding.items() if any(s is o for o in of))

    return max(supports, key=telling)


def wrong(source: str, english: str, named: list[Named], asked: str) -> str:
    """What is wrong with a translation of ``source``, in which names and large amounts are English already; ""."""
    told = extract_values(english)
    given = extract_values(source)
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("empty", lambda: not english or bool(_HAN.search(_without_kept(english, named)))),
        ("a figure is gone", lambda: not all(_told(v, english, told) for v in given)),
        ("a figure is new", lambda: not all(_given(v, given, source) for v in told)),
        ("a date", lambda: not _same_dates(source, english)),
        ("a name is gone", lambda: not all(n.latin.lower() in english.lower() for n in named)),
        ("a name is new", lambda: bool(unexplained(english, source, named, asked))),
        ("a bound is gone", lambda: not all(re.search(e, english, re.I) for z, e in _BOUNDS if re.search(z, source))),
        ("denial", lambda: _denied(source, english)),
        ("direction", lambda: _turned(source, english)),
    )
    return next((what for what, fails in checks if fails()), "")


def _without_kept(english: str, named: Sequence[Named]) -> str:
    """A translation without the names that are kept in Chinese."""
    for name in named:
        if name.latin == name.chinese:
            english = english.replace(name.chinese, "")
    return english


def _told(value: Value, english: str, told: list[Value]) -> bool:
    if value.kind != "ordinal":
        return (
            any(value.same(v) for v in told)
            or re.search(rf"(?<![\d.]){re.escape(f'{value.amount:,.10g}')}(?![\d])", english) is not None
        )
    number = int(value.amount)
    word = glossary.ORDINALS[number - 1] if 1 <= number <= len(glossary.ORDINALS) else str(number)
    top = number == 1 and re.search(r"\b(?:top|highest|largest|most|lead\w*|winner|best)\b", english, re.IGNORECASE)
    return (
        bool(top)
        or re.search(rf"\b(?:{word}|(?:No\. ?|number )?{number}(?:st|nd|rd|th)?)\b", english, re.I) is not None
    )


def _given(value: Value, given: list[Value], source: str) -> bool:
    if any(value.same(v) for v in given) or value.text.lower() in source.lower():
        return True
    return value.amount <= 3 and not re.search(r"\d", value.text)  # 「two of them」 of 「两者」


def _same_dates(source: str, english: str) -> bool:
    mine, theirs = extract_dates(source), extract_dates(english)
    kept = all(any(d.same(o) for o in theirs) or (d.year and str(d.year) in english and not d.month) for d in mine)
    return kept and all(any(d.same(o) or o.same(d) for o in mine) or d.text in source for d in theirs)


def _denied(source: str, english: str) -> bool:
    if _DENIES.search(source):
        return not _DENIES_ENGLISH.search(english)
    return bool(_PLAINLY_DENIES.search(english))


def _turned(source: str, english: str) -> bool:
    up, down = bool(_UP_CHINESE.search(source)), bool(_DOWN_CHINESE.search(source))
    if up == down:
        return False
    said_up, said_down = bool(_UP.search(english)), bool(_DOWN.search(english))
    return said_up != said_down and said_up != up


_FIELDS = {"moment": r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?", "markers": r"(?:\[\d+\])+"}
"""What a template's field can be filled with, where it is not any text."""


@lru_cache(maxsize=64)
def _pattern(key: str) -> re.Pattern[str]:
    """A Chinese template as a pattern of what is made with it."""
    template = t.file("answer", "zh")[key]
    parts = re.split(r"\{(\w+)[^}]*\}", template)
    pattern = "".join(re.escape(p) if i % 2 == 0 else rf"(?P<{p}>{_FIELDS.get(p, '.+?')})" for i, p in enumerate(parts))
    return re.compile(pattern, re.DOTALL)


def _filled(key: str, text: str) -> dict[str, str] | None:
    """What a template was filled with to make ``text``; None where it was not made with it."""
    found = _pattern(key).fullmatch(text)
    return found.groupdict() if found else None
