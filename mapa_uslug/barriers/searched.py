"""People's journeys with the search for their nearest places, made once for all that is asked of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.core.lazy import lazy
from mapa_uslug.engine.forest import ClosableSearch, index_arcs
from mapa_uslug.engine.forest_repair_kernels import ArcIndex
from mapa_uslug.engine.graph import ModeGraph
from mapa_uslug.engine.links import OpenableSearch
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweeps import Labels, sweep_nearest


class SearchedJourneys:
    """Journeys on roads.

    Attributes
    ----------
    roads : RoutableNetwork
    journeys : Journeys
        Of cells in which people live and which are snapped.
    cell : int64
        Rows of these cells among those given.
    """

    def __init__(self, roads: RoutableNetwork, journeys: Journeys) -> None:
        self.roads = roads
        self.cell: NDArray[np.int64] = journeys.lived_in
        self.journeys = journeys.of_people()

    @lazy
    def graph(self) -> ModeGraph:
        """The graph that is searched."""
        return self.journeys.graph(self.roads)

    @lazy
    def ends(self) -> tuple[SearchPoints, SearchPoints]:
        """See `Journeys.ends`."""
        return self.journeys.ends(self.roads)

    @lazy
    def labels(self) -> Labels:
        """Of the nodes."""
        return sweep_nearest(self.graph, self.ends[0])

    @lazy
    def closable(self) -> ClosableSearch:
        """The search with its forest, which takes many times the memory: see `drop_forest`."""
        return ClosableSearch(
            self.graph, *self.ends, labels=self.labels, index=lambda: arcs_of(self.roads, self.journeys)
        )

    def drop_forest(self) -> None:
        """Let the forest go; it is planted again when somebody asks."""
        self.__dict__.pop("closable", None)

    @lazy
    def openable(self) -> OpenableSearch:
        """The search to which links may be added."""
        return OpenableSearch(self.graph, *self.ends, labels=self.labels)

    def drop_landings(self) -> None:
        """Let go what only links ask for, by node of the network."""
        self.__dict__.pop("openable", None)

    def drop_search(self) -> None:
        """Let go all that is by node of the network: many parts of an area would each hold as much as the whole."""
        for name in ("closable", "openable", "labels"):
            self.__dict__.pop(name, None)


def arcs_of(roads: RoutableNetwork, journeys: Journeys) -> ArcIndex:
    """Arcs of the graph of journeys, indexed once for all who search it."""
    key = ("arc index", journeys.mode, journeys.direction, journeys.weight)
    index: ArcIndex = roads.once(key, lambda: index_arcs(journeys.graph(roads)))
    return index
