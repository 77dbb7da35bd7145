"""The polite client against a server on this machine that misbehaves in every way, on a clock that is not real."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from loopback_server import FakeTime, Loopback, Reply, as_json, serve

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.sources.fetching.pacing import HostPacer, read_retry_after
from mapa_uslug.sources.geocoders.answer_cache import AnswerCache
from mapa_uslug.sources.geocoders.services import SERVICES, UUG, ServiceFailed, describe_policy
from mapa_uslug.sources.geocoders.web import PoliteClient

ASKED = {"address": "Zalewo, Łąkowa 3"}
GOOD = as_json({"results": None})


def accept(answer: object) -> None:
    if not isinstance(answer, dict):
        raise ValueError


def client(fake: FakeTime | None = None, **rest: object) -> PoliteClient:
    options = {"pacer": (fake or FakeTime()).pacer(), "connect_timeout_s": 2.0, "read_timeout_s": 5.0} | rest
    return PoliteClient(**options)  # type: ignore[arg-type]


def ask(server: Loopback, asker: PoliteClient) -> str:
    return asker.ask(UUG.at(server.url), ASKED, accept)


def fail(server: Loopback, asker: PoliteClient) -> ServiceFailed:
    with pytest.raises(ServiceFailed) as caught:
        ask(server, asker)
    assert "Zalewo" not in str(caught.value)
    assert "kowa" not in str(caught.value)
    return caught.value


def test_question_and_answer_arrive_whole_and_nothing_else_is_sent() -> None:
    with serve(GOOD) as server:
        assert ask(server, client(contact="(gis@example.org)\r\nX-Evil: 1 ł")) == '{"results": null}'
    assert server.asked == [ASKED]
    (headers,) = server.headers
    assert (
        headers["User-Agent"]
        == "mapa-uslug/0.1.0 (mapa_uslug, map of social services; gis@example.orgX-Evil: 1 )"
    )
    assert set(headers) == {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
        "Connection",
    }


def test_passwords_of_this_computer_are_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {UUG.host} login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for tidy, expected in ((True, False), (False, True)):
        session = client()._session(UUG)
        session.auth = session.auth if tidy else None
        prepared = session.prepare_request(requests.Request("GET", UUG.url))
        assert ("Authorization" in prepared.headers) is expected


def test_proxies_of_the_environment_are_for_the_world_and_not_for_this_machine() -> None:
    assert client()._session(UUG).trust_env
    assert not client()._session(UUG.at("http://127.0.0.1/")).trust_env


def test_five_questions_are_a_second_apart_whatever_their_client() -> None:
    fake = FakeTime(step_s=0.01)
    pacer = fake.pacer()
    starts: list[float] = []

    def noted(answer: object) -> None:
        starts.append(fake.now)

    with serve(GOOD) as one, serve(GOOD) as other:
        for server in (one, other, one, other, one):
            client(pacer=pacer).ask(UUG.at(server.url), ASKED, noted)
    gaps = [b - a for a, b in pairwise(starts)]
    assert len(gaps) == 4
    assert min(gaps) >= 1.0


def test_pause_counts_from_the_end_of_the_request_and_per_host() -> None:
    fake = FakeTime()
    pacer = fake.pacer()
    with pacer.turn("a"):
        fake.now += 7.0
    with pacer.turn("b"):
        pass
    assert fake.slept == []
    with pacer.turn("a"):
        assert fake.now == 1008.0
    pacer.hold("a", 30.0)
    pacer.hold("a", 5.0)
    with pacer.turn("a"):
        assert fake.now == 1038.0


def test_threads_ask_one_by_one() -> None:
    fake = FakeTime()
    pacer, inside, most = fake.pacer(), 0, 0

    def run() -> None:
        nonlocal inside, most
        for _ in range(5):
            with pacer.turn("a"):
                inside += 1
                # Long enough for the others to come in, if they could.
                time.sleep(0.002)
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, fake.slept) == (1, [1.0] * 19)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_moment_is_waited_and_then_asked_again(status: int) -> None:
    fake = FakeTime()
    with serve(Reply(status=status), Reply(status=status), GOOD) as server:
        ask(server, client(fake))
    assert len(server.asked) == 3
    assert fake.slept == [2.0, 4.0]


@pytest.mark.parametrize("status", [429, 503])
def test_third_failure_is_the_last(status: int) -> None:
    with serve(Reply(status=status)) as server:
        failure = fail(server, client())
    assert len(server.asked) == 3
    assert str(failure) == f"GUGiK UUG gives no answer: it reports the error: {status}"


def test_retry_after_is_honoured_in_seconds_and_as_a_date() -> None:
    fake = FakeTime()
    date = "Wed, 21 Oct 2026 07:28:00 GMT"
    waiting = [Reply(status=429, headers=(("Retry-After", text),)) for text in ("17", date)]
    with serve(*waiting, GOOD) as server:
        ask(server, client(fake, wall_clock=lambda: 1792567680.0 - 11.0))
    assert fake.slept == [17.0, 11.0]


def test_a_pause_asked_for_with_the_last_try_holds_for_the_next_question() -> None:
    fake = FakeTime()
    asker = client(fake, tries=1)
    with serve(Reply(status=429, headers=(("Retry-After", "40"),)), GOOD) as server:
        fail(server, asker)
        ask(server, asker)
    assert fake.slept == [40.0]


def test_who_asks_for_a_long_pause_is_left_alone_for_this_run() -> None:
    fake = FakeTime()
    asker = client(fake)
    with serve(Reply(status=429, headers=(("Retry-After", "61"),)), GOOD) as server:
        assert "61" in str(fail(server, asker))
        assert "not asked any more" in str(fail(server, asker))
    assert (len(server.asked), fake.slept) == (1, [])


@pytest.mark.parametrize("status", [401, 403])
def test_a_closed_door_is_not_knocked_at_again(status: int) -> None:
    asker = client()
    with serve(Reply(status=status), GOOD) as server:
        fail(server, asker)
        fail(server, asker)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [204, 400, 404, 500])
def test_other_statuses_are_not_retried(status: int) -> None:
    asker = client()
    with serve(Reply(status=status), GOOD) as server:
        assert str(status) in str(fail(server, asker))
        assert len(server.asked) == 1
        ask(server, asker)


def test_five_failures_in_a_row_are_the_end_and_an_answer_between_is_not() -> None:
    bad = Reply(status=500)
    asker = client()
    with serve(bad, bad, bad, bad, GOOD, bad, bad, bad, bad, bad, GOOD) as server:
        for _ in range(4):
            fail(server, asker)
        ask(server, asker)
        for _ in range(5):
            assert "gives no answer" in str(fail(server, asker))
        given_up = fail(server, asker)
    assert str(given_up) == "GUGiK UUG is not asked any more in this run: it reports the error: 500"
    assert len(server.asked) == 10


def test_requests_of_a_run_are_counted_with_their_retries_and_end() -> None:
    asker = client()
    with serve(GOOD, Reply(status=503), GOOD, GOOD) as server:
        service = replace(UUG.at(server.url), max_requests=3)
        for _ in range(2):
            asker.ask(service, ASKED, accept)
        for _ in range(2):
            with pytest.raises(ServiceFailed, match=r"used up: 3$") as caught:
                asker.ask(service, ASKED, accept)
            assert caught.value.hint == UUG.limit_hint
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html><body>Przerwa techniczna</body></html>", headers=(("Content-Type", "text/html; charset=utf-8"),)),
        Reply(b'{"results": {"1": {"city": "Zal'),
        Reply(b""),
        Reply(b"[]"),
        Reply(b"[" * 20_000),
        Reply(b"9" * 5000),
        Reply('{"results": "żółw"}'.encode("cp1250")),
        Reply('{"a": "żółw"}'.encode("cp1250"), headers=(("Content-Type", "application/json; charset=no-such"),)),
        Reply(b'{"a": "\xff"}', headers=(("Content-Type", 'application/json; charset="'),)),
        Reply(b"\x1f\x8b\x08\x00not gzip", headers=(("Content-Encoding", "gzip"),)),
    ],
    ids=["html", "truncated", "empty", "wrong-shape", "nested", "long-number", "cp1250", "no-charset", "odd", "gzip"],
)  # fmt: skip
def test_what_is_no_answer_of_the_service_is_told_so(reply: Reply) -> None:
    with serve(reply) as server:
        failure = fail(server, client())
    assert len(server.asked) == 1
    assert failure.values["reason"].startswith("it sends something else than its usual answer: ")
    assert failure.values["reason"].endswith(("application/json", "text/html", "?"))


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ('{"a": "żółw"}'.encode(), "utf-8"),
        ('{"a": "żółw"}'.encode("utf-8-sig"), "utf-8"),
        ('{"a": "żółw"}'.encode(), "iso-8859-2"),
        ('{"a": "żółw"}'.encode("cp1250"), '"windows-1250"'),
    ],
)
def test_polish_letters_survive_a_wrong_or_an_odd_charset(body: bytes, charset: str) -> None:
    with serve(
        Reply(body, headers=(("Content-Type", f"application/json; charset={charset}; x=1"),))
    ) as server:
        assert ask(server, client()) == '{"a": "żółw"}'


@pytest.mark.parametrize("manner", ["whole", "endless", "chunked"])
def test_a_body_of_5_mb_is_not_read_to_its_end(manner: str) -> None:
    with serve(replace(GOOD, body=b" " * 5_000_000, manner=manner)) as server:
        failure = fail(server, client(max_bytes=10_000))
    assert failure.values["reason"] == "its answer is longer than may be, in bytes: 10000"


@pytest.mark.parametrize("manner", ["endless", "chunked"])
def test_a_body_without_a_length_is_read_to_its_end(manner: str) -> None:
    with serve(replace(GOOD, manner=manner)) as server:
        assert ask(server, client()) == '{"results": null}'


def test_pieces_that_are_none_are_a_broken_line() -> None:
    headers = (("Transfer-Encoding", "chunked"),)
    with serve(Reply(b"zz\r\n{}\r\n", headers=headers, manner="endless"), GOOD) as server:
        ask(server, client())
        assert len(server.asked) == 2


def test_a_body_of_just_the_longest_length_is_read() -> None:
    body = b'{"a": "%s"}' % (b"x" * 90)
    with serve(Reply(body)) as server:
        assert ask(server, client(max_bytes=len(body))) == body.decode()


def test_a_server_that_never_answers_is_waited_for_once() -> None:
    with serve(Reply(manner="hang")) as server:
        failure = fail(server, client(read_timeout_s=0.2))
    assert len(server.asked) == 1
    assert failure.values["reason"] == "it takes too long"


def test_a_trickle_ends_with_the_patience_for_the_whole_answer() -> None:
    with serve(Reply(manner="trickle")) as server:
        failure = fail(server, client(FakeTime(step_s=1.0), total_timeout_s=20.0))
    assert failure.values["reason"] == "it takes too long"


def test_nobody_at_home() -> None:
    with serve() as server:
        pass
    fake = FakeTime()
    failure = fail(server, client(fake))
    assert "connection" in failure.values["reason"]
    assert fake.slept == [2.0, 4.0]


@pytest.mark.parametrize("manner", ["drop", "cut"])
def test_a_line_that_breaks_off_is_tried_again(manner: str) -> None:
    with serve(replace(GOOD, manner=manner), GOOD) as server:
        ask(server, client())
        assert len(server.asked) == 2


def test_a_redirection_is_not_followed() -> None:
    with serve(GOOD) as other:
        reply = Reply(status=302, headers=(("Location", f"{other.url}?address=stolen"),))
        with serve(reply) as server:
            failure = fail(server, client())
    assert (len(server.asked), len(other.asked)) == (1, 0)
    assert failure.values["reason"].endswith("where we do not go: 127.0.0.1")


@pytest.mark.parametrize("target", ["http://[broken", "", "//", "\xff\xfe", "ftp://x y/"])
def test_a_redirection_to_nowhere_is_one_too_and_its_body_is_not_waited_for(target: str) -> None:
    with serve(Reply(status=307, headers=(("Location", target),), manner="trickle")) as server:
        failure = fail(server, client())
    assert failure.values["reason"].startswith("it sends us elsewhere")
    assert len(server.asked) == 1


def test_failures_are_told_in_parts_that_can_be_translated() -> None:
    with serve(Reply(status=500)) as server:
        failure = fail(server, client())
    assert isinstance(failure, ConnectionError)
    assert Text("en").tell(failure.message, failure.values) == str(failure)
    assert failure.hint


@pytest.mark.parametrize(
    "url", ["http://services.example.org/uug", "ftp://example.org", "services.example.org", "", "https://", "http://127.0.0.1.example.org/"]
)  # fmt: skip
def test_addresses_go_over_safe_lines_only(url: str) -> None:
    with pytest.raises(InputError):
        UUG.at(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/uug", "http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:80/"]
)
def test_safe_lines_are_taken(url: str) -> None:
    assert UUG.at(url).url == url


def test_policies_say_to_whom_and_how_much() -> None:
    for key, service in SERVICES.items():
        text = describe_policy(key)
        assert service.host in text
        assert f" {service.max_requests} " in text
        assert "street and house number" in text
    assert "forbids geocoding whole lists" in describe_policy("nominatim")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("٣", None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
        ("Thu, 01 Jan 1970 00:01:40 -0000", 90.0),
        ("Thu, 01 Jan 1970 01:01:40 +0100", 90.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 99 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert read_retry_after(text, 10.0) == seconds


@given(st.text(max_size=60))
def test_retry_after_never_raises(text: str) -> None:
    found = read_retry_after(text, 0.0)
    assert found is None or found >= 0.0


def test_answers_are_kept_by_service_and_by_what_matters_of_a_request(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "new" / "answers.sqlite")
    asked = {"address": "Zalewo, Łąkowa 3", "request": "GetAddress"}
    assert cache.get("https://a/", asked) is None
    cache.put("https://a/", asked, "null")
    assert cache.get("https://a/", {"request": "getaddress", "address": "  ZALEWO,  łąkowa 3"}) == "null"
    assert cache.get("https://b/", asked) is None
    assert cache.get("https://a/", asked | {"address": "Zalewo, Łąkowa 33"}) is None
    assert cache.get("https://a/", asked | {"address": "Zalewo, Lakowa 3"}) is None
    cache.put("https://a/", asked, "[]")
    assert cache.get("https://a/", asked) == "[]"
    with sqlite3.connect(cache.path) as store:
        ((date,),) = store.execute("SELECT asked_on FROM answers").fetchall()
    assert len(date) == 10


def test_two_processes_keep_answers_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    script = (
        "import sys; from pathlib import Path; from mapa_uslug.sources.geocoders.answer_cache import AnswerCache\n"
        "cache = AnswerCache(Path(sys.argv[1]))\n"
        "for i in range(40):\n"
        "    cache.put('https://a/', {'q': f'{sys.argv[2]} {i}'}, '[]')\n"
        "    assert cache.get('https://a/', {'q': f'{sys.argv[2]} {i}'}) == '[]'\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(path), name]) for name in ("x", "y")]
    assert [process.wait() for process in running] == [0, 0]
    with sqlite3.connect(path) as store:
        assert store.execute("SELECT count(*) FROM answers").fetchone() == (80,)


def test_the_pacer_of_the_process_is_one_for_all_clients_and_pauses_a_second() -> None:
    assert PoliteClient().pacer is PoliteClient(contact="a").pacer
    assert PoliteClient().pacer.pause_s == 1.0
    assert HostPacer().pause_s == 1.0
