"""Templates to HTML. Everything that comes from an article, a user or a model is escaped by Jinja's autoescape."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ui.text import t


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{max(0.0, min(1.0, share)) * 100:.0f}"
    environment.filters["seconds"] = lambda value: f"{value:.1f}"
    return environment


def render(template: str, lang: str, **values: object) -> str:
    """HTML of one template; in it ``t(key, ...)`` gives texts and ``day(date)`` a date, both in ``lang``."""

    def day(value: date | None) -> str:
        return value.isoformat() if value else t("page.undated", lang)

    page = _environment().get_template(template)
    return page.render(t=partial(t, lang=lang), day=day, lang=lang, **values).strip()
