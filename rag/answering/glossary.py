"""English and Chinese words for one another: terms of a question, names in Latin letters, amounts and dates."""

from __future__ import annotations

import calendar
import re
from functools import lru_cache

from rag.answering.names import jieba_quietly, pinyin
from rag.answering.values import Value, extract_dates, extract_values
from rag.messages import t

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SURNAMES = re.compile("欧阳|司马|上官|诸葛|司徒|皇甫|令狐|慕容|尉迟|长孙|宇文|东方|夏侯|公孙")
_AFTER = re.compile(r"(?:余|多|左右|以上)")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_CORE = 4
"""A name's core of more characters is written in words."""


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, str]:
    """One table of the locale's terms."""
    return {k.partition(".")[2]: v for k, v in t.file("terms", "en").items() if k.startswith(f"{name}.")}


def with_terms(text: str, corpus: str) -> str:
    """The question with its terms in Chinese, as ``corpus`` writes them. A single word means one thing in one trade and
    another elsewhere: it is put in only where the corpus has it."""
    terms = {k.lower(): v.split("|") for k, v in table("terms").items()}
    pattern = "|".join(re.escape(k) for k in sorted(terms, key=len, reverse=True))

    def chosen(match: re.Match[str]) -> str:
        spellings = terms[match.group().lower()]
        written = next((s for s in spellings if s in corpus), "")
        return written or (spellings[0] if " " in match.group() else match.group())

    return re.sub(rf"(?<![\w-])(?:{pattern})(?![\w-])", chosen, text, flags=re.IGNORECASE)


def terms_back(text: str, asked: str) -> str:
    """A Chinese sentence with the terms of the English question as the question has them."""
    for english, chinese in sorted(table("terms").items(), key=lambda pair: -len(pair[0])):
        if re.search(rf"(?<![\w-]){re.escape(english)}(?![\w-])", asked, re.IGNORECASE):
            written = next((c for c in chinese.split("|") if c in text and _HAN.search(c)), "")
            text = text.replace(written, f" {english} ") if written else text
    return text


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """The words of the tables' English sides, in lower case."""
    sides = [*table("terms"), *table("kinds").values(), *table("places").values()]
    return frozenset(w for side in sides for w in re.findall(r"[a-z]+", side.lower()))


def organisation(name: str) -> str:
    """南开大学 as Nankai University: the kind of body in English, its own name in pinyin, its legal form left out."""
    if name in table("places"):
        return table("places")[name]
    kinds = table("kinds")
    found: list[str] = []
    while ending := max((k for k in kinds if name.endswith(k) and name != k), key=len, default=""):
        name = name[: -len(ending)]
        found.insert(0, kinds[ending])
    kept = [kind for kind in found if not kind.startswith("Co.")] or found
    return " ".join([_own(name), *kept])


def _own(core: str) -> str:
    if core in table("places"):
        return table("places")[core]
    if not _HAN.search(core):
        return core
    return pinyin(core).capitalize() if len(core) <= _CORE else " ".join(pinyin(w).capitalize() for w in _cut(core))


def _cut(text: str) -> list[str]:
    return [w for w in jieba_quietly().cut(text) if w.strip()]


def person(name: str) -> str:
    """赵国庆 as Zhao Guoqing."""
    if not 2 <= len(name) <= 4:
        return pinyin(name).capitalize()
    split = 2 if _SURNAMES.match(name) and len(name) > 2 else 1
    return f"{pinyin(name[:split]).capitalize()} {pinyin(name[split:]).capitalize()}"


def amount(value: Value, *, spoken: bool = True) -> str:
    """1.6亿 as 160 million, 17.88亿元 as 1.788 billion yuan. ``spoken`` gives its unit in English too; otherwise a unit
    that is no currency stays Chinese, for a translation to put it."""
    if value.kind == "ordinal":
        return f"No. {value.amount:.0f}" if spoken else value.text
    if value.kind == "percent":
        return f"{value.amount:.10g}%"
    number = _scaled(value.amount)
    if value.kind == "money":
        number = f"{number} {table('currencies').get(value.unit, value.unit)}"
    elif value.unit:
        unit = table("units").get(value.unit, value.unit if value.unit.isascii() else "") if spoken else value.unit
        number = f"{number} {unit}".strip() if spoken else f"{number}{unit}"
    hedge = next(iter(_AFTER.findall(value.text)), "")
    return f"{table('hedges')[hedge]} {number}" if hedge else number


def _scaled(amount_: float) -> str:
    for scale, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(amount_) >= scale:
            return f"{amount_ / scale:.10g} {name}"
    return f"{amount_:,.10g}"


def day(iso: str) -> str:
    """2023-08-02 as August 2, 2023."""
    parts = [int(p) for p in iso.split("-")]
    if len(parts) == 1:
        return str(parts[0])
    month = calendar.month_name[parts[1]]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{month} {parts[2]}, {parts[0]}"


def said(text: str) -> str:
    """A short piece of our own making in English: its amounts with their hedges, and its dates."""
    return _replaced(text, spoken=True)


def with_amounts(text: str) -> str:
    """A Chinese sentence with those amounts and dates in English that a small model converts wrongly."""
    return _replaced(text, spoken=False)


def _replaced(text: str, *, spoken: bool) -> str:
    spans: list[tuple[int, int, str]] = []
    for d in extract_dates(text):
        if d.month and d.year:
            spans.append((d.start, d.end, day(d.iso())))
        elif d.month:
            spans.append((d.start, d.end, f"{calendar.month_name[d.month]}{f' {d.day}' if d.day else ''}"))
        elif spoken:
            spans.append((d.start, d.end, str(d.year)))
    spans += [
        (v.start, v.start + len(text[v.start : v.end].rstrip()), amount(v, spoken=spoken))
        for v in extract_values(text)
        if spoken or v.kind == "money" or re.search(r"[百千万亿余多]", v.text)
    ]
    out = text
    for start, end, english in sorted(spans, reverse=True):
        apart = "" if spoken else " "
        out = f"{out[:start]}{apart}{english}{apart}{out[end:]}"
    if spoken:
        for hedge in sorted(table("hedges"), key=len, reverse=True):
            out = re.sub(rf"{hedge}\s?(?=\d)", f"{table('hedges')[hedge]} ", out)
    return out
