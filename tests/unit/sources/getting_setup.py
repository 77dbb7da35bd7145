"""A source that is played on this machine, and a getter that waits for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playing.server import Answer, PlayedServer

from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms

BODY = bytes(range(256)) * 400
TERMS = Terms(
    key="lista", title="Lista", url="https://dane.example.invalid/lista", licence="CC BY 4.0", credit="Lista, $date",
    missing="", total_s=20.0,
)  # fmt: skip
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def getter_of(raw: Path, server: PlayedServer, **rest: object) -> Getter:
    """A getter that asks the server and waits for nothing."""
    return replace(
        Getter(raw=raw, bases={"lista": server.url + "/lista"}, pacer=HostPacer(pause_s=0), first_pause_s=0,
               clock=lambda: DAY), **rest)  # type: ignore[arg-type]  # fmt: skip


def play_file(server: PlayedServer, body: bytes = BODY, **rest: object) -> None:
    """Let the server have a file, in ranges unless it is told otherwise."""
    server.play("/lista", lambda asked: Answer(body, **{"has_ranges": True, **rest}))  # type: ignore[arg-type]


def ask_of(server: PlayedServer, **rest: object) -> Ask:
    return Ask(**{"url": server.url + "/lista/plik", "name": "plik.bin", **rest})  # type: ignore[arg-type]


def fetch(getter: Getter, server: PlayedServer, *, terms: Terms = TERMS, **rest: object) -> bytes:
    """The bytes that come of the one question."""
    return getter.get(getter.terms(terms), ask_of(server), **rest).read_bytes()  # type: ignore[arg-type]


def failure(
    getter: Getter, server: PlayedServer, *, terms: Terms = TERMS, ask: Ask | None = None
) -> SourceFailed:
    """How it fails; there is no file then, and nothing is noted."""
    with pytest.raises(SourceFailed) as caught:
        getter.get(getter.terms(terms), ask or ask_of(server))
    assert not (getter.raw / "lista" / "plik.bin").exists()
    assert getter.ledger.entries == []
    return caught.value


def left_in(raw: Path) -> list[str]:
    """Names of all files in the raw folder."""
    return sorted(path.name for path in raw.rglob("*") if path.is_file())


def ranges(server: PlayedServer) -> list[str | None]:
    """What parts were asked for, in order."""
    return [asked.headers.get("Range") for asked in server.asked]
