"""Language models behind any OpenAI-compatible endpoint: vLLM, Ollama, DashScope, DeepSeek, llama.cpp's server."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import openai

from rag.models.base import Completion, Json, Message, ModelError
from rag.models.cancelling import Cancelled, check
from rag.models.openai_errors import call, explain
from rag.models.probing import Candidate, option_probabilities

_PROBED = 20
"""First tokens looked at by a probe: the most that OpenAI's API gives."""


class OpenAIChat:
    """A chat model behind an endpoint.

    Args:
        url: base URL, usually ending in ``/v1``.
        model: the model's name there.
        api_key: sent as bearer token.
        timeout: seconds that one request, all attempts together, may take when the call itself sets none.
    """

    def __init__(self, url: str, model: str, *, api_key: str | None = None, timeout: float = 120.0) -> None:
        self.name = model
        self.fingerprint = f"openai:{url}#{model}"
        self._endpoint = f"{url}（{model}）"
        self._timeout = timeout
        # never the key of the environment: it belongs to another endpoint
        self._client = openai.OpenAI(base_url=url, api_key=api_key or "none", max_retries=0)
        self._chat = self._client.chat.completions  # imports much of the library: not on a request's time
        self._extras: Json = {"logprobs": True, "stream_options": {"include_usage": True}}

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
        """See ``LanguageModel.complete``. ``grammar`` (GBNF) is passed on; endpoints that know none ignore it."""
        body = _body(messages, max_tokens, stop, temperature)
        if grammar:
            body["extra_body"] = {"grammar": grammar}
        *_, whole = self._events(messages, body, timeout or self._timeout)
        if not isinstance(whole, Completion):  # _events ends with one, or raises
            raise ModelError("the reply of the model service {endpoint} broke off; try again", endpoint=self._endpoint)
        return whole

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
        yield from self._events(messages, _body(messages, max_tokens, stop, temperature), timeout or self._timeout)

    def probe(
        self, messages: Sequence[Message], options: Sequence[str], *, timeout: float | None = None
    ) -> dict[str, float]:
        """See ``LanguageModel.probe``."""
        limit = timeout or self._timeout

        def first_tokens(begun: str) -> list[Candidate]:
            body = _body([*messages, *([Message("assistant", begun)] if begun else [])], 1, (), 0.0)
            reply = call(
                lambda left: self._chat.create(
                    model=self.name, timeout=left, logprobs=True, top_logprobs=_PROBED, **body
                ),
                self._endpoint,
                limit,
            )
            given = reply.choices[0].logprobs if getattr(reply, "choices", None) else None
            if given is None or not given.content:
                raise ModelError("the model service {endpoint} gives no log-probabilities", endpoint=self._endpoint)
            return [Candidate(top.token, top.logprob) for top in given.content[0].top_logprobs]

        return option_probabilities(options, first_tokens)

    def count_tokens(self, text: str) -> int:
        """An estimate, on the high side: the endpoint's tokenizer is not at hand."""
        wide = sum(ord(character) > 0x2E7F for character in text)
        return wide + (len(text) - wide + 2) // 3

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _events(self, messages: Sequence[Message], body: Json, limit: float) -> Iterator[str | Completion]:
        """Text as it comes, then the Completion."""
        deadline = time.monotonic() + limit
        written = _Written(messages[-1].content if messages[-1].role == "assistant" else "")
        with self._open(body, limit) as chunks:
            try:
                for chunk in chunks:
                    check()
                    if time.monotonic() > deadline:
                        raise explain(openai.APITimeoutError(request=chunks.response.request), self._endpoint, limit)
                    if text := written.add(chunk):
                        yield text
            except (ModelError, Cancelled):
                raise
            except Exception as error:
                raise explain(error, self._endpoint, limit) from error
        if text := written.rest():
            yield text
        if not written.finish_reason:
            raise ModelError(
                "the reply of the model service {endpoint} makes no sense or broke off; check that the address is an "
                "OpenAI-compatible API",
                endpoint=self._endpoint,
            )
        yield written.completion()

    def _open(self, body: Json, limit: float) -> openai.Stream[Any]:
        """The stream of chunks; without the optional parameters where the endpoint refuses them."""

        def ask(left: float) -> openai.Stream[Any]:
            create: Any = self._chat.create
            try:
                return create(model=self.name, stream=True, timeout=left, **self._extras, **body)  # type: ignore[no-any-return]
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                if not self._extras:
                    raise
                stream = create(model=self.name, stream=True, timeout=left, **body)
                self._extras = {}
                return stream  # type: ignore[no-any-return]

        return call(ask, self._endpoint, limit)


class _Written:
    """What a stream has said so far. Some endpoints repeat the beginning they were given; it is left out."""

    def __init__(self, begun: str) -> None:
        self._begun = begun
        self._held = ""
        self._texts: list[str] = []
        self._logprobs: list[float] = []
        self._usage: Any = None
        self.finish_reason = ""

    def add(self, chunk: Any) -> str:
        """The text to show now."""
        self._usage = getattr(chunk, "usage", None) or self._usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish_reason = choice.finish_reason or self.finish_reason
        if choice.logprobs and choice.logprobs.content:
            self._logprobs += [token.logprob for token in choice.logprobs.content]
        self._held += choice.delta.content or ""
        if self._begun.startswith(self._held) and self._held != self._begun:
            return ""  # it may still turn out to be the beginning repeated
        return self.rest()

    def rest(self) -> str:
        """Text held back, without the repeated beginning."""
        text = self._held.removeprefix(self._begun)
        self._held = self._begun = ""
        if text:
            self._texts.append(text)
        return text

    def completion(self) -> Completion:
        usage = self._usage
        details = getattr(usage, "prompt_tokens_details", None)
        return Completion(
            text="".join(self._texts),
            prompt_tokens=getattr(usage, "prompt_tokens", 0) or 0,
            cached_tokens=getattr(details, "cached_tokens", 0) or 0,
            completion_tokens=getattr(usage, "completion_tokens", 0) or 0,
            logprobs=tuple(self._logprobs),
            finish_reason="length" if self.finish_reason == "length" else "stop",
        )


def _body(messages: Sequence[Message], max_tokens: int, stop: Sequence[str], temperature: float) -> Json:
    if not messages:
        raise ValueError("no messages")
    body: Json = {
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "max_tokens": max_tokens,
        "temperature": temperature,
    }
    if stop:
        body["stop"] = list(stop)
    if messages[-1].role == "assistant":  # vLLM's way to say: go on from there; others do so, or ignore it
        body["extra_body"] = {"add_generation_prompt": False, "continue_final_message": True}
    return body
