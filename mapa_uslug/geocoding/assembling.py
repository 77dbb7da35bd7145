"""Makes the tables of the index out of what was gathered; their order does not depend on that of the sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.geocoding.distances import distance_m, middle_and_radius
from mapa_uslug.geocoding.extents import gmina_extents
from mapa_uslug.geocoding.gathering import Gatherer, as_arrays
from mapa_uslug.geocoding.index_tables import (
    Floats,
    GminaTuple,
    IndexTables,
    Ints,
    LocalityTuple,
    StreetTuple,
)
from mapa_uslug.geocoding.joining import join_localities, settle_waiting, streets_of_places
from mapa_uslug.geocoding.listing import add_listed
from mapa_uslug.geocoding.sources import LocalityRow


def assemble(
    gatherer: Gatherer, *, gminas: gpd.GeoDataFrame | None, localities: Sequence[LocalityRow]
) -> IndexTables:
    """Join, order and measure what was gathered; duplicates are counted in ``gathered.left_out``."""
    found = gatherer.gathered
    settle_waiting(gatherer)
    columns = dict(as_arrays(found))
    columns["locality"] = join_localities(gatherer, columns)
    numbers, columns["number"] = _in_order(list(found.numbers), columns["number"])
    codes, columns["postcode"] = _in_order(list(found.postcodes), columns["postcode"])
    gmina_order = (
        sorted(range(len(found.gminas)), key=lambda i: list(found.gminas)[i]) if found.gminas else []
    )
    gmina_id = {old: new + 1 for new, old in enumerate(gmina_order)}
    rows, place_of = _locality_rows(gatherer, columns, gmina_id)
    columns["locality"] = place_of[columns["locality"]]
    streets, columns["street"] = _street_rows(gatherer, columns)
    columns, spread = _without_duplicates(columns)
    found.left_out["duplicate"] += len(found.lon) - len(spread)
    tables = IndexTables(
        gminas=_gmina_rows(gatherer, gmina_order, gminas, rows, columns),
        localities=rows, streets=streets, postcodes=[], postcode_localities=[], columns=columns, numbers=numbers,
        codes=codes, spread_m=spread,
    )  # fmt: skip
    _measure_groups(tables)
    _add_lone_streets(gatherer, tables)
    return replace(tables, unplaced=add_listed(tables, gatherer, gmina_id, localities))


def _in_order(names: list[str], numbers: NDArray[np.generic]) -> tuple[list[str], NDArray[np.generic]]:
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), dtype=np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    return [names[i] for i in order], rank[numbers] if len(names) else numbers


def _locality_rows(
    gatherer: Gatherer, columns: dict[str, NDArray[np.generic]], gmina_id: dict[int, int]
) -> tuple[list[LocalityTuple], Ints]:
    """Localities in their final order, without extents yet, and the id of each number gathered."""
    found = gatherer.gathered
    keys = list(found.localities)
    used = np.unique(np.concatenate([columns["locality"], [p[0] for p in found.places]]).astype(np.int64))
    first = {number: (lon, lat) for number, lon, lat in sorted(found.places, reverse=True)}
    west: dict[int, float] = {}
    if len(columns["locality"]):
        least = np.full(len(keys), np.inf)
        np.minimum.at(least, columns["locality"].astype(np.int64), columns["lon"].astype(np.float64))
        west = dict(enumerate(least.tolist()))
    order = sorted(
        used.tolist(),
        key=lambda n: (
            gmina_id[keys[n][0]],
            keys[n][1],
            keys[n][2],
            west.get(n, np.inf),
            first.get(n, (0, 0)),
        ),
    )
    place_of = np.zeros(len(keys), dtype=np.int64)
    rows: list[LocalityTuple] = []
    for identity, number in enumerate(order, 1):
        gmina, key, simc = keys[number]
        lon, lat = first.get(number, (np.nan, np.nan))
        place_of[number] = identity
        rows.append((identity, key.partition("#")[0], found.locality_names[number], gmina_id[gmina], simc, lon, lat,
                     LEAST_RADIUS_M["miejscowosc"], 0))  # fmt: skip
    return rows, place_of


def _street_rows(
    gatherer: Gatherer, columns: dict[str, NDArray[np.generic]]
) -> tuple[list[StreetTuple], Ints]:
    names = gatherer.gathered.street_names
    order = sorted(range(len(names)), key=lambda i: names[i])
    rank = np.zeros(len(names) + 1, dtype=np.int64)
    rank[np.asarray(order, dtype=np.int64) + 1] = np.arange(1, len(names) + 1)
    pair = columns["locality"].astype(np.int64) * (len(names) + 1) + rank[columns["street"].astype(np.int64)]
    pairs, position = np.unique(pair, return_inverse=True)
    has_street = pairs % (len(names) + 1) > 0
    identity = np.cumsum(has_street) * has_street
    rows = [
        (
            int(i),
            int(p // (len(names) + 1)),
            names[order[int(p % (len(names) + 1)) - 1]],
            np.nan,
            np.nan,
            0.0,
            0,
        )
        for p, i in zip(pairs[has_street], identity[has_street], strict=True)
    ]
    return rows, identity[position].astype(np.int64) if len(pair) else pair


def _without_duplicates(
    columns: dict[str, NDArray[np.generic]],
) -> tuple[dict[str, NDArray[np.generic]], Floats]:
    """Keep the first point of each address; `spread` is how far [m] the farthest other one lies."""
    order = np.lexsort(
        [columns[k] for k in ("source", "postcode", "lat", "lon", "number", "street", "locality")]
    )
    ordered = {k: v[order] for k, v in columns.items()}
    if not len(order):
        return ordered, np.empty(0)
    same = np.ones(len(order) - 1, dtype=bool)
    for name in ("locality", "street", "number"):
        same &= ordered[name][1:] == ordered[name][:-1]
    starts = np.flatnonzero(np.concatenate([[True], ~same]))
    owner = np.cumsum(np.concatenate([[0], ~same])).astype(np.int64)
    lon, lat = ordered["lon"].astype(np.float64), ordered["lat"].astype(np.float64)
    away = distance_m(lon, lat, lon[starts][owner], lat[starts][owner])
    return {k: v[starts] for k, v in ordered.items()}, np.maximum.reduceat(away, starts)


def _measure_groups(tables: IndexTables) -> None:
    c = tables.columns
    lon, lat = c["lon"].astype(np.float64), c["lat"].astype(np.float64)
    for identity, rows in _groups(c["locality"].astype(np.int64)):
        old = tables.localities[identity - 1]
        x, y, radius = middle_and_radius(lon[rows], lat[rows])
        tables.localities[identity - 1] = (*old[:5], x, y, max(radius, old[7]), len(rows))
    for identity, rows in _groups(c["street"].astype(np.int64)):
        if identity:
            x, y, radius = middle_and_radius(lon[rows], lat[rows])
            old_street = tables.streets[identity - 1]
            tables.streets[identity - 1] = (
                *old_street[:3],
                x,
                y,
                max(radius, LEAST_RADIUS_M["ulica"]),
                len(rows),
            )
    for number, rows in _groups(c["postcode"].astype(np.int64)):
        if tables.codes[number]:
            x, y, radius = middle_and_radius(lon[rows], lat[rows])
            tables.postcodes.append((tables.codes[number], x, y, max(radius, LEAST_RADIUS_M["kod_pocztowy"])))
            within = np.unique(c["locality"][rows])
            tables.postcode_localities.extend((tables.codes[number], int(i)) for i in within)


def _groups(labels: Ints) -> Iterator[tuple[int, Ints]]:
    order = np.argsort(labels, kind="stable")
    if len(order):
        cuts = np.flatnonzero(np.diff(labels[order])) + 1
        for rows in np.split(order, cuts):
            yield int(labels[rows[0]]), rows


def _gmina_rows(
    gatherer: Gatherer, order: Sequence[int], gminas: gpd.GeoDataFrame | None, rows: Sequence[LocalityTuple],
    columns: dict[str, NDArray[np.generic]],
) -> list[GminaTuple]:  # fmt: skip
    extents = gmina_extents(gminas)
    owner = np.array([0, *(row[3] for row in rows)], dtype=np.int64)
    members = dict(_groups(owner[columns["locality"].astype(np.int64)]))
    lon, lat = columns["lon"].astype(np.float64), columns["lat"].astype(np.float64)
    keys, found = list(gatherer.gathered.gminas), []
    for identity, number in enumerate(order, 1):
        name, powiat, wojewodztwo = gatherer.gathered.gmina_names[number]
        code = keys[number][0]
        if code in extents:
            x, y, radius = extents[code]
        elif identity in members:
            x, y, radius = middle_and_radius(lon[members[identity]], lat[members[identity]])
        else:
            x, y, radius = np.nan, np.nan, 0.0
        is_known = bool(np.isfinite(x))
        found.append((identity, code, name, powiat, wojewodztwo, x if is_known else None, y if is_known else None,
                      max(radius, LEAST_RADIUS_M["gmina"])))  # fmt: skip
    return found


def _add_lone_streets(gatherer: Gatherer, tables: IndexTables) -> None:
    """Named streets without an address: each is given to the locality that is nearest to it."""
    for locality, name, lon, lat in streets_of_places(
        gatherer, tables.localities, tables.streets, tables.columns
    ):
        tables.streets.append((len(tables.streets) + 1, locality, name, lon, lat, LEAST_RADIUS_M["ulica"], 0))
