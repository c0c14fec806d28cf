"""Calls to OpenAI-compatible endpoints: tried again where that helps, and failures told so that a user can act."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

import openai
import tenacity

from rag.models.base import ModelError
from rag.models.cancelling import check

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
    check()
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
        return ModelError(
            "the model service {endpoint} did not finish within {limit:g} seconds; try again later, or "
            "raise llm_timeout",
            endpoint=endpoint,
            limit=timeout,
        )
    if isinstance(error, openai.APIConnectionError):
        return ModelError(
            "the model service {endpoint} cannot be reached ({reason}); check the address, and that it is running",
            endpoint=endpoint,
            reason=error.__cause__ or error,
        )
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return ModelError(
            "the model service {endpoint} refused the key ({status}); check the API key in the settings",
            endpoint=endpoint,
            status=error.status_code,
        )
    if isinstance(error, openai.NotFoundError):
        return ModelError(
            "the model service {endpoint} has no such model or path (404); check the address (often it ends in /v1) "
            "and the model's name",
            endpoint=endpoint,
        )
    if isinstance(error, openai.RateLimitError):
        return ModelError(
            "the model service {endpoint} says too many requests, or the quota is used up (429); try again later",
            endpoint=endpoint,
        )
    if isinstance(error, openai.APIStatusError):
        return ModelError(
            "the model service {endpoint} failed ({status}): {reason}",
            endpoint=endpoint,
            status=error.status_code,
            reason=error.message[:200],
        )
    return ModelError(
        "the reply of the model service {endpoint} makes no sense: {reason}",
        endpoint=endpoint,
        reason=f"{error!r:.200}",
    )


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
