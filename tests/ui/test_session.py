"""Sessions that outlive a reload of the page."""

from __future__ import annotations

from ui.session import Session, Sessions

TOKENS = [f"{number:032x}" for number in range(4)]


def test_a_tab_finds_its_own_session_again_and_no_other() -> None:
    sessions = Sessions()
    first, second = Session("zh"), Session("zh")
    assert sessions.of(TOKENS[0], first) is first
    assert sessions.of(TOKENS[1], second) is second
    assert sessions.of(TOKENS[0], Session("zh")) is first


def test_tabs_without_a_token_share_nothing() -> None:
    sessions = Sessions()
    assert sessions.of("", Session("zh")) is not sessions.of("", Session("zh"))


def test_only_the_tabs_used_last_are_kept() -> None:
    sessions = Sessions(limit=2)
    kept = [sessions.of(token, Session("zh")) for token in TOKENS[:2]]
    sessions.of(TOKENS[0], Session("zh"))
    sessions.of(TOKENS[2], Session("zh"))
    assert sessions.of(TOKENS[0], Session("zh")) is kept[0]
    assert sessions.of(TOKENS[1], Session("zh")) is not kept[1]
