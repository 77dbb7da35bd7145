"""Ctrl-C: what was broken off is said, with what to do, in the language of the command."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playing.server import Answer, Asked, PlayedServer, played_server

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
PATIENCE_S = 60.0


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A command at work, stopped at the end whatever happens."""
    # Nohup and background shells leave children deaf to Ctrl-C; a terminal does not.
    process = subprocess.Popen(
        [sys.executable, "-m", "mapa_uslug.cli", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def interrupt(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """Exit code and last line of errors of a command that is stopped by Ctrl-C."""
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in err
    return process.returncode, err.strip().splitlines()[-1:]


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def slow_server() -> Iterator[PlayedServer]:
    """Everything that it sends takes an hour."""

    def drip(asked: Asked) -> Answer:
        return Answer(b" " * 3600, drip_s=1.0)

    with played_server() as played:
        played.play("/", drip)
        yield played


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            (),
            "Przerwano. To, co już pobrano, zostaje; aby kontynuować, uruchom to samo polecenie jeszcze raz.",
        ),
        (("--lang", "en"), "Interrupted. What has come stays; run the same command again to go on."),
    ],
)
def test_a_broken_off_fetch_says_how_to_go_on(
    options: tuple[str, ...], told: str, slow_server: PlayedServer, tmp_path: Path
) -> None:
    with started(
        *options, "fetch", "--gmina", "Zalewsk", "--mirror", slow_server.url, "--out", tmp_path / "obszar"
    ) as process:
        wait_until(lambda: bool(slow_server.asked))
        assert interrupt(process) == (130, [told])


@pytest.mark.slow
def test_another_command_says_that_it_was_broken_off(tmp_path: Path) -> None:
    with started("run", EXAMPLE / "area.toml", "--out", tmp_path / "wyniki") as process:
        # The first step that it names: it is at work.
        assert process.stderr is not None
        assert process.stderr.readline()
        assert interrupt(process) == (130, ["Przerwano."])
