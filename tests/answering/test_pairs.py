"""Two things asked at once become one question about each; a list, a name and a comparison stay one."""

from __future__ import annotations

import pytest

from rag.answering.names import NameBook
from rag.answering.nounkinds import kind_of
from rag.answering.pairs import attributes, gives_all, respectively, won_each
from rag.answering.question import analyse

NONE = NameBook(())


@pytest.mark.parametrize(
    ("asked", "second"),
    [
        ("周岚和何木在会上分别承诺了多少套住房？", "何木在会上承诺了多少套住房?"),
        ("2025年棠梨奖最佳男主角和最佳女主角分别是谁？", "2025年棠梨奖最佳女主角是谁?"),
        ("2022年周岚和何木分别承诺了多少？", "2022年何木承诺了多少?"),
        ("2021年和2022年的最佳影片分别是哪部？", "2022年的最佳影片是哪部?"),
        ("云杉奖2021和2022年分别颁给了谁", "云杉奖2022年颁给了谁"),
        ("云杉奖2021、2022年分别颁给了谁", "云杉奖2022年颁给了谁"),
        ("北湾工厂和南湾基地的总投资各是多少？", "南湾基地的总投资是多少?"),
        ("海鹰队的前锋和后卫分别是谁？", "海鹰队的后卫是谁?"),
        ("2025年台风“山楂”和“白桦”分别在哪里登陆", "2025年台风“白桦”在哪里登陆"),
        ("台风山楂和白桦分别在哪里登陆", "台风白桦在哪里登陆"),
        ("云杉公司的“松针”相机和“松果”音箱分别是哪天发布的", "云杉公司的“松果”音箱是哪天发布的"),
        ("2025年湖畔公开赛男单和女单冠军分别是谁", "2025年湖畔公开赛女单冠军是谁"),
        ("周岚和谈木在最后一次辩论中，分别承诺新建多少套住房？", "谈木在最后一次辩论中,承诺新建多少套住房?"),
        ("和平大桥和友谊大桥分别是哪年通车的", "友谊大桥是哪年通车的"),
        ("电影《山和海》和《桥与河》分别是谁导演的", "电影《桥与河》是谁导演的"),
        ("大坝施工开始和结束的时间分别是什么时候", "大坝施工结束的时间是什么时候"),
        ("旅日大熊猫阿宝和旅韩的福宝，分别是哪天回来的", "旅韩的福宝是哪天回来的"),
    ],
)
def test_what_is_asked_of_two_is_asked_of_each(asked: str, second: str) -> None:
    assert respectively(analyse(asked, NONE), NONE)[1][1] == second


def test_what_follows_both_belongs_to_the_first_as_well() -> None:
    assert respectively(analyse("男单和女单冠军分别是谁", NONE), NONE)[0][1] == "男单冠军是谁"


def test_a_list_of_three_gives_three() -> None:
    parts = respectively(analyse("云杉公司的业务效果、交互轮次和客户满意度分别提升多少？", NONE), NONE)
    assert [label for label, _ in parts] == ["云杉公司的业务效果", "云杉公司的交互轮次", "云杉公司的客户满意度"]


@pytest.mark.parametrize(
    "text",
    [
        "周岚和何木在哪一年结婚？",
        "野驴与家驴的分别是什么？",
        "甲市和乙市联合举办的比赛分别有几场？",
        "一、二、三等奖各有几项？",
    ],
)
def test_one_question_is_not_taken_apart(text: str) -> None:
    assert respectively(analyse(text, NONE), NONE) == []


@pytest.mark.parametrize(
    ("asked", "questions"),
    [
        ("云杉仪器的CEO和总部城市是什么", ["云杉仪器的CEO是谁？", "云杉仪器的总部在哪个城市？"]),
        ("动画电影《石头》的票房和导演", ["动画电影《石头》的票房是多少？", "动画电影《石头》的导演是谁？"]),
        ("石头 票房 导演", ["石头的票房是多少？", "石头的导演是谁？"]),
        ("《山和海》的作者和出版时间", ["《山和海》的作者是谁？", "《山和海》什么时候出版？"]),
        ("新桥的全长、造价以及设计师", ["新桥的全长是多少？", "新桥的造价是多少？", "新桥的设计师是谁？"]),
        ("甲市2024年的常住人口与GDP各是多少", ["甲市2024年的常住人口是多少？", "甲市2024年的GDP是多少？"]),
        ("2025年湖畔赛男子组冠军和亚军是谁", ["2025年湖畔赛男子组的冠军是谁？", "2025年湖畔赛男子组的亚军是谁？"]),
        ("甲省高考报名人数和录取率是多少", ["甲省高考的报名人数是多少？", "甲省高考的录取率是多少？"]),
        ("山火的起火时间和地点", ["山火什么时候起火？", "山火的地点在哪里？"]),
        ("甲公司的CEO和乙公司的董事长是哪两位", ["甲公司的CEO是谁？", "乙公司的董事长是谁？"]),
        ("2025年湖畔赛男单和女单冠军是谁", ["2025年湖畔赛的男单冠军是谁？", "2025年湖畔赛的女单冠军是谁？"]),
        ("甲城公开赛的男单和女单冠军是谁", ["甲城公开赛的男单冠军是谁？", "甲城公开赛的女单冠军是谁？"]),
        (
            "What are the CEO and the headquarters of Spruce Instruments?",
            ["Who is the CEO of Spruce Instruments?", "Where is the headquarters of Spruce Instruments?"],
        ),
        ("Spruce's founder and revenue", ["Who is the founder of Spruce?", "What is the revenue of Spruce?"]),
    ],
)
def test_two_things_of_one(asked: str, questions: list[str]) -> None:
    assert [text for _, text in attributes(analyse(asked, NONE), NONE)] == questions


@pytest.mark.parametrize(
    "text",
    [
        "《山和海》的作者是谁",
        "甲队和乙队的比分",
        "北京与上海的常住人口",
        "新法的背景和意义是什么",
        "新法的名称和主题是什么",
        "董事长和总经理是谁",
        "甲市和乙市的关系",
        "What is the capital of Bosnia and Herzegovina?",
    ],
)
def test_two_of_one_thing_are_no_attributes(text: str) -> None:
    assert attributes(analyse(text, NONE), NONE) == []


@pytest.mark.parametrize(
    ("asked", "questions"),
    [
        ("谁在湖畔赛中赢得男子单打和女子单打？", ["谁在湖畔赛中赢得了男子单打？", "谁在湖畔赛中赢得了女子单打？"]),
        ("谁拿下了云隼杯冠军和亚军", ["谁拿下了云隼杯冠军？", "谁拿下了云隼杯亚军？"]),
        ("谁获得了勇气和力量", []),
    ],
)
def test_who_won_two_things_is_asked_of_each(asked: str, questions: list[str]) -> None:
    assert [text for _, text in won_each(analyse(asked, NONE), NONE)] == questions


@pytest.mark.parametrize(
    ("asked", "questions"),
    [
        (
            "湖畔赛2021年、2023年、2024年和2025年各届的报名人数分别是多少？",
            [f"湖畔赛{year}年报名人数是多少?" for year in (2021, 2023, 2024, 2025)],
        ),
        ("2027年和2031年湖畔运动会分别由哪座城市举办？", [f"{y}年湖畔运动会由哪座城市举办?" for y in (2027, 2031)]),
        ("甲公司和乙公司的总部都在哪", ["甲公司的总部在哪", "乙公司的总部在哪"]),
        ("砺石X9和星槎Z2售价都多少钱", ["砺石X9售价多少钱", "星槎Z2售价多少钱"]),
        ("成都和首都哪里更远", []),
        (
            "年度奖里，甲行的模型项目和乙行的核心项目，各拿了几等奖，谁的等级高？",
            ["年度奖里,甲行的模型项目拿了几等奖?", "年度奖里,乙行的核心项目拿了几等奖?"],
        ),
    ],
)
def test_each_year_and_each_owners_own_is_asked_for(asked: str, questions: list[str]) -> None:
    assert [text for _, text in respectively(analyse(asked, NONE), NONE)] == questions


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("首席执行官", "person"),
        ("院长", "person"),
        ("增长", ""),
        ("录取率", "amount"),
        ("质量", ""),
        ("举办地", "place"),
        ("上映日期", "date"),
        ("名次", "rank"),
        ("主题曲", "name"),
    ],
)
def test_the_kind_of_a_noun(noun: str, kind: str) -> None:
    assert kind_of(noun) == kind


@pytest.mark.parametrize(
    ("text", "all_said"),
    [("新桥6月1日通车，造价5亿元。", True), ("新桥6月1日通车。", False), ("新桥造价5亿元。", False)],
)
def test_a_text_gives_all_that_is_asked(text: str, all_said: bool) -> None:
    parts = [analyse(part, NONE) for part in ("新桥哪天通车？", "新桥的造价是多少？")]
    assert gives_all(text, parts) is all_said
