"""Planted faults: what could go wrong in Wenju, done to real answers on purpose.

A fault takes a gold question and its real answer and gives back the answer that a broken Wenju would have given. Where
the fault lies in the index, the question is asked again of a broken engine (see ``run``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from evals.engine import Library
from evals.schema import GoldQuestion
from evals.text import MARKER, normalise, says, says_any, values_of
from rag.answering.values import extract_dates, extract_values
from rag.corpus.sentences import sentence_spans
from rag.types import Answer, Article, Citation, Passage, ScoredPassage


@dataclass(frozen=True, slots=True)
class Bench:
    """What faults may draw on: the articles, the other answers, the prompts, a seeded source of chance."""

    library: Library
    answers: Sequence[Answer]
    prompts: Sequence[str]
    seed: int = 7

    def chance(self, answer: Answer) -> random.Random:
        return random.Random(f"{self.seed}/{answer.question}")


Fault = Callable[[Bench, GoldQuestion, Answer], Answer]
FAULTS: dict[str, tuple[Fault, str]] = {}


def fault(what: str) -> Callable[[Fault], Fault]:
    """Register a fault under its function's name, with what it stands for."""

    def keep(function: Fault) -> Fault:
        FAULTS[function.__name__] = (function, what)
        return function

    return keep


def _claims(answer: Answer) -> bool:
    return not answer.refused and bool(answer.citations)


@fault("retrieval returns random passages")
def random_passages(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not answer.sources:
        return answer
    rng = bench.chance(answer)
    return replace(answer, sources=tuple(_any_passage(bench, rng) for _ in answer.sources))


def _any_passage(bench: Bench, rng: random.Random) -> ScoredPassage:
    article = rng.choice(sorted(bench.library.articles.values(), key=lambda a: a.id))
    start, end = rng.choice(sentence_spans(article.text))
    passage = Passage(f"{article.id}-{start}", article.id, 0, start, end, article.text[start:end])
    return ScoredPassage(passage, article.title, article.publisher, article.published, 0.5)


@fault("citations are shuffled between answers")
def shuffled_citations(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not _claims(answer):
        return answer
    mine = {(c.article_id, c.start) for c in answer.citations}
    pool = [c for a in bench.answers for c in a.citations if (c.article_id, c.start) not in mine]
    rng = bench.chance(answer)
    moved = tuple(replace(rng.choice(pool), number=c.number) for c in answer.citations) if pool else ()
    return replace(answer, citations=moved) if moved else answer


@fault("one digit of every figure changed")
def digit_changed(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not _claims(answer):
        return answer
    text = answer.text
    for value in reversed(extract_values(text)):
        digits = [i for i in range(value.start, value.end) if text[i].isdigit()]
        if digits and not re.match(r"\[\d+\]", text[value.start - 1 : value.end + 1]):
            at = digits[0]
            text = text[:at] + str((int(text[at]) % 9) + 1) + text[at + 1 :]
    return replace(answer, text=text)


def _sentences(articles: Sequence[Article]) -> list[tuple[Article, int, int]]:
    return [(a, s, e) for a in articles for s, e in sentence_spans(a.text)]


def _cited(answer: Answer, place: tuple[Article, int, int], text: str = "") -> Answer:
    """The answer that says one sentence of an article, well cited: faithful, and still wrong."""
    article, start, end = place
    quote = article.text[start:end]
    citation = Citation(1, article.id, article.title, article.publisher, article.published, quote, start, end, 0.9)
    return replace(answer, text=f"{text or quote}[1]", citations=(citation,), timeline=(), refused=False, reason="")


@fault("an older figure given for the newest")
def last_years_figure(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not _claims(answer) or not gold.facts:
        return answer
    old = [p.value + p.unit for p in gold.timeline[:-1]] + [s for s in gold.forbidden if values_of(s)]
    named = [bench.library.articles[i] for i in bench.library.supporting(gold.articles)]
    rest = [a for a in bench.library.articles.values() if a not in named]
    for article, start, end in _sentences([*named, *rest]):
        sentence = article.text[start:end]
        held = any(says_any(sentence, f.spellings) for f in gold.facts)
        if not held and any(says(sentence, s) for s in old):
            return _cited(answer, (article, start, end))
    return answer


@fault("another company's figure given for this one's")
def other_subjects_figure(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    meant = next((v for f in gold.facts for v in values_of(f.value)), None)
    if not _claims(answer) or meant is None:
        return answer
    places = _sentences(sorted(bench.library.articles.values(), key=lambda a: a.id))
    bench.chance(answer).shuffle(places)
    for article, start, end in places:
        sentence = article.text[start:end]
        rivals = [v for v in values_of(sentence) if v.kind == meant.kind and v.unit == meant.unit]
        if rivals and not any(says_any(sentence, f.spellings) for f in gold.facts):
            return _cited(answer, (article, start, end))
    return answer


@fault("refusal off: the nearest sentence is the answer")
def refusal_off(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not answer.refused or not answer.sources:
        return answer
    found = answer.sources[0]
    article = bench.library.articles[found.article_id]
    start, end = next((s, e) for s, e in sentence_spans(article.text) if e > found.start)
    return _cited(answer, (article, start, end))


@fault("refusal always on")
def refusal_always(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if gold.expect == "smalltalk":
        return answer
    said = "The articles hold no answer." if gold.language == "en" else "文章里没有这个问题的答案。"
    return replace(answer, text=said, refused=True, reason="no_evidence", citations=(), timeline=())


@fault("dates ignored: no figure says when it was true")
def dates_dropped(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not _claims(answer):
        return answer
    text = answer.text
    for moment in reversed(extract_dates(text)):
        text = text[: moment.start] + text[moment.end :]
    return replace(answer, text=re.sub(r"截至|截止|今年|去年|前年|as of|in (?=,)", "", text))


@fault("the prompt leaks into the answer")
def prompt_leaked(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    return replace(answer, text=f"{answer.text}\n{bench.prompts[0]}") if bench.prompts else answer


@fault("a sentence without support is added, uncited")
def unsupported_added(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not _claims(answer):
        return answer
    zh, en = "公司计划明年在海外上市，并裁减四成员工。", " It plans to list abroad next year and to lay off staff."
    return replace(answer, text=answer.text + (en if gold.language == "en" else zh))


@fault("a sentence without support is added, with a citation")
def unsupported_cited(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not _claims(answer):
        return answer
    number = answer.citations[0].number
    zh, en = f"公司计划明年在海外上市，并裁减四成员工[{number}]。", f" It won 77 awards in Norway [{number}]."
    return replace(answer, text=answer.text + (en if gold.language == "en" else zh))


@fault("the answer is in the wrong language")
def wrong_language(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    figures = ", ".join(v.text for v in extract_values(MARKER.sub("", answer.text))) or "nothing"
    marks = "".join(f"[{c.number}]" for c in answer.citations)
    if gold.language == "en":
        return replace(answer, text=f"文章里写到的是这些内容：{figures}{marks}。")
    return replace(answer, text=f"What the articles say about this question is the following: {figures} {marks}.")


@fault("quotes are shifted by one character")
def shifted_quotes(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    moved = tuple(replace(c, start=c.start + 1, end=c.end + 1) for c in answer.citations)
    return replace(answer, citations=moved)


@fault("markers that name no citation")
def dangling_markers(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    return replace(answer, text=answer.text + "[9]") if _claims(answer) else answer


@fault("the timeline's values change places")
def timeline_swapped(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    points = answer.timeline
    if len(points) < 2:
        return answer
    moments = [p.as_of for p in reversed(points)]
    return replace(answer, timeline=tuple(replace(p, as_of=m) for p, m in zip(points, moments, strict=True)))


@fault("yes and no change places")
def verdict_flipped(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if gold.verdict is None or answer.refused:
        return answer
    opening = {"yes": ("不是，", "No, "), "no": ("是的，", "Yes, ")}[gold.verdict][gold.language == "en"]
    body = re.sub(r"^(不对|不是|并非|是的|对|没有|yes|no)[，。,. ]*", "", answer.text, flags=re.IGNORECASE)
    body = re.sub("并非|并不是|不是|而不是", "", body)
    return replace(answer, text=opening + body)


@fault("the probability of being answerable says nothing")
def confidence_lost(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    return replace(answer, answerable=bench.chance(answer).random()) if answer.answerable is not None else answer


@fault("only the first sentence of every answer is shown")
def cut_short(bench: Bench, gold: GoldQuestion, answer: Answer) -> Answer:
    if not _claims(answer) or len(gold.facts) < 2:
        return answer
    first = re.split(r"(?<=[。！？!?\n，,；;])", answer.text)[0]
    return replace(answer, text=first if len(normalise(first)) > 2 else answer.text[:6])
