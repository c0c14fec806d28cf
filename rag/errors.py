"""Errors that a user can act on. Each says what is wrong, where, and what to do."""

from __future__ import annotations

from store.errors import UserError, WenjuError

__all__ = ["ModelUnavailable", "UserError", "WenjuError"]


class ModelUnavailable(WenjuError):  # noqa: N818 - part of the API
    """A configured model cannot be used now (missing, damaged, unreachable); the text says what to do."""
