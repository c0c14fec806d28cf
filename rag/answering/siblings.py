"""Is a sentence said of another of the kind: another festival, model or book than the one that is asked about?

Nothing is known of the names themselves. Two are compared where they share what they are (霁川电影节 and
桐湾国际电影节, E7 and E5, 《甲》 and 《乙》), and only where nothing before the sentence in its article names the one
that is asked about: an article may well speak of both.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.answering.names import is_word
from rag.answering.periods import editions
from rag.answering.question import Question, simplify, tagged

if TYPE_CHECKING:
    from rag.answering.evidence import Sentence

_CODE = re.compile(r"(?<![A-Za-z0-9.])(?P<letters>[A-Za-z]{1,5})-?\d{1,4}[A-Za-z]{0,3}(?![A-Za-z0-9%.])")
_SPACED = re.compile(r"(?<![A-Za-z0-9])(?P<letters>[A-Z][A-Za-z]{1,9}) ?(?P<number>\d{1,2})(?![A-Za-z0-9%]|[.,:]\d)")
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*$")
"""「Fold 4」 has siblings of the same word: Fold 3; 「May 4」 has none."""
_LINE = re.compile(r"(?P<name>\d{1,3}|[一二三四五六七八九十]{1,3})(?P<kind>号线|号楼|号机组|号馆|号院)")
_VESSEL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[^，。；]{0,6}[“\"「])?(?P<name>[\u4e00-\u9fffA-Za-z]{2,4})号(?![线楼院馆码称召机])"
)
_SERIES = re.compile(
    r"(?P<of>[\u4e00-\u9fff][^\W\d月年初])(?P<number>[一二三四五六七八九十]{1,3}|\d{1,3})号(?![线楼院馆机文])"
)
"""「神舟十七号」 has siblings of the same series, told by its last two characters; 「五月七号」 has none."""
_GAMES = re.compile(r"(?:[亚奥世大全青特冬夏残]{1,3}运|[冬夏残青]{1,2}奥)(?=会|历史|首|冠军|金牌|赛场|村|男|女|奖)")
"""亚运 is not 亚残运, nor 奥运."""
_CROSSING = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2})(?:[跨过穿][江海河湖]|[江海河湖]底|公铁|特)?(?P<kind>通道|大桥|隧道|高速(?!增|发|运|铁|行|下)|高铁|铁路|运河|水电站|水库|机场)"
)
_NO_CROSSING = re.compile(r"[跨过穿越底架公新老该本这那座条个段全和与的在及从到至]")
"""Works of one group: 深中通道 is not 港珠澳大桥; 跨海大桥 and 海底隧道 name none."""
_LAW = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:(?:[刑民税]|公司|证券|劳动|合同|婚姻|教育|促进|保护|保障|管理|安全|处罚|诉讼|防治|银行|破产|竞争|专利|商标|选举|监察|继承|义务|商务)法(?:典|总则)?"
    r"|条例|(?:管理|实施|暂行|处罚)办法)(?=草案|修[订正]|自|将|是|从|今|在|于|正式|施行|实施|生效|表决|获|通过|共|什么|何时|哪|[，,。》”、的（(]|$)"
)
"""民法典 is not 民法总则; told apart by the last characters of their names."""
_WORK = re.compile(r"《([^》]{1,30})》")
_PROPER = ("nr", "nrt", "nrfg", "ns", "nt", "nz", "j")
_OF_A_KIND = ("n", "nz", "nt", "vn", "l")
_NO_NAME = ("d", "m", "r", "p", "c", "u")
_SINGLE = ("g", "ng", "vg", "ag", "j", "n", "nr", "ns", "nz", "a", "tg", "zg")
_ENDINGS = "赛节奖会展杯馆院校桥站厂寺峰山湖江河岛港"
_BETWEEN = re.compile(
    r"一共|总共|共计|国际|全国|世界|亚洲|城市|大学生|青年|职业|男子|女子|首届|\d+年?|第[一二三四五六七八九十\d]+届?"
)
_JUST_BEFORE = 120
"""Characters before a sentence in which a sibling may have been named: 「探玄号……。它的最大深度……」"""
_GENERAL = re.compile(
    r"公司|集团|企业|市场|行业|项目|情况|问题|时间|地区|城市|国家|人口|产品|业务|数量|金额|总量|总额|政府|部门|中心|时候|人数"
)
"""What so many bear that a name before it tells nothing: 公司 and its like are told apart by their own names."""
_NEXT_TO = r"[^，。；]{0,3}的(?:邻[国居省市县镇村邦]|近邻|(?:竞争|老)?对手|劲敌|同行|友商|前身|姊妹\w)"
_NTH = re.compile(r"(?P<nth>第(?:[一二三四五六七八九十百]{1,5}|\d{1,3})届)(?P<of>[\u4e00-\u9fffA-Za-z]{0,12})")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question: what sets it apart, and how another of its kind looks in a text."""

    own: str
    kind: str


@lru_cache(maxsize=256)
def names_in(plain: str) -> tuple[Name, ...]:
    """The names of a question that can have siblings: 霁川 of the kind 电影节, E7 of the kind of codes."""
    lines = [Name(m.group(), m["kind"]) for m in _LINE.finditer(plain)]
    found = [Name(own, kind) for kind, find in _FINDERS.items() for own in find(plain)]
    return (*lines, *found, *(Name(own, kind) for own, kind in _kinds(plain)))


def of_sibling(question: Question, s: Sentence) -> bool:
    """Does the sentence speak of a sibling of what the question names, and nothing up to it of that itself?"""
    if _of_sequel(question.plain, s.plain):
        return True
    found = names_in(question.plain)
    if not found and not _NTH.search(question.plain):
        return False
    text, near = f"{simplify(s.title)}\n{s.lead}\n{s.plain}", f"{s.lead[-_JUST_BEFORE:]}\n{s.plain}"
    return _of_other_nth(question.plain, text) or any(
        not _named(name, _without_neighbours(name.own, text))
        and (
            any(
                not _named(Name(other, name.kind), question.plain)
                for other in _siblings(name, text if name.kind == "edition" else near)
            )
            or re.search(re.escape(name.own) + _NEXT_TO, text)
        )
        for name in found
    )


_GOES_ON = re.compile(r"[\s·：:]*(?:之|\d|[二三四五]|[IVX]{1,3}|前传|后传|外传|番外)")


def _of_sequel(asked: str, plain: str) -> bool:
    """《长津湖之水门桥》 where 长津湖 is asked about without marks, and the sentence names no 《长津湖》."""
    if "《" in asked:
        return False  # compared by their marks
    works = _WORK.findall(plain)
    for work in works:
        size = next((n for n in range(len(work) - 1, 1, -1) if work[:n] in asked), 0)
        told = asked[asked.find(work[:size]) + size :] if size else ""
        own = size and not re.match(r"\s?\d", told) and _GOES_ON.match(work[size:])
        if own and work not in asked and work[:size] not in works:
            return True
    return False


_DESIGNATION = re.compile(
    r"(?<![0-9A-Za-z+.])[A-Za-z][A-Za-z+-]*[ -]?\d{1,4}[A-Za-z]{0,4}(?: (?:[A-Z][A-Za-z]*|\d{1,2})(?![A-Za-z0-9])\+?)*"
)
_COUNTED = re.compile(r"[\d百千万亿][余多]?[块个台张颗枚片套]?\s?$")
"""「278.8万H800 GPU小时」 counts with a designation, and says nothing of another."""


def of_other_model(plain: str, s: Sentence, start: int) -> bool:
    """Is what stands at ``start`` of a sentence said of another model (P60 Pro) than the one asked about (Mate 60 Pro)?
    Told by the last designation before it."""
    asked = {_bare(m.group()) for m in _DESIGNATION.finditer(plain) if not _MONTH.match(m.group())}
    told = [m for m in _DESIGNATION.finditer(s.plain[:start]) if not _COUNTED.search(s.plain[: m.start()])]
    before = [_bare(m.group()) for m in told]
    if not asked or not before:
        return False
    named = _bare(f"{s.title}{s.lead}{s.plain}")
    of_family = any(own.startswith(before[-1]) and own in named for own in asked)  # 「Mate 60」 for Mate 60 Pro
    return not of_family and not any(own in before[-1] for own in asked)


_SEQUEL = r"(?!\s?(?:[2-9]|[二三四五六七八九]|[IVX]{2}|第[二三四五六七八九]))"


_OF_TWO, _HAN = 2, "[\u4e00-\u9fff]"
"""海保 is short for 海上保安厅: the first characters of two words."""


def _named(name: Name, text: str) -> bool:
    if name.kind == "work":  # 《甲2》 does not name 《甲》
        return re.search(re.escape(name.own) + _SEQUEL, text) is not None
    if name.kind == "host":
        return name.own in _hosted(text)
    if name.kind in ("model", "code"):
        return _bare(name.own) in _bare(text)
    short = len(name.own) == _OF_TWO and name.kind not in _FINDERS
    return name.own in text or (short and re.search(_HAN.join([*name.own, ""]), text) is not None)


def _bare(text: str) -> str:
    return re.sub(r"[\s-]", "", text).lower()


def _without_neighbours(own: str, text: str) -> str:
    """「柏陵国的邻国塔尔诺」 speaks of 塔尔诺."""
    return re.sub(re.escape(own) + _NEXT_TO, "", text)


def _of_other_nth(asked: str, text: str) -> bool:
    """Does the text know the award or the games by another number, and nowhere by the one that is asked about?"""
    mine = list(_NTH.finditer(asked))
    if len(mine) != 1 or mine[0]["nth"] in text:
        return False
    of = {mine[0]["of"][i : i + 2] for i in range(len(mine[0]["of"]) - 1)}
    return any(bigram in theirs["of"] for theirs in _NTH.finditer(text) for bigram in of)


def _siblings(name: Name, plain: str) -> list[str]:
    """The names of the same kind in a text; of codes, models and series those that begin alike."""
    if find := _FINDERS.get(name.kind):
        begins = _BEGINNINGS.get(name.kind)
        return [own for own in find(plain) if begins is None or begins(own) == begins(name.own)]
    if _LINE.fullmatch(name.own):
        return [m.group() for m in _LINE.finditer(plain) if m["kind"] == name.kind]
    return [own for own, kind in _kinds(plain) if kind == name.kind] if name.kind in plain else []


def _models(plain: str) -> list[str]:
    """Fold 4, written with a space or without."""
    return [f"{m['letters']} {m['number']}" for m in _SPACED.finditer(plain) if not _MONTH.match(m["letters"])]


def _series(plain: str) -> list[str]:
    return [m["of"] + m["number"] for m in _SERIES.finditer(plain)]


def crossings(plain: str) -> list[str]:
    """Each with the two characters before what it is, where they are no word of the language."""
    found = [m for m in _CROSSING.finditer(plain) if not is_word(m["name"]) and not _NO_CROSSING.search(m["name"])]
    return [m["name"] + m["kind"] for m in found]


def _laws(plain: str) -> list[str]:
    """民法典, 公司法: as many last characters as no word before the name can stand in."""
    return [m.group()[-(4 if m.group().endswith(("条例", "总则", "办法")) else 3) :] for m in _LAW.finditer(plain)]


def _vessels(plain: str) -> list[str]:
    """Ships, probes and trains: 「探玄号」, but not 「8号」 or 「信号」."""
    return [m["name"] for m in _VESSEL.finditer(plain) if not is_word(f"{m['name'][-1]}号")]


_HOSTED = re.compile(
    r"(?P<host>[\u4e00-\u9fff]{2,4})(?:第(?:[一二三四五六七八九十]{1,3}|\d{1,2})届)?(?P<games>[冬残]?奥运?会|亚[冬残]?运会|[大世全]运会|世界杯|世博会)"
)


def _hosted(plain: str) -> list[str]:
    """雅加达亚运会, for its host; 杭州第19届亚运会 is 杭州亚运会."""
    found: list[str] = []
    for match in _HOSTED.finditer(plain):
        word, flag = tagged(match["host"])[-1]
        if flag == "ns" and word not in ("中国", "我国", "亚洲", "国际"):
            found.append(word + match["games"])
    return found


_FINDERS: dict[str, Callable[[str], list[str]]] = {
    "code": lambda plain: [m.group() for m in _CODE.finditer(plain)],
    "model": _models,
    "号": _vessels,
    "series": _series,
    "games": _GAMES.findall,
    "host": _hosted,
    "edition": lambda plain: [m.group() for m in editions(plain)],
    "crossing": crossings,
    "work": _WORK.findall,
    "law": _laws,
}
_BEGINNINGS: dict[str, Callable[[str], str]] = {
    "code": lambda own: "x" * len(re.split(r"[^A-Za-z]", own, maxsplit=1)[0]),
    "model": lambda own: own.split()[0],
    "series": lambda own: own[:2],
}


@lru_cache(maxsize=4096)
def _kinds(plain: str) -> tuple[tuple[str, str], ...]:
    """Each proper name directly before a common noun, with that noun."""
    return tuple(_pairs(tagged(plain)))


def _pairs(words: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    kept = _joined([(word, flag) for word, flag in words if not _BETWEEN.fullmatch(word)])
    for (own, flag), (kind, noun) in itertools.pairwise(kept):
        proper = flag in _PROPER or (len(own) >= 2 and flag[:1] not in _NO_NAME and not is_word(own))
        common = len(kind) >= 2 and is_word(kind) and (noun in _OF_A_KIND or kind[-1] in _ENDINGS)
        if proper and len(own) >= 2 and common and not _GENERAL.search(kind):
            yield own, kind


def _joined(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Two single characters that no word claims (霁, 川) are a name that the dictionary does not know."""
    joined: list[tuple[str, str]] = []
    for word, flag in words:
        if joined and len(word) == len(joined[-1][0]) == 1 and flag in _SINGLE and joined[-1][1] in _SINGLE:
            joined[-1] = (joined[-1][0] + word, "nz")
        else:
            joined.append((word, flag))
    return joined
