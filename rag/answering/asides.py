"""How people put a question: what they type around it, and their own words for what reports call otherwise."""

from __future__ import annotations

import re

from rag.answering.leaning import ASKS
from rag.answering.names import NameBook

_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+[，,。；;！!？?\n]*")
_WHO = (
    r"(?:我|我们|咱们?|本人|小弟|这边|有个?人|别人|人家|网上"
    r"|(?:我|我们|有个?|一个|几个|公司)?(?:的)?(?:朋友|同事|同学|领导|老板|客户|家人|群里))"
)
_LEAD = re.compile(
    rf"^(?:(?:我)?(?:听|看|刚听|之前听)?{_WHO}(?:们)?(?:都|一直|总|跟我|和我)*(?:说过?|讲|提到过?|告诉我|问我?)(?:的是|是)?[，,：:]?"
    r"|(?:我)?(?:听说|据说|(?:就|很|只)?想知道(?:一下)?)[，,：:]?"
    r"|(?:比一?比|对比一?下|比较一?下)(?=[^，,。？?]{4,})"
    r"|(?:请|麻烦)?(?:您|你)?(?:帮我|帮忙|给我|替我)(?:看|查|找|问)(?:一?下|看|查|找|问)(?=[^，,。？?]{4,})"
    r"|(?:麻烦|劳驾|打扰)?(?:您|你|大家|各位)?(?:我)?(?:就|只|还)?(?:想|要)?(?:请)?(?:问|请教|打听|咨询|确认|核实|查|了解)(?:一?下|一句|您|你)+(?:就是|关于)?[，,：:]?)"
)
"""「听朋友说」, 「麻烦问一下」: what comes before the question in its own clause."""
_ASIDE = re.compile(
    rf"^(?:{_WHO}(?:正|现在|最近|今天|刚刚?|还|也|就|都)*(?:在|想|要|需要|得|准备|打算)*"
    r"(?:写|做(?!了)|整理|准备|看到|看过|看了|看一?[篇下眼]|听到|研究|汇报|给[\u4e00-\u9fff]{1,4}(?:汇报|做|写|看|讲|准备|整理)|不知道$|不清楚$|有点?好奇)"
    r"|(?:麻烦|劳驾|打扰|拜托|谢|多谢|感谢|急|在线等|求助|跪求|辛苦|不好意思|你好|您好|哈喽|嗨)"
    r"|(?:请|帮我?|帮忙|给我|替我)(?:简单|快速|大概|详细)?(?:加|算|查|看|找|核对|列|讲|说|解释|介绍|总结|整理|汇总|确认)(?:一?下|讲|说|看|清楚|个数)"
    r"|(?:能不?能|能否|能|可以|可不可以)(?:帮我|给我)?(?:简单|详细)?(?:讲讲|说说|解释一?下|介绍一?下|列一?下|算一?下|说明一?下)"
    r"|(?:不知道|不清楚|搞不清楚?|不确定|分不清)(?:该|应该)?(?:用|信|看|写|听|以)?(?:哪个|谁的|哪一个)(?:好|对|准|为准|是对的)?$"
    r"|(?:写|做|整理|准备|赶)(?:个|一个|一份|一篇)?(?:报告|材料|稿子|汇报|方案|PPT|ppt|回顾|调研|作业|总结))"
)
"""A whole clause that asks nothing of the articles."""
_OURS = re.compile(r"(?:咱们?|我们?|俺们)(?:公司|司|家)(?:里|的)?")
"""Nobody else's articles are asked; whose they are stands in them."""
_SEVERAL = re.compile(r"好几|几个不|前几|这几|那几")


def without_asides(text: str, names: NameBook) -> str:
    """The question without what is said around it; the text itself where nothing would be left, or all is one clause.

    A clause goes only where it names no organisation, no figure and nothing in quotation marks, and where another one
    asks. English is left as it is.
    """
    clauses = [match.group() for match in _CLAUSE.finditer(text)]
    if not clauses or not re.search("[\u4e00-\u9fff]", text):
        return text
    aside = [_is_aside(clause, names) for clause in clauses]
    kept = [_LEAD.sub("", clause.strip()) for clause, goes in zip(clauses, aside, strict=True) if not goes]
    left = "".join(clause for clause in kept if clause)
    changed = any(aside) or left != "".join(clause.strip() for clause in clauses)
    if not changed or len(left) < 4 or (any(aside) and not _asks(left)):
        return text
    return left.rstrip("，,；;")


def without_ours(text: str, names: NameBook) -> str:
    """The question without 「咱们公司」, where it names no organisation besides."""
    left = text if names.mentions(text, bare=True) else _OURS.sub("", text)
    return left if len(left) >= 4 else text


def _is_aside(clause: str, names: NameBook) -> bool:
    bare = clause.strip(" ，,。；;！!？?\n")
    if re.search(r"[\d“”\"「」《》]|[一二三四五六七八九十]月", bare) or names.mentions(bare, bare=True):
        return False
    found = _ASIDE.match(bare)
    if found is None:
        return False
    return not ASKS.search(_SEVERAL.sub("", bare[found.end() :]).rstrip("吗呢吧么呀啊"))


def _asks(text: str) -> bool:
    """Does it still ask, or name what is wanted (「招联 净利润」)?"""
    return bool(ASKS.search(text)) or text.rstrip().endswith(("？", "?")) or len(text) >= 6


_WHAT, _HOW = re.compile(r"啥(?!子)"), re.compile(r"咋样?(?=[^舌呼]|$)")
_HEADS = re.compile(r"(?<=[多几])(?P<many>少?)号人")
_EARNED = re.compile(r"(?:赚|挣)到?了?(?:多少|几个?)(?:钱|净?利润)?")
_AGAINST_YEAR_BEFORE = re.compile(
    r"(?<=\d年)(?P<said>[^。；;]*?)[，,]?(?:相?[比较]起?|[和与跟同](?=[^，。]{2,6}相?比))(?:上一?年度?|前一年|去年|一年前)(?:同期)?(?:相?比)?(?:，|,)?"
    r"(?P<asked>[\u4e00-\u9fff]{0,4}(?:[涨增升降减跌]|多了|少了|多出)[\u4e00-\u9fff]{0,2}(?:多少|几))"
)
_MORE, _FEWER = re.compile(r"多了|多出"), re.compile(r"少了")


_FROM_TO = re.compile(
    r"从(?:原来|最初|当时)?的?(?:多少|几)[百千]?[万亿]?[\u4e00-\u9fff]{0,2}?(?:上|下)?[涨增升降减跌变提扩缩][长加高低少大小升降]?(?:[到至成为])了?"
    r"(?:现在|后来)?的?(?:多少|几)[百千]?[万亿]?[^，,。？?]{0,3}"
)
"""「从多少涨到了多少」."""
_TIME_LAST = re.compile(
    r"^(?P<asked>.+?[？?])\s*[（(](?P<when>(?:截[至止]|到|在|指)?(?:19|20)\d\d年[^）)，,？?]{0,8})[）)]\s*$", re.DOTALL
)
"""「有区块链专利吗？（截至2022年9月）」."""


def in_reports_words(text: str, names: NameBook) -> str:
    """What articles say otherwise than people ask: 「赚了多少钱」 is the net profit, 「多少号人」 are persons,
    「啥叫」 is 什么叫, 「从多少涨到了多少」 how something changed."""
    text = _TIME_LAST.sub(lambda m: f"{m['when']}，{m['asked']}", _FROM_TO.sub("是怎么变化的", text))
    text = _HEADS.sub(r"\g<many>人", _HOW.sub("怎么", _WHAT.sub("什么", text)))
    return _EARNED.sub("净利润是多少", text) if names.mentions(text, bare=True) else text


def as_growth(text: str) -> str:
    """「2022年…，比上年涨了多少」 asks for what reports call 同比; "" where the question asks no such thing."""
    found = _AGAINST_YEAR_BEFORE.search(text)
    if found is None:
        return ""
    asked = _FEWER.sub("减少了", _MORE.sub("增加了", found["asked"]))
    return f"{text[: found.start()]}{found['said']}，同比{asked}{text[found.end() :]}"
