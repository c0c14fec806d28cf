"""Models from the Hugging Face hub, kept in Wenju's cache. The network is used by ``pull_*`` alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.models.base import ModelError


def find_model(name: str, cache_dir: Path) -> Path:
    """The folder of a model: the name itself if it is a folder, else what was pulled.

    Raises:
        ModelError: it is not there.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if not _is_hub_name(name):
        raise ModelError("there is no model folder {name}", name=name)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, cache_dir=_folder(cache_dir), local_files_only=True))
    except Exception as error:
        raise ModelError(
            "the model {name} is not downloaded yet; with a network, run: wenju models pull st:{name}", name=name
        ) from error


def model_name(name: str) -> str:
    """What to call a model: its name on the hub, or its folder's name with a hash of what the folder holds.

    Two folders with the same name are two models; one folder that is moved stays the same.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest.update(f"{path.relative_to(folder)} {path.stat().st_size}".encode())
            digest.update(file.read(1 << 16))
    return f"{folder.resolve().name}-{digest.hexdigest()[:8]}"


def find_file(name: str, cache_dir: Path) -> Path:
    """The pulled file of ``OWNER/REPO/FILE``.

    Raises:
        ModelError: it is not there.
    """
    repo, file = _split(name)
    from huggingface_hub import hf_hub_download

    try:
        return Path(hf_hub_download(repo, file, cache_dir=_folder(cache_dir), local_files_only=True))
    except Exception as error:
        raise ModelError(
            "the model file {name} is not downloaded yet; with a network, run: wenju models pull hf:{name}", name=name
        ) from error


def pull_model(name: str, cache_dir: Path) -> Path:
    """Get all files of a model; those that are there stay, so that an interrupted pull goes on.

    Raises:
        ModelError: the hub cannot be reached, or has no such model.
    """
    if not _is_hub_name(name):
        raise ModelError("{name!r} is not a name on the hub (OWNER/MODEL)", name=name)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, cache_dir=_folder(cache_dir)))
    except Exception as error:
        raise _failed(name, error) from error


def pull_file(name: str, cache_dir: Path) -> Path:
    """Get one file, ``OWNER/REPO/FILE``.

    Raises:
        ModelError: the hub cannot be reached, or has no such file.
    """
    repo, file = _split(name)
    from huggingface_hub import hf_hub_download

    try:
        return Path(hf_hub_download(repo, file, cache_dir=_folder(cache_dir)))
    except Exception as error:
        raise _failed(name, error) from error


def _failed(name: str, error: Exception) -> ModelError:
    reason = str(error).strip().splitlines() or [type(error).__name__]
    return ModelError(
        "downloading {name} from the hub failed: {reason}. Check the name and the network; finished parts are kept",
        name=name,
        reason=reason[0],
    )


def _folder(cache_dir: Path) -> Path:
    return cache_dir / "models" / "hub"


def _is_hub_name(name: str) -> bool:
    owner, slash, model = name.partition("/")
    return bool(owner and slash and model) and "/" not in model and not name.startswith((".", "~"))


def _split(name: str) -> tuple[str, str]:
    owner, _, rest = name.partition("/")
    repo, _, file = rest.partition("/")
    if not (owner and repo and file.endswith(".gguf")):
        raise ModelError("hf:{name} is not hf:OWNER/REPOSITORY/FILE.gguf", name=name)
    return f"{owner}/{repo}", file
