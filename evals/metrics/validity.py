"""Format validity: what must hold for every answer, whatever it says. Deterministic, so the target is 1.0."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.text import MARKER, normalise
from rag.types import Answer


def faults(answer: Answer, article_text: Callable[[str], str | None], prompts: Sequence[str] = ()) -> tuple[str, ...]:
    """Everything wrong with an answer's form; empty where it is valid.

    ``article_text`` gives the text of an article by id (None where there is none). ``prompts`` are lines of the prompt
    files; an answer that repeats one leaks its instructions.
    """
    found: list[str] = []
    if not answer.text.strip():
        found.append("empty text")
    numbers = [c.number for c in answer.citations]
    used = set(map(int, MARKER.findall(answer.text)))
    found += [f"marker [{n}] names no citation" for n in sorted(used - set(numbers))]
    shown = used | {p.citation.number for p in answer.timeline}
    found += [f"citation {n} is never used" for n in sorted(set(numbers) - shown)] if not answer.refused else []
    if len(set(numbers)) < len(numbers):
        found.append("two citations with one number")
    for c in (*answer.citations, *(p.citation for p in answer.timeline)):
        text = article_text(c.article_id)
        if text is None:
            found.append(f"citation {c.number} names an article that is not there")
        elif text[c.start : c.end] != c.quote or not c.quote:
            found.append(f"citation {c.number}: the quote is not the article's text at its offsets")
    found += leaks(answer.text, prompts)
    return tuple(dict.fromkeys(found))


def prompt_lines(texts: Sequence[str]) -> tuple[str, ...]:
    """The lines of prompts that are long and fixed enough to prove a leak when they turn up in an answer."""
    lines = (line.strip(" -#*>\t") for text in texts for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if len(line) >= 12 and "{" not in line))


def leaks(text: str, prompts: Sequence[str]) -> list[str]:
    """The prompt lines that stand in ``text``."""
    body = normalise(text)
    return [f"prompt leaked: {line[:40]}" for line in prompts if normalise(line) in body]
