"""The shipped articles: every figure of the collected ones, none of their sentences.

What is compared is prose: runs between quotation marks, brackets, enumeration commas and figures, because a title in
《》, a list of names or a number cannot be told in other words.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import frontmatter
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "corpus").glob("*.md"))
COLLECTED = ROOT.parent / "shared" / "corpus"
LONGEST_RUN = 12

# Names of organisations, offices, projects and honours: proper names, which stay as they are.
NAMES = (Path(__file__).parent / "proper_names.txt").read_text("utf-8").split()
_MASK = re.compile("|".join(map(re.escape, sorted(NAMES, key=len, reverse=True))))
_BREAK = re.compile(r"《[^》]*》|「[^」]*」|[、“”‘’\"'《》（）()\[\]/+·—~]|[\d.%]+|[A-Za-z]+")
_JUNK = re.compile(r"[^\w\x00]+")


def prose(text: str) -> str:
    """The text with names, quotations, lists and figures turned into breaks, and without punctuation."""
    return _JUNK.sub("", _BREAK.sub("\x00", _MASK.sub("\x00", text)))


def copied_runs(text: str, source: str, longest: int = LONGEST_RUN) -> list[str]:
    """Runs of more than ``longest`` characters that ``text`` has from ``source``."""
    found, i = [], 0
    while i + longest < len(text):
        j = i + longest + 1
        window = text[i:j]
        if "\x00" in window:
            i += window.rindex("\x00") + 1
        elif window in source:
            while j < len(text) and text[j] != "\x00" and text[i : j + 1] in source:
                j += 1
            found.append(text[i:j])
            i = j
        else:
            i += 1
    return found


def test_copied_runs_finds_a_copied_sentence_and_lets_names_and_figures_pass() -> None:
    source = prose("公司在激烈的竞争中杀出了一条新的道路，马上消费金融股份有限公司申请专利1059件。")
    assert copied_runs(prose("他们在激烈的竞争中杀出了一条新的道路。"), source) == ["在激烈的竞争中杀出了一条新的道路"]
    assert copied_runs(prose("马上消费金融股份有限公司有1059件专利申请。"), source) == []


def test_there_are_nine_articles_with_complete_heads() -> None:
    assert len(SHIPPED) == 9
    for path in SHIPPED:
        head = frontmatter.load(str(path))
        assert {"title", "publisher", "published", "published_basis", "source_file"} <= set(head.keys()), path.name
        assert isinstance(head["published"], date)
        assert path.name.startswith(head["published"].isoformat())
        assert head["published_basis"] == "given" or head["published_basis"].startswith("inferred: ")
        assert len(head.content) > 800


@pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected articles are not here")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_no_prose_is_copied(path: Path) -> None:
    source = prose("\n".join(p.read_text("utf-8") for p in sorted(COLLECTED.glob("*.txt"))))
    assert copied_runs(prose(frontmatter.load(str(path)).content), source) == []
