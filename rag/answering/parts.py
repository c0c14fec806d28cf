"""Several questions in one: each is answered on its own."""

from __future__ import annotations

import re

from rag.answering.followup import stand_alone
from rag.answering.leaning import ASKS, cut, is_owned, own_names, time_spans
from rag.answering.names import NameBook, is_word
from rag.answering.nounkinds import kind_of
from rag.answering.proper import proper_names
from rag.answering.question import language_of, tagged
from rag.answering.siblings import crossings
from rag.types import Turn

_ENGLISH = re.compile(r"\b(?:how|what|who|when|where|which|why|is|are|did|does|do|was|were)\b", re.IGNORECASE)
_MOST = 4
_SHORT = 14
"""Characters of a piece that asks more of what the piece before it named."""


def split(text: str, names: NameBook) -> list[str]:
    """The questions in ``text``, each made to stand alone; ``[text]`` where there is but one."""
    pieces = [p.strip() for p in re.split(r"(?<=[？?])|[；;]|(?<=。)|\n", text) if p and p.strip(" 　，,。？?")]
    before, pieces = len(pieces), _rejoined(pieces)
    joined = len(pieces) < before
    if len(pieces) < 2 or sum(map(_asks, pieces)) < 2:
        return ["".join(pieces)] if joined else [text]
    parts: list[str] = []
    context = ""
    for piece in pieces:
        if not _asks(piece):
            context += piece
            continue
        piece = re.sub(r"^(?:另外|还有|以及|并且|同时|顺便问一下|and|also)[，, ]*", "", piece, flags=re.IGNORECASE)
        piece = in_its_year(pieces[0], piece)
        alone = context + piece
        if parts:
            same = _and_the_other(f"{parts[-1].strip('？? ')}，{piece}", names)  # 2022年…多少？2023年又是多少？
            alone = same[1] if same else stand_alone(piece, [Turn("user", part) for part in parts], names)
        if parts and alone == piece and (then := _AFTER_A_DEED.match(piece)) and (who := _first_named(pieces[0])):
            alone = who + piece.removeprefix(then["link"] or "")
        if parts and alone == piece and not _has_subject(piece, names):
            topic = _topic(pieces[0]) or _carried(pieces[0].rstrip("？?。 "), piece, names)
            if not topic:
                return [text]
            alone = f"{topic}，{piece}" if "\u4e00" <= piece[0] <= "\u9fff" else f"{topic}: {piece}"
        parts.append(_of_the_event(pieces[0], alone) if parts else alone)
    return parts[:_MOST] or [text]


_AFTER_A_DEED = re.compile(
    r"(?P<link>那么?|后来|然后)?(?:上台|上任|就任|就职|当选|获胜|夺冠|获奖|退役|卸任|去世|上市|成立|收购|合并|通车|开业|登陆|发射|上映)(?:之?后|以来|以后|时)"
)
"""「上台后支持率多少」: whoever it was is named before."""


def _first_named(text: str) -> str:
    """The proper name with which a question begins; "" where it begins otherwise."""
    name = next((name for name in proper_names(text) if text.find(name) <= _AT_ONCE), "")
    return text[: text.find(name) + len(name)] if name else ""


_JOINED = r"(?:[，,]\s*|(?<=[\u4e00-\u9fff])[啊呀呢]?(?=还有|另外))(?:并且?|而且|又|同时|以及|还有|另外|那么?)?"
_LINKED = (
    r"(?:(?<=是谁)|(?<=多少)|(?<=哪里)|(?<=什么时候)|(?<=多少[元人年个家件名分天票套])|(?<=多[长大高远深重久宽快])|(?<=哪[年天月]))(?:、|以及|还有|和|与)"
    r"(?=[^，,。？?]{2,}?(?:谁|多[少大高长远]|几[^\W十百千万]|哪|什么时候|何时))"
)
_SEPARATED = re.compile(f"{_JOINED}|{_LINKED}")
_SEPARATED_ENGLISH = re.compile(r",?\s+and\s+(?=(?:how|what|who|when|where|which)\b)|,\s*", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"(?:吗|(?<!什)么)[？?\s]*$|是否|是不是|有没有|没有[？?\s]*$|分别|各[自是有为占]?|同比|环比|^(?:又|还|再)*(?:增长|[增上下]?[涨降跌减加])了?(?:多少|几)"
    r"|更|(?:谁|哪[\u4e00-\u9fff]{0,4})最(?![终后早初近新])|(?<!几)比(?![分例重赛值率几])|相差|差多少|差距|加起来|合计|另外|其中|怎么|如何|为什么"
    r"|^(?:一共|总共|都|有|是|要|共|大概)*(?:多少|几)[\u4e00-\u9fffA-Za-z]{0,2}[了呢]?$"
)
"""What a clause asks of the clause before it, or does not ask for a value."""
_VALUE_ASKED = re.compile(
    r"多[少大高长远深重久快]|第?几(?![十百千万乎])|谁|哪(?![些怕])|何[时地]|什么(?:时候|地方|名字|奖|职[务位]|原因)|因为?什么|原因[^，,]{0,6}是什么|叫什么"
    r"|(?:名字?|名称|编号|代号|型号|主题|口号|职务|专业|国籍|[片书剧全]名)[是叫为]?什么"
    r"|\b(?:when|who|where|which|how (?:much|many|long|far|old|tall|high|big|large))\b",
    re.IGNORECASE,
)


def clauses(text: str, names: NameBook) -> list[str]:
    """The questions of a sentence that asks in two clauses for two values, each made to stand alone, or [].

    「新桥哪天通车，造价是多少？」 gives 「新桥哪天通车？」 and 「新桥造价是多少？」.
    """
    if re.search(r"[？?。；;](?=.)", text.strip()):
        return []
    english = language_of(text) == "en"
    halves = re.split(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff《])", text)
    if (
        len(halves) == 2
        and _VALUE_ASKED.search(halves[0])
        and (_VALUE_ASKED.search(halves[1]) or _AND_IT.fullmatch(halves[1]))
    ):
        text = "，".join(halves)
    if also := _and_the_other(text, names):
        return also
    if text.count("、") == 1 and all(_VALUE_ASKED.search(half) for half in text.split("、")):
        text = text.replace("、", "，")  # 甲什么时候上市、乙什么时候成立
    found = (_SEPARATED_ENGLISH if english else _SEPARATED).split(text)
    pieces = [p.strip(" ？?。") for p in found if p and p.strip(" ？?。")]
    start = next((i for i, piece in enumerate(pieces) if _VALUE_ASKED.search(piece)), len(pieces))
    asking = pieces[start:]
    topic = _TOPIC_OF_ALL.match(pieces[0] + "，") if start == 1 else None
    whether = asking.pop() if topic and len(asking) > 1 and _WHETHER.search(asking[-1]) else ""
    if not 2 - bool(whether) <= len(asking) <= _MOST or not all(
        _VALUE_ASKED.search(p) and not _OTHERWISE.search(p) for p in asking
    ):
        return []
    if any(_OF_THE_SAME_DEED.match(piece) for piece in asking[1:]):
        return []
    mark = "?" if english else "？"
    first = "，".join(pieces[: start + 1])
    if english and any(len(piece.split()) < _CLAUSE for piece in asking):
        return []
    parts = [first + mark]
    for piece in (in_its_year(first, piece) for piece in asking[1:]):
        if not english and (of_another := _asked_alike(first, piece)):
            parts.append(of_another + mark)
            continue
        own = "" if english else _carried(first, piece, names)
        alone = own + piece + mark if own else stand_alone(piece + mark, [Turn("user", first + mark)], names)
        alone = _of_the_event(first, alone)
        if first in alone or (alone == piece + mark and not _names_its_own(piece, first, names)):
            return []
        parts.append(alone)
    return [*parts, f"{pieces[0]}，{whether}{mark}"] if whether else parts


_AND_IT = re.compile(r"(?:那么?)?[^，,。？?]{1,16}呢[？?]?")
"""「…，乙呢？」."""
_AND_AGAIN = re.compile(
    r"(?:那么?|而)?(?P<when>[^，,。？?]{2,14}?)(?:又|则|的)*(?:是|有|为|[\u4e00-\u9fff]{1,2}了)?(?:多少[\u4e00-\u9fff]{0,2}|几[\u4e00-\u9fff]?|谁|哪[\u4e00-\u9fff]{0,2})[？?]?"
)
"""「…，2022年又是多少？」."""


def _and_the_other(text: str, names: NameBook) -> list[str]:
    """「甲去年投了多少，乙呢」: the question, and the same of the other; [] for any other text."""
    first, mark, other = text.rpartition("，") if "，" in text else text.rpartition(",")
    other = other.strip()
    if (again := _AND_AGAIN.fullmatch(other)) and not cut(again["when"], time_spans(again["when"])).strip("的 同期"):
        other = f"{again['when'].removesuffix('同期')}呢"
    if not mark or not _VALUE_ASKED.search(first) or not _AND_IT.fullmatch(other):
        return []
    first, other = first.strip(" ？?") + "？", _THAT_TIME.sub("呢", other.strip(" ？?")) + "？"
    other = in_its_year(first, other)
    alone = _in_its_place(first, other) or stand_alone(other, [Turn("user", first)], names)
    return [first, alone] if alone not in (first, other) else []


_THAT_TIME = re.compile("那一?[次回届场部]呢$")
_CODED = re.compile(r"[A-Za-z\d]")


def _in_its_place(first: str, other: str) -> str:
    """「乙呢」 as the first question of 乙, where that is written much like what it takes the place of (嫦娥六号,
    嫦娥五号), or both are a name with a number (Mate 60 Pro, 小米14); "" else."""
    named = re.sub("^(?:那么?|而)", "", other.rstrip("？?").removesuffix("呢"))
    if time_spans(named) or len(named) < _ALIKE_FROM:
        return ""
    alike = {i: sum(map(str.__eq__, first[i:], named)) for i in range(len(first) - len(named) + 1)}
    at = max(alike, key=lambda i: alike[i], default=0)
    if len(named) > alike.get(at, 0) >= len(named) / 2:
        return first[:at] + named + first[at + len(named) :]
    asking = _VALUE_ASKED.search(first)
    lead = first[: asking.start()].rstrip("是在有为") if asking else ""
    coded = _CODED.search(lead) and _CODED.search(named) and not time_spans(lead) and "的" not in lead
    if not coded or any(flag.startswith("v") for _, flag in tagged(lead)):
        return ""
    return named + first[len(lead) :]


_ALIKE_FROM = 3
"""Characters from which on two names can be told to be written alike."""
_TOPIC_OF_ALL = re.compile(r"[^，,]{3,}[，,]")
"""「那笔贷款，期限多长、额度多少，需要抵押吗」: what all the clauses ask about."""
_WHETHER = re.compile(r"^(?!对|是|真)[^，,]{2,}[吗么]$|是否|要不要|有没有|需不需要")
_OF_THE_SAME_DEED = re.compile(
    r"(?:一共|总共|分别|各|其|涉及)*(?:金额|数量|比例|占比|总额|总数|人数|户数|次数|费用)(?:共|是|有|为|达到?)*(?:多少|几)"
)
"""「减免了多少用户，金额多少」: no subject of its own, but more of what was done."""
_AT_ONCE = 2
"""Characters before the subject of a clause: 那么, 而."""
_CLAUSE = 4
"""Words of an English clause that says enough to be asked alone."""


_WHERE = re.compile(r"(?:最先|首先|先)?在[\u4e00-\u9fff]{2,6}$")


def _without_cause(lead: str) -> str:
    """「恒大因为造假被罚」 up to what it is about."""
    cause = _WHY.search(lead)
    return lead[: cause.start()] if cause and cause.start() > 1 else lead


def _carried(first: str, piece: str, names: NameBook) -> str:
    """What of the first clause the second is about, to be set before it; "" where that cannot be told or where the
    second names a subject of its own."""
    asking = _VALUE_ASKED.search(first)
    if asking is None or _names_its_own(piece, first, names):
        return ""
    lead = _without_cause(first[: asking.start()])
    of_all = _TOPIC_OF_ALL.match(lead)
    if of_all and not time_spans(of_all.group()):
        return of_all.group()
    if re.match("多少|几", piece) and re.match("多少|几", asking.group()):
        return lead  # 洪水造成多少人死亡，多少人失踪
    found = tagged(lead)
    words, flags = [word for word, _ in found], [flag for _, flag in found]
    named = max((end for _, end in (*own_names(lead, names), *time_spans(lead))), default=1)
    while len("".join(words[:-1])) >= named and re.match("[vdpucm]|zg|a[dn]?$", flags[len(words) - 1]):
        words.pop()
    if "的" not in words:  # 那笔贷款期限多长、额度多少
        nouns = {n: "".join(words[-n:]) for n in (1, 2) if len("".join(words[:-n])) >= max(named, 2)}
        words = words[: -next((n for n, noun in nouns.items() if kind_of(noun) or is_owned(noun)), 0) or None]
    topic = lead[: len("".join(words))].rstrip("，, 的")
    if time_spans(piece) and (own := time_spans(topic)):
        topic = cut(topic, own).rstrip("，, ")
    asked = _VALUE_ASKED.search(piece)
    wanted = kind_of(piece[: asked.start()].rstrip("是有为达在")) if asked else ""
    if re.search(r"在[\u4e00-\u9fff]{2}", piece):
        topic = _WHERE.sub("", topic)  # 先在海南哪个镇登陆，后来在越南…
    owner, of, noun = topic.rpartition("的")
    if of and (kind_of(noun) or tagged(piece)[0][1].startswith("n")):
        while (done := tagged(owner)[-1:]) and done[0][1].startswith("v") and len(owner) > len(done[0][0]) + 2:
            owner = owner.removesuffix(done[0][0])  # 嫦娥六号带回的样品
        return owner + ("的" if wanted else "" if kind_of(noun) else "，")
    return topic if len(topic) > 1 else ""


_AT_THAT_TIME = re.compile("同期|同年|当年")
_SAME_YEAR = re.compile("^(?:而|那)?(?:[同当]年|那一?年)")


def in_its_year(first: str, piece: str) -> str:
    """「同年乙地…」 with the one year that the first clause names."""
    years = set(re.findall(r"(?:19|20)\d\d(?=年)", first))
    return _SAME_YEAR.sub(f"{years.pop()}年", piece) if len(years) == 1 else piece


_WHY = re.compile("因为|由于|因(?=[^，,]{2,}被)|被")
"""Why, or by whom, something was done: not what the clause is about."""
_NAME_LONG = 3
"""Characters from which on what stands before the shared words is a name, not what makes a measure narrower (失踪)."""


def _asked_alike(first: str, piece: str) -> str:
    """The second of two clauses that ask the same in the same words of another (「甲片票房多少亿，乙片票房多少亿」),
    with the time, or what both are of, from the first; "" where they do not."""
    piece = _AGAIN.sub("", piece)
    shared = next((n for n in range(min(len(first), len(piece)) - 1, 0, -1) if first[-n:] == piece[-n:]), 0)
    asking = _VALUE_ASKED.search(piece[-shared:]) if shared else None
    if asking is None or not kind_of(piece[-shared:][: asking.start()].rstrip("是有为达到了")):
        return ""
    one, other = first[:-shared].rstrip("的"), piece[:-shared].rstrip("的")
    when = "".join(one[a:b] for a, b in time_spans(one)[:1])
    named = cut(_AT_THAT_TIME.sub("", other), time_spans(other) if not _AT_THAT_TIME.search(other) else [])
    words, own = tagged(one), tagged(other)
    if len(own) == 1 and len(words) > 1 and words[-1][1] == own[0][1]:
        return one[: len(one) - len(words[-1][0])] + piece  # 失踪人数是多少，死亡人数是多少
    if len(named) < _NAME_LONG:
        return ""
    if when and _AT_THAT_TIME.search(other):
        return _AT_THAT_TIME.sub(when, piece)
    return piece if not when or time_spans(other) else when + piece


_AGAIN = re.compile("又(?=[是有为叫]|多少|几)")


def speaks_for_itself(clause: str, first: str) -> bool:
    """Does a clause name something that the one before it does not, or a time of its own with what is asked of it
    (「2024年考研报名人数是多少」, and not 「2022年又是谁得了」)?"""
    own = cut(clause, time_spans(clause))
    asking = _VALUE_ASKED.search(own)
    about = _SAYS_LITTLE.sub("", own[: asking.start()] if asking else own)
    named = begins_with_a_name(own) or "·" in own or any(_is_name(w, f) and w not in first for w, f in tagged(own))
    return named or (own != clause and len(about) > _ASKED_OF)


_SAYS_LITTLE = re.compile("[又是的在有了都被由为给那还再则而后来]")
_ASKED_OF = 2


def _is_name(word: str, flag: str) -> bool:
    """A name, by the tagger or because no dictionary has it."""
    if len(word) < 2 or not re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9-]+", word):
        return False
    return flag in ("nr", "nrt", "nrfg", "ns", "nt", "nz", "eng") or (flag.startswith("n") and not is_word(word))


_YEAR_FIRST = re.compile(r"^(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?[底末初]?")


def _names_its_own(piece: str, first: str, names: NameBook) -> bool:
    piece = _YEAR_FIRST.sub("", piece)
    said = [*(piece[a:b] for a, b, _ in names.mentions(piece, bare=True)), *_proper(piece), *crossings(piece)]
    return any(name not in first and piece.find(name) <= _AT_ONCE for name in said)


def _proper(piece: str) -> list[str]:
    """Its proper names, without words of the dictionary that are no one's name (点球大战)."""
    names = [name for name in proper_names(piece) if not re.search("[来去了过]$", name)]  # 采回来 is no one
    return [name for name in names if [flag for _, flag in tagged(name)] != ["nz"]]


_EVENT = re.compile(
    r"^(?:请问)?(?P<event>[^，,。？?的]{2,18}?(?:运动会|[奥亚]运会|冬残?奥会|世界杯|欧洲杯|美洲杯|亚洲杯|世锦赛|锦标赛|公开赛|大选|选举"
    r"|峰会|论坛|博览会|地震|暴雨|洪水|台风|事故|坠机|空难|火灾|爆炸案?)(?:[男女]\w)?(?:(?:半)?决赛)?)"
)
_EVERYWHERE = frozenset({"中国", "我国", "全国", "全球"})
_ANY_EVENT = re.compile(r"[赛会杯届]|大选|选举|论坛|地震|暴雨|洪水|台风|事故|坠机|空难|火灾|爆炸")


def _of_the_event(first: str, piece: str) -> str:
    """The piece with the event of the first, where it names no event, no time and no name of its own."""
    event = _EVENT.match(first)
    own = set(_proper(piece)) - _EVERYWHERE
    if event is None or own or _ANY_EVENT.search(piece) or time_spans(piece) or event["event"] in piece:
        return piece
    return event["event"] + piece


_OF_THE_SAME = re.compile(
    r"^(?:它们|他们|两者|三者)?(?:分别|各自?(?=[是有为在多涨增降]|\w{1,3}了?(?:多少|几|哪|什么))|(?:其中)?(?:谁|哪一?[个家支位队])(?:的)?[\u4e00-\u9fff]{0,4}?(?:[最更]|[高低大小多少长短早晚快慢][？?]?$))"
)


def _rejoined(pieces: list[str]) -> list[str]:
    """「甲和乙谁先夺冠？分别是哪年？」 asks of both at once: the second piece belongs to the first."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _asks(joined[-1]) and len(piece) <= _SHORT and _OF_THE_SAME.match(piece):
            joined[-1] = f"{joined[-1].rstrip('？?')}，{piece}"
        else:
            joined.append(piece)
    return joined


def _topic(first: str) -> str:
    """What the first question is about, to be set before one that names nothing: 「会展中心的面积多大？哪年建成？」."""
    lead = re.match(r"(?P<clause>[^，,？?]{3,24})[，,]", first)
    if lead and not _asks(lead["clause"]):
        return lead["clause"]
    asking = ASKS.search(first)
    head = first[: asking.start()] if asking else first
    for link in (r"的[^的]*$", r"(?:是|有|在|由|被|于|达到|获得|规定|举[行办])[^，]*$"):
        match = re.search(link, head)
        if match and len(head[: match.start()]) >= 3:
            return head[: match.start()]
    return ""


def _asks(piece: str) -> bool:
    return bool(piece.endswith(("？", "?", "呢")) or ASKS.search(piece) or _ENGLISH.search(piece))


def begins_with_a_name(clause: str) -> bool:
    """Does the clause begin with a name, with what no word of the dictionary begins?"""
    return clause[0] not in _LEADS and not any(is_word(clause[:n]) for n in range(2, _LONGEST_WORD))


_LEADS = frozenset(
    "0123456789一二三四五六七八九十第谁哪几多又再还也都才就那这他她它其有是在被由从到与和为要会能可首总全各每"
)
"""Characters with which a clause that names nothing may begin."""
_LONGEST_WORD = 5


def _has_subject(piece: str, names: NameBook) -> bool:
    own = cut(piece, time_spans(piece))
    dated = own != piece and begins_with_a_name(own)  # 2023年霁川…
    return bool(dated or names.mentions(piece, bare=True) or proper_names(piece) or len(piece) > 16)
