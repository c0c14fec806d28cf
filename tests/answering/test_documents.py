"""What the model reads: days are named, and data stays data."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.documents import times_named

DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天凌晨发射。", "今天（3月1日）凌晨发射。"),
        ("大桥昨日通车。", "大桥昨日（2月28日）通车。"),
        ("前天下了雪。", "前天（2月27日）下了雪。"),
        ("三天前天气很好。", "三天前天气很好。"),
        ("去年发射两次。", "去年（2024年）发射两次。"),
        ("上一年发射两次。", "上一年（2024年）发射两次。"),
        ("发射数比上一年多。", "发射数比上一年多。"),
        ("今年（2025年）和目前年龄都不变。", "今年（2025年）和目前年龄都不变。"),
    ],
)
def test_a_day_told_from_the_report_gets_its_date(text: str, expected: str) -> None:
    assert times_named(text, DAY) == expected


def test_without_a_date_nothing_is_added() -> None:
    assert times_named("今天发射。", None) == "今天发射。"
