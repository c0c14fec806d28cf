"""A piece of our own HTML on the page whose buttons reach Python.

A button in a template carries ``data-event="cite"`` and any other ``data-*``; a click triggers the panel's event of
that name with those values. ``data-confirm`` asks first. The text of a ``<textarea>`` in the enclosing ``data-form``
comes along as ``comment``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import gradio as gr

_CLICKS = """
const events = %s;
element.addEventListener('click', (click) => {
  const button = click.target.closest('[data-event]');
  if (!button || !element.contains(button) || !events.includes(button.dataset.event)) return;
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
  const field = button.closest('[data-form]')?.querySelector('textarea');
  trigger(button.dataset.event, { ...button.dataset, comment: field ? field.value : '' });
});
"""


def panel(events: Sequence[str] = (), *, script: str = "", elem_id: str) -> gr.HTML:
    """An HTML panel with these custom events: listen with ``panel.<event>(handler)``, values in ``EventData``."""
    return gr.HTML(
        elem_id=elem_id,
        js_on_load=_CLICKS % json.dumps(list(events)) + script,
        apply_default_css=False,
    )
