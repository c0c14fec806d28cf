"""Is a name said to have what the question asks who has: the prize, the office, the part?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rag.answering.qualifiers import BEST, agreeing, contrary
from rag.answering.question import Question

if TYPE_CHECKING:
    from rag.answering.evidence import Sentence

_HOPED = re.compile(r"赔率|候选|热门|呼声|看好|有望|提名|预测|或将|争夺|竞逐|角逐|种子|入围|竞争|短名单|初选|候补")
_WON = re.compile(
    r"冠军|亚军|获[奖颁]|颁给|授予|当选|夺得|夺冠|赢得|得主|获得者|摘得|折桂|加冕|问鼎|封后|称帝|夺魁|[桂后]冠|击败|战胜|力克|捧[杯起]|胜局|[获取险完]胜|胜选|胜出"
    r"|(?:拿下|斩获|包揽|横扫|收获|捧回|获得)(?![^，,。；;]{0,10}(?:提名|入围))"
)

_AWARD = re.compile(r"奖(?!金|励|学|项)|MVP|最佳|最有价值|[影视][后帝]|\b(?:award|prize|medal)\b", re.IGNORECASE)
_AWARDED = re.compile(
    r"奖|MVP|最佳|最有价值|封后|称帝|[影视][后帝]|荣[膺获]|[获夺捧摘颁]|授予|当选|得主|桂|揭晓|[评选]为|称号"
    r"|\b(?:award|prize|medal|won|win|winner|honou?r|best|most valuable)",
    re.IGNORECASE,
)
_ROSE = re.compile(r"成为|升任|接任|继任|出任|当选|宣誓|就任|接替|递补|转任|改任")


_CALLED = {"女主": "女主|影后|封后|视后", "男主": "男主|影帝|称帝|视帝", "影片": "最佳影片|最佳电影|大奖"}
"""Other words for what is the best."""
_TITLE = r"(?:冠军|得主|获得者|影帝|影后|金牌|金球|状元|王)[^，,。；;]{0,4}?"
_ONCE = (
    r"(?:[一二两三四五六七八九十\d]+[届次度冠]|卫冕|上届|前|历届|往届|曾(?:经)?的?|昔日|老牌)[^，,。；;冠]{0,12}"
    + _TITLE
)
"""「两届温网冠军甲」 won it once, and not this time."""
_WON_NOW = re.compile(r"夺|捧|摘|赢|击败|战胜|胜出|卫冕成功|成功卫冕|加冕|称雄|登顶|问鼎|蝉联|[获荣]")


def not_won(asked: str, s: Sentence, name: str) -> bool:
    """Is it asked who won, and does the sentence only count ``name`` among those who may; or is it asked who got an
    award, and nothing up to the sentence speaks of one?"""
    if name not in s.plain:
        return False
    if _WON.search(asked) and (once := re.search(_ONCE + re.escape(name), s.plain)):
        return _not_again(s.plain, once)
    known = f"{s.title}{s.lead}{s.plain}"
    if _AWARD.search(asked) and not _AWARDED.search(known):
        return True
    if (best := BEST.findall(asked)) and not any(re.search(_CALLED.get(b[-2:], b), known) for b in best):
        called = re.findall(r"最佳[\u4e00-\u9fff]{2}([\u4e00-\u9fff]{2}奖)", asked)
        return not any(prize in known for prize in called)  # 最佳球员金球奖 is told as 金球奖
    return only_hoped(asked, s.plain)


_HONORARY = re.compile("荣誉(?=[\u4e00-\u9fff]{2,4}奖)|终身成就")


def only_hoped(asked: str, plain: str) -> bool:
    """Is it asked who or what won, and does the sentence only tell who may (提名公布, 热门人选), or who was honoured
    otherwise (荣誉金棕榈奖)?"""
    prized = _WON.search(asked) or _AWARD.search(asked)
    if prized and _HONORARY.search(plain) and not _HONORARY.search(asked):
        return True
    return bool(prized and not _HOPED.search(asked) and _HOPED.search(plain)) and not _WON.search(plain)


def names_no_winner(asked: str, s: Sentence) -> bool:
    """Is it asked who won, and does the sentence only call somebody an earlier winner?"""
    once = re.search(_ONCE, s.plain) if _WON.search(asked) else None
    return once is not None and _not_again(s.plain, once)


def _not_again(plain: str, once: re.Match[str]) -> bool:
    return not _WON_NOW.search(plain[once.end() :])


_NAMED_AFTER = re.compile(
    r"(?:球[场馆]|体育[场馆]|机场|大道|广场|公园|大学|学院|中学|小学|奖|[杯赛](?![的中上])|剧院|大桥|隧道|医院|基金会?|图书馆|纪念[馆碑]|故居|[街路村镇县市省]|号[^召])"
)


def no_person(name: str, s: Sentence) -> bool:
    """Does the sentence give the name only as part of another: a stadium, a prize, a street named after somebody?"""
    ends = [m.end() for m in re.finditer(re.escape(name), s.plain)]
    return bool(ends) and all(_NAMED_AFTER.match(s.plain, end) for end in ends)


_OFFICE = re.compile(r"担任|就任|上任|出任|接任|当上|履新|任职|执掌|掌舵")
_TOOK_OFFICE = re.compile(
    r"担任|[就上出接继升调转改获聘到离连]任|当[上选]|任[命职]|履新|接[棒掌替]|执[掌政]|掌舵|加入|就职|宣誓|聘|上台|成为|走马"
)
WHEN = re.compile(r"哪一?[年天日月]|什么时候|何时|几月|几号")


def took_no_office(asked: str, evidence: Iterable[str]) -> bool:
    """Is it asked when somebody took an office, and does the evidence only call them by it?"""
    return bool(WHEN.search(asked) and _OFFICE.search(asked)) and not any(_TOOK_OFFICE.search(x) for x in evidence)


def of_other_role(name: str, s: Sentence, question: Question) -> bool:
    held = [m.span() for m in re.finditer(re.escape(name.lower()), s.plain.lower())]
    if any(_ROSE.search(s.plain[end:]) for _, end in held):
        # 「副总统甲宣誓，成为总统」: the role is the one that came after
        return all(_took_over_from_another(question.plain, s.plain, start, end) for start, end in held)
    return bool(held) and all(contrary(question.plain, s.plain, start, end) for start, end in held)


_LEFT = re.compile(r"(?:退休|离[任职]|辞[任职]|卸任|去职|退任|下台)")
_OF_IT = re.compile(r"(?:接任|继任|接替)(?=[，,。；;]|$)")


def _took_over_from_another(asked: str, plain: str, start: int, end: int) -> bool:
    """「民用飞机业务负责人乙退休，由首席运营官甲接任」: 甲 took over the business, not the company."""
    clause = re.split(r"[，,；;。]", plain[end:])[0]
    before = re.split(r"[，,；;。]", plain[:start])
    if len(before) < 2 or not _OF_IT.search(clause) or not _LEFT.search(before[-2]):
        return False
    at = len(plain[:start]) - len(before[-1]) - len(before[-2]) - 1
    return contrary(asked, plain, start, end) and not agreeing(asked, plain, at, at + len(before[-2]))


_KINDS = {
    "银行": "银行|[商工农中建交招]行|控股|金融|信用社",
    "医院": "医院|[\u4e00-\u9fff]院",
    "法院": "法院",
    "航空公司": "航空|[\u4e00-\u9fff]航",
}
_WHICH = re.compile(rf"哪(?:一?[家所个间])?(?P<kind>{'|'.join(_KINDS)})")
_LONGEST = 8


def naming_the_kind(asked: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that name one of the kind that is asked for (第一公民银行 for 哪家银行) besides the question's."""
    which = _WHICH.search(asked)
    if which is None:
        return []
    named = re.compile(rf"[\u4e00-\u9fff]{{2}}{which['kind']}")
    return [s for s in sentences if any(name not in asked for name in named.findall(s.plain))]


def of_the_kind(asked: str, text: str, evidence: Iterable[str]) -> bool:
    """Does an answer to 哪家银行 name one that the question does not, be it without the 银行 that the evidence writes
    behind it? A deposit insurer is none, nor is 一家银行."""
    which = _WHICH.search(asked)
    if which is None:
        return True
    new = re.sub(rf"[一某这该那][家所个间]?{which['kind']}", "", text)
    for size in range(_LONGEST, 1, -1):  # without the one in the question, whatever stands before it in the answer
        own = re.compile(rf"[\u4e00-\u9fff]{{{size}}}{which['kind']}")
        new = own.sub(lambda m: "" if m.group() in asked else m.group(), new)
    named = re.compile(rf"[\u4e00-\u9fff]{{2,8}}(?={which['kind']})")
    short = (name[-2:] for plain in evidence for name in named.findall(plain))
    return re.search(_KINDS[which["kind"]], new) is not None or any(n in new and n not in asked for n in short)
