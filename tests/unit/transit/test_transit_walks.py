from datetime import date

import numpy as np
from hand_networks import Road, make_network, snap_at

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.transit.walks import measure_changes, measure_direct, measure_reach

# One street of three stretches of 600 m; one walks a metre a second.
STREET = RoutableNetwork(
    make_network(
        {1: (0, 0), 2: (600, 0), 3: (1200, 0), 4: (1800, 0)}, [Road(i, i + 1, 60.0, 60.0) for i in (1, 2, 3)]
    )
)
# Stops at 0 m, 600 m and 900 m, and one that no road is near.
STOPS = snap_at(STREET.network, [0, 0, 1, 0], [0.0, 1.0, 0.5, 0.0], [0, 0, 0, 0])
STOPS = Snaps(np.array([0, 0, 1, -1], dtype=np.int32), STOPS.fraction, STOPS.offset_m, STOPS.x, STOPS.y)


def timetable(parent=(0, 1, 2, 3), transfers=()):
    nothing, none = np.empty(0, dtype=object), np.empty(0, dtype=np.int32)
    start, end, seconds = (np.array([t[i] for t in transfers], dtype=np.int32) for i in range(3))
    return Timetable(
        stop_id=np.array(list("ABCD"), dtype=object), stop_name=np.array(list("ABCD"), dtype=object),
        stop_lon=np.zeros(4), stop_lat=np.zeros(4), stop_parent=np.array(parent, dtype=np.int32), trip_id=nothing,
        trip_line=nothing, trip_headsign=nothing, trip_source=nothing, trip_service=none,
        call_ptr=np.zeros(1, dtype=np.int64), call_stop=none, call_arrival_s=none, call_departure_s=none,
        call_boards=np.empty(0, dtype=bool), call_alights=np.empty(0, dtype=bool), first_date=date(2026, 1, 1),
        runs_on_date=np.empty((0, 0), dtype=bool), runs_on_type=np.empty((0, 4), dtype=bool), transfer_from=start,
        transfer_to=end, transfer_s=seconds,
    )  # fmt: skip


def rows(reach):
    return [
        dict(zip(reach.stop[a:b].tolist(), reach.walk_s[a:b].tolist(), strict=True))
        for a, b in zip(reach.ptr[:-1], reach.ptr[1:], strict=True)
    ]


def test_stops_within_a_walk_of_points():
    points = snap_at(STREET.network, [0, 2], [0.5, 1.0], [0, 0])
    reach = measure_reach(STREET, points=points, stops=STOPS, mode="walk", limit_s=700)
    assert rows(reach) == [{0: 300, 1: 300, 2: 600}, {}]
    assert rows(measure_reach(STREET, points=points, stops=STOPS, mode="walk", limit_s=900))[1] == {2: 900}


def test_a_walk_of_a_fraction_of_a_second_is_rounded_up():
    point = snap_at(STREET.network, [0], [0.0005], [0])  # 0.3 m from stop A
    assert rows(measure_reach(STREET, points=point, stops=STOPS, mode="walk", limit_s=10)) == [{0: 1}]


def test_changes_take_the_walk_and_never_less_than_a_change():
    changes = measure_changes(STREET, timetable(), stops=STOPS, mode="walk", limit_s=400, change_s=60)
    # B and C are 300 m apart, A and B 600 m; D is on its own.
    assert rows(changes) == [{0: 60}, {1: 60, 2: 300}, {1: 300, 2: 60}, {3: 60}]
    hurried = measure_changes(STREET, timetable(), stops=STOPS, mode="walk", limit_s=400, change_s=350)
    assert rows(hurried)[1] == {1: 350, 2: 350}


def test_what_the_source_says_of_a_change_holds():
    told = timetable(transfers=[(1, 2, -1), (0, 1, 200), (0, 0, 0)])
    changes = measure_changes(STREET, told, stops=STOPS, mode="walk", limit_s=400, change_s=60)
    assert rows(changes) == [{0: 1, 1: 200}, {1: 60}, {1: 300, 2: 60}, {3: 60}]


def test_stops_of_one_station_can_be_changed_between_where_no_road_is_known():
    changes = measure_changes(
        STREET, timetable(parent=(0, 1, 2, 0)), stops=STOPS, mode="walk", limit_s=400, change_s=60
    )
    assert rows(changes)[0] == {0: 60, 3: 120}
    assert rows(changes)[3] == {0: 120, 3: 60}


def test_all_the_way_by_one_mode():
    homes, places = (
        snap_at(STREET.network, [0], [0.0], [0]),
        snap_at(STREET.network, [2, 1], [1.0, 0.0], [0, 0]),
    )
    cell, place, seconds = measure_direct(STREET, points=homes, places=places, mode="car", limit_s=1000)
    assert (cell.tolist(), place.tolist(), seconds.tolist()) == ([0, 0], [0, 1], [180.0, 60.0])
