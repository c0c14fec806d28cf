"""「甲的授权率比全国水平低吗」: told by a clause that sets the same two against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.decided import FORESEEN, Decision, fitting, of_time
from rag.answering.evidence import Sentence
from rag.answering.leaning import cut
from rag.answering.names import NameBook
from rag.answering.question import Question, held, terms_of
from rag.answering.siblings import of_sibling

_UP, _DOWN = "高|多|大|好|强|快|长|优|重|贵|早", "低|少|小|差|弱|慢|短|劣|轻|便宜|晚"
_BY_ADJECTIVE = re.compile(
    rf"比(?P<than>[^，,。；;]{{2,16}}?)(?:还|要|更|都|的|是)*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:出|了|些|一些|一点|很多|不少|得多)*$"
)
_ABOVE = r"[高多大优强快长早]于|高出|超过|超出|超越|领先于?|好过|胜过"
_BELOW = r"[低少小劣弱慢短晚]于|不及|不如|落后于?|逊于|比不上"
_BY_VERB = re.compile(rf"(?:(?P<up>{_ABOVE})|(?P<down>{_BELOW}))(?:了|过)?(?P<than>[^，,。；;]{{2,16}})$")
_SAID = re.compile(rf"(?<![不未没])(?:(?P<up>{_ABOVE})|(?P<down>{_BELOW}))")
_MOSTLY = 0.6
_COUNTRY = re.compile("我国|中国|国内|全国")
_LEVEL = re.compile(r"的?(?:整体|总体|一般)?(?:平均)?(?:水平|数值|均值|平均值|平均数)")
_POINTS_BACK = re.compile(r"^(?:了)?(?:这|该|上述|此)(?:一|个)?(?:水平|数字|数值|比例|比率|均值|平均|标准|成绩|数)")
_UNDECIDED = re.compile(rf"{FORESEEN.pattern}|能否|是否")


def surpassing(claim: Question, candidates: Sequence[Sentence], names: NameBook) -> Decision | None:
    """Is a measure of the one above or below another's, as claimed? None where no clause sets the two against each
    other in that measure, or a figure stands in the other's place."""
    text = claim.plain.rstrip("。？?")
    found = _BY_ADJECTIVE.search(text) or _BY_VERB.search(text)
    if claim.language != "zh" or found is None or re.search(r"\d|[一二两三四五六七八九十百千万]", found["than"]):
        return None
    before = text[: found.start()]
    measure = terms_of(cut(before, [(a, b) for a, b, _ in names.mentions(before, bare=True)]))
    than = terms_of(_LEVEL.sub("", _COUNTRY.sub("全国", found["than"])))
    if not measure or not than or not claim.organisations:
        return None
    for s in fitting(claim, candidates):
        for said in _SAID.finditer(s.plain):
            start = max((m.end() for m in re.finditer(r"[，,；;。]", s.plain[: said.start()])), default=0)
            clause = s.plain[start : said.start()]
            after = re.split(r"[，,；;。]", s.plain[said.end() :])[0]
            other = s.plain[:start] if _POINTS_BACK.match(after) else after
            whose = {full for _, _, full in names.mentions(clause)} or set(s.about)
            if (
                set(claim.organisations) <= whose
                and _says(than, _COUNTRY.sub("全国", other))
                and _says(measure, f"{s.lead}{s.plain}")
                and not _UNDECIDED.search(clause)
                and of_time(claim, s, said.start())
            ):
                return Decision(bool(said["up"]) == bool(found["up"]), s)
    return None


def _says(terms: Sequence[str], text: str) -> bool:
    """Nearly all of the words."""
    return sum(held(term, text.lower()) for term in terms) >= _MOSTLY * len(terms)


_SOLE = re.compile(r"唯一|只有|仅有|独家|独此|仅此")
_NOT_SOLE = re.compile(r"(?:并非|不是|非)(?:唯一|只有|仅有)")


def sole(claim: Question, candidates: Sequence[Sentence]) -> Decision | None:
    """Is the organisation the only one, as claimed? Told by a sentence that says so of it, in the claim's words."""
    if claim.language != "zh" or not _SOLE.search(claim.plain) or not claim.organisations:
        return None
    terms = (re.sub("[里中]$", "", t) for t in claim.terms)
    rest = [t for t in terms if len(t) > 1 and not _SOLE.search(t) and not re.fullmatch(r"[一1]?[家个]|公司|\d.*", t)]
    for s in fitting(claim, candidates):
        around = f"{s.title}\n{s.lead}\n{s.plain}".lower()
        known = rest and not of_sibling(claim, s) and all(held(t, around) >= _MOSTLY for t in rest)
        if known and set(claim.organisations) <= set(s.subjects) and _SOLE.search(s.plain):
            agrees = bool(_NOT_SOLE.search(s.plain)) == bool(_NOT_SOLE.search(claim.plain))
            if all(held(t, s.plain.lower()) for t in rest[-2:]) and of_time(claim, s, len(s.plain) // 2):
                return Decision(agrees, s)
    return None
