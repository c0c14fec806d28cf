"""A part of a question beside an answered one, what is counted, and what stands for a draft that gives no figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from rag.answering.confidence import in_company, log_odds, threshold
from rag.answering.counts import counted_noun, missed
from rag.answering.drafting import Drafter
from rag.answering.names import NameBook
from rag.answering.question import analyse
from rag.answering.roles import no_person, took_no_office
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report
from tests.support.sentences import said

NONE = NameBook(())


DAY = date(2025, 3, 1)
MAYOR = report("市长", DAY, "岚州市人大会议今天举行，周岚当选为岚州市市长。")
SECRETARY = report("书记", DAY, "省委日前决定，何木任岚州市委书记，会议今天宣布。")


def doubting(odds: Mapping[str, float]) -> ScriptedModel:
    """Finds the answer as likely as ``odds`` says of the question that is asked, where the article says who it is."""

    def likely(prompt: str) -> float:
        shown, asked = prompt.split("问题：")
        who, odd = next(((WHO[words], p) for words, p in odds.items() if words in asked), ("", 0.5))
        return odd if who in shown else 0.05

    def reply(prompt: str) -> str:
        return next((said for words, said in REPLIES.items() if words in prompt.split("问题：")[-1]), "")

    return ScriptedModel(reply, probes=likely)


WHO = {"市委书记": "何木", "市长": "周岚"}
REPLIES = {"市委书记": "岚州市的市委书记是何木。", "市长": "岚州市的市长是周岚。"}


def doubted() -> float:
    """A probability of the probe at which the answer is refused by itself and told in company."""
    asked = "岚州市的市委书记是谁？"
    for step in range(99, 0, -1):
        answer = Desk((MAYOR, SECRETARY), doubting({"市委书记": step / 100})).ask(asked)
        if answer.refused:
            return step / 100
    raise AssertionError("never refused")


def test_less_is_needed_of_a_part_beside_an_answered_one() -> None:
    odds = {"市委书记": doubted(), "市长": 0.995}
    desk = Desk((MAYOR, SECRETARY), doubting(odds))
    assert desk.ask("岚州市的市委书记是谁？").refused
    both = desk.ask("岚州市的市长和市委书记分别是谁？")
    assert "周岚" in both.text
    assert "何木" in both.text


def test_an_unlikely_first_question_waits_for_the_answer_to_the_second() -> None:
    odds = {"市委书记": doubted(), "市长": 0.995}
    answer = Desk((MAYOR, SECRETARY), doubting(odds)).ask("岚州市的市委书记是谁？岚州市的市长又是谁？")
    assert answer.text.index("何木") < answer.text.index("周岚")
    alone = Desk((MAYOR, SECRETARY), doubting({"市委书记": doubted(), "市长": 0.02}))
    assert "何木" not in alone.ask("岚州市的市委书记是谁？岚州市的市长又是谁？").text


def test_a_part_beside_others_is_written_at_odds_at_which_it_would_not_be_by_itself() -> None:
    early = next(p / 1000 for p in range(999, 0, -1) if not _written(p / 1000))
    both = Desk((MAYOR, SECRETARY), doubting({"市委书记": early, "市长": 0.995}))
    assert "何木" in both.ask("岚州市的市委书记是谁？岚州市的市长又是谁？").text


def _written(odds: float) -> bool:
    model = doubting({"市委书记": odds})
    Desk((MAYOR, SECRETARY), model).ask("岚州市的市委书记是谁？")
    return bool(model.requests)


def test_each_part_finds_its_own_sentences() -> None:
    desk = Desk((MAYOR, SECRETARY), doubting({"市委书记": 0.995, "市长": 0.995}))
    desk.ask("岚州市的市长和市委书记分别是谁？")
    assert "岚州市的市委书记是谁?" in {text.replace("？", "?") for text in desk.searched}


def test_two_unlikely_parts_are_both_refused() -> None:
    low = doubted()
    assert (
        Desk((MAYOR, SECRETARY), doubting({"市委书记": low, "市长": 0.02}))
        .ask("岚州市的市长和市委书记分别是谁？")
        .refused
    )


def test_in_company_is_below_the_threshold_and_above_nothing() -> None:
    assert in_company(threshold(bound=False) * 0.9, bound=False)
    assert not in_company(0.01, bound=False)
    assert log_odds(0.5) == 0


@pytest.mark.parametrize(
    ("asked", "noun"),
    [
        ("联盟有多少成员单位？", "成员单位"),
        ("捐了多少棵树苗？", "树苗"),
        ("有多少人受伤？", ""),
        ("公司的营收是多少？", ""),
    ],
)
def test_the_noun_that_is_counted(asked: str, noun: str) -> None:
    assert counted_noun(asked) == noun


def test_evidence_that_counts_what_a_draft_does_not() -> None:
    question = analyse("联盟有多少成员单位？", NONE)
    counting, other = said("已有68家成员单位加入联盟。"), said("联盟助力警方受理案件10余起。")
    assert missed(question, "联盟受理案件10余起。", [other, counting]) == [counting]
    assert missed(question, "联盟有68家。", [other, counting]) == []
    assert missed(question, "联盟有70家成员单位。", [other, counting]) == []
    assert missed(question, "联盟受理案件10余起。", [other]) == []


ALLIANCE = report(
    "联盟",
    DAY,
    "截至8月2日，已有68家成员单位加入护林联盟。依托护林联盟，林场助力警方受理案件10余起，成员单位都出了力。",
)


def test_the_one_figure_of_the_dead_is_quoted_where_the_model_gives_another() -> None:
    told = report("塌方", DAY, "塌方造成23辆车坠落，52人死亡、30人受伤，原因是连日暴雨。")
    answer = Desk((told,), ScriptedModel("岚山塌方造成23人遇难。")).ask("岚山塌方造成多少人遇难？")
    assert "52人死亡" in answer.text
    assert answer.sentences[0].verdict == "quoted"


def test_a_draft_that_counts_something_else_is_written_anew() -> None:
    def reply(prompt: str) -> str:
        both = "10余起" in prompt and "68家" in prompt
        return "依托护林联盟，林场助力警方受理案件10余起。" if both else "护林联盟有68家成员单位。"

    answer = Desk((ALLIANCE,), ScriptedModel(reply)).ask("护林联盟有多少成员单位？")
    assert "68家" in answer.text
    assert "10余起" not in answer.text


HOW_MUCH = "研究院首笔科研经费是周岚个人出的，有多少？"
FIRST = report("经费", DAY, "院长周岚回忆，研究院首笔科研经费3000万元就是她个人出的，这印证了当初的志向。")


def test_a_sentence_with_the_figure_stands_for_a_draft_without_it() -> None:
    answer = Desk((FIRST,), ScriptedModel("首笔科研经费是周岚个人出的。")).ask(
        "研究院首笔科研经费是周岚个人出的，有多少？"
    )
    assert "3000万元" in answer.text
    assert answer.sentences[0].verdict == "quoted"


def test_a_sentence_without_a_figure_does_not() -> None:
    bare = report("经费", DAY, "院长周岚回忆，研究院首笔科研经费就是她个人出的，这印证了当初的志向。")
    assert (
        Desk((bare,), ScriptedModel("首笔科研经费是周岚个人出的。"))
        .ask("研究院首笔科研经费是周岚个人出的，有多少？")
        .refused
    )


def test_the_same_request_is_not_made_twice() -> None:
    model = ScriptedModel("苇海通道长7公里。")
    drafter = Drafter(model, 10.0)
    sentences = [said("苇海通道长7公里。")]
    assert drafter.write(sentences, "多长？", "zh") == drafter.write(sentences, "多长？", "zh")
    assert drafter.probe(sentences, "多长？", "zh", "holds_answer") == drafter.probe(
        sentences, "多长？", "zh", "holds_answer"
    )
    assert model.calls == 2
    drafter.write(sentences, "多宽？", "zh")
    assert model.calls == 3


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("周岚球场，何木以6比3获胜。", True),
        ("周岚奖昨天揭晓。", True),
        ("周岚在周岚球场获胜。", False),
        ("周岚奖得主何木发言。", True),
        ("周岚获胜。", False),
    ],
)
def test_a_stadium_is_no_person(text: str, none: bool) -> None:
    assert no_person("周岚", said(text)) is none


def test_who_is_called_by_an_office_did_not_take_it_then() -> None:
    asked = "何木是哪一年开始担任市委书记的？"
    assert took_no_office(asked, ["8月2日，市委书记何木接受了采访。"])
    assert not took_no_office(asked, ["2019年，何木出任市委书记。"])
    assert not took_no_office("何木是市委书记吗？", ["8月2日，市委书记何木接受了采访。"])


CROWNED = report(
    "颁奖",
    DAY,
    "2023年度沧澜奖昨天揭晓，一等奖18项，二等奖93项。苇海轮渡股份有限公司（简称苇海轮渡）凭“领航”项目获得二等奖；临水银行则凭“稳舵”项目获得三等奖。",
)


@pytest.mark.parametrize("wrong", ["苇海轮渡获得三等奖。", "苇海轮渡获得一等奖。"])
def test_a_tally_or_anothers_grade_is_nobodys(wrong: str) -> None:
    answer = Desk((CROWNED,), ScriptedModel(wrong)).ask("苇海轮渡在2023年度沧澜奖中获得什么奖？")
    assert wrong not in answer.text


def test_another_prize_of_another_article_is_not_read() -> None:
    other = report("首获", date(2025, 2, 1), "苇海轮渡去年有五个首获，首获发明创新奖一等奖。")
    model = ScriptedModel("苇海轮渡凭“领航”项目获得二等奖。")
    answer = Desk((CROWNED, other), model).ask("苇海轮渡凭什么项目拿到2023年度沧澜奖的？")
    assert not answer.refused
    assert not any("首获" in "".join(m.content for m in request) for request in model.requests)
