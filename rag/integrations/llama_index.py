"""Wenju inside llama-index: its retriever and its query engine over one Assistant.

>>> from rag.integrations.llama_index import WenjuQueryEngine         # doctest: +SKIP
>>> WenjuQueryEngine(assistant).query("AIF联盟是做什么的？").response    # doctest: +SKIP
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.types import ScoredPassage

if TYPE_CHECKING:
    from rag.assistant import Assistant


def as_node(passage: ScoredPassage) -> NodeWithScore:
    """A passage as a node: its text, its article's head and offsets as metadata, the fused score."""
    node = TextNode(
        id_=passage.passage.id,
        text=passage.text,
        metadata={
            "article_id": passage.article_id, "title": passage.title, "publisher": passage.publisher or "",
            "published": str(passage.published or ""), "start": passage.start, "end": passage.end,
            "dense": passage.dense, "lexical": passage.lexical,
        },
    )  # fmt: skip
    return NodeWithScore(node=node, score=passage.score)


class WenjuRetriever(BaseRetriever):
    """``Assistant.search`` as a llama-index retriever; ``limits`` are its filters."""

    def __init__(self, assistant: Assistant, *, k: int | None = None, **limits: Any) -> None:
        super().__init__()
        self._assistant, self._k, self._limits = assistant, k, limits

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [as_node(p) for p in self._assistant.search(query_bundle.query_str, k=self._k, **self._limits)]


class WenjuQueryEngine(BaseQueryEngine):
    """``Assistant.ask`` as a llama-index query engine.

    The response's text is the verified answer with its markers, ``source_nodes`` are the passages that were found, and
    ``metadata["answer"]`` is the whole ``Answer``. The citation engine of llama-index validates no marker; here each
    one was checked before it got in.
    """

    def __init__(self, assistant: Assistant, **limits: Any) -> None:
        super().__init__(callback_manager=None)
        self._assistant, self._limits = assistant, limits

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        answer = self._assistant.ask(query_bundle.query_str, **self._limits)
        nodes = [as_node(p) for p in answer.sources]
        return Response(response=answer.text, source_nodes=nodes, metadata={"answer": answer})

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return WenjuRetriever(self._assistant, **self._limits).retrieve(query_bundle)
