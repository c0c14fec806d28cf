"""Which days, months, quarters and years a question names, stated or reckoned from today."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.names import NameBook
from rag.answering.periods import full_years, named_periods
from rag.answering.question import analyse

TODAY = date(2026, 2, 14)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("去年三季度和2023年8月", [(2025, 7, 9, None), (2023, 8, 8, None)]),
        ("2022年的利润，比上年涨了多少", [(2022, None, None, None), (2021, None, None, None)]),
        ("2022年比去年多多少", [(2022, None, None, None), (2021, None, None, None)]),
        ("9月19日的会上说了什么", [(None, 9, 9, 19)]),
        ("上半年的营收", [(None, 1, 6, None)]),
        ("前三季度卖了多少", [(None, 1, 9, None)]),
        ("2022年第3季度", [(2022, 7, 9, None)]),
        ("2023年底", [(2023, 12, 12, None)]),
        ("2023年1-3月", [(2023, 1, 3, None)]),
        ("今年的1月", [(2026, 1, 1, None)]),
        ("去年9月19日", [(2025, 9, 9, 19)]),
        ("前年", [(2024, None, None, None)]),
        ("上个月的销量", [(2026, 1, 1, None)]),
        ("上季度的销量", [(2025, 10, 12, None)]),
        ("昨天谁赢了", [(2026, 2, 2, 13)]),
        ("revenue in Q3 2023", [(2023, 7, 9, None)]),
        ("the first half of 2022", [(2022, 1, 6, None)]),
        ("profit last year", [(2025, None, None, None)]),
        ("who won in August?", [(None, 8, 8, None)]),
        ("她今年多大", []),
        ("一年级有几个班", []),
    ],
)
def test_periods_of_a_question(text: str, found: list[tuple[int | None, int | None, int | None, int | None]]) -> None:
    assert [(p.year, p.first, p.last, p.day) for p in named_periods(text, TODAY)] == found


@pytest.mark.parametrize(
    ("text", "iso", "allowed"),
    [
        ("9月19日", "2023-09-19", True), ("9月19日", "2019-09-19", True), ("9月19日", "2023-09-20", False), ("9月19日", "2023-09", True),  # noqa: E501
        ("2023年上半年", "2023-06", True), ("2023年上半年", "2023-08", False), ("2023年上半年", "2022-06", False), ("2023年上半年", "2023", True),  # noqa: E501
        ("2023年", "2023-12-31", True), ("2023年", "", False), ("三季度", "2021-08-01", True), ("三季度", "2021-10-01", False),  # noqa: E501
        ("谁赢了", "2021-10-01", True), ("去年", "2025-03", True), ("去年", "2024-03", False),
    ],
)  # fmt: skip
def test_what_a_question_allows(text: str, iso: str, allowed: bool) -> None:
    assert analyse(text, NameBook(), TODAY).allows(iso) is allowed


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("24年的门票收入", "2024年的门票收入"),
        ("俱乐部23年上半年卖了多少张票", "俱乐部2023年上半年卖了多少张票"),
        ("大桥用了24年才建成吗", "大桥用了24年才建成吗"),
        ("20多年前是谁赢了", "20多年前是谁赢了"),
        ("98年的冠军", "98年的冠军"),
        ("2024年的门票", "2024年的门票"),
        ("2021智博会的门票", "2021年智博会的门票"),
        ("2022上半年的门票", "2022年上半年的门票"),
        ("卖了2000余张，有2000个座位", "卖了2000余张，有2000个座位"),
    ],
)
def test_a_year_of_two_digits_is_written_out(text: str, whole: str) -> None:
    assert full_years(text, TODAY) == whole


def test_a_year_reckoned_from_today_can_be_said() -> None:
    question = analyse("去年的销量是多少？", NameBook(), TODAY)
    assert question.years == (2025,)
    assert question.reckoned == (("去年", 2025),)
    assert analyse("2025年的销量是多少？", NameBook(), TODAY).reckoned == ()
