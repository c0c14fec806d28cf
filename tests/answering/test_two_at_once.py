"""Two things asked at once: each is found on its own, none is lost, and each line reads as a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.types import Article
from tests.support import newsroom as n
from tests.support.desk import Desk
from tests.support.models import ScriptedModel


def _article(name: str, text: str, published: date = date(2024, 7, 5)) -> Article:
    return replace(n.CARS_2024, id=name, title=name, text=text, published=published)


FILM = _article("票房", "动画电影《石头》今天下映，累计票房是5.3亿元。")
MAKER = _article("导演", "动画电影《石头》的导演是周岚，她学过水利。")


def _asked(prompt: str) -> str:
    return prompt.rpartition("问题：")[2]


def test_values_of_two_articles_are_both_told() -> None:
    def reply(prompt: str) -> str:
        asked = _asked(prompt)
        return "周岚" if "导演是谁" in asked else "《石头》的票房是5.3亿元" if "票房是多少" in asked else "没有提到。"

    answer = Desk((FILM, MAKER), ScriptedModel(reply)).ask("动画电影《石头》的票房和导演")
    assert "《石头》的票房是5.3亿元。" in answer.text
    assert "动画电影《石头》的导演：周岚。" in answer.text
    assert {c.article_id for c in answer.citations} >= {"票房", "导演"}


def test_what_is_not_known_of_two_is_said() -> None:
    def reply(prompt: str) -> str:
        return "《石头》的票房是5.3亿元。" if "票房是多少" in _asked(prompt) else "没有提到。"

    text = Desk((FILM,), ScriptedModel(reply)).ask("动画电影《石头》的票房和导演").text
    assert "5.3亿元" in text
    assert "关于动画电影《石头》的导演" in text


def test_an_answer_that_gives_one_of_two_is_not_taken_for_both() -> None:
    both = _article("新桥", "新桥6月1日开通，造价是5亿元。")

    def reply(prompt: str) -> str:
        asked = _asked(prompt)
        if "哪天开通，造价" in asked:
            return "新桥6月1日开通。"
        return "新桥造价是5亿元。" if "造价是多少" in asked else "新桥6月1日开通。"

    text = Desk((both,), ScriptedModel(reply)).ask("新桥哪天开通，造价是多少？").text
    assert "6月1日" in text
    assert "5亿元" in text


def test_whom_a_pronoun_means_is_read_from_the_sentence_before() -> None:
    older = _article("去年的奖", "2023年云杉奖授予作家周岚。", date(2023, 10, 5))
    newer = _article(
        "今年的奖", "作家何木走下了台。2024年云杉奖授予他的小说集。2024年云杉奖的评委有七人。", date(2024, 10, 5)
    )

    def reply(prompt: str) -> str:
        if "2023年颁给" in _asked(prompt):
            return "云杉奖2023年颁给了周岚。"
        return (
            "云杉奖2024年颁给了何木。"
            if "何木" in prompt and "评委" not in prompt
            else "云杉奖2024年颁给了他的小说集。"
        )

    assert "何木" in Desk((older, newer), ScriptedModel(reply)).ask("云杉奖2023和2024年分别颁给了谁").text


ELECTED = _article("选举", "棠国总统选举揭晓，陆远以55%的得票率当选总统，对手罗芒承认败选。")
SWORN = _article("就职", "陆远8月2日宣誓就职，罗芒没有到场。", date(2024, 8, 3))


def test_he_is_whom_the_first_part_asks_about_or_finds() -> None:
    def reply(prompt: str) -> str:
        asked = _asked(prompt)
        if "陆远" in asked and "就职" in asked:
            return "陆远是8月2日就职的。"
        if "罗芒" in asked and "得票" not in asked:
            return "没有提到。"
        return "当选棠国总统的是陆远。" if "谁" in asked else "没有提到。"

    desk = Desk((ELECTED, SWORN), ScriptedModel(reply))
    text = desk.ask("棠国总统选举谁当选了，他是哪天就职的？").text
    assert "陆远" in text
    assert "8月2日" in text
    assert any("陆远是哪天就职的" in asked for asked in desk.searched)


def test_an_article_that_does_not_answer_gives_way_to_the_next() -> None:
    vague = _article("发射", "青鸢二号探测器发射升空，青鸢二号将飞往一颗小行星取样，全程约十年。")
    told = _article("科普", "编号2017QR4的小天体引力极弱，探测器青鸢二号要在那里取样。")

    def reply(prompt: str) -> str:
        return "青鸢二号要去谷神星取样。" if "全程约十年" in prompt else "青鸢二号要去2017QR4小行星取样。"

    def odds(prompt: str) -> float:
        return 0.985 if "全程约十年" in prompt else 0.95

    answer = Desk((vague, told), ScriptedModel(reply, probes=odds)).ask("青鸢二号要去哪颗小行星取样，棠国总统是谁？")
    assert "2017QR4" in answer.text
    assert "谷神星" not in answer.text
