"""Whom a sentence opens with: a figure behind 「竞争对手乙汽车去年」 is not of 甲汽车, whatever else the two share.

For subjects that no article introduces by name; organisations are told apart by the name book.
"""

from __future__ import annotations

import re

from rag.answering.leaning import cut, time_spans
from rag.answering.measures import Figure
from rag.answering.question import Question, tagged
from rag.answering.siblings import of_other_model

_NAMING = re.compile(r"n|b$|j$|x$|eng$|i$|l$|s$|k$|vn$|a$|ng$")
_TIME = re.compile(r"t$|m$|f$|d$|tg$")
_ANYONE = re.compile(
    r"公司|集团|企业|本公司|机构|单位|官方|记者|编辑|消息|公告|报告|年报|财报|季报|半年报|通报|数据|数字|资料|文件|统计|业绩|结果|情况|全年|全市|全省|全国|全县|全区|"
    r"该.*|本.*|其|这.*|那.*|据悉|总数|总量|总额|合计|累计|人数|规模|收入|营收|利润|净利润|销量|产量|票房|目前|最终|现场|会上|会议|当地|有关|相关|部门|人士"
)
_AUTHORITY = re.compile(
    r"(?:部|局|厅|委|会|办|府|警方|中心|法院|检察院|研究院|交易所|社|台|网|报|处|署|队|组|所|家|者|员|人|长)$"
)
"""Who opens a sentence only to report."""
_ASKED_OF = re.compile(r"[\s,，的在到截至]*(?P<of>(?![谁哪几多有是为怎什何])[\u4e00-\u9fff]{2}|[A-Za-z][\w.-]+)")


def opening(plain: str) -> list[str]:
    """The words of the noun phrase that a sentence opens with, times left out; [] where it opens otherwise."""
    words: list[str] = []
    for word, flag in tagged(plain[:60]):
        if not words and (_TIME.match(flag) or re.fullmatch(r"[\d年月日]+", word)):
            continue
        if not _NAMING.match(flag) or re.fullmatch(r"\W+", word):
            break
        words.append(word)
    return words


def of_another(figure: Figure, question: Question, chosen: Figure) -> bool:
    """Does the figure's sentence open with something else than what is asked about, which is not named before the
    figure either?"""
    plain = figure.sentence.plain
    if of_other_model(question.plain, figure.sentence, figure.value.start):
        return True
    words = opening(plain)
    first = next((w for w in words if not _ANYONE.fullmatch(w)), "")
    own = f"{question.plain}\n{chosen.sentence.title}\n{chosen.sentence.lead}\n{chosen.sentence.plain}"
    if question.language != "zh" or len(first) < 2 or first in own or _AUTHORITY.search(words[-1]):
        return False
    asked = _ASKED_OF.match(cut(question.plain, time_spans(question.plain)))
    return asked is not None and asked["of"] not in plain[: figure.value.start]
