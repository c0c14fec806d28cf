"""What the language model is asked: one-token probes and a short draft, all on one cached prefix."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering import prompts
from rag.answering.documents import render
from rag.answering.evidence import Sentence
from rag.corpus.sentences import sentence_spans
from rag.models.base import Completion, LanguageModel, Message, ModelError
from rag.types import Usage

_log = logging.getLogger(__name__)
_OPTIONS = {
    "holds_answer": {"zh": ("是", "否"), "en": ("yes", "no")},
    "true_or_not": {"zh": ("对", "不对"), "en": ("yes", "no")},
}
_PREAMBLE = re.compile(
    r"^(?:根据(?:以上|上述|所给|提供的)?(?:资料|报道|文档|信息)[^，,：:]{0,12}[，,：:]|答案?[：:]|回答[：:]|(?:According to|Based on) the (?:provided )?(?:documents?|article|report)s?,?\s*|Answer:\s*)",  # noqa: E501
    re.IGNORECASE,
)
_MARKERS = re.compile(
    r"[\[【\(（]\s*\^?\d{1,2}(?:\s*[,，、]\s*\d{1,2})*\s*[\]】\)）](?!年|月|日)|\[citation[^\]]*\]|<[^>]{1,40}>",
    re.IGNORECASE,
)
_HEADS = re.compile(r"[（(]\d{4}-\d{2}-\d{2}\s?(?:报道|report)[)）]")
_NUMBERED = re.compile(r"^(?:[（(]?\d{1,2}[.、)）](?!\d)|[①-⑳])\s*")
_SHORT_ITEM = 40
_PARTS_TOKENS = 100
_MARKUP = re.compile(r"\*\*|__|^#+\s*|^\s*[-*•]\s+|`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A model's text, cleaned, with what its probabilities say. They are None where the model gives none."""

    text: str
    mean_logprob: float | None
    least_logprob: float | None


class Drafter:
    """Asks one model about one set of evidence at a time and counts what that costs."""

    def __init__(self, llm: LanguageModel, timeout: float) -> None:
        self._llm = llm
        self._timeout = timeout
        self._written: dict[tuple[tuple[Message, ...], int], Draft] = {}
        self._divided: dict[tuple[str, str], list[str]] = {}
        self._probed: dict[tuple[Message, ...], float] = {}
        self.usage = Usage()

    @property
    def name(self) -> str:
        return self._llm.name

    def probe(self, sentences: Sequence[Sentence], question: str, language: str, what: str) -> float | None:
        """Probability of the first of the probe's two replies, or None where the model gives no probabilities."""
        messages = tuple(prompts.request(render(sentences, language), question, language, what))
        if messages in self._probed:
            return self._probed[messages]
        options = _OPTIONS[what][language]
        try:
            result = self._llm.probe(messages, options, timeout=self._timeout)
        except ModelError as error:  # a model that gives no probabilities still writes; one that is gone fails there
            _log.info("no probe %s: %s", what, error)
            return None
        self.usage = added(self.usage, Usage(probes=1))
        self._probed[messages] = result[options[0]]
        return result[options[0]]

    def divide(self, text: str, first: str) -> list[str]:
        """The questions that ``text`` asks beside ``first``, each in words of its own."""
        if known := self._divided.get((text, first)):
            return known
        begun = f"{first.strip('？? ')}？\n"
        messages = [*prompts.dialogue("divide", "zh"), Message("user", text), Message("assistant", begun)]
        done = self._llm.complete(messages, max_tokens=_PARTS_TOKENS, timeout=self._timeout)
        self.usage = added(self.usage, _usage(done))
        lines = [line.strip() for line in done.text.splitlines() if line.strip()]
        self._divided[text, first] = lines[1:] if lines[:1] == [begun.strip()] else lines  # hosted models begin anew
        return self._divided[text, first]

    def translate(self, question: str, prompt: str = "translate") -> str:
        """The question in Chinese."""
        return self._one_line(prompts.text(prompt, "zh").format(question=question), 80).strip("“”\"' ")

    def to_english(self, sentence: str) -> str:
        """A Chinese sentence in English."""
        return self._one_line(prompts.text("to_english", "en").format(sentence=sentence), 200)

    def _one_line(self, request: str, max_tokens: int) -> str:
        done = self._llm.complete([Message("user", request)], max_tokens=max_tokens, timeout=self._timeout)
        self.usage = added(self.usage, _usage(done))
        return done.text.strip().splitlines()[0].strip() if done.text.strip() else ""

    def write(
        self, sentences: Sequence[Sentence], question: str, language: str, line: str = "answer", max_tokens: int = 160
    ) -> Draft:
        """One written answer; the same request again gives the same one without asking the model.

        Raises:
            ModelError: the model is unavailable or too slow.
        """
        messages = tuple(prompts.request(render(sentences, language), question, language, line))
        if known := self._written.get((messages, max_tokens)):
            return known
        done = self._llm.complete(messages, max_tokens=max_tokens, timeout=self._timeout)
        self.usage = added(self.usage, _usage(done))
        text = tidy(done.text)
        if done.finish_reason == "length":
            text = _whole_sentences(text)
        logprobs = done.logprobs
        draft = Draft(text, sum(logprobs) / len(logprobs) if logprobs else None, min(logprobs) if logprobs else None)
        self._written[messages, max_tokens] = draft
        return draft


def tidy(text: str) -> str:
    """A draft without preambles, markup, document heads and markers of the model's own making."""
    text = _HEADS.sub("", _MARKERS.sub("", _MARKUP.sub("", _without_numbering(text.strip()))))
    text = re.sub(r"([1-4])等奖", lambda m: "一二三四"[int(m[1]) - 1] + "等奖", text)  # as every article writes it
    text = re.sub(r"(?:1|一)个(?=[特一二三四]等奖)", "", text)
    return re.sub(r"[ \t]{2,}", " ", _PREAMBLE.sub("", text)).strip()


def _without_numbering(text: str) -> str:
    """A numbered list as prose: short items in one sentence behind the words that lead to them, long ones each as a
    sentence of its own. A number is no statement and cannot be checked."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((i for i, line in enumerate(lines) if _NUMBERED.match(line)), len(lines))
    items = [_NUMBERED.sub("", line) for line in lines[first:]]
    lead = lines[:first]
    if len(items) < 2:
        return "\n".join([*lead, *items]) if items else text
    if max(map(len, items)) <= _SHORT_ITEM:
        joined = "；".join(item.rstrip("。；;，,. ") for item in items)
        return "\n".join([*lead[:-1], f"{''.join(lead[-1:])}{joined}。"])
    if lead and lead[-1].endswith(("：", ":")):
        lead = lead[:-1]
    return "\n".join([*lead, *(item if item[-1:] in "。！？.!?" else f"{item}。" for item in items if item)])


def _whole_sentences(text: str) -> str:
    """Without the last sentence where it was cut off."""
    spans = sentence_spans(text)
    return text if len(spans) < 2 or text[spans[-1][1] - 1] in "。！？.!?" else text[: spans[-2][1]]


def _usage(done: Completion) -> Usage:
    return Usage(done.prompt_tokens, done.cached_tokens, done.completion_tokens, calls=1)


def added(a: Usage, b: Usage) -> Usage:
    """What two pieces of work cost together."""
    return Usage(
        a.prompt_tokens + b.prompt_tokens, a.cached_tokens + b.cached_tokens, a.completion_tokens + b.completion_tokens,
        a.calls + b.calls, a.probes + b.probes,
    )  # fmt: skip
