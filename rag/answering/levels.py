"""Levels, steps, growth, means and scores: is a figure of the kind of measure that is asked for?"""

from __future__ import annotations

import re

from rag.answering.clauses import own_clause
from rag.answering.question import Question
from rag.answering.values import Value

_ADDED = re.compile(
    r"(?:新[开增建设聘招]|净增|增[加设开]了?|减少了?|[关裁]掉|(?:计划|打算|拟|准备)(?:在|于|[今明]年|再)*(?:新)?[开建招投增设])[^，,。；;、]{0,10}$|[^至许不][多少](?:了|出|出了)?$"
)
_ADDING = re.compile(r"新[开增建设聘招]|增|减|多了|少了|多出|[开关裁]掉?了|计划|打算|拟|准备|差")


def change_of(asked: str, plain: str, value: Value) -> bool:
    """「新开9家」「比上年多11家」: what came or goes is not how many there are."""
    if value.kind not in ("number", "money") or _ADDING.search(asked):
        return False
    start = max(plain.rfind(mark, 0, value.start) for mark in "，,；;。：:") + 1
    return bool(_ADDED.search(plain[start : value.start]))


_GROWTH_ASKED = re.compile(
    r"增|涨|升|降|减|跌|变化|同比|环比|幅|速|提高|扩大|缩小|[多少高低快慢](?:了|出)|grow|ris|rose|increas|decreas|fell|fall|drop|chang|up\b|down\b",
    re.IGNORECASE,
)
_GREW_BY = re.compile(
    r"(?:增[长加幅]|上[涨升]|下[降跌滑]|涨幅?|跌幅?|降幅|减少|提[高升])(?:了|约|近|超过?|达(?!到)|逾|\s)*$"
)


def growth_of(asked: str, plain: str, value: Value) -> bool:
    """「净利润增长29%」 where a share is asked for: by how much something grew is no part of anything."""
    if value.kind != "percent" or _GROWTH_ASKED.search(asked):
        return False
    return _GREW_BY.search(plain[: value.start]) is not None


_MEAN = re.compile(r"平均(?:得?分|评分|值|数|水平)|均值|\b(?:on average|averages?)\b", re.IGNORECASE)


def mean_of_all(question: Question, plain: str, value: Value) -> bool:
    """「各家的平均分为3.87分」 is not the score of the one that is asked about."""
    if re.search(r"均|average", question.plain) or not question.organisations:
        return False
    return _MEAN.search(own_clause(plain, value)) is not None


_MEAN_ASKED = re.compile(r"[场人日户月店]均(?!匀|衡|价|线|等|可|为|已|由)|平均(?!主义)")
_BY_EACH = re.compile(r"均|每|/|／|\bper\b|\bevery\b|average", re.IGNORECASE)


def no_mean(asked: str, plain: str) -> bool:
    """「开幕战到场7,912人」 is not how many came to each game (场均)."""
    return _MEAN_ASKED.search(asked) is not None and not _BY_EACH.search(plain)


_SCORE_ASKED = re.compile(r"评分|得分|打分|(?<![点时])(?:多少|几)分(?!之|钟|店|公司|支)|\bscores?\b", re.IGNORECASE)
_HIGHEST_SCORE = 1000
"""Scores are out of 5, 10, 100 or 1000."""


def no_score(asked: str, value: Value) -> bool:
    """「月活跃度362万」 is no score."""
    return bool(_SCORE_ASKED.search(asked)) and value.kind == "number" and value.amount > _HIGHEST_SCORE


_BY_SO_MUCH = re.compile(
    r"(?:扩大|扩充|增加|增长|增多|新增|上[升涨]|提高|提升|下[降跌]|减少|缩[小减]|降低|变[化动](?:是|为|达)?|[多少涨降减])了?(?:约|近|超过?|逾)?\s*$"
)
_MOVED = re.compile(r"[扩增升涨提降跌减缩翻]|[多少高低](?:了|出)|较|比|相差|同比|环比|新|净")


def level_for_step(told: str, value: Value, plain: str, held: Value) -> bool:
    """Does a draft give a level as a step: 「扩大了2500人」, where the evidence says that there are 2500?"""
    by = _BY_SO_MUCH.search(told[: value.start])
    return by is not None and value.kind != "percent" and not _MOVED.search(own_clause(plain, held))
