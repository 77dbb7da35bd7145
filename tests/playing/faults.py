"""Ways for a service to go wrong: each takes the request and the good answer to a bad one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playing.server import Answer, Asked

Fault = Callable[[Asked, Answer], Answer]


def too_many(asked: Asked, answer: Answer, *, after_s: str = "1") -> Answer:
    """429 with ``Retry-After``."""
    return Answer(b"slow down", 429, "text/plain", {"Retry-After": after_s})


def gateway(asked: Asked, answer: Answer) -> Answer:
    """504 of a proxy."""
    return Answer(b"<html>Gateway Timeout</html>", 504, "text/html")


def truncated(asked: Asked, answer: Answer) -> Answer:
    """The connection ends in the middle."""
    return replace(answer, cut=len(answer.body) // 2)


def html_page(asked: Asked, answer: Answer) -> Answer:
    """An error page with status 200."""
    return Answer(
        b"<!DOCTYPE html><html><body>Przerwa techniczna</body></html>", 200, "text/html; charset=utf-8"
    )


def empty(asked: Asked, answer: Answer) -> Answer:
    """Nothing at all, with status 200."""
    return replace(answer, body=b"")


def slow_drip(asked: Asked, answer: Answer) -> Answer:
    """A byte now and then."""
    return replace(answer, drip_s=0.2, drip_bytes=1)


def redirected(asked: Asked, answer: Answer) -> Answer:
    """Off to somebody else's computer."""
    return Answer(b"", 302, "text/plain", {"Location": "https://example.invalid/file"})
