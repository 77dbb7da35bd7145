"""Timetables of the list are fetched for the area, looked at, and told when they have ended."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from playing import faults
from playing.gtfs import feed, gtfs
from playing.server import PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.sources import gtfs as source
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.gtfs import fetch, last_day

TODAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
SZCZECIN, KUTNO = (14.55, 53.43), (19.36, 52.23)


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as started:
        yield started


def area(folder: Path, lonlat: tuple[float, float] = SZCZECIN) -> FetchArea:
    x, y = transform_xy(np.array([lonlat[0]]), np.array([lonlat[1]]), WGS84, PL_1992)
    home = shapely.Point(x[0], y[0]).buffer(3000.0)
    unit = GminaUnit("326201", "1", "Szczecin", "Szczecin", "zachodniopomorskie")
    return FetchArea((unit,), (), home, home.buffer(2000.0), 2000.0, folder / "data")


def getter(tmp_path: Path, base: str = "", **more: Any) -> Getter:
    bases = {"gtfs": base} if base else {}
    pacer = HostPacer(pause_s=0.0)
    return Getter(
        raw=tmp_path / "raw", pacer=pacer, first_pause_s=0.0, bases=bases, clock=lambda: TODAY, **more
    )


def test_feeds_of_the_area_are_fetched(server: PlayedServer, tmp_path: Path) -> None:
    szczecin, trains = feed(), feed({"routes.txt": "route_id,route_type\nr,2\n"})
    base = server.play(
        "/feeds", gtfs({"szczecin": szczecin, "polskie_pociagi": trains, "krakow_tramwaje": feed()})
    )
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert sorted(server.paths()) == ["/feeds/polskie_pociagi.zip", "/feeds/szczecin.zip"]
    assert [(a.role, a.path.name, a.year) for a in fetched.artefacts] == [
        ("timetables", "rozklad_polskie_pociagi.zip", 2026), ("timetables", "rozklad_szczecin.zip", 2026),
    ]  # fmt: skip
    assert fetched.artefacts[1].path.read_bytes() == szczecin
    assert fetched.artefacts[1].credit == "ZDiTM Szczecin, 2026-11-26"
    assert fetched.problems == ()
    ledger = {entry.name: entry for entry in getter(tmp_path).ledger.entries}
    assert ledger["szczecin.zip"].licence == "CC0 1.0"
    server.asked.clear()
    again = fetch(area(tmp_path), getter(tmp_path, base, is_offline=True))
    assert again.artefacts == fetched.artefacts
    assert server.asked == []


def test_one_feed_that_fails_does_not_hold_up_the_others(server: PlayedServer, tmp_path: Path) -> None:
    base = server.play("/feeds", gtfs({"szczecin": feed()}))
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert [a.path.name for a in fetched.artefacts] == ["rozklad_szczecin.zip"]
    assert [(p.code, p.severity) for p in fetched.problems] == [("source_failed", "warning")]
    assert "pociągi" in dict(fetched.problems[0].values)["source"]


def test_a_timetable_that_has_ended_is_told(server: PlayedServer, tmp_path: Path) -> None:
    ended = feed({
        "calendar.txt": None,
        # The last day is one that is taken out: the last with courses is the 24th.
        "calendar_dates.txt": "\ufeffservice_id,date,exception_type\ns,20261123,1\ns,20261124,1\ns,20261231,2\n",
    })  # fmt: skip
    base = server.play("/feeds", gtfs({"szczecin": ended, "polskie_pociagi": feed()}))
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert [(p.code, dict(p.values)["day"]) for p in fetched.problems] == [("timetable_ended", "2026-11-24")]
    assert len(fetched.artefacts) == 2


def test_an_area_without_any_feed_is_told(tmp_path: Path) -> None:
    x = area(tmp_path, (10.0, 47.0))
    fetched = fetch(x, getter(tmp_path))
    assert fetched.artefacts == ()
    assert [p.code for p in fetched.problems] == ["no_timetable"]


def test_given_feeds_go_first(server: PlayedServer, tmp_path: Path) -> None:
    base = server.play("/feeds", gtfs({"szczecin": feed(), "polskie_pociagi": feed()}))
    own, other = tmp_path / "szczecin.zip", tmp_path / "PKS Łobez 2026.zip"
    own.write_bytes(feed(folder="gtfs/"))
    other.write_bytes(feed())
    fetched = fetch(area(tmp_path), getter(tmp_path, base, given={"gtfs": (own, other)}))
    assert [a.path.name for a in fetched.artefacts] == [
        "rozklad_pks_lobez_2026.zip", "rozklad_polskie_pociagi.zip", "rozklad_szczecin.zip",
    ]  # fmt: skip
    assert fetched.artefacts[2].path.read_bytes() == own.read_bytes()
    assert server.paths() == ["/feeds/polskie_pociagi.zip"]


def damaged(name: str) -> bytes:
    """A feed in which a letter of one table has changed on the way: the archive opens, its checksum does not fit."""
    with zipfile.ZipFile(io.BytesIO(feed())) as whole:
        held = {member: whole.read(member) for member in whole.namelist()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for member, body in held.items():
            archive.writestr(zipfile.ZipInfo(member), body)
    body = stream.getvalue()
    at = body.index(held[name])
    return body[:at] + b"#" + body[at + 1 :]


LONG_CELL = {"calendar.txt": 'service_id,end_date\n"' + "".join(map(str, range(40_000))) + '",20261231\n'}
BROKEN = [
    (damaged("calendar.txt"), "damaged: calendar.txt"),
    (damaged("stop_times.txt"), "damaged: stop_times.txt"),
    (feed(LONG_CELL), "calendar cannot be read"),
]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        *BROKEN,
        (feed({"stop_times.txt": None}), "lacks the file: stop_times.txt"),
        (feed({"calendar.txt": None}), "lacks both calendars"),
        (feed({"stops.txt": "PK\n"}), "list of stops begins otherwise"),
        (feed({"../zly.txt": "x"}), "names that lead out of it"),
        (feed({"zero.txt": "0" * 60_000_000}), "unpacks to more"),
        (feed()[:300], "no zip archive"),
        (b"<!DOCTYPE html><html>", "web page"),
    ],
)
def test_other_files_are_refused_and_the_others_go_on(
    server: PlayedServer, tmp_path: Path, body: bytes, told: str
) -> None:
    path, good = tmp_path / "x.zip", tmp_path / "dobry.zip"
    path.write_bytes(body)
    good.write_bytes(feed())
    base = server.play("/feeds", gtfs({"szczecin": feed(), "polskie_pociagi": feed()}))
    fetched = fetch(area(tmp_path), getter(tmp_path, base, given={"gtfs": (path, good)}))
    assert [(p.code, p.severity) for p in fetched.problems] == [("source_failed", "warning")]
    values = dict(fetched.problems[0].values)
    assert told in values["reason"]
    assert "x.zip" in values["source"]
    names = ["rozklad_dobry.zip", "rozklad_polskie_pociagi.zip", "rozklad_szczecin.zip"]
    assert [a.path.name for a in fetched.artefacts] == names
    assert sorted(p.name for p in (tmp_path / "data").iterdir()) == names
    assert not (tmp_path / "raw" / "gtfs" / "x.zip").exists()


@pytest.mark.parametrize(("body", "told"), BROKEN)
def test_a_damaged_feed_of_the_list_is_a_warning_of_that_feed(
    server: PlayedServer, tmp_path: Path, body: bytes, told: str
) -> None:
    base = server.play("/feeds", gtfs({"szczecin": body, "polskie_pociagi": feed()}))
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert [a.path.name for a in fetched.artefacts] == ["rozklad_polskie_pociagi.zip"]
    assert [told in dict(p.values)["reason"] for p in fetched.problems] == [True]
    assert [p.name for p in (tmp_path / "data").iterdir()] == ["rozklad_polskie_pociagi.zip"]
    assert [p.name for p in sorted((tmp_path / "raw" / "gtfs").iterdir())] == ["polskie_pociagi.zip"]


def test_whatever_breaks_a_reader_is_a_warning(
    server: PlayedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_on_trains(path: Path) -> None:
        if "polskie" in path.name:
            raise ZeroDivisionError

    monkeypatch.setattr(source, "_read_whole", break_on_trains)
    base = server.play("/feeds", gtfs({"szczecin": feed(), "polskie_pociagi": feed()}))
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert [a.path.name for a in fetched.artefacts] == ["rozklad_szczecin.zip"]
    assert ["cannot be read as a timetable" in dict(p.values)["reason"] for p in fetched.problems] == [True]


def test_a_damaged_feed_kept_by_an_earlier_run_is_a_warning(
    server: PlayedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = server.play("/feeds", gtfs({"szczecin": feed(LONG_CELL), "polskie_pociagi": feed()}))
    with monkeypatch.context() as careless:
        careless.setattr(source, "_read_whole", lambda path: None)
        careless.setattr(source, "last_day", lambda path: None)
        assert len(fetch(area(tmp_path), getter(tmp_path, base)).artefacts) == 2
    fetched = fetch(area(tmp_path), getter(tmp_path, base, is_offline=True))
    assert [a.path.name for a in fetched.artefacts] == ["rozklad_polskie_pociagi.zip"]
    assert ["calendar cannot be read" in dict(p.values)["reason"] for p in fetched.problems] == [True]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (faults.html_page, "web page"),
        (faults.gateway, "504"),
        (partial(faults.too_many, after_s="0"), "429"),
        (faults.truncated, "breaks off"),
        (faults.empty, "empty"),
        (faults.redirected, "elsewhere"),
    ],
)
def test_faults_leave_nothing(server: PlayedServer, tmp_path: Path, fault: faults.Fault, told: str) -> None:
    base = server.play("/feeds", gtfs({"szczecin": feed(), "polskie_pociagi": feed()}))
    server.fail("/feeds", fault)
    fetched = fetch(area(tmp_path), getter(tmp_path, base, tries=2))
    assert fetched.artefacts == ()
    assert [told in dict(p.values)["reason"] for p in fetched.problems] == [True, True]
    assert not (tmp_path / "data").exists()


def test_last_day_of_both_calendars(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        feed({"calendar_dates.txt": "service_id,date,exception_type\ns,20270106,1\ns,nonsense,1\n"})
    )
    assert last_day(path) == date(2027, 1, 6)
    path.write_bytes(feed({"calendar.txt": "service_id,end_date\ns,20261399\n"}))
    assert last_day(path) is None
