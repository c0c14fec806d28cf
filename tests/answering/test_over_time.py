"""One measure in articles that word it differently: read article by article; and a year reckoned from the next one."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.moments import as_of
from rag.answering.spells import less_than_a_year
from rag.answering.timelines import level_question
from rag.answering.values import extract_values
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

MUSEUM = (
    report("一", date(2022, 1, 11), "白鹭陶艺博物馆公布年度总结，2021年共接待观众63.4万人次，只有平常的六成。"),
    report("二", date(2024, 1, 20), "去年走进白鹭陶艺博物馆的人数达到88.7万，停车场一到周末就满。"),
    report(
        "三", date(2026, 1, 13),
        "限流之后，白鹭陶艺博物馆不再拥挤。据统计，2025年全年入馆参观者126.5万人次，停留时间更长了。",
    ),
)  # fmt: skip
TOLD = {"63.4万": "白鹭陶艺博物馆2021年接待观众63.4万人次。", "88.7万": "去年的人数达到88.7万。", "126.5万": "2025年入馆参观者126.5万人次。"}  # fmt: skip  # noqa: E501


def _reply(prompt: str) -> str:
    """The first figure that the evidence holds, as a small model takes what comes first."""
    held = sorted((prompt.index(figure), figure) for figure in TOLD if figure in prompt)
    return TOLD[held[0][1]] if held else "没有提到。"


def test_an_undated_question_gets_the_newest_articles_figure() -> None:
    answer = Desk(MUSEUM, ScriptedModel(_reply)).ask("白鹭陶艺博物馆一年共接待多少参观者？")
    assert answer.text.startswith("2025年入馆参观者126.5万人次")
    assert [point.as_of for point in answer.timeline][-1] == "2025"


def test_a_change_lists_every_articles_value() -> None:
    answer = Desk(MUSEUM, ScriptedModel(_reply)).ask("白鹭陶艺博物馆的参观人数这几年怎么变化的？")
    assert [(p.as_of, p.value) for p in answer.timeline] == [
        ("2021", "63.4万人次"), ("2023", "88.7万"), ("2025", "126.5万人次"),
    ]  # fmt: skip


def test_the_sentence_that_names_the_subject_is_read_along() -> None:
    seen: list[str] = []

    def reply(prompt: str) -> str:
        seen.append(prompt)
        return _reply(prompt)

    Desk(MUSEUM, ScriptedModel(reply)).ask("白鹭陶艺博物馆一年共接待多少参观者？")
    alone = [p for p in seen if "126.5万" in p and "63.4万" not in p]
    assert alone
    assert all("不再拥挤" in p for p in alone)


def test_a_question_of_change_is_asked_as_a_level() -> None:
    desk = Desk(MUSEUM)
    for typed in ("参观人数这几年怎么变化的？", "参观人数从2019年起有什么变化？", "历年参观人数的变化情况如何？"):
        assert level_question(desk.question(f"博物馆的{typed}")) == "博物馆的参观人数是多少？"


YEAR = report(
    "业绩",
    date(2023, 3, 1),
    "苇海轮渡有限公司（简称苇海轮渡）公布业绩。2022年，苇海轮渡的净收入为135.3亿元，同比增长14.48%。",
)


def test_a_year_is_reckoned_from_the_next_ones_stated_growth() -> None:
    answer = Desk((YEAR,), ScriptedModel(lambda _: "没有提到。")).ask("苇海轮渡2021年的净收入是多少？")
    assert not answer.refused
    assert "÷ (1 + 14.48%) ≈ 118.19亿元" in answer.text
    assert "同比增长14.48%" in answer.citations[0].quote


def test_no_year_but_the_one_before_is_reckoned() -> None:
    assert Desk((YEAR,), ScriptedModel(lambda _: "没有提到。")).ask("苇海轮渡2020年的净收入是多少？").refused


def test_a_step_that_cannot_be_reckoned_leaves_no_citation_behind() -> None:
    answer = Desk(MUSEUM, ScriptedModel(_reply)).ask("白鹭陶艺博物馆的观众人次从2021年到2024年涨了多少？")
    assert "−" not in answer.text
    assert all(f"[{c.number}]" in answer.text for c in answer.citations)


FILED = (
    report(
        "专利",
        date(2023, 2, 6),
        "苇海轮渡有限公司（简称苇海轮渡）重视研发。截至2023年1月，苇海轮渡已申请发明专利1059件。"
        "其中，已公开发明专利420件，授权发明专利121件，居同行第一。",
    ),
    report("近况", date(2024, 5, 1), "苇海轮渡累计申请发明专利2000件，比上年增加两成。"),
)


def test_an_article_gives_a_measure_one_value_at_a_time() -> None:
    answer = Desk(FILED).ask("苇海轮渡最新的累计发明专利申请量是多少件？")
    assert [(p.as_of, p.value) for p in answer.timeline] == [("2023-01", "1059件"), ("2024-05-01", "2000件")]


def test_a_year_has_no_result_before_it_is_over() -> None:
    article = report(
        "观察", date(2023, 10, 9), "苇海轮渡有限公司（简称苇海轮渡）仍在第一梯队，净利润超过10亿元。"
    )  # fmt: skip
    desk = Desk((article,), ScriptedModel("苇海轮渡2023年全年的净利润超过10亿元。"))
    answer = desk.ask("苇海轮渡2023年全年的净利润是多少？")
    assert answer.refused
    assert "10亿元" in answer.text  # as the nearest thing that is known


PORT = (
    report("港一", date(2024, 1, 8), "青屿国际机场2023年完成旅客吞吐量902万人次，2022年为486万人次；起降7.4万架次。"),
    report("港二", date(2025, 1, 5), "刚刚过去的2024年，青屿机场旅客吞吐量一共1148万人次，增长明显。"),
    report("港三", date(2025, 3, 1), "青屿机场的货运站今年旅客吞吐量另算，摆渡车上有96万人次。"),
)


def _of_port(prompt: str) -> str:
    held = sorted((prompt.index(f), f) for f in ("902万", "1148万", "96万") if f in prompt)
    return f"青屿机场旅客吞吐量为{held[0][1]}人次。" if held else "没有提到。"


def test_the_year_before_in_the_same_sentence_is_part_of_the_course() -> None:
    answer = Desk(PORT[:2], ScriptedModel(_of_port)).ask("青屿机场的旅客吞吐量这几年怎么变化？")
    assert [p.value for p in answer.timeline] == ["486万人次", "902万人次", "1148万人次"]


def of_levels() -> ScriptedModel:
    """Finds an answer only where no year is asked for, as a small model does that meets another year first."""
    return ScriptedModel(_of_port, probes=lambda prompt: 0.3 if "2022年" in prompt.rpartition("问题：")[2] else 0.99)


def test_the_year_before_in_the_same_sentence_answers_a_question_about_it() -> None:
    answer = Desk(PORT[:2], of_levels()).ask("2022年青屿机场的旅客吞吐量是多少？")
    assert not answer.refused
    assert "486万人次" in answer.text
    assert Desk(PORT[:2], of_levels()).ask("2021年青屿机场的旅客吞吐量是多少？").refused


def test_a_newer_figure_of_a_small_part_is_not_the_newest() -> None:
    answer = Desk(PORT, ScriptedModel(_of_port)).ask("青屿机场的旅客吞吐量是多少？")
    assert "96万人次" not in answer.text
    assert "1148万人次" in answer.text


def test_one_organisations_figure_is_not_in_the_course_of_all() -> None:
    told = (
        report("一", date(2022, 9, 16), "轮渡行业有30家持牌轮渡公司，竞争激烈。"),
        report("二", date(2023, 10, 9), "截至2023年9月，持牌轮渡公司的数量为31家。"),
        report("三", date(2024, 3, 1), "苇海轮渡股份有限公司（简称苇海轮渡）赋能机构数量超过100家，都是持牌轮渡公司。"),
    )
    said = {
        "30家": "持牌轮渡公司有30家。",
        "31家": "持牌轮渡公司的数量是31家。",
        "100家": "苇海轮渡赋能机构数量超过100家。",
    }

    def reply(prompt: str) -> str:
        held = sorted((prompt.index(f), f) for f in said if f in prompt)
        return said[held[0][1]] if held else "没有提到。"

    answer = Desk(told, ScriptedModel(reply)).ask("持牌轮渡公司的数量这几年怎么变化？")
    assert [p.value for p in answer.timeline] == ["30家", "31家"]


def test_a_part_has_no_other_times_among_wholes() -> None:
    part = report("甲", date(2024, 5, 1), "苇海轮渡有限公司（简称苇海轮渡）累计申请专利2000件，其中境外专利75件。")
    whole = report("乙", date(2021, 9, 29), "苇海轮渡重视境外市场，已申请专利330件。")
    desk = Desk((part, whole), ScriptedModel(lambda p: "苇海轮渡的境外专利有75件。" if "75" in p else "没有提到。"))
    answer = desk.ask("苇海轮渡的境外专利有几件？")
    assert "75件" in answer.text
    assert "330" not in answer.text


def test_a_figure_counted_alike_stands_in_where_the_model_reads_none() -> None:
    told = (
        report("一", date(2024, 1, 9), "岚港机场2023年完成旅客吞吐量1027万人次。"),
        report("二", date(2025, 1, 8), "岚港机场2024年的客流出炉，累计运送旅客1142万人次，较上年增加115万。"),
        report("三", date(2025, 7, 11), "岚港机场2025年上半年完成旅客吞吐量604万人次。"),
    )

    def reply(prompt: str) -> str:
        if "1027" in prompt:
            return "岚港机场2023年旅客吞吐量1027万人次。"
        return "旅客吞吐量为1257万人次。" if "1142" in prompt else "没有提到。"

    answer = Desk(told, ScriptedModel(reply)).ask("岚港机场一年的旅客吞吐量是多少？")
    assert "1142万人次" in answer.text
    assert "1257" not in answer.text
    assert "604" not in answer.text


def test_a_course_keeps_to_the_years_that_are_asked() -> None:
    answer = Desk(MUSEUM, ScriptedModel(_reply)).ask("白鹭陶艺博物馆2021年到2023年的参观人数是怎么变化的？")
    assert [p.as_of for p in answer.timeline] == ["2021", "2023"]


def test_a_question_of_change_says_no_word_twice() -> None:
    asked = Desk(MUSEUM).question("白鹭陶艺博物馆2021年到2023年每年的参观人数是怎么变化的？")
    assert level_question(asked) == "白鹭陶艺博物馆的参观人数是多少？"


def test_a_whole_year_is_not_its_last_month() -> None:
    text = "岚野汽车2022年12月交付1.38万辆，全年一共交付11.7万辆。"
    assert as_of(text, text.index("1.38"), None).iso == "2022-12"
    assert as_of(text, text.index("11.7"), None).iso == "2022"


def test_how_many_ten_thousand_asks_for_a_number() -> None:
    assert Desk(MUSEUM).question("岚野2023年全年交付了几万辆").quantity


def test_a_sure_value_is_not_lost_to_an_unsure_one_of_the_same_year() -> None:
    other = report("四", date(2026, 1, 20), "白鹭陶艺博物馆旁边的城市规划馆2025年参观者有54.8万人次。")

    def reply(prompt: str) -> str:
        return "没有提到。" if "54.8万" in prompt and "126.5万" not in prompt else _reply(prompt)

    answer = Desk((*MUSEUM, other), ScriptedModel(reply)).ask("白鹭陶艺博物馆的参观人数这几年怎么变化的？")
    assert [(p.as_of, p.value) for p in answer.timeline][-1] == ("2025", "126.5万人次")


@pytest.mark.parametrize(
    ("text", "less"),
    [
        ("国庆8天假期接待观众12.4万人次。", True),
        ("今年1至6月接待观众12.4万人次。", True),
        ("今年前三季度接待观众12.4万人次。", True),
        ("去年接待观众12.4万人次。", False),
        ("去年全年接待观众12.4万人次。", False),
    ],
)
def test_what_is_less_than_a_year(text: str, less: bool) -> None:
    value = next(v for v in extract_values(text) if v.unit == "人次")
    assert less_than_a_year(text, value) is less


def test_a_refusal_names_the_year_that_is_known_and_offers_its_question() -> None:
    others = report("动态", date(2024, 5, 6), "2024年，苇海轮渡的员工有310人，渡轮有28艘。")
    desk = Desk((YEAR, others), ScriptedModel(lambda _: "没有提到。"))
    answer = desk.ask("苇海轮渡2024年的净收入是多少？")
    assert answer.refused
    assert "只有2022年" in answer.text
    assert "135.3亿元" in answer.citations[0].quote
    assert answer.suggestion == "苇海轮渡2022年的净收入是多少？"


def test_a_span_whose_first_year_is_bare_is_no_part_of_the_level() -> None:
    asked = Desk(MUSEUM).question("白鹭陶艺博物馆2021到2024年的参观人数怎么变化的？")
    assert level_question(asked) == "白鹭陶艺博物馆的参观人数是多少？"


def test_a_value_that_another_is_set_against_joins_the_course() -> None:
    told = (
        report("旧", date(2022, 1, 6), "苇海码头2021年完成旅客吞吐量683万人次。"),
        report("新", date(2024, 1, 9), "苇海码头2023年旅客吞吐量1027万人次，比2022年的591万多出七成。"),
    )
    reply = ScriptedModel(lambda prompt: "旅客吞吐量1027万人次。" if "1027万" in prompt else "旅客吞吐量683万人次。")
    answer = Desk(told, reply).ask("苇海码头的旅客吞吐量这几年怎么变化的？")
    assert [(p.as_of, p.value) for p in answer.timeline] == [
        ("2021", "683万人次"), ("2022", "591万"), ("2023", "1027万人次"),
    ]  # fmt: skip


def test_a_companys_figure_has_its_date_even_if_no_other_is_known() -> None:
    told = report("用户", date(2023, 11, 4), "苇海金融有限公司（简称苇海金融）累计注册用户达1.8亿。")
    answer = Desk((told,), ScriptedModel("苇海金融的注册用户有1.8亿。")).ask("苇海金融有多少注册用户？")
    assert answer.text.startswith("据2023年11月4日的报道")


@pytest.mark.parametrize(("year", "refused"), [(2020, False), (2021, True)])
def test_the_year_beside_a_figure_is_its_own_not_one_named_before(year: int, refused: bool) -> None:
    told = report("业界", date(2021, 9, 29), "2021年海运大会上发布的蓝皮书指出，2020年鸢湖海运规模达到39.2亿元。")
    desk = Desk((told,), ScriptedModel(f"{year}年鸢湖海运规模达到39.2亿元。"))
    assert desk.ask(f"{year}年鸢湖海运规模是多少亿元？").refused is refused
