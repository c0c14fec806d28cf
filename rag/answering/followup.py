"""Follow-up questions made to stand alone, by code, and only where they need it.

A follow-up is taken for what it leaves out: a time alone (「去年呢？」) takes the place of the time of the last
question, a name alone (「那乙队呢？」) that of its subject, a measure alone (「净利润呢？」) that of its measure; a
pronoun takes what it stands for; and a question that has only its asking words (「为什么？」) is put after what was
spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering import smalltalk
from rag.answering.antecedents import Said, resolved
from rag.answering.fragments import asking_alone, compared, relative_measure, two_last
from rag.answering.frames import ended, frame, swap_subject, times_of, with_time
from rag.answering.leaning import (
    ASKS,
    EMPTY,
    WITHIN,
    cut,
    is_owned,
    leans,
    merged,
    own_names,
    reference,
    stripped,
    time_spans,
)
from rag.answering.measured import about, measured
from rag.answering.names import NameBook
from rag.answering.question import language_of, simplify_letters
from rag.messages import LANGUAGES, t
from rag.types import Turn


def stand_alone(question: str, history: Sequence[Turn], names: NameBook) -> str:
    """The question as it would be asked without the conversation; the same text where it already stands alone.

    Earlier questions are made to stand alone first, each on those before it. Small talk and refusals are no base: the
    last real question is.
    """
    said = _said(history, names)
    first, rest = _first_question(question)
    if not said or not leans(first, names):
        return question
    return _on(first, said, names) + rest


def _first_question(text: str) -> tuple[str, str]:
    """The first of several questions, and the others: those lean on the first."""
    match = re.match(r"(.{2,}?[？?])(?=\s*[\w《“\"「])(.+)$", text, re.DOTALL)
    return (match.group(1), match.group(2)) if match else (text, "")


def _said(history: Sequence[Turn], names: NameBook) -> list[Said]:
    """The real questions of a conversation, each made to stand alone on those before it."""
    said: list[Said] = []
    for turn in history:
        text = turn.text.strip()
        if turn.role == "user":
            if smalltalk.input_problem(text) or smalltalk.small_talk(smalltalk.clean(text)):
                continue
            said.append(Said(_on(text, said, names) if said and leans(text, names) else text, ""))
        elif said and text and not _refusal(text):
            said[-1] = Said(said[-1].question, re.sub(r"\[\d+\]", "", text))
    return said


def _refusal(answer: str) -> bool:
    """Does an answer say that there is none?"""
    marks = (t("answer.refusal.looked_for", language, question="") for language in LANGUAGES)
    return any(mark.strip() in answer for mark in marks)


def _on(question: str, said: Sequence[Said], names: NameBook) -> str:
    """A question that leans, made to stand on the last of ``said``."""
    plain = simplify_letters(question)
    if language_of(plain) == "en":
        from rag.answering.followup_english import stand_alone_english

        return stand_alone_english(plain, said, names)
    base = simplify_letters(said[-1].question)
    core, tied = stripped(plain)
    topic = re.match(r"(.{1,12})呢[，,](.+)$", core)
    if topic:  # 「乙队呢，教练是谁？」
        of_it = _on(f"{topic.group(1)}呢？", said, names)
        return _on(topic.group(2), [Said(of_it, "")], names)
    then = re.match(r"当时|那时候?|那会儿", core)
    when = "".join(base[a:b] for a, b in times_of(base)[:1])
    if then and when:
        core = when + core[then.end() :].lstrip("的，, ")
    core = re.sub(r"^(?:到|在|截至|截止到?)(?=[\d去今前上下一二三四五六七八九十])", "", core)
    found = reference(core, names)
    if found:
        core = resolved(core, found, said, tied, names)
        own = own_names(core, names)
        if ASKS.search(core) or not own:
            return ended(core)
    within = WITHIN.match(core)
    if within:
        return ended(f"{frame(base)}中{core[within.end() :].lstrip('，, ')}")
    if re.match(r"这(?=是|占|比|和|与|会|意)|那(?=是|占)", core):
        return ended(frame(base) + (core[1:] if core[1] in "占比和与" else "，" + core[1:]))
    for step in (_like_for_like, compared, two_last, asking_alone):
        made = step(core, base, said, names)
        if made:
            return made
    return about(core, base, said, tied, names)


def _like_for_like(core: str, base: str, said: Sequence[Said], names: NameBook) -> str:
    """A time, a name, or a name with a measure, put where the base has its own; "" where the core is something else."""
    times, own = time_spans(core), own_names(core, names)
    own = [s for s in own if not any(s[0] < b and s[1] > a for a, b in times)]
    rest = re.sub(r"^[和与、及]$", "", cut(core, merged(times + own)))
    if not (times or own) or (
        ((own[:1] != [] and own[0][0] > 0) or not own)
        and re.match(r"(?:比(?!分|例|率|重|赛|值)|和|跟|与|同(?!比)|对比|相比)", core)
    ):
        return ""
    changed = base
    if own and _names_thing(core, own, times):
        changed = swap_subject(changed, _named(core, own, times), names)
    elif own:
        return ""
    if times:
        changed = with_time(changed, core[times[0][0] : times[-1][1]])
    if EMPTY.fullmatch(rest) or (own and EMPTY.fullmatch(_after_name(core, own, times))):
        return ended(_newest(changed))
    if ASKS.search(rest) and own:
        return ended(core)
    measure = rest.strip("的 ，,") if not own else _after_name(core, own, times).strip("的 ，,")
    if re.search(r"数字|数据|情况|消息|进展|结果", measure) and len(measure) <= 5 and times:
        return ended(_newest(changed))
    if relative_measure(measure) or _NO_SUBJECT.match(measure):
        return ended(f"{frame(changed)}{measure}")
    if ASKS.search(measure) and not is_owned(re.split(r"是|有|为", measure)[0]):
        return about(measure, changed, said, True, names) if times and not own else ended(core)
    return measured(measure, changed, True, names)


_NO_SUBJECT = re.compile(r"^(?:比|相比|和|同比|环比)")


def _newest(text: str) -> str:
    """「最新马上…」 reads as an adjective; 「目前」 is what is meant."""
    return re.sub(r"^(?:最新|当前|最近)的?", "目前", text)


def _names_thing(core: str, own: list[tuple[int, int]], times: list[tuple[int, int]]) -> bool:
    """Does the core begin with its name (after a time), rather than speak of it on the way?"""
    lead = cut(core[: own[0][0]], [s for s in times if s[1] <= own[0][0]])
    return not lead.strip("的 ，,") or (len(lead) <= 4 and not ASKS.search(lead))


def _named(core: str, own: list[tuple[int, int]], times: list[tuple[int, int]]) -> str:
    start, end = _name_span(core, own, times)
    return core[start:end].strip("的 ，,")


def _name_span(core: str, own: list[tuple[int, int]], times: list[tuple[int, int]]) -> tuple[int, int]:
    """From the beginning of the name (or the words that lead up to it) to its end, with the nouns that belong to it."""
    from rag.answering.question import tagged

    start = max((b for _, b in times if b <= own[0][0]), default=0)
    end = own[-1][1]
    for word, flag in tagged(core[end:]):
        if not re.match(r"n|vn|j$|eng|nz|ng|k$|b$", flag) or is_owned(word):
            break
        end += len(word)
    if 0 < len(core) - end <= 2 and not EMPTY.fullmatch(core[end:]) and not is_owned(core[end:]) and core[end] != "的":
        end = len(core)  # the rest of a name that the tagger cut
    return start, end


def _after_name(core: str, own: list[tuple[int, int]], times: list[tuple[int, int]]) -> str:
    _start, end = _name_span(core, own, times)
    return cut(core[end:], [(a - end, b - end) for a, b in times if a >= end])
