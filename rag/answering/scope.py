"""Is a figure said of the place, edition, time or stage that the question names, or of another of its kind?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.bystanders import of_another_day, of_part_of_it
from rag.answering.clauses import clause_of, leading_clauses
from rag.answering.levels import change_of, growth_of, mean_of_all, no_score
from rag.answering.proper import people, proper_names
from rag.answering.qualifiers import agreeing, contrary
from rag.answering.question import Question, tagged, terms_of
from rag.answering.siblings import of_sibling
from rag.answering.values import Value, extract_values

if TYPE_CHECKING:
    from rag.answering.evidence import Sentence

_PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2})(?P<kind>[县市省州镇村乡国岛]|(?<![校社园小景地片山灾选战特市城郊辖街营库林牧老新])区)(?![长民场委政府级域块口家际内外产会值价面容道庄民企])"
)
_NO_NAME = re.compile(
    r"[的全该本各两我这那几此在和与于从对被是为到把由让将多半]|相邻|邻近|附近|周边|多个|整个|所有|一个|[上超股楼夜菜节返下城罢闹]$"
)
_OF_TWO_CHARACTERS = "中美法英德韩泰俄新外两邻出回建帝王和战爱各盟列"
"""What stands before 国 in a word of two characters: 「奥运会中国队」 names no 会中国."""
_PAST = re.compile(
    r"[了过](?:多少|几|[^，。]{0,6}多少)|造成|一共|总共|最终|实际|\b(?:did|was|were|won|has|had)\b", re.IGNORECASE
)
_EXPECTED = re.compile(
    r"预计|预测|有望|民调|估计|可能|或将|\b(?:could|expected|projected|forecasts?|predict\w*|polls?|may|might|threaten\w*)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"提出|提议|报价|出价|开价|要约")
_TURNED_DOWN = re.compile(r"拒绝|被拒|回绝|否决|未获(?:接受|同意)|没有接受|不予接受")
"""What was offered and turned down did not come about."""
_BY_THEN = re.compile(
    r"(?:提出|规划|方案|计划|目标|力争|争取|打算|预计)[^。；;]{0,20}?到(?:19|20)\d\d年(?:底|末|前)?[^，,。；;]{0,16}$"
)
_AIMED = re.compile(
    r"目标(?!区间|利率|价|区域|市场)|计划|[拟欲]|打算|力争|争取|\b(?:aims?|targets?|plans?|goal)\b", re.IGNORECASE
)
"""What is aimed at has not happened."""
_DONE = re.compile(r"已经?(?!定|知)")
_SITE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2})(?P<kind>遗址|大桥|隧道|水库|水电站|核电站|大学|学院|中学|小学|医院|公园|博物馆|机场|车站|体育场|体育馆|号线|高铁|高速|煤矿|油田|山脉|国家公园|保护区|开发区)"
)
"""Works and places whose name stands before what they are."""
_NO_SITE = re.compile(r"[家个所座条间处多少几哪有是的了在各每新该本两这那和与开全省市县区镇乡]")
_AT = re.compile(r"([\u4e00-\u9fff]{2})[时后](?!间|候|期|代|来|续|果|卫)")
_PERSONS = (
    r"people|persons?|residents?|men|women|children|adults|workers?|passengers?|soldiers?|students?|victims?"
    r"|villagers?|refugees?|pupils?"
)
_COUNTED = re.compile(r"\bhow many (?:\w+ ){0,2}?(?P<noun>[a-z]+)\b", re.IGNORECASE)
_PART = re.compile(r"上半年|下半年|全年|(?:第?[一二三四]|前三)季度")
_SPELL = re.compile(
    r"(?:春节|元旦|清明|五一|端午|中秋|国庆|暑[假期]|寒假)|(?:长假|黄金周)|[一二三四五六七八两\d]天|首[周日月]|单[日月周]|当[天日月周]"
)
"""Days that are less than the year they are of."""
_MONTH = re.compile(r"(?<![\d至到~—-])1?\d月份?(?![\d底末至到~—-])")
_UP_TO = re.compile(r"累计|截[至止]|[前头].{1,3}个?月|全年")
_HOLIDAY = re.compile(r"元旦|春节|清明|五一|端午|中秋|国庆|暑[假期]|寒假")
_FLOW = re.compile(
    r"利润|收入|营收|销[量售]|交付|产量|票房|成交额|出口|进口|生产总值|GDP|接待|客流|游客|出游|人次|客运|增长|同比|增速",
    re.I,
)
"""What is counted over a time: a part of the year has only a part of it."""
_SETTLED = re.compile(r"最终|最后(?:一共|总共|有|的)")
_SO_FAR = re.compile(
    r"目前|暂时|初步|截至|首[周日]|上映[一两三四\d首]|可能(?:继续|还会?)?(?:上升|增加|变化)|还(?:可能|会|在)|仍在|进一步"
)
_MIDWAY = re.compile(r"第[一二三四五六七八九十\d]+个?比赛日|赛程过半|(?:赛事|比赛|赛程)(?:仍在|还在|进行到)")
"""In the middle of the games: not what was won in all."""
_FIRST_PART = re.compile(r"首[期批付轮]|第一[期批]")
"""「首期投入1.2亿元」 is not what it took in all."""
_GUESSED = re.compile(r"预计|预测|估算")
_POLLED = re.compile(r"民调|民意调查|出口调查|\bpolls?\b", re.IGNORECASE)
_PLANNED = re.compile(r"投资|产能|规模|面积|工期|容量")


def elsewhere(question: Question, plain: str, value: Value) -> bool:
    """Does the sentence say the value of another place, edition or part of the year than the question asks about?

    Only what the question names is compared, and only with names of the same form: 戈兰县 with 西塘县, 第31届 with
    第30届, 上半年 with 全年.
    """
    return (
        _only_expected(question.plain, plain, value)
        or _not_yet(question.plain, plain)
        or _so_far(question, plain, value)
        or _other_place(question.plain, plain, value)
        or _only_local(question.plain, plain, value)
        or _other_site(question.plain, plain, value)
        or _persons_or_not(question.plain, plain, value)
        or _other_edition(question, plain)
        or _other_part(question, plain, value)
        or _of_a_month(question, plain, value)
        or contrary(question.plain, plain, value.start, value.end)
        or _only_nominated(question.plain, plain, value)
        or _age_of_another(question.plain, plain, value)
        or _beside(question, plain, value)
        or (question.quantity and _part_of(question, plain, value))
        or (question.quantity and question.form != "list" and change_of(question.plain, plain, value))
        or growth_of(question.plain, plain, value)
        or mean_of_all(question, plain, value)
        or no_score(question.plain, value)
        or (question.quantity and _of_a_nation(question.plain, plain, value))
    )


def beside_the_question(question: Question, plain: str, value: Value) -> bool:
    """Can the value not be the figure that is asked for? An answer may say it all the same (「在13个省有82家」)."""
    return (
        elsewhere(question, plain, value)
        or _of_places(question.plain, plain, value)
        or _of_other_things(question.plain, plain, value)
    )


def within(question: Question, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The sentences without those that speak of another of the kind and, where a figure is asked for, those that give
    figures only of what is not asked about; all of them, where none would be left."""
    kept = [
        s
        for s in sentences
        if not of_sibling(question, s)
        and not of_another_day(question, s)
        and not of_part_of_it(question, s)
        and not (question.quantity and _all_elsewhere(question, s))
    ]
    return _of_named_award(question.plain, kept or sentences)


_AWARD_NAME = re.compile(r"[\u4e00-\u9fff]{2}(?<![等得获颁评拿大金银铜首该此个项])奖(?![金项励学品牌者杯])")
"""The end of an award's name: 金发奖."""


def _of_named_award(asked: str, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """Of a question about an award the sentences of the articles that name it, where any does: another article's
    一等奖 is of another."""
    names = set(_AWARD_NAME.findall(asked))
    naming = {s.article_id for s in sentences for name in names if name in f"{s.title}{s.lead}{s.plain}"}
    return [s for s in sentences if s.article_id in naming] if naming else sentences


def _all_elsewhere(question: Question, s: Sentence) -> bool:
    values = [v for v in extract_values(s.text) if v.kind != "ordinal"]
    return bool(values) and all(beside_the_question(question, s.plain, v) for v in values)


def _beside(question: Question, plain: str, value: Value) -> bool:
    """「船上共有61人，46人获救」: the sentence gives the rescued, and 61 is beside it. So it is where another value of
    the same unit stands in a clause with words of the question, and this one in a clause with none and no name."""
    rivals = [v for v in extract_values(plain) if v.kind == value.kind and v.unit == value.unit and not v.same(value)]
    asked = {t for t in question.terms if len(t) > 1 and t in plain.lower()}
    if not rivals or not asked or value.kind == "ordinal":
        return False
    mine = _led_to(plain, value)
    if any(t in mine.lower() for t in asked) or any(v.same(q) for v in extract_values(mine) for q in question.values):
        return False
    if not re.search(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}", mine.replace(value.text, "")):
        return False
    theirs = [clause_of(plain, rival).lower() for rival in rivals if rival.start > value.start]
    return any(t in clause for clause in theirs for t in asked)


_AGED = re.compile(r"的(?P<who>[^，,。；;、和与及]{2,16})")


def _age_of_another(asked: str, plain: str, value: Value) -> bool:
    """「75岁的甲和党首乙都在名单上」 gives the age of 甲 alone."""
    behind = _AGED.match(plain, value.end) if value.unit in ("岁", "周岁") else None
    if behind is None or any(name in behind["who"] for name in proper_names(asked)):
        return False
    return bool(people(asked)) and (len(behind["who"]) <= _NAME_LONG or bool(people(behind["who"])))


_NAME_LONG = 4
_WON = re.compile(r"[拿得获赢夺捧摘斩]")
_NOMINATED = re.compile(r"提名|入围|\bnominat", re.IGNORECASE)


def _only_nominated(asked: str, plain: str, value: Value) -> bool:
    """「以11项提名领跑」 says nothing of what was won."""
    behind = plain[value.end : value.end + _LEAD_ON]
    return bool(_WON.search(asked) and _NOMINATED.match(behind.lstrip("个项大 ")) and not _NOMINATED.search(asked))


_LEAD_ON = 8
"""Characters behind a value in which stands what it counts."""
_AMONG = re.compile(r"其中(?P<said>[^，,。；;]*)$")
_OF = re.compile(r"^[^\d，,。；;、]{0,6}(?:里面?|中|之中|当中|内)(?P<said>[^，,。；;]*)$")


def _part_of(question: Question, plain: str, value: Value) -> bool:
    """「46家医院，其中东浦21家」「62家医院里49家盈利」: a part is not the whole, unless the question has a word of what
    makes it one."""
    whole = [v for v in extract_values(plain) if v.end <= value.start and v.kind == value.kind and v.unit == value.unit]
    if not whole or value.kind == "ordinal":
        return False
    among = _AMONG.search(plain[whole[-1].end : value.start]) or _OF.match(plain[whole[-1].end : value.start])
    if among is None:
        return False
    after = re.match(r"[^，,。；;]*", plain[value.end :])
    made = terms_of(f"{among['said']} {after.group() if after else ''}")
    return not any(term in question.plain for term in made) and not agreeing(
        question.plain, plain, value.start, value.end
    )


def _led_to(plain: str, value: Value) -> str:
    """The value and the clauses that lead to it and give no value: 「在价值上，第一也是甲，达到1160万」."""
    before = [v.end for v in extract_values(plain) if v.end <= value.start and v.kind != "ordinal"]
    start = max((plain.rfind(mark, 0, value.start) for mark in "；;。"), default=-1) + 1
    ends = [at for end in before[-1:] if (at := plain.find("，", end)) >= 0 or (at := plain.find(",", end)) >= 0]
    return plain[max([start, *ends]) : value.start] + clause_of(plain, value)


_PLACES = re.compile(
    r"^(?:个|座)?(?P<kind>省市?|省份|城市|国家|地区|县区?|区县|市县?|乡镇?|镇|村|街道|社区)(?![级长委政局域])"
)


def _of_places(asked: str, plain: str, value: Value) -> bool:
    """「在13个省有医院82家」: 13 counts provinces, which is not asked."""
    match = _PLACES.match(plain[value.end :]) if value.kind == "number" and value.unit in ("个", "座", "") else None
    return match is not None and match["kind"][0] not in asked


_ASKED_THING = re.compile(
    r"(?:多少|几)(?:万|亿|千|百)?[个件家名位项款座所起场次套枚支条辆架艘部份]?(?P<rest>[\u4e00-\u9fff]{2,6})"
)


def _of_other_things(asked: str, plain: str, value: Value) -> bool:
    """「用户1000万个行为」 counts no users: another thing is right behind the number, the asked one elsewhere."""
    match = _ASKED_THING.search(asked)
    wanted = _noun(match["rest"]) if match and value.kind == "number" else ""
    counted = _noun(plain[value.end : value.end + 6], value.unit)
    if not wanted or not counted or set(wanted) & set(counted):
        return False
    return wanted in plain


def counts_another(said: str, value: Value, plain: str, held: Value) -> bool:
    """「两个项目」 are no 「2件发明专利」: counted by another word, and of each thing the other text says nothing."""
    if value.unit == held.unit or value.kind != "number":
        return False
    mine = _noun(said[value.end : value.end + _LEAD_ON], value.unit)
    theirs = _noun(plain[held.end : held.end + _LEAD_ON], held.unit)
    return bool(mine and theirs) and mine not in plain and theirs not in said and not set(mine) & set(theirs)


def _noun(text: str, counter: str = "") -> str:
    """The noun that a text begins with (behind 个 also what the tagger takes for a verb: 行为); "" where it begins with
    something else, or the next figure follows (「学生3000名教师200名」)."""
    word, flag = next(iter(tagged(text)), ("", ""))
    known = flag.startswith(("n", "vn", "l")) or (counter == "个" and flag == "v")
    return word if known and len(word) > 1 and not re.match(r"\s*\d", text[len(word) :]) else ""


def _only_expected(asked: str, plain: str, value: Value) -> bool:
    """Is what happened or what is asked for, and the value a forecast or a plan (「提出到2027年达到三万根」)?"""
    ahead = _BY_THEN.search(plain[: value.start])
    if ahead and not re.search(r"(?:19|20)\d\d年|未来|将|目标|计划", asked):
        return True
    if not _PAST.search(asked) or _EXPECTED.search(asked):
        return False
    if _OFFERED.search(plain[: value.start]) and _TURNED_DOWN.search(plain[value.end :]):
        return not _OFFERED.search(asked)
    start = max(plain.rfind(mark, 0, value.start) for mark in "，,；;。.") + 1
    aimed = _AIMED.search(plain[start : value.start])
    named = aimed and (aimed.group() in asked or _DONE.search(plain[start : value.start]))  # 「遣返计划已花费7亿」
    return bool(_EXPECTED.search(plain[start : value.end]) or (aimed and not named))


def _not_yet(asked: str, plain: str) -> bool:
    """「登陆时」 is asked, and the sentence only expects the landfall."""
    for event in _AT.findall(asked):
        clauses = [c for c in re.split(r"[，,；;。]", plain) if event in c]
        if clauses and all(_EXPECTED.search(c) for c in clauses):
            return True
    return False


def _sites(text: str) -> list[re.Match[str]]:
    """「墨岭隧道」, but not 「多少家医院」."""
    return [m for m in _SITE.finditer(text) if not _NO_SITE.search(m["name"])]


_SIZE = re.compile(r"国际|国家(?=[级大森湿自])|客运")


def _other_site(asked: str, plain: str, value: Value) -> bool:
    sites = _sites(asked)
    at, plain = len(_SIZE.sub("", plain[: value.start])), _SIZE.sub("", plain)  # 栖云国际机场 is 栖云机场
    wanted = {_SIZE.sub("", m.group()) for m in sites}
    before = [m for m in _sites(plain) if m.end() <= at]
    if not wanted or not before or before[-1]["kind"] not in {m["kind"] for m in sites}:
        return False
    return not any(site in plain for site in wanted) and before[-1].group() not in wanted


def _persons_or_not(asked: str, plain: str, value: Value) -> bool:
    """「How many homes」 is not answered by 22,000 people, nor the reverse by a count of what no person is."""
    match = _COUNTED.search(asked)
    if not match:
        return False
    counted = re.match(rf"\s*(?:{_PERSONS})\b", plain[value.end :], re.IGNORECASE) or re.search(
        rf"\b(?:{_PERSONS})$", value.text, re.IGNORECASE
    )
    return (
        bool(counted)
        and not re.fullmatch(_PERSONS, match["noun"], re.IGNORECASE)
        and match["noun"].lower()
        not in (
            "deaths",
            "casualties",
            "fatalities",
            "injuries",
            "members",
            "fans",
            "spectators",
            "employees",
            "staff",
            "players",
            "jobs",
            "visitors",
            "voters",
            "troops",
            "cases",
        )
    )


def _other_place(asked: str, plain: str, value: Value) -> bool:
    wanted = {(m["name"], m["kind"]) for m in _places(asked)}
    if not wanted:
        return False
    kinds = {kind for _, kind in wanted}
    before = [m for m in _places(plain) if m.end() <= value.start and m["kind"] in kinds]
    if not before:
        return False
    last = (before[-1]["name"], before[-1]["kind"])
    if any(kind == last[1] and name[-1] == last[0][-1] for name, kind in wanted):
        return False  # 「2022年槿州」 and 「走进槿州」: the name has but one character
    return not any(name in plain[before[-1].end() : value.start] for name, _ in wanted)


_NATIONAL = re.compile(r"全国|国内|我国|中国|全球|世界各")
_LOCAL = re.compile(
    r"[我全本][市省县区州镇](?!长|委|政府|场)|当地|辖区|地区生产总值|[省市州县区](?:统计局|卫健委|教育厅|文旅厅|人社厅|民政厅|财政厅|商务厅)"
)


def _only_local(asked: str, plain: str, value: Value) -> bool:
    """「我市累计接待游客1009万人次」 is not what the whole country had."""
    return bool(_NATIONAL.search(asked) and _LOCAL.search(plain[: value.start])) and not (
        _NATIONAL.search(plain[: value.end]) or _LOCAL.search(asked)
    )


def _places(text: str) -> list[re.Match[str]]:
    """Every two characters before a 县, 市, … that can be a name."""
    found = []
    for at in range(len(text)):
        match = _PLACE.match(text, at)
        short = match and match["kind"] == "国" and match["name"][-1] in _OF_TWO_CHARACTERS
        if match and not short and not _NO_NAME.search(match["name"]):
            found.append(match)
    return found


def _other_edition(question: Question, plain: str) -> bool:
    asked = [v for v in question.values if v.kind == "ordinal" and v.unit in ("届", "轮", "期", "次", "季", "代")]
    held = [v for v in extract_values(plain) if v.kind == "ordinal"]
    return any(
        any(h.unit == a.unit for h in held) and not any(h.unit == a.unit and h.amount == a.amount for h in held)
        for a in asked
    )


_A_YEAR = re.compile(
    r"(?<![半数近前过这那])一年(?!级|来|以来|前|后|期|半|中|内)|每年|年均|(?<![\d去今前明本当])年(?:营收|收入|产量|销量|交付|客流|吞吐|利润)"
)
"""「一年有多少人」: of a whole year, whichever."""
_MONTHS = re.compile(r"(?:前|首)[\d一二三四五六七八九十]{1,2}个?月|1?\d月?[至到—–~-]1?\d月")


def less_than_a_year(plain: str, value: Value) -> bool:
    """Is it the value of a holiday, a quarter, a half or some months?"""
    led = leading_clauses(plain, value) + clause_of(plain, value)
    if "全年" in led:
        return False  # 全年开放286天，接待38.5万人次
    named = [m.group() for m in _PART.finditer(plain[: value.start])]
    return bool(_SPELL.search(led) or _MONTHS.search(led) or (named and named[-1] != "全年"))


def _other_part(question: Question, plain: str, value: Value) -> bool:
    """Is the value of another part of the year than the one that is asked about? A year without more is all of it,
    for what is counted over a time."""
    asked = question.plain
    days = set(_HOLIDAY.findall(asked))
    if days and (told := _HOLIDAY.findall(plain[: value.start])) and not days & set(told):
        return True
    wanted = set(_PART.findall(asked))
    if _A_YEAR.search(asked) and not wanted and not value.counts_time:
        return less_than_a_year(plain, value)
    named = [m.group() for m in _PART.finditer(plain[: value.start])]
    spells = set(_SPELL.findall(leading_clauses(plain, value)))
    if named:
        if wanted:
            return named[-1] not in wanted
        return bool(question.years) and named[-1] != "全年" and bool(_FLOW.search(asked)) and not _SPELL.search(asked)
    if not spells or days or not (wanted or question.years) or not _FLOW.search(asked):
        return False  # 「8天假期」 is the whole holiday that is asked about
    return not spells & set(_SPELL.findall(asked)) and not any(d.month for d in question.dates)


def _of_a_month(question: Question, plain: str, value: Value) -> bool:
    """「9月交付36060辆」 is not what was delivered in the year that is asked about."""
    asked = question.plain
    if not question.years or any(d.month for d in question.dates) or not _FLOW.search(asked):
        return False
    led = re.split(r"[，,；;。]", plain[: value.start])[-1]
    return bool(_MONTH.search(led)) and not (_MONTH.search(asked) or _UP_TO.search(led))


def _so_far(question: Question, plain: str, value: Value) -> bool:
    """Is the final figure asked for, and this one of a time before the end; what was done in all, and this one only the
    beginning; or the figure of a year, and this one a guess?"""
    asked, clause = question.plain, leading_clauses(plain, value) + clause_of(plain, value)
    if (
        _SETTLED.search(asked)
        and _SO_FAR.search(plain)
        and not re.search(r"最终|最后|总票房|下线|落定|结束公映|收官|下映|定格", plain)
    ):
        return True
    if _MIDWAY.search(plain) and _PAST.search(asked) and not _MIDWAY.search(asked) and "目前" not in asked:
        return True
    if _FIRST_PART.search(clause) and _PAST.search(asked) and not _FIRST_PART.search(asked):
        return True
    if _POLLED.search(plain) and not _POLLED.search(asked) and not _EXPECTED.search(asked):
        return True
    guessed = _GUESSED.search(clause) and not (_EXPECTED.search(asked) or _PLANNED.search(clause))
    return bool(guessed and question.years and _FLOW.search(asked))


def _of_a_nation(asked: str, plain: str, value: Value) -> bool:
    """「4名中国公民遇难」 are not all who died, unless the question is of them."""
    if value.unit not in ("人", "名", "位"):
        return False
    words = tagged(re.split(r"[，,。；;、]", plain[value.end :])[0][:12])
    return bool(words) and words[0][1] == "ns" and len(words) > 1 and words[0][0] not in asked
