"""Possible overlaps and what one trip reaches, from the travel times that the states were made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import CANNOT_TELL, combine_layers
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.contracts.supply import Supply
from mapa_uslug.steps.closing_places import Closings, lose_room
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.supply.one_trip import (
    TRIP_COLUMNS,
    find_sites,
    find_trips,
    join_trips,
    tabulate_trips,
    tabulate_uncombined,
)
from mapa_uslug.supply.overlaps import (
    CHOICE_COLUMNS,
    PAIR_COLUMNS,
    PLACE_COLUMNS,
    Choice,
    Columns,
    Residents,
    count_choices,
    join_tables,
    list_pairs,
    list_places,
)
from mapa_uslug.supply.reach import Reach, find_sole_places, join_reach, make_reach

_PLACE_FACTS: Final = (
    "service_id", "provider", "gmina_teryt", "locality", "target", "capacity", "capacity_unit", "occupied", "radius_m",
)  # fmt: skip


def find_overlaps_of(
    data: AreaData, measurer: Measurer, measures: Sequence[Measure], services: gpd.GeoDataFrame
) -> Supply:
    """Possible overlaps and what one trip reaches, as the parts of `Supply` of that name; the others are empty.

    Of services that people travel to. No way is measured anew.
    """
    travelled = [m for m in measures if m.service_type.direction == "to"]
    by_type: dict[str, list[Measure]] = {}
    for measure in travelled:
        by_type.setdefault(measure.service_type.code, []).append(measure)
    reaches = {code: {m.mode: reach_surely(measurer, m) for m in own} for code, own in by_type.items()}
    facts = {name: _values(services[name]) for name in _PLACE_FACTS}
    choices, places, pairs = [], [], []
    for code, own in by_type.items():
        closings = Closings(measurer, own)
        for choice, rows in _split_by_group(measurer, own, facts, reaches[code]):
            residents = _residents(data, choice.target)
            cannot_tell = closings.cannot_tell(find_sole_places(choice.reach), rows)
            room = lose_room(data, measurer, own, services, reaches[code], rows)
            choices.append(count_choices(choice, residents))
            places.append(list_places(choice, residents, cannot_tell=cannot_tell, without_room=room))
            pairs.append(list_pairs(choice, residents, overlap_share=data.config.supply.overlap_share))
    trips, kinds = _find_trips(data, measurer, by_type, services, reaches)
    return Supply(
        choices=join_tables(choices, CHOICE_COLUMNS), spare_places=join_tables(places, PLACE_COLUMNS),
        overlaps=join_tables(pairs, PAIR_COLUMNS), one_trip=trips, trip_kinds=kinds,
    )  # fmt: skip


def reach_surely(measurer: Measurer, measure: Measure) -> Reach:
    """Cells surely within the main threshold of the places of a type by a mode."""
    times, bounds = measurer.times(measure), measurer.bounds(measure)
    cell = np.repeat(np.arange(len(times.is_snapped)), np.diff(times.pair_ptr))
    cost = times.pair_cost if bounds is None else times.pair_cost + bounds.spread[times.pair_place]
    keep = (cost <= measure.main_limit) & times.is_snapped[cell] & ~measurer.is_outside[cell]
    place_count = len(measurer.rows_of(measure.service_type))
    return Reach(cell[keep], times.pair_place[keep].astype(np.int64), len(times.is_snapped), place_count)


def _split_by_group(
    measurer: Measurer, measures: Sequence[Measure], facts: Columns, reaches: dict[str, Reach]
) -> list[tuple[Choice, NDArray[np.int64]]]:
    """Places of a type for the same group of people, where there are two or more, and which of the type's they are."""
    service_type = measures[0].service_type
    of_type = measurer.rows_of(service_type)
    columns = {name: values[of_type] for name, values in facts.items()}
    columns["is_rough"] = columns["radius_m"].astype(np.float64) > EXACT_RADIUS_M
    groups = np.array(
        [_name_group(target, service_type.target) for target in columns["target"]], dtype=object
    )
    nearest = _nearest_pairs(measurer, measures)
    found = []
    for target in sorted(set(groups)):
        rows = np.flatnonzero(groups == target)
        if len(rows) > 1:
            by_mode = {mode: reach.of_places(rows) for mode, reach in reaches.items()}
            own = {name: values[rows] for name, values in columns.items()}
            nearest_of = _nearest_of(nearest, rows, len(groups))
            choice = Choice(service_type.code, target, own, by_mode, nearest_of)
            found.append((choice, rows))
    return found


def _values(column: pd.Series) -> NDArray[Any]:
    """Numbers as they are, texts as objects."""
    dtype = column.dtype if column.dtype.kind in "biuf" else object
    values: NDArray[Any] = column.to_numpy(dtype=dtype)
    return values


def _name_group(target: object, of_catalog: str) -> str:
    """Whom a place is for, groups in order: as the sheet says, else the catalog."""
    named = str(target) if isinstance(target, str) and target else of_catalog
    return "|".join(sorted(named.split("|")))


_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], NDArray[np.int32]]


def _nearest_pairs(measurer: Measurer, measures: Sequence[Measure]) -> list[_Pairs]:
    """Pairs with their costs, and the nearest place of every cell however far, by mode."""
    found = []
    for measure in measures:
        times = measurer.times(measure)
        cell = np.repeat(np.arange(len(times.is_snapped)), np.diff(times.pair_ptr))
        nearest = np.where(np.isfinite(times.nearest_cost) & times.is_snapped, times.nearest_place, -1)
        found.append((cell, times.pair_place.astype(np.int64), times.pair_cost, nearest.astype(np.int32)))
    return found


def _nearest_of(pairs: Sequence[_Pairs], rows: NDArray[np.int64], place_count: int) -> Reach:
    """Cells to which each of some places is the nearest of these by some mode; beyond the widest threshold of the type."""
    is_asked = np.isin(np.arange(place_count), rows)
    parts = []
    for cell, place, cost, nearest in pairs:
        keep = is_asked[place]
        least = np.full(len(nearest), np.inf, dtype=np.float32)
        np.minimum.at(least, cell[keep], cost[keep])
        ties = keep & (cost <= least[cell])
        far = np.flatnonzero(np.isinf(least) & (nearest >= 0))
        far = far[is_asked[nearest[far]]]
        both = np.concatenate([cell[ties], far]), np.concatenate([place[ties], nearest[far].astype(np.int64)])
        parts.append(make_reach(*both, cells=len(nearest), places=place_count).of_places(rows))
    return join_reach(parts)


def _residents(data: AreaData, target: str) -> Residents:
    table = data.cells.table
    counted = count_group(data.cells, target) if target != "all" else None
    return Residents(
        people=table["people"].to_numpy(dtype=np.int64), target=counted,
        is_imputed=table["is_imputed"].to_numpy(dtype=bool), gmina=table["gmina_teryt"].astype(str).to_numpy(dtype=object),
    )  # fmt: skip


def _find_trips(
    data: AreaData,
    measurer: Measurer,
    by_type: dict[str, list[Measure]],
    services: gpd.GeoDataFrame,
    reaches: dict[str, dict[str, Reach]],
) -> tuple[pd.DataFrame, NDArray[np.int32] | None]:
    """What one trip reaches, of the kinds that have a place."""
    codes = [code for code, own in by_type.items() if len(measurer.rows_of(own[0].service_type))]
    if not codes:
        return pd.DataFrame(columns=list(TRIP_COLUMNS)), None
    rows = [measurer.rows_of(by_type[code][0].service_type) for code in codes]
    kind = np.repeat(np.arange(len(codes)), [len(r) for r in rows])
    all_rows = np.concatenate(rows)
    radius = services["radius_m"].to_numpy(dtype=np.float64)[all_rows]
    sites = find_sites(
        services.geometry.to_numpy()[all_rows], np.where(radius > EXACT_RADIUS_M, radius, 0.0),
        within_m=data.config.supply.one_trip_m,
    )  # fmt: skip
    by_mode = _reach_by_mode([reaches[code] for code in codes])
    residents = _residents(data, "all")
    targets = [by_type[code][0].service_type.target for code in codes]
    # Nobody goes for an hour to where people stay round the clock.
    is_visited = [by_type[code][0].service_type.delivery != "C" for code in codes]
    pairs = [(a, b) for b in range(len(codes)) for a in range(b)
             if targets[a] == targets[b] and is_visited[a] and is_visited[b]]  # fmt: skip
    trips = find_trips(by_mode, kind, sites, pairs)
    named = [(codes[a], codes[b], targets[a]) for a, b in pairs]
    is_unknown = _find_unknown(measurer, [by_type[code] for code in codes], trips.kinds)
    rows_of_table = [
        *tabulate_trips(trips.kinds, residents, is_unknown),
        *tabulate_uncombined(trips, named, residents),
    ]
    return join_trips(rows_of_table), trips.kinds


def _find_unknown(
    measurer: Measurer, by_type: Sequence[Sequence[Measure]], kinds: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Cells of whose people nothing can be told of any kind: states are asked for only where a road is near."""
    is_open: NDArray[np.bool_] = kinds == 0
    has_road = np.zeros(len(kinds), dtype=bool)
    for measure in (m for own in by_type for m in own):
        has_road |= measurer.times(measure).is_snapped & ~measurer.is_outside
    for own in by_type:
        if not (is_open & has_road).any():
            break
        layers = [measurer.layers(measure)[MAIN_LEVEL] for measure in own]
        is_open &= ~has_road | (combine_layers(layers).people[:, CANNOT_TELL] > 0)
    return is_open


def _reach_by_mode(reaches: Sequence[dict[str, Reach]]) -> dict[str, Reach]:
    """Places of several types, numbered one type after the other, by mode."""
    starts = np.cumsum([0, *(next(iter(own.values())).place_count for own in reaches)])
    cells = next(iter(reaches[0].values())).cell_count
    modes = dict.fromkeys(mode for own in reaches for mode in own)
    found = {}
    for mode in modes:
        with_mode = [(own[mode], start) for own, start in zip(reaches, starts, strict=False) if mode in own]
        found[mode] = make_reach(
            np.concatenate([r.cell for r, _ in with_mode]),
            np.concatenate([r.place + start for r, start in with_mode]),
            cells=cells,
            places=int(starts[-1]),
        )
    return found
