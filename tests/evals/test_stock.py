"""The stock engine, with a real llama-index over an embedder without a model and a scripted language model."""

from __future__ import annotations

import pytest

from evals.baselines.stock import StockEngine
from evals.engine import Library
from evals.models import Models
from evals.scoring import score
from rag.errors import UserError
from store.records import Article
from tests.support.hashing import HashingEmbedder
from tests.support.models import ScriptedModel

from .conftest import FOREST, RIVER, Question

LIBRARY = Library([FOREST, RIVER], {"forest": "forest", "river": "river"})


def stock(said: str, library: Library = LIBRARY) -> tuple[StockEngine, ScriptedModel]:
    llm = ScriptedModel(said)
    return StockEngine(library, Models(HashingEmbedder(), llm), "index"), llm


def test_it_answers_from_its_two_best_chunks(question: Question) -> None:
    engine, llm = stock("截至2023年1月，松溪县共种树10.59万棵。")
    answer = engine.ask("松溪县共种树多少棵？")
    assert FOREST.text in llm.requests[0][-1].content
    assert "article_id" not in llm.requests[0][-1].content
    assert len(answer.citations) == 2
    assert all(LIBRARY.text(c.article_id)[c.start : c.end] == c.quote for c in answer.citations)  # type: ignore[index]
    assert answer.usage.calls == 1
    judged = score(question(), answer, ["forest"], LIBRARY.text)
    assert (judged.right, judged.faithfulness, judged.valid) == (True, 1.0, True)


def test_its_refusals_are_read_from_its_words(question: Question) -> None:
    engine, _ = stock("资料中没有提到2020年的种树数量。")
    gold = question(kind="near_miss", expect="refuse", why="only 2022 and 2023")
    assert score(gold, engine.ask("2020年种了多少棵树？"), [], LIBRARY.text).right


def test_it_keeps_to_the_passages_of_a_question() -> None:
    engine, _ = stock("好。")
    assert {c.article_id for c in engine.ask("松溪县共种树多少棵？", scope=["river"]).citations} == {"river"}


def test_long_articles_are_cut_and_their_offsets_hold() -> None:
    text = "".join(f"第{i}年种树{i * 13}棵，居全省前列，全县群众踊跃参加。\n" for i in range(1, 200))
    library = Library([Article(text=text, id="long", title="长文")], {"long": "long"})
    engine, _ = stock("好。", library)
    answer = engine.ask("第150年种树多少棵？")
    assert len(answer.sources) == 2
    assert all(text[c.start : c.end] == c.quote for c in answer.citations)


def test_without_a_language_model_there_is_no_stock_engine() -> None:
    with pytest.raises(UserError, match="needs a language model"):
        StockEngine(LIBRARY, Models(HashingEmbedder(), None), "index")
