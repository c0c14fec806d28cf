"""One measure in articles of different dates, each article read alone.

There are as many words for a measure as there are authors (接待观众, 走进博物馆的人数, 客流量), so that no comparison
of words finds them all; the model, asked for the measure, does.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.evidence import Sentence, covered, rescore, weights, with_subject
from rag.answering.listed import COUNTED, COUNTERS, counted_alike
from rag.answering.measures import FORECAST, Figure, comparable_values, figure_of, figures
from rag.answering.names import NameBook, spoken_of
from rag.answering.outcome import Line, Outcome, quoted
from rag.answering.proper import proper_names
from rag.answering.question import UP_OR_DOWN, Question, analyse, simplify
from rag.answering.reading import ALONE_BUDGET, Reader
from rag.answering.scope import beside_the_question
from rag.answering.siblings import of_sibling
from rag.answering.spells import less_than_a_year
from rag.answering.verify import about_another

_CHANGE = re.compile(
    UP_OR_DOWN
    + r"|(?:在)?(?:(?:这|近|最近|过去|历)(?:[几些]|[一二三四五六七八九十两\d]+)个?[年月]度?(?:来|间|以来|里)?"
    r"|历年|逐年|每年)"
    r"|从?(?:19|20)\d\d年?(?:以来|[起开]始?|至今|到现在|到今年)|(?:是)?(?:怎么|如何|怎样)(?:一步步|逐年|逐步|在)*(?:变化|变动|增长|发展|演变|减少|提高|上升|下降|变|涨|增|降)的?"
    r"|(?:有|发生)?(?:了)?(?:什么样?|哪些|怎样|多大)的?(?:变化|变动|趋势|起伏)|的?(?:变化|变动|增长|发展)?(?:情况|趋势|走势|历程|起伏)(?:如何|怎样|怎么样)?|的?变[化动](?:有|是)?多大|的?变化(?:大吗)?|呢|吗|了"
)
_DATE = (
    r"(?:(?:19|20)\d\d年?(?:\d{1,2}月(?:\d{1,2}日|[底末初])?|年?[底末初中]|[上下]半年|第?[一二三四]季度)?"
    r"|1?\d月(?:\d{1,2}日|[底末初])?)"
)
_SPAN = re.compile(
    rf"[，,]?(?:(?={_DATE}[到至])|[从自由])(?:{_DATE}[^，,。；;从自由]{{0,4}}?|刚?(?:成立|创立|创办|开业|起步|建立|开始|最早|最初|一开始)(?:之初|的?时候?|那年|那会儿)?)[到至]"
    rf"(?:{_DATE}|现在|目前|今天|今年|如今|最[近新后][^，,。的]{{0,6}})(?:间|之间|期间)?[，,]?"
    r"|(?:出任|担任|就任|上任|当选|执政|成立|创立|开业|上市|开通|开馆)[^，,。]{0,6}以来[，,]?"
)
"""「从2022年9月到最近一次披露」."""
_FROM_TO = re.compile(
    r"[，,]?(?:(?:是|又)?[从由](?:多少|几)[^，,。到至为]{0,8}[到至为]|(?:一共|总共|累计)?(?:[上下]?[涨增升降减跌][长加少幅]?|扩大|缩小|提高|变化))"
    r"了?(?:多少|几)[^，,。？?]{0,4}(?=$|[，,。？?])"
)
"""「从多少涨到了多少」, 「涨了多少」."""
_ENGLISH = re.compile(
    r"^(?:how|in what way|by how much) (?:much |many )?(?:has|have|had|did|does|do|is|are|was|were) (?P<what>.+?) "
    r"(?:been )?"
    r"(?:chang|grow|grew|ris|rose|fall|fell|develop|evolv|increas|decreas|declin|drop|expand|shr[iu]nk|gone|go )",
    re.IGNORECASE,
)
_ASKED, _ASKED_ENGLISH = "{measure}是多少？", "What is {measure}?"
_NOUN = 6
"""Characters of what changed where it stands in a clause of its own (人数, 注册用户数)."""
_BARE = 0.7
"""Share of the best score that a sentence must reach whose figures have no measure word, where one is asked for."""
_FROM_ONE = 2
"""Sentences of an article that are read: the best that give such a figure."""
_NEWER, _ALL = 3, 6
"""Articles that are read for a newer value, and for a whole series."""
_NEARLY, _CLOSE = 0.6, 0.05
"""A newer sentence covers nearly as much of the question as the chosen one, or is nearly as near to it (cosine)."""
_PART = 0.25
"""Share of a value below which a newer one is not the same measure any more."""
_WORTHY, _LIKELY = 0.2, 0.45
"""Share of the best score that an article's best sentence must reach to be read for a series, and for a newer value."""


class TimelineReader:
    """Finds the values of one measure over time."""

    def __init__(self, reader: Reader, names: NameBook) -> None:
        self._reader, self._names = reader, names

    def newer(
        self, question: Question, chosen: Figure, candidates: Sequence[Sentence]
    ) -> tuple[list[Line], Figure] | None:
        """The answer of the newest article after the chosen figure's that gives the measure; None where none does."""
        told = chosen.sentence
        later = [
            group
            for group in self._by_article(question, candidates, chosen)
            if _later(group[0], told)
            and (group[0].coverage >= _NEARLY * told.coverage or group[0].dense >= told.dense - _CLOSE)
        ]
        later.sort(key=lambda group: str(group[0].published), reverse=True)
        for group in later[:_NEWER]:
            read = self._value(question, group, chosen, newest=True)
            if read and read[1].moment.key > chosen.moment.key and not _fallen(chosen, read[1]):
                return None if read[1].value.same(chosen.value) else read[:2]
            like = None if read else self._alike(question, group, chosen)
            if like and like.moment.key > chosen.moment.key and not like.value.same(chosen.value):
                return [quoted(like.sentence, question.language)], like
        return None

    def series(self, question: Question, candidates: Sequence[Sentence]) -> list[Figure]:
        """One figure an article, oldest first, of what a question for a change asks about."""
        level = analyse(level_question(question), self._names)
        level = replace(level, wants=level.wants | {"number"})
        about = rescore(level, candidates)
        yearly = _YEARLY.search(question.plain) is not None
        chosen: Figure | None = None
        surest: dict[str, tuple[float, Figure]] = {}
        for group in self._by_article(level, about, None)[:_ALL]:
            read = self._value(level, group, chosen)
            like = None if read else self._alike(level, group, chosen)
            told = read[1] if read else like
            if told and told.moment.iso and not (yearly and less_than_a_year(told.sentence.plain, told.value)):
                chosen = chosen or told
                likely_told = read[2] if read else _UNREAD
                for likely, figure in ((likely_told, told), *((0.0, f) for f in self._others(level, told))):
                    moment = figure.moment.iso
                    rival = next((iso for iso in surest if iso.startswith(moment) or moment.startswith(iso)), moment)
                    if rival not in surest or likely > surest[rival][0]:
                        surest.pop(rival, None)
                        surest[moment] = likely, figure
        return sorted((figure for _, figure in surest.values()), key=lambda figure: figure.moment.key)

    def of_year(self, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """The figure of the one year that is asked about, asked for without it: an article says 「去年」."""
        if not question.quantity or len(set(question.years)) != 1 or question.language != "zh":
            return None
        level = of_any_time(question, self._names)
        if not level.quantity:
            return None
        groups = self._by_article(level, rescore(level, candidates), None)
        for group in [g for g in groups if any(_covers(f, question) for f in figures(g, self._names))][:_NEWER]:
            read = self._value(level, group, None)
            if read and _covers(read[1], question):
                return Outcome(tuple(read[0]), probability=read[2])
            beside = self._beside(question, level, read[1]) if read else None
            if read and beside:
                return Outcome((quoted(beside.sentence, question.language),), probability=read[2])
        return None

    def _others(self, level: Question, told: Figure) -> list[Figure]:
        """The values of other years that the sentence gives beside its own: 「…902万人次，2022年为486万人次」."""
        return [
            f
            for f in figures([told.sentence], self._names)
            if f.value.kind == told.value.kind
            and (f.value.unit == told.value.unit or (not f.value.unit and _compared(f)))
            and f.moment.basis in ("stated", "relative")
            and f.moment.iso[:4] != told.moment.iso[:4]
            and not (_SAME_PERIOD.search(f.clause) and _PART_YEAR.search(told.sentence.plain))
            and not beside_the_question(level, f.sentence.plain, f.value)
        ]

    def _beside(self, question: Question, level: Question, told: Figure) -> Figure | None:
        """The figure of the asked year in the sentence that gives another year's: 「…902万人次，2022年为486万人次」."""
        fitting = [f for f in self._others(level, told) if _covers(f, question)]
        return fitting[0] if len(fitting) == 1 else None

    def _by_article(
        self, question: Question, candidates: Sequence[Sentence], chosen: Figure | None
    ) -> list[list[Sentence]]:
        """The best sentences of each article that give such a figure, the best article first."""
        unit = _counter(question)
        groups: dict[str, list[Sentence]] = {}
        counted: set[Sentence] = set()
        for s in candidates:
            if (
                s.score < (_WORTHY if chosen is None else _LIKELY) * candidates[0].score
                or about_another(question, s)
                or of_sibling(question, s)
            ):
                continue
            such = [
                f
                for f in figures([s], self._names)
                if f.value.kind != "ordinal"
                and not f.value.counts_time
                and f.value.unit != "岁"
                and (chosen is None or comparable_values(chosen.value, f.value))
                and _counts(f, unit)
                and not _of_then(f)
                and not beside_the_question(question, s.plain, f.value)
                and not FORECAST.search(f.clause)
            ]
            if any(unit and f.value.kind != "money" and counted_alike(unit, _counter_of(f) or " ") for f in such):
                counted.add(s)
            if such and (not unit or s in counted or s.score >= _BARE * candidates[0].score):
                groups.setdefault(s.article_id, []).append(s)
        best = (sorted(group, key=lambda s: s not in counted)[:_FROM_ONE] for group in groups.values())
        return [with_subject(question, group, candidates) for group in best]

    def _value(
        self, question: Question, group: Sequence[Sentence], chosen: Figure | None, *, newest: bool = False
    ) -> tuple[list[Line], Figure, float] | None:
        """What a group of sentences gives as the measure, its figure and how likely it is; a ``newest`` one beside an
        older that is known may be less likely, one of a whole series not."""
        outcome = self._reader.read(
            question,
            rescore(question, group),
            budget=ALONE_BUDGET,
            worded=not _told_like(question, group, chosen, self._names),
        ).outcome
        if newest:
            outcome = outcome.trusted()
        lines = [line for line in outcome.lines if line.supports]
        if outcome.refused or not lines:
            return None
        supports = [s for line in lines for s in line.supports]
        figure = figure_of(" ".join(line.text for line in lines), supports, question, self._names)
        said = " ".join(simplify(line.text) for line in lines)
        if not (newest or question.organisations) and self._names.mentions(said):
            return None  # one organisation's figure is not that of a question that names none
        if figure is None or (chosen is not None and not comparable_values(chosen.value, figure.value)):
            return None
        return lines, figure, outcome.probability or 0.0

    def _alike(self, question: Question, group: Sequence[Sentence], chosen: Figure | None) -> Figure | None:
        """Where the model gives no value: the one figure of an article that names what the question names, and nobody
        else, which is counted as the chosen one is, of a time as long as that one's which its sentence gives."""
        if chosen is None or not _told_like(question, group, chosen, self._names):
            return None
        fitting = [
            f
            for f in figures(group, self._names)
            if _counter_of(f) == _counter_of(chosen)
            and comparable_values(chosen.value, f.value)
            and not _fallen(chosen, f)
            and not _fallen(f, chosen)
            and f.moment.basis in ("stated", "relative")
            and len(f.moment.iso) == len(chosen.moment.iso)
            and not _PART_YEAR.search(f.sentence.plain)
            and not FORECAST.search(f.clause)
            and not beside_the_question(question, f.sentence.plain, f.value)
        ]
        return fitting[0] if len({f.value.amount for f in fitting}) == 1 else None


_BEHIND_OWNER = re.compile(r"的|一年|每年|年均|现在|目前|最新|有?多少|是|[去今近这]年|(?:19|20)\d\d")
_SHORT = 2
"""Characters with which a name is called for short where no other noun follows them."""
_OWNED = 0.6
"""Share of the characters of what is measured that an article holds which may call it otherwise."""
_YEARLY = re.compile(r"历年|每年|年度|逐年|[近这几]年|年\w{0,4}[到至—–~-](?:19|20)\d\d年(?!\d{1,2}月)")
_UNREAD = 0.3
"""How likely a value is that no model read out: any that was read goes before it."""


def _fallen(chosen: Figure, newer: Figure) -> bool:
    """Is the newer value so much smaller that it must be of a part of what is measured (巨幕厅的银幕)?"""
    return newer.value.amount < _PART * chosen.value.amount


def of_any_time(question: Question, names: NameBook) -> Question:
    """The question without the time that it names."""
    rest = question.plain
    for period in sorted(question.periods, key=lambda p: -p.start):
        rest = rest[: period.start] + rest[period.end :]
    return analyse(re.sub("^[底初末](?![^，,]{0,1}的)", "", rest.lstrip("的在，, ")), names)


def _covers(figure: Figure, question: Question) -> bool:
    """Is it dated to the time that is asked about? 「去年7月」 is not last year, unless the month is asked."""
    moment = figure.moment
    whole = len(moment.iso) == 4 or moment.iso[5:7] == "12" or any(d.month for d in question.dates)
    dated = moment.basis in ("stated", "relative") and whole and question.allows(moment.iso)
    return dated and not beside_the_question(question, figure.sentence.plain, figure.value)


_SAME_PERIOD = re.compile(r"同期")
_COMPARED = re.compile(r"[比较][^，,；;。]{2,8}的$")


def _compared(figure: Figure) -> bool:
    """「比2022年的591万多出七成」: counted as what it is set against, whose measure word it leaves out."""
    return _COMPARED.search(figure.sentence.plain[: figure.value.start]) is not None


_PART_YEAR = re.compile(r"[上下]半年|季度?|前[一二两三四五六七八九十\d]+个?月|1[-—~至到]\d+月|中期")
"""What a part of a year had is not what the year before had."""
_COMMON = frozenset("的了有是在不多少几一二两三年月日人数量总共全个次")
"""Characters that clauses on anything share."""


def _told_like(question: Question, group: Sequence[Sentence], chosen: Figure | None, names: NameBook) -> bool:
    """Is there a figure that counts what the chosen one counts, with one of the question's characters around it
    (外借总数 for 借出的册数), in an article that names what the question names?"""
    counter = _counter_of(chosen) if chosen is not None else ""
    if chosen is None or not counter:
        return False
    text = "".join(s.plain for s in group)
    if not all(spoken_of(name, text) for name in proper_names(question.plain)):
        return False
    owner = _BEHIND_OWNER.split(question.plain)[0]
    short = len(owner) > _SHORT and re.search(rf"{re.escape(owner[:_SHORT])}(?:(?![\u4e00-\u9fff])|[去今全将方])", text)
    if not short and sum(char in text for char in owner) < _OWNED * len(owner):
        return False  # 槐津公交 for 槐津地铁; but 麓野 for 麓野汽车
    asked = set("".join(question.terms)) - set("".join(proper_names(question.plain))) - _COMMON
    return any(
        f.value.kind == chosen.value.kind and _counter_of(f) == counter and asked & set(f.clause)
        for f in figures(group, names)
    )


def course(
    question: Question, points: Sequence[Figure], candidates: Sequence[Sentence], names: NameBook
) -> list[Figure]:
    """The values of the time that is asked about, oldest first, with what a running count passed between two."""
    kept = [p for p in points if _in_span(question, p)]
    kept = kept if len(kept) > 1 else list(points)
    table = weights(question, candidates)
    least = _SAID * min((covered(table, p.sentence.plain) for p in kept), default=0.0)
    able = [s for s in candidates[:_LOOKED_AT] if len(kept) > 1 and covered(table, s.plain) >= least]
    passed = [f for f in figures(able, names) if _passed(f, kept)]
    told = {p.sentence.article_id for p in kept}
    first = {f.sentence.article_id: f for f in reversed(passed) if f.sentence.article_id not in told}
    return sorted([*kept, *(_with_counter(f) for f in first.values())], key=lambda p: p.moment.key)


def _in_span(question: Question, point: Figure) -> bool:
    """Is the value of no earlier year than the one from which the change is asked for, and of none after the last?"""
    years = question.years
    if not years or not point.moment.iso or not _SINCE.search(question.plain):
        return True
    return min(years) <= int(point.moment.iso[:4]) and (len(years) == 1 or int(point.moment.iso[:4]) <= max(years))


def _passed(figure: Figure, points: Sequence[Figure]) -> bool:
    """「开出第19家门店」, between 11 and 23: counted alike, told in as many of the words, and between the values before
    and after it both in time and in amount."""
    value = figure.value
    if value.kind != "ordinal" or not figure.moment.iso or _counter_of(figure) in ("", *_NO_COUNT):
        return False
    if any(set(p.subject) != set(figure.subject) for p in points if p.subject and figure.subject):
        return False
    return any(
        a.moment.key < figure.moment.key < b.moment.key
        and a.value.amount < value.amount < b.value.amount
        and _counter_of(figure) == _counter_of(a) == _counter_of(b)
        for a, b in itertools.pairwise(points)
    )


def _counter_of(figure: Figure) -> str:
    """The measure word, or the character behind the number where none is known (620例)."""
    behind = figure.sentence.plain[figure.value.end : figure.value.end + 1]
    return figure.value.unit or (behind if re.match("[\u4e00-\u9fff]", behind) else "")


def _with_counter(figure: Figure) -> Figure:
    value = figure.value
    return figure if value.unit else replace(figure, value=replace(value, end=value.end + 1))


_SINCE = re.compile(r"[从自]|年\w{0,4}[到至—–~-](?:19|20)\d\d|以来|至今|since|from|between", re.IGNORECASE)
_NO_COUNT = ("年", "月", "日", "天", "届", "名", "位", "次", "号", "级")
"""What is numbered, ranked or dated, and not counted one by one."""
_LOOKED_AT = 60
_SAID = 0.7
"""Share of what the figures' sentences say of the question that the sentence of a running count must say."""
_COUNTER = re.compile(rf"([{COUNTERS}])次?数量?(?:是多少|有多少)?[？?。]*$")
_THEN = re.compile(
    r"当时|当初|那时|那会儿|[起最]初|之初|刚成立|\b(?:back then|at the time|at first|initially|originally)\b",
    re.IGNORECASE,
)


def _counter(question: Question) -> str:
    """The measure word with which the question counts (多少人, 人数); "" without one."""
    match = COUNTED.search(question.plain)
    named = None if match else _COUNTER.search(question.plain)
    return match["unit"] if match else named[1] if named else ""


def _counts(figure: Figure, unit: str) -> bool:
    """Can the figure count what the question counts with ``unit``?"""
    value = figure.value
    if not unit or unit == "元":
        return not unit or value.kind == "money" or not value.unit
    return value.kind == "number" and counted_alike(unit, value.unit)


def _of_then(figure: Figure) -> bool:
    """「当时只有300人」: the figure of a time that is not named, and not that of the report."""
    dated = figure.moment.basis in ("stated", "relative")
    return not dated and _THEN.search(figure.sentence.plain[: figure.value.start]) is not None


def level_question(question: Question) -> str:
    """What changed, asked for as a level: 「参观人数这几年怎么变化的？」 gives 「参观人数是多少？」.

    >>> from rag.answering.names import NameBook
    >>> level_question(analyse("博物馆的参观人数这几年怎么变化的？", NameBook([])))
    '博物馆的参观人数是多少？'
    """
    rest = question.plain.rstrip("？?。 ")
    if question.language == "en":
        changed = _ENGLISH.match(rest)
        return _ASKED_ENGLISH.format(measure=changed["what"]) if changed else question.plain
    said = _FROM_TO.sub("", _SPAN.sub(",", rest).replace("，", ","))
    said = _CHANGE.sub("", said).strip(" ,")
    owner, comma, what = said.rpartition(",")
    if comma and said != rest and len(what) <= _NOUN and "," not in owner:
        said = f"{owner.removesuffix('的')}的{what}"  # 「研发团队从…到…，人数从多少涨到多少」
    said = re.sub("的{2,}", "的", said)
    rest = re.sub(r"[,，]?(?:每年)?(?:分别|各)?(?:是|有|为)?多少$", "", said.strip(" ，,的是在从")).rstrip("的,")
    return _ASKED.format(measure=rest) if len(rest) > 1 else question.plain


def _later(s: Sentence, told: Sentence) -> bool:
    return bool(s.published and told.published and s.published > told.published)
