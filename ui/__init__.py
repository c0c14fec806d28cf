"""The page. Importing this package halves the time that the import of Gradio takes.

Whenever Gradio makes a component class it writes a type stub beside its source, and parses that source for it: half of
what its import costs, at every start. Stubs serve editors; nothing reads them at run time, so none are written here.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

_MODULE = "gradio.component_meta"


def _write_no_stub(*_: object) -> None: ...


class _Loader(importlib.abc.Loader):
    """Runs the module as ever, then takes the writing of stubs out of it."""

    def __init__(self, loader: importlib.abc.Loader) -> None:
        self._loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        module.__dict__["create_or_modify_pyi"] = _write_no_stub


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


if _MODULE not in sys.modules:
    sys.meta_path.insert(0, _Finder())
