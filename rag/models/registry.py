"""Which backend serves a model's name. Backends register by entry point, so that a new one touches no file here.

A specification is ``SCHEME`` or ``SCHEME:REST``; the scheme is the name of an entry point in one of the groups
``wenju.llms``, ``wenju.embedders`` and ``wenju.rerankers``, whose object is called with the rest and the options.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points
from pathlib import Path
from typing import Any, Literal

from rag.models.base import Embedder, LanguageModel, ModelError, Reranker

Group = Literal["wenju.llms", "wenju.embedders", "wenju.rerankers"]
EXTRACTIVE = "extractive"
"""The specification of no language model at all: answers quote."""


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What backends may need besides the specification. ``timeout`` in seconds; ``threads`` 0 means one a core."""

    cache_dir: Path
    api_key: str | None = None
    timeout: float = 120.0
    threads: int = 0
    weights: Literal["int8", "fp32"] = "int8"


def load_llm(spec: str, options: ModelOptions) -> LanguageModel | None:
    """The language model of a specification, or None for ``extractive``.

    Raises:
        ModelError: nothing serves the specification, or the model cannot be loaded.
    """
    if spec.strip() in ("", EXTRACTIVE):
        return None
    model: LanguageModel = _load("wenju.llms", spec, options)
    return model


def load_embedder(spec: str, options: ModelOptions) -> Embedder:
    """The embedder of a specification.

    Raises:
        ModelError: nothing serves the specification, or the model cannot be loaded.
    """
    model: Embedder = _load("wenju.embedders", spec, options)
    return model


def load_reranker(spec: str, options: ModelOptions) -> Reranker | None:
    """The reranker of a specification, or None for an empty one.

    Raises:
        ModelError: nothing serves the specification, or the model cannot be loaded.
    """
    if not spec.strip():
        return None
    model: Reranker = _load("wenju.rerankers", spec, options)
    return model


def schemes(group: Group) -> list[str]:
    """Schemes that a group of backends serves, of all installed packages."""
    return sorted({point.name for point in entry_points(group=group)})


def _load(group: Group, spec: str, options: ModelOptions) -> Any:
    scheme, _, rest = spec.strip().partition(":")
    point = _find(group, scheme)
    if point is None:
        raise ModelError(
            "{spec!r} names no model: no backend is called {scheme!r}; there are: {known}",
            spec=spec,
            scheme=scheme,
            known=", ".join(schemes(group)) or "-",
        )
    try:
        factory: Callable[[str, ModelOptions], Any] = point.load()
    except ImportError as error:
        raise ModelError(
            "the model {spec} needs a package that is not installed: {reason}", spec=spec, reason=error
        ) from error
    return factory(rest, options)


def _find(group: Group, scheme: str) -> EntryPoint | None:
    """Our own backends first: looking through every installed package takes a noticeable part of the start."""
    try:
        own = distribution("wenju").entry_points.select(group=group, name=scheme)
    except PackageNotFoundError:
        own = entry_points(group=group, name=scheme)
    return next(iter(own or entry_points(group=group, name=scheme)), None)
