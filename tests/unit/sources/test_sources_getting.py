"""What is kept, what is asked again, what is written down."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from getting_setup import BODY, DAY, TERMS, ask_of, failure, fetch, getter_of, left_in, play_file
from playing import faults
from playing.server import Answer, PlayedServer, played_server

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.files import atomic_path
from mapa_uslug.sources.fetching.getting import Ask
from mapa_uslug.sources.fetching.ledger import Ledger
from mapa_uslug.sources.fetching.terms import SourceFailed


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as server:
        play_file(server)
        yield server


def test_a_file_is_fetched_once_and_noted(tmp_path: Path, server: PlayedServer) -> None:
    getter = getter_of(tmp_path, server)
    assert fetch(getter, server) == fetch(getter, server) == BODY
    assert server.paths() == ["/lista/plik"]
    assert left_in(tmp_path) == ["ledger.json", "plik.bin"]
    (entry,) = getter.ledger.entries
    assert (entry.source, entry.name, entry.url) == ("lista", "plik.bin", server.url + "/lista/plik")
    assert (entry.size, entry.fetched_at) == (len(BODY), "2026-03-01T12:00:00+00:00")
    assert (entry.licence, entry.credit, entry.dropped) == ("CC BY 4.0", "Lista, 2026-03-01", 0)
    assert getter.credit(TERMS) == "Lista, 2026-03-01"


def test_it_is_asked_again_for_another_question_and_when_it_shall_be_fresh(
    tmp_path: Path, server: PlayedServer
) -> None:
    getter = getter_of(tmp_path, server)
    fetch(getter, server)
    for params in ([("a", "1")], [("a", "2")], [("a", "2")]):
        getter.get(getter.terms(TERMS), ask_of(server, params=params))
    assert [asked.query for asked in server.asked] == [{}, {"a": "1"}, {"a": "2"}]
    getter.get(getter.terms(TERMS), ask_of(server, body=b"<q/>", content_type="text/xml"))
    assert (server.asked[-1].method, server.asked[-1].body) == ("POST", b"<q/>")
    assert server.asked[-1].headers["Content-Type"] == "text/xml"
    fetch(replace(getter, is_fresh=True), server)
    assert len(server.asked) == 5


def test_a_fresh_file_that_does_not_come_leaves_the_old_one(tmp_path: Path, server: PlayedServer) -> None:
    fetch(getter_of(tmp_path, server), server)
    server.fail("/lista", faults.gateway)
    with pytest.raises(SourceFailed):
        fetch(getter_of(tmp_path, server, is_fresh=True), server)
    assert fetch(getter_of(tmp_path, server, is_offline=True), server) == BODY


def test_parameters_join_a_query_that_is_there() -> None:
    assert Ask(url="https://a/b?c=1", name="n", params=[("d", "ą")]).whole_url == "https://a/b?c=1&d=%C4%85"


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "a\\b", "a\0b"])
def test_a_raw_file_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a raw file"):
        Ask(url="https://a/b", name=name)


def test_what_a_check_refuses_is_not_kept(tmp_path: Path, server: PlayedServer) -> None:
    play_file(server, b'{"error": "no such gmina"}', kind="application/json")

    def check(path: Path) -> None:
        if b"error" in path.read_bytes():
            raise ValueError("it sends an error in place of data")

    getter = getter_of(tmp_path, server)
    with pytest.raises(SourceFailed) as caught:
        fetch(getter, server, check=check)
    assert caught.value.reason == "it sends an error in place of data"
    assert left_in(tmp_path) == []
    assert len(server.asked) == 1


def test_what_is_sifted_is_never_written_as_it_came(tmp_path: Path, server: PlayedServer) -> None:
    play_file(server, b"secret\nopen\n")
    seen: list[list[bytes]] = []

    def sift(body: bytes) -> tuple[bytes, int]:
        seen.append([path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()])
        return body.replace(b"secret\n", b""), 1

    # Broken off first: a part of a file that may not be kept is not kept, and is not gone on from.
    server.fail("/lista", faults.truncated, times=1)
    getter = getter_of(tmp_path, server)
    assert fetch(getter, server, sift=sift) == b"open\n"
    assert seen == [[]]
    assert [asked.headers.get("Range") for asked in server.asked] == [None, None]
    assert [entry.dropped for entry in getter.ledger.entries] == [1]
    assert left_in(tmp_path) == ["ledger.json", "plik.bin"]


class TestOffline:
    """With --offline what is there is taken and nobody is asked."""

    def test_what_was_fetched_is_taken(self, tmp_path: Path, server: PlayedServer) -> None:
        fetch(getter_of(tmp_path, server), server)
        assert fetch(getter_of(tmp_path, server, is_offline=True, is_fresh=True), server) == BODY
        assert len(server.asked) == 1

    def test_what_was_not_is_said(self, tmp_path: Path, server: PlayedServer) -> None:
        told = failure(getter_of(tmp_path, server, is_offline=True), server)
        assert told.reason == "it may not be asked (--offline), and was not asked before: plik.bin"
        assert told.hint == "Run the command once without --offline."
        assert server.asked == []

    @pytest.mark.parametrize(("change", "reason"), [
        (lambda raw: (raw / "lista" / "plik.bin").unlink(), "is not there any more"),
        (lambda raw: (raw / "lista" / "plik.bin").write_bytes(BODY[:-1] + b"x"), "has been changed since"),
        (lambda raw: (raw / "lista" / "plik.bin").write_bytes(BODY[:-1]), "has been changed since"),
        (lambda raw: (raw / "ledger.json").write_text("{"), "ledger of what was fetched cannot be read"),
        (lambda raw: (raw / "ledger.json").unlink(), "was not asked before"),
    ])  # fmt: skip
    def test_what_was_lost_or_changed_is_said_and_fetched_again_with_a_connection(
        self, tmp_path: Path, server: PlayedServer, change: object, reason: str
    ) -> None:
        fetch(getter_of(tmp_path, server), server)
        change(tmp_path)  # type: ignore[operator]
        with pytest.raises(SourceFailed, match=reason):
            fetch(getter_of(tmp_path, server, is_offline=True), server)
        assert len(server.asked) == 1
        assert fetch(getter_of(tmp_path, server), server) == BODY
        assert fetch(getter_of(tmp_path, server, is_offline=True), server) == BODY


@pytest.mark.parametrize("text", [
    "", "null", "[]", '{"files": 1}', '{"files": [{}]}', '{"files": [{"source": "a"}]}', "[" * 100_000,
    '{"files": [{"source": "a", "name": "b", "request": "", "url": "", "sha256": "", "size": "1", "fetched_at": "",'
    ' "licence": "", "credit": "", "dropped": 0}]}',
])  # fmt: skip
def test_a_damaged_ledger_is_told_from_none(tmp_path: Path, text: str) -> None:
    assert not Ledger(tmp_path).is_damaged
    (tmp_path / "ledger.json").write_text(text)
    assert Ledger(tmp_path).is_damaged
    assert Ledger(tmp_path).state("a", "b", "") == "damaged"
    assert Ledger(tmp_path).entries == []


class TestSecrets:
    """What is sent and never written."""

    def test_keys_are_sent_and_nowhere_written(self, tmp_path: Path, server: PlayedServer) -> None:
        ask = ask_of(server, headers={"X-ClientId": "klucz-tajny"}, auth=("ewa", "haslo-tajne"))
        getter = getter_of(tmp_path, server)
        getter.get(getter.terms(TERMS), ask)
        assert server.asked[0].headers["X-ClientId"] == "klucz-tajny"
        assert server.asked[0].headers["Authorization"].startswith("Basic ")
        written = getter.ledger.path.read_text() + repr(ask)
        assert not any(word in written for word in ("tajn", "ewa", "Basic"))

    def test_they_go_to_no_other_computer(self, tmp_path: Path, server: PlayedServer) -> None:
        other = server.url.replace("127.0.0.1", "localhost")
        server.fail(
            "/lista",
            lambda asked, answer: Answer(b"", 302, headers={"Location": other + "/lista/x"}),
            times=1,
        )
        ask = ask_of(server, headers={"X-ClientId": "k", "Accept": "text/csv"}, auth=("ewa", "h"))
        getter = getter_of(tmp_path, server)
        getter.get(getter.terms(replace(TERMS, also=("localhost",))), ask)
        assert "X-ClientId" not in server.asked[1].headers
        assert "Authorization" not in server.asked[1].headers
        assert server.asked[1].headers["Accept"] == "text/csv"

    @pytest.mark.parametrize("url", ["http://ewa:tajne@127.0.0.1:{port}/lista", "http://tajne@127.0.0.1:{port}/lista",
                                     "http://127.0.0.1:{port}/lista?key=tajne", "http://127.0.0.1:{port}/lista?API_KEY=tajne",
                                     "http://127.0.0.1:{port}/lista?a=1&access_token=tajne"])  # fmt: skip
    def test_an_address_with_a_secret_is_not_asked(
        self, tmp_path: Path, server: PlayedServer, url: str
    ) -> None:
        told = failure(
            getter_of(tmp_path, server), server, ask=ask_of(server, url=url.format(port=server.port))
        )
        assert told.reason == "its address holds a password or a key, and addresses are written down"
        assert "tajne" not in f"{told} {told.problem}"
        assert server.asked == []

    @pytest.mark.parametrize("query", ["?keys=1", "?f=key", "?TYPENAMES=a&monkey=1", "?q=ewa@gmina.pl"])
    def test_words_that_are_no_secrets_are_asked(
        self, tmp_path: Path, server: PlayedServer, query: str
    ) -> None:
        getter = getter_of(tmp_path, server)
        getter.get(getter.terms(TERMS), ask_of(server, url=server.url + "/lista/plik" + query))

    def test_a_base_address_with_a_password_is_refused_without_repeating_it(self) -> None:
        for url in ("https://ewa:tajne@gugik.gov.pl", "https://ewa:taj/tajne@gugik.gov.pl/x"):
            with pytest.raises(InputError) as caught:
                TERMS.at(url)
            assert "tajne" not in f"{caught.value} {caught.value.problems}"
            assert "gugik.gov.pl" in str(caught.value)

    @pytest.mark.parametrize(
        "url", ["http://gugik.gov.pl", "ftp://gugik.gov.pl", "https://", "gugik.gov.pl", "https://[a"]
    )
    def test_a_base_address_is_encrypted(self, url: str) -> None:
        with pytest.raises(InputError):
            TERMS.at(url)

    def test_cookies_are_not_kept(self, tmp_path: Path, server: PlayedServer) -> None:
        play_file(server, headers={"Set-Cookie": "sesja=1; Path=/"})
        server.fail("/lista", faults.truncated, times=1)
        fetch(getter_of(tmp_path, server), server)
        assert len(server.asked) == 2
        assert all("Cookie" not in asked.headers for asked in server.asked)

    def test_who_asks_is_told(self, tmp_path: Path, server: PlayedServer) -> None:
        fetch(getter_of(tmp_path, server, contact="urzad@gmina.pl\n(x)"), server)
        told = server.asked[0].headers["User-Agent"]
        assert told.startswith("mapa-uslug/")
        assert told.endswith("; urzad@gmina.plx)")


class TestMirror:
    """A copy of the sources that is not the sources."""

    @pytest.mark.parametrize("secret", [{"auth": ("gmina", "tajne")}, {"headers": {"X-ClientId": "tajne"}}])
    def test_keys_and_passwords_are_not_sent_there(
        self, tmp_path: Path, server: PlayedServer, secret: dict[str, object]
    ) -> None:
        play_file(server)
        ask = ask_of(server, **secret)
        mirror = getter_of(tmp_path / "raw", server, mirrored=frozenset({"lista"}))
        with pytest.raises(SourceFailed, match="not sent to a mirror") as caught:
            mirror.get(mirror.terms(TERMS), ask)
        assert "--base-url" in caught.value.hint
        assert server.asked == []
        # Without them the mirror is asked; with them the source itself.
        plain = ask_of(server, headers={"Accept": "application/json"})
        assert mirror.get(mirror.terms(TERMS), plain).read_bytes() == BODY
        own = getter_of(tmp_path / "own", server)
        assert own.get(own.terms(TERMS), ask).read_bytes() == BODY


class TestGiven:
    """Files that the user gives."""

    def test_it_is_copied_and_noted_without_its_folder(self, tmp_path: Path, server: PlayedServer) -> None:
        given = tmp_path / "home" / "ewa" / "lista.csv"
        given.parent.mkdir(parents=True)
        given.write_bytes(b"a\nb\n")
        getter = getter_of(tmp_path / "raw", server, given={"lista": (given,)})
        path = getter.take(TERMS, given, sift=lambda body: (body[2:], 1))
        assert path.read_bytes() == b"b\n"
        (entry,) = getter.ledger.entries
        assert (entry.url, entry.dropped) == ("file:lista.csv", 1)
        assert "ewa" not in getter.ledger.path.read_text()

    def test_two_of_one_name_are_both_kept(self, tmp_path: Path, server: PlayedServer) -> None:
        files = tuple(tmp_path / folder / "gtfs.zip" for folder in "abc")
        for file in files:
            file.parent.mkdir()
            file.write_text(file.parent.name)
        getter = getter_of(tmp_path / "raw", server, given={"lista": files})
        taken = [getter.take(TERMS, file) for file in files]
        assert [path.name for path in taken] == ["gtfs.zip", "gtfs-2.zip", "gtfs-3.zip"]
        assert [path.read_text() for path in taken] == ["a", "b", "c"]

    def test_a_number_that_another_bears_by_itself_is_not_given_twice(
        self, tmp_path: Path, server: PlayedServer
    ) -> None:
        # The second a is a-2, so the one that is called so already becomes the second of that name; capitals do not count.
        names = ("x/a.csv", "y/a.csv", "x/a-2.csv", "x/A.csv")
        files = tuple(tmp_path / name for name in names)
        for file in files:
            file.parent.mkdir(exist_ok=True)
            file.write_text(str(file))
        getter = getter_of(tmp_path / "raw", server, given={"lista": files})
        taken = [getter.take(TERMS, file) for file in files]
        assert [path.name for path in taken] == ["a.csv", "a-2.csv", "a-2-2.csv", "A-3.csv"]
        assert [path.read_text() for path in taken] == [str(file) for file in files]

    def test_one_that_is_no_good_is_not_kept(self, tmp_path: Path, server: PlayedServer) -> None:
        getter = getter_of(tmp_path / "raw", server)
        with pytest.raises(SourceFailed, match="the file cannot be read or written: No such file"):
            getter.take(TERMS, tmp_path / "none.csv")

        def check(path: Path) -> None:
            raise ValueError("it is no list")

        (tmp_path / "a.csv").write_text("x")
        with pytest.raises(SourceFailed, match="it is no list"):
            getter.take(TERMS, tmp_path / "a.csv", check=check)
        assert left_in(tmp_path / "raw") == []


class TestAlone:
    """One run at a time, that sweeps what killed ones left."""

    def test_another_process_is_kept_out_and_a_killed_one_is_not_waited_for(
        self, tmp_path: Path, server: PlayedServer
    ) -> None:
        holder = subprocess.Popen(
            [sys.executable, "-c", "import sys; from pathlib import Path\n"
             "from mapa_uslug.sources.fetching.folder_lock import lock_folder\n"
             "with lock_folder(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()", str(tmp_path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"
        getter = getter_of(tmp_path, server)
        with pytest.raises(InputError, match="Another run is fetching into this folder"), getter.alone():
            pass
        holder.kill()
        holder.communicate()
        with getter.alone():
            assert fetch(getter, server) == BODY

    def test_a_folder_that_cannot_be_written_to_is_told(self, tmp_path: Path, server: PlayedServer) -> None:
        (tmp_path / "raw").write_text("a file")
        getter = getter_of(tmp_path / "raw", server)
        with pytest.raises(InputError, match="into the folder: File exists"), getter.alone():
            pass

    def test_leftovers_are_swept_and_everything_else_stays(
        self, tmp_path: Path, server: PlayedServer
    ) -> None:
        raw, data = tmp_path / "raw", tmp_path / "data"
        for folder in (raw / "lista", data / "deep"):
            with atomic_path(folder / "drogi.osm.pbf") as part:
                part.write_text("half")
                part.with_name("drogi.osm.pbf-journal").write_text("half")
                shutil.copytree(part.parent, tmp_path / "kept")
            (folder / "drogi.osm.pbf").unlink()
            shutil.move(tmp_path / "kept", part.parent)
        for name, content in ((".a.part", "x"), (".b.part.json", "{}"), (".c.part", ""), (".c.part.json", "{}"),
                              (".d.part", "x"), (".d.part.json", "{}"), ("e.csv", "x")):  # fmt: skip
            (raw / "lista" / name).write_text(content)
        (data / ".git.abcdefgh").mkdir()
        (data / ".git.abcdefgh" / "config").write_text("x")
        (data / ".config").mkdir()
        with getter_of(raw, server).alone(data):
            assert left_in(raw) == [".d.part", ".d.part.json", ".fetch.lock", "e.csv"]
            assert sorted(p.name for p in data.rglob("*")) == [".config", ".git.abcdefgh", "config", "deep"]
            assert sorted(p.name for p in (raw / "lista").iterdir()) == [".d.part", ".d.part.json", "e.csv"]


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Files may not grow beyond 50 kB: the system refuses to write on, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_told_and_not_taken_for_a_broken_connection(
    tmp_path: Path, server: PlayedServer
) -> None:
    told = failure(getter_of(tmp_path, server), server)
    assert told.reason == f"the file cannot be read or written: {os.strerror(27)}"
    assert told.hint == "Make room on the disk, or choose another folder with --out."
    assert len(server.asked) == 1


def test_progress_is_told_now_and_then_and_at_the_end(tmp_path: Path, server: PlayedServer) -> None:
    told: list[tuple[str, int]] = []
    getter = getter_of(tmp_path, server, progress=lambda title, size: told.append((title, size)))
    fetch(getter, server)
    assert told == [("Lista", len(BODY))]
    play_file(server, BODY, drip_s=0.2, drip_bytes=20_000)
    fetch(replace(getter, is_fresh=True), server)
    sizes = [size for _, size in told[1:]]
    # Six pieces in 1.2 s: a word every half second, and the last one.
    assert 2 <= len(sizes) <= 4
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(BODY)


def test_the_ledger_reads_as_json_with_polish_letters(tmp_path: Path, server: PlayedServer) -> None:
    getter = getter_of(tmp_path, server)
    getter.get(getter.terms(replace(TERMS, licence="źródło")), ask_of(server))
    assert "źródło" in getter.ledger.path.read_text(encoding="utf-8")
    assert (
        json.loads(getter.ledger.path.read_text(encoding="utf-8"))["files"][0]["fetched_at"][:10]
        == f"{DAY:%Y-%m-%d}"
    )
