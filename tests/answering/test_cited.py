"""What is cited says what is new in the answer; disputes and other values are of the same thing."""

from __future__ import annotations

from rag.answering.measures import figures
from rag.answering.openings import of_another
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

FIRE = report("fire", "2025-01-28", "消防部门公布仓库火灾的调查结论：大火由一辆充电中的电动叉车电池热失控引起。")
RENTS = report("rents", "2025-01-20", "受仓库火灾影响，岚州的仓租一周内上涨百分之六。")


def test_the_sentence_that_says_it_is_cited() -> None:
    said = "岚州仓库火灾的起火原因是一辆充电中的电动叉车电池热失控。"
    answer = Desk((RENTS, FIRE), ScriptedModel(said)).ask("岚州仓库火灾的起火原因是什么？")
    assert not answer.refused
    assert any("热失控" in c.quote for c in answer.citations)
    assert not any("仓租" in c.quote for c in answer.citations)


def test_a_figure_that_opens_on_another_is_told_apart() -> None:
    told = (
        report("mine", "2026-02-01", "驰原汽车2025年交付14.9万辆。"),
        report("rival", "2026-02-01", "竞争对手穹顶汽车2025年交付21.2万辆，首次超过驰原。"),
        report("same", "2026-02-01", "据现场消息，2025年交付量为16.3万辆。"),
        report("named", "2026-02-01", "新势力里的驰原2025年交付17.4万辆。"),
    )
    desk = Desk(told)
    asked = desk.question("驰原汽车2025年交付多少辆？")
    known = {f.value.text: f for f in figures(desk.candidates(asked), desk.names)}
    others = {text for text, f in known.items() if of_another(f, asked, known["14.9万辆"])}
    assert others == {"21.2万辆"}


def test_a_person_elsewhere_in_a_sentence_disputes_nothing() -> None:
    won = report("won", "2026-05-01", "霁川电影节最佳导演由陈若兰获得。")
    opens = report("opens", "2026-05-01", "最佳影片和导演都值得期待，再过四天霁川电影节就要开幕，届时周启明将到场。")
    named = report("named", "2026-05-01", "霁川电影节最佳导演由周启明获得。")
    asked, said = "霁川电影节最佳导演是谁？", ScriptedModel("霁川电影节最佳导演是陈若兰。")
    assert "不一致" not in Desk((won, opens), said).ask(asked).text
    assert "不一致" in Desk((won, named), said).ask(asked).text


def test_days_are_told_as_of_their_last() -> None:
    flood = report("flood", "2022-01-21", "去年7月17日至23日，岚州全省直接经济损失120.6亿元，受灾人口不断变化。")
    text = Desk((flood,), ScriptedModel("岚州全省直接经济损失120.6亿元。")).ask("岚州现在的直接经济损失是多少？").text
    assert "7月23日" in text
    assert "7月17日" not in text.split("[")[0]


def test_a_list_in_one_sentence_is_quoted() -> None:
    told = report(
        "told", "2024-05-01", "2023年度沧澜奖评定出57个项目。其中一等奖8项，二等奖13项，三等奖26项，专项奖10项。"
    )
    answer = Desk((told,), ScriptedModel("一等奖57项。")).ask("2023年度沧澜奖一等奖、二等奖、三等奖和专项奖各有几项？")
    assert all(figure in answer.text for figure in ("8项", "13项", "26项", "10项"))


def test_a_founding_is_dated_by_the_sentence_that_tells_of_it() -> None:
    told = report("told", "2024-05-01", "2023年度“沧澜奖”昨天揭晓。资料显示，“沧澜奖”由港湾协会于1992年设立。")
    answer = Desk((told,), ScriptedModel("2023年。")).ask("“沧澜奖”是哪一年设立的？")
    assert "2023年。" not in answer.text.split("[")[0]
    assert answer.refused or "1992年" in answer.text


def test_an_item_cut_short_is_made_whole() -> None:
    told = report("told", "2024-05-01", "“星图”大模型拥有汇集智慧、唤醒知识、众创价值、数字分身四大核心能力。")
    said = "“星图”大模型的四大核心能力包括智慧、唤醒知识、众创价值、数字分身。"
    answer = Desk((told,), ScriptedModel(said)).ask("“星图”大模型的四大核心能力有哪些？")
    assert "汇集智慧、唤醒知识" in answer.text


def test_a_day_without_a_year_is_a_time_too() -> None:
    told = report(
        "told", "2023-08-03",
        "截至今年7月31日，苇海轮渡有限公司（简称苇海轮渡）受理投诉案件201起。记者看到，苇海轮渡受理投诉案件10余起。",
    )  # fmt: skip
    answer = Desk((told,), ScriptedModel("截至7月31日，苇海轮渡受理投诉案件201起。")).ask(
        "截至7月31日，苇海轮渡受理了多少起投诉案件？"
    )
    assert "201起" in answer.text.split("[")[0]
    assert "10余起" not in answer.text


def test_this_year_is_said_once_and_a_part_is_no_other_value() -> None:
    told = report(
        "told", "2023-08-03",
        "截至今年7月31日，苇海轮渡有限公司（简称苇海轮渡）受理投诉案件201起。其中，苇海轮渡受理网上投诉案件13起。",
    )  # fmt: skip
    said = ScriptedModel("截至今年7月31日，苇海轮渡受理投诉案件201起。")
    answer = Desk((told,), said).ask("苇海轮渡受理了多少起投诉案件？")
    assert "截至2023年7月31日" in answer.text
    assert "今年" not in answer.text
    assert answer.text.count("截至") == 1
    assert not any(point.value.startswith("13") for point in answer.timeline)
