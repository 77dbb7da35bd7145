"""Bridges and tunnels of an OSM file: where a model of the ground shows something else than the road."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.filter import EntityFilter, KeyFilter
from scipy.sparse import coo_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.overpass_json import as_osm_file
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.network.osm_reading import OSM_FORMS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spans:
    """Straight pieces of bridges and tunnels, by their ends.

    Attributes
    ----------
    lon, lat : float64, (pieces, 2)
    """

    lon: Floats
    lat: Floats


def no_spans() -> Spans:
    """None known."""
    return Spans(np.empty((0, 2)), np.empty((0, 2)))


def read_spans(path: Path) -> Spans:
    """Pieces of the roads that an OSM file says are bridges or tunnels."""
    pieces: list[tuple[float, float, float, float]] = []
    with as_osm_file(path) as file:
        form = next(suffix for suffix in OSM_FORMS if file.name.lower().endswith(suffix)).lstrip(".")
        ways = (
            osmium.FileProcessor(osmium.io.File(str(file), form), osmium.osm.NODE | osmium.osm.WAY)
            .with_locations("flex_mem")
            .with_filter(EntityFilter(osmium.osm.WAY))
            .with_filter(KeyFilter("bridge", "tunnel"))
        )
        for way in ways:
            tags = way.tags
            if "highway" in tags and not {tags.get("bridge", "no"), tags.get("tunnel", "no")} <= {"no"}:
                places = [(n.lon, n.lat) for n in way.nodes if n.location.valid()]
                pieces += [(*a, *b) for a, b in pairwise(places)]
    ends = np.array(pieces, dtype=np.float64).reshape(-1, 4)
    return Spans(ends[:, 0::2], ends[:, 1::2])


@dataclass(frozen=True, eq=False)
class VertexHeights:
    """Heights along edges where they are not those of the ground.

    Attributes
    ----------
    is_span : bool, (vertices,)
        Whether the piece that begins at a vertex of the network is a bridge or tunnel.
    height : float64, (vertices,)
        Of the road at the vertices of such pieces.
    """

    is_span: NDArray[np.bool_]
    height: Floats


def heights_on_spans(network: RoadNetwork, spans: Spans, ground: Floats) -> VertexHeights:
    """Heights of bridges and tunnels, in even slopes between the places where they meet other roads.

    Parameters
    ----------
    ground : float64, (vertices,)
        Height of the ground at every vertex of the network.

    Notes
    -----
    A road's place counts as on the ground where a piece without bridge or tunnel meets it, or where the bridge ends.
    Between such places the height is harmonic along the road: linear on a plain bridge, balanced where bridges fork.
    """
    is_span = np.zeros(len(network.vertex_x), dtype=bool)
    if not len(spans.lon):
        return VertexHeights(is_span, ground)
    ends = _codes(*transform_xy(spans.lon.ravel(), spans.lat.ravel(), WGS84, network.crs))
    places = np.unique(ends)
    point = _locate(_codes(network.vertex_x, network.vertex_y), places)
    ends = _locate(ends, places).reshape(-1, 2)
    is_start = np.ones(len(point), dtype=bool)
    is_start[network.vertex_ptr[1:] - 1] = False
    starts = np.flatnonzero(is_start)
    known = (point[starts] >= 0) & (point[starts + 1] >= 0)
    pairs = _pair_codes(point[starts], point[starts + 1], len(places))
    is_span[starts] = known & np.isin(pairs, _pair_codes(ends[:, 0], ends[:, 1], len(places)))
    return VertexHeights(is_span, _span_heights(network, is_span, starts, point, len(places), ground))


def _codes(x: Floats, y: Floats) -> Ints:
    """Places to the centimetre as one number each."""
    east, north = np.round(x * 100.0).astype(np.int64), np.round(y * 100.0).astype(np.int64)
    return (east << np.int64(32)) + north


def _locate(codes: Ints, among: Ints) -> Ints:
    at = np.minimum(np.searchsorted(among, codes), len(among) - 1)
    return np.where(among[at] == codes, at, -1).astype(np.int64)


def _pair_codes(a: Ints, b: Ints, points: int) -> Ints:
    return np.minimum(a, b) * np.int64(points) + np.maximum(a, b)


def _span_heights(
    network: RoadNetwork, is_span: NDArray[np.bool_], starts: Ints, point: Ints, points: int, ground: Floats
) -> Floats:
    """Heights of all vertices: those of the ground, but on bridges what their ends say."""
    span, other = starts[is_span[starts]], starts[~is_span[starts]]
    meets_ground = np.zeros(points + 1, dtype=bool)
    # The last one stands for all places that no bridge has.
    meets_ground[point[other]] = meets_ground[point[other + 1]] = True
    a, b = point[span], point[span + 1]
    pieces = np.bincount(np.concatenate([a, b]), minlength=points)
    is_free = (pieces >= 2) & ~meets_ground[:points]
    x, y = network.vertex_x, network.vertex_y
    length = np.hypot(x[span + 1] - x[span], y[span + 1] - y[span])
    at = np.concatenate([span, span + 1])
    height = np.full(points, np.nan)
    height[point[at]] = ground[at]
    out = ground.copy()
    out[at] = _harmonic(a, b, 1.0 / np.maximum(length, 0.01), is_free, height)[point[at]]
    return out


def _harmonic(a: Ints, b: Ints, weight: Floats, is_free: NDArray[np.bool_], height: Floats) -> Floats:
    """Solve Laplace's equation for the free points; a ring of bridges alone keeps the heights of the ground."""
    points = len(height)
    ends = np.concatenate([a, b]), np.concatenate([b, a])
    links = coo_array((np.concatenate([weight, weight]), ends), shape=(points, points)).tocsr()
    _, part = connected_components(links, directed=False)
    has_end, is_unknown = np.zeros(points, dtype=bool), np.zeros(points, dtype=bool)
    has_end[part[~is_free]] = True
    is_unknown[part[~is_free & np.isnan(height)]] = True
    out = np.where(is_free & is_unknown[part], np.nan, height)
    is_solved = is_free & has_end[part] & ~is_unknown[part]
    free, fixed = np.flatnonzero(is_solved), np.flatnonzero(~is_solved)
    if len(free):
        laplacian = csr_array(diags_array(links.sum(axis=1)) - links)[free]
        known = np.nan_to_num(height[fixed])
        out[free] = spsolve(laplacian[:, free].tocsc(), -(laplacian[:, fixed] @ known))
    return out
