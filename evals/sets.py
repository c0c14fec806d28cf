"""Where questions come from: the gold files, SQuAD files, and JSON Lines with passages."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals import schema
from evals.schema import GoldQuestion, SchemaError
from rag.errors import UserError
from store.records import Article

SAMPLE = 40
"""Questions that are asked where nothing else is said: minutes, not an hour, with a local model on two cores."""


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Questions and what they are asked about.

    Gold questions are asked about a corpus folder and name its articles by stem; a set with its own passages carries
    them as ``articles``, named by id. ``scopes`` are, by question, the ids of the passages that came with it.
    """

    name: str
    questions: tuple[GoldQuestion, ...]
    articles: tuple[Article, ...] = ()
    scopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()

    def only(self, questions: Iterable[GoldQuestion]) -> EvalSet:
        """The same set with fewer questions."""
        return EvalSet(self.name, tuple(questions), self.articles, self.scopes, self.skipped)


def load(path: Path | None = None, *, skip_malformed: bool = False) -> EvalSet:
    """The gold questions (no path, a folder or a YAML file), a SQuAD file (.json) or JSON Lines (.jsonl).

    ``skip_malformed`` leaves malformed questions of the latter two out, named in ``skipped``, instead of raising.

    Raises:
        SchemaError: the file is malformed; the text names file, line and field.
        UserError: no such file, or a kind of file that is not known.
    """
    if path is None:
        return EvalSet("gold", tuple(schema.gold()))
    if not path.exists():
        raise UserError(f"{path}: no such file; give a .yaml, .json (SQuAD) or .jsonl file, or a folder of .yaml files")
    if path.is_dir():
        return EvalSet(path.name, tuple(schema.gold(path)))
    if path.suffix.lower() in (".yaml", ".yml"):
        return EvalSet(path.stem, tuple(schema.load_file(path, GoldQuestion)))
    readers = {".json": _squad, ".jsonl": _json_lines}
    if path.suffix.lower() not in readers:
        raise UserError(f"{path}: {path.suffix or 'no'} extension; known are .json (SQuAD), .jsonl, .yaml")
    faults: list[str] = []
    found = readers[path.suffix.lower()](path, faults)
    if faults and not skip_malformed:
        more = f"\n… and {len(faults) - 20} more" if len(faults) > 20 else ""
        raise SchemaError("\n".join(faults[:20]) + more + "\n(--skip-malformed leaves these questions out)")
    if not found.questions:
        raise SchemaError(f"{path}:1: no questions")
    return replace(found, skipped=tuple(faults))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error


def _slug(value: object, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9_-]+", "-", str(value).lower()).strip("-_")[:60] or "q"
    unique, n = slug, 1
    while unique in taken:
        n += 1
        unique = f"{slug}-{n}"
    taken.add(unique)
    return unique


def _question(where: str, **fields: Any) -> GoldQuestion:
    try:
        return GoldQuestion.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "entry"
        raise SchemaError(f"{where}: {name}: {first['msg'].removeprefix('Value error, ')}") from error


def _facts(answers: Sequence[str]) -> list[dict[str, Any]]:
    spellings = list(dict.fromkeys(a.strip() for a in answers if a.strip()))
    return [{"value": spellings[0], "accept": spellings[1:]}] if spellings else []


# --- SQuAD -----------------------------------------------------------------------------------------------------------


def _squad(path: Path, faults: list[str]) -> EvalSet:
    """SQuAD 1.1, 2.0 and what is shaped like them (CMRC 2018): ``data[].paragraphs[].{context, qas[]}``."""
    text = _text(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise SchemaError(f"{path}:{error.lineno}: not valid JSON: {error.msg}") from error
    questions: list[GoldQuestion] = []
    articles: dict[str, Article] = {}
    taken: set[str] = set()
    for where, title, paragraph in _paragraphs(path, text, data):
        context = _field(where, paragraph, "context", str)
        article = Article(text=context, title=title, id=_content_id(context))
        articles[article.id] = article
        for j, qa in enumerate(_field(where, paragraph, "qas", list)):
            spot = _at(path, text, (qa.get("question") or qa.get("id")) if isinstance(qa, dict) else None)
            spot = f"{spot}: {where.split(': ', 1)[1]}.qas[{j}]"
            try:
                questions.append(_squad_question(spot, qa, article.id, taken))
            except SchemaError as error:
                faults.append(str(error))
    return EvalSet(path.stem, tuple(questions), tuple(articles.values()), {q.id: tuple(q.articles) for q in questions})


def _squad_question(where: str, qa: Any, article_id: str, taken: set[str]) -> GoldQuestion:
    if not isinstance(qa, dict):
        raise SchemaError(f"{where}: must be an object with id, question and answers")
    answers = [_field(where, a, "text", str) for a in qa.get("answers") or [] if isinstance(a, dict)]
    common = {"id": _slug(qa.get("id", "q"), taken), "question": _field(where, qa, "question", str).strip()}
    if qa.get("is_impossible") or not answers:
        if not qa.get("is_impossible") and "answers" not in qa:
            raise SchemaError(f"{where}: answers: this field is required (or is_impossible: true)")
        return _question(where, **common, kind="no_answer", expect="refuse", why="the set gives no answer")
    return _question(where, **common, kind="one_fact", facts=_facts(answers), articles=[article_id])


def _paragraphs(path: Path, text: str, data: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if not isinstance(data, dict) or not isinstance(data.get("data"), list):
        raise SchemaError(f"{path}:1: data: this field is required: a list of articles, as SQuAD has it")
    for i, entry in enumerate(data["data"]):
        if not isinstance(entry, dict):
            raise SchemaError(f"{path}:1: data[{i}]: must be an object with title and paragraphs")
        title = str(entry.get("title") or "")
        for j, paragraph in enumerate(_field(f"{_at(path, text, title)}: data[{i}]", entry, "paragraphs", list)):
            context = paragraph.get("context") if isinstance(paragraph, dict) else None
            yield f"{_at(path, text, context)}: data[{i}].paragraphs[{j}]", title, paragraph


def _at(path: Path, text: str, words: object) -> str:
    """``file:line`` where some words stand in a JSON file (its structure has no lines)."""
    if not isinstance(words, str) or not words.strip():
        return f"{path}:1"
    cut = slice(None) if len(words) <= 40 else slice(-1)  # a short text is looked for with both quotation marks
    spots = [text.find(json.dumps(words[:40], ensure_ascii=ascii_only)[cut]) for ascii_only in (False, True)]
    return f"{path}:{text.count(chr(10), 0, max(0, *spots)) + 1}"


def _field(where: str, record: Any, name: str, kind: type) -> Any:
    if not isinstance(record, dict):
        raise SchemaError(f"{where}: must be an object with `{name}`")
    if name not in record:
        raise SchemaError(f"{where}: {name}: this field is required")
    if not isinstance(record[name], kind) or (kind is str and not record[name].strip()):
        raise SchemaError(f"{where}: {name}: must be a non-empty {'text' if kind is str else kind.__name__}")
    return record[name]


# --- JSON Lines ------------------------------------------------------------------------------------------------------


def _json_lines(path: Path, faults: list[str]) -> EvalSet:
    """One question a line: ``{"question", "answers", "positive": [passages], "negative": [passages]}``.

    A passage is a text or ``{"text", "title", "published"}``. Without answers, or without positive passages, the
    question must be refused. ``id`` and ``history`` ([{role, text}]) may be given.
    """
    questions: list[GoldQuestion] = []
    articles: dict[str, Article] = {}
    scopes: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            question, own = _line(f"{path}:{number}", line, taken)
        except SchemaError as error:
            faults.append(str(error))
            continue
        questions.append(question)
        articles |= {a.id: a for a in own}
        scopes[question.id] = tuple(dict.fromkeys(a.id for a in own))
    return EvalSet(path.stem, tuple(questions), tuple(articles.values()), scopes)


def _line(where: str, line: str, taken: set[str]) -> tuple[GoldQuestion, list[Article]]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise SchemaError(f"{where}: not valid JSON at column {error.colno}: {error.msg}") from error
    if not isinstance(record, dict):
        raise SchemaError(f"{where}: every line must be an object with question, answers, positive and negative")
    positive, negative = (
        [_passage(where, side, i, p) for i, p in enumerate(_passages(where, record, side))]
        for side in ("positive", "negative")
    )
    return _line_question(where, record, [a.id for a in positive], taken), [*positive, *negative]


def _line_question(where: str, record: dict[str, Any], positive: list[str], taken: set[str]) -> GoldQuestion:
    answers = record.get("answers", record.get("answer", []))
    answers = [answers] if isinstance(answers, str) else answers
    if not isinstance(answers, list) or not all(isinstance(a, str | int | float) for a in answers):
        raise SchemaError(f"{where}: answers: must be a list of texts")
    fields: dict[str, Any] = {"id": _slug(record.get("id", f"line-{where.rsplit(':', 1)[1]}"), taken)}
    fields["question"] = _field(where, record, "question", str).strip()
    fields["history"] = record.get("history", [])
    if answers and positive:
        kind = "follow_up" if fields["history"] else "one_fact"
        return _question(where, **fields, kind=kind, facts=_facts([str(a) for a in answers]), articles=positive)
    return _question(where, **fields, kind="near_miss", expect="refuse", why="no passage of the set answers it")


def _passages(where: str, record: dict[str, Any], side: str) -> list[Any]:
    found = record.get(side, [])
    if not isinstance(found, list):
        raise SchemaError(f"{where}: {side}: must be a list of passages")
    return found


def _passage(where: str, side: str, i: int, passage: Any) -> Article:
    record = {"text": passage} if isinstance(passage, str) else passage
    text = _field(f"{where}: {side}[{i}]", record, "text", str)
    published: Any = record.get("published")
    try:
        return Article(text=text, title=str(record.get("title") or ""), published=published, id=_content_id(text))
    except ValueError as error:
        raise SchemaError(f"{where}: {side}[{i}].published: {error}") from error


def _content_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- Choosing --------------------------------------------------------------------------------------------------------


def choose(
    questions: Sequence[GoldQuestion], kinds: Sequence[str] = (), sample: int = 0, seed: int = 7
) -> list[GoldQuestion]:
    """Questions of some kinds, and a stratified sample of them: every kind keeps its share, and at least one question.

    The sample depends on seed and ids only, so that adding a question moves few others.

    Raises:
        UserError: an unknown kind, or nothing left.
    """
    for kind in kinds:
        if kind not in schema.KINDS:
            raise UserError(f"--kind {kind}: no such kind; known are {', '.join(schema.KINDS)}")
    left = [q for q in questions if not kinds or set(kinds) & set(q.kinds)]
    if not left:
        raise UserError("no question is left to ask; check --kind and the set")
    if not sample or sample >= len(left):
        return left
    groups: dict[str, list[GoldQuestion]] = defaultdict(list)
    for q in sorted(left, key=lambda q: random.Random(f"{seed}/{q.id}").random()):
        groups[q.kind].append(q)
    # the i-th of n questions of a kind stands at (i + ½)/n of the way: cutting the merged order keeps the shares
    order = sorted(((i + 0.5) / len(g), q.id) for g in groups.values() for i, q in enumerate(g[1:], 1))
    firsts = sorted(groups, key=lambda kind: -len(groups[kind]))
    picked = [groups[kind][0].id for kind in firsts] + [id_ for _, id_ in order]
    keep = set(picked[:sample])
    return [q for q in left if q.id in keep]
