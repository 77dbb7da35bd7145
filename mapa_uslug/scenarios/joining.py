"""Where new roads leave and meet the roads that exist: places along edges, and the parts that these cut them into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.graph import TICKS_PER_UNIT
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.snapping import Snaps

# A part of an edge must take whole ticks, one at least; so much more that rounding errors do not matter.
_ROOM = 1.0 + 1e-9
_ALMOST = 1e-6  # of a tick: what rounding errors may lack to a whole one


@dataclass(frozen=True, eq=False)
class CutEdge:
    """An edge that new roads leave or meet between its ends.

    Attributes
    ----------
    places : float64, (parts + 1,)
        Along the edge, ascending from 0 at its u end to 1 at its v end.
    nodes : int32, (parts + 1,)
        Rows of the network with the new nodes.
    """

    places: NDArray[np.float64]
    nodes: NDArray[np.int32]

    def part_of(self, fraction: NDArray[np.float64]) -> NDArray[np.intp]:
        """The part that each place along the edge lies in; one where two parts meet counts to the second."""
        after = np.searchsorted(self.places, fraction, side="right") - 1
        return np.asarray(np.clip(after, 0, len(self.places) - 2))

    def part_ticks(self, weight: float) -> NDArray[np.int64]:
        """Ticks of each part, when the whole edge has this weight, which is finite.

        Rounded down, so that those of several parts are never more than those of the stretch that they make up.
        """
        ticks = np.floor(weight * np.diff(self.places) * TICKS_PER_UNIT + _ALMOST)
        return np.asarray(np.maximum(ticks, 1), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Joints:
    """Nodes at which new roads meet the others.

    Attributes
    ----------
    cuts : dict
        By edge, those that are cut.
    x, y : float64, (new nodes,)
        Of the nodes that the network lacks, which follow its own.
    """

    cuts: Mapping[int, CutEdge]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def node_at(self, network: RoadNetwork, edge: int, fraction: float) -> int:
        """The node where a road meets an edge: the one nearest along it to the place."""
        cut = self.cuts.get(edge)
        if cut is None:
            return int(network.edge_u[edge] if fraction < 0.5 else network.edge_v[edge])
        return int(cut.nodes[np.abs(cut.places - fraction).argmin()])


def make_joints(network: RoadNetwork, ends: Sequence[Snaps]) -> Joints:
    """Nodes for the places at which new roads meet the network.

    A place less than a tick, by any mode or in metres, from an end of its edge is at this end, and one so near another
    place on its edge is that place.
    """
    edges = np.concatenate([np.empty(0, np.int64), *(s.edge for s in ends)])
    at = np.concatenate([np.empty(0), *(s.fraction for s in ends)])
    xy = np.concatenate([np.empty((0, 2)), *(np.column_stack([s.x, s.y]) for s in ends)])
    cuts, points, count = {}, [], network.node_count
    for edge in np.unique(edges):
        rows = np.flatnonzero(edges == edge)
        rows = rows[np.argsort(at[rows], kind="stable")]
        kept = _far_enough(at[rows], _least_share(network, int(edge)))
        if not len(kept):
            continue
        new = np.arange(count, count + len(kept))
        count += len(kept)
        points.append(xy[rows[kept]])
        u, v = network.edge_u[edge], network.edge_v[edge]
        cuts[int(edge)] = CutEdge(
            np.concatenate([[0.0], at[rows[kept]], [1.0]]), np.concatenate([[u], new, [v]]).astype(np.int32)
        )
    found = np.concatenate([np.empty((0, 2)), *points])
    return Joints(cuts, found[:, 0], found[:, 1])


def _least_share(network: RoadNetwork, edge: int) -> float:
    """The part of an edge that takes one tick by the fastest mode, or of its length if that is more."""
    weights = [
        network.seconds_forward[:, edge],
        network.seconds_backward[:, edge],
        network.edge_length_m[[edge]],
    ]
    ticks = float(np.concatenate(weights).min()) * TICKS_PER_UNIT
    return _ROOM / ticks if ticks > 0.0 else np.inf


def _far_enough(places: NDArray[np.float64], share: float) -> NDArray[np.intp]:
    """Those of ascending places that are so far from the ends of the edge and from each other."""
    kept, last = [], 0.0
    for row, place in enumerate(places.tolist()):
        if place - last >= share and 1.0 - place >= share:
            kept.append(row)
            last = place
    return np.array(kept, dtype=np.intp)
