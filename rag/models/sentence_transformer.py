"""Any sentence-transformers model, by name or folder. Imports torch, so it takes seconds to start."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.models.base import ModelError
from rag.models.hub import find_model, model_name

_BATCH = 32


class SentenceTransformerEmbedder:
    """A sentence-transformers model as an embedder.

    Texts get the prompts that the model's configuration names ``query`` and ``passage`` (or ``document``); where it has
    none and ``e5`` is in the name, E5's prefixes.

    Args:
        model: a name on the hub (pulled before, or with the network there), or a folder.
        cache_dir: where pulled models are.
        threads: CPU threads; 0 means one a core.

    Raises:
        ModelError: the model is not there, or sentence-transformers is not installed or cannot load it.
    """

    def __init__(self, model: str, *, cache_dir: Path, threads: int = 0) -> None:
        folder = find_model(model, cache_dir)
        self._model = open_model("SentenceTransformer", folder, threads)
        self.name = model_name(model)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._prefixes = prefixes(self.name, dict(self._model.prompts or {}))
        self._lock = threading.Lock()

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed(self._prefixes[0], texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Embedder``."""
        return self._embed(self._prefixes[1], texts)

    def _embed(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            vectors = self._model.encode(
                [prefix + text for text in texts],
                prompt="",
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(vectors, np.float32)


def prefixes(name: str, prompts: dict[str, str]) -> tuple[str, str]:
    """What to put before questions and before passages."""
    query = prompts.get("query", "")
    passage = prompts.get("passage", "") or prompts.get("document", "")
    if not query and not passage and "e5" in name.lower():
        return "query: ", "passage: "
    return query, passage


def open_model(kind: str, folder: Path, threads: int) -> Any:
    """A ``SentenceTransformer`` or ``CrossEncoder`` from a folder, on the processor, without asking the network.

    Raises:
        ModelError: sentence-transformers is not installed, or cannot load the folder.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import sentence_transformers
        import torch
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise ModelError(
            "st: models need sentence-transformers; run: pip install 'wenju[st]' ({reason})", reason=error
        ) from error
    quiet: Callable[[], None] = transformers_logging.disable_progress_bar
    quiet()
    if threads:
        torch.set_num_threads(threads)
    try:
        return getattr(sentence_transformers, kind)(str(folder), device="cpu", local_files_only=True)
    except Exception as error:
        raise ModelError("sentence-transformers cannot load {folder}: {reason}", folder=folder, reason=error) from error
