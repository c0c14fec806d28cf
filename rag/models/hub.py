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
        raise ModelError(f"没有模型文件夹 {name}。")
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, cache_dir=_folder(cache_dir), local_files_only=True))
    except Exception as error:
        raise ModelError(f"模型 {name} 还没有下载；请在联网时运行：wenju models pull st:{name}") from error


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
        raise ModelError(f"模型文件 {name} 还没有下载；请在联网时运行：wenju models pull hf:{name}") from error


def pull_model(name: str, cache_dir: Path) -> Path:
    """Get all files of a model; those that are there stay, so that an interrupted pull goes on.

    Raises:
        ModelError: the hub cannot be reached, or has no such model.
    """
    if not _is_hub_name(name):
        raise ModelError(f"{name!r} 不是模型库里的名字（应为 作者/模型）。")
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
    return ModelError(f"从模型库下载 {name} 失败：{reason[0]}。请检查名字和网络；已下载的部分会保留。")


def _folder(cache_dir: Path) -> Path:
    return cache_dir / "models" / "hub"


def _is_hub_name(name: str) -> bool:
    owner, slash, model = name.partition("/")
    return bool(owner and slash and model) and "/" not in model and not name.startswith((".", "~"))


def _split(name: str) -> tuple[str, str]:
    owner, _, rest = name.partition("/")
    repo, _, file = rest.partition("/")
    if not (owner and repo and file.endswith(".gguf")):
        raise ModelError(f"写法不对：hf:{name}；应为 hf:作者/仓库/文件.gguf。")
    return f"{owner}/{repo}", file
