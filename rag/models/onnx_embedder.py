"""Text embeddings by an ONNX model and a ``tokenizers`` file, on onnxruntime alone: no torch, no transformers."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.models.base import ModelError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

_WINDOW = 512
"""Texts tokenised and sorted by length together, while the window before is being embedded."""
_BATCH_TOKENS = 2048
"""Most tokens of a batch, padding included: larger ones are no faster, and leave the processor's cache."""


@dataclass(frozen=True, slots=True)
class EmbedderConfig:
    """How a prepared model wants its texts. Kept beside the model as ``config.json``."""

    name: str
    dimension: int
    max_tokens: int
    pad_id: int = 0
    query_prefix: str = ""
    passage_prefix: str = ""
    normalisation: dict[str, str] = field(default_factory=dict)
    """Character -> what replaces it before tokenisation."""

    def save(self, folder: Path) -> None:
        (folder / "config.json").write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> EmbedderConfig:
        return cls(**json.loads((folder / "config.json").read_text(encoding="utf-8")))


class OnnxEmbedder:
    """An embedder over a folder of ``model.onnx``, ``tokenizer.json`` and ``config.json``.

    The model takes ``input_ids`` and ``attention_mask`` (and ``token_type_ids`` where it has such an input), int64 of
    (texts, tokens), and gives unit vectors, float32 of (texts, dimension). Safe to use from several threads.

    Args:
        folder: the prepared folder.
        threads: CPU threads; 0 means one a core.

    Raises:
        ModelError: the folder is incomplete or damaged.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        from tokenizers import Tokenizer

        try:
            self._config = EmbedderConfig.load(folder)
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = _session(folder / "model.onnx", threads or os.cpu_count() or 1)
        except Exception as error:
            raise ModelError(f"向量模型 {folder} 无法载入：{error}") from error
        self.name = self._config.name
        self.dimension = self._config.dimension
        self._tokenizer.enable_truncation(self._config.max_tokens)
        self._tokenizer.no_padding()
        self._table = {ord(source): target for source, target in self._config.normalisation.items()}
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._tokenising = threading.Lock()

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed(self._config.query_prefix, texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed(self._config.passage_prefix, texts)

    def embed_raw(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts that carry their prefixes already."""
        return self._embed("", texts)

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` with its special tokens, as far as the model reads."""
        return len(self._tokenise("", [text])[0])

    def _embed(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        if len(texts) == 1:  # a question: no thread, no sorting
            vectors[0] = self._run(self._tokenise(prefix, texts))
            return vectors
        for start, ids in self._tokenised(prefix, texts):
            order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
            for batch in _batches(order, [len(i) for i in ids]):
                vectors[[start + i for i in batch]] = self._run([ids[i] for i in batch])
        return vectors

    def _tokenised(self, prefix: str, texts: Sequence[str]) -> Iterator[tuple[int, list[list[int]]]]:
        """Windows of token ids with where they start, one window ahead of what is being embedded."""
        starts = range(0, len(texts), _WINDOW)
        with ThreadPoolExecutor(1, "tokeniser") as pool:
            ahead = None
            for start in starts:
                current = ahead or pool.submit(self._tokenise, prefix, texts[start : start + _WINDOW])
                following = texts[start + _WINDOW : start + 2 * _WINDOW]
                ahead = pool.submit(self._tokenise, prefix, following) if following else None
                yield start, current.result()

    def _tokenise(self, prefix: str, texts: Iterable[str]) -> list[list[int]]:
        prepared = [(prefix + text).translate(self._table) for text in texts]
        with self._tokenising:  # the truncation settings of a Tokenizer are shared
            return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(prepared)]

    def _run(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        shape = (len(ids), max(map(len, ids)))
        tokens = np.full(shape, self._config.pad_id, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, some in enumerate(ids):
            tokens[row, : len(some)] = some
            mask[row, : len(some)] = 1
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros(shape, np.int64)}
        found = self._session.run(None, {name: feed[name] for name in self._inputs})
        return np.asarray(found[0], np.float32)


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes in ``order`` (by rising length) in groups of at most ``_BATCH_TOKENS`` padded tokens."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * lengths[index] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = True
    options.add_session_config_entry("session.force_spinning_stop", "1")  # idle threads leave the cores to others
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
