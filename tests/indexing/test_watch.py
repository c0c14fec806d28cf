from __future__ import annotations

import threading
from pathlib import Path

from rag.errors import UserError
from rag.indexing.watch import watch


def test_changes_are_followed_and_a_failure_ends_nothing(tmp_path: Path) -> None:
    seen: list[set[str]] = []
    stop = threading.Event()
    called = threading.Semaphore(0)

    def on_change() -> None:
        seen.append({p.name for p in tmp_path.iterdir()})
        called.release()
        if len(seen) == 2:
            raise UserError("busy")

    thread = threading.Thread(target=watch, args=(tmp_path, on_change), kwargs={"stop": stop, "force_polling": True})
    thread.start()
    try:
        assert called.acquire(timeout=30)
        for name in ("a.md", "b.md"):
            wanted = name
            while True:
                (tmp_path / wanted).write_text(name * (len(seen) + 1))
                if called.acquire(timeout=20):
                    break
            assert name in seen[-1]
    finally:
        stop.set()
        thread.join(30)
    assert seen[0] == set()
