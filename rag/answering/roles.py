"""Is a name said to have what the question asks who has: the prize, the office, the part?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.answering.qualifiers import contrary
from rag.answering.question import Question

if TYPE_CHECKING:
    from rag.answering.evidence import Sentence

_HOPED = re.compile(r"赔率|候选|热门|呼声|看好|有望|提名|预测|或将|争夺|种子|入围|竞争")
_WON = re.compile(r"冠军|亚军|获奖|颁给|授予|当选|夺得|夺冠|赢得|得主|获得者|摘得|折桂")

_AWARD = re.compile(r"奖(?!金|励|学|项)|MVP|最佳|最有价值|\b(?:award|prize|medal)\b", re.IGNORECASE)
_AWARDED = re.compile(
    r"奖|MVP|最佳|最有价值|荣[膺获]|[获夺捧摘颁]|授予|当选|得主|桂|揭晓|[评选]为|称号"
    r"|\b(?:award|prize|medal|won|win|winner|honou?r|best|most valuable)",
    re.IGNORECASE,
)
_ROSE = re.compile(r"成为|升任|接任|继任|出任|当选|宣誓|就任|接替|递补|转任|改任")


def not_won(asked: str, s: Sentence, name: str) -> bool:
    """Is it asked who won, and does the sentence only count ``name`` among those who may; or is it asked who got an
    award, and nothing up to the sentence speaks of one?"""
    if name not in s.plain:
        return False
    if _AWARD.search(asked) and not _AWARDED.search(f"{s.title}{s.lead}{s.plain}"):
        return True
    return bool(_WON.search(asked) and not _HOPED.search(asked) and _HOPED.search(s.plain)) and not (
        _WON.search(s.plain)
    )


def of_other_role(name: str, s: Sentence, question: Question) -> bool:
    held = [m.span() for m in re.finditer(re.escape(name.lower()), s.plain.lower())]
    if any(_ROSE.search(s.plain[end:]) for _, end in held):
        return False  # 「副总统甲宣誓，成为总统」: the role is the one that came after
    return bool(held) and all(contrary(question.plain, s.plain, start, end) for start, end in held)
