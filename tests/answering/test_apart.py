"""A part of a question that is not found among all is sought where its own words, or its own year, are told."""

from __future__ import annotations

from datetime import date

from rag.answering.apart import own_words
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report


def _asked(prompt: str) -> str:
    return prompt.rpartition("问题：")[2]


PLEDGES = (
    report("一", date(2024, 11, 10), "最后一场市长辩论中，邵启川把住房放在首位。他承诺四年内新建6万套公共住房。"),
    report("二", date(2024, 11, 10), "谈文绮在市长辩论里说，她会在任内兴建45000套公共住房。"),
)


def test_what_sets_the_parts_apart_is_known() -> None:
    first, second = "邵启川在辩论中承诺了多少套？", "谈文绮在辩论中承诺了多少套？"
    assert own_words([first, second]) == {first: "邵启川", second: "谈文绮"}
    men, women = "2023年公开赛男单冠军是谁", "2023年公开赛女单冠军是谁"
    assert own_words([men, women]) == {men: "男单", women: "女单"}
    assert own_words(["2022年的票房是多少？", "2023年的票房是多少？"]) == {}


def test_a_part_is_read_in_the_article_that_names_it() -> None:
    def reply(prompt: str) -> str:
        """What is told at length is taken for the other's, unless only the other is told of."""
        if "谈文绮" in _asked(prompt):
            return "谈文绮承诺新建45000套公共住房。" if "6万套" not in prompt else "谈文绮承诺新建6万套公共住房。"
        return "邵启川承诺新建6万套公共住房。"

    text = Desk(PLEDGES, ScriptedModel(reply)).ask("邵启川和谈文绮在市长辩论中分别承诺新建多少套公共住房？").text
    assert "邵启川承诺新建6万套" in text
    assert "谈文绮承诺新建45000套" in text


LOANS = (
    report("一", date(2024, 4, 23), "记者从缙湖图书馆获悉，去年全年外借图书321万册，超过以前。"),
    report("二", date(2026, 4, 23), "缙湖图书馆的年报说，2025年外借图书298万册。"),
)


def test_a_year_that_an_article_calls_last_year_is_found() -> None:
    def reply(prompt: str) -> str:
        if "2023年" in _asked(prompt):
            return "没有提到。"
        return "外借图书298万册。" if "298万" in prompt else "外借图书321万册。"

    text = Desk(LOANS, ScriptedModel(reply)).ask("缙湖图书馆2023年和2025年的外借量相比变化大吗，各是多少册？").text
    assert "2023年，外借图书321万册" in text
    assert "298万册" in text


def test_a_year_of_which_nothing_is_told_stays_unknown() -> None:
    def reply(prompt: str) -> str:
        if "2021年" in _asked(prompt):
            return "没有提到。"
        return "外借图书298万册。" if "298万" in prompt else "外借图书321万册。"

    text = Desk(LOANS, ScriptedModel(reply)).ask("缙湖图书馆2021年和2025年的外借量相比变化大吗，各是多少册？").text
    assert "321万" not in text
    assert "关于2021年" in text


def test_a_month_of_last_year_is_not_the_year() -> None:
    month = report("一", date(2024, 4, 23), "记者从缙湖图书馆获悉，去年7月外借图书321万册，超过以前。")

    def reply(prompt: str) -> str:
        if "2023年" in _asked(prompt):
            return "没有提到。"
        return "外借图书298万册。" if "298万" in prompt else "外借图书321万册。"

    text = (
        Desk((month, LOANS[1]), ScriptedModel(reply))
        .ask("缙湖图书馆2023年和2025年的外借量相比变化大吗，各是多少册？")
        .text
    )
    assert "321万" not in text


def test_a_level_of_one_year_alone_does_not_answer_for_growth() -> None:
    told = report("一", date(2024, 1, 17), "去年岚州的生产总值是126亿元，比预期好。")
    model = ScriptedModel(lambda p: "没有提到。" if "2023年" in _asked(p) else "生产总值是126亿元。")
    assert Desk((told,), model).ask("2023年岚州生产总值比2022年增长多少？").refused
