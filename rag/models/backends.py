"""The backends that come with Wenju: each function is an entry point and imports its libraries when called."""

from __future__ import annotations

from pathlib import Path

from rag.models import weights
from rag.models.base import Embedder, LanguageModel, ModelError, Reranker
from rag.models.registry import ModelOptions


def local_llm(rest: str, options: ModelOptions) -> LanguageModel:
    """``local`` (the default model), ``local:NAME``, ``local:hf:OWNER/REPO/FILE.gguf`` or ``local:/path.gguf``."""
    from rag.models.llama_cpp import LlamaCpp

    if rest.startswith("hf:"):
        from rag.models.hub import find_file

        path, name = find_file(rest.removeprefix("hf:"), options.cache_dir), ""
    elif rest.endswith(".gguf"):
        path, name = Path(rest).expanduser(), ""
    else:
        name = rest or weights.DEFAULT_LLM
        path = weights.find(name, options.cache_dir)
    return LlamaCpp(path, name=name, threads=options.threads, timeout=options.timeout)


def openai_llm(rest: str, options: ModelOptions) -> LanguageModel:
    """``openai:BASE_URL#MODEL``: any endpoint with OpenAI's chat API."""
    from rag.models.openai_llm import OpenAIChat

    url, model = _endpoint(rest)
    return OpenAIChat(url, model, api_key=options.api_key, timeout=options.timeout)


def e5_embedder(rest: str, options: ModelOptions) -> Embedder:
    """``e5``: the packaged multilingual-e5-small on onnxruntime."""
    from rag.models import e5

    if rest:
        raise ModelError("nothing may follow e5, not {rest!r}; other models are st:NAME_OR_FOLDER", rest=rest)
    return e5.load(options.cache_dir, weights=options.weights, threads=options.threads)


def st_embedder(rest: str, options: ModelOptions) -> Embedder:
    """``st:NAME_OR_FOLDER``: a sentence-transformers model, on onnxruntime where it was prepared."""
    from rag.models import preparing

    prepared = preparing.load(rest, options.cache_dir, weights=options.weights, threads=options.threads)
    if prepared is not None:
        return prepared
    from rag.models.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(rest, cache_dir=options.cache_dir, threads=options.threads)


def openai_embedder(rest: str, options: ModelOptions) -> Embedder:
    """``openai:BASE_URL#MODEL``: any endpoint with OpenAI's embeddings API."""
    from rag.models.openai_embedder import OpenAIEmbedder

    url, model = _endpoint(rest)
    return OpenAIEmbedder(url, model, api_key=options.api_key, timeout=options.timeout)


def st_reranker(rest: str, options: ModelOptions) -> Reranker:
    """``st:NAME_OR_FOLDER``: a sentence-transformers cross-encoder."""
    from rag.models.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(rest, cache_dir=options.cache_dir, threads=options.threads)


def _endpoint(rest: str) -> tuple[str, str]:
    url, _, model = rest.partition("#")
    if not url.startswith(("http://", "https://")) or not model:
        raise ModelError("openai:{rest} is not openai:https://HOST/v1#MODEL", rest=rest)
    return url.rstrip("/"), model
