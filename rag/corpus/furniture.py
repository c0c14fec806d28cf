"""What stands around an article on a collected page and is no part of it: buttons, links, disclaimers, credits.

Lines go only where that is certain: whole lines of a known shape at the end of a document, a few shapes that are
furniture wherever they stand, and a few endings of the last sentence. A sentence that merely speaks of a copyright
notice stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.corpus.lines import Line

_PROSE = re.compile(r"[。！？；]|[.!?](?:\s|\Z)")
_COLON = "[:：]"

# Shapes that are furniture wherever they stand.
_ANYWHERE = re.compile(
    rf"""(?ix)(?:
    返回(?:搜狐|首页|顶部|列表|上一页)\s*[,，]?\s*(?:查看更多)?[>》]* | 查看更多[>》]* |
    (?:责任编辑|责编|值班编辑|执行编辑|网络编辑)(?:{_COLON}[^。]{{0,20}})? |
    [（(【](?:责任编辑|责编|编辑){_COLON}.{{1,24}}[）)】] |
    (?:长按|扫描|扫一扫|扫码|识别|微信扫)[^。；]{{0,24}}(?:二维码|公众号|关注|加群)[^。；]{{0,12}} |
    点击[^。；]{{0,12}}(?:阅读原文|查看原文|查看大图|站长微信|关注我们|上方蓝字)[^。；]{{0,8}} |
    (?:阅读|查看|展开)(?:原文|全文|剩余\d*%?)|点击(?:展开|查看)(?:全文|更多|大图) |
    (?:分享|转发|收藏|打印|举报|点赞|纠错|字号|关闭窗口|我要回帖|返回顶部)
      (?:[/|、\s到至反馈大中小：:]|微信|微博|朋友圈|QQ空间|QQ|收藏|打印|举报)* |
    广告|advertisement|sponsored|share\ this(?:\ article)?|(?:click\ )?(?:here\ )?to\ subscribe |
    skip\ to\ (?:main\ )?content |
    (?:share|tweet|email|print|save)(?:[\s|/·,]+(?:on|this|facebook|twitter|x|linkedin|whatsapp|email|print|share|tweet|save))+
    )\Z"""
)

# Shapes that are furniture where a document ends.
# A notice may say anything after its colon; other labels introduce a name or a link, never a sentence.
_NOTICES = (
    "版权声明|版权说明|版权所有|免责声明|特别声明|郑重声明|风险提示及免责|声明|转载声明|原创声明|本站声明|转载请注明|未经授权|"
    "Copyright|Disclaimer"
)
_LABELS = (
    "侵权|举报|投诉|联系我们|关于我们|网站地图|上一篇|下一篇|上一条|下一条|标签|关键词|关键字|延伸阅读|相关阅读|相关文章|相关推荐|"
    "相关新闻|相关链接|推荐阅读|更多阅读|热门文章|热门推荐|猜你喜欢|更多推荐|精彩推荐|大家都在看|网友评论|最新评论|发表评论|"
    "我要评论|我要回帖|原标题|原文链接|本文链接|本文地址|文章链接|来源链接|封面图片来源|图片来源|图源|题图|编辑|校对|审核|监制|"
    "终审|初审|复审|主编|统筹|制图|海报|排版|美编|浏览量|阅读量|Tags?|"
    "Related(?:\\ articles|\\ stories|\\ posts)?|Read\\ (?:more|next|also)|"
    "More\\ (?:from|on)|Topics?|Filed\\ under|Previous|Next(?:\\ post|\\ article)?|Comments?|Photo\\ credit|"
    "Follow\\ us|Subscribe|Newsletter"
)
_TAIL = re.compile(
    rf"""(?ix)(?:
    (?:{_NOTICES})\s*{_COLON}.* | [（(【\[](?:{_NOTICES}|{_LABELS})\s*{_COLON}.*[）)】\]] |
    (?:{_LABELS})\s*{_COLON}[^。！？!]{{0,80}}(?<!\.) | (?:{_NOTICES}|{_LABELS})[\s>》]* |
    更多(?:关于|有关).{{1,40}}的(?:文章|内容|资讯|新闻).* | (?:本文|文章)(?:来源|源自|转自|转载自|来自){_COLON}.* |
    [^。]{{0,30}}(?:©|All\ rights\ reserved|ICP备|ICP证|公网安备|版权所有)[^。]{{0,80}} |
    [（(].{{0,12}}(?:转载|本文|以上内容|仅代表|不代表).{{4,200}}(?:负责|立场|观点|参考|删除|建议|责任).{{0,10}}[）)] |
    (?:(?:本文|以上内容|文章内容|本站|该文)(?:仅供|仅代表|不代表|来源于网络|转载自).{{0,160}}
      (?:立场|观点|参考|删除|建议|责任|联系)[^。]{{0,24}}。?) |
    第?\s*\d+\s*/\s*\d+\s*页?|(?=.*(?:页|[>»«]|\d\s+\d))(?:上一页|下一页|首页|尾页|末页|\d{{1,3}}|\s|[>»«<])+
    )\Z"""
)
_LIST_HEAD = re.compile(
    r"(?i)(?:延伸阅读|相关(?:阅读|文章|推荐|新闻|链接)|推荐阅读|更多(?:阅读|推荐)|热门(?:文章|推荐)|猜你喜欢|精彩推荐|大家都在看|"
    r"网友评论|最新评论|related (?:articles|stories|posts)|read (?:more|next)|more stories|you may also like)"
    r"\s*[:：>》]*\Z"
)
# Endings that a collector left behind the last sentence of a paragraph.
_SUFFIX = re.compile(
    rf"""(?ix)[\s\u3000]*(?:
    返回(?:搜狐|首页)\s*[,，]?\s*查看更多 | 举报/反馈 | 阅读原文 | 点击查看更多 |
    [（(【\[]?(?:责任编辑|责编|编辑|原标题){_COLON}[^。）)】\]]{{0,40}}[）)】\]]?
    )\s*\Z"""
)
_SOURCE_SUFFIX = re.compile(
    rf"(?:(?<=[。！？!?”）)])|(?<=\s)|\A)[\s\u3000]*[（(【]?(?:本文源自|本文来源|文章来源|本文转自|稿源|来源)\s*{_COLON}"
    r"\s*(?P<name>[^\s。，,；;：:）)】]{2,20})[）)】]?\s*\Z"
)
_ENDING = 120
"""Characters at the end of the last line in which a credit may stand."""
_SCRAPER = re.compile(r"(?m)^\s*(?:我要回帖|更多关于 ?(?P<topic>.{1,40}?) ?的文章|点击添加站长微信)\s*$")


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Lines of an article without its furniture, and the source that the furniture named."""

    lines: list[Line]
    publisher: str = ""


def scraper_title(text: str) -> str:
    """The title line of the page that a collection was scraped from, or "".

    A forum page that gathers articles ends in a reply button and 「更多关于…的文章」; its first line then is the page's
    title, which belongs to no article: a question, or words around the page's topic.
    """
    marks = list(_SCRAPER.finditer(text))
    first, _, rest = text.strip().partition("\n")
    if not marks or len(first) > 80 or not rest.strip():
        return ""
    topics = [re.sub(r"\s", "", m["topic"]) for m in marks if m["topic"]]
    asks = first.rstrip().endswith(("?", "？"))
    return first if asks or any(topic in re.sub(r"\s", "", first) for topic in topics) else ""


def trim(lines: list[Line]) -> Trimmed:
    """``lines`` without furniture, and the publisher that an ending such as 「本文源自:…」 named."""
    kept = [line for line in lines if line.kind in ("code", "heading") or not _ANYWHERE.match(line.text)]
    kept = _without_tail(kept)
    publisher = ""
    for _ in range(8):
        if not kept or kept[-1].kind != "text":
            break
        last = kept[-1].text
        bare = last[:-_ENDING] + _SUFFIX.sub("", last[-_ENDING:])
        if source := _SOURCE_SUFFIX.search(bare):
            publisher = publisher or source["name"]
            bare = bare[: source.start()]
        if bare == last:
            break
        kept[-1:] = [replace(kept[-1], text=bare)] if bare.strip() else []
        kept = _without_tail(kept)
    kept = [_without_suffix(line) for line in kept]
    return Trimmed([line for line in kept if line.text.strip()], publisher)


def _without_suffix(line: Line) -> Line:
    """A line in the middle without a "return to" link: there it is the end of an earlier page of the same article."""
    bare = re.sub(r"[\s\u3000]*返回(?:搜狐|首页)\s*[,，]\s*查看更多\s*\Z", "", line.text)
    return replace(line, text=bare) if bare != line.text and line.kind != "code" else line


def _without_tail(lines: list[Line]) -> list[Line]:
    """``lines`` up to the last one that is no furniture; a list of links after its heading goes as a whole."""
    end = len(lines)
    while end and _is_tail(lines[end - 1]):
        end -= 1
    for i in range(max(1, end - 25), end):
        links = lines[i + 1 : end]
        if _LIST_HEAD.match(lines[i].text) and all(len(x.text) <= 70 and not _PROSE.search(x.text) for x in links):
            return _without_tail(lines[:i])
    return lines[:end]


def _is_tail(line: Line) -> bool:
    return line.kind != "code" and len(line.text) <= 400 and bool(_TAIL.match(line.text))
