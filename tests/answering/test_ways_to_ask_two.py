"""Ways in which people ask for two facts, each taken apart into two questions that stand alone."""

from __future__ import annotations

import pytest

from rag.answering.names import NameBook
from rag.answering.pairs import attributes, respectively
from rag.answering.parts import clauses
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
    ],
)
def test_two_clauses(asked: str, expected: list[str]) -> None:
    assert clauses(asked, NOBODY) == expected
