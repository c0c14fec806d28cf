"""Errors of the store that a user can act on. ``rag.errors`` gives them their place in the library."""

from __future__ import annotations


class WenjuError(Exception):
    """Base of all errors that Wenju raises on purpose."""


class UserError(WenjuError):
    """The input or the configuration is at fault; commands end with exit code 2."""
