"""Searches over a grid of streets, drawn at random but the same every time."""

from __future__ import annotations

import numpy as np
from hand_networks import Road, make_network, snap_at

from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.traveltime.searches import Found, search_on
from mapa_uslug.work.units import Arrays, Unit


def make_searches(count: int, *, side: int = 12, seed: int = 1) -> list[Unit]:
    """Searches by car and on foot in turn, over a grid of `side` by `side` junctions 500 m apart."""
    draw = np.random.default_rng(seed)
    places = {r * side + c: (500.0 * c, 500.0 * r) for r in range(side) for c in range(side)}
    ends = [
        (n, n + step)
        for n in places
        for step in (1, side)
        if n + step in places and (step > 1 or (n + 1) % side)
    ]
    roads = RoutableNetwork(
        make_network(places, [Road(u, v, *draw.integers(20, 90, 2).astype(float)) for u, v in ends])
    )

    def snaps(n: int):
        return snap_at(
            roads.network, draw.integers(0, len(ends), n).tolist(), draw.random(n).tolist(), [5.0] * n
        )

    def search(row: int) -> Unit:
        graph = roads.graph(("car", "walk")[row % 2], direction="to")
        sources, targets = roads.sources(graph, snaps(9)), roads.targets(graph, snaps(60))
        return search_on(graph, sources, targets, pairs_within=300.0 + row)

    return [search(row) for row in range(count)]


def as_bytes(found: Found) -> dict[str, bytes]:
    """Every byte of an answer."""
    return arrays_as_bytes(found.arrays())


def arrays_as_bytes(arrays: Arrays) -> dict[str, bytes]:
    """Every byte of arrays by name."""
    return {name: array.dtype.str.encode() + array.tobytes() for name, array in arrays.items()}
