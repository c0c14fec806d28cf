"""Yes/no questions: the claim is turned into an open question, that is answered, and code compares the two.

Asked 「X排第二，对吗？」 a small model agrees; asked 「X排第几？」 it reads. Where a claim has no value to compare, a
one-token probe decides and the evidence is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.decided import bound, decided, others, owned
from rag.answering.drafting import Drafter
from rag.answering.evidence import Sentence, rescore
from rag.answering.fitting import time_fits
from rag.answering.measures import figure_of
from rag.answering.names import NameBook
from rag.answering.outcome import Line, Outcome, quoted, refusal
from rag.answering.premises import embedded
from rag.answering.prizes import SOMEONE, awarded
from rag.answering.proper import proper_names
from rag.answering.question import Question, analyse, held, terms_of
from rag.answering.ranks import lower_rank
from rag.answering.reading import Reader, Reading
from rag.answering.surpassing import sole, surpassing
from rag.answering.timelines import TimelineReader
from rag.answering.values import PRIZE, Value, extract_dates, extract_values
from rag.answering.verify import about_another
from rag.messages import t

_TAG = re.compile(
    r"[，,]?\s*(?:对吗|对吧|是吗|是吧|是这样吗|没错吧|对不对|是不是|是真的吗|这(?:是|种说法是)?(?:对|真|正确|准确)的?吗|正确吗|属实吗|准确吗|吗|么|吧)\s*[？?。！]*$|"
    r"[，,]?\s*(?:right|correct|isn't it|is that (?:right|true|correct)|true)\s*\?$",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"是不是|是否(?:已经?|曾经?)?|有没有|会不会|能不能|难道|听说|据说|我记得|我听说|请问"
    r"|(?P<verb>[要用需该得准让])不(?=(?P=verb))|可不(?=可以)|需不(?=需要)|应不(?=应该)"
)
_DECIDED = 0.5
"""The probe's reply counts as yes from here on."""
_NEGATES = re.compile(r"不|没|未|非|无|\b(?:no|not|never|none)\b|n't", re.IGNORECASE)
_WHETHER_ANY = re.compile(r"有没有|是否有")
_WHETHER_NEEDED = re.compile(r"要不要|用不用|需不需要|是否(?:需要|要)")
_HAVING = re.compile(rf"{_WHETHER_ANY.pattern}|(?<![没所])有(?!关|效|名|人|望)")
_NEEDING = re.compile(rf"{_WHETHER_NEEDED.pattern}|(?<![必重主只])(?:需要|要|得|用)(?!求|点|闻)")
_HAPPENED = re.compile(
    r"成立|创立|发布|上线|举[行办]|召开|开[始幕业]|设立|获得|推出|启动|运营|出版|上映|登陆|发生|去世|出生|通车|竣工|[办开]的?$|于$|(?:第一|首|最早|最先)[^，,]{0,8}(?:申请|发[布行表]|获批|签约)|(?:申请|发[布行表]|获批|签约)[^，,]{0,4}(?:第一|首)"
)
_LACKS = re.compile(r"没有|尚无|并无|暂无|还没|尚未|未曾|无(?=独立|自己)")
_NEEDS_NONE = re.compile(r"不(?:必|用|要|需要?)|无需|无须|毋须|免(?!费|疫|税)|不要求")
_SAID = 0.9
"""How far a term stands in a text that is taken to say it."""
_HALF = 0.5
_SAYS_SOME = 0.35
"""Share of the question's weighted terms in a sentence that is quoted behind a yes or no."""
_ALL = 0.95
"""Share of the question's weighted terms in a sentence that is quoted as it is."""


class ClaimReader:
    """Answers yes/no questions."""

    def __init__(self, drafter: Drafter, reader: Reader, names: NameBook, timelines: TimelineReader) -> None:
        self._drafter, self._reader, self._names, self._timelines = drafter, reader, names, timelines

    def answer(self, question: Question, candidates: Sequence[Sentence]) -> Outcome:
        claim = statement(question.plain)
        if lower := lower_rank(replace(question, text=claim, plain=claim), candidates):
            return Outcome(
                (quoted(lower, question.language, t("answer.answer.corrected", question.language)),),
                probability=lower.coverage,
            )
        plain = self._decided(claim, question, candidates)
        if plain is not None:
            return plain
        opened = open_question(claim, question)
        if opened:
            text, value = opened
            asked = replace(analyse(text, self._names), language=question.language)
            own = [s for s in candidates if not about_another(question, s)] or candidates
            reading = self._reader.read(asked, rescore(asked, own) if bound(claim) else own)
            outcome = reading.outcome
            if outcome.refused:
                given = isinstance(value, Value) and any(
                    value.same(v) for s in reading.evidence.sentences for v in extract_values(s.text)
                )  # 「30万的贷款要抵押吗」: the value is not what is in question
                return self._probed(question, claim, candidates) if given else outcome
            if (
                isinstance(value, Value)
                and value.unit == "等奖"
                and not any(PRIZE.search(x.text) for x in outcome.lines)
            ):
                return self._probed(question, claim, candidates)  # that it won is told, but not what
            kept = [s for line in outcome.lines for s in line.supports]
            if kept and all(about_another(question, s) for s in kept):
                return refusal("other_subject", kept[0], probability=outcome.probability, signals=outcome.signals)
            if isinstance(value, str) and not any(extract_dates(line.text) for line in outcome.lines):
                if not kept or not any(d.year for d in extract_dates(kept[0].plain)):
                    return self._probed(question, claim, candidates)
                outcome = replace(outcome, lines=(quoted(kept[0], question.language),))
            if isinstance(value, Value) and not _sets_against(value, " ".join(x.text for x in outcome.lines)):
                return self._probed(question, claim, candidates)
            if bound(claim) and not question.periods:  # 「过两亿了吗」 is asked of today
                outcome = self._newest(asked, outcome, candidates)
            return replace(outcome, lines=self._compared(question, claim, value, outcome))
        return self._by_name(question, claim, candidates) or self._probed(question, claim, candidates)

    def _newest(self, asked: Question, outcome: Outcome, candidates: Sequence[Sentence]) -> Outcome:
        """The outcome with the figure of a newer article, where one gives it."""
        kept = [line for line in outcome.lines if line.supports]
        figure = figure_of(kept[0].text, kept[0].supports, asked, self._names) if kept else None
        newer = figure and self._timelines.newer(asked, figure, rescore(asked, candidates))
        return replace(outcome, lines=tuple(newer[0])) if newer else outcome

    def _by_name(self, question: Question, claim: str, candidates: Sequence[Sentence]) -> Outcome | None:
        """「这份报告是甲公司写的吗」: who wrote it is asked, and the names are compared."""
        asked_for = named(claim, self._names)
        if question.language != "zh" or asked_for is None:
            return None
        text, name = asked_for
        asked = analyse(text, self._names)
        outcome = self._reader.read(asked, rescore(asked, candidates)).outcome
        kept = [line for line in outcome.lines if line.supports]
        if outcome.refused or not kept:
            return None
        if self._names_it(name, " ".join(line.text for line in kept)):
            lead = "yes"
        elif any(self._names_it(name, s.plain) and not _did(claim, s.plain) for line in kept for s in line.supports):
            return None  # it is named there, for what the model has to say
        else:
            lead = "corrected"
        first = replace(kept[0], text=t(f"answer.answer.{lead}", question.language) + kept[0].text)
        return replace(outcome, lines=(first, *kept[1:]))

    def _names_it(self, name: str, text: str) -> bool:
        """Does the text hold the name, or another form of the organisation?"""
        meant = {full for *_, full in self._names.mentions(name, bare=True)}
        return name in text or bool(meant & {full for *_, full in self._names.mentions(text, bare=True)})

    def _decided(self, claim: str, question: Question, candidates: Sequence[Sentence]) -> Outcome | None:
        """What code can tell from the evidence alone, with the sentence that says it."""
        asked = replace(analyse(claim, self._names), language=question.language)
        found = (
            decided(asked, candidates, self._names)
            or awarded(asked, candidates, self._names)
            or sole(asked, candidates)
            or surpassing(asked, candidates, self._names)
        )
        if found is None:
            return None
        lead = t(f"answer.answer.{'yes' if found.agrees else _no(question.plain, 'corrected')}", question.language)
        return Outcome((quoted(found.sentence, question.language, lead),), probability=found.sentence.coverage)

    def correction(self, claim: str, question: Question, candidates: Sequence[Sentence]) -> Line | None:
        """What the evidence says instead of a claim that a question sets out from; None where it agrees, does not say,
        or the claim has no value to compare."""
        asked = analyse(claim, self._names)
        denied = t("answer.answer.corrected", question.language)
        whose = owned(question.plain, self._names) if question.language == "zh" else None
        if whose and claim.endswith(f"的{whose[0]}"):
            return self._not_theirs(whose[0], question, candidates)
        if (lower := lower_rank(asked, candidates)) is not None:
            return quoted(lower, question.language, denied)
        if claim == embedded(question.plain):  # said within the question: only what code can tell
            outcome = self._decided(claim, question, candidates) or Outcome()
        elif open_question(claimed := statement(asked.plain), asked) is None and not PRIZE.search(claimed):
            outcome = self._by_name(asked, claimed, candidates) or Outcome()
        else:
            outcome = self.answer(asked, candidates)
        kept = [line for line in outcome.lines if line.supports]
        return kept[0] if kept and kept[0].text.startswith(denied) else None

    def _not_theirs(self, what: str, question: Question, candidates: Sequence[Sentence]) -> Line | None:
        """「甲公司的亮窗计划」, where the articles know that plan as another's."""
        saying = others(what, question, candidates, self._names)
        if saying is None:
            return None
        start, end, _ = self._names.mentions(question.plain, bare=True)[0]
        owner = question.plain[start:end]
        text = t("answer.answer.anothers", question.language, what=what, asked=owner, quote=saying.text)
        return Line(text, (saying,), "quoted")

    def _compared(self, question: Question, claim: str, value: Value | str, outcome: Outcome) -> tuple[Line, ...]:
        kept = [line for line in outcome.lines if line.supports]
        text = " ".join(line.text for line in kept)
        supports = [s for line in kept for s in line.supports]
        if isinstance(value, Value):
            figure = (
                figure_of(text, supports, replace(question, values=()), self._names)
                if value.kind != "ordinal"
                else None
            )
            limit = bound(claim)
            alike = figure is not None and (figure.value.kind, figure.value.unit) == (value.kind, value.unit)
            if limit is not None and figure is not None and alike:
                told_so = limit.kind == "above" and figure.value.same(value) and _BEYOND.match(figure.shown)
                agrees = limit.met(figure.value) or bool(told_so)  # 「突破1000件」 is more than 1000
            else:
                agrees = figure.value.same(value) if figure else any(value.same(v) for v in extract_values(text))
                agrees = agrees or (
                    value.kind == "ordinal" and value.amount == 1 and _FOREMOST.search(text) is not None
                )
        else:
            wanted = extract_dates(value)[0]
            agrees = any(wanted.same(d) for d in extract_dates(text)) or any(
                str(wanted.year) == s.moment.iso[:4] for s in supports if wanted.year and not wanted.month
            )
        lead = t("answer.answer.yes" if agrees else "answer.answer.corrected", question.language)
        first = kept[0]
        return (replace(first, text=lead + first.text), *kept[1:])

    def _probed(self, question: Question, claim: str, candidates: Sequence[Sentence]) -> Outcome:
        reading = self._reader.read(question, candidates)
        outcome = reading.outcome
        if outcome.refused:
            return self._nearest(question, claim, reading) or outcome
        likely = self._drafter.probe(reading.evidence.sentences, claim, question.language, "true_or_not")
        kept = [line for line in outcome.lines if line.supports]
        said = _polarity(kept[0].text)
        yes = said if said is not None else (likely is None or likely >= _DECIDED)
        if said is not None and likely is not None and (likely >= _DECIDED) != said and abs(likely - _DECIDED) > 0.3:
            yes = likely >= _DECIDED
        body = re.sub(
            r"^(?:是的?|对的?|没错|不是的?|不对|否|没有|有的?|Yes|No)[，,。.!！\s]*",
            "",
            kept[0].text,
            flags=re.IGNORECASE,
        )
        if yes and _lacks(claim, body):  # 「是的，都在审查之中，没有授权」
            yes = said = False
        lead = t(f"answer.answer.{'yes' if yes else _no(question.plain, 'no')}", question.language)
        affirmed = not yes and said is None and not _NEGATES.search(body)  # 「不是。」 before what says the contrary
        if (said is not None and said != yes) or affirmed or len(body) < 6:
            best = kept[0].supports[0]
            if best.coverage < _SAYS_SOME:  # a verdict with a sentence on something else behind it proves nothing
                return refusal("not_answered", best, probability=outcome.probability, signals=outcome.signals)
            return replace(outcome, lines=(quoted(best, question.language, lead),))
        if question.language == "en":
            body = body[:1].upper() + body[1:]
        return replace(outcome, lines=(replace(kept[0], text=lead + body), *kept[1:]))

    def _nearest(self, question: Question, claim: str, reading: Reading) -> Outcome | None:
        """A sentence that says all that is asked about, in its own words, where the model would not say yes or no; or
        one that says of the same subject that it has none."""
        best = reading.evidence.best
        if best is None or reading.outcome.reason not in ("no_evidence", "not_answered"):
            return None
        if about_another(question, best):
            return None
        denies = self._denies(question, claim, best)
        if best.coverage < _ALL and not denies:
            return None
        lead = t(f"answer.answer.{denies}", question.language) if denies else ""
        line = quoted(best, question.language, lead)
        return replace(reading.outcome, refused=False, reason="", nearest=None, lines=(line,))

    def _denies(self, question: Question, claim: str, best: Sentence) -> str:
        """「甲公司没有独立的手机应用」 to 「甲公司有自己的手机App吗？」, 「无需抵押」 to 「要抵押吗？」: the subject
        itself, a denial, words of what is asked for right after it, and a model that does not take the claim for
        true. What is denied, as the message for it; "" where nothing is."""
        kind, having, denial = "lacking", _HAVING.search(question.plain), _LACKS.search(best.plain)
        if not (having and denial):
            kind, having, denial = "unneeded", _NEEDING.search(question.plain), _NEEDS_NONE.search(best.plain)
        asked = set(question.organisations)
        of_it = asked & set(best.subjects) if asked else best.coverage >= _HALF
        if not having or not denial or not of_it:
            return ""
        things = terms_of(question.plain[having.end() :])
        after = best.plain[denial.end() :].lower()
        if not time_fits(question, best) or not any(held(word, after) >= _SAID for word in things):
            return ""
        likely = self._drafter.probe([best], claim, question.language, "true_or_not")
        return kind if likely is not None and likely < _DECIDED else ""


def _no(asked: str, otherwise: str) -> str:
    """The message that denies: to 「要不要…」 it is not needed, to 「有没有…」 there is none."""
    return "unneeded" if _WHETHER_NEEDED.search(asked) else "lacking" if _WHETHER_ANY.search(asked) else otherwise


def _lacks(claim: str, text: str) -> bool:
    """Does the text deny, right behind 没有 or its like, what the claim says without a denial?"""
    if _NEGATES.search(claim):
        return False
    terms = terms_of(claim)
    return any(term in text[m.end() : m.end() + 8] for m in _LACKS.finditer(text) for term in terms)


def statement(text: str) -> str:
    """The claim without what asks about it."""
    return _WHETHER.sub(
        lambda m: "是" if m.group().startswith("是") and m.group() != "是否已经" else "", _TAG.sub("", text.strip())
    ).strip(" ，,？?。")


def open_question(claim: str, question: Question) -> tuple[str, Value | str] | None:
    """The claim with its last value (or else its date) asked for instead of said, and that value; None without one."""
    if question.language == "en":
        return None
    any_of = SOMEONE.search(claim)  # 「有项目拿了一等奖」 is not of any one
    values = [v for v in extract_values(claim) if not _attribute(claim, v) and not (any_of and v.unit == "等奖")]
    if values:
        value = values[-1]
        limit = bound(claim)
        if limit is not None and limit.value.start == value.start:  # 「到80家了」 asks for the number itself
            rest = re.sub(r"^(?:以上|及以上|以下|了)+", "", claim[value.end :])
            return f"{claim[: limit.start]}{'是' if value.kind != 'number' else '有'}{_asked(value)}{rest}？", value
        return claim[: value.start] + _asked(value) + claim[value.end :] + "？", value
    dates = extract_dates(claim)
    said = [d for d in dates if re.search(r"是(?:在|于)?$", claim[: d.start])]  # 「2023年的是在5月办的」
    moment = next((d for d in (*said, *dates) if d.year or d in said), None)
    if moment is not None and _HAPPENED.search(claim):
        wh = "什么时候" if moment.month else "哪一年"
        return claim[: moment.start] + wh + claim[moment.end :] + "？", moment.text
    return None


_BEYOND = re.compile(r"突破|超|逾")
_THINGS = frozenset("个家款座条部所支台只项件本艘枚颗笔批份封篇张幅辆架套")
_CLEFT = re.compile(
    r"^(?P<what>.{2,}?)(?:就|正|其实)?是(?:由|被)?(?P<who>[^，,。；;的是和与、]{2,16}?)"
    r"(?P<did>(?:自主|独家|牵头|首先|最先|最早|联合)?(?:发布|推出|研发|开发|研制|设计|建设|承建|建造|运营|主办|承办|举办|创立|创办|创建|成立|"
    r"出品|制作|导演|执导|主演|编剧|撰写|写|拍|唱|画|造|做|办|提出|发明|发现|发起|颁发|颁|授予|收购|投资|控股|赢|拿|夺得|获得|生产))的$"
)


def _did(claim: str, plain: str) -> bool:
    """Does a sentence say with 由 who did what the claim says, and is that another than the claim's?"""
    claimed = _CLEFT.match(claim)
    deed = re.search(r"[\u4e00-\u9fff]{2}$", claimed["did"]) if claimed else None
    found = re.search(rf"由(?P<who>[^，,。；;]{{2,20}}?)[\u4e00-\u9fff]{{0,4}}{deed.group()}", plain) if deed else None
    return bool(found and claimed and claimed["who"] not in found["who"])


_FOREMOST = re.compile(r"首(?=[个家件款次批位名届座条笔项])|[居榜]首|首位|冠军|夺冠")
"""The first place in other words."""


def _sets_against(value: Value, text: str) -> bool:
    """Does the text say a value that can be set against the claimed one? What it does not speak of it cannot deny."""
    if value.kind == "ordinal" and _FOREMOST.search(text):
        return True
    return any((v.kind == "ordinal") == (value.kind == "ordinal") for v in extract_values(text))


def _attribute(claim: str, value: Value) -> bool:
    """「全国第一个平台」: an ordinal that goes with a noun is no place in an order."""
    return value.kind == "ordinal" and value.unit in _THINGS and bool(claim[value.end :].strip())


def named(claim: str, names: NameBook) -> tuple[str, str] | None:
    """「甲是乙发布的」 as the question for its name, and that name; None where the claim is no such one."""
    found = _CLEFT.match(claim)
    if found is None or any(f in found["what"] for *_, f in names.mentions(found["who"], bare=True)):
        return None
    who = found["who"]
    if re.match("[在于从自]", who) or (not names.mentions(who, bare=True) and not proper_names(who)):
        return None
    asked = "哪家公司" if names.mentions(who, bare=True) else "谁"
    return f"{found['what']}是{asked}{found['did']}的？", who


def _asked(value: Value) -> str:
    if value.kind == "ordinal":
        return "几等奖" if value.unit == "等奖" else f"第几{value.unit}"
    if value.kind == "percent":
        return "百分之多少"
    if value.kind == "money":
        return "多少" + re.sub(r"^[\d.,\s万亿千百余多约$¥]+", "", value.text)
    return f"多少{value.unit}"


def _polarity(text: str) -> bool | None:
    """Does a draft begin with yes or no? None where it says neither."""
    if re.match(r"(?:是的|对[，,。的]|没错|正确|有[，,。]|Yes\b)", text, re.IGNORECASE):
        return True
    if re.match(r"(?:不是|不对|否|错|不正确|没有|并非|No\b)", text, re.IGNORECASE):
        return False
    return None
