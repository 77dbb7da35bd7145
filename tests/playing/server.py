"""A server on this machine that plays services of the web, well or badly.

Paths are given to players, functions of a request to an answer. A fault of the server holds for the next so many
requests whose path begins so. Files are served with ETag, and in ranges unless they are told not to be.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What is sent.

    `drip_s` waits so long after every `drip_bytes`, `cut` ends after so many bytes. `told_length` is said in place of the
    true length, nothing if it is "". `is_chunked` sends in chunks, without a length; `is_silent` closes the line at once.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    has_ranges: bool = False
    drip_s: float = 0.0
    drip_bytes: int = 1
    cut: int | None = None
    told_length: str | None = None
    is_chunked: bool = False
    is_silent: bool = False


Player = Callable[[Asked], Answer]


@dataclass
class _Fault:
    prefix: str
    play: Callable[[Asked, Answer], Answer]
    left: int


class PlayedServer:
    """Plays services under ``url``; `asked` lists every request."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.players: dict[str, Player] = {}
        self.faults: list[_Fault] = []
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"played": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        if tls:
            # Not at once: a client that breaks off the greeting must not stop the server.
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )

    def play(self, prefix: str, player: Player) -> str:
        """Let a player answer every path that begins so (the longest prefix wins); the base address of it."""
        self.players[prefix] = player
        return self.url + prefix

    def fail(self, prefix: str, fault: Callable[[Asked, Answer], Answer], *, times: int = 1_000_000) -> None:
        """Change the next answers to paths that begin so."""
        self.faults.append(_Fault(prefix, fault, times))

    def paths(self) -> list[str]:
        """Paths asked for, in order."""
        return [asked.path for asked in self.asked]

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request, with the fault that is due."""
        with self._lock:
            self.asked.append(asked)
            due = next((f for f in self.faults if f.left > 0 and asked.path.startswith(f.prefix)), None)
            if due:
                due.left -= 1
        found = [prefix for prefix in self.players if asked.path.startswith(prefix)]
        answer = self.players[max(found, key=len)](asked) if found else Answer(b"not here", 404, "text/plain")
        return due.play(asked, answer) if due else answer

    def start(self) -> None:
        """Begin to listen."""
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    played: PlayedServer
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self._do("GET")

    def do_POST(self) -> None:
        self._do("POST")

    def _do(self, method: str) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(method, parts.path, dict(pairs), dict(self.headers.items()), body, pairs)
        self._send(asked, self.played.answer(asked))

    def _send(self, asked: Asked, answer: Answer) -> None:
        if answer.is_silent:
            return
        status, body, headers = answer.status, answer.body, dict(answer.headers)
        if answer.has_ranges:
            tag = headers.setdefault("ETag", f'"{hash(body) & 0xFFFFFFFF:x}"')
            wanted = asked.headers.get("Range", "")
            if wanted.startswith("bytes=") and asked.headers.get("If-Range") == tag:
                start = int(wanted[6:].partition("-")[0])
                is_in = start < len(body)
                headers["Content-Range"] = f"bytes {f'{start}-{len(body) - 1}' if is_in else '*'}/{len(body)}"
                status, body = (206, body[start:]) if is_in else (416, b"")
        if answer.is_chunked:
            self.protocol_version = "HTTP/1.1"
            headers |= {"Transfer-Encoding": "chunked", "Connection": "close"}
        self.send_response(status)
        self.send_header("Content-Type", answer.kind)
        told = str(len(body)) if answer.told_length is None else answer.told_length
        if told and (not answer.is_chunked or answer.told_length is not None):
            self.send_header("Content-Length", told)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if answer.is_chunked:
            body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:7], body[7:]) if p) + b"0\r\n\r\n"
        body = body if answer.cut is None else body[: answer.cut]
        try:
            if answer.drip_s:
                for at in range(0, len(body), answer.drip_bytes):
                    self.wfile.write(body[at : at + answer.drip_bytes])
                    self.wfile.flush()
                    time.sleep(answer.drip_s)
            else:
                self.wfile.write(body)
        except OSError:
            pass

    def handle(self) -> None:
        # The client may have had enough, of the certificate for instance.
        with suppress(OSError):
            super().handle()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def played_server(tls: ssl.SSLContext | None = None) -> Iterator[PlayedServer]:
    """A server that listens within the block, encrypted if it is given a certificate."""
    server = PlayedServer(tls)
    server.start()
    try:
        yield server
    finally:
        server.stop()
