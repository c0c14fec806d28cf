"""Articles are weighed one by one: what the model reads, and when it is not asked to write at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tests.support.desk import Desk
from tests.support.models import ScriptedModel, documents_of
from tests.support.newsroom import report

OPENED = report(
    "opened",
    date(2024, 6, 30),
    "历时七年建成的苇海跨江通道今天上午向社会车辆开放，首日车流量超过四万。",
    "两岸今起一脚油门",
)
PLANNED = report(
    "planned",
    date(2023, 11, 28),
    "苇海跨江通道预计哪天通车？工程方说，最快要到明年春天才能正式通车。",
    "苇海通道何时通车",
)
AGAIN = report(
    "again", date(2024, 7, 1), "6月30日，苇海跨江通道正式投入使用，第一辆车10时从南岸驶出。", "苇海通道首日见闻"
)
ASKED = "苇海通道是哪天正式通车的？"


def weighing(reply: str, odds: Mapping[str, float]) -> ScriptedModel:
    """Thinks an article holds the answer as likely as the first of ``odds`` whose words stand in its prompt says."""
    return ScriptedModel(reply, probes=lambda shown: next((p for words, p in odds.items() if words in shown), 0.5))


def read_by(model: ScriptedModel) -> str:
    return "\n".join(documents_of(request) for request in model.requests)


def test_a_near_miss_is_not_read_beside_the_article_that_holds_the_answer() -> None:
    model = weighing("苇海通道于2024年6月30日通车。", {"预计哪天": 0.4, "向社会车辆开放": 0.98})
    answer = Desk((OPENED, PLANNED), model).ask(ASKED)
    assert not answer.refused
    assert "6月30日" in answer.text
    assert "向社会车辆开放" in read_by(model)
    assert "最快要到" not in read_by(model)
    assert all(sum(words in documents_of(p) for words in ("预计哪天", "社会车辆")) == 1 for p in model.probed)


def test_articles_that_hold_it_equally_well_are_read_together() -> None:
    model = weighing("苇海通道于2024年6月30日通车。", {"预计哪天": 0.3, "社会车辆": 0.98, "第一辆车": 0.97})
    answer = Desk((OPENED, PLANNED, AGAIN), model).ask(ASKED)
    assert "6月30日" in answer.text
    assert all(words in read_by(model) for words in ("社会车辆", "第一辆车"))


def test_where_no_article_alone_holds_it_nothing_is_written() -> None:
    model = weighing("苇海通道明年春天通车。", {"苇海": 0.02})
    answer = Desk((PLANNED, AGAIN), model).ask("苇海通道的总投资是多少？")
    assert answer.refused
    assert model.requests == []


def test_a_model_without_probabilities_reads_them_all() -> None:
    model = ScriptedModel("苇海通道于2024年6月30日通车。", probes=None)
    Desk((OPENED, PLANNED), model).ask(ASKED)
    assert "最快要到" in read_by(model)


def test_what_takes_several_articles_is_read_from_several() -> None:
    model = weighing("苇海通道的优点有两岸直达、全天开放。", {"": 0.98})
    Desk((OPENED, PLANNED), model).ask("苇海通道有哪些优点？")
    shown = [documents_of(p) for p in model.probed]
    assert shown
    assert all("最快要到" in text and "社会车辆" in text for text in shown)


def test_a_sentence_with_few_words_of_the_question_is_read() -> None:
    model = weighing("苇海通道于2024年6月30日通车。", {"": 0.9})
    Desk((OPENED, PLANNED, AGAIN), model).ask(ASKED)
    assert "向社会车辆开放" in "\n".join(documents_of(p) for p in model.probed)


def test_a_time_of_day_is_of_its_day() -> None:
    race = report(
        "race",
        date(2024, 9, 5),
        "2024苇海马拉松定档！比赛将于11月3日（星期日）7时30分在南岸广场鸣枪。",
        "苇海马拉松定档",
    )
    answer = Desk((race,), ScriptedModel("2024年苇海马拉松将于11月3日7时30分鸣枪。")).ask(
        "2024年苇海马拉松哪天开跑的？"
    )
    assert "11月3日" in answer.text
    assert not answer.refused


def test_a_day_is_not_told_by_a_sentence_without_one() -> None:
    race = report(
        "race",
        date(2024, 11, 20),
        "2024苇海马拉松奖牌亮相，选手包揽前三，冠军成绩2小时09分。",
        "苇海马拉松",
    )
    answer = Desk((race,), ScriptedModel("2024年苇海马拉松是12月9日开跑的。")).ask("2024年苇海马拉松哪天开跑的？")
    assert answer.refused


def test_the_semi_final_is_not_the_final() -> None:
    match = report("match", date(2024, 8, 2), "苇海杯女单半决赛，尤兰以两局战胜头号种子韩珂。", "尤兰晋级")
    answer = Desk((match,), ScriptedModel("尤兰赢了韩珂。")).ask("苇海杯女单决赛尤兰赢的是谁？")
    assert answer.refused


def test_an_article_that_surely_holds_it_is_enough() -> None:
    model = weighing("苇海通道于2024年6月30日通车。", {"": 0.999})
    Desk((OPENED, PLANNED, AGAIN), model).ask(ASKED)
    assert len(model.probed) == 1
