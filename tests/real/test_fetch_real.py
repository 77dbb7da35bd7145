"""From a name to a map: real boundaries, a real country's roads in place of a wojewodztwo's, every other source played.

The command is killed at ten random points and continued: the same bytes as without.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playing.poland import NAME, SECRET, build_world, play_poland, rjps_export
from playing.server import PlayedServer, played_server

pytestmark = [pytest.mark.real, pytest.mark.slow]
KILLS, LATE = 10, 4
# Nobody can be asked but this machine.
CLOSED = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Poland:
    server: PlayedServer
    options: tuple[str, ...]

    def command(self, out: Path, *more: str) -> list[str]:
        return [
            sys.executable, "-m", "mapa_uslug.cli", "fetch", "--gmina", NAME, "--out", str(out), "--buffer", "20km", *self.options,
            *more,
        ]  # fmt: skip

    def fetch(self, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(out, *more), env=_surroundings(), capture_output=True, text=True, timeout=600
        )


def _surroundings() -> dict[str, str]:
    named = {name: CLOSED for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")}
    return {k: v for k, v in os.environ.items() if not k.startswith("MAPA_USLUG_")} | named


@pytest.fixture(scope="module")
def poland(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poland]:
    world = build_world(real_data)
    given = tmp_path_factory.mktemp("given") / "rjps.csv"
    given.write_text(rjps_export(world), encoding="utf-8")
    with played_server() as server:
        bases = play_poland(server, world)
        options = [part for key, url in bases.items() for part in ("--base-url", f"{key}={url}")]
        yield Poland(server, (*options, "--file", f"rjps={given}"))


@pytest.fixture(scope="module")
def whole(poland: Poland, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The area, fetched without a break."""
    out = tmp_path_factory.mktemp("whole")
    done = poland.fetch(out)
    assert done.returncode == 0, done.stderr
    return out


def _tree(folder: Path) -> dict[str, bytes]:
    """Every file, without the moments of fetching."""
    moment = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
    return {
        str(path.relative_to(folder)): moment.sub(b"", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".fetch.lock"
    }


def test_the_area_runs_to_a_map_that_names_its_sources(whole: Path) -> None:
    out = whole / "wyniki"
    done = subprocess.run(
        [sys.executable, "-m", "mapa_uslug.cli", "run", str(whole / "area.toml"), "--out", str(out)],
        env=_surroundings(), capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page, report = (out / "mapa.html").read_text("utf-8"), (out / "raport.html").read_text("utf-8")
    for credit in ("OpenStreetMap", "Państwowy Rejestr Granic", "siatka NSP 2021", "Rejestr żłobków"):
        assert credit in page
        assert credit in report
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    told = {row["source"] for row in manifest["sources"]}
    assert {
        "prg",
        "geofabrik",
        "kina",
        "gus_grid",
        "bdl",
        "zlobki",
        "rspo",
        "rpwdl",
        "apteki",
        "rjps",
    } <= told
    assert all(row["licence"] and row["sha256"] and row["url"] for row in manifest["sources"])
    gaps = (out / "luki.csv").read_text("utf-8-sig")
    assert {"DDP", "ZLO", "SP", "POZ", "APT"} <= set(re.findall(r"\b[A-Z]{2,3}\b", gaps))


def test_lists_of_the_whole_wojewodztwo_are_complete_as_far_as_they_were_asked_for(whole: Path) -> None:
    said = tomllib.loads((whole / "area.toml").read_text("utf-8"))
    assert said["services"]["known_beyond_km"] == 20.0


def test_nothing_of_a_shelter_is_kept_anywhere(whole: Path) -> None:
    words = [word.encode() for word in SECRET.replace(",", "").split() if len(word) > 4]
    for name, content in _tree(whole).items():
        assert not any(word in content for word in words), name
    ledger = json.loads((whole / "data/raw/ledger.json").read_text("utf-8"))
    assert [row["dropped"] for row in ledger["files"] if row["source"] == "rjps"] == [1]


def test_killed_at_ten_random_points_and_continued_it_gives_the_same_bytes(
    poland: Poland, whole: Path, tmp_path: Path
) -> None:
    expected = {name: content for name, content in _tree(whole).items() if not name.startswith("wyniki")}
    chance, out = random.Random(20261126), tmp_path / "broken"
    started = time.monotonic()
    poland.fetch(whole)
    # With everything there it only cuts, imports and writes: this long.
    late_part_s = time.monotonic() - started
    killed = tries = 0
    is_late = False
    while killed < KILLS and tries < 4 * KILLS:
        # Later on hardly anything is asked any more.
        is_late, tries = is_late or killed >= KILLS - LATE, tries + 1
        wanted = len(poland.server.asked) + (0 if is_late else chance.randint(1, 20))
        process = subprocess.Popen(
            poland.command(out), env=_surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 120.0
        while len(poland.server.asked) < wanted and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0.3, 0.95) * late_part_s if is_late else chance.uniform(0.0, 0.2))
        process.send_signal(signal.SIGKILL)
        # One that had ended before does not count.
        was_killed = process.wait() == -signal.SIGKILL
        killed, is_late = killed + was_killed, is_late or not was_killed
    assert killed == KILLS
    done = poland.fetch(out)
    assert done.returncode == 0, done.stderr
    found = _tree(out)
    assert sorted(found) == sorted(expected)
    assert [name for name in found if found[name] != expected[name]] == []


def test_offline_it_needs_nobody_and_changes_nothing(poland: Poland, whole: Path) -> None:
    before, asked = _tree(whole), len(poland.server.asked)
    done = poland.fetch(whole, "--offline")
    assert done.returncode == 0, done.stderr
    assert len(poland.server.asked) == asked
    assert _tree(whole) == before
