"""Roads, land cover and boundaries of a made voivodeship, in the amounts that real extracts hold."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree
from scipy.spatial import Delaunay, Voronoi

from mapa_uslug.contracts.tables import DEGREE_STEPS, Landscape, Outlines
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.engine.road_network import MODES, RoadNetwork

CRS: Final = "EPSG:2180"
X0, Y0 = 500_000.0, 300_000.0
_FRINGE: Final = 1.15
"""Roads and land reach beyond the area: side of what the extract holds over that of the area."""
_RURAL: Final = 0.35
_LOOPS: Final = 0.27
"""Edges beyond those of a tree, for each junction: 1.27 edges a junction in Liechtenstein."""
_VERTEX_M: Final = 21.0
_VOIVODESHIPS: Final = (26, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 30, 32)
"""Their codes: gminas are numbered up to 155 in one, and up to twelve in a powiat."""
CLASSES: Final = (
    ("motorway", 0.004, 140.0), ("trunk", 0.006, 100.0), ("primary", 0.02, 90.0), ("secondary", 0.05, 80.0),
    ("tertiary", 0.08, 70.0), ("unclassified", 0.09, 50.0), ("residential", 0.25, 40.0), ("service", 0.18, 20.0),
    ("track", 0.17, 15.0), ("path", 0.08, 5.0), ("footway", 0.07, 5.0),
)  # fmt: skip
"""Share of the edges and speed by car [km/h]; edges that carry more of the land behind them come first."""


def make_network(
    places: NDArray[np.float64], junctions: int, side: float, rng: np.random.Generator
) -> RoadNetwork:
    """A tree of roads with some loops, dense in the localities; classes by how much land hangs on a road."""
    rural = int(_RURAL * junctions)
    weight = rng.pareto(1.3, len(places)) + 0.3
    near = rng.choice(len(places), junctions - rural, p=weight / weight.sum())
    spread = 250.0 * np.sqrt(weight[near] + 1.0)
    xy = np.concatenate([
        places[near] + rng.normal(size=(len(near), 2)) * spread[:, None],
        np.array([X0, Y0]) + side * ((rng.random((rural, 2)) - 0.5) * _FRINGE + 0.5),
    ])  # fmt: skip
    xy = xy[_along_curve(xy)]
    u, v = _edges(xy, rng)
    rank = _ranks(xy, u, v)
    order = np.lexsort((v, u))
    u, v, rank = u[order], v[order], rank[order]
    length = 1.08 * np.hypot(*(xy[u] - xy[v]).T)
    ptr, vertices = _wiggle(xy[u], xy[v], rng)
    car = np.array([speed for _, _, speed in CLASSES])[rank] / 3.6
    seconds = np.stack([length / (car if mode == "car" else 1.2) for mode in MODES])
    return RoadNetwork(
        crs=CRS, node_x=xy[:, 0].copy(), node_y=xy[:, 1].copy(), node_id=np.arange(len(xy), dtype=np.int64),
        edge_u=u, edge_v=v, edge_length_m=length, seconds_forward=seconds, seconds_backward=seconds, vertex_ptr=ptr,
        vertex_x=vertices[:, 0].copy(), vertex_y=vertices[:, 1].copy(), edge_class=rank.astype(np.uint8),
        classes=tuple(name for name, _, _ in CLASSES), edge_source_id=np.full(len(u), -1, dtype=np.int64),
    )  # fmt: skip


def _along_curve(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Order along a Morton curve of 100 m squares."""
    steps = ((xy - xy.min(axis=0)) / 100.0).astype(np.int64)
    key = np.zeros(len(xy), dtype=np.int64)
    for bit in range(16):
        key |= ((steps[:, 0] >> bit) & 1) << (2 * bit) | ((steps[:, 1] >> bit) & 1) << (2 * bit + 1)
    return np.argsort(key, kind="stable")


def _edges(xy: NDArray[np.float64], rng: np.random.Generator) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The shortest tree, and some of the shortest other edges between neighbours."""
    triangles = Delaunay(xy).simplices
    pairs = np.sort(
        np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]]), axis=1
    )
    pairs = np.unique(pairs, axis=0)
    length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T) + 1e-3
    n = len(xy)
    tree = minimum_spanning_tree(coo_array((length, pairs.T), shape=(n, n)).tocsr()).tocoo()
    own = np.sort(np.column_stack(tree.coords), axis=1)
    is_loop = ~np.isin(pairs @ np.array([n, 1]), own @ np.array([n, 1]))
    loops = pairs[is_loop][np.argsort(length[is_loop] * rng.uniform(1.0, 3.0, is_loop.sum()))]
    u, v = np.concatenate([own, loops[: int(_LOOPS * n)]]).T.astype(np.int32)
    return u, v


def _ranks(xy: NDArray[np.float64], u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.int64]:
    """Index into `CLASSES` of every edge, by the smaller part of the junctions that it joins to the others."""
    n = len(xy)
    tree = u[: n - 1], v[: n - 1]
    graph = coo_array((np.ones(n - 1), tree), shape=(n, n)).tocsr()
    order, parent = breadth_first_order(graph, 0, directed=False)
    behind = np.ones(n, dtype=np.int64)
    for node in order[:0:-1].tolist():
        behind[parent[node]] += behind[node]
    child = np.where(parent[tree[0]] == tree[1], tree[0], tree[1])
    flow = np.concatenate([np.minimum(behind[child], n - behind[child]), np.zeros(len(u) - n + 1)])
    share = np.cumsum([share for _, share, _ in CLASSES])
    place = np.empty(len(u))
    place[np.argsort(-flow, kind="stable")] = (np.arange(len(u)) + 0.5) / len(u)
    return np.minimum(np.searchsorted(share, place * share[-1]), len(CLASSES) - 1)


def _wiggle(
    start: NDArray[np.float64], end: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Vertices of winding roads between points, both ends included."""
    along = end - start
    length = np.hypot(*along.T)
    sizes = np.minimum(2 + rng.poisson(length / _VERTEX_M), 200)
    ptr = np.concatenate([[0], np.cumsum(sizes)])
    edge = np.repeat(np.arange(len(length)), sizes)
    t = (np.arange(len(edge)) - ptr[edge]) / (sizes[edge] - 1)
    bend = rng.normal(0.0, 0.05, len(length)), rng.normal(0.0, 0.02, len(length))
    aside = bend[0][edge] * np.sin(np.pi * t) + bend[1][edge] * np.sin(3.0 * np.pi * t)
    across = np.column_stack([-along[:, 1], along[:, 0]])
    return ptr, start[edge] + along[edge] * t[:, None] + across[edge] * aside[:, None]


def make_landscape(
    places: NDArray[np.float64], names: list[str], amount: int, side: float, rng: np.random.Generator
) -> Landscape:
    """Land cover in the ratio to junctions that Liechtenstein's has: a forest to sixteen, 53 vertices each, and so on."""
    town = places[rng.integers(0, len(places), amount)]
    anywhere = np.array([X0, Y0]) + side * ((rng.random((amount, 2)) - 0.5) * _FRINGE + 0.5)
    forests, built = amount // 16, amount // 30
    waters, rivers, rails = amount // 87, amount // 120, amount // 300
    return Landscape(
        places=_table(
            list(shapely.points(places)), name=names,
            kind=rng.choice(["town", "village", "hamlet"], len(places), p=[0.03, 0.45, 0.52]),
        ),
        water=_table([
            *blobs(anywhere[:waters], rng.lognormal(4.0, 0.8, waters), 35, rng),
            *_lines(anywhere[waters : waters + rivers], 2_000.0, 37, rng),
        ]),
        forest=_table(blobs(anywhere[:forests], rng.lognormal(5.0, 0.9, forests), 53, rng)),
        builtup=_table(blobs(town[:built] + rng.normal(0.0, 400.0, (built, 2)), rng.lognormal(4.3, 0.6, built), 50, rng)),
        rail=_table(_lines(anywhere[:rails], 3_000.0, 20, rng)),
        buildings=_houses(town[: amount // 2] + rng.normal(0.0, 350.0, (amount // 2, 2)), rng),
    )  # fmt: skip


def _houses(middle: NDArray[np.float64], rng: np.random.Generator) -> Outlines:
    """A turned oblong at each point."""
    n = len(middle)
    turn = rng.uniform(0.0, np.pi, n)
    sides = rng.uniform(4.0, 9.0, (2, n))
    corner = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1), (1, 1)], dtype=np.float64)
    east = (
        corner[:, 0] * sides[0][:, None] * np.cos(turn)[:, None]
        - corner[:, 1] * (sides[1] * np.sin(turn))[:, None]
    )
    north = (
        corner[:, 0] * sides[0][:, None] * np.sin(turn)[:, None]
        + corner[:, 1] * (sides[1] * np.cos(turn))[:, None]
    )
    lon, lat = transform_xy((middle[:, :1] + east).ravel(), (middle[:, 1:] + north).ravel(), CRS, WGS84)
    return Outlines(
        x=middle[:, 0].copy(), y=middle[:, 1].copy(),
        lonlat=np.rint(np.column_stack([lon, lat]) * DEGREE_STEPS).astype(np.int32),
        ring_ptr=np.arange(0, 5 * n + 1, 5, dtype=np.int64), ring_building=np.arange(n, dtype=np.int64),
    )  # fmt: skip


def blobs(
    middle: NDArray[np.float64], radius: NDArray[np.float64], vertices: int, rng: np.random.Generator
) -> NDArray[Any]:
    """Polygons around points, rough at every scale."""
    terms = max(2, vertices // 2)
    height = np.minimum(1.0, 2.0 / np.arange(1, terms + 1) ** 1.3) * 0.18
    waves = np.zeros((len(middle), vertices // 2 + 1), dtype=complex)
    waves[:, 1:] = height[: vertices // 2] * np.exp(2j * np.pi * rng.random((len(middle), vertices // 2)))
    r = radius[:, None] * np.maximum(0.15, 1.0 + np.fft.irfft(waves, n=vertices, axis=1) * vertices / 2)
    angle = np.linspace(0.0, 2.0 * np.pi, vertices, endpoint=False)
    rings = middle[:, None, :] + np.stack([r * np.cos(angle), r * np.sin(angle)], axis=2)
    return np.asarray(shapely.polygons(shapely.linearrings(rings)))


def _lines(
    start: NDArray[np.float64], length: float, vertices: int, rng: np.random.Generator
) -> NDArray[Any]:
    turn = rng.uniform(0.0, 2.0 * np.pi, (len(start), 1)) + rng.normal(
        0.0, 0.25, (len(start), vertices)
    ).cumsum(axis=1)
    step = length / vertices * np.stack([np.cos(turn), np.sin(turn)], axis=2)
    return np.asarray(shapely.linestrings(start[:, None, :] + step.cumsum(axis=1)))


def _table(shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    columns = columns or {"name": [""] * len(shapes)}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def make_gminas(
    count: int, side: float, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, NDArray[np.float64]]:
    """Gminas that fill the square, borders winding as surveyed ones do, and the seats around which they lie."""
    seats = np.array([X0, Y0]) + side * rng.random((count, 2))
    return lay_gminas(seats, np.array([X0, Y0]), side), seats


def lay_gminas(seats: NDArray[np.float64], low: NDArray[np.float64], side: float) -> gpd.GeoDataFrame:
    """Gminas around seats; they fill a square, and their borders wind as surveyed ones do."""
    count, high = len(seats), low + side
    mirrored = [seats, 2 * low - seats, 2 * high - seats]
    mirrored = [mirrored[0], *(np.column_stack([m[:, 0], seats[:, 1]]) for m in mirrored[1:]),
                *(np.column_stack([seats[:, 0], m[:, 1]]) for m in mirrored[1:])]  # fmt: skip
    diagram = Voronoi(np.concatenate(mirrored))
    shapes = [
        shapely.Polygon(diagram.vertices[diagram.regions[diagram.point_region[i]]]) for i in range(count)
    ]
    shapes = shapely.transform(shapely.segmentize(shapes, 150.0), _bend)
    codes = [
        f"{_VOIVODESHIPS[i // 155]:02d}{i % 155 // 12 + 1:02d}{i % 155 % 12 + 1:02d}" for i in range(count)
    ]
    table = pd.DataFrame(
        {"gmina_teryt": codes, "gmina_kod": [f"{c}2" for c in codes], "gmina": [f"Gmina {i + 1}" for i in range(count)], "is_area": True}
    )  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs=CRS)


def _bend(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Moves points by what depends on their place only, so that neighbours go on sharing their border."""
    x, y = xy.T
    return xy + np.column_stack([
        150.0 * np.sin(y / 700.0) + 40.0 * np.sin(y / 130.0 + x / 900.0), 150.0 * np.sin(x / 600.0) + 40.0 * np.sin(x / 110.0 + y / 800.0),
    ])  # fmt: skip
