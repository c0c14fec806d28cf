from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tenacity

from rag.models.base import Completion, Embedder, LanguageModel, Message, ModelError
from rag.models.cancelling import Cancellation, Cancelled
from rag.models.openai_embedder import OpenAIEmbedder
from rag.models.openai_llm import OpenAIChat
from tests.models.endpoints import Endpoint, Reply, chunk, probed, serving, spoken

QUESTION = Message("user", "多少？")
Serve = Callable[..., Endpoint]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that gives these replies one after another, the last one for ever."""
    with_exit: list[Any] = []

    def start(*replies: Reply) -> Endpoint:
        left = list(replies)
        manager = serving(lambda _: left.pop(0) if len(left) > 1 else left[0])
        with_exit.append(manager)
        return manager.__enter__()

    yield start
    for manager in with_exit:
        manager.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenacity.nap.time, "sleep", lambda _: None)


def chat(endpoint: Endpoint, **options: Any) -> OpenAIChat:
    return OpenAIChat(endpoint.url, "m", **{"api_key": "secret", "timeout": 60.0, **options})


def test_it_answers_with_counts_and_probabilities(serve: Serve) -> None:
    endpoint = serve(spoken("四百", "八十"))
    model = chat(endpoint)
    assert isinstance(model, LanguageModel)
    answer = model.complete([QUESTION], max_tokens=9, stop=["\n"], temperature=0.2)
    assert answer == Completion("四百八十", 7, 0, 2, (-0.5, -0.5), "stop")
    asked = endpoint.requests[0]
    assert (asked["model"], asked["max_tokens"], asked["stop"], asked["temperature"]) == ("m", 9, ["\n"], 0.2)
    assert asked["messages"] == [{"role": "user", "content": "多少？"}]
    assert endpoint.keys == ["Bearer secret"]


def test_the_key_of_the_environment_is_for_another_endpoint(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    endpoint = serve(spoken("好"))
    chat(endpoint, api_key=None).complete([QUESTION])
    assert "theirs" not in endpoint.keys[0]


def test_text_streams_and_the_whole_comes_last(serve: Serve) -> None:
    *texts, whole = chat(serve(spoken("四", "百", finish="length"))).stream([QUESTION])
    assert texts == ["四", "百"]
    assert isinstance(whole, Completion)
    assert (whole.text, whole.finish_reason) == ("四百", "length")


@pytest.mark.parametrize("parts", [("截至", "2022年，480人"), ("截至2022", "年，480人"), ("2022年，480人",)])
def test_a_beginning_is_not_repeated(serve: Serve, parts: tuple[str, ...]) -> None:
    endpoint = serve(spoken(*parts))
    answer = chat(endpoint).complete([QUESTION, Message("assistant", "截至")])
    assert answer.text == "2022年，480人"
    assert endpoint.requests[0]["continue_final_message"] is True


def test_an_answer_that_is_only_the_start_of_the_beginning_is_kept(serve: Serve) -> None:
    assert chat(serve(spoken("截"))).complete([QUESTION, Message("assistant", "截至")]).text == "截"


def test_an_endpoint_that_refuses_the_extras_is_asked_without(serve: Serve) -> None:
    endpoint = serve(Reply(400, {"error": {"message": "logprobs not supported"}}), spoken("好"))
    model = chat(endpoint)
    assert model.complete([QUESTION]).text == "好"
    assert model.complete([QUESTION]).text == "好"
    assert ["logprobs" in request for request in endpoint.requests] == [True, False, False]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(serve: Serve, status: int) -> None:
    endpoint = serve(Reply(status, {"error": {"message": "busy"}}), spoken("好"))
    assert chat(endpoint).complete([QUESTION]).text == "好"
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize(
    ("reply", "says", "asked"),
    [
        (Reply(401, {"error": {"message": "no"}}), "key", 1),
        (Reply(403, {"error": {"message": "no"}}), "key", 1),
        (Reply(404, {"error": {"message": "no"}}), "404", 1),
        (Reply(429, {"error": {"message": "no"}}), "429", 4),
        (Reply(502, "bad gateway"), "502", 4),
        (Reply(200, "<html>hello</html>"), "no sense", 1),
        (Reply(200, {"answer": 42}), "no sense", 1),
        (Reply(events=[{"what": "ever"}]), "no sense", 1),
        (Reply(events=[chunk("四百")]), "broke off", 1),
        (Reply(events=[]), "no sense", 1),
    ],
    ids=["401", "403", "404", "429", "502", "html", "json", "events", "cut", "nothing"],
)
def test_failures_say_what_to_do(serve: Serve, reply: Reply, says: str, asked: int) -> None:
    endpoint = serve(reply)
    with pytest.raises(ModelError, match=says):
        chat(endpoint).complete([QUESTION])
    assert len(endpoint.requests) == asked


def test_an_endpoint_that_is_down_is_named(serve: Serve) -> None:
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9.* cannot be reached"):
        OpenAIChat("http://127.0.0.1:9/v1", "m", timeout=60).complete([QUESTION])


@pytest.mark.parametrize(
    "reply",
    [Reply(body={}, wait=2), Reply(events=[chunk(str(n)) for n in range(20)], wait=0.1)],
    ids=["silent", "dripping"],
)
def test_a_slow_endpoint_is_given_up(monkeypatch: pytest.MonkeyPatch, reply: Reply) -> None:
    monkeypatch.undo()  # real sleeping
    with serving(lambda _: reply) as endpoint, pytest.raises(ModelError, match=r"0\.4 seconds"):
        chat(endpoint).complete([QUESTION], timeout=0.4)


def test_a_probe_weighs_the_options(serve: Serve) -> None:
    found = chat(serve(probed(有=-0.1, 没有=-2.3, 不=-5.0))).probe([QUESTION], ["有", "没有"])
    assert found["有"] == pytest.approx(0.9, abs=0.01)


def test_a_probe_without_probabilities_is_an_error(serve: Serve) -> None:
    reply = probed(有=-0.1)
    reply.body["choices"][0]["logprobs"] = None
    with pytest.raises(ModelError, match="log-probabilities"):
        chat(serve(reply)).probe([QUESTION], ["有", "没有"])


def test_tokens_are_estimated_on_the_high_side() -> None:
    model = OpenAIChat("http://127.0.0.1:9/v1", "m")
    assert model.count_tokens("公司有员工") == 5
    assert 2 <= model.count_tokens("hello world") <= 5


def vectors(*rows: list[float]) -> Reply:
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return Reply(body={"object": "list", "model": "m", "data": data[::-1], "usage": usage})


def test_vectors_come_in_order_and_with_length_one() -> None:
    def answer(request: dict[str, Any]) -> Reply:
        return vectors(*([float(len(text)), 1.0, 0.0] for text in request["input"]))

    with serving(answer) as endpoint:
        model = OpenAIEmbedder(endpoint.url, "multilingual-e5-large", timeout=60)
        texts = ["x" * n for n in range(100)]
        found = model.embed_passages(texts)
        assert isinstance(model, Embedder)
        assert (model.dimension, found.shape, found.dtype) == (3, (100, 3), np.float32)
        assert np.allclose(np.linalg.norm(found, axis=1), 1)
        assert np.allclose(found[:, 0] / found[:, 1], [len(f"passage: {text}") for text in texts])
        assert len(endpoint.requests) == 3
        model.embed_queries(["x"])
        assert endpoint.requests[-1]["input"] == ["query: x"]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(401, {"error": {"message": "no"}}), "key"),
        (Reply(200, "<html>"), "no sense"),
        (vectors(), "no sense|shape"),
        (vectors([1.0], [2.0]), "shape"),
        (vectors([float("nan")]), "shape|no sense"),
    ],
    ids=["401", "html", "none", "too many", "nan"],
)
def test_no_vectors_is_an_error(serve: Serve, reply: Reply, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        OpenAIEmbedder(serve(reply).url, "m", timeout=60)


@pytest.fixture(scope="module")
def real_endpoint(gguf: Path) -> Iterator[tuple[str, str]]:
    """llama.cpp's own server on loopback, with a key."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(gguf)
    params.n_ctx = 1024
    params.n_parallel = 1
    params.warmup = params.ui = False
    params.verbosity = -1
    params.no_extra_bufts = True
    key = secrets.token_hex(8)
    params.api_keys = [key]
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1", key
    del server


@pytest.mark.model
def test_a_real_endpoint_answers_streams_and_probes(real_endpoint: tuple[str, str]) -> None:
    url, key = real_endpoint
    model = OpenAIChat(url, "any", api_key=key, timeout=280)
    question = Message("user", "长桥公司有员工480人。\n问题：长桥公司有多少员工？直接回答。")
    answer = model.complete([question], max_tokens=24)
    assert "480" in answer.text
    assert answer.prompt_tokens > 10
    assert len(answer.logprobs) > 0
    *texts, whole = model.stream([question], max_tokens=24)
    assert isinstance(whole, Completion)
    assert "".join(map(str, texts)) == whole.text
    assert model.complete([question, Message("assistant", "有4")], max_tokens=3).text.startswith("80")
    assert model.probe([Message("user", "1+1等于几？只答一个数字。")], ["2", "7"])["2"] > 0.9
    model.close()


@pytest.mark.model
def test_a_real_endpoint_refuses_a_wrong_key(real_endpoint: tuple[str, str]) -> None:
    with pytest.raises(ModelError, match="key"):
        OpenAIChat(real_endpoint[0], "any", api_key="wrong", timeout=30).complete([QUESTION])


def test_given_up_between_two_pieces_of_text(serve: Serve) -> None:
    cancellation = Cancellation()
    endpoint = serve(spoken("四", "百", "八十"))
    with cancellation.governs():
        stream = chat(endpoint).stream([QUESTION])
        next(stream)
        cancellation.cancel()
        with pytest.raises(Cancelled):
            list(stream)
        with pytest.raises(Cancelled):
            chat(endpoint).complete([QUESTION])
    assert len(endpoint.requests) == 1
