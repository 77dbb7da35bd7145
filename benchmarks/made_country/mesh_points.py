"""All points that roads may join, and the stretches between them, before any of them is a road of some kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.made_country.kinds import KIND
from benchmarks.made_country.main_roads import MainRoads, make_main_roads
from benchmarks.made_country.mesh import join_neighbours
from benchmarks.made_country.settlements import Settlements, Waters
from benchmarks.made_country.sizes import Size

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MINOR: Final = 255
"""Kind of a stretch of which the kind is yet to be drawn."""
_BRIDGES: Final = {"primary": 0.9, "secondary": 0.6, "tertiary": 0.15}
"""Share of the roads at a river that cross it; of all others none."""
_BROKEN_SHARE: Final = 0.004
"""Stretches that the data leave unjoined at both ends, for each point."""
_END_SHARE: Final = 0.36
"""Blind alleys at points where nothing else branches off, for each such point."""
_TWIN_SHARE, _TWIN_M = 0.14, 11.0
"""Of the points: a second one is near by, as where roads meet a little apart."""
_END_M: Final = (38.0, 110.0)


@dataclass(frozen=True, eq=False)
class Stretches:
    """Points and what joins two of them.

    Attributes
    ----------
    xy : float64, (points, 2)
    settlement : int32, (points,)
        Whose streets a point belongs to, -1 outside.
    pairs : int64, (stretches, 2)
    kind : uint8, (stretches,)
        `MINOR` where it is open.
    is_oneway : bool, (stretches,)
    """

    xy: Floats
    settlement: NDArray[np.int32]
    pairs: Ints
    kind: NDArray[np.uint8]
    is_oneway: NDArray[np.bool_]

    @property
    def degree(self) -> Ints:
        """Stretches at each point."""
        return np.bincount(self.pairs.ravel(), minlength=len(self.xy))

    @property
    def length_m(self) -> Floats:
        """As the crow flies."""
        return np.asarray(np.hypot(*(self.xy[self.pairs[:, 0]] - self.xy[self.pairs[:, 1]]).T))

    def keep(self, rows: NDArray[np.bool_]) -> Stretches:
        """Some of the stretches."""
        return replace(self, pairs=self.pairs[rows], kind=self.kind[rows], is_oneway=self.is_oneway[rows])

    def add(self, xy: Floats, settlement: NDArray[np.int32], pairs: Ints) -> Stretches:
        """New points, and stretches of open kind to them."""
        return Stretches(
            np.concatenate([self.xy, xy]), np.concatenate([self.settlement, settlement]), np.concatenate([self.pairs, pairs]),
            np.concatenate([self.kind, np.full(len(pairs), MINOR, np.uint8)]),
            np.concatenate([self.is_oneway, np.zeros(len(pairs), bool)]),
        )  # fmt: skip


def make_stretches(
    places: Settlements, waters: Waters, size: Size, points: int, rng: np.random.Generator
) -> Stretches:
    """Settlements, main roads between them and a mesh over everything, parted by waters."""
    main = make_main_roads(places, size, rng)
    joined = _add_ends(_join(places, main, waters, size, points, rng), rng)
    joined = joined.keep(_is_dry(joined, waters) & _is_bridged(joined, waters, rng))
    return _break(joined, rng)


def _join(
    places: Settlements, main: MainRoads, waters: Waters, size: Size, points: int, rng: np.random.Generator
) -> Stretches:
    """Main roads and the mesh between all points but those of motorways, which come last."""
    free, of_free = _scatter(places, size, points - len(main.xy) - len(places.xy), rng)
    is_land = depth_in_water(free, waters) <= 0.0
    joins = len(main.xy) - main.apart
    xy = np.concatenate([places.xy, main.xy[:joins], free[is_land], main.xy[joins:]])
    middles = np.arange(len(places.xy), dtype=np.int32)
    settlement = np.concatenate([middles, main.settlement[:joins], of_free[is_land], main.settlement[joins:]])
    number = np.arange(len(places.xy) + len(main.xy))
    number[len(places.xy) + joins :] += np.count_nonzero(is_land)
    mesh = join_neighbours(xy[: len(xy) - main.apart])
    pairs = np.concatenate([number[main.pairs], mesh])
    kind = np.concatenate([main.kind, np.full(len(mesh), MINOR, np.uint8)])
    is_oneway = np.concatenate([main.is_oneway, np.zeros(len(mesh), bool)])
    # Of equal stretches the one with the highest kind stays.
    order = np.lexsort((kind, pairs.max(axis=1), pairs.min(axis=1)))
    ends = np.sort(pairs[order], axis=1)
    is_first = np.append(True, (np.diff(ends, axis=0) != 0).any(axis=1)) & (ends[:, 0] != ends[:, 1])
    kept = order[is_first]
    return Stretches(xy, settlement, pairs[kept], kind[kept], is_oneway[kept])


def _scatter(
    places: Settlements, size: Size, count: int, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.int32]]:
    """Points in the streets of settlements and in the fields, with their settlement."""
    own = np.repeat(np.arange(len(places.xy), dtype=np.int32), places.junctions)
    streets = places.xy[own] + rng.normal(size=(len(own), 2)) * (places.radius_m[own] / 1.5)[:, None]
    side = size.side_m + 2.0 * size.fringe_m
    rural = max(0, count - len(own))
    fields = size.low - size.fringe_m + side * rng.random((rural, 2))
    xy, settlement = np.concatenate([streets, fields]), np.concatenate([own, np.full(rural, -1, np.int32)])
    twin = np.flatnonzero(rng.random(len(xy)) < _TWIN_SHARE)
    beside = xy[twin] + rng.normal(0.0, _TWIN_M, (len(twin), 2))
    return np.concatenate([xy, beside]), np.concatenate([settlement, settlement[twin]])


def depth_in_water(xy: Floats, waters: Waters) -> Floats:
    """Metres to the shore of the lake around each point, zero or less on land and on islands."""
    apart, lake = cKDTree(waters.lake_xy).query(xy, workers=-1)
    return np.minimum(waters.lake_radius_m[lake] - apart, apart - waters.island_radius_m[lake])


def _is_dry(roads: Stretches, waters: Waters) -> NDArray[np.bool_]:
    """Whether a stretch leads through no lake; main roads have dams."""
    a, b = roads.xy[roads.pairs[:, 0]], roads.xy[roads.pairs[:, 1]]
    return (roads.kind != MINOR) | (depth_in_water((a + b) / 2.0, waters) <= 0.0)


def _is_bridged(roads: Stretches, waters: Waters, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Whether a stretch crosses no river, or has a bridge."""
    crosses = np.zeros(len(roads.pairs), bool)
    for river in range(len(waters.at)):
        is_east = roads.xy[:, 0] > waters.river_x(river, roads.xy[:, 1])
        crosses |= is_east[roads.pairs[:, 0]] != is_east[roads.pairs[:, 1]]
    share = np.zeros(256)
    share[[KIND["motorway"], KIND["motorway_link"]]] = 1.0
    for name, bridges in _BRIDGES.items():
        share[KIND[name]] = bridges
    is_built = np.zeros(len(crosses), bool)
    is_built[crosses] = rng.random(int(crosses.sum())) < share[roads.kind[crosses]]
    return ~crosses | is_built


def _break(roads: Stretches, rng: np.random.Generator) -> Stretches:
    """The same with some minor stretches left alone, as where mappers forgot to join a road."""
    alone = np.flatnonzero(roads.kind == MINOR)
    alone = np.sort(rng.choice(alone, round(_BROKEN_SHARE * len(roads.xy)), replace=False))
    is_end = np.zeros(len(roads.xy), bool)
    is_end[roads.pairs[alone]] = True
    touches = is_end[roads.pairs].any(axis=1) & (roads.kind == MINOR)
    touches[alone] = False
    return roads.keep(~touches)


def _add_ends(roads: Stretches, rng: np.random.Generator) -> Stretches:
    """The same with blind alleys."""
    degree = roads.degree
    is_open = np.ones(len(roads.xy), bool)
    is_open[roads.pairs[np.isin(roads.kind, [KIND["motorway"], KIND["motorway_link"]])]] = False
    at = np.flatnonzero(is_open & (degree == 2) & (rng.random(len(degree)) < _END_SHARE))
    length = np.where(roads.settlement[at] >= 0, *_END_M) * rng.lognormal(-0.2, 0.7, len(at))
    turn = rng.uniform(0.0, 2.0 * np.pi, len(at))
    xy = roads.xy[at] + length[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return roads.add(xy, roads.settlement[at], np.column_stack([at, len(roads.xy) + np.arange(len(at))]))
