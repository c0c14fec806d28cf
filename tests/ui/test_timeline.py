"""Where the points of a timeline are drawn, and when they are listed instead."""

from __future__ import annotations

import itertools

import pytest

from rag.types import Citation, TimelinePoint
from ui.timeline import HEIGHT, WIDTH, dots, magnitude, timeline_html

CITE = Citation(1, "a", "题目", "报社", None, "原文", 0, 2, 0.9)


def point(as_of: str, value: str, unit: str) -> TimelinePoint:
    return TimelinePoint(as_of, value, unit, CITE)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("1.5", "亿元", (1.5e8, "元")),
        ("9,800", "万元", (9.8e7, "元")),
        ("3万亿", "元", (3e12, "元")),
        ("超过3800万吨", "吨", (3.8e7, "吨")),
        ("约12.5", "%", (12.5, "%")),
        ("-3", "℃", (-3.0, "℃")),
        ("多数", "人", None),
    ],
)
def test_values_are_compared_by_size_and_not_by_digits(value: str, unit: str, expected: object) -> None:
    assert magnitude(point("2023", value, unit)) == expected


def test_points_run_left_to_right_in_time_and_up_with_size() -> None:
    drawn = dots([point("2023-09", "2", "亿元"), point("2021", "9800", "万元"), point("2022-06-30", "1.2", "亿元")])
    assert [d.point.as_of for d in drawn] == ["2021", "2022-06-30", "2023-09"]
    assert [d.x for d in drawn] == sorted(d.x for d in drawn)
    assert [d.y for d in drawn] == sorted((d.y for d in drawn), reverse=True)
    assert [d.newest for d in drawn] == [False, False, True]
    assert all(0 < d.x < WIDTH and 0 < d.y < HEIGHT for d in drawn)


def test_points_close_in_time_keep_their_labels_apart() -> None:
    days = ["2020", "2023-09-01", "2023-09-02", "2023-09-03"]
    xs = [d.x for d in dots([point(day, str(i), "人") for i, day in enumerate(days)])]
    assert min(b - a for a, b in itertools.pairwise(xs)) > 76


def test_equal_values_and_equal_dates_are_drawn_too() -> None:
    assert len(dots([point("2023", "5", "人"), point("2023", "5", "人")])) == 2


@pytest.mark.parametrize(
    "points",
    [
        [point("2022", "5", "人"), point("2023", "7", "吨")],
        [point("2022", "五成", "人"), point("2023", "7", "人")],
        [point("去年", "5", "人"), point("2023", "7", "人")],
    ],
)
def test_what_has_no_common_axis_is_listed(points: list[TimelinePoint]) -> None:
    html = timeline_html(points, "zh")
    assert "<svg" not in html
    assert html.count("<li>") == 2


def test_one_point_is_no_timeline() -> None:
    assert timeline_html([point("2022", "5", "人")], "zh") == ""


def test_a_unit_is_not_said_twice() -> None:
    html = timeline_html([point("2022", "5万人", "人"), point("2023", "7万", "人")], "zh")
    assert "5万人<" in html
    assert "7万人<" in html
