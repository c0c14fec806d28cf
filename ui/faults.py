"""Errors in words: what went wrong, for the reader; a traceback with a reference, for the log."""

from __future__ import annotations

import logging
import secrets

from rag.errors import WenjuError
from rag.messages import explain as told
from rag.models.base import ModelError
from ui.text import t

log = logging.getLogger(__name__)


def explain(error: BaseException, lang: str) -> str:
    """A sentence for the reader. Errors that Wenju did not raise on purpose are logged under a reference it names."""
    if isinstance(error, WenjuError | ModelError):
        return told(error, lang)
    reference = secrets.token_hex(3)
    log.error("unexpected error on the page, reference %s", reference, exc_info=error)
    return t("page.unexpected", lang, reference=reference)
