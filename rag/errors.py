"""Errors that a user can act on. Each says what is wrong, where, and what to do."""

from __future__ import annotations


class WenjuError(Exception):
    """Base of all errors that Wenju raises on purpose."""


class UserError(WenjuError):
    """The input or the configuration is at fault; commands end with exit code 2."""


class ModelUnavailable(WenjuError):
    """A configured model cannot be used now (missing, damaged, unreachable); the text says what to do."""
