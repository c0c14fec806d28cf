"""How text becomes terms of the lexical index: folded, then character bigrams and words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

_CJK = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>[^\W_{_CJK}]+)")
_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """One form for all spellings: full width to half width, capitals to small, traditional Chinese to simplified.

    >>> fold("馬上消費ＡＰＰ")
    '马上消费app'
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return str(_simplifier().convert(text)) if _HAN.search(text) else text


def characters(text: str) -> list[str]:
    """The distinct Chinese characters of a text, folded: they match where a word is shortened or in another order.

    >>> characters("蓍的蓍A")
    ['蓍', '的']
    """
    return list(dict.fromkeys(c for m in _RUN.finditer(fold(text)) if m.lastgroup == "cjk" for c in m.group()))


def terms(text: str) -> list[str]:
    """Bigrams of Chinese runs (a run of one character stays as it is) and whole words and numbers of other scripts.

    >>> terms("AIF联盟2023年")
    ['aif', '联盟', '2023', '年']
    >>> terms("第17号")
    ['第', '17', '号']
    """
    found: list[str] = []
    for match in _RUN.finditer(fold(text)):
        run = match.group()
        if match.lastgroup == "cjk" and len(run) > 1:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run[:64])
    return found
