"""PDF and Word files -> their text, with the libraries of the optional extra ``docs``."""

from __future__ import annotations

import io
import logging

from rag.corpus.draft import Unreadable

logger = logging.getLogger(__name__)


def document_text(data: bytes, suffix: str) -> str:
    """Text of a .pdf or .docx file, paragraphs by line.

    Raises:
        Unreadable: the extra is not installed, or the file is damaged, locked, or holds no text.
    """
    if not data:
        raise Unreadable("empty_file")
    try:
        text = _pdf(data) if suffix == ".pdf" else _docx(data)
    except ImportError as error:
        raise Unreadable("no_library", suffix=suffix) from error
    except Unreadable:
        raise
    except Exception as error:
        logger.info("damaged %s: %r", suffix, error)
        raise Unreadable("bad_document", error=type(error).__name__) from error
    if not text.strip():
        raise Unreadable("no_text")
    return text


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def _docx(data: bytes) -> str:
    from docx import Document
    from docx.table import Table

    parts = []
    for item in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(item, Table):
            rows = ["| " + " | ".join(cell.text.replace("\n", " ") for cell in row.cells) + " |" for row in item.rows]
            parts.append("\n".join(rows))
        else:
            level = {"Title": "# ", "Heading 1": "## ", "Heading 2": "### "}.get(
                item.style.name if item.style else "", ""
            )
            parts.append(level + item.text)
    return "\n\n".join(parts)
