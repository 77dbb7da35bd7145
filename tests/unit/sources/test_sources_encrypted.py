"""Certificates and web proxies: whom we talk to is sure, and no password is told to anybody."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from getting_setup import BODY, TERMS, failure, getter_of, play_file
from loopback_server import FakeTime
from playing import faults
from playing.encrypted import HOST, Certificate, PlayedProxy, make_certificate, played_proxy
from playing.server import PlayedServer, played_server

from mapa_uslug.sources.fetching.failures import explain_error
from mapa_uslug.sources.fetching.getting import Ask, Getter

ASK = Ask(url=f"https://{HOST}/lista/plik", name="plik.bin")
PASSWORD = "haslo-tajne-7"
_VARIABLES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
              "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")  # fmt: skip


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@dataclass
class World:
    """An encrypted server behind a proxy; nothing else can be reached."""

    server: PlayedServer
    proxy: PlayedProxy
    raw: Path

    def getter(self, **rest: object) -> Getter:
        return replace(getter_of(self.raw, self.server), bases={}, **rest)  # type: ignore[arg-type]


@pytest.fixture
def world(tmp_path: Path, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
    with played_server(certificate.context) as server, played_proxy(server.port, f"ewa:{PASSWORD}") as proxy:
        play_file(server)
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.file))
        yield World(server, proxy, tmp_path)


def test_it_goes_through_the_proxy_by_the_certificate_of_the_environment(world: World) -> None:
    getter = world.getter()
    assert getter.get(TERMS, ASK).read_bytes() == BODY
    assert world.proxy.asked == [f"{HOST}:443"]
    # The proxy alone is told its password; what it is for is told to the server alone.
    assert "Proxy-Authorization" not in world.server.asked[0].headers
    assert PASSWORD not in getter.ledger.path.read_text()
    assert PASSWORD not in repr(getter)


def test_it_goes_on_where_it_broke_off_through_a_proxy_too(world: World) -> None:
    world.server.fail("/lista", faults.truncated, times=1)
    assert world.getter().get(TERMS, ASK).read_bytes() == BODY
    assert [asked.headers.get("Range") for asked in world.server.asked] == [None, f"bytes={len(BODY) // 2}-"]


def test_passwords_of_netrc_are_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = world.raw / "netrc"
    netrc.write_text(f"machine {HOST} login ewa password {PASSWORD}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    world.getter().get(TERMS, ASK)
    assert "Authorization" not in world.server.asked[0].headers


def test_a_source_that_is_not_on_this_machine_is_not_asked_twice_in_a_row(world: World) -> None:
    told = FakeTime()
    getter = world.getter(pacer=told.pacer(), is_fresh=True)
    for _ in range(3):
        getter.get(replace(TERMS, pause_s=3.0), ASK)
    assert told.slept == [3.0, 3.0]


def test_a_certificate_that_nobody_vouches_for_is_told_and_not_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    told = failure(world.getter(), world.server, terms=TERMS, ask=ASK)
    assert told.reason == "its certificate is not valid, so it may be somebody else"
    assert "REQUESTS_CA_BUNDLE" in told.hint
    assert len(world.proxy.asked) == 1
    assert world.server.asked == []


def test_a_certificate_for_somebody_else_is_told(world: World) -> None:
    other = replace(TERMS, url="https://inny.example.invalid/lista")
    told = failure(world.getter(), world.server, terms=other, ask=replace(ASK, url=other.url))
    assert told.reason == "its certificate is not valid, so it may be somebody else"
    assert world.server.asked == []


def test_an_encrypted_source_that_sends_us_to_an_open_address_is_not_followed(world: World) -> None:
    world.server.fail(
        "/lista",
        lambda asked, answer: replace(answer, status=302, headers={"Location": f"http://{HOST}/lista"}),
    )
    told = failure(world.getter(), world.server, terms=TERMS, ask=ASK)
    assert told.reason == f"its address is not encrypted, or holds a password: {HOST}"
    assert len(world.server.asked) == 1


@pytest.mark.parametrize(("proxy", "reason"), [
    ("http://ewa:wrong-{password}@{place}", "the web proxy does not let us through"),
    ("http://ewa:{password}@127.0.0.1:9", "the web proxy does not let us through"),
    *((wrong, "the address of the web proxy cannot be used") for wrong in (
        "http://ewa:{password}@", "ewa:{password}@127.0.0.1:9", "http:///ewa:{password}@{place}", "http://ewa:{password}@[bad:1", "http://ewa:{password}@host:port",
        "http://ewa:{password}/x@127.0.0.1:9", "ftp://ewa:{password}@127.0.0.1:9", "socks5://ewa:{password}@127.0.0.1:9",
    )),
    ("http://ewa:{password} x@127.0.0.1:9", "the web proxy does not let us through"),
])  # fmt: skip
def test_a_proxy_that_fails_is_told_without_its_password(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    proxy: str,
    reason: str | None,
) -> None:
    place = world.proxy.url.rpartition("@")[2]
    monkeypatch.setenv("https_proxy", proxy.format(password=PASSWORD, place=place))
    caplog.set_level(logging.DEBUG)
    told = failure(world.getter(), world.server, terms=TERMS, ask=ASK)
    assert told.reason == reason
    shown = "".join(traceback.format_exception(told)) + caplog.text + f"{told.problem}"
    shown += "".join(path.read_text() for path in world.raw.rglob("*") if path.is_file())
    assert PASSWORD not in shown
    assert not list(_all_behind(told))
    assert world.server.asked == []


def _all_behind(error: BaseException) -> Iterator[str]:
    """Texts with the password in an error and everything behind it, shown or not."""
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None:
            if PASSWORD in f"{one} {one.args!r}":
                yield str(one)
            waiting += [one.__cause__, one.__context__]


def test_an_error_without_a_known_cause_is_a_connection_that_fails() -> None:
    error = ValueError(PASSWORD)
    error.__context__ = error
    assert explain_error(error).reason == "the connection fails or breaks off"
