"""English questions on Chinese articles: found and weighed in Chinese, answered in English."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.answering.drafting import Drafter
from rag.answering.glossary import ORDINALS, table, with_terms
from rag.answering.names import NameBook, pinyin
from rag.answering.question import Question, analyse, language_of
from rag.answering.values import extract_dates
from rag.models.base import ModelError
from rag.types import ScoredPassage

_log = logging.getLogger(__name__)
_NAME = re.compile(r"\b[A-Z][a-z]{4,}\b")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")


def needed(question: Question, passages: Sequence[ScoredPassage]) -> bool:
    """Is the question in English and what was found mostly Chinese?"""
    foreign = sum(language_of(p.text) == "zh" for p in passages[:8])
    return question.language == "en" and foreign * 2 > len(passages[:8])


def in_chinese(
    question: Question, passages: Sequence[ScoredPassage], names: NameBook, drafter: Drafter | None
) -> Question:
    """The question in Chinese, to be answered in Chinese like any other; the answer is put into English at the end.

    Names and terms are put in as the articles write them (Anyihua is 安逸花 there), the rest the model translates.
    Without a model, or where it fails, only those help, and the question stays English.
    """
    corpus = "\n".join(p.text for p in passages)
    named = _with_names(question.text, corpus, names)
    text = ""
    if drafter is not None:
        try:
            prepared, stand_ins = _stood_in(with_terms(with_dates(_unfronted(named)), corpus), names)
            text = _translated(question, prepared, stand_ins, names, drafter)
        except ModelError as error:
            _log.warning("the question stays in English: %s", error)
    if text:
        read = analyse(text, names)
        return replace(read, form="compute") if question.form == "compute" and read.form == "open" else read
    found = analyse(named, names)
    wants = found.wants | question.wants if "other" not in question.wants else found.wants
    merged = replace(found, text=question.text, language="en", wants=wants)
    return replace(merged, form=question.form) if question.form != "open" else merged


_FRONTED = re.compile(r"^(?P<word>To|From|In|On|At|For|With|By|Under|Into) (?P<rest>(?:which|what|whom)\b[^?]*)")


def _unfronted(text: str) -> str:
    """「To which places will it go?」 as 「Which places will it go to?」: that translates better."""
    return _FRONTED.sub(lambda m: f"{m['rest'][:1].upper()}{m['rest'][1:].rstrip()} {m['word'].lower()}", text)


_STAND_INS = "甲乙丙"
_BODIES = ("大学", "银行", "医院", "学院", "协会", "联盟", "智库", "委员会", "中心")


def _stood_in(text: str, names: NameBook) -> tuple[str, dict[str, str]]:
    """The text with a plain name for each organisation, as a contract has 甲公司, and what each stands for: many a
    short name is made of everyday words, that a model translates along."""
    stand_ins: dict[str, str] = {}
    for start, end, full in reversed(names.mentions(text)):
        known = next((s for s, name in stand_ins.items() if names.canonical(name) == full), "")
        if text[start:end].isascii():
            continue
        if not known and len(stand_ins) < len(_STAND_INS):
            body = next((b for b in _BODIES if full.endswith(b)), "公司")
            known = f"{_STAND_INS[len(stand_ins)]}{body}"
            stand_ins[known] = text[start:end]
        if known:
            text = f"{text[:start]}{known}{text[end:]}"
    return text, stand_ins


def _translated(
    question: Question, prepared: str, stand_ins: Mapping[str, str], names: NameBook, drafter: Drafter
) -> str:
    """The better of two translations; what it lost of times and organisations is put in front. "" where neither is
    Chinese."""
    tried: list[tuple[int, str]] = []
    for prompt in ("translate", "translate_again"):
        text = drafter.translate(prepared, prompt)
        if language_of(text) == "zh":
            tried.append((faults(text, prepared, question, names), text))
            if not tried[-1][0]:
                break
    if not tried:
        return ""
    text = min(tried, key=lambda pair: pair[0])[1]
    lost = [name for stand_in, name in stand_ins.items() if stand_in not in text]
    for stand_in, name in stand_ins.items():
        text = re.sub(rf"[“\"]?{stand_in}[”\"]?", name, text)
    years = [f"{year}年" for year in question.years if str(year) not in text]
    text = "".join(years) + "、".join(lost) + ("的" if lost else "") + text
    found = analyse(text, names)
    if re.match(r"why\b", question.plain, re.IGNORECASE) and (cause := _CAUSE.search(text)):
        text = f"为什么{text[: cause.start()]}？"  # what a question takes for granted is looked for behind 为什么
    if question.form == "yes_no" and found.form != "yes_no":
        text = f"{text.rstrip('？?。 ')}吗？"
    _log.info("read as %s", text)
    return text


_CAUSE = re.compile(r"的?(?:原因|理由)(?:是什么|有哪些|何在)[？?。]?$")
_ASKED = (
    (r"\bwho(?:se|m)?\b", r"谁|哪|何人"),
    (r"\bwhen\b|\bwhat (?:year|date|day|month)\b", r"时|哪[一年天]|几[年月号日]|日期|年份"),
    (r"\bhow (?:many|much)\b", r"多少|几"),
    (r"\bwhy\b", r"为什么|为何|原因|怎么"),
    (r"\bwhere\b", r"哪|何处|何地"),
    (r"\bwhich\b", r"哪|什么|谁"),
    (r"\bwhat scores?\b", r"分"),
    (r"\bwhat (?:price|fare)s?\b", r"价|费|钱"),
    (r"\bwhat (?:percentage|share|proportion|rate)\b", r"百分|比|率|占|几成"),
)


def faults(text: str, prepared: str, question: Question, names: NameBook) -> int:
    """How much a translation lost or made up: names, times, values, and the words that ask."""
    found, asked = analyse(text, names), analyse(prepared, names)
    lost = sum(name not in text for name in dict.fromkeys(_HAN_RUN.findall(prepared)) if len(name) > 1)
    lost += sum(str(year) not in text for year in question.years)
    made_up = sum(year not in asked.years for year in found.years)
    mine = [v for v in found.values if v.kind != "ordinal"]
    lost += sum(not any(v.same(w) for w in found.values) for v in asked.values)
    made_up += sum(not any(v.same(w) for w in asked.values) for v in mine)
    made_up += sum(not _counted_off(v.amount, prepared) for v in found.values if v.kind == "ordinal")
    plain = question.plain.lower()
    made_up += "丁银行" in text and "丁银行" not in prepared  # the prompt's own example
    unasked = sum(bool(re.search(en, plain)) and not re.search(zh, text) for en, zh in _ASKED)
    return lost + made_up + unasked


def _counted_off(amount: float, text: str) -> bool:
    """Does the text speak of the first, the second, …?"""
    number = int(amount)
    word = ORDINALS[number - 1] if 1 <= number <= len(ORDINALS) else ""
    told = rf"\b{number}(?:st|nd|rd|th)?\b|第" + (rf"|\b{word}" if word else "")
    most = number == 1 and re.search(r"\w{3,}est\b|\bmost\b|\btop\b", text)  # the highest is 第一 too
    return bool(most) or re.search(told, text, re.IGNORECASE) is not None


_PARTS = (
    (r"(?:in |for |by |as of )?mid[- ](?P<y>(?:19|20)\d{2})", "年年中"),
    (r"(?:in |by )?(?:late|(?:at )?year-end) (?P<y>(?:19|20)\d{2})", "年末"),
    (r"(?:in |by )?early (?P<y>(?:19|20)\d{2})", "年初"),
    (r"(?:at |by |as of )?the end of (?P<y>(?:19|20)\d{2})", "年底"),
    (r"(?:in |for )?the first half of (?P<y>(?:19|20)\d{2})", "年上半年"),
    (r"(?:in |for )?the second half of (?P<y>(?:19|20)\d{2})", "年下半年"),
    (r"(?:in |for )?the first quarter of (?P<y>(?:19|20)\d{2})", "年第一季度"),
    (r"(?:in |for )?the second quarter of (?P<y>(?:19|20)\d{2})", "年第二季度"),
    (r"(?:in |for )?the third quarter of (?P<y>(?:19|20)\d{2})", "年第三季度"),
    (r"(?:in |for )?the fourth quarter of (?P<y>(?:19|20)\d{2})", "年第四季度"),
)
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? (?=[A-Z])([A-Z][a-z]+)\b(?! \d{4})")


def with_dates(text: str) -> str:
    """The dates of an English text as Chinese ones: 2 August 2023 is 2023年8月2日. Years alone stay as they are."""
    for pattern, mark in _PARTS:
        text = re.sub(pattern, rf"\g<y>{mark}", text, flags=re.IGNORECASE)
    text = _DAY_FIRST.sub(lambda m: f"{m[2]} {m[1]}" if extract_dates(f"{m[2]} {m[1]}") else m.group(), text)
    for found in reversed(extract_dates(text)):
        if found.month and not _HAN_RUN.search(found.text):
            parts = [(found.year, "年"), (found.month, "月"), (found.day, "日")]
            text = text[: found.start] + "".join(f"{n}{mark}" for n, mark in parts if n) + text[found.end :]
    return re.sub(r"\b(?:by|as of|up to|until) (?=\d{1,4}[年月])", "截至", text)


def _with_names(text: str, corpus: str, names: NameBook) -> str:
    kinds = "|".join(re.escape(kind) for kind in dict.fromkeys(table("kinds").values()))
    for start, end, full in reversed(names.mentions(text, bare=True)):
        short = min((n for n in names.names_of(full) if len(n) > 2), key=len, default=full)
        rest = re.sub(rf"^(?:\s+(?:{kinds})\b)+", "", text[end:])  # Mashang Consumer Finance is all of a name
        text = text[:start] + short + rest
    for word in dict.fromkeys(_NAME.findall(text)):
        written = spelt(word.lower(), corpus)
        if written:
            text = text.replace(word, written)
    return text


def spelt(word: str, text: str) -> str:
    """The Chinese characters of ``text`` that are spelt ``word`` in pinyin; "" where there are none."""
    for run in _HAN_RUN.findall(text):
        sounds = [_sound(char) for char in run]
        for i in range(len(run)):
            so_far = ""
            for j in range(i, min(i + 5, len(run))):
                so_far += sounds[j]
                if so_far == word and j > i:
                    return str(run[i : j + 1])
                if not word.startswith(so_far):
                    break
    return ""


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    return pinyin(char)
