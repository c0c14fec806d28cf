"""Near misses and right answers of ordinary news, found on questions that nobody here had written."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.confidence import threshold
from rag.answering.counts import of_another_measure
from rag.answering.documents import times_named
from rag.answering.evidence import is_credit
from rag.answering.listed import bound_of_all
from rag.answering.moments import as_of
from rag.answering.names import NameBook, unlisted
from rag.answering.periods import full_years
from rag.answering.question import analyse
from rag.answering.scope import counts_another, elsewhere
from rag.answering.values import extract_values
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

NOBODY = NameBook(())


@pytest.mark.parametrize("text", ["归属于母公司股东的净利润8亿元", "归属于上市公司股东的净利润", "由全资子公司运营"])
def test_a_company_by_what_it_is_to_another_is_no_name(text: str) -> None:
    assert unlisted(text) == []


def test_the_parent_companys_profit_is_the_companys() -> None:
    told = report(
        "年报", date(2023, 3, 28),
        "苇海银行股份有限公司（简称苇海银行）披露2022年年报。报告期内，该行营业收入241亿元；归属于母公司股东的净利润86.4亿元。",
    )  # fmt: skip
    answer = Desk((told,), ScriptedModel("苇海银行2022年净利润是86.4亿元。")).ask("苇海银行2022年净利润是多少？")
    assert not answer.refused
    assert "86.4亿元" in answer.text


def test_the_year_before_an_event_is_written_out() -> None:
    today = date(2026, 11, 30)
    assert full_years("24考研全国报名人数多少万", today) == "2024年考研全国报名人数多少万"
    assert full_years("25春晚谁主持", today) == "2025年春晚谁主持"
    assert full_years("第24考场有多少人", today) == "第24考场有多少人"
    assert full_years("99高考", today) == "99高考"


def test_a_figure_is_not_given_another_year_than_the_evidence_gives_it() -> None:
    told = report("报名", date(2025, 1, 3), "2025年岚州统考报名人数388万，较上年再度下降。")
    answer = Desk((told,), ScriptedModel("2023年岚州统考报名人数388万。")).ask("岚州统考报名人数多少万？")
    assert "2023年" not in answer.text
    older = report("往年", date(2023, 1, 4), "2023年岚州统考于1月举行。")
    both = Desk((told, older), ScriptedModel("2023年岚州统考报名人数388万。")).ask("岚州统考报名人数多少万？")
    assert "2023年岚州统考报名人数388万" not in both.text
    right = Desk((told,), ScriptedModel("2025年岚州统考报名人数388万。")).ask("岚州统考报名人数多少万？")
    assert "2025年岚州统考报名人数388万" in right.text


@pytest.mark.parametrize(
    ("asked", "text", "beside"),
    [
        ("安置项目烧掉了多少钱？", "政府首期投入1.2亿元。", True),
        ("安置项目首期投入了多少钱？", "政府首期投入1.2亿元。", False),
        ("安置项目烧掉了多少钱？", "政府投入1.2亿元。", False),
    ],
)
def test_the_first_part_is_not_the_whole(asked: str, text: str, beside: bool) -> None:
    assert elsewhere(analyse(asked, NOBODY), text, extract_values(text)[0]) is beside


@pytest.mark.parametrize(
    ("asked", "text", "other"),
    [
        ("新馆建筑面积多大？", "新馆建筑面积约14亿元。", True),
        ("新馆建筑面积多大？", "新馆建筑面积5.4万平方米，投资14亿元。", False),
        ("新馆来了多少人？", "新馆收入300万元。", True),
        ("新馆投资多少元？", "新馆投资14亿元。", False),
    ],
)
def test_money_measures_no_size(asked: str, text: str, other: bool) -> None:
    assert of_another_measure(analyse(asked, NOBODY), text) is other


def test_nothing_is_quoted_for_what_the_model_made_up() -> None:
    told = report("颁奖礼", date(2024, 12, 10), "2024年沧澜文学奖颁奖礼在市政厅举行，国王卡尔·古斯塔夫向得主颁发证书。")
    asked = "2024年沧澜文学奖得主是谁？"
    unsure = Desk((told,), ScriptedModel("2024年沧澜文学奖得主是孟德斯。", probes=0.985)).ask(asked)
    sure = Desk((told,), ScriptedModel("2024年沧澜文学奖得主是孟德斯。", probes=0.9999)).ask(asked)
    assert threshold(bound=False) < (unsure.answerable or 0) < 0.5 < (sure.answerable or 0)
    assert unsure.refused
    assert not sure.refused
    assert "卡尔·古斯塔夫" in sure.text


def test_another_law_is_not_the_law() -> None:
    general = report(
        "表决", date(2017, 3, 15), "民法总则今天由议会表决通过，自2017年10月1日起施行，下一步将编纂各分编。"
    )
    code = report("生效", date(2020, 5, 28), "新修订的民法典将自2021年1月1日起施行。")
    cases = report("案例", date(2022, 3, 9), "多地法院发布适用民法典的典型案例，涉及高空抛物、居住权设立。")
    asked = "民法典是从哪天开始施行的？"

    def reply(read: str) -> str:
        day = "2021年1月1日" if "2021" in read else "2017年10月1日" if "2017" in read else ""
        return f"民法典自{day}起施行。" if day else "没有提到。"

    assert Desk((general, cases), ScriptedModel(reply)).ask(asked).refused
    assert "2021年1月1日" in Desk((general, code, cases), ScriptedModel(reply)).ask(asked).text


def test_what_holds_from_a_day_on_is_of_that_year() -> None:
    told = report("决定", date(2024, 11, 12), "岚州公布决定，全年放假的总天数由此增至13天，自2025年1月1日起施行。")
    answer = Desk((told,), ScriptedModel("从2025年起，岚州一年总共放假13天。")).ask("从2025年起岚州一年总共放假几天？")
    assert "13天" in answer.text
    assert not answer.refused
    assert Desk((told,), ScriptedModel("2023年岚州放假13天。")).ask("2023年岚州一年总共放假几天？").refused


def test_a_count_that_the_question_says_needs_no_evidence() -> None:
    told = report("亮相", date(2024, 1, 11), "岚州亚冬会吉祥物“滨滨”“妮妮”以2023年出生的两只虎幼崽为原型。")
    model = ScriptedModel("岚州亚冬会的两个吉祥物是“滨滨”和“妮妮”。")
    answer = Desk((told,), model).ask("岚州亚冬会的两个吉祥物都叫什么？")
    assert "“滨滨”和“妮妮”" in answer.text


def test_a_work_that_is_named_is_no_other_though_its_region_is_not() -> None:
    told = report("开工", date(2022, 8, 28), "霁川运河开工动员大会在桂林灵山举行。它经桐江入海，全长134.2公里。")
    answer = Desk((told,), ScriptedModel("广西霁川运河全长134.2公里。")).ask("广西霁川运河全长有多少公里？")
    assert "134.2公里" in answer.text
    assert not answer.refused


def test_the_day_stands_in_the_sentence_though_the_model_gives_the_reports() -> None:
    told = report("事故", date(2022, 10, 30), "岚州梨湾区10月29日深夜发生大规模踩踏，起因是十多万人涌入狭窄巷子。")
    model = ScriptedModel("岚州梨湾踩踏发生在2022年10月30日。", probes=0.985)
    answer = Desk((told,), model).ask("岚州梨湾踩踏事故发生在哪一天？")
    assert (answer.answerable or 1) < 0.5
    assert "10月29日" in answer.text
    assert not answer.refused


@pytest.mark.parametrize(
    ("text", "before", "published", "iso"),
    [
        ("老铺公布上市后首份年报：收入85.06亿元。", "", date(2025, 3, 31), "2024"),
        ("营收85.06亿元，同比增长两成。", "老铺28日公布年报。", date(2025, 3, 31), "2024"),
        ("门店共36家。", "老铺28日公布年报。", date(2025, 3, 31), "2025-03-31"),
        ("老铺公布年报：收入85.06亿元。", "", date(2025, 9, 1), "2025-09-01"),
        ("影片今日下线，累计收入45.44亿元，暂居全年冠军。", "", date(2023, 3, 18), "2023-03-18"),
        ("全年收入45.44亿元。", "", date(2023, 3, 18), "2022"),
    ],
)
def test_an_annual_report_is_of_the_year_before(text: str, before: str, published: date, iso: str) -> None:
    assert as_of(text, text.index("亿") if "亿" in text else 3, published, before).iso == iso


def test_the_model_reads_of_which_year_a_report_is() -> None:
    assert times_named("公布首份年报：收入85亿元", date(2025, 3, 31)) == "公布首份年报（2024年）：收入85亿元"
    assert times_named("公布2023年年报，此前的半年报", date(2025, 3, 31)) == "公布2023年年报，此前的半年报"


def test_a_day_that_names_an_event_is_no_figure() -> None:
    assert [v.text for v in extract_values("岚州“7·20”那场暴雨下了201.9毫米")] == ["201.9毫米"]


@pytest.mark.parametrize(
    ("asked", "text", "value", "beside"),
    [
        ("岚京奥运会中国队拿了几枚金牌", "圣火在东京新国立竞技场熄灭，中国代表团以38金收官。", 1, False),
        ("流浪岚州2最终票房多少亿？", "上映三个月后，《流浪岚州2》结束公映，定格在40.29亿元。", 2, False),
        ("《岚州》在2023年沧澜奖上拿了几项奖", "提名名单公布，《岚州》以11项提名领跑。", 1, True),
        ("《岚州》在2023年沧澜奖上获几项提名", "提名名单公布，《岚州》以11项提名领跑。", 1, False),
        ("2024年的岚洲杯决赛比分是多少？", "岚洲杯三四名决赛在江城举行，东队2比2逼平西队。", 1, True),
        ("2024年的岚洲杯决赛比分是多少？", "岚洲杯决赛在江城举行，东队2比2逼平西队。", 1, False),
        ("流浪岚州2最终票房多少亿？", "上映三天后，《流浪岚州2》拿到10.29亿元。", 2, True),
    ],
)
def test_what_is_said_of_the_same(asked: str, text: str, value: int, beside: bool) -> None:
    values = [v for v in extract_values(text) if v.unit not in ("天",)]
    assert elsewhere(analyse(asked, NOBODY), text, values[min(value, len(values)) - 1]) is beside


def test_whoever_left_is_not_who_came() -> None:
    told = report("宣誓", date(2025, 3, 15), "曾执掌央行的王建军14日宣誓，成为第24任政府首脑。李卫东任职近十年后卸任。")

    def reply(read: str) -> str:
        return "岚国新总理是李卫东。" if "李卫东" in read else "岚国新总理是王建军。"

    answer = Desk((told,), ScriptedModel(reply, probes=0.9999)).ask("岚国新上任的总理是谁？")
    assert "王建军" in answer.text
    assert not answer.refused
    assert "李卫东" not in answer.text


def test_another_bank_closed_on_another_day_contradicts_nothing() -> None:
    ours = report(
        "关闭", date(2023, 3, 11), "美国加州金融部当地时间3月10日宣布关闭硅谷银行，存款保险公司被指定为接管人。"
    )
    theirs = report("接管", date(2023, 5, 1), "美国加州监管部门5月1日清晨接管第一共和银行，另一家银行接手其存款。")
    model = ScriptedModel("硅谷银行是2023年3月10日被监管关掉的。", probes=0.9999)
    answer = Desk((ours, theirs), model).ask("硅谷银行是2023年哪天被监管关掉的？")
    assert "3月10日" in answer.text
    assert "5月1日" not in answer.text


def test_what_is_counted_in_firms_counts_no_apps() -> None:
    firms, apps, items = (extract_values(text)[0] for text in ("27家", "27款", "27个"))
    assert not firms.same(apps)
    assert firms.same(items)
    assert apps.same(items)


def test_a_rural_bank_is_an_organisation() -> None:
    assert "岚州农商行" in unlisted("岚州农商行累计申请了几件发明专利？")


def test_a_bound_of_all_is_no_figure_of_one() -> None:
    text = "这三家公司的专利申请量均超过100件，其中甲岚以496件位居第一。"
    assert [v.text for v in extract_values(text) if bound_of_all(text, v)] == ["100件"]


@pytest.mark.parametrize(
    ("said", "told", "another"),
    [
        ("岚州农商行申请了2件发明专利。", "今年岚州共有两个项目上榜。", True),
        ("岚州农商行申请了2件发明专利。", "今年岚州农商行又有两项发明专利。", False),
        ("岚州有3家门店。", "岚州门店增至3个。", False),
        ("岚州模型有100P参数。", "积累了100P数据。", True),
    ],
)
def test_two_projects_are_no_two_patents(said: str, told: str, another: bool) -> None:
    mine, theirs = extract_values(said)[0], extract_values(told)[0]
    assert counts_another(said, mine, told, theirs) is another


def test_who_edited_a_report_has_won_nothing() -> None:
    told = report("前瞻", date(2023, 8, 16), "岚州杯四强产生，金球奖的热门人选不少。编辑：阿丰")
    model = ScriptedModel(lambda read: "金球奖给了阿丰。" if "阿丰" in read else "没有提到。", probes=0.9999)
    assert "阿丰" not in Desk((told,), model).ask("岚州杯金球奖给了谁？").text


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("（特派记者 丁磊）", True),
        ("责任编辑：小满", True),
        ("来源：球事周刊微信公号", True),
        ("记者 栾一舟 实习生 海棠", True),
        ("记者了解到三人受伤。", False),
        ("（记者当天看到，门口排着长队）", False),
        ("来源：岚州市公布了新的规划，总投资3亿元。", False),
    ],
)
def test_a_credit_is_told_by_its_form(line: str, credit: bool) -> None:
    assert is_credit(line) is credit


def test_a_province_is_not_the_country() -> None:
    asked = analyse("2023年年末全国总人口是多少", NOBODY)
    text = "岚东省统计局公布，2023年末常住人口12706万人。"
    assert elsewhere(asked, text, extract_values(text)[0])


def test_what_was_only_nominated_gives_way_to_what_won() -> None:
    named = report("提名", date(2024, 1, 23), "第16届沧澜奖提名公布，十部电影竞逐最佳影片，《冷泉旧事》11项领跑。")
    given = report("揭晓", date(2024, 3, 11), "第16届沧澜奖揭晓，林岸执导的《石桥》拿下7项，包括最佳影片和最佳导演。")
    desk = Desk(
        (named, given), ScriptedModel(lambda p: "《冷泉旧事》" if "冷泉" in p else "第16届沧澜奖最佳影片是《石桥》。")
    )
    answer = desk.ask("第16届沧澜奖最佳影片是什么")
    assert "《石桥》" in answer.text
    assert "《冷泉旧事》" not in answer.text


def test_the_referee_of_another_round_gives_way_to_the_finals() -> None:
    quarter = report("八强", date(2022, 12, 10), "1/4决赛岚队点球5比3取胜。本场主裁是英格兰人奥利弗。")
    final = report("名单", date(2022, 12, 16), "足联宣布决赛执法名单，41岁的马齐尼亚克将吹哨鸢湖杯岚队与榆队之战。")
    desk = Desk((quarter, final), ScriptedModel(lambda p: "英格兰人奥利弗。" if "奥利弗" in p else "马齐尼亚克"))
    answer = desk.ask("鸢湖杯决赛的主裁判是哪位？")
    assert answer.text.startswith("马齐尼亚克")
    assert "奥利弗" not in answer.text


@pytest.mark.parametrize(("said", "refused"), [("岚湖科技和苇海数科。", True), ("鹤岭科技和榆城数科。", False)])
def test_what_the_question_leaves_out_is_no_answer(said: str, refused: bool) -> None:
    told = report("试点", date(2023, 8, 2), "首批试点有四家：岚湖科技、苇海数科、鹤岭科技和榆城数科。")
    answer = Desk((told,), ScriptedModel(said)).ask("首批试点的四家里，除了岚湖和苇海，另外两家是谁？")
    assert answer.refused is refused
