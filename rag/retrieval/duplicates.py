"""Folding near-duplicate passages: the best one is shown and names the articles of the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SAME = 0.8  # estimated Jaccard similarity of character 4-grams from which two passages say the same


def fold_duplicates(signatures: Sequence[bytes], k: int) -> list[tuple[int, list[int]]]:
    """The first ``k`` distinct of the candidates (best first), each with the indexes of its later near-duplicates.

    An empty signature is like no other.

    >>> a, b = bytes(256), bytes([1]) * 256
    >>> fold_duplicates([a, b, a], k=2)
    [(0, [2]), (1, [])]
    """
    width = max((len(data) for data in signatures), default=0)
    kept: list[tuple[int, list[int]]] = []
    seen: list[int] = []  # which of the kept have a row below
    rows = np.zeros((min(k, len(signatures)), width // 4), dtype=np.uint32)
    for i, data in enumerate(signatures):
        if len(data) == width and width:
            own = np.frombuffer(data, dtype="<u4")
            similar = (rows[: len(seen)] == own).mean(axis=1)
            if len(seen) and similar.max() >= SAME:
                kept[seen[int(similar.argmax())]][1].append(i)
                continue
            if len(kept) < k:
                rows[len(seen)] = own
                seen.append(len(kept))
        if len(kept) < k:
            kept.append((i, []))
    return kept
