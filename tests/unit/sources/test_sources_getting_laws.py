"""Laws of fetching: whatever the server does, a file is whole and right, or there is none."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from getting_setup import TERMS, ask_of, getter_of
from hypothesis import given
from hypothesis import strategies as st
from playing import faults
from playing.faults import Fault
from playing.server import Answer, Asked, PlayedServer, played_server

from mapa_uslug.core.files import sha256_of
from mapa_uslug.sources.fetching.partial_file import (
    body_length,
    goes_on,
    is_all_there,
    version_of,
    whole_size,
)
from mapa_uslug.sources.fetching.terms import SourceFailed, has_password, is_safe, without_password

BODY = bytes(range(251)) * 8
OTHER = bytes(reversed(BODY))


@pytest.fixture(scope="module")
def shared() -> Iterator[PlayedServer]:
    with played_server() as server:
        yield server


def reset(server: PlayedServer) -> None:
    server.players.clear()
    server.faults.clear()
    server.asked.clear()


def cut_at(size: int) -> Fault:
    return lambda asked, answer: replace(answer, cut=size)


def at_once(status: int) -> Fault:
    return lambda asked, answer: Answer(b"x", status, headers={"Retry-After": "0"})


FAULTS = st.one_of(
    st.integers(0, len(BODY)).map(cut_at),
    st.sampled_from([429, 500, 503, 504, 408, 403, 404, 416, 204]).map(at_once),
    st.sampled_from([faults.silent, faults.packed, faults.no_ranges, faults.other_part, faults.redirected, faults.empty]),
    st.just(lambda asked, answer: replace(answer, is_chunked=True)),
    st.integers(0, 100).map(lambda size: lambda asked, answer: replace(answer, is_chunked=True, cut=size)),
    st.just(lambda asked, answer: replace(answer, told_length=str(len(answer.body) + 9))),
)  # fmt: skip


@given(cuts=st.lists(st.integers(0, len(BODY)), max_size=6), tries=st.integers(1, 3))
def test_wherever_it_breaks_off_the_bytes_are_those_of_the_file(
    shared: PlayedServer, cuts: list[int], tries: int
) -> None:
    reset(shared)
    shared.play("/lista", lambda asked: Answer(BODY, has_ranges=True))
    for cut in cuts:
        shared.fail("/lista", cut_at(cut), times=1)
    with tempfile.TemporaryDirectory() as folder:
        got = run_until_it_comes(shared, Path(folder), tries, runs=len(cuts) + 1)
        assert got == BODY
    # Of what has come nothing is sent again: each part begins where the one before broke off.
    starts = [int(asked.headers.get("Range", "bytes=0-")[6:-1]) for asked in shared.asked]
    assert starts == sorted(starts)


def run_until_it_comes(server: PlayedServer, raw: Path, tries: int, *, runs: int) -> bytes | None:
    getter = getter_of(raw, server, tries=tries)
    for _ in range(runs):
        with getter.alone():
            try:
                return getter.get(getter.terms(TERMS), ask_of(server)).read_bytes()
            except SourceFailed:
                assert not (raw / "lista" / "plik.bin").exists()
    return None


@given(sequence=st.lists(FAULTS, max_size=7), changes_at=st.integers(0, 8), tries=st.integers(1, 4))
def test_whatever_goes_wrong_there_is_the_right_file_or_none(
    shared: PlayedServer, sequence: list[Fault], changes_at: int, tries: int
) -> None:
    reset(shared)

    def player(asked: Asked) -> Answer:
        # The file is another one from some question on.
        return Answer(BODY if len(shared.asked) <= changes_at else OTHER, has_ranges=True)

    shared.play("/lista", player)
    for fault in sequence:
        shared.fail("/lista", fault, times=1)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        for _ in range(3):
            got = run_until_it_comes(shared, raw, tries, runs=1)
            assert got in (None, BODY, OTHER)
            if got is not None:
                (entry,) = getter_of(raw, shared).ledger.entries
                assert entry.sha256 == sha256_of(raw / "lista" / "plik.bin")
                break
        left = {path.name for path in raw.rglob("*") if path.is_file()}
        assert left <= {".fetch.lock", ".plik.bin.part", ".plik.bin.part.json", "plik.bin", "ledger.json"}
        assert ("plik.bin" in left) == (got is not None)


HEADER = st.text(st.characters(codec="latin-1"), max_size=40)
HEADERS = st.dictionaries(
    st.sampled_from(["ETag", "Last-Modified", "Date", "Content-Range", "Content-Length"]),
    HEADER | st.from_regex(r"bytes [0-9]{1,30}-[0-9]{1,30}/([0-9]{1,30}|\*)", fullmatch=True)
    | st.from_regex(r"bytes \*/[0-9]{1,30}|[0-9]{1,30}", fullmatch=True),
)  # fmt: skip


@pytest.mark.parametrize("read", [
    version_of, body_length, lambda headers: whole_size(headers, 5), lambda headers: goes_on(headers, 5, '"a"'),
    lambda headers: is_all_there(headers, 5),
])  # fmt: skip
@given(headers=HEADERS)
def test_headers_of_any_kind_are_read(
    read: Callable[[dict[str, str]], object], headers: dict[str, str]
) -> None:
    read(headers)


@given(st.text(max_size=60) | st.from_regex(r"https?://[^\s]{0,30}@?[a-z.\[\]:/?#]{0,20}", fullmatch=True))
def test_an_address_of_any_kind_is_told_safe_or_not(url: str) -> None:
    is_safe(url)
    has_password(url)


@given(st.from_regex(r"[a-z0-9:/?#@.]{0,20}", fullmatch=True), st.sampled_from(["https://", "", "http://"]))
def test_what_stands_before_an_at_is_never_shown(rest: str, scheme: str) -> None:
    assert "TAJNE" not in without_password(f"{scheme}ewa:TAJNE@{rest}")
