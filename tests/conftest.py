"""No test may talk to anything but this machine."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
REAL_DATA = ROOT.parent / "shared" / "data"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_BROWSER_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
# Speed is held by benchmarks: how long an example takes says more of the machine's other work than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True, scope="session")
def _refuse_foreign_connections() -> Iterator[None]:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests leave the user's cache alone; one cache per test process, so that a network is built once."""
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real data; tests that need it are skipped where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("the folder of real data (../shared/data) is not on this machine")
    return REAL_DATA


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests of a process: a second driver beside it would not start."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.fail("no Chromium on this machine; `make test` installs one where there is apt-get")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=_BROWSER_OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Folder that the first test process to ask for it fills; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base

    def fill(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        try:
            folder.mkdir()
        except FileExistsError:
            for _ in range(1200):
                if done.exists():
                    return folder
                time.sleep(0.5)
            raise TimeoutError(name) from None
        make(folder)
        done.touch()
        return folder

    return fill


@pytest.fixture(scope="session")
def example_run(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Results of the example area (English), computed once for all test processes."""
    from mapa_uslug.pipeline import run_area

    return once(
        "example_run",
        lambda out: run_area(ROOT / "data" / "example" / "area.toml", out, language="en") and None,
    )
