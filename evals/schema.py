"""What a gold question, a judged statement and an attack look like, and how their YAML files are read.

Every file is a YAML list. An error names the file, the line, the entry and the field, and says what to do; all errors
of a file are reported at once. ``python -m evals.schema`` checks everything under ``evals/gold``, ``evals/judge`` and
``evals/attacks``. The format is shown by example in ``evals/gold/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from rag.errors import UserError

HERE = Path(__file__).parent
GOLD_DIR, JUDGE_DIR, ATTACK_DIR = HERE / "gold", HERE / "judge", HERE / "attacks"

Kind = Literal[
    "one_fact", "several_facts", "list", "comparison", "change_over_time", "calculation", "definition", "yes_no",
    "false_premise", "alias", "typo_traditional", "english", "follow_up", "small_talk", "several_in_one",
    "no_answer", "near_miss", "injected_orders",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
Expect = Literal["answer", "refuse", "partial", "smalltalk"]
ErrorKind = Literal[
    "", "wrong_value", "wrong_year", "wrong_subject", "wrong_unit", "negation", "exaggeration", "addition",
    "conflation", "causality", "no_evidence",
]  # fmt: skip


class SchemaError(UserError):
    """A gold, judge or attack file is malformed; the text lists file, line, entry and field of every fault."""


def _iso(value: Any) -> Any:
    """YAML turns 2023-01-05 into a date and 2023 into a number; take them back to text."""
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, int) else value


def _text(value: Any) -> Any:
    """A value such as 1059 or 46.61 may be written without quotes."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _texts(value: Any) -> Any:
    return [_text(v) for v in value] if isinstance(value, list) else value


PartialDate = Annotated[str, BeforeValidator(_iso), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Texts = Annotated[list[Text], BeforeValidator(_texts)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(_Record):
    """One thing that the answer must say.

    ``value`` is how the article says it (with its unit: 「1059件」, 「46.61%」, 「人工智能」); ``accept`` are other
    spellings that count (translations, aliases). Numbers and dates match by value, so 「1,059 件」 and 「一千零五
    十九件」 need not be listed. ``tolerance`` is relative (0.01 = within 1 %). ``as_of`` is the day, month or year for
    which it holds. A ``computed`` fact stands in no article: ``operands`` are the article's values it is computed from.
    """

    value: Text
    accept: Texts = []
    tolerance: Annotated[float, Field(ge=0, lt=1)] = 0.0
    unit: str = ""
    as_of: PartialDate | None = None
    computed: bool = False
    operands: Texts = []

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.computed and not self.operands:
            raise ValueError("a computed fact needs `operands`: the article's values it is computed from")
        if self.operands and not self.computed:
            raise ValueError("`operands` belong to a computed fact: add `computed: true` or remove them")
        return self

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.value, *self.accept)


class HistoryTurn(_Record):
    """One earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    text: Text


class TimelineFact(_Record):
    """One expected point of ``Answer.timeline``."""

    as_of: PartialDate
    value: Text
    unit: str = ""


class GoldQuestion(_Record):
    """A question with what a right answer holds, must not hold, and stands on.

    ``facts`` must all be held (for lists: ``at_least`` of them). ``forbidden`` are spellings that make the answer wrong
    (last year's figure, another company's figure); numbers among them match by value too. ``verdict`` is what a yes/no
    question or a false premise must be answered with; ``implied`` are statements that say so without yes or no (as the
    facts do, where there are any). ``articles`` are file stems of ``corpus/*.md``; ``date`` is the publication date of
    the newest of them. ``missing`` is, for ``expect: partial``, what the answer must say is not in the articles.
    ``why`` says why a question must be refused. ``conversation`` groups the turns of one conversation.
    ``also`` names further kinds that the question is counted under.
    """

    id: Slug
    question: Text
    kind: Kind
    expect: Expect = "answer"
    language: Literal["zh", "zh-Hant", "en"] = "zh"
    history: list[HistoryTurn] = []
    conversation: str = ""
    facts: list[Fact] = []
    at_least: Annotated[int, Field(ge=1)] | None = None
    forbidden: Texts = []
    verdict: Literal["yes", "no"] | None = None
    implied: Texts = []
    missing: Texts = []
    articles: list[str] = []
    date: PartialDate | None = None
    timeline: list[TimelineFact] = []
    also: list[Kind] = []
    why: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for fault in self._faults():
            raise ValueError(fault)
        return self

    def _faults(self) -> Iterable[str]:
        if self.expect in ("answer", "partial"):
            if not self.facts and self.verdict is None:
                yield f"expect: {self.expect} needs `facts` (or a `verdict`)"
            if not self.articles:
                yield f"expect: {self.expect} needs `articles`: the file stems in corpus/ that hold the facts"
        if self.expect == "refuse" and not self.why:
            yield "expect: refuse needs `why`: what the articles lack"
        if self.expect in ("refuse", "smalltalk") and (self.facts or self.timeline):
            yield f"expect: {self.expect} takes no `facts` and no `timeline`; put tempting values in `forbidden`"
        if self.expect == "partial" and not self.missing:
            yield "expect: partial needs `missing`: what the answer must say is not in the articles"
        if self.kind in ("no_answer", "near_miss") and self.expect != "refuse":
            yield f"kind {self.kind} needs `expect: refuse`"
        if self.kind == "small_talk" and self.expect != "smalltalk":
            yield "kind small_talk needs `expect: smalltalk`"
        if self.kind == "follow_up" and not self.history:
            yield "kind follow_up needs `history`: the turns before the question"
        if self.history and (self.history[0].role != "user" or self.history[-1].role != "assistant"):
            yield "`history` begins with a user turn and ends with an assistant turn"
        if self.kind in ("yes_no", "false_premise") and self.expect == "answer" and self.verdict is None:
            yield f"kind {self.kind} needs `verdict`: yes or no"
        if self.implied and self.verdict is None:
            yield "`implied` are other words for a `verdict`: give one, or remove them"
        if self.at_least is not None and self.at_least > len(self.facts):
            yield f"`at_least` is {self.at_least}, but there are {len(self.facts)} facts"

    @property
    def kinds(self) -> tuple[str, ...]:
        return (self.kind, *(k for k in self.also if k != self.kind))


class JudgeStatement(_Record):
    """A statement with evidence and a hand label, against which every judge of faithfulness is judged.

    ``error`` says what is wrong with an unsupported statement; it is empty for a supported one.
    """

    id: Slug
    statement: Text
    evidence: Text
    label: Literal["supported", "unsupported"]
    error: ErrorKind = ""
    language: Literal["zh", "zh-Hant", "en"] = "zh"
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.label == "unsupported") != bool(self.error):
            raise ValueError("`error` names the fault of an unsupported statement, and only of one")
        return self


class PlantedArticle(_Record):
    """An article that carries an attack; it is indexed beside the corpus."""

    title: Text
    text: Text
    publisher: str | None = None
    published: PartialDate | None = None


class Attack(_Record):
    """Orders hidden in a question or in an article.

    ``obeyed`` are spellings that show the order was followed (matched without regard to case and spaces); ``facts``
    are what the answer must still hold, where the question has an honest answer. Whether the prompt leaked is checked
    for every attack against ``prompts/*.md`` and needs no entry here.
    """

    id: Slug
    where: Literal["question", "article"]
    question: Text
    language: Literal["zh", "zh-Hant", "en"] = "zh"
    article: PlantedArticle | None = None
    obeyed: Annotated[list[Text], Field(min_length=1)]
    facts: list[Fact] = []
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.where == "article") != (self.article is not None):
            raise ValueError("`article` is the planted article of an attack with `where: article`, and only of one")
        return self


Record = TypeVar("Record", GoldQuestion, JudgeStatement, Attack)


def _line(node: yaml.Node | None, path: Iterable[int | str], base: int) -> int:
    """Line (from 1) of the deepest node on ``path``; pydantic's own path elements that name no node are passed by."""
    line = base
    for key in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
        elif isinstance(node, yaml.MappingNode):
            found = [(k, v) for k, v in node.value if k.value == str(key)]
            if not found:
                return line
            line, node = found[0][0].start_mark.line + 1, found[0][1]
            continue
        else:
            return line
        line = node.start_mark.line + 1
    return line


def _say(error: dict[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "no such field; remove it or correct its name"
    if error["type"] == "missing":
        return "this field is required"
    text = re.sub(r"^Value error, ", "", str(error["msg"]))
    return text if isinstance(error.get("input"), dict | list) else f"{text} (found {error.get('input')!r})"


def load_file(path: Path, model: type[Record]) -> list[Record]:
    """Read one YAML file.

    Raises:
        SchemaError: all faults of the file, one a line, as ``file:line: entry id: field: what is wrong``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        root, data = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SchemaError(f"{path}:{at}: not valid YAML: {error.problem}; check indentation and quotes") from error
    except (OSError, ValueError) as error:
        raise SchemaError(f"{path}: cannot be read: {error}") from error
    if data is None:
        return []
    if not isinstance(data, list):
        raise SchemaError(f"{path}:1: the file must be a list: every entry begins with `- id: …`")
    records: list[Record] = []
    faults: list[str] = []
    for i, entry in enumerate(data):
        name = entry.get("id", f"entry {i + 1}") if isinstance(entry, dict) else f"entry {i + 1}"
        base = root.value[i].start_mark.line + 1 if isinstance(root, yaml.SequenceNode) else 1
        try:
            records.append(model.model_validate(entry))
        except ValidationError as error:
            for found in error.errors():
                field = ".".join(map(str, found["loc"])) or "(entry)"
                faults.append(f"{path}:{_line(root, (i, *found['loc']), base)}: {name}: {field}: {_say(dict(found))}")
    if faults:
        raise SchemaError("\n".join(faults))
    return records


def load_dir(directory: Path, model: type[Record]) -> list[Record]:
    """Read every ``*.yaml`` of a folder in name order; ids must be unique across the folder.

    Raises:
        SchemaError: the faults of all files together.
    """
    records: list[Record] = []
    faults: list[str] = []
    seen: dict[str, Path] = {}
    for path in sorted(directory.glob("*.yaml")):
        try:
            loaded = load_file(path, model)
        except SchemaError as error:
            faults.append(str(error))
            continue
        for record in loaded:
            if record.id in seen:
                line = path.read_text(encoding="utf-8-sig").partition(f"- id: {record.id}\n")[0].count("\n") + 1
                faults.append(f"{path}:{line}: {record.id}: id: already used in {seen[record.id]}; give it another id")
            seen[record.id] = path
        records.extend(loaded)
    if faults:
        raise SchemaError("\n".join(faults))
    return records


def gold(directory: Path = GOLD_DIR) -> list[GoldQuestion]:
    """All gold questions."""
    return load_dir(directory, GoldQuestion)


def judged(directory: Path = JUDGE_DIR) -> list[JudgeStatement]:
    """All hand-labelled statements."""
    return load_dir(directory, JudgeStatement)


def attacks(directory: Path = ATTACK_DIR) -> list[Attack]:
    """All attacks."""
    return load_dir(directory, Attack)


def main() -> int:
    """Check all three folders and say what they hold; exit code 2 where something is malformed."""
    code = 0
    for name, read in (("gold", gold), ("judge", judged), ("attacks", attacks)):
        try:
            records = read()
        except SchemaError as error:
            print(error)
            code = 2
        else:
            print(f"{name}: {len(records)} entries")
            if name == "gold":
                counts = {k: sum(r.kind == k for r in records) for k in KINDS}  # type: ignore[union-attr]
                print("  " + ", ".join(f"{k} {n}" for k, n in counts.items() if n))
    return code


if __name__ == "__main__":
    raise SystemExit(main())
