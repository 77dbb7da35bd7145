"""Joins what different sources say of one locality, and gives a locality to addresses and streets that name none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mapa_uslug.geocoding.distances import plane
from mapa_uslug.geocoding.gathering import Gatherer, LocalityKey, street_identity

SAME_STREET_M: Final = 2000.0
"""An address without a locality belongs to that of the nearest house of its street, so far at most."""
NEAREST_PLACE_M: Final = 3000.0
SAME_PLACE_M: Final = 6000.0
"""Places of one name closer than this are one; houses of one village lie closer to their neighbours."""
STRAY_SHARE: Final = 0.05
"""Houses beyond a border that are no village of their own: at most that share of the town's, within `SAME_PLACE_M`."""


def settle_waiting(gatherer: Gatherer) -> None:
    """Give a locality to the addresses that name a street and no locality; the rest is left out as ``no_locality``."""
    found = gatherer.gathered
    if not found.waiting:
        return
    waiting = sorted(set(found.waiting), key=lambda w: (w[5], w[6], w))
    found.left_out["duplicate"] += len(found.waiting) - len(waiting)
    found.waiting = []
    known = _points_of_streets(gatherer)
    places = [(x, y, number) for number, x, y in sorted(found.places)]
    tree = cKDTree(plane([p[0] for p in places], [p[1] for p in places])) if places else None
    keys, names = list(found.localities), found.locality_names
    for gmina, street, number, postcode, source, lon, lat in waiting:
        near = _nearest_house(known.get(street_identity(street)), lon, lat)
        if near is None and tree is not None:
            near = _nearest_of(tree, [p[2] for p in places], lon, lat, NEAREST_PLACE_M)
        if near is not None:
            gatherer.add(
                keys[near][0], names[near], keys[near][2], (street, number, postcode), source, lon, lat
            )
        elif found.gmina_names[gmina][0]:
            gatherer.add(gmina, found.gmina_names[gmina][0], "", (street, number, postcode), source, lon, lat)
        else:
            found.left_out["no_locality"] += 1


def _points_of_streets(gatherer: Gatherer) -> Mapping[tuple[str, ...], tuple[cKDTree, list[int]]]:
    found = gatherer.gathered
    names = {number: key for key, number in found.streets.items()}
    groups: dict[tuple[str, ...], list[tuple[float, float, int]]] = defaultdict(list)
    for street, locality, lon, lat in zip(found.street, found.locality, found.lon, found.lat, strict=True):
        if street:
            groups[names[street]].append((lon, lat, locality))
    ready = {}
    for key, members in groups.items():
        members.sort(key=lambda m: (m[0], m[1], found.locality_names[m[2]]))
        ready[key] = (
            cKDTree(plane([m[0] for m in members], [m[1] for m in members])),
            [m[2] for m in members],
        )
    return ready


def _nearest_house(group: tuple[cKDTree, list[int]] | None, lon: float, lat: float) -> int | None:
    return None if group is None else _nearest_of(group[0], group[1], lon, lat, SAME_STREET_M)


def _nearest_of(tree: cKDTree, owners: Sequence[int], lon: float, lat: float, limit_m: float) -> int | None:
    distance, row = tree.query(plane(lon, lat)[0], distance_upper_bound=limit_m)
    return owners[int(row)] if np.isfinite(distance) else None


def join_localities(gatherer: Gatherer, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
    """Number of the locality of each address once those that are one are joined, and those that are several are split.

    One: the same name in the same gmina where at most one has a SIMC identifier; or, where a source tells no gmina, the
    same name within `SAME_PLACE_M`. Several: houses of one name without gmina that lie in groups far from each other.
    """
    found = gatherer.gathered
    _split_far_groups(gatherer, columns)
    keys = list(found.localities)
    target = np.arange(len(keys))
    middles = _middles(gatherer, columns)
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, (_, key, _) in enumerate(keys):
        by_name[key.partition("#")[0]].append(number)
    codes = [code or name for code, name in found.gminas]
    for numbers in by_name.values():
        for number in numbers:
            target[number] = _joined(number, numbers, keys, codes, middles)
    columns_to = target[columns["locality"].astype(np.int64)]
    target = _join_strays(gatherer, columns, columns_to, by_name)[target]
    found.places = [(int(target[number]), lon, lat) for number, lon, lat in found.places]
    return target[columns["locality"].astype(np.int64)]


def _join_strays(
    gatherer: Gatherer,
    columns: Mapping[str, NDArray[Any]],
    number: NDArray[np.int64],
    by_name: Mapping[str, Sequence[int]],
) -> NDArray[np.int64]:
    """A few houses beyond the border that bear the name of the town on the other side are houses of that town."""
    found = gatherer.gathered
    size = len(found.localities)
    keys, count, target = list(found.localities), np.bincount(number, minlength=size), np.arange(size)
    for numbers in by_name.values():
        alive = [n for n in numbers if count[n]]
        for stray in alive if len(alive) > 1 else ():
            if stray in found.told or keys[stray][2]:
                continue
            larger = [n for n in alive if count[stray] <= STRAY_SHARE * count[n]]
            if not larger:
                continue
            rows = np.flatnonzero(number == stray)
            own = plane(columns["lon"][rows], columns["lat"][rows])
            for town in sorted(larger, key=lambda n: (-count[n], keys[n])):
                theirs = np.flatnonzero(number == town)
                tree = cKDTree(plane(columns["lon"][theirs], columns["lat"][theirs]))
                if np.max(tree.query(own)[0]) <= SAME_PLACE_M:
                    target[stray] = town
                    break
    return target


def _joined(
    number: int, same_name: Sequence[int], keys: Sequence[tuple[int, str, str]], codes: Sequence[str],
    middles: NDArray[np.float64],
) -> int:  # fmt: skip
    gmina, _, simc = keys[number]
    if simc and codes[gmina]:
        return number
    if simc:
        others = [n for n in same_name if keys[n][2] == simc and codes[keys[n][0]]]
        return others[0] if len(others) == 1 else number
    if codes[gmina]:
        others = [n for n in same_name if keys[n][0] == gmina and keys[n][2]]
        return others[0] if len(others) == 1 else number
    others = [n for n in same_name if codes[keys[n][0]] or keys[n][2]]
    points = plane(middles[others, 0], middles[others, 1]) if others else np.empty((0, 2))
    away = np.hypot(*(points - plane(*middles[number])[0]).T) if others else np.empty(0)
    near = [n for n, d in zip(others, away, strict=True) if d <= SAME_PLACE_M]
    return near[0] if len(near) == 1 else number


def _middles(gatherer: Gatherer, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.float64]:
    found = gatherer.gathered
    size = len(found.localities)
    number = columns["locality"].astype(np.int64)
    count = np.bincount(number, minlength=size).astype(np.float64)
    sums = [np.bincount(number, columns[c].astype(np.float64), minlength=size) for c in ("lon", "lat")]
    middles: NDArray[np.float64] = np.column_stack(sums).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        middles = middles / count[:, None]
    for place, lon, lat in sorted(found.places, reverse=True):
        if not count[place]:
            middles[place] = lon, lat
    return middles


def _split_far_groups(gatherer: Gatherer, columns: Mapping[str, NDArray[Any]]) -> None:
    """Make several localities of each that has houses far apart, where neither gmina nor identifier tells them apart."""
    found = gatherer.gathered
    codes = [code or name for code, name in found.gminas]
    loose = [n for n, (gmina, _, simc) in enumerate(found.localities) if not codes[gmina] and not simc]
    rows_of: dict[int, list[int]] = {n: [] for n in loose}
    for row, number in enumerate(columns["locality"].tolist() if loose else ()):
        if number in rows_of:
            rows_of[number].append(row)
    places_of: dict[int, list[int]] = defaultdict(list)
    for at, (number, _, _) in enumerate(found.places):
        places_of[number].append(at)
    keys = list(found.localities)
    for number in loose:
        _split_locality(gatherer, columns, number, keys[number], rows_of[number], places_of[number])


def _split_locality(
    gatherer: Gatherer, columns: Mapping[str, NDArray[Any]], number: int, key: LocalityKey, rows: list[int],
    spots: list[int],
) -> None:  # fmt: skip
    found = gatherer.gathered
    lon = [*columns["lon"][rows].tolist(), *(found.places[i][1] for i in spots)]
    lat = [*columns["lat"][rows].tolist(), *(found.places[i][2] for i in spots)]
    for label, members in enumerate(_far_groups(lon, lat)[1:], 1):
        new = len(found.locality_names)
        found.localities[key[0], f"{key[1]}#{label}", ""] = new
        found.locality_names.append(found.locality_names[number])
        for member in members:
            if member < len(rows):
                columns["locality"][rows[member]] = new
            else:
                at = spots[member - len(rows)]
                found.places[at] = (new, *found.places[at][1:])


def _far_groups(lon: Sequence[float], lat: Sequence[float]) -> list[list[int]]:
    """Points in groups such that no two of different groups are closer than `SAME_PLACE_M`; from west to east."""
    left = set(range(len(lon)))
    if not left or (max(lon) - min(lon) < 0.03 and max(lat) - min(lat) < 0.03):
        return [sorted(left)]
    tree = cKDTree(plane(lon, lat))
    groups = []
    while left:
        start = min(left, key=lambda i: (lon[i], lat[i]))
        left.discard(start)
        group, front = [start], [start]
        while front:
            near = {
                j for found in tree.query_ball_point(tree.data[front], SAME_PLACE_M) for j in found
            } & left
            left -= near
            front = sorted(near)
            group += front
        groups.append(sorted(group))
    return groups


def streets_of_places(
    gatherer: Gatherer, localities: Sequence[tuple[Any, ...]], streets: Sequence[tuple[Any, ...]],
    columns: Mapping[str, NDArray[Any]],
) -> Iterator[tuple[int, str, float, float]]:  # fmt: skip
    """Locality, name and middle of each named street that has no address where it lies."""
    lone = sorted(set(gatherer.gathered.lone_streets))
    if not lone:
        return
    empty = [row for row in localities if not row[8] and np.isfinite(row[5])]
    owners = np.concatenate([columns["locality"], [row[0] for row in empty]]).astype(np.int64)
    if not len(owners):
        return
    lon = np.concatenate([columns["lon"], [row[5] for row in empty]]).astype(np.float64)
    lat = np.concatenate([columns["lat"], [row[6] for row in empty]]).astype(np.float64)
    distance, nearest = cKDTree(plane(lon, lat)).query(plane([s[1] for s in lone], [s[2] for s in lone]))
    have = {(row[1], street_identity(row[2])) for row in streets}
    for (name, x, y), away, row in zip(lone, distance, nearest, strict=True):
        locality = int(owners[row])
        if away <= NEAREST_PLACE_M and (locality, street_identity(name)) not in have:
            have.add((locality, street_identity(name)))
            yield locality, name, x, y
