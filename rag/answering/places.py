"""Is a figure said of another place or site than the one that a question names?"""

from __future__ import annotations

import re

from rag.answering.question import tagged
from rag.answering.values import Value

_PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2})(?P<kind>[县市省州镇村乡国岛]|(?<![校社园小景地片山灾选战特市城郊辖街营库林牧老新])区)(?![长民场委政府级域块口家际内外产会值价面容道庄民企])"
)
_NO_NAME = re.compile(
    r"[的全该本各两我这那几此在和与于从对被是为到把由让将多半]|相邻|邻近|附近|周边|多个|整个|所有|一个|[上超股楼夜菜节返下城罢闹]$"
)
_OF_TWO_CHARACTERS = "中美法英德韩泰俄新外两邻出回建帝王和战爱各盟列"
"""What stands before 国 in a word of two characters: 「奥运会中国队」 names no 会中国."""
_SITE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2})(?P<kind>遗址|大桥|隧道|水库|水电站|核电站|大学|学院|中学|小学|医院|公园|博物馆|机场|车站|体育场|体育馆|号线|高铁|高速|煤矿|油田|山脉|国家公园|保护区|开发区)"
)
"""Works and places whose name stands before what they are."""
_NO_SITE = re.compile(r"[家个所座条间处多少几哪有是的了在各每新该本两这那和与开全省市县区镇乡]")
_PLACES = re.compile(
    r"^(?:个|座)?(?P<kind>省市?|省份|城市|国家|地区|县区?|区县|市县?|乡镇?|镇|村|街道|社区)(?![级长委政局域])"
)


def of_places(asked: str, plain: str, value: Value) -> bool:
    """「在13个省有医院82家」: 13 counts provinces, which is not asked."""
    match = _PLACES.match(plain[value.end :]) if value.kind == "number" and value.unit in ("个", "座", "") else None
    return match is not None and match["kind"][0] not in asked


def _sites(text: str) -> list[re.Match[str]]:
    """「墨岭隧道」, but not 「多少家医院」."""
    return [m for m in _SITE.finditer(text) if not _NO_SITE.search(m["name"])]


_SIZE = re.compile(r"国际|国家(?=[级大森湿自])|客运")


def other_site(asked: str, plain: str, value: Value) -> bool:
    """Is the last site named before the value another of the kind that is asked about (红泥遗址 for 白石遗址)?"""
    sites = _sites(asked)
    at, plain = len(_SIZE.sub("", plain[: value.start])), _SIZE.sub("", plain)  # 栖云国际机场 is 栖云机场
    wanted = {_SIZE.sub("", m.group()) for m in sites}
    before = [m for m in _sites(plain) if m.end() <= at]
    if not wanted or not before or before[-1]["kind"] not in {m["kind"] for m in sites}:
        return False
    return not any(site in plain for site in wanted) and before[-1].group() not in wanted


def other_place(asked: str, plain: str, value: Value) -> bool:
    """Is the last place named before the value another of the kind that is asked about (西塘县 for 戈兰县)?"""
    wanted = {(m["name"], m["kind"]) for m in _places(asked)}
    if not wanted:
        return False
    kinds = {kind for _, kind in wanted}
    before = [m for m in _places(plain) if m.end() <= value.start and m["kind"] in kinds]
    if not before:
        return False
    last = (before[-1]["name"], before[-1]["kind"])
    if any(kind == last[1] and name[-1] == last[0][-1] for name, kind in wanted):
        return False  # 「2022年槿州」 and 「走进槿州」: the name has but one character
    return not any(name in plain[before[-1].end() : value.start] for name, _ in wanted)


_NATIONAL = re.compile(r"全国|国内|我国|中国|全球|世界各")
_LOCAL = re.compile(
    r"[我全本][市省县区州镇](?!长|委|政府|场)|当地|辖区|地区生产总值|[省市州县区](?:统计局|卫健委|教育厅|文旅厅|人社厅|民政厅|财政厅|商务厅)"
)


def only_local(asked: str, plain: str, value: Value) -> bool:
    """「我市累计接待游客1009万人次」 is not what the whole country had."""
    return bool(_NATIONAL.search(asked) and _LOCAL.search(plain[: value.start])) and not (
        _NATIONAL.search(plain[: value.end]) or _LOCAL.search(asked)
    )


def _places(text: str) -> list[re.Match[str]]:
    """Every two characters before a 县, 市, … that can be a name."""
    found = []
    for at in range(len(text)):
        match = _PLACE.match(text, at)
        short = match and match["kind"] == "国" and match["name"][-1] in _OF_TWO_CHARACTERS
        if match and not short and not _NO_NAME.search(match["name"]):
            found.append(match)
    return found


def of_a_nation(asked: str, plain: str, value: Value) -> bool:
    """「4名中国公民遇难」 are not all who died, unless the question is of them."""
    if value.unit not in ("人", "名", "位"):
        return False
    words = tagged(re.split(r"[，,。；;、]", plain[value.end :])[0][:12])
    return bool(words) and words[0][1] == "ns" and len(words) > 1 and words[0][0] not in asked
