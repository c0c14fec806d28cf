"""A look at Chroma's files before its native code reads them, because garbage in them ends the process.

The layout is hnswlib's: a head of 100 bytes, then per element a count of links, the links, the vector and a label.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

_HEAD = struct.Struct("<iQQQQQQiIQQQdQ")
_SAMPLE = 4096  # elements looked at: all of a small index, spread evenly over a large one


class VectorIndexError(Exception):
    """The files of the dense index cannot be read; they can be rebuilt from the catalog."""


def check(folder: Path, dimension: int) -> None:
    """Raises VectorIndexError where a file of an index under ``folder`` is missing, too short or full of nonsense."""
    for head in folder.glob("*/header.bin"):
        _check_segment(head.parent, dimension)
    for level in folder.glob("*/data_level0.bin"):
        if not (level.parent / "header.bin").exists():
            raise VectorIndexError(f"{level.parent.name}/header.bin is missing")


def _check_segment(folder: Path, dimension: int) -> None:
    def broken(name: str, what: str) -> VectorIndexError:
        return VectorIndexError(f"{folder.name}/{name} {what}")

    head = (folder / "header.bin").read_bytes()
    if len(head) != _HEAD.size:
        raise broken("header.bin", f"has {len(head)} bytes instead of {_HEAD.size}")
    _, level0, room, count, size, label_at, data_at, _, entry, *_ = _HEAD.unpack(head)
    if count > room or data_at > label_at or label_at + 8 != size or label_at - data_at != 4 * dimension or level0:
        raise broken("header.bin", "is damaged")
    if count == 0:
        return
    if entry >= count:
        raise broken("header.bin", "is damaged")
    for name in ("data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle"):
        if not (folder / name).exists():
            raise broken(name, "is missing")
    if (folder / "data_level0.bin").stat().st_size < count * size:
        raise broken("data_level0.bin", f"is shorter than its {count} vectors")
    if (folder / "length.bin").stat().st_size < 4 * count:
        raise broken("length.bin", f"is shorter than its {count} entries")
    elements = np.memmap(folder / "data_level0.bin", dtype=np.uint8, mode="r", shape=(count, size))
    sample = np.ascontiguousarray(elements[:: max(1, count // _SAMPLE)])
    links = sample[:, :4].copy().view("<u4").ravel() & 0xFFFF
    vectors = sample[:, data_at:label_at].copy().view("<f4")
    with np.errstate(over="ignore", invalid="ignore"):
        norms = np.linalg.norm(vectors, axis=1)
    if (links > (data_at - 4) // 4).any() or not (np.abs(norms - 1) < 0.05).all():
        raise broken("data_level0.bin", "is damaged")
    used = np.arange((data_at - 4) // 4) < links[:, None]
    if (sample[:, 4:data_at].copy().view("<u4")[used] >= count).any():
        raise broken("data_level0.bin", "is damaged")
