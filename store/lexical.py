"""The lexical index: tantivy over character bigrams, on disk, read while it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from store.text import characters, terms

_HEAP = 64_000_000  # bytes of postings held before a segment is written
_COMMON = 0.4  # share of the passages above which a single character says nothing
_SINGLE_WEIGHT = 0.75  # a character says less than a pair
HEAD_WEIGHT = 0.5  # a title names the subject of every passage below it, but says less than the passage's own words


class LexicalIndexError(Exception):
    """The files of the lexical index cannot be read; they can be rebuilt from the catalog."""


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("head", tokenizer_name="whitespace", index_option="freq")
    # Each character counts once, yet its frequency is kept: without it tantivy scores every match instead of skipping.
    builder.add_text_field("single", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalIndex:
    """BM25 over passages; ``head`` holds the bigrams of title and publisher.

    Raises:
        LexicalIndexError: the folder's files are damaged.
    """

    def __init__(self, path: Path) -> None:
        import tantivy

        self._t = tantivy
        self._schema = _schema()
        self._writer: Any = None
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(path))
            self._index.config_reader("manual")
            self._index.reload()
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            old = "schema does not match" in str(error)
            raise LexicalIndexError("its layout is another version's" if old else str(error)) from error

    def refresh(self) -> None:
        """See what was committed, by this process or another."""
        try:
            self._index.reload()
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise LexicalIndexError(str(error)) from error

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def write(self, entries: Iterable[tuple[int, str, str]], delete: Iterable[int] = ()) -> None:
        """Add (number, head, body) and take numbers out, in one commit."""
        try:
            if self._writer is None:
                self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
            if gone := list(delete):
                self._writer.delete_documents_by_query(self._t.Query.term_set_query(self._schema, "number", gone))
            for number, head, body in entries:
                document = self._t.Document()
                document.add_unsigned("number", number)
                document.add_text("head", " ".join(terms(head)))
                document.add_text("body", " ".join(terms(body)))
                document.add_text("single", " ".join(characters(body)))
                self._writer.add_document(document)
            self._writer.commit()
        except (ValueError, OSError) as error:
            self._writer = None
            raise LexicalIndexError(str(error)) from error
        self.refresh()

    def close_writer(self) -> None:
        """Let another process write."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()

    def query(self, question: str, n: int, only: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """The ``n`` best passages as (number, BM25 score), best first; ``only`` ranks just these numbers."""
        words = list(dict.fromkeys(terms(question)))[:256]
        if not words or n < 1 or (only is not None and not only):
            return []
        t, schema = self._t, self._schema
        should = [(t.Occur.Should, t.Query.term_query(schema, "body", w, "freq")) for w in words]
        should += [
            (t.Occur.Should, t.Query.boost_query(t.Query.term_query(schema, "head", w, "freq"), HEAD_WEIGHT))
            for w in words
        ]
        common = max(1, int(_COMMON * self._searcher.num_docs))
        should += [
            (t.Occur.Should, t.Query.boost_query(t.Query.term_query(schema, "single", c, "freq"), _SINGLE_WEIGHT))
            for c in characters(question)[:64]
            if self._searcher.doc_freq("single", c) <= common
        ]
        query = t.Query.boolean_query(should)
        if only is not None:
            numbers = t.Query.const_score_query(t.Query.term_set_query(schema, "number", list(only)), 0.0)
            query = t.Query.boolean_query([(t.Occur.Must, numbers), (t.Occur.Must, query)])
        try:
            hits = self._searcher.search(query, limit=n, count=False).hits
            found = self._searcher.fast_field_values("number", [address for _, address in hits])
        except (ValueError, OSError) as error:
            raise LexicalIndexError(str(error)) from error
        return [(int(number or 0), float(score)) for (score, _), number in zip(hits, found, strict=True)]
