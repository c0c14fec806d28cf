"""Language models in GGUF files, run in this process by llama.cpp (through ``xllamacpp``).

llama.cpp's own server does the work: it keeps the prompt of the last request, so a prompt that begins like the last one
is read only from where it differs. It is reached over a Unix socket in a private folder: no network port is opened, a
closed connection stops the writing at once, and every request is bounded by a timeout.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.models.base import Completion, Json, Message, ModelError
from rag.models.cancelling import check, stopping
from rag.models.probing import Candidate, option_probabilities

if TYPE_CHECKING:
    import httpx

_PROBED = 64
"""First tokens looked at by a probe; the rest of the vocabulary holds next to no probability."""


class LlamaCpp:
    """A chat model in a GGUF file. Cheap to make: the weights are read at the first request, or by ``load``.

    Args:
        path: the GGUF file.
        name: what to call it; the file's name by default.
        threads: CPU threads; 0 means one a core.
        timeout: seconds that one request may take when the call itself sets none.
        context: tokens of prompt and answer together.

    Raises:
        ModelError: no such file, or it is not a GGUF file.
    """

    def __init__(
        self, path: Path | str, *, name: str = "", threads: int = 0, timeout: float = 120.0, context: int = 4096
    ) -> None:
        self.path = Path(path)
        self.name = name or self.path.stem
        self.context = context
        self._threads = threads or os.cpu_count() or 1
        self._timeout = timeout
        self._lock = threading.Lock()
        self._server: Any = None
        self._http: httpx.Client | None = None
        self._socket_dir = ""
        self.fingerprint = f"llama.cpp:{_digest(self.path)}:{context}"

    def load(self) -> None:
        """Read the weights now. Safe to call from several threads, and again.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        with self._lock:
            if self._http is None:
                self._start()

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        stop: Sequence[str] = (),
        temperature: float = 0.0,
        grammar: str | None = None,
        timeout: float | None = None,
    ) -> Completion:
        """See ``LanguageModel.complete``. ``grammar`` is GBNF."""
        body = self._request(messages, max_tokens, stop, temperature) | ({"grammar": grammar} if grammar else {})
        reply = self._post("/completion", body, timeout)
        probabilities = reply.get("completion_probabilities", ())
        return _completion(reply, str(reply["content"]), [float(p["logprob"]) for p in probabilities])

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        stop: Sequence[str] = (),
        temperature: float = 0.0,
        timeout: float | None = None,
    ) -> Iterator[str | Completion]:
        """See ``LanguageModel.stream``."""
        limit = timeout or self._timeout
        deadline = time.monotonic() + limit
        body = self._request(messages, max_tokens, stop, temperature) | {"stream": True}
        texts: list[str] = []
        logprobs: list[float] = []
        for event in self._events("/completion", body, limit, deadline):
            logprobs += [float(p["logprob"]) for p in event.get("completion_probabilities", ())]
            if text := str(event.get("content", "")):
                texts.append(text)
                yield text
            if event.get("stop"):
                yield _completion(event, "".join(texts), logprobs)
                return
        raise ModelError("the reply of the model {name} broke off; try again", name=self.name)

    def probe(
        self, messages: Sequence[Message], options: Sequence[str], *, timeout: float | None = None
    ) -> dict[str, float]:
        """See ``LanguageModel.probe``."""
        prompt = self._prompt(messages)

        def first_tokens(begun: str) -> list[Candidate]:
            body = {"prompt": prompt + begun, "n_predict": 1, "n_probs": _PROBED, "temperature": 0.0}
            reply = self._post("/completion", body, timeout)
            top = reply["completion_probabilities"][0]["top_logprobs"]
            return [Candidate(bytes(t["bytes"]).decode("utf-8", "ignore"), float(t["logprob"])) for t in top]

        return option_probabilities(options, first_tokens)

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` for this model; control tokens written out in it count as plain text."""
        return len(self._post("/tokenize", {"content": text, "parse_special": False}, None)["tokens"])

    def close(self) -> None:
        """Free the weights. A later call loads them again."""
        with self._lock:
            if self._http is not None:
                self._http.close()
            self._http = self._server = None
            if self._socket_dir:
                shutil.rmtree(self._socket_dir, ignore_errors=True)
                self._socket_dir = ""
            atexit.unregister(self.close)

    def _start(self) -> None:
        import httpx
        import xllamacpp

        key = secrets.token_urlsafe(32)
        params = xllamacpp.CommonParams()
        params.model.path = str(self.path)
        params.n_ctx = self.context
        params.n_parallel = 1
        params.n_batch = params.n_ubatch = 512  # a request that was given up holds the model to the end of a batch
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = self._threads
        params.no_extra_bufts = True  # weights stay in the mapped file instead of a repacked copy: 0.6 GB less
        params.cache_ram_mib = 128  # prompts of other conversations; llama.cpp's default is 8 GiB
        params.warmup = params.ui = params.endpoint_slots = params.use_color = False
        params.verbosity = -1
        params.offline = True
        params.api_keys = [key]
        params.cors_origins = ""
        transport, base = self._address(params)
        try:
            self._server = xllamacpp.Server(params)
        except Exception as error:
            raise ModelError(
                "the model {name} cannot be loaded ({path}): {reason}. The file may be damaged; get it again",
                name=self.name,
                path=self.path,
                reason=error,
            ) from error
        base = base or str(self._server.listening_address)
        self._http = httpx.Client(transport=transport, base_url=base, headers={"Authorization": f"Bearer {key}"})
        atexit.register(self.close)

    def _address(self, params: Any) -> tuple[httpx.HTTPTransport, str]:
        """Where the server listens: a Unix socket, or a free port on loopback where the system has none."""
        import httpx

        limits = httpx.Limits(max_keepalive_connections=0)  # a call has its own connection, which ends with it
        if not hasattr(socket, "AF_UNIX"):
            params.hostnames = ["127.0.0.1"]
            params.port = 0
            return httpx.HTTPTransport(limits=limits), ""
        self._socket_dir = tempfile.mkdtemp(prefix="wenju-")  # mode 0700
        path = f"{self._socket_dir}/llm.sock"
        params.hostnames = [path]
        return httpx.HTTPTransport(uds=path, limits=limits), "http://llm"

    def _request(self, messages: Sequence[Message], max_tokens: int, stop: Sequence[str], temperature: float) -> Json:
        return {
            "prompt": self._prompt(messages),
            "n_predict": max_tokens,
            "stop": list(stop),
            "temperature": temperature,
            "n_probs": 1,
            "cache_prompt": True,
        }

    def _prompt(self, messages: Sequence[Message]) -> str:
        """The messages in the model's own chat template, the last assistant message left open."""
        if not messages:
            raise ValueError("no messages")
        plain = [{"role": m.role, "content": _without_control(m.content)} for m in messages]
        begun = plain.pop()["content"] if messages[-1].role == "assistant" else ""
        return str(self._post("/apply-template", {"messages": plain}, None)["prompt"]) + begun

    def _client(self) -> httpx.Client:
        check()
        self.load()
        client = self._http
        if client is None:
            raise ModelError("the model {name} was closed", name=self.name)
        return client

    def _post(self, path: str, body: Json, timeout: float | None) -> Any:
        import httpx

        limit = timeout or self._timeout
        wire = _Wire()
        try:
            with stopping(wire.cut):
                reply = self._client().post(path, json=body, timeout=limit, extensions={"trace": wire.trace})
        except httpx.TimeoutException as error:
            raise self._slow(limit) from error
        except httpx.HTTPError as error:
            raise ModelError("the model {name} did not answer: {reason}", name=self.name, reason=error) from error
        if reply.status_code != 200:
            raise self._refused(reply.text)
        return reply.json()

    def _events(self, path: str, body: Json, limit: float, deadline: float) -> Iterator[Json]:
        """Server-sent events as objects. Leaving the iterator closes the connection, and so stops the model."""
        import httpx

        wire = _Wire()
        extensions = {"trace": wire.trace}
        try:
            with (
                stopping(wire.cut),
                self._client().stream("POST", path, json=body, timeout=limit, extensions=extensions) as reply,
            ):
                if reply.status_code != 200:
                    raise self._refused(reply.read().decode("utf-8", "replace"))
                for line in reply.iter_lines():
                    if time.monotonic() > deadline:
                        raise self._slow(limit)
                    if line.startswith("data: {"):
                        yield json.loads(line[6:])
        except httpx.TimeoutException as error:
            raise self._slow(limit) from error
        except httpx.HTTPError as error:
            raise ModelError("the model {name} did not answer: {reason}", name=self.name, reason=error) from error

    def _slow(self, limit: float) -> ModelError:
        return ModelError(
            "the model {name} did not finish within {limit:g} seconds; raise llm_timeout, or take a smaller model",
            name=self.name,
            limit=limit,
        )

    def _refused(self, text: str) -> ModelError:
        try:
            error = json.loads(text)["error"]
        except (ValueError, KeyError, TypeError):
            return ModelError("the model {name} failed: {reason}", name=self.name, reason=text[:200])
        if error.get("type") == "exceed_context_size_error":
            return ModelError(
                "question and evidence are {tokens} tokens, more than the {context} of the model {name}",
                tokens=error.get("n_prompt_tokens"),
                context=self.context,
                name=self.name,
            )
        return ModelError("the model {name} failed: {reason}", name=self.name, reason=error.get("message", text[:200]))


class _Wire:
    """The connection of one request, to be cut from another thread: llama.cpp then stops at the end of its batch."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._is_cut = False

    def trace(self, event: str, info: Json) -> None:
        """See httpx's ``trace`` extension."""
        if event.startswith("connection.connect_") and event.endswith(".complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._is_cut:
                self.cut()

    def cut(self) -> None:
        self._is_cut = True
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)


def _completion(reply: Json, text: str, logprobs: Sequence[float]) -> Completion:
    return Completion(
        text=text,
        prompt_tokens=int(reply.get("tokens_evaluated", 0)),
        cached_tokens=int(reply.get("timings", {}).get("cache_n", 0)),
        completion_tokens=int(reply.get("tokens_predicted", 0)),
        logprobs=tuple(logprobs),
        finish_reason="length" if reply.get("stop_type") == "limit" else "stop",
    )


def _without_control(text: str) -> str:
    """Text in which no ``<|token|>`` can end a turn or begin another: articles are not to be trusted."""
    return text.replace("<|", "< |")


def _digest(path: Path) -> str:
    """A name for the weights that does not need all of the file: its size, first and last mebibyte.

    Raises:
        ModelError: the file is missing or is not GGUF.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1 << 20)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - (1 << 20)))
            tail = file.read()
    except OSError as error:
        raise ModelError("the model file {path} cannot be read: {reason}", path=path, reason=error.strerror) from error
    if not head.startswith(b"GGUF"):
        raise ModelError("{path} is not a GGUF model file", path=path)
    return hashlib.sha256(b"%d" % size + head + tail).hexdigest()[:16]
