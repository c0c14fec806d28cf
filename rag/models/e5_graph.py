"""multilingual-e5-small as an ONNX graph of fused operators: a BERT encoder, mean pooling, unit vectors.

Built directly, without torch: the operators below are what onnxruntime's own optimiser would fuse an export into, so
nothing is left to optimise when the model is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from rag.models.e5_file import BLOCK, E5File, Q4Matrix

Weights = Literal["int8", "int7", "fp32"]
"""``int7``: int8 with one bit spare, for processors whose 8-bit products overflow (AVX2 without VNNI)."""

_FUSED = "com.microsoft"


def build(file: E5File, weights: Weights) -> onnx.ModelProto:
    """The model: ``input_ids`` and ``attention_mask``, int64 of (texts, tokens), to ``embedding``, float32
    of (texts, hidden).

    The word vectors stay in the file's 4 bits in every variant; ``weights`` is how the other matrices are held. Integer
    variants quantise activations while running, one scale a tensor.
    """
    graph = _Graph()
    x = _embeddings(graph, file)
    mask = graph.op("Cast", "attention_mask", to=TensorProto.INT32)
    for layer in range(file.layers):
        x = _layer(graph, file, f"l{layer}.", x, mask, weights)
    _pool(graph, x)
    return graph.model(file.hidden)


class _Graph:
    """Nodes and constants, in order."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def ops(self, kind: str, *inputs: str, outputs: Sequence[str], **attributes: Any) -> None:
        self._nodes.append(
            helper.make_node(kind, list(inputs), list(outputs), f"{kind}{len(self._nodes)}", **attributes)
        )

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"x{len(self._nodes)}"
        self.ops(kind, *inputs, outputs=[name], **attributes)
        return name

    def model(self, hidden: int) -> onnx.ModelProto:
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", hidden])
        graph = helper.make_graph(self._nodes, "e5", inputs, [output], self._constants)
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=9)


def _embeddings(graph: _Graph, file: E5File) -> str:
    words, vectors = file.matrices["emb.word"], file.vectors
    packed = words.quants[..., 0::2] | words.quants[..., 1::2] << 4
    x = graph.op(
        "GatherBlockQuantized",
        graph.constant("words", packed.reshape(len(packed), -1)),
        "input_ids",
        graph.constant("words.scales", words.scales),
        domain=_FUSED,
        bits=4,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    places = vectors["emb.pos"].reshape(-1, file.hidden) + vectors["emb.type"][: file.hidden]
    length = graph.op("Shape", "input_ids", start=1, end=2)
    start = graph.constant("start", np.array([0], np.int64))
    x = graph.op("Add", x, graph.op("Slice", graph.constant("places", places), start, length))
    scale, shift = graph.constant("ln.w", vectors["emb.ln.w"]), graph.constant("ln.b", vectors["emb.ln.b"])
    return graph.op("LayerNormalization", x, scale, shift, epsilon=file.epsilon, axis=-1)


def _layer(graph: _Graph, file: E5File, at: str, x: str, mask: str, weights: Weights) -> str:
    matrices, vectors = file.matrices, file.vectors

    def linear(x: str, *names: str) -> str:
        return _linear(graph, x, at + names[0], [matrices[f"{at}{name}.w"] for name in names], weights)

    def vector(name: str) -> str:
        return graph.constant(at + name, vectors[at + name])

    def add_and_norm(x: str, residual: str, norm: str, bias: str) -> str:
        inputs = (x, residual, vector(f"{norm}.w"), vector(f"{norm}.b"), vector(f"{bias}.b"))
        return graph.op("SkipLayerNormalization", *inputs, domain=_FUSED, epsilon=file.epsilon)

    heads = [f"{at}{name}" for name in ("query", "key", "value")]
    graph.ops("Split", linear(x, "q", "k", "v"), outputs=heads, axis=-1, num_outputs=3)
    bias = graph.constant(f"{at}qkv.b", np.concatenate([vectors[f"{at}{name}.b"] for name in "qkv"]))
    attended = graph.op("MultiHeadAttention", *heads, bias, mask, domain=_FUSED, num_heads=file.heads)
    x = add_and_norm(linear(attended, "ao"), x, "aln", "ao")
    wide = graph.op("BiasGelu", linear(x, "fi"), vector("fi.b"), domain=_FUSED)
    return add_and_norm(linear(wide, "fo"), x, "oln", "fo")


def _linear(graph: _Graph, x: str, name: str, parts: Sequence[Q4Matrix], weights: Weights) -> str:
    dense = np.concatenate([part.dense() for part in parts])
    if weights == "fp32":
        return graph.op("MatMul", x, graph.constant(name, dense.T))
    most = 127 if weights == "int8" else 63
    scales = np.abs(dense).max(axis=1) / most
    scales[scales == 0] = 1
    quants = np.rint(dense / scales[:, None]).astype(np.int8)
    zeros = np.zeros(len(scales), np.int8)
    constants = (
        graph.constant(name, quants.T),
        graph.constant(f"{name}.scales", scales),
        graph.constant(f"{name}.zeros", zeros),
    )
    return graph.op("DynamicQuantizeMatMul", x, *constants, domain=_FUSED)


def _pool(graph: _Graph, x: str) -> None:
    """Mean over the tokens, then length 1: the count of tokens falls out, so the sum will do."""
    mask = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    axis = graph.constant("axis", np.array([1], np.int64))
    total = graph.op("Squeeze", graph.op("MatMul", graph.op("Unsqueeze", mask, axis), x), axis)
    graph.ops("LpNormalization", total, outputs=["embedding"], axis=-1, p=2)
