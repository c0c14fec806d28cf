"""A language model that says what a test tells it to, for the code around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rag.models.base import Completion, Message, ModelError

Reply = Callable[[str], str]
Likely = Callable[[str], float]


def documents_of(messages: Sequence[Message]) -> str:
    """What the model was given to read: the last long user message."""
    return max((m.content for m in messages if m.role == "user"), key=len)


class ScriptedModel:
    """Writes what ``reply`` makes of the prompt; counts and keeps every request.

    ``probes`` gives the probability of the first option, by the first option (``有``, ``是``, ``对``, ``yes``), or one
    number for all, or a function of the prompt; None means a model without log-probabilities. ``failure`` is raised by
    every call.
    """

    name = "scripted"
    fingerprint = "scripted-1"

    def __init__(
        self, reply: Reply | str = "", *, probes: Mapping[str, float] | Likely | float | None = 0.99, failure: str = ""
    ) -> None:
        self._reply: Reply = reply if callable(reply) else lambda _: reply
        self._probes = probes
        self.failure = failure
        self.requests: list[Sequence[Message]] = []
        self.probed: list[Sequence[Message]] = []
        self.closed = False

    @property
    def calls(self) -> int:
        return len(self.requests) + len(self.probed)

    def complete(self, messages: Sequence[Message], **_: object) -> Completion:
        self.requests.append(tuple(messages))
        if self.failure:
            raise ModelError(self.failure)
        text = self._reply(documents_of(messages))
        return Completion(text, 100, 0, max(1, len(text)), (-0.01,) * max(1, len(text)), "stop")

    def stream(self, messages: Sequence[Message], **options: object) -> Iterator[str | Completion]:
        done = self.complete(messages, **options)
        yield done.text
        yield done

    def probe(self, messages: Sequence[Message], options: Sequence[str], **_: object) -> dict[str, float]:
        self.probed.append(tuple(messages))
        if self.failure:
            raise ModelError(self.failure)
        if self._probes is None:
            raise ModelError("no log-probabilities")
        if isinstance(self._probes, Mapping):
            first = self._probes.get(options[0], 0.99)
        else:
            first = self._probes(documents_of(messages)) if callable(self._probes) else self._probes
        return dict(zip(options, (first, 1 - first), strict=True))

    def count_tokens(self, text: str) -> int:
        return len(text)

    def close(self) -> None:
        self.closed = True
