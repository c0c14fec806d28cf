"""What search looks like with one of its steps changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from benchmarks.datasets import Dataset
from rag.settings import Settings

_REPRINTS = 3  # other publishers that print each article word for word


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to index and search; variants of one ``index`` share a store."""

    name: str
    index: str
    dataset: Dataset
    settings: Settings
    patches: tuple[tuple[str, Any], ...] = ()

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Within this, the step is changed."""
        with ExitStack() as stack:
            for target, value in self.patches:
                stack.enter_context(patch(target, value))
            yield


def variants(dataset: Dataset, settings: Settings) -> list[Variant]:
    """The configured way first."""

    def changed(name: str, index: str = "same", *patches: tuple[str, Any], **update: Any) -> Variant:
        return Variant(name, index, dataset, settings.model_copy(update=update), patches)

    embedded = "rag.indexing.indexer.embedded_text"
    reprinted = Variant("every passage printed four times", "reprints", _reprinted(dataset), settings)
    return [
        changed("as configured"),
        *(changed(f"lexical weight {w}", lexical_weight=w) for w in (0.0, 0.2, 0.3, 0.4, 0.5, 1.0)),
        changed("BM25 without single characters", "same", ("store.lexical._SINGLE_WEIGHT", 0.0)),
        changed("BM25 without titles", "same", ("store.lexical.HEAD_WEIGHT", 0.0)),
        changed("titles above no piece", "bare", (embedded, _bare)),
        changed("titles above every piece", "titled", (embedded, _titled)),
        changed("vectors of whole passages", "whole", piece_characters=2000),
        *(changed(f"pieces of {n} characters", f"p{n}", piece_characters=n) for n in (80, 240)),
        reprinted,
        replace(
            reprinted, name="  the same, not folded",
            patches=(("rag.retrieval.retriever.fold_duplicates", _not_folded),),
        ),
    ]  # fmt: skip


def _bare(article: Any, _passages: int, start: int, end: int) -> str:
    return str(article.text[start:end])


def _titled(article: Any, _passages: int, start: int, end: int) -> str:
    return f"{article.title}\n{article.text[start:end]}"


def _not_folded(signatures: Sequence[bytes], k: int) -> list[tuple[int, list[int]]]:
    return [(i, []) for i in range(min(k, len(signatures)))]


def _reprinted(dataset: Dataset) -> Dataset:
    copies = [replace(a, id=f"{a.id}-again-{i}") for a in dataset.articles for i in range(_REPRINTS)]
    return replace(dataset, articles=(*dataset.articles, *copies))
