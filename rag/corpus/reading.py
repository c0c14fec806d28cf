"""Files and folders -> articles, and for each file that gives none, why."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.corpus.articles import read_text
from rag.corpus.decoding import decode
from rag.corpus.documents import document_text
from rag.corpus.draft import Unreadable
from rag.errors import UserError
from rag.messages import t
from rag.types import Article, FileOutcome, Progress

logger = logging.getLogger(__name__)

_TEXT = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".json", ".jsonl", ".ndjson", ""}
_DOCUMENTS = {".pdf", ".docx"}
_REPOSITORY = re.compile(
    r"(?:readme|licen[sc]e|copying|notice|changelog|changes|history|contributing|contributors|code_of_conduct|security|"
    r"authors|maintainers|codeowners|makefile|dockerfile)(?:[._-][a-z]{2}(?:[_-][a-z]{2,4})?)?(?:\.(?:md|markdown|txt|rst|html))?\Z",
    re.I,
)


def read_path(
    path: str | Path,
    *,
    max_file_mb: float,
    progress: Callable[[Progress], None] | None = None,
    lang: str = "zh",
) -> Iterator[Article | FileOutcome]:
    """Yields each article under ``path`` (a file or a folder), and a FileOutcome for each file that gives none.

    ``Article.source`` is the file's absolute path in posix form, with ``#n`` (from 1) where the file holds several
    articles. In a folder, hidden files are passed over, and files that are no articles by their name (README, LICENSE)
    or format come back with status "skipped". ``max_file_mb`` is in 10^6 bytes; ``lang`` is the language of reasons.

    Raises:
        UserError: at the call, where ``path`` does not exist or is a folder without files.
    """
    root = Path(path).expanduser()
    if not root.exists():
        raise UserError(t("corpus.no_path", lang, path=root))
    files = [root] if not root.is_dir() else list(_files(root))
    if not files:
        raise UserError(t("corpus.empty_folder", lang, path=root))
    return _read(files, root.is_dir(), max_file_mb, progress, lang)


def _files(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if not n.startswith(".") and n != "__pycache__")
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                yield Path(folder) / name


def _read(
    files: list[Path], searched: bool, max_file_mb: float, progress: Callable[[Progress], None] | None, lang: str
) -> Iterator[Article | FileOutcome]:
    for done, file in enumerate(files):
        if progress:
            progress(Progress("read", done, len(files), file.name))
        source = (file.parent.resolve() / file.name).as_posix().encode("utf-8", "backslashreplace").decode()
        if searched and _REPOSITORY.match(file.name):
            yield FileOutcome(source, "skipped", reason=t("corpus.repository_file", lang))
            continue
        try:
            yield from _read_file(file, source, max_file_mb, lang)
        except Unreadable as problem:
            logger.info("cannot read %s: %s", source, problem.key)
            skipped = problem.key == "other_format"
            yield FileOutcome(source, "skipped" if skipped else "failed", reason=problem.message(lang))
        except OSError as error:
            reason = t("corpus.unreadable", lang, error=error.strerror or type(error).__name__)
            yield FileOutcome(source, "failed", reason=reason)
    if progress:
        progress(Progress("read", len(files), len(files)))


def _read_file(file: Path, source: str, max_file_mb: float, lang: str) -> Iterator[Article | FileOutcome]:
    if not file.is_file():
        raise Unreadable("unreadable", error=t("corpus.not_a_file", lang))
    size = file.stat().st_size / 1e6
    if size > max_file_mb:
        raise Unreadable("too_big", size=size, limit=max_file_mb)
    data = file.read_bytes()
    suffix = file.suffix.lower()
    if suffix in _DOCUMENTS:
        text = document_text(data, suffix)
    else:
        text = decode(data)
        if suffix not in _TEXT:
            raise Unreadable("other_format", suffix=suffix)
    for number, found in enumerate(read_text(text, suffix=suffix, source=source), 1):
        if isinstance(found, Unreadable):
            yield FileOutcome(f"{source}#{number}", "failed", reason=found.message(lang))
        else:
            yield found
