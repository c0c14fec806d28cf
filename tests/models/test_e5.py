from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from rag.models import e5, onnx_embedder, prepared, weights
from rag.models.base import Embedder, ModelError
from rag.models.onnx_embedder import OnnxEmbedder, _batches
from rag.models.unigram import Unigram

TEXTS = [
    "市图书馆去年新增藏书三万册。",
    "A short English sentence.",
    "河流全长312公里，流域面积4500平方公里，" * 4,
    "",
    "２０２３年　营收：１２．５亿元",
    "😀😀",
]


def test_it_agrees_with_the_reference(embedder: OnnxEmbedder) -> None:
    assert e5.agreement(embedder) > 0.99


def test_it_is_an_embedder_with_a_name_for_its_weights(embedder: OnnxEmbedder) -> None:
    assert isinstance(embedder, Embedder)
    assert (embedder.name, embedder.dimension) == ("multilingual-e5-small-int8", 384)


def test_vectors_are_unit_float32(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_keeps_its_place_and_its_vector_among_others(
    embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_embedder, "_WINDOW", 16)
    monkeypatch.setattr(onnx_embedder, "_BATCH_TOKENS", 30)  # enough batches for a thread on each
    subjects = ["图书馆", "河流", "a budget", "足球比赛的结果在周二公布", "茶"]
    many = [f"{subject}{'，' * (number % 5)}第{number * 37}号" for number in range(9) for subject in subjects]
    together = embedder.embed_passages(many)
    some = [0, 3, 15, 16, 31, 32, 44]
    alone = np.concatenate([embedder.embed_passages([many[i]]) for i in some])
    assert (together[some] * alone).sum(axis=1).min() > 0.99
    assert (alone @ together.T).argmax(axis=1).tolist() == some


def test_questions_and_passages_differ_by_their_prefix(embedder: OnnxEmbedder) -> None:
    text = "图书馆有多少藏书？"
    assert np.array_equal(embedder.embed_queries([text]), embedder.embed_raw([f"query: {text}"]))
    assert np.array_equal(embedder.embed_passages([text]), embedder.embed_raw([f"passage: {text}"]))


def test_the_right_passage_is_nearest(embedder: OnnxEmbedder) -> None:
    passages = ["图书馆馆藏图书120万册，日均接待读者8000人次。", "这条河全长312公里。", "会议周二批准了预算。"]
    nearest = (embedder.embed_queries(["河有多长？", "预算通过了吗？"]) @ embedder.embed_passages(passages).T).argmax(
        axis=1
    )
    assert nearest.tolist() == [1, 2]


def test_no_text_no_vector(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_long_text_is_cut_at_the_models_limit(embedder: OnnxEmbedder) -> None:
    assert embedder.count_tokens("很长" * 5000) == 512
    assert embedder.embed_passages(["很长的文字" * 5000]).shape == (1, 384)


def test_full_width_characters_are_normalised(embedder: OnnxEmbedder) -> None:
    one, other = embedder.embed_passages(["２０２３年 ＡＩＦ"]), embedder.embed_passages(["2023年 AIF"])
    assert np.array_equal(one, other)


def test_a_damaged_prepared_file_is_made_again(e5_cache: Path) -> None:
    folder = e5.prepare(e5_cache)
    model = folder / "model.onnx"
    right = model.read_bytes()
    model.write_bytes(right[:1000])
    assert not e5.is_prepared(e5_cache)
    model.write_bytes(right[:50_000_000] + bytes(1000) + right[50_001_000:])
    assert not e5.is_prepared(e5_cache)
    assert e5.agreement(e5.load(e5_cache)) > 0.99
    assert model.read_bytes() == right


def test_a_result_that_is_wrong_on_this_machine_is_not_used(e5_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(e5, "_write", lambda file, kind, folder: tried.append(kind))
    monkeypatch.setattr(e5, "agreement", lambda _: 0.9)
    monkeypatch.setattr(e5, "_RECIPE", "test")
    with pytest.raises(ModelError, match=r"0\.9000"):
        e5.prepare(e5_cache)
    assert tried == ["int8", "int7", "fp32"]
    assert not e5.is_prepared(e5_cache)


@pytest.mark.parametrize("content", [b"", b"E5S1" + bytes(40), b"PK\x03\x04"], ids=["empty", "cut", "other"])
def test_a_wrong_data_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = weights.path_of(weights.MODELS[e5.NAME], tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ModelError, match="wenju models pull multilingual-e5-small"):
        e5.load(tmp_path).embed_queries(["?"])


def test_an_incomplete_folder_is_not_whole(tmp_path: Path) -> None:
    def make(folder: Path) -> None:
        for name in ("model.onnx", "tokenizer.json", "config.json"):
            (folder / name).write_text("x")

    folder = prepared.ensure(tmp_path / "models" / "x", make)
    assert prepared.is_whole(folder)
    (folder / "config.json").unlink()
    assert not prepared.is_whole(folder)


def test_batches_keep_to_their_budget_and_lose_nothing() -> None:
    lengths = [3, 5, 5, 600, 1500, 1500, 2500]
    found = list(_batches(range(len(lengths)), lengths))
    assert [index for batch in found for index in batch] == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * lengths[batch[-1]] <= onnx_embedder._BATCH_TOKENS for batch in found)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own on Linux only")
def test_threads_that_embed_in_bulk_give_way_to_questions() -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = priority()
    with ThreadPoolExecutor(1, initializer=onnx_embedder._give_way) as pool:
        assert pool.submit(priority).result() == max(before, onnx_embedder._NICE)
    assert priority() == before


@pytest.fixture(scope="module")
def tokenisers(e5_cache: Path) -> tuple[Unigram, Tokenizer]:
    folder = e5.prepare(e5_cache)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(24)
    return Unigram(folder, unk=3, bos=0, eos=2), tokenizer


@given(
    st.text(st.one_of(st.sampled_from(" ab,1的是公司▁。é한ไ😀"), st.characters(exclude_categories=["Cs"])), max_size=40)
)
def test_the_quick_tokeniser_does_as_the_whole_one(tokenisers: tuple[Unigram, Tokenizer], text: str) -> None:
    quick, whole = tokenisers
    assert quick.encode(f"query: {text}", 24) == whole.encode(f"query: {text}").ids


def test_a_question_needs_no_whole_tokeniser(e5_cache: Path) -> None:
    embedder = e5.load(e5_cache)
    alone = embedder.embed_queries(["图书馆有多少藏书？"])
    assert embedder._open()._tokenizer is None
    embedder.embed_passages(["很长的文字。" * 100])
    assert embedder._open()._tokenizer is not None
    assert np.array_equal(embedder.embed_queries(["图书馆有多少藏书？"]), alone)
