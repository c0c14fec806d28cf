"""The engine to beat: llama-index as its tutorial has it, on the same articles, language model and embeddings.

``SentenceSplitter(chunk_size=1024)``, a ``VectorStoreIndex``, the two most similar chunks, the default prompts. Models
are given explicitly through thin adapters: the global ``Settings`` of llama-index would fall back to a hosted model. It
has no history, so that follow-ups reach it as they are; that is what a stock query engine does.

It names sources for the whole answer, not for sentences. So that faithfulness and citations are not zero by
construction, every sentence counts as citing both chunks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import llama_index.core

os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(llama_index.core.__file__).parent / "_static" / "tiktoken_cache"))

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, CompletionResponse, LLMMetadata
from llama_index.core.llms import CustomLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode, QueryBundle
from pydantic import PrivateAttr

from evals.engine import AssistantEngine, Library
from evals.metrics.faithfulness import split
from evals.models import Models
from evals.results import Fingerprint
from evals.schema import HistoryTurn
from rag.errors import UserError
from rag.models.base import Embedder, LanguageModel, Message
from rag.types import Answer, Article, Citation, Passage, ScoredPassage, Usage

CHUNK_TOKENS, TOP_K, ANSWER_TOKENS = 1024, 2, 256


class EmbeddingAdapter(BaseEmbedding):  # type: ignore[misc]
    """An ``Embedder`` as llama-index wants it."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name, embed_batch_size=8)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self._embedder.embed_queries([query])[0]]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._embedder.embed_passages(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class LanguageModelAdapter(CustomLLM):  # type: ignore[misc]
    """A ``LanguageModel`` as llama-index wants it: a chat model, which gets the default chat prompts."""

    _llm: LanguageModel = PrivateAttr()
    _usage: Usage = PrivateAttr(default=Usage())

    def __init__(self, llm: LanguageModel) -> None:
        super().__init__()
        self._llm = llm
        self._usage = Usage()

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=8192, num_output=ANSWER_TOKENS, is_chat_model=True, model_name=self._llm.name)

    def take_usage(self) -> Usage:
        """Tokens since the last call."""
        used, self._usage = self._usage, Usage()
        return used

    def _write(self, messages: Sequence[Message]) -> str:
        done = self._llm.complete(messages, max_tokens=ANSWER_TOKENS)
        u = self._usage
        self._usage = replace(
            u,
            prompt_tokens=u.prompt_tokens + done.prompt_tokens,
            cached_tokens=u.cached_tokens + done.cached_tokens,
            completion_tokens=u.completion_tokens + done.completion_tokens,
            calls=u.calls + 1,
        )
        return done.text

    def chat(self, messages: Sequence[ChatMessage], **_: Any) -> ChatResponse:
        roles = {"system": "system", "assistant": "assistant"}
        asked = [Message(roles.get(m.role.value, "user"), m.content or "") for m in messages]  # type: ignore[arg-type]
        return ChatResponse(message=ChatMessage(role="assistant", content=self._write(asked)))

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        return CompletionResponse(text=self._write([Message("user", prompt)]))

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        raise NotImplementedError("evaluations do not stream")


class StockEngine:
    """The stock query engine behind the same ``ask``."""

    name = "llama-index stock"
    parallel = 1
    prompts: tuple[str, ...] = ()

    def __init__(self, library: Library, models: Models, index_hash: str) -> None:
        if models.llm is None:
            raise UserError("--stock needs a language model: llama-index has no extractive answerer")
        self.library = library
        self.model = models.name
        self.embedder = models.embedder.name
        self.corpus = library.name
        version = f"llama-index-core {llama_index.core.__version__}, {CHUNK_TOKENS} tokens, top {TOP_K}"
        self.fingerprint = Fingerprint(models.fingerprint, "llama-index defaults", version, index_hash, "stock-1")
        self._embed = EmbeddingAdapter(models.embedder)
        self._llm = LanguageModelAdapter(models.llm)
        self._index: VectorStoreIndex | None = None

    def _open(self) -> VectorStoreIndex:
        if self._index is None:
            hidden = ["article_id"]
            documents = [
                Document(
                    text=a.text,
                    id_=a.id,
                    metadata=_head(a),
                    excluded_llm_metadata_keys=hidden,
                    excluded_embed_metadata_keys=hidden,
                )
                for a in self.library.articles.values()
            ]
            self._index = VectorStoreIndex.from_documents(
                documents, transformations=[SentenceSplitter(chunk_size=CHUNK_TOKENS)], embed_model=self._embed
            )
        return self._index

    def ask(self, question: str, history: Sequence[HistoryTurn] = (), scope: Sequence[str] = ()) -> Answer:
        """Answer with the stock engine; ``scope`` is honoured by a metadata filter."""
        from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters

        index = self._open()
        only = MetadataFilter(key="article_id", value=list(scope), operator=FilterOperator.IN)
        filters = MetadataFilters(filters=[only]) if scope else None
        engine = index.as_query_engine(llm=self._llm, similarity_top_k=TOP_K, filters=filters)
        start = time.monotonic()
        nodes = engine.retriever.retrieve(question)
        found = time.monotonic()
        response = engine.synthesize(QueryBundle(question), nodes)
        done = time.monotonic()
        text = str(response).strip()
        citations = tuple(self._citation(i, n) for i, n in enumerate(nodes, 1))
        marks = "".join(f"[{c.number}]" for c in citations)
        return Answer(
            id=uuid4().hex,
            question=question,
            text="\n".join(f"{s}{marks}" for s in split(text)),
            citations=citations,
            model=self.model,
            timings={"retrieve": found - start, "write": done - found, "total": done - start},
            usage=self._llm.take_usage(),
            sources=tuple(self._passage(n) for n in nodes),
        )

    def _span(self, node: Any) -> tuple[Article, int, int]:
        article = self.library.articles[node.node.metadata["article_id"]]
        text = node.node.get_content(metadata_mode=MetadataMode.NONE)
        start = node.node.start_char_idx
        if start is None or article.text[start : start + len(text)] != text:
            start = max(0, article.text.find(text))
        return article, start, start + len(text)

    def _citation(self, number: int, node: Any) -> Citation:
        a, start, end = self._span(node)
        score = float(node.score or 0.0)
        return Citation(number, a.id, a.title, a.publisher, a.published, a.text[start:end], start, end, score)

    def _passage(self, node: Any) -> ScoredPassage:
        a, start, end = self._span(node)
        passage = Passage(node.node.node_id, a.id, 0, start, end, a.text[start:end])
        score = float(node.score or 0.0)
        return ScoredPassage(passage, a.title, a.publisher, a.published, score, dense=score)

    def supporting(self, names: Sequence[str]) -> tuple[str, ...]:
        return self.library.supporting(names)

    def article_text(self, article_id: str) -> str | None:
        return self.library.text(article_id)

    def close(self) -> None: ...


def _head(article: Article) -> dict[str, str]:
    """What a tutorial would put into the metadata: title and date (and our id, hidden from the model)."""
    head = {"article_id": article.id, "title": article.title}
    return head | ({"published": article.published.isoformat()} if article.published else {})


def open_stock(engine: AssistantEngine) -> StockEngine:
    """The stock engine over the articles and with the models of another engine."""
    return StockEngine(engine.library, engine.models, engine.fingerprint.index)
