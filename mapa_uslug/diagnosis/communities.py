"""Groups of providers that are tied among themselves more than to others."""

from __future__ import annotations

from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

RUNS: Final = 5
"""Louvain visits nodes in a random order; of so many orders, always the same, the best result is taken."""


def find_communities(pairs: NDArray[np.int64], weights: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Community of every node, numbered from 1, the largest first; 0 for nodes without a tie.

    Communities of greatest modularity by the method of Louvain (Blondel, Guillaume, Lambiotte, Lefebvre 2008, Fast
    unfolding of communities in large networks, J. Stat. Mech. P10008).

    Parameters
    ----------
    pairs : int64, (pairs, 2)
        Distinct pairs of nodes.
    count
        Number of nodes; their order is part of the question, so that whoever asks must fix it.
    """
    number = np.zeros(count, dtype=np.int64)
    if not len(pairs):
        return number
    graph = nx.Graph()
    graph.add_nodes_from(np.unique(pairs).tolist())
    order = np.lexsort(pairs.T[::-1])
    graph.add_weighted_edges_from((*pairs[n].tolist(), float(weights[n])) for n in order)
    found = [nx.community.louvain_communities(graph, weight="weight", seed=seed) for seed in range(RUNS)]
    quality = [round(nx.community.modularity(graph, parts, weight="weight"), 9) for parts in found]
    best = found[int(np.argmax(quality))]
    for n, members in enumerate(sorted(best, key=lambda part: (-len(part), min(part))), start=1):
        number[list(members)] = n
    return number
