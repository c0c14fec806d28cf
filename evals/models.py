"""The models of a run, opened once and shared by everything that answers or judges in it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import ModelUnavailable
from rag.models.base import Embedder, LanguageModel, ModelError
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Models:
    """``llm`` is None where answers are to quote (``llm = "extractive"``)."""

    embedder: Embedder
    llm: LanguageModel | None

    @property
    def fingerprint(self) -> str:
        """Changes whenever answers may, because of the model."""
        return self.llm.fingerprint if self.llm else "extractive"

    @property
    def name(self) -> str:
        return self.llm.name if self.llm else "extractive"

    def close(self) -> None:
        if self.llm:
            self.llm.close()


def open_models(settings: Settings) -> Models:
    """The configured embedder and language model.

    Raises:
        ModelUnavailable: one of them cannot be loaded: measuring another one in its place would be no measurement.
    """
    from rag.models.registry import ModelOptions, load_embedder, load_llm

    def options(key: object) -> ModelOptions:
        secret = getattr(key, "get_secret_value", lambda: None)()
        return ModelOptions(
            cache_dir=settings.cache_dir,
            api_key=secret,
            timeout=settings.llm_timeout,
            threads=settings.threads,
            weights=settings.embedder_weights,
        )

    try:
        embedder = load_embedder(settings.embedder, options(settings.embedder_api_key))
        llm = load_llm(settings.llm, options(settings.llm_api_key))
    except ModelError as error:
        raise ModelUnavailable(error.template, **error.values) from error
    return Models(embedder, llm)
