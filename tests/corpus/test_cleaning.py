"""Collected pages of other subjects and sites: furniture goes, sentences stay."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus.articles import read_text
from rag.types import Article

FIRST = "六月的青海湖迎来了今年第一批骑行者。环湖公路全长三百六十公里，骑完一圈通常要四天。"
SECOND = "气象台提醒，湖区昼夜温差可达二十度。骑行者应备好雨衣和防晒用品，并在黑马河镇补充饮水。"
THIRD = "当地旅游局说，骑行季将持续到九月。去年同期有一万两千人完成环湖，其中三成来自省外。"


def read(text: str, suffix: str = ".txt") -> list[Article]:
    return [a for a in read_text(text, suffix=suffix, source="/pages/page" + suffix) if isinstance(a, Article)]


def only(text: str, suffix: str = ".txt") -> Article:
    found = read(text, suffix)
    assert len(found) == 1
    return found[0]


def test_head_and_tail_of_a_news_page() -> None:
    page = f"""首页 > 旅游 > 正文
环青海湖骑行季开始
发布时间：2019-06-11 09:30　来源：高原晚报　作者：李木　字号：大 中 小
图片来源：视觉网

{FIRST}
{SECOND}
{THIRD}（责任编辑：王一）
扫描二维码关注我们的公众号
免责声明：本文仅代表作者观点，不代表本站立场，如有侵权请联系删除。
上一篇：高原上的花
下一篇：冬季的盐湖
相关阅读
西宁新开三条公交线路
祁连山下的油菜花
"""
    article = only(page)
    assert article.title == "环青海湖骑行季开始"
    assert article.publisher == "高原晚报"
    assert (article.published, article.published_basis) == (date(2019, 6, 11), "given")
    assert article.text.split() == [FIRST, SECOND, THIRD]


def test_labels_on_lines_of_their_own() -> None:
    article = only(
        f"2020-01-09 07:15\n来源：\n海岸观察发布于：上海市\n作者\n周山\n{FIRST}\n{SECOND}\n返回首页，查看更多"
    )
    assert (article.publisher, article.published) == ("海岸观察", date(2020, 1, 9))
    assert article.text.split() == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("新华社西宁6月11日电（记者 李木）", "新华社"),
        ("高原网讯（通讯员 周山）", "高原网"),
        ("据高原网消息，", None),
    ],
)
def test_publisher_of_a_dateline(line: str, publisher: str | None) -> None:
    article = only(line + FIRST + "\n" + SECOND)
    assert article.publisher == publisher
    assert FIRST in article.text


def test_glued_scrapes_are_told_apart() -> None:
    page = f"""怎么看青海湖骑行的好处和坏处?

{FIRST}{SECOND}{THIRD}{FIRST}}}

2018-07-02 08:00
来源：高原晚报
{SECOND}{THIRD}{FIRST}{THIRD}返回首页，查看更多
责任编辑：}}
  {THIRD}  {FIRST}  {SECOND}{SECOND}本文源自：湖区之声}}

我要回帖

更多关于 青海湖骑行 的文章

更多推荐

版权声明：文章内容来源于网络，版权归原作者所有，如有侵权请点击这里与我们联系，我们将及时删除。

点击添加站长微信"""
    articles = read(page)
    assert [a.publisher for a in articles] == [None, "高原晚报", "湖区之声"]
    assert [a.source for a in articles] == [f"/pages/page.txt#{n}" for n in (1, 2, 3)]
    assert articles[0].text == FIRST + SECOND + THIRD + FIRST
    assert articles[1].text == SECOND + THIRD + FIRST + THIRD
    assert articles[2].text.replace("\n", "") == THIRD + FIRST + SECOND + SECOND
    assert articles[1].published == date(2018, 7, 2)


def test_a_brace_in_code_or_a_formula_separates_nothing() -> None:
    code = "```js\nfunction f() {\n  return 1;\n}\n```"
    formula = "集合记作 {x | x > 0}\n另一个集合记作 {1, 2}\n"
    text = f"# 括号的用法\n\n{FIRST}{SECOND}\n\n{code}\n\n{formula}\n{THIRD}{FIRST}"
    article = only(text, ".md")
    assert "function f() {\n  return 1;\n}" in article.text
    assert "{x | x > 0}" in article.text
    assert article.text.endswith(THIRD + FIRST)
    loose = "if (a) {\n  b();\n}\n" + FIRST + SECOND
    assert "}" in only(loose).text


def test_an_article_about_notices_keeps_its_sentences() -> None:
    sentences = [
        "很多网站在页脚写上版权声明，却不知道它有没有用。",
        "版权声明并不能免除转载者的责任，法院在判决里说得很清楚。",
        "编辑常把“返回搜狐，查看更多”一类的链接留在文中，读者点击后才发现内容已经被删除。",
        "免责声明不能对抗法律，这是本案的要点。",
        "点击率最高的三个公众号都没有获得授权。",
    ]
    article = only("网站上的声明有用吗\n\n" + "\n\n".join(sentences))
    assert article.text.split("\n\n") == sentences


def test_an_interview_that_begins_with_a_question_keeps_it() -> None:
    article = only(f"记者：今年的骑行季什么时候开始？\n局长：{FIRST}\n记者：安全怎么保障？\n局长：{SECOND}")
    assert article.text.startswith("记者：今年的骑行季什么时候开始？")
    assert "记者：安全怎么保障？" in article.text


def test_sentences_cut_by_a_page_break_are_whole_again() -> None:
    text = f"# 骑行季\n\n{FIRST}\n\n{SECOND[:-12]}\n\n{SECOND[-12:]}\n\n## 下一程\n\n{THIRD}\n\n{FIRST}"
    article = only(text, ".md")
    assert article.text.split("\n\n") == [FIRST, SECOND, "下一程", THIRD, FIRST]


def test_wrapped_lines_are_joined() -> None:
    lines = [
        "高原上的公路沿着湖岸伸向远方，骑行者在风里慢慢前进，偶尔停下来",
        "拍照。湖水在阳光下变换着颜色，从浅绿到深蓝，再到傍晚的金色，没",
    ]
    lines += [
        "有一个小时是重复的。牧民把羊群赶到山坡上，远远看去像一片云。他",
        "们说，今年的雨水比往年多，草也长得比往年高。",
    ]
    assert only("\n".join(lines)).text == "".join(lines)
    english = "The road follows the shore of the lake for many miles and then\nturns north into the hills, where the\n"
    english += "riders stop for water. They will ride again tomorrow."
    assert "and then turns north" in only(english).text


def test_verses_lists_and_headings_are_not_joined() -> None:
    verse = "静夜思\n李白\n\n床前明月光\n疑是地上霜\n举头望明月\n低头思故乡"
    assert only(verse).text.count("\n") >= 5
    steps = f"骑行准备\n\n{FIRST}\n\n1. 检查轮胎和刹车\n2. 带上雨衣，帽子和手套\n3. 告诉家人路线\n\n{SECOND}"
    lines = only(steps).text.splitlines()
    assert lines[2:5] == ["1. 检查轮胎和刹车", "2. 带上雨衣，帽子和手套", "3. 告诉家人路线"]
    headed = f"{FIRST}\n湖边的村庄 风里的人\n{SECOND}\n{THIRD}"
    assert "湖边的村庄 风里的人" in only(headed).text.split("\n\n")


def test_markup_goes_and_words_stay() -> None:
    text = f"""# 骑行**季**

![湖](https://img.example/lake.jpg)

{FIRST[:20]}**{FIRST[20:]}** 见[路线图](https://example.org/map_(1))。

https://img.example/a/b.png?w=300

> {SECOND}

| 天数 | 里程 |
|---|---|
| 第一天 | 90公里 |

<p>{THIRD}</p>&nbsp;A&amp;B
"""
    article = only(text, ".md")
    assert article.title == "骑行季"
    assert article.text.split("\n\n") == [
        FIRST + " 见路线图。", SECOND, "天数：第一天；里程：90公里", THIRD, "A&B",
    ]  # fmt: skip


def test_a_title_is_made_where_there_is_none() -> None:
    assert only(
        "近日，东湖大桥（以下简称大桥）正式通车，全长3公里。市民步行过桥，拍照留念。"
    ).title == "东湖大桥正式通车,全长3公里".replace(",", "，")


def test_a_notice_that_is_the_whole_file_is_not_thrown_away() -> None:
    notice = "声明：本店从未委托任何人代收货款。"
    assert notice in only(notice).text


def test_english_page() -> None:
    page = """Harbour bridge reopens after two years
By Jane Miller
March 3, 2021 at 10:30 AM | 4 min read

The harbour bridge reopened on Tuesday. It had been closed since a ship struck its eastern pier.

Engineers replaced 1,200 tonnes of steel. The work cost $38 million, 5% less than planned.

Share on Facebook | Twitter | Email
Related articles
Ferry timetable for the summer
Copyright 2021 Harbour News. All rights reserved.
"""
    article = only(page)
    assert article.title == "Harbour bridge reopens after two years"
    assert article.published == date(2021, 3, 3)
    assert article.text.startswith("The harbour bridge reopened")
    assert article.text.endswith("5% less than planned.")


def test_labelled_fields_and_several_of_them_in_a_file() -> None:
    one = f"标题：环湖骑行季\n来源：高原晚报\n时间：2019-06-11\n链接：https://example.org/a\n正文：{FIRST}\n{SECOND}\n"
    article = only(one)
    assert (article.title, article.publisher, article.published) == ("环湖骑行季", "高原晚报", date(2019, 6, 11))
    assert article.text.split() == [FIRST, SECOND]
    two = one + "\n" + one.replace("环湖骑行季", "又一季").replace(SECOND, THIRD)
    assert [a.title for a in read(two)] == ["环湖骑行季", "又一季"]


def test_a_last_sentence_behind_a_label_stays() -> None:
    text = f"{FIRST}\n{SECOND}\n编辑：这是我们收到的最长的一封来信。"
    assert only(text).text.endswith("编辑：这是我们收到的最长的一封来信。")
    assert only(f"{FIRST}\n{SECOND}\n编辑：王一 审核：李二").text.endswith(SECOND)


def test_a_credit_before_a_date_line_ends_an_article() -> None:
    one = f"2018-07-02 08:00\n来源：高原晚报\n{SECOND}{THIRD}{FIRST}\n返回首页，查看更多\n责任编辑：王一\n\n"
    articles = read(one + one.replace("2018", "2019").replace(SECOND, THIRD))
    assert [a.published for a in articles] == [date(2018, 7, 2), date(2019, 7, 2)]
    single = f"{SECOND}{THIRD}{FIRST}\n责任编辑：王一\n2018年7月2日，{FIRST}{THIRD}{SECOND}"
    assert len(read(single)) == 1


def test_a_stray_opening_brace_hides_no_separator() -> None:
    long = "\n".join([FIRST, SECOND, THIRD] * 30)
    articles = read(f"{{{long}}}\n\n{long}}}\n\n{long}}}\n")
    assert len(articles) == 3
    assert all("}" not in a.text for a in articles)
