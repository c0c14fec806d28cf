"""The panel of the evaluation's report."""

from __future__ import annotations

from pathlib import Path

from ui.evaluation import evaluation_html


def test_without_a_report_it_says_how_to_make_one(tmp_path: Path) -> None:
    assert "make eval" in evaluation_html("zh", tmp_path / "report.html")


def test_a_report_is_framed_where_it_can_run_and_load_nothing(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text('<h1>得分</h1><script>alert(1)</script><img src="http://198.51.100.7/x.png">', encoding="utf-8")
    html = evaluation_html("zh", report)
    assert 'sandbox=""' in html
    assert "default-src &#39;none&#39;" in html
    assert "<script" not in html
    assert "得分" in html


def test_a_report_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_bytes(b"\xff\xfe\x00broken\xff")
    assert "无法读取" in evaluation_html("zh", report)
