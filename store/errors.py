"""Errors of the store that a user can act on. ``rag.errors`` gives them their place in the library."""

from __future__ import annotations


class WenjuError(Exception):
    """Base of all errors that Wenju raises on purpose.

    Args:
        template: the text in English, with ``{fields}``; ``rag.messages.explain`` has it in other languages.
        values: what fills the fields; without any the template is the text.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values


class UserError(WenjuError):
    """The input or the configuration is at fault; commands end with exit code 2."""
