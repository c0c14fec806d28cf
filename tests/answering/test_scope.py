"""A figure of another place, site, edition or count is not the one that is asked for."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.evidence import Sentence
from rag.answering.levels import level_for_step
from rag.answering.moments import AsOf
from rag.answering.names import NameBook
from rag.answering.question import analyse
from rag.answering.roles import not_won
from rag.answering.scope import beside_the_question, elsewhere
from rag.answering.values import extract_values

OTHER = [
    ("岚州市有多少根公共充电桩？", "岚州市印发行动方案，提出到2027年公共充电桩达到三万根。", "三万"),
    ("苇海汽车2023年一共交付了多少辆？", "苇海汽车9月交付36060辆，环比增长。", "36060辆"),
    ("白石遗址清理了多少座墓葬？", "距白石四十公里的红泥遗址清理墓葬152座。", "152"),
    ("台风登陆时风力有多少级？", "台风风力14级，预计明天上午登陆。", "14级"),
    ("How many homes were destroyed?", "The fire forced 22,000 people from their homes.", "22,000"),
    ("How many seats did the party win?", "A poll says the party could win 66 seats.", "66"),
    ("第31届运动会有多少人参加？", "第30届运动会有980人参加。", "980人"),
    ("上半年的收入是多少？", "全年收入为82亿元。", "82亿元"),
    ("俱乐部有多少家球迷会？", "俱乐部有46家球迷会，其中海外有21家。", "21家"),
    ("俱乐部有多少家球迷会？", "62家球迷会里已有49家登记。", "49家"),
    ("消防队有多少所驻地？", "消防队有驻地32所，比上年多4所。", "4所"),
    ("消防队有多少所驻地？", "消防队今年计划新建9所驻地。", "9所"),
    ("泉城2024年净利润是多少？", "泉城昨晚发布三季报，前三季度净利润7.15亿元。", "7.15亿元"),
    ("泉城2024年净利润是多少？", "我们预计泉城2024年净利润在10.5亿元上下。", "10.5亿元"),
    ("博物馆2024年全年接待了多少名观众？", "国庆七天，博物馆接待观众9.6万人次。", "9.6万"),
    ("2024年春节国内出游多少人次？", "五一5天，国内出游合计2.95亿人次。", "2.95亿"),
    ("春节国内出游多少人次？", "我市累计接待出游的游客1009万人次。", "1009万"),
    ("2024年中国国内生产总值是多少？", "2024年乐水省地区生产总值为12.9万亿元，居全国第一。", "12.9万亿"),
    ("探测器采回了多少克样品？", "此后两天将采样，目标是两公斤左右。", "两公斤"),
    ("踩踏事故最终死亡人数是多少？", "消防部门通报已有149人死亡，数字还可能上升。", "149人"),
    ("泉城APP的评分是多少分？", "泉城APP月平均活跃度超362万。", "362万"),
    ("泉城的净利润占收入的百分之几？", "泉城收入80亿元，净利润增长约29.3%。", "29.3%"),
    ("泉城买下蓝湾花了多少钱？", "泉城起初提出以10亿元收购蓝湾，遭到对方拒绝。", "10亿元"),
    ("运动会上主队一共拿了几块金牌？", "运动会进入第四个比赛日，主队累计拿到20枚金牌。", "20枚"),
    ("运动会上主队拿了多少金牌？", "运动会赛程过半，主队已有105枚金牌进账。", "105枚"),
    ("周岚当选市长时几岁？", "75岁的何木和副市长周岚都在名单上。", "75岁"),
    ("塌方造成多少人死亡？", "截至中午已有30人送医，均无生命危险。", "30人"),
]
SAME = [
    ("岚州市计划到2027年有多少根公共充电桩？", "岚州市印发行动方案，提出到2027年公共充电桩达到三万根。", "三万"),
    ("岚州市有多少根公共充电桩？", "到2024年底公共充电桩达到三万根。", "三万"),
    ("2024年春节假期国内旅游出游多少人次？", "8天假期国内旅游出游4.74亿人次，较2019年同期增长19.0%。", "4.74亿"),
    ("青屿机场的旅客人次是多少？", "青屿国际机场去年完成旅客吞吐量902万人次。", "902万"),
    ("白石遗址清理了多少座墓葬？", "白石遗址的发掘结束，清理墓葬286座。", "286"),
    ("台风登陆时风力有多少级？", "台风今晨登陆，登陆时风力15级。", "15级"),
    ("How many people were forced from their homes?", "The fire forced 22,000 people from their homes.", "22,000"),
    ("How many seats did the party win?", "The party won 74 seats.", "74"),
    ("俱乐部在海外有多少家球迷会？", "俱乐部有46家球迷会，其中海外有21家。", "21家"),
    ("学校有多少名学生？", "学校有学生3000名教师200名。", "3000名"),
    ("多少家门店参加了？", "全国有120家分店参加。", "120家"),
    ("槿州市小学招了多少新生？", "走进槿州小学校门的娃娃有49,800名。", "49,800名"),
    ("2022年槿州有多少新生？", "今年走进槿州小学校门的新生有49,800名。", "49,800名"),
    ("消防队比上年多了多少所驻地？", "消防队有驻地32所，比上年多4所。", "4所"),
    ("消防队新建了几所驻地？", "消防队今年新建9所驻地。", "9所"),
    ("消防队的驻地分布在几个镇？", "消防队在13个镇有驻地32所。", "13个"),
    ("甲队的身价是多少？", "在身价上，第一也是甲队，达到1160万元；其次是乙队，身价为297万元。", "1160万元"),
    ("多少家医院参加了？", "东山医院带头，共有29家医院参加。", "29家"),
    ("泉城2024年净利润是多少？", "泉城2024年全年净利润9.83亿元。", "9.83亿元"),
    ("泉城2024年前三季度净利润是多少？", "泉城前三季度净利润7.15亿元。", "7.15亿元"),
    ("泉城的新厂2024年投资多少？", "新厂预计总投资3亿元。", "3亿元"),
    ("2024年春节国内出游多少人次？", "春节8天，国内出游4.74亿人次。", "4.74亿"),
    ("探测器计划采回多少克样品？", "此后两天将采样，目标是两公斤左右。", "两公斤"),
    ("安置计划一共花掉了多少钱？", "前任政府的安置计划两年半花费纳税人7亿元。", "7亿元"),
    ("搬迁一共花掉了多少钱？", "市里打算搬迁，已花费7亿元。", "7亿元"),
    ("2024年中国国内生产总值是多少？", "2024年全国国内生产总值为134.9万亿元。", "134.9万亿"),
    ("乐水省2024年地区生产总值占全国多少？", "2024年乐水省地区生产总值占全国的9.5%。", "9.5%"),
    ("踩踏事故最终死亡人数是多少？", "踩踏事故的死亡人数最终定为159人。", "159人"),
    ("公司上市募集了多少资金？", "甲市的公司募集15亿元。", "15亿元"),
    ("泉城的净利润率是百分之几？", "泉城的净利润率提高到29.3%。", "29.3%"),
    ("泉城的净利润同比多了百分之几？", "泉城的净利润增长29.3%。", "29.3%"),
    ("刑事多少起？", "共受理案件201起，其中刑事案件42起。", "42起"),
    ("泉城最初报价多少？", "泉城最初报价10亿元，遭到拒绝。", "10亿元"),
    ("泉城买下蓝湾花了多少钱？", "泉城提出以30亿元收购蓝湾，股东大会已通过。", "30亿元"),
    ("第四个比赛日后主队拿了几块金牌？", "运动会第四个比赛日，主队累计拿到20枚金牌。", "20枚"),
    ("周岚当选市长时几岁？", "年仅37岁的律师周岚当选。", "37岁"),
    ("周岚当选市长时几岁？", "37岁的周岚当选市长。", "37岁"),
    ("地震是几点几分发生的？", "12月18日23时59分，岚山发生6.2级地震。", "23时59分"),
]


def _elsewhere(asked: str, text: str, words: str) -> bool:
    question = analyse(asked, NameBook(()), date(2026, 1, 1))
    value = next(v for v in extract_values(text) if words in v.text)
    return elsewhere(question, text, value)


@pytest.mark.parametrize(("asked", "text", "words"), OTHER)
def test_another_scope(asked: str, text: str, words: str) -> None:
    assert _elsewhere(asked, text, words)


def test_a_count_of_places_is_no_answer_but_may_be_said() -> None:
    question = analyse("消防队有多少所驻地？", NameBook(()), date(2026, 1, 1))
    text = "消防队在13个镇有驻地32所。"
    value = extract_values(text)[0]
    assert beside_the_question(question, text, value)
    assert not elsewhere(question, text, value)


@pytest.mark.parametrize(("asked", "text", "words"), SAME)
def test_the_asked_scope(asked: str, text: str, words: str) -> None:
    assert not _elsewhere(asked, text, words)


def _said(text: str, lead: str = "") -> Sentence:
    return Sentence(
        "a", "", None, date(2025, 5, 1), 0, len(text), text, text, (), (), AsOf("2025-05-01", "article"),
        0.9, 0.5, 0.5, 0.5, lead,
    )  # fmt: skip


def test_a_favourite_has_not_won() -> None:
    asked = "今年的文学奖颁给了谁？"
    assert not_won(asked, _said("赔率榜上，作家秦若谷居首。"), "秦若谷")
    assert not not_won(asked, _said("热门作家秦若谷获得者名单在列，文学奖颁给了她。"), "秦若谷")
    assert not not_won("今年文学奖的热门人选有谁？", _said("文学奖的赔率榜上，作家秦若谷居首。"), "秦若谷")


def test_who_played_well_got_no_award() -> None:
    asked = "今年篮球赛的MVP是谁？"
    assert not_won(asked, _said("半决赛爆出冷门，秦若谷贡献22分。"), "秦若谷")
    assert not not_won(asked, _said("赛后他抱着女儿，秦若谷说自己没有想到。", "最有价值球员揭晓。"), "秦若谷")
    assert not not_won("半决赛谁得分最多？", _said("半决赛爆出冷门，秦若谷贡献22分。"), "秦若谷")


def test_a_level_is_no_step() -> None:
    told = "团队扩大了1700人。"
    said = extract_values(told)[0]
    for text, level in (
        ("已组建1700人的团队,占比超七成。", True),
        ("团队扩充了1700人。", False),
        ("团队比上年多1700人。", False),
    ):
        assert level_for_step(told, said, text, extract_values(text)[0]) is level
    assert not level_for_step("团队有1700人。", said, "已组建1700人的团队。", said)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("开幕战到场7912人。", True),
        ("场均观众7912人。", False),
        ("平均每场有7912人。", False),
        ("每场来了7912人。", False),
    ],
)
def test_a_sum_is_no_mean(text: str, other: bool) -> None:
    value = next(v for v in extract_values(text) if v.amount == 7912)
    assert elsewhere(analyse("鸢湖篮球联赛场均有多少观众？", NameBook(())), text, value) is other
    assert not elsewhere(analyse("鸢湖篮球联赛有多少观众？", NameBook(())), text, value)


def test_a_mean_is_nobodys_score() -> None:
    names = NameBook(["泉城消费金融有限公司（以下简称泉城消金）"])
    text = "各家公司APP的平均分为3.87分。"
    value = extract_values(text)[0]
    assert elsewhere(analyse("泉城消金的APP是多少分？", names), text, value)
    assert not elsewhere(analyse("泉城消金等公司的APP平均多少分？", names), text, value)


def test_what_is_counted_behind_the_number_is_not_what_is_named_before() -> None:
    question, text = analyse("俱乐部有多少会员？", NameBook(())), "俱乐部每天能按会员的1000万个动作做出推荐。"
    assert beside_the_question(question, text, extract_values(text)[0])
    text = "俱乐部有1000万个会员，每天做出推荐。"
    assert not beside_the_question(question, text, extract_values(text)[0])
