"""Following a folder: call something whenever its files change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)
_QUIET = 500  # milliseconds without a change before a burst of changes counts as over


def watch(
    path: Path,
    on_change: Callable[[], object],
    *,
    stop: threading.Event | None = None,
    force_polling: bool | None = None,
) -> None:
    """Call ``on_change`` once now and then after every burst of changes under ``path``, until ``stop`` is set.

    Hidden files and what editors leave behind do not count. What the first call raises is raised; a later one that
    fails is logged and tried again at the next change. Network drives that report no changes need ``force_polling``.
    """
    from watchfiles import DefaultFilter
    from watchfiles import watch as changes

    on_change()
    for found in changes(
        path,
        watch_filter=DefaultFilter(),
        debounce=_QUIET * 4,
        step=_QUIET,
        stop_event=stop,
        force_polling=force_polling,
    ):
        log.info("%d changes under %s", len(found), path)
        _call(on_change)


def _call(on_change: Callable[[], object]) -> None:
    from rag.errors import WenjuError

    try:
        on_change()
    except WenjuError as error:
        log.error("%s; waiting for the next change", error)
