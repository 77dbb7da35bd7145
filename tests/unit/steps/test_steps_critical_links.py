"""Which links are told of."""

from __future__ import annotations

import numpy as np

from mapa_uslug.barriers.critical_links import measure_losses
from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.steps.critical_links import LINKS_PER_TYPE, _rank
from tests.hand_networks import Road, make_network

VILLAGES = 60


def test_many_only_roads_do_not_hide_the_roads_with_a_way_round() -> None:
    """Sixty villages with a road each, the i-th of 1000 - i people; 3 and 2 people at both ends of a triangle with the place.

    Without its own road either end of the triangle goes by the other, 400 s for 100 s, beyond 300 s; the third side nobody
    needs. By people newly beyond they come after all the villages.
    """
    nodes = {0: (0.0, 0.0), 1: (1000.0, 0.0), 2: (0.0, 1000.0)}
    nodes |= {10 + i: (-1000.0 - 10 * i, -500.0) for i in range(VILLAGES)}
    roads = [Road(0, 1, 100.0, 100.0), Road(0, 2, 100.0, 100.0), Road(1, 2, 300.0, 300.0)]
    roads += [Road(0, 10 + i, 100.0, 100.0) for i in range(VILLAGES)]
    network = RoutableNetwork(make_network(nodes, roads))
    people = np.array([[3], [2], *([1000 - i] for i in range(VILLAGES))])
    homes = network.snap_nodes(np.array([1, 2, *range(10, 10 + VILLAGES)]), mode="car")
    place = network.snap_nodes(np.array([0]), mode="car")
    journeys = Journeys(place, homes, people, "car", "to", 300.0)
    told = _rank(network.network, measure_losses(SearchedJourneys(network, journeys)))
    assert told["people_beyond"].tolist() == [1000, 999, 998, 997, 996, 3, 2]
    assert told["people_cut_off"].tolist() == [1000, 999, 998, 997, 996, 0, 0]
    assert LINKS_PER_TYPE == 5
