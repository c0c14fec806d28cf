"""Follow-up questions made to stand alone, by code, and only where they need it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.names import NameBook
from rag.answering.question import language_of, simplify
from rag.answering.values import extract_dates
from rag.types import Turn

_ELLIPTIC = re.compile(
    r"^(?:(?:那么?|而|还有|再)[，, ]*|(?:and|what about|how about|then)\b[, ]*)+|呢[？?。!！]*$", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"它们|他们|她们|它|他|她|该公司|这家公司|那家公司|这家|该|其(?!中|他|它|次|实|余)|这个|那个|前者|后者|\b(?:it|its|they|their|he|his|she|her|that|this|the company)\b",  # noqa: E501
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:那|那么)?[，, ]*(?:同比|环比|占比|排名|排第|增长|具体|为什么|什么时候|何时|多少|谁|哪里|原因|第[一二三四五六七八九十\d]+|上一?年|前一?年|去年|今年|next|why|when|who|where)"  # noqa: E501
)
_REST = re.compile(
    r"(?:那|那么)?[，, ]*的?(?:是|有|为|又)?(?:多少|几[个件家人名位项]?|谁|什么|怎么样|怎样|如何)?[？?。呢吗 ]*"
)
"""What is left of 「招联的是多少？」 once the name is taken out: nothing of its own."""
_QUESTION_WORD = re.compile(r"多少|几|谁|哪|什么|何|吗|怎|是否|how|what|who|when|where|which|why", re.IGNORECASE)


def stand_alone(question: str, history: Sequence[Turn], names: NameBook) -> str:
    """The question as it would be asked without the conversation; the same text where it already stands alone.

    What a follow-up names anew (an organisation, a year) takes the place of its like in the last question; a pronoun
    takes the last organisation or topic; a fragment (「同比呢？」) is put after the last question's subject.
    """
    earlier = [t.text for t in history if t.role == "user" and t.text.strip()]
    if not earlier or not needs_context(question, names):
        return question
    base = _resolved(earlier, names)
    if language_of(question) == "en":
        return _stand_alone_english(question, base, history, names)
    core = _ELLIPTIC.sub("", _ELLIPTIC.sub("", question.strip())).strip(" ？?。，,呢")
    replaced = _replace_like(core, base, names)
    if replaced:
        return replaced
    subject = _person(history) if re.search("[他她]", question) else ""
    if not subject and re.search("[他她](?!们)", question):
        return f"{base.strip(' ？?。')}，{core}？"  # a place or a body is no "she"
    subject = subject or _subject(base, names)
    if subject and _PRONOUN.search(question):
        return _PRONOUN.sub(lambda _: subject, question, count=1)
    if _QUESTION_WORD.search(core) and len(core) >= 6:
        return f"{subject}{core}？" if subject and subject not in core else question
    stem = re.sub(r"(?:是|为|有|达到?)?(?:多少|几)[^，,。？?]{0,4}[？?]?$|[？?。]$", "", base)
    return (
        f"{stem}{'' if core[:1] in '的' else '，'}{core}是多少？"
        if not _QUESTION_WORD.search(core)
        else f"{stem}，{core}？"
    )


def _stand_alone_english(question: str, base: str, history: Sequence[Turn], names: NameBook) -> str:
    core = _ELLIPTIC.sub("", question.strip()).strip(" ?.,")
    replaced = _replace_like(core, base, names)
    if replaced:
        return replaced
    subject = _subject(base, names)
    if subject and _PRONOUN.search(question) and subject not in question:
        return _PRONOUN.sub(lambda _: subject, question, count=1)
    return f"{base.rstrip('?. ')}, {core}?"


def _person(history: Sequence[Turn]) -> str:
    """The last person that an answer named."""
    from rag.answering.verify import people

    for turn in reversed(history):
        found = people(turn.text)
        if found:
            return found[-1]
    return ""


def needs_context(question: str, names: NameBook) -> bool:
    """Does the question lean on what was said before?"""
    plain = simplify(question).strip()
    if _ELLIPTIC.search(plain) and len(plain) <= 24:
        return True
    if _PRONOUN.search(plain) and not names.mentions(plain, bare=True):
        return True
    if _REST.fullmatch(_without(plain, names)):
        return True
    return (
        len(plain) <= 14
        and bool(_BARE.search(plain))
        and not names.mentions(plain, bare=True)
        and not _names_any(plain)
    )


def _names_any(plain: str) -> bool:
    """Does the question name someone, some place or some work itself?"""
    from rag.answering.verify import proper_names

    return bool(proper_names(plain))


def _without(plain: str, names: NameBook) -> str:
    """The text without its organisations and dates, where it has any; else the text with a mark that it has none."""
    mentions, dates = names.mentions(plain, bare=True), extract_dates(plain)
    if not mentions and not dates:
        return f"\0{plain}"
    for start, end, _ in reversed(mentions):
        plain = plain[:start] + plain[end:]
    for moment in dates:
        plain = plain.replace(moment.text, "")
    return plain


def _resolved(earlier: Sequence[str], names: NameBook) -> str:
    """The last question, itself made to stand alone on those before it."""
    base = earlier[0]
    for text in earlier[1:]:
        base = stand_alone(text, [Turn("user", base)], names) if needs_context(text, names) else text
    return base


def _replace_like(core: str, base: str, names: NameBook) -> str:
    """``base`` with its organisation or year replaced by the one in ``core``, where ``core`` holds little else."""
    mine = names.mentions(simplify(core), bare=True)
    dates = extract_dates(core)
    rest = core
    for start, end, _ in reversed(mine):
        rest = rest[:start] + rest[end:]
    for moment in dates:
        rest = rest.replace(moment.text, "")
    rest = "" if _REST.fullmatch(rest) else rest.strip("的 ，,和与呢")
    changed = base
    if mine:
        theirs = names.mentions(simplify(base), bare=True)
        if theirs:
            start, end = theirs[0][0], theirs[-1][1] if len(theirs) > 1 and len(mine) == 1 else theirs[0][1]
            changed = base[:start] + core[mine[0][0] : mine[-1][1]] + base[end:]
    if dates:
        old = extract_dates(base)
        new_text = "".join(core[d.start : d.end] for d in dates)
        changed = changed.replace(base[old[0].start : old[-1].end], new_text) if old else f"{new_text}{changed}"
    if changed == base:
        return _swap_head(rest, base, names)
    if not rest:
        return changed
    if _QUESTION_WORD.search(rest) and len(rest) >= 5:
        return f"{core}？" if mine else ""
    return _swap_measure(changed, rest)


def _swap_measure(changed: str, measure: str) -> str:
    """「招联的评分」 after 「马上的专利价值是多少」: the same question about another measure."""
    return re.sub(r"的[^的？?，,]{2,12}?(?=是多少|有多少|多少|是几|[？?])", f"的{measure}", changed, count=1)


def _swap_head(core: str, base: str, names: NameBook) -> str:
    """「授权率呢」 after 「马上消费的专利申请量是多少」: another measure of the same subject, which needs a 的."""
    match = re.search(
        r"^(?P<head>.{2,30}?)的(?P<measure>[^的？?，,]{2,16}?)(?P<tail>是多少|有多少|为多少|达到多少|多少|是几|排第几)",
        base,
    )
    if not match or _QUESTION_WORD.search(core) or not 2 <= len(core) <= 12 or _PRONOUN.search(core):
        return ""
    return f"{match['head']}的{core}{match['tail']}？"


def _subject(base: str, names: NameBook) -> str:
    mentions = names.mentions(simplify(base), bare=True)
    if mentions:
        return base[mentions[0][0] : mentions[0][1]]
    from rag.answering.verify import proper_names

    found = proper_names(base)
    if found:
        return _with_noun(found[0], base)
    match = re.match(r"^(.{2,14}?)(?:的|是|有|在|于|为|什么|多少|几|谁)", base)
    return match.group(1) if match else ""


def _with_noun(name: str, base: str) -> str:
    """A name with the nouns that follow it: 「岚山地震」, not 「岚山」 alone."""
    from rag.answering.verify import tagged

    following = base[base.find(name) + len(name) :] if name in base else ""
    for word, flag in tagged(following):
        if not flag.startswith("n") or len(name) >= 12:
            break
        name += word
    return name
