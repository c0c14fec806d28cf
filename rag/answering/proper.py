"""Proper names in a text: people, places, bodies and works, by part of speech, by marks and by place."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from rag.answering.question import Question, simplify, tagged

MARKED = re.compile(r"[《“\"「『【]([^》”\"」』】]{2,30})[》”\"」』】]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.&'-]+")
_STOP_LATIN_WORDS = (
    "the a an of in on at to for by with and or is are was were be been it its this that these those there as "
    "from than which who has have had do does did not no yes million billion trillion thousand yuan dollars "
    "percent about over nearly more according documents document article articles company january february march "
    "april may june july august september october november december total number amount value year years month "
    "months day days first second third after before between during per cent points point rmb cny usd us app"
)
_STOP_LATIN = frozenset(_STOP_LATIN_WORDS.split())


@lru_cache(maxsize=2048)
def proper_names(text: str) -> tuple[str, ...]:
    """Names of people, places, bodies and works in a text, by part of speech and by quotation marks."""
    plain = simplify(text)
    found = [m.group(1) for m in MARKED.finditer(plain) if len(m.group(1)) <= 20]
    for word, flag in tagged(plain):
        if flag in ("nr", "nrt", "nrfg", "ns", "nt", "nz") and len(word) >= 2:
            found.append(word)
    for match in _LATIN.finditer(plain):
        word = match.group().strip(".'-")
        begins = not plain[: match.start()].strip() or plain[: match.start()].rstrip()[-1:] in ".!?\n"
        if word.lower() not in _STOP_LATIN and (
            (word[:1].isupper() and not begins) or re.search(r"\d", word) or not word.isascii()
        ):
            found.append(word)
    return tuple(dict.fromkeys(name for name in found if len(name) >= 2))


def people(text: str) -> tuple[str, ...]:
    """Names of persons in a Chinese text, by part of speech; a surname cut off from its given name is joined to it."""
    found: list[str] = []
    words = [*tagged(text), ("", "x")]
    before = ""
    for (word, flag), (following, kind) in itertools.pairwise(words):
        led, before = _ROLE.search(before) is not None, word
        if led and word in SURNAMES and kind != "x" and 1 <= len(following) <= 2:
            found.append(word + following)
            continue
        if flag in ("nr", "nrt", "nrfg"):
            if len(word) == 1 and kind != "x" and 1 <= len(following) <= 2:
                found.append(word + following)
            elif 2 <= len(word) <= 4:
                found.append(word)
    return tuple(found)


_ROLE = re.compile(r"(?:[家师长员手者裁席官]|经理|主任|导演|教练|书记|教授|博士)$")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温施纪柳梅祝阮"
)
"""The hundred or so surnames that most people bear: they open a name behind a role, whatever the dictionary says."""
_LAST = re.compile(r"(?:[是为由叫]|姓名[:：])(?P<name>[\u4e00-\u9fff·]{2,4})[。.]?$")


def named_last(sentence: str, question: Question) -> tuple[str, ...]:
    """The name with which an answer to 谁 ends, known by its place where no dictionary knows it."""
    found = _LAST.search(simplify(sentence).strip()) if "person" in question.wants else None
    return (without_deed(found["name"]),) if found else ()


_DEED = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:[饰主出扮]?演|执导|导演|所?写|创作|设计|获得|担任|夺得|拿下)?的?$")


def without_deed(name: str) -> str:
    """胡歌 of 「是胡歌演的」."""
    return _DEED.sub("", name)
