"""The page's web server: a port that is really free, and no way out to other hosts."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.ports import listen
from rag.settings import Settings
from ui.text import t
from ui.theme import FAVICON, head, theme

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)


class _SecurityHeaders:
    """Tells the browser to load nothing from any other host, whatever an article holds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"content-security-policy", _POLICY.encode()),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class Server:
    """A running page: ``url`` is where it is; ``moved`` says whether the configured port was taken."""

    def __init__(self, app: ASGIApp, listening: socket.socket, host: str, wanted: int) -> None:
        self._socket = listening
        port = listening.getsockname()[1]
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{port}/"
        self.moved = port != wanted
        self._wanted = wanted
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        self._thread = threading.Thread(target=self._serve, name="wenju-page", daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.01)
        if not self._server.started:
            raise RuntimeError("the page's server ended while it started; the log says why")

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])

    def run(self, *, warm_up: Callable[[], None], lang: str, open_browser: bool) -> None:
        """Say where the page is, load the models beside it, and stay until interrupted."""
        key = "serving.moved" if self.moved else "serving.ready"
        click.echo(t(key, lang, url=self.url, port=self._wanted))
        threading.Thread(target=_quietly, args=(warm_up,), name="wenju-warm-up", daemon=True).start()
        if open_browser:
            webbrowser.open(self.url)
        with contextlib.suppress(KeyboardInterrupt):
            while self._thread.is_alive():
                self._thread.join(1)
        self.close()

    def close(self) -> None:
        """Stop serving, and free the port."""
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


def _quietly(warm_up: Callable[[], None]) -> None:
    try:
        warm_up()
    except Exception as error:  # noqa: BLE001  each question meets the same error, and says it to its reader
        log.warning("warming up failed: %s", error)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what is served on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve_blocks(blocks: gr.Blocks, settings: Settings) -> Server:
    """Serve these blocks, with Wenju's looks, in a thread."""
    import gradio as gr

    listening = listen(settings.host, settings.port)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    blocks.queue(api_open=False)
    gr.mount_gradio_app(
        app, blocks, path="/", server_name=settings.host, server_port=listening.getsockname()[1], footer_links=[],
        run_history=False, show_error=False, max_file_size=int(settings.max_file_mb * 1024 * 1024), ssr_mode=False,
        enable_monitoring=False, pwa=False, mcp_server=False, favicon_path=str(FAVICON), theme=theme(), head=head(),
    )  # fmt: skip
    guarded: ASGIApp = _SecurityHeaders(app)
    if is_loopback(settings.host):  # a web page that points its own name at this machine is refused
        guarded = TrustedHostMiddleware(guarded, allowed_hosts=["127.0.0.1", "localhost", "[::1]", settings.host])
    return Server(guarded, listening, settings.host, settings.port)
