"""Overpass is asked square by square, politely, and believed only when it answers whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from playing import faults
from playing.osm_drawing import EAST, NORTH, draw_osm, read_osm
from playing.overpass import BUSY, FREE, interpreter_only, nothing_found, overpass, stopped
from playing.server import Asked, PlayedServer, played_server

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.overpass import fetch, slot_pause
from mapa_uslug.sources.parts.osm_wanted import Wanted
from mapa_uslug.sources.parts.overpass_query import cut_into_tiles, query_of

# The corner of the drawing, 500 km east and 480 km north, is itself a corner of squares (15 km) only northwards:
# squares begin at 495 and 510 km east, at 480 and 465 km north. The gmina is 8 x 8 km and lies across the meridian
# of 510 km; with 2 km around it, it touches four squares.
_HOME = (6000.0, 500.0, 14_000.0, 8500.0)
NODES = {
    1: (7000.0, 1000.0), 2: (13_000.0, 1000.0, {"barrier": "gate"}), 3: (20_000.0, 1000.0),
    4: (8000.0, -1000.0), 5: (8100.0, -1000.0), 6: (8100.0, -900.0),
    7: (8000.0, 2000.0), 8: (8100.0, 2000.0), 9: (8100.0, 2100.0),
    10: (9000.0, 3000.0, {"social_facility": "shelter", "name": "tajny"}),
    11: (9000.0, 3100.0, {"amenity": "library"}),
    12: (30_000.0, 1000.0), 13: (31_000.0, 1000.0),
    14: (7000.0, -1400.0), 15: (9000.0, -1400.0), 16: (11_000.0, -1000.0), 17: (11_500.0, -1000.0),
}  # fmt: skip
WAYS = {
    1: ([1, 2, 3], {"highway": "tertiary"}),
    2: ([4, 5, 6, 4], {"building": "house"}),
    3: ([7, 8, 9, 7], {"building": "house"}),
    4: ([12, 13], {"highway": "residential"}),
    5: ([14, 15], {"highway": "track"}),
    6: ([16, 17], {"waterway": "stream", "name": "Bzura"}),
}
RELATIONS = {
    1: (
        [("w", 1, "from"), ("n", 2, "via"), ("w", 1, "to")],
        {"type": "restriction", "restriction": "no_u_turn"},
    )
}


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as started:
        yield started


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return draw_osm(tmp_path / "world.osm.pbf", NODES, WAYS, RELATIONS)  # type: ignore[arg-type]


def area(folder: Path, *, reach_m: float = 2000.0) -> FetchArea:
    home = shapely.transform(shapely.box(*_HOME), lambda xy: xy + np.array((EAST, NORTH)))
    unit = GminaUnit("100201", "2", "Lipa", "kutnowski", "łódzkie")
    around = home.buffer(reach_m, join_style="mitre")
    return FetchArea((unit,), (), home, around, reach_m, folder / "data")


def getter(tmp_path: Path, base: str = "", **more: Any) -> Getter:
    bases = {"overpass": base} if base else {}
    more = {"pacer": HostPacer(pause_s=0.0), "first_pause_s": 0.0} | more
    return Getter(raw=tmp_path / "raw", bases=bases, **more)


def asked_squares(server: PlayedServer) -> int:
    return server.paths().count("/api/interpreter")


def test_squares_become_one_file(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert sorted(p.name for p in (tmp_path / "raw" / "overpass").iterdir()) == [
        "e495_n465.json", "e495_n480.json", "e510_n465.json", "e510_n480.json",
    ]  # fmt: skip
    held = read_osm(fetched.artefacts[0].path)
    # The house of a neighbour is left, the road goes on beyond, the place where people hide is not there.
    assert set(held) == {
        "n1",
        "n2",
        "n3",
        "n7",
        "n8",
        "n9",
        "n11",
        "n14",
        "n15",
        "n16",
        "n17",
        "w1",
        "w3",
        "w5",
        "w6",
        "r1",
    }
    assert held["n2"] == {"barrier": "gate"}
    assert [a.path.name for a in fetched.artefacts] == ["drogi.osm.pbf", "zasieg.geojson"]
    assert fetched.artefacts[0].year == 2026
    assert fetched.artefacts[0].credit.endswith("stan na 2026-11-25")
    extent = shapely.from_geojson(
        json.dumps(json.loads(fetched.artefacts[1].path.read_text())["features"][0]["geometry"])
    )
    # The surroundings, 12 km wide and high: 144 km2 of about 0.0145 x 0.0090 degrees each.
    assert extent.area == pytest.approx(144 * 0.0146 * 0.0090, rel=0.02)


def test_the_question_says_what_is_wanted(tmp_path: Path) -> None:
    here = area(tmp_path)
    tiles = cut_into_tiles(here.around, here.shape)
    query = query_of(tiles[2], Wanted.of(read_catalog()))
    lines = query.splitlines()
    assert lines[0] == "[out:json][timeout:180][maxsize:536870912];"
    assert lines[-2:] == ["(._;>;);", "out body qt;"]
    highway = next(line for line in lines if line.startswith('way["highway"]'))
    south, west, north, east = map(float, highway[len('way["highway"](') : -2].split(","))
    # Near Kutno: south before west.
    assert 52.1 < south < north < 52.3
    assert 19.0 < west < east < 19.2
    assert any(line.startswith('way["waterway"~"^(canal|river|riverbank|stream)$"]') for line in lines)
    assert any(line.startswith('way["route"="ferry"]') for line in lines)
    assert sum(line.startswith('way["building"]') for line in lines) == 1
    # South of the gmina nobody of the area lives.
    assert 'way["building"]' not in query_of(tiles[0], Wanted.of(read_catalog()))


def test_what_must_not_be_kept_is_nowhere(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    fetch(area(tmp_path), getter(tmp_path, base))
    raw = [path for path in (tmp_path / "raw").rglob("*") if path.is_file()]
    # World knows it, though.
    assert read_osm(world)["n10"]["name"] == "tajny"
    assert len(raw) == 5
    assert not any(b"tajny" in path.read_bytes() for path in raw)


def test_nobody_is_asked_twice(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    first = fetch(area(tmp_path), getter(tmp_path, base)).artefacts[0].path.read_bytes()
    assert asked_squares(server) == 4
    server.asked.clear()
    assert fetch(area(tmp_path), getter(tmp_path, base)).artefacts[0].path.read_bytes() == first
    offline = fetch(area(tmp_path), getter(tmp_path, base, is_offline=True))
    assert offline.artefacts[0].path.read_bytes() == first
    assert server.asked == []


def test_what_has_come_is_kept_when_the_rest_fails(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    calls = iter(range(100))
    server.fail(
        "/api/interpreter", lambda asked, answer: answer if next(calls) < 2 else faults.gateway(asked, answer)
    )
    with pytest.raises(SourceFailed, match="504"):
        fetch(area(tmp_path), getter(tmp_path, base, tries=2))
    assert not (tmp_path / "data").exists()
    server.faults.clear()
    server.asked.clear()
    fetch(area(tmp_path), getter(tmp_path, base))
    assert asked_squares(server) == 2


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (faults.html_page, "web page"),
        (faults.gateway, "504"),
        (partial(faults.too_many, after_s="0"), "429"),
        (faults.truncated, "breaks off"),
        (faults.empty, "empty"),
        (faults.redirected, "elsewhere"),
        (stopped, "stopped before its answer was complete: runtime error"),
        (nothing_found, "no road in a whole part"),
        (lambda asked, answer: faults.replace(answer, body=b'{"elements": 5}'), "not the list of objects"),
        (lambda asked, answer: faults.replace(answer, body=b"[1, 2]"), "not the list of objects"),
        (
            lambda asked, answer: faults.replace(answer, body=b'{"elements": [{"tags": ["name", "x"]}]}'),
            "not the list of objects",
        ),
        (
            lambda asked, answer: faults.replace(answer, body=b'{"elements": [{"tags": {"name": 5}}]}'),
            "not the list of objects",
        ),
    ],
)
def test_faults_leave_nothing(
    server: PlayedServer, tmp_path: Path, world: Path, fault: faults.Fault, told: str
) -> None:
    base = server.play("/api", overpass(world))
    server.fail("/api", interpreter_only(fault))
    with pytest.raises(SourceFailed, match=told):
        fetch(area(tmp_path), getter(tmp_path, base, tries=2))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_part_of_an_answer_touches_no_disk(
    server: PlayedServer, tmp_path: Path, world: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    # Cut by a proxy that sends it on as if it were whole: the length fits, the list of objects does not end.
    def cut_short(asked: Asked, answer: faults.Answer) -> faults.Answer:
        return faults.replace(answer, body=answer.body[: int(len(answer.body) * share)])

    written: list[bytes] = []
    write = Path.write_bytes

    def listen(path: Path, body: bytes) -> int:
        written.append(body)
        return write(path, body)

    monkeypatch.setattr(Path, "write_bytes", listen)
    base = server.play("/api", overpass(world))
    server.fail("/api", interpreter_only(cut_short))
    with pytest.raises(SourceFailed, match="not the list of objects"):
        fetch(area(tmp_path), getter(tmp_path, base, tries=2))
    assert [body for body in written if b"elements" in body] == []
    assert not any(path.is_file() for path in (tmp_path / "raw" / "overpass").rglob("*"))


def test_places_known_by_their_name_leave_no_trace(server: PlayedServer, tmp_path: Path) -> None:
    nodes = NODES | {
        10: (9000.0, 3000.0, {"amenity": "social_facility", "social_facility": "outreach",
                              "name": "Hostel dla ofiar przemocy", "addr:street": "tajna"}),
    }  # fmt: skip
    world = draw_osm(tmp_path / "named.osm.pbf", nodes, WAYS, RELATIONS)  # type: ignore[arg-type]
    base = server.play("/api", overpass(world))
    roads = fetch(area(tmp_path), getter(tmp_path, base)).artefacts[0].path
    assert "n10" not in read_osm(roads)
    raw = [path for path in (tmp_path / "raw").rglob("*") if path.is_file()]
    assert len(raw) == 5
    assert not any(word in path.read_bytes() for path in raw for word in (b"tajna", b"ofiar"))
    assert sum(entry.dropped for entry in getter(tmp_path).ledger.entries) == 1


def test_of_the_sea_nothing_need_be_known(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    # Squares that hold nothing of the gmina are empty: it lies by the sea.
    base = server.play("/api", overpass(world))
    server.fail("/api", lambda asked, answer: answer if b"building" in asked.body else _empty(asked, answer))
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    assert {"w1", "w3"} <= set(read_osm(fetched.artefacts[0].path))


def _empty(asked: Asked, answer: faults.Answer) -> faults.Answer:
    return interpreter_only(nothing_found)(asked, answer)


def test_a_later_failure_leaves_what_was_there(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    fetch(area(tmp_path), getter(tmp_path, base))
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    server.fail("/api", interpreter_only(stopped))
    with pytest.raises(SourceFailed):
        fetch(area(tmp_path), getter(tmp_path, base, is_fresh=True))
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before


class Watch:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, []  # type: ignore[var-annotated]

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(round(seconds))


def test_pauses_are_kept(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    # A place is free in 7 seconds; then Overpass refuses once and says nothing of how long: half a minute.
    base = server.play("/api", overpass(world, status=BUSY))
    server.fail("/api/interpreter", lambda asked, answer: faults.Answer(b"", 429), times=1)
    watch = Watch()
    pacer = HostPacer(pause_s=0.0, clock=watch, sleep=watch.sleep)
    fetch(area(tmp_path), getter(tmp_path, base, pacer=pacer, first_pause_s=2.0))
    assert [pause for pause in watch.slept if pause > 5] == [8, 30, 8, 8, 8]


def test_patience_ends(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    server.fail("/api/interpreter", lambda asked, answer: faults.Answer(b"", 504))
    watch = Watch()
    pacer = HostPacer(pause_s=0.0, clock=watch, sleep=watch.sleep)
    with pytest.raises(SourceFailed):
        fetch(area(tmp_path), getter(tmp_path, base, pacer=pacer, first_pause_s=2.0, tries=50))
    # 30, 60, 120 ... seconds, half an hour at most.
    assert watch.now <= 1800.0


def test_status_tells_the_pause() -> None:
    assert slot_pause(FREE) == 0.0
    assert slot_pause(BUSY) == 8.0
    assert slot_pause("<html>nothing of the kind") == 0.0
    assert slot_pause(FREE.replace("2 slots", "1 slots") + BUSY) == 0.0


def test_large_areas_are_refused(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    # 8 km and twice 22 km: 52 x 52 km = 2704 km2.
    with pytest.raises(SourceFailed, match=r"too large for it.*2704 > 2500") as caught:
        fetch(area(tmp_path, reach_m=22_000.0), getter(tmp_path, base))
    assert "--only geofabrik" in caught.value.hint
    assert server.asked == []


def test_answers_that_are_given_go_first(server: PlayedServer, tmp_path: Path, world: Path) -> None:
    base = server.play("/api", overpass(world))
    fetch(area(tmp_path), getter(tmp_path, base))
    answers = tuple(sorted((tmp_path / "raw" / "overpass").iterdir()))
    server.asked.clear()
    again = tmp_path / "again"
    fetched = fetch(area(again), getter(again, base, given={"overpass": answers}))
    assert fetched.artefacts[0].path.read_bytes() == (tmp_path / "data" / "drogi.osm.pbf").read_bytes()
    assert server.asked == []
    # Who knows what they were asked for: the roads tell how far they reach.
    assert [p.code for p in fetched.problems] == ["roads_incomplete"]
