"""The parts of a Chinese question that a follow-up may exchange: its time, its subject, and what it says of it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from rag.answering.leaning import ASKS, cut, ends_owned, is_kind, is_owned, named_as_time, own_names, time_spans
from rag.answering.names import NameBook
from rag.answering.values import extract_dates

_COUNT = r"(?:多少|几)(?:[件个家人名位项款所支部辆座场次种届篇条间岁分票名艘架台张枚只头起宗例桩笔套]{0,2})"
_TAIL_ASK = re.compile(
    rf"(?:各自?|分别|又|共|一共|总共|大概|大约|具体|到底)*(?:是|为|有|达到?了?|占|得了?|获得?了?|在|于|叫|排名?|位列|列)?"
    rf"(?:{_COUNT}(?:元|倍|钱|美元|%|天|年|号|月|日|个百分点|公里|米|吨|万|亿)*|百分之(?:几|多少)|谁|多[大高长远重深久宽快]|什么(?:时候|地方|时间|名字|意思)?|哪里|哪儿|哪一?[年天月]|何时|何地|怎么样|怎样|如何|第几名?|哪些|哪[几家个位支座](?:公司|人|国家|城市|队|球队|机构|企业)?)(?:了|的)?$"
)
_YES_NO_TAIL = re.compile(
    r"(?:的)?(?:差距|差别|区别|差异)?(?:很|更|比较|非常)?(?:大|小|高|低|多|少|快|慢|明显)?(?:吗|(?<![什怎])么|吧|对吗|对不对|是吗)$"
)
_CLAIMED = re.compile(
    r"(?:是否)?(?:超过?|达到?|高于|低于|少于|不到|不足|有|是|为)了?[\d.,]+[^，,]{0,6}(?:吗|么|吧|对吗|对不对|是吗)$"
)
_WHETHER = re.compile(r"是否|是不是|有没有|会不会|能不能")
_ASK_INSIDE = re.compile(
    r"^(?:谁|哪[家个位支座]|什么人)|什么时候|何时|在?哪里|为什么|为何|怎么|如何|哪[家个位些]|谁|哪一?[年天月]|什么"
)
_CLEFT_ASK = re.compile(r"(?<=[^，,][^，,])是(?:由|被|在|从|于)?(?:谁|哪|什么|几)[\u4e00-\u9fff]{1,10}的$")
"""「那笔贷款是哪家银行放的」 speaks of that loan."""
_ASK_AFTER = re.compile(r"是|为什么|为何|除此|什么|何时|谁|哪|怎|如何|多少|几|能|可以|你|得|[他她它]")
"""How a clause begins that asks about the clause before it."""
_HIGHEST = re.compile(
    r"(?:排名?|位列|位居)?第[一二三四五六七八九十\d]+(?:名|位)?(?:的)?|最[高多大低少快强好早晚长](?:的)?|(?:排名)?(?:领先|居首)"
)


def bare(text: str) -> str:
    return text.strip().rstrip(" ？?。!！，,；;")


def times_of(text: str) -> list[tuple[int, int]]:
    return time_spans(text)


def subject_span(text: str, names: NameBook) -> tuple[int, int] | None:
    """Where the question says whom or what it is about: its first name with the nouns that belong to it, several that
    are joined (A和B), or else the noun phrase it begins with."""
    own = [s for s in own_names(text, names) if not named_as_time(text[s[0] : s[1]])]
    if own:
        start, end = own[0]
        start = _with_lead(text, start, names)
        end = _with_nouns(text, start, end, names)
        for a, b in own[1:]:
            if re.fullmatch(r"\s*(?:和|与|跟|同|及|以及|、|，|比|对|vs\.?)\s*", text[end:a], re.IGNORECASE):
                end = _with_nouns(text, a, b, names)
            elif a < end < b:
                end = b
        return start, end
    return _leading_phrase(text)


def _with_nouns(text: str, start: int, end: int, names: NameBook) -> int:
    """A name with the nouns that follow it, up to the first that is measured: 「岚山地震」, 「远帆汽车技术团队」."""
    from rag.answering.question import tagged

    if re.match(r"的|是|有|多少|几|在|和|与", text[end:]):
        return end
    whole = any(b == end for _, b, _ in names.mentions(text, bare=True))
    kept = end
    for word, flag in tagged(text[end : end + 12]):
        numbered = re.fullmatch(r"(?:第?[一二三四五六七八九十百\d]+)号", word) is not None
        if not (re.match(r"n(?!r$)|vn|nz|j$|eng", flag) or numbered or is_kind(word)) or (
            named_as_time(word) and not numbered
        ):
            break
        end += len(word)
        if end - start > 14 or (whole and not is_kind(word)):
            break
        if not ends_owned(word):  # 「美国总统选举」: an owned noun within the name is part of it
            kept = end
    return kept


def _with_lead(text: str, start: int, names: NameBook) -> int:
    """A name with the words right before it that belong to it, back to a time, a particle or a verb."""
    from rag.answering.question import tagged

    if any(a == start for a, _, _ in names.mentions(text, bare=True)):
        return start
    begin = max((b for _, b in times_of(text) if b <= start), default=0)
    for word, flag in reversed(tagged(text[begin:start])):
        if not re.match(r"n|a$|an|j$|b$|eng|vn|i$|l$|x$|z", flag) or not re.search(r"\w", word) or ASKS.search(word):
            break
        start -= len(word)
    return start


def _leading_phrase(text: str) -> tuple[int, int] | None:
    from rag.answering.question import tagged

    begin = 0
    for start, end in times_of(text):
        if start == begin:
            begin = end
    begin += len(text[begin:]) - len(text[begin:].lstrip("的，, "))
    pointing = re.match(r"(?:这|那|该)(?:一|几|些)?[个场次届项座部支笔起家位名条款种类份]?", text[begin:])
    begin += pointing.end() if pointing else 0
    at, skipped = begin, 0
    for word, flag in tagged(text):
        skipped += len(word)
        if skipped <= begin:
            continue
        if at == begin and flag == "v" and len(word) > 1 and re.match("[有是在的]", text[at + len(word) :]):
            at += len(word)  # a verb that is spoken of as a thing
            break
        if (
            not re.match(r"n|vn|j$|an|eng|l$|b$|ns|nz|m?q?$|f$|s$", flag)
            or ASKS.match(word)
            or not re.search(r"\w", word)
        ):
            if flag == "uj" and at > begin and not ends_owned(text[begin:at]):
                at += len(word)
                continue
            break
        if is_owned(word) and at > begin:
            at = begin + text[begin:at].rfind("的") if "的" in text[begin:at] else at
            break
        at += len(word)
    phrase = text[begin:at].rstrip("的")
    while "的" in phrase and ends_owned(phrase.rpartition("的")[2]):
        phrase = phrase.rpartition("的")[0]
    return (begin, begin + len(phrase)) if len(phrase) >= 2 and not is_owned(phrase) else None


def subject_of(text: str, names: NameBook) -> str:
    span = subject_span(text, names)
    return text[span[0] : span[1]] if span else ""


def frame(text: str, *, ranked: bool = False) -> str:
    """What a question speaks of, as a phrase: 「甲队2023年的进球数是多少？」 → 「甲队2023年的进球数」,
    「甲队有多少名球员？」 → 「甲队的球员」. ``ranked``: also without 最高 and 第一, so that another rank can follow."""
    from rag.answering.question import tagged

    clauses = [c for c in re.split(r"[，,；;]", bare(text)) if c]
    asking = [c for c in clauses if ASKS.search(c)]
    s = bare(text) if not asking else "，".join(clauses[: clauses.index(asking[0]) + 1])
    if asking and clauses.index(asking[0]) and _ASK_AFTER.match(asking[0]):
        s = "，".join(clauses[: clauses.index(asking[0])])
    s = re.sub(r"更[多高大少低快强好早晚长]$", "", s)
    s = _WHETHER.sub("", _YES_NO_TAIL.sub("", _CLAIMED.sub("", s)))
    counted = re.search(rf"(?P<verb>(?:共|一共|总共|目前|现在)*(?:有|了))?{_COUNT}(?P<noun>[^，,]{{1,10}})$", s)
    if (
        counted
        and not re.search("人", counted.group()[: -len(counted["noun"])])
        and counted["noun"] != "人"
        and all(re.match(r"n|vn|eng|j|l|b|an", f) for _, f in tagged(counted["noun"]))
    ):
        s = s[: counted.start()].rstrip("的") + "的" + counted["noun"]
    s = _CLEFT_ASK.sub("", s)
    for _ in range(2):
        s = _TAIL_ASK.sub("", s)
    s = re.sub(rf"(?:共|一共|总共)?有?{_COUNT}", "", s)
    s = _ASK_INSIDE.sub("", s)
    if ranked:
        s = _HIGHEST.sub("", s)
    return re.sub(r"^的|的的", "", s).strip(" ，,").removesuffix("是").removesuffix("的") or bare(text)


def with_time(base: str, when: str) -> str:
    """The base with its time exchanged for ``when``; put in front where it names none."""
    spans = times_of(base)
    resolved = resolve_time(when, base[spans[0][0] : spans[-1][1]] if spans else "")
    if not spans:
        return resolved + base
    first, last = spans[0][0], spans[-1][1]
    if len(spans) > 1 and not re.fullmatch(r"[到至和与及、比跟\-~—–\s的]*", base[spans[0][1] : spans[-1][0]]):
        first, last = spans[0]  # two times in two places: only the first is what the question is about
        return base[:first] + resolved + base[last:]
    tail = base[last:]
    if re.search(r"[底末初]$", resolved):  # 「到11月底…」 with 「2022年底」
        tail = re.sub(r"^[底末初](?!中)", "", tail)
    return base[:first] + resolved + (tail if not resolved.endswith("的") else tail.removeprefix("的"))


_BEFORE_THAT = re.compile(
    r"(?:前|上)一?年(?!级)|the (?:year before|previous year)|(?:a|one) year earlier", re.IGNORECASE
)
_AFTER_THAT = re.compile(
    r"(?:后一?|次|下一|第二)年(?!级)|the (?:year after|(?:next|following) year)|a year later", re.IGNORECASE
)
_SAME = re.compile(r"^(?:当|同|那一?)(?:年|天|月|时)$|^那(?:个?月|时候|会儿)$|^that (?:year|month|day)$", re.IGNORECASE)
_PART = re.compile(r"^(?:上半年|下半年|(?:前[两三]|第?[一二三四])个?季度|全年|年底|年末|年初)$")
_SHIFTED = {"今年": ("去年", "明年"), "去年": ("前年", "今年"), "前年": ("大前年", "去年"), "last year": ("the year before last", "this year"), "this year": ("last year", "next year")}  # fmt: skip  # noqa: E501


def resolve_time(when: str, old: str) -> str:
    """A time as the follow-up calls it, made whole with the time of the question before it.

    >>> [resolve_time(w, "2023年上半年") for w in ("前一年", "下半年", "2021年", "8月", "全年")]
    ['2022年上半年', '2023年下半年', '2021年', '2023年8月', '2023年全年']
    """
    when = when.strip("的 ")
    if not old:
        return when
    dates = extract_dates(old)
    year = re.search(r"(?:1[89]|20)\d\d年?|大前年|今年|去年|前年|(?:last|this) year", old, re.IGNORECASE)
    if _SAME.match(when):
        return old
    for pattern, step in ((_BEFORE_THAT, 0), (_AFTER_THAT, 1)):
        if pattern.fullmatch(when) and year:
            shifted = _shift_year(year.group(), step)
            return old[: year.start()] + shifted + old[year.end() :] if shifted else when
    if (step := _day_step(when)) and dates and dates[-1].year and dates[-1].month and dates[-1].day:
        day = date(dates[-1].year, dates[-1].month, dates[-1].day) + timedelta(days=step)
        return f"{day.year}年{day.month}月{day.day}日"
    if (step := _month_step(when)) and dates and dates[-1].year and dates[-1].month:
        months = dates[-1].year * 12 + dates[-1].month - 1 + step
        return f"{months // 12}年{months % 12 + 1}月"
    mine = extract_dates(when)
    if year and _PART.match(when):
        return year.group() + when.removeprefix("年" if year.group().endswith("年") else "")
    if (
        year
        and mine
        and mine[0].start == 0
        and mine[0].year is None
        and when[0].isdigit() | (when[0] in "一二三四五六七八九十")
    ):
        return year.group() + when
    day_only = re.fullmatch(r"(\d{1,2})[日号]", when)
    if day_only and dates and dates[-1].month:
        month = dates[-1].month
        if int(day_only.group(1)) <= monthrange(dates[-1].year or 2024, month)[1]:
            return f"{year.group() if year else ''}{month}月{when}"
    return when


def _shift_year(word: str, step: int) -> str:
    if word.lower() in _SHIFTED:
        return _SHIFTED[word.lower()][step]
    digits = re.match(r"\d+", word)
    return f"{int(digits.group()) + (1 if step else -1)}{word[digits.end() :]}" if digits else ""


def _day_step(when: str) -> int:
    return {"前一天": -1, "后一天": 1, "第二天": 1, "次日": 1}.get(when, 0)


def _month_step(when: str) -> int:
    return {"前一个月": -1, "前一月": -1, "后一个月": 1, "后一月": 1, "次月": 1}.get(when, 0)


def swap_subject(base: str, new: str, names: NameBook) -> str:
    """The base about ``new`` instead: in the place of a name of the same form or kind, else of its subject."""
    span = _alike(base, new, names) or subject_span(base, names)
    if span is None:
        return ""
    for size in (4, 3, 2):  # 「台风乙呢？」 after 「台风甲…」
        if len(new) > size and base[: span[0]].endswith(new[:size]):
            new = new[size:]
            break
    return base[: span[0]] + new + base[span[1] :]


def _alike(base: str, new: str, names: NameBook) -> tuple[int, int] | None:
    """Where the base names something of the same kind as ``new``: an organisation for one, a person for a person, a
    place for a place, or a word with the same ending (男子组 for 女子组)."""
    from rag.answering.question import tagged

    mine = names.mentions(new, bare=True)
    theirs = names.mentions(base, bare=True)
    if mine and theirs:
        joined = subject_span(base, names)
        if len(theirs) > 1 and joined and joined[0] <= theirs[0][0] and joined[1] >= theirs[-1][1]:
            return theirs[0][0], theirs[-1][1]
        return theirs[0][0], theirs[0][1]
    if mine:
        return None
    ending = same_ending(base, new, names)
    if ending:
        return ending
    flags = [f for _, f in tagged(new)]
    kind = flags[0] if len(flags) == 1 else flags[-1]
    if kind not in ("ns", "nr", "nrt", "nt"):
        return None
    placed = re.search(r"(?:在|位于)(?P<place>[\u4e00-\u9fff]{2,6}?)(?=的|有|举|开|设|拥|[，,])", base)
    if kind == "ns" and placed:
        return placed.span("place")
    at, found = 0, []
    for word, flag in tagged(base):
        if flag[:2] == kind[:2] and len(word) > 1 and not any(a <= at < b for a, b, _ in theirs):
            found.append((at, at + len(word)))
        at += len(word)
    return found[0] if found else None


def same_ending(base: str, new: str, names: NameBook) -> tuple[int, int] | None:
    """Where a word of the base ends as ``new`` does (two characters of it, or one of a short word)."""
    from rag.answering.question import tagged

    words, at = [], 0
    for word, _ in tagged(base):
        words.append((at, at + len(word), word))
        at += len(word)
    for length in (3, 2, 1):
        ending = new[-length:]
        if len(new) <= length:
            continue
        for start, end, word in words:
            if not word.endswith(ending) or (start, end) in times_of(base) or ASKS.search(word):
                continue
            if len(word) <= length:  # the word is the ending itself: what makes it particular stands before it
                before = [w for w in words if w[1] == start and re.search(r"[\u4e00-\u9fffA-Za-z]", w[2])]
                if not before or before[0][2] in "的了和与在是有" or length == 1:
                    continue
                start = before[0][0]
            if length == 1 and not (2 <= len(word) <= 4 and abs(len(word) - len(new)) <= 1):
                continue
            if base[start:end] != new:
                return start, end
    return None


def prefix(base: str, names: NameBook, *, timed: bool) -> str:
    """Subject (and time) of the base, in the order in which it names them."""
    span = subject_span(base, names)
    spans = ([span] if span else []) + (times_of(base) if timed else [])
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not any(start < b and end > a for a, b in kept):
            kept.append((start, end))
    return "".join(base[a:b] for a, b in kept)


def without_names(text: str, names: NameBook) -> str:
    return cut(text, own_names(text, names))


def ended(text: str) -> str:
    """With one question mark, and something that asks."""
    text = bare(text)
    return f"{text}？" if ASKS.search(text) else f"{text}{'' if text.endswith('是') else '是'}多少？"
