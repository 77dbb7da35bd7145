"""Forbidden turns on networks, and a search over whole pasts that knows nothing of states."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from mapa_uslug.engine.graph import NEVER, edge_weights
from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.turns import pack_rows

CAR_AND_BIKE = 0b1001


def forbid(network: RoadNetwork, rows: Sequence[Sequence[int]], modes: int = CAR_AND_BIKE) -> RoadNetwork:
    """The network with rows of halves forbidden."""
    ptr, halves = pack_rows(rows)
    return replace(
        network, turn_ptr=ptr, turn_halves=halves, turn_modes=np.full(len(rows), modes, dtype=np.uint8)
    )


def half_ends(network: RoadNetwork, half: int) -> tuple[int, int]:
    """Nodes that a half leads from and to."""
    ends = int(network.edge_u[half >> 1]), int(network.edge_v[half >> 1])
    return ends[::-1] if half & 1 else ends


@st.composite
def forbidden(draw: st.DrawFn, network: RoadNetwork, *, most: int = 6) -> list[list[int]]:
    """Random rows of two to four halves, turning round and closed roads among them."""
    leaving: dict[int, list[int]] = {}
    for half in range(2 * network.edge_count):
        leaving.setdefault(half_ends(network, half)[0], []).append(half)
    rows = []
    for _ in range(draw(st.integers(1, most))):
        row = [draw(st.integers(0, 2 * network.edge_count - 1))]
        for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            row.append(draw(st.sampled_from(leaving[half_ends(network, row[-1])[1]])))
        rows.append(row)
    return rows


def ticks_by_pasts(
    network: RoadNetwork, origins: Snaps, destinations: Snaps, *, weight: str = "time", mode: str = "car",
    speed_m_s: float = 1.25, closed: Sequence[int] = (), forgets: bool = False,
) -> np.ndarray:  # fmt: skip
    """Ticks from every origin to every destination; who is where is told by all that they came along of late.

    On a large network one ``forgets`` halves from which on no forbidden row goes on.
    """
    uv, vu = edge_weights(network, mode=mode, weight=weight, direction="from")
    cost = np.column_stack([uv, vu]).ravel()
    bit = 1 << MODES.index(mode)
    rows = [
        tuple(network.turn_halves[a:b].tolist())
        for (a, b), modes in zip(itertools.pairwise(network.turn_ptr), network.turn_modes, strict=True)
        if modes & bit
    ]
    longest = max((len(row) for row in rows), default=1)
    pieces = {row[i:j] for row in rows for i in range(len(row)) for j in range(i + 1, len(row))}
    leaving: dict[int, list[int]] = {}
    for half in range(2 * network.edge_count):
        leaving.setdefault(half_ends(network, half)[0], []).append(half)
    walk = 1.0 if weight == "length" else 1 / speed_m_s

    def ticks(value: float) -> int:
        return int(np.rint(value * 10))

    def may(past: tuple[int, ...], half: int) -> bool:
        way = (*past, half)
        return not any(way[-len(row) :] == row for row in rows)

    def parts(snaps: Snaps, p: int, *, leaves: bool) -> list[tuple[int, int, int]]:
        """Node, half that leads there (from there) and ticks over each end; half -1 at the very end."""
        edge, share = int(snaps.edge[p]), float(snaps.fraction[p])
        found = []
        for at, end, part, half in (
            (0.0, network.edge_u, share, 2 * edge + (1 if leaves else 0)),
            (1.0, network.edge_v, 1.0 - share, 2 * edge + (0 if leaves else 1)),
        ):
            if share == at:
                found.append((int(end[edge]), -1, 0))
            elif np.isfinite(cost[half]):
                found.append((int(end[edge]), half, ticks(cost[half] * part)))
        return found

    result = np.full((len(origins), len(destinations)), NEVER, dtype=np.uint32)
    for o in np.flatnonzero(origins.edge >= 0):
        best: dict[tuple[int, tuple[int, ...]], int] = {}
        queue = []
        for node, half, part in parts(origins, o, leaves=True):
            queue.append((part, node, (half,) if half >= 0 else ()))
        heapq.heapify(queue)
        while queue:
            now, node, past = heapq.heappop(queue)
            if best.get((node, past), now + 1) <= now:
                continue
            best[node, past] = now
            for half in leaving.get(node, []):
                if np.isfinite(cost[half]) and half >> 1 not in closed and may(past, half):
                    way = (*past, half)[-(longest - 1) :] if longest > 1 else ()
                    while forgets and way and way not in pieces:
                        way = way[1:]
                    new = now + max(ticks(cost[half]), 1)
                    heapq.heappush(queue, (new, half_ends(network, half)[1], way))
        for d in np.flatnonzero(destinations.edge >= 0):
            found = [
                now + part
                for (node, past), now in best.items()
                for at, half, part in parts(destinations, d, leaves=False)
                if at == node and (half < 0 or may(past, half))
            ]
            edge = int(origins.edge[o])
            if edge == destinations.edge[d]:
                ahead = float(destinations.fraction[d] - origins.fraction[o])
                along = cost[2 * edge + (ahead < 0)] if ahead else 0.0
                if np.isfinite(along):
                    found.append(ticks(abs(ahead) * along))
            if found:
                walks = ticks(origins.offset_m[o] * walk) + ticks(destinations.offset_m[d] * walk)
                result[o, d] = min(found) + walks
    return result
