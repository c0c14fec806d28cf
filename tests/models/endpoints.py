"""A small OpenAI-compatible server that misbehaves on request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What to send: a status with a body, or events, each ``wait`` seconds after the one before."""

    status: int = 200
    body: Any = None
    events: list[Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0


@dataclass
class Endpoint:
    """The server, and what it was asked."""

    url: str
    requests: list[dict[str, Any]]
    keys: list[str]


def chunk(text: str = "", *, finish: str | None = None, logprob: float | None = None) -> dict[str, Any]:
    """A piece of a streamed chat completion."""
    logprobs = None if logprob is None else {"content": [{"token": text, "logprob": logprob, "top_logprobs": []}]}
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish, "logprobs": logprobs}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


def spoken(*texts: str, finish: str = "stop") -> Reply:
    """A whole streamed answer."""
    usage = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    usage["usage"] = {"prompt_tokens": 7, "completion_tokens": len(texts), "total_tokens": 7 + len(texts)}
    return Reply(events=[*(chunk(text, logprob=-0.5) for text in texts), chunk(finish=finish), usage])


def probed(**logprobs: float) -> Reply:
    """A one-token answer with the likeliest tokens."""
    top = [{"token": token, "logprob": value, "bytes": None} for token, value in logprobs.items()]
    content = [{"token": top[0]["token"], "logprob": top[0]["logprob"], "bytes": None, "top_logprobs": top}]
    message = {"role": "assistant", "content": top[0]["token"]}
    choice = {"index": 0, "message": message, "finish_reason": "length", "logprobs": {"content": content}}
    return Reply(body={"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})


@contextmanager
def serving(answer: Callable[[dict[str, Any]], Reply]) -> Iterator[Endpoint]:
    """A server on loopback that answers every request with what ``answer`` says."""
    requests: list[dict[str, Any]] = []
    keys: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            requests.append(request)
            keys.append(self.headers.get("authorization", ""))
            reply = answer(request)
            try:
                self._send(reply)
            except OSError:
                return  # the client has had enough

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("connection", "close")
            if reply.events is None:
                time.sleep(reply.wait)
                body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                self.send_header("content-type", "text/html" if isinstance(reply.body, str) else "application/json")
                self.end_headers()
                self.wfile.write(body.encode())
                return
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for event in reply.events:
                time.sleep(reply.wait)
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", requests, keys)
    finally:
        server.shutdown()
        server.server_close()
