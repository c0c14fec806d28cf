"""Title, publisher and date that stand in the first lines of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from rag.corpus.lines import Line

_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})(?:日)?"
    r"(?:[\sT]*(?:上午|下午)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_MONTH = {name[:3].lower(): i for i, name in enumerate(_MONTHS, 1)}
_NAMED = "(?P<mon>" + "|".join(f"{m[:3]}(?:{m[3:]})?\\.?" if m[3:] else m for m in _MONTHS) + "|Sept\\.?)"
_ENGLISH = (
    re.compile(rf"\b{_NAMED}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{{2}})\b", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_NAMED},?\s+(?P<y>(?:19|20)\d{{2}})\b", re.I),
)
_SOURCE = r"(?:(?:文章|新闻|信息|稿件|本文)来源|本文源自|来源|稿源|出处|发布者|发布单位|Source|Publisher|Published by)"
_SOURCE_LINE = re.compile(rf"\s*{_SOURCE}\s*(?:[:：]\s*(?P<name>[^。！？]{{0,80}})|)\Z", re.I)
_SOURCE_INSIDE = re.compile(rf"{_SOURCE}\s*[:：]\s*(?P<name>[^\s|｜丨,，。;；:：]{{2,30}})", re.I)
_CREDIT = re.compile(
    r"\s*(?P<label>作者|记者|文|撰文|撰稿|编辑|责任编辑|通讯员|编译|译者|图源|图片来源|题图|头图|封面图|供图|摄影|Photo|Author|By)"
    r"\s*(?:[:：/@丨|]\s*(?P<name>[^。！？?!，,；;]{0,30})|\s(?P<en>[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){0,3}))?\Z"
)
_CRUMBS = re.compile(
    r"\s*(?:(?:当前位置|您(?:现在)?的位置)\s*[:：]|(?:首页|Home)\s*[>»/]).*\Z|[^<>»。`]{1,12}(?:\s*[>»]\s*[^<>»。`]{1,16}){2,}\Z",
    re.I,
)
_NOISE = re.compile(
    r"发布(?:于|时间|日期)?|发表(?:于|时间)?|更新(?:于|时间)?|时间|日期|编辑于|刊登|阅读(?:量|数|次数)?|浏览(?:量|数|次数)?|点击(?:量|数)?|评论(?:数)?|字号|字体|"
    r"分享|收藏|打印|大|中|小|次|原创|转载|published|updated|posted|last|on|at|date|views?|min(?:utes?)? read|read|"
    r"am|pm|[A-Z]{2,4}T\b|GMT|UTC|"
    r"[\d\s:：,，.。|｜丨/·\-—()（）\[\]【】+]+",
    re.I,
)
_LABELLED_TITLE = re.compile(
    r"\s*[【\[]?(?:文章标题|标题|题目|Title|Headline)[】\]]?\s*[:：]\s*(?P<title>.{2,120})\Z", re.I
)
_LABELLED_BODY = re.compile(
    r"\s*[【\[]?(?:文章正文|正文|文章内容|Content|Body|Text)[】\]]?\s*[:：]\s*(?P<body>.*)\Z", re.I
)
_ADDRESS = re.compile(r"\s*(?:(?:原文|文章)?(?:链接|地址|网址)|URL|Link)?\s*[:：]?\s*https?://\S+\s*\Z", re.I)
_DATELINE = re.compile(
    r"\s*[（(【]?(?P<name>本报|[\u4e00-\u9fffA-Za-z·]{2,12}?)(?P<place>[\u4e00-\u9fff]{0,8}?)(?P<md>\d{1,2}月\d{1,2}日)?(?P<kind>讯|电|消息)[）)】]?"
    r"(?=[\s\u3000]|[（(]?(?:记者|通讯员|见习记者)|$)"
)
_AGENCY = re.compile(
    r"(?:新华社|新华网|中新社|中新网|人民网|央视网|央广网|光明网|中国日报|[\u4e00-\u9fff]{1,8}(?:社|网|报|新闻|日报|晚报|时报|在线|财经|通讯社))"
)
_ENGLISH_DATELINE = re.compile(r"[A-Z][A-Z .,/]{2,40}[^()\n]{0,20}\((?P<name>[A-Z][\w .]{1,24})\)\s*[-—–]")
_FINAL = tuple("。！？!?…；;，,、：:")
_TITLE = 80
_SHORT_NAME = 25


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines say; ``lines`` is the document without them."""

    lines: list[Line]
    title: str = ""
    publisher: str = ""
    published: date | None = None


def find_date(text: str) -> date | None:
    """The first full date written in ``text`` (Chinese, ISO-like or English), or None."""
    if match := _DATE.search(text):
        return _day(match["y"], match["m"], match["d"])
    for pattern in _ENGLISH:
        if match := pattern.search(text):
            return _day(match["y"], str(_MONTH[match["mon"][:3].lower()]), match["d"])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_head(lines: list[Line], *, titled: bool = False) -> Head:
    """Title, publisher and date from the lines before the body; those lines are taken out of the body.

    With ``titled`` the title is known already, and none is looked for.
    """
    rest = list(lines)
    title = "" if titled else _heading_title(rest)
    publisher, published, at = "", None, 0
    while at < min(len(rest), 12):
        line = rest[at]
        credit = _CREDIT.match(line.text)
        if labelled := _LABELLED_TITLE.match(line.text):
            title = title or ("" if titled else labelled["title"])
            del rest[at]
        elif body := _LABELLED_BODY.match(line.text):
            rest[at : at + 1] = [replace(line, text=body["body"])] if body["body"] else []
            break
        elif source := _SOURCE_LINE.match(line.text):
            name = _clean_name(source["name"] or "")
            del rest[at]
            if not name and at < len(rest) and _is_name(rest[at].text):
                name = _clean_name(rest.pop(at).text)
            published = published or find_date(line.text)
            publisher = publisher or name
        elif credit and line.kind != "heading":
            del rest[at]
            if not (credit["name"] or credit["en"]) and at < len(rest) and _is_name(rest[at].text):
                del rest[at]
        elif _CRUMBS.match(line.text) or _ADDRESS.match(line.text):
            del rest[at]
        elif (found := find_date(line.text)) and (named := _meta(line.text)) is not None:
            published, publisher = published or found, publisher or named
            del rest[at]
        elif not (title or titled) and line.kind in ("text", "heading") and _is_title(rest, at):
            title = line.text
            del rest[at]
        elif line.kind == "heading" and line.text == title:
            del rest[at]
        else:
            break
    return Head(rest, title, publisher or dateline_publisher(rest[0].text if rest else ""), published)


def _heading_title(lines: list[Line]) -> str:
    """The first top heading among the first lines, taken out of them."""
    for i, line in enumerate(lines[:8]):
        if line.kind == "heading" and (line.level == 1 or i == 0):
            del lines[i]
            return line.text
    return ""


def _is_title(lines: list[Line], at: int) -> bool:
    text = lines[at].text
    rest = lines[at + 1 :]
    longest = max((len(x.text) for x in rest[:8]), default=0)
    short = len(text) <= _TITLE and not text.endswith(("。", "；", "，", "、", "：", ":", ",", "……"))
    if re.search(r"[。；]", text) or (text.endswith((".", "!")) and text.count(" ") > 12):
        return False
    if re.match(r"(?:记者|主持人|问|答|[QA])\s*[:：]", text):
        return False
    quoted = text.startswith(("“", "「", '"')) and text.endswith(("”", "」", '"'))
    return (
        short
        and not quoted
        and bool(rest)
        and longest > max(40, len(text))
        and (lines[at].kind == "heading" or _stands_out(lines, at))
    )


def _stands_out(lines: list[Line], at: int) -> bool:
    """A blank line, a meta line or a paragraph much longer than itself follows."""
    after = lines[at + 1]
    if _CREDIT.match(after.text):
        return True
    return (
        after.gap
        or bool(find_date(after.text))
        or len(after.text) > 2 * len(lines[at].text)
        or bool(_SOURCE_LINE.match(after.text))
    )


def _meta(text: str) -> str | None:
    """Publisher (or "") of a line that holds a date and otherwise only labels; None where it is a sentence."""
    source = _SOURCE_INSIDE.search(text)
    bare = _SOURCE_INSIDE.sub("", text)
    for pattern in (_DATE, *_ENGLISH):
        bare = pattern.sub("", bare)
    bare = re.sub(r"(?:作者|记者|编辑|责编|责任编辑|通讯员|By)\s*[:：]?\s*[\w·]{2,12}", "", bare)
    bare = _NOISE.sub("", bare).strip()
    if len(text) > 120 or len(bare) > 20 or re.search(r"[，。；]", bare):
        return None
    return source["name"] if source else (bare if 2 <= len(bare) <= 15 and _AGENCY.fullmatch(bare) else "")


def _is_name(text: str) -> bool:
    return 0 < len(text.strip()) <= _SHORT_NAME and not text.rstrip().endswith(_FINAL)


def _clean_name(text: str) -> str:
    name = re.split(r"发布于|发布时间|发表于|\s{2,}|[|｜丨]|作者|编辑|责编|时间|(?:19|20)\d{2}[-年/.]", text)[0]
    name = re.sub(r"^\W+|[\s:：,，。;；]+$", "", name)
    return name if len(name) <= 30 else ""


def dateline_publisher(text: str) -> str:
    """Publisher of a dateline such as 「新华社北京5月3日电」 or 「某某网讯（记者 …）」, or ""."""
    if agency := _ENGLISH_DATELINE.match(text[:80]):
        return agency["name"]
    match = _DATELINE.match(text[:40])
    if not match or match["name"] == "本报" or text.lstrip().startswith(("据", "从", "有", "该")):
        return ""
    name = match["name"] + match["place"]
    agency = _AGENCY.match(name)
    if agency:
        return agency[0]
    return name if match["kind"] == "讯" and 2 <= len(name) <= 8 else ""


def without_title(lines: list[Line], title: str) -> list[Line]:
    """``lines`` without the title where it is repeated before the body."""
    same = re.sub(r"\W", "", title)
    for i, line in enumerate(lines[:6]):
        if same and re.sub(r"\W", "", line.text) == same:
            return [replace(x, gap=True) if j == i else x for j, x in enumerate(lines[:i] + lines[i + 1 :])]
    return lines


def title_from_body(text: str, longest: int = 40) -> str:
    """A title for an article that has none: the first clause of its first sentence that says something.

    >>> title_from_body("近日，东湖大桥（以下简称大桥）正式通车。全长3公里。")
    '东湖大桥正式通车'
    """
    first = re.split(r"(?<=[。！？!?\n])", text.strip(), maxsplit=1)[0].strip(' \n“”"「」『』。')
    first = re.sub(r"[（(][^（）()]{0,40}[）)]", "", first)
    first = (
        re.sub(
            r"^(?:近日|日前|近期|目前|据悉|据了解|不久前|最近|如今|当前|[^，,]{0,6}(?:讯|电|消息))[，,\s]*", "", first
        )
        or first
    )
    clauses = re.split(r"(?<=[，,；;：:])", first)
    if len(clauses) > 1 and re.match(r"(?:随着|当|自|在|作为|为了|由于|面对|伴随)", clauses[0]):
        clauses = ["".join(clauses[:2]), *clauses[2:]] if len("".join(clauses[:2])) <= longest else clauses[1:]
    title = clauses[0]
    for clause in clauses[1:]:
        if len(title + clause) > longest:
            break
        title += clause
    # Where one mark alone was the first sentence, the text itself serves.
    title = title.strip(' ，,；;：:、。.“”"') or re.sub(r"\s+", " ", text).strip(" 。")
    return title if len(title) <= longest else title[: longest - 1].rstrip("，,、 ") + "…"
