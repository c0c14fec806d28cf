"""What is evaluated: anything that answers questions. ``Assistant`` is one; the stock baseline is another."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from evals.articles import align, read_shipped
from evals.metrics.validity import prompt_lines
from evals.models import Models, open_models
from evals.results import SHIPPED, Fingerprint
from evals.schema import HistoryTurn
from evals.sets import EvalSet
from rag.assistant import Assistant
from rag.errors import UserError
from rag.resources import corpus_dir, prompt_dir
from rag.settings import Settings
from rag.types import Answer, Article, Turn

ROOT = Path(__file__).parents[1]
HOME = ROOT if (ROOT / "pyproject.toml").is_file() else Path.cwd()  # an installed package is no place to write to
CACHE_DIR = Path(os.environ.get("WENJU_EVAL_CACHE", HOME / "evals" / ".cache"))
# Settings that change no answer, or are told apart by what they lead to (the index, the model).
NO_MATTER = frozenset(
    {"store_dir", "cache_dir", "host", "port", "language", "threads", "llm_api_key", "embedder_api_key", "llm_timeout"}
)


OWN_PASSAGES = "own passages"


class Engine(Protocol):
    """An answering engine over one index. ``parallel`` is how many questions it can take at once."""

    name: str
    model: str
    embedder: str
    corpus: str
    parallel: int
    fingerprint: Fingerprint
    prompts: tuple[str, ...]

    def ask(self, question: str, history: Sequence[HistoryTurn], scope: Sequence[str]) -> Answer:
        """Answer; ``scope`` are the ids of the only articles to look at (none: all)."""
        ...

    def supporting(self, names: Sequence[str]) -> tuple[str, ...]:
        """Ids of the articles that gold questions name."""
        ...

    def article_text(self, article_id: str) -> str | None: ...

    def close(self) -> None: ...


class Library:
    """The articles of one evaluation: their texts by id, and the ids behind the names that gold questions use."""

    def __init__(self, articles: Sequence[Article], names: Mapping[str, str], name: str = "") -> None:
        self.name = name
        self.articles = {a.id: a for a in articles}
        self.names = dict(names)

    def supporting(self, names: Sequence[str]) -> tuple[str, ...]:
        """Ids by name.

        Raises:
            UserError: a gold question names an article that is gone.
        """
        gone = [n for n in names if n not in self.names]
        if gone:
            raise UserError(
                f"gold questions name articles that are not there: {', '.join(gone)}; correct `articles:` (known are "
                f"{', '.join(sorted(self.names))})"
            )
        return tuple(self.names[n] for n in names)

    def text(self, article_id: str) -> str | None:
        article = self.articles.get(article_id)
        return article.text if article else None


def gold_corpus() -> Path:
    """Where gold questions are asked: ``WENJU_EVAL_CORPUS``, or the articles that ship with Wenju."""
    named = os.environ.get("WENJU_EVAL_CORPUS")
    path = Path(named).expanduser() if named else corpus_dir()
    if not path.exists():
        raise UserError(f"WENJU_EVAL_CORPUS={named}: no such folder")
    return path.resolve()


def check_articles(eval_set: EvalSet, corpus: Path | None = None) -> None:
    """Every article that a gold question names must be there, before anything is asked: among those that came with
    the set, in the ``corpus`` that it is asked of, or among the shipped ones, of which the corpus holds counterparts.

    Raises:
        UserError: some are gone; the text names the questions.
    """
    known = {a.id for a in eval_set.articles} or set(read_shipped(corpus_dir()))
    if corpus is not None and corpus.is_dir() and not eval_set.articles:
        known |= {path.stem for path in corpus.rglob("*.*")}
    gone = [f"{q.id}: articles: {n} is gone" for q in eval_set.questions for n in q.articles if n not in known]
    if gone:
        raise UserError("\n".join(gone) + f"\nknown articles: {', '.join(sorted(known)[:20])}")


def hash_files(root: Path, pattern: str) -> str:
    """Hash over the content of the files under ``root`` that match."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob(pattern)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def code_hash() -> str:
    """Changes whenever a line of ``rag`` or ``store`` that takes part in answering does."""
    digest = hashlib.sha256()
    for folder in (ROOT / "rag", ROOT / "store"):
        for path in sorted(folder.rglob("*.py")):
            if "cli" not in path.relative_to(ROOT).parts and path.name != "server.py":
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def index_hash(articles: Sequence[Article], *more: str) -> str:
    """Changes whenever the content of any article does, or what cuts and embeds them."""
    digest = hashlib.sha256("\x1f".join(more).encode())
    for pair in sorted((a.id, a.content_hash) for a in articles):
        digest.update("\x1f".join(pair).encode())
    return digest.hexdigest()[:16]


def settings_hash(settings: Settings) -> str:
    """Changes whenever a setting does that can change an answer."""
    seed = settings.model_dump_json(exclude=set(NO_MATTER))
    return hashlib.sha256(seed.encode()).hexdigest()[:16]


def label(corpus: Path | None) -> str:
    """A short name for a corpus folder: that of the shipped one is its own."""
    if corpus is None or corpus == corpus_dir().resolve():
        return SHIPPED
    return f"{corpus.parent.name}/{corpus.name}"


class AssistantEngine:
    """``Assistant`` over a store of its own in the cache."""

    def __init__(self, assistant: Assistant, models: Models, library: Library, name: str = "wenju") -> None:
        settings = assistant.settings
        self.assistant = assistant
        self.models = models
        self.library = library
        self.name = name
        self.model = models.name
        self.embedder = models.embedder.name
        self.corpus = library.name
        self.parallel = 4 if settings.llm.startswith("openai:") else 1
        self.prompts = prompt_lines([p.read_text("utf-8").split("---\n", 2)[-1] for p in prompt_dir().glob("*.md")])
        self.fingerprint = Fingerprint(
            model=models.fingerprint,
            prompts=hash_files(prompt_dir(), "*.md"),
            settings=settings_hash(settings),
            index=index_hash(list(library.articles.values()), models.embedder.name),
            code=code_hash(),
        )

    def ask(self, question: str, history: Sequence[HistoryTurn] = (), scope: Sequence[str] = ()) -> Answer:
        turns = [Turn(t.role, t.text) for t in history]
        return self.assistant.ask(question, history=turns, article_ids=list(scope) or None)

    def supporting(self, names: Sequence[str]) -> tuple[str, ...]:
        return self.library.supporting(names)

    def article_text(self, article_id: str) -> str | None:
        return self.library.text(article_id)

    def close(self) -> None:
        self.assistant.close()
        self.models.close()


def open_engine(eval_set: EvalSet, settings: Settings, corpus: Path | None = None) -> AssistantEngine:
    """An assistant that has the set's articles indexed (at once, where nothing has changed since the last time).

    Raises:
        UserError: an article cannot be read, or a gold question names one that is gone.
        ModelUnavailable: a model cannot be loaded.
    """
    check_articles(eval_set, corpus)
    corpus = None if eval_set.articles else corpus or gold_corpus()
    where = f"{corpus or index_hash(eval_set.articles)}|{settings.embedder}|{settings.embedder_weights}"
    where += f"|{settings.passage_tokens}|{settings.piece_characters}"
    store = CACHE_DIR / "stores" / hashlib.sha256(where.encode()).hexdigest()[:12]
    models = open_models(settings)
    assistant = Assistant(settings.model_copy(update={"store_dir": store}), llm=models.llm, embedder=models.embedder)
    try:
        report = assistant.ingest(corpus, sync=True) if corpus else assistant.ingest(eval_set.articles)
        failed = [f"{o.source}: {o.reason}" for o in report.failed]
        if failed:
            raise UserError("\n".join(failed))
        return AssistantEngine(assistant, models, library_of(assistant, eval_set, corpus))
    except BaseException:
        assistant.close()
        models.close()
        raise


def library_of(assistant: Assistant, eval_set: EvalSet, corpus: Path | None) -> Library:
    """The assistant's articles under the names that the set's questions use."""
    articles = [assistant.article(info.id) for info in assistant.articles()]
    if eval_set.articles:
        return Library(articles, {a.id: a.id for a in articles}, OWN_PASSAGES)
    named = {n for q in eval_set.questions for n in q.articles}
    by_file = {Path(a.source).stem: a.id for a in articles if a.source}
    if named <= set(by_file):  # a set with a corpus of its own, or the shipped pair
        return Library(articles, by_file, label(corpus))
    shipped = read_shipped(corpus_dir())
    return Library(articles, align({s: a for s, a in shipped.items() if s in named}, articles), label(corpus))
