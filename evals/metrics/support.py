"""Does evidence support a statement? The deterministic check behind faithfulness and citations.

TRUE (Honovich et al. 2022) and ALCE (Gao et al. 2023) ask an entailment model. A figure that is not in the evidence
needs no model to be wrong, so ours checks, after normalisation, that

* every quantity and date of the statement is in the evidence (or in the head of its article, or follows from 「今年」
  and the article's date),
* every name is: Latin words and quoted strings,
* and that enough of its words are: the share of its character bigrams found in evidence or question.

It cannot see negation, causality, or a subject that is named but has another figure; for those there are judges,
reported apart, and the agreement of this check with the hand labels is in the report like theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from evals.text import MARKER, dates_of, normalise, same_quantity, values_of
from rag.answering.moments import dated_moments

_LATIN = re.compile(r"[a-z][a-z0-9+.-]*[a-z0-9+]")
_QUOTED = re.compile(r"[“「『《〈\"]([^“”「」『』《》〈〉\"]{2,30})[”」』》〉\"]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FORMULA = re.compile(r"[=＝≈]")
# Below this share of its bigrams a statement is about something else. From the hand-labelled statements in evals/judge:
# `python -m evals.judge` prints the agreement at every threshold.
WORD_COVERAGE = 0.45
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
    said = bare(statement)
    body = "\n".join(e.text for e in evidence)
    head = "\n".join(f"{e.title}\n{e.publisher or ''}" for e in evidence)
    missing = [*_values(said, body + "\n" + head), *_dates(said, evidence, question)]
    missing += _names(statement, normalise(f"{body}\n{head}\n{question}"))
    coverage = 1.0 if _FORMULA.search(said) else _coverage(said, body + "\n" + head, question)
    return Support(tuple(dict.fromkeys(missing)), coverage)


def _values(said: str, text: str) -> list[str]:
    have = values_of(text)
    wanted = values_of(said)
    if _FORMULA.search(said) and len(wanted) >= 3:
        # a computation that is shown: its operands must stand in the evidence, its result follows from them
        wanted = tuple(v for v in wanted if v.start < _FORMULA.search(normalise(said)).start())  # type: ignore[union-attr]
    return [v.text for v in wanted if not any(same_quantity(h, v) or same_quantity(v, h) for h in have)]


def _dates(said: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    # 「5月」 in an article of 2023 is May 2023 and supports no other May: where the year can be told, it must agree
    have = [d for e in evidence for d in dates_of(f"{e.title}\n{e.text}") if d.year or not e.published]
    have += dates_of(question)
    moments = {m.iso for e in evidence for _, m in dated_moments(e.text, e.published) if m.iso}
    moments |= {e.published.isoformat() for e in evidence if e.published}
    missing = []
    for moment in dates_of(said):
        iso = moment.iso()
        # 2023 is supported by 2023-02-06; 2023-02 never by 2023 alone
        known = any(moment.same(d) for d in have) or (bool(iso) and any(m.startswith(iso) for m in moments))
        if not known:
            missing.append(moment.text)
    return missing


def _names(statement: str, text: str) -> list[str]:
    said = normalise(MARKER.sub("", statement))
    quoted = [q for q in _QUOTED.findall(MARKER.sub("", statement)) if normalise(q).strip("，。,. ") not in text]
    if _HAN.search(text) and len(_HAN.findall(said)) * 2 < len(re.findall("[a-z]", said)):
        # an English statement on Chinese evidence: only its acronyms can be looked up
        latin = [w.lower() for w in re.findall(r"\b[A-Z][A-Z0-9]{1,}\b", statement)]
    else:
        latin = [w for w in _LATIN.findall(said) if w not in _ENGLISH_GLUE]
    return quoted + [w for w in latin if w.rstrip(".") not in text]


def _coverage(said: str, text: str, question: str) -> float:
    """Share of the statement's bigrams (words, in English) in evidence or question; 1 across languages."""
    statement, known = normalise(said), normalise(f"{text}\n{question}")
    han = bool(_HAN.search(statement))
    if han:
        units = {a + b for a, b in pairwise(statement) if _HAN.match(a) and _HAN.match(b)}
    else:
        if _HAN.search(normalise(text)):
            return 1.0
        units = {w for w in re.findall(r"[a-z]{3,}", statement) if w not in _ENGLISH_GLUE}
    if not units:
        return 1.0
    return sum(u in known for u in units) / len(units)
