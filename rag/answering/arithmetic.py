"""Sums, differences, ratios and growth of cited figures, computed by code with the formula shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rag.answering.measures import Figure
from rag.answering.question import simplify
from rag.answering.values import DateValue, Value, extract_values

Kind = Literal["sum", "difference", "ratio", "growth", "average", "ranking", "most", "least", "earlier", "share"]
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("average", r"平均|average"),
    ("ratio", r"几倍|多少倍|倍数|times (?:as|more|larger|higher)"),
    ("sum", r"合计|总共|一共|加起来|加(?:在)?一起|加总|总和|之和|相加|总计|in total|combined|altogether|\bsum\b"),
    ("growth", r"增长|增加|上升|变化|下降|减少|增幅|grow|increase|chang"),
)
_UNITS = {
    "CNY": "元",
    "USD": "美元",
    "CHF": "瑞士法郎",
    "CAD": "加元",
    "AUD": "澳元",
    "THB": "泰铢",
    "HKD": "港元",
    "EUR": "欧元",
    "JPY": "日元",
    "GBP": "英镑",
    "KRW": "韩元",
    "RUB": "卢布",
    "TWD": "新台币",
}


@dataclass(frozen=True, slots=True)
class Computation:
    """A result with the formula that a reader can follow and the figures that it rests on."""

    kind: Kind
    formula: str
    operands: tuple[Figure, ...]
    result: Decimal
    subject: str = ""
    """Who comes first, where the figures are ranked."""


def compute(
    kind: Kind | Literal["auto"], operands: Sequence[Figure], labels: Sequence[str], language: str, question: str = ""
) -> Computation | None:
    """Compute over figures of one unit; None where their units differ. ``auto`` reads the kind off the question
    (a comparison is a difference)."""
    kinds = {(f.value.kind, f.value.unit if f.value.kind == "money" else "") for f in operands}
    if len(operands) < 2 or len(kinds) != 1:
        return None
    chosen: Kind = (
        next((k for k, pattern in _KINDS if re.search(pattern, question)), "difference") if kind == "auto" else kind
    )
    amounts = [Decimal(str(f.value.amount)) for f in operands]
    unit = _unit(operands[0], language)
    shown = [_shown(a, unit, language) for a in amounts]
    if chosen == "sum":
        result = sum(amounts, Decimal(0))
        formula = f"{' + '.join(shown)} = {_shown(result, unit, language)}"
    elif chosen == "average":
        result = sum(amounts, Decimal(0)) / len(amounts)
        formula = f"({' + '.join(shown)}) ÷ {len(amounts)} = {_shown(result, unit, language)}"
    elif chosen == "ratio":
        if not amounts[1]:
            return None
        result = amounts[0] / amounts[1]
        formula = f"{shown[0]} ÷ {shown[1]} ≈ {_plain(result)}"
    elif chosen == "share":
        if not amounts[1]:
            return None
        result = amounts[0] / amounts[1] * 100
        formula = f"{shown[0]} ÷ {shown[1]} ≈ {_plain(result)}%"
    elif chosen == "growth":
        result = amounts[-1] - amounts[0]
        formula = f"{shown[-1]} − {shown[0]} = {_signed(result, unit, operands[0], language)}"
        if amounts[0] and operands[0].value.kind != "percent":
            formula += (
                f"，÷ {shown[0]} ≈ {_plain(result / amounts[0] * 100)}%"
                if language == "zh"
                else f"; ÷ {shown[0]} ≈ {_plain(result / amounts[0] * 100)}%"
            )
    else:
        high, low = (0, 1) if amounts[0] >= amounts[1] else (1, 0)
        result = amounts[high] - amounts[low]
        formula = f"{shown[high]} − {shown[low]} = {_signed(result, unit, operands[0], language)}"
        if result and len(labels) == len(operands):
            formula += f"（{labels[high]}更高）" if language == "zh" else f" ({labels[high]} is higher)"
    if any(f.value.approximate for f in operands):
        formula = formula.replace(" = ", " ≈ ")
    return Computation(chosen, formula, tuple(operands), result)


def rank(
    operands: Sequence[Figure], labels: Sequence[str], kind: Literal["ranking", "most", "least"] = "ranking"
) -> Computation | None:
    """Several subjects' figures in order, the largest first (the smallest, for ``least``), and whose that is; None
    where their units differ. Equal figures share the first place."""
    if len(operands) < 2 or len({(f.value.kind, f.value.unit) for f in operands}) != 1:
        return None
    unit = _unit(operands[0])
    rows = [(Decimal(str(f.value.amount)), label) for f, label in zip(operands, labels, strict=True)]
    rows.sort(key=lambda row: row[0], reverse=kind != "least")
    text = ""
    for i, (amount, label) in enumerate(rows):
        sign = "" if not i else " = " if amount == rows[i - 1][0] else " < " if kind == "least" else " > "
        text += (
            f"{sign}{label}{_shown(amount, unit)}"
            if "\u4e00" <= label[-1] <= "\u9fff"
            else f"{sign}{label} {_shown(amount, unit)}"
        )
    first = "、".join(label for amount, label in rows if amount == rows[0][0])
    return Computation(kind, text, tuple(operands), rows[0][0], first)


def year_before(figure: Figure, change: Value, rose: bool) -> Computation | None:
    """What a figure was before it changed by ``change``, a share or an amount; None where it fell by all."""
    amount, step, unit = Decimal(str(figure.value.amount)), Decimal(str(change.amount)), _unit(figure)
    if change.kind == "percent":
        factor = 1 + (step if rose else -step) / 100
        if factor <= 0:
            return None
        result = amount / factor
        formula = f"{_shown(amount, unit)} ÷ (1 {'+' if rose else '−'} {_plain(step)}%) ≈ {_shown(result, unit)}"
    else:
        result = amount - step if rose else amount + step
        formula = f"{_shown(amount, unit)} {'−' if rose else '+'} {_shown(step, unit)} = {_shown(result, unit)}"
        if figure.value.approximate or change.approximate:
            formula = formula.replace(" = ", " ≈ ")
    return Computation("earlier", formula, (figure,), result)


def in_order(moments: Sequence[tuple[str, DateValue]], kind: Literal["first", "last"]) -> tuple[str, str] | None:
    """(who was first, or last; the formula) of (subject, date) pairs; None where the dates as written do not tell."""
    rows = sorted(moments, key=lambda m: m[1].iso(), reverse=kind == "last")
    a, b = rows[0][1], rows[1][1]
    shared = min(len(a.iso()), len(b.iso()))
    if not shared or a.iso()[:shared] == b.iso()[:shared]:
        return None
    sign = " → " if kind == "first" else " ← "
    return rows[0][0], sign.join(f"{label} {moment.text}" for label, moment in rows)


def _unit(figure: Figure, language: str = "zh") -> str:
    if language == "en" and figure.value.kind != "percent":
        return f" {figure.value.unit}".rstrip()
    return "%" if figure.value.kind == "percent" else _UNITS.get(figure.value.unit, figure.value.unit)


def _signed(amount: Decimal, unit: str, figure: Figure, language: str) -> str:
    points = " percentage points" if language == "en" else "个百分点"
    return f"{_plain(amount)}{points}" if figure.value.kind == "percent" else _shown(amount, unit, language)


_SCALES = {
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
    "en": ((Decimal(10**9), " billion"), (Decimal(10**6), " million")),
}


def _shown(amount: Decimal, unit: str, language: str = "zh") -> str:
    """An amount in the largest unit that keeps it readable: 1160万美元, 1.6亿, 956件, 1.6 million."""
    for scale, name in _SCALES.get(language, _SCALES["zh"]):
        if abs(amount) >= scale and unit != "%":
            return f"{_plain(amount / scale)}{name}{unit}"
    if language == "en":
        return f"{Decimal(_plain(amount)):,}{unit}"
    return f"{_plain(amount)}{unit}"


def _plain(amount: Decimal) -> str:
    text = f"{amount:.4f}" if abs(amount) < 1 else f"{amount:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def no_change(text: str) -> bool:
    """「从1700人涨到了1700人」: a change between a figure and itself, where the model found but one; or the other way
    than it is said to be (「从2300万涨到了630万」), where it joined two measures."""
    for said in _FROM_TO.finditer(simplify(text)):
        old, new = (extract_values(said[zh] or said[en]) for zh, en in (("old", "older"), ("new", "newer")))
        if old and new and (old[-1].same(new[0]) or _backwards(said["way"] or "", old[-1], new[0])):
            return True
    return False


def _backwards(way: str, old: Value, new: Value) -> bool:
    """Only of like figures; an amount against a percentage says nothing."""
    if (old.kind, old.unit) != (new.kind, new.unit) or old.kind == "ordinal":
        return False
    fallen, risen = new.amount < old.amount, new.amount > old.amount
    return bool(way) and ((way in "涨增升扩" and fallen) or (way in "降减跌缩" and risen))


_FROM_TO = re.compile(
    r"[从由](?P<old>[^，,。；;]{2,24}?)(?P<way>[涨增升降减跌变提扩缩]|上|下|达)[^，,。；;\d]{0,6}[到至为](?P<new>[^，,。；;]{2,24})"
    r"|\bfrom (?P<older>[^.;]{1,40}?) to (?P<newer>[^.;]{1,40})",
    re.IGNORECASE,
)
