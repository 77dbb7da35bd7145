"""How a file comes over a bad line, from a bad server, or not at all."""

from __future__ import annotations

import gzip
import hashlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from getting_setup import BODY, TERMS, ask_of, failure, fetch, getter_of, left_in, play_file, ranges
from loopback_server import FakeTime
from playing import faults
from playing.faults import Fault
from playing.server import Answer, Asked, PlayedServer, played_server

from mapa_uslug.sources.fetching.getting import Ask
from mapa_uslug.sources.fetching.terms import TRY_AGAIN, SourceFailed

HALF = len(BODY) // 2
OTHER = bytes(reversed(BODY))


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as server:
        play_file(server)
        yield server


class TestGoingOn:
    """A file that broke off is gone on from, if it is surely the same."""

    def test_where_it_broke_off(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", faults.truncated, times=1)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, f"bytes={HALF}-"]
        assert left_in(tmp_path) == ["ledger.json", "plik.bin"]

    def test_in_a_later_run(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", faults.truncated, times=1)
        failure(getter_of(tmp_path, server, tries=1), server)
        assert left_in(tmp_path) == [".plik.bin.part", ".plik.bin.part.json"]
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, f"bytes={HALF}-"]

    def test_not_for_another_question(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", faults.truncated, times=1)
        failure(getter_of(tmp_path, server, tries=1), server)
        getter = getter_of(tmp_path, server)
        getter.get(getter.terms(TERMS), ask_of(server, params=[("gmina", "2202")]))
        assert ranges(server) == [None, None]

    def test_from_the_start_where_the_server_knows_no_parts(
        self, tmp_path: Path, server: PlayedServer
    ) -> None:
        server.fail("/lista", faults.truncated, times=1)
        server.fail("/lista", faults.no_ranges)
        assert fetch(getter_of(tmp_path, server), server) == BODY

    def test_from_the_start_where_the_file_has_changed(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", faults.truncated, times=1)
        failure(getter_of(tmp_path, server, tries=1), server)
        play_file(server, OTHER)
        assert fetch(getter_of(tmp_path, server), server) == OTHER
        assert ranges(server) == [None, f"bytes={HALF}-"]

    @pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"1"'}, {"ETag": "1"}, {"ETag": 'W/"1"', "Last-Modified": "x"},
                                         {"Last-Modified": "yesterday"}])  # fmt: skip
    def test_from_the_start_where_the_version_has_no_sure_name(
        self, tmp_path: Path, server: PlayedServer, headers: dict[str, str]
    ) -> None:
        play_file(server, has_ranges=False, headers=headers)
        server.fail("/lista", faults.truncated, times=1)
        failure(getter_of(tmp_path, server, tries=1), server)
        assert left_in(tmp_path) == []
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, None]

    @pytest.mark.parametrize(("changed", "goes_on"), [
        ("Mon, 02 Mar 2020 10:00:00 GMT", True),
        # A second later than the answer: the file could have changed twice within that second.
        ("Mon, 02 Mar 2099 10:00:00 GMT", False),
    ])  # fmt: skip
    def test_by_the_date_of_change_where_it_lies_before_the_answer(
        self, tmp_path: Path, server: PlayedServer, changed: str, *, goes_on: bool
    ) -> None:
        def player(asked: Asked) -> Answer:
            headers = {"Last-Modified": changed}
            if asked.headers.get("If-Range") != changed:
                return Answer(BODY, headers=headers)
            start = int(asked.headers["Range"][6:-1])
            part = {"Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"}
            return Answer(BODY[start:], 206, headers=headers | part)

        server.play("/lista", player)
        server.fail("/lista", faults.truncated, times=1)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, f"bytes={HALF}-" if goes_on else None]

    @pytest.mark.parametrize("headers", [
        {}, {"Content-Range": "bytes 0-9/10"}, {"Content-Range": f"bytes {HALF + 1}-{len(BODY) - 1}/{len(BODY)}"},
        {"Content-Range": f"bytes {HALF}-{len(BODY) - 1}/{len(BODY)}", "ETag": '"other"'},
        {"Content-Range": f"items {HALF}-{len(BODY) - 1}/{len(BODY)}"},
        {"Content-Range": f"bytes {HALF}-{len(BODY) - 1}/{len(BODY)}", "Content-Encoding": "gzip"},
    ])  # fmt: skip
    def test_a_part_that_was_not_asked_for_is_not_put_in(
        self, tmp_path: Path, server: PlayedServer, headers: dict[str, str]
    ) -> None:
        server.fail("/lista", faults.truncated, times=1)
        server.fail("/lista", lambda asked, answer: Answer(OTHER[HALF:], 206, headers=headers), times=1)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, f"bytes={HALF}-", None]

    def test_a_part_that_is_longer_than_it_says_is_not_put_in(
        self, tmp_path: Path, server: PlayedServer
    ) -> None:
        headers = {"Content-Range": f"bytes {HALF}-{len(BODY) - 1}/{len(BODY)}"}
        longer = Answer(BODY[HALF:] + b"x", 206, headers=headers, told_length="")
        server.fail("/lista", faults.truncated, times=1)
        server.fail("/lista", lambda asked, answer: longer, times=1)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, f"bytes={HALF}-", None]

    def test_what_came_packed_is_not_gone_on_from(self, tmp_path: Path, server: PlayedServer) -> None:
        # Its tag may be that of the file as it is, and its bytes are others.
        server.fail("/lista", lambda asked, answer: replace(faults.packed(asked, answer), cut=300), times=1)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, None]

    def test_what_may_not_be_kept_leaves_no_part_of_an_earlier_run(
        self, tmp_path: Path, server: PlayedServer
    ) -> None:
        self._leave(tmp_path, server, BODY[:HALF])
        server.fail("/lista", faults.gateway)
        getter = getter_of(tmp_path, server)
        with pytest.raises(SourceFailed):
            fetch(getter, server, sift=lambda body: (body, 0))
        assert left_in(tmp_path) == []

    def test_a_part_where_none_was_asked_for(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", faults.other_part)
        assert failure(getter_of(tmp_path, server), server).reason == "it cannot go on where it broke off"
        assert left_in(tmp_path) == []

    def test_parts_smaller_than_asked_for(self, tmp_path: Path, server: PlayedServer) -> None:
        def smaller(asked: Asked, answer: Answer) -> Answer:
            start = int(asked.headers["Range"][6:-1])
            headers = {"Content-Range": f"bytes {start}-{start + 99}/{len(BODY)}"}
            return Answer(BODY[start : start + 100], 206, headers=headers)

        server.fail("/lista", faults.truncated, times=1)
        server.fail("/lista", smaller, times=2)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server)[2:] == [f"bytes={HALF + 100}-", f"bytes={HALF + 200}-"]

    def test_a_file_that_was_all_there_but_not_renamed(self, tmp_path: Path, server: PlayedServer) -> None:
        self._leave(tmp_path, server, BODY)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, f"bytes={len(BODY)}-"]

    def test_a_part_longer_than_the_file(self, tmp_path: Path, server: PlayedServer) -> None:
        self._leave(tmp_path, server, BODY + b"x")
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, f"bytes={len(BODY) + 1}-", None]

    def test_a_part_without_a_note(self, tmp_path: Path, server: PlayedServer) -> None:
        self._leave(tmp_path, server, b"x" * HALF)
        (tmp_path / "lista" / ".plik.bin.part.json").unlink()
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, None]

    @pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"request": 1, "version": "a"}'])
    def test_a_part_whose_note_cannot_be_read(self, tmp_path: Path, server: PlayedServer, note: str) -> None:
        self._leave(tmp_path, server, b"x" * HALF)
        (tmp_path / "lista" / ".plik.bin.part.json").write_text(note)
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert ranges(server) == [None, None]

    def test_parts_that_do_not_fit_together_are_fetched_again_whole(
        self, tmp_path: Path, server: PlayedServer
    ) -> None:
        # The server says that it is the same file, and it is not: the check finds out.
        self._leave(tmp_path, server, b"x" * HALF)

        def check(path: Path) -> None:
            if hashlib.sha256(path.read_bytes()).digest() != hashlib.sha256(BODY).digest():
                raise ValueError("it is no list")

        assert fetch(getter_of(tmp_path, server), server, check=check) == BODY
        assert ranges(server) == [None, f"bytes={HALF}-", None]

    def test_and_that_once(self, tmp_path: Path, server: PlayedServer) -> None:
        self._leave(tmp_path, server, BODY[:HALF])

        def check(path: Path) -> None:
            raise ValueError("it is no list")

        with pytest.raises(SourceFailed, match="it is no list"):
            fetch(getter_of(tmp_path, server), server, check=check)
        assert ranges(server) == [None, f"bytes={HALF}-", None]
        assert left_in(tmp_path) == []

    @staticmethod
    def _leave(raw: Path, server: PlayedServer, content: bytes) -> None:
        """What a killed run would have left, with a note of the true version."""
        server.fail("/lista", faults.truncated, times=1)
        failure(getter_of(raw, server, tries=1), server)
        (raw / "lista" / ".plik.bin.part").write_bytes(content)


@pytest.mark.parametrize(("fault", "reason", "asked"), [
    (faults.gateway, "it reports the error: 504", 5),
    (lambda asked, answer: faults.too_many(asked, answer, after_s="0"), "it reports the error: 429", 5),
    (lambda asked, answer: replace(answer, cut=HALF, has_ranges=False), "the connection fails or breaks off", 5),
    (faults.silent, "the connection fails or breaks off", 5),
    (faults.empty, "its answer is empty", 1),
    (lambda asked, answer: Answer(b"", 204), "its answer is empty", 1),
    (lambda asked, answer: replace(answer, body=b"", told_length=""), "its answer is empty", 1),
    (faults.redirected, "it sends us elsewhere, where we do not go: example.invalid", 1),
    (faults.forbidden, "it does not let the program in: 403", 1),
    (lambda asked, answer: Answer(b"", 401), "it does not let the program in: 401", 1),
    (faults.gone, "it has no file at this address any more: 404", 1),
    (lambda asked, answer: Answer(b"", 410), "it has no file at this address any more: 410", 1),
    (lambda asked, answer: Answer(b"", 400), "it reports the error: 400", 1),
    (lambda asked, answer: Answer(b"", 304), "it reports the error: 304", 1),
    (lambda asked, answer: Answer(b"", 302), "it reports the error: 302", 1),
    (lambda asked, answer: Answer(b"", 302, headers={"Location": asked.path}), "it sends us round in circles", 5),
    (lambda asked, answer: Answer(b"", 302, headers={"Location": "http://[::1"}), "it sends us elsewhere, where we do not go: ?", 1),
    (lambda asked, answer: Answer(b"", 302, headers={"Location": "file:///etc/passwd"}), "it sends us elsewhere, where we do not go: ?", 1),
    (lambda asked, answer: Answer(b"", 302, headers={"Location": "http://a:b@127.0.0.1/x"}),
     "its address is not encrypted, or holds a password: 127.0.0.1", 1),
    (lambda asked, answer: Answer(BODY, headers={"Content-Encoding": "br"}), "its answer is packed, which was not asked for: br", 1),
    (lambda asked, answer: Answer(BODY, headers={"Content-Encoding": "gzip"}), "the packing of its answer is damaged", 2),
    (lambda asked, answer: Answer(gzip.compress(BODY)[:-9], headers={"Content-Encoding": "gzip"}), "the connection fails or breaks off", 5),
    (lambda asked, answer: Answer(BODY, is_chunked=True, cut=HALF), "the connection fails or breaks off", 5),
    (lambda asked, answer: replace(answer, told_length=str(len(BODY) + 1), has_ranges=False), "the connection fails or breaks off", 5),
    (lambda asked, answer: Answer(b"", 429, headers={"Retry-After": "3600"}), "it asks for a pause, in seconds: 3600", 1),
    (lambda asked, answer: Answer(b"", 503, headers={"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"}), "it asks for a pause, in seconds: ", 1),
])  # fmt: skip
def test_faults_end_in_words_and_leave_no_file(
    tmp_path: Path, server: PlayedServer, fault: Fault, reason: str, asked: int
) -> None:
    server.fail("/lista", fault)
    told = failure(getter_of(tmp_path, server), server)
    assert told.reason == reason or (reason.endswith(": ") and told.reason.startswith(reason))
    assert len(server.asked) == asked
    assert set(left_in(tmp_path)) <= {".plik.bin.part", ".plik.bin.part.json"}


@pytest.mark.parametrize("fault", [
    faults.packed, faults.no_ranges, lambda asked, answer: replace(answer, is_chunked=True),
    lambda asked, answer: replace(answer, told_length=""), lambda asked, answer: replace(answer, is_chunked=True, told_length="5", has_ranges=False),
    lambda asked, answer: Answer(gzip.compress(BODY[:HALF]) + gzip.compress(BODY[HALF:]), headers={"Content-Encoding": "x-gzip"}),
    lambda asked, answer: replace(answer, headers={"Content-Encoding": "identity"}),
    lambda asked, answer: Answer(b"", 302, headers={"Location": "x/../y?a=%20"}) if asked.path == "/lista/plik" else answer,
    lambda asked, answer: Answer(b"", 308, headers={"Location": "/lista/żuraw".encode().decode("latin-1")})
    if asked.path == "/lista/plik" else answer,
])  # fmt: skip
def test_oddities_are_borne(tmp_path: Path, server: PlayedServer, fault: Fault) -> None:
    server.fail("/lista", fault)
    assert fetch(getter_of(tmp_path, server), server) == BODY


def test_a_question_that_is_sent_on_is_sent_as_http_wants_it(tmp_path: Path, server: PlayedServer) -> None:
    getter = getter_of(tmp_path, server)
    for status, method in ((303, "GET"), (302, "GET"), (307, "POST")):
        server.fail(
            "/lista",
            lambda asked, answer, s=status: Answer(b"", s, headers={"Location": "/lista/x"}),
            times=1,
        )
        getter.get(getter.terms(TERMS), ask_of(server, name=f"{status}", body=b"q", content_type="text/xml"))
        sent = server.asked[-1]
        assert (sent.method, sent.body) == ((method, b"q") if method == "POST" else (method, b""))


def test_more_than_may_be_is_not_taken(tmp_path: Path, server: PlayedServer) -> None:
    terms = replace(TERMS, max_bytes=1000)
    packed = gzip.compress(bytes(10_000_000))
    for answer in (Answer(BODY), Answer(BODY, told_length=""), Answer(BODY, is_chunked=True),
                   Answer(packed, headers={"Content-Encoding": "gzip"})):  # fmt: skip
        server.play("/lista", lambda asked, answer=answer: answer)
        told = failure(getter_of(tmp_path, server), server, terms=terms)
        assert told.reason == "its answer is longer than may be, in bytes: 1000"
        assert left_in(tmp_path) == []
    assert len(server.asked) == 4


def test_there_is_an_end_to_patience_with_a_drip(tmp_path: Path, server: PlayedServer) -> None:
    play_file(server, drip_s=0.05)
    started = time.monotonic()
    told = failure(getter_of(tmp_path, server), server, terms=replace(TERMS, total_s=0.5))
    assert told.reason == "it takes too long"
    assert time.monotonic() - started < 5


def test_silence_is_not_borne_for_ever(tmp_path: Path, server: PlayedServer) -> None:
    play_file(server, drip_s=3, drip_bytes=HALF // 2)
    told = failure(
        getter_of(tmp_path, server, read_timeout_s=0.2, tries=2), server, terms=replace(TERMS, total_s=60)
    )
    assert told.reason == "it takes too long"
    assert ranges(server) == [None, f"bytes={HALF // 2}-"]


class TestPauses:
    """A clock of our own tells how long it waits."""

    def test_doubled_from_try_to_try(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", faults.gateway)
        told = FakeTime()
        failure(
            getter_of(tmp_path, server, pacer=told.pacer(), first_pause_s=2.0),
            server,
            terms=replace(TERMS, total_s=100),
        )
        assert told.slept == [2.0, 4.0, 8.0, 16.0]

    def test_as_long_as_the_source_asks_for(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", lambda asked, answer: faults.too_many(asked, answer, after_s="37"), times=1)
        told = FakeTime()
        assert (
            fetch(getter_of(tmp_path, server, pacer=told.pacer()), server, terms=replace(TERMS, total_s=100))
            == BODY
        )
        assert told.slept == [37.0]

    def test_until_the_date_that_the_source_tells(self, tmp_path: Path, server: PlayedServer) -> None:
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 40))
        server.fail("/lista", lambda asked, answer: faults.too_many(asked, answer, after_s=date), times=1)
        told = FakeTime()
        fetch(getter_of(tmp_path, server, pacer=told.pacer()), server, terms=replace(TERMS, total_s=100))
        assert sum(told.slept) == pytest.approx(39.0, abs=1.5)

    def test_no_longer_than_all_may_take(self, tmp_path: Path, server: PlayedServer) -> None:
        server.fail("/lista", faults.gateway)
        told = FakeTime()
        failed = failure(
            getter_of(tmp_path, server, pacer=told.pacer(), first_pause_s=2.0),
            server,
            terms=replace(TERMS, total_s=10),
        )
        assert failed.reason == "it takes too long"
        # 2 + 4 = 6 seconds have passed; another 8 would be more than 10.
        assert told.slept == [2.0, 4.0]

    def test_between_two_questions_as_the_terms_say(self) -> None:
        told = FakeTime()
        pacer = told.pacer()
        for _ in range(3):
            with pacer.turn("gugik.gov.pl", pause_s=3.0):
                pass
        assert told.slept == [3.0, 3.0]


@pytest.mark.parametrize(("url", "reason"), [
    ("http://127.0.0.1:{closed}/lista", "no connection can be made"),
    ("https://nie-ma-takiej-domeny.invalid/lista", "its computer is not found"),
])  # fmt: skip
def test_no_connection_is_told_soon(
    tmp_path: Path, server: PlayedServer, monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    lookups: list[str] = []

    def unknown(host: str, *rest: object, **more: object) -> object:
        lookups.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = url.format(closed=free.getsockname()[1])
        if "invalid" in url:
            monkeypatch.setattr(socket, "getaddrinfo", unknown)
        getter = getter_of(tmp_path, server, bases={"lista": url})
        told = failure(getter, server, ask=Ask(url=url, name="plik.bin"))
    assert told.reason == reason
    assert told.hint.startswith("Check the connection to the internet")
    assert len(lookups) == (2 if "invalid" in url else 0)


def test_what_it_tells_is_a_warning_with_the_reason(tmp_path: Path, server: PlayedServer) -> None:
    server.fail("/lista", faults.gateway)
    told = failure(getter_of(tmp_path, server), server).problem
    assert (told.where, told.severity, told.code, told.hint) == (
        "lista",
        "warning",
        "source_failed",
        TRY_AGAIN,
    )
    assert dict(told.values) == {"source": "Lista", "reason": "it reports the error: 504"}


_RUN = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from getting_setup import TERMS
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
raw, url = Path(sys.argv[1]), sys.argv[2]
getter = Getter(raw=raw, bases={"lista": url}, pacer=HostPacer(pause_s=0), first_pause_s=0)
with getter.alone():
    for number in range(3):
        getter.get(getter.terms(TERMS), Ask(url=f"{url}/{number}", name=f"{number}.bin"))
"""


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_it_ends_with_the_same_bytes(
    tmp_path: Path, server: PlayedServer
) -> None:
    # 102 kB in drips of 4 kB, one every 10 ms: each of three files takes a quarter of a second.
    play_file(server, drip_s=0.01, drip_bytes=4096)
    here = Path(__file__).resolve()
    arguments = [
        sys.executable,
        "-c",
        _RUN,
        str(tmp_path),
        server.url + "/lista",
        str(here.parent),
        str(here.parents[2]),
    ]
    killed = 0
    for moment in (0.02, 0.05, 0.11, 0.17, 0.23, 0.27, 0.31, 0.07, 0.14, 0.2):
        seen = len(server.asked)
        run = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while run.poll() is None and len(server.asked) == seen and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(moment)
        run.send_signal(signal.SIGKILL)
        killed += run.wait() == -signal.SIGKILL
    subprocess.run(arguments, check=True)
    assert killed >= 3
    assert left_in(tmp_path) == [".fetch.lock", "0.bin", "1.bin", "2.bin", "ledger.json"]
    assert {path.read_bytes() for path in tmp_path.rglob("*.bin")} == {BODY}
    assert sum(wanted is not None for wanted in ranges(server)) >= 1
