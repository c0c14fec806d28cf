"""``wenju eval review``: answers that readers marked as bad, looked at one by one, become gold questions.

Feedback is never a gold question by itself: a person says what the right answer holds, and where it stands.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from rich.console import Console

from evals.articles import NamedArticle, read_shipped
from evals.goldcheck import faults
from evals.results import answer_from_json
from evals.schema import GOLD_DIR, KINDS, GoldQuestion, gold
from rag.errors import UserError
from rag.resources import corpus_dir
from rag.settings import Settings
from rag.types import Answer
from store import Store

PROMOTED = GOLD_DIR / "feedback.yaml"
Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Complaint:
    """An answer that a reader marked as bad."""

    answer_id: str
    question: str
    answer: Answer | None
    comment: str
    created: str


def complaints(store: Store) -> Iterator[Complaint]:
    """Thumbs-down answers, oldest first; one that was marked good afterwards is left out."""
    last: dict[str, tuple[int, str, str]] = {}
    for answer_id, rating, comment, created in store.feedback():
        last[answer_id] = (rating, comment, created)
    for answer_id, (rating, comment, created) in last.items():
        if rating >= 0:
            continue
        try:
            question, payload, _ = store.answer(answer_id)
        except KeyError:
            continue  # the answer was removed since
        yield Complaint(answer_id, question, _answer(payload), comment, created)


def _answer(payload: str) -> Answer | None:
    try:
        return answer_from_json(payload)
    except ValueError:
        return None  # kept by another version: question and comment are enough to go on


def show(complaint: Complaint, console: Console) -> None:
    """The question, what was said, on what evidence, and what the reader said."""
    console.rule(complaint.created)
    console.print(f"[bold]{complaint.question}[/bold]")
    if complaint.answer:
        console.print(complaint.answer.text, markup=False)
        for c in complaint.answer.citations:
            console.print(f"  [{c.number}] {c.title} {c.published or ''}: {c.quote}", markup=False, style="dim")
    console.print(f"reader: {complaint.comment or '(no comment)'}", style="yellow", markup=False)


def promote(complaint: Complaint, ask: Ask, articles: dict[str, NamedArticle], console: Console) -> GoldQuestion | None:
    """Ask for what a right answer holds until it makes a gold question that stands; None to leave it.

    Raises:
        EOFError: there is nobody to answer.
    """
    while True:
        if ask("promote to a gold question? [y/n] ").strip().lower() not in ("y", "yes"):
            return None
        fields = _fields(complaint, ask, articles)
        try:
            question = GoldQuestion.model_validate(fields)
        except ValidationError as error:
            for fault in error.errors():
                console.print(
                    f"{'.'.join(map(str, fault['loc'])) or 'entry'}: {fault['msg']}", style="red", markup=False
                )
            continue
        wrong = faults(question, articles)
        if not wrong:
            return question
        console.print("\n".join(wrong), style="red", markup=False)


def _fields(complaint: Complaint, ask: Ask, articles: dict[str, NamedArticle]) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": f"fb-{complaint.answer_id[:12].lower()}", "question": complaint.question}
    fields["kind"] = ask(f"kind ({', '.join(KINDS)}): ").strip() or "one_fact"
    if re.search(r"^[\x00-\x7f]+$", complaint.question):
        fields["language"] = "en"
    if fields["kind"] in ("no_answer", "near_miss"):
        return fields | {"expect": "refuse", "why": ask("why must it be refused: ").strip()}
    facts = [
        part.strip() for part in re.split(r"[;；]", ask("facts, separated by ; (spellings by |): ")) if part.strip()
    ]
    fields["facts"] = [{"value": f.split("|")[0], "accept": f.split("|")[1:]} for f in facts]
    if fields["kind"] in ("yes_no", "false_premise"):
        fields["verdict"] = ask("verdict (yes/no): ").strip()
    fields["articles"] = ask(f"articles ({', '.join(sorted(articles))}): ").replace(",", " ").split()
    forbidden = ask("forbidden spellings, separated by ; (may be empty): ")
    return fields | {"forbidden": [part.strip() for part in re.split(r"[;；]", forbidden) if part.strip()]}


def append(question: GoldQuestion, comment: str, path: Path = PROMOTED) -> None:
    """Add a gold question to a YAML file, with the reader's comment above it."""
    entry = question.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=120)
    note = "".join(f"# reader: {line}\n" for line in comment.splitlines() if line.strip())
    head = "" if path.exists() else "# Thumbs-down answers that `wenju eval review` promoted.\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(head + note + text)


def main(argv: Sequence[str] | None = None, ask: Ask = input) -> int:
    """Go through the complaints; exit code 2 where there is no store."""
    p = argparse.ArgumentParser("wenju eval review", description=(__doc__ or "").split("\n")[0])
    p.add_argument("--store", type=Path, default=None, help="store to read (default: as in settings)")
    p.add_argument("--list", action="store_true", help="only list them, as JSON lines")
    options = p.parse_args(argv)
    folder = options.store or Settings().store_dir
    if not (folder / "catalog.sqlite").exists():
        raise UserError(f"{folder}: no store here; ask something first, or name another one with --store")
    console = Console()
    known = {q.question for q in gold()}
    with Store(folder, embedding="", dimension=0, read_only=True) as store:
        waiting = [c for c in complaints(store) if c.question not in known]
    if options.list:
        for c in waiting:
            said = c.answer.text if c.answer else ""
            print(
                json.dumps(
                    {"id": c.answer_id, "question": c.question, "answer": said, "comment": c.comment},
                    ensure_ascii=False,
                )
            )
        return 0
    if not waiting:
        console.print("no thumbs-down answers wait for review")
        return 0
    articles = read_shipped(corpus_dir())
    promoted = 0
    for complaint in waiting:
        show(complaint, console)
        try:
            question = promote(complaint, ask, articles, console)
        except EOFError:
            break
        if question:
            append(question, complaint.comment)
            promoted += 1
    console.print(f"{promoted} of {len(waiting)} promoted to {PROMOTED}")
    return 0
