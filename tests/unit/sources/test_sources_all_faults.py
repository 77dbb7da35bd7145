"""Every source, played well, meets every fault that a service can have: it fails in words, or brings what it should."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine
from playing import faults
from playing.bdl import play_bdl
from playing.bdot10k import bdot10k, package
from playing.drawn_gminas import draw_gminas
from playing.eurostat import long_rows, long_zip, play_eurostat
from playing.geofabrik import geofabrik, poly_text
from playing.gtfs import feed, gtfs
from playing.gus import play_gus
from playing.kina import play_kina
from playing.osm_drawing import EAST, NORTH, draw_osm
from playing.overpass import overpass
from playing.prg import play_prg
from playing.rasters import geotiff, part_of_tile, play_ghs_pop, play_worldpop
from playing.register_area import all_bytes
from playing.registers import play_registers
from playing.server import Answer, Asked, PlayedServer, played_server
from playing.teryt import PASSWORD, TERC, USER, play_teryt, zip_list

from mapa_uslug.contracts.fetching import FetchArea, Fetched, GminaUnit
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.errors import Problem
from mapa_uslug.core.never_kept import kind_of
from mapa_uslug.sources import prg, teryt
from mapa_uslug.sources.catalogue import SOURCES, all_terms
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.ghs_pop import MOLLWEIDE, tiles_of

LIPA = GminaUnit("100201", "2", "Lipa", "kutnowski", "łódzkie")
BUK = GminaUnit("100501", "2", "Buk", "łowicki", "łódzkie")
CZERSK = GminaUnit("220204", "3", "Czersk", "chojnicki", "pomorskie")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET = "Zmyslona13"
SECRET_NAME = f"Schronisko dla ofiar przemocy {SECRET}"
BY_HAND = {"rjps", "wojewoda"}
"""Sources that nobody can ask: the user gives their files."""
SIFTED = {"overpass", "zlobki", "rspo", "rpwdl", "apteki", "opp", "owes"}
"""Sources whose answers are never written as they come."""
FAULTS: Mapping[str, faults.Fault] = {
    name: fault
    for name, fault in vars(faults).items()
    if inspect.isfunction(fault) and fault.__module__ == faults.__name__
}
FAST = 20_000.0
"""Seconds that pass in one, for a source whose patience must end."""

Fetch = Callable[[FetchArea, Getter], Fetched]
Outcome = dict[str, bytes]


@dataclass(frozen=True)
class World:
    """What is costly to draw, drawn once: files of one small gmina, with a place in them that nobody may keep."""

    osm: bytes
    powiat: bytes
    worldpop: bytes
    tiles: dict[tuple[int, int], bytes]
    cell: str


def area_in(folder: Path) -> FetchArea:
    home = shapely.box(EAST, NORTH, EAST + 4000.0, NORTH + 4000.0)
    return FetchArea((LIPA,), (BUK,), home, home.buffer(1000.0), 1000.0, folder / "data")


@pytest.fixture(scope="module")
def world() -> World:
    nodes = {
        1: (0.0, 2000.0), 2: (4000.0, 2000.0),
        3: (2000.0, 1000.0, {"amenity": "social_facility", "social_facility": "shelter", "name": SECRET_NAME}),
        4: (2000.0, 1500.0, {"amenity": "library", "name": "Biblioteka"}),
    }  # fmt: skip
    around = area_in(Path()).around
    with TemporaryDirectory() as folder:
        drawn = draw_osm(Path(folder) / "a.osm.pbf", nodes, {1: ([1, 2], {"highway": "tertiary"})})  # type: ignore[arg-type]
        osm = drawn.read_bytes()
    x, y = np.array([EAST + 2000.0]), np.array([NORTH + 2000.0])
    (lon,), (lat,) = transform_xy(x, y, PL_1992, WGS84)
    (east,), (north,) = transform_xy(x, y, PL_1992, "EPSG:3035")
    (mx,), (my,) = transform_xy(x, y, PL_1992, MOLLWEIDE)
    box = (mx - 5000.0, my - 5000.0, mx + 5000.0, my + 5000.0)
    size = 1 / 1200
    return World(
        osm,
        package("1002", {"OT_SKJZ_L": [([(EAST, NORTH), (EAST + 4000.0, NORTH + 1000.0)], {"KLASADROGI": "L"})]}),
        geotiff(np.ones((120, 160)), Affine(size, 0, lon - 80 * size, 0, -size, lat + 60 * size), "EPSG:4326", nodata=-99999.0),
        {tile: part_of_tile(*tile, lambda x, y: np.ones_like(x + y), box=box) for tile in tiles_of(around)},
        f"CRS3035RES1000mN{int(north // 1000)}000E{int(east // 1000)}000",
    )  # fmt: skip


def play_source(server: PlayedServer, key: str, world: World, folder: Path) -> dict[str, str]:
    """Let a server play one source; its address."""
    (extract := folder / "world.osm.pbf").write_bytes(world.osm)
    square = [(19.0, 52.0), (20.0, 52.0), (20.0, 52.8), (19.0, 52.8), (19.0, 52.0)]
    address = {
        "Miejscowość": "Lipa",
        "Ulica": "Długa",
        "Nr domu": "1",
        "Numer domu": "1",
        "Budynek": "1",
        "Kod pocztowy": "99-300",
    }
    place = {
        "Województwo": "łódzkie",
        "Powiat": "kutnowski",
        "Gmina": "Lipa",
        "Teryt": "1002012",
        "idTerytGmina": "1002012",
    }

    def rows(field: str, good: str, **rest: object) -> list[dict[str, object]]:
        return [{**address, **place, field: name, **rest} for name in (good, SECRET_NAME)]

    cells = pd.DataFrame(
        {"CODE": [world.cell], "RES": [90.0], "RES_0_14": [10.0], "RES_15_64": [60.0], "RES_65_": [20.0]}
    )
    people = pd.DataFrame({"gmina_teryt": ["1002012"], "name": ["Lipa"], "people": [1000]})
    point = {"ID_IIP": "PL.1", "ID_GMINY": "1002012", "NAZWA_GMINY": "Lipa", "NAZWA_MIEJSCOWOSCI": "Lipa", "ID_MIEJSCOWOSCI": "0900001",
             "NUMER_PORZADKOWY": "1", "KOD_POCZTOWY": "99-300", "x": EAST + 2000.0, "y": NORTH + 2000.0}  # fmt: skip
    simc = "WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA\n10;02;01;2;01;1;Lipa;0900001;0900001;2026-01-01\n"
    lists = {"TERC": zip_list("TERC.csv", TERC), "SIMC": zip_list("SIMC.csv", simc)}
    apteki = [{"name": name, "province": "łódzkie", "city": "Lipa", "street": "Długa", "homeNumber": "1", "postcode": "99-300"}
              for name in ("Apteka Lipowa", SECRET_NAME)]  # fmt: skip
    figures = {"T": "90", "Y_LT15": "10", "Y_1564": "60", "Y_GE65": "20"}
    players: dict[str, Callable[[], str]] = {
        "geofabrik": lambda: server.play("/g", geofabrik({"lodzkie": world.osm}, {"lodzkie": poly_text(square)})),
        "overpass": lambda: server.play("/api", overpass(extract)),
        "bdot10k": lambda: server.play("/open", bdot10k({"1002": world.powiat, "1005": world.powiat})),
        "kina": lambda: play_kina(server, [point]),
        "simc": lambda: play_teryt(server, lists),
        "teryt": lambda: play_teryt(server, lists),
        "prg": lambda: play_prg(server, draw_gminas()),
        "gus_grid": lambda: play_gus(server, cells),
        "eurostat_grid": lambda: play_eurostat(server, poland=long_zip(long_rows(f"PL_{world.cell}", figures))),
        "ghs_pop": lambda: play_ghs_pop(server, world.tiles),
        "worldpop": lambda: play_worldpop(server, world.worldpop),
        "bdl": lambda: play_bdl(server, people),
        "gtfs": lambda: server.play("/feeds", gtfs({"polskie_pociagi": feed({"routes.txt": "route_id,route_type\nr,2\n"})})),
    }  # fmt: skip
    if key in players:
        return {key: players[key]()}
    return play_registers(
        server, apteki=apteki,
        zlobki=rows("Nazwa", "Żłobek Lipowy", **{"Typ instytucji": "Żłobek"}),
        sio=rows("Nazwa placówki", "Szkoła Podstawowa", **{"Typ podmiotu": "Szkoła podstawowa", "idTerytWojewodztwo": "10"}),
        rpwdl=rows("Nazwa komórki", "Poradnia lekarza POZ", kodResortVIII="0010", **{"ID ZOZ": "1"}),
        opp=rows("Nazwa", "Stowarzyszenie Lipa", Siedziba="Lipa", **{"Numer KRS": "1"}),
        owes=rows("Nazwa OWES", "OWES Lipa", Adres="Długa 1, 99-300 Lipa"),
    )  # fmt: skip


def fetch_of(key: str) -> Fetch:
    if key in SOURCES:
        return SOURCES[key].fetch
    if key == "prg":
        return lambda area, getter: prg.fetch_units((CZERSK,), 5000.0, area.folder, getter)[1]

    def list_units(area: FetchArea, getter: Getter) -> Fetched:
        units, day = teryt.list_units(getter)
        area.folder.mkdir(parents=True, exist_ok=True)
        (area.folder / "gminy.txt").write_text(repr((units, day)), encoding="utf-8")
        return Fetched(())

    return list_units


def getter_in(folder: Path, server: PlayedServer, bases: Mapping[str, str], *, pace: float = 1.0) -> Getter:
    """A getter whose pauses cost no time; nothing that is not played is asked anywhere else."""
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    pacer = HostPacer(pause_s=0.0, clock=lambda: time.monotonic() * pace + passed[0], sleep=sleep)
    nowhere = {key: f"{server.url}/nowhere/{key}" for key in all_terms()}
    return Getter(
        raw=folder / "data" / "raw",
        bases=nowhere | dict(bases),
        pacer=pacer,
        first_pause_s=0.0,
        clock=lambda: NOW,
        tries=3,
    )


def written_in(area: FetchArea) -> Outcome:
    """Files for the analysis."""
    return {path.name: path.read_bytes() for path in area.folder.glob("*") if path.is_file()}


def from_the(number: int, fault: faults.Fault) -> faults.Fault:
    """A fault that begins with a question, counted from 0."""
    numbers = count()

    def play(asked: Asked, answer: Answer) -> Answer:
        return answer if next(numbers) < number else fault(asked, answer)

    return play


@pytest.fixture(scope="module")
def good(world: World, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Outcome, int]]:
    """What a source brings when all is well, and with how many questions; found out once."""
    known: dict[str, tuple[Outcome, int]] = {}

    def of(key: str) -> tuple[Outcome, int]:
        if key not in known:
            folder = tmp_path_factory.mktemp(key)
            with played_server() as server:
                bases = play_source(server, key, world, folder)
                area = area_in(folder)
                fetch_of(key)(area, getter_in(folder, server, bases))
                known[key] = written_in(area), len(server.asked)
        return known[key]

    return of


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as played:
        yield played


@pytest.fixture(autouse=True, scope="module")
def _account() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAPA_USLUG_TERYT_USER", USER)
        patch.setenv("MAPA_USLUG_TERYT_PASSWORD", PASSWORD)
        for name in ("BDL_KEY", "RSPO_USER", "RSPO_PASSWORD"):
            patch.delenv(f"MAPA_USLUG_{name}", raising=False)
        yield


KEYS = sorted({*SOURCES, "prg", "teryt"} - BY_HAND)


@pytest.mark.parametrize("key", KEYS)
def test_played_well_it_brings_something_and_no_secret(
    key: str, good: Callable[[str], tuple[Outcome, int]]
) -> None:
    assert kind_of(SECRET_NAME)
    files, asked = good(key)
    assert files
    assert asked > 0
    assert SECRET.encode() not in b"".join(files.values())


def outcome(fetch: Fetch, area: FetchArea, getter: Getter) -> list[Problem]:
    """What is told, of a failure in our words: neither the name of an error nor a place in a program."""
    try:
        return list(fetch(area, getter).problems)
    except SourceFailed as caught:
        failed = caught
    assert failed.terms.key in all_terms()
    assert failed.reason
    assert not any(word in failed.reason for word in ("Error", "Traceback", "0x", "object at", "<"))
    return [failed.problem]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("key", KEYS)
def test_a_fault_is_told_or_does_no_harm(
    key: str, fault: str, world: World, good: Callable[[str], tuple[Outcome, int]], tmp_path: Path
) -> None:
    files, asked = good(key)
    # From the first question on, and from the middle of all on.
    for first in sorted({0, asked // 2}):
        folder = tmp_path / f"from_{first}"
        folder.mkdir()
        with played_server() as server:
            bases = play_source(server, key, world, folder)
            (folder / "world.osm.pbf").unlink()
            server.fail("/", from_the(first, FAULTS[fault]))
            area = area_in(folder)
            getter = getter_in(folder, server, bases, pace=FAST if fault == "slow_drip" else 1.0)
            told = outcome(fetch_of(key), area, getter)
        written = written_in(area)
        # What is there is right, and where something is not there it is told.
        for name, body in written.items():
            assert body == files[name] or (key == "geofabrik" and is_narrower(name, body, files[name])), name
        assert told or written == files
        assert_raw_is_clean(getter, key)
        assert SECRET.encode() not in all_bytes(folder)
        assert PASSWORD.encode() not in all_bytes(folder)


def is_narrower(name: str, body: bytes, whole: bytes) -> bool:
    """Whether less is said to be known: without the polygon of an extract its roads tell how far it reaches."""
    if name != "zasieg.geojson":
        return False
    less, all_of_it = (shapely.union_all(shapely.from_geojson(text)) for text in (body, whole))
    return bool(less.area < all_of_it.area and all_of_it.buffer(1e-6).contains(less))


def assert_raw_is_clean(getter: Getter, key: str) -> None:
    """Every raw file is noted as it stands; what began to come can be gone on from, and is nothing that is sifted."""
    found = [path for path in getter.raw.rglob("*") if path.is_file() and path.parent != getter.raw]
    for path in found:
        if not path.name.startswith("."):
            assert getter.ledger.find(path.parent.name, path.name), path.name
    parts = [path for path in found if path.name.endswith(".part")]
    assert not parts or key not in SIFTED
    assert all(path.with_name(f"{path.name}.json").is_file() for path in parts)


@pytest.mark.parametrize("key", sorted(BY_HAND))
def test_what_nobody_can_ask_is_not_asked(key: str, server: PlayedServer, tmp_path: Path) -> None:
    with pytest.raises(SourceFailed) as caught:
        SOURCES[key].fetch(area_in(tmp_path), getter_in(tmp_path, server, {}))
    assert "--file" in caught.value.hint
    assert server.asked == []
