from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from playing import faults
from playing.rasters import Floats, geotiff, part_of_tile, play_ghs_pop, play_worldpop, zipped
from playing.server import PlayedServer, played_server

from mapa_uslug.contracts.fetching import FetchArea, Fetched
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.population.raster_people import read_raster_people
from mapa_uslug.sources import ghs_pop, worldpop
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.pacing import HostPacer
from mapa_uslug.sources.fetching.terms import SourceFailed
from mapa_uslug.sources.forms.answer_checks import WEB_PAGE
from mapa_uslug.sources.parts.raster_cutting import NO_PLACE, NO_RASTER, NOT_HERE, OTHER_TILES

# The corner of four GHS-POP tiles in Poland: R3 ends and R4 begins at y = 9e6 - 3e6 = 6e6, C20 ends at x = -18,041,000 + 20e6.
CORNER_X, CORNER_Y = 1_959_000.0, 6_000_000.0
SIDE_X, SIDE_Y = 1_250_000.0, 6_000_000.0


def place(x: float, y: float, crs: str = "ESRI:54009") -> shapely.Point:
    east, north = transform_xy(np.array([x]), np.array([y]), crs, PL_1992)
    return shapely.Point(east[0], north[0])


def area_at(point: shapely.Point, tmp_path: Path, radius_m: float = 1_000.0) -> FetchArea:
    circle = point.buffer(radius_m)
    return FetchArea((), (), circle, circle, 0.0, tmp_path / "data")


def one_each(x: Floats, y: Floats) -> Floats:
    """A person in every cell."""
    return np.ones_like(x + y)


@pytest.fixture
def server() -> Iterator[PlayedServer]:
    with played_server() as server:
        yield server


def getter(tmp_path: Path, **options: object) -> Getter:
    return Getter(raw=tmp_path / "data" / "raw", pacer=HostPacer(pause_s=0), first_pause_s=0, **options)  # type: ignore[arg-type]


def tiles_around(x: float, y: float, reach_m: float = 8_000.0) -> dict[tuple[int, int], bytes]:
    """Both rows of tiles at y, and the column or columns at x."""
    box = (x - reach_m, y - reach_m, x + reach_m, y + reach_m)
    columns = {int((v + 18_041_000) // 1e6) + 1 for v in (x - reach_m, x + reach_m)}
    return {
        (row, column): part_of_tile(row, column, one_each, box=box) for row in (3, 4) for column in columns
    }


def raster_of(fetched: Fetched) -> tuple[Floats, Affine, Path]:
    (artefact,) = fetched.artefacts
    assert artefact.role == "population_raster"
    with rasterio.open(artefact.path) as raster:
        return raster.read(1, masked=True).astype(float).filled(np.nan), raster.transform, artefact.path


@pytest.mark.parametrize(("lon", "lat", "tile"), [
    (21.0, 52.2, (3, 20)), (22.0, 50.0, (4, 20)), (17.0, 51.1, (4, 20)), (14.5, 53.4, (3, 20)),
])  # fmt: skip
def test_towns_lie_in_the_tiles_that_users_name(lon: float, lat: float, tile: tuple[int, int]) -> None:
    # Warszawa, Rzeszów, Wrocław and Szczecin: Mollweide worked out by hand from lon and lat (see docs/zrodla/ghs_pop.md).
    assert ghs_pop.tiles_of(place(lon, lat, WGS84).buffer(100.0)) == [tile]


def test_cells_of_two_tiles_become_one_raster_in_step(server: PlayedServer, tmp_path: Path) -> None:
    area = area_at(place(SIDE_X, SIDE_Y), tmp_path)
    base = play_ghs_pop(server, tiles_around(SIDE_X, SIDE_Y))
    fetched = ghs_pop.fetch(area, getter(tmp_path, bases={"ghs_pop": base}))
    cells, transform, path = raster_of(fetched)
    assert [p.rsplit("_", 2)[1:] for p in server.paths()] == [["R3", "C20.zip"], ["R4", "C20.zip"]]
    # No seam: every cell has its person, and the grid is that of the tiles (multiples of 100 m from their corner).
    assert np.nansum(cells) == cells.size
    assert (transform.a, transform.e) == (100.0, -100.0)
    assert (transform.c % 100.0, transform.f % 100.0) == (SIDE_X % 100.0, 0.0)
    assert transform.f > SIDE_Y > transform.f - 100.0 * cells.shape[0]
    first = path.read_bytes()
    path.unlink()
    ghs_pop.fetch(area, getter(tmp_path, is_offline=True, bases={"ghs_pop": base}))
    assert (path.read_bytes(), len(server.asked)) == (first, 2)


def test_four_tiles_meet_in_a_corner(server: PlayedServer, tmp_path: Path) -> None:
    area = area_at(place(CORNER_X, CORNER_Y), tmp_path)
    base = play_ghs_pop(server, tiles_around(CORNER_X, CORNER_Y))
    cells, _, _ = raster_of(ghs_pop.fetch(area, getter(tmp_path, bases={"ghs_pop": base})))
    assert len(server.asked) == 4
    assert np.nansum(cells) == cells.size


def test_the_reader_of_rasters_counts_what_was_cut(server: PlayedServer, tmp_path: Path) -> None:
    area = area_at(place(SIDE_X, SIDE_Y), tmp_path)
    base = play_ghs_pop(server, tiles_around(SIDE_X, SIDE_Y))
    path = ghs_pop.fetch(area, getter(tmp_path, bases={"ghs_pop": base})).artefacts[0].path
    found = read_raster_people(
        [path], around=np.array([area.around], dtype=object), crs=PL_1992, log=ProblemLog()
    )
    # 2 km more than the circle on each side: a square of 6 km, a person a hectare. Mollweide keeps areas, PL-1992 nearly.
    assert found.people.sum() == pytest.approx(3600, rel=0.02)


def degrees(people: float = 2.0, lon: float = 17.97, lat: float = 53.79, crs: str = WGS84) -> bytes:
    """A raster of 3 arc seconds, 300 cells wide and high, a corner without land, around Czersk."""
    cells = people * np.random.default_rng(1).uniform(0.5, 1.0, (300, 300))
    cells[:140, :140] = np.nan
    step = 1 / 1200
    return geotiff(cells, Affine(step, 0, lon - 150 * step, 0, -step, lat + 150 * step), crs, nodata=-99999.0)


def test_the_file_of_a_country_is_cut_in_its_own_system(server: PlayedServer, tmp_path: Path) -> None:
    area = area_at(place(17.97, 53.79, WGS84), tmp_path)
    fetched = worldpop.fetch(area, getter(tmp_path, bases={"worldpop": play_worldpop(server, degrees())}))
    cells, transform, path = raster_of(fetched)
    assert (fetched.artefacts[0].year, fetched.artefacts[0].source) == (2025, "worldpop")
    assert transform.a == pytest.approx(1 / 1200)
    # 6 km are 65 cells from north to south (92.8 m each), and 110 from west to east (54.8 m); some more at the edges.
    assert 65 <= cells.shape[0] <= 72
    assert 108 <= cells.shape[1] <= 122
    assert 1.0 < np.nanmin(cells) < np.nanmax(cells) < 2.0
    assert np.isnan(cells).any()
    with rasterio.open(path) as raster:
        assert (raster.nodata, raster.crs.to_epsg()) == (-99999.0, 4326)


@pytest.mark.parametrize(("fault", "reason"), [
    (faults.html_page, WEB_PAGE), (faults.empty, "its answer is empty"), (faults.gateway, "it reports the error"),
    (faults.redirected, "it sends us elsewhere"), (lambda asked, answer: type(answer)(b"II*\0 no raster"), NO_RASTER),
    (lambda asked, answer: type(answer)(zipped("x.txt", b"x")), NO_RASTER),
    (lambda asked, answer: type(answer)(zipped("../x.tif", b"x")), "the zip archive holds names that lead out of it"),
])  # fmt: skip
def test_a_bad_answer_leaves_nothing_behind(
    server: PlayedServer, tmp_path: Path, fault: faults.Fault, reason: str
) -> None:
    area = area_at(place(17.97, 53.79, WGS84), tmp_path)
    bases = {
        "worldpop": play_worldpop(server, degrees()),
        "ghs_pop": play_ghs_pop(server, {(3, 20): degrees()}),
    }
    server.fail("/", fault)
    for source in (worldpop, ghs_pop):
        with pytest.raises(SourceFailed) as error:
            source.fetch(area, getter(tmp_path, bases=bases))
        assert error.value.reason.startswith(reason)
    assert not list(tmp_path.rglob("*.tif"))
    assert not list(tmp_path.rglob("*.zip"))


@pytest.mark.parametrize(("body", "reason"), [
    (degrees(lon=10.0), NOT_HERE), (degrees(people=0.0), NOT_HERE), (degrees(crs=""), NO_PLACE),
    (degrees()[:60_000], NO_RASTER),
])  # fmt: skip
def test_rasters_without_people_here_are_told(tmp_path: Path, body: bytes, reason: str) -> None:
    own = tmp_path / "own.tif"
    own.write_bytes(body)
    area = area_at(place(17.97, 53.79, WGS84), tmp_path)
    with pytest.raises(SourceFailed) as error:
        worldpop.fetch(area, getter(tmp_path, given={"worldpop": (own,)}))
    assert error.value.reason == reason
    assert not (area.folder / worldpop.OUT_NAME).exists()


def test_given_tiles_go_first_and_must_fit(server: PlayedServer, tmp_path: Path) -> None:
    area = area_at(place(SIDE_X, SIDE_Y), tmp_path)
    paths = []
    for (row, column), body in tiles_around(SIDE_X, SIDE_Y).items():
        paths.append(tmp_path / f"R{row}_C{column}.zip")
        paths[-1].write_bytes(body)
    cells, _, _ = raster_of(ghs_pop.fetch(area, getter(tmp_path, given={"ghs_pop": tuple(paths)})))
    assert np.nansum(cells) == cells.size
    shifted = geotiff(
        np.ones((200, 200)),
        Affine(100, 0, SIDE_X - 10_030, 0, -100, SIDE_Y + 10_000),
        "ESRI:54009",
        nodata=-200,
    )
    paths.append(tmp_path / "shifted.tif")
    paths[-1].write_bytes(shifted)
    with pytest.raises(SourceFailed) as error:
        ghs_pop.fetch(area, getter(tmp_path, given={"ghs_pop": tuple(paths)}))
    assert error.value.reason == OTHER_TILES
    assert server.asked == []


def test_offline_without_the_file_is_told(tmp_path: Path) -> None:
    area = area_at(place(17.97, 53.79, WGS84), tmp_path)
    for source in (worldpop, ghs_pop):
        with pytest.raises(SourceFailed, match="offline"):
            source.fetch(area, getter(tmp_path, is_offline=True))
