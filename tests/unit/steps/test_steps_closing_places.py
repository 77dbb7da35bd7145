"""Whether people who lose their only place could be told about, reason by reason, by hand.

Three cells and two places of one type. Everybody reaches place 0 in 5 minutes, and place 1 in 20 or more; the threshold is 15.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.steps.closing_places import Closings

INF = np.inf
PLACES = np.array([0, 1])
SOLE = np.array([0, 0, 0])


def times(**changed: object) -> TravelTimes:
    given = {
        "mode": "car", "direction": "to", "unit": "s", "is_snapped": np.ones(3, dtype=bool), "nearest_cost": np.full(3, 300.0),
        "nearest_place": np.zeros(3, dtype=np.int32), "pair_ptr": np.array([0, 2, 4, 5]),
        "pair_place": np.array([0, 1, 0, 1, 0], dtype=np.int32),
        "pair_cost": np.array([300, 1200, 300, 1500, 300], dtype=np.float32), "limit": 1800.0, "edge_cost": np.full(3, INF),
    }  # fmt: skip
    return TravelTimes(**(given | changed))  # type: ignore[arg-type]


def measurer(
    of: TravelTimes, *, components: tuple[int, int, int] = (0, 0, 0), **changed: object
) -> SimpleNamespace:
    """Cells stand at node 0, places at nodes 1 and 2; `components` are those of the nodes."""
    nothing = np.zeros(3, dtype=bool)
    snapped = SimpleNamespace(edge=np.array([1, 2]), is_snapped=np.ones(2, dtype=bool))

    class Cells:
        def take(self, rows: np.ndarray) -> SimpleNamespace:
            return SimpleNamespace(edge=np.zeros(len(rows), dtype=np.int64))

    graph = SimpleNamespace(node_component=np.array(components))
    network = SimpleNamespace(edge_u=np.array([0, 1, 2]), edge_v=np.array([0, 1, 2]))
    given = {
        "times": lambda _: of, "is_outside": nothing, "bounds": lambda _: None, "rough_of": lambda _: None,
        "has_unplaced": lambda _: nothing, "lacks_timetable": lambda _: None, "knows_all_ways": lambda _: True,
        "may_go_anywhere": lambda _: True, "parts": lambda _: [(np.arange(3), PLACES)],
        "snaps": lambda *_: Cells(), "places": lambda _: SimpleNamespace(snaps=snapped),
        "roads": SimpleNamespace(once=lambda *_: graph, network=network),
    }  # fmt: skip
    return SimpleNamespace(**(given | changed))


@pytest.fixture(autouse=True)
def _by_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Components by the edge that a point meets."""
    monkeypatch.setattr(
        "mapa_uslug.steps.closing_places.find_road_components",
        lambda roads, snaps, mode: roads.once().node_component[snaps.edge],
    )


def unknown(of: SimpleNamespace, mode: str = "car", sole: np.ndarray = SOLE) -> list[bool]:
    measure = SimpleNamespace(mode=mode, main_limit=900.0)
    return Closings(of, [measure]).cannot_tell(sole, PLACES).tolist()  # type: ignore[arg-type, list-item]


def test_with_another_place_beyond_the_threshold_people_are_too_far() -> None:
    assert unknown(measurer(times())) == [False, False, False]


def test_cells_that_lose_nothing_are_not_asked_about() -> None:
    of = measurer(times(edge_cost=np.zeros(3)))
    assert unknown(of, sole=np.array([-1, 0, -1])) == [False, True, False]


def test_the_end_of_the_data_may_be_within_the_threshold() -> None:
    assert unknown(measurer(times(edge_cost=np.array([900.0, 901.0, 0.0])))) == [True, False, True]


def test_a_way_that_has_to_come_back_comes_back_to_another_place() -> None:
    # 400 s to the end of the data and 100 back to the closed place, 450 or 600 back to the other.
    def of(back: float) -> SimpleNamespace:
        return measurer(
            times(edge_cost=np.full(3, 500.0)), may_go_anywhere=lambda _: False,
            leaving=lambda *_, **__: np.full(3, 400.0), returning=lambda *_: np.array([100.0, back]),
            rows_of=lambda _: PLACES,
        )  # fmt: skip

    measure = SimpleNamespace(mode="car", main_limit=900.0, service_type=None)
    ask = [Closings(of(back), [measure]).cannot_tell(SOLE, PLACES).all() for back in (450.0, 600.0)]  # type: ignore[arg-type, list-item]
    assert ask == [True, False]


def test_roads_without_a_connection_to_another_place() -> None:
    # Cells 0 and 1 are known to get to place 1 (a pair); cell 2 only if its road, or that of place 0, leads there.
    assert unknown(measurer(times(), components=(0, 0, 7))) == [False, False, True]
    assert unknown(measurer(times(), components=(7, 0, 7))) == [False, False, False]
    assert unknown(measurer(times(), components=(0, 7, 7))) == [False, False, False]


def test_a_cell_whose_roads_lead_nowhere_stays_unknown_by_that_mode() -> None:
    """It is within by another mode; that the road of the closed place leads to the other place is nothing to it."""
    alone = times(
        nearest_cost=np.array([300.0, 300.0, INF]), nearest_place=np.array([0, 0, -1], dtype=np.int32),
        pair_ptr=np.array([0, 2, 4, 4]), pair_place=np.array([0, 1, 0, 1], dtype=np.int32),
        pair_cost=np.array([300, 1200, 300, 1500], dtype=np.float32),
    )  # fmt: skip
    assert unknown(measurer(alone, components=(7, 0, 0))) == [False, False, True]


def test_another_place_is_nearer_by_this_mode() -> None:
    far = times(nearest_place=np.ones(3, dtype=np.int32), pair_ptr=np.zeros(4, dtype=np.int64),
                pair_place=np.empty(0, dtype=np.int32), pair_cost=np.empty(0, dtype=np.float32))  # fmt: skip
    assert unknown(measurer(far, components=(0, 1, 2))) == [False, False, False]


def test_nobody_else_serves_the_gmina() -> None:
    """That is known, whatever else the data lack: but an unplaced place may serve it."""
    only = {"parts": lambda _: [(np.arange(3), np.array([0]))], "knows_all_ways": lambda _: False}
    assert unknown(measurer(times(), **only)) == [False, False, False]
    unplaced = {"has_unplaced": lambda _: np.array([False, True, False])}
    assert unknown(measurer(times(), **only, **unplaced)) == [False, True, False]


def test_ways_and_timetables_that_the_data_lack() -> None:
    assert unknown(measurer(times(), knows_all_ways=lambda _: False), "walk") == [True, True, True]
    lacks = np.array([True, False, False])
    assert unknown(measurer(times(), lacks_timetable=lambda _: lacks), "transit") == [True, False, False]


def test_another_rough_place_may_be_within() -> None:
    bounds = SimpleNamespace(least_cost=np.array([100.0, 100.0, 1000.0]), spread=np.zeros(2))
    # The least is that of place 1, which stays.
    other = {"bounds": lambda _: bounds, "rough_of": lambda _: SimpleNamespace(rows=np.array([1]))}
    assert unknown(measurer(times(), **other)) == [True, True, False]
    # It is that of the closed place itself: asked again, the others are at 2,000 s.
    own = {
        "bounds": lambda _: bounds, "rough_of": lambda _: SimpleNamespace(rows=np.array([0])),
        "least_costs": lambda measure, rough, rows, allowed: np.where(0 in allowed, 0.0, np.full(len(rows), 2000.0)),
    }  # fmt: skip
    assert unknown(measurer(times(), **own)) == [False, False, False]


def test_outside_the_data_and_without_a_road() -> None:
    assert unknown(measurer(times(), is_outside=np.array([True, False, False]))) == [True, False, False]
    assert unknown(measurer(times(is_snapped=np.array([True, False, True])))) == [False, True, False]
