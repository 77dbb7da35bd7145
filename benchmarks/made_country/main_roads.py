"""Roads between settlements: motorways between cities, primary roads between towns, and so on down to villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.made_country.kinds import KIND
from benchmarks.made_country.mesh import join_neighbours
from benchmarks.made_country.rows import count_up
from benchmarks.made_country.settlements import Settlements
from benchmarks.made_country.sizes import Size

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEP_M, _TOWN_STEP_M = 260.0, 75.0
"""From point to point of a main road where roads may join it, outside and inside settlements."""
_MOTORWAY_STEP_M, _INTERCHANGE_STEPS, _CARRIAGEWAY_M = 1_900.0, 5, 15.0
_TERTIARY_SHARE: Final = 0.45
"""Of the roads to villages; the others are unclassified."""
_BEND: Final = 0.06


@dataclass(frozen=True, eq=False)
class MainRoads:
    """Points beside those of the settlements' middles, which come before them, and the stretches that join them.

    Attributes
    ----------
    xy : float64, (points, 2)
    settlement : int32, (points,)
        In whose streets they are, -1 outside.
    pairs : int64, (stretches, 2)
        Points by number, the middles of settlements first.
    kind : uint8, (stretches,)
    is_oneway : bool, (stretches,)
        From the first of the pair to the second only.
    apart : int
        So many of the points, the last, are of motorways: no other road may join them.
    """

    xy: Floats
    settlement: NDArray[np.int32]
    pairs: Ints
    kind: NDArray[np.uint8]
    is_oneway: NDArray[np.bool_]
    apart: int


def make_main_roads(places: Settlements, size: Size, rng: np.random.Generator) -> MainRoads:
    """Every road that is drawn before the mesh."""
    links, kind = _link(places, size, rng)
    xy, settlement, pairs, of_link = _draw(links, places, rng)
    first = len(places.xy) + len(xy)
    lanes = _motorways(join_neighbours(places.xy[: size.cities]), places, rng)
    ramps = _ramps(lanes, np.concatenate([places.xy, xy]), first)
    count = len(pairs)
    return MainRoads(
        xy=np.concatenate([xy, lanes.xy]),
        settlement=np.concatenate([settlement, np.full(len(lanes.xy), -1, np.int32)]),
        pairs=np.concatenate([pairs, first + lanes.pairs, ramps]),
        kind=np.concatenate([
            kind[of_link], np.full(len(lanes.pairs), KIND["motorway"]), np.full(len(ramps), KIND["motorway_link"])
        ]).astype(np.uint8),
        is_oneway=np.arange(count + len(lanes.pairs) + len(ramps)) >= count,
        apart=len(lanes.xy),
    )  # fmt: skip


def _link(places: Settlements, size: Size, rng: np.random.Generator) -> tuple[Ints, NDArray[np.uint8]]:
    """Pairs of settlements with the highest kind of road between them."""
    links, kinds = [], []
    counts = (size.towns, min(6 * size.gminas, len(places.xy)), len(places.xy))
    for count, kind in zip(counts, ("primary", "secondary", "tertiary"), strict=True):
        found = join_neighbours(places.xy[:count])
        links.append(found)
        kinds.append(np.full(len(found), KIND[kind]))
    pairs, kind = np.concatenate(links), np.concatenate(kinds)
    _, first = np.unique(pairs @ np.array([len(places.xy), 1]), return_index=True)
    pairs, kind = pairs[first], kind[first]
    is_lower = (kind == KIND["tertiary"]) & (rng.random(len(kind)) >= _TERTIARY_SHARE)
    return pairs, np.where(is_lower, KIND["unclassified"], kind).astype(np.uint8)


def _draw(
    links: Ints, places: Settlements, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.int32], Ints, Ints]:
    """Inner points of the links, whose streets they are in, and the stretches with their links."""
    start, along = places.xy[links[:, 0]], places.xy[links[:, 1]] - places.xy[links[:, 0]]
    length = np.hypot(*along.T)
    inside = np.minimum(places.radius_m[links], 0.45 * length[:, None])
    near = np.floor(inside / _TOWN_STEP_M).astype(np.int64)
    middle = np.maximum(1, np.rint((length - inside.sum(axis=1)) / _STEP_M)).astype(np.int64)
    count = near.sum(axis=1) + middle
    link, number = np.repeat(np.arange(len(links)), count), count_up(count) + 1
    from_end = count[link] + 1 - number
    outer = number - near[link, 0]
    rest = length - (near * _TOWN_STEP_M).sum(axis=1)
    at = near[link, 0] * _TOWN_STEP_M + outer * (rest / (middle + 1))[link]
    at = np.where(number <= near[link, 0], number * _TOWN_STEP_M, at)
    is_far_end = from_end <= near[link, 1]
    at = np.where(is_far_end, length[link] - from_end * _TOWN_STEP_M, at)
    t = at / length[link]
    bend = rng.normal(0.0, _BEND, (2, len(links)))[:, link]
    aside = bend[0] * np.sin(np.pi * t) + 0.4 * bend[1] * np.sin(2.0 * np.pi * t)
    across = np.column_stack([-along[:, 1], along[:, 0]])[link]
    xy = start[link] + along[link] * t[:, None] + across * aside[:, None]
    number_of = len(places.xy) + np.arange(len(xy))
    is_last = from_end == 1
    pairs = np.concatenate([
        np.column_stack([np.where(number == 1, links[link, 0], number_of - 1), number_of]),
        np.column_stack([number_of[is_last], links[link[is_last], 1]]),
    ])  # fmt: skip
    inner = np.where(is_far_end, links[link, 1], -1)
    settlement = np.where(number <= near[link, 0], links[link, 0], inner).astype(np.int32)
    return xy, settlement, pairs, np.concatenate([link, link[is_last]])


@dataclass(frozen=True, eq=False)
class _Lanes:
    """Carriageways; `joins` are the points of interchanges, two by two: where one gets off and where one gets on."""

    xy: Floats
    pairs: Ints
    joins: Ints


def _motorways(links: Ints, places: Settlements, rng: np.random.Generator) -> _Lanes:
    """Two carriageways a link, that begin outside the streets of the cities."""
    ways, pairs, joins, done = (
        [np.empty((0, 2))],
        [np.empty((0, 2), np.int64)],
        [np.empty((0, 2), np.int64)],
        0,
    )
    for a, b in links:
        along = places.xy[b] - places.xy[a]
        length = float(np.hypot(*along))
        along /= length
        clear = 0.6 * places.radius_m[[a, b]]
        count = max(2, round((length - clear.sum()) / _MOTORWAY_STEP_M)) + 1
        at = np.linspace(clear[0], length - clear[1], count)
        across = np.array([-along[1], along[0]])
        bend = rng.normal(0.0, 0.04) * length * np.sin(np.pi * at / length)
        for side in (1.0, -1.0):
            aside = bend - side * _CARRIAGEWAY_M
            way = places.xy[a] + along * at[:, None] + across * aside[:, None]
            ways.append(way if side > 0 else way[::-1])
            own = done + np.arange(count)
            pairs.append(np.column_stack([own[:-1], own[1:]]))
            off = np.unique(np.append(np.arange(0, count - 1, _INTERCHANGE_STEPS), count - 2))
            joins.append(np.column_stack([own[off], own[off + 1]]))
            done += count
    return _Lanes(np.concatenate(ways), np.concatenate(pairs), np.concatenate(joins))


def _ramps(lanes: _Lanes, roads: Floats, first: int) -> Ints:
    """From a carriageway down to the nearest other road, and from there up to the next point of it.

    At the two ends of a motorway one must be able to get on at its beginning and off at its end.
    """
    if not len(lanes.xy):
        return np.empty((0, 2), np.int64)
    starts = np.setdiff1d(lanes.pairs[:, 0], lanes.pairs[:, 1])
    ends = np.setdiff1d(lanes.pairs[:, 1], lanes.pairs[:, 0])
    off, on = np.concatenate([lanes.joins[:, 0], ends]), np.concatenate([lanes.joins[:, 1], starts])
    off = off[~np.isin(off, starts)]
    down, up = _nearest(lanes.xy[off], roads), _nearest(lanes.xy[on], roads)
    return np.concatenate([np.column_stack([first + off, down]), np.column_stack([up, first + on])])


def _nearest(points: Floats, roads: Floats) -> Ints:
    return np.asarray(cKDTree(roads).query(points)[1], dtype=np.int64)
