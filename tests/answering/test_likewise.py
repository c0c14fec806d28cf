"""Companies are compared by the figures of one article that tells them alike."""

from __future__ import annotations

from datetime import date

from rag.answering.likewise import alike
from rag.answering.subquestions import measure_of, subjects_of
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report

STUDY = report(
    "研究", date(2023, 9, 16),
    "苇海轮渡有限公司（简称苇海轮渡）和岬湾航运股份有限公司（简称岬湾航运）都被研究。"
    "苇海轮渡成立于2015年，专利申请量共计96件，包括80件发明。"
    "岬湾航运成立于2018年，专利申请量共计47件，包括40件发明。"
    "苇海轮渡和岬湾航运的专利申请，页数多在10页以内，各自仅有2件的权利要求超过10项。",
)  # fmt: skip
BOAST = report("自述", date(2023, 9, 20), "苇海轮渡有限公司（简称苇海轮渡）说，截至9月，苇海轮渡已申请专利330件。")


def _found(asked: str) -> list[tuple[str, str]]:
    desk = Desk((STUDY, BOAST))
    question = desk.question(asked)
    subjects = subjects_of(question, desk.names)
    entries = alike(question, subjects, measure_of(question, subjects), desk.candidates(question), desk.names)
    return [(entry.label, entry.figure.value.text) for entry in entries]


def test_like_is_compared_with_like() -> None:
    assert _found("岬湾航运和苇海轮渡的专利申请量相差多少件？") == [("岬湾航运", "47件"), ("苇海轮渡", "96件")]


def test_a_measure_of_one_letter_finds_nothing_and_breaks_nothing() -> None:
    desk = Desk((report("轮", date(2023, 9, 16), f"{STUDY.text}苇海轮渡完成b轮96件。"),))
    question = desk.question("苇海轮渡和岬湾航运的b轮相差多少件？")
    assert alike(question, ["苇海轮渡", "岬湾航运"], "b轮", desk.candidates(question), desk.names) == []


def test_a_share_is_no_count() -> None:
    assert _found("岬湾航运和苇海轮渡的专利授权率谁更高？") == []


def test_the_answer_gives_both_figures_and_the_sum() -> None:
    answer = Desk((STUDY, BOAST), ScriptedModel(lambda _: "330件。")).ask("苇海轮渡和岬湾航运一共申请了多少件专利？")
    assert "96件 + 47件 = 143件" in answer.text
    assert "330" not in answer.text
