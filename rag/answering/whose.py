"""Whose is a value: the organisation, or the whole, that a figure in a sentence is said of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import Sentence
from rag.answering.names import NameBook, unlisted
from rag.answering.values import Value, extract_values

EACH = re.compile(r"分别(?:为|是|达|有|约|获|占|以|达到|获得)?|各(?:为|是|有|获)|respectively")
_JOINED = re.compile(r"^[、和与及以,，\s]*(?:以及|and)?[、和与及,，\s]*$")
_COLLECTIVE = re.compile(
    r"(?:整个|全)?(?:行业|产业)(?!.{0,6}(?:首|第一|居|排))|我国|全国(?!.{0,8}(?:首|第一|居|排))|全球(?!.{0,6}(?:首|第一|居|排))|\d+家[^，。；]{0,12}(?:公司|机构|企业|银行)"
)
"""What is said of all of an industry or a country is said of no one organisation."""
_OTHER_SUBJECT = re.compile(
    r"[；;](?:而|同时)?(?P<who>[\u4e00-\u9fff]{2,10}(?:银行|[商农]行|公司|集团|大学|学院|医院|金融|消金|科技|证券|保险))(?=则|也|又|凭|以|获|的|拿|为|是|在|达|有)[^；;。]*$"
)
"""「甲公司获二等奖；乙行则获三等奖」, where 乙行 is no name that the articles introduce."""


def value_subject(s: Sentence, value: Value, names: NameBook) -> tuple[str, ...]:
    """The organisations that a value in an evidence sentence is said of; () where that cannot be told.

    A value after 分别 belongs to its counterpart in the list before it; a counterpart that is no known organisation is
    given as it is written.
    """
    mentions = names.mentions(s.plain)
    before = [m for m in mentions if m[1] <= value.start]
    each = [m for m in EACH.finditer(s.plain) if m.end() <= value.start]
    if each:
        shared = _shared_out(s, value, each[-1], names)
        if shared:
            return shared
    if before and (other := _OTHER_SUBJECT.search(s.plain[before[-1][1] : value.start])):
        return (other["who"],)
    if before:
        return tuple(dict.fromkeys(joined_group(before, s.plain)))
    if whole := collective(s, value):
        return (whole,)
    after = [m for m in mentions if m[0] >= value.end]
    if after and re.match(r"^[^，,。；;]{0,8}$", s.plain[value.end : after[0][0]]):
        return (after[0][2],)
    own = unlisted(s.plain[: value.start])
    return tuple(own[-1:]) or s.inherited


def collective(s: Sentence, value: Value) -> str:
    """The whole that the value is said of, where one is named shortly before it; else ""."""
    found = _COLLECTIVE.search(s.plain[max(0, value.start - 40) : value.start])
    return found.group() if found else ""


def _shared_out(s: Sentence, value: Value, each: re.Match[str], names: NameBook) -> tuple[str, ...]:
    """「A与B，…分别为1以及2」: which of A and B the value belongs to; () where they do not match."""
    end = re.search(r"[。；;]", s.plain[each.end() :])
    listed = [
        v
        for v in extract_values(s.text)
        if each.end() <= v.start and (end is None or v.start < each.end() + end.start())
    ]
    position = next((i for i, v in enumerate(listed) if v.start == value.start), -1)
    lists = re.split(r"[，,；;：:。]", s.plain[: each.start()])
    for clause in reversed(lists[-3:]):
        members = [m for m in re.split(r"、|以及|和|与|及", clause) if m.strip()]
        if len(members) == len(listed) > 1 and position >= 0:
            member = members[position].strip()
            known = names.mentions(member)
            return (known[-1][2],) if known else (member,)
    return ()


def joined_group(mentions: Sequence[tuple[int, int, str]], text: str) -> list[str]:
    """The last mention and those joined to it by 、和与 before it."""
    group: list[tuple[int, int, str]] = []
    for mention in reversed(mentions):
        if group and not _JOINED.match(text[mention[1] : group[-1][0]]):
            break
        group.append(mention)
    return [full for _, _, full in reversed(group)]
