"""What an answer cuts short: names of persons, known by how the articles go on behind them, and items of a list.

No dictionary knows every name: of 「闻人叙只说了」 a model keeps 闻人, of 「高芙先丢一盘」 高芙先.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.evidence import Sentence
from rag.answering.outcome import Line, Outcome, quoted
from rag.answering.proper import named_last, people
from rag.answering.question import Question, tagged

_LONGEST = 4
_GIVEN = re.compile(r"[给予][了]?(?P<name>[\u4e00-\u9fff·]{2,4})[。.]?$")
_FOLLOWS = frozenset(
    "的了着过和与及或跟同在是为于以被把从自对向给由因将已曾未不没也都又还再才就便则却均仅只先后最更很"
    "等说称道谈讲问答表认指写著作编导演任当获夺赢胜输得出入上下去来到有无能会要想让使令率领带即并而且但其之"
)
"""Characters that go on behind a name: what joins, what qualifies a verb, and the verbs of one character."""
_JOINS = frozenset("的和与及或跟同等是在")
_ADVERBS = frozenset("先又再也都已曾未均仅只才就便则却还将")


def named_whole(question: Question, outcome: Outcome, candidates: Sequence[Sentence]) -> Outcome:
    """The answer with the items of a list and the names of persons as the articles give them; the article's words where
    a name cannot be told."""
    if question.language != "zh":
        return outcome
    lines = outcome.lines
    if question.form == "list":
        lines = tuple(_items_whole(line) for line in lines)
    if "person" in question.wants:
        texts = [s.plain for s in candidates]
        lines = tuple(_corrected(question, line, texts) for line in lines)
    return replace(outcome, lines=lines)


def _corrected(question: Question, line: Line, texts: Sequence[str]) -> Line:
    for name in _named_in(line.text, question) if line.verdict not in ("quoted", "computed") else ():
        full = _whole(name, texts)
        held = next((s for s in line.supports if name in s.plain and full in s.plain), None)
        if held is None or full == name or (full and full in line.text and len(full) > len(name)):
            continue
        return replace(line, text=line.text.replace(name, full)) if full else quoted(held, question.language)
    return line


_OPENS = re.compile(r"^.*(?:拥有|具有|具备|包括|包含|涵盖|覆盖|分为|分别为|分别是|有|为|是|即|：|:|，|,)")
_ITEMS = re.compile(r"、|和|以及|及|与|[，,；;。：:]")
_SHORTEST, _CUT = 2, 4
"""Characters that an item has at least, and that it may have lost at most."""


def _items_whole(line: Line) -> Line:
    """「智慧、唤醒知识」 as 「汇集智慧、唤醒知识」, where the article lists it so."""
    if line.verdict in ("quoted", "computed") or "、" not in line.text:
        return line
    text = line.text
    said = {_OPENS.sub("", item).strip(" 。[]0123456789") for item in _ITEMS.split(text)}
    for s in line.supports:
        if "、" not in s.plain:
            continue
        listed = {_OPENS.sub("", item).strip() for item in _ITEMS.split(s.plain)}
        for item in said - listed:
            whole = [x for x in listed if x.endswith(item) and 0 < len(x) - len(item) <= _CUT]
            if len(item) < _SHORTEST or len(whole) != 1 or whole[0] in text:
                continue
            if re.fullmatch("[\u4e00-\u9fff]+", whole[0]):
                text = re.sub(rf"(?<=[、和及与是为有括：:，,]){re.escape(item)}", whole[0], text, count=1)
    return replace(line, text=text)


def _named_in(text: str, question: Question) -> tuple[str, ...]:
    """The persons that an answer to 谁 names and the question does not."""
    given = _GIVEN.search(text.strip())
    found = (*people(text), *named_last(text, question), *((given["name"],) if given else ()))
    return tuple(dict.fromkeys(name for name in found if name not in question.plain and "·" not in name))


def _whole(name: str, texts: Sequence[str]) -> str:
    """The name as the articles bear it out: with the character that always stands behind it, where what follows that
    one differs; "" where it may run on into the verb behind it; else as it is."""
    behind = [(text, m.end()) for text in texts for m in re.finditer(re.escape(name), text)]
    if not behind:
        return name
    following = {text[end : end + 1] for text, end in behind}
    after = {text[end + 1 : end + 2] for text, end in behind}
    if len(following) == 1 and len(after) > 1 and len(name) < _LONGEST:
        more = next(iter(following))
        if re.match("[\u4e00-\u9fff]", more) and more not in _FOLLOWS and all(_stands_alone(t, e) for t, e in behind):
            return _whole(name + more, texts)
    if name[-1] in _ADVERBS and len(name) > 2:
        if any(m for text in texts for m in re.finditer(rf"{re.escape(name[:-1])}(?!{name[-1]})", text)):
            return name[:-1]
        if all(re.match("[\u4e00-\u9fff]", c) and c not in _JOINS for c in following):
            return ""
    return name


def _stands_alone(text: str, at: int) -> bool:
    """Is the character no beginning of a longer word (当选, 获得)?"""
    word, _ = next(iter(tagged(text[at : at + 4])), ("", ""))
    return len(word) == 1
