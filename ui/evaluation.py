"""Panel: the newest report that the evaluation left."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ui.render import render
from ui.text import t

REPORT = Path("evals/out/report.html")
"""Where ``make eval`` writes, under the folder that the page was started in."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_NO_REQUESTS = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'


def evaluation_html(lang: str, report: Path = REPORT) -> str:
    """The report in a frame that runs no scripts and loads nothing, or how to make one."""
    text = made = problem = ""
    try:
        text = _NO_REQUESTS + report.read_text(encoding="utf-8")
        made = datetime.fromtimestamp(report.stat().st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
    except FileNotFoundError:
        text = ""
    except (OSError, ValueError) as error:
        problem = t("library.evaluation.unreadable", lang, reason=error)
    return render("evaluation.html", lang, report=text, made=made, problem=problem)
