"""The roads of a made country, as a reader would hand them on and as OSM would tag them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from benchmarks.made_country.kinds import (
    CAR_KINDS,
    KIND,
    ONEWAY_SHARE,
    ROUGH_SHARE,
    draw_kinds,
    number_tags,
)
from benchmarks.made_country.mesh_points import MINOR, Stretches, make_stretches
from benchmarks.made_country.rows import count_up
from benchmarks.made_country.settlements import Settlements, Waters
from benchmarks.made_country.sizes import Size
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.network.raw_roads import RawRoads
from mapa_uslug.network.speed_profile import default_profile
from mapa_uslug.network.way_rules import WayPace, pace_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

POINTS_A_JUNCTION: Final = 0.985
"""Points drawn for each that two stretches do not simply pass through."""
STREET_SHARE: Final = 0.55
"""Of the points drawn: they lie in settlements."""
_CHANGE_SHARE: Final = 0.16
"""Of the points that a road passes through: it changes its kind there."""
_VERTEX_M: Final = 42.0
_MOST_VERTICES: Final = 12
_WINDING: Final = (0.09, 0.05)
_DEGREE: Final = 1e-7
"""Degrees in a step of OSM."""


@dataclass(frozen=True, eq=False)
class MadeRoads:
    """Roads in degrees, with what each is tagged.

    Attributes
    ----------
    roads : RawRoads
    tags : sequence of dict
        The different sets.
    run_tags : int32, (runs,)
        Which of them each run has.
    xy : float64, (points, 2)
        Metres of EPSG:2180, of the points that roads may join; the others follow them in `roads`.
    settlement : int32, (points,)
    """

    roads: RawRoads
    tags: Sequence[dict[str, str]]
    run_tags: NDArray[np.int32]
    xy: Floats
    settlement: NDArray[np.int32]


def make_roads(places: Settlements, waters: Waters, size: Size, rng: np.random.Generator) -> MadeRoads:
    """A road network with about as many junctions as the size says."""
    points = round(POINTS_A_JUNCTION * size.junctions)
    drawn = make_stretches(places, waters, size, points, rng)
    chain, is_loop, is_end, is_inside = _chains(drawn, rng)
    chains = len(is_loop)
    length = np.bincount(chain, weights=drawn.length_m)
    kinds = draw_kinds(is_inside, is_end, is_loop, length, rng)
    kind = np.where(drawn.kind == MINOR, kinds[chain], drawn.kind).astype(np.uint8)
    one_way = (rng.random(chains) < ONEWAY_SHARE) & is_loop & is_inside & ~is_end
    is_oneway = drawn.is_oneway | (one_way[chain] & (kind < CAR_KINDS) & (kind != KIND["track"]))
    number, tags = number_tags(kind, is_oneway, is_inside[chain], (rng.random(chains) < ROUGH_SHARE)[chain])
    return MadeRoads(_raw(drawn, number, tags, rng), tags, number, drawn.xy, drawn.settlement)


def _chains(drawn: Stretches, rng: np.random.Generator) -> tuple[Ints, Bools, Bools, Bools]:
    """Number of the road that each stretch is part of; and of each road whether others lead around it, it ends blind, it is a street."""
    stretches, points = len(drawn.pairs), len(drawn.xy)
    degree = drawn.degree
    passes = (degree == 2) & (rng.random(points) >= _CHANGE_SHARE)
    passed = np.flatnonzero(passes[drawn.pairs.ravel()])
    at, which = drawn.pairs.ravel()[passed], passed // 2
    order = np.argsort(at, kind="stable")
    two = which[order].reshape(-1, 2)
    links = coo_array((np.ones(len(two), np.int8), two.T), shape=(stretches, stretches)).tocsr()
    chains, chain = connected_components(links, directed=False)
    is_inside = (drawn.settlement[drawn.pairs] >= 0).all(axis=1)
    is_end = (degree[drawn.pairs] == 1).any(axis=1)
    return (
        chain,
        _any_of(chain, ~_is_of_tree(drawn), chains),
        _any_of(chain, is_end, chains),
        _any_of(chain, is_inside, chains),
    )


def _any_of(chain: Ints, is_so: Bools, chains: int) -> Bools:
    return np.asarray(np.bincount(chain[is_so], minlength=chains) > 0)


def _is_of_tree(drawn: Stretches) -> Bools:
    """Whether a stretch is of the tree of the main and short ones, without which something would be cut off."""
    n = len(drawn.xy)
    ends = np.sort(drawn.pairs, axis=1)
    weight = (drawn.length_m + 0.01) * np.where(drawn.kind == MINOR, 1.0, 0.2) + np.where(
        drawn.is_oneway, 1e6, 0.0
    )
    tree = minimum_spanning_tree(coo_array((weight, ends.T), shape=(n, n)).tocsr()).tocoo()
    # Row and column of the tree are as in the matrix: the lower number first.
    return np.isin(ends @ np.array([n, 1]), np.column_stack(tree.coords).astype(np.int64) @ np.array([n, 1]))


def _raw(
    drawn: Stretches, number: NDArray[np.int32], tags: Sequence[dict[str, str]], rng: np.random.Generator
) -> RawRoads:
    """The stretches with vertices between, in whole steps of a degree."""
    start, end = drawn.xy[drawn.pairs[:, 0]], drawn.xy[drawn.pairs[:, 1]]
    along = end - start
    length = drawn.length_m
    count = np.minimum(rng.poisson(length / _VERTEX_M), _MOST_VERTICES)
    row, place = np.repeat(np.arange(len(count)), count), count_up(count)
    t = (place + 1) / (count[row] + 1)
    bend = rng.normal(0.0, 1.0, (2, len(count))) * np.array(_WINDING)[:, None]
    aside = bend[0][row] * np.sin(np.pi * t) + bend[1][row] * np.sin(2.0 * np.pi * t)
    x = start[row, 0] + along[row, 0] * t - along[row, 1] * aside
    y = start[row, 1] + along[row, 1] * t + along[row, 0] * aside
    lon, lat = transform_xy(np.append(drawn.xy[:, 0], x), np.append(drawn.xy[:, 1], y), PL_1992, WGS84)
    ptr = np.append(0, np.cumsum(count + 2))
    run_points = np.empty(ptr[-1], np.int32)
    run_points[ptr[:-1]], run_points[ptr[1:] - 1] = drawn.pairs.T
    run_points[ptr[row] + 1 + place] = len(drawn.xy) + np.arange(len(row))
    # What rules make no difference of has one pace.
    rows: dict[WayPace, int] = {}
    for one in tags:
        rows.setdefault(_pace(one), len(rows))
    pace = np.array([rows[_pace(one)] for one in tags], np.int32)[number]
    return RawRoads(
        point_id=np.arange(1, len(lon) + 1),
        point_x=np.rint(lon / _DEGREE) * _DEGREE, point_y=np.rint(lat / _DEGREE) * _DEGREE,
        point_stops=np.zeros(len(lon), np.uint8), run_ptr=ptr, run_points=run_points, run_pace=pace,
        run_source_id=np.arange(1, len(count) + 1), paces=tuple(rows),
    )  # fmt: skip


def _pace(tags: dict[str, str]) -> WayPace:
    pace = pace_of(tags, default_profile())
    if pace is None:
        raise ValueError(f"no rule knows {tags}")
    return pace
