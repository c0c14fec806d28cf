"""Claims that code decides: thresholds, directions, ranks, and whose something is; and where it leaves them open."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.claims import named, open_question, statement
from rag.answering.decided import decided, others, owned
from rag.answering.names import NameBook
from rag.answering.premises import embedded, premise
from rag.answering.prizes import awarded
from rag.answering.question import analyse
from rag.messages import t
from rag.types import Article, Turn
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

from rag.answering.followup import stand_alone  # isort: skip


def _article(name: str, title: str, published: date, text: str) -> Article:
    return Article(text=text, title=title, publisher="晨报", published=published, source=f"{name}.md", id=name)


FERRIES = (
    _article(
        "ferries-2023", "两家轮渡公司公布2023年业绩", date(2024, 3, 8),
        "苇海轮渡有限公司（简称苇海轮渡）昨日公布业绩。2023年，苇海轮渡的客运量为310万人次，比上年下降6.2%；净利润0.84亿元，同比增长3.1%。"
        "截至2023年末，苇海轮渡有渡船42艘，其中电动渡船9艘。苇海轮渡今年计划新增渡船12艘。"
        "同日，岬湾航运股份有限公司（简称岬湾航运）也公布了业绩：2023年，岬湾航运有渡船65艘，净利润下滑2.4%。",
    ),
    _article(
        "lighthouse", "岬湾航运的“灯塔课堂”走进渔村", date(2024, 6, 1),
        "“灯塔课堂”是岬湾航运2017年5月发起的渔村教育项目，到去年末有3400名孩子参加。苇海轮渡为渔村送去了两艘救生艇。",
    ),
    _article(
        "survey", "渡运服务评分公布", date(2024, 9, 2),
        "市交通局公布2023年度渡运服务评分：岬湾航运91.2分，排第一；苇海轮渡88.5分，排第二；晴川客运80.1分，排第三。"
        "苇海轮渡没有自己的售票网站，乘客在码头买票。",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(FERRIES)


def _decide(desk: Desk, claim: str) -> bool | None:
    question = desk.question(statement(claim))
    found = decided(question, desk.candidates(question), desk.names)
    return found.agrees if found else None


@pytest.mark.parametrize(
    ("claim", "agrees"),
    [
        ("苇海轮渡2023年底的渡船超过40艘吗？", True),
        ("苇海轮渡2023年底的渡船到50艘了吗？", False),
        ("苇海轮渡2023年底的渡船不到50艘吗？", True),
        ("岬湾航运2023年的渡船有60艘以上吗？", True),
        ("苇海轮渡2023年客运量增长了吗？", False),
        ("苇海轮渡2023年客运量比上一年低吗？", True),
        ("苇海轮渡2023年的净利润下降了，对吧？", False),
        ("苇海轮渡2023年客运量下降了6.2%，对吗？", True),
        ("岬湾航运2023年净利润下降了吗？", True),
        ("2023年度渡运服务评分苇海轮渡排第一，对吗？", False),
        ("2023年度渡运服务评分岬湾航运排第一，对吗？", True),
    ],
)
def test_the_evidence_decides(desk: Desk, claim: str, agrees: bool) -> None:
    assert _decide(desk, claim) is agrees


@pytest.mark.parametrize(
    "claim",
    [
        "苇海轮渡2021年底的渡船超过40艘吗？",  # of that time nothing is said
        "苇海轮渡2023年底的员工超过40人吗？",
        "苇海轮渡2023年的营业收入下降了吗？",
        "苇海轮渡2023年一季度客运量增长了吗？",  # said of the year
        "苇海轮渡2023年客运量下降了9.9%，对吗？",  # the figure is for the model's reading
        "晴川客运2023年客运量增长了吗？",
        "2022年度渡运服务评分苇海轮渡排第一，对吗？",
    ],
)
def test_what_is_not_said_is_left_open(desk: Desk, claim: str) -> None:
    assert _decide(desk, claim) is None


@pytest.mark.parametrize(
    ("claim", "agrees"),
    [
        ("岬湾航运租给旅行社的20艘游船要押金吗？", False),
        ("岬湾航运租游船不用交押金，对吗？", True),
        ("苇海轮渡出租的救生艇需要担保吗？", True),
        ("苇海轮渡租救生艇需要押金吗？", None),
    ],
)
def test_what_is_needed(claim: str, agrees: bool | None) -> None:
    hire = _article(
        "hire", "租船办法", date(2024, 9, 3),
        "岬湾航运向旅行社租出20艘游船，且不需交任何押金。苇海轮渡出租救生艇，租船人须提供担保。",
    )  # fmt: skip
    assert _decide(Desk((*FERRIES, hire)), claim) is agrees


def test_a_direction_taken_for_granted_is_put_right_first() -> None:
    model = ScriptedModel("客运量下降，是因为跨海大桥通车。")
    answer = Desk(FERRIES, model).ask("苇海轮渡2023年客运量为什么增长了6.2%？")
    assert answer.text.startswith(t("answer.answer.corrected", "zh"))
    assert "下降6.2%" in answer.text
    right = Desk(FERRIES, model).ask("苇海轮渡2023年客运量为什么下降了6.2%？")
    assert t("answer.answer.corrected", "zh") not in right.text


def test_what_is_anothers_is_said_to_be(desk: Desk) -> None:
    question = desk.question("苇海轮渡的灯塔课堂是哪年发起的？")
    found = owned(question.plain, desk.names)
    assert found == ("灯塔课堂", "灯塔课堂是哪年发起的?")
    saying = others("灯塔课堂", question, desk.candidates(question), desk.names)
    assert saying is not None
    assert saying.text.startswith("“灯塔课堂”是岬湾航运")
    answer = Desk(FERRIES, ScriptedModel("“灯塔课堂”是2017年5月发起的。")).ask(question.text)
    assert answer.text.startswith("不对")
    assert "岬湾航运" in answer.text


def test_what_is_its_own_or_no_name_is_left_alone(desk: Desk) -> None:
    own = desk.question("岬湾航运的灯塔课堂是哪年发起的？")
    assert others("灯塔课堂", own, desk.candidates(own), desk.names) is None
    common = desk.question("苇海轮渡的服务是什么样的？")
    assert others("服务", common, desk.candidates(common), desk.names) is None


def test_a_denial_is_quoted_where_the_model_finds_no_answer() -> None:
    desk = Desk(FERRIES, ScriptedModel("苇海轮渡没有网站。", probes=0.02))
    answer = desk.ask("苇海轮渡有自己的网站吗？")
    assert not answer.refused
    assert "没有自己的售票网站" in answer.text
    assert not answer.text.startswith(t("answer.answer.yes", "zh"))


def test_a_denied_need_is_quoted_where_the_model_finds_no_answer() -> None:
    loan = report(
        "贷款", date(2023, 3, 1), "临水银行给养鸡户一笔一年期的贷款，不需提供任何抵押物，由保险公司承保。"
    )  # fmt: skip
    desk = Desk((loan,), ScriptedModel("不需要抵押。", probes=0.02))
    answer = desk.ask("临水银行给养鸡户的贷款要不要抵押？")
    assert answer.text.startswith("不需要。")
    assert "不需提供任何抵押物" in answer.text


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("甲国2021年的出口额为什么下降了？", "甲国2021年的出口额下降了"),
        ("台风为什么在夏天多？", ""),
        ("甲国的出口额为什么先增长后下降？", ""),
        ("为什么要减少用水，怎么做？", ""),
    ],
)
def test_a_reason_asked_for_assumes_what_it_explains(question: str, claim: str) -> None:
    assert embedded(question) == claim


def test_a_plain_question_assumes_nothing(desk: Desk) -> None:
    assert premise("苇海轮渡有多少艘渡船？", desk.names) is None
    assert premise("渡运服务评分第一的是谁？", desk.names) is None


@pytest.mark.parametrize(("asked", "then"), [("到2023年11月底甲队进了多少球？", "2022年底呢？"), ("2023年末甲队进了多少球？", "2022年底呢？")])  # fmt: skip  # noqa: E501
def test_an_end_of_the_year_is_said_once(desk: Desk, asked: str, then: str) -> None:
    made = stand_alone(then, [Turn("user", asked)], desk.names)
    assert "2022年底甲队" in made
    assert "2023" not in made


def test_a_prize_is_read_off_the_clause_that_names_its_winner() -> None:
    text = "甲公司凭借“星图平台”斩获二等奖；乙银行则凭借“云账系统”获得三等奖。"
    article = Article(text=text, title="评奖结果", published="2025-05-01", source="prize.md", id="prize")
    desk = Desk((article,))
    for name, claimed, agrees in (
        ("星图平台", "一等奖", False),
        ("星图平台", "二等奖", True),
        ("云账系统", "三等奖", True),
    ):
        said = f"“{name}”拿到{claimed}"
        found = awarded(desk.question(said), desk.candidates(said), desk.names)
        assert found is not None
        assert found.agrees is agrees
    said = "“海图平台”拿到一等奖"
    assert awarded(desk.question(said), desk.candidates(said), desk.names) is None


def test_yes_is_not_said_before_a_denial() -> None:
    licence = _article("licence", "牌照", date(2024, 9, 4), "截至2024年8月，苇海轮渡的夜航申请都在审查之中，没有获批。")
    said = ScriptedModel("是的，截至2024年8月，苇海轮渡的夜航申请都在审查之中，没有获批。", probes=0.9)
    answer = Desk((*FERRIES, licence), said).ask("截至2024年8月，苇海轮渡的夜航申请有获批的吗？")
    assert not answer.text.startswith(t("answer.answer.yes", "zh"))
    assert "没有获批" in answer.text


def test_a_place_is_no_maker_and_any_project_is_no_one_of_them() -> None:
    names = NameBook(["苇海轮渡有限公司（简称苇海轮渡）"])
    assert named("苇海轮渡是在深圳成立的", names) is None
    for claim in ("有项目拿了2023年度沧澜奖一等奖", "系统里有一个获得一等奖"):
        assert named(claim, names) is None
        assert open_question(claim, analyse(claim, names)) is None


def test_what_went_beyond_a_thousand_is_more_than_a_thousand() -> None:
    article = report(
        "专利", date(2023, 2, 6), "苇海轮渡有限公司（简称苇海轮渡）的发明专利申请在2022年底突破1000件。"
    )  # fmt: skip
    desk = Desk((article,), ScriptedModel("截至2022年底，苇海轮渡的发明专利申请突破1000件。"))
    assert desk.ask("2022年底苇海轮渡的发明专利申请突破1000件了吗？").text.startswith(t("answer.answer.yes", "zh"))
    assert desk.ask("2022年底苇海轮渡的发明专利申请突破1200件了吗？").text.startswith(
        t("answer.answer.corrected", "zh")
    )
