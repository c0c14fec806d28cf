"""MinHash signatures of passages, so that search can fold near-duplicates into one.

Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from store.text import fold

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 64
_SHINGLE = 4  # characters


@cache
def _empty() -> MinHash:
    """Copied for each text: drawing the permutations costs as much as hashing a passage."""
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)


def signature(text: str) -> bytes:
    """The signature of a text: ``PERMUTATIONS`` unsigned 32-bit numbers. Empty for a text without letters."""
    letters = "".join(c for c in fold(text) if c.isalnum())
    if not letters:
        return b""
    shingles = {letters[i : i + _SHINGLE] for i in range(max(1, len(letters) - _SHINGLE + 1))}
    hashed = _empty().copy()
    hashed.update_batch([s.encode() for s in shingles])
    return np.asarray(hashed.hashvalues, dtype="<u4").tobytes()
