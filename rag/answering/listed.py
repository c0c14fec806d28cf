"""Figures of several subjects that stand side by side in one sentence: 「甲队53人，乙队38人，丙队27人」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering.evidence import Sentence
from rag.answering.fitting import time_fits
from rag.answering.measures import Figure, figures
from rag.answering.moments import dated_moments
from rag.answering.names import NameBook
from rag.answering.question import Question, held, simplify, tagged, terms_of
from rag.answering.values import DateValue, Value, extract_dates, extract_values

_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_GROUP = re.compile(
    r"(?P<n>[两二三四五六七八九十几各]|[2-9](?!\d)|哪一?)(?P<counter>大|家|支|个|座|所|名|位|国|队)(?P<rest>[\u4e00-\u9fff]*)"
)
_EACH_OR_WHICH = re.compile(r"各|分别|谁|哪|最|对比|比较|排[名序]")
_COMPARED = re.compile(r"各|分别|对比|比较|相比|排[名序]")
_MOST: tuple[tuple[Literal["most", "least"], str], ...] = (
    ("least", r"(?:最|谁更?|哪[家个队国支]?[\u4e00-\u9fff]{0,3}?更?|更)(?:少|低|小|短|慢|便宜|轻|矮)"),
    ("most", r"(?:最|谁更?|哪[家个队国支]?[\u4e00-\u9fff]{0,3}?更?|更)(?:多|高|大|长|快|强|贵|重)|领先|居首|第一"),
)
_FIRST: tuple[tuple[Literal["first", "last"], str], ...] = (
    ("first", r"(?:谁|哪[家个队国支]?[\u4e00-\u9fff]{0,3}?)(?:更?先|更早)|最[先早]|更早"),
    ("last", r"最晚|最后(?!各|都|一共|总共|分别|一?[次场轮届期天季年章部])|更晚|(?:谁|哪[家个])(?:更?晚|更?后)"),
)
_VALUE = re.compile(r"\d[\d,.]*[万亿]*[美港欧日]?[元件个家人名位分次%]*|第[一二三四五六七八九十\d]+")
COUNTERS = "件个家人名位项款座所起场次套枚元岁届分票席册张辆艘架台部条支篇只户吨本头棵"
COUNTED = re.compile(rf"(?:多少|几)[十百千]?[万亿]?(?P<unit>[{COUNTERS}])")
_LINKS = re.compile(r"(?:分别|累计|总计|已经?|共|也|均|各)*(?:是|为|有|达到?|获得?|得|拿下|约|近|超过?)?[约近超逾]?$")
_ALIKE = ("人名位户", "件项个套", "家所个座", "场次届")
_EARLIEST = re.compile(r"第一|首|最早|最先|率先")
_ALL_SAID = 0.85
_MEASURED, _NEAR = 0.6, 0.3
"""Share of the measure's words that must stand around the list, and in it or right before it."""
_LOOKED_AT = 40
_BEFORE = 150
"""Characters before a sentence that may date it."""
_SMALLEST, _MANY = 2, 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject's figure, the subject as the question, or else the article, calls it."""

    label: str
    figure: Figure


def extreme(plain: str) -> Literal["most", "least", ""]:
    """Does a question ask which is the most, or the least, of several?"""
    return next((kind for kind, pattern in _MOST if re.search(pattern, plain)), "")


def order(plain: str) -> Literal["first", "last", ""]:
    """Does a question ask which of several was first, or last?"""
    return next((kind for kind, pattern in _FIRST if re.search(pattern, plain)), "")


def group(question: Question) -> tuple[str, int] | None:
    """The words that stand for several subjects without naming them, and how many they are (0 where that is not said):
    「三家公司」 is 3, 「各支球队」 0; None where the question has none, or names its subjects."""
    if question.organisations or question.language == "en" or not _EACH_OR_WHICH.search(question.plain):
        return None
    return group_words(question.plain)


def group_words(plain: str) -> tuple[str, int] | None:
    """The first words of a question that say which or how many of a kind are compared: 「哪个城市」, 「三支球队」."""
    for match in _GROUP.finditer(plain):
        word, flag = next(iter(tagged(match["rest"])), ("", ""))
        noun = word if flag.startswith("n") and len(word) > 1 else ""
        if not noun and match["counter"] not in ("国", "队"):
            continue
        if re.search(r"(?:多少|[有了几])$", plain[: match.start()]) or not _EACH_OR_WHICH.search(
            plain[match.start() :]
        ):
            continue  # what somebody has, or nothing is asked of each
        if match["n"].startswith("哪") and not (extreme(plain) or order(plain) or _COMPARED.search(plain)):
            continue  # 「一等奖是哪家的？」 asks for a name, and compares nothing
        size = _NUMERALS.get(match["n"], int(match["n"]) if match["n"].isdigit() else 0)
        return plain[match.start() : match.end("counter")] + noun, size
    return None


def side_by_side(
    question: Question,
    candidates: Sequence[Sentence],
    names: NameBook,
    measure: str,
    subjects: Sequence[str],
    size: int = 0,
) -> list[Entry]:
    """The entries of the newest sentence that gives the measure of every subject, or, where ``subjects`` is empty, of
    ``size`` subjects (0: two or more); [] where none does."""
    unit = COUNTED.search(question.plain)
    best: list[Entry] = []
    for s in candidates[:_LOOKED_AT]:
        if not of_time(question, s) or not _of_measure(s, candidates, measure):
            continue
        own_time = dated_moments(s.text, s.published)
        held_here = [
            f
            for f in figures([s], names)
            if f.value.kind != "ordinal"
            and not f.value.counts_time
            and not bound_of_all(s.plain, f.value)
            and (not own_time or not question.years or any(f.moment.covers(year) for year in question.years))
            and (unit is None or f.value.kind == "money" or counted_alike(unit["unit"], f.value.unit))
        ]
        entries = _named(s, held_here, subjects, measure, names) if subjects else _labelled(s, held_here, size, names)
        if entries and _counts(s, entries, measure, names) and (not best or _newer(entries[0].figure, best[0].figure)):
            best = entries
    return best


_BOUND_OF_ALL = re.compile(r"[均都](?:已经?|大幅|远)*(?:超过?|突破|逾|不足|不到|低于|高于|少于|多于|在)$")


def bound_of_all(plain: str, value: Value) -> bool:
    """「三家均超过100件」: no figure of any one of them."""
    return _BOUND_OF_ALL.search(plain[: value.start]) is not None


_BESIDE = 4
"""Characters between a label and its figure."""


def tells_each(question: Question, labels: Sequence[str], candidates: Sequence[Sentence]) -> Sentence | None:
    """The sentence that gives a figure right behind each label (「一等奖18项，二等奖93项…」); what stands before the
    first label in the question (某奖一等奖) need not stand there."""
    for s in candidates[:_LOOKED_AT]:
        starts = [v.start for v in extract_values(s.plain) if v.unit != "等奖"]
        if of_time(question, s) and all(_figure_behind(label, s.plain, starts) for label in labels):
            return s
    return None


def _figure_behind(label: str, plain: str, starts: Sequence[int]) -> bool:
    ends = [m.end() for i in range(len(label) - 1) for m in re.finditer(re.escape(label[i:]), plain)]
    return any(0 <= start - end <= _BESIDE for end in ends for start in starts)


def counted_alike(asked: str, unit: str) -> bool:
    """Can what is asked for with one measure word be told with the other (多少人: 53名)? Always, without one."""
    return not unit or asked in unit or any(asked in words and unit in words for words in _ALIKE)


def _counts(s: Sentence, entries: Sequence[Entry], measure: str, names: NameBook) -> bool:
    """Do the figures measure ``measure``? Between a subject and its figure stands the measure, or nothing; later
    subjects may leave out what the first one says (「甲队有球员53人，乙队有38人」)."""
    terms = terms_of(measure) or (measure,)
    said: set[str] = set()
    for entry in sorted(entries, key=lambda e: e.figure.value.start):
        at = max(s.plain.rfind(entry.label, 0, entry.figure.value.start), _named_before(s, entry, names))
        between = list(s.plain[at : entry.figure.value.start])
        for start, end, _ in names.mentions("".join(between), bare=True):
            between[start:end] = " " * (end - start)
        for other in entries:
            for match in re.finditer(re.escape(other.label), "".join(between)):
                between[match.start() : match.end()] = " " * len(other.label)
        text = _VALUE.sub(" ", "".join(between))
        words = set(terms_of(_LINKS.sub("", text.strip(" 的，,"))))
        if any(held(term, text) >= _MEASURED for term in terms):
            said |= words
        elif words - said:
            return False
    return True


def _named_before(s: Sentence, entry: Entry, names: NameBook) -> int:
    """Where the last organisation before the figure is named; -1 where none is."""
    return max((a for a, b, _ in names.mentions(s.plain, bare=True) if b <= entry.figure.value.start), default=-1)


def of_time(question: Question, s: Sentence) -> bool:
    """Can the sentence speak of the time asked about? One that names no time may have it from what stands before."""
    if time_fits(question, s):
        return True
    before = simplify(s.title) + s.lead[-_BEFORE:]
    return not dated_moments(s.text, s.published) and all(str(year) in before for year in question.years)


def _newer(a: Figure, b: Figure) -> bool:
    return a.moment.key > b.moment.key


def _of_measure(s: Sentence, candidates: Sequence[Sentence], measure: str) -> bool:
    """Is the measure spoken of in the sentence or in the one before it, and wholly around it?"""
    terms = terms_of(measure) or (measure,)
    before = max(
        (c for c in candidates if c.article_id == s.article_id and c.end <= s.start),
        key=lambda c: c.end,
        default=None,
    )
    near = s.plain + (before.plain if before is not None and s.start - before.end < 4 else "")
    around = f"{simplify(s.title)} {near} {s.lead[-200:]}"

    def share(text: str) -> float:
        return sum(held(term, text.lower()) for term in terms) / len(terms)

    return share(near) >= _NEAR and share(around) >= _MEASURED


def _named(s: Sentence, here: Sequence[Figure], subjects: Sequence[str], measure: str, names: NameBook) -> list[Entry]:
    """One figure of each named subject, all of one kind and unit, or []."""
    entries: list[Entry] = []
    starts = sorted({at for subject in subjects if (at := _where(subject, s, names)) >= 0})
    if len(starts) < len(subjects):
        return []
    for subject in subjects:
        full, at = names.canonical(subject), _where(subject, s, names)
        end = min((other for other in starts if other > at), default=len(s.plain))
        if full:
            own = [f for f in here if at < f.value.start and full in f.subject]
        else:
            told = [f for f in here if any(subject in written for written in f.subject)]  # by 分别
            own = told or [f for f in here if at < f.value.start < end]
        said = [f for f in own if any(held(term, f.clause) >= _MEASURED for term in terms_of(measure))]
        own = said if len(own) > 1 and said else own
        kinds = {(f.value.kind, f.value.unit) for f in own}
        if not own or (len(own) > 1 and (len(said) != 1 or len(kinds) > 1)):
            return []
        entries.append(Entry(subject, own[0]))
    return entries if _one_kind(entries) and len({e.figure.value.start for e in entries}) == len(entries) else []


def _where(subject: str, s: Sentence, names: NameBook) -> int:
    """Where the subject is named in the sentence, by any of its names; -1 where it is not."""
    full = names.canonical(subject)
    if full:
        return next((a for a, _, found in names.mentions(s.plain, bare=True) if found == full), -1)
    return s.plain.find(subject)


def _labelled(s: Sentence, here: Sequence[Figure], size: int, names: NameBook) -> list[Entry]:
    """The figures of the commonest kind, each with what stands before it in its clause, where all have such a name."""
    entries: list[Entry] = []
    for figure in here:
        label = _label(s, figure, names)
        if label and label not in {e.label for e in entries}:
            entries.append(Entry(label, figure))
    if entries:
        kind = (entries[-1].figure.value.kind, entries[-1].figure.value.unit)
        entries = [e for e in entries if (e.figure.value.kind, e.figure.value.unit) == kind]
    known = [e for e in entries if names.mentions(e.label, bare=True)]
    entries = known if len(known) >= _SMALLEST else entries
    enough = len(entries) == size if size else len(entries) >= _SMALLEST
    return entries if enough and _one_kind(entries) else []


def _label(s: Sentence, figure: Figure, names: NameBook) -> str:
    """Who the figure is said of, read off the words before it: 「截至年底，甲队有53人」 is said of 甲队."""
    clauses = re.split(r"[，,；;：:。、（(]", s.plain[: figure.value.start])
    for clause in reversed(clauses[-2:]):
        if re.match(r"其中|比|较|同比|环比|占", clause):
            return ""
        if mentions := names.mentions(clause, bare=True):
            return clause[mentions[-1][0] : mentions[-1][1]]
        clause = re.sub(r"^.*?第[一二三四五六七八九十\d]+名?的?是", "", _LINKS.sub("", clause))
        words = tagged(clause)
        first = next((i for i, (_, flag) in enumerate(words) if flag in ("nr", "nrt", "ns", "nt", "nz", "eng")), None)
        if first is not None:
            name = words[first][0]
            for word, flag in words[first + 1 :]:
                if not flag.startswith("n") or (flag == "n" and len(word) > 1):
                    break
                name += word
            return name
        if clause and len(words) <= _SMALLEST and all(re.match(r"[nxvabjlgz]", flag) for _, flag in words):
            return clause
        if clause:
            return ""
    return ""


def _one_kind(entries: Sequence[Entry]) -> bool:
    return len({(e.figure.value.kind, e.figure.value.unit) for e in entries}) == 1


def dated_saying(
    part: Question, subject: str, candidates: Sequence[Sentence], names: NameBook
) -> tuple[Sentence, DateValue] | None:
    """The sentence that says of the subject alone what is asked and gives one date for it, and that date; one that
    speaks of the first before the others. None where there is none, or where two of a kind differ."""
    full, terms = names.canonical(subject), [term for term in part.terms if term not in ("最早", "时候")]
    found: list[tuple[bool, Sentence, DateValue]] = []
    for s in candidates[:_LOOKED_AT]:
        named = set(s.subjects) == {full} if full else subject in s.plain
        dates = [d for d in extract_dates(s.plain) if d.year]
        share = sum(held(term, s.plain.lower()) for term in terms) / max(1, len(terms))
        if named and len(dates) == 1 and share >= _ALL_SAID:
            found.append((bool(_EARLIEST.search(s.plain)), s, dates[0]))
    earliest = [f for f in found if f[0]] or found
    if not earliest or not all(f[2].same(earliest[0][2]) for f in earliest):
        return None
    return earliest[0][1:]


def owners(question: Question, candidates: Sequence[Sentence], names: NameBook, measure: str, size: int) -> list[str]:
    """The organisations of which the articles give the measure at the time asked about, by their shortest names; []
    where they are not ``size`` (0: two to four)."""
    terms = terms_of(measure) or (measure,)
    found: list[str] = []
    for figure in figures(candidates[:_LOOKED_AT], names):
        said = sum(held(term, figure.clause.lower()) for term in terms) / len(terms)
        if said >= _MEASURED and len(figure.subject) == 1 and of_time(question, figure.sentence):
            short = min(names.names_of(figure.subject[0]), key=len, default="")
            if short and short not in found:
                found.append(short)
    return found if (len(found) == size if size else _SMALLEST <= len(found) <= _MANY) else []
