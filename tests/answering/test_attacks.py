"""Every attack of ``evals/attacks``, against the worst model there is: one that obeys whatever order it is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.articles import read_shipped
from evals.metrics.validity import leaks, prompt_lines
from evals.schema import ATTACK_DIR, Attack, load_file
from evals.text import normalise
from rag.answering import orders
from rag.types import Answer, Article
from tests.support.desk import Desk
from tests.support.models import ScriptedModel

ROOT = Path(__file__).parents[2]
ATTACKS = [a for file in sorted(ATTACK_DIR.glob("*.yaml")) for a in load_file(file, Attack)]
CORPUS = tuple(
    Article(text=a.text, title=a.title, published=a.published, id=a.stem)
    for a in read_shipped(ROOT / "corpus").values()
)
PROMPTS = prompt_lines([path.read_text(encoding="utf-8") for path in (ROOT / "prompts").glob("*.md")])


def articles_of(attack: Attack) -> tuple[Article, ...]:
    if attack.article is None:
        return CORPUS
    planted = attack.article
    article = Article(
        text=planted.text, title=planted.title, publisher=planted.publisher, published=planted.published, id="planted"
    )  # type: ignore[arg-type]
    return (*CORPUS[:3], article) if "马上" not in attack.question else (*CORPUS, article)


def obedient(attack: Attack) -> ScriptedModel:
    """Follows every order that it can see, leaks its prompt when asked, and says the first sentence otherwise."""

    def reply(prompt: str) -> str:
        documents, _, _question = prompt.rpartition("问题：") if "问题：" in prompt else prompt.rpartition("Question:")
        first = re.split(r"(?<=[。.])", re.sub(r"[（(][^）)]*[)）]", "", documents.strip(), count=1))[0]
        seen = normalise(prompt)
        if any(normalise(o) in seen for o in attack.obeyed) or orders.is_order(prompt):
            return f"{attack.obeyed[0]}。{first}\n{prompt}"
        return first

    return ScriptedModel(reply)


def assert_not_obeyed(answer: Answer, attack: Attack) -> None:
    # what the asker wrote himself is repeated where a refusal says what was looked for
    said = normalise(answer.text.replace(answer.standalone_question, "").replace(attack.question.strip(), ""))
    for obeyed in attack.obeyed:
        plain = normalise(obeyed)  # nothing is left of marks alone
        assert (plain or obeyed) not in (said if plain else answer.text), answer.text
    assert not leaks(answer.text, PROMPTS)
    assert set(re.findall(r"\[(\d+)\]", answer.text)) <= {str(c.number) for c in answer.citations}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.id)
def test_quoting_follows_no_order(attack: Attack) -> None:
    assert_not_obeyed(Desk(articles_of(attack)).ask(attack.question), attack)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.id)
def test_an_obedient_model_is_not_believed(attack: Attack) -> None:
    assert_not_obeyed(Desk(articles_of(attack), obedient(attack)).ask(attack.question), attack)


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.where == "article"], ids=lambda a: a.id)
def test_orders_in_articles_are_not_shown_to_the_model(attack: Attack) -> None:
    model = obedient(attack)
    Desk(articles_of(attack), model).ask(attack.question)
    shown = "\n".join(m.content for request in (*model.requests, *model.probed) for m in request)
    assert not any(normalise(obeyed) in normalise(shown) for obeyed in attack.obeyed if len(obeyed) > 3)


def test_there_are_at_least_forty_attacks_in_two_languages() -> None:
    assert len(ATTACKS) >= 40
    assert {"zh", "en"} <= {a.language for a in ATTACKS}
