"""Does a question lean on what was said before it? Told by what it lacks: a subject of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.answering.names import NameBook
from rag.answering.periods import named_periods
from rag.answering.question import language_of, simplify_letters
from rag.answering.values import extract_dates

LEAD = re.compile(
    r"^(?:(?:不对(?=[，,])|不是(?=[，,])|我(?:问的|是问|指的|说的|想问的)是?|谢谢[\u4e00-\u9fff]{0,6}(?=[，,])|那么|那(?!年|天|时|场|次|个|家|位|届|支|座|部|项|些|一|里|儿|条|名|款|起|人|是|占)|而|还有(?![呢吗哪谁什别其？?，,]|$)|再|另外|然后|以及|同时|并且|顺便问一下|好的?(?=[，,])|嗯|哦|请问|我想问|想问一下)[，, ]*)+"  # noqa: E501
)
TAIL = re.compile(r"(?:又|呢)?[？?。!！\s]*$")
ASKS = re.compile(
    r"多[少大高长远重深久宽快]|几(?![十百千万])|谁|哪|什么|何(?!时候)|吗|么[？?]|怎|是否|是不是|有没有|为啥|第几|如何|为何"
)
EMPTY = re.compile(
    r"(?:的|又|也|都|大概|具体|到底|究竟)*(?:那?时候|时|那会儿|那时|当时|期间|方面|情况)?(?:的)?(?:是|有|为|又是|在|怎么样|怎样|如何|情况如何)?(?:多少|几[件个家人名位项岁分票枚次支座辆架艘场届部款天年]?|谁|什么|怎么样|怎样|如何|什么情况)?(?:了)?[？?。呢吗 ，,]*"  # noqa: E501
)
"""What is left of 「招联的是多少？」 once names and times are taken out: nothing of its own."""

WITHIN = re.compile(r"(?:其中|这里面|这里头|里面|里头|这些里面?|这当中)的?")
"""「其中…」: of what was just spoken of."""
_CLASSIFIER = "家|个|位|名|场|次|届|项|座|部|支|款|起|条|篇|份|种|类|笔|颗|架|艘|辆|枚|间|所|台|段|轮|只|起"
_TIMES_OF = r"年代?|天|时候?|月|周|期间|段时间|会儿|日|季度?|赛季|学期|样|么|边|里|儿"
REFERENCE = re.compile(
    r"它们|他们|她们|它|(?<![吉其])他(?!人|国|乡)|她"
    rf"|(?:该|此|上述|(?<![那去今])(?:这|那)(?!{_TIMES_OF}|些年|几年|是|占)(?:[一两几些]?(?:{_CLASSIFIER})|些|一(?!年|天|次性))?)(?P<noun>[\u4e00-\u9fffA-Za-z]{{0,8}})"
    r"|(?<![与尤极及何莫])其(?!中|他|它|次|实|余|间|后|一|二|三)|前者|后者|两者|二者"
)
"""Words that stand for something said before; the noun after a demonstrative is cut to size by ``reference``."""
_NOT_THIS = re.compile(
    r"(?:应|不|活|理)该$|^该(?:不该|怎|如何|不|做|买|去|有|由|向|找|是|多)|因此|如此|从此|此外|彼此|在此"
)

# Nouns that belong to something: without an owner they ask about what was spoken of before.
_OWNED_WORDS = (
    "利润 收入 营收 规模 成本 市值 股价 价格 售价 票房 比分 得分 总分 评分 分数 成绩 比例 占比 排名 名次 金额 面积 高度 速度 温度 震级 "  # noqa: E501
    "深度 强度 等级 级别 人口 销量 产量 票数 得票 奖金 奖项 年龄 身高 体重 时间 日期 地点 地址 位置 原因 起因 目的 结果 后果 主题 内容 "  # noqa: E501
    "亏损 毛利 负债 资产 总资产 现金流 研发投入 投入 投资 订单 份额 市场份额 预算 赔偿 罚款 罚金 工资 薪酬 年薪 薪水 补贴 "  # noqa: E501
    "冠军 亚军 季军 第一名 第二名 第三名 首位 第一 第二 第三 第四 第五 董事长 总裁 总经理 首席执行官 行长 主席 市长 县长 省长 州长 总统 总理 首相 国王 女王 外长 防长 部长 "  # noqa: E501
    "局长 书记 校长 院长 主任 主教练 教练 队长 队员 导演 主演 编剧 作者 发言人 创始人 负责人 股东 大股东 对手 凶手 嫌疑人 获胜者 获奖者 得主 "  # noqa: E501
    "遇难者 受害者 伤者 死者 伤亡 死亡人数 损失 影响 作用 优势 劣势 特点 意义 背景 措施 计划 目标 条件 标准 流程 步骤 "
    "总部 成员 会员 用户 客户 员工 人员 专利 门店 子公司 分公司 业务 主营业务 主业 产品 服务 注册资本 全称 简称 别名 英文名 "  # noqa: E501
    "主办方 承办方 主办单位 承办单位 赞助商 供应商 参赛者 选手 观众 震中 震源 烈度 最大风速 风力 降雨量 雨量 里程 全长 全程 跨度 造价 工期 "  # noqa: E501
    "投票率 支持率 得票率 议席 席位 任期 前任 继任者 继任 候选人 议题 议程 嘉宾 参会者 同比 环比 增速 增幅 涨幅 跌幅 降幅 平均 均值 差距 "  # noqa: E501
    "前身 母公司 投资方 融资 估值 上市时间 成立时间 开幕式 闭幕式 比赛时间 场馆 赛程 首发 阵容 纪录 记录 金牌 银牌 铜牌 奖牌 进球 助攻 犯规 "  # noqa: E501
    "红牌 黄牌 转会费 合同 年限 期限 利率 首付 门槛 费用 票价 门票 名字 名称 叫法 性别 国籍 籍贯 学历 专业 职务 职位 身份 家人 妻子 丈夫 父亲 母亲"  # noqa: E501
)
_OWNED = frozenset(_OWNED_WORDS.split())
_OWNED_ENDING = re.compile(
    r".+(?:率|量|额|数|价|费|龄|军|得主|人数|总数|总额|利润|收入|营收|成本|资本|评分|得分|比例|占比|排名|时间|日期|地点|原因|负责人|董事长|主教练|发言人|方案)$"
)
OWNED_LATIN = frozenset("ceo cfo coo cto gdp gnp cpi ppi pmi ipo roe roi kpi eps".split())  # noqa: SIM905
_NOT_OWNED = frozenset("大数 少数 多数 无数 能量 力量 大量 海军 空军 陆军 公安 免费 自费 军 物价 质量".split())  # noqa: SIM905
# Nouns of a kind: alone they mean the one that was spoken of.
_KIND_WORDS = (
    "公司 企业 集团 银行 平台 联盟 机构 单位 部门 比赛 决赛 半决赛 赛事 活动 大会 会议 峰会 论坛 项目 系统 模型 地震 事故 火灾 台风 洪水 灾害 "  # noqa: E501
    "爆炸 选举 大选 投票 球队 队伍 学校 大学 医院 法案 协议 条约 大桥 桥 电影 影片 剧 书 专辑 航班 列车 卫星 火箭 任务 报告 "  # noqa: E501
    "研究 调查 展览 展会 奖 奖学金 案件 案 官司 合同 工程 机场 车站 地铁 法院 政府 警方 团队"
)
_KINDS = frozenset(_KIND_WORDS.split())
_WIDE = re.compile(r"全国|全球|世界|国内|中国|我国|全行业|行业内|亚洲|欧洲|国际")
_FILLER = frozenset(
    "人 时候 钱 年 天 月 日 时 分 家 个 事 情况 具体 名 位 元 万 亿 岁 次 届 东西 话 点 名次 地方 样子 次数".split()  # noqa: SIM905
)


def own_names(text: str, names: NameBook) -> list[tuple[int, int]]:
    """Spans of what the text names itself: organisations, proper names, works in quotation marks, Latin words."""
    from rag.answering.proper import proper_names

    plain = simplify_letters(text)
    spans = [(a, b) for a, b, _ in names.mentions(plain, bare=True)]
    for name in proper_names(plain):
        at = plain.find(name)
        if at >= 0 and not named_as_time(name) and not (is_owned(name) or is_kind(name)):
            spans.append((at, at + len(name)))
    spans += [
        m.span()
        for m in re.finditer(r"[A-Za-z][A-Za-z0-9.&+-]*(?: [A-Z][A-Za-z0-9.&+-]*)*", plain)
        if len(m.group()) > 1 and m.group().lower() not in OWNED_LATIN
    ]
    spans += [m.span() for m in re.finditer(r"[\u4e00-\u9fff]{1,5}(?:·[\u4e00-\u9fff]{1,6})+", plain)]
    spans += [m.span() for m in re.finditer(r"[《“\"「『][^》”\"」』]+[》”\"」』]", plain)]
    return [(a, found.end() if (found := _REST_OF_NAME.match(plain, b)) else b) for a, b in merged(spans)]


_REST_OF_NAME = re.compile(
    r"第?[一二三四五六七八九十百\d]+号(?![线楼馆])"
    r"|[^\W的和与在是有为了\d]{0,4}?(?:农商行|银行|支行|分行|俱乐部|大学|学院|中学|医院|法院|议会|公司|集团)"
)
"""What belongs to a name and is cut from it: 「某船十六号」, 「某地农商行」."""


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping and touching spans joined, in order."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


_TIME_WORD = re.compile(
    r"第[一二三四五六七八九十\d]+[届次季期轮]|现在|目前|如今|最新|当前|最近|今天|(?:上|本|下|这|那)一?个?(?:赛季|届|学年|财年|周|星期)|去年同期|上年同期|(?:前|后|上|下|次|第二|当|同|那一?)年(?!级)"
    r"|前一?年|后一?年|上一年|下一年|前一天|后一天|第二天|次日|当天|那天|前一个?月|后一个?月|次月|当月|那个?月|全年|年底|年末|年初|(?<!\d)[123]?\d[日号]|之前|以前|此前|后来|之后"
)


def time_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the words that say when; those that touch (also over 的) are one."""
    from datetime import date

    spans = [(p.start, p.end) for p in named_periods(text, date(2000, 1, 1))]
    spans += [(d.start, d.end) for d in extract_dates(text)]
    spans += [m.span() for m in _TIME_WORD.finditer(text)]
    joined = merged(spans)
    out: list[tuple[int, int]] = []
    for start, end in joined:
        if out and text[out[-1][1] : start] in ("的", " ", "度", "度的"):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def named_as_time(word: str) -> bool:
    return bool(time_spans(word)) and time_spans(word)[0] == (0, len(word))


def cut(text: str, spans: list[tuple[int, int]], filler: str = "") -> str:
    """The text without the spans."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + filler + text[end:]
    return text


def is_owned(word: str) -> bool:
    """Is it a noun that needs an owner: a measure, a role, a part?"""
    return word.lower() in OWNED_LATIN or word in _OWNED or (bool(_OWNED_ENDING.match(word)) and word not in _NOT_OWNED)


def ends_owned(phrase: str) -> bool:
    """Does a phrase end in a noun that needs an owner (经济损失, 男子组冠军)?"""
    return any(is_owned(phrase[-n:]) for n in (len(phrase), 4, 3, 2))


def is_kind(word: str) -> bool:
    return word in _KINDS


def stripped(text: str) -> tuple[str, bool]:
    """The question without the words that only tie it to what was said before, and whether it had such."""
    core = LEAD.sub("", text.strip())
    shorn = core.rstrip(" ？?。!！")
    return shorn.removesuffix("呢").rstrip("，, "), core != text.strip() or shorn.endswith("呢")


def reference(text: str, names: NameBook) -> tuple[int, int, str] | None:
    """(start, end, noun) of the first word that stands for something said before; None where there is none, or where
    what it stands for is named before it in the text itself."""
    from rag.answering.question import tagged

    for match in REFERENCE.finditer(text):
        around = text[max(0, match.start() - 1) : match.end()]
        if _NOT_THIS.search(around) or _NOT_THIS.search(text[match.start() : match.end()]):
            continue
        before = own_names(text[: match.start()], names)
        if before and not re.search(r"[比和与跟同对给]$", text[: match.start()]):
            continue
        noun = match["noun"] or ""
        end = match.end() - len(noun)
        kept = ""
        for word, flag in tagged(noun) if noun else []:
            if not re.match(r"n|vn|j$|an|eng|l$", flag) or (kept and (is_owned(word) or len(kept) >= 4)):
                break
            kept += word
        if (
            match.group().startswith(("该", "此", "上述", "这", "那"))
            and not kept
            and not _free_standing(match, text, end)
        ):
            continue
        return match.start(), end + len(kept), kept
    return None


def _free_standing(match: re.Match[str], text: str, end: int) -> bool:
    """A demonstrative without a noun: 「这占多少」, 「这两家谁高」, but not the 那 of 「那么」."""
    head = text[match.start() : end]
    return len(head) > 1 or (head == "这" and bool(re.match(r"[是占比和与会意]|一般", text[end:])))


@lru_cache(maxsize=512)
def _content(core: str) -> tuple[tuple[str, str], ...]:
    from rag.answering.question import tagged

    return tuple((w, f) for w, f in tagged(core) if re.search(r"\w", w))


_ANOTHER_TOPIC = re.compile(
    r"换个?(?:话题|问题)|另一个问题|(?:a )?(?:new|different|another) (?:topic|question)\b|by the way"
)


def leans(question: str, names: NameBook) -> bool:
    """Does the question need what was said before it to be understood?"""
    plain = simplify_letters(question).strip()
    if _ANOTHER_TOPIC.search(plain):
        return False
    if language_of(plain) == "en":
        from rag.answering.followup_english import leans_english

        return leans_english(plain, names)
    core, tied = stripped(plain)
    if not core:
        return tied
    if reference(core, names) is not None or re.match(r"(?:其中|这|那)(?:是|占)", core) or WITHIN.match(core):
        return True
    if re.match(r".{1,12}呢[，,]", core) or re.match(r"当时|那时候?|那会儿", core):
        return True
    times, own = time_spans(core), own_names(core, names)
    if (times or own) and EMPTY.fullmatch(cut(core, merged(times + own))):
        return True
    if own:
        return _leans_with_name(core, own, tied)
    return _leans_without_name(cut(core, times), tied)


def _leans_with_name(core: str, own: list[tuple[int, int]], tied: bool) -> bool:
    if re.match(r"(?:比|和|跟|与|同|对比|相比)", core) and own[0][0] <= 3 and len(core) <= 20:
        return True  # 「比招联高多少？」: what is compared with it was said before
    return tied and not ASKS.search(core) and len(core) <= 20


_DEFINES = re.compile(r"^什么是|^什么叫|是什么意思$|是做什么的$|^何谓")
NO_CONTENT = re.compile(
    r"^(?:为什么|为何|什么原因|怎么会|怎么回事|什么时候|何时|哪一?[年天月]|几[号月点]|在?哪里|在?哪儿|什么地方|谁|哪些|哪[几家个位]+|多少|各自?|分别|具体|一共|总共|合计|还|都|是|有|的|呢|吗|呀|么|在|了|吧|其他|别的|更多|怎么样|怎么|如何|什么|"
    r"[高低多少大小差快慢贵早晚长短重强]|相差|差距|相比|多[少大]|几|倍|百分之|个百分点|真的|真|确定|更|比较|变化|详细|能|可以|你|您|数字|数据|名单|细节|内容|准确|确切|最新|说明|解释|介绍|再|事|情况|例子|举例|理由|依据|比如|发生|岁|人|元|分|家|钱|次|举行|开始|结束|原因|来源|出处|详细|说说|讲讲|细|一下|点|"
    r"最|第|排|名|位|[一二三四五六七八九十\d]|最后|之后|后来|接着|接下来|前|两|后|谁更|哪个|这样|那样|因为|导致|造成)+$"
)


def _leans_without_name(core: str, tied: bool) -> bool:
    core = core.strip(" ，,的")
    if not core or NO_CONTENT.match(core):
        return True
    if _DEFINES.search(core) or _WIDE.search(core):
        return False
    if tied and len(core) <= 16 and not (ASKS.search(core) and len(core) > 12):
        return True
    if re.match(
        r"(?:是?什么时候|何时|哪一?[年天]|在?哪里|在?哪儿|为什么|为何|怎么)(?:[\u4e00-\u9fff]{1,3})(?:的|了)?$", core
    ):
        return True
    head = re.split(
        r"是|有|在|为|多[少大高长远重深久宽快]|多少|几|谁|哪|什么|何|怎|如何|吗|达|得|花|排|又|各|分别|占|增|涨|下降|减少",
        core,
        maxsplit=1,
    )[0].strip("，,的 ")
    words = [
        (w, f) for w, f in _content(core) if w not in _FILLER and not ASKS.match(w) and not re.match("r|y$|uj$", f)
    ]
    if (role := re.match(r"谁(?:是|当|任|担任|当选|获得|拿到?)了?(?P<role>.{2,6}?)(?:的)?$", core)) and is_owned(
        role["role"]
    ):
        return True
    if re.match(r".{1,6}占(?:多少|几成|比)", core):
        return True
    if re.match("如何|怎么|怎样", core) and any(f.startswith("n") for _, f in words):
        return False  # how to do something to something that it names
    if is_wh_subject(core) and len(core) <= 8:
        return not any(re.match("n|vn", f) and w != "队" for w, f in words)
    if (
        begins_with_verb(head)
        and len(_content(head)) == 1
        and len(head) > 1
        and re.match(r"[有是在]", core[len(head) :])
    ):
        return is_owned(head) or is_kind(head)  # a verb that is spoken of as a thing: 「高考有多少人报名」
    if not head:
        return len(core) <= 10 and (not words or _is_predicate(words[0][1]))
    last = re.split("的", head)[-1]
    if (is_owned(last) and len(last) <= 6 and (last == head or is_owned(head.split("的")[0]))) or _ends_owned(head):
        return True
    if len(core) <= 12 and "的" not in head and any(_ends_owned(w) for w in _beginnings(head)):
        return True
    if is_kind(head) or (
        len(_content(head)) == 2 and is_kind(_content(head)[0][0]) and not is_kind(_content(head)[1][0])
    ):
        return len(core) <= 14 and not re.search("应该|应当|怎么办|如何|怎样", core)
    first_flag = words[0][1] if words else "v"
    return len(core) <= 10 and (_is_predicate(first_flag) or first_flag == "m") and not is_wh_subject(core)


def begins_with_verb(text: str) -> bool:
    words = _content(text)
    return bool(words) and _is_predicate(words[0][1])


def _is_predicate(flag: str) -> bool:
    """A verb or what stands before one: the question begins after its subject."""
    return flag in ("v", "vd", "d", "p", "ud", "ul", "ug", "zg")


def _ends_owned(head: str) -> bool:
    """「女子组冠军」, 「人均年薪」: a short compound whose last word needs an owner."""
    words = _content(head)
    return bool(words) and 1 < len(words) <= 3 and len(head) <= 6 and is_owned(words[-1][0]) and "的" not in head


def _beginnings(head: str) -> list[str]:
    """The first two and the first three words."""
    words = [w for w, _ in _content(head)]
    return ["".join(words[:2]), "".join(words[:3])] if len(words) > 2 else []


def is_wh_subject(core: str) -> bool:
    return bool(re.match(r"谁|哪[家个位些支座]|什么人|多少|几", core))
