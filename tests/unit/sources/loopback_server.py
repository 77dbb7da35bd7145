"""A web server on this machine that answers as it is told, well or badly, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from mapa_uslug.sources.fetching.pacing import HostPacer

Manner = Literal["whole", "hang", "trickle", "drop", "endless", "chunked", "cut"]


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    ``whole`` sends the body; ``hang`` nothing until the server ends; ``trickle`` byte after byte for ever; ``drop`` closes
    the line at once; ``endless`` the body without telling its length, ``chunked`` in
    pieces; ``cut`` half of the body that it announces.
    """

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    manner: Manner = "whole"


def as_json(value: object, **rest: object) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), **rest)  # type: ignore[arg-type]


@dataclass
class Loopback:
    """The server: `replies` are given in turn, the last one again and again."""

    replies: Sequence[Reply]
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def next_reply(self, path: str, headers: dict[str, str]) -> Reply:
        self.asked.append({name: values[0] for name, values in parse_qs(urlsplit(path).query).items()})
        self.headers.append(headers)
        return self.replies[min(len(self.asked), len(self.replies)) - 1]


class _Handler(BaseHTTPRequestHandler):
    told: Loopback

    def do_GET(self) -> None:
        reply = self.told.next_reply(self.path, dict(self.headers.items()))
        if reply.manner == "drop":
            return
        if reply.manner == "hang":
            self.told.over.wait(30)
            return
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.manner in ("whole", "cut"):
            self.send_header("Content-Length", str(len(reply.body)))
        if reply.manner == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._send_body(reply)

    def _send_body(self, reply: Reply) -> None:
        try:
            if reply.manner == "trickle":
                while not self.told.over.wait(0.01):
                    self.wfile.write(b" ")
            elif reply.manner == "chunked":
                size = max(len(reply.body) // 50, 3)
                pieces = [reply.body[i : i + size] for i in range(0, len(reply.body), size)]
                self.wfile.write(b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in [*pieces, b""]))
            else:
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.manner == "cut" else reply.body)
        except OSError:
            pass  # the client has had enough

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve(*replies: Reply) -> Iterator[Loopback]:
    """Run a server for the block."""
    told = Loopback(replies)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        server.server_close()


class FakeTime:
    """A clock that moves when somebody sleeps, or by a step with each look at it."""

    def __init__(self, *, step_s: float = 0.0) -> None:
        self.now, self.step_s, self.slept = 1000.0, step_s, list[float]()

    def clock(self) -> float:
        self.now += self.step_s
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pacer(self) -> HostPacer:
        return HostPacer(clock=self.clock, sleep=self.sleep)
