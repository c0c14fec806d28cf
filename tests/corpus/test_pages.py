"""Web pages: every sentence of the article is kept, what stands around it is not."""

from __future__ import annotations

from datetime import date

from rag.corpus.articles import read_text
from rag.types import Article

SENTENCES = [
    "渔港在清晨五点醒来，第一批船已经靠岸。",
    "码头上有四十八个泊位。",
    "今年休渔期结束后，船队捕到了一千二百吨鱼，比上一季多两成。",
    "短句也要留。",
    "冷库负责人陈海说，新建的两座冷库可以多存六百吨。",
    "运往内地的冷链车每天发出三十班，最远到达兰州。",
    "渔民老何今年六十岁，出海已有四十年。",
]


def page(body: str, head: str = "", around: str = "") -> str:
    return f"""<!DOCTYPE html><html><head><title>渔港的早晨_海边新闻网</title>{head}
<style>.a {{ color: red }}</style><script>var a = {{"b": 1}};</script></head>
<body><nav class="menu"><a href="/">首页</a> <a href="/sea">海洋</a> <a href="/city">城市</a></nav>
<div class="wrap"><div class="content">{body}</div>
<div class="sidebar"><h3>热门文章</h3><ul>
<li><a href="/1">台风绕道而行</a></li><li><a href="/2">灯塔重新点亮</a></li></ul></div>
</div>{around}<footer>海边新闻网 版权所有 © 2020 备案号 12345</footer></body></html>"""


def only(text: str) -> Article:
    found = [a for a in read_text(text, suffix=".html", source="/p/a.html") if isinstance(a, Article)]
    assert len(found) == 1
    return found[0]


def test_no_sentence_is_lost_and_no_furniture_is_kept() -> None:
    body = "<h1>渔港的早晨</h1><p class='u-time'><span class='source'>海边日报</span>"
    body += "<span class='time'>2020-09-16 06:10:00</span></p>"
    body += "".join(f"<p>{s}</p>" for s in SENTENCES)
    article = only(page(body))
    assert article.title == "渔港的早晨"
    assert article.publisher == "海边日报"
    assert (article.published, article.published_basis) == (date(2020, 9, 16), "given")
    assert article.text.split("\n\n") == SENTENCES


def test_text_outside_of_paragraphs_is_kept() -> None:
    body = f"<h1>渔港的早晨</h1><div>{SENTENCES[0]}<br><br>{SENTENCES[1]}<p>{SENTENCES[2]}</p>{SENTENCES[3]}"
    body += f"<section><div><span>{SENTENCES[4]}</span></div></section>"
    body += f"<blockquote>{SENTENCES[5]}</blockquote>{SENTENCES[6]}</div>"
    article = only(page(body))
    assert [line for line in article.text.splitlines() if line] == SENTENCES


def test_lists_and_tables_are_readable_lines() -> None:
    body = f"<h1>渔港的早晨</h1><p>{SENTENCES[2]}</p><ol><li>带鱼</li><li>鲳鱼</li></ol><p>{SENTENCES[4]}</p>"
    body += "<table><tr><th>年份</th><th>产量</th></tr><tr><td>2019</td><td>1000吨</td></tr>"
    body += "<tr><td>2020</td><td>1200吨</td></tr></table>"
    body += f"<p>{SENTENCES[5]}</p>"
    article = only(page(body))
    assert "1. 带鱼\n2. 鲳鱼" in article.text.replace("\n\n", "\n")
    assert "年份：2019；产量：1000吨\n年份：2020；产量：1200吨" in article.text
    assert article.text.endswith(SENTENCES[5])


def test_metadata_of_the_head() -> None:
    head = '<meta property="og:site_name" content="海边新闻网">'
    head += '<meta property="article:published_time" content="2021-03-04T05:06:07+08:00">'
    article = only(page("".join(f"<p>{s}</p>" for s in SENTENCES), head))
    assert (article.title, article.publisher, article.published) == ("渔港的早晨", "海边新闻网", date(2021, 3, 4))


def test_json_ld_date() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2019-05-06"}</script>'
    assert only(page("".join(f"<p>{s}</p>" for s in SENTENCES), head)).published == date(2019, 5, 6)


def test_a_fragment_behind_a_yaml_head() -> None:
    text = "---\ntitle: '列表页的标题'\nauthor: 转载站\ndate: Invalid Date\n---\n\n"
    text += "<div>\n<!-- <h1>旧标题</h1> -->\n<h1>\n 渔港的早晨\n</h1>"
    text += "".join(f"<p>{s}</p>\n" for s in SENTENCES) + "<img src='https://img.example/1.jpg'></div>"
    found = [a for a in read_text(text, suffix=".txt", source="/p/a.txt") if isinstance(a, Article)]
    assert [(a.title, a.publisher) for a in found] == [("渔港的早晨", "转载站")]
    assert found[0].text.split("\n\n") == SENTENCES


def test_an_article_about_html_is_not_taken_for_a_page() -> None:
    text = "# 网页里的段落\n\n段落写在 `<p>` 和 `</p>` 之间，标题写在 `<h1>` 里。\n\n"
    text += "```html\n<div><p>例子</p></div>\n```\n\n就是这样。"
    found = [a for a in read_text(text, suffix=".md", source="/p/a.md") if isinstance(a, Article)]
    assert "<div><p>例子</p></div>" in found[0].text
    assert "`<p>`" in found[0].text
