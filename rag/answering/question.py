"""What a question asks: language, organisations, time, the kind of value it wants, and its words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import cn2an

from rag.answering.names import NameBook, jieba_quietly
from rag.answering.periods import Period, editions, named_periods
from rag.answering.values import DateValue, Value, extract_dates, extract_values, fold

Wants = Literal["number", "money", "percent", "date", "person", "place", "ordinal", "other"]
Form = Literal["open", "yes_no", "compare", "change", "compute", "list", "define"]

_WANTS: tuple[tuple[Wants, str], ...] = (
    ("date", r"什么时候|何时|哪一?年|哪一?天|哪一?日|哪个?月|几月|几号|几时|哪年|什么日期|日期是|多久前|\bwhen\b|what (?:year|date|day|month)|which year"),  # noqa: E501
    ("ordinal", r"第几|排名|名次|排第|排在|rank(?:ed|ing)?\b"),
    ("percent", r"百分之几|百分之多少|百分比|比例|占比|比率|增速|增幅|增长率|[^\s]率(?:是|为|有|达|多少|$|？)|占.{0,12}(?:多少|几成)|percent|proportion|share of|\brate\b|同比"),  # noqa: E501
    ("person", r"谁|哪位|哪个人|什么人|何人|叫什么名字|\bwho\b|\bwhose\b|\bwhom\b"),
    ("place", r"哪里|哪儿|何处|何地|在哪|哪个?(?:城市|国家|省|市|地方|地区|地点)|什么地方|\bwhere\b|which (?:city|country|place)"),  # noqa: E501
    ("money", r"多少(?:万|亿|千|百)*(?:元|钱|美元|人民币|资金)|金额|价格|售价|how much (?:money|did|does|is|was|were|are)|票房"),  # noqa: E501
    ("number", r"多少|几(?:个|件|家|人|名|位|款|项|次|天|年|所|起|套|枚|支|岁|届|场|种|成|倍|张|篇|条|座|架|艘|辆|户|只|类|大|点|口|级)|数量|人数|多大|多高|多长|多远|多重|how many|how much|how (?:long|old|far|tall|high|large|big)|number of"),  # noqa: E501
    ("number", r"几[百千万亿]{1,2}(?:多)?(?:个|件|家|人|名|位|款|项|次|天|年|套|枚|支|场|种|倍|张|篇|条|座|架|艘|辆|台|户|只|吨|元|平|公里|米|立方|千瓦)"),  # noqa: E501
    ("number", r"[什多]么?大?规模|(?:规模|数|数量|总量|总额|余额|金额|[\u4e00-\u9fff][量额]|净?利润|[营总净]收入?|销量|产量)(?:呢|情况|有多大|是)?[？?]?$|\b(?:revenue|profit|income|investment|valuation|headcount|turnover|assets|sales|output|total|size)\b"),  # noqa: E501
)  # fmt: skip
_YES_NO = re.compile(
    r"(?:吗|(?<![什怎多那这])么|对吧|是吧|没错吧|对不对|是不是|对么)[？?。\s]*$|是否|是不是|有没有|能不能|会不会|算不算|(?P<verb>[要用需该得准让])不(?P=verb)|可不可以|需不需要|应不应该"
    r"|^(?:is|are|was|were|did|does|do|has|have|had|can|could|will|isn't|aren't|didn't|doesn't)\b|(?:, right|, correct|isn't it|, is that (?:right|true|correct))\s*\??$",  # noqa: E501
    re.IGNORECASE,
)
_COMPARE = re.compile(r"相比|对比|比较|哪家|哪个.{0,6}(?:更|最)|谁.{0,8}(?:更|最|多|高|大|领先)|孰|更(?:多|高|大|少|低|早|晚|强)|差距|区别|不同|\bvs\.?\b|\bversus\b|compare|which (?:company|one)|higher|larger|more than .* or", re.IGNORECASE)  # fmt: skip  # noqa: E501
UP_OR_DOWN = (
    r"(?:是|在)?(?:[增升涨][长加高]?了?还是[减降跌][少低]?了?|[减降跌][少低]?了?还是[增升涨][长加高]?了?)"
    r"|是[增升涨]是[减降跌]"
)
"""Which of two ways something went."""
_CHANGE = re.compile(UP_OR_DOWN + r"|变化|变动|历年|逐年|趋势|走势|起伏|演变|以来.{0,16}(?:扩大|缩小|提高|降低|上升|下降|[增减涨跌升降][长加少]?)了?(?:多少|几)|(?:怎么|如何|怎样)(?:变|增|涨|降|减|发展|提高)|这几年|近几年|从.{2,16}到.{2,16}(?:增|减|变|涨|降)|增长(?:了)?(?:多少|情况)|增加了(?:多少|几)|减少了(?:多少|几)|历次|发展历程|over time|chang|trend|evol|grow(?:n|th)?\b|increase[d]?\b", re.IGNORECASE)  # fmt: skip  # noqa: E501
_TOTAL = re.compile(r"合计|总共|一共|总计|in total|altogether", re.IGNORECASE)
"""Words of a sum that are also said of one figure (一共来了多少人): they make a sum only of several subjects."""
_COMPUTE = re.compile(r"加起来|加(?:在)?一起|加总|总和|之和|相加|相差|差多少|差几|差额|多多少|多出|少多少|高几|低几|多几|领先(?:多少|几)|高出|[高低多少]了?(?:多少|几[分个件家人元倍])|几倍|多少倍|平均|人均|增长率|增长了?百分|how many more|by how (?:much|many)|difference|combined|\bsum\b|times (?:as|more|larger)|average", re.IGNORECASE)  # fmt: skip  # noqa: E501
_WITH_YEAR_BEFORE = re.compile(
    r"[比较](?:上一年|上年|前一年|去年同期|上年同期|同期)(?:还|要|更|是)*[高低多少大小增减上下]"
)
_LIST = re.compile(r"哪些|有哪几|哪[几两三四五六七八九十\d]+|列出|列举|分别(?:是|有|为|获|得|什么)|都有(?:什么|谁)|包括什么|几大|有什么|what are the|which (?:are|were|companies|products|of)|list\b|name the", re.IGNORECASE)  # fmt: skip  # noqa: E501
_DEFINE = re.compile(r"什么是|是什么(?:意思|东西|样的|组织|平台|公司|机构)?[？?]?$|是做什么的|何谓|指的是什么|什么叫|的定义|是干什么的|^(?:please )?define\b|^what (?:does|do) .{2,40} mean\b|^what(?:'s| is| are) meant by", re.IGNORECASE)  # fmt: skip  # noqa: E501
_DEFINE_ENGLISH = re.compile(
    r"^what(?:'s| is| are) (?P<article>an? |the )?(?P<what>[^?,]{2,40}?)\s*\??$", re.IGNORECASE
)
_OF_SOMETHING = re.compile(
    r"['’]s? |\b(?:of|in|for|on|at|by|from|to|with|about|between|doing|being|called|worth|like|going|happening|wrong|next|new|left|known|the|his|her|its|their|your|my|this|that|it|he|she|they|now|today)\b|\d",  # noqa: E501
    re.IGNORECASE,
)
"""What follows 「What is」 and names something of something, which is asked for, not defined."""
_NEWEST = re.compile(
    r"现在|目前|最新|如今|当前|眼下|至今|迄今|今天|最近|now\b|current|latest|newest|today|to date|so far", re.IGNORECASE
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SPELT_OUT = 0.9
_LONG = re.compile(r"营业总?收入|营业额")
"""What is written in full or short at will: the short form finds both."""
_ABBREVIATED = {
    "gdp": "国内生产总值", "cpi": "居民消费价格", "ppi": "生产者出厂价格", "pmi": "采购经理指数", "ipo": "首次公开",
    "ceo": "首席执行官", "cfo": "首席财务官", "cto": "首席技术官", "cio": "首席信息官", "ai": "人工智能",
    "who": "世界卫生组织", "un": "联合国", "eu": "欧盟", "nba": "美职篮", "mvp": "最有价值球员",
}  # fmt: skip
"""Abbreviations of the language at large; those of organisations are learned from the articles."""
_SAME = {**_ABBREVIATED, **{long: short for short, long in _ABBREVIATED.items()}}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.&'-]*|\d+(?:\.\d+)?|[\u4e00-\u9fff]+")
# Words that say that something is asked, not what about.
_ASKING = re.compile(
    r"请问|请告诉我|请说明|请列出|告诉我|我想知道|想知道|想了解|帮我|查一下|一下|能否|可否|到底|究竟|大概|大约|具体|什么时候|为什么|"
    r"多少|几个|几家|几件|几款|几人|几名|几所|哪些|哪个|哪家|哪位|哪年|哪一年|哪里|哪天|什么|谁|何时|怎么|怎样|如何|是否|是不是|有没有|对吗|对不对|"
    r"分别|以及|还有|现在|目前|最新|如今|当前|[吗呢吧啊呀么的了]|"
    r"那会儿|这会儿|那时候?|那阵子|当初|刚刚?(?=成立|开始|创业|上市|上线|起步)|[才就](?=多少|几|有)|多[大高长远重久]|"
    r"(?<=[周会节展])上(?=说|讲|提|谈|表示|透露|宣布)|其中|一共|总共|合计|这个|那个|它|他|她|这|那"
)
_COUNTED = re.compile(r"[零一二两三四五六七八九十百千]+(?=[年个家件项款人次月天岁届位名条座所])")
_FIRST = re.compile(r"首(?=[个件款家次批部份张位名届台艘座所项颗枚套笔])")
_LINKING = re.compile(
    "^(?:是|以及|或者|为了|因为|所以|可以|已经|进行|一个|多少|我们|他们|没有|关于|通过|其中|目前|截至)$"
)
_STOP_EN_WORDS = (
    "the a an of in on at to for by with and or is are was were be been do does did has have had what which who "
    "whom whose when where how many much long old it its this that there their his her from as than about please "
    "tell me i we you can could would according article articles latest current now company's"
)
_STOP_EN = frozenset(_STOP_EN_WORDS.split())


@dataclass(frozen=True, slots=True)
class Question:
    """A stand-alone question, taken apart. ``organisations`` are full names as the name book knows them.

    ``plain`` is ``text`` in simplified, half-width characters with misspelt names put right, of the same length.
    ``dates`` and ``periods`` hold the times that it names, those relative to today (「去年」) with the year that they mean;
    a period also knows quarters and halves, and days or months without a year.
    """  # noqa: E501

    text: str
    plain: str
    language: Literal["zh", "en"]
    wants: frozenset[Wants]
    form: Form
    organisations: tuple[str, ...]
    dates: tuple[DateValue, ...]
    values: tuple[Value, ...]
    newest: bool
    terms: tuple[str, ...] = field(default=())
    periods: tuple[Period, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(d.year for d in self.dates if d.year))

    @property
    def reckoned(self) -> tuple[tuple[str, int], ...]:
        """The times that were reckoned from today and the year taken for each, to be said in the answer: 去年, 2025."""
        return tuple((p.text, p.year) for p in self.periods if p.relative and p.year is not None)

    def allows(self, iso: str) -> bool:
        """Can something of the moment ``iso`` (a day, a month, a year; "" is unknown) be of a time that is asked about?
        Always, where the question names none."""
        return not self.periods or any(period.allows(iso) for period in self.periods)

    @property
    def quantity(self) -> bool:
        return bool(self.wants & {"number", "money", "percent"})


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional to simplified characters, full-width to half-width; the length stays the same."""
    folded = fold(text)
    if not _HAN.search(folded):
        return folded
    simple = str(_simplifier().convert(folded))
    return simple if len(simple) == len(folded) else folded


def simplify_letters(text: str) -> str:
    """Simplified characters, half-width letters and digits; punctuation as it is; the length stays the same."""
    plain = simplify(text)
    return "".join(new if new.isalnum() else old for old, new in zip(text, plain, strict=True))


def language_of(text: str) -> Literal["zh", "en"]:
    """``zh`` where Chinese characters carry the sentence (names in it may be Latin), else ``en``."""
    han = len(_HAN.findall(text))
    latin = len(re.findall(r"[A-Za-z]{2,}", text))
    return "zh" if (han >= 2 and han >= latin) or not latin else "en"


def terms_of(text: str) -> tuple[str, ...]:
    """Content words: Chinese words as jieba cuts them (two characters or more), Latin words and numbers, asking words
    left out."""
    plain = _LONG.sub("营收", simplify(text).lower())
    found: list[str] = []
    for run in _WORD.findall(_ASKING.sub(" ", plain)):
        if _HAN.match(run):
            found += [word for word in jieba_quietly().cut(run) if len(word) > 1 and not _LINKING.search(word)]
        elif run not in _STOP_EN:
            found.append(run.rstrip(".'"))
    return tuple(dict.fromkeys(found))


def _topic_terms(plain: str, names: NameBook, times: Sequence[DateValue | Period]) -> tuple[str, ...]:
    """The terms without organisations and dates: subjects are compared by name and times by moment, not by word."""
    rest = list(plain)
    for start, end, _ in names.mentions(plain, bare=True):
        rest[start:end] = " " * (end - start)
    for moment in times:
        rest[moment.start : moment.end] = " " * (moment.end - moment.start)
    return terms_of("".join(rest)) or terms_of(plain)


def held(term: str, text: str) -> float:
    """How far a term stands in a lower-case text: 1 whole or in digits (8年 for 八年), nearly so spelt out (高速铁路
    for 高铁, 第一件 for 首件), else a part by its bigrams (发明专利 in 「发明了…专利」)."""
    if term in text or (term in _SAME and _SAME[term] in text):
        return 1.0
    if len(term) == 2 and _HAN.match(term) and _spelt_out(term).search(text):
        return _SPELT_OUT
    if (len(term) > 1 and term[0] == "首" and f"第一{term[1:]}" in text) or (term == "第一" and _FIRST.search(text)):
        return _SPELT_OUT
    if _COUNTED.match(term) and _in_digits(term).search(text):
        return 1.0
    if len(term) < 3 or not _HAN.match(term):
        return 0.0
    pairs = [term[i : i + 2] for i in range(len(term) - 1)]
    return 0.7 * sum(pair in text for pair in pairs) / len(pairs)


@lru_cache(maxsize=2048)
def _in_digits(term: str) -> re.Pattern[str]:
    """八年 as 8年, and not within 18年."""
    try:
        digits = _COUNTED.sub(lambda m: str(cn2an.cn2an(m.group(), "smart")), term, count=1)
    except ValueError:  # 「千百年」 is no number
        digits = term
    return re.compile(rf"(?<!\d){re.escape(digits)}")


@lru_cache(maxsize=2048)
def _spelt_out(term: str) -> re.Pattern[str]:
    """Two characters with one more behind each: 营.收."""
    return re.compile(f"{term[0]}[\u4e00-\u9fff]{term[1]}[\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def _tagger() -> Any:
    import jieba.posseg

    jieba_quietly()
    return jieba.posseg


def tagged(text: str) -> list[tuple[str, str]]:
    """Words of a Chinese text with their part of speech (jieba's tag set)."""
    return [(word, flag) for word, flag in _tagger().cut(simplify(text))]


def analyse(text: str, names: NameBook, today: date | None = None) -> Question:
    """Take a stand-alone question apart. 「去年」 is the year before that of ``today`` (default: the current day)."""
    plain = names.corrected(simplify(text))
    named = [m.span() for m in editions(plain)]
    periods = tuple(
        p
        for p in named_periods(plain, today or date.today())  # noqa: DTZ011 - a day in the reader's own calendar
        if not any(p.start < b and p.end > a for a, b in named)
    )
    lowered = plain.lower()
    wants = frozenset(kind for kind, pattern in _WANTS if re.search(pattern, lowered)) or frozenset({"other"})
    organisations = tuple(dict.fromkeys(full for _, _, full in names.mentions(plain, bare=True)))
    reckoned = [p.date_value() for p in periods if p.relative]
    other = [*named, *((r.start, r.end) for r in reckoned)]
    stated = [d for d in extract_dates(plain) if not any(d.start < b and d.end > a for a, b in other)]
    dates = tuple(sorted((*stated, *reckoned), key=lambda d: d.start))
    return Question(
        text=text,
        plain=plain,
        language=language_of(plain),
        wants=wants,
        form=_form(plain, organisations, dates, _joined(plain, names)),
        organisations=organisations,
        dates=dates,
        values=tuple(extract_values(plain)),
        newest=bool(_NEWEST.search(plain)),
        terms=_topic_terms(plain, names, (*dates, *periods)),
        periods=periods,
    )


TOGETHER = re.compile(
    r"(?:一起|一同|共同|联合|合作|合伙|携手|联手)|(?:搞|办|做|弄|研发|研制|开发|发明|共建|建|推出|合写|撰写|写|发布|签署?|成立|发起|组建|打造|申报)(?:了|的|过|出)"
)


def _joined(plain: str, names: NameBook) -> bool:
    """Are two organisations set side by side (A和B), rather than one named within what is asked of the other?"""
    mentions = sorted(names.mentions(plain, bare=True))
    if len(mentions) == 2 and TOGETHER.match(plain, mentions[1][1]):
        return False  # 「甲跟乙搞的机器人」 is one thing
    gaps = [plain[a[1] : b[0]] for a, b in itertools.pairwise(mentions) if a[2] != b[2]]
    return any(re.fullmatch(r"\s*(?:、|和|与|跟|同|及|以及|比|vs\.?|and|,|，)\s*", gap, re.IGNORECASE) for gap in gaps)


def _form(plain: str, organisations: tuple[str, ...], dates: tuple[DateValue, ...], joined: bool) -> Form:
    if _TOTAL.search(plain) and len(organisations) >= 2:
        return "compute"
    if _YES_NO.search(plain) and _WITH_YEAR_BEFORE.search(plain):
        return "yes_no"
    if _COMPUTE.search(plain) and (len(organisations) >= 2 or len(dates) >= 2 or not _YES_NO.search(plain)):
        return "compute"
    if len({d.year for d in dates}) >= 2 and re.search(
        r"比起来|相比|相较|对比|多了|少了|比.{1,12}(?:多(?!少)|(?<!多)少|高|低)", plain
    ):
        return "compute"
    if len(organisations) >= 2 and (_COMPARE.search(plain) or (joined and not _YES_NO.search(plain))):
        return "compare"
    if _YES_NO.search(plain):
        return "yes_no"
    if _CHANGE.search(plain):
        return "change"
    if _LIST.search(plain):
        return "list"
    return "define" if _defines(plain) else "open"


def _defines(plain: str) -> bool:
    """Does the question ask what something is, rather than for something of it? 「What is inflation?」, and 「什么是通胀？」,
    but neither 「What is the club's revenue?」 nor 「俱乐部的主要收入是什么？」."""  # noqa: E501
    if _DEFINE.search(plain) and not re.search(r"的[^的，。]{1,8}是什么[？?]?$", plain):
        return True
    match = _DEFINE_ENGLISH.match(plain.strip())
    if match is None or _OF_SOMETHING.search(match["what"]):
        return False
    named = re.match(r"[A-Z]", match["what"]) is not None
    return len(match["what"].split()) <= 4 and (named or (match["article"] or "").lower() != "the ")
