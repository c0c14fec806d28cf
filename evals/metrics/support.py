"""Does evidence support a statement? The deterministic check behind faithfulness and citations.

TRUE (Honovich et al. 2022) and ALCE (Gao et al. 2023) ask an entailment model. A figure that is not in the evidence
needs no model to be wrong, so ours checks, after normalisation, that

* every quantity and date of the statement is in the evidence (or in the head of its article, or follows from 「今年」
  and the article's date),
* every name is: Latin words (capitalised ones in English) and quoted strings,
* enough of its words are: the share of its character bigrams found in evidence or question,
* and no other figure is the one meant: the statement's words stand at another figure of the same kind in the evidence
  sentence (「净收入增长14.48%，净利润增长29.34%」 does not support 「净利润增长14.48%」), or the figure is dated in
  another year there.

It cannot see negation, causality, or a subject of another sentence; for those there are judges, reported apart, and the
agreement of this check with the hand labels is in the report like theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from evals.text import MARKER, dates_of, normalise, same_quantity, values_of
from rag.answering.moments import as_of, dated_moments
from rag.answering.values import Value

_LATIN = re.compile(r"[a-z][a-z0-9+.-]*[a-z0-9+]")
_QUOTED = re.compile(r"[“「『《〈\"]([^“”「」『』《》〈〉\"]{2,30})[”」』》〉\"]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_RUN = re.compile(r"[\u3400-\u9fff]+")
_FORMULA = re.compile(r"[=＝≈]")
# Below this share of its bigrams a statement is about something else. From the hand-labelled statements in evals/judge:
# `python -m evals.judging` prints the agreement at others.
WORD_COVERAGE = 0.35
# So many bigrams (a word of three characters) must tell another figure apart.
RIVAL_WORDS = 2
# What another figure is of stands so close before it; farther off is the sentence's subject, which is ours as well.
RIVAL_HEAD = 9
_SEPARATOR = re.compile(r"[，,；;。、]")
_ENGLISH_GLUE = frozenset(
    re.findall(
        "[a-z]+",
        """
the a an of in on at to for from by with and or as is are was were be been has have had it its this that which
who not no yes than then there their they he she his her we our you your according article articles report
reported company companies about over more most also both same per total number value after before during
between million billion thousand trillion percent january february march april may june july august september
october november december yuan
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cited text with what its article's head says."""

    text: str
    title: str = ""
    publisher: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """``missing`` are values and names that the evidence lacks, ``coverage`` the share of words it holds."""

    missing: tuple[str, ...]
    coverage: float

    @property
    def supported(self) -> bool:
        return not self.missing and self.coverage >= WORD_COVERAGE


def bare(statement: str) -> str:
    """The statement without markers and list bullets."""
    return re.sub(r"^\s*(?:[-*•·]|\d{1,2}[.、)）])\s*", "", MARKER.sub("", statement)).strip()


def support(statement: str, evidence: Sequence[Evidence], question: str = "") -> Support:
    """Check one statement. What the question says is given: its words and dates need no evidence, its values do."""
    statement = _beyond_quotes(bare(statement), evidence)
    said = bare(statement)
    body = "\n".join(e.text for e in evidence)
    head = "\n".join(f"{e.title}\n{e.publisher or ''}" for e in evidence)
    missing = [*_values(said, body + "\n" + head), *_dates(said, evidence, question)]
    missing += _names(statement, normalise(f"{body}\n{head}\n{question}"))
    missing = missing or _misattributed(said, evidence)
    # three figures that all stand in the evidence are about it, whatever words frame them (「其他时间的数据：…」)
    framed = len(values_of(said)) + len(dates_of(said)) >= 3
    coverage = 1.0 if framed or _FORMULA.search(said) else _coverage(said, body + "\n" + head, question)
    return Support(tuple(dict.fromkeys(missing)), coverage)


def _beyond_quotes(said: str, evidence: Sequence[Evidence]) -> str:
    """What a statement says beyond evidence that it repeats word for word: that much needs no check."""
    rest = normalise(said)
    for quoted in sorted((normalise(e.text) for e in evidence), key=len, reverse=True):
        if quoted and quoted in rest:
            rest = rest.replace(quoted, "", 1)
    return said if len(rest) == len(normalise(said)) else rest


def _values(said: str, text: str) -> list[str]:
    have = values_of(text)
    wanted = values_of(said)
    if _FORMULA.search(said) and len(wanted) >= 3:
        # a computation that is shown: its operands must stand in the evidence, its result follows from them
        wanted = tuple(v for v in wanted if v.start < _FORMULA.search(normalise(said)).start())  # type: ignore[union-attr]
    return [v.text for v in wanted if not any(same_quantity(h, v) or same_quantity(v, h) for h in have)]


def _misattributed(said: str, evidence: Sequence[Evidence]) -> list[str]:
    """A figure of the statement that the evidence gives for something else or another year, by the words around it."""
    text = normalise(said)
    wanted = [v for v in values_of(said) if v.kind != "ordinal"]
    if _FORMULA.search(text) or len(wanted) != 1 or not _comparable(text, evidence):
        return []
    value = wanted[0]
    words = _bigrams(text[: value.start] + "\n" + text[value.end :])
    years = {d.year for d in dates_of(said) if d.year}
    places = [
        _rivalled(value, words, sentence) or _other_year(value, years, sentence, e.published)
        for e in evidence
        for sentence in map(normalise, re.split(r"(?<=[。！？!?])|\n", e.text))
        if any(same_quantity(v, value) for v in values_of(sentence))
    ]
    return [f"{value.text} (of something else)"] if places and all(places) else []


def _other_year(value: Value, years: set[int], sentence: str, published: date | None) -> bool:
    """Does the sentence date the figure in another year than the statement's only one?"""
    if len(years) != 1:
        return False
    at = next(v.start for v in values_of(sentence) if same_quantity(v, value))
    when = as_of(sentence, at, published)
    return when.basis in ("stated", "relative") and when.year is not None and when.year not in years


def _rivalled(value: Value, words: set[str], sentence: str) -> bool:
    """Do words of the statement stand at another figure of the same kind rather than at this one?"""
    found = [v for v in values_of(sentence) if v.kind == value.kind]
    return all(_outdone(i, found, words, sentence) for i, v in enumerate(found) if same_quantity(v, value))


def _outdone(ours: int, found: Sequence[Value], words: set[str], sentence: str) -> bool:
    """Is the figure at this place less what the words mean than another one in the same unit?"""
    value = found[ours]
    after = _SEPARATOR.search(sentence, value.end)
    clause = after.start() if after else len(sentence)
    lead = _bigrams(sentence[:clause])
    later = (
        len((words & _bigrams(sentence[previous.end : rival.start])) - lead)
        for previous, rival in pairwise(found[ours:])
        if _alike(rival, value)
    )
    own = len(words & _bigrams(_head(sentence, value.start) + "\n" + sentence[value.end : clause]))
    others = (
        len(words & _bigrams(_head(sentence, v.start)[-RIVAL_HEAD:]))
        for i, v in enumerate(found)
        # of a part (「其中」) that is named, the words of the whole are said as well
        if i != ours and _alike(v, value) and not (own and "其中" in sentence[v.end : value.start])
    )
    return any(n >= RIVAL_WORDS for n in later) or any(n >= own + RIVAL_WORDS for n in others)


def _alike(rival: Value, value: Value) -> bool:
    """Could one be taken for the other: no two different measure words (30家 is no 1085件)?"""
    return not (rival.unit and value.unit and rival.unit != value.unit)


def _comparable(statement: str, evidence: Sequence[Evidence]) -> bool:
    """Are statement and evidence in the same language, so that their words can be compared?"""
    return _mostly_latin(statement) == _mostly_latin("".join(e.text for e in evidence))


def _mostly_latin(text: str) -> bool:
    return len(_HAN.findall(text)) * 2 < len(re.findall("[a-z]", text.lower()))


def _head(sentence: str, end: int) -> str:
    """The words that say what the figure at ``end`` is of: its clause up to it, and the one before a bare 「为」."""
    cuts = [0, *(m.end() for m in _SEPARATOR.finditer(sentence, 0, end))]
    head = sentence[cuts[-1] : end]
    return head if len(_bigrams(head)) >= RIVAL_WORDS or len(cuts) < 2 else sentence[cuts[-2] : end]


def _bigrams(text: str) -> set[str]:
    return {a + b for a, b in pairwise(text) if _HAN.match(a) and _HAN.match(b)}


def _dates(said: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    # 「5月」 in an article of 2023 is May 2023 and supports no other May: where both have a year, it must agree
    have = [d for e in evidence for d in dates_of(f"{e.title}\n{e.text}") if d.year or not e.published]
    have += dates_of(question)
    without_year = [d for e in evidence for d in dates_of(e.text) if d.year is None]
    moments = {m.iso for e in evidence for _, m in dated_moments(e.text, e.published) if m.iso}
    moments |= {e.published.isoformat() for e in evidence if e.published}
    missing = []
    for moment in dates_of(said):
        iso = moment.iso()
        # 2023 is supported by 2023-02-06; 2023-02 never by 2023 alone
        known = any(moment.same(d) for d in (have if moment.year else [*have, *without_year])) or (
            bool(iso) and any(m.startswith(iso) for m in moments)
        )
        if not known:
            missing.append(moment.text)
    return missing


def _names(statement: str, text: str) -> list[str]:
    said = normalise(MARKER.sub("", statement))
    quoted = [q for q in _QUOTED.findall(MARKER.sub("", statement)) if normalise(q).strip("，。,. ") not in text]
    if _HAN.search(text) and _mostly_latin(said):
        # an English statement on Chinese evidence: only its acronyms, and what it leaves in Chinese, can be looked up
        quoted = [q for q in quoted if any(run not in text for run in _RUN.findall(q))]
        latin = [w.lower() for w in re.findall(r"\b[A-Z][A-Z0-9]{1,}\b", statement)]
    elif not _HAN.search(said):
        latin = [w.lower() for w in re.findall(r"(?<=[a-z,] )[A-Z][\w-]+", statement) if w.lower() not in _ENGLISH_GLUE]
    else:
        latin = [w for w in _LATIN.findall(said) if w not in _ENGLISH_GLUE]
    return quoted + [w for w in latin if w.rstrip(".") not in text]


def _coverage(said: str, text: str, question: str) -> float:
    """Share of the statement's bigrams (words, in English) in evidence or question; 1 across languages."""
    statement, known = normalise(said), normalise(f"{text}\n{question}")
    han = bool(_HAN.search(statement))
    if han:
        units = _bigrams(statement)
    else:
        if _HAN.search(normalise(text)):
            return 1.0
        units = {w for w in re.findall(r"[a-z]{3,}", statement) if w not in _ENGLISH_GLUE}
    if len(units) < 4:  # 「原文写道」, 「是」: too little to tell
        return 1.0
    return sum(u in known for u in units) / len(units)
