"""Populated cells from a grid, totals of gminas and homes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.config import PopulationOptions
from mapa_uslug.contracts.tables import Count, OsmFeatures, PopulationCells
from mapa_uslug.core.errors import InputError, Problem, ProblemLog
from mapa_uslug.population import messages
from mapa_uslug.population.assembling import assemble_cells
from mapa_uslug.population.grid_reading import read_grid
from mapa_uslug.population.groups import BASIC_GROUPS
from mapa_uslug.population.homes import MODEL, Floats, Homes, Ints, find_homes
from mapa_uslug.population.imputation import ImputedUnits, group_shares, impute_units
from mapa_uslug.population.placing import NearestRoad, split_units
from mapa_uslug.population.raster_people import RasterPeople, read_raster_people
from mapa_uslug.population.rescaling import find_targets, scale_units
from mapa_uslug.population.rounding import round_groups, total_by
from mapa_uslug.population.source_cells import SourceCells
from mapa_uslug.population.totals import GminaTotals, no_totals, read_totals
from mapa_uslug.population.units import Units, cut_cells, join_units, kind_of_units, whole_gminas

_DEFAULTS = PopulationOptions()


def read_population(
    gminas: gpd.GeoDataFrame,
    *,
    grid: Path | None = None,
    totals: Path | None = None,
    rasters: Sequence[Path] = (),
    features: OsmFeatures | None = None,
    options: PopulationOptions = _DEFAULTS,
    crs: str | None = None,
    nearest_road: NearestRoad | None = None,
) -> tuple[PopulationCells, tuple[Problem, ...], tuple[Count, ...]]:
    """Place the people of the area's gminas in sub-cells.

    A grid's cells are divided among gminas and split to sub-cells in proportion to residential buildings (address
    points where a cell has no building, a raster's people where it has neither, by area and in one piece where there is
    no raster), confidential figures are imputed, everything is scaled to the gminas' totals and rounded so that sums are
    exact. Without a grid, totals are spread over the homes of the gmina. A gmina of which neither grid nor totals say how
    many live there has the people of the raster's cells, with a warning.

    Parameters
    ----------
    gminas : GeoDataFrame
        `GMINAS`; people are given for those with `is_area`, the others only take their part of
        cells on the border.
    grid, totals : Path, optional
    rasters : sequence of Path
        Models of population (GHS-POP, WorldPop); of the three at least one, see `docs/area_toml.md`.
    features : OsmFeatures, optional
        Buildings, address points and place names, in the area CRS.
    options : PopulationOptions
        Columns of the grid, side of the sub-cells, year.
    crs : str, optional
        Area CRS (metric); by default that of `gminas`.
    nearest_road : callable, optional
        ``(x, y) -> (x, y, distance_m)`` on arrays (area CRS): where homes are not known, people are taken to live
        near a road.

    Returns
    -------
    cells : PopulationCells
        Of the area's gminas; sub-cells without people are dropped. A sub-cell that a border crosses has one row
        per gmina, with the same `grid_col` and `grid_row`.
    problems : tuple of Problem
        Warnings only.
    counts : tuple of Count
        Rows of the grid, rows of the totals, sub-cells.

    Raises
    ------
    InputError
        With every problem found.
    """
    log = ProblemLog()
    cell_m = options.cell_m
    gminas = gminas if crs is None else gminas.to_crs(crs)
    area = _Area(gminas)
    figures, source, counts = _read_inputs(area, grid, totals, options.columns, log, has_raster=bool(rasters))
    model = _read_rasters(area, rasters, counts, log)
    homes = find_homes(features, shapes=area.shapes, is_area=area.is_area, model=model)
    counted = _count_people(area, source, figures, homes, log)
    log.raise_errors()
    if source is not None:
        counts.insert(0, _count_source(source, counted))
    grid_crs = area.crs if source is None else source.grid_crs
    pieces = split_units(
        counted.units, homes, crs=area.crs, grid_crs=grid_crs, cell_m=cell_m, nearest_road=nearest_road
    )
    table, groups, dropped = assemble_cells(
        pieces,
        counted.units.gmina[pieces.unit],
        _split_people(counted, pieces.unit, pieces.weight),
        counted.is_imputed[pieces.unit],
        gminas=gminas,
        cell_m=cell_m,
        totals=figures,
        basic_quality=counted.quality,
        places=None if features is None else features.landscape.places,
        log=log,
    )
    counts.append(Count("population", len(table) + sum(dropped.values()), len(table), dropped))
    result = PopulationCells(
        table,
        grid_crs=grid_crs,
        cell_m=cell_m,
        groups=groups,
        year=options.year,
        is_modelled=counted.is_modelled,
    )
    return result, tuple(sorted(set(log.problems))), tuple(counts)


@dataclass(frozen=True, eq=False)
class _Area:
    gminas: gpd.GeoDataFrame
    crs: str = field(init=False)
    shapes: NDArray[np.object_] = field(init=False)
    is_area: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "crs", self.gminas.crs.to_string())
        object.__setattr__(self, "shapes", np.asarray(self.gminas.geometry.to_numpy(), dtype=object))
        object.__setattr__(self, "is_area", self.gminas["is_area"].to_numpy(dtype=bool))


@dataclass(frozen=True, eq=False)
class _Counted:
    """Units with whole people by group; `quality` of the basic groups, empty where there are none; whether a model counted."""

    units: Units
    people: Ints
    is_imputed: NDArray[np.bool_]
    quality: str
    is_modelled: bool


def _read_rasters(
    area: _Area, rasters: Sequence[Path], counts: list[Count], log: ProblemLog
) -> RasterPeople | None:
    if not rasters:
        return None
    model = read_raster_people(rasters, around=area.shapes[area.is_area], crs=area.crs, log=log)
    counts.append(model.count)
    return model


def _read_inputs(
    area: _Area,
    grid: Path | None,
    totals: Path | None,
    columns: Mapping[str, str],
    log: ProblemLog,
    *,
    has_raster: bool,
) -> tuple[GminaTotals, SourceCells | None, list[Count]]:
    """Read both inputs, so that the faults of both are told together."""
    figures, source, counts = no_totals(len(area.gminas)), None, []
    if grid is None and totals is None and not has_raster:
        messages.note_no_people(log)
    own = ProblemLog()
    try:
        if totals is not None:
            figures, count = read_totals(totals, gminas=area.gminas, log=own)
            counts.append(count)
    except InputError as error:
        log.extend(p for p in error.problems if p not in own.problems)
    log.extend(own.problems)
    own = ProblemLog()
    try:
        if grid is not None:
            around = area.shapes[area.is_area]
            source = read_grid(grid, columns=columns, around=around, crs=area.crs, log=own)
    except InputError as error:
        log.extend(p for p in error.problems if p not in own.problems)
    log.extend(own.problems)
    log.raise_errors()
    return figures, source, counts


def _count_people(
    area: _Area, source: SourceCells | None, totals: GminaTotals, homes: Homes, log: ProblemLog
) -> _Counted:
    units, imputed, quality = _units_of_grid(area, source, totals, homes, log)
    values, is_imputed = imputed.values, imputed.is_imputed
    bare = area.is_area & (total_by(values.sum(axis=1), units.gmina, len(totals.people)) <= 0.0)
    people = _people_of_gminas(totals, homes)
    by_model = bare & np.isnan(totals.people) & (people > 0.0)
    for chosen in (bare & (totals.people > 0.0), by_model):
        spread = np.flatnonzero(chosen).astype(np.int64)
        if not len(spread):
            continue
        whole = whole_gminas(spread, homes, shapes=area.shapes, only_model=chosen is by_model)
        if chosen is not by_model:
            messages.note_spread(area.gminas, whole, homes, has_grid=source is not None, log=log)
        added = _spread_values(values, units.gmina, whole, people, totals, is_by_group=bool(quality))
        units, values = join_units(units, whole), np.concatenate([values, added])
        is_imputed = np.concatenate([is_imputed, np.zeros(len(spread), dtype=bool)])
    messages.note_counted_by_model(area.gminas["gmina"].to_numpy(dtype=object)[by_model].tolist(), log=log)
    messages.note_without_people(area.gminas, bare & ~(people > 0.0), totals, log=log)
    targets = find_targets(
        values, gmina=units.gmina, people=_area_totals(area, totals), groups=totals.basic()
    )
    scaled = scale_units(values, gmina=units.gmina, targets=targets)
    whole_people = round_groups(scaled, units.gmina, targets)
    return _Counted(units, whole_people, is_imputed, quality, bool(by_model.any()))


def _people_of_gminas(totals: GminaTotals, homes: Homes) -> Floats:
    """The total where it is known, else what the raster has."""
    found = np.flatnonzero((homes.kind == MODEL) & (homes.gmina >= 0))
    model = total_by(homes.weight[found], homes.gmina[found], len(totals.people))
    return np.where(np.isnan(totals.people), model, totals.people)


def _units_of_grid(
    area: _Area, source: SourceCells | None, totals: GminaTotals, homes: Homes, log: ProblemLog
) -> tuple[Units, ImputedUnits, str]:
    """Units of the source cells without gaps, and the quality of their groups."""
    if source is None:
        nobody = whole_gminas(np.empty(0, dtype=np.int64), homes, shapes=area.shapes)
        has_groups = _knows_groups(totals, area.is_area)
        empty = np.empty((0, len(BASIC_GROUPS) if has_groups else 1))
        none = np.empty(0, dtype=bool)
        return nobody, ImputedUnits(empty, none, none, 0), "gmina_share" if has_groups else ""
    units = cut_cells(source, homes, shapes=area.shapes, is_area=area.is_area, crs=area.crs)
    groups = None if source.groups is None else source.groups[units.cell] * units.share[:, None]
    kind = kind_of_units(units, homes)
    messages.note_placed_by_model(len(np.unique(units.cell[kind == MODEL])), log=log)
    imputed = impute_units(
        source.people[units.cell] * units.share,
        groups,
        gmina=units.gmina,
        # A raster's people are no homes: they say nothing of what the source keeps to itself.
        weight=np.where((kind >= 0) & (kind != MODEL), units.homes, units.share),
        share=units.share,
        total_people=totals.people,
        total_groups=totals.basic(),
    )
    messages.note_imputed(imputed, log=log)
    if imputed.values.shape[1] > 1:
        return units, imputed, "grid"
    if not _knows_groups(totals, area.is_area):
        return units, imputed, ""
    shares = group_shares(np.zeros((0, 3)), np.empty(0, dtype=np.int64), totals.basic())
    values = imputed.values * shares[units.gmina]
    filled = ImputedUnits(values, imputed.is_imputed, imputed.has_small_figure, imputed.corrected)
    return units, filled, "gmina_share"


def _knows_groups(totals: GminaTotals, is_area: NDArray[np.bool_]) -> bool:
    has_people = is_area & (totals.people > 0.0)
    return bool(has_people.any() and not np.isnan(totals.basic()[has_people]).any())


def _spread_values(
    values: Floats, gmina: Ints, whole: Units, people: Floats, totals: GminaTotals, *, is_by_group: bool
) -> Floats:
    spread = people[whole.gmina][:, None]
    if not is_by_group:
        return np.asarray(spread, dtype=np.float64)
    shares = group_shares(values, gmina, totals.basic())
    return np.asarray(spread * shares[whole.gmina], dtype=np.float64)


def _area_totals(area: _Area, totals: GminaTotals) -> Floats:
    return np.where(area.is_area, totals.people, 0.0)


def _split_people(counted: _Counted, unit: Ints, weight: Floats) -> Ints:
    """Whole people of the pieces of units, by group; every unit's sums stay."""
    units = len(counted.people)
    part = weight / np.maximum(total_by(weight, unit, units)[unit], 1e-300)
    return round_groups(counted.people[unit] * part[:, None], unit, counted.people)


def _count_source(source: SourceCells, counted: _Counted) -> Count:
    with_people = np.unique(counted.units.cell[(counted.people.sum(axis=1) > 0) & (counted.units.cell >= 0)])
    in_area = np.unique(counted.units.cell[counted.units.cell >= 0])
    left_out = source.left_out.copy()
    left_out["no_people"] += len(in_area) - len(with_people)
    left_out["outside_area"] += len(source.people) - len(in_area)
    return Count("grid", source.read, len(with_people), dict(sorted((+left_out).items())))
