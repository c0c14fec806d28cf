"""Answers that need not be asked for again: one JSON Lines file for every fingerprint, appended as answers come.

A run that is killed keeps every answer that it had; a last line that was cut short is passed over. Nothing is ever
served under another fingerprint: a changed model, prompt, setting, article or line of code in ``rag`` is another file.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path

from evals.results import Fingerprint, answer_from_json, answer_to_json
from evals.schema import HistoryTurn
from rag.types import Answer

log = logging.getLogger(__name__)


def question_key(question: str, history: Sequence[HistoryTurn] = (), scope: Sequence[str] = ()) -> str:
    """Name of one question with its history and scope."""
    seed = json.dumps([question, [[t.role, t.text] for t in history], sorted(scope)], ensure_ascii=False)
    return hashlib.sha256(seed.encode()).hexdigest()[:24]


class AnswerCache:
    """The answers of one fingerprint."""

    def __init__(self, folder: Path, fingerprint: Fingerprint) -> None:
        self.path = folder / f"{fingerprint.key}.jsonl"
        self.damaged = 0
        self._answers: dict[str, str] = {}
        if self.path.exists():
            self._read()
        else:
            folder.mkdir(parents=True, exist_ok=True)
            head = {"fingerprint": {n: getattr(fingerprint, n) for n in fingerprint.__slots__}}
            self.path.write_text(json.dumps(head, ensure_ascii=False) + "\n", encoding="utf-8")

    def _read(self) -> None:
        text = self.path.read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines()[1:]:
            try:
                record = json.loads(line)
                self._answers[record["key"]] = record["answer"]
            except (ValueError, KeyError, TypeError):
                self.damaged += 1
        if self.damaged:
            log.warning("%s: %d damaged lines passed over; their questions are asked again", self.path, self.damaged)
        if text and not text.endswith("\n"):
            with self.path.open("a", encoding="utf-8") as file:
                file.write("\n")

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: str) -> Answer | None:
        """The answer, or None where there is none or it is of another version of ``Answer``."""
        text = self._answers.get(key)
        if text is None:
            return None
        try:
            return answer_from_json(text)
        except ValueError:
            log.warning("%s: answer %s does not fit this version; it is asked again", self.path, key)
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Append an answer; it is on disk when this returns."""
        text = answer_to_json(answer)
        self._answers[key] = text
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "answer": text}, ensure_ascii=False) + "\n")
