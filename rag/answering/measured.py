"""Follow-ups that ask something else of the last question's subject: another measure, part or like of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.antecedents import Said, antecedent, is_company
from rag.answering.frames import bare, ended, frame, prefix, same_ending, subject_of, subject_span, swap_subject
from rag.answering.leaning import ASKS, begins_with_verb, ends_owned, is_kind, is_owned, time_spans
from rag.answering.names import NameBook


def about(core: str, base: str, said: Sequence[Said], tied: bool, names: NameBook) -> str:
    """What the core asks, of the base's subject (and at its time, where that is meant)."""
    head = re.split(r"是|有|在|为|多[少大高长远重深久宽快]|几|谁|哪|什么|何|怎|如何|吗", core, maxsplit=1)[0].strip(
        "的又，, "
    )
    if not ASKS.search(core):
        return measured(core, base, tied, names)
    subject = subject_of(base, names)
    quantity = bool(re.search(r"多少|几", core))
    known = bool(names.mentions(base, bare=True))
    timed = (
        not time_spans(core) and (quantity or not known or tied) and not re.search("什么时候|何时|哪一?[年天]", core)
    )
    lead = prefix(base, names, timed=timed)
    if (not head or begins_with_verb(head)) and re.match(r"谁|哪[家个位支]", base):
        entity = antecedent(said, names) if said[-1].answer else ""
        return ended(f"{entity}{core}" if entity and not re.match("谁|哪", core) else f"{frame(base)}，{core}")
    if re.search(r"是(?:谁|哪位)$", bare(base)) and (not head or begins_with_verb(head)):
        lead = frame(base)
    core = core.removeprefix("又").replace("又是", "是", 1)
    if not lead:
        return ended(f"{frame(base)}，{core}")
    if is_kind(head) or (head and any(head.startswith(k) and is_kind(k) for k in (head[:2], head[:3]))):
        kind = next((head[:n] for n in (4, 3, 2, 1) if is_kind(head[:n])), "")
        if subject.endswith(kind) or is_company(kind):
            return ended(lead + core[core.find(kind) + len(kind) :])
        return ended(lead + core)
    owned = head and ends_owned(head) and not lead.endswith("的")
    return ended(f"{lead}{'的' if owned else ''}{core}")


def measured(core: str, base: str, tied: bool, names: NameBook) -> str:
    """A measure, a part or a like without asking words (「净利润呢？」, 「女子组呢？」, 「老师呢？」)."""
    from rag.answering.question import tagged

    of_another = core.endswith("的")
    core = core.strip("的 ，,")
    tags = [f for _, f in tagged(core)]
    if of_another and tags and not any(f.startswith("v") for f in tags) and not ends_owned(core):
        tags = ["nz"]  # 「乙社的呢？」
    if tags and tags[-1] in ("j", "nt", "nz", "ns", "nr", "nrt") and not ends_owned(core):
        swapped = swap_subject(base, core, names)
        if swapped:
            return ended(swapped)
    modified = re.search(
        r"(?P<noun>[\u4e00-\u9fff]{2})(?=产量|销量|价格|人数|数量|总量|收入|规模|增速|占比|比例)", base
    )
    if modified and tags == ["n"] and not ends_owned(core) and not is_kind(core) and len(core) <= 3:
        return ended(base[: modified.start()] + core + base[modified.end() :])
    span = same_ending(base, core, names)
    if (
        span
        and not (is_owned(core) and not is_owned(base[span[0] : span[1]]))
        and not _in_subject(span, base, core, names)
    ):
        return ended(base[: span[0]] + core + base[span[1] :])
    counted = re.search(
        r"((?:多少|几)[名位个]?)([\u4e00-\u9fff]{1,6}?)(?=遇难|受伤|死亡|失踪|参[加赛与]|[^\u4e00-\u9fff]|$)", base
    )
    if counted:
        words = tagged(core)
        after = base[counted.end() :].strip("？?了 ")
        if words[-1][1].startswith("v") and after and all(f.startswith("v") for _, f in tagged(after)):
            return ended(base[: counted.end()] + core)
        if words[-1][1].startswith("n") and not (len(words) > 1 and words[0][1] == "v") and not ends_owned(core):
            return ended(base[: counted.start(2)] + core + base[counted.end(2) :])
    if tags and all(f == "n" for f in tags) and not ends_owned(core) and not is_kind(core):
        swapped = swap_subject(base, core, names)  # 「小米呢？」: a name that is also a word
        if swapped:
            return ended(swapped)
    if ends_owned(core) or (subject_of(base, names) and len(core) <= 8):
        lead = prefix(base, names, timed=True) if subject_of(base, names) else frame(base)
        ask = (
            "是谁"
            if re.search(
                r"[军长裁员练人]$|(?<![伤死难害])者$|主席|总统|总理|书记|教授|主任|演|得主|首相|国王|女王|前任|继任|CEO$|C.O$",
                core,
            )
            else _measure_ask(core, base)
        )
        return f"{lead}{'的' if lead else ''}{core}{ask}？"
    return ended(f"{frame(base)}，{core}")


def _in_subject(span: tuple[int, int], base: str, core: str, names: NameBook) -> bool:
    """Is the word with the same ending part of the subject, and the core no name: 「公司收入」 is none of 「某公司」."""  # noqa: E501
    subject = subject_span(base, names)
    return bool(subject and subject[0] <= span[0] and span[1] <= subject[1] and is_owned(core))


def _measure_ask(core: str, base: str) -> str:
    if re.search(r"时间|日期", core):
        return "是什么时候"
    if re.search(r"地点|地址|总部|震中|场馆|籍贯", core):
        return "在哪里"
    if re.search(
        r"原因|目的|主题|内容|背景|意义|影响|业务|特点|作用|措施|计划|目标|条件|流程|名字|名称|全称|专业|职务|职位",
        core,
    ):
        return "是什么"
    return "是多少"
