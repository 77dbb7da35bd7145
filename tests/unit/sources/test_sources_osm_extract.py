"""Regional extracts of OpenStreetMap are fetched, checked and cut to the surroundings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
import shapely
from playing import faults
from playing.geofabrik import geofabrik, poly_text
from playing.osm_drawing import EAST, NORTH, degrees, draw_osm, read_osm
from playing.server import PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.osm_extract import TERMS, fetch
from mapa_uslug.sources.parts import osm_cutting
from mapa_uslug.sources.parts.osm_coverage import read_poly

# The gmina is 4 km wide and 4 km high, the surroundings reach 2 km farther on every side:
#
#       -2 km      0                 4 km     6 km            9 km
#   y=2  |  10 ----+-------- 11 -------+--------|---- 12 ------ 13      road 1
#   y=0.5|         |         20 -- 21 (path 2, gate at 21)
#   y=3  |         |  house 3 |        | house 4 | house 5
#   y=7 km .............................................. 30 -- 31      road 6, beyond
_HOME = (0.0, 0.0, 4000.0, 4000.0)
NODES = {
    10: (-1000.0, 2000.0), 11: (2000.0, 2000.0), 12: (7000.0, 2000.0, {"barrier": "gate"}), 13: (9000.0, 2000.0),
    20: (2000.0, 500.0), 21: (2500.0, 500.0, {"barrier": "gate"}),
    30: (7000.0, 7000.0), 31: (8000.0, 7000.0),
    40: (1000.0, 3000.0), 41: (1010.0, 3000.0), 42: (1010.0, 3010.0),
    43: (5000.0, 3000.0), 44: (5010.0, 3000.0), 45: (5010.0, 3010.0),
    46: (5500.0, 3000.0), 47: (5510.0, 3000.0), 48: (5510.0, 3010.0),
    50: (3000.0, 1000.0, {"place": "village", "name": "Lipa"}), 51: (8000.0, 1000.0, {"place": "village", "name": "Buk"}),
    52: (3100.0, 1000.0, {"social_facility": "shelter", "amenity": "social_facility"}),
    60: (5900.0, 0.0), 61: (8000.0, 0.0), 62: (8000.0, 900.0), 63: (5900.0, 900.0),
    70: (1000.0, 100.0), 71: (1100.0, 100.0), 72: (1100.0, 200.0),
    73: (3500.0, 3500.0), 74: (3600.0, 3500.0), 75: (3600.0, 3600.0),
}  # fmt: skip
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    1: ([10, 11, 12, 13], {"highway": "tertiary"}),
    2: ([20, 21], {"highway": "path"}),
    3: ([40, 41, 42, 40], {"building": "house"}),
    4: ([43, 44, 45, 43], {"building": "house"}),
    5: ([46, 47, 48, 46], {"building": "house", "addr:housenumber": "7"}),
    6: ([30, 31], {"highway": "residential"}),
    # Half of the lake's shore is beyond the surroundings.
    7: ([60, 61, 62], {}),
    8: ([62, 63, 60], {}),
    9: ([70, 71, 72, 70], {"building": "yes", "social_facility": "shelter;group_home"}),
    10: ([73, 74, 75, 73], {"landuse": "meadow"}),
    11: ([20, 11], {"highway": "service"}),
}
RELATIONS: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = {
    1: ([("w", 7, "outer"), ("w", 8, "outer")], {"type": "multipolygon", "natural": "water"}),
    2: (
        [("w", 2, "from"), ("n", 20, "via"), ("w", 11, "to")],
        {"type": "restriction", "restriction": "no_left_turn"},
    ),
    3: ([("w", 1, "outer")], {"type": "boundary", "boundary": "administrative", "admin_level": "4"}),
    4: ([("w", 6, "outer")], {"type": "boundary", "boundary": "administrative", "admin_level": "7"}),
}
MOMENT = "2026-11-24T20:21:09Z"


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as started:
        yield started


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return draw_osm(tmp_path / "region.osm.pbf", NODES, WAYS, RELATIONS, moment=MOMENT)


def area(folder: Path, *, wojewodztwo: str = "10", beside: str = "") -> FetchArea:
    home = shapely.transform(shapely.box(*_HOME), lambda xy: xy + np.array((EAST, NORTH)))
    unit = GminaUnit(f"{wojewodztwo}0201", "2", "Lipa", "kutnowski", "łódzkie")
    neighbours = (GminaUnit(f"{beside}0101", "2", "Buk", "inny", "inne"),) if beside else ()
    around = home.buffer(2000.0, join_style="mitre")
    return FetchArea((unit,), neighbours, home, around, 2000.0, folder / "data")


def getter(tmp_path: Path, base: str = "", **more: Any) -> Getter:
    bases = {"geofabrik": base} if base else {}
    return Getter(raw=tmp_path / "raw", pacer=HostPacer(pause_s=0.0), first_pause_s=0.0, bases=bases, **more)


def test_what_touches_the_surroundings_is_kept_whole(tmp_path: Path, extract: Path) -> None:
    fetched = fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (extract,)}))
    held = read_osm(fetched.artefacts[0].path)
    # The road goes on beyond, with its gate; the house of a neighbour counts only with an address.
    assert set(held) == {
        "n10", "n11", "n12", "n13", "n20", "n21", "n40", "n41", "n42", "n46", "n47", "n48", "n50", "n60", "n61", "n62", "n63",
        "w1", "w2", "w3", "w5", "w7", "w8", "w11", "r1", "r2",
    }  # fmt: skip
    assert held["n12"] == held["n21"] == {"barrier": "gate"}
    assert held["w1"] == {"highway": "tertiary"}
    assert fetched.artefacts[0].role == "roads"
    assert fetched.artefacts[0].path.name == "drogi.osm.pbf"


def test_the_cut_is_of_the_day_of_the_data(tmp_path: Path, extract: Path) -> None:
    roads = fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (extract,)})).artefacts[0]
    assert roads.year == 2026
    assert roads.credit == "© autorzy OpenStreetMap (ODbL), stan na 2026-11-24"
    header = osmium.io.Reader(str(roads.path), osmium.osm.NOTHING).header()
    assert header.get("osmosis_replication_timestamp") == MOMENT


def test_hidden_places_are_part_of_things_and_nothing_more(tmp_path: Path) -> None:
    ways = WAYS | {12: ([20, 52], {"highway": "footway"})}
    relations = RELATIONS | {
        5: ([("w", 9, "outer")], {"type": "multipolygon", "amenity": "school"}),
        6: (
            [("w", 3, "outer")],
            {"type": "multipolygon", "building": "yes", "social_facility:for": "abused"},
        ),
    }
    path = draw_osm(tmp_path / "a.osm.pbf", NODES, ways, relations)
    roads = fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (path,)})).artefacts[0]
    held = read_osm(roads.path)
    assert held["n52"] == {}
    assert held["w9"] == {}
    assert "r5" in held
    assert "r6" not in held


REFUGES = (
    {"amenity": "social_facility", "social_facility": "outreach", "name": "Hostel dla ofiar przemocy"},
    {"building": "yes", "name": "Dom Samotnej Matki"},
    {"amenity": "social_facility", "name": "Rodzinny Dom Dziecka nr 2"},
    {"office": "association", "name": "Razem", "description": "Schronisko dla kobiet"},
    {"amenity": "social_facility", "social_facility": "outreach", "social_facility:for": "family;women"},
)


@pytest.mark.parametrize("tags", REFUGES)
@pytest.mark.parametrize("is_given", [True, False])
def test_nothing_of_a_refuge_is_kept_anywhere(
    server: PlayedServer, tmp_path: Path, tags: dict[str, str], *, is_given: bool
) -> None:
    secret = tags | {"addr:street": "Tajna", "addr:housenumber": "13"}
    nodes = NODES | {
        52: (3100.0, 1000.0, secret),
        53: (3200.0, 1000.0, {"amenity": "library", "name": "Jawna"}),
    }
    ways = WAYS | {9: (WAYS[9][0], secret | {"building": "yes"})}
    path = draw_osm(tmp_path / "a.osm.pbf", nodes, ways, RELATIONS, moment=MOMENT)
    if is_given:
        kept = getter(tmp_path, given={"geofabrik": (path,)})
    else:
        kept = getter(tmp_path, server.play("/osm", geofabrik({"lodzkie": path.read_bytes()})))
    roads = fetch(area(tmp_path), kept).artefacts[0]
    raw = [p for p in (tmp_path / "raw" / "geofabrik").iterdir() if p.suffix == ".pbf"]
    assert [p.name for p in raw] == ["a.osm.pbf" if is_given else "lodzkie-latest.osm.pbf"]
    # The raw file is the whole region in its order, but for the two objects that say nothing any more.
    told = read_osm(path)
    assert read_osm(raw[0]) == told | {"n52": {}, "w9": {}}
    assert list(read_osm(raw[0])) == list(told)
    assert read_osm(roads.path)["n53"]["name"] == "Jawna"
    assert not {"n52", "w9"} & set(read_osm(roads.path))
    assert roads.credit.endswith("2026-11-24")
    assert [entry.dropped for entry in kept.ledger.entries if entry.name == raw[0].name] == [2]
    assert not list((tmp_path / "raw").rglob(".*"))


def test_another_area_is_cut_from_the_same_raw_file(
    server: PlayedServer, tmp_path: Path, extract: Path
) -> None:
    base = server.play("/osm", geofabrik({"lodzkie": extract.read_bytes()}))
    fetch(area(tmp_path), getter(tmp_path, base))
    server.asked.clear()
    other = replace(area(tmp_path / "other"), around=area(tmp_path).shape.buffer(5000.0, join_style="mitre"))
    held = read_osm(fetch(other, getter(tmp_path, base)).artefacts[0].path)
    # With a larger buffer the village and the road beyond are there, and nobody was asked for them.
    assert {"n51", "w6"} <= set(held)
    # Its polygon, which is not there, is looked for once more.
    assert server.paths() == ["/osm/europe/poland/lodzkie.poly"]


def test_killed_while_the_refuges_are_taken_out(
    server: PlayedServer, tmp_path: Path, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = server.play("/osm", geofabrik({"lodzkie": extract.read_bytes()}))
    fetch(area(tmp_path), getter(tmp_path / "at_once", base))
    server.asked.clear()
    # What a run leaves that is killed there: the whole file under another name, with the note of its version.
    here = tmp_path / "raw" / "geofabrik"

    def die(path: Path, target: Path, **kept: Any) -> int:
        target.write_bytes(path.read_bytes()[:100])
        shutil.copytree(here, tmp_path / "left")
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(osm_cutting, "strain_osm", die)
        with pytest.raises(KeyboardInterrupt):
            fetch(area(tmp_path), getter(tmp_path, base))
    # Broken off from the keyboard nothing of it stays.
    assert [p.name for p in here.iterdir()] == ["lodzkie-latest.osm.pbf.md5"]
    shutil.copytree(tmp_path / "left", here, dirs_exist_ok=True)
    assert len(list(here.glob(".*"))) == 3
    again = getter(tmp_path, base)
    with again.alone():
        assert fetch(area(tmp_path), again).artefacts
    raw = "raw/geofabrik/lodzkie-latest.osm.pbf"
    assert (tmp_path / raw).read_bytes() == (tmp_path / "at_once" / raw).read_bytes()
    assert not list(here.glob(".*"))


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.bz2", ".osm.pbf"])
def test_extracts_are_given_in_any_form(tmp_path: Path, suffix: str) -> None:
    path = draw_osm(tmp_path / f"region{suffix}", NODES, WAYS, RELATIONS)
    kept = getter(tmp_path, given={"geofabrik": (path,)})
    held = read_osm(fetch(area(tmp_path), kept).artefacts[0].path)
    assert {"w1", "w3", "r2"} <= set(held)
    raw = [p for p in (tmp_path / "raw" / "geofabrik").iterdir()]
    assert [p.suffix for p in raw] == [".pbf"]


def test_the_same_extract_gives_the_same_bytes(tmp_path: Path, extract: Path) -> None:
    bodies = []
    for name in ("a", "b"):
        folder = tmp_path / name
        fetched = fetch(area(folder), getter(folder, given={"geofabrik": (extract,)}))
        bodies.append([a.path.read_bytes() for a in fetched.artefacts])
        assert sorted(p.name for p in (folder / "data").iterdir()) == ["drogi.osm.pbf", "zasieg.geojson"]
    assert bodies[0] == bodies[1]


def test_several_extracts_become_one(server: PlayedServer, tmp_path: Path) -> None:
    # Each knows one half of the street, and both the road between them; the newer one knows its name.
    old = draw_osm(tmp_path / "a.osm.pbf", NODES, {1: WAYS[1], 2: WAYS[2]}, moment=MOMENT)
    newer = {1: (WAYS[1][0], {"highway": "tertiary", "name": "Nowa"}), 11: WAYS[11]}
    new = draw_osm(tmp_path / "b.osm.pbf", NODES, newer, moment="2026-11-25T20:21:09Z", version=2)
    base = server.play("/osm", geofabrik({"lodzkie": old.read_bytes(), "mazowieckie": new.read_bytes()}))
    roads = fetch(area(tmp_path, beside="14"), getter(tmp_path, base)).artefacts[0]
    held = read_osm(roads.path)
    assert [key for key in held if key.startswith("w")] == ["w1", "w2", "w11"]
    assert held["w1"]["name"] == "Nowa"
    # The older day: nothing newer is promised of the whole.
    assert "2026-11-24" in roads.credit


def test_the_region_of_the_wojewodztwo_is_fetched_once(
    server: PlayedServer, tmp_path: Path, extract: Path
) -> None:
    base = server.play("/osm", geofabrik({"lodzkie": extract.read_bytes()}))
    first = fetch(area(tmp_path), getter(tmp_path, base)).artefacts[0].path.read_bytes()
    place = "/osm/europe/poland/"
    assert server.paths() == [
        f"{place}lodzkie-latest.osm.pbf", f"{place}lodzkie-latest.osm.pbf.md5", f"{place}lodzkie.poly",
    ]  # fmt: skip
    server.asked.clear()
    offline = fetch(area(tmp_path), getter(tmp_path, base, is_offline=True))
    assert offline.artefacts[0].path.read_bytes() == first
    assert server.asked == []


def test_a_wrong_checksum_is_no_extract(server: PlayedServer, tmp_path: Path, extract: Path) -> None:
    base = server.play("/osm", geofabrik({"lodzkie": extract.read_bytes()}))
    server.fail(
        "/osm/europe/poland/lodzkie-latest.osm.pbf.md5",
        lambda asked, answer: faults.Answer(b"0" * 32 + b"  x\n"),
    )
    with pytest.raises(SourceFailed, match="does not match its checksum"):
        fetch(area(tmp_path), getter(tmp_path, base))
    assert not (tmp_path / "data").exists()
    assert [p.name for p in (tmp_path / "raw" / "geofabrik").iterdir()] == ["lodzkie-latest.osm.pbf.md5"]


def test_an_extract_without_a_checksum_will_do(server: PlayedServer, tmp_path: Path, extract: Path) -> None:
    base = server.play("/osm", geofabrik({"lodzkie": extract.read_bytes()}, has_sums=False))
    assert fetch(area(tmp_path), getter(tmp_path, base)).artefacts


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (faults.html_page, "web page"),
        (faults.empty, "empty"),
        (faults.gateway, "504"),
        (faults.too_many, "429"),
        (faults.truncated, "breaks off"),
        (faults.redirected, "sends us elsewhere"),
    ],
)
def test_faults_leave_nothing(
    server: PlayedServer, tmp_path: Path, extract: Path, fault: faults.Fault, told: str
) -> None:
    base = server.play("/osm", geofabrik({"lodzkie": extract.read_bytes()}))
    fault = partial(faults.too_many, after_s="0") if fault is faults.too_many else fault
    if fault is faults.truncated:
        # Cut at the same place again and again, from a server that cannot go on where it broke off.
        server.fail(
            "/osm", lambda asked, answer: faults.truncated(asked, faults.replace(answer, has_ranges=False))
        )
    else:
        server.fail("/osm", fault)
    with pytest.raises(SourceFailed, match=told):
        fetch(area(tmp_path), getter(tmp_path, base, tries=3))
    assert not (tmp_path / "data").exists()


def test_a_break_is_gone_on_from(server: PlayedServer, tmp_path: Path, extract: Path) -> None:
    base = server.play("/osm", geofabrik({"lodzkie": extract.read_bytes()}))
    fetch(area(tmp_path), getter(tmp_path / "at_once", base))
    server.fail("/osm", faults.truncated, times=1)
    server.fail("/osm", faults.gateway, times=1)
    assert fetch(area(tmp_path), getter(tmp_path, base)).artefacts
    raw = "raw/geofabrik/lodzkie-latest.osm.pbf"
    assert (tmp_path / raw).read_bytes() == (tmp_path / "at_once" / raw).read_bytes()


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"", "no OpenStreetMap file"), (b"<html><body>x", "web page"), (b"PK\3\4", "no OpenStreetMap file")],
)
def test_other_files_are_refused(tmp_path: Path, body: bytes, told: str) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(body)
    with pytest.raises(SourceFailed, match=told):
        fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (path,)}))
    assert not (tmp_path / "data").exists()


def test_a_given_file_that_is_cut_short_is_refused(tmp_path: Path, extract: Path) -> None:
    path = tmp_path / "short.osm.pbf"
    path.write_bytes(extract.read_bytes()[:-40])
    with pytest.raises(SourceFailed, match="cut short"):
        fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (path,)}))
    assert list((tmp_path / "data").glob("*")) == []


def test_an_unsorted_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "unsorted.osm"
    path.write_text(
        '<osm version="0.6"><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>'
        '<node id="1" lat="52" lon="19"><tag k="barrier" v="gate"/></node><node id="2" lat="52" lon="19.01"/></osm>'
    )
    with pytest.raises(SourceFailed, match="not in the order"):
        fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (path,)}))


def test_an_extract_of_elsewhere_is_refused(tmp_path: Path) -> None:
    path = draw_osm(tmp_path / "a.osm.pbf", {30: NODES[30], 31: NODES[31]}, {6: WAYS[6]})
    with pytest.raises(SourceFailed, match="no road of the area"):
        fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (path,)}))
    assert list((tmp_path / "data").glob("*")) == []


def test_an_extract_of_elsewhere_leaves_what_was_there(tmp_path: Path, extract: Path) -> None:
    fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (extract,)}))
    before = (tmp_path / "data" / "drogi.osm.pbf").read_bytes()
    path = draw_osm(tmp_path / "a.osm.pbf", {30: NODES[30], 31: NODES[31]}, {6: WAYS[6]})
    with pytest.raises(SourceFailed):
        fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (path,)}))
    assert (tmp_path / "data" / "drogi.osm.pbf").read_bytes() == before


def _extent(path: Path) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(json.loads(path.read_text())["features"][0]["geometry"]))


def test_the_extent_ends_where_the_extract_was_cut(
    server: PlayedServer, tmp_path: Path, extract: Path
) -> None:
    # The extract ends in the middle of the gmina, at x = 2 km, and 50 km away elsewhere.
    ring = [degrees(*p) for p in ((2000, -50_000), (50_000, -50_000), (50_000, 50_000), (2000, 50_000))]
    base = server.play(
        "/osm", geofabrik({"lodzkie": extract.read_bytes()}, {"lodzkie": poly_text([*ring, ring[0]])})
    )
    fetched = fetch(area(tmp_path), getter(tmp_path, base))
    extent = _extent(fetched.artefacts[1].path)
    assert fetched.artefacts[1].role == "extent"
    for (x, y), is_known in {
        (2500, 2000): True, (1500, 2000): False, (5900, 5900): True, (6100, 5900): False, (2500, -1900): True,
    }.items():  # fmt: skip
        assert extent.contains(shapely.Point(degrees(x, y))) == is_known
    assert [p.code for p in fetched.problems] == ["roads_incomplete"]
    # Half of the gmina, by a polygon written with seven figures.
    assert dict(fetched.problems[0].values)["percent"] in ("49", "50")


def test_without_a_polygon_the_roads_tell_where_the_data_end(tmp_path: Path) -> None:
    # A street every kilometre from the west to x = 2 km: there the data end, though the file says nothing of it.
    nodes: dict[int, tuple[float, float]] = {}
    ways: dict[int, tuple[list[int], dict[str, str]]] = {}
    for row in range(-2, 7):
        nodes |= {100 + 2 * row: (-2000.0, row * 1000.0), 101 + 2 * row: (2000.0, row * 1000.0)}
        ways[100 + row] = ([100 + 2 * row, 101 + 2 * row], {"highway": "residential"})
    path = draw_osm(tmp_path / "a.osm.pbf", nodes, ways)
    fetched = fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (path,)}))
    extent = _extent(fetched.artefacts[1].path)
    inside = [extent.contains(shapely.Point(degrees(x, 2500.0))) for x in (-1900, 0, 1900, 2400, 5000)]
    assert inside == [True, True, True, False, False]
    assert fetched.problems[0].code == "roads_incomplete"


def test_the_given_polygon_goes_with_the_given_extract(tmp_path: Path, extract: Path) -> None:
    poly = tmp_path / "region.poly"
    ring = [degrees(*p) for p in ((-9000, -9000), (9000, -9000), (9000, 9000), (-9000, 9000))]
    poly.write_text(poly_text([*ring, ring[0]]))
    fetched = fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (extract, poly)}))
    assert fetched.problems == ()
    with pytest.raises(SourceFailed, match="only its polygon"):
        fetch(area(tmp_path), getter(tmp_path, given={"geofabrik": (poly,)}))


def test_polygons_have_holes(tmp_path: Path) -> None:
    path = tmp_path / "a.poly"
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    hole = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]
    path.write_text(poly_text(square, holes=(hole,)))
    assert read_poly(path).area == pytest.approx(15.0)
    path.write_text("nothing of the kind")
    with pytest.raises(ValueError, match="no polygon file"):
        read_poly(path)


def test_terms_tell_what_is_lost() -> None:
    assert "travel time" in TERMS.missing
