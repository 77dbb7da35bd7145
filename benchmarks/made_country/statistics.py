"""What makes road networks alike: figures by which a made one is held against real ones."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mapa_uslug.engine.road_network import RoadNetwork

COMMON_CLASSES: Final = (
    "residential",
    "service",
    "track",
    "unclassified",
    "tertiary",
    "secondary",
    "path",
    "footway",
)
"""Classes that every real network has many roads of."""
_CAR: Final = 0
_SQUARE_M: Final = 1_000.0


def describe_network(network: RoadNetwork) -> dict[str, float]:
    """Shares, lengths, speeds and connectedness, by name."""
    found = _degrees(network) | _lengths(network) | _cars(network)
    return found | _components(network) | {"tenth_densest": _clustering(network)}


def _degrees(network: RoadNetwork) -> dict[str, float]:
    ends = np.concatenate([network.edge_u, network.edge_v])
    degree = np.bincount(ends, minlength=network.node_count)
    shares = {f"degree_{d}": float((degree == d).mean()) for d in (1, 2, 3, 4)}
    return shares | {"edges_a_node": network.edge_count / network.node_count}


def _lengths(network: RoadNetwork) -> dict[str, float]:
    length = network.edge_length_m
    middle, long = np.percentile(length, [50, 90])
    found = {"length_median_m": middle, "length_p90_m": long, "length_mean_m": length.mean()}
    found["vertices_an_edge"] = len(network.vertex_x) / network.edge_count
    for name in COMMON_CLASSES:
        is_of = network.edge_class == network.classes.index(name)
        found[f"share_{name}"] = is_of.mean()
        found[f"length_{name}_m"] = np.median(length[is_of])
    return {name: float(value) for name, value in found.items()}


def _cars(network: RoadNetwork) -> dict[str, float]:
    there, back = (np.isfinite(s[_CAR]) for s in (network.seconds_forward, network.seconds_backward))
    found = {
        "car_share": float((there | back).mean()),
        "oneway_share": float((there != back).sum() / (there | back).sum()),
    }
    for name in ("residential", "service", "track", "unclassified"):
        is_of = (network.edge_class == network.classes.index(name)) & there & (network.edge_length_m > 0)
        speed = 3.6 * network.edge_length_m[is_of] / network.seconds_forward[_CAR, is_of]
        found[f"speed_{name}_kmh"] = float(np.median(speed))
    return found


def _components(network: RoadNetwork) -> dict[str, float]:
    sizes = _component_sizes(network, np.ones(network.edge_count, bool))
    is_car = np.isfinite(network.seconds_forward[_CAR]) | np.isfinite(network.seconds_backward[_CAR])
    by_car = _component_sizes(network, is_car)
    by_car = by_car[by_car > 1]
    return {
        "components_per_1000": 1000.0 * len(sizes) / network.node_count,
        "largest_component": float(sizes.max() / sizes.sum()),
        "largest_component_by_car": float(by_car.max() / by_car.sum()),
    }


def _component_sizes(network: RoadNetwork, is_open: NDArray[np.bool_]) -> NDArray[np.int64]:
    n = network.node_count
    ends = network.edge_u[is_open], network.edge_v[is_open]
    joined = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(n, n)).tocsr()
    return np.bincount(connected_components(joined, directed=False)[1])


def _clustering(network: RoadNetwork) -> float:
    """Share of the junctions in the densest tenth of the square kilometres that have any."""
    square = np.stack([network.node_x, network.node_y]) // _SQUARE_M
    _, count = np.unique(square, axis=1, return_counts=True)
    count = np.sort(count)[::-1]
    return float(count[: len(count) // 10].sum() / count.sum())
