"""Every setting, once. Order: arguments, then ``WENJU_*`` variables, then ``wenju.toml``, then the defaults here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


class Settings(BaseSettings):
    """Configuration of one assistant; every field can also come from ``WENJU_<FIELD>`` or ``wenju.toml``.

    >>> Settings(llm="extractive").llm
    'extractive'
    """

    model_config = SettingsConfigDict(
        env_prefix="WENJU_", toml_file="wenju.toml", extra="forbid", frozen=True, validate_default=True
    )

    store_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("wenju") / "store")
    cache_dir: Path = Field(default_factory=lambda: platformdirs.user_cache_path("wenju"))

    llm: str = "local"
    """``local`` | ``local:NAME`` | ``local:/path.gguf`` | ``openai:https://host/v1#model`` | ``extractive``"""
    llm_api_key: SecretStr | None = None
    llm_timeout: Annotated[float, Field(gt=0)] = 120.0
    """Seconds for one call of the language model."""

    embedder: str = "e5"
    """``e5`` | ``st:NAME_OR_FOLDER`` | ``openai:https://host/v1#model``"""
    embedder_api_key: SecretStr | None = None
    embedder_weights: Literal["int8", "fp32"] = "int8"
    reranker: str = ""
    """Empty (none) or ``st:NAME_OR_FOLDER`` of a sentence-transformers cross-encoder."""
    threads: Annotated[int, Field(ge=0)] = 0
    """Threads of local models; 0 means one a core."""

    chroma_url: str = ""
    """Empty for the embedded store, or ``http://host:port`` of a Chroma server."""

    passage_tokens: Annotated[int, Field(ge=32, le=2000)] = 320
    """Most tokens (tiktoken, o200k_base) in a passage."""
    piece_characters: Annotated[int, Field(ge=40, le=2000)] = 160
    """Most characters in a piece, the unit that has a vector."""
    k: Annotated[int, Field(ge=1, le=100)] = 8
    """Passages that a question gets."""
    lexical_weight: Annotated[float, Field(ge=0, le=1)] = 0.35
    """Share of BM25 in the fused score; the rest is the cosine."""
    evidence_tokens: Annotated[int, Field(ge=50, le=3000)] = 350
    """Tokens of evidence that a question usually gets; never more than twice this."""
    max_file_mb: Annotated[float, Field(gt=0)] = 20.0

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 7860
    language: Literal["zh", "en"] = "zh"
    """Language of the page and of messages; answers follow the question."""

    @field_validator("store_dir", "cache_dir", mode="after")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        return value.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
