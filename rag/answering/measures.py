"""The same measure at different times: which figures in the evidence are values of one quantity of one subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.evidence import Sentence
from rag.answering.moments import AsOf, as_of, dated_moments
from rag.answering.names import NameBook
from rag.answering.proper import proper_names
from rag.answering.question import Question, held, simplify, terms_of
from rag.answering.scope import beside_the_question
from rag.answering.values import Value, extract_dates, extract_values
from rag.answering.whose import value_subject

_BREAK = re.compile(r"[，；;。！？!?：（）()]|(?<!\d)[,:]|[,:](?!\d)")
_NOISE = re.compile(
    r"\d[\d,.]*[余多]?[万亿]*[余多]?(?:美元|元|[件项人家名个款套所%])?|截至|目前|其中|累计|总计|突破|达到|超过|左右|以上|约|超(?!过)|逾|近(?=\s|$)|共计|合计|已经|已(?=\w)"
)
_MOST_GROWTH = 30
"""A measure's values at different times lie within this factor."""
FORECAST = re.compile(r"预计|预期|有望|计划|力争|目标|将(?!近)|拟|争取|未来|expected|will be|plans? to|forecast")
_COUNTERS_ALIKE = [
    set("件项个"),
    {"人", "名", "位"},
    {"家", "所", "个"},
    {"户", "人", "个", "", "名"},
    {"套", "项", "个"},
]
_SAME_QUESTION = 0.8
"""A figure belongs to the measure if its clause holds at least this share of what the chosen one holds of the
question's terms."""
_SAME_ANSWER = 0.95
"""A rival figure's sentence holds at least this share of what the chosen one's holds of the question's terms."""
_FAR_APART = 366
"""Days between two reports of what does not change that still contradict each other."""
_LENGTHS = frozenset({"分钟", "小时", "秒", "米", "公里", "千米", "厘米", "毫米", "岁"})
_CENSUS = re.compile(r"普查")
_MOVING = re.compile(r"累计|已|[目当]前|现在|最新|[至到]今|水位|上[升涨]|下[降跌]|[增减涨跌]")
_SAME_CLAUSE = 0.34
"""... and at least this share of the shorter clause's own bigrams is common to both."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value where it stands: its clause, subject and moment."""

    value: Value
    sentence: Sentence
    clause: str
    subject: tuple[str, ...]
    moment: AsOf

    @property
    def whole_clause(self) -> str:
        """The clause with what follows the figure in it."""
        return self.clause + re.split(r"[，,；;。]", self.sentence.plain[self.value.end :])[0]

    @property
    def amount_of_something(self) -> bool:
        """Is it how much or how many there was: no rank, share, span of time or forecast?"""
        return not (self.value.kind in ("ordinal", "percent") or self.value.counts_time or FORECAST.search(self.clause))

    @property
    def shown(self) -> str:
        """The value as the article writes it, with what makes it approximate."""
        text, v = self.sentence.text, self.value
        before = re.search(r"(?:约|大约|近|将近|接近|超过|超|逾|突破|多达|高达|至少|不到|不足)$", text[: v.start])
        return (before.group() if before else "") + text[v.start : v.end].strip()


_AMONG = re.compile(r"其中[^，,；;。]*$")


def among(figure: Figure) -> bool:
    """Is it a part of what the clause before it counts (「专利2000件，其中涉外75件」)?"""
    return _AMONG.search(figure.sentence.plain[: figure.value.start]) is not None


def figures(sentences: Sequence[Sentence], names: NameBook) -> list[Figure]:
    """Every value in the sentences with its clause, subject and moment."""
    found = []
    for s in sentences:
        for value in extract_values(s.text):
            moment = as_of(s.text, value.start, s.published)
            if (
                moment.basis in ("article", "unknown")
                and s.moment.basis in ("stated", "relative")
                and not dated_moments(s.text, s.published)
            ):
                moment = s.moment
            found.append(Figure(value, s, _clause(s.plain, value), value_subject(s, value, names), moment))
    return found


def _clause(plain: str, value: Value) -> str:
    """The clause around a value; what stands before it reaches back one more clause where it is short."""
    starts = [0] + [m.end() for m in _BREAK.finditer(plain) if m.end() <= value.start]
    end = next((m.start() for m in _BREAK.finditer(plain, value.end)), len(plain))
    start = starts[-1]
    if len(_NOISE.sub("", plain[start:end])) < 6 and len(starts) > 1:
        start = starts[-2]
    return _own_part(plain[start:end], value.start - start, value.end - start)


def _own_part(clause: str, start: int, end: int) -> str:
    """「37人遇难、512人受伤」: each figure has its own side of the mark, where it has words of its own there."""
    others = [v for v in extract_values(clause) if v.end <= start or v.start >= end]
    after = clause.find("、", end)
    if after >= 0 and any(v.start > after for v in others):
        clause = clause[:after]
    before = clause.rfind("、", 0, start)
    if before >= 0 and any(v.end <= before for v in others) and re.search(r"[\u4e00-\u9fff]{2}", clause[end:]):
        clause = clause[before + 1 :]
    return clause


def _words(clause: str, names: NameBook) -> set[str]:
    """What a clause says is measured: its bigrams without numbers, dates and names of organisations."""
    kept = list(clause)
    for start, end, _ in names.mentions(clause):
        kept[start:end] = " " * (end - start)
    for moment in extract_dates(clause):
        kept[moment.start : moment.end] = " " * (moment.end - moment.start)
    return set(terms_of(_NOISE.sub(" ", "".join(kept))))


def _alike(a: Value, b: Value) -> bool:
    if a.kind != b.kind:
        return False
    if a.kind == "money":
        return a.unit == b.unit
    if a.unit == b.unit or not a.unit or not b.unit:
        return True
    return any({a.unit, b.unit} <= group for group in _COUNTERS_ALIKE)


def comparable_values(a: Value, b: Value) -> bool:
    """Can both be values of one measure at different times: of one kind and unit, and not too far apart?"""
    return _alike(a, b) and not _far(a, b)


def same_measure(chosen: Figure, all_figures: Sequence[Figure], question: Question, names: NameBook) -> list[Figure]:
    """The figures that measure what ``chosen`` measures, of the same subject, oldest first, ``chosen`` among them."""
    mine = _words(chosen.clause, names)
    asked = {t for t in question.terms if t in chosen.clause.lower() and not _NOISE.fullmatch(t)} - _name_terms(
        question, names
    )
    places = " ".join(proper_names(question.plain)).lower()
    result: list[tuple[tuple[bool, float, float], Figure]] = []
    for figure in all_figures:
        if not _alike(chosen.value, figure.value):
            continue
        if chosen.subject and figure.subject and not set(chosen.subject) & set(figure.subject):
            continue
        if figure != chosen and (
            FORECAST.search(figure.clause)
            or _distribution(figure)
            or _far(chosen.value, figure.value)
            or figure.sentence.plain.startswith("其中")  # a part of what the sentence before it gives
        ):
            continue
        theirs = _words(figure.clause, names)
        if figure != chosen and not _same_head(figure, mine | asked):
            continue
        if figure != chosen and (
            _same_place(chosen, figure) or beside_the_question(question, figure.sentence.plain, figure.value)
        ):
            continue
        share = sum(_said(t, figure, places) for t in asked) / len(asked) if asked else 1.0
        common = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
        if figure == chosen or (share >= _SAME_QUESTION and common >= _SAME_CLAUSE):
            result.append(((figure == chosen, share, common), figure))
    return sorted(_of_one_mind(result), key=lambda f: (f.moment.key, f.sentence.published or date.min))


def _of_one_mind(fitting: Sequence[tuple[tuple[bool, float, float], Figure]]) -> list[Figure]:
    """No article gives a measure two values at one time: of such figures the one that fits best stays
    (「申请1059件」, not 「公开420件」)."""
    kept: dict[tuple[str, str], tuple[tuple[bool, float, float], Figure]] = {}
    rest = []
    for fit, figure in fitting:
        place = (figure.sentence.article_id, figure.moment.iso)
        if not figure.moment.iso or (place in kept and kept[place][1].value.same(figure.value)):
            rest.append(figure)
        elif place not in kept or fit > kept[place][0]:
            kept[place] = (fit, figure)
    return rest + [figure for _, figure in kept.values()]


def _said(term: str, figure: Figure, proper: str) -> float:
    """How far the figure's clause holds a term; a proper name may stand in the title, too."""
    clause = figure.clause.lower()
    return held(term, f"{clause} {simplify(figure.sentence.title)}".lower() if term in proper else clause)


def _distribution(figure: Figure) -> bool:
    """Is the figure a bound in a distribution (「46.8%的申请超过10项」「11~15项的占39.1%」) rather than a total?"""
    plain, v = figure.sentence.plain, figure.value
    ranged = re.search(r"[~～\-—至]\s*$", plain[: v.start]) or re.match(r"\s*[~～\-—至]\s*\d", plain[v.end :])
    return bool(ranged) or (
        v.kind != "percent" and bool(re.search(r"\d%的|^的?占", figure.clause + plain[v.end : v.end + 2]))
    )


def _same_place(chosen: Figure, other: Figure) -> bool:
    """Does the other figure stand in the same sentence without a time of its own? It measures something else."""
    if other.sentence is not chosen.sentence:
        return False
    own = {chosen.moment.basis, other.moment.basis} <= {"stated", "relative"}
    return not own or chosen.moment.iso == other.moment.iso


def _far(a: Value, b: Value) -> bool:
    """Too far apart for one quantity that grows: another measure with the same words."""
    small, large = sorted((abs(a.amount), abs(b.amount)))
    return large > _MOST_GROWTH * small


def _same_head(figure: Figure, words: set[str]) -> bool:
    """Is the noun that the figure counts, right before it, among the measure's words? True where none stands there."""
    clause = _NOISE.sub(" ", figure.sentence.plain[: figure.value.start].replace("的", " "))
    tail = re.search(r"([\u4e00-\u9fff]{2,4})\s*(?:为|是|有|达)?\s*$", re.split(r"[，,；;。：:]", clause)[-1])
    if not tail:
        return True
    head, known = tail.group(1), " ".join(words)
    return any(head[i : i + 2] in known for i in range(len(head) - 1))


def _name_terms(question: Question, names: NameBook) -> set[str]:
    return {t for a, b, _ in names.mentions(question.plain, bare=True) for t in terms_of(question.plain[a:b])}


def figure_of(answer: str, sentences: Sequence[Sentence], question: Question, names: NameBook) -> Figure | None:
    """The figure that an answer to a question for a quantity gives, where it stands in the sentence that supports it:
    of the kind that is asked for, in the clause that says most of what is asked, said of the subject and time asked
    about; of equals the first."""
    wanted = {kind for kind in ("number", "money", "percent") if kind in question.wants}
    values = [v for v in extract_values(answer) if v.kind != "ordinal" and not any(v.same(q) for q in question.values)]
    matching = [f for value in values for f in figures(sentences, names) if value.same(f.value)]
    organisations = set(question.organisations)

    def fits(figure: Figure) -> tuple[bool, bool, float, bool, bool]:
        clause = figure.clause.lower()
        return (
            not beside_the_question(question, figure.sentence.plain, figure.value),
            figure.value.kind in wanted or "number" in wanted,
            sum(held(term, clause) for term in question.terms),
            not organisations or bool(organisations & set(figure.subject)),
            not question.years or any(figure.moment.covers(year) for year in question.years),
        )

    return max(matching, key=fits, default=None)


def distinct(points: Sequence[Figure]) -> list[Figure]:
    """One figure a moment: of the same value at the same moment the best-scored stays; of different values at one
    moment all stay (they contradict each other)."""
    kept: list[Figure] = []
    for figure in points:
        twin = next(
            (i for i, k in enumerate(kept) if k.moment.iso == figure.moment.iso and k.value.same(figure.value)), None
        )
        if twin is None:
            kept.append(figure)
        elif figure.sentence.score > kept[twin].sentence.score:
            kept[twin] = figure
    return kept


def contradictions(points: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Pairs of figures from different articles that give one measure, at one stated moment, different values."""
    found = []
    for i, a in enumerate(points):
        for b in points[i + 1 :]:
            if a.sentence.article_id == b.sentence.article_id or a.moment.iso != b.moment.iso or not a.moment.iso:
                continue
            if a.moment.basis != "article" and b.moment.basis != "article" and _differ(a.value, b.value):
                found.append((a, b))
    return found


def _differ(a: Value, b: Value) -> bool:
    """Different values, and not one a rough statement of the other."""
    near = abs(a.amount - b.amount) <= 0.1 * max(abs(a.amount), abs(b.amount))
    return not a.same(b) and not ((a.approximate or b.approximate) and near)


def rivals(chosen: Figure, all_figures: Sequence[Figure], question: Question) -> list[Figure]:
    """Figures in articles of the same day or the next, of any day for what does not change, that answer the question as
    fully as ``chosen`` does, with another value: sources that contradict it rather than a figure that moved on."""
    if chosen.value.kind == "number" and not chosen.value.unit:
        return []  # a bare number may be half of a score or a label
    mine = _answers(chosen, question)
    most = _FAR_APART if _standing(chosen, question) else 1
    agreeing = {f.sentence.article_id for f in all_figures if f.value.same(chosen.value)}
    found = []
    for figure in all_figures:
        if (
            figure.sentence.article_id in agreeing
            or not comparable_values(chosen.value, figure.value)
            or not _differ(chosen.value, figure.value)
        ):
            continue
        days = _days_apart(chosen.sentence, figure.sentence)
        if _distribution(figure):
            continue
        if (
            days is None
            or days > most
            or (chosen.moment.basis == "stated" == figure.moment.basis and chosen.moment.iso != figure.moment.iso)
        ):
            continue
        beside = _beside(chosen) & _beside(figure)
        if beside and _answers(figure, question) >= _SAME_ANSWER * mine:
            found.append(figure)
    return found


def unmoved(chosen: Figure, other: Figure, question: Question) -> bool:
    """Does the other give what does not change another value, at no time of its own?"""
    timeless = other.moment.basis not in ("stated", "relative")
    return timeless and _standing(chosen, question) and _differ(chosen.value, other.value)


def _standing(figure: Figure, question: Question) -> bool:
    """Is it what stays from one report to the next: how long a film is, how high a mountain, what a census found?"""
    attribute = figure.value.counts_time or figure.value.unit in _LENGTHS or _CENSUS.search(question.plain)
    return bool(attribute) and not _MOVING.search(question.plain)


def _answers(figure: Figure, question: Question) -> float:
    return sum(held(t, figure.sentence.plain.lower()) for t in question.terms)


def _beside(figure: Figure) -> set[str]:
    """The words that touch the figure: what is counted before it, what happened to it after it."""
    plain, v = figure.sentence.plain, figure.value
    before = terms_of(_NOISE.sub(" ", plain[max(0, v.start - 12) : v.start]))
    after = terms_of(plain[v.end : v.end + 8])
    return {*before[-2:], *after[:1]}


def _days_apart(a: Sentence, b: Sentence) -> int | None:
    return abs((a.published - b.published).days) if a.published and b.published else None


def backing(value: Value, all_figures: Sequence[Figure]) -> int:
    """In how many articles the value stands."""
    return len({f.sentence.article_id for f in all_figures if f.value.same(value)})
