"""What a model is to the rest of the library. Backends register by entry point and touch no other file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class ModelError(Exception):
    """A model cannot be loaded or does not answer; the text says which, why, and what to do.

    Args:
        template: the text in English, with ``{fields}``; ``rag.messages.explain`` has it in other languages.
        values: what fills the fields; without any the template is the text.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What a language model wrote.

    ``logprobs`` holds the natural-log probability of each written token where the backend gives it, else ().
    ``cached_tokens`` counts prompt tokens that were not read again.
    """

    text: str
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    logprobs: tuple[float, ...] = ()
    finish_reason: str = ""


@runtime_checkable
class Embedder(Protocol):
    """Texts to unit vectors, float32 of shape (len(texts), dimension)."""

    name: str
    dimension: int

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@runtime_checkable
class LanguageModel(Protocol):
    """A chat model. ``fingerprint`` changes whenever its answers may change (weights, endpoint, name)."""

    name: str
    fingerprint: str

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
        """Write an answer. A last message of role ``assistant`` is a beginning to go on from.

        Raises:
            ModelError: the model is unavailable, too slow, or answers garbage.
        """
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        stop: Sequence[str] = (),
        temperature: float = 0.0,
        timeout: float | None = None,
    ) -> Iterator[str | Completion]:
        """Yield text as it is written, and the whole Completion last. Closing the iterator stops the writing."""
        ...

    def probe(
        self, messages: Sequence[Message], options: Sequence[str], *, timeout: float | None = None
    ) -> dict[str, float]:
        """Probabilities, summing to 1 over ``options``, of how the next reply begins: one token on a cached prefix.

        A backend that gives no log-probabilities raises ``ModelError``.
        """
        ...

    def count_tokens(self, text: str) -> int: ...

    def close(self) -> None: ...


@runtime_checkable
class Reranker(Protocol):
    """Scores of texts for a question, float32 of shape (len(texts),); higher is better."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]: ...


Json = dict[str, Any]
