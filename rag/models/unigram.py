"""Unigram tokenisation (Kudo 2018, arXiv:1804.10959) of a few short texts from a vocabulary that stays on disk.

``tokenizers`` takes most of a second to load 250,000 pieces, more than all else that a search needs; one question needs
a few dozen of them. Token for token the same as ``tokenizers``, which does the work as soon as there is much of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_PIECES, _VALUES = "pieces.npy", "values.npy"
_SPACE = "▁"
_UNKNOWN_PENALTY = 10.0
"""How much worse than the worst piece an unknown character is; SentencePiece's constant."""
_MANY_SPACES = re.compile(" {2,}")


class Unigram:
    """A vocabulary saved by ``save``, mapped from disk.

    Args:
        folder: where it was saved.
        special: ids of the unknown token, and of those before and after every text.
    """

    def __init__(self, folder: Path, *, unk: int, bos: int, eos: int) -> None:
        self._pieces: NDArray[np.bytes_] = np.load(folder / _PIECES, mmap_mode="r")
        self._values = np.load(folder / _VALUES, mmap_mode="r")
        self._unk, self._bos, self._eos = unk, bos, eos
        self._width = self._pieces.dtype.itemsize
        self._longest = int(self._values[0]["longest"])
        self._unknown_score = float(self._values[0]["least"]) - _UNKNOWN_PENALTY

    def encode(self, text: str, max_tokens: int) -> list[int]:
        """Token ids of a text, special tokens included, cut to ``max_tokens``."""
        spaced = _MANY_SPACES.sub(" ", text).replace(" ", _SPACE)
        words = re.findall(f"{_SPACE}?[^{_SPACE}]+|{_SPACE}", spaced if spaced.startswith(_SPACE) else _SPACE + spaced)
        known = self._look_up({word[i:j] for word in words for i, j in self._spans(word)})
        ids = [token for word in words for token in self._best_path(word, known)]
        return [self._bos, *ids[: max_tokens - 2], self._eos]

    def _spans(self, word: str) -> list[tuple[int, int]]:
        size = len(word)
        return [(i, j) for i in range(size) for j in range(i + 1, min(size, i + self._longest) + 1)]

    def _look_up(self, candidates: set[str]) -> dict[str, tuple[int, float]]:
        """Id and score of those candidates that are pieces."""
        encoded = {text: text.encode("utf-8", "replace") for text in candidates}
        texts = [text for text, raw in encoded.items() if len(raw) <= self._width]
        wanted = np.array([encoded[text] for text in texts], self._pieces.dtype)
        at = np.minimum(np.searchsorted(self._pieces, wanted), len(self._pieces) - 1)
        found = np.flatnonzero(self._pieces[at] == wanted)
        return {texts[i]: (int(self._values[at[i]]["id"]), float(self._values[at[i]]["score"])) for i in found}

    def _best_path(self, word: str, known: dict[str, tuple[int, float]]) -> list[int]:
        """The likeliest pieces of a word; a run of unknown characters is one token."""
        size = len(word)
        scores = [0.0] + [float("-inf")] * size
        steps = [(0, self._unk)] * (size + 1)
        for i in range(size):
            for j in range(i + 1, min(size, i + self._longest) + 1):
                piece = known.get(word[i:j])
                if piece is None:
                    if j > i + 1:
                        continue
                    piece = (self._unk, self._unknown_score)
                if scores[i] + piece[1] > scores[j]:
                    scores[j] = scores[i] + piece[1]
                    steps[j] = (i, piece[0])
        ids: list[int] = []
        end = size
        while end:
            end, token = steps[end]
            if not (token == self._unk and ids and ids[-1] == self._unk):
                ids.append(token)
        return ids[::-1]


def save(vocabulary: Sequence[tuple[str, float]], folder: Path) -> None:
    """Write the vocabulary (pieces with log probabilities; the index is the id) for ``Unigram``."""
    pieces = np.array([piece.encode("utf-8") for piece, _ in vocabulary])
    order = np.argsort(pieces, kind="stable")
    kind = [("id", np.int32), ("longest", np.int32), ("score", np.float64), ("least", np.float64)]
    values = np.zeros(len(vocabulary), kind)
    values["id"] = order
    values["score"] = np.array([score for _, score in vocabulary])[order]
    values["longest"] = max(len(piece) for piece, _ in vocabulary)
    values["least"] = values["score"].min()
    np.save(folder / _PIECES, pieces[order])
    np.save(folder / _VALUES, values)
