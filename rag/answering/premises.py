"""What a question takes for granted: the statement before it, to be checked before it is answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering.decided import flipped, owned
from rag.answering.followup import stand_alone
from rag.answering.leaning import ASKS, cut, own_names, time_spans
from rag.answering.names import NameBook
from rag.answering.question import language_of, simplify
from rag.answering.values import PRIZE, extract_dates, extract_values
from rag.types import Turn


@dataclass(frozen=True, slots=True)
class Premise:
    """``claim``: the statement, without 既然 or Since; ``question``: what is asked after it, made to stand alone."""

    claim: str
    question: str


_OPENING = re.compile(
    r"^(?:既然|听说|据说|我听说|我记得|我看到|有人说|因为|由于|鉴于|已知|据我所知|我知道)[，,]?|^(?:since|given that|seeing that|as|because|i (?:heard|read|know) (?:that )?|if)\s+",  # noqa: E501
    re.IGNORECASE,
)
_NO_CLAIM = re.compile(
    r"^(?:截至|截止|根据|据(?!说)|按照?|依照|关于|对于|在|从|自|随着|通过|为了?|除了?|当|请|请问|我想|想|如果|假如|假设|要是|若|比起|相比|和|与|跟|除此|其中|另外|还有|到|至|以|针对|作为|包括|面对|自从|你好|您好|"
    r"according to|in |on |at |by |as of|during|after|before|when |if |for |with |compared|please|tell me|regarding|besides|apart from|hello|hi\b)",  # noqa: E501
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"是(?!否|不是)|不是|为(?!了|什么|何)|有(?!没有|关)|没有?|了|过|于|被|由|达到?|超过?|排名?第|位列|位居|获得?|赢|输|败|胜|夺|成立|创立|发布|上线|举[行办]|召开|开始|结束|发生|来自|属于|叫|担任|当选|拥有|增长|下降|上涨|减少|"
    r"\b(?:is|are|was|were|has|have|had|won|lost|beat|became|opened|closed|founded|began|started|ended|rose|fell|killed|cost|\w{3,}ed)\b",
    re.IGNORECASE,
)
_ASKS_ENGLISH = re.compile(
    r"^(?:so |then |and |but )*(?:what|who|whom|whose|when|where|which|why|how|is|are|was|were|did|does|do|has|have|had|can|could|will)\b",  # noqa: E501
    re.IGNORECASE,
)
_RANK = re.compile(
    r"第一|首[个家位次款]|唯一|最[大小高低多少早晚长快新好]|冠军|倒闭|取消|退出|辞职|去世|未|没有?|不", re.IGNORECASE
)
_STATED_VALUE = re.compile(r"(?:是|为|有|达到?|超过?|约)?了?[\d.,]+[万亿千百]*(?:%|[\u4e00-\u9fff]{1,3})?$")
_TAGGED = re.compile(r"^(?:对吗|对吧|对不对|是吗|是吧|是不是|没错吧|是真的吗|真的吗|是这样吗|这样吗|正确吗|属实吗|准确吗|right|correct|isn't it|is that (?:right|true|correct))[？?。]*$", re.IGNORECASE)  # fmt: skip  # noqa: E501


def premise(text: str, names: NameBook) -> Premise | None:
    """The statement that a question sets out from, where it can be checked; None where it sets out from none.

    A statement is a clause before a comma or a full stop that asks nothing, has a predicate, and says something definite:
    a date, a value, a rank, a name or a denial. A time, a source or a condition (「截至2023年，」「根据年报，」「如果……，」) is none, nor is
    the claim of a yes/no question (「…，对吗？」), which is the question itself.

    >>> found = premise("香港展览会是2023年5月办的，谁致了辞？", NameBook())
    >>> found.claim, found.question
    ('香港展览会是2023年5月办的', '香港展览会谁致了辞？')
    """  # noqa: E501
    plain = simplify(text).strip()
    clauses = [c for c in re.split(r"[，,。；;](?!\d)|(?<=[a-z])\. ", plain) if c.strip()]
    if within := _within(plain, names):
        return within
    if len(clauses) < 2 or (language_of(plain) == "en" and not _ASKS_ENGLISH.match(clauses[-1].strip())):
        return None
    first = next((i for i, clause in enumerate(clauses) if _asks(clause)), 0)
    if not first or _TAGGED.match(clauses[first].strip()):
        return None
    said = "，".join(c.strip() for c in clauses[:first])
    opened = _OPENING.sub("", said).removesuffix("吧")
    marked = opened != said
    if (not marked and _NO_CLAIM.match(opened)) or not _definite(opened, names, marked=marked):
        return None
    at = plain.find(clauses[first].strip())
    asked = re.sub(r"^(?:那么?|请问|所以|因此|so|then|and)[，, ]*", "", text.strip()[at:], flags=re.IGNORECASE)
    base = _STATED_VALUE.sub("", re.sub(f"(?<=奖)的?{PRIZE.pattern}", "", opened))
    return Premise(opened, stand_alone(asked, [Turn("user", base if base == opened else f"{base}是多少？")], names))


_WHY_SO = re.compile(r"为什么(?:会|能|又|还)?|为何(?:会|还)?|怎么会|是什么原因导致的?|的原因是什么")
_MOVES = re.compile(r"增长|上升|上涨|增加|提高|提升|下降|下滑|下跌|减少|降低|回落")


_SEVERAL = re.compile(r"[，,；;。](?=.)")
"""A mark between two clauses."""
_HOW_MUCH = re.compile(rf"(?P<moved>{_MOVES.pattern})(?:了|幅度)?(?:是|有|达)?(?:多少|几|百分之)")
_RANKED = re.compile(r"(?:[斩荣]?获得?|拿[到下]?|夺得?|[赢摘捧]得?|得到?|排名?|位列|名列|位居|评为)了?[^，,。？?]{0,16}?(?:[特一二三四]等奖|第[一二三四五六七八九十\d]+|冠军|亚军|季军|[金银铜][奖牌])")  # fmt: skip  # noqa: E501


_BY_WHAT = re.compile(
    r"(?:凭借?|靠|用|以|因为?)(?:的是)?(?:什么|哪一?[个项款部篇])(?:项目|产品|作品|成果|技术|系统|平台)?"
)
"""「凭什么项目拿到一等奖」 takes the prize for granted as much as 「为什么能拿到一等奖」."""


def embedded(plain: str) -> str:
    """What a question takes for granted without saying it in a clause of its own; "" where it takes nothing so.

    「净利润增长了4.8%」 in 「净利润为什么增长了4.8%？」, 「净利润下降」 in 「净利润下降了多少？」.
    """
    if _SEVERAL.search(plain) or len(_MOVES.findall(plain)) != 1:
        return ""
    if _WHY_SO.search(plain):
        return _WHY_SO.sub("", plain).strip(" ？?。")
    found = _HOW_MUCH.search(plain)
    return plain[: found.end("moved")] if found and language_of(plain) == "zh" else ""


def ranked(plain: str) -> str:
    """The rank that a question for a reason, or for the work, takes for granted: 「它拿到一等奖」 in
    「它为什么能拿到一等奖？」."""
    if not _RANKED.search(plain) or _SEVERAL.search(plain):
        return ""
    claimed = _BY_WHAT.sub("", _WHY_SO.sub("", plain))
    return re.sub(r"是(?=拿|获|得|斩|夺|赢|捧|摘)(.*?)的?$", r"\1", claimed.strip(" ？?。")) if claimed != plain else ""


_BEGAN = re.compile(
    r"^(?P<who>[^，,。；;？?]{2,24}?)(?:是|在|于)?(?P<year>(?:19|20)\d\d年)(?:才|就|刚刚?|正式)?"
    r"(?P<did>成立|创立|创办|创建|设立|组建|建立|建成|开业|上市|开通|通车)(?:的(?P<what>[^，,。；;？?的]{2,12}?))?"
    r"(?=[，,时后之以当那]|的(?![吧，,])|就|便|有|做|拥|共|一共)"
)
"""「甲公司2015年成立当年…」, 「甲公司2019年才成立的研究院，…」: the year of a beginning, said in passing."""


def begun(plain: str) -> tuple[str, str] | None:
    """The claim that something began in a year, where a question says so in passing, and the question without the year.

    >>> begun("甲公司2015年成立当年申请了多少件专利？")
    ('甲公司2015年成立', '甲公司成立当年申请了多少件专利？')
    """
    found = _BEGAN.match(plain)
    if found is None or not ASKS.search(plain[found.end() :]):
        return None
    claim = f"{found['who']}{found['year']}{found['did']}{found['what'] or ''}"
    return claim, plain[: found.end("who")] + plain[found.start("did") :]


_ONLY_THEN = re.compile(
    r"^(?P<who>[^，,。；;？?]{2,24}?)(?:为什么|为何|怎么)(?:会)?(?:要)?(?:一直)?(?:拖|直|等|晚|迟)?[到至](?P<when>(?:19|20)\d\d年(?:\d+月)?[底初末]?)才"
    r"(?P<did>[^，,。；;？?]{2,24})"
)
"""「甲公司为什么拖到2019年才开业？」 takes the year for granted."""


_AS = re.compile(r"^作为(?P<what>[^，,]*(?:第[一二三]|首[个家位次款]|唯一|最[大早高先])[^，,]*)[，,](?P<rest>.+)$")
"""「作为全国首家通过复评的机构，甲公司是哪年通过的？」 takes the rank for granted."""


def _within(plain: str, names: NameBook) -> Premise | None:
    """A premise that is no clause of its own: a direction that is asked for its reason, or whose something is."""
    moved = embedded(plain)
    if moved:
        return Premise(moved, flipped(plain))
    if first := begun(plain):
        return Premise(*first)
    if introduced := _AS.match(plain):
        rest = introduced["rest"]
        owner = next((rest[:end] for start, end, _ in names.mentions(rest, bare=True) if start == 0), "")
        if owner and ASKS.search(rest):
            return Premise(f"{owner}是{introduced['what']}", rest)
    if late := _ONLY_THEN.match(plain):
        return Premise(f"{late['who']}{late['when']}{late['did']}", plain)
    if place := ranked(plain):
        return Premise(place, PRIZE.sub("奖", re.sub(f"(?<=奖)的?{PRIZE.pattern}", "", plain)))
    whose = owned(plain, names) if language_of(plain) == "zh" else None
    if whose is None:
        return None
    what, asked = whose
    owner = names.mentions(plain, bare=True)[0]
    made = _MADE.search(plain[owner[1] : plain.find(what, owner[1])])
    if _SEVERAL.search(plain) and not (made and re.match(rf"[“\"「《]?{re.escape(what)}[^，,的]{{0,5}}[，,]", asked)):
        return None  # 「甲公司牵头研发的平台，…」 says whose it is; what stands before another comma may be anything
    return Premise(f"{plain[owner[0] : owner[1]]}的{what}", asked)


_MADE = re.compile(r"(?:推出|发布|研发|开发|打造|建设|运营|创立|发起|上线|主办|牵头)的")
_ONLY_A_SETTING = re.compile(r"(?:时候?|之?后|之?前|以来|期间|之中|之际|当中)$|^[^是]*的[^是有为了的，]{1,8}$")
"""A clause that only says when, or only names something (「超过十项的专利」)."""


def _asks(clause: str) -> bool:
    if language_of(clause) == "en":
        return bool(_ASKS_ENGLISH.match(clause.strip()) or clause.strip().endswith("?"))
    return bool(ASKS.search(clause)) or clause.strip().endswith(("?", "呢"))


def _definite(claim: str, names: NameBook, *, marked: bool) -> bool:
    """Does a statement say something of something that can be looked up?"""
    says = _SAYS.search(claim) or _STATED_VALUE.search(claim)
    if not says or len(claim) < 5 or _ONLY_A_SETTING.search(claim) or len(cut(claim, time_spans(claim)).strip()) < 4:
        return False
    own = own_names(claim, names)
    facts = extract_dates(claim) or extract_values(claim) or _RANK.search(claim)
    return bool(facts or len(own) > 1 or (marked and own))
