"""The script that asks the real sources, with played ones."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playing import faults
from playing.server import Answer, PlayedServer, played_server

from mapa_uslug.sources.catalogue import all_terms
from mapa_uslug.sources.fetching.probing import PROBES

ROOT = Path(__file__).resolve().parents[3]
KEYS = sorted(all_terms())


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as server:
        server.play("/", lambda asked: Answer(b"<html>a large page</html>" * 1000))
        yield server


@pytest.fixture(scope="module")
def main() -> Callable[[Sequence[str]], int]:
    spec = importlib.util.spec_from_file_location("smoke_sources", ROOT / "scripts" / "smoke_sources.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main  # type: ignore[no-any-return]


def bases(server: PlayedServer) -> list[str]:
    return [f"{key}={server.url}/{key}" for key in KEYS]


def test_every_source_is_asked_once(
    server: PlayedServer, main: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(bases(server)) == 0
    introduction, code, *lines = capsys.readouterr().out.splitlines()
    assert "the machines that test this program have no connection" in introduction
    assert code.startswith("Exit code: 0")
    assert [line.split() for line in lines] == [[key, "ok" if key in PROBES else "answers"] for key in KEYS]
    assert server.paths() == [f"/{key}{PROBES.get(key, '').partition('?')[0]}" for key in KEYS]


def test_what_is_wrong_is_told_in_its_line(
    server: PlayedServer, main: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    server.fail("/bdl", faults.gone)
    server.fail("/geofabrik", faults.empty)
    server.fail("/rjps", faults.gateway)
    # Only its computer is looked at: that it has nothing at the address of the beginning is no fault.
    server.fail("/simc", faults.gone)
    # These have something to be asked for, and it is not there.
    server.fail("/owes", faults.gone)
    server.fail("/zlobki", faults.gone)
    assert main(bases(server)) == 1
    told = {line[:15].strip(): line[16:] for line in capsys.readouterr().out.splitlines()[2:]}
    assert told.pop("bdl") == "it has no file at this address any more: 404"
    assert told.pop("geofabrik") == "its answer is empty"
    assert told.pop("rjps") == "it reports the error: 504"
    assert told.pop("owes") == told.pop("zlobki") == "it has no file at this address any more: 404"
    assert told["simc"] == "answers"
    assert set(told.values()) == {"ok", "answers"}


def test_without_a_connection_it_says_so_and_stops(
    main: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        assert main([f"{key}={nowhere}" for key in KEYS]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("There is no connection to the internet from here")
    assert len(lines) == 2 + 3 + 1


def test_probes_are_of_sources_that_there_are() -> None:
    assert set(PROBES) <= set(KEYS)
