"""Wenju's own words around the facts: dates before a figure, timelines, contradictions, refusals, suggestions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.citations import CitationBook
from rag.answering.evidence import Sentence
from rag.answering.measures import Figure
from rag.answering.moments import AsOf
from rag.answering.names import NameBook
from rag.answering.outcome import Line, Outcome
from rag.answering.question import Question
from rag.answering.values import extract_dates, extract_values
from rag.messages import t
from rag.types import Citation, TimelinePoint

_QUOTE_LIMIT = 120
_NOW = re.compile(r"^(?:截至目前|截止目前|目前|现在|迄今(?:为止)?|至今)[，, ]*")


def moment_text(iso: str, language: str) -> str:
    """An ISO day, month or year in words."""
    parts = [int(p) for p in iso.split("-")]
    kind = ("year", "month", "day")[len(parts) - 1]
    return t(f"answer.moment.{kind}", language, **dict(zip(("year", "month", "day"), parts, strict=False)))


def dated(text: str, figure: Figure, language: str, *, changing: bool) -> str:
    """The sentence with the date of its figure in front, where it names none itself. A figure of which only the
    article's date is known gets that one where it is known to change with time."""
    moment = figure.moment
    published = figure.sentence.published
    if published and moment.iso.startswith(str(published.year)):
        text = text.replace("今年", f"{published.year}年")
    if not moment.iso or _names_moment(text, moment):
        return text
    text = _NOW.sub("", text)
    if moment.basis == "article":
        if not changing:
            return text
        key = "reported"
    else:
        key = "in_year" if len(moment.iso) == 4 else "as_of"
    return t(f"answer.answer.{key}", language, moment=moment_text(moment.iso, language)) + text


def _names_moment(text: str, moment: AsOf) -> bool:
    """Does the text name the moment, at least to the precision that matters: its year and, where known, its month?"""
    parts = [int(p) for p in moment.iso.split("-")]
    for found in extract_dates(text):
        if found.year == parts[0] and (
            len(parts) == 1 or (found.month is None and len(parts) < 3) or found.month == parts[1]
        ):
            return True
    return False


def earlier_line(points: Sequence[Figure], current: Figure, book: CitationBook, language: str) -> Line | None:
    """The other values of a measure, newest first, as one sentence with a citation each."""
    others = [p for p in reversed(points) if not p.value.same(current.value)]
    shown = _shown(others, book, language)
    if not shown:
        return None
    return Line(t("answer.answer.earlier", language, points=shown), tuple(p.sentence for p in others), "computed")


def series_line(points: Sequence[Figure], book: CitationBook, language: str) -> Line | None:
    """How a measure changed, oldest first, with a citation each; None with fewer than two values, or where all are
    one: the same figure told twice is no change.

    Written by code: asked how something changed, a small model joins the right figures to a wrong sentence.
    """
    told = [p for p in points if p.moment.iso]
    if len({(p.moment.iso, p.value.amount) for p in told}) < 2 or all(p.value.same(told[0].value) for p in told):
        return None
    shown = _shown(points, book, language)
    return Line(t("answer.answer.series", language, points=shown), tuple(p.sentence for p in points), "computed")


def _shown(points: Sequence[Figure], book: CitationBook, language: str, most: int = 6) -> str:
    """「2021年8月为1.3亿[1]；…」 of the points whose moment is known, each once."""
    shown: list[str] = []
    seen: set[tuple[str, float]] = set()
    for point in points:
        key = (point.moment.iso, round(point.value.amount, 4))
        if key in seen or not point.moment.iso:
            continue
        seen.add(key)
        moment = moment_text(point.moment.iso, language)
        markers = f"[{book.add(point.sentence).number}]"
        shown.append(t("answer.answer.point", language, moment=moment, value=point.shown, markers=markers))
    return ("; " if language == "en" else "；").join(shown[:most])


def conflict_line(pairs: Sequence[tuple[Figure, Figure]], book: CitationBook, language: str) -> Line | None:
    """What two articles say differently about one moment."""
    return disagreement([(f.shown, f.sentence) for f in pairs[0]], book, language) if pairs else None


def disagreement(sides: Sequence[tuple[str, Sentence]], book: CitationBook, language: str) -> Line:
    """The values that articles give for the same, each with its source."""
    shown: list[str] = []
    for value, s in sides:
        key = "conflict_point" if s.title else "conflict_point_untitled" if shown else "conflict_point_first"
        markers = f"[{book.add(s).number}]"
        shown.append(t(f"answer.answer.{key}", language, title=s.title, value=value, markers=markers))
    joined = ("; " if language == "en" else "，").join(shown)
    return Line(t("answer.answer.conflict", language, points=joined), tuple(s for _, s in sides), "computed")


def timeline_points(points: Sequence[Figure], book: CitationBook) -> tuple[TimelinePoint, ...]:
    """Oldest first; fewer than two moments are no timeline."""
    dated_points = [p for p in points if p.moment.iso]
    if len({p.moment.iso for p in dated_points}) < 2:
        return ()
    return tuple(TimelinePoint(p.moment.iso, p.shown, p.value.unit, book.add(p.sentence)) for p in dated_points)


def refusal_text(
    outcome: Outcome, question: Question, book: CitationBook, suggestion: str, names: NameBook
) -> tuple[str, tuple[Citation, ...]]:
    """Says that the articles hold no answer, what was looked for, the nearest thing, and what to ask instead."""
    language = question.language
    parts = [outcome.detail or t("answer.refusal.not_found", language)]
    parts.append(t("answer.refusal.looked_for", language, question=question.text.strip()))
    cited: tuple[Citation, ...] = ()
    if outcome.nearest is not None:
        citation = book.add(outcome.nearest)
        cited = (citation,)
        words = citation.quote if len(citation.quote) <= _QUOTE_LIMIT else citation.quote[:_QUOTE_LIMIT] + "…"
        when = (
            f"（{citation.published.isoformat()}）"
            if citation.published and language == "zh"
            else f" ({citation.published.isoformat()})"
            if citation.published
            else ""
        )
        key = "nearest" if citation.title else "nearest_untitled"
        parts.append(
            t(f"answer.refusal.{key}", language, title=citation.title, published=when, quote=words)
            + f"[{citation.number}]"
        )
    if suggestion:
        parts.append(t("answer.refusal.suggest", language, question=suggestion))
    return "\n".join(parts), cited


def of_another_year(asked: str, years: Sequence[int], other: int | None) -> str:
    """The question asked of the ``other`` year; "" where there is none, or not one year is asked about."""
    if other is None or len(set(years)) != 1:
        return ""
    changed = re.sub(rf"(?<!\d){years[0]}(?!\d)", str(other), asked)
    return "" if changed == asked else changed


def suggest_from(s: Sentence, names: NameBook, language: str) -> str:
    """A question that a sentence answers, made from its first figure: 「X的Y是多少？」; "" where none can be made."""
    if language != "zh":
        return t("answer.suggestion.about", language, title=s.title) if s.title else ""
    from rag.answering.measures import figures

    for figure in figures([s], names):
        measure = measure_name(figure, names)
        subject = _short_name(figure.subject[0], names) if figure.subject else ""
        if measure and subject:
            year = figure.moment.iso[:4] + "年" if figure.moment.basis == "stated" else ""
            counted = figure.value.kind == "number" and not measure.endswith(("数", "量", "规模", "分"))
            key = "count" if counted else "figure"
            return t(
                f"answer.suggestion.{key}",
                language,
                subject=f"{year}{subject}",
                measure=measure,
                unit=figure.value.unit,
            )
    return t("answer.suggestion.about", language, title=s.title) if s.title else ""


_NOUNS = ("n", "vn", "nz", "l", "j", "nl", "ng", "eng", "an", "b")


def measure_name(figure: Figure, names: NameBook) -> str:
    """What the figure measures, read off the nouns right before it: 「净利润」 in 「…，净利润17.88亿元」."""
    from rag.answering.question import tagged

    if figure.value.kind == "ordinal" or figure.value.unit in ("年", "月", "天", "日"):
        return ""
    before = figure.sentence.plain[: figure.value.start]
    clause = re.split(r"[，,；;。：:（(、“”]", before)[-1]
    mentions = names.mentions(clause)
    clause = clause[mentions[-1][1] :] if mentions else clause
    clause = re.sub(
        r"(?:分别|累计|总计|已经?|就|也|均|仅|高|合计|共计?)*(?:为|是|达到?|超过?|有|近|约|突破|逾|升至|降至|增至|实现|至|提升|增长)*(?:到|了)?$",
        "",
        clause,
    )
    words = tagged(clause)
    kept: list[str] = []
    for word, flag in reversed(words):
        if flag not in _NOUNS:
            break
        kept.insert(0, word)
    measure = "".join(kept)
    if not 3 <= len(measure) <= 12 or extract_dates(measure) or extract_values(measure):
        return ""
    if figure.value.kind == "number" and not re.search(r"(?:数|量|用户|人数|规模|客户|专利|评分|得分|总分)$", measure):
        return ""  # 「多少」 fits a count only where the noun itself is counted
    return measure


def _short_name(full: str, names: NameBook) -> str:
    """The name that reads best: the shortest with at least four characters."""
    forms = [n for n in names.names_of(full) if len(n) >= 4] or list(names.names_of(full)) or [full]
    return min(forms, key=len)
