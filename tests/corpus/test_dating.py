"""When an undated text was written, on articles of many subjects."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus.dating import infer

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # business: the newest full date
        ("截至2019年6月30日，全行共有员工3,120人。截至2018年末为2,980人。", date(2019, 6, 30)),
        # a month only: its first day
        ("2020年11月，港口吞吐量创下新高。2019年的记录由此被打破。", date(2020, 11, 1)),
        # sport: the day leaves its year out, the cup names it
        ("5月6日，决赛在体育中心举行。本届比赛是2017年全国青年杯的最后一站。", date(2017, 5, 6)),
        # event name with a year and without 年
        ("9月18日至22日，在2016中国国际渔业博览会上，三百家企业参展。", date(2016, 9, 22)),
        # disaster: the current year is named once, later days leave it out
        ("2021年7月20日，暴雨突袭。\n\n8月2日，官方通报了搜救进展。", date(2021, 8, 2)),
        # a day without a year after a full date in the same paragraph belongs to that year
        ("2018年3月，项目立项。9月，厂房封顶。\n\n2022年4月15日，首批产品下线。", date(2022, 4, 15)),
        # a day before the bound says nothing newer
        ("5月3日，谈判开始。截至2022年9月1日，双方签署了四份协议。", date(2022, 9, 1)),
        # plans are not news
        ("2015年10月8日，大桥开工，预计2019年建成，到2035年日均车流将达8万辆。", date(2015, 10, 8)),
        # titles in 《》 and ranges are not news either
        ("根据《农村发展规划(2018-2022年)》，2017年5月启动试点。", date(2017, 5, 1)),
        # figures of a year come out in the spring after it
        ("东风造船公布了2020年全年业绩，净利润3亿元。", date(2021, 3, 1)),
        ("公司披露2021年半年报，营收持平。", date(2021, 8, 1)),
        # a year that is over, and a month of the next
        ("2019年度“金穗奖”名单揭晓。今年4月，组委会召开了发布会。", date(2020, 4, 1)),
        # last year named beside itself
        ("去年（2018年）全县粮食增产。今年6月，夏收结束。", date(2019, 6, 1)),
        # politics: last year's public event fixes the year
        ("去年北京冬奥会之后，滑雪人数大增。今年2月，滑雪场延长了营业时间。", date(2023, 2, 1)),
        # a former institution and a dated act of it leave one year
        ("7月9日，监管部门通报了三起案件。去年3月，原保监会发布了管理办法。", None),
        ("7月9日，三家机构被通报。去年10月，原环境保护部印发了整改通知。", date(2018, 7, 9)),
        # English
        ("The dam failed on 12 March 2018. Repairs began in June 2018 and will end by 2025.", date(2018, 6, 1)),
        ("On March 3, 2021 the club signed a new keeper. It plays again on May 2, 2021.", date(2021, 5, 2)),
        ("Sales rose 4% in 2019, the company said in its annual report published on 14 April 2020.", date(2020, 4, 14)),
    ],
)
def test_infers_the_newest_time_that_the_text_speaks_of(text: str, expected: date | None) -> None:
    found = infer(text, today=TODAY)
    assert (found.published if found else None) == expected


@pytest.mark.parametrize(
    "text",
    [
        "床前明月光，疑是地上霜。",
        "8月2日，村里办了庙会。",  # which year?
        "本书讲述了1763年前后的江南。",
        "三分之二的受访者在12月前完成了接种。",
        "预计2031年建成通车，2040年扩建。",
        "电话：2023-5566778，邮编100010。",
    ],
)
def test_says_nothing_where_the_text_gives_no_ground(text: str) -> None:
    assert infer(text, today=TODAY) is None


def test_names_the_words_it_follows_from() -> None:
    found = infer("截至2022年9月16日，湖区观测到候鸟4万只。", today=TODAY)
    assert found
    assert found.basis == "inferred: 截至2022年9月16日"


def test_no_article_is_younger_than_today() -> None:
    found = infer("2024年3月1日，展览开幕。2027年1月5日，展览闭幕。", today=date(2024, 6, 1))
    assert found
    assert found.published == date(2024, 3, 1)
