"""The HTTP API, asked by the real OpenAI client over loopback."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator

import httpx
import openai
import pytest
import uvicorn

from rag.errors import ModelUnavailable, UserError
from rag.ports import listen
from rag.server import create_app
from rag.types import Turn
from tests.fakes import ANSWER, PASSAGE, TEXT, FakeAssistant

Serve = Callable[..., str]


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def serve(assistant: FakeAssistant) -> Iterator[Serve]:
    """Starts the API on a free port; returns its base URL."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(**options: object) -> str:
        listener = listen("127.0.0.1", 18_000)
        server = uvicorn.Server(uvicorn.Config(create_app(assistant, **options), log_level="error"))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join()


def client(url: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=url, api_key=key, max_retries=0)


def test_an_answer_with_its_citations(serve: Serve, assistant: FakeAssistant) -> None:
    done = client(serve()).chat.completions.create(
        model="wenju",
        messages=[
            {"role": "system", "content": "ignored"},
            {"role": "user", "content": "甲厂何时成立？"},
            {"role": "assistant", "content": "1998年。"},
            {"role": "user", "content": [{"type": "text", "text": "有多少员工？"}]},
        ],
        temperature=0.7,
        extra_body={"published_before": "2023-01-01"},
    )
    assert done.choices[0].message.content == ANSWER.text
    assert done.model_extra["wenju"]["citations"][0]["published"] == "2022-10-01"
    assert done.usage is not None
    name, question, options = assistant.calls[0]
    assert (name, question) == ("ask", "有多少员工？")
    assert options["history"] == [Turn("user", "甲厂何时成立？"), Turn("assistant", "1998年。")]
    assert options["published_before"] == "2023-01-01"


def test_a_stream_brings_sources_text_and_the_answer(serve: Serve, assistant: FakeAssistant) -> None:
    chunks = list(
        client(serve()).chat.completions.create(
            model="wenju",
            messages=[{"role": "user", "content": "？"}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert chunks[0].model_extra["wenju"]["sources"][0]["score"] == PASSAGE.score
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == ANSWER.text
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-2].model_extra["wenju"]["answer"]["id"] == ANSWER.id
    assert chunks[-1].usage is not None
    assert assistant.stream_closed


def test_a_refusal_streams_its_text(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.answer = dataclasses.replace(ANSWER, text="文章里没有。", refused=True, reason="no_evidence")
    chunks = client(serve()).chat.completions.create(
        model="wenju", messages=[{"role": "user", "content": "？"}], stream=True
    )
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "文章里没有。"


def test_an_error_inside_a_stream_reaches_the_client(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.raises = ModelUnavailable("权重损坏")
    with pytest.raises(openai.APIError, match="权重损坏"):
        list(
            client(serve()).chat.completions.create(
                model="wenju", messages=[{"role": "user", "content": "？"}], stream=True
            )
        )


def test_the_key_is_asked_for(serve: Serve) -> None:
    url = serve(api_key="秘密")
    for wrong in ("none", "秘"):
        refused = httpx.get(f"{url}/models", headers={"authorization": f"Bearer {wrong}".encode()})
        assert refused.status_code == 401
        assert refused.json()["error"]["code"] == "invalid_api_key"
    assert httpx.get(f"{url}/models", headers={"authorization": "Bearer 秘密".encode()}).status_code == 200
    assert httpx.get(url.replace("/v1", "/health")).status_code == 200


def test_the_openai_client_understands_a_wrong_key(serve: Serve) -> None:
    with pytest.raises(openai.AuthenticationError):
        client(serve(api_key="right"), "wrong").models.list()


def test_models_search_articles_feedback(serve: Serve, assistant: FakeAssistant) -> None:
    url = serve()
    assert [model.id for model in client(url).models.list()] == ["wenju"]
    found = httpx.post(f"{url}/search", json={"query": "员工", "k": 3, "article_ids": ["a1"]}).json()
    assert found["data"][0]["passage"]["text"] == TEXT
    assert assistant.calls[-1][2]["article_ids"] == ["a1"]
    assert httpx.get(f"{url}/articles").json()["data"][0]["title"] == "甲厂简介"
    assert httpx.get(f"{url}/articles/a1").json()["text"] == TEXT
    assert httpx.get(f"{url}/articles/zz").status_code == 404
    rated = httpx.post(f"{url}/feedback", json={"answer_id": "answer-1", "rating": -1, "comment": "旧数"})
    assert rated.status_code == 200
    assert assistant.calls[-1] == ("feedback", "answer-1", {"rating": -1, "comment": "旧数"})


@pytest.mark.parametrize(
    ("error", "status", "shown"),
    [
        (UserError("日期不对"), 400, "日期不对"),
        (ModelUnavailable("权重损坏"), 503, "权重损坏"),
        (RuntimeError("secret path"), 500, "internal error"),
    ],
)
def test_errors_have_the_shape_of_openai(
    serve: Serve, assistant: FakeAssistant, error: Exception, status: int, shown: str
) -> None:
    assistant.raises = error
    got = httpx.post(f"{serve()}/search", json={"query": "员工"})
    assert got.status_code == status
    assert shown in got.json()["error"]["message"]
    assert "secret" not in got.text


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "user", "content": 3}]}, "messages.0.content.str"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, None),
        ({}, "messages"),
    ],
)
def test_bad_requests_name_the_field(serve: Serve, body: dict[str, object], param: str | None) -> None:
    got = httpx.post(f"{serve()}/chat/completions", json=body)
    assert got.status_code == 400
    assert got.json()["error"]["param"] == param
    assert got.json()["error"]["message"]


def test_a_web_page_cannot_reach_it_by_another_name(serve: Serve) -> None:
    url = serve(loopback_only=True)
    assert httpx.get(f"{url}/articles").status_code == 200
    assert httpx.get(f"{url}/articles", headers={"host": "evil.example"}).status_code == 400
