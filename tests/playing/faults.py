"""Ways for a service to go wrong: each takes the request and the good answer to a bad one."""

from __future__ import annotations

import gzip
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


def silent(asked: Asked, answer: Answer) -> Answer:
    """The line is closed without a word."""
    return replace(answer, is_silent=True)


def packed(asked: Asked, answer: Answer) -> Answer:
    """Gzip, which nobody asked for."""
    return replace(
        answer, body=gzip.compress(answer.body), headers={**answer.headers, "Content-Encoding": "gzip"}
    )


def no_ranges(asked: Asked, answer: Answer) -> Answer:
    """The whole file, whatever part was asked for."""
    return replace(answer, has_ranges=False)


def other_part(asked: Asked, answer: Answer) -> Answer:
    """A part, and not the one that was asked for."""
    size = len(answer.body)
    return Answer(answer.body[1:], 206, answer.kind, {"Content-Range": f"bytes 1-{size - 1}/{size}"})


def forbidden(asked: Asked, answer: Answer) -> Answer:
    """403."""
    return Answer(b"<html>Forbidden</html>", 403, "text/html")


def gone(asked: Asked, answer: Answer) -> Answer:
    """404."""
    return Answer(b"<html>Not Found</html>", 404, "text/html")


def halved(asked: Asked, answer: Answer) -> Answer:
    """Half of it, said to be all."""
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def unknown_encoding(asked: Asked, answer: Answer) -> Answer:
    """XML in an encoding that there is not."""
    return Answer(b'<?xml version="1.0" encoding="klingon"?><list/>', 200, "text/xml")
