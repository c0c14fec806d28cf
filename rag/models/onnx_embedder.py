"""Text embeddings by an ONNX model and a ``tokenizers`` file, on onnxruntime alone: no torch, no transformers."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from rag.models.base import ModelError
from rag.models.unigram import Unigram

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Tokenise = Callable[[Sequence[str]], list[list[int]]]
_WINDOW = 512
"""Texts tokenised and sorted by length together, while the window before is being embedded."""
_QUICK = 400
"""Characters up to which texts are worth no loading of the whole tokenizer."""
_BATCH_TOKENS = 1024
"""Most tokens of a batch, padding included: larger ones are no faster, and leave the processor's cache."""
_NICE = 10
"""Priority of the threads that embed in bulk, as ``nice`` counts: a question then waits for no batch."""


@dataclass(frozen=True, slots=True)
class EmbedderConfig:
    """How a prepared model wants its texts. Kept beside the model as ``config.json``."""

    max_tokens: int
    name: str = ""
    dimension: int = 0
    pad_id: int = 0
    query_prefix: str = ""
    passage_prefix: str = ""
    normalisation: dict[str, str] = field(default_factory=dict)
    """Character -> what replaces it before tokenisation."""
    unigram: dict[str, int] | None = None
    """Ids ``unk``, ``bos`` and ``eos`` where the folder holds a vocabulary for ``unigram.Unigram`` too."""

    def save(self, folder: Path) -> None:
        (folder / "config.json").write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> EmbedderConfig:
        return cls(**json.loads((folder / "config.json").read_text(encoding="utf-8")))


class OnnxEmbedder:
    """An embedder over a folder of ``model.onnx``, ``tokenizer.json`` and ``config.json``, loaded at the first text.

    The model takes ``input_ids`` and ``attention_mask`` (and ``token_type_ids`` where it has such an input), int64 of
    (texts, tokens), and gives unit vectors, float32 of (texts, dimension). Safe to use from several threads. Its
    methods raise ``ModelError`` where the folder is missing, incomplete or damaged.

    Args:
        name: names the model and how it was prepared; vectors of different names do not mix.
        dimension: of its vectors.
        folder: finds the prepared folder, or makes it first; called once.
        threads: CPU threads; 0 means one a core.
    """

    def __init__(self, name: str, dimension: int, folder: Callable[[], Path], *, threads: int = 0) -> None:
        self.name = name
        self.dimension = dimension
        self._folder = folder
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def load(self) -> None:
        """Load now what the first text would load. Safe to call again."""
        self._open()

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed("query", texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed("passage", texts)

    def embed_raw(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts that carry their prefixes already."""
        return self._embed("raw", texts)

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` with its special tokens, as far as the model reads."""
        return len(self._open().tokenise("", [text])[0])

    def _open(self) -> _Opened:
        with self._lock:
            if self._opened is None:
                self._opened = _Opened(self._folder(), self._threads)
            return self._opened

    def _embed(self, kind: Literal["query", "passage", "raw"], texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        if not texts:
            return vectors
        model = self._open()
        prefix = {"query": model.config.query_prefix, "passage": model.config.passage_prefix, "raw": ""}[kind]
        if len(texts) == 1:  # a question: no thread, no sorting
            vectors[0] = model.run(model.tokenise(prefix, texts))
            return vectors
        for start, ids in _one_ahead(lambda some: model.tokenise(prefix, some), texts):
            order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
            batches = list(_batches(order, [len(i) for i in ids]))[
                ::-1
            ]  # the longest first, so that none is waited for
            found = model.run_all([[ids[i] for i in batch] for batch in batches])
            for batch, rows in zip(batches, found, strict=True):
                vectors[[start + i for i in batch]] = rows
        return vectors


class _Opened:
    """A loaded model."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._folder = folder
        self._threads = threads
        self._bulk: onnxruntime.InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None
        self._lock = threading.Lock()
        try:
            self.config = EmbedderConfig.load(folder)
            self._quick = Unigram(folder, **self.config.unigram) if self.config.unigram else None
            self._session = _session(folder / "model.onnx", threads)
        except Exception as error:
            raise ModelError(
                "the embedding model in {folder} cannot be loaded: {reason}", folder=folder, reason=error
            ) from error
        self._table = {ord(source): target for source, target in self.config.normalisation.items()}
        self._inputs = {given.name for given in self._session.get_inputs()}

    def tokenise(self, prefix: str, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text."""
        texts = [(prefix + text).translate(self._table) for text in texts]
        if self._quick and self._tokenizer is None and sum(map(len, texts)) <= _QUICK:
            return [self._quick.encode(text, self.config.max_tokens) for text in texts]
        return [encoding.ids for encoding in self._whole_tokenizer().encode_batch_fast(texts)]

    def _whole_tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        with self._lock:
            if self._tokenizer is None:
                try:
                    tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                except Exception as error:
                    raise ModelError(
                        "the embedding model in {folder} cannot be loaded: {reason}", folder=self._folder, reason=error
                    ) from error
                tokenizer.enable_truncation(self.config.max_tokens)
                tokenizer.no_padding()
                self._tokenizer = tokenizer
            return self._tokenizer

    def run(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Vectors of one batch, all threads on it."""
        return self._run(self._session, ids)

    def run_all(self, batches: Sequence[Sequence[Sequence[int]]]) -> Iterator[NDArray[np.float32]]:
        """Vectors of many batches, a thread on each: threads that share no batch never wait for each other."""
        if self._threads == 1 or len(batches) < 2 * self._threads:
            yield from map(self.run, batches)
            return
        with self._lock:
            if self._bulk is None:
                self._bulk = _session(self._folder / "model.onnx", 1)
        bulk = self._bulk
        with ThreadPoolExecutor(self._threads, "embedder", initializer=_give_way) as pool:
            yield from pool.map(lambda batch: self._run(bulk, batch), batches)

    def _run(self, session: onnxruntime.InferenceSession, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        shape = (len(ids), max(map(len, ids)))
        tokens = np.full(shape, self.config.pad_id, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, some in enumerate(ids):
            tokens[row, : len(some)] = some
            mask[row, : len(some)] = 1
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros(shape, np.int64)}
        found = session.run(None, {name: feed[name] for name in self._inputs})
        return np.asarray(found[0], np.float32)


def _give_way() -> None:
    """Let whoever asks a question go first: on Linux a thread has a priority of its own, and lowering it is allowed."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), max(_NICE, os.nice(0)))


def _one_ahead(tokenise: Tokenise, texts: Sequence[str]) -> Iterator[tuple[int, list[list[int]]]]:
    """Windows of token ids with where they start, one window ahead of what is being embedded."""
    with ThreadPoolExecutor(1, "tokeniser") as pool:
        ahead = None
        for start in range(0, len(texts), _WINDOW):
            current = ahead or pool.submit(tokenise, texts[start : start + _WINDOW])
            following = texts[start + _WINDOW : start + 2 * _WINDOW]
            ahead = pool.submit(tokenise, following) if following else None
            yield start, current.result()


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
