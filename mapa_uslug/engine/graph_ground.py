"""A graph as the ground that searches stand on, in this process or another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.graph import Adjacency, ModeGraph
from mapa_uslug.engine.turns import Ends
from mapa_uslug.work.units import name_of

_ABOUT = ("mode", "weight", "direction", "largest_arc")
_names: WeakKeyDictionary[ModeGraph, str] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class GraphGround:
    """See `work.units.Ground`."""

    graph: ModeGraph

    @property
    def live(self) -> ModeGraph:
        """The graph."""
        return self.graph

    @property
    def name(self) -> str:
        """Digest of what searches read of the graph, counted once."""
        if self.graph not in _names:
            about = "|".join(str(value) for value in self.about().values())
            _names[self.graph] = name_of(about, self.arrays().values())
        return _names[self.graph]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What searches read of the graph besides what `about` tells: all that another process needs."""
        graph = self.graph
        return {
            **graph.adjacency._asdict(),
            "edge_uv": graph.edge_uv,
            "edge_vu": graph.edge_vu,
            "edge_length_m": graph.edge_length_m,
        }

    def about(self) -> dict[str, Any]:
        """Mode, weight, direction and the heaviest arc."""
        return {name: getattr(self.graph, name) for name in _ABOUT}

    @staticmethod
    def revive(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> ModeGraph:
        """A graph for searches between points that were placed before: without what places points on it."""
        nothing = np.empty(0, dtype=np.int32)
        nowhere = Ends(nothing, nothing, nothing, nothing)
        return ModeGraph(
            adjacency=Adjacency(*(arrays[name] for name in Adjacency._fields)), edge_uv=arrays["edge_uv"],
            edge_vu=arrays["edge_vu"], edge_length_m=arrays["edge_length_m"], arc_edge=nothing, leaving=nowhere,
            entering=nowhere, **{name: about[name] for name in _ABOUT},
        )  # fmt: skip
