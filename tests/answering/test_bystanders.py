"""Sentences that fit a question in all but one thing: the day, the edition, the part, the earlier winner."""

from __future__ import annotations

import pytest

from rag.answering.bystanders import (
    of_another_day,
    of_another_one,
    of_another_team,
    of_event_elsewhere,
    of_other_persons,
    of_part_of_it,
)
from rag.answering.names import NameBook
from rag.answering.question import analyse
from rag.answering.roles import names_no_winner, not_won, of_other_role, of_the_kind, only_hoped
from rag.answering.scope import elsewhere, not_the_first
from rag.answering.siblings import of_other_model, of_sibling
from rag.answering.values import extract_values
from tests.support.desk import Desk
from tests.support.models import ScriptedModel
from tests.support.newsroom import report
from tests.support.sentences import said

NAMES = NameBook(())


def test_a_report_of_another_day() -> None:
    asked = analyse("2025年5月6日凌晨岚山地震是几级", NAMES)
    assert of_another_day(asked, said("当地时间20日晚岚山再次发生5.4级地震。"))
    assert not of_another_day(asked, said("6日凌晨岚山发生6.4级地震。"))
    assert not of_another_day(asked, said("岚山发生6.4级地震，已有20人获救。"))
    assert not of_another_day(analyse("2025年岚山地震是几级", NAMES), said("20日晚岚山发生地震。"))


def test_the_best_of_another_kind_was_not_asked() -> None:
    asked = "第96届霁川奖最佳影片是什么？"
    assert not_won(asked, said("林岸凭《冷泉》二度封后，在第96届霁川奖颁奖礼上致谢。"), "冷泉")
    assert not not_won(asked, said("《冷泉》获奖。", "第96届霁川奖最佳影片揭晓。"), "冷泉")
    assert not not_won("第96届霁川奖最佳女主角是谁？", said("林岸凭《冷泉》二度封后。"), "林岸")


def test_who_takes_over_takes_what_was_left_just_before() -> None:
    asked = analyse("苇海公司的新CEO是谁？", NAMES)
    other = said("董事长何木不再连任，海运业务负责人高芙退休，由首席运营官林岸接任。")
    assert of_other_role("林岸", other, asked)
    assert not of_other_role("林岸", said("首席执行官高芙年底退休，由首席运营官林岸接任。"), asked)


def test_a_day_of_the_month_is_no_number_of_days() -> None:
    told = report("辞职", "2025-10-21", "霁国首相14日解除财政大臣的职务，20日宣布辞职。")
    asked = "霁国首相上任多少天就宣布辞职了？"
    assert Desk((told,), ScriptedModel("霁国首相上任14天就宣布辞职了。")).ask(asked).refused
    lasted = report("辞职", "2025-10-21", "霁国首相在任45日后宣布辞职。")
    assert not Desk((lasted,), ScriptedModel("霁国首相上任45天就宣布辞职了。")).ask(asked).refused


def test_what_is_told_in_the_months_after_needs_no_date() -> None:
    text = "岚山地震灾害评估会议通报，此次地震共造成151人死亡。"
    said_so = ScriptedModel("2023年12月岚山地震造成151人死亡。")
    asked = "2023年12月岚山地震造成多少人死亡？"
    assert not Desk((report("评估", "2024-01-22", text),), said_so).ask(asked).refused
    assert Desk((report("评估", "2026-01-22", text),), said_so).ask(asked).refused


def test_a_pronoun_of_another() -> None:
    about = report(
        "accession", "2025-05-01", "瑞典首相昨天递交文书，瑞典成为第九个成员国。3月11日，总部为其举行升旗仪式。"
    )
    desk = Desk((about,))
    evidence = desk.candidates("芬兰是哪天加入的")
    ceremony = next(s for s in evidence if "升旗" in s.text)
    assert of_another_one(desk.question("芬兰是哪天加入组织的"), ceremony, evidence)
    assert not of_another_one(desk.question("瑞典是哪天加入组织的"), ceremony, evidence)


def test_what_is_said_of_others_is_no_figure_of_theirs() -> None:
    asked = analyse("议会弹劾周建军时有多少票赞成？", NAMES)
    other = said("议会27日以192票赞成通过对李卫东的弹劾案。")
    assert of_other_persons(asked, other, [other])
    assert not of_other_persons(asked, said("议会以204票赞成通过弹劾案，议长李卫东宣布。", "周建军受审。"), [])
    assert not of_other_persons(analyse("议会弹劾案有多少票赞成？", NAMES), other, [other])
    race = said("闻人叙完成冲刺，计时牌定格在2小时11分06秒，李卫东第二。")
    assert not of_other_persons(analyse("2022年岚湖马拉松男子冠军的成绩是多少？", NAMES), race, [race])


def test_another_of_the_series_is_not_quoted() -> None:
    told = report("交接", "2024-06-28", "沧澜六号样品今天交接，带回来的样品一共1935.3克。")
    assert (
        Desk((told,), ScriptedModel("带回来的样品一共1735.3克。", probes=0.9999))
        .ask("沧澜五号带回来多少克样品？")
        .refused
    )


def test_who_may_win_did_not() -> None:
    asked = "岚湖世界杯最佳球员金球奖给了谁？"
    assert only_hoped(asked, "金球奖的热门人选不少，岚国队的闻人叙仍领跑射手榜。")
    assert not only_hoped(asked, "热门人选闻人叙获颁金球奖。")
    assert not only_hoped("金球奖的热门人选是谁？", "金球奖的热门人选不少。")
    told = report("热门", "2023-08-15", "岚湖世界杯金球奖的热门人选不少，岚国队的闻人叙仍领跑射手榜。")
    assert Desk((told,), ScriptedModel("金球奖给了岚国队的闻人叙。")).ask(asked).refused


def test_the_round_that_was_named_before() -> None:
    told = report(
        "四强", "2024-08-01", "岚湖公开赛女单四分之一决赛，闻人叙淘汰了高芙先。此前一轮她逆转了苏芮安，挽救过赛点。"
    )
    asked = "岚湖公开赛女单决赛中闻人叙击败的对手是谁？"
    assert Desk((told,), ScriptedModel("闻人叙击败的对手是苏芮安。")).ask(asked).refused


def test_another_team_another_role_another_place_in_the_order() -> None:
    medals = analyse("岚湖冬奥会中国队一共拿了几枚金牌？", NAMES)
    assert of_another_team(medals, said("挪威代表团独揽16枚金牌。"))
    assert not of_another_team(medals, said("中国体育代表团拿下9枚金牌，挪威队16枚。"))
    assert not of_another_team(analyse("谁拿了16枚金牌？", NAMES), said("挪威代表团独揽16枚金牌。"))
    assert not_the_first("岚湖奥运会首金得主是谁？", "闻人叙夺冠，这是代表团当天的第二枚金牌。")
    assert not not_the_first("岚湖奥运会首金得主是谁？", "闻人叙夺得首枚金牌，第二枚归高芙先。")
    assert not_the_first("鹤翔客机首次商业飞行的航班号是什么", "执飞首航后,这型客机每天往返,航班号为HX9197。")
    assert not not_the_first("鹤翔客机首次商业飞行的航班号是什么", "首航航班号为HX9191,首航后的庆祝持续了三天。")
    assert not not_the_first("岚湖奥运会谁拿了金牌？", "闻人叙拿下第二枚金牌。")
    assert only_hoped("2024年云杉奖最佳影片是哪部？", "林岸获颁荣誉云杉奖，全场起立。")


def test_a_sequel_is_another_work() -> None:
    told = said("《长河之水门桥》今日结束放映，累计票房40.67亿元。")
    assert of_sibling(analyse("电影长河最终票房多少？", NAMES), told)
    assert not of_sibling(analyse("电影长河之水门桥票房多少？", NAMES), told)
    assert not of_sibling(analyse("电影长河最终票房多少？", NAMES), said("《长河》收官，《长河2》定档。"))
    assert not of_sibling(analyse("长河2哪天上映？", NAMES), said("《长河之闹海》1月29日上映。"))


def test_a_disaster_of_another_place() -> None:
    asked = analyse("岚山地震是几级？", NAMES)
    other = said("【旧闻】2013年7月22日，甘肃定西发生6.6级地震，造成95人遇难。")
    assert of_event_elsewhere(asked, other, [other])
    assert not of_event_elsewhere(asked, said("当天甘肃定西也有震感，震级为6.2级。", "岚山昨夜地震。"), [])
    assert not of_event_elsewhere(analyse("2013年地震是几级？", NAMES), other, [other])


def test_other_days_than_those_asked_about() -> None:
    asked = analyse("《晚潮》上映三天卖了多少张票？", NAMES)
    first, all_three = "《晚潮》上映首日卖出450万张票。", "《晚潮》上映3天卖出1000万张票。"
    assert elsewhere(asked, first, extract_values(first)[-1])
    assert not elsewhere(asked, all_three, extract_values(all_three)[-1])


def test_a_figure_of_something_else_is_not_quoted_and_the_other_articles_are_read() -> None:
    midway = report("赛程过半", "2025-02-11", "岚湖运动会进入第四个比赛日，主队再添4金，金牌数达到20枚。")
    final = report("落幕", "2025-02-15", "岚湖运动会闭幕，主队拿下32枚金牌。")
    model = ScriptedModel(lambda prompt: f"主队一共拿了{20 if '20枚' in prompt else 32}块金牌。")
    asked = "岚湖运动会主队一共拿了几块金牌？"
    assert "32块" in Desk((midway, final), model).ask(asked).text
    assert Desk((midway,), model).ask(asked).refused


def test_who_is_of_the_kind_is_read_from_the_sentences_that_name_one() -> None:
    told = report("接手", "2023-03-27", "谷川银行倒闭，由存款保险公司接管。蓝湾银行同意买下谷川银行的存款。")
    model = ScriptedModel(lambda prompt: "存款保险公司接管了。" if "接管" in prompt else "谷川银行被蓝湾银行买下。")
    assert "蓝湾银行" in Desk((told,), model).ask("谷川银行倒闭后被哪家银行接手了？").text


def test_what_was_done_is_no_part_of_a_name() -> None:
    told = report("开播", "2023-12-28", "电视剧《晚潮》开播，胡歌饰演的阿宝成了商界宝总。")
    answer = Desk((told,), ScriptedModel("《晚潮》里的宝总是胡歌演的。")).ask("《晚潮》里的宝总是谁演的？")
    assert answer.sentences[0].verdict == "supported"


def test_a_part_of_what_is_asked_about() -> None:
    part = said("蓝湾控股13日宣布收购谷川银行海外子公司。")
    assert of_part_of_it(analyse("谷川银行被谁收购", NAMES), part)
    assert not of_part_of_it(analyse("谷川银行的海外子公司被谁收购", NAMES), part)
    assert not of_part_of_it(analyse("谷川银行被谁收购", NAMES), said("谷川银行破产，其海外子公司由蓝湾控股收购。"))


def test_another_edition_by_its_number() -> None:
    asked = analyse("第36届金雁奖最佳女主角是谁", NAMES)
    assert of_sibling(asked, said("林岸获得最佳女主角。", lead="第35届沧澜金雁奖闭幕。"))
    assert not of_sibling(asked, said("林岸获得最佳女主角。", lead="第36届金雁奖闭幕，去年的第35届金雁奖在外地。"))
    assert not of_sibling(asked, said("林岸获得最佳女主角。", lead="第78届戏剧节同日开幕。"))


def test_the_plain_model_of_a_family() -> None:
    asked, plain = "岫玉Mate 60 Pro起售价多少钱", said("岫玉Mate 60标准版售价5499元。")
    assert of_other_model(asked, plain, plain.plain.find("5499"))
    family = said("Mate 60售价6999元。", lead="岫玉Mate 60 Pro今天上市。")
    assert not of_other_model(asked, family, family.plain.find("6999"))


@pytest.mark.parametrize(("text", "won"), [("两届青岭公开赛冠军林岸告负后举行了告别仪式。", False), ("两届青岭公开赛冠军林岸击败对手，再次捧杯。", True)])  # fmt: skip  # noqa: E501
def test_an_earlier_winner(text: str, won: bool) -> None:
    asked = "2025年青岭公开赛冠军是谁"
    assert not_won(asked, said(text), "林岸") is not won
    assert names_no_winner(asked, said(text)) is not won


def test_a_shortlist_names_no_winner() -> None:
    listed = said("金雁奖公布短名单，最佳影片一项有《冷泉》等十部晋级。")
    assert not_won("金雁奖最佳影片是哪部", listed, "冷泉")
    assert not not_won("金雁奖哪些影片入围", listed, "冷泉")


def test_those_of_one_country_are_not_all() -> None:
    text = "使馆确认，事故中有4名中国公民遇难。"
    value = extract_values(text)[0]
    assert elsewhere(analyse("岚山踩踏事故有多少人遇难", NAMES), text, value)
    assert not elsewhere(analyse("岚山踩踏事故有多少中国公民遇难", NAMES), text, value)
    assert not elsewhere(analyse("岚山踩踏事故有多少人遇难", NAMES), "事故中有4名游客遇难。", value)


def test_years_of_age_are_no_persons() -> None:
    age, persons = extract_values("年仅24岁")[0], extract_values("24人遇难")[0]
    assert not age.same(persons)
    assert persons.same(extract_values("24名乘客")[0])


@pytest.mark.parametrize(
    ("asked", "answer", "named"),
    [
        ("谷川银行被哪家银行收购", "联合存款保险公司收购谷川银行。", False),
        ("谷川银行被哪家银行收购", "第一公民银行收购谷川银行。", True),
        ("贷款是哪家银行放的", "一家银行放的。", False),
        ("谷川银行被哪家银行收购", "谷川银行被第一公民收购。", True),
        ("谁收购了谷川银行", "联合存款保险公司。", True),
    ],
)
def test_the_kind_that_is_asked_for(asked: str, answer: str, named: bool) -> None:
    assert of_the_kind(asked, answer, ["第一公民银行接手谷川银行全部存款。"]) is named


def test_the_first_round_is_not_the_second() -> None:
    first = "首轮投票结束，林岸得票48.4%，二人将于10月30日进入第二轮角逐。"
    value = next(v for v in extract_values(first) if v.kind == "percent")
    assert elsewhere(analyse("总统选举决胜轮林岸得票率是多少", NAMES), first.split("，二")[0], value)
    assert not elsewhere(analyse("总统选举首轮林岸得票率是多少", NAMES), first, value)


def test_a_holiday_is_over_before_its_year() -> None:
    snow = report("snow", "2025-01-02", "元旦假日三天岚山市接待游客30万人次，旅游总收入5.9亿元。")
    answer = Desk((snow,), ScriptedModel("岚山市2025年元旦三天旅游总收入为5.9亿元。")).ask(
        "岚山市2025年元旦三天旅游总收入多少？"
    )
    assert not answer.refused
    assert "5.9亿元" in answer.text
