"""Who is spoken of: organisations and their short names, learned from the articles, and names in a question.

No name is listed in code. A full name is recognised by its form (…有限公司, …银行, …大学), a short name by a definition
(「以下简称X」「（下称：X）」) or because it is the full name with characters left out
(招联消金 in 招联消费金融有限公司).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

_HAN = r"[\u4e00-\u9fff]"
_FULL = re.compile(rf"(?:{_HAN}|[A-Za-z]){{2,20}}?(?:股份有限公司|有限责任公司|有限公司)(?:[（(]{_HAN}{{2,6}}[）)])?")
_DEFINED = re.compile(
    rf"(?P<full>(?:{_HAN}|[A-Za-z0-9·（）()]){{3,30}}?)\s?[（(,，]?\s?[（(,，“\"]?(?:以下)?(?:简称|下称|统称)(?:为)?[:：]?\s?[“\"「]?(?P<short>(?:{_HAN}|[A-Za-z0-9]){{2,12}})[”\"」]?\s?[)）]?"
)
_LATIN_DEFINED = re.compile(r"(?P<full>[A-Z][A-Za-z&.' -]{4,60}?)\s?\((?P<short>[A-Z][A-Za-z&.]{1,12})\)")
_CUT_BEFORE = re.compile(
    r"^.*?(?:近日|日前|其中|以及|包括|分别为|分别是|由|与|和|及|、|在|是|向|对|将|为|的|据|经|被|了|称|如)(?=.{4,})"
)
_NO_BODY = re.compile(r"(?:行业|领域|市场|业务|产业|项目|活动|时代|战略|计划|规划|模式|技术|体系|地区)$")
_GENERIC = re.compile(r"^(?:该|本|我|此|这|某|一家|两家|三家|多家|各|其|全国|国家|持牌)")


_BY_FORM = re.compile(
    r"(?P<own>[\u4e00-\u9fff]{2,8}?)(?:银行|农商行|信托|信用社|集团|大学|医院|证券|保险|基金|消费金融|消金|汽车|科技|股份|公司)"
)
_ANY = re.compile(r"[哪什某几多各每该这那本此其些个家的和与是有在对所给把被让从]|[一二三四五六七八九十]")
"""What stands before 公司 or 银行 where none is named: 哪家, 三家, 这些."""
_WHEN = re.compile(
    r"\d+年[度底末初]?|\d+月[份底末初]?|\d+[日号]|[年月][底末初]|[上下]半年|全年|目前|现在|如今|今年|去年|[第前][一二三四]季度"
)
_OF_A_KIND = re.compile(
    r"(?:持牌|上市|头部|商业|国有|民营|外资|大型|中小|传统|地方)*"
    r"(?:消费金融|消金|金融|保险|证券|银行|科技|汽车|基金|集团|互联网|持牌|上市|头部|商业|国有|民营|外资|大型|中小|传统|地方)"
)
"""「消金公司」: a kind of company, and no one of them."""
_RELATED = re.compile(
    r"(?:母|子|孙|分|总|本|贵|上市|控股|参股|跨国|关联|合资|独资|全资|项目|平台|合作|同业)(?:公司|银行|集团|科技)$"
)
"""「归属于母公司股东的净利润」: a company by what it is to another, and no name."""


_RATES = re.compile(r"在?[给对为替][^，,。；;]{1,16}?(?:打了?的?分|评了?的?分|评级|排了?名次?|做的?(?:评测|测评|排名))")
"""Behind the name of who gives marks: 「给乙的应用打分」."""


@dataclass
class Organisation:
    """One organisation under all the names that the articles use for it."""

    full: str
    names: set[str] = field(default_factory=set)

    @property
    def core(self) -> str:
        return self.full[:2]

    def is_short_form(self, text: str) -> bool:
        """Is ``text`` the full name with characters left out (at least three kept, the first two among them)?"""
        if len(text) < 3 or not text.startswith(self.core):
            return False
        rest = iter(self.full)
        return all(char in rest for char in text)


class NameBook:
    """The organisations of a set of articles and how each is called.

    >>> book = NameBook(["招联消费金融有限公司(以下简称招联金融)获批。招联消金第二。"])
    >>> book.canonical("招联消金") == book.canonical("招联金融") != ""
    True
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.organisations: list[Organisation] = []
        self._core_uses: Counter[str] = Counter()
        texts = list(texts)
        for text in texts:
            self._learn(text)
        self._merge()
        everything = "\n".join(texts)
        for organisation in self.organisations:
            self._find_short_forms(organisation, everything)
        self.__dict__.pop("_by_name", None)

    def _learn(self, text: str) -> None:
        for match in _DEFINED.finditer(text):
            full, short = _trim(match["full"], match["short"]), match["short"]
            if len(full) >= 3 and not (_GENERIC.match(short) or _NO_BODY.search(full)) and _subsequence(short, full):
                self._add(full, short)
        for match in _FULL.finditer(text):
            full = _trim(match.group(), "")
            if 6 <= len(full) <= 24 and not _GENERIC.match(full):
                self._add(full)
        for match in _LATIN_DEFINED.finditer(text):
            initials = "".join(w[0] for w in match["full"].split() if w[0].isupper())
            if initials == match["short"].replace(".", "").upper():
                self._add(match["full"].strip(), match["short"])

    def _add(self, full: str, *names: str) -> None:
        for organisation in self.organisations:
            if organisation.full == full:
                organisation.names.update(names)
                return
        self.organisations.append(Organisation(full, {full, *names}))

    def _merge(self) -> None:
        """Two full names that share a defined short name, or of which one abbreviates the other, are one."""
        merged: list[Organisation] = []
        for organisation in sorted(self.organisations, key=lambda o: -len(o.full)):
            for other in merged:
                shared = organisation.names & other.names
                if shared or (len(organisation.full) >= 4 and other.is_short_form(organisation.full)):
                    other.names |= organisation.names
                    break
            else:
                merged.append(organisation)
        self.organisations = merged

    def _find_short_forms(self, organisation: Organisation, text: str) -> None:
        if not re.match(rf"{_HAN}{{2}}", organisation.core):
            return
        base = re.sub(r"(?:股份|有限|责任)*公司$", "", organisation.full)
        found: Counter[str] = Counter()
        for match in re.finditer(re.escape(organisation.core), text):
            form, rest = organisation.core, base[2:]
            for char in text[match.end() : match.end() + 12]:
                at = rest.find(char)
                if at < 0:
                    break
                form, rest = form + char, rest[at + 1 :]
            found[form] += 1
        whole = sum(found.values())
        for form, count in found.items():
            stems = [found[form[:n]] for n in range(3, len(form))]
            chance = any(stem > 10 * count for stem in stems)  # 「马上消费融合…」 does not make 马上消费融 a name
            if len(form) >= 3 and organisation.is_short_form(form) and (count >= 2 or len(form) >= 4) and not chance:
                organisation.names.add(form)
        # the two-character core alone (招联) is a name where it is no word (远岚) or hardly ever means anything else
        if whole and (found[organisation.core] <= 0.2 * whole or not is_word(organisation.core)):
            self._core_uses[organisation.core] += whole

    @cached_property
    def _by_name(self) -> dict[str, Organisation]:
        table: dict[str, Organisation] = {}
        for organisation in self.organisations:
            for name in organisation.names:
                table.setdefault(name, organisation)
        cores = Counter(o.core for o in self.organisations)
        for organisation in self.organisations:
            if cores[organisation.core] == 1 and self._core_uses[organisation.core]:
                table.setdefault(organisation.core, organisation)
        return table

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(self._by_name, key=len, reverse=True)
        return re.compile("|".join(re.escape(n) for n in names) or r"(?!)")

    def canonical(self, name: str) -> str:
        """The full name behind a name, or "" where it is not known."""
        organisation = self._by_name.get(name)
        return organisation.full if organisation else ""

    def names_of(self, full: str) -> tuple[str, ...]:
        for organisation in self.organisations:
            if organisation.full == full:
                return tuple(sorted(organisation.names, key=len, reverse=True))
        return ()

    def mentions(self, text: str, *, bare: bool = False) -> list[tuple[int, int, str]]:
        """(start, end, full name) of each organisation named in ``text``. Bare cores count only where asked for,
        as in a short question, or where they are no word of the language (远岚, but not 马上). Who only rates
        others (「甲智库给乙的应用打分」) is not who is spoken of."""
        found = self._latin_mentions(text) if bare and re.search(r"[A-Z][a-z]", text) else []
        for match in self._pattern.finditer(text):
            name = match.group()
            organisation = self._by_name[name]
            if (len(name) > 2 or bare or not is_word(name)) and not _RATES.match(text, match.end()):
                found.append((match.start(), match.end(), organisation.full))
        return found

    def _latin_mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Organisations whose Chinese name is spelt in pinyin (Mashang, Ping An)."""
        found = []
        words = list(re.finditer(r"[A-Za-z]+", text))
        for i, word in enumerate(words):
            for last in words[i : i + 2]:
                spelt = "".join(w.group() for w in words[i : words.index(last) + 1]).lower()
                full = self._by_pinyin.get(spelt, "")
                if full and word.group()[0].isupper():
                    found.append((word.start(), last.end(), full))
        return found

    @cached_property
    def _by_pinyin(self) -> dict[str, str]:
        table: dict[str, str] = {}
        for organisation in self.organisations:
            if re.match(rf"{_HAN}{{2}}", organisation.full):
                for name in (organisation.core, *organisation.names):
                    table.setdefault(pinyin(name), organisation.full)
        return table

    @cached_property
    def _spellings(self) -> tuple[dict[str, str], dict[str, str]]:
        """Learned Chinese names by their sounds (three characters or more), and by themselves with one character left
        open (five or more)."""
        sounds: dict[str, str] = {}
        gaps: dict[str, str] = {}
        for name in self._by_name:
            if len(name) >= 3 and re.fullmatch(rf"{_HAN}+", name):
                key = " ".join(_sounds(name))
                sounds[key] = name if sounds.get(key, name) == name else ""  # two names that sound alike decide nothing
                for i in range(2, len(name)) if len(name) >= 5 else ():
                    gap = f"{name[:i]}*{name[i + 1 :]}"
                    gaps[gap] = name if gaps.get(gap, name) == name else ""
        return sounds, gaps

    def corrected(self, text: str) -> str:
        """The text with misspelt names of organisations put right; its length stays the same.

        Put right are names written with characters that sound the same (三 or more characters), and names of five or
        more with one wrong character after the second, where that character makes no word with its neighbours: 农业大学
        and 工业大学 are two names.

        >>> NameBook(["招联消费金融有限公司(以下简称招联金融)获批。"]).corrected("招连金融的利润")
        '招联金融的利润'
        """
        sounds, gaps = self._spellings
        if not sounds or not re.search(rf"{_HAN}{{3}}", text):
            return text
        taken = [(a, b) for a, b, _ in self.mentions(text) if b - a > 2]
        spoken = _sounds(text)
        for size in sorted({len(n) for n in (*sounds.values(), *gaps.values()) if n}, reverse=True):
            for at in range(len(text) - size + 1):
                window = text[at : at + size]
                if any(at < b and at + size > a for a, b in taken) or not re.fullmatch(rf"{_HAN}+", window):
                    continue
                name = sounds.get(" ".join(spoken[at : at + size]), "") or _with_gap(window, gaps)
                if name:
                    text = text[:at] + name + text[at + size :]
                    taken.append((at, at + size))
        return text

    def expand(self, question: str) -> str:
        """The question with the other names of each organisation in it appended, for lexical search."""
        extra: list[str] = []
        for _, _, full in self.mentions(question, bare=True):
            for name in self.names_of(full)[-3:]:
                if name not in question and name not in extra:
                    extra.append(name)
        return f"{question} {' '.join(extra)}" if extra else question


def unlisted(text: str) -> list[str]:
    """Organisations told by the form of their name alone (某某银行), in all the lengths that they may have: what stands
    before a name in a question may have come along, and two characters of its own will do."""
    found = [
        (m.group(), len(m["own"]))
        for m in _BY_FORM.finditer(_WHEN.sub("，", text))
        if not (_ANY.search(m["own"]) or _OF_A_KIND.fullmatch(m["own"]) or _RELATED.search(m.group()))
    ]
    return [name[i:] for name, own in found for i in range(own - 1)]


def spoken_of(name: str, text: str) -> bool:
    """Does the text hold the name, or a short form of it: 重庆农商行 for 重庆农村商业银行?"""
    if name in text:
        return True
    organisation = Organisation(name)
    for match in re.finditer(re.escape(name[:2]), text):
        rest, form = name[2:], name[:2]
        for char in text[match.end() : match.end() + len(name)]:
            at = rest.find(char)
            if at < 0:
                break
            form, rest = form + char, rest[at + 1 :]
        if organisation.is_short_form(form):
            return True
    return False


@lru_cache(maxsize=4096)
def is_word(text: str) -> bool:
    """Is it in the dictionary, so that it may well mean something else than the name?"""
    return bool(_dictionary().get(text))


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, int]:
    cutter = jieba_quietly()
    cutter.initialize()
    found: dict[str, int] = cutter.dt.FREQ
    return found


@lru_cache(maxsize=1)
def jieba_quietly() -> Any:
    """The segmenter, loaded when first needed: its import takes half a second, and it tells of itself on stderr."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba


def pinyin(text: str) -> str:
    """A Chinese text in pinyin without tones or spaces."""
    import pypinyin

    return "".join(pypinyin.lazy_pinyin(text)).lower()


def _sounds(text: str) -> tuple[str, ...]:
    """The pinyin of each character by itself, without tones."""
    return tuple(_sound(char) for char in text)


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    return pinyin(char)


def _with_gap(window: str, gaps: dict[str, str]) -> str:
    """The name that differs from ``window`` in one character which makes no word there."""
    for i in range(2, len(window)) if len(window) >= 5 else ():
        name = gaps.get(f"{window[:i]}*{window[i + 1 :]}", "")
        pairs = (window[i - 1 : i + 1], window[i : i + 2])
        if name and not any(len(pair) == 2 and is_word(pair) for pair in pairs):
            return name
    return ""


def _trim(name: str, short: str) -> str:
    """Cut what precedes a full name in its sentence: begin at the short name's characters, or after a particle."""
    name = name.strip("（）()，,“” ")
    if short and (at := name.rfind(short[:2])) > 0:
        return name[at:]
    previous = ""
    while previous != name:
        previous = name
        name = _CUT_BEFORE.sub("", name, count=1)
    return name


def _subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)
