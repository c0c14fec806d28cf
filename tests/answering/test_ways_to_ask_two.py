"""Ways in which people ask for two facts, each taken apart into two questions that stand alone."""

from __future__ import annotations

import pytest

from rag.answering.listed import order
from rag.answering.names import NameBook
from rag.answering.pairs import attributes, respectively
from rag.answering.parts import clauses, split
from rag.answering.question import analyse

NOBODY = NameBook(())


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("岚州和泉城2023年的产值分别是多少？", ["岚州2023年的产值是多少?", "泉城2023年的产值是多少?"]),
        ("岚州跟泉城2024年各卖了多少辆车", ["岚州2024年卖了多少辆车", "泉城2024年卖了多少辆车"]),
        ("东城运动会和西城运动会北队各拿了多少金牌", ["东城运动会北队拿了多少金牌", "西城运动会北队拿了多少金牌"]),
        ("第94届和第95届沧澜奖最佳影片各是哪部？", ["第94届沧澜奖最佳影片是哪部?", "第95届沧澜奖最佳影片是哪部?"]),
        ("2020年沧澜杯以及2024年沧澜杯的最佳球员各是谁", ["2020年沧澜杯的最佳球员是谁", "2024年沧澜杯的最佳球员是谁"]),
        ("2024年公开赛男单女单冠军分别是谁", ["2024年公开赛男单冠军是谁", "2024年公开赛女单冠军是谁"]),
        ("瑞云和海瓦现在各有多少家门店", ["瑞云有多少家门店", "海瓦现在有多少家门店"]),
        ("岚州暴雨和泉城洪水是谁带队去的，分别说一下", []),
    ],
)
def test_the_same_of_two(asked: str, expected: list[str]) -> None:
    assert [text for _, text in respectively(analyse(asked, NOBODY), NOBODY)] == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("法国现任总理和德国现任总理是谁？", ["法国现任总理是谁？", "德国现任总理是谁？"]),
        ("岚州世界杯金球奖得主和金靴奖得主是谁", ["岚州世界杯金球奖得主是谁？", "岚州世界杯金靴奖得主是谁？"]),
        ("星槎十八号的指令长及着陆日期各是什么", ["星槎十八号的指令长是谁？", "星槎十八号什么时候着陆？"]),
        ("晚会2023年的总导演跟2024年的总导演是谁", ["晚会2023年的总导演是谁？", "晚会2024年的总导演是谁？"]),
        ("电影《岚州》的导演和票房", ["电影《岚州》的导演是谁？", "电影《岚州》的票房是多少？"]),
        ("新桥的开工时间和通车时间", ["新桥什么时候开工？", "新桥什么时候通车？"]),
    ],
)
def test_two_things_of_one_or_of_two(asked: str, expected: list[str]) -> None:
    assert [text for _, text in attributes(analyse(asked, NOBODY), NOBODY)] == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2018年沧澜杯冠军是谁，2022年呢", ["2018年沧澜杯冠军是谁？", "2022年沧澜杯冠军是谁？"]),
        ("2021年全国总票房是多少，2022年又是多少？", ["2021年全国总票房是多少？", "2022年全国总票房是多少？"]),
        ("去年华为研发投入多少，中兴呢", ["去年华为研发投入多少？", "去年中兴投入多少？"]),
        ("岚州游戏首发价多少钱 三天卖了多少份", ["岚州游戏首发价多少钱？", "岚州游戏首发三天卖了多少份？"]),
        ("蔚蓝科技IPO募了多少钱啊还有保荐人是哪家", ["蔚蓝科技IPO募了多少钱？", "蔚蓝科技保荐人是哪家？"]),
        ("现任法国总理是谁，德国央行最新的利率又是多少", ["现任法国总理是谁？", "德国央行最新的利率又是多少？"]),
        ("岚州银行9月降了多少基点，利润增长了多少", ["岚州银行9月降了多少基点？", "岚州银行9月利润增长了多少？"]),
        ("净利润是多少，同比增长多少", []),
        ("霁川六号带回来多少克样品，霁川五号那次呢", ["霁川六号带回来多少克样品？", "霁川五号带回来多少克样品？"]),
        ("岚湖Mate 60 Pro是哪天开卖的，小岚14呢？", ["岚湖Mate 60 Pro是哪天开卖的？", "小岚14是哪天开卖的？"]),
        ("男子组冠军是谁，女子组呢", ["男子组冠军是谁？", "女子组冠军是谁？"]),
        (
            "岚州地产因为造假被证监会罚了多少钱，董事长本人被罚多少",
            ["岚州地产因为造假被证监会罚了多少钱？", "岚州地产董事长本人被罚多少？"],
        ),
    ],
)
def test_two_clauses(asked: str, expected: list[str]) -> None:
    assert clauses(asked, NOBODY) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("东岚运动会和西岚运动会，主队分别拿了几块金牌", ["东岚运动会主队拿了几块金牌", "西岚运动会主队拿了几块金牌"]),
        (
            "岚州考试2023年度和2024年度过审的人数，两年的数都要",
            ["2023年岚州考试过审的人数是多少？", "2024年岚州考试过审的人数是多少？"],
        ),
        (
            "岚州考试报名人数，2023年和2024年的，给个具体数字",
            ["2023年岚州考试报名人数是多少？", "2024年岚州考试报名人数是多少？"],
        ),
        (
            "2023年土耳其的地震和摩洛哥的地震，震级分别是几级",
            ["2023年土耳其的地震震级是几级", "2023年摩洛哥的地震震级是几级"],
        ),
        (
            "春节档票房2023年跟2024年哪年更高，分别卖了多少亿",
            ["春节档票房2023年卖了多少亿", "春节档票房2024年卖了多少亿"],
        ),
    ],
)
def test_the_same_of_two_in_more_ways(asked: str, expected: list[str]) -> None:
    assert [text for _, text in respectively(analyse(asked, NOBODY), NOBODY)] == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("霁川红最终票房多少亿，流浪岚州2最终票房多少亿？", ["霁川红最终票房多少亿？", "流浪岚州2最终票房多少亿？"]),
        (
            "霁川玩具2024年营收是多少，老铺岚金同期营收是多少",
            ["霁川玩具2024年营收是多少？", "老铺岚金2024年营收是多少？"],
        ),
        (
            "台风摩羯先在海南哪个镇登陆的，后来在越南一共多少人遇难",
            ["台风摩羯先在海南哪个镇登陆的？", "台风摩羯后来在越南一共多少人遇难？"],
        ),
        (
            "2023年6月底岚州公司上线的APP总共多少款，那前一年同期是多少款？",
            ["2023年6月底岚州公司上线的APP总共多少款？", "2022年6月底岚州公司上线的APP总共多少款？"],
        ),
        ("矿难失踪人数是多少，死亡人数是多少", ["矿难失踪人数是多少？", "矿难死亡人数是多少？"]),
        ("比亚迪2022年卖了多少辆车，2023年又卖了多少", ["比亚迪2022年卖了多少辆车？", "比亚迪2023年卖了多少辆车？"]),
        (
            "嫦娥六号带回的样品有多重，着陆点选在哪个盆地",
            ["嫦娥六号带回的样品有多重？", "嫦娥六号，着陆点选在哪个盆地？"],
        ),
        (
            "岚州那场暴雨最大一小时下了多少毫米，江川全省因灾死亡一共多少人？",
            ["岚州那场暴雨最大一小时下了多少毫米？", "江川全省因灾死亡一共多少人？"],
        ),
    ],
)
def test_two_clauses_in_more_ways(asked: str, expected: list[str]) -> None:
    assert clauses(asked, NOBODY) == expected


def test_the_same_year_is_the_one_that_was_named() -> None:
    assert split("2023年岚山地震是几级？同年霁川地震多少人遇难？", NOBODY)[1] == "2023年霁川地震多少人遇难？"
    assert split("2022年到2023年岚山有几次地震？同年霁川地震多少人遇难？", NOBODY)[1].startswith("同年")


def test_the_second_question_is_asked_of_what_the_first_names() -> None:
    asked = "黑岚游戏标准版卖多少钱？上线三天全平台卖了几套"
    assert split(asked, NOBODY)[1] == "黑岚游戏标准版，上线三天全平台卖了几套"


@pytest.mark.parametrize(
    ("asked", "second"),
    [
        ("请问岚州亚运会主火炬是谁点的？中国代表团最后总共得了多少金", "岚州亚运会中国代表团最后总共得了多少金"),
        ("石破茂竞选总裁第二轮拿到几票？上台后共同社首次民调支持率多少", "石破茂上台后共同社首次民调支持率多少"),
        ("岚山地震造成多少人遇难？谁当选临江市市长？", "谁当选临江市市长？"),
    ],
)
def test_what_names_nothing_of_its_own_is_of_the_same_event(asked: str, second: str) -> None:
    assert split(asked, NOBODY)[1] == second


def test_a_word_of_the_dictionary_is_no_subject_of_its_own() -> None:
    asked = "岚州世界杯决赛的主裁判是哪位，点球大战比分是几比几"
    assert clauses(asked, NOBODY)[1] == "岚州世界杯决赛的点球大战比分是几比几？"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            "宁德时代2022年、2023年两年净利润各有多少亿",
            ["宁德时代2022年净利润有多少亿", "宁德时代2023年净利润有多少亿"],
        ),
        ("芬兰和瑞典正式成为成员国，分别是哪年", ["芬兰正式成为成员国,是哪年", "瑞典正式成为成员国,是哪年"]),
        ("《甲岚》跟《乙岚》最后各卖了多少票房", ["《甲岚》最后卖了多少票房", "《乙岚》最后卖了多少票房"]),
    ],
)
def test_the_same_of_two_said_once(asked: str, expected: list[str]) -> None:
    assert not order(asked)
    assert [text for _, text in respectively(analyse(asked, NOBODY), NOBODY)] == expected


def test_a_second_year_asks_the_same() -> None:
    asked = "岚州2022年出生人口多少万？2023年又是多少万？"
    assert split(asked, NOBODY) == ["岚州2022年出生人口多少万？", "岚州2023年出生人口多少万？"]


def test_a_verb_is_no_ones_name() -> None:
    asked = "嫦娥六号落在月球背面哪个盆地里，采回来的月壤有多重？"
    assert clauses(asked, NOBODY)[1].startswith("嫦娥六号")


def test_who_earned_more_is_asked_of_two_named_before_the_year() -> None:
    parts = respectively(analyse("岚台和江粮液2023年净利润谁高，各赚了多少钱", NOBODY), NOBODY)
    assert [text for _, text in parts] == ["岚台2023年净利润赚了多少钱", "江粮液2023年净利润赚了多少钱"]
