"""Two gminas side by side on a grid of whole kilometres, so that answers can be worked out by hand.

The west gmina takes kilometres 0 to 3, the east one 3 to 6, both 0 to 4 to the north, counted from `ORIGIN`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.contracts.tables import Landscape, OsmFeatures

CRS = "EPSG:2180"
ORIGIN = (600_000.0, 300_000.0)
WEST, EAST = "120101", "120102"


def km(x: float, y: float) -> tuple[float, float]:
    """Coordinates of a place given in kilometres from the origin."""
    return ORIGIN[0] + 1000.0 * x, ORIGIN[1] + 1000.0 * y


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    """Box given in kilometres from the origin."""
    return shapely.box(*km(x0, y0), *km(x1, y1))


def make_gminas(
    *,
    border: float = 3.0,
    area: Sequence[bool] = (True, True),
    names: Sequence[str] = ("Zachodnia", "Wschodnia"),
    codes: Sequence[str] = (WEST, EAST),
) -> gpd.GeoDataFrame:
    """The two gminas; `border` is where they meet [km]."""
    table = {"gmina_teryt": list(codes), "gmina_kod": [c + "2" for c in codes], "gmina": list(names),
             "is_area": list(area)}  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=[box(0, 0, border, 4), box(border, 0, 6, 4)], crs=CRS)


def make_features(
    buildings: Sequence[tuple[float, float]] = (),
    *,
    addresses: Sequence[tuple[float, float]] = (),
    places: Sequence[tuple[str, str, float, float]] = (),
    other_buildings: Sequence[tuple[float, float]] = (),
) -> OsmFeatures:
    """What an extract would hold: homes, addresses, places and buildings nobody lives in, all in kilometres."""
    xy = np.array([km(*b) for b in (*buildings, *other_buildings)]).reshape(-1, 2)
    points = np.array([km(*a) for a in addresses]).reshape(-1, 2)
    table = {"name": [p[0] for p in places], "kind": [p[1] for p in places]}
    spots = gpd.GeoDataFrame(table, geometry=[shapely.Point(km(p[2], p[3])) for p in places], crs=CRS)
    empty = gpd.GeoDataFrame({"name": []}, geometry=[], crs=CRS)
    return OsmFeatures(
        building_x=xy[:, 0],
        building_y=xy[:, 1],
        is_residential=np.arange(len(xy)) < len(buildings),
        address_x=points[:, 0],
        address_y=points[:, 1],
        objects=pd.DataFrame(),
        boundaries=empty,
        broken_boundaries=(),
        landscape=Landscape(spots, empty, empty, empty, empty),
    )


def write_grid(path: Path, cells: Sequence[Mapping[str, Any]]) -> Path:
    """A grid of kilometre squares; a cell has ``at`` (its lower-left corner in kilometres) and its columns."""
    frame = pd.DataFrame([{k: v for k, v in cell.items() if k != "at"} for cell in cells])
    shapes = [box(*cell["at"], cell["at"][0] + 1, cell["at"][1] + 1) for cell in cells]
    gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS).to_file(path)
    return path


def write_totals(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A file of totals."""
    pd.DataFrame(list(rows)).to_csv(path, index=False)
    return path


def cell(
    at: tuple[float, float], people: float | None, young: float | None = None, old: float | None = None
) -> dict[str, Any]:
    """A row of the GUS form; groups are empty when not given."""
    middle = None if people is None or young is None or old is None else people - young - old
    return {"at": at, "RES": people, "RES_0_14": young, "RES_15_64": middle, "RES_65_": old}
