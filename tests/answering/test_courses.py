"""How something changed: what is asked as a level, what a running count passed, and what is no change at all."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.arithmetic import no_change
from rag.answering.drafting import Drafter
from rag.answering.evidence import rescore
from rag.answering.measures import figures
from rag.answering.reading import Reader
from rag.answering.timelines import _told_like, level_question
from rag.answering.values import extract_values
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report


def _first(*known: str) -> ScriptedModel:
    """A model that takes the first figure of the evidence that it knows."""

    def reply(prompt: str) -> str:
        held = sorted((prompt.index(figure), figure) for figure in known if figure in prompt)
        return f"是{held[0][1]}。" if held else "没有提到。"

    return ScriptedModel(reply)


@pytest.mark.parametrize(
    ("asked", "level"),
    [
        ("苇海研究院的科研团队从2022年9月到最近一次披露，人数从多少涨到了多少？", "苇海研究院的科研团队的人数是多少？"),
        ("苇海研究院的员工人数从2021年到2023年从多少增加到多少？", "苇海研究院的员工人数是多少？"),
        ("岚州房价从2020年到2023年涨了多少？", "岚州房价是多少？"),
        ("岚州水库2025年从3月到10月水位怎么变的？", "岚州水库2025年的水位是多少？"),
        ("岚州房价这三年是涨了还是跌了，每年是多少", "岚州房价是多少？"),
        ("岚州房价2021年到2024年是涨是跌，各是多少", "岚州房价是多少？"),
        ("2023年到2025年，苇海的越冬水鸟数量有怎样的起伏？", "苇海的越冬水鸟数量是多少？"),
        ("岚州大学的在校生规模2020年以来扩大了多少？", "岚州大学的在校生规模是多少？"),
        ("周岚出任市长以来，支持率的走势如何？", "周岚的支持率是多少？"),
        ("2021年到2024年，岚州的接种率逐年是多少？", "岚州的接种率是多少？"),
        ("How has the number of employees of Tarn changed since 2021?", "What is the number of employees of Tarn?"),
        ("How did the population of Brook grow between 2010 and 2020?", "What is the population of Brook?"),
    ],
)
def test_the_span_and_the_words_of_change_are_no_part_of_the_level(asked: str, level: str) -> None:
    assert level_question(Desk(()).question(asked)) == level


TEAM = (
    report("一", date(2022, 9, 16), "苇海研究院已组建了1700人的科研团队，研究领域有三个。"),
    report("二", date(2023, 2, 6), "当时我们没有一分钱收入，苇海研究院的科研团队只有300人。院长蒋舟回忆道。"),
    report("三", date(2024, 5, 1), "苇海研究院坚持自立自强，组建了超2500人的科研团队。"),
)


def test_the_figure_of_a_time_gone_by_is_not_that_of_its_report() -> None:
    answer = Desk(TEAM, _first("1700人", "2500人", "300人")).ask("苇海研究院的科研团队人数这几年怎么变化的？")
    assert [(p.as_of, p.value) for p in answer.timeline] == [("2022-09-16", "1700人"), ("2024-05-01", "超2500人")]


def test_articles_that_only_the_level_finds_are_searched_for() -> None:
    desk = Desk(TEAM, _first("1700人"))
    desk.ask("苇海研究院的科研团队从2022年9月到最近一次披露，人数从多少涨到了多少？")
    assert "苇海研究院的科研团队的人数是多少？" in desk.searched


def test_from_the_founding_until_now_is_a_course() -> None:
    desk = Desk(TEAM, _first("1700人"))
    asked = "苇海研究院的科研团队从刚成立时到现在规模变化有多大？"
    assert level_question(desk.question(asked)) == "苇海研究院的科研团队的规模是多少？"


@pytest.mark.parametrize("said", ["团队从1700人涨到了1700人。", "由5家增至5家", "It grew from 1,700 to 1,700 people."])
def test_a_change_does_not_start_and_end_at_one_value(said: str) -> None:
    assert no_change(said)
    assert not no_change(said.replace("到了1700", "到了1900").replace("至5", "至6").replace("to 1,700", "to 1,900"))


def test_one_figure_told_twice_is_no_change() -> None:
    twice = (
        report("一", date(2022, 9, 16), "苇海研究院的科研团队有1700人。"),
        report("二", date(2023, 9, 16), "苇海研究院的科研团队有1700人，经费不变。"),
    )
    text = Desk(twice, _first("1700人")).ask("苇海研究院的科研团队人数从多少涨到了多少？").text
    assert "−" not in text
    assert "变化" not in text
    assert "涨到" not in text


def test_a_repair_is_not_a_change_to_itself() -> None:
    def reply(prompt: str) -> str:
        return "科研团队从1700人涨到了9999人。" if "院长" in prompt else "科研团队从1700人涨到了1700人。"

    told = (report("一", date(2022, 9, 16), "苇海研究院的科研团队有1700人。院长蒋舟说，还要增加。"),)
    text = Desk(told, ScriptedModel(reply)).ask("苇海研究院的科研团队人数从多少涨到了多少？").text
    assert "涨到了1700" not in text


SHOPS = (
    report("一", date(2022, 1, 15), "灯塔书店2021年底有门店11家，全部在临汐。"),
    report("二", date(2023, 12, 20), "灯塔书店逆势扩张，2023年12月在岚州开出第19家门店。"),
    report("三", date(2025, 9, 2), "截至2025年9月，灯塔书店有门店23家。"),
)


def test_a_running_count_is_shown_between_the_figures_that_it_lies_between() -> None:
    answer = Desk(SHOPS, _first("11家", "23家")).ask("灯塔书店的门店数是怎么变的？")
    assert [p.value for p in answer.timeline] == ["11家", "第19家", "23家"]
    assert "÷ 11家" in answer.text


def test_a_running_count_that_fits_not_is_left_out() -> None:
    wrong = report("二", date(2023, 12, 20), "灯塔书店逆势扩张，2023年12月在岚州开出第49家门店。")
    answer = Desk((SHOPS[0], wrong, SHOPS[2]), _first("11家", "23家")).ask("灯塔书店的门店数是怎么变的？")
    assert [p.value for p in answer.timeline] == ["11家", "23家"]


def test_values_before_the_asked_span_are_left_out() -> None:
    older = report("零", date(2016, 1, 15), "灯塔书店2015年底有门店3家。")
    answer = Desk((older, SHOPS[0], SHOPS[2]), _first("3家", "11家", "23家")).ask(
        "灯塔书店的门店数从2021年起怎么变的？"
    )
    assert [p.value for p in answer.timeline] == ["11家", "23家"]


def test_swiss_francs_are_money() -> None:
    (value,) = extract_values("最高1000亿瑞郎的援助")
    assert (value.kind, value.unit) == ("money", "CHF")
    assert value.same(extract_values("1000亿瑞士法郎")[0])


LENDING = (
    report("一", date(2020, 4, 22), "缙湖市图书馆一年借出图书286万册，书柜要靠抢。", ""),
    report("二", date(2026, 4, 23), "缙湖市图书馆的年报挂在门口。2025年外借总数为298万册，比高峰时略少。", ""),
)


ASKED = "缙湖市图书馆一年借出多少册图书？"


def test_other_words_for_the_same_count_are_no_reason_to_refuse() -> None:
    desk = Desk(LENDING)
    question, told = desk.question(ASKED), [desk.sentence("年报"), desk.sentence("298万册")]
    chosen = figures([desk.sentence("286万册")], desk.names)[0]
    assert _told_like(question, told, chosen, desk.names)

    def refused(likely: float, *, worded: bool) -> bool:
        reader = Reader(Drafter(ScriptedModel("缙湖市图书馆外借298万册。", probes=likely), 60), desk.names, 300)
        return reader.read(question, rescore(question, told), worded=worded).outcome.refused

    tried = [(refused(p / 1000, worded=True), refused(p / 1000, worded=False)) for p in range(850, 970, 2)]
    assert (True, False) in tried
    assert (False, True) not in tried


def test_another_count_or_another_place_is_not_told_like() -> None:
    kinds = report("二", date(2026, 4, 23), "缙湖市图书馆的年报挂在门口。2025年外借总数为298万种。", "")
    place = report("三", date(2026, 4, 24), "青阜市图书馆2025年外借图书173万册。", "")
    desk = Desk((LENDING[0], kinds, place))
    question, chosen = (
        desk.question("岚州图书馆一年借出多少册图书？"),
        figures([desk.sentence("286万册")], desk.names)[0],
    )
    assert not _told_like(question, [desk.sentence("298万种")], chosen, desk.names)
    assert not _told_like(question, [desk.sentence("173万册")], chosen, desk.names)


def test_a_change_in_english_is_told_in_english() -> None:
    staff = (
        report("a", date(2022, 2, 18), "At the end of 2021 Tarn Motors employed 41,200 people.", ""),
        report("b", date(2025, 10, 30), "In October 2025 Tarn Motors employed 42,500 people.", ""),
    )

    def reply(prompt: str) -> str:
        if "What is the number" not in prompt:
            return "It is not mentioned."
        figure = "41,200" if "41,200" in prompt else "42,500"
        return f"Tarn Motors employed {figure} people."

    desk = Desk(staff, ScriptedModel(reply))
    answer = desk.ask("How has the number of people employed by Tarn Motors changed since 2021?")
    assert [p.as_of for p in answer.timeline] == ["2021", "2025-10"]
    assert "42,500 people − 41,200 people = 1,300 people" in answer.text
