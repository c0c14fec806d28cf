"""A question that sets out from something false is put right before it is answered."""

from __future__ import annotations

from datetime import date

from rag.answering.names import NameBook
from rag.answering.premises import begun, embedded, premise, ranked
from rag.messages import t
from tests.support import newsroom as n
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

CARS = (n.CARS_2023, n.CARS_2024)


def _reply(documents: str) -> str:
    return (
        "远帆汽车的研发人员为3200人。"
        if "研发" in documents.split("问题：")[-1]
        else "2024年，远帆汽车净利润为5.1亿元。"
    )


def test_a_false_premise_is_corrected_first() -> None:
    desk = Desk(CARS, ScriptedModel(_reply))
    answer = desk.ask("远帆汽车2024年的净利润是9亿元，公司的研发人员有多少？")
    assert answer.text.startswith(t("answer.answer.corrected", "zh"))
    assert "5.1亿元" in answer.text
    assert not answer.refused


def test_a_true_premise_is_not_mentioned() -> None:
    desk = Desk(CARS, ScriptedModel(_reply))
    answer = desk.ask("远帆汽车2024年的净利润是5.1亿元，公司的研发人员有多少？")
    assert t("answer.answer.corrected", "zh") not in answer.text


def test_a_fall_that_was_a_rise_is_corrected() -> None:
    rise = n.CARS_2024
    desk = Desk(CARS, ScriptedModel(_reply))
    assert embedded("远帆汽车2024年净利润下降了多少？") == "远帆汽车2024年净利润下降"
    assert ranked("这个项目为什么能拿到一等奖？") == "这个项目拿到一等奖"
    assert ranked("这个项目拿到几等奖？") == ""
    assert premise("远帆汽车2024年净利润下降了多少？", desk.names) is not None
    assert rise.id in desk.articles


def test_whose_work_it_is_may_stand_before_a_comma() -> None:
    names = NameBook(["苇海轮渡有限公司（简称苇海轮渡）"])
    found = premise("苇海轮渡发布的“领航”系统，有多少用户？", names)
    assert found is not None
    assert (found.claim, found.question) == ("苇海轮渡的领航", "“领航”系统,有多少用户?")
    assert premise("苇海轮渡的净利润，2022年是多少？", names) is None


def test_who_did_it_is_put_right_though_the_other_is_named_beside() -> None:
    def reply(documents: str) -> str:
        asked = documents.split("问题：")[-1]
        return "领航平台是苇海轮渡牵头研发的。" if "哪家公司" in asked or "谁" in asked else "8月2日开始试运行。"

    article = n.report(
        "平台", date(2023, 8, 3),
        "8月2日，由苇海轮渡有限公司（简称苇海轮渡）牵头研发的领航平台开始试运行，首批试点单位有临水轮渡有限公司（简称临水轮渡）等七家。",
    )  # fmt: skip
    desk = Desk((article,), ScriptedModel(reply))
    answer = desk.ask("领航平台是临水轮渡牵头研发的吧，哪天开始试运行的？")
    assert answer.text.startswith(t("answer.answer.corrected", "zh"))
    assert "苇海轮渡" in answer.text
    assert "8月2日" in answer.text
    right = desk.ask("领航平台是苇海轮渡牵头研发的吧，哪天开始试运行的？")
    assert t("answer.answer.corrected", "zh") not in right.text


def test_a_year_said_in_passing_is_put_right() -> None:
    def reply(documents: str) -> str:
        asked = documents.split("问题：")[-1]
        return "苇海轮渡成立于2017年。" if "哪一年" in asked else "苇海轮渡成立当年有12条航线。"

    article = n.report("航线", date(2023, 5, 2), "苇海轮渡有限公司（简称苇海轮渡）成立于2017年，成立当年有12条航线。")
    desk = Desk((article,), ScriptedModel(reply))
    answer = desk.ask("苇海轮渡2015年成立当年有多少条航线？")
    assert answer.text.startswith(t("answer.answer.corrected", "zh"))
    assert "2017年" in answer.text
    assert "12条" in answer.text
    right = desk.ask("苇海轮渡2017年成立当年有多少条航线？")
    assert t("answer.answer.corrected", "zh") not in right.text
    assert begun("苇海轮渡2017年成立了几家子公司？") is None


def test_a_rank_taken_for_granted_is_put_right() -> None:
    firm = report(
        "复评",
        date(2023, 2, 6),
        "苇海轮渡股份有限公司（简称苇海轮渡）2022年通过复评，是继临水银行之后第二家通过复评的机构。",
    )
    desk = Desk((firm,), ScriptedModel("苇海轮渡是2022年通过复评的。"))
    wrong = desk.ask("作为首家通过科技企业复评的机构，苇海轮渡是哪年通过复评的？")
    assert wrong.text.startswith("不对。")
    assert "第二家" in wrong.text
    asked = desk.ask("苇海轮渡是第一家通过复评的机构吗？")
    assert asked.text.startswith("不对")
    assert "第二家" in asked.text
    assert "2022年通过复评的" in wrong.text
    assert "不对" not in desk.ask("作为首家开通夜航的机构，苇海轮渡是哪年通过复评的？").text


def test_what_says_no_other_value_denies_nothing() -> None:
    told = n.report(
        "旧事", date(2023, 2, 1),
        "苇海轮渡有限公司（简称苇海轮渡）的首笔研发经费是方远自己出的，一共2600万元。",
    )  # fmt: skip
    desk = Desk((told,), ScriptedModel("苇海轮渡的首笔研发经费是方远自己出的，金额是2600万元。"))
    for asked in (
        "苇海轮渡第一笔研发经费是方远自己出的，金额是多少？",
        "苇海轮渡第一期研发经费是方远自己出的，金额是多少？",
    ):
        answer = desk.ask(asked)
        assert t("answer.answer.corrected", "zh") not in answer.text
        assert "2600万元" in answer.text


def test_the_first_in_other_words_is_the_first() -> None:
    led = n.report("榜单", date(2023, 2, 1), "苇海轮渡有限公司（简称苇海轮渡）的准点率居轮渡公司榜首。")
    desk = Desk((led,), ScriptedModel("苇海轮渡的准点率位居榜首。"))
    assert desk.ask("苇海轮渡的准点率排名第一，对吗？").text.startswith(t("answer.answer.yes", "zh"))
    assert desk.ask("苇海轮渡的准点率排名第三，对吗？").text.startswith(t("answer.answer.corrected", "zh"))


def test_members_that_are_asked_for_are_named() -> None:
    listed = n.report(
        "治理", date(2023, 2, 1),
        "苇海轮渡有限公司（简称苇海轮渡）的安全管理设三级架构，由安全领导小组、安全委员会、安全工作组组成。",
    )  # fmt: skip
    desk = Desk((listed,), ScriptedModel("苇海轮渡的安全管理设三级架构。"))
    answer = desk.ask("苇海轮渡的安全管理架构分成哪几层？")
    assert "安全领导小组、安全委员会、安全工作组" in answer.text
