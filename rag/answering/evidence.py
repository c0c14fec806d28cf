"""Evidence: the sentences of the retrieved passages that can answer, within a token budget, newest last.

Sentences are scored by what they share with the question (terms weighted by how few candidates hold them), by the
cosine of the piece they stand in, by the kind of value that is asked for, and by time and subject. Neighbours come
along where a sentence needs them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from rag.answering.moments import AsOf, as_of, dated_moments
from rag.answering.names import NameBook, is_word
from rag.answering.orders import honest
from rag.answering.question import Question, held, simplify
from rag.answering.values import extract_dates, extract_values
from rag.corpus.sentences import sentence_spans
from rag.types import Article, ScoredPassage

MOST_ARTICLES = 5
_FROM_ONE = 4
_OPENING, _BEFORE = 200, 600
"""Characters of an article's beginning, and of what stands before a sentence, that tell what it is about."""
_LEANING = re.compile(
    r"^(?:其中|其次|此外|另外|同时|双方|二者|两者|三方|两人|并且?|而且?|但|该|这|此|他|她|它|其|上述|前者|后者|对此|因此|由此|据此|(?:It|He|She|They|This|These|That|The (?:latter|former)|But|And|However)\b)"  # noqa: E501
)
_PERSON_HINT = re.compile(
    r"(?:董事长|总裁|总经理|教授|主席|总统|总理|部长|市长|书记|教练|导演|主任|院长|记者|选手|球员|冠军|获得者|先生|女士|说|表示|[A-Z][a-z]+ [A-Z][a-z]+)"  # noqa: E501
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A candidate sentence: offsets in its article's text, what it speaks of and when, and its score in 0..1; ``lead``
    is how its article begins and what stands before it there, in simplified characters."""

    article_id: str
    title: str
    publisher: str | None
    published: date | None
    start: int
    end: int
    text: str
    plain: str
    subjects: tuple[str, ...]
    inherited: tuple[str, ...]
    moment: AsOf
    dense: float
    coverage: float
    score: float
    passage_score: float
    lead: str = ""

    @property
    def about(self) -> tuple[str, ...]:
        """Organisations that the sentence names, or else those its text was speaking of before."""
        return self.subjects or self.inherited


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the model will read. ``sentences`` are chosen, in reading order; ``candidates`` all that were looked at,
    best first; ``coverage`` is the share of the question's weighted terms that the chosen sentences hold."""

    sentences: tuple[Sentence, ...]
    candidates: tuple[Sentence, ...]
    coverage: float
    best_coverage: float
    tokens: int

    @property
    def best(self) -> Sentence | None:
        return self.candidates[0] if self.candidates else None


Load = Callable[[str], Article]
Count = Callable[[str], int]


def estimate_tokens(text: str) -> int:
    """Tokens of a Qwen-like vocabulary, estimated without loading one: 0.7 a Chinese character, 0.28 another."""
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return math.ceil(0.7 * han + 0.32 * (len(text) - han))


def collect(question: Question, passages: Sequence[ScoredPassage], names: NameBook, load: Load) -> list[Sentence]:
    """Every sentence of the passages, scored, best first; one sentence that stands in several passages counts once.
    Orders to the assistant are no evidence, nor is who wrote or edited an article, unless that is asked."""
    who_wrote = _CREDITS_ASKED.search(question.plain) is not None
    raw: list[Sentence] = []
    seen: set[tuple[str, int]] = set()
    for passage in passages:
        article = load(passage.article_id)
        inherited = _subjects_before(article.text[: passage.start], article.title, names)
        for start, end in honest(passage.text, sentence_spans(passage.text)):
            start, end = start + passage.start, end + passage.start
            text = article.text[start:end]
            plain = simplify(text)
            if not who_wrote and is_credit(plain):
                continue
            subjects = tuple(dict.fromkeys(full for _, _, full in names.mentions(plain)))
            if (passage.article_id, start) not in seen and re.search(r"\w", text):
                seen.add((passage.article_id, start))
                raw.append(
                    Sentence(
                        passage.article_id, passage.title, passage.publisher, passage.published, start, end, text, plain,  # noqa: E501
                        subjects, inherited, as_of(text, len(text) // 2, passage.published, article.text[max(0, start - 200) : start]),  # noqa: E501
                        _dense(passage, start, end), 0.0, 0.0, passage.score, _lead(article.text, start),
                    )
                )  # fmt: skip
            inherited = subjects or inherited
    return _score(question, raw)


_WROTE = r"(?:记者|编辑|责编|来源|作者|编译|校对|审核|通讯员|实习生)"
_CREDIT = re.compile(
    rf"[（(【\[][^，,。（(]{{0,10}}{_WROTE}[^，,。\d]{{0,20}}[）)】\]]"
    rf"|[\u4e00-\u9fff]{{0,6}}(?:{_WROTE}|文)\s*[:：/ ]\s*[^，,。：:]{{1,20}}[。.]?"
)
_CREDITS_ASKED = re.compile(_WROTE)


def is_credit(sentence: str) -> bool:
    """「（记者 某某）」, 「责任编辑：某某」: whoever is named there has done nothing that is told of.

    >>> [is_credit(s) for s in ("（特派记者 丁磊）", "编辑：阿丰", "来源：亚运时刻", "记者了解到三人受伤。")]
    [True, True, True, False]
    """
    return _CREDIT.fullmatch(sentence.strip()) is not None


def _lead(text: str, start: int) -> str:
    return simplify(text[: min(_OPENING, start)] + "\n" + text[max(min(_OPENING, start), start - _BEFORE) : start])


def _dense(passage: ScoredPassage, start: int, end: int) -> float:
    around = [p.dense for p in passage.pieces if p.start < end and p.end > start]
    return max(around) if around else (passage.dense or 0.0)


def _subjects_before(before: str, title: str, names: NameBook) -> tuple[str, ...]:
    mentions = names.mentions(simplify(before[-400:]))
    if mentions:
        return (mentions[-1][2],)
    return tuple(dict.fromkeys(full for _, _, full in names.mentions(simplify(title))))


def weights(question: Question, sentences: Sequence[Sentence]) -> dict[str, float]:
    """Weight of each question term: rare among the candidates weighs more; a term that none holds weighs most."""
    total = max(len(sentences), 1)
    table = {}
    for term in question.terms:
        holding = sum(held(term, f"{s.plain} {simplify(s.title)}".lower()) for s in sentences)
        table[term] = math.log(1 + (total + 1) / (holding + 1))
    return table


def covered(table: dict[str, float], text: str) -> float:
    """Share of the weighted terms that stand in ``text`` (0..1)."""
    whole = sum(table.values())
    lowered = text.lower()
    return sum(w * held(term, lowered) for term, w in table.items()) / whole if whole else 0.0


def _score(question: Question, raw: list[Sentence]) -> list[Sentence]:
    table = weights(question, raw)
    dense = [s.dense for s in raw] or [0.0]
    low, high = min(dense), max(dense)
    newest = max((s.published for s in raw if s.published), default=None)
    scored = []
    for i, s in enumerate(raw):
        previous = raw[i - 1] if i and raw[i - 1].article_id == s.article_id else None
        own = covered(table, s.plain)
        with_context = covered(table, s.plain + " " + simplify(s.title) + (" " + previous.plain if previous else ""))
        near = (s.dense - low) / (high - low) if high > low else 0.5
        score = 0.38 * own + 0.17 * with_context + 0.3 * near + 0.15 * s.passage_score
        score += _value_bonus(question, s) + _time_bonus(question, s) + _subject_bonus(question, s)
        if s.published and newest and not question.years and (question.quantity or question.newest):
            score += 0.08 * max(
                0.0, 1 - (newest - s.published).days / 1000
            )  # the newest figure must be among what is read
        scored.append(replace(s, coverage=max(own, 0.85 * with_context), score=score))
    return sorted(scored, key=lambda s: -s.score)


def rescore(question: Question, candidates: Sequence[Sentence]) -> list[Sentence]:
    """The candidates scored anew for another question over the same passages, best first."""
    return _score(question, sorted(candidates, key=lambda s: (s.article_id, s.start)))


def _value_bonus(question: Question, s: Sentence) -> float:
    wants = question.wants
    bonus = 0.0
    if wants & {"number", "money", "percent", "ordinal"}:
        kinds = {v.kind for v in extract_values(s.text)}
        if (
            ("money" in wants and "money" in kinds)
            or ("percent" in wants and "percent" in kinds)
            or ("ordinal" in wants and "ordinal" in kinds)
        ):
            bonus += 0.1
        elif kinds and "number" in wants:
            bonus += 0.08
        elif not kinds:
            bonus -= 0.05
    if "date" in wants and extract_dates(s.text):
        bonus += 0.08
    if "person" in wants and _PERSON_HINT.search(s.text):
        bonus += 0.03
    return bonus


def _time_bonus(question: Question, s: Sentence) -> float:
    years = question.years
    if not years:
        return 0.0
    if any(s.moment.covers(year) for year in years) or any(str(year) in s.plain for year in years):
        return 0.12
    if s.published and s.published.year in years:
        return 0.06
    named = {when.year for _, when in dated_moments(s.text, s.published) if when.year}
    return -0.12 if named and not named & set(years) else 0.0


def _subject_bonus(question: Question, s: Sentence) -> float:
    asked = set(question.organisations)
    if not asked:
        return 0.0
    if asked & set(s.subjects):
        return 0.2
    if asked & set(s.inherited):
        return -0.05 if s.subjects else 0.05
    return -0.2 if s.subjects else -0.1


_WINDOW = 250
"""Characters on either side of a sentence that belong to what stands around it."""


def window(s: Sentence, candidates: Sequence[Sentence]) -> str:
    """What stands around a sentence in its article, with the title and the date, in lower case."""
    near = sorted(
        (c for c in candidates if c.article_id == s.article_id and abs(c.start - s.start) <= _WINDOW),
        key=lambda c: c.start,
    )
    return f"{simplify(s.title)} {s.published or ''} {' '.join(c.plain for c in near)}".lower()


_RUN = 4
"""Characters of the question that name its subject where they stand together in an article."""


def with_subject(question: Question, chosen: Sequence[Sentence], candidates: Sequence[Sentence]) -> list[Sentence]:
    """The chosen sentences, and before those that do not name the subject of the question the last one of their article
    that does: 「2025年全年入馆126.5万人次」 alone does not say of which museum."""
    result: dict[tuple[str, int], Sentence] = {}
    for s in chosen:
        before = sorted(
            (c for c in candidates if c.article_id == s.article_id and c.end <= s.start), key=lambda c: -c.start
        )
        runs = [(c, run) for c in before if _names(run := _common(question.plain, c.plain))]
        if runs and not any(run[:_RUN] in s.plain for _, run in runs):
            result.setdefault((s.article_id, runs[0][0].start), runs[0][0])
        result.setdefault((s.article_id, s.start), s)
    return list(result.values())


def _names(run: str) -> bool:
    """Can the run name a subject: a long one, or a short one that is no word of the language (岚州)?"""
    return len(run) >= _RUN or (len(run) > 1 and not is_word(run) and "的" not in run)


def _common(asked: str, text: str) -> str:
    """The longest run of characters that both hold, numbers and times aside."""
    match = SequenceMatcher(None, asked, text, autojunk=False).find_longest_match()
    run = asked[match.a : match.a + match.size]
    return run if re.fullmatch(r"[^\W\d_]+", run) else ""


def select(
    question: Question,
    candidates: Sequence[Sentence],
    *,
    budget: int,
    count: Count = estimate_tokens,
    whole: bool = False,
) -> Evidence:
    """Choose sentences, best first, of at most ``MOST_ARTICLES`` articles, until the budget is used.

    An answer is often worded quite differently from the question, so no sentence is left out for its score alone.
    Never more than twice the budget; a sentence that leans on the one before it brings that one along. ``whole`` adds
    what is left of the short articles that something was chosen of.
    """
    chosen: dict[tuple[str, int], Sentence] = {}
    tokens = 0
    by_place = {(s.article_id, s.end): s for s in candidates}
    articles = list(dict.fromkeys(s.article_id for s in candidates))[:MOST_ARTICLES]
    for most in (
        _FROM_ONE,
        len(candidates),
    ):  # first the best of each article, so that one long article does not crowd out the rest
        for s in candidates:
            if s.article_id not in articles or (s.article_id, s.start) in chosen:
                continue
            if sum(key[0] == s.article_id for key in chosen) >= most:
                continue
            for part in (*_support(s, by_place), s):
                cost = count(part.text)
                if (part.article_id, part.start) in chosen or tokens + cost > (budget if chosen else 2 * budget):
                    continue
                chosen[part.article_id, part.start] = part
                tokens += cost
    for s in rest_of_short(candidates, list(chosen.values())) if whole else ():
        cost = count(s.text)
        if tokens + cost <= _ROOM * budget:
            chosen[s.article_id, s.start] = s
            tokens += cost
    ordered = sorted(chosen.values(), key=lambda s: (s.published or date.min, s.article_id, s.start))
    table = weights(question, candidates)
    return Evidence(
        tuple(ordered), tuple(candidates),
        covered(table, " ".join(f"{s.title} {s.plain}" for s in ordered)),
        max((s.coverage for s in candidates), default=0.0), tokens,
    )  # fmt: skip


_SHORT = 300
"""Characters of an article that can be read whole."""
_ROOM = 1.5


def rest_of_short(candidates: Sequence[Sentence], chosen: Sequence[Sentence]) -> list[Sentence]:
    """What is left of the short articles that sentences were chosen from."""
    length: dict[str, int] = {}
    for s in candidates:
        length[s.article_id] = max(length.get(s.article_id, 0), s.end)
    taken = {(s.article_id, s.start) for s in chosen}
    short = {s.article_id for s in chosen if length.get(s.article_id, _SHORT + 1) <= _SHORT}
    rest = [s for s in candidates if s.article_id in short and (s.article_id, s.start) not in taken]
    return [s for s in rest if len(s.plain) > 8]


def _support(s: Sentence, by_place: dict[tuple[str, int], Sentence]) -> list[Sentence]:
    """The sentence directly before, where this one cannot be understood without it."""
    if not (_LEANING.match(s.text) or (not s.subjects and len(s.text) < 25)):
        return []
    before = [by_place[key] for gap in range(4) if (key := (s.article_id, s.start - gap)) in by_place]
    return [before[0]] if before and len(before[0].text) <= 160 else []
