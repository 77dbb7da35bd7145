"""Units: the part of a source cell that lies in one gmina, or a whole gmina where there is no grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.population.grouping import distinct
from mapa_uslug.population.homes import Floats, Homes, Ints, prefer_buildings
from mapa_uslug.population.source_cells import SourceCells, locate_in_cells


@dataclass(frozen=True, eq=False)
class Units:
    """Parts of cells, each in one gmina of the area.

    Attributes
    ----------
    cell : int64, (n,)
        Source cell, -1 for a whole gmina.
    gmina : int64, (n,)
    share : float64, (n,)
        Part of the cell's people that is the unit's.
    homes : int64, (n,)
        Homes in it; a unit without homes has a shape.
    shape : object, (n,)
        Polygon (area CRS) or None.
    home : int64, (m,)
        Homes that are used.
    home_unit : int64, (m,)
        Unit that each of them belongs to.
    """

    cell: Ints
    gmina: Ints
    share: Floats
    homes: Ints
    shape: NDArray[np.object_]
    home: Ints
    home_unit: Ints


def cut_cells(
    cells: SourceCells,
    homes: Homes,
    *,
    shapes: NDArray[np.object_],
    is_area: NDArray[np.bool_],
    crs: str,
) -> Units:
    """Divide cells among gminas: by homes where a cell has any, else by area.

    Where neighbours of the area are known, people outside of every gmina are taken to be none (sea, another
    country); where they are not known, the part of a cell beyond the area keeps its people.
    """
    knows_neighbours = bool((~is_area).any())
    cell_of_home = locate_in_cells(cells, homes.x, homes.y, crs=crs)
    used = np.flatnonzero(prefer_buildings(homes, cell_of_home, len(cells.people)))
    if knows_neighbours:
        used = used[homes.gmina[used] >= 0]
    by_homes = _units_by_homes(cells, homes, cell_of_home, used, is_area)
    has_homes = np.bincount(cell_of_home[used], minlength=len(cells.people)) > 0
    by_area = _units_by_area(cells, ~has_homes, shapes, is_area, knows_neighbours)
    return join_units(by_homes, by_area)


def _units_by_homes(
    cells: SourceCells, homes: Homes, cell_of_home: Ints, used: Ints, is_area: NDArray[np.bool_]
) -> Units:
    in_cell = np.bincount(cell_of_home[used], minlength=len(cells.people))
    in_area = used[(homes.gmina[used] >= 0) & is_area[homes.gmina[used]]]
    found = distinct(cell_of_home[in_area], homes.gmina[in_area])
    cell, gmina = cell_of_home[in_area][found.first], homes.gmina[in_area][found.first]
    share = found.count / in_cell[cell]
    nothing = np.full(len(cell), None, dtype=object)
    return Units(cell, gmina, share, found.count, nothing, in_area, found.inverse)


def _units_by_area(
    cells: SourceCells,
    is_wanted: NDArray[np.bool_],
    shapes: NDArray[np.object_],
    is_area: NDArray[np.bool_],
    knows_neighbours: bool,
) -> Units:
    wanted = np.flatnonzero(is_wanted)
    found, gmina = shapely.STRtree(shapes).query(cells.shapes[wanted], predicate="intersects")
    cell = wanted[found]
    part = shapely.intersection(cells.shapes[cell], shapes[gmina])
    area = shapely.area(part)
    whole = np.bincount(cell, weights=area, minlength=len(cells.people))
    if not knows_neighbours:
        whole = np.maximum(whole, shapely.area(cells.shapes))
    # A sliver of a simplified border is no place to live.
    keep = np.flatnonzero((area > 1.0) & is_area[gmina])
    order = keep[np.lexsort((gmina[keep], cell[keep]))]
    share = area[order] / whole[cell[order]]
    none = np.empty(0, dtype=np.int64)
    homes = np.zeros(len(order), dtype=np.int64)
    return Units(
        cell[order].astype(np.int64), gmina[order].astype(np.int64), share, homes, part[order], none, none
    )


def whole_gminas(gminas: Ints, homes: Homes, *, shapes: NDArray[np.object_]) -> Units:
    """One unit for each of the gminas given, with all its homes."""
    owner_of = np.full(len(shapes) + 1, -1, dtype=np.int64)
    owner_of[gminas] = np.arange(len(gminas))
    owner = owner_of[homes.gmina]
    used = np.flatnonzero(prefer_buildings(homes, owner, len(gminas)))
    count = np.bincount(owner[used], minlength=len(gminas)).astype(np.int64)
    shape = shapes[gminas].copy()
    shape[count > 0] = None
    whole = np.full(len(gminas), -1, dtype=np.int64)
    return Units(whole, gminas, np.ones(len(gminas)), count, shape, used, owner[used])


def join_units(first: Units, second: Units) -> Units:
    """Units one after the other."""
    return Units(
        np.concatenate([first.cell, second.cell]),
        np.concatenate([first.gmina, second.gmina]),
        np.concatenate([first.share, second.share]),
        np.concatenate([first.homes, second.homes]),
        np.concatenate([first.shape, second.shape]),
        np.concatenate([first.home, second.home]),
        np.concatenate([first.home_unit, second.home_unit + len(first.cell)]),
    )
