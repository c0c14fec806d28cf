"""An installed wheel has all that a checkout has: code, prompts, texts, the shipped articles, the page's files."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def unpacked(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=repo,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("wenju-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("package", ["rag", "store", "ui", "evals"])
def test_every_file_of_a_package_is_in_the_wheel(repo: Path, unpacked: Path, package: str) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", package], cwd=repo, check=True, capture_output=True, text=True
    ).stdout.split("\0")  # fmt: skip
    missing = [name for name in tracked if name and (repo / name).exists() and not (unpacked / name).exists()]
    assert not missing


def test_the_installed_library_finds_prompts_and_articles(repo: Path, unpacked: Path) -> None:
    code = "from rag.resources import corpus_dir, prompt_dir; print(prompt_dir(), corpus_dir(), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r}); {code}"],
        cwd=unpacked, check=True, capture_output=True, text=True,
    )  # fmt: skip
    prompts, corpus = map(Path, done.stdout.splitlines())
    assert prompts.is_relative_to(unpacked)
    assert {p.name for p in prompts.rglob("*.md")} == {p.name for p in (repo / "prompts").rglob("*.md")}
    assert {p.name for p in corpus.glob("*.md")} == {p.name for p in (repo / "corpus").glob("*.md")}


def test_the_command_runs_from_the_wheel(unpacked: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); from rag.cli import main; sys.exit(main(['--help']))"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "ingest" in done.stdout
