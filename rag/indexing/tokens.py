"""Counting tokens with tiktoken, without the network."""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

ENCODING = "o200k_base"


@cache
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    spec = importlib.util.find_spec("llama_index.core")  # it ships the table that tiktoken would download
    if before is None and spec is not None and spec.origin:
        os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(spec.origin).parent / "_static" / "tiktoken_cache")
    try:
        return tiktoken.get_encoding(ENCODING)
    finally:
        if before is None:
            os.environ.pop("TIKTOKEN_CACHE_DIR", None)


def count_tokens(text: str) -> int:
    """Tokens of ``text`` in ``o200k_base``."""
    return len(_encoding().encode_ordinary(text))
