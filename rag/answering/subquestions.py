"""A question about several subjects or years, taken apart into one question each, by code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.listed import COUNTED, COUNTERS, extreme, group, group_words, order
from rag.answering.names import NameBook, is_word
from rag.answering.pairs import EACH
from rag.answering.proper import proper_names
from rag.answering.question import TOGETHER, Question
from rag.answering.values import extract_dates

_COMPARING = re.compile(
    r"相比(?:较|之下)?|对比|比较|哪家|哪个|哪一个|哪一家|谁|更[多高大少低早晚强好快]|最[多高大少低]|孰[多高大]?|的?(?:差距|差额|区别|不同)|分别|各自?|"
    r"(?:总共|一共|合计|加起来|总和|之和|相加|总计|相差|差|多|高出?|少|低)?了?(?:是|有|为)?(?:多少|几)["
    + COUNTERS
    + r"倍万亿美港欧日]*|合计|总和|之和|加起来|一共|总共|相差|倍数?|"
    r"(?:是|在)?(?:哪一?[天年月日里]|什么时候|何时|何地)|(?<=[早先晚])(?=申|成|上|开|发|获|当|夺)|排[名序]|一下|[吗呢吧？?。，,]|之间|两(?:家|者|个|人|国|地|公司)*|三(?:家|者|个)|有多大|有何|怎么样|如何|情况|(?:排名)?(?:高|多|领先)$"
)
_LINK = re.compile(
    r"(?P<a>[^，,。？?\s]{2,16}?)\s?(?:和|与|跟|同|及|以及|、|vs\.?|VS|对比|相比|比)\s?(?P<b>[^，,。？?\s的]{2,16}?)(?:的|相比|比(?=[，,])|哪|谁|相差|差|合计|一共|总共|加|之间|在|各|分别|两)"
)


_VERSUS = re.compile(
    r"(?:^|[\s，,])(?P<a>[^\s，,。？?]{2,12})\s*(?:vs\.?|pk|对比)\s*(?P<b>[^\s，,。？?的]{2,12}?)(?=的|哪|谁|[\s，,？?]|$)",
    re.IGNORECASE,
)
"""「月活 甲 vs 乙」."""


def subjects_of(question: Question, names: NameBook) -> list[str]:
    """The subjects that are set side by side, as the question calls them."""
    mentions = names.mentions(question.plain, bare=True)
    by_full: dict[str, str] = {}
    for start, end, full in mentions:
        by_full.setdefault(full, question.plain[start:end])
    if len(by_full) >= 2:
        return _with_own(question.plain, mentions) if len(mentions) == 2 else list(by_full.values())
    if listed := _enumerated(question.plain):
        return listed
    if versus := _VERSUS.search(question.plain):
        return [versus["a"], versus["b"]]
    match = _LINK.search(question.plain)
    if not match:
        return []
    first, second = _without_dates(match["a"]), _without_dates(match["b"])
    last = _OWN_LAST.match(question.plain[match.end("b") :])
    if last and "的" in first and not first.endswith(f"的{last['what']}"):
        second = f"{second}的{last['what']}"  # 甲行的大模型项目和乙行的信用卡项目
    if not first or not second or TOGETHER.search(question.plain, match.start("b"), match.end("b") + 2):
        return []  # 「甲跟乙搞的机器人」
    known = proper_names(question.plain)
    for one, other in ((first, second), (second, first)):
        if (
            names.canonical(one)
            and len(other) > 2
            and not is_word(other)
            and re.fullmatch("[\u4e00-\u9fffA-Za-z]+", other)
        ):
            return [first, second]  # an organisation, and what may be one of which the articles give but the name
    if len(first) > 1 and first[-1] == second[-1] and first != second:
        return [first, second]  # 甲队和乙队: of one kind
    if any(first.endswith(n) or n in first for n in known) and any(n in second or second in n for n in known):
        return [first, second]
    return []


_OWN = re.compile(r"的(?P<what>[^，,。？?的和与跟同及、]{2,16}?)(?:和|与|跟|同|及|以及|、)$")
_OWN_LAST = re.compile(r"的(?P<what>[^，,。？?的]{2,16}?)(?=[，,]|各|分别|谁|哪|相比|相差)")


def _with_own(plain: str, mentions: Sequence[tuple[int, int, str]]) -> list[str]:
    """Two organisations, each with what of it is meant where that differs: 甲行的大模型项目和乙行的信用卡项目."""
    (a, b, _), (c, d, _) = mentions
    one, other = _OWN.match(plain[b:c]), _OWN_LAST.match(plain[d:])
    if one is None or other is None or one["what"] == other["what"]:
        return [plain[a:b], plain[c:d]]
    return [f"{plain[a:b]}的{one['what']}", f"{plain[c:d]}的{other['what']}"]


_ENUMERATED = re.compile(
    r"(?:^|[，,])(?P<list>[^，,。；;？?、]{2,24}(?:、[^，,。；;？?、]{2,12})+(?:(?:以及|和|与|跟|及)[^，,。；;？?、]{2,12}?)?)(?:的|在|相比|哪|谁|相差|合计|一共|总共|加|之间|各|分别|三|四|五|对比|$|[，,？?])"
)
_HEADED = re.compile(r"(?:在|各|分别|谁|哪|的|相比|相差|合计|一共|总共|对比|三[家个支]).*$")


def _enumerated(plain: str) -> list[str]:
    """Three or more names in a row (甲、乙和丙), of which most read as names."""
    match = _ENUMERATED.search(plain)
    if match is None:
        return []
    pieces = [_without_dates(x) for x in re.split(r"、|以及|和|与|跟|及", match["list"])]
    pieces = [_HEADED.sub("", x) for x in pieces]
    known = proper_names(plain)
    named = sum(any(n in x or x in n for n in known) for x in pieces)
    return pieces if len(pieces) > 2 and all(len(x) > 1 for x in pieces) and 2 * named >= len(pieces) else []


def _without_dates(text: str) -> str:
    for moment in extract_dates(text):
        text = text.replace(moment.text, "")
    return _PART_OF_YEAR.sub("", text).lstrip("的在年月日，, ")


_PART_OF_YEAR = re.compile(r"^(?:的)?(?:年?[底末初中]|全年|上半年|下半年|第?[一二三四]季度)")


def _times(question: Question) -> list[str]:
    """The times that the question names, as it names them, what part of the year is meant included."""
    return [p.text for p in question.periods] or [d.text for d in question.dates]


def measure_of(question: Question, subjects: Sequence[str]) -> str:
    """What is compared, without the subjects, the time and the words of comparing; "" where nothing is left."""
    rest = question.plain
    for subject in sorted(subjects, key=len, reverse=True):
        rest = rest.replace(subject, "\x00")
    for moment in _times(question):
        rest = rest.replace(moment, "")
    rest = re.sub(r"[(（]\s*[)）]", "", _EITHER_WAY.sub("", rest))
    rest = re.sub(r"\x00的(?P<what>[^\x00，,]+?)(?=(?:[和与跟同及、比]|以及|对比|相比)\x00的(?P=what))", "\x00", rest)
    rest = re.sub(r"\x00(?:[和与跟同及、比\s]|以及|vs\.?|pk|对比|相比)*", "\x00", rest, flags=re.IGNORECASE)
    rest = re.sub(r"(?:谁|哪一?[家个队支位]|最|更)[先早](?!期)", "", rest)
    rest = _WHOSE_MORE.sub(lambda m: m["what"] or "", rest)
    rest = _WHICH_PRIZE.sub("获奖等级", re.sub(r"的?(?:差距|差额|区别)[大小多]?", "", rest))
    rest = _PART_OF_YEAR.sub("", rest.replace("\x00", ""))
    kind = group_words(rest)
    rest = rest.replace(kind[0], "") if kind else rest
    measure = _COMPARING.sub("", rest).strip(" 的是在和与、，,比中里年度")
    return measure if question.language == "zh" and 1 < len(measure) <= 30 else ""


_WHOSE_MORE = re.compile(
    r"(?:谁|哪一?[家个队支位])的?(?P<what>(?![更最比])[^，,。？?的]{1,8}?)??[更最]?[高低多少大小](?:一些|一点)?(?=[，,。？?]|$)"
)
"""「谁更高」, 「哪家的利润高」."""


def by_subject(question: Question, subjects: Sequence[str], names: NameBook, called: str = "") -> list[tuple[str, str]]:
    """(subject, question about it alone) pairs, or [] where no measure is left. ``called`` are the words that
    stand for the subjects where the question does not name them (三家公司)."""
    measure = measure_of(question, [called] if called else subjects)
    when = "".join(_times(question))
    return [(s, _asked(question, when, s, measure)) for s in subjects] if measure else []


def _asked(question: Question, when: str, subject: str, measure: str) -> str:
    plain = question.plain
    if order(plain) or re.search(r"什么时候|何时|哪一?[天年月日]", plain):
        done = re.sub(r"的?(?:时间|日期|年份)$", "", measure)
        return f"{when}{subject}{'最早' if order(plain) == 'first' else ''}什么时候{done}？"
    if re.search(r"是谁|谁是|哪位|叫什么", plain) and not extreme(plain):
        return f"{when}{subject}的{measure}是谁？"
    if re.search(r"在?(?:哪里|哪儿|何处|何地)", plain):
        return f"{when}{subject}的{measure}在哪里？"
    if re.search(r"是什么", plain):
        return f"{when}{subject}的{measure}是什么？"
    if graded := _GRADE.search(measure):
        where = f"在{graded['of']}" if (graded["of"] or "获奖") != "获奖" else ""
        return f"{when}{subject}{where}拿了几等奖？"
    unit = COUNTED.search(plain)
    return f"{when}{subject}的{measure}{'有多少' + unit['unit'] if unit else '是多少'}？"


_WHICH_PRIZE = re.compile(
    r"(?:各自?|分别)?(?:[拿获得评是]|拿到|获得|得到)?[了上到]*几等奖(?:[，,]\s*的?(?:等级|级别|档次)?)?"
)
_GRADE = re.compile(
    r"^(?:(?P<of>.*?奖)[里中上内]?[，,]?)??(?:拿到?|获得?|得到?)?了?的?(?:奖项?的?)?(?:等级|级别|档次|等次|几等奖)"
)
"""「谁拿的奖等级更高」 asks which prize each won."""
_EITHER_WAY = re.compile(
    r"谁[多高大快好强]谁[少低小慢差弱]|(?:是|变)?[增变更]?[多高大加快好](?:了|些)?(?:还是|或)(?:变|更|减)?[少低小慢差](?:了|些)?"
    r"|(?:更|还|要)?[多少](?=[卖售收招产建开买](?:了|出)?(?:多少|几))|[多少高低大小](?:得多|不少|很多|了)吗?|(?:变化|差别|相差|差距)?大(?:吗|不大)|[两二三]年(?=各|分别|都|$)|(?:高|多|大)不(?:高|多|大)"
)
"""「多了还是少了」, 「变化大吗」: what a comparison of two years asks besides the figures."""


def by_year(question: Question, names: NameBook) -> list[tuple[str, str]]:
    """(year, question about it alone) pairs where the question names two or more moments."""
    dates = [d for d in question.dates if d.year]
    if len({(d.year, d.month, d.day) for d in dates}) < 2 or question.language == "en":
        return []
    if re.search(r"谁|哪(?!一?年)|什么(?!时候)", question.plain) and not re.search(r"多少|几", question.plain):
        return []  # 「2027年和2031年由哪座城市举办」 asks for no figures
    times = _times(question)
    rest = question.plain
    for moment in times:
        rest = rest.replace(moment, "")
    rest = re.sub(
        r"从|到|至|以来|期间|增长(?:了)?|增加(?:了)?|减少(?:了)?|下降(?:了)?|变化(?:了)?|相比|比|[、和与]", "", rest
    )
    rest = _COMPARING.sub("", _EITHER_WAY.sub("", _PART_OF_YEAR.sub("", rest))).strip(" 的是在，,之间")
    unit = COUNTED.search(question.plain)
    asked = f"有多少{unit['unit']}" if unit else "是多少"
    return [(when, f"{when}{rest}{asked}？") for when in times] if len(rest) > 1 else []


_STEP = re.compile(
    r"(?:一共|总共|累计|净|又|大约|约)*(?:[涨增降减跌升](?:长|加|少|了|到)*|[多少]了|提[高升]了?|上[涨升]了?|下[降跌]了?)"
    r"(?:大约|约)?(?:多少|几)[^，,。？?]*"
    r"|(?:是|又)?(?:怎么|如何|怎样)(?:变|发展)(?:化|动)?的?|(?:有|发生)了?(?:什么|哪些|怎样的|多大的?)样?的?变化"
    r"|变化(?:情况|趋势|幅度)?(?:是|有)?(?:如何|怎样|怎么样|多大|什么)"
)
_EVENT = 5
_FROM, _TO = re.compile(r"(?:自|从)\s*$"), re.compile(r"(?:到|至|-|—|~)\s*$")


def between(question: Question, names: NameBook) -> list[tuple[str, str]]:
    """(time, question about it alone) where a step from one time to another is asked for; [] for any other question.

    「某数从2021年到2023年涨了多少」, 「从2021年的某数到2023年的某数，涨了多少」.
    """
    times = [p for p in question.periods if p.year]
    plain = question.plain
    if len(times) != 2 or question.language != "zh" or not (step := _STEP.search(plain)):
        return []
    first, second = times
    ahead, within = plain[: first.start], plain[first.end : second.start]
    if step.start() < second.end or not _TO.search(within):
        return []
    ahead, within = _FROM.sub("", ahead).strip(" 的，,"), _TO.sub("", within).strip(" 的，,")
    behind = _PART_OF_YEAR.sub("", plain[second.end : step.start()].lstrip()).strip(" 的，,")
    behind = re.sub(r"(?:每|各|逐)年的?|历年的?", "", behind)
    if within and not plain[first.end :].startswith("的") and behind and within not in behind and len(within) <= _EVENT:
        within = ""  # 「从2021年博览会到2023年」: an event that tells when
    head, _, rest = behind.replace("，", ",").partition(",")
    if within:  # each end has its own words; who it is of may stand before both or behind
        owner = ahead or rest.strip("的 ")
        measures = [f"{owner}的{what}" if owner else what for what in (within, head or within)]
    else:
        measures = [what for what in (f"{ahead}{'的' if ahead and behind else ''}{behind}",) if len(what) > 1] * 2
    if question.values or not measures:
        return []
    unit = COUNTED.search(step.group())
    counted = f"有多少{unit['unit']}" if unit else "是多少"
    return [
        (time.text, f"{time.text}{what}{'是多少' if what[-1] in '数量额率' else counted}？")
        for time, what in zip(times, measures, strict=True)
    ]


_SETS = re.compile(
    r"对比|比较|差距|差别|哪一?[个家](?![城国地省州县区镇村场馆月机部协组平])|\s(?:vs\.?|pk)\s", re.IGNORECASE
)


def sets_side_by_side(question: Question, names: NameBook) -> bool:
    """Does the question compare several subjects, although it may name no organisation: 三支球队各…, 甲和乙谁先…?"""
    if group(question) is not None or (EACH.search(question.plain) and _enumerated(question.plain)):
        return True
    compares = extreme(question.plain) or order(question.plain) or _SETS.search(question.plain)
    return bool(compares) and not whether(question) and len(subjects_of(question, names)) > 1


_GROWN = re.compile(r"[，,、]?(?:各|分别|又)?(?:同比|环比)?(?:上|增|下)?[涨增降减跌升](?:长|加|少)?了?(?:多少|几成?)")


def asks_several_counts(question: Question) -> bool:
    """Are two or more figures asked for in one clause after the other (有多少件，授权了多少件; X和Y分别是多少)?"""
    counts = len(re.findall(r"多少|几[个件家人名位套项]", question.plain))
    return counts > 1 or (counts == 1 and bool(re.search(r"[和与、].{1,16}(?:分别|各[是有为])", question.plain)))


def without_growth(text: str) -> str:
    """The question without what it asks of growth: a sentence that gives a figure gives its growth beside it."""
    return _GROWN.sub("", text)


def whether(question: Question) -> bool:
    """Is it asked whether something is so, and not how much: 「今年的票数比去年高吗？」?"""
    return bool(re.search(r"[吗么][？?。\s]*$|是否|是不是|有没有", question.plain)) and not re.search(
        r"多少|几|[谁哪]", question.plain
    )
