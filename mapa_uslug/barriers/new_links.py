"""Links that are missing: what each of many new ones would bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.journeys import stand_at_nodes
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.graph import TICKS_PER_UNIT, ModeGraph, to_ticks
from mapa_uslug.engine.links import LinkEnd, OpenedLinks
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps


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


def measure_gains(searched: SearchedJourneys, links: NewLinks, *, workers: int | None = None) -> LinkGains:
    """Say of every new link what it, and no other, would bring.

    Equal to adding each link in turn to the network and searching anew; see `OpenableSearch` for how. A link that
    meets an edge in its middle is reached and left over the parts of that edge, each rounded alone, as people and
    places on an edge are. Where turns are forbidden gains may be told too low, never too high: that who comes over the
    link may turn off at its end as nobody else may is counted only if the link also makes that end nearer.

    Parameters
    ----------
    searched : SearchedJourneys
    links : NewLinks
    workers : int, optional
        Threads; the result is the same for any number.
    """
    journeys = searched.journeys
    gains = searched.openable.open_each(
        _as_searched(searched, links), journeys.people, limit=journeys.ticks_within, workers=workers
    )
    return LinkGains(
        gains.saved / TICKS_PER_UNIT, gains.within, gains.nearer, gains.connected, gains.most / TICKS_PER_UNIT
    )


def find_nearer(searched: SearchedJourneys, links: NewLinks) -> list[NDArray[np.int64]]:
    """Of each link, by itself, rows of the cells with people whose way it makes shorter, or who had none."""
    return [
        searched.cell[np.sort(points)]
        for points in searched.openable.find_nearer(_as_searched(searched, links))
    ]


def _as_searched(searched: SearchedJourneys, links: NewLinks) -> OpenedLinks:
    roads, graph = searched.roads, searched.graph
    ways = (links.a_to_b, links.b_to_a)
    ahead, back = ways if searched.journeys.direction == "from" else ways[::-1]
    return OpenedLinks(
        (_link_end(roads, graph, links.a), _link_end(roads, graph, links.b)),
        (np.maximum(to_ticks(ahead), 1), np.maximum(to_ticks(back), 1)),
    )


def _link_end(roads: RoutableNetwork, graph: ModeGraph, snaps: Snaps) -> LinkEnd:
    on_road = Snaps(snaps.edge, snaps.fraction, np.where(snaps.is_snapped, 0.0, np.nan), snaps.x, snaps.y)
    as_target, as_source = roads.targets(graph, on_road), roads.sources(graph, on_road)
    return LinkEnd(
        stand_at_nodes(graph.entering, as_target, always=True),
        stand_at_nodes(graph.leaving, as_source, always=True),
    )
