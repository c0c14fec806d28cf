"""Follow-ups that hold only asking words, a rank or a comparison, put after what the last question spoke of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.antecedents import Said
from rag.answering.frames import bare, ended, frame, prefix, resolve_time, subject_of, subject_span, times_of
from rag.answering.leaning import ASKS, NO_CONTENT, cut, is_kind, own_names, time_spans
from rag.answering.names import NameBook
from rag.answering.question import simplify_letters


def compared(core: str, base: str, said: Sequence[Said], names: NameBook) -> str:
    """「和乙队比呢？」, 「比乙队高多少？」, 「比去年多多少？」: said of what the base speaks of."""
    named = own_names(core, names)
    if named and named[0][0] == 0:
        return ""  # 「比……」 may begin a name
    match = re.match(r"(?P<with>比起?(?!分|例|率|重|赛|值|如|特)|和|跟|与|同(?!比)|对比|相比于?)(?P<rest>.+)$", core)
    if not match:
        return ""
    own, times = own_names(match["rest"], names), time_spans(match["rest"])
    subject = subject_span(base, names)
    if own and match["with"] != "比" and subject:
        name = match["rest"][own[0][0] : own[-1][1]]
        joined = base[: subject[1]] + "和" + name + base[subject[1] :]
        ask = cut(match["rest"], own).strip("的相比起来呢 ，,")
        return ended(f"{frame(joined)}{ask}" if ASKS.search(ask) else f"{frame(joined)}相比如何")
    if times:
        when = match["rest"][times[0][0] : times[-1][1]]
        old = times_of(base)
        core = core.replace(when, resolve_time(when, base[old[0][0] : old[-1][1]] if old else ""), 1)
    ask = core if ASKS.search(core) else f"{core.removesuffix('呢')}如何"
    return ended(f"{frame(base)}{ask}")


_DIFFER = re.compile(
    r"^变化(?:大|明显|有多大)?(?:吗|了?多少)?$|^(?:增长|增加|减少|下降|上涨|上升|涨|跌|降|升)了?(?:多少|几)[\u4e00-\u9fff]{0,3}$|^(?:两[者市国省队人地家个]|二者|它们|他们|之间|前后|总共|一共)?(?:的)?(?:相?差(?:距|额)?|[高低多少大小快慢贵重长]出?)(?:了|是|有)?(?:多少|几)[\u4e00-\u9fff]{0,3}$|^(?:谁|哪[家个支队])(?:的)?(?:更|最|比较)?[高低多少大小快慢早晚强好](?:一?些|一点)?$|^差距(?:有)?多?大?$|^(?:加起来|合计|总共|一共)(?:是|有)?(?:多少|几)[\u4e00-\u9fff]{0,2}$"
)


def two_last(core: str, base: str, said: Sequence[Said], names: NameBook) -> str:
    """「差多少？」 after the same question about two subjects or two times: both, side by side."""
    if not _DIFFER.match(core):
        return ""
    ask = core
    if len(said) >= 2:
        older = simplify_letters(said[-2].question)
        subjects = subject_of(older, names), subject_of(base, names)
        if _same_but(older, base, subjects) and all(subjects) and subjects[0] != subjects[1]:
            at = base.find(subjects[1])
            both = f"{subjects[0]}和{_own_part(*subjects)}"
            return ended(f"{frame(base[:at] + both + base[at + len(subjects[1]) :])}{_difference(ask)}")
        a, b = times_of(older), times_of(base)
        if a and b and subjects[0] == subjects[1] and older[a[0][0] : a[0][1]] != base[b[0][0] : b[0][1]]:
            pair = older[a[0][0] : a[0][1]], base[b[0][0] : b[0][1]]
            if re.match("[增减下上涨跌降升变]", ask):
                pair = min(pair), max(pair)
                return ended(f"{frame(base[: b[0][0]] + '到'.join(pair) + base[b[0][1] :])}{ask}")
            return ended(f"{frame(base[: b[0][0]] + '和'.join(pair) + base[b[0][1] :])}{_difference(ask)}")
    return ended(f"{frame(base)}{ask}")


def _difference(ask: str) -> str:
    """「高多少」 said of two that stand side by side."""
    ask = re.sub(r"^(?:两[者市国省队人地家个]|二者|它们|他们|之间)的?", "", ask)
    return (
        f"相{ask}" if ask.startswith("差") else "相差多少" if re.match(r"[高低多少大小快慢贵重长].*多少", ask) else ask
    )


def _own_part(first: str, second: str) -> str:
    """The second name without the beginning that it shares with the first (某届运动会甲队, 某届运动会乙队)."""
    shared = 0
    while shared < min(len(first), len(second)) - 2 and first[shared] == second[shared]:
        shared += 1
    return second[shared:] if shared >= 4 else second


def _same_but(a: str, b: str, subjects: tuple[str, str]) -> bool:
    return bare(a).replace(subjects[0], "", 1) == bare(b).replace(subjects[1], "", 1)


_ALONE = re.compile(
    r"^(?:还|那|又|都|各自?|分别|具体|到底|究竟|一共|总共|大概|其他的?|别的|更多的?|其余的?)*(?:是|有|在|为|指|会)?(?:因为)?(?:为什么|为何|什么原因|怎么回事|什么时候|何时|哪一?[年天月]|几[号月点]|哪里|哪儿|什么地方|谁|哪些|哪[几家个位]+|多少|几[家个位名件]?|什么|怎么样|怎么|如何|有吗|吗|没有|原因)?(?:的)?(?:事|的事|情况|呢|吗|了|做的?|说的?|人|来源|出处|时候)?$"
)


_BY_MEANS = re.compile(r"(?:是|都|又)?(?:靠|凭借?|用|通过)(?:的|了)?(?:是)?(?:什么|哪)")
_OTHERS = re.compile(r"^(?:还有|其他|别的|更多|其余|除此之外)")


_WHY = re.compile(r"^(?:这是)?(?:为什么|为何|什么原因|怎么会(?:这样)?|为啥)$")


_WHY_MOVED = re.compile(
    r"^(?:为什么|为何|怎么)(?:会|又|还|能)?(?:大幅|突然|明显|一直)?(?:增[长加多]|减少|上[升涨]|下[降滑跌]|提高|降低|涨|跌|降|升|变[高低多少大小])了?(?:这么多|这么快)?$"
)
"""「为什么会下降？」: of what was just measured."""


_RANKED = re.compile(
    r"第[一二两三四五六七八九十\d]+|前[一二两三四五六七八九十\d]+[名位家个]|倒数|最后一名|垫底|[冠亚季]军|行业平均|平均|均值|最[高低多少大小]"
)


def asking_alone(core: str, base: str, said: Sequence[Said], names: NameBook) -> str:
    """A follow-up of asking words, ranks and measures relative to the base's: put after what the base speaks of."""
    shorn = core.strip(" ，,")
    if _WHY.match(shorn):
        return f"{frame(base)}，为什么？"
    if re.fullmatch(r"(?:具体|主要)?的?原因(?:是什么|有哪些)?", shorn):
        subject = subject_of(base, names)
        event = any(subject.endswith(kind) and is_kind(kind) for kind in (subject[-2:], subject[-1:]))
        return f"{subject if event and re.search('多少|几', base) else frame(base)}的原因是什么？"
    if re.match(r".{1,6}占(?:多少|几成|比)", shorn) and not shorn.startswith("占"):
        return ended(f"{frame(base)}中{shorn}")
    if _BY_MEANS.match(shorn):
        return ended(f"{frame(base)}，{shorn}")
    if _OTHERS.match(shorn):
        return f"{frame(base)}，除此之外还有哪些？"
    if re.match(r"(?:这|那)?(?:是)?(?:真的|真|属实|准确|确切)吗|你?确定吗", shorn):
        return f"{bare(base)}，是真的吗？"
    if re.search("数字|数据|详细|说说|讲讲|名单|细节|来源|介绍|说明|解释", shorn) and NO_CONTENT.match(shorn):
        return ended(f"{frame(base)}{'，' if re.match('[能可你您请再]', shorn) else ''}{shorn}")
    if _WHY_MOVED.match(shorn) and re.search("多少|几", base):
        return ended(f"{frame(base)}{shorn}")
    if _ALONE.match(shorn):
        ask = shorn or "是多少"
        done = re.fullmatch(r"(.{2,}?)是(?:谁|哪[家个位]\w{0,2}?)([\u4e00-\u9fff]{2,6})的", bare(base))
        if done and re.fullmatch(r"(?:在|是)?(?:什么时候|何时|哪一?[年天月]|哪里|哪儿)(?:的)?", ask):
            return f"{done.group(1)}是{ask.removeprefix('是').removesuffix('的')}{done.group(2)}的？"
        if (
            re.search(r"什么时候|何时|哪里|哪儿|什么地方", ask)
            and re.search("多少|几", base)
            and subject_of(base, names)
        ):
            return ended(f"{prefix(base, names, timed=False)}{ask if '在' in ask or '是' in ask else '是' + ask}")
        joint = (
            "是"
            if re.match(r"什么时候|何时|谁|哪一?[年天月]|在?哪里|在?哪儿", ask) and not ask.startswith("在")
            else ""
        )
        return ended(f"{frame(base)}{joint}{ask}")
    if relative_measure(shorn):
        if shorn in ("同比", "环比"):
            other = "环比" if shorn == "同比" else "同比"
            return ended(base.replace(other, shorn) if other in base else f"{frame(base)}{shorn}增长多少")
        if shorn.startswith("人均"):
            return ended(f"{frame(base)}{'的' if len(shorn) > 2 else ''}{shorn}")
        return ended(f"{frame(base)}{shorn}")
    if re.fullmatch(r"[冠亚季]军", shorn) and not re.search(r"[冠亚季]军", base):
        return f"{prefix(base, names, timed=True)}的{shorn}是谁？"
    if _RANKED.match(shorn) or re.match(r"排(?:名|在|第)|位列", shorn):
        ask = (
            shorn
            if ASKS.search(shorn)
            else f"{shorn}是{'多少' if '平均' in shorn or '均值' in shorn else _asked_for(base)}"
        )
        stem = frame(base, ranked=True)
        role = re.match(r"[冠亚季]军", shorn)
        if role and re.search(r"[冠亚季]军", base) and shorn == role.group():
            return ended(re.sub(r"[冠亚季]军", shorn, base, count=1))
        if role:
            found = re.search(r"(?:获得|夺得|拿到?)?了?[冠亚季]军", base)
            stem = base[: found.start()] if found and found.start() else prefix(base, names, timed=True)
            return ended(f"{stem.removesuffix('的')}{'的' if stem else ''}{ask}")
        return ended(f"{stem}{ask}")
    return ""


def _asked_for(base: str) -> str:
    match = re.search(r"谁|哪[家个位支座]|多少", base)
    return match.group() if match else "多少"


def relative_measure(text: str) -> bool:
    """「同比」, 「占全行业的多少」, 「增长了多少」: measures of what the base measures."""
    return bool(
        re.match(
            r"(?:比例|占比|占(?!地|领|用)|同比|环比|增速|增幅|增长|涨幅|跌幅|涨了|跌了|降了|升了|减少了|增加了|变化|人均|平均每|排名|排第几|第几|折合|换算|相当于)",
            text,
        )
    )
