"""Numbers, amounts, percentages and dates are read in all usual forms and compared by value."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.answering.values import Value, extract_dates, extract_values


def only(text: str) -> Value:
    values = extract_values(text)
    assert len(values) == 1, values
    return values[0]


@pytest.mark.parametrize(
    ("text", "kind", "amount", "unit"),
    [
        ("１，０５９件", "number", 1059, "件"),
        ("1,788,100,000元", "money", 1_788_100_000, "CNY"),
        ("16,000万", "number", 1.6e8, ""),
        ("1.6亿", "number", 1.6e8, ""),
        ("1.5万亿元", "money", 1.5e12, "CNY"),
        ("1亿2000万元", "money", 1.2e8, "CNY"),
        ("3万5千人", "number", 35_000, "人"),
        ("2.3万人次", "number", 23_000, "人次"),
        ("三千二百人", "number", 3200, "人"),
        ("一万二千元", "money", 12_000, "CNY"),
        ("两千零八十六公里", "number", 2086, "公里"),
        ("二十亿", "number", 2e9, ""),
        ("两家", "number", 2, "家"),
        ("48.8％", "percent", 48.8, "%"),
        ("百分之四十八点八", "percent", 48.8, "%"),
        ("七成", "percent", 70, "%"),
        ("四分之一", "percent", 25, "%"),
        ("千分之三", "percent", 0.3, "%"),
        ("12.5 per cent", "percent", 12.5, "%"),
        ("12.3个百分点", "number", 12.3, "个百分点"),
        ("46秒40", "number", 46.40, "秒"),
        ("3分27秒46", "number", 207.46, "秒"),
        ("130个小时", "number", 130, "个小时"),
        ("1160万美元", "money", 1.16e7, "USD"),
        ("$3.2 billion", "money", 3.2e9, "USD"),
        ("US$5 million", "money", 5e6, "USD"),
        ("€1.2m", "money", 1.2e6, "EUR"),
        ("RMB 20 million", "money", 2e7, "CNY"),
        ("1200块钱", "money", 1200, "CNY"),
        ("票价58块", "money", 58, "CNY"),
        ("银幕2,875块", "number", 2875, "块"),
        ("五成四", "percent", 54, "%"),
        ("第2名", "ordinal", 2, "名"),
        ("第三", "ordinal", 3, ""),
        ("8.48分", "number", 8.48, "分"),
        ("3,500 people", "number", 3500, "people"),
        ("Twelve", "number", 12, ""),
        ("twenty-one", "number", 21, ""),
        ("two hundred", "number", 200, ""),
        ("412m", "number", 412, ""),
        ("12.6億元", "money", 1.26e9, "CNY"),
        ("兩百萬人", "number", 2e6, "人"),
        ("两公斤", "number", 2, "公斤"),
        ("一点五亿元", "money", 1.5e8, "CNY"),
        ("十二点五万人", "number", 125_000, "人"),
        ("2012.5亿元", "money", 2.0125e11, "CNY"),
        ("1935.3克", "number", 1935.3, "克"),
    ],
)
def test_a_quantity_is_read(text: str, kind: str, amount: float, unit: str) -> None:
    value = only(f"共{text}。" if not text.isascii() else f"about it: {text} of them")
    assert (value.kind, value.amount, value.unit) == (kind, pytest.approx(amount), unit)


@pytest.mark.parametrize("text", ["近300家", "约300家", "超过300家", "300余家", "300多家", "逾300家", "300家左右"])
def test_what_is_only_nearly_so_is_marked(text: str) -> None:
    value = only(text)
    assert value.approximate
    assert value.amount == 300
    assert not only("300家").approximate


@pytest.mark.parametrize(
    "text",
    [
        "几十人",
        "数百家",
        "上千人",
        "成百上千",
        "一家人",
        "一起出发",
        "同一个",
        "COVID-19",
        "GPT-4",
        "one of the best",
        "有一点三心二意",
        "三点一线",
        "A380",
        "721暴雨",
        "0311大地震",
        "618大促",
    ],
)
def test_words_that_name_no_quantity_give_none(text: str) -> None:
    assert extract_values(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.6亿元", "16,000万元"), ("1.6亿", "160 million"), ("１０５９件", "一千零五十九项"), ("17.88亿元", "1,788,100,000元"),  # noqa: E501
        ("150万", "150万元"), ("66.7%", "三分之二"), ("40%", "四成"), ("百分之五", "5%"), ("12 people", "Twelve people"),  # noqa: E501
    ],
)  # fmt: skip
def test_the_same_quantity_in_other_words(one: str, other: str) -> None:
    assert only(one).same(only(other))
    assert only(other).same(only(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("17亿元", "17.88亿元"), ("1000件", "1059件"), ("48.8%", "48.9%"), ("100万元", "100万美元"), ("5%", "5个百分点"),  # noqa: E501
        ("第2名", "2名"), ("8.4分", "8.48分"), ("37人", "36人"), ("1.5亿", "15亿"), ("一等奖", "第一"),
        ("第46届", "第46项"),
    ],
)  # fmt: skip
def test_another_quantity_is_not_the_same(one: str, other: str) -> None:
    assert not only(one).same(only(other))
    assert not only(other).same(only(one))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023年9月19日", "2023-09-19"), ("２０２３年９月１９日", "2023-09-19"), ("2023-09-19", "2023-09-19"),
        ("2023/9/19", "2023-09-19"), ("2023.9，报道", "2023-09"), ("2023.9.19", "2023-09-19"), ("二〇二三年九月十九日", "2023-09-19"), ("2023年9月", "2023-09"),  # noqa: E501
        ("2023年9月份", "2023-09"), ("2023年度", "2023"), ("二零二三年", "2023"), ("19 September 2023", "2023-09-19"),
        ("September 19, 2023", "2023-09-19"), ("Sept. 19th, 2023", "2023-09-19"), ("Sep 2023", "2023-09"), ("in 2023, they", "2023"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_date_is_read(text: str, iso: str) -> None:
    assert [d.iso() for d in extract_dates(text)] == [iso]
    assert extract_values(text) == []


@pytest.mark.parametrize("text", ["2021-2023年", "2021至2023年", "2021年至2023年", "2021—2023年间", "2021 to 2023"])
def test_a_range_of_years_is_two_dates(text: str) -> None:
    assert [d.iso() for d in extract_dates(text)] == ["2021", "2023"]


@pytest.mark.parametrize("text", ["2023件", "2,023件", "2023人", "2023万元", "2023%", "2023.5亿", "1998.12公里"])
def test_a_number_like_a_year_is_no_date(text: str) -> None:
    assert extract_dates(text) == []
    assert len(extract_values(text)) == 1


@pytest.mark.parametrize("text", ["2023年2月31日", "2023-02-30", "31 June 2023"])
def test_an_impossible_day_is_no_date(text: str) -> None:
    assert all(d.day is None for d in extract_dates(text))


_TEXT = some.text(
    some.one_of(
        some.sampled_from(
            "0123456789０１９,.，。一二两三四五六七八九十百千万亿零〇第约近超余多成分之年月日元%％$¥-–/个件人年 \n"
        ),
        some.characters(),
    ),
    max_size=60,
)


@given(_TEXT)
def test_any_text_is_read_and_offsets_are_its_own(text: str) -> None:
    spans = []
    for found in (*extract_values(text), *extract_dates(text)):
        assert 0 <= found.start < found.end <= len(text)
        spans.append((found.start, found.end))
    for value in extract_values(text):
        assert value.same(value)
    spans.sort()
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), "no character belongs to two"


@given(some.integers(2, 10**12), some.sampled_from(["{}", "{:,}", "共{}件", "近{:,}元", "{}人"]))
def test_every_whole_number_is_read_back(number: int, form: str) -> None:
    if form == "{}" and 1900 <= number <= 2099:
        return
    assert only(form.format(number)).amount == number
