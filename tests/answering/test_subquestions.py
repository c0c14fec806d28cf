"""A question about two subjects or two years becomes one question about each."""

from __future__ import annotations

import pytest

from rag.answering.names import NameBook
from rag.answering.question import analyse
from rag.answering.subquestions import by_subject, by_year, respectively, subjects_of
from tests.support import newsroom

NAMES = NameBook(f"{a.title}\n{a.text}" for a in newsroom.ALL)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("远帆汽车和蓝鲸电池2023年的净利润相差多少？", ["远帆汽车", "蓝鲸电池"]),
        ("远帆汽车与蓝鲸电池谁的研发人员更多？", ["远帆汽车", "蓝鲸电池"]),
        ("北京和上海的人口相差多少？", ["北京", "上海"]),
        ("远帆汽车2023年的净利润是多少？", []),
        ("远帆汽车的净利润和营业收入各是多少？", []),
        ("谁当选临江市市长？", []),
    ],
)
def test_the_subjects_that_are_compared(text: str, subjects: list[str]) -> None:
    found = subjects_of(analyse(text, NAMES), NAMES)
    assert found == subjects if subjects else len(found) < 2


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "远帆汽车和蓝鲸电池2023年的净利润相差多少？",
            ["2023年远帆汽车的净利润是多少？", "2023年蓝鲸电池的净利润是多少？"],
        ),
        ("远帆汽车与蓝鲸电池谁的研发人员更多？", ["远帆汽车的研发人员是多少？", "蓝鲸电池的研发人员是多少？"]),
        ("远帆汽车和蓝鲸电池哪家更好？", []),
    ],
)
def test_one_question_a_subject(text: str, questions: list[str]) -> None:
    question = analyse(text, NAMES)
    assert [q for _, q in by_subject(question, subjects_of(question, NAMES), NAMES)] == questions


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("远帆汽车2024年比2023年净利润多多少？", ["2024年", "2023年"]),
        ("远帆汽车2023年的净利润是多少？", []),
        ("2023年和2023年一样吗？", []),
        ("How much did profit grow from 2023 to 2024?", []),
    ],
)
def test_one_question_a_year(text: str, years: list[str]) -> None:
    found = by_year(analyse(text, NAMES), NAMES)
    assert [year for year, _ in found] == years
    assert all(year in question and "净利润" in question for year, question in found)


@pytest.mark.parametrize(
    ("asked", "second"),
    [
        ("周岚和何木在会上分别承诺了多少套住房？", "何木在会上承诺了多少套住房?"),
        ("2025年棠梨奖最佳男主角和最佳女主角分别是谁？", "2025年棠梨奖最佳女主角是谁?"),
        ("2022年周岚和何木分别承诺了多少？", "2022年何木承诺了多少?"),
        ("2021年和2022年的最佳影片分别是哪部？", "2022年的最佳影片是哪部?"),
        ("北湾工厂和南湾基地的总投资各是多少？", "南湾基地的总投资是多少?"),
        ("海鹰队的前锋和后卫分别是谁？", "海鹰队的后卫是谁?"),
    ],
)
def test_what_is_asked_of_two_is_asked_of_each(asked: str, second: str) -> None:
    assert respectively(analyse(asked, NameBook(())))[1][1] == second


def test_one_subject_is_not_taken_apart() -> None:
    assert respectively(analyse("周岚和何木在哪一年结婚？", NameBook(()))) == []
