"""When a figure was true: stated, related to the article's day, or the article's day itself."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.moments import as_of, dated_moments

DAY = date(2024, 3, 20)


def moment(text: str, at: str, published: date | None = DAY, before: str = "") -> tuple[str, str]:
    found = as_of(text, text.index(at), published, before)
    return found.iso, found.basis


@pytest.mark.parametrize(
    ("text", "at", "iso", "basis"),
    [
        ("截至2023年9月19日，共有956件。", "956", "2023-09-19", "stated"),
        ("2022年，净利润为17亿元。", "17", "2022", "stated"),
        ("处以其2019年销售额4557亿元4%的罚款，计182亿元。", "4557", "2019", "stated"),
        ("处以其2019年销售额4557亿元4%的罚款，计182亿元。", "182", "2024-03-20", "article"),
        ("2022年底，员工为300人。", "300", "2022", "stated"),
        ("2022年上半年，营收为8亿元。", "8亿", "2022-06", "stated"),
        ("今年1月发布了300项。", "300", "2024-01", "relative"),
        ("去年营收8亿元。", "8亿", "2023", "relative"),
        ("2022年，净收入为135亿元；净利润为17亿元，比上年增长29%。", "17亿", "2022", "stated"),
        ("成立于2015年，共有300人；净利润为17亿元。", "17亿", "2024-03-20", "article"),
        ("上一年的外借量跌到154万册。", "154万", "2023", "relative"),
        ("共招收新生52,300人，比去年多出四千。", "52,300", "2024-03-20", "article"),
        ("2022上半年，营收为8亿元。", "8亿", "2022-06", "stated"),
        ("去年8月有300人。", "300", "2023-08", "relative"),
        ("前年有300人。", "300", "2022", "relative"),
        ("目前有300人。", "300", "2024-03-20", "relative"),
        ("日前公布的数字为300人。", "300", "2024-03-20", "relative"),
        ("共有300人。", "300", "2024-03-20", "article"),
        ("当时只有300人。", "300", "", "unknown"),
        ("2月有300人。", "300", "2024-02", "stated"),
        ("11月有300人。", "300", "2023-11", "stated"),
        ("公司成立于2015年，现有员工300人。", "300", "2024-03-20", "relative"),
        ("2021年为300人，2022年为400人。", "300", "2021", "stated"),
        ("2021年为300人，2022年为400人。", "400", "2022", "stated"),
        ("In 2022 it had 300 members.", "300", "2022", "stated"),
        ("2021年、2022年的会员分别是300人和400人。", "300", "2021", "stated"),
        ("2021年、2022年的会员分别是300人和400人。", "400", "2022", "stated"),
    ],
)
def test_the_moment_of_a_figure(text: str, at: str, iso: str, basis: str) -> None:
    assert moment(text, at) == (iso, basis)


def test_the_year_before_is_not_the_year() -> None:
    text = "岸达物流2024年快递业务量51亿件，比上一年的42亿件多出两成一。"
    assert as_of(text, text.index("51"), date(2025, 3, 1)).iso == "2024"
    assert as_of(text, text.index("42"), date(2025, 3, 1)).iso == "2023"


def test_a_date_of_the_next_clause_is_not_its_own() -> None:
    text = "银湾影院目前有银幕86块，去年票房收入1.4亿元。"
    assert as_of(text, text.index("86"), date(2023, 5, 1)).iso == "2023-05-01"


def test_without_any_date_nothing_is_made_up() -> None:
    assert moment("去年有300人。", "300", None) == ("", "unknown")
    assert moment("9月有300人。", "300", None) == ("", "unknown")


def test_the_year_of_the_sentence_before_carries_on() -> None:
    assert moment("其中发明专利300件。", "300", DAY, "截至2022年底，专利共956件。") == ("2022", "stated")


def test_a_month_takes_the_year_named_before_it() -> None:
    found = dated_moments("2021年开始试点，9月扩大到全市。", DAY)
    assert [when.iso for _, when in found] == ["2021", "2021-09"]


def test_the_whole_year_is_the_one_before_in_the_months_of_annual_reports() -> None:
    text = "全年净利润17.2亿元，比上年增长一成。"
    assert as_of(text, text.index("17"), date(2024, 1, 17)).iso == "2023"
    assert as_of(text, text.index("17"), date(2024, 12, 30)).basis == "article"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("比赛将于11月3日鸣枪。", "2024-11-03"),
        ("新厂预计3月投产。", "2025-03"),
        ("新桥定于9月5日通车。", "2024-09-05"),
        ("11月3日，比赛鸣枪。", "2023-11-03"),
    ],
)
def test_what_is_to_come_is_dated_ahead(text: str, iso: str) -> None:
    assert [when.iso for _, when in dated_moments(text, date(2024, 9, 5))] == [iso]


@pytest.mark.parametrize(
    ("text", "words", "published", "iso"),
    [
        ("用户方面，期末累计用户3015万，上年末为2180万。", "3015", date(2023, 3, 28), "2022"),
        ("用户方面，期末累计用户3015万，上年末为2180万。", "2180", date(2023, 3, 28), "2021"),
        ("截至报告期末，不良贷款率1.64%。", "1.64", date(2023, 3, 30), "2022"),
        ("截至报告期末，不良贷款率1.52%。", "1.52", date(2025, 8, 28), "2025-06"),
        ("上年末用户为2180万。", "2180", date(2023, 3, 28), "2022"),
        ("期末考试有52人参加。", "52", date(2023, 1, 10), "2023-01-10"),
    ],
)
def test_the_end_of_the_period_is_that_of_the_report(text: str, words: str, published: date, iso: str) -> None:
    assert as_of(text, text.index(words), published).iso == iso


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("同时，公司举办了34场讲座。", "2022年，公司服务了31个城市。", ("2022", "stated")),
        ("此外，公司举办了34场讲座。", "2022年，公司服务了31个城市。", ("2022", "stated")),
        ("公司举办了34场讲座。", "2022年，公司服务了31个城市。", ("2024-03-20", "article")),
        ("同时，公司举办了34场讲座。", "公司成立于2015年，服务了31个城市。", ("2024-03-20", "article")),
        ("同时，公司举办了34场讲座。", "2021年，公司服务了31个城市，2022年为35个。", ("2024-03-20", "article")),
        ("同时，今年公司举办了34场讲座。", "2022年，公司服务了31个城市。", ("2024", "relative")),
    ],
)
def test_a_sentence_that_goes_on_is_of_the_year_before_it(text: str, before: str, expected: tuple[str, str]) -> None:
    assert moment(text, "34", before=before) == expected
