"""The locks: exact, free of hosts and CUDA, and the development lock holds all of the other one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock")


def lines(repo: Path, name: str) -> list[str]:
    return [line for line in (repo / name).read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("name", LOCKS)
def test_every_version_is_exact_and_no_host_is_named(repo: Path, name: str) -> None:
    for line in lines(repo, name):
        assert re.fullmatch(r"[a-z0-9._-]+(\[[a-z,-]+\])?==[0-9][^ ]*( ; .+)?", line), line
        assert not re.match(r"nvidia-|cuda-|triton", line)


def test_the_development_lock_holds_the_other(repo: Path) -> None:
    assert set(lines(repo, LOCKS[0])) <= set(lines(repo, LOCKS[1]))


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_declared_is_locked_within_its_bounds(repo: Path, name: str) -> None:
    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["build"],
        *project["optional-dependencies"]["docs"],
    ]
    if name == LOCKS[1]:
        wanted += [*project["optional-dependencies"]["st"], *project["optional-dependencies"]["dev"]]
    versions: dict[str, list[str]] = {}
    for line in lines(repo, name):
        requirement = Requirement(line)
        versions.setdefault(canonicalize_name(requirement.name), []).append(next(iter(requirement.specifier)).version)
    for requirement in map(Requirement, wanted):
        locked = versions.get(canonicalize_name(requirement.name))
        assert locked, f"{requirement} is not locked: make lock"
        assert all(requirement.specifier.contains(version) for version in locked), requirement
