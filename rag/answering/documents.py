"""Evidence as the model reads it: one block an article, headed by its date, newest last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from rag.answering.evidence import Sentence
from rag.answering.moments import ANNUAL_REPORT, REPORTING
from rag.answering.values import extract_values


def render(sentences: Sequence[Sentence], language: str) -> str:
    """The documents part of a prompt. Sentences that follow each other in an article are run on; gaps show as ……"""
    blocks = []
    for _, group in groupby(sentences, key=lambda s: s.article_id):
        run = list(group)
        text = _of_whom(run[0], ()) + run[0].text
        for before, s in pairwise(run):
            joint = (" " if language == "en" else "") if s.start - before.end <= 4 else "……"
            text += joint + _of_whom(s, before.about) + s.text
        head = _head(run[0], language)
        text = times_named(text, run[0].published)
        blocks.append(f"{head}{_inert(_converted(text) if language == 'en' else text)}")
    return "\n".join(blocks)


def _of_whom(s: Sentence, known: Sequence[str]) -> str:
    """Of whom a sentence speaks that names nobody, where that is one and was not said just before."""
    if s.subjects or len(s.inherited) != 1 or s.inherited[0] in known:
        return ""
    return f"（{_ENDING.sub('', s.inherited[0])}）"


_ENDING = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司$")
_DAYS = {"今": 0, "昨": -1, "前": -2}
_DAY = re.compile(
    r"(?P<day>[今昨])(?:天|日|晨|早|晚|夜)(?!报|头条|[的之]?[世生]|[（(]\d)|(?<![\d天年月大])(?P<before>前)天(?!气|[（(]\d)"
)


_YEARS = {"今": 0, "去": -1, "前": -2, "明": 1}
_YEAR = re.compile(r"(?:(?P<year>[今去明]|(?<![\d目从之以])前)|(?<![比较\d])上一?)年(?!度?[（(]|级|轻|纪|同期)")


_ANNUAL = re.compile(rf"(?<!\d)(?<!\d年)(?<!\d年度){ANNUAL_REPORT}(?![（(])")
"""An annual report whose year is not said."""


def times_named(text: str, published: date | None) -> str:
    """「昨天」 and 「去年」 with the day or year meant behind them: small models do not reckon from a report's date."""
    if published is None:
        return text

    def named(match: re.Match[str]) -> str:
        day = published + timedelta(days=_DAYS[match["day"] or match["before"]])
        return f"{match.group()}（{day.month}月{day.day}日）"

    def dated(match: re.Match[str]) -> str:
        return f"{match.group()}（{published.year + _YEARS[match['year'] or '去']}年）"

    def reported(match: re.Match[str]) -> str:
        return f"{match.group()}（{published.year - 1}年）"

    text = _YEAR.sub(dated, _DAY.sub(named, text))
    return _ANNUAL.sub(reported, text) if published.month <= REPORTING else text


def _head(s: Sentence, language: str) -> str:
    if s.published is None:
        return "- "
    return f"({s.published.isoformat()} report) " if language == "en" else f"({s.published.isoformat()}报道)"


def _converted(text: str) -> str:
    """Amounts in 万 and 亿 with their English form behind them: a small model errs when it converts them itself."""
    parts, at = [], 0
    for value in extract_values(text):
        if "万" in value.text or "亿" in value.text:
            parts.append(f"{text[at : value.end]} (={_english(value.amount)})")
            at = value.end
    return "".join(parts) + text[at:]


def _english(amount: float) -> str:
    for scale, name in ((1e9, "billion"), (1e6, "million")):
        if amount >= scale:
            return f"{amount / scale:.10g} {name}"
    return f"{amount:,.0f}"


def _inert(text: str) -> str:
    """Passages are data: chat-template control marks in them must not look like the template's own."""
    return text.replace("<|", "< |").replace("|>", "| >").replace("\n", " ")
