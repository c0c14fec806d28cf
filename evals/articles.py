"""The articles that gold questions name, and their counterparts in another corpus with the same content.

Gold questions name the shipped articles by file stem. The same questions run against the collected files
(``WENJU_EVAL_CORPUS``), whose articles have other ids, sources and wording; ``align`` pairs them by what does not
change when a text is told in other words: its figures, its dates and its title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import frontmatter

from evals.text import dates_of, normalise, values_of
from rag.errors import UserError
from store.records import Article

# Two different articles of one company share some figures; the same article told twice shares most. Measured over the
# nine shipped and collected pairs: lowest true pair 0.82, highest false pair 0.29.
SAME_ARTICLE = 0.55


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """A shipped article under the stem that gold questions use."""

    stem: str
    title: str
    text: str
    published: date | None
    source_file: str = ""


def read_shipped(folder: Path) -> dict[str, NamedArticle]:
    """The articles of a folder of Markdown files with YAML heads, by stem.

    Raises:
        UserError: the folder holds none.
    """
    found = {}
    for path in sorted(folder.glob("*.md")):
        if path.stem.lower() == "readme":
            continue
        page = frontmatter.load(str(path))
        published = page.get("published")
        found[path.stem] = NamedArticle(
            path.stem,
            str(page.get("title") or path.stem),
            page.content,
            published if isinstance(published, date) else None,
            str(page.get("source_file") or ""),
        )
    if not found:
        raise UserError(f"{folder}: no article (*.md) to check gold questions against")
    return found


def _marks(text: str) -> frozenset[tuple[object, ...]]:
    """What a text keeps when it is told in other words: quantities of two digits or more, and dates."""
    values = {(v.kind, round(v.amount, 4)) for v in values_of(text) if v.kind == "percent" or abs(v.amount) >= 10}
    return frozenset(values | {("date", d.iso()) for d in dates_of(text) if len(d.iso()) >= 7})


def _bigrams(text: str) -> frozenset[str]:
    bare = "".join(c for c in normalise(text) if c.isalnum())
    return frozenset(a + b for a, b in pairwise(bare))


def similarity(a: NamedArticle, b: Article) -> float:
    """How surely two texts tell the same, in 0..1: marks of the shorter one in the other, words, title."""
    ours, theirs = _marks(a.text), _marks(b.text)
    small = min(len(ours), len(theirs))
    figures = len(ours & theirs) / small if small else 0.0
    left, right = _bigrams(a.text), _bigrams(b.text)
    words = len(left & right) / max(1, min(len(left), len(right)))
    return 0.7 * figures + 0.3 * words


def align(shipped: Mapping[str, NamedArticle], indexed: Sequence[Article]) -> dict[str, str]:
    """Article id for every stem by content, best pairs first.

    Raises:
        UserError: a stem has no counterpart; the text names it and the nearest article.
    """
    scores = sorted(((similarity(s, a), stem, a) for stem, s in shipped.items() for a in indexed), key=lambda x: -x[0])
    found: dict[str, str] = {}
    for score, stem, article in scores:
        if score >= SAME_ARTICLE and stem not in found and article.id not in found.values():
            found[stem] = article.id
    for stem in shipped:
        if stem not in found:
            score, _, near = max((x for x in scores if x[1] == stem), key=lambda x: x[0])
            raise UserError(
                f"corpus/{stem}.md has no counterpart in this corpus; nearest is “{near.title}” (similarity "
                f"{score:.2f}, {SAME_ARTICLE} is needed). Remove its questions, or evaluate another corpus."
            )
    return found
