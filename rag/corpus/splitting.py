"""One file, several articles: where a collector has glued pages together."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"(?:[。！？!?.…：:”\"）)】」]\s*|[\u3400-\u9fff]|\A\s*)\Z")
_AFTER = re.compile(r"[ \t\u3000,\]]*(?:\n|\Z)")
_CREDIT_END = re.compile(
    r"(?:返回(?:搜狐|首页)[ \t]*[,，]?[ \t]*查看更多|责任编辑[:：][^\n。]{0,20}|举报/反馈)[ \t\u3000]*\n\s*"
    r"(?=(?:19|20)\d{2}[-年/.]\d{1,2}[-月/.]\d{1,2}日?[ \t\d:：]*\n)"
)
_REACH = 3000
"""Characters between the braces of a pair, at most; one that stays open longer was itself a scrap."""
_LEAST = 100
"""Characters that an article between two separators has at least."""
_HEAD = re.compile(r"^---[ \t]*\n(?=(?:[\w-]+[ \t]*:.*\n|[ \t]+\S.*\n|[ \t]*\n)+?---[ \t]*$)", re.M)
_LABEL = re.compile(r"^[ \t]*[【\[]?(?:文章标题|标题|Title)[】\]]?[ \t]*[:：][ \t]*\S", re.M)


def split_scrapes(text: str) -> list[str]:
    """The articles of a file of concatenated scrapes, in order.

    A closing brace at the end of a line that no opening brace belongs to is what is left of the JSON that an article
    was cut from: it ends an article. Braces of code and formulas come in pairs and separate nothing. An editor's
    credit or a "return to" link ends one too where a bare date line follows. A separator counts only where both sides
    are long enough to be articles; a stray brace is removed.
    """
    cuts = sorted({(i, i + 1) for i in _unmatched(text)} | {(m.end(), m.end()) for m in _CREDIT_END.finditer(text)})
    if not cuts:
        return [text]
    parts, start = [], 0
    for end, following in cuts:
        parts.append(text[start:end])
        start = following
    parts.append(text[start:])
    merged = parts[:1]
    for part in parts[1:]:
        if len(part.strip()) < _LEAST or len(merged[-1].strip()) < _LEAST:
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _unmatched(text: str) -> list[int]:
    """Places of closing braces at a line's end that follow the end of a sentence, a label or a blank line."""
    if text.count("}") <= text.count("{"):
        return []
    found: list[int] = []
    opened: list[int] = []
    for match in re.finditer(r"[{}]", text):
        i = match.start()
        if match[0] == "{":
            opened.append(i)
        elif opened and i - opened[-1] <= _REACH:
            opened.pop()
        elif _AFTER.match(text, i + 1) and _BEFORE.search(text[max(text.rfind("\n", 0, i) + 1, i - 20) : i]):
            found.append(i)
            opened.clear()
    return found


def split_heads(text: str) -> list[str]:
    """Documents that stand one after the other in a file, each behind a YAML head or a line 「标题：…」."""
    for head in (_HEAD, _LABEL):
        starts = [m.start() for m in head.finditer(text)]
        if len(starts) > 1 and not text[: starts[0]].strip():
            return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [text]
