"""Links that are missing: what each of many new ones would bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.journeys import Journeys, stand_at_nodes
from mapa_uslug.engine.graph import TICKS_PER_UNIT, ModeGraph, to_ticks
from mapa_uslug.engine.links import LinkEnd, open_each_link
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.sweeps import sweep_nearest


@dataclass(frozen=True, eq=False)
class NewLinks:
    """Links that might be built, each between two places on roads.

    Attributes
    ----------
    a, b : Snaps, of equal length
        Where they meet the roads: at a node (fraction 0 or 1 of any of its edges) or in the middle of an edge. The snaps' offsets are
        not counted: the link's own cost is that of all that is new. A link without one of its ends brings nothing.
    a_to_b, b_to_a : float64, (links,)
        Seconds (metres) along the link as people travel; ``inf`` where it does not lead.
    """

    a: Snaps
    b: Snaps
    a_to_b: NDArray[np.float64]
    b_to_a: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LinkGains:
    """What each of several new links, by itself, would bring, by link and group of people.

    Attributes
    ----------
    saved : float64, (links, groups)
        Person-seconds (person-metres) by which the ways of those who could get there before become shorter.
    within : int64, (links, groups)
        People newly within the threshold, those included who could not get there at all.
    nearer : int64, (links, groups)
        People who could get there before and now have a shorter way.
    connected : int64, (links, groups)
        People who could not get to any place before and now can.
    most : float64, (links,)
        Seconds (metres) by which somebody's way becomes shorter, at most.
    """

    saved: NDArray[np.float64]
    within: NDArray[np.int64]
    nearer: NDArray[np.int64]
    connected: NDArray[np.int64]
    most: NDArray[np.float64]


def measure_gains(
    roads: RoutableNetwork, journeys: Journeys, links: NewLinks, *, workers: int | None = None
) -> LinkGains:
    """Say of every new link what it, and no other, would bring.

    Equal to adding each link in turn to the network and searching anew; see `open_each_link` for how. A link that
    meets an edge in its middle is reached and left over the parts of that edge, each rounded alone, as people and
    places on an edge are. Where turns are forbidden gains may be told too low, never too high: that who comes over the
    link may turn off at its end as nobody else may is counted only if the link also makes that end nearer.

    Parameters
    ----------
    roads : RoutableNetwork
    journeys : Journeys
    links : NewLinks
    workers : int, optional
        Threads; the result is the same for any number.
    """
    journeys = journeys.of_people()
    graph = journeys.graph(roads)
    sources, targets = journeys.ends(roads)
    ways = (links.a_to_b, links.b_to_a) if journeys.direction == "from" else (links.b_to_a, links.a_to_b)
    ahead, back = (np.maximum(to_ticks(way), 1) for way in ways)
    gains = open_each_link(
        graph,
        sweep_nearest(graph, sources),
        sources,
        targets,
        journeys.people,
        ends=(_link_end(roads, graph, links.a), _link_end(roads, graph, links.b)),
        ticks=(ahead, back),
        limit=journeys.ticks_within,
        workers=workers,
    )
    return LinkGains(
        gains.saved / TICKS_PER_UNIT, gains.within, gains.nearer, gains.connected, gains.most / TICKS_PER_UNIT
    )


def _link_end(roads: RoutableNetwork, graph: ModeGraph, snaps: Snaps) -> LinkEnd:
    on_road = Snaps(snaps.edge, snaps.fraction, np.where(snaps.is_snapped, 0.0, np.nan), snaps.x, snaps.y)
    as_target, as_source = roads.targets(graph, on_road), roads.sources(graph, on_road)
    return LinkEnd(
        stand_at_nodes(graph.entering, as_target, always=True),
        stand_at_nodes(graph.leaving, as_source, always=True),
    )
