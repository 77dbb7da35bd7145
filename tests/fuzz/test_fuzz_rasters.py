"""Whatever is in a raster, a grid or an archive of one: heights and people, or words that say what is wrong."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rasterio
from hand_census_grid import LONG_HEADER, long_cell
from hand_networks import Road, make_network
from hand_population import CRS, make_gminas
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine, from_origin

from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.network.slopes import with_slopes
from mapa_uslug.population import read_population

X, Y = 600_000.0, 300_000.0
ROADS = make_network({1: (X, Y), 2: (X + 1000.0, Y)}, [Road(1, 2, 60.0, 60.0)])
relaxed = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
mutations = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=12)


def tiff(**changes: object) -> bytes:
    options = {
        "driver": "GTiff", "width": 20, "height": 20, "count": 1, "dtype": "float32", "crs": CRS, "nodata": -200.0,
        "transform": from_origin(X - 500.0, Y + 1500.0, 100.0, 100.0),
    } | changes  # fmt: skip
    with rasterio.MemoryFile() as memory:
        with memory.open(**options) as out:
            out.write(np.full((20, 20), 7.0, "float32"), 1)
        return bytes(memory.read())


TIFF = tiff()
GRID = "\n".join(
    [LONG_HEADER, *long_cell("PL_CRS3035RES1000mN3045000E5035000", {"T": 5, "Y_1564": 5})]
).encode()


def zipped(content: bytes, name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def changed(content: bytes, mutations: list[tuple[int, int]], cut: int) -> bytes:
    body = bytearray(content)
    for at, value in mutations:
        body[at % len(body)] = value
    return bytes(body[: max(len(body) - cut, 0)])


def use(name: str, content: bytes, *, is_raster: bool) -> None:
    """Anything but figures or `InputError` with a place and a hint fails the test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        if is_raster:
            ways = (
                lambda: with_slopes(ROADS, [path]),
                lambda: read_population(make_gminas(), rasters=[path]),
            )
        else:
            ways = (lambda: read_population(make_gminas(), grid=path),)
        for way in ways:
            problems = problems_of(way)
            assert problems is None or problems
            assert all(p.where and p.hint for p in problems or ())


def problems_of(way: Callable[[], object]) -> list[Problem] | None:
    try:
        way()
    except InputError as error:
        return error.problems
    return None


@relaxed
@given(mutations, st.integers(0, 1500), st.booleans())
def test_damaged_rasters(mutations: list[tuple[int, int]], cut: int, is_zip: bool) -> None:
    content = zipped(TIFF, "a.tif") if is_zip else TIFF
    use("a.zip" if is_zip else "a.tif", changed(content, mutations, cut), is_raster=True)


@relaxed
@given(mutations, st.integers(0, 400), st.booleans())
def test_damaged_grids(mutations: list[tuple[int, int]], cut: int, is_zip: bool) -> None:
    content = zipped(GRID, "CSV/a.csv") if is_zip else GRID
    use("a.zip" if is_zip else "a.csv", changed(content, mutations, cut), is_raster=False)


@relaxed
@given(
    st.sampled_from([CRS, "EPSG:4326", "ESRI:54009", "EPSG:3857", None, 'LOCAL_CS["x",UNIT["metre",1]]', "EPSG:5773"]),
    st.sampled_from([Affine.identity(), from_origin(X, Y, 1e-9, 1e-9), from_origin(1e30, 1e30, 1e20, 1e20), Affine(0, 100, X, 100, 0, Y),
                     from_origin(15.0, 52.0, 0.01, 0.01), from_origin(-500.0, 400.0, 30.0, 30.0), from_origin(X, Y, -100.0, -100.0)]),
)  # fmt: skip
def test_rasters_in_strange_places(crs: str | None, transform: Affine) -> None:
    use("a.tif", tiff(crs=crs, transform=transform), is_raster=True)
