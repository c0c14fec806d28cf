"""Nothing that is locked forces its licence on those who use Wenju."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

import pytest

COPYLEFT = re.compile(
    r"\bA?GPL|GNU (Affero )?General Public|\bLGPL|Lesser General Public|SSPL|BUSL|Commons Clause", re.IGNORECASE
)
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC\b|MPL|Mozilla|PSF|Python Software Foundation|Unlicense|0BSD|Zlib|HPND|CC0|Public Domain|CNRI",
    re.IGNORECASE,
)  # fmt: skip


def locked(repo: Path) -> list[str]:
    lines = (repo / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    return [line.partition("==")[0] for line in lines if line and not line.startswith("#")]


def licence(package: PackageMetadata) -> str:
    """What the package says of its licence: expression or classifiers first, then the free field's first lines."""
    classifiers = [c for c in package.get_all("Classifier", []) if c.startswith("License ::")]
    stated = [package.get("License-Expression") or "", *classifiers]
    return "\n".join(stated).strip() or "\n".join((package.get("License") or "").splitlines()[:3])


def test_every_locked_package_is_permissive(repo: Path) -> None:
    unsure: dict[str, str] = {}
    for name in locked(repo):
        try:
            words = licence(metadata(name))
        except PackageNotFoundError:
            continue  # locked for another platform or Python
        # A choice between licences is ours to make: "MPL OR LGPL" is fine.
        if not PERMISSIVE.search(words) or (COPYLEFT.search(words) and not re.search(r"\bOR\b|MPL|Mozilla", words)):
            unsure[name] = words
    assert not unsure


@pytest.mark.parametrize(
    "words", ["GPL-3.0-or-later", "License :: OSI Approved :: GNU Affero General Public License v3"]
)
def test_copyleft_is_seen(words: str) -> None:
    assert COPYLEFT.search(words)
