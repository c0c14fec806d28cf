"""What a pronoun, or 「这场比赛」, stands for in a conversation."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.frames import bare, frame, subject_of, times_of
from rag.answering.leaning import ASKS, ends_owned, is_kind, own_names, time_spans
from rag.answering.names import NameBook
from rag.answering.question import simplify_letters


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier question in its stand-alone form, and the answer to it ("" where there was none, or a refusal)."""

    question: str
    answer: str


def resolved(core: str, found: tuple[int, int, str], said: Sequence[Said], tied: bool, names: NameBook) -> str:
    """The core with what a pronoun or 「这场比赛」 stands for put in its place."""
    start, end, noun = found
    word = core[start:end]
    base = simplify_letters(said[-1].question)
    if re.fullmatch(r"[他她]", word):
        person = _person(said)
        return core[:start] + person + core[end:] if person else f"{bare(base)}，{core}"
    if re.match(r"比|相比|[和与跟同][^，,]{1,10}(?:相比|比较|差距|相差)", core[end:]) and not noun:
        return core[:start] + frame(base) + core[end:]
    if _of_a_figure(noun) or word in ("这", "那"):
        rest = core[end:]
        return core[:start] + frame(base) + ("，" if rest[:1] in ("是", "怎", "为") else "") + rest
    entity = _asked_thing(base, noun) or antecedent(said, names)
    if not entity:
        return f"{bare(base)}，{core}"
    own_time = bool(time_spans(core))
    event = bool(re.search(r"[场次届起轮]", word[: len(word) - len(noun)])) or (is_kind(noun) and not is_company(noun))
    asked = core[end:].lstrip("的")
    timed = not own_time and (event or (tied and not ASKS.search(core)))
    when = "".join(base[a:b] for a, b in times_of(base)) if timed and times_of(base) else ""
    if noun and noun not in entity and not is_kind(noun) and not re.search("数字|人$|者$", noun):
        entity += noun  # 「这项技术」 about a company: the company's
    if word == "其" and not core[end:].startswith("的"):
        asked = "的" + asked
        return core[:start] + when + entity + asked
    return core[:start] + when + entity + core[end:]


def _asked_thing(base: str, noun: str) -> str:
    """「这项法案」 after 「议会通过了什么法案？」: 议会通过的法案."""
    found = re.search(rf"了?(?:什么|哪[些个项部几]+){re.escape(noun)}$", bare(base)) if noun else None
    return f"{base[: found.start()]}的{noun}" if found and found.start() else ""


def _of_a_figure(noun: str) -> bool:
    return bool(
        re.match(
            r"数字|数据|数值|数额|数量|比例|金额|成绩|分数|指标|增速|价格|说法|结果|占比|水平|规模|情况|问题", noun
        )
    )


def is_company(noun: str) -> bool:
    return noun in ("公司", "企业", "集团", "银行", "机构", "单位", "团队", "平台", "学校", "大学", "医院", "球队", "队伍", "国家", "城市")  # fmt: skip  # noqa: E501


def antecedent(said: Sequence[Said], names: NameBook) -> str:
    """What 它 or 该公司 means: who the last answer named, where the question asked for that; else the last subject."""
    last = said[-1]
    base = simplify_letters(last.question)
    if (
        re.search(r"谁|哪[家个支座部款所]|什么(?:公司|队|城市|国家)|\b(?:who|which)\b", base, re.IGNORECASE)
        and last.answer
    ):
        answer = simplify_letters(last.answer)
        mentions = names.mentions(answer, bare=True)
        if mentions:
            return answer[mentions[0][0] : mentions[0][1]]
        asked = {base[a:b] for a, b in own_names(base, names)}
        new = [answer[a:b] for a, b in own_names(answer, names) if answer[a:b] not in asked]
        if new:
            return new[0]
    for earlier in reversed(said):
        subject = subject_of(simplify_letters(earlier.question), names)
        if subject:
            return subject
    return ""


def _person(said: Sequence[Said]) -> str:
    """The last person that an answer or a question named."""
    for earlier in reversed(said):
        for text in (earlier.answer, earlier.question):
            found = persons(simplify_letters(text))
            if found:
                return found[0]
    return ""


def persons(text: str) -> list[str]:
    """Names of persons; none that is only the first part of a longer noun (马拉松 in 马拉松男子组)."""
    from rag.answering.proper import SURNAMES, people
    from rag.answering.question import tagged

    stated = re.findall(rf"(?:是|为|由|叫)([{''.join(SURNAMES)}][\u4e00-\u9fff]{{1,2}})(?=$|[，。,.、（(])", text)
    if stated:
        return list(stated)
    words = [*tagged(text), ("", "x")]
    found = [
        word + following
        for (word, _), (following, flag) in itertools.pairwise(words)
        if word in SURNAMES and 1 <= len(following) <= 2 and flag[:1] in ("n", "a", "i") and not ends_owned(following)
    ]
    found += re.findall(
        r"[\u4e00-\u9fff]{1,5}(?:·[\u4e00-\u9fff]{1,6}?)+(?=$|[^\u4e00-\u9fff]|什么|今|当|在|是|的|以|获|曾|于|说|任|被|将|何)",
        text,
    )
    compound = {word for (word, _), (_, flag) in itertools.pairwise(words) if flag in ("n", "vn")}
    found += [name for name in people(text) if name not in compound and not any(name in full for full in found)]
    return sorted(dict.fromkeys(found), key=text.find)
