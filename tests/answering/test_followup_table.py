"""Conversations in many subjects: the last question, made to stand alone, says what it must and drags nothing along."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rag.answering.followup import stand_alone
from rag.answering.names import NameBook
from rag.types import Turn
from tests.support import newsroom

NAMES = NameBook(f"{a.title}\n{a.text}" for a in newsroom.ALL)

Said = str | tuple[str, str]
"""A question, or a question with its answer."""

PROFIT = "远帆汽车2023年的净利润是多少？"
RACE = "2024年青岭马拉松男子组冠军是谁？"
QUAKE = "岚山地震造成多少人遇难？"
GAMES = "2024年巴黎奥运会中国队获得多少枚金牌？"
SALES = "How many cars did Acme sell in 2023?"

# conversation, follow-up, what its stand-alone form must hold, what it must not
LEANING: list[tuple[Sequence[Said], str, str, str]] = [
    ([PROFIT], "同比呢？", "远帆汽车 2023年 净利润 同比", ""),
    ([PROFIT], "那去年呢？", "远帆汽车 去年 净利润", "2023"),
    ([PROFIT], "2021年呢？", "远帆汽车 2021年 净利润", "2023"),
    ([PROFIT], "上半年呢？", "远帆汽车 2023年上半年 净利润", ""),
    ([PROFIT], "前一年呢？", "远帆汽车 2022年 净利润", "2023"),
    ([PROFIT], "最新的数字呢？", "远帆汽车 最新 净利润", "2023"),
    ([PROFIT], "蓝鲸电池的呢？", "蓝鲸电池 2023年 净利润", "远帆"),
    ([PROFIT], "蓝鯨電池呢？", "蓝鲸电池 2023年 净利润", "远帆"),
    ([PROFIT], "那蓝鲸电池2024年呢？", "蓝鲸电池 2024年 净利润", "远帆 2023"),
    ([PROFIT], "那营业收入又是多少？", "远帆汽车 2023年 营业收入 多少", "净利润"),
    ([PROFIT], "为什么？", "远帆汽车 2023年 净利润 为什么", "多少"),
    ([PROFIT], "为什么会下降？", "远帆汽车 2023年 净利润 为什么会下降", "多少"),
    (["台风贝碧嘉造成多少人受伤？"], "那台风普拉桑呢？", "台风普拉桑 受伤", "贝碧嘉 台风台风"),
    (["桥灯节是谁发起的？"], "哪年？", "桥灯节是哪年发起的", "谁"),
    (["远帆汽车的总裁是谁？"], "前任呢？", "远帆汽车 前任 谁", "多少"),
    (["远帆汽车在2023年车展拿了几等奖？"], "靠的什么项目？", "远帆汽车 2023年 车展 靠的什么项目", "几等奖"),
    (["那笔养鸡贷款是哪家银行放的？"], "利率是多少？", "养鸡贷款 利率是多少", "银行 放"),
    ([PROFIT], "还有呢？", "远帆汽车 净利润", ""),
    ([PROFIT], "这占全行业多少？", "远帆汽车 2023年 净利润 占全行业", ""),
    ([PROFIT], "这个数字同比增长多少？", "远帆汽车 2023年 净利润 同比增长多少", "数字"),
    ([PROFIT], "比2022年高多少？", "远帆汽车 2023年 净利润 比2022年高多少", ""),
    ([PROFIT], "它比蓝鲸电池高多少？", "远帆汽车 净利润 比蓝鲸电池高多少", ""),
    ([PROFIT], "和蓝鲸电池比呢？", "远帆汽车和蓝鲸电池 2023年 净利润", ""),
    ([PROFIT], "该公司有多少员工？", "远帆汽车 有多少员工", "净利润 2023"),
    ([PROFIT], "那时候它有多少员工？", "远帆汽车 2023年 多少员工", "净利润 它"),
    ([PROFIT], "你确定吗？", "远帆汽车 净利润", ""),
    ([PROFIT, "蓝鲸电池呢？"], "差多少？", "远帆汽车 蓝鲸电池 2023年 净利润 相差多少", ""),
    ([PROFIT, "蓝鲸电池呢？"], "哪家更高？", "远帆汽车 蓝鲸电池 2023年 净利润 更高", ""),
    ([PROFIT, "2022年呢？"], "增长了多少？", "远帆汽车 2022年 2023年 净利润 增长了多少", ""),
    ([PROFIT, "谢谢"], "2024年呢？", "远帆汽车 2024年 净利润", "谢谢 2023"),
    ([PROFIT, "蓝鲸电池呢？", "2024年呢？"], "营业收入呢？", "蓝鲸电池 2024年 营业收入", "远帆 2023 净利润"),
    ([(PROFIT, "文章中没有找到答案。\n查找的内容：远帆汽车2023年的净利润是多少？\n最接近的是蓝鲸电池。")], "它的员工呢？", "远帆汽车 员工", "蓝鲸"),  # noqa: E501
    (["远帆汽车有多少用户？"], "2022年的时候呢？", "远帆汽车 2022年 用户", ""),
    (["远帆汽车有多少用户？"], "那蓝鲸电池有多少？", "蓝鲸电池 用户", "远帆"),
    (["远帆汽车的净利润超过5亿元吗？"], "那具体是多少？", "远帆汽车 净利润 多少", "5亿"),
    (["2023年1月远帆汽车申请了多少发明专利？"], "其中授权的有多少？", "2023年1月 远帆汽车 发明专利 授权 多少", ""),
    (["远帆汽车的董事长是谁？"], "公司哪天开业的？", "远帆汽车 哪天开业", "董事长"),
    ([("哪家公司的净利润最高？", "蓝鲸电池的净利润最高，为6.9亿元。")], "它的研发人员有多少？", "蓝鲸电池 研发人员", "它"),  # noqa: E501
    ([RACE], "女子组呢？", "2024年 青岭马拉松 女子组冠军", "男子"),
    ([RACE], "成绩是多少？", "2024年 青岭马拉松 男子组 成绩", ""),
    ([RACE], "亚军是谁？", "2024年 青岭马拉松 男子组 亚军", "冠军"),
    ([RACE], "2025年呢？", "2025年 青岭马拉松 男子组冠军", "2024"),
    ([(RACE, "刘远山以2小时09分获得男子组冠军。")], "他今年多大？", "刘远山 多大", "他"),
    (["2024年青岭马拉松有多少人参赛？"], "冠军是谁？", "2024年 青岭马拉松 冠军是谁", ""),
    (["2024年青岭马拉松有多少人参赛？"], "这场比赛的奖金是多少？", "2024年 青岭马拉松 奖金", "这场"),
    ([GAMES], "美国队呢？", "2024年 巴黎奥运会 美国队 金牌", "中国"),
    ([GAMES], "银牌呢？", "2024年 巴黎奥运会 中国队 银牌", "金牌"),
    ([GAMES, "美国队呢？"], "差多少？", "中国队 美国队 金牌 相差多少", ""),
    (["2022年世界杯决赛谁赢了？"], "比分是多少？", "2022年 世界杯决赛 比分", ""),
    (["2022年世界杯决赛谁赢了？"], "2018年呢？", "2018年 世界杯决赛 谁赢了", "2022"),
    ([("2022年世界杯决赛谁赢了？", "阿根廷队赢了。")], "他们的主教练是谁？", "阿根廷队 主教练", "他们"),
    (["梅西在世界杯上进了几个球？"], "姆巴佩呢？", "姆巴佩 世界杯 几个球", "梅西"),
    (["消费品APP里哪个评分最高？"], "那第二名是谁，得了几分？", "APP 评分 第二名 几分", "最高"),
    ([QUAKE], "受伤的呢？", "岚山地震 多少人受伤", "遇难"),
    ([QUAKE], "震级是多少？", "岚山地震 震级", "遇难"),
    ([QUAKE], "什么时候？", "岚山地震 什么时候", ""),
    ([QUAKE], "在哪里？", "岚山地震 在哪里", ""),
    ([QUAKE], "那海城地震呢？", "海城地震 多少人遇难", "岚山"),
    ([QUAKE], "地震是什么时候发生的？", "岚山地震 什么时候发生", ""),
    (["台风杜苏芮造成多少人死亡？"], "经济损失呢？", "台风杜苏芮 经济损失", "死亡"),
    (["台风杜苏芮造成多少人死亡？"], "什么时候登陆的？", "台风杜苏芮 什么时候登陆", "死亡"),
    (["第十五届全运会在哪里举行？"], "第十四届呢？", "第十四届 全运会 在哪里举行", "十五"),
    ([PROFIT], "不对，我问的是2022年", "远帆汽车 2022年 净利润", "2023 不对 我问"),
    ([PROFIT], "小米呢？", "小米 2023年 净利润", "远帆"),
    ([PROFIT], "2022和2021年呢？", "远帆汽车 2022和2021年 净利润", "2023"),
    (["What's the death toll of the Turkey earthquake?"], "How strong was it?", "the Turkey earthquake", " it "),
    (["神舟十五号什么时候发射的？"], "神舟十六号呢？", "神舟十六号 什么时候发射", "十五"),
    (["谁当选临江市市长？"], "什么时候？", "当选临江市市长 什么时候", ""),
    ([("谁当选临江市市长？", "陈若兰当选。")], "她的对手是谁？", "陈若兰 对手", "她"),
    (["美国总统选举什么时候举行？"], "候选人有哪些？", "美国总统选举 候选人", ""),
    (["市议会通过了什么法案？"], "这项法案什么时候生效？", "市议会 法案 什么时候生效", "这项"),
    (["联合国有多少个成员国？"], "具体是哪些？", "联合国 成员国 哪些", "多少"),
    (["德国大选的投票率是多少？"], "法国呢？", "法国 大选 投票率", "德国"),
    (["2024年杭州的GDP是多少？"], "深圳呢？", "2024年 深圳 GDP", "杭州"),
    (["2024年杭州的GDP是多少？"], "人口呢？", "2024年 杭州 人口", "GDP"),
    (["2023年8月的CPI同比涨幅是多少？"], "9月呢？", "2023年9月 CPI", "8月"),
    (["2023年8月的CPI同比涨幅是多少？"], "环比呢？", "2023年8月 CPI 环比", "同比"),
    (["京东2023年第三季度的收入是多少？"], "第二季度呢？", "京东 2023年第二季度 收入", "第三"),
    (["欧洲央行上次加息是什么时候？"], "美联储呢？", "美联储 加息 什么时候", "欧洲"),
    (["《长河》的票房是多少？"], "导演是谁？", "《长河》 导演", "票房"),
    (["临江大桥有多长？"], "造价呢？", "临江大桥 造价", "多长"),
    (["7月15日的暴雨淹了多少条街道？"], "16日呢？", "7月16日 暴雨 多少条街道", "15日"),
    ([SALES], "And in 2021?", "Acme cars 2021", "2023"),
    ([SALES], "And the year before?", "Acme cars 2022", "2023"),
    ([SALES], "What about Globex?", "Globex cars 2023", "Acme"),
    ([SALES], "Why?", "Acme cars 2023 why", ""),
    ([SALES, "What about Globex?"], "How many more?", "Acme Globex cars 2023 more", ""),
    ([SALES], "Where is that company based?", "Where is Acme based", "that"),
    ([SALES], "Who is its CEO?", "Acme's CEO", "its cars"),
    ([SALES, "thanks"], "and in 2022?", "Acme cars 2022", "2023 thanks"),
    (["What was Acme's revenue in 2023?"], "And net profit?", "Acme's net profit 2023", "revenue"),
    (["What was Acme's revenue in 2023?"], "Why did it fall?", "Acme's revenue in 2023 fall", "it"),
    (["How long is the new bridge in Harlow Bay?"], "How much did it cost?", "the new bridge in Harlow Bay cost", " it "),  # noqa: E501
    ([("Who is the mayor of Harlow Bay?", "Edith Vance is the mayor.")], "How old is she?", "Edith Vance old", "she"),
    (["Who won the 2022 World Cup?"], "Where was it held?", "2022 World Cup held", " it "),
    (["What is the unemployment rate in Spain?"], "And in Italy?", "unemployment rate Italy", "Spain"),
]  # fmt: skip


def made(said: Sequence[Said], question: str) -> str:
    history: list[Turn] = []
    for entry in said:
        asked, answer = entry if isinstance(entry, tuple) else (entry, "")
        history.append(Turn("user", asked))
        if answer:
            history.append(Turn("assistant", answer))
    return stand_alone(question, history, NAMES)


@pytest.mark.parametrize(("said", "question", "holds", "lacks"), LEANING, ids=lambda v: v if isinstance(v, str) else "")
def test_a_follow_up_takes_what_it_lacks_and_nothing_else(
    said: Sequence[Said], question: str, holds: str, lacks: str
) -> None:
    alone = made(said, question)
    chinese = any("\u4e00" <= c <= "\u9fff" for c in question)
    for part in holds.split():
        assert part.lower() in alone.lower(), alone
    for part in lacks.split() if chinese else [p for p in lacks.split() if p]:
        words = alone if chinese else alone.replace("?", " ").split()
        assert part not in words, alone


@pytest.mark.parametrize(
    "question",
    [
        "什么是区块链？", "人工智能的风险有哪些？", "今天天气怎么样？", "消费金融公司有多少家？", "谁是美国总统？", "全国人口是多少？",  # noqa: E501
        "哪个国家获得的金牌最多？", "如何申请小额贷款？", "净利润是什么意思？", "奥运会在哪里举办？", "谁发明了电话？", "新能源汽车的市场份额是多少？",  # noqa: E501
        "那岚山地震的震级是多少？", "蓝鲸电池2024年的净利润是多少？", "世界上最高的山是哪座？", "小学生每天应该睡几个小时？", "有哪些城市举办过奥运会？",  # noqa: E501
        "北京冬奥会什么时候开幕？", "地震发生时应该怎么办？", "国家公务员考试有多少人报名？", "好，换个话题：峰会是哪天开的？",  # noqa: E501
        "Who is the president of France?", "What is inflation?", "Who wrote Hamlet?", "How did Boeing's shares do in 2023?",  # noqa: E501
        "Is it true that the moon is made of cheese?", "How deep was the Titanic wreck?",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", [PROFIT, QUAKE, "What was Shell's profit in 2023?"])
def test_another_topic_is_left_alone(question: str, before: str) -> None:
    assert made([before], question) == question


def test_of_several_follow_ups_in_one_the_first_leans_on_the_history() -> None:
    assert made([PROFIT], "蓝鲸电池呢？2024年呢？") == "蓝鲸电池2023年的净利润是多少？2024年呢？"


_PIECES = [
    "那",
    "呢",
    "？",
    "它",
    "他",
    "这",
    "其",
    "该公司",
    "这场比赛",
    "比",
    "和",
    "的",
    "是",
    "多少",
    "几",
    "谁",
    "哪里",
    "为什么",
    "去年",
    "2023年",
    "上半年",
    "前一天",
    "第三个季度",
    "31日",
    "2月",
    "远帆汽车",
    "净利润",
    "同比",
    "冠军",
    "差多少",
    "And",
    "what",
    "about",
    "it",
    "the",
    "year",
    "before",
    "2021",
    "?",
    "Q3",
    "first",
    "in",
    "Acme",
    "how",
    "much",
    "more",
    "that",
]


@settings(deadline=None, max_examples=150)
@given(some.lists(some.lists(some.sampled_from(_PIECES), max_size=5), min_size=2, max_size=4))
def test_no_conversation_breaks_it(conversation: list[list[str]]) -> None:
    for glue in ("", " "):
        texts = [glue.join(words) for words in conversation]
        alone = made(texts[:-1], texts[-1])
        assert len(alone) < 400
        assert alone or not texts[-1]
