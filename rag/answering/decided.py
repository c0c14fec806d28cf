"""Claims that code decides from the evidence: a threshold, a direction, a rank, whose something is.

Each is compared only with what is said of the same subject and time, and left open (None) where that is not plain: a
claim that is not decided here is still read by the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.evidence import Sentence
from rag.answering.leaning import cut, time_spans
from rag.answering.measures import Figure, figures
from rag.answering.moments import as_of, dated_moments
from rag.answering.names import NameBook
from rag.answering.proper import proper_names
from rag.answering.question import Question, held, tagged, terms_of
from rag.answering.scope import elsewhere
from rag.answering.siblings import of_sibling
from rag.answering.values import Value, extract_dates, extract_values


@dataclass(frozen=True, slots=True)
class Decision:
    """Does the evidence agree with the claim, and the sentence that says so."""

    agrees: bool
    sentence: Sentence


_UP = "增长|上升|上涨|增加|提高|提升|扩大|回升|走高|增多|上调|升高"
_DOWN = "下降|下滑|下跌|减少|降低|缩小|萎缩|回落|走低|减小|下调|缩减"
_DIRECTION = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
_YEAR_BEFORE = r"(?:去年|上年|上一年|前一年|上年度)(?:同期|全年)?|同期"
_MORE = re.compile(rf"[比较](?:{_YEAR_BEFORE})(?:还|要|更|的|是)*(?:(?P<up>[高多大])|(?P<down>[低少小]))[了些一]*$")
_OF_YEAR_BEFORE = re.compile(rf"[比较与和同](?:{_YEAR_BEFORE})(?:相比)?")
_BETWEEN = re.compile(
    rf"[比较与和同](?:{_YEAR_BEFORE}|\d{{4}}年(?:同期|末|底)?)(?:相比|末|底)?"
    r"|同比|分别|约|也|又|再|均|实际|继续|略有|小幅|大幅|明显|为|是|达到?|至|了|有所|出现|仍|，|,|\s|的"
)
_STEP = re.compile(r"环比|上个?(?:季度?|月)|前一?个?(?:季度?|月)")
_PART_OF_YEAR = re.compile(r"季度|[上下]半年|\d月|月份|前[一二三四五六七八九十]+个?月|一季|首季")
_PART_OF_IT = re.compile(r"子公司|分公司|旗下|分部|板块|行业|全国|平均|人均|其中|单店|日均|月均|海外|国内|境外")
_WHY = re.compile(r"为什么(?:会|能|又|要)?|为何(?:会|能)?|怎么会|因为什么|什么原因(?:导致|造成)?")
_NEAR_ENOUGH = 0.6
_LOOKED_AT = 12
FORESEEN = re.compile(r"预计|预期|有望|计划|力争|目标|拟|争取|预测|如果|若")


def flipped(text: str) -> str:
    """The text with its direction turned round: 「增长了」 for 「下降了」."""
    return _DIRECTION.sub(lambda m: "下降" if m["up"] else "增长", text)


def direction(claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Decision | None:
    """Did a measure rise or fall, as claimed? Told by the first word of direction after the same measure, where nothing
    else stands between the two."""
    text = _WHY.sub("", claim.plain.rstrip("。？?"))
    step = bool(_STEP.search(text))
    found = _MORE.search(text) or _DIRECTION.search(text)
    if found is None or step:
        return None
    before = _OF_YEAR_BEFORE.sub("", text[: found.start()])
    measure = _measure(before, names)
    if not measure:
        return None
    values = [v for v in extract_values(text[found.end() :]) if v.kind == "percent"]
    for s in fitting(claim, candidates):
        for at in re.finditer(_forms(measure), s.plain):
            said = _DIRECTION.search(s.plain, at.end(), at.end() + 40)
            if said is None or not of_time(claim, s, at.start()) or FORESEEN.search(s.plain[: said.start()]):
                continue
            if not _nothing(s.plain[at.end() : said.start()]) or not _rest_held(claim, measure, s):
                continue
            clause = re.split(r"[；;。]", s.plain[: said.start()])[-1]
            if _of_a_part(text, clause, s.plain[: said.start()]):
                continue
            if names.mentions(clause) and not {f for _, _, f in names.mentions(clause)} & set(claim.organisations):
                continue
            if bool(said["up"]) != bool(found["up"]):
                return Decision(False, s)
            if not values or any(values[0].same(v) for v in extract_values(s.plain[said.end() : said.end() + 16])):
                return Decision(True, s)
    return None


def _of_a_part(asked: str, clause: str, up_to_here: str) -> bool:
    """Is it said of a quarter, of the quarter before, or of a part of the subject, where the claim is not, or the other
    way round?"""
    return (
        bool(_PART_OF_YEAR.search(up_to_here)) != bool(_PART_OF_YEAR.search(asked))
        or _STEP.search(clause) is not None
        or set(_PART_OF_IT.findall(clause)) - set(_PART_OF_IT.findall(asked)) != set()
    )


def _measure(before: str, names: NameBook) -> str:
    """The noun phrase at the end of what stands before the direction: 净利润 in 「某公司2020年净利润」."""
    shorn = re.sub(
        r"(?:同比|是否|有没有|大幅|小幅|明显|比|较|出现|有所|又|都|也|还|会|了|的|在|是|却)+$", "", before.strip()
    )
    spans = time_spans(shorn)
    shorn = shorn[spans[-1][1] :] if spans and spans[-1][1] < len(shorn) else cut(shorn, spans)
    kept = ""
    for word, flag in reversed(tagged(shorn)):
        if not re.match(r"n$|vn|b$|j$|l$|an$|nz$|ng$", flag) or len(kept) > 8:
            break
        kept = word + kept
    mentions = names.mentions(shorn, bare=True)
    if mentions and len(shorn) - len(kept) < mentions[-1][1]:
        kept = shorn[mentions[-1][1] :]
    if not kept and re.fullmatch(r"[\u4e00-\u9fff]{2,6}", rest := shorn.rpartition("的")[2]) and not mentions:
        kept = rest  # 「营业收入」, of which the tagger makes a verb
    kept = re.sub("^(?:年度|全年|年底|年末|度)", "", kept)
    return kept if len(kept) > 1 else ""


def _forms(measure: str) -> str:
    """The measure as a pattern: 营收 is also written 营业收入."""
    return "营收|营业总?收入" if re.fullmatch("营收|营业总?收入", measure) else re.escape(measure)


def _nothing(between: str) -> bool:
    """Only figures, times and 「比上年」 between a measure and its direction."""
    rest = list(between)
    for v in extract_values(between):
        rest[v.start : v.end] = " " * (v.end - v.start)
    return not _BETWEEN.sub("", "".join(rest)).strip()


def _rest_held(claim: Question, measure: str, s: Sentence) -> bool:
    """Whatever else the claim names stands in the sentence, or in what leads up to it."""
    around = f"{s.title}\n{s.lead}\n{s.plain}".lower()
    short = terms_of(measure)
    rest = [t for t in claim.terms if t not in short and t not in measure and measure not in t]
    rest = [t for t in rest if not _DIRECTION.fullmatch(t) and not re.search(r"\d|上年|上一年|去年|同期|同比|原因", t)]
    return all(held(t, around) >= 0.6 for t in rest)


def fitting(claim: Question, candidates: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that speak of the claim's subject: its organisations, or else its names."""
    asked = set(claim.organisations)
    if asked:
        return [s for s in candidates if set(s.about) == asked or (asked & set(s.subjects))]
    names = proper_names(claim.plain)
    return [
        s for s in candidates if not of_sibling(claim, s) and all(n in f"{s.title}\n{s.lead}\n{s.plain}" for n in names)
    ]


def of_time(claim: Question, s: Sentence, position: int) -> bool:
    """Does what stands at ``position`` speak of the time that the claim names? Always, where it names none."""
    stated = [p for p in claim.periods if not (p.relative and re.match(_YEAR_BEFORE, p.text))]
    if not stated:
        return True
    moment = as_of(s.text, position, s.published)
    if moment.basis not in ("stated", "relative"):
        own = {when.iso[:4] for _, when in dated_moments(s.text, s.published)}
        if len(own) == 1:  # 「2024年营收…；净利润…」
            return any(p.allows(own.pop()) for p in stated)
        moment = s.moment
        if own or moment.basis not in ("stated", "relative"):
            asked = {p.year for p in stated}
            told = [{d.year for d in extract_dates(words) if d.year} for words in (s.title, f"{s.title}\n{s.lead}")]
            return not own and asked in told
    return any(p.allows(moment.iso) for p in stated)


_AT_LEAST = r"达到|达|到|满|至少|不少于|不低于"
_ABOVE = r"超过|超|突破|多于|高于|大于|过|逾"
_BELOW = r"不到|不足|低于|少于|小于|未到|没到|没有达到|没达到"
_BOUND = re.compile(rf"(?:已经?|曾经?|是否|能|都|总共|共|有)*(?:有没有)?(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE})|(?P<least>{_AT_LEAST}))了?$")  # fmt: skip  # noqa: E501


@dataclass(frozen=True, slots=True)
class Bound:
    """「超过80家」: how a value is bounded, and where the words of the bound begin in the claim."""

    kind: str
    value: Value
    start: int

    def met(self, value: Value) -> bool:
        if self.kind == "below":
            return value.amount < self.value.amount
        if self.kind == "above":
            return value.amount > self.value.amount
        return value.amount >= self.value.amount


def bound(claim: str) -> Bound | None:
    """The bound that a claim sets; None where its last value is meant exactly."""
    values = [v for v in extract_values(claim) if v.kind != "ordinal"]
    if not values:
        return None
    value = values[-1]
    found = _BOUND.search(claim[: value.start])
    if found:
        kind = next(name for name in ("below", "above", "least") if found[name])
        return Bound(kind, value, found.start())
    after = re.search(r"(?:(?P<least>及?以上)|(?P<below>以下))", value.text + claim[value.end : value.end + 3])
    lead = re.search(r"(?:有|是|在|为)?$", claim[: value.start])
    return Bound(after.lastgroup or "least", value, lead.start() if lead else value.start) if after else None


def threshold(claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Decision | None:
    """Is a figure of an organisation beyond the bound that the claim sets? Only where all the figures that can be meant
    are of one value."""
    limit = bound(claim.plain.rstrip("。？?"))
    if limit is None or not claim.organisations or len(claim.organisations) > 1:
        return None
    said = claim.plain[: limit.start]
    bare = terms_of(cut(said, [(a, b) for a, b, _ in names.mentions(said, bare=True)]))
    measure = [t for t in bare if t in claim.terms]
    found = [
        f
        for f in figures(fitting(claim, candidates), names)
        if f.subject == claim.organisations
        and (f.value.kind, f.value.unit) == (limit.value.kind, limit.value.unit)
        and measure
        and _measures(f, measure, claim)
        and not elsewhere(claim, f.sentence.plain, f.value)
        and of_time(claim, f.sentence, f.value.start)
    ]
    if not found:
        return None
    if not claim.periods:  # 「现在」: the newest that is known
        newest = max(f.moment.key for f in found)
        found = [f for f in found if f.moment.key == newest]
    if any(not f.value.same(found[0].value) for f in found):
        return None
    near = abs(found[0].value.amount - limit.value.amount) <= 0.1 * abs(limit.value.amount)
    if found[0].value.approximate and near:
        return None
    return Decision(limit.met(found[0].value), found[0].sentence)


_CHANGED = re.compile(r"新[开增建设签]|关闭|收购|出售|增设|撤[销出]|增加|减少|增长|下降|[多少]\s*$|其中|另有|平均|每")


def _measures(figure: Figure, measure: Sequence[str], claim: Question) -> bool:
    """Does the figure's own clause say what is measured, and neither a plan nor a change where none is claimed?"""
    plain, v = figure.sentence.plain, figure.value
    before = re.split(r"[，,；;。：:]", plain[: v.start])[-1]
    clause = before + re.split(r"[，,；;。]", plain[v.start :])[0]
    changed = {m.group() for m in _CHANGED.finditer(before)} - {m.group() for m in _CHANGED.finditer(claim.plain)}
    return not changed and not FORESEEN.search(clause) and all(held(t, clause.lower()) >= 0.9 for t in measure)


def rank(claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Decision | None:
    """Does the one that the claim names hold the place that it claims? Told by a sentence that lists the places."""
    ordinals = [v for v in extract_values(claim.plain) if v.kind == "ordinal"]
    who = claim.organisations or tuple(proper_names(claim.plain))
    if len(ordinals) != 1 or len(who) != 1 or re.search(r"第[^，。]{1,3}[届次轮任期季批代位]", claim.plain):
        return None
    terms = [t for t in claim.terms if t not in who[0] and not re.search(r"第|排|名|位|^还是$|^仍|^依然$|^继续$|\d", t)]
    if not terms:
        return None
    for s in candidates:
        around = s.plain.lower()
        if any(held(t, around) < 0.9 for t in terms) or not of_time(claim, s, len(s.plain) // 2):
            continue
        places = _places(s, who[0], names)
        mine = [v for whom, v in places if whom]
        if len(places) >= 2 and len(mine) == 1 and mine[0].unit == ordinals[0].unit:
            return Decision(mine[0].same(ordinals[0]), s)
    return None


def _places(s: Sentence, who: str, names: NameBook) -> list[tuple[bool, Value]]:
    """The places in a list of the form 「甲8.4分，排第一；乙8.3分，排第二」, each with whether it is ``who``'s."""
    found: list[tuple[bool, Value]] = []
    parts = re.split(r"[；;。]", s.plain)
    if len(parts) < 3:
        parts = re.split(r"[；;。，,、]", s.plain)
    for part in parts:
        ordinals = [v for v in extract_values(part) if v.kind == "ordinal"]
        named = {full for _, _, full in names.mentions(part, bare=True)}
        if len(ordinals) == 1 and len(named) <= 1:
            found.append((who in named or who in part, ordinals[0]))
        elif len(ordinals) > 1:
            return []
    return found


_OWNED_BY = re.compile(
    r"(?:(?:自主|牵头|联合|独家)*(?:推出|发布|研发|开发|打造|建设|运营|创立|发起|上线|主办|牵头)的|的)?[“\"「《]?(?P<what>[^，,。？?“”\"「」《》的是谁在什哪有为几何怎如到于从由]{2,12}|[A-Z]\d?\+?轮融资)[”\"」》]?(?:大?模型|平台|系统|计划|项目)?(?=[，,]|的|是|由|谁|在|什么|哪|有|为|多少|几|何|怎|如何|什么)"
)
_KIND = re.compile(r"(?:大?模型|平台|系统|计划|项目|联盟|工程|品牌|活动|APP|app)$")
_LETTERS = re.compile(r"[A-Z][A-Za-z0-9-]+")
_ROUND = re.compile(r"[A-Z]\d?\+?轮融资")


def owned(plain: str, names: NameBook) -> tuple[str, str] | None:
    """What a question takes for an organisation's (「甲公司的亮窗计划」), and the question without its owner; None
    where it names none, or more than one organisation."""
    mentions = names.mentions(plain, bare=True)
    if len({full for _, _, full in mentions}) != 1:
        return None
    _, end, _ = mentions[0]
    found = _OWNED_BY.match(plain, end)
    if found is None:
        return None
    begins = found.start("what")
    begins -= plain[begins - 1] in '“"「《'
    return found["what"], plain[: mentions[0][0]] + plain[begins:]


def others(what: str, claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Sentence | None:
    """The sentence that says whose ``what`` is: a name in quotation marks or in capitals, or a round of finance; where
    everything that the articles say of it is said of others than the claim's organisation."""
    asked = set(claim.organisations)
    core = _KIND.sub("", what) or what
    holding = [s for s in candidates if core in s.plain]
    named = _LETTERS.fullmatch(core) or any(re.search(f'[“"「《]{re.escape(core)}', s.plain) for s in holding)
    if not holding or not (named or _ROUND.fullmatch(what)):
        return None
    if any(asked & set(s.subjects) or (not s.subjects and asked & _around(s, names)) for s in holding):
        return None
    saying = [s for s in holding if len(s.subjects) == 1 and not asked & set(s.subjects) and _beside(s, core, names)]
    return max(saying, key=lambda s: (sum(held(t, s.plain.lower()) for t in claim.terms), s.score), default=None)


def _around(s: Sentence, names: NameBook) -> set[str]:
    """Whom a sentence that names nobody may speak of: those named before it, and in the title."""
    return {*s.inherited, *(full for _, _, full in names.mentions(s.title, bare=True))}


def _beside(s: Sentence, what: str, names: NameBook) -> bool:
    at = s.plain.find(what)
    return any(abs(at - a) <= 25 for a, _, _ in names.mentions(s.plain))


_GIVEN = (
    r"(?:再|另外?|先|额外|提前|向[^，,。；;]{1,6})?(?:提供|提交|缴纳?|交纳?|办理?|支?付|出示|带|有)?"
    r"(?:任何|相应的?|其他|额外)?(?:的)?"
)
_NEEDED = re.compile(
    rf"(?:需要?|须|必须|要求?|(?<=不)用|用(?=[交付缴])){_GIVEN}(?P<what>[\u4e00-\u9fff]{{2,6}}?)(?:物|费|的)?$"
)


def needed(claim: Question, candidates: Sequence[Sentence]) -> Decision | None:
    """Is something required, as claimed (「要抵押」)? Told by the sentence nearest to the claim that says that it is or
    is not (「不需提供任何抵押物」)."""
    found = _NEEDED.search(claim.plain)
    if found is None:
        return None
    denied = re.compile(rf"(?:[不无]需要?|无须|不用|不必|不要求?|免于?|零){_GIVEN}{found['what']}")
    stated = re.compile(rf"(?<![不无免])(?:需要?|须|必须|要求|应当?){_GIVEN}{found['what']}")
    claims_need = not re.search(r"[不无免]$", claim.plain[: found.start()])
    for s in fitting(claim, candidates)[:_LOOKED_AT]:
        denies = denied.search(s.plain) is not None
        if s.coverage >= _NEAR_ENOUGH and (denies or stated.search(s.plain)):
            return Decision(denies != claims_need, s)
    return None


def decided(claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Decision | None:
    """The first of the ways above that decides a claim; Chinese claims only."""
    if claim.language != "zh":
        return None
    claim = replace(claim, plain=claim.plain.strip(" ，,？?。"))
    return (
        threshold(claim, candidates, names)
        or direction(claim, candidates, names)
        or needed(claim, candidates)
        or rank(claim, candidates, names)
    )
