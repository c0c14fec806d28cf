"""Chinese names in Latin letters: which stand in a sentence, how each is written, and what else a translation names."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answering import glossary
from rag.answering.names import NameBook, pinyin
from rag.answering.question import tagged
from rag.answering.translation import spelt

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+")
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")
_MARKED = re.compile(r"[“「《]([\u4e00-\u9fff]{2,4})[”」》]")
_EVERYDAY = frozenset(
    word.lower() for word in (*calendar.month_name, *calendar.day_name, "English", "Chinese", "Internet", "Mr", "Ms")
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name as the articles write it, and in Latin letters; ``common`` is one that needs no original beside it."""

    chinese: str
    latin: str
    common: bool = False


def put_in(text: str, names: NameBook, asked: str) -> tuple[str, list[Named]]:
    """The text with its names in Latin letters: as the question writes them, or else in pinyin with the kind of body in
    English."""
    spans: list[tuple[int, int, Named]] = []
    for start, end, named in _candidates(text, names, asked):
        if not any(start < b and end > a for a, b, _ in spans):
            spans.append((start, end, named))
    spans.sort(key=lambda span: span[0])
    out, at = "", 0
    for start, end, named in spans:
        space = " " if out and not re.search(r"[\s，。、（“”：；]$", out + text[at:start]) else ""
        out += f"{text[at:start]}{space}{named.latin} "
        at = end
    found = {n.latin: n for _, _, n in spans}
    return re.sub(r" (?=[，。、）；：,.;:)])", "", out + text[at:]).strip(), list(found.values())


def _candidates(text: str, names: NameBook, asked: str) -> Iterable[tuple[int, int, Named]]:
    """Spans of names, the surest first."""
    for start, end, full in names.mentions(text):
        written = text[start:end]
        known = _as_asked(full, names, asked)
        yield start, end, Named(written, written if written.isascii() else known or glossary.organisation(full))
    for word in dict.fromkeys(re.findall(r"\b[A-Z][a-z]{3,}\b", asked)):
        written = spelt(word.lower(), text)
        at = text.find(written) if written else -1
        if at >= 0:
            yield at, at + len(written), Named(written, word)
    yield from _transliterated(text)
    yield from _tagged(text)
    for match in _MARKED.finditer(text):
        yield match.start(), match.end(), Named(match[1], pinyin(match[1]).capitalize())


def _as_asked(full: str, names: NameBook, asked: str) -> str:
    """The organisation as the question writes it in Latin letters, with the words of its kind behind it."""
    kinds = "|".join(re.escape(k) for k in dict.fromkeys(glossary.table("kinds").values()))
    for start, end, other in names.mentions(asked, bare=True):
        if other == full and asked[start:end].isascii():
            rest = re.match(rf"(?:\s+(?:{kinds})\b)*", asked[end:])
            return asked[start:end] + (rest.group() if rest else "")
    return ""


def _placed(text: str) -> list[tuple[int, str, str]]:
    """Each word with where it begins and its part of speech."""
    words, at = [], 0
    for word, flag in tagged(text):
        words.append((at, word, flag))
        at += len(word)
    return words


def _transliterated(text: str) -> Iterable[tuple[int, int, Named]]:
    """「罗伯特·凯利·奥特伯格」 as it stands: pinyin of a name that is no Chinese one says nobody's."""
    words = _placed(text)
    i = 0
    while i < len(words):
        if words[i][1] != "·" or i == 0 or i + 1 == len(words):
            i += 1
            continue
        start = words[i - 1][0]
        while i + 1 < len(words) and words[i][1] == "·":
            i += 2
            while i < len(words) and words[i][2].startswith("nr"):
                i += 1
        end = words[i][0] if i < len(words) else len(text)
        if _FOREIGN.fullmatch(text[start:end]):
            yield start, end, Named(text[start:end], text[start:end])


def _tagged(text: str) -> Iterable[tuple[int, int, Named]]:
    """Persons, places and bodies by part of speech; a body is a place or name with the kind of body after it."""
    words = _placed(text)
    kinds, i = glossary.table("kinds"), 0
    while i < len(words):
        start, word, flag = words[i]
        counted = flag.startswith("nr") and re.search(r"[\d百千万亿余多几第]$", text[:start])
        if flag not in ("nr", "nrt", "nrfg", "ns", "nt") or not _HAN_RUN.fullmatch(word) or counted:  # 「1059 项」
            i += 1
            continue
        end = j = i + 1
        while j < len(words) and (words[j][2] in ("nr", "ns", "nt", "nz") or words[j][1] in kinds) and j - i < 5:
            j += 1
            if words[j - 1][1] in kinds and len(words[j - 1][1]) > 1:
                end = j
        if flag.startswith("nr") and end == i + 1 and len(word) == 1:
            if end < len(words) and _HAN_RUN.fullmatch(words[end][1]) and len(words[end][1]) <= 2:
                end += 1
            else:
                i += 1
                continue
        elif flag.startswith("nr") and end == i + 1 and len(word) == 2 and end < len(words):
            end += words[end][2] in ("n", "ng", "nr") and len(words[end][1]) == 1  # 「赵国 庆」
        name = "".join(w for _, w, _ in words[i:end])
        yield start, start + len(name), _named(name, flag, end - i > 1)
        i = end


def _named(name: str, flag: str, joined: bool) -> Named:
    common = glossary.table("places").get(name, "")
    if common:
        return Named(name, common, True)
    if flag in ("nr", "nrt", "nrfg") and not any(name.endswith(k) for k in glossary.table("kinds") if joined):
        return Named(name, glossary.person(name))
    return Named(name, glossary.organisation(name))


def annotated(english: str, named: Sequence[Named], told: set[str]) -> str:
    """The translation with the Chinese name in parentheses behind each name where it is first said."""
    for name in named:
        if name.common or name.chinese == name.latin or name.chinese in told:
            continue
        at = english.lower().find(name.latin.lower())
        if at < 0:
            continue
        end = at + len(name.latin)
        english = f"{english[:at]}{name.latin} ({name.chinese}){english[end:]}"
        told.add(name.chinese)
    return re.sub(r"\)(?=[A-Za-z])", ") ", english)


def unexplained(english: str, source: str, named: Sequence[Named], asked: str) -> list[str]:
    """Words with a capital that are neither names of the source, nor of the question, nor everyday words."""
    rest = english
    for name in named:
        rest = re.sub(re.escape(name.latin), " ", rest, flags=re.IGNORECASE)
    known = set(re.findall(r"[a-z]+", f"{source} {asked}".lower())) | _EVERYDAY | glossary.english_words()
    found = []
    for match in _CAPITAL.finditer(rest):
        word = match.group().lower()
        begins = not rest[: match.start()].strip(" \"'") or rest[: match.start()].rstrip()[-1:] in ".!?:"
        if word not in known and not begins and not spelt(word, source):
            found.append(match.group())
    return found
