"""Is a figure said of the place, edition, time or stage that the question names, or of another of its kind?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.bystanders import of_another_day, of_event_elsewhere, of_part_of_it
from rag.answering.clauses import clause_of
from rag.answering.levels import change_of, growth_of, mean_of_all, no_mean, no_score
from rag.answering.outlooks import not_yet, only_expected, so_far
from rag.answering.places import of_a_nation, of_places, only_local, other_place, other_site
from rag.answering.proper import people, proper_names
from rag.answering.qualifiers import agreeing, contrary
from rag.answering.question import Question, tagged, terms_of
from rag.answering.siblings import of_sibling
from rag.answering.spells import of_a_month, other_part
from rag.answering.values import Value, extract_values

if TYPE_CHECKING:
    from rag.answering.evidence import Sentence

_PERSONS = (
    r"people|persons?|residents?|men|women|children|adults|workers?|passengers?|soldiers?|students?|victims?"
    r"|villagers?|refugees?|pupils?"
)
_COUNTED = re.compile(r"\bhow many (?:\w+ ){0,2}?(?P<noun>[a-z]+)\b", re.IGNORECASE)


def elsewhere(question: Question, plain: str, value: Value) -> bool:
    """Does the sentence say the value of another place, edition or part of the year than the question asks about?

    Only what the question names is compared, and only with names of the same form: 戈兰县 with 西塘县, 第31届 with
    第30届, 上半年 with 全年.
    """
    return (
        only_expected(question.plain, plain, value)
        or not_yet(question.plain, plain)
        or so_far(question, plain, value)
        or other_place(question.plain, plain, value)
        or only_local(question.plain, plain, value)
        or other_site(question.plain, plain, value)
        or _persons_or_not(question.plain, plain, value)
        or _other_edition(question, plain)
        or other_part(question, plain, value)
        or of_a_month(question, plain, value)
        or contrary(question.plain, plain, value.start, value.end)
        or _only_nominated(question.plain, plain, value)
        or _age_of_another(question.plain, plain, value)
        or _beside(question, plain, value)
        or (question.quantity and _part_of(question, plain, value))
        or (question.quantity and question.form != "list" and change_of(question.plain, plain, value))
        or growth_of(question.plain, plain, value)
        or mean_of_all(question, plain, value)
        or no_score(question.plain, value)
        or no_mean(question.plain, plain)
        or (question.quantity and of_a_nation(question.plain, plain, value))
    )


def beside_the_question(question: Question, plain: str, value: Value) -> bool:
    """Can the value not be the figure that is asked for? An answer may say it all the same (「在13个省有82家」)."""
    return (
        elsewhere(question, plain, value)
        or of_places(question.plain, plain, value)
        or _of_other_things(question.plain, plain, value)
    )


def within(question: Question, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The sentences without those that speak of another of the kind and, where a figure is asked for, those that give
    figures only of what is not asked about; all of them, where none would be left."""
    kept = [
        s
        for s in sentences
        if not of_sibling(question, s)
        and not of_another_day(question, s)
        and not of_part_of_it(question, s)
        and not of_event_elsewhere(question, s, sentences)
        and not not_the_first(question.plain, s.plain)
        and not (question.quantity and _all_elsewhere(question, s))
    ]
    return _of_named_award(question.plain, kept or sentences)


_AWARD_NAME = re.compile(r"[\u4e00-\u9fff]{2}(?<![等得获颁评拿大金银铜首该此个项])奖(?![金项励学品牌者杯])")
"""The end of an award's name: 金发奖."""


def _of_named_award(asked: str, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """Of a question about an award the sentences of the articles that name it, where any does: another article's
    一等奖 is of another."""
    names = set(_AWARD_NAME.findall(asked))
    naming = {s.article_id for s in sentences for name in names if name in f"{s.title}{s.lead}{s.plain}"}
    return [s for s in sentences if s.article_id in naming] if naming else sentences


def _all_elsewhere(question: Question, s: Sentence) -> bool:
    values = [v for v in extract_values(s.text) if v.kind != "ordinal"]
    return bool(values) and all(beside_the_question(question, s.plain, v) for v in values)


def _beside(question: Question, plain: str, value: Value) -> bool:
    """「船上共有61人，46人获救」: the sentence gives the rescued, and 61 is beside it. So it is where another value of
    the same unit stands in a clause with words of the question, and this one in a clause with none and no name."""
    rivals = [v for v in extract_values(plain) if v.kind == value.kind and v.unit == value.unit and not v.same(value)]
    asked = {t for t in question.terms if len(t) > 1 and t in plain.lower()}
    if not rivals or not asked or value.kind == "ordinal":
        return False
    mine = _led_to(plain, value)
    if any(t in mine.lower() for t in asked) or any(v.same(q) for v in extract_values(mine) for q in question.values):
        return False
    if not re.search(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}", mine.replace(value.text, "")):
        return False
    theirs = [clause_of(plain, rival).lower() for rival in rivals if rival.start > value.start]
    return any(t in clause for clause in theirs for t in asked)


_AGED = re.compile(r"的(?P<who>[^，,。；;、和与及]{2,16})")


def _age_of_another(asked: str, plain: str, value: Value) -> bool:
    """「75岁的甲和党首乙都在名单上」 gives the age of 甲 alone."""
    behind = _AGED.match(plain, value.end) if value.unit in ("岁", "周岁") else None
    if behind is None or any(name in behind["who"] for name in proper_names(asked)):
        return False
    return bool(people(asked)) and (len(behind["who"]) <= _NAME_LONG or bool(people(behind["who"])))


_NAME_LONG = 4
_WON = re.compile(r"[拿得获赢夺捧摘斩]")
_NOMINATED = re.compile(r"提名|入围|\bnominat", re.IGNORECASE)


def _only_nominated(asked: str, plain: str, value: Value) -> bool:
    """「以11项提名领跑」 says nothing of what was won."""
    behind = plain[value.end : value.end + _LEAD_ON]
    return bool(_WON.search(asked) and _NOMINATED.match(behind.lstrip("个项大 ")) and not _NOMINATED.search(asked))


_LEAD_ON = 8
"""Characters behind a value in which stands what it counts."""
_AMONG = re.compile(r"其中(?P<said>[^，,。；;]*)$")
_OF = re.compile(r"^[^\d，,。；;、]{0,6}(?:里面?|中|之中|当中|内)(?P<said>[^，,。；;]*)$")


def _part_of(question: Question, plain: str, value: Value) -> bool:
    """「46家医院，其中东浦21家」「62家医院里49家盈利」: a part is not the whole, unless the question has a word of what
    makes it one."""
    whole = [v for v in extract_values(plain) if v.end <= value.start and v.kind == value.kind and v.unit == value.unit]
    if not whole or value.kind == "ordinal":
        return False
    among = _AMONG.search(plain[whole[-1].end : value.start]) or _OF.match(plain[whole[-1].end : value.start])
    if among is None:
        return False
    after = re.match(r"[^，,。；;]*", plain[value.end :])
    made = terms_of(f"{among['said']} {after.group() if after else ''}")
    named = any(term in question.plain or any(own in term for own in question.terms if len(own) > 1) for term in made)
    return not named and not agreeing(question.plain, plain, value.start, value.end)


def _led_to(plain: str, value: Value) -> str:
    """The value and the clauses that lead to it and give no value: 「在价值上，第一也是甲，达到1160万」."""
    before = [v.end for v in extract_values(plain) if v.end <= value.start and v.kind != "ordinal"]
    start = max((plain.rfind(mark, 0, value.start) for mark in "；;。"), default=-1) + 1
    ends = [at for end in before[-1:] if (at := plain.find("，", end)) >= 0 or (at := plain.find(",", end)) >= 0]
    return plain[max([start, *ends]) : value.start] + clause_of(plain, value)


_ASKED_THING = re.compile(
    r"(?:多少|几)(?:万|亿|千|百)?[个件家名位项款座所起场次套枚支条辆架艘部份]?(?P<rest>[\u4e00-\u9fff]{2,6})"
)


def _of_other_things(asked: str, plain: str, value: Value) -> bool:
    """「用户1000万个行为」 counts no users: another thing is right behind the number, the asked one elsewhere."""
    match = _ASKED_THING.search(asked)
    wanted = _noun(match["rest"]) if match and value.kind == "number" else ""
    counted = _noun(plain[value.end : value.end + 6], value.unit)
    if not wanted or not counted or set(wanted) & set(counted):
        return False
    return wanted in plain


_LETTERS = re.compile("^[A-Za-z]{1,2}(?=[\u4e00-\u9fff])")
"""「100P数据」: a scale that is no unit of ours."""


def counts_another(said: str, value: Value, plain: str, held: Value) -> bool:
    """「两个项目」 are no 「2件发明专利」: counted by another word, and of each thing the other text says nothing."""
    if (value.unit and value.unit == held.unit) or value.kind != "number":
        return False
    mine = _noun(_LETTERS.sub("", said[value.end : value.end + _LEAD_ON]), value.unit)
    theirs = _noun(_LETTERS.sub("", plain[held.end : held.end + _LEAD_ON]), held.unit)
    return bool(mine and theirs) and mine not in plain and theirs not in said and mine[-1] != theirs[-1]


def _noun(text: str, counter: str = "") -> str:
    """The noun that a text begins with (behind 个 also what the tagger takes for a verb: 行为); "" where it begins with
    something else, or the next figure follows (「学生3000名教师200名」)."""
    word, flag = next(iter(tagged(text)), ("", ""))
    known = flag.startswith(("n", "vn", "l")) or (counter == "个" and flag == "v")
    return word if known and len(word) > 1 and not re.match(r"\s*\d", text[len(word) :]) else ""


def _persons_or_not(asked: str, plain: str, value: Value) -> bool:
    """「How many homes」 is not answered by 22,000 people, nor the reverse by a count of what no person is."""
    match = _COUNTED.search(asked)
    if not match:
        return False
    counted = re.match(rf"\s*(?:{_PERSONS})\b", plain[value.end :], re.IGNORECASE) or re.search(
        rf"\b(?:{_PERSONS})$", value.text, re.IGNORECASE
    )
    return (
        bool(counted)
        and not re.fullmatch(_PERSONS, match["noun"], re.IGNORECASE)
        and match["noun"].lower()
        not in (
            "deaths",
            "casualties",
            "fatalities",
            "injuries",
            "members",
            "fans",
            "spectators",
            "employees",
            "staff",
            "players",
            "jobs",
            "visitors",
            "voters",
            "troops",
            "cases",
        )
    )


_FIRST = re.compile("首(?P<unit>[枚块个位次届场])|首(?P<medal>金)|第一(?P<nth>[枚块个位次届场])")
_FIRST_TIME = re.compile("首[次航飞发映演场]|第一[次场]")
_AFTER_IT = re.compile(rf"(?:{_FIRST_TIME.pattern})[\u4e00-\u9fff]{{0,6}}?[之以]?后[，,：:]")
_LATER = re.compile(r"第(?:[二三四五六七八九十]{1,2}|[2-9]|\d\d)(?P<unit>[枚块个位次届场])")


def not_the_first(asked: str, plain: str) -> bool:
    """「拿下首日的第二枚金牌」 where the first is asked about, and the sentence speaks of no first; 「首航后，…」 where
    the first time is."""
    if _FIRST_TIME.search(asked) and _AFTER_IT.search(plain):
        return True
    first = _FIRST.search(asked)
    if first is None or _FIRST.search(plain):
        return False
    units = "枚块" if first["medal"] else first["unit"] or first["nth"]
    return any(later["unit"] in units for later in _LATER.finditer(plain))


def _other_edition(question: Question, plain: str) -> bool:
    asked = [v for v in question.values if v.kind == "ordinal" and v.unit in ("届", "轮", "期", "次", "季", "代")]
    held = [v for v in extract_values(plain) if v.kind == "ordinal"]
    return any(
        any(h.unit == a.unit for h in held) and not any(h.unit == a.unit and h.amount == a.amount for h in held)
        for a in asked
    )
