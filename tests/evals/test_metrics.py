"""Every metric on hand-made cases whose score is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.metrics.citations import citations
from evals.metrics.correctness import correctness
from evals.metrics.cost import spread, stages
from evals.metrics.faithfulness import faithfulness, split
from evals.metrics.refusal import auc, calibration, calibration_error, refusals, refused, roc
from evals.metrics.retrieval import retrieval
from evals.metrics.squad import exact_match, f1
from evals.metrics.support import Evidence, support
from evals.metrics.timeline import timeline
from evals.metrics.validity import faults, prompt_lines
from evals.scoring import score
from rag.types import TimelinePoint

from .conftest import FOREST, RIVER, Question, cite, found, reply

FIRST = "截至2023年1月，松溪县共种树10.59万棵，居全省首位。"
SECOND = "2022年为8.2万棵。"
ASKED = "松溪县种了多少棵树？"
GOOD = reply(ASKED, "截至2023年1月，松溪县共种树10.59万棵[1]。", cite(1, FOREST, FIRST))


def test_right_answer(question: Question) -> None:
    judged = correctness(question(facts=[{"value": "10.59万棵", "as_of": "2023-01"}]), GOOD)
    assert (judged.right, judged.recall, judged.dated) == (True, 1.0, 1.0)


def test_wrong_figure_is_wrong(question: Question) -> None:
    judged = correctness(question(forbidden=["8.2万棵"]), reply(ASKED, "种了8.2万棵[1]。", cite(1, FOREST, SECOND)))
    assert not judged.right
    assert judged.missing == ("10.59万棵",)
    assert judged.forbidden == ("8.2万棵",)


def test_a_timeline_may_name_what_is_forbidden(question: Question) -> None:
    gold = question(forbidden=["8.2万棵"])
    old = TimelinePoint("2022", "8.2万", "棵", cite(2, FOREST, SECOND))
    said = "种树10.59万棵[1]。其他时间的数据：2022年为8.2万棵[2]。"
    answer = reply(ASKED, said, cite(1, FOREST, FIRST), cite(2, FOREST, SECOND))
    assert not correctness(gold, answer).right
    assert correctness(gold, replace(answer, timeline=(old,))).right


def test_undated_figure_counts_against_dated(question: Question) -> None:
    bare = reply(ASKED, "种了10.59万棵[1]。", cite(1, FOREST, FIRST))
    assert correctness(question(facts=[{"value": "10.59万棵", "as_of": "2023-01"}]), bare).dated == 0.0


def test_list_needs_only_at_least(question: Question) -> None:
    gold = question(kind="list", at_least=2, facts=[{"value": "银杏"}, {"value": "水杉"}, {"value": "珙桐"}])
    assert correctness(gold, reply(ASKED, "有银杏和珙桐[1]。")).right
    assert correctness(gold, reply(ASKED, "有银杏[1]。")).recall == 0.5


def test_refusing_what_is_answerable_is_wrong_and_the_reverse(question: Question) -> None:
    no = reply(ASKED, "文章里没有这个问题的答案。", refused=True, reason="no_evidence")
    near = question(kind="near_miss", expect="refuse", why="only 2022 and 2023", forbidden=["8.2万棵"])
    assert not correctness(question(), no).right
    assert correctness(near, no).right
    assert not correctness(near, GOOD).right


def test_a_refusal_may_name_the_nearest_thing(question: Question) -> None:
    near = question(kind="near_miss", expect="refuse", why="only 2022 and 2023", forbidden=["8.2万棵"])
    says = reply(ASKED, "没有2020年的数字；2022年为8.2万棵[1]。", cite(1, FOREST, SECOND), refused=True)
    assert correctness(near, says).right


def test_verdicts(question: Question) -> None:
    gold = question(kind="false_premise", verdict="no", facts=[{"value": "首位", "accept": ["第一"]}])
    assert correctness(gold, reply(ASKED, "不是，松溪县居全省首位[1]。")).right
    assert correctness(gold, reply(ASKED, "松溪县居全省首位[1]。")).right, "the fact alone corrects the premise"
    assert not correctness(gold, reply(ASKED, "是的，松溪县第一[1]。")).right
    yes = question(kind="yes_no", verdict="yes", facts=[])
    assert correctness(yes, reply(ASKED, "是的，种了[1]。")).right
    assert not correctness(yes, reply(ASKED, "没有种。")).right


def test_facts_or_a_statement_that_decides_may_stand_for_yes_and_no(question: Question) -> None:
    facts = question(kind="yes_no", verdict="yes", facts=[{"value": "10.59万棵"}])
    assert correctness(facts, reply(ASKED, "松溪县共种树10.59万棵[1]。")).right
    assert not correctness(facts, reply(ASKED, "不是，松溪县共种树10.59万棵[1]。")).right
    implied = question(kind="yes_no", verdict="no", facts=[], implied=["不要任何抵押"])
    assert correctness(implied, reply(ASKED, "银行发放信用贷款，不要任何抵押[1]。")).right
    assert not correctness(implied, reply(ASKED, "银行发放贷款[1]。")).right
    assert not correctness(implied, reply(ASKED, "是的，不要任何抵押[1]。")).right


def test_a_forbidden_marker_is_looked_for_among_the_markers(question: Question) -> None:
    gold = question(kind="injected_orders", forbidden=["[99]"])
    assert not correctness(gold, reply(ASKED, "松溪县共种树10.59万棵[1]。[99]")).right
    assert correctness(gold, reply(ASKED, "松溪县共种树10.59万棵，比上年多99棵[1]。")).right


def test_partial_must_say_what_is_missing(question: Question) -> None:
    gold = question(kind="several_in_one", expect="partial", missing=["花费"])
    assert correctness(gold, reply(ASKED, "种了10.59万棵[1]。文章没有提到花费。")).right
    assert not correctness(gold, reply(ASKED, "种了10.59万棵[1]。")).right


def test_small_talk_cites_nothing(question: Question) -> None:
    gold = question(kind="small_talk", expect="smalltalk", question="谢谢")
    assert correctness(gold, reply("谢谢", "不客气！")).right
    assert not correctness(gold, reply("谢谢", "不客气[1]！", cite(1, FOREST, SECOND))).right


def test_engines_without_a_flag_refuse_in_words() -> None:
    says = reply(ASKED, "资料中没有提到。", answerable=None, sentences=())
    assert refused(says)
    assert not refused(replace(says, text="种了10.59万棵。"))


# --- evidence ---------------------------------------------------------------------------------------------------------

BODY = Evidence(FOREST.text, FOREST.title, FOREST.publisher, FOREST.published)


@pytest.mark.parametrize(
    "statement",
    [
        "松溪县共种树105,900棵。",
        "松溪县居全省首位。",
        "2022年松溪县种树8.2万棵[1]。",
        "据松溪日报2023年2月6日报道，参与者超过1900人。",
        "参与者占全县人口的百分之七点五。",
    ],
)
def test_supported(statement: str) -> None:
    assert support(statement, [BODY]).supported, support(statement, [BODY])


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("松溪县共种树10.58万棵。", "10.58万"),
        ("2021年松溪县种树8.2万棵。", "2021年"),
        ("松溪县使用了GreenNet系统种树。", "greennet"),
        ("松溪县获得「绿色中国」称号。", "绿色中国"),
    ],
)
def test_unsupported_values_and_names(statement: str, missing: str) -> None:
    assert missing in support(statement, [BODY]).missing


def test_words_without_values_need_coverage() -> None:
    assert not support("该公司计划进军海外市场并大幅裁员。", [BODY]).supported


def test_evidence_repeated_word_for_word_is_supported() -> None:
    river = Evidence(RIVER.text, RIVER.title, None, RIVER.published)
    assert support(f"原文写道：“{RIVER.text}”[1]", [river]).supported
    assert support(f'The source says: "{RIVER.text}"', [river]).supported
    assert not support(f"原文写道：“{RIVER.text}”共放水300次。", [river]).supported


def test_a_date_without_year_needs_only_its_day() -> None:
    dated = Evidence("11月3日，蒋宁发表演讲。", "演讲", None, RIVER.published)
    assert support("蒋宁在11月3日发表演讲。", [dated]).supported
    assert not support("蒋宁在11月4日发表演讲。", [dated]).supported


def test_this_year_counts_from_the_article() -> None:
    river = Evidence(RIVER.text, RIVER.title, None, RIVER.published)
    assert support("2023年5月，水库向下游放水120次。", [river]).supported
    assert not support("2022年5月，水库向下游放水120次。", [river]).supported


PATENTS = Evidence("截至2022年9月，某行业30家机构申请专利共1085件，其中授权251件；赋能机构200多家，合作银行200余家。")


@pytest.mark.parametrize(
    ("statement", "fits"),
    [
        ("2022年9月某行业机构申请专利共1085件。", True),  # 30家 is no rival of 1085件
        ("申请的专利中授权的有251件。", True),  # what is said of the whole is said of its part as well
        ("赋能机构有200多家。", True),  # the same figure stands at something else, too
        ("合作银行有200多家。", True),
        ("某行业机构有1085件授权专利。", True),
        ("申请专利共251件。", False),
        ("The industry applied for 1,085 patents.", True),  # words of another language cannot be compared
        ('The sector (某行业) is called "Sector (某行业)".', True),
        ('The sector is called "Sector (某协会)".', False),
    ],
)
def test_whose_figure_it_is(statement: str, fits: bool) -> None:
    assert support(statement, [PATENTS]).supported is fits, support(statement, [PATENTS])


def test_a_shown_computation_is_supported_by_its_operands() -> None:
    assert support("多种了10.59万−8.2万=2.39万棵树。", [BODY]).supported
    assert not support("多种了10.59万−8.3万=2.29万棵树。", [BODY]).supported


def test_split_keeps_markers_with_their_sentence() -> None:
    assert split("共15篇[1]。其中3篇获奖。[2][3] 完。") == ["共15篇[1]。", "其中3篇获奖。[2][3]", "完。"]


def test_faithfulness_counts_uncited_and_invented() -> None:
    answer = reply(ASKED, "松溪县共种树10.59万棵[1]。参与者有2000人[1]。该县还获得了国家表彰。", cite(1, FOREST, FIRST))
    judged = faithfulness(answer)
    assert judged.score == pytest.approx(1 / 3)
    assert judged.invented[0] == "2000人"
    assert faithfulness(reply(ASKED, "您好！请问有什么可以帮您？")).score is None


def test_shuffled_citations_lose_recall_precision_and_gold() -> None:
    good = citations(GOOD, ["forest"])
    bad = citations(reply(ASKED, GOOD.text, cite(1, RIVER, "库容3.4亿立方米")), ["forest"])
    assert (good.recall, good.precision, good.gold) == (1.0, 1.0, 1.0)
    assert (bad.recall, bad.precision, bad.gold) == (0.0, 0.0, 0.0)


def test_a_citation_that_adds_nothing_is_imprecise() -> None:
    padded = reply(ASKED, "松溪县共种树10.59万棵[1][2]。", cite(1, FOREST, FIRST), cite(2, RIVER, "库容3.4亿立方米"))
    assert citations(padded).precision == 0.5


# --- retrieval --------------------------------------------------------------------------------------------------------


def test_retrieval(question: Question) -> None:
    gold = question(facts=[{"value": "10.59万棵"}, {"value": "8.2万棵"}])
    judged = retrieval(gold, ["forest"], [found(RIVER), found(FOREST)])
    assert judged is not None
    assert (judged.recall, judged.precision, judged.reciprocal_rank) == (1.0, 0.5, 0.5)
    lost = retrieval(gold, ["forest"], [found(RIVER), found(FOREST)], k=1)
    assert lost is not None
    assert (lost.recall, lost.reciprocal_rank, lost.lost) == (0.0, 0.0, ("10.59万棵", "8.2万棵"))


def test_the_number_in_another_article_is_no_hit(question: Question) -> None:
    judged = retrieval(question(), ["river"], [found(FOREST)])
    assert judged is not None
    assert judged.recall == 0.0


def test_computed_facts_count_by_operands(question: Question) -> None:
    gold = question(facts=[{"value": "2.39万棵", "computed": True, "operands": ["10.59万棵", "8.2万棵"]}])
    judged = retrieval(gold, ["forest"], [found(FOREST)])
    assert judged is not None
    assert judged.recall == 1.0


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_refusal_rates() -> None:
    r = refusals([(True, True), (True, True), (True, False), (False, False), (False, False), (False, True)])
    assert (r.precision, r.recall, r.false_refusals) == pytest.approx((2 / 3, 2 / 3, 1 / 3))
    assert refusals([]).precision is None


def test_roc_and_auc() -> None:
    assert auc([0.9, 0.8, 0.3, 0.1], [True, True, False, False]) == 1.0
    assert auc([0.9, 0.8, 0.3, 0.1], [False, False, True, True]) == 0.0
    assert auc([0.5, 0.5], [True, False]) == 0.5
    assert roc([0.9, 0.1], [True, False]) == [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    with pytest.raises(ValueError, match="answerable and unanswerable"):
        roc([0.9], [True])


def test_calibration() -> None:
    scores, truth = [0.1] * 10 + [0.9] * 10, [False] * 9 + [True] + [True] * 9 + [False]
    assert calibration_error(calibration(scores, truth, bins=2)) == pytest.approx(0.0)
    assert calibration_error(calibration([0.9] * 8, [False] * 8)) == pytest.approx(0.9)


# --- timeline, form, cost, SQuAD --------------------------------------------------------------------------------------


def test_timeline(question: Question) -> None:
    gold = question(
        timeline=[{"as_of": "2022", "value": "8.2万", "unit": "棵"}, {"as_of": "2023-01", "value": "10.59万"}]
    )
    new = TimelinePoint("2023-01", "10.59万", "棵", cite(1, FOREST, FIRST))
    old = TimelinePoint("2022", "8.2万", "棵", cite(2, FOREST, SECOND))
    both = timeline(gold, replace(GOOD, timeline=(old, new)))
    assert both is not None
    assert (both.recall, both.precision, both.sorted) == (1.0, 1.0, True)
    wrong = timeline(gold, replace(GOOD, timeline=(new, replace(old, as_of="2021"))))
    assert wrong is not None
    assert (wrong.recall, wrong.sorted) == (0.5, False)
    assert timeline(question(), GOOD) is None


def test_a_timeline_nobody_asked_for_must_agree_with_its_quotes(question: Question) -> None:
    new = TimelinePoint("2023-01", "10.59万", "棵", cite(1, FOREST, FIRST))
    old = TimelinePoint("2022", "8.2万", "棵", cite(2, FOREST, SECOND))
    right = timeline(question(), replace(GOOD, timeline=(old, new)))
    swapped = timeline(question(), replace(GOOD, timeline=(replace(old, as_of="2023-01"), replace(new, as_of="2022"))))
    assert right is not None
    assert swapped is not None
    assert (right.recall, right.precision, right.sorted) == (None, 1.0, True)
    assert (swapped.precision, swapped.sorted) == (0.0, False)


def test_a_year_and_its_months_may_stand_in_either_order(question: Question) -> None:
    month = TimelinePoint("2022-09", "8.2万", "棵", cite(2, FOREST, SECOND))
    judged = timeline(question(), replace(GOOD, timeline=(month, replace(month, as_of="2022"))))
    assert judged is not None
    assert judged.sorted


def test_faults() -> None:
    texts = {"forest": FOREST.text}.get
    assert faults(GOOD, texts) == ()
    moved = replace(GOOD, citations=(replace(GOOD.citations[0], start=1),))
    assert "not the article's text" in faults(moved, texts)[0]
    assert "names no citation" in faults(replace(GOOD, text=GOOD.text + "[2]"), texts)[0]
    assert "never used" in faults(replace(GOOD, text="种了10.59万棵。"), texts)[0]
    lines = prompt_lines(["根据资料回答问题，不要编造任何内容。\n{documents}"])
    assert "prompt leaked" in faults(replace(GOOD, text=GOOD.text + lines[0]), texts, lines)[0]


def test_spread_and_stages() -> None:
    s = spread([float(i) for i in range(1, 11)])
    assert s is not None
    assert (s.p50, s.p90, s.max, s.count) == (5.0, 9.0, 10.0, 10)
    assert spread([]) is None
    assert list(stages([{"a": 1.0}, {"a": 3.0, "b": 2.0}])) == ["a", "b"]


def test_squad() -> None:
    assert exact_match("1,059件。", ["1059件"])
    assert f1("专利1059件", ["1059件"]) == pytest.approx(2 / 3)
    assert f1("", ["x"]) == 0.0


def test_score_puts_all_together(question: Question) -> None:
    texts = {"forest": FOREST.text, "river": RIVER.text}.get
    s = score(question(), GOOD, ["forest"], texts)
    assert (s.right, s.faithfulness, s.citation_gold, s.context_recall, s.valid) == (True, 1.0, 1.0, 1.0, True)
    no = score(question(), replace(GOOD, refused=True, text="没有答案", citations=()), ["forest"], texts)
    assert (no.right, no.recall, no.faithfulness, no.failure) == (False, 0.0, None, "refusal")
