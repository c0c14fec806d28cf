"""Calls to OpenAI-compatible endpoints: tried again where that helps, and failures told so that a user can act."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

import openai
import tenacity

from rag.models.base import ModelError

log = logging.getLogger(__name__)

T = TypeVar("T")
_ATTEMPTS = 4


def call(ask: Callable[[float], T], endpoint: str, timeout: float) -> T:
    """What ``ask`` returns; asked again after 429, 5xx and broken connections while time is left.

    Args:
        ask: called with the seconds left.
        endpoint: names the endpoint in messages.
        timeout: seconds for all attempts together.

    Raises:
        ModelError: it failed, and why.
    """
    deadline = time.monotonic() + timeout

    def left() -> float:
        return max(0.1, deadline - time.monotonic())

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_transient),
        stop=tenacity.stop_after_attempt(_ATTEMPTS) | tenacity.stop_before_delay(timeout),
        wait=_wait,
        before_sleep=tenacity.before_sleep_log(log, logging.INFO),
        reraise=True,
    )
    try:
        return retrying(lambda: ask(left()))
    except ModelError:
        raise
    except Exception as error:
        raise explain(error, endpoint, timeout) from error


def explain(error: Exception, endpoint: str, timeout: float) -> ModelError:
    """The error as something to act on."""
    if isinstance(error, openai.APITimeoutError):
        return ModelError(f"模型服务 {endpoint} 在 {timeout:g} 秒内没有答完；请稍后再试，或调大超时设置。")
    if isinstance(error, openai.APIConnectionError):
        return ModelError(f"连不上模型服务 {endpoint}：{error.__cause__ or error}；请检查地址，以及服务是否已启动。")
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return ModelError(f"模型服务 {endpoint} 拒绝了密钥（{error.status_code}）；请检查 API 密钥的设置。")
    if isinstance(error, openai.NotFoundError):
        return ModelError(f"模型服务 {endpoint} 没有这个模型或路径（404）；请检查地址（常以 /v1 结尾）和模型名。")
    if isinstance(error, openai.RateLimitError):
        return ModelError(f"模型服务 {endpoint} 说请求太多或额度已用完（429）；请稍后再试。")
    if isinstance(error, openai.APIStatusError):
        return ModelError(f"模型服务 {endpoint} 出错（{error.status_code}）：{error.message[:200]}")
    return ModelError(f"模型服务 {endpoint} 的回答看不懂：{error!r:.200}")


def _is_transient(error: BaseException) -> bool:
    if isinstance(error, openai.APITimeoutError):
        return False  # the time is used up
    if isinstance(error, openai.APIStatusError):
        return error.status_code in (408, 409, 429) or error.status_code >= 500
    return isinstance(error, openai.APIConnectionError)


def _wait(state: tenacity.RetryCallState) -> float:
    """What the endpoint asks for in Retry-After (seconds, at most 30), else about 0.5, 1, 2."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, openai.APIStatusError):
        asked = error.response.headers.get("retry-after", "")
        if asked.replace(".", "", 1).isdigit():
            return min(float(asked), 30.0)
    return float(tenacity.wait_random_exponential(multiplier=0.5, max=8)(state))
