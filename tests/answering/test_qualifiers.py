"""One word apart: a semi-final is not the final, the injured are not the dead."""

from __future__ import annotations

import pytest

from rag.answering.qualifiers import contrary

OTHER = [
    ("女子百米决赛的冠军成绩是多少？", "在昨晚的半决赛中，她跑出11秒02。", "11秒02"),
    ("女子百米的最好成绩是多少？", "男子百米，他跑出9秒98。", "9秒98"),
    ("地震造成多少人死亡？", "地震造成12人死亡，另有340人受伤。", "340人"),
    ("公司去年的净利润是多少？", "公司营业收入82亿元，净利润6亿元。", "82亿元"),
    ("大桥什么时候通车？", "大桥于2021年3月开工，2024年10月通车。", "2021年3月"),
    ("公司的董事长是谁？", "会上，总经理周岚致辞，董事长何木颁奖。", "周岚"),
    ("公司的董事长是谁？", "副董事长周岚出席。", "周岚"),
    ("去年的授权专利有多少件？", "全年申请专利310件，获得授权120件。", "310件"),
    ("这部电影的导演是谁？", "影片由周岚编剧，何木执导。", "周岚"),
    ("最佳女主角是谁？", "最佳男主角周岚；最佳女主角何木。", "周岚"),
    ("最佳导演颁给了谁？", "最佳剪辑周岚；最佳导演何木。", "周岚"),
    ("这幅画的成交价是多少？", "这幅画的起拍价为300万元，以960万元成交。", "300万元"),
    ("How many people were killed in the storm?", "The storm injured 40, and killed 3.", "40"),
    ("塌方死了多少人？", "塌方现场已有30人送医。", "30人"),
    ("公司新CEO是谁？", "业务由首席运营官周岚接手。", "周岚"),
    ("年度专辑是哪张？", "周岚凭《晚潮》拿下年度歌曲。", "《晚潮》"),
    ("Who is the chief executive?", "The chairman, Lin Hao, spoke first.", "Lin Hao"),
]
SAME = [
    ("女子百米决赛的冠军成绩是多少？", "在昨晚的决赛中，她跑出10秒95。", "10秒95"),
    ("地震造成多少人死亡？", "地震造成12人死亡，另有340人受伤。", "12人"),
    ("地震造成多少人死亡？", "地震夺去12人的生命。", "12人"),
    ("公司去年的净利润是多少？", "营业收入和净利润分别为82亿元和6亿元。", "6亿元"),
    ("大桥什么时候通车？", "大桥于2024年10月建成通车。", "2024年10月"),
    ("公司的董事长是谁？", "董事长兼总经理周岚致辞。", "周岚"),
    ("最佳导演颁给了谁？", "最佳剪辑周岚；最佳导演何木。", "何木"),
    ("死伤各有多少人？", "地震造成12人死亡，另有340人受伤。", "340人"),
    ("收入和利润各是多少？", "营业收入82亿元，净利润6亿元。", "82亿元"),
    ("What was the final death toll?", "The fire killed 31 people.", "31"),
]


@pytest.mark.parametrize(("asked", "text", "unit"), OTHER)
def test_another_class_is_contrary(asked: str, text: str, unit: str) -> None:
    at = text.index(unit)
    assert contrary(asked, text, at, at + len(unit))


@pytest.mark.parametrize(("asked", "text", "unit"), SAME)
def test_the_asked_class_or_none_is_not(asked: str, text: str, unit: str) -> None:
    at = text.index(unit)
    assert not contrary(asked, text, at, at + len(unit))
