from __future__ import annotations

import numpy as np

from mapa_uslug.engine.timetable_scan import Profiles
from mapa_uslug.transit.pruning import drop_slower_than_walking

INF = np.inf


def profiles(pairs: list[tuple[int, int, list[tuple[int, int]]]]) -> Profiles:
    journeys = [j for *_, made in pairs for j in made]
    return Profiles(
        np.array([p[0] for p in pairs], dtype=np.int32), np.array([p[1] for p in pairs], dtype=np.int32),
        np.cumsum([0, *(len(p[2]) for p in pairs)]), np.array([j[0] for j in journeys], dtype=np.int32),
        np.array([j[1] for j in journeys], dtype=np.int32), np.arange(1, len(journeys) + 1, dtype=np.uint8),
    )  # fmt: skip


def test_who_can_walk_in_a_hundred_seconds_makes_no_longer_journey() -> None:
    # Home 0 can walk to place 1 in 100 s: of journeys of 99, 100 and 200 s the first is left. Home 1 can walk to place 0
    # in 50 s, and none of its journeys is quicker. From home 1 to place 1 it is too far to walk.
    found = drop_slower_than_walking(
        profiles([(0, 1, [(0, 99), (10, 110), (20, 220)]), (1, 0, [(0, 60)]), (1, 1, [(5, 905)])]),
        np.array([[INF, 100.0], [50.0, INF]]),
    )
    assert list(zip(found.pair_origin, found.pair_destination, strict=True)) == [(0, 1), (1, 1)]
    assert found.ptr.tolist() == [0, 1, 2]
    assert found.depart_s.tolist() == [0, 5]
    assert found.arrive_s.tolist() == [99, 905]
    assert found.rides.tolist() == [1, 5]


def test_no_journeys() -> None:
    found = drop_slower_than_walking(profiles([]), np.zeros((2, 3)))
    assert found.pair_count == 0
    assert found.ptr.tolist() == [0]
