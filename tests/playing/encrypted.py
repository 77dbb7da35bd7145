"""Certificates made for a test, and a web proxy that lets encrypted connections through to a server on this machine."""

from __future__ import annotations

import base64
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "dane.example.invalid"


@dataclass(frozen=True)
class Certificate:
    """A certificate that signed itself, for `HOST` alone."""

    file: Path
    context: ssl.SSLContext


def make_certificate(folder: Path) -> Certificate:
    """Made by openssl, which `make test` installs where there is none."""
    key, file = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", str(key), "-out", str(file), "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return Certificate(file, context)


@dataclass
class PlayedProxy:
    """A proxy that wants a password; `asked` lists whom it was asked for, `headers` what it was told."""

    target_port: int
    login: str
    url: str = ""
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    proxy: PlayedProxy

    def do_CONNECT(self) -> None:
        self.proxy.asked.append(self.path)
        self.proxy.headers.append(dict(self.headers.items()))
        wanted = "Basic " + base64.b64encode(self.proxy.login.encode()).decode()
        if self.headers.get("Proxy-Authorization") != wanted:
            self.send_error(407)
            return
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.proxy.target_port)) as other:
            back = threading.Thread(target=_copy, args=(other, self.connection), daemon=True)
            back.start()
            _copy(self.connection, other)
            back.join(5)

    def log_message(self, *args: object) -> None:
        pass


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@contextmanager
def played_proxy(target_port: int, login: str) -> Iterator[PlayedProxy]:
    """A proxy that listens within the block and leads everywhere to one server."""
    proxy = PlayedProxy(target_port, login)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": proxy}))
    server.daemon_threads = True
    proxy.url = f"http://{login}@127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
