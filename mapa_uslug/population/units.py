"""Units: the part of a source cell that lies in one gmina, or a whole gmina where there is no grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.population.grouping import distinct
from mapa_uslug.population.homes import MODEL, Floats, Homes, Ints, prefer_known
from mapa_uslug.population.rounding import total_by
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
    homes : float64, (n,)
        Homes in it, or the people whom a raster knows there; a unit with neither has a shape.
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
    homes: Floats
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
    """Divide cells among gminas: by homes where a cell has any, else by a raster's people, else by area.

    Where neighbours of the area are known, people outside of every gmina are taken to be none (sea, another
    country); where they are not known, the part of a cell beyond the area keeps its people.
    """
    knows_neighbours = bool((~is_area).any())
    cell_of_home = locate_in_cells(cells, homes.x, homes.y, crs=crs)
    used = np.flatnonzero(prefer_known(homes, cell_of_home, len(cells.people)))
    if knows_neighbours:
        used = used[homes.gmina[used] >= 0]
    by_homes = _units_by_homes(cells, homes, cell_of_home, used, is_area)
    has_homes = np.bincount(cell_of_home[used], minlength=len(cells.people)) > 0
    by_area = _units_by_area(cells, ~has_homes, shapes, is_area, knows_neighbours)
    return join_units(by_homes, by_area)


def _units_by_homes(
    cells: SourceCells, homes: Homes, cell_of_home: Ints, used: Ints, is_area: NDArray[np.bool_]
) -> Units:
    in_cell = total_by(homes.weight[used], cell_of_home[used], len(cells.people))
    in_area = used[(homes.gmina[used] >= 0) & is_area[homes.gmina[used]]]
    found = distinct(cell_of_home[in_area], homes.gmina[in_area])
    cell, gmina = cell_of_home[in_area][found.first], homes.gmina[in_area][found.first]
    weight = total_by(homes.weight[in_area], found.inverse, len(cell))
    nothing = np.full(len(cell), None, dtype=object)
    return Units(cell, gmina, weight / in_cell[cell], weight, nothing, in_area, found.inverse)


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
    homes = np.zeros(len(order))
    return Units(
        cell[order].astype(np.int64), gmina[order].astype(np.int64), share, homes, part[order], none, none
    )


def whole_gminas(
    gminas: Ints, homes: Homes, *, shapes: NDArray[np.object_], only_model: bool = False
) -> Units:
    """One unit for each of the gminas given, with all its homes; `only_model`: with the cells of the raster alone."""
    owner_of = np.full(len(shapes) + 1, -1, dtype=np.int64)
    owner_of[gminas] = np.arange(len(gminas))
    owner = owner_of[homes.gmina]
    if only_model:
        used = np.flatnonzero((owner >= 0) & (homes.kind == MODEL))
    else:
        used = np.flatnonzero(prefer_known(homes, owner, len(gminas)))
    weight = total_by(homes.weight[used], owner[used], len(gminas))
    shape = shapes[gminas].copy()
    shape[weight > 0.0] = None
    whole = np.full(len(gminas), -1, dtype=np.int64)
    return Units(whole, gminas, np.ones(len(gminas)), weight, shape, used, owner[used])


def kind_of_units(units: Units, homes: Homes) -> NDArray[np.int8]:
    """What the people of each unit are placed by (see `Homes.kind`), -1: by area."""
    kind = np.full(len(units.cell), -1, dtype=np.int8)
    kind[units.home_unit] = homes.kind[units.home]
    return kind


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
