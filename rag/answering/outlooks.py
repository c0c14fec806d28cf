"""Is a figure only expected, aimed at, offered or known so far, where it is asked what came of it?"""

from __future__ import annotations

import re

from rag.answering.clauses import clause_of, leading_clauses
from rag.answering.question import Question
from rag.answering.spells import FLOW
from rag.answering.values import Value

_PAST = re.compile(
    r"[了过](?:多少|几|[^，。]{0,6}多少)|(?:回来?|下)(?:多少|几)|造成|一共|总共|最终|实际|\b(?:did|was|were|won|has|had)\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"预计|预测|有望|民调|估计|可能|或将|\b(?:could|expected|projected|forecasts?|predict\w*|polls?|may|might|threaten\w*)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"提出|提议|报价|出价|开价|要约")
_TURNED_DOWN = re.compile(r"拒绝|被拒|回绝|否决|未获(?:接受|同意)|没有接受|不予接受")
"""What was offered and turned down did not come about."""
_BY_THEN = re.compile(
    r"(?:提出|规划|方案|计划|目标|力争|争取|打算|预计)[^。；;]{0,20}?到(?:19|20)\d\d年(?:底|末|前)?[^，,。；;]{0,16}$"
)
_AIMED = re.compile(
    r"目标(?!区间|利率|价|区域|市场)|计划|[拟欲]|打算|力争|争取|\b(?:aims?|targets?|plans?|goal)\b", re.IGNORECASE
)
"""What is aimed at has not happened."""
_DONE = re.compile(r"已经?(?!定|知)")
_AT = re.compile(r"([\u4e00-\u9fff]{2})[时后](?!间|候|期|代|来|续|果|卫)")
_SETTLED = re.compile(r"最终|最后(?:一共|总共|有|的)")
_SO_FAR = re.compile(
    r"目前|暂时|初步|截至|首[周日]|上映[一两三四\d首]|可能(?:继续|还会?)?(?:上升|增加|变化)|还(?:可能|会|在)|仍在|进一步"
)
_MIDWAY = re.compile(r"第[一二三四五六七八九十\d]+个?比赛日|赛程过半|(?:赛事|比赛|赛程)(?:仍在|还在|进行到)")
"""In the middle of the games: not what was won in all."""
_FIRST_PART = re.compile(r"首[期批付轮]|第一[期批]")
"""「首期投入1.2亿元」 is not what it took in all."""
_GUESSED = re.compile(r"预计|预测|估算")
_POLLED = re.compile(r"民调|民意调查|出口调查|\bpolls?\b", re.IGNORECASE)
_PLANNED = re.compile(r"投资|产能|规模|面积|工期|容量")


def only_expected(asked: str, plain: str, value: Value) -> bool:
    """Is what happened or what is asked for, and the value a forecast or a plan (「提出到2027年达到三万根」)?"""
    ahead = _BY_THEN.search(plain[: value.start])
    if ahead and not re.search(r"(?:19|20)\d\d年|未来|将|目标|计划", asked):
        return True
    if not _PAST.search(asked) or _EXPECTED.search(asked) or _AIMED.search(asked):
        return False
    if _OFFERED.search(plain[: value.start]) and _TURNED_DOWN.search(plain[value.end :]):
        return not _OFFERED.search(asked)
    start = max(plain.rfind(mark, 0, value.start) for mark in "，,；;。.") + 1
    aimed = _AIMED.search(plain[start : value.start])
    named = aimed and (aimed.group() in asked or _DONE.search(plain[start : value.start]))  # 「遣返计划已花费7亿」
    return bool(_EXPECTED.search(plain[start : value.end]) or (aimed and not named))


def not_yet(asked: str, plain: str) -> bool:
    """「登陆时」 is asked, and the sentence only expects the landfall."""
    for event in _AT.findall(asked):
        clauses = [c for c in re.split(r"[，,；;。]", plain) if event in c]
        if clauses and all(_EXPECTED.search(c) for c in clauses):
            return True
    return False


def so_far(question: Question, plain: str, value: Value) -> bool:
    """Is the final figure asked for, and this one of a time before the end; what was done in all, and this one only the
    beginning; or the figure of a year, and this one a guess?"""
    asked, clause = question.plain, leading_clauses(plain, value) + clause_of(plain, value)
    if (
        _SETTLED.search(asked)
        and _SO_FAR.search(plain)
        and not re.search(r"最终|最后|总票房|下线|落定|结束公映|收官|下映|定格", plain)
    ):
        return True
    if _MIDWAY.search(plain) and _PAST.search(asked) and not _MIDWAY.search(asked) and "目前" not in asked:
        return True
    if _FIRST_PART.search(clause) and _PAST.search(asked) and not _FIRST_PART.search(asked):
        return True
    if _POLLED.search(plain) and not _POLLED.search(asked) and not _EXPECTED.search(asked):
        return True
    guessed = _GUESSED.search(clause) and not (_EXPECTED.search(asked) or _PLANNED.search(clause))
    return bool(guessed and question.years and FLOW.search(asked))
