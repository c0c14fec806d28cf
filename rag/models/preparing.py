"""Turns a sentence-transformers model into one that runs on onnxruntime alone: starts at once, int8 weights."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rag.models import prepared
from rag.models.base import ModelError
from rag.models.hub import find_model, model_name
from rag.models.onnx_embedder import EmbedderConfig, OnnxEmbedder

_RECIPE = "1"
"""Part of the key of prepared models: to be raised when they are made differently."""
_SAMPLES = (
    "a short line",
    "公司去年的营业收入是多少？",
    "Nine articles, told in our own words, with all their figures. " * 8,
)
_LEAST_COSINE = {"int8": 0.97, "fp32": 0.999}
"""Agreement with the original model on the samples."""

Precision = Literal["int8", "fp32"]


def load(model: str, cache_dir: Path, *, weights: Precision = "int8", threads: int = 0) -> OnnxEmbedder | None:
    """The prepared model, or None where this model was not prepared."""
    try:
        folder = _place(model, cache_dir, weights)
    except ModelError:
        return None
    if not prepared.is_whole(folder):
        return None
    config = EmbedderConfig.load(folder)
    return OnnxEmbedder(config.name, config.dimension, lambda: folder, threads=threads)


def prepare(model: str, cache_dir: Path, *, weights: Precision = "int8", threads: int = 0) -> OnnxEmbedder:
    """Prepare a sentence-transformers model, by name or folder; nothing happens where that was done.

    Raises:
        ModelError: the model is not there, cannot be exported, or the result differs from the original.
    """
    source = find_model(model, cache_dir)
    folder = prepared.ensure(
        _place(model, cache_dir, weights), lambda made: _make(model, source, made, weights, threads)
    )
    config = EmbedderConfig.load(folder)
    return OnnxEmbedder(config.name, config.dimension, lambda: folder, threads=threads)


def _place(model: str, cache_dir: Path, weights: Precision) -> Path:
    """Keyed by ``model_name``: hashing gigabytes at each start would cost too much."""
    name = model_name(str(find_model(model, cache_dir)))
    label = "".join(c if c.isalnum() else "-" for c in name)
    return prepared.place(cache_dir, f"{label}-{weights}", _RECIPE, weights, name)


def _make(model: str, source: Path, folder: Path, weights: Precision, threads: int) -> None:
    from rag.models.sentence_transformer import open_model, prefixes

    original = open_model("SentenceTransformer", source, threads)
    tokenizer_file = source / "tokenizer.json"
    if not tokenizer_file.is_file():
        raise ModelError(
            "the model {model} has no tokenizer.json and cannot be prepared; st:{model} itself still serves",
            model=model,
        )
    expected = original.encode(list(_SAMPLES), prompt="", normalize_embeddings=True, show_progress_bar=False)
    export = folder / "export.onnx"
    _export(original, export, model)
    if weights == "int8":
        _quantise(export, folder / "model.onnx")
    else:
        export.replace(folder / "model.onnx")
    shutil.copyfile(tokenizer_file, folder / "tokenizer.json")
    query, passage = prefixes(model_name(model), dict(original.prompts or {}))
    config = EmbedderConfig(
        max_tokens=int(original.max_seq_length or 512),
        name=f"{model_name(model)}-{weights}",
        dimension=int(original.get_embedding_dimension() or 0),
        pad_id=int(getattr(original.tokenizer, "pad_token_id", 0) or 0),
        query_prefix=query,
        passage_prefix=passage,
    )
    config.save(folder)
    _compare(model, OnnxEmbedder(config.name, config.dimension, lambda: folder), expected, weights)


def _compare(model: str, made: OnnxEmbedder, expected: NDArray[np.float32], weights: Precision) -> None:
    found = np.concatenate([made.embed_raw([text]) for text in _SAMPLES])
    least = float((found * expected).sum(axis=1).min())
    if least < _LEAST_COSINE[weights]:
        raise ModelError(
            "the prepared model {model} ({weights}) does not agree with the original (cosine {cosine:.4f}); "
            "take fp32, or st:{model} itself",
            model=model,
            weights=weights,
            cosine=least,
        )


def _export(original: Any, path: Path, model: str) -> None:
    import torch

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.original = original

        def forward(self, *given: Any) -> Any:
            found = self.original.forward(dict(zip(names, given, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(found, dim=-1)

    sample = original.preprocess(["two", "texts of different lengths"])
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in sample]
    axes: dict[str, dict[int, str]] = {name: {0: "texts", 1: "tokens"} for name in names}
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Encoder().eval(),
                tuple(sample[name] for name in names),
                str(path),
                input_names=names,
                output_names=["embedding"],
                dynamic_axes={**axes, "embedding": {0: "texts"}},
                opset_version=17,
                dynamo=False,
            )
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(
            "the model {model} cannot be turned into ONNX ({reason}); st:{model} itself still serves",
            model=model,
            reason=reason,
        ) from error


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    simplified = source.with_name("simplified.onnx")
    quant_pre_process(source, simplified, skip_symbolic_shape=True)
    quantize_dynamic(simplified, target, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])
    source.unlink()
    simplified.unlink()
