"""Is a sentence of an answer supported? Every value, date and name in it must stand in the evidence it cites, said of
the same subject and of the time that was asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from rag.answering.bystanders import (
    of_another_day,
    of_another_one,
    of_another_team,
    of_event_elsewhere,
    of_other_persons,
    of_part_of_it,
)
from rag.answering.evidence import Sentence
from rag.answering.fitting import told_after
from rag.answering.levels import level_for_step
from rag.answering.moments import ITS_YEAR, AsOf, as_of, dated_moments
from rag.answering.names import NameBook, spoken_of, unlisted
from rag.answering.periods import editions, unfinished
from rag.answering.proper import MARKED, named_last, people, proper_names, without_deed
from rag.answering.qualifiers import contrary, of_another_stage
from rag.answering.question import Question, language_of, simplify
from rag.answering.roles import no_person, not_won, of_other_role, only_hoped
from rag.answering.scope import counts_another, elsewhere, not_the_first
from rag.answering.siblings import of_other_model
from rag.answering.supporting import overlap, supports_of
from rag.answering.values import DateValue, Value, extract_dates, extract_values
from rag.answering.whose import EACH, collective, joined_group, value_subject

_YESTERDAY = re.compile(r"昨[天日晨早晚夜]|\byesterday\b|\blast night\b", re.IGNORECASE)
_TODAY = re.compile(r"今[天日晨早晚夜]|当[天日晚]|\btoday\b|\btonight\b|\bthis (?:morning|evening)\b", re.IGNORECASE)
_ONE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:银行|消费金融|消金|公司|集团|大学|证券|保险|科技|汽车)")


@dataclass(frozen=True, slots=True)
class Check:
    """What was found: the evidence that supports the sentence (best first) and what no evidence holds."""

    supports: tuple[Sentence, ...]
    missing: tuple[str, ...]
    mismatched_time: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return bool(self.supports) and not self.missing and not self.mismatched_time


_TALLY = re.compile(r"\s*(?:共|有|为|各)?\d+\s*[项个名件家]")
"""「二等奖93项」 counts the prizes, and says nobody's."""


def check(sentence: str, evidence: Sequence[Sentence], question: Question, names: NameBook) -> Check:
    """Check one sentence of a draft against the evidence."""
    values, dates = extract_values(sentence), extract_dates(sentence)
    cross = _cross_language(sentence, evidence)
    needed: list[tuple[str, list[Sentence]]] = []
    mismatched: list[str] = []
    for value in values:
        holding = [
            s for s in evidence if any(value.same(v) and not _day_of(value, v, s) for v in extract_values(s.text))
        ]
        repeated = value.kind == "ordinal" and any(value.same(v) for v in question.values)
        if not holding and any(value.same(v) for v in question.values):
            holding = [s for s in evidence if _digits_in(value.text, s.plain)]  # 516 in JL516
        if not holding and repeated and value.unit != "等奖":
            continue  # 「排第二的是…」 repeats the question; the evidence says 「其次」
        if not holding and question.form == "open" and _only_repeated(value, values, question, evidence):
            continue
        as_written = [s for s in holding if _as_written(value, s)]
        holding = as_written or holding  # 3.0% is rather the 「3.0%」 of one sentence than the 「3%左右」 of another
        agreeing = [
            s
            for s in holding
            if _subject_agrees(sentence, value, s, question, names) and not _dated_otherwise(sentence, value, s)
        ]
        needed.append((value.text, agreeing))
        if agreeing and value.unit != "时" and not any(_time_agrees(value, s, question) for s in agreeing):
            mismatched.append(value.text)
    bound = _names_beside(sentence, values, evidence) if not cross else {}
    needed = [
        (text, [s for s in holding if not bound.get(text) or any(_stands_near(n, s, evidence) for n in bound[text])])
        for text, holding in needed
    ]
    for moment in dates:
        asked = "date" in question.wants
        held = [
            s
            for s in evidence
            if _holds_date(moment, s, asked)
            and not _of_other_event(moment, s, question)
            and not (asked and _dates_another(moment, s, question, names))
        ]
        if asked and (deed := _DEED.search(question.plain)) and not any(deed["deed"] in s.plain for s in held):
            telling = [s for s in evidence if deed["deed"] in s.plain and _tells_date(s.plain)]
            held = [] if telling and not any(about_another(question, s) for s in telling) else held
        if not held and any(moment.same(d) for d in question.dates):
            held = [s for s in evidence if told_after(question, s)]  # it says of which earthquake it speaks
        needed.append((moment.text, [s for s in held if _says(moment, s) or _nearest(sentence, s, evidence)]))
    plain = simplify(sentence)
    for start, end, full in names.mentions(plain):
        holding = [
            s for s in evidence if full in s.subjects or full in s.inherited or full in _title_subjects(s, names)
        ]
        if not holding and full in question.organisations and not any(s.about for s in evidence):
            holding = list(evidence)  # nothing tells of whom the articles speak
        needed.append((plain[start:end], holding))
    if not cross:
        known = [plain[a:b] for a, b, _ in names.mentions(plain)]
        said = (*proper_names(sentence), *named_last(sentence, question))
        for name in dict.fromkeys(said if "person" not in question.wants else map(without_deed, said)):
            if any(name in k or k in name for k in known) or extract_values(name) or extract_dates(name):
                continue
            holding = [
                s for s in evidence if name.lower() in s.plain.lower() or name.lower() in simplify(s.title).lower()
            ]
            if name.lower() in question.plain.lower():
                if holding:
                    needed.append((name, holding))
                continue
            fitting = [s for s in holding if not (of_other_role(name, s, question) or not_won(question.plain, s, name))]
            if "person" in question.wants:
                fitting = [s for s in fitting if not no_person(name, s)]
            needed.append((name, [s for s in fitting if not _of_others(name, s, question, names)]))
    supports = supports_of(sentence, evidence, needed, cross, question)
    missing = tuple(dict.fromkeys(text for text, holding in needed if not holding))
    if not missing and not cross and all(value.kind == "ordinal" for value in values):
        missing = _done_by_another(plain, supports, names)
    answering = _holding_new(sentence, question, supports) or supports
    if supports and all(_of_bystander(question, s, evidence) for s in answering):
        mismatched.append(sentence)
    if not values and supports and not any(_speaks_of_time(question, s, evidence) for s in answering):
        mismatched.append(sentence)
    return Check(supports, missing, tuple(mismatched))


_LASTED = re.compile(r"(?:近|共|历时|历经|为期|连续|持续|仅|长达|第|满)$")


def _day_of(value: Value, held: Value, s: Sentence) -> bool:
    """「14日解除职务」 gives a day of the month, not 14天."""
    if value.unit != "天" or held.unit != "日" or _LASTED.search(s.text[: held.start]):
        return False
    return not re.match("内|[之以]?[前后]|游|间|来|的?(?:假|行程)", s.text[held.end :])


def _only_repeated(value: Value, said: Sequence[Value], question: Question, evidence: Sequence[Sentence]) -> bool:
    """Does the draft repeat a figure of the question (6.7级地震) beside the one that answers it, or where none is asked
    for (「两个吉祥物叫什么」), with no other of its unit in the evidence?"""
    if value.kind == "ordinal" or not value.unit or not any(value.same(v) for v in question.values):
        return False
    answers = not question.quantity or any(
        v.kind != "ordinal" and not any(v.same(q) for q in question.values) for v in said
    )
    rivals = any((v.kind, v.unit) == (value.kind, value.unit) for s in evidence for v in extract_values(s.text))
    return answers and not rivals


_DEED = re.compile(
    r"(?:哪一?[年天月日]|什么时候|何时|几月几?[号日]?)(?:正式|开始|首次|第一次|才|就|被|最早|最初)*(?P<deed>(?!开始|正式)[\u4e00-\u9fff]{2})(?=的|[？?]|$)"
)
"""What is done, right behind 「哪一年」: 设立."""


def _tells_date(plain: str) -> bool:
    """Does a sentence date what it says? The year in 「2023年度某奖」 is part of a name."""
    named = [m.span() for m in editions(plain)]
    return any(d.year and not any(a <= d.start < b for a, b in named) for d in extract_dates(plain))


def about_another(question: Question, s: Sentence) -> bool:
    """Does the sentence speak of organisations, and of none that is asked about?"""
    return bool(question.organisations and s.about and not set(question.organisations) & set(s.about))


def _of_others(name: str, s: Sentence, question: Question, names: NameBook) -> bool:
    """Is a name that is new in the answer said of other organisations than those that are asked about?"""
    if "person" not in question.wants:
        return False
    subjects = {f for f in s.subjects if not any(name in n or n in name for n in (f, *names.names_of(f)))}
    if question.organisations:
        return bool(subjects) and not set(question.organisations) & set(s.subjects)
    return bool(subjects) and of_unlisted(question, s)


def of_unlisted(question: Question, s: Sentence) -> bool:
    """Does the question name an organisation that the articles do not introduce, and the sentence not speak of it?"""
    asked = unlisted(question.plain)
    return bool(asked) and not any(spoken_of(name, f"{s.title}\n{s.plain}") for name in asked)


def _done_by_another(plain: str, supports: Sequence[Sentence], names: NameBook) -> tuple[str, ...]:
    """The organisations of a draft, where the sentence that says most of the rest of it names only others: a report on
    one and another's deed make no sentence."""
    claimed = names.mentions(plain)
    if not claimed or not supports:
        return ()
    rest = list(plain)
    for start, end, _ in claimed:
        rest[start:end] = " " * (end - start)
    best = max(supports, key=lambda s: overlap("".join(rest), s.text))
    if not best.subjects or {full for _, _, full in claimed} & set(best.subjects):
        return ()
    return tuple(plain[start:end] for start, end, _ in claimed)


_STAGED = 80
"""Characters before a sentence that tell of which round it speaks (「四分之一决赛，…。此前一轮…」)."""


def _of_bystander(question: Question, s: Sentence, evidence: Sequence[Sentence]) -> bool:
    return (
        of_another_day(question, s)
        or of_another_one(question, s, evidence)
        or of_part_of_it(question, s)
        or of_event_elsewhere(question, s, evidence)
        or of_other_persons(question, s, evidence)
        or of_another_team(question, s)
        or not_the_first(question.plain, s.plain)
        or of_another_stage(question.plain, s.lead[-_STAGED:] + s.plain)
        or only_hoped(question.plain, s.plain)
    )


def _holding_new(sentence: str, question: Question, supports: Sequence[Sentence]) -> list[Sentence]:
    """The supports that hold a value, a date or a name which the question does not: the answer stands there, not where
    the rest does."""
    values = [v for v in extract_values(sentence) if not any(v.same(q) for q in question.values)]
    dates = [d for d in extract_dates(sentence) if not any(d.same(q) for q in question.dates)]
    names = [name.lower() for name in proper_names(sentence) if name.lower() not in question.plain.lower()]
    return [
        s
        for s in supports
        if any(v.same(h) for v in values for h in extract_values(s.text))
        or any(d.same(h) for d in dates for h in extract_dates(s.text))
        or any(name in s.plain.lower() for name in names)
    ]


_NEAR = 240
"""Characters within which a year that is named dates a sentence."""


def _names_beside(sentence: str, values: Sequence[Value], evidence: Sequence[Sentence]) -> dict[str, tuple[str, ...]]:
    """For each value of a draft sentence the persons and marked names before it in its clause: 「甲以21,733票当选」
    must not be made of 甲 from one report and 21,733 from another."""
    bound = {}
    for value in values:
        clause = re.split(r"[，,；;。]", simplify(sentence)[: value.start])[-1]
        persons = [n for n in people(clause) if not re.search(rf"{re.escape(n)}\s?[A-Za-z0-9]", clause)]  # 华为Mate
        named = (*persons, *(m.group(1) for m in MARKED.finditer(clause)))
        bound[value.text] = tuple(n for n in named if any(n in s.plain for s in evidence))
    return bound


def _stands_near(name: str, s: Sentence, evidence: Sequence[Sentence]) -> bool:
    """Does the name stand in the sentence or in what was chosen of the same article?"""
    return name in f"{s.title}\n{s.lead}" or any(name in o.plain for o in evidence if o.article_id == s.article_id)


def _speaks_of_time(question: Question, s: Sentence, evidence: Sequence[Sentence]) -> bool:
    """Can what stands around the sentence be of a year that is asked about?"""
    years = question.years
    if not years or s.published is None or s.published.year in years or s.moment.year in years:
        return True
    near = [o.plain for o in evidence if o.article_id == s.article_id and abs(o.start - s.start) <= _NEAR]
    return any(str(year) in text for year in years for text in (s.title, *near))


def _cross_language(sentence: str, evidence: Sequence[Sentence]) -> bool:
    """Is the sentence in another language than its evidence, so that names cannot be compared letter by letter?"""
    mine = language_of(sentence)
    return bool(evidence) and all(language_of(s.text) != mine for s in evidence)


@lru_cache(maxsize=512)
def _title_subjects_of(title: str, names: NameBook) -> tuple[str, ...]:
    return tuple(full for _, _, full in names.mentions(simplify(title)))


def _title_subjects(s: Sentence, names: NameBook) -> tuple[str, ...]:
    return _title_subjects_of(s.title, names)


def _subject_agrees(sentence: str, value: Value, s: Sentence, question: Question, names: NameBook) -> bool:
    plain = simplify(sentence)
    said_of = [m for m in names.mentions(plain) if m[1] <= value.start]
    claimed = (
        {said_of[-1][2]} if said_of else set(question.organisations[:1]) if len(question.organisations) == 1 else set()
    )
    if said_of and EACH.search(plain[said_of[-1][1] : value.start]):
        claimed = set(joined_group(said_of, plain))
    for held in extract_values(s.text):
        if value.same(held) and not (
            elsewhere(question, s.plain, held)
            or of_other_model(question.plain, s, held.start)
            or level_for_step(plain, value, s.plain, held)
            or counts_another(plain, value, s.plain, held)
            or (held.unit == "等奖" and _TALLY.match(s.plain, held.end))
        ):
            if not claimed:
                if collective(s, held) and any(m.group() not in s.plain for m in _ONE.finditer(plain[: value.start])):
                    continue  # a company that no article introduces does not get the industry's figure
                if not (value_subject(s, held, names) and of_unlisted(question, s)):
                    return True
                continue
            subject = value_subject(s, held, names)
            if not subject or claimed & set(subject):
                return True
    return False


def _dated_otherwise(sentence: str, value: Value, s: Sentence) -> bool:
    """Does the draft say a year of the value, and the evidence another (「2023年为388万」 for 「2025年为388万」)?"""
    said = as_of(sentence, value.start, None)
    if (
        value.kind == "ordinal"
        or said.basis != "stated"
        or any(str(said.year) in m.group() for m in editions(sentence))
    ):
        return False
    if str(said.year) in s.title or any(when.year == said.year for _, when in dated_moments(s.text, s.published)):
        return False
    moments = [as_of(s.text, held.start, s.published) for held in extract_values(s.text) if value.same(held)]
    return bool(moments) and all(m.basis in ("stated", "relative") and m.year != said.year for m in moments)


def _dated_beside(before: str) -> bool:
    """Does the clause up to a value name its year: 「2021年大会上发布的报告指出，2020年规模达到…」?"""
    return any(d.year for d in extract_dates(re.split(r"[，,；;。]", before)[-1]))


def _time_agrees(value: Value, s: Sentence, question: Question) -> bool:
    """Is the value, as the evidence dates it, of the time that was asked about?"""
    if not question.periods or value.kind == "ordinal":
        return True
    if unfinished(question.plain, question.periods, s.published):
        return False
    if told_after(question, s):
        return True
    for held in extract_values(s.text):
        if not value.same(held):
            continue
        moment = as_of(s.text, held.start, s.published, "")
        if moment.basis == "article" and s.moment.basis == "stated" and not ITS_YEAR.search(s.text):
            moment = s.moment
        if moment.basis == "unknown" or (not question.years and moment.basis == "article"):
            return True
        if question.allows(moment.iso if moment.basis == "stated" else moment.iso[:4]):
            return True
        if _dated_beside(s.text[: held.start]):
            continue
        for at, when in dated_moments(s.text, s.published):
            from_then = s.text[max(0, at - 1) : at] in ("自", "从")  # 「增至13天，自2025年1月1日起施行」
            if (at <= held.start or from_then) and question.allows(when.iso):
                return True
        if moment.basis == "article" and any(str(y) in simplify(s.title) for y in question.years):
            return True
    return False


def _holds_date(moment: DateValue, s: Sentence, asked: bool = False) -> bool:
    """Does the sentence give the date? The day of its report counts too, but as the answer to when (``asked``) only
    where the sentence says that it was that day."""
    if any(moment.same(d) for d in extract_dates(s.text)):
        return True
    resolved = [when for _, when in dated_moments(s.text, s.published)] + [s.moment]
    if s.published and _YESTERDAY.search(s.text):
        resolved = [when for when in resolved if when.basis != "article"]  # it was the day before, not the report's
        resolved.append(AsOf((s.published - timedelta(days=1)).isoformat(), "relative"))
    elif asked and not _TODAY.search(s.text):
        resolved = [when for when in resolved if when.basis != "article"]
    elif s.published:
        resolved.append(AsOf(s.published.isoformat(), "article"))
    return any(_iso_matches(moment, when.iso) for when in resolved if when.iso)


def _says(moment: DateValue, s: Sentence) -> bool:
    """Is the date in the sentence's words, not only that of its report?"""
    return any(moment.same(d) for d in extract_dates(s.text)) or any(
        _iso_matches(moment, when.iso) for _, when in dated_moments(s.text, s.published)
    )


def _nearest(sentence: str, s: Sentence, evidence: Sequence[Sentence]) -> bool:
    """Is it, of its article, the sentence that says most of what the draft says? Others lend it no date."""
    best = max(overlap(sentence, other.text) for other in evidence if other.article_id == s.article_id)
    return overlap(sentence, s.text) >= best


def _of_other_event(moment: DateValue, s: Sentence, question: Question) -> bool:
    """Is every mention of the date in the sentence said of what the question's words exclude (开工 for 通车)?"""
    held = [d for d in extract_dates(s.text) if moment.same(d)]
    return bool(held) and all(contrary(question.plain, s.plain, d.start, d.end) for d in held)


def _dates_another(moment: DateValue, s: Sentence, question: Question, names: NameBook) -> bool:
    """Is the date, wherever the sentence gives it, behind the name of another organisation than the one asked about?"""
    dates = [d for d in extract_dates(s.plain) if moment.same(d)]
    own = set(question.organisations)
    groups = [[m for m in names.mentions(s.plain) if m[1] <= d.start] for d in dates]
    return bool(own and dates) and all(g and not own & set(joined_group(g, s.plain)) for g in groups)


def _digits_in(text: str, plain: str) -> bool:
    digits = re.search(r"\d{2,}", text)
    return digits is not None and re.search(rf"(?<!\d){digits.group()}(?!\d)", plain) is not None


def _as_written(value: Value, s: Sentence) -> bool:
    return any(value.same(v) and v.approximate == value.approximate for v in extract_values(s.text))


def _iso_matches(moment: DateValue, iso: str) -> bool:
    parts = [int(p) for p in iso.split("-")] + [None, None]
    return all(
        mine is None or mine == theirs
        for mine, theirs in zip((moment.year, moment.month, moment.day), parts, strict=False)
    )
