"""Who lives where: a grid of kilometres, and gminas with their people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.made_country.settlements import Settlements
from benchmarks.made_country.sizes import Size
from benchmarks.made_land import lay_gminas
from mapa_uslug.core.crs import PL_1992, transform_xy
from mapa_uslug.core.grid_codes import GRID_CRS

Floats = NDArray[np.float64]

_CELL_M: Final = 1_000
_RURAL: Final = 1.6
"""People at a point of the roads outside settlements."""
_CHILDREN, _OLD, _OLDEST, _INFANTS, _SMALL = 0.15, 0.20, 0.08, 0.024, 0.036
"""Shares of 0-14, 65+, 75+, 0-2 and 3-6."""
_SECRET_BELOW, _SECRET_SHARE, _SECRET = 20, 0.04, -8888
"""Cells of few people, some of which are confidential, as GUS marks them."""


@dataclass(frozen=True, eq=False)
class People:
    """The grid as it is published, people of gminas, and the gminas themselves.

    Attributes
    ----------
    grid : DataFrame
        ``CODE``, ``RES`` and age groups, `-8888` where a cell is confidential.
    totals : DataFrame
        A row a gmina.
    gminas : GeoDataFrame
        In the order of their seats.
    """

    grid: pd.DataFrame
    totals: pd.DataFrame
    gminas: gpd.GeoDataFrame


def settle_people(
    places: Settlements, xy: Floats, settlement: NDArray[np.int32], size: Size, rng: np.random.Generator
) -> People:
    """Spread the people of settlements over their streets, a few over the roads between, and count them in squares.

    Parameters
    ----------
    xy, settlement : (points, 2), (points,)
        Points of the roads, and in whose streets they are.
    """
    is_in = ((xy >= size.low) & (xy < size.low + size.side_m)).all(axis=1)
    xy, settlement = xy[is_in], settlement[is_in]
    points = np.bincount(settlement[settlement >= 0], minlength=len(places.xy))
    each = np.append(places.people / np.maximum(points, 1), _RURAL)
    east, north = transform_xy(xy[:, 0], xy[:, 1], PL_1992, GRID_CRS)
    square = (north // _CELL_M).astype(np.int64) * 100_000 + (east // _CELL_M).astype(np.int64)
    squares, row = np.unique(square, return_inverse=True)
    people = np.bincount(row, weights=each[settlement])
    chosen = np.sort(np.argsort(-people, kind="stable")[: size.cells])
    count = np.maximum(1, np.rint(people[chosen])).astype(np.int64)
    children, old = (_part(count, share, rng) for share in (_CHILDREN, _OLD))
    seat = cKDTree(places.xy[: places.seats]).query(_middles(squares[chosen]))[1]
    gminas = _gminas(places, size)
    return People(
        _grid(squares[chosen], count, children, old, rng),
        _totals(gminas, seat, count, children, old),
        gminas,
    )


def _part(count: NDArray[np.int64], share: float, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.binomial(count, np.clip(rng.normal(share, 0.03, len(count)), 0.01, 0.45))


def _middles(squares: NDArray[np.int64]) -> Floats:
    north, east = _CELL_M * np.stack([squares // 100_000, squares % 100_000]) + _CELL_M / 2.0
    return np.column_stack(transform_xy(east, north, GRID_CRS, PL_1992))


def _gminas(places: Settlements, size: Size) -> gpd.GeoDataFrame:
    """Numbered along strips from west to east, so that those of a powiat are neighbours."""
    seats = places.xy[: places.seats]
    strips = max(1, round(np.sqrt(places.seats / 12)))
    order = np.lexsort((seats[:, 0], (seats[:, 1] - size.low[1]) // (size.side_m / strips)))
    gminas = lay_gminas(seats[order], size.low, size.side_m).iloc[np.argsort(order)]
    return gminas.assign(gmina=places.names[: places.seats]).reset_index(drop=True)


def _grid(
    squares: NDArray[np.int64],
    count: NDArray[np.int64],
    children: NDArray[np.int64],
    old: NDArray[np.int64],
    rng: np.random.Generator,
) -> pd.DataFrame:
    is_secret = (count < _SECRET_BELOW) & (rng.random(len(count)) < _SECRET_SHARE)
    codes = [
        f"CRS3035RES{_CELL_M}mN{_CELL_M * (s // 100_000)}E{_CELL_M * (s % 100_000)}" for s in squares.tolist()
    ]
    figures = {"RES": count, "RES_0_14": children, "RES_15_64": count - children - old, "RES_65_": old}
    hidden = {name: np.where(is_secret, _SECRET, figure) for name, figure in figures.items()}
    return pd.DataFrame({"CODE": codes, **hidden})


def _totals(
    gminas: gpd.GeoDataFrame,
    seat: NDArray[np.int64],
    count: NDArray[np.int64],
    children: NDArray[np.int64],
    old: NDArray[np.int64],
) -> pd.DataFrame:
    def of_gminas(figure: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(seat, weights=figure, minlength=len(gminas)).astype(np.int64)

    people, young, aged = (of_gminas(figure) for figure in (count, children, old))
    infants, small = (np.rint(share * people).astype(np.int64) for share in (_INFANTS, _SMALL))
    infants, small = np.minimum(infants, young // 3), np.minimum(small, young // 3)
    table = {
        "gmina_teryt": gminas["gmina_teryt"], "gmina": gminas["gmina"], "people": people, "people_0_14": young,
        "people_15_64": people - young - aged, "people_65_plus": aged, "people_0_2": infants, "people_3_6": small,
        "people_7_14": young - infants - small, "people_75_plus": np.minimum(np.rint(_OLDEST * people).astype(np.int64), aged),
    }  # fmt: skip
    return pd.DataFrame(table).sort_values("gmina_teryt", ignore_index=True)
