"""Imports point one way, and the declared dependencies are the imported ones."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = {"rag", "store", "ui", "evals", "benchmarks", "tests"}


def test_import_contracts_hold(repo: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def imported(folder: Path) -> set[str]:
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.partition(".")[0])
    return names - OURS - set(sys.stdlib_module_names)


def declared(repo: Path, *extras: str) -> set[str]:
    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    return {canonicalize_name(Requirement(line).name) for line in listed}


def test_what_is_imported_is_declared(repo: Path) -> None:
    homes = packages_distributions()
    for folders, extras in (
        (("rag", "store", "ui"), ("st", "docs")),
        (("evals", "benchmarks", "tests"), ("st", "dev", "build", "docs")),
    ):
        for folder in folders:
            distributions = {
                name: {canonicalize_name(d) for d in homes.get(name, [name])} for name in imported(repo / folder)
            }
            missing = {name for name, of in distributions.items() if not of & declared(repo, *extras)}
            assert not missing, f"{folder}/ imports what pyproject.toml does not declare"
