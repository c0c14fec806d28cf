"""A real browser before a real page. Whatever a test does, a request to another host fails it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from rag.settings import Settings
from tests.conftest import find_chromium
from tests.ui.fake_assistant import FakeAssistant
from ui.app import serve

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Serve a page over an assistant; gives its address."""
    servers = []

    def start(assistant: Any, **settings: Any) -> str:
        port = free_port()
        servers.append(serve(assistant, Settings(**({"store_dir": tmp_path / "store", "port": port} | settings))))
        return servers[-1].url

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open an address in a tab of its own; at the end no request may have left this machine, and no script failed."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    faults: list[str] = []

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            foreign.append(request.url)

    def start(url: str, *, width: int = 1280, height: int = 800, context: BrowserContext | None = None) -> Page:
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            context.on("request", note)
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(url)
        page.locator("#wj-header h1").wait_for()
        return page

    yield start
    for context in contexts:
        context.close()
    assert foreign == []
    assert faults == []


@pytest.fixture
def page(assistant: FakeAssistant, serving: Callable[..., str], open_page: Open) -> Page:
    """A page over the fake assistant."""
    return open_page(serving(assistant))


def ask(page: Page, question: str, *, wait: bool = True) -> None:
    """Type a question and press enter; ``wait`` until its answer is complete."""
    page.locator("#wj-question textarea").fill(question)
    page.keyboard.press("Enter")
    card = page.locator("#wj-current .wj-turn").filter(has_text=question)
    card.wait_for()
    if wait:
        card.locator(".wj-foot").wait_for()
