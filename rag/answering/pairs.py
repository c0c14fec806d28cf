"""A question that asks for two things, or the same of two, becomes one question about each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answering.leaning import is_kind
from rag.answering.names import NameBook, is_word
from rag.answering.nounkinds import kind_of
from rag.answering.proper import proper_names
from rag.answering.question import Question, tagged
from rag.answering.values import extract_dates, extract_values

_LINK = r"以及|还有|及其|及|和|与|跟|、"
EACH = re.compile(
    r"(?<!的)分别|各自|(?<![首成国建古京江])都(?=(?:[是有在为叫]|卖到?|给了?)?(?:多少|几|谁|哪|什么))|各(?=是|有|为|获|占|多少|几|得|达|约|涨|增|降|减|跌|升|上|下|(?![个家国省市地类种项级县区校])[\u4e00-\u9fff]{1,2}(?:多少|几|什么|哪))"
)
_TWO_IN_ONE = re.compile(
    r"(?P<a>男[单双篮足排团子]|影帝|男主角?|男配角?)(?P<b>女[单双篮足排团子]|影后|女主角?|女配角?)"
)
"""男单女单, 影帝影后: two without a link."""
_MARKED = re.compile(r"[《“\"「『【(（][^》”\"」』】)）]{1,40}[》”\"」』】)）]")
_HIDDEN = 0xF0000
"""Where characters are moved that belong to a name: a link (和, 与) or a mark in it joins nothing."""


def respectively(question: Question, names: NameBook) -> list[tuple[str, str]]:
    """(which, question about it alone) pairs of a question that asks the same of two (「A和B分别…」), or [].

    「周岚和何木在会上分别承诺了多少套住房？」 gives 「周岚在会上承诺了多少套住房？」 and the same of 何木.
    """
    plain = _TWO_IN_ONE.sub(r"\g<a>和\g<b>", question.plain)
    if plain != question.plain:
        question = replace(question, plain=plain)
    if years := _of_years(question):
        return years
    each = EACH.search(question.plain)
    if each is None or re.match("说|讲|列|介绍", question.plain[each.end() :]):
        return []
    # a link and the beginning of a name may look like a word (和谈): then words are not kept whole
    return _of_each(_hidden(question.plain, names), each.start(), names) or _of_each(
        _hidden(question.plain, names, words=False), each.start(), names
    )


def _of_each(plain: str, each: int, names: NameBook) -> list[tuple[str, str]]:
    if years := _YEARS.search(plain):
        start, end = years.span()
        items = [f"{year}年" for year in re.findall(r"(?:19|20)\d\d", years.group())][:_MOST]
    else:
        listed = _listed_before(plain, each, names)
        if listed is None:
            return []
        start, end, items = listed
    rest = EACH.sub("", _OF_ALL_YEARS.sub("", plain[end:]) if years else plain[end:])
    rest = _WHICH_IS_MORE.sub("", rest.lstrip("，, "))
    lead = plain[:start] if years and start <= _SHORT and not re.search("[，,]", plain[:start]) else ""
    return [(_shown(lead + x), _shown(plain[:start] + x + rest)) for x in items]


_OF_ALL_YEARS = re.compile("^各[届年次]的?|^(?:这?[两三]|几)年")
_FIGURES_WANTED = re.compile(
    r"[，,]?(?:两|这两|几|三)?年?度?的?(?:都|各|分别)?(?:要|给|报|列)(?:我|个|一下|出|一个)*(?:具体|准确|确切)?的?(?:数字|数据|数|一下)?[。.！!]?$"
    r"|[，,]?(?:两|这两)年的?(?:具体|准确)?(?:数字|数据|数)?都?(?:要|给|报|列)[\u4e00-\u9fff]{0,4}$"
)


def _of_years(question: Question) -> list[tuple[str, str]]:
    """「某数，2023年和2024年的，给个数字」: the figures of two years are wanted, and no word asks for them."""
    years = _YEARS.search(question.plain)
    if years is None or EACH.search(question.plain) or re.search("多少|几|谁|哪|什么|吗|怎|何", question.plain):
        return []
    wanted = _FIGURES_WANTED.sub("", question.plain)
    rest = f"{wanted[: years.start()]}{wanted[years.end() :].removeprefix('度')}".strip("，, 的。")
    rest = re.sub("[，,]的?", "", rest).removeprefix("的")
    if not kind_of(rest):
        return []
    of_year = [f"{year}年" for year in re.findall(r"(?:19|20)\d\d", years.group())][:_MOST]
    return [(year, f"{year}{rest}是多少？") for year in of_year]


_WHICH_IS_MORE = re.compile(
    r"[，,](?:谁|哪一?[个家年届])的?[^，,。？?]{0,4}?[更最]?[高低大小多少好强](?=[？?。]?$)"
    r"|(?:谁|哪一?[个家年届])的?[更最]?[高低大小多少好强]一?些?[，,](?=[^，,]*(?:多少|几))"
)
_SHORT = 16
"""Characters before a year that name of what it is the year."""
_YEARS = re.compile(rf"(?:(?:19|20)\d\d年?度?(?:{_LINK}|[,，\s]))+(?:19|20)\d\d年(?!\d)")
_SIDE = r"[^，,。；;？?：:、\s]{1,24}"
_PAIR = re.compile(
    rf"(?P<a>{_SIDE})(?<!以)(?:{_LINK})(?P<b>{_SIDE}?)(?=的|(?<!现)在|于|(?:19|20)\d\d年|正式|成为|加入|当选|成立|开通|通车|发射|登陆|上市|是?被?(?:分别|各)|都(?:[是有在为叫]|卖到?)?(?:多少|几|谁|哪|什么)|两|这)"
)
_AHEAD = re.compile(rf"(?P<a>{_SIDE})(?<!以)(?:{_LINK})(?P<b>[^，,。；;？?：:、\s的]{{2,24}})[，,](?=[^，,]{{2,16}}$)")
_ITEMS = re.compile(rf"{_SIDE}(?:、[^，,。；;？?：:、\s]{{2,12}}?)+(?:{_LINK})[^，,。；;？?：:、\s的]{{2,10}}$")
_TOGETHER = re.compile(r"联合|共同|一起|一同|携手|合作|合资|合办|之间|关系|区别|相比|对比")


_OWN = re.compile(r"的(?P<what>[^，,。；;？?的]{2,16}?)(?=[，,][^，,]{0,6}?(?:分别|各)|分别|各)")


def _listed_before(plain: str, each: int, names: NameBook) -> tuple[int, int, list[str]] | None:
    """Where the things named before 「分别」 begin and end, and each with what is said once of all; None where they
    act together or are set against each other."""
    if match := _ITEMS.search(plain[:each]):
        first, *others = re.split(_LINK, match.group())
        if plain[: match.start()].endswith("、"):
            return None
        owner = first[: first.rindex("的") + 1] if "的" in first else ""
        named = first[: max((end for _, end, _ in names.mentions(first, bare=True)), default=0)]
        others = [(named if "的" in item and not kind_of(first) else owner) + item for item in others]
        return match.start(), each, [first, *others][:_MOST]
    if ahead := _AHEAD.match(plain[:each]):  # 甲赛和乙赛，本队分别拿了几枚
        return 0, ahead.end("b"), list(_completed(ahead["a"], ahead["b"]))
    match = _PAIR.search(plain)  # the longest side before a link: the last link counts
    if match is None or match.end() > each or len(match["a"]) + len(match["b"]) < _SMALLEST:
        return None
    if plain[: match.start()].endswith("、") or _TOGETHER.search(plain[match.start("b") : each]):
        return None  # one of a longer list: its head is not known
    own = _OWN.match(plain, match.end())
    if own and own["what"] in proper_names(own["what"]):  # 旅日大熊猫甲和旅韩的乙
        return match.start(), own.end(), [match["a"], f"{match['b']}的{own['what']}"]
    if own and "的" in match["a"]:
        when = extract_dates(match["a"])
        lead = when[0].text if match["a"].endswith(own["what"]) and when and when[0].start == 0 else ""
        if lead and not extract_dates(match["b"]):  # 2023年甲国的地震和乙国的地震
            return match.start(), own.end(), [match["a"], f"{lead}{match['b']}的{own['what']}"]
        items = [match["a"], f"{match['b']}的{own['what']}"]  # 甲行的模型和乙行的系统
        return match.start(), own.end(), items
    return match.start(), match.end(), list(_completed(match["a"], match["b"]))


def _completed(a: str, b: str) -> tuple[str, str]:
    """Both with what is said once and means both: 「2025年甲奖男主角和女主角」, 「台风甲和乙」, 「男单和女单冠军」."""
    if alike := _alike(a, b):
        return a, alike + b
    if tail := _said_once(a, b):
        return a + tail, b
    tail = _tail(a, b)
    core = b.removesuffix(tail) if tail else b
    return a + tail, _shared(a, core) + b


_SAME_FORM = 0.7
"""Share of characters in the same place from which on two names are of one form (金球奖得主, 金靴奖得主)."""


def _alike(a: str, b: str) -> str:
    """What stands before the last part of ``a`` that is of the same form as ``b``; "" where there is none."""
    cut = len(a) - len(b)
    if len(b) <= _ALIKE or cut < 2 or b[:1] in "《“":
        return ""
    same = sum(x == y for x, y in zip(a[cut:], b, strict=True))
    return a[:cut] if same >= _SAME_FORM * len(b) else ""


def _said_once(a: str, b: str) -> str:
    """What is said behind the second and means both: a time (「甲和乙2023年」), or what follows the word that ends the
    first (「东城运动会和西城运动会北队」)."""
    dates = extract_dates(b)
    if dates and dates[-1].end == len(b) and dates[-1].start > 1 and not extract_dates(a):
        return b[dates[-1].start :]
    one, other = _NUMBERED.sub("0", a), _NUMBERED.sub("0", b)  # 第94届和第95届某奖
    for size in range(min(len(one), len(other) - 1), 1, -1):
        at = other.find(one[-size:])
        if at > 0 or (at == 0 and size == len(one) and one != a):
            rest = other[at + size :]
            return rest if len(rest) > 1 and b.endswith(rest) else ""
    return ""


_NUMBERED = re.compile(r"\d+|[一二三四五六七八九十]+(?=届|年)")


def _tail(a: str, b: str) -> str:
    """The noun behind the second that means the first as well."""
    if b[:1] in '《“"「『【' and a[-1:] in '》”"」』】':
        return _MARKED.sub("", _shown(b), count=1) if _MARKED.match(_shown(b)) else ""
    last = _words(b)[-1] if _words(b) else ""
    if last == b or not kind_of(last) or kind_of(a) or a.endswith(last):
        return ""
    return last


def _shared(a: str, b: str) -> str:
    if "的" in a and "的" not in b:
        return a[: a.rindex("的") + 1]
    if (at := a.find(b[:2])) > 0:
        return a[:at]
    if b[:1] in '《“"「『【' and (at := a.find(b[0])) > 0:
        return a[:at]
    cut = len(a) - len(b)
    if len(b) <= _ALIKE and cut > 1 and a[-1] == b[-1] and a[:cut] in _beginnings(a):
        return a[:cut]  # 2025年公开赛男单和女单
    words = tagged(a)
    if len(words) > 1 and words[-1][1].startswith("v") and all(flag.startswith("v") for _, flag in tagged(b)):
        return a.removesuffix(words[-1][0])  # 施工开始和结束
    dates = extract_dates(a)
    when = a[: dates[0].end] if dates and dates[0].start == 0 and not extract_dates(b) else ""
    kind = next(iter(_words(a[len(when) :])), "")
    return when + kind if is_kind(kind) and kind != a[len(when) :] and kind not in b else when


_SMALLEST = 3
_ALIKE = 3
"""Characters of what may be told apart by its beginning alone (男单 and 女单)."""
_SAME_CLASS = re.compile(r"(?:冠军|亚军|季军|第[一二三四五\d]名|[金银铜]牌得主)$")
_LONG_TERM = re.compile(r"期限|[任工刑]期|用时|[时片]长|续航")
_ASKED = re.compile(
    r"^(?P<body>.+?)的?(?:分别|各自?|都|具体|大概|又)*(?:叫|是|为|有|在|达到?|位于)?"
    r"(?:什么(?:时候|地方|人|名字)?|谁|哪(?:里|儿|些|两?位|两?个?人|两[家个]|个?城市)?|多[少大高长远重][\u4e00-\u9fff]{0,4}|几[\u4e00-\u9fff]{0,2}|怎么样|如何)?"
    r"(?:来着|呢|啊|呀)*[？?。!！\s]*$"
)
_MOST = 4


def attributes(question: Question, names: NameBook) -> list[tuple[str, str]]:
    """(what, question about it alone) pairs where two or more things are asked of one, or [].

    「甲公司的董事长和总部城市是什么」 gives 「甲公司的董事长是谁？」 and 「甲公司的总部在哪个城市？」.
    """
    if question.language == "en":
        return _attributes_english(question)
    plain = _hidden(question.plain, names)
    match = _ASKED.match(plain)
    if match is None or re.search("[，,；;？?。]", match["body"]):
        return []
    body = match["body"].strip()
    if (two := _of_two(body)) and (kind := kind_of(two[0])):
        return [(_shown(item), _shown(_asked(item, "", "", kind))) for item in two]
    if owned := _TWO_OWNERS.match(body):
        a, b = owned["a"], owned["b"]
        when = extract_dates(a)
        if when and when[-1].end == len(a) and [d.text for d in extract_dates(b)] == [b]:
            b = a[: when[-1].start] + b  # 「晚会2023年的总导演和2024年的总导演」
        of_each = [(a, owned["n"], kind_of(owned["n"])), (b, owned["m"], kind_of(owned["m"]))]
        if all(kind for _, _, kind in of_each):
            return [(_shown(f"{who}的{n}"), _shown(_asked(who, "的", n, kind))) for who, n, kind in of_each]
    links = list(re.finditer(rf"\s*(?:{_LINK})\s*|\s+", body))
    ends = [*(m.start() for m in links), len(body)]
    nouns: list[str] = []
    for link, end in zip(reversed(links), reversed(ends), strict=False):
        noun = body[link.end() : end]
        if "的" in noun or not 1 < len(noun) <= _LONGEST or not kind_of(noun):
            break
        nouns.insert(0, noun)
    if not nouns:
        return []
    link = links[-len(nouns)]
    head, first = _owner_and_noun(body[: link.start()], nouns[0])
    if first:
        nouns.insert(0, first)
    elif link.group().strip():
        return []  # what is linked is not of the kind that is asked for
    kinds = [kind_of(n) for n in nouns]
    if len(head) < 2 or "、" in head or not 2 <= len(nouns) <= _MOST or set(kinds) == {"name"}:
        return []
    if first and _SAME_CLASS.search(first):  # 男子组冠军和亚军
        lead = _SAME_CLASS.sub("", first)
        nouns = [first, *(lead + n if _SAME_CLASS.fullmatch(n) else n for n in nouns[1:])]
    of = "" if head.endswith("的") else "的"
    return [(_shown(f"{head}{of}{n}"), _shown(_asked(head, of, n, k))) for n, k in zip(nouns, kinds, strict=True)]


def _of_two(body: str) -> tuple[str, str] | None:
    """The same of two that each have a name (「法国总理和德国总理」); None for two things of one."""
    found = list(re.finditer(rf"\s*(?<!以)(?:{_LINK})\s*", body))
    if len(found) != 1:
        return None
    a, b = body[: found[0].start()], body[found[0].end() :]
    ending = next((n for n in range(min(len(a), len(b)) - 1, 1, -1) if a[-n:] == b[-n:]), 0)
    if not ending or not kind_of(b[-ending:]) or "的" in b:
        return None
    if not (_alike(a, b) or any(_shown(b).startswith(name) for name in proper_names(_shown(b)))):
        return None
    return _completed(a, b)


_LONGEST = 10
_TWO_OWNERS = re.compile(
    rf"(?P<a>[^，,的]{{2,20}})的(?P<n>[^，,的和与及、]{{2,10}})(?:{_LINK})(?P<b>[^，,的]{{2,20}})的(?P<m>[^，,的]{{2,10}})$"
)
"""「甲公司的董事长和乙公司的总裁」."""
_WON_EACH = re.compile(
    rf"谁(?P<mid>[^，,。]*?)(?P<did>赢得|夺得|获得|拿下|拿到|斩获|捧得|摘得|荣获|当选|担任|执导|主演|夺)了?"
    rf"(?P<a>[^，,。？?]{{2,24}}?)(?:{_LINK})(?P<b>[^，,。？?]{{2,24}}?)[？?]?$"
)
"""「谁在公开赛上夺得男单和女单冠军？」."""


def won_each(question: Question, names: NameBook) -> list[tuple[str, str]]:
    """(what, question about it alone) pairs where it is asked who won two things, or []."""
    match = _WON_EACH.search(_hidden(question.plain, names))
    if match is None or question.language != "zh":
        return []
    a, b = match["a"], match["b"]
    if _shown(a)[-1] != _shown(b)[-1] and not (kind_of(_shown(a)) and kind_of(_shown(b))) and not _tail(a, b):
        return []
    lead = question.plain[: match.start()]
    items = [_shown(x) for x in _completed(a, b)]
    return [(item, f"{lead}谁{_shown(match['mid'])}{match['did']}了{item}？") for item in items]


def _owner_and_noun(before: str, second: str) -> tuple[str, str]:
    """What the first noun is asked of, and the noun: by 的, by what it shares with the second, or else by the last
    words that say a kind; the noun is "" where there is none."""
    if "的" in before:
        at = before.rindex("的") + 1
        noun = before[at:]
        when = [d for d in extract_dates(noun) if d.start == 0]
        if when:
            return before[: at - 1] + noun[: when[0].end], noun[when[0].end :].lstrip("的")
        whole = noun if kind_of(noun) or noun[-1:] != second[len(noun) - 1 : len(noun)] else noun + _tail(noun, second)
        return (before[:at], whole) if noun and kind_of(whole) else (before, "")
    if (at := before.find(second[:2])) > 1 and kind_of(before):
        return before[:at], before[at:]
    words = tagged(before)
    for n in (1, 2):
        noun = "".join(word for word, _ in words[-n:])
        if len(words) > n and len(noun) > 1 and kind_of(noun):
            if len(words) > n + 1 and re.match("v|b|a", words[-n - 1][1]):
                noun = words[-n - 1][0] + noun  # 报名人数
            return before[: len(before) - len(noun)].strip(), noun
    for n in (2, 1):
        last = "".join(word for word, _ in words[-n:])
        alike = len(words) > n and 1 < len(last) <= _ALIKE + 1 and last[-1] == second[len(last) - 1 : len(last)]
        if alike and (tail := _tail(last, second)):
            return before[: -len(last)].strip(), last + tail  # 公开赛男单和女单冠军
    return before, ""


def _asked(head: str, of: str, noun: str, kind: str) -> str:
    whose = f"{head}{of}{noun}"
    if kind == "person":
        return f"{whose}是谁？"
    if kind == "date":
        doing = re.match(r"(?P<verb>[\u4e00-\u9fff]{2,6}?)的?(?P<when>时间|日期|年份)$", noun)
        when = "哪一年" if noun.endswith("年份") else "什么时候"
        return f"{head.removesuffix('的')}{when}{doing['verb']}？" if doing else f"{whose}是{when}？"
    if kind == "place":
        seat = re.sub(r"(?:所在)?(?:的)?(?:城市|地)$", "", noun) if noun.startswith("总部") else noun
        if seat != noun:
            return f"{head}{of}{seat}在{'哪个城市' if noun.endswith('城市') else '哪里'}？"
        if re.search(r"国家|国籍", noun):
            return f"{whose}是哪个国家？"
        return f"{whose}{'是' if re.search(r'首都|首府|省会|籍贯|乡|产地|城市', noun) else '在'}哪里？"
    if kind == "rank":
        return f"{whose}是第几？"
    if kind == "amount":
        return f"{whose}是{'多久' if _LONG_TERM.search(noun) else '多少'}？"
    return f"{whose}是什么？"


@dataclass(frozen=True, slots=True)
class _Nouns:
    """English nouns of one kind and the question that asks for them."""

    pattern: re.Pattern[str]
    ask: str


_ENGLISH = (
    _Nouns(re.compile(r"\b(?:C[EFTO]O|\w*(?:director|president|chair(?:man|woman|person)?|founder|author|writer|winner|champion|coach|manager|mayor|minister|governor|designer|architect|captain|leader|editor|producer|composer|owner|head|runner-up))$", re.IGNORECASE), "Who is"),  # noqa: E501
    _Nouns(re.compile(r"\b(?:headquarters|headquarter city|location|venue|birthplace|address|epicent(?:re|er))$", re.IGNORECASE), "Where is"),  # noqa: E501
    _Nouns(re.compile(r"\b(?:date|time)$", re.IGNORECASE), "When is"),
    _Nouns(re.compile(r"\b(?:box office|gross|revenue|profit|population|area|price|cost|length|height|budget|score|magnitude|turnout|capacity|attendance|income|loss|share|rate|size|depth|weight|prize|fine|number|total|ceo pay|wage|salary)s?$", re.IGNORECASE), "What is"),  # noqa: E501
)  # fmt: skip
_LISTED_ENGLISH = re.compile(
    r"^(?:what|who|where|when)?(?:'s| is| are| was| were)?\s*(?:both )?"
    r"(?:(?:the )?(?P<a>[\w' -]{3,40}?) and (?:the )?(?P<b>[\w' -]{3,40}?) (?P<link>of|in|for|at) (?P<of>[^?]{2,60})"
    r"|(?P<owner>[A-Z“\"][^?]{1,50}?)['’]s? (?P<c>[\w -]{3,40}?) and (?P<d>[\w -]{3,40}))\s*\??$",
    re.IGNORECASE,
)


def _attributes_english(question: Question) -> list[tuple[str, str]]:
    """「What are the CEO and the headquarters of X?」 as one question about each, or []."""
    match = _LISTED_ENGLISH.match(question.plain.strip())
    if match is None:
        return []
    link, of = (match["link"], match["of"]) if match["a"] else ("of", match["owner"])
    nouns = [match["a"] or match["c"], match["b"] or match["d"]]
    asks = [next((n.ask for n in _ENGLISH if n.pattern.search(noun)), "") for noun in nouns]
    if not all(asks):
        return []
    return [(f"the {n} {link} {of}", f"{ask} the {n} {link} {of}?") for n, ask in zip(nouns, asks, strict=True)]


def gives_all(text: str, parts: Sequence[Question]) -> bool:
    """Does a text hold a value of the kind that each part asks for, as many as are asked?"""
    asked = " ".join(part.plain for part in parts)
    dates = [d for d in extract_dates(text) if d.text not in asked]
    numbers = [v for v in extract_values(text) if v.kind != "ordinal" and v.text not in asked]
    new = [name for name in proper_names(text) if name not in asked]
    wanting = {
        "date": sum("date" in p.wants for p in parts),
        "number": sum(p.quantity and "date" not in p.wants for p in parts),
        "name": sum(bool(p.wants & {"person", "place"}) for p in parts),
    }
    return len(dates) >= wanting["date"] and len(numbers) >= wanting["number"] and len(new) >= wanting["name"]


def _hidden(plain: str, names: NameBook, *, words: bool = True) -> str:
    """The text with the characters of names, of what stands in marks and of words that hold a link moved out of the
    way, of the same length."""
    spans = [(m.start() + 1, m.end() - 1) for m in _MARKED.finditer(plain)]
    spans += [(a, b) for a, b, _ in names.mentions(plain, bare=True) if re.search(_LINK, plain[a:b])]
    at = 0
    for word in _words(plain) if words else ():
        if len(word) > 1 and re.search(r"[和与及跟]", word) and not re.fullmatch(_LINK, word) and is_word(word):
            spans.append((at, at + len(word)))
        at += len(word)
    chars = list(plain)
    for start, end in spans:
        chars[start:end] = [chr(_HIDDEN + ord(c)) if ord(c) < _HIDDEN else c for c in chars[start:end]]
    return "".join(chars)


def _shown(text: str) -> str:
    return "".join(chr(ord(c) - _HIDDEN) if ord(c) >= _HIDDEN else c for c in text)


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word, _ in tagged(text))


def _beginnings(text: str) -> set[str]:
    words = _words(text)
    return {"".join(words[:n]) for n in range(1, len(words))}
