"""Question sets in public formats: SQuAD files and BEIR folders."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import UserError
from rag.types import Article


@dataclass(frozen=True, slots=True)
class Question:
    """A question and how relevant articles are to it (grade by article id, higher is more).

    ``at`` is where in the article's text the answer begins; -1 where that is not known.
    """

    text: str
    relevant: dict[str, int]
    at: int = -1


@dataclass(frozen=True, slots=True)
class Dataset:
    """Articles to search and questions whose articles are known."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]


def load_squad(path: Path, passages: int | None = None, *, titles: bool = True) -> Dataset:
    """A SQuAD file: every distinct context is an article; ``passages`` keeps only the first so many.

    Raises:
        UserError: the file is not SQuAD's format; the text names the place.
    """
    text = _read(path)
    try:
        root = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"{path}:{error.lineno}: not JSON ({error.msg}); a SQuAD file is one JSON object") from None
    articles: dict[str, Article] = {}
    questions: list[Question] = []
    for where, title, paragraph in _paragraphs(path, text, root):
        context = _field(path, text, paragraph, "context", str, where)
        if context not in articles:
            if passages is not None and len(articles) == passages:
                continue
            if not context.strip():
                raise UserError(f"{path}:{_line(text, where)}: {where} has an empty context")
            articles[context] = Article(text=context, title=title if titles else "", id=f"squad-{len(articles)}")
        for i, qa in enumerate(_field(path, text, paragraph, "qas", list, where)):
            question = _field(path, text, qa, "question", str, f"{where}.qas[{i}]")
            if question.strip():
                questions.append(Question(question, {articles[context].id: 1}, _answer_start(context, qa)))
    if not questions:
        raise UserError(f"{path}: holds no question")
    return Dataset(path.name, tuple(articles.values()), tuple(questions))


def _answer_start(context: str, qa: dict[str, Any]) -> int:
    """Where the first answer stands; -1 where there is none or its place is wrong and it cannot be found."""
    answers = qa.get("answers")
    first = answers[0] if isinstance(answers, list) and answers else None
    if not isinstance(first, dict) or not isinstance(words := first.get("text"), str) or not words:
        return -1
    start = first.get("answer_start")
    if isinstance(start, int) and start >= 0 and context.startswith(words, start):
        return start
    return context.find(words)


def _paragraphs(path: Path, text: str, root: Any) -> Iterator[tuple[str, str, Any]]:
    for i, entry in enumerate(_field(path, text, root, "data", list, "the file")):
        title = entry.get("title") if isinstance(entry, dict) else None
        for j, paragraph in enumerate(_field(path, text, entry, "paragraphs", list, f"data[{i}]")):
            yield f"data[{i}].paragraphs[{j}]", title if isinstance(title, str) else "", paragraph


def _field(path: Path, text: str, value: Any, name: str, kind: type, where: str) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get(name), kind):
        raise UserError(
            f"{path}:{_line(text, where)}: {where} has no {name!r} ({kind.__name__}); a SQuAD file is "
            '{"data": [{"title", "paragraphs": [{"context", "qas": [{"question", "answers"}]}]}]}'
        )
    return value[name]


def _line(text: str, where: str) -> int:
    """The line on which ``data[i].paragraphs[j]…`` begins, by counting the keys before it; 1 where that is unclear."""
    import re

    indexes = [int(i) for i in re.findall(r"\[(\d+)\]", where)]
    keys = re.findall(r"([a-z]+)\[", where)
    position = 0
    decoder = json.JSONDecoder()
    for key, index in zip(keys, indexes, strict=True):
        found = re.compile(rf'"{key}"\s*:\s*\[\s*').search(text, position)
        if not found:
            break
        position = found.end()
        for _ in range(index):
            position = decoder.raw_decode(text, position)[1]
            comma = re.compile(r"\s*,\s*").match(text, position)
            position = comma.end() if comma else position
    return text.count("\n", 0, position) + 1


def load_beir(folder: Path, passages: int | None = None, *, titles: bool = True) -> Dataset:
    """A BEIR folder: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv`` (or dev, or train).

    Raises:
        UserError: a file is missing or a line is not what it should be; the text names file and line.
    """
    articles: dict[str, Article] = {}
    for where, row in _rows(folder / "corpus.jsonl", ("_id", "text")):
        if passages is not None and len(articles) == passages:
            break
        if row["text"].strip():
            articles[row["_id"]] = Article(
                text=row["text"], title=str(row.get("title") or "") if titles else "", id=row["_id"]
            )
        elif not where:
            continue
    queries = {row["_id"]: row["text"] for _, row in _rows(folder / "queries.jsonl", ("_id", "text"))}
    relevant: dict[str, dict[str, int]] = {}
    for query, document, grade in _judgements(folder):
        if grade > 0 and document in articles and query in queries:
            relevant.setdefault(query, {})[document] = grade
    if not relevant:
        raise UserError(f"{folder}: no judgement joins a query with a document of the corpus")
    return Dataset(folder.name, tuple(articles.values()), tuple(Question(queries[q], r) for q, r in relevant.items()))


def _rows(path: Path, names: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UserError(f"{path}:{number}: not JSON ({error.msg})") from None
        if not isinstance(row, dict) or any(not isinstance(row.get(name), str) for name in names):
            raise UserError(f"{path}:{number}: needs the texts {' and '.join(names)}")
        yield f"{path}:{number}", row


def _judgements(folder: Path) -> Iterator[tuple[str, str, int]]:
    found = [folder / "qrels" / f"{name}.tsv" for name in ("test", "dev", "train")]
    path = next((p for p in found if p.is_file()), found[0])
    for number, row in enumerate(csv.reader(_read(path).splitlines(), delimiter="\t"), 1):
        if number == 1 and row and row[0].startswith("query"):
            continue
        try:
            query, document, grade = row
            yield query, document, int(grade)
        except ValueError:
            raise UserError(f"{path}:{number}: needs query id, document id and grade, separated by tabs") from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"{path} does not exist") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as UTF-8 text: {error}") from None
