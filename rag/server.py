"""``wenju serve``: an OpenAI-compatible HTTP API over one Assistant.

Any OpenAI client can ask: the answer's text is the message, and everything else (citations, timeline, why it was
refused, the passages that were found) is in the extra field ``wenju``. System messages are ignored: the articles
decide what is said. No cross-origin request is allowed, and the documentation pages, which would load scripts from
the internet, are off; ``/openapi.json`` describes the API.
"""

from __future__ import annotations

import hmac
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from rag.assistant import Assistant
from rag.errors import ModelUnavailable, UserError
from rag.messages import explain
from rag.models.base import ModelError
from rag.running import Run
from rag.types import Answer, Event, Final, Sources, Token, Turn

log = logging.getLogger(__name__)

MODEL = "wenju"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Filters(BaseModel):
    """Limits of a search; dates are ISO."""

    published_after: str | None = None
    published_before: str | None = None
    article_ids: list[str] | None = None

    def arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Filters.model_fields}


class ContentPart(BaseModel):
    """A part of a message; only text is understood."""

    type: Literal["text"]
    text: str


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[ContentPart]

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatRequest(Filters):
    """Sampling settings that clients send along are accepted and have no effect."""

    model: str = MODEL
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=1000)]
    stream: bool = False
    stream_options: StreamOptions | None = None


class SearchRequest(Filters):
    query: str
    k: Annotated[int, Field(ge=1, le=100)] | None = None


class FeedbackRequest(BaseModel):
    answer_id: str
    rating: Literal[1, -1]
    comment: Annotated[str, Field(max_length=10_000)] = ""


def create_app(
    assistant: Assistant, *, api_key: str = "", loopback_only: bool = False, language: str = "zh"
) -> FastAPI:
    """The API over ``assistant``.

    Args:
        assistant: answers every request; not closed here.
        api_key: what callers must send as a bearer token; empty lets everyone in.
        language: in which errors are told.
        loopback_only: refuse requests whose ``Host`` is another name, so that no web page can reach the API by DNS.
    """
    app = FastAPI(title="Wenju", docs_url=None, redoc_url=None)
    if loopback_only:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
    _add_error_handlers(app, language)
    app.include_router(_routes(assistant, language), dependencies=[Depends(_key_check(api_key))])

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


def _key_check(api_key: str) -> Any:
    def check(request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if api_key and not hmac.compare_digest(given.encode("latin-1"), api_key.encode()):
            raise HTTPException(401, "no valid API key: send it as 'Authorization: Bearer KEY'")

    return check


def _routes(assistant: Assistant, language: str) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.get("/models")
    def models() -> Any:
        return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "wenju"}]}

    @router.post("/chat/completions")
    def chat(request: ChatRequest) -> Any:
        question, history = _conversation(request.messages)
        if not request.stream:
            return _json(_completion(assistant.ask(question, history=history, **request.arguments())))
        run = Run(lambda: assistant.stream(question, history=history, **request.arguments()))
        usage = bool(request.stream_options and request.stream_options.include_usage)
        return StreamingResponse(_server_sent(run, usage, language), media_type="text/event-stream")

    @router.post("/search")
    def search(request: SearchRequest) -> Any:
        return _json({"object": "list", "data": assistant.search(request.query, k=request.k, **request.arguments())})

    @router.get("/articles")
    def articles() -> Any:
        return _json({"object": "list", "data": assistant.articles()})

    @router.get("/articles/{article_id}")
    def article(article_id: str) -> Any:
        try:
            return _json(assistant.article(article_id))
        except KeyError:
            raise HTTPException(404, f"there is no article {article_id}") from None

    @router.post("/feedback")
    def feedback(request: FeedbackRequest) -> Any:
        assistant.feedback(request.answer_id, request.rating, request.comment)
        return {"status": "ok"}

    return router


def _conversation(messages: list[ChatMessage]) -> tuple[str, list[Turn]]:
    turns = [Turn(m.role, m.text) for m in messages if m.role == "user" or m.role == "assistant"]
    if not turns or turns[-1].role != "user":
        raise UserError("the last message must have the role 'user': it is the question")
    return turns[-1].text, turns[:-1]


def _json(value: Any) -> JSONResponse:
    return JSONResponse(to_jsonable_python(value, inf_nan_mode="null"))


def _usage(answer: Answer) -> dict[str, Any]:
    usage = answer.usage
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }


def _completion(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.text}
    return {
        "id": f"chatcmpl-{answer.id}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(answer),
        "wenju": answer,
    }


async def _server_sent(run: Run, with_usage: bool, language: str) -> AsyncIterator[str]:
    """The events as server-sent chunks. A caller that leaves stops the model."""
    frame: dict[str, Any] = {"id": f"chatcmpl-{time.time_ns():x}", "object": "chat.completion.chunk"}
    frame |= {"created": int(time.time()), "model": MODEL}

    def chunk(delta: dict[str, Any], finish: str | None = None, **extra: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _frame(frame | {"choices": [choice], "wenju": extra})

    written = False
    try:
        async for event in _each(run):
            if isinstance(event, Sources):
                yield chunk({"role": "assistant", "content": ""}, sources=event.passages, best=event.best)
            elif isinstance(event, Token):
                written = written or bool(event.text)
                yield chunk({"content": event.text}, citations=event.citations)
            elif isinstance(event, Final):
                yield chunk({} if written else {"content": event.answer.text}, "stop", answer=event.answer)
                if with_usage:
                    yield _frame(frame | {"choices": [], "usage": _usage(event.answer)})
    except Exception as error:  # noqa: BLE001 - the status line is gone: the error can only travel in the stream
        yield _frame(_error(error, language)[1])
    finally:
        run.stop()
    yield "data: [DONE]\n\n"


async def _each(run: Run) -> AsyncIterator[Event]:
    """The events, waited for in a thread that is left alone where the caller leaves."""
    events = run.events()
    while (event := await to_thread.run_sync(next, events, None, abandon_on_cancel=True)) is not None:
        yield event


def _frame(value: Any) -> str:
    return f"data: {json.dumps(to_jsonable_python(value, inf_nan_mode='null'), ensure_ascii=False)}\n\n"


def _error(error: Exception, language: str) -> tuple[int, dict[str, Any]]:
    """Status and OpenAI-style body of an error; what is no one's fault but ours is logged and not shown."""
    if isinstance(error, UserError):
        return 400, _body(explain(error, language), "invalid_request_error")
    if isinstance(error, ModelUnavailable | ModelError):
        return 503, _body(explain(error, language), "model_unavailable")
    log.error("request failed", exc_info=error)
    return 500, _body("internal error; the server's log says more", "server_error")


def _body(message: str, kind: str, *, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _add_error_handlers(app: FastAPI, language: str) -> None:
    def failed(_: Request, error: Exception) -> JSONResponse:
        status, body = _error(error, language)
        return JSONResponse(body, status)

    def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        kind, code = ("authentication_error", "invalid_api_key") if error.status_code == 401 else (_KIND, None)
        return JSONResponse(_body(str(error.detail), kind, code=code), error.status_code, headers=error.headers)

    def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body")
        return JSONResponse(_body(f"{where or 'body'}: {first['msg']}", _KIND, param=where or None), 400)

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    for kind in (UserError, ModelUnavailable, ModelError, Exception):
        app.add_exception_handler(kind, failed)


_KIND = "invalid_request_error"


def run(assistant: Assistant, listener: socket.socket, *, api_key: str = "") -> None:
    """Serve until interrupted."""
    import uvicorn

    app = create_app(
        assistant,
        api_key=api_key,
        loopback_only=listener.getsockname()[0] in LOOPBACK,
        language=assistant.settings.language,
    )
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
