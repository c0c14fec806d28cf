"""The page in a browser, over an assistant that needs no models."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, ask
from tests.ui.fake_assistant import HARBOUR, PLAN, FakeAssistant

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "海湾港的吞吐量是多少？"
RECORD = """() => {
  window.__seen = [];
  const look = () => {
    const sources = document.querySelectorAll('#wj-sources .wj-source').length;
    const text = document.querySelector('#wj-current .wj-prose')?.textContent.length ?? 0;
    const last = window.__seen.at(-1);
    if (!last || last[0] !== sources || last[1] !== text) window.__seen.push([sources, text]);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def test_sources_and_the_best_sentence_come_before_the_first_word_and_text_streams(
    page: Page, assistant: FakeAssistant
) -> None:
    assistant.pace = threading.Semaphore(0)
    ask(page, QUESTION, wait=False)
    expect(page.locator("#wj-sources .wj-source")).to_have_count(2)
    expect(page.locator("#wj-current .wj-best")).to_contain_text("4200万吨")
    expect(page.locator("#wj-current .wj-prose")).to_have_count(0)
    assistant.pace.release()
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("5100万吨")
    expect(page.locator("#wj-current .wj-prose")).not_to_contain_text("同比增长")
    expect(page.locator("#wj-current .wj-best")).to_have_count(0)
    assistant.pace.release(5)
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("同比增长21.4%")
    expect(page.locator("#wj-current .wj-foot")).to_be_visible()
    for badge in ("已核对", "原文引用", "计算得出"):
        expect(page.locator("#wj-current .wj-prose")).to_contain_text(badge)


def test_a_click_on_a_number_shows_the_quote_highlighted_in_its_article(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("#wj-current .wj-cite", has_text="[1]").first.click()
    reader = page.locator(".wj-reader")
    for head in (HARBOUR.title, "海湾日报", "2023-04-12"):
        expect(reader).to_contain_text(head)
    mark = reader.locator("mark")
    expect(mark).to_have_text("截至2022年底，海湾港全年货物吞吐量达到4200万吨。")
    expect(mark).to_be_in_viewport(ratio=1)
    page.locator("#wj-current .wj-cite", has_text="[2]").first.click()
    expect(reader).to_contain_text(PLAN.title)
    expect(mark).to_have_text("2023年，港口货物吞吐量为5100万吨。")
    page.keyboard.press("Escape")
    expect(reader).to_have_count(0)
    page.locator("#wj-current .wj-cite", has_text="[2]").first.click()
    expect(mark).to_be_in_viewport(ratio=1)


def test_hovering_a_number_shows_the_quote(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("#wj-current .wj-cite", has_text="[1]").first.hover()
    expect(page.locator(".wj-tip")).to_contain_text("截至2022年底，海湾港全年货物吞吐量达到4200万吨。")
    page.locator("h1").hover()
    expect(page.locator(".wj-tip")).to_have_count(0)


def test_a_point_of_the_timeline_opens_its_source(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".wj-timeline .wj-newest").click()
    expect(page.locator(".wj-reader mark")).to_have_text("2023年，港口货物吞吐量为5100万吨。")


def test_stop_answers_at_once_and_closes_the_stream(page: Page, assistant: FakeAssistant) -> None:
    assistant.pace = threading.Semaphore(1)
    ask(page, QUESTION, wait=False)
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("5100万吨")
    page.locator("#wj-stop").click()
    expect(page.locator("#wj-current .wj-turn")).to_contain_text("已停止")
    expect(page.locator("#wj-send")).to_be_visible()
    expect(page.locator("#wj-stop")).to_have_count(0)
    assistant.pace.release(9)
    assert assistant.closed.wait(20)
    expect(page.locator("#wj-current .wj-prose")).not_to_contain_text("同比增长")
    ask(page, QUESTION)
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("同比增长")


def test_leaving_the_page_closes_the_stream(page: Page, assistant: FakeAssistant) -> None:
    assistant.pace = threading.Semaphore(1)
    ask(page, QUESTION, wait=False)
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("5100万吨")
    page.goto("about:blank")
    assistant.pace.release(2)
    assert assistant.closed.wait(30)


def test_follow_ups_carry_the_conversation_and_a_new_chat_drops_it(page: Page, assistant: FakeAssistant) -> None:
    ask(page, QUESTION)
    ask(page, "那新码头呢？")
    expect(page.locator("#wj-past")).to_contain_text(QUESTION)
    page.locator("#wj-clear").click()
    expect(page.locator(".wj-turn")).to_have_count(0)
    ask(page, "再问一次")
    assert [len(history) for history in assistant.histories] == [0, 2, 0]


def test_a_reload_keeps_the_conversation_and_a_second_tab_has_its_own(
    assistant: FakeAssistant, serving: Callable[..., str], open_page: Open
) -> None:
    url = serving(assistant)
    first = open_page(url)
    ask(first, QUESTION)
    first.reload()
    first.locator("#wj-current .wj-cite", has_text="[1]").first.click()
    expect(first.locator(".wj-reader mark")).to_contain_text("4200万吨")
    second = open_page(url, context=first.context)
    expect(second.locator(".wj-welcome")).to_be_visible()
    expect(second.locator(".wj-turn")).to_have_count(0)
    second.locator(".wj-language").click()
    expect(second.locator("#wj-send")).to_have_text("Ask")
    ask(first, "那新码头呢？")
    expect(first.locator("#wj-send")).to_have_text("提问")
    assert [len(history) for history in assistant.histories] == [0, 2]


def test_the_page_speaks_english(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".wj-language").click()
    expect(page.locator("h1")).to_have_text("Wenju")
    expect(page).to_have_title("Wenju · Ask the articles")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Articles")).to_be_visible()
    expect(page.locator("#wj-send")).to_have_text("Ask")
    expect(page.get_by_placeholder("Ask the articles")).to_be_visible()
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("verbatim")
    expect(page.locator("#wj-sources")).to_contain_text("Passages found")
    page.locator(".wj-language").click()
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("原文引用")


def test_a_refusal_is_plain_and_its_suggestion_can_be_asked(page: Page) -> None:
    ask(page, "火星上有港口吗？")
    refusal = page.locator("#wj-current .wj-refusal")
    expect(refusal).to_contain_text("文章里没有找到答案")
    expect(refusal.locator(".wj-cite")).to_have_count(1)
    refusal.locator(".wj-chip").click()
    expect(page.locator("#wj-current .wj-question")).to_have_text("海湾港的吞吐量是多少？")
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("5100万吨")


def test_a_suggested_question_is_asked_with_one_click(page: Page) -> None:
    page.locator("#wj-welcome .wj-chip").first.click()
    expect(page.locator("#wj-current .wj-prose")).to_contain_text("5100万吨")
    expect(page.locator(".wj-welcome")).to_have_count(0)


def test_a_judgement_with_its_comment_is_kept(page: Page, assistant: FakeAssistant) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="有问题").click()
    page.locator(".wj-comment textarea").fill("年份不对")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".wj-thanks")).to_be_visible()
    assert assistant.ratings == [("answer-1", -1, ""), ("answer-1", -1, "年份不对")]


def test_a_fault_is_a_sentence_and_the_page_goes_on(page: Page) -> None:
    ask(page, "坏掉", wait=False)
    expect(page.locator("#wj-current .wj-bad")).to_contain_text("出了点意外")
    expect(page.locator("body")).not_to_contain_text("secret detail")
    expect(page.locator("body")).not_to_contain_text("Traceback")
    ask(page, QUESTION)


def test_a_stand_in_is_marked(page: Page) -> None:
    ask(page, "请给备用的回答")
    expect(page.locator("#wj-current .wj-fallback")).to_contain_text("备用回答")


def test_an_empty_question_is_asked_of_no_one(page: Page, assistant: FakeAssistant) -> None:
    page.locator("#wj-question textarea").fill("   ")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("请先写下问题")
    assert assistant.histories == []


def test_markup_in_articles_questions_and_answers_stays_text(page: Page) -> None:
    ask(page, "灯塔有多高？<img src=x onerror='window.__hit=1'>")
    page.locator("#wj-current .wj-cite").first.hover()
    expect(page.locator(".wj-tip")).to_be_visible()
    page.locator("#wj-current .wj-cite").first.click()
    expect(page.locator(".wj-reader mark")).to_have_text("灯塔的高度是37米。")
    expect(page.locator(".wj-reader .wj-text")).to_contain_text("<script>window.__hit=1</script>")
    expect(page.locator(".wj-reader .wj-text")).to_contain_text("{{constructor}} ${window.__hit=1}")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="文章").click()
    expect(page.locator("#wj-library")).to_contain_text("<img src=x onerror")
    assert page.locator("#wj-library img, .wj-text img, .wj-text a, .wj-text iframe, .wj-turn img").count() == 0
    assert page.evaluate("window.__hit") is None


def test_the_browser_is_told_to_load_nothing_from_elsewhere(page: Page) -> None:
    refused = page.evaluate("fetch('http://198.51.100.7/x').then(() => 'loaded', () => 'refused')")
    assert refused == "refused"
    policy = page.evaluate("fetch('/').then((answer) => answer.headers.get('content-security-policy'))")
    assert "connect-src 'self'" in policy


def test_another_name_for_this_machine_is_refused(assistant: FakeAssistant, serving: Callable[..., str]) -> None:
    url = serving(assistant)
    assert httpx.get(url).status_code == 200
    assert httpx.get(url, headers={"Host": "rebound.example"}).status_code == 400


def test_files_of_this_machine_are_not_served(
    assistant: FakeAssistant, serving: Callable[..., str], tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    url = serving(assistant)
    for path in (secret, Path.cwd() / "secret.txt"):
        path.write_text("secret", encoding="utf-8")
        answer = httpx.get(f"{url}gradio_api/file={path}")
        assert answer.status_code in (403, 404)


def test_articles_are_listed_read_filtered_and_removed(page: Page) -> None:
    page.get_by_role("tab", name="文章").click()
    expect(page.locator("#wj-library tbody tr")).to_have_count(3)
    page.locator("#wj-library .wj-plain", has_text=PLAN.title).click()
    expect(page.locator(".wj-reader")).to_contain_text("日期为推断")
    page.keyboard.press("Escape")
    page.locator("#wj-filter textarea, #wj-filter input").fill("海湾日报")
    expect(page.locator("#wj-library tbody tr")).to_have_count(1)
    page.locator("#wj-library .wj-quiet").click()
    expect(page.locator("#wj-library")).to_contain_text("已移除")
    expect(page.locator(".wj-corpus")).to_contain_text("2 篇文章")


@pytest.mark.parametrize("question", [QUESTION, "灯塔有多高？", "火星上有港口吗？"])
def test_a_narrow_screen_scrolls_down_only(
    assistant: FakeAssistant, serving: Callable[..., str], open_page: Open, question: str
) -> None:
    page = open_page(serving(assistant), width=400, height=800)
    ask(page, question)
    page.locator("#wj-current .wj-cite").first.click()
    expect(page.locator(".wj-reader mark")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 400


def test_without_articles_the_page_says_how_to_index(serving: Callable[..., str], open_page: Open) -> None:
    page = open_page(serving(FakeAssistant(())))
    expect(page.locator("#wj-empty-index")).to_contain_text("wenju ingest")
