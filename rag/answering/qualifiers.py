# ruff: noqa: E501 - a table of patterns
"""Words that exclude one another: what is said of a semi-final is not the final's, the injured are not the dead.

A near miss is often right in everything but one such word. The classes are of the language, not of any subject; a set is
compared only where the question names exactly one of its classes, and only with the words that stand where the fact is
said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLAUSE = re.compile(
    r"[，,；;。、：:（）()]|\.(?=\s|$)|(?<=[\u4e00-\u9fff])(?:而|并且?|以及|随后)(?=[\u4e00-\u9fff])|\b(?:and|while|but)\b"
)


@dataclass(frozen=True, slots=True)
class _Contrast:
    """Classes that exclude one another, as patterns. ``carries``: a word holds for the clauses after it too, until
    another of its set comes (在半决赛中，…); otherwise it speaks for its own clause only."""

    pattern: re.Pattern[str]
    carries: bool

    def found(self, text: str) -> list[tuple[str, int]]:
        return [(str(m.lastgroup), m.start()) for m in self.pattern.finditer(text)]


def _contrast(*classes: str, carries: bool = False) -> _Contrast:
    joined = "|".join(f"(?P<c{i}>{words})" for i, words in enumerate(classes))
    return _Contrast(re.compile(joined, re.IGNORECASE), carries)


_CONTRASTS = (
    # competitions
    _contrast(
        r"半决赛|准决赛|semi-?finals?", r"三四名(?:决赛|争夺战?|之战|赛)|季军(?:赛|战|争夺战)|铜牌(?:战|赛|争夺战)|third[- ]place (?:play-?off|match|game)", r"四分之一决赛|1/4决赛|quarter-?finals?", r"预赛|初赛|\bheats?\b", r"小组赛|group stage", r"资格赛|预选赛|qualifying|qualifiers?",
        r"复赛", r"常规赛|第[四五六七八九十\d]{1,3}轮(?!融资|次|会谈|谈判)", r"附加赛|play-?offs?", r"热身赛|friendly", r"揭幕(?!者|人|仪式)|开幕战|opening match", r"决赛|\bfinals?\b(?!\s+(?:toll|count|results?|report|score|price|decision|tally|total))", carries=True,
    ),
    _contrast(r"男子|男[单双篮足排]|\bmen's", r"女子|女[单双篮足排]|\bwomen's", r"混双|混合|\bmixed\b", carries=True),
    _contrast(r"首轮|第一轮|\bfirst round", r"第二轮|次轮|决胜轮|决选|second round|run-?off", r"第三轮|third round", carries=True),
    _contrast(r"主场|\bat home\b", r"客场|\baway\b"),
    _contrast(r"上半场|first half", r"下半场|second half", r"加时|extra time"),
    _contrast(r"冠军|夺冠|champions?\b", r"亚军|runners?-?up", r"季军|third place"),
    _contrast(r"金牌|\bgold\b", r"银牌|\bsilver\b", r"铜牌|\bbronze\b"),
    _contrast(r"报名|registered", r"完赛|finishers?"),
    _contrast(r"自由泳|freestyle", r"蛙泳|breaststroke", r"仰泳|backstroke", r"蝶泳|butterfly", r"混合泳|medley", carries=True),
    _contrast(r"个人(?=赛|全能|项目|冠军|金牌|决赛|单项)|individual event", r"团体(?=赛|全能|项目|冠军|金牌|决赛)|team event", carries=True),
    _contrast(r"单打|\bsingles\b", r"双打|\bdoubles\b", carries=True),
    _contrast(r"[1一]米板", r"[3三]米板", r"(?:10|十)米(?:跳)?台", carries=True),
    _contrast(r"花剑", r"重剑", r"佩剑", carries=True),
    _contrast(r"步枪|\brifle", r"手枪|\bpistol", r"飞碟|\bskeet|\btrap shooting", carries=True),
    _contrast(r"平衡木", r"高低杠", r"跳马", r"鞍马", r"吊环", r"双杠", r"(?<!高低)单杠", r"自由体操|自由操", r"蹦床", carries=True),
    _contrast(r"大跳台", r"[Uu]型场地(?:技巧)?", r"坡面障碍(?:技巧)?", r"空中技巧", r"大回转", r"(?<!大)回转", carries=True),
    _contrast(r"世界纪录|world record", r"亚洲纪录|Asian record", r"(?:全国|中国)纪录|national record", r"奥运(?:会)?纪录|Olympic record", r"赛会纪录"),
    _contrast(r"男(?:职工|性|生|干部)|male", r"女(?:职工|性|生|干部)|female"),
    # accidents and disasters
    _contrast(
        r"死[亡了者]|致死|遇难|丧[生命]|身亡|罹难|不治|夺(?:走|去)|\bkilled\b|\bdead\b|\bdeaths?\b|\bdied\b|fatalit", r"受伤|伤者|[轻重]伤|送医|送往医院|就医|住院|injur|wounded", r"失踪|失联|missing",
        r"获救|救出|脱险|rescued", r"转移|疏散|撤离|evacuat", r"被困|trapped",
    ),
    # money
    _contrast(r"(?:营业|总)?收入|营收|销售额|revenues?", r"净?利润|净利|盈利|净?亏损|profits?|net income|\bloss(?:es)?\b", r"总资产|资产(?:总额|规模)|total assets", r"净资产", r"负债|liabilities", r"市值|market (?:cap|value)", r"估值|valuation", r"注册资本"),
    _contrast(r"起拍|底价|starting (?:bid|price)|reserve price", r"成交|拍出|落槌|\bsold\b|hammer|\bpa(?:y|id)\b|\bbought\b", r"估价|估值|估计价值|\bvalued at\b|estimate[ds]?", r"报价|asking price"),
    _contrast(r"开盘|opening price", r"收盘|\bclosed\b|closing"),
    _contrast(r"出口|exports?", r"进口|imports?"),
    _contrast(r"罚款|罚没|处罚|被罚|\bfined?\b", r"赔偿|赔付|补偿|compensat", r"退还|返还|refund"),
    _contrast(r"加息|rate (?:hike|rise)", r"降息|rate cut"),
    _contrast(r"(?<!\d)1年期|一年期", r"(?<!\d)[35]年期|[三五]年期"),
    _contrast(r"存款(?!准备金)|deposits?", r"(?<!存)贷款|\bloans?\b"),
    _contrast(r"上证|沪指", r"深证|深成指", r"创业板", r"恒生|恒指", r"道琼斯|道指", r"纳斯达克|纳指", r"标普"),
    _contrast(r"卖[了出掉]|售出|销[量售]|\bsold\b|\bsales\b", r"在线|concurrent", r"预约|预订|预定(?!于)|锁单|大定|pre-?orders?", r"下载|downloads?", r"产量|生产(?!总值|线|力|者|商|企业|基地)|下线|\bproduced\b"),
    _contrast(r"出游|旅游人[次数]", r"人员流动|旅客发送|发送旅客|客运量"),
    _contrast(r"流入", r"流出"),
    _contrast(r"入境|arrivals?", r"出境|departures?"),
    _contrast(r"买入|购入|bought|purchased?", r"卖出|售出|抛售|\bsold\b"),
    # how it is measured
    _contrast(r"同比|year[- ]on[- ]year", r"环比|(?:month|quarter)[- ](?:on|over)[- ](?:month|quarter)"),
    _contrast(r"新增|\bnew\b", r"累计|cumulative"),
    _contrast(r"累计|最终|总票房|总共|\bin total\b", r"首日|单日|首周|预售|点映|当日|opening (?:day|weekend)"),
    _contrast(r"占地", r"建筑面积|floor area"),
    _contrast(r"最高(?!人民|法|检)|highest|maximum", r"最低|lowest|minimum", r"平均|人均|averages?"),
    _contrast(r"全长|总长|长度|\blength\b", r"高度|\bheight\b", r"宽度|\bwidth\b", r"主跨|跨度|\bspan\b", r"深度|\bdepth\b", r"海拔|altitude"),
    _contrast(r"城镇|urban", r"农村|乡村|\brural\b"),
    _contrast(r"国内|境内|domestic", r"国外|境外|海外|overseas|abroad"),
    _contrast(r"线上|\bonline\b", r"线下|offline"),
    # what happened
    _contrast(r"开工|动工|奠基|破土|broke ground|construction (?:began|started)", r"竣工|完工|建成|落成|completed", r"通车|开通|投运|投用|启用|投入使用|opened"),
    _contrast(r"生效|施行|(?:take|took|takes|come|came|into) (?:effect|force)", r"印发|颁布|发布|公布|published|announced", r"签署|签订|签约|\bsigned\b"),
    _contrast(r"被捕|逮捕|刑拘|拘留|落网|arrest", r"起诉|公诉|indict", r"判处|获刑|宣判|被判|服刑|sentenced|convicted"),
    _contrast(r"起飞|出发|启程|启航|took off|departed", r"抵达|到达|降落|touched down|arrived"),
    _contrast(r"订婚|engaged", r"结婚|完婚|大婚|婚礼|married|wedding", r"离婚|divorced?"),
    _contrast(r"出生|\bborn\b", r"去世|逝世|病逝|离世|\bdied\b"),
    _contrast(r"成立|创立|创建|创办|founded|established", r"上市|挂牌|(?<![A-Za-z])IPO(?![A-Za-z])|went public", r"获批|批复|approved", r"开业"),
    _contrast(r"开幕", r"闭幕|落幕"),
    _contrast(r"上映|公映|released", r"开机|杀青|filming"),
    _contrast(r"当选|上任|就任|就职|elected|inaugurat|took office", r"卸任|辞职|离任|下台|resign|stepp?ed down"),
    _contrast(r"登陆|landfall", r"生成|编号"),
    _contrast(r"发射|launch(?:ed)?\b", r"着陆|返回|landed"),
    _contrast(r"申请|applied|application", r"授权|获批|granted"),
    _contrast(r"一审|first instance", r"二审|终审|\bappeals?\b", carries=True),
    _contrast(r"赞成|投票支持|voted (?:for|in favou?r)|in favou?r", r"反对|voted against|votes? against|opposed", r"弃权|abstain"),
    # who did what
    _contrast(r"副董事长|vice chair\w*", r"董事长|chairman|chairwoman", r"副总经理|副总裁|vice president of", r"(?:总经理|总裁|首席执行官)|(?<![A-Za-z])CEO(?![A-Za-z])|chief executive", r"首席运营官|(?<![A-Za-z])COO(?![A-Za-z])|chief operating officer", r"首席财务官|财务总监|(?<![A-Za-z])CFO(?![A-Za-z])", r"首席技术官|(?<![A-Za-z])CTO(?![A-Za-z])", r"监事长|监事会主席", r"独立董事"),
    _contrast(r"副总统|vice president\b(?! of)", r"总统|\bpresident\b", r"副总理|deputy prime minister", r"总理|首相|prime minister", r"外长|外交部长|foreign minister", r"防长|国防部长|defen[cs]e minister", r"议长|\bspeaker\b"),
    _contrast(r"副市长|deputy mayor", r"市长|\bmayor\b", r"市委书记", r"省长|governor", r"省委书记"),
    _contrast(r"导演|执导|direct(?:ed|or)\b", r"编剧|screenwriter|screenplay", r"主演|饰演|starring|\bstars?\b", r"制片|producer"),
    _contrast(r"女主|影后|best actress", r"男主|影帝|best actor", r"女配", r"男配", r"新人"),
    _contrast(r"作曲|composed|composer", r"作词|填词|lyric\w*", r"演唱|原唱|\bsung\b|singer"),
    _contrast(r"主教练|主帅|head coach", r"助理教练|助教|assistant coach", r"队长|captain"),
)  # fmt: skip


BEST = re.compile(
    r"最佳[\u4e00-\u9fff]{2}|年度(?:专辑|歌曲|制作|新人|人物|球员|导演|影片|电影|汽车|汉字|游戏|教练|图书|演员|艺人|歌手|作家)"
)
"""最佳导演 is not 最佳影片, 年度歌曲 not 年度专辑."""


def contrary(asked: str, text: str, start: int, end: int) -> bool:
    """Does what stands at ``text[start:end]`` belong to another class of some set than the one that ``asked`` names?

    A clause that names the asked class (alone or beside others) is never contrary.
    """
    begins, ends = _clause(text, start, end)
    prizes = {m.group() for m in BEST.finditer(asked)}
    others = {m.group() for m in BEST.finditer(text[begins:ends])}
    if len(prizes) == 1 and others and not prizes & others:
        return True
    for contrast in _CONTRASTS:
        wanted = {name for name, _ in contrast.found(asked)}
        if len(wanted) != 1:
            continue
        found = contrast.found(text)
        here = {name for name, at in found if begins <= at < ends}
        if not here and contrast.carries:
            before = [name for name, at in found if at < begins]
            here = {before[-1]} if before else set()
        if here and not here & wanted:
            return True
    return False


def of_another_stage(asked: str, text: str) -> bool:
    """Is the whole text of another stage, round or event than the one that is asked about (半决赛 for 决赛)?"""
    for contrast in _CONTRASTS:
        wanted = {name for name, _ in contrast.found(asked)}
        here = {name for name, _ in contrast.found(text)}
        if contrast.carries and len(wanted) == 1 and here and not here & wanted:
            return True
    return False


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clause around a place; an apposition (「the chairman, Lin Hao」) takes the one before along."""
    marks = [(m.start(), m.end()) for m in _CLAUSE.finditer(text)]
    begins = [0, *(b for _, b in marks if b <= start)]
    ends = min((a for a, _ in marks if a >= end), default=len(text))
    alone = text[begins[-1] : ends].strip() == text[start:end]
    return begins[-2] if alone and len(begins) > 1 else begins[-1], ends


def agreeing(asked: str, text: str, start: int, end: int) -> bool:
    """Does the clause around ``text[start:end]`` say in other words what ``asked`` names: 遇难 for 死亡?"""
    begins, ends = _clause(text, start, end)
    return any(
        len(wanted := {name for name, _ in contrast.found(asked)}) == 1
        and wanted & {name for name, at in contrast.found(text) if begins <= at < ends}
        for contrast in _CONTRASTS
    )
