"""Another of the kind: told apart where they share what they are, and only where the asked one was not named before."""

from __future__ import annotations

import pytest

from rag.answering.names import NameBook
from rag.answering.question import analyse
from rag.answering.siblings import of_other_model, of_sibling
from tests.support.sentences import said

NAMES = NameBook(())


@pytest.mark.parametrize(
    ("asked", "text", "lead"),
    [
        ("2026年霁川电影节最佳导演是谁", "桐湾国际电影节昨晚颁奖，维达尔获最佳导演。", ""),
        ("骐野E7起售价多少", "公司今天推出紧凑型电动车E5，售价12.98万元起。", ""),
        ("岫玉Fold 4折叠手机什么时候开售", "公司今天发布Fold 3,起售价7,999元,5月9日正式开售。", ""),
        ("瀚渊号的最大下潜深度是多少米", "它的最大下潜深度为4,508米。", "潜水器“探玄号”昨天退役。"),
        ("小说《盐田旧事》写了多少年？", "她的诗集《冷泉》收了三年间的诗。", ""),
        ("电影《灯塔少年》的票房是多少？", "《灯塔少年2》内地总票房11.46亿元收官。", ""),
        ("沧澜十七号乘组的指令长是谁", "沧澜十八号飞行乘组由林岸等三人组成，林岸担任指令长。", ""),
        ("榆城亚运会代表团获得多少枚金牌", "榆城第4届亚残运会闭幕，代表团共获得214枚金牌。", ""),
        ("2023年度沧澜奖的一等奖颁给了谁？", "2022年度沧澜奖揭晓，林岸获一等奖。", ""),
        ("杭州第19届亚运会代表团获得多少枚金牌", "雅加达亚运会落幕，代表团以132金居首。", ""),
        ("岑宁通道全长多少公里", "大桥东接梧城，全长55公里。", "鸢梧大桥今天上午正式通车。"),
        ("珂城地铁8号线哪天开通", "珂城地铁5号线南延段昨天开通。", ""),
        ("2025年柏陵国总统选举谁当选", "总统选举中，退役将军涅姆恰胜出。", "柏陵国的邻国塔尔诺也在今秋改选。"),
    ],
)
def test_another_of_the_kind(asked: str, text: str, lead: str) -> None:
    assert of_sibling(analyse(asked, NAMES), said(text, lead))


@pytest.mark.parametrize(
    ("asked", "text", "lead", "title"),
    [
        ("2026年霁川电影节最佳导演是谁", "维达尔获最佳导演，桐湾国际电影节也曾奖励过他。", "霁川电影节昨晚闭幕。", ""),
        ("骐野E7起售价多少", "它比E5贵五万元，起售价17.98万元。", "", "骐野E7上市"),
        ("骐野E7起售价多少", "新车起售价17.98万元。", "", ""),
        ("海保飞机上有几人遇难？", "这架庞巴迪飞机上5人遇难。", "海上保安厅今天公布调查结果。", ""),
        ("岫玉Fold 4什么时候开售", "它与Fold 3一样在五月开售。", "岫玉fold4今天发布。", ""),
        ("沧澜十七号乘组的指令长是谁", "林岸担任指令长，他飞过沧澜十六号。", "沧澜十七号乘组昨天亮相。", ""),
        ("榆城亚运会代表团获得多少枚金牌", "两周后是亚残运会，代表团此前在亚运会获得201枚金牌。", "", ""),
        ("2023年度沧澜奖的一等奖颁给了谁？", "今年揭晓的名单里，林岸获一等奖。", "", "2023年度沧澜奖揭晓"),
        ("岑宁通道全长多少公里", "通道全长24公里，其中海底隧道6.8公里。", "岑宁通道昨天通车，它与鸢梧大桥相望。", ""),
        ("五月七号谁得了冠军", "五月九号的冠军是林岸。", "", ""),
        ("Who won on May 5?", "The race on May 9 was won by Lund.", "", ""),
        ("E7和E5哪个便宜？", "E5售价12.98万元。", "", ""),
        ("轮渡公司到2023年底一共上线了多少款应用？", "全年共有七家公司接连上线了42款应用。", "", ""),
        ("马上消费的研发人员有多少？", "招联金融的研发人员超过两千人。", "", ""),
    ],
)
def test_what_may_speak_of_the_asked_one(asked: str, text: str, lead: str, title: str) -> None:
    assert not of_sibling(analyse(asked, NAMES), said(text, lead, title))


@pytest.mark.parametrize(
    ("asked", "text", "other"),
    [
        ("岫玉Note 60 Pro起售价是多少", "P60标准版起价4488元，P60 Pro起价6988元。", True),
        ("岫玉Note 60 Pro起售价是多少", "Note 60 Pro的12GB+512GB版本标价6988元。", False),
        ("岫玉手机起售价是多少", "P60 Pro起价6988元。", False),
        ("岫玉Note 60 Pro起售价是多少", "新机起价6988元。", False),
        ("岫玉Note 60 Pro起售价是多少", "这款手机用278.8万H800小时设计，起价6988元。", False),
    ],
)
def test_the_last_model_named_before_a_price(asked: str, text: str, other: bool) -> None:
    assert of_other_model(asked, said(text), text.index("6988")) is other
