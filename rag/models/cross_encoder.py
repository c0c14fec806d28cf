"""Reranking by a sentence-transformers cross-encoder (Nogueira and Cho 2019, arXiv:1901.04085)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.models.hub import find_model, model_name
from rag.models.sentence_transformer import open_model

_BATCH = 16


class CrossEncoderReranker:
    """A cross-encoder that reads question and text together.

    Args:
        model: a name on the hub (pulled before, or with the network there), or a folder.
        cache_dir: where pulled models are.
        threads: CPU threads; 0 means one a core.

    Raises:
        ModelError: the model is not there, or sentence-transformers is not installed or cannot load it.
    """

    def __init__(self, model: str, *, cache_dir: Path, threads: int = 0) -> None:
        self._model = open_model("CrossEncoder", find_model(model, cache_dir), threads)
        self.name = model_name(model)
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Reranker``. A model with several classes is scored by its last."""
        if not texts:
            return np.empty(0, np.float32)
        with self._lock:
            found = self._model.predict(
                [(question, text) for text in texts], batch_size=_BATCH, show_progress_bar=False
            )
        scores = np.asarray(found, np.float32)
        return scores if scores.ndim == 1 else scores[:, -1]
