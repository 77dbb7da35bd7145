import numpy as np
import pandas as pd
import pytest
from hand_networks import snap_at, town

from mapa_uslug.traveltime import PlacedPoints, measure_matrix, measure_nearest

COLUMNS = ["origin_id", "destination_id", "state", "travel_time_s", "distance_m", "access_m", "egress_m"]
NAN = float("nan")


def place(ids, edges, fractions, offsets):
    """Points on the town's roads; edge -1 is unsnapped."""
    edge = np.array(edges)
    snaps = snap_at(town().network, np.maximum(edge, 0).tolist(), fractions, offsets)
    lost = edge < 0
    for values in (snaps.fraction, snaps.offset_m, snaps.x, snaps.y):
        values[lost] = np.nan
    snaps.edge[lost] = -1
    return PlacedPoints(np.array(ids, dtype=object), snaps)


@pytest.fixture
def homes():
    """At node 1, a quarter along the one-way street (20 m off), on the far side of the lake, and nowhere."""
    return place(["a", "b", "far", "lost"], [0, 1, 4, -1], [0.0, 0.25, 0.0, 0.0], [0.0, 20.0, 0.0, 0.0])


@pytest.fixture
def offices():
    """At node 3, and half-way between 1 and 4 (10 m off)."""
    return place(["x", "y"], [1, 3], [1.0, 0.5], [0.0, 10.0])


def rows(table, columns):
    return [
        tuple(None if isinstance(v, float) and np.isnan(v) else v for v in row)
        for row in table[columns].to_numpy()
    ]


def test_matrix_has_one_row_per_pair_in_input_order(homes, offices):
    table = measure_matrix(town(), homes, offices, mode="car")
    assert list(table.columns) == COLUMNS
    assert rows(table, COLUMNS[:4]) == [
        ("a", "x", "ok", 200.0),
        ("a", "y", "ok", 25.0 + 8.0),
        ("b", "x", "ok", 16.0 + 75.0),
        ("b", "y", "ok", 16.0 + 75.0 + 200.0 + 25.0 + 8.0),
        ("far", "x", "unreachable", None),
        ("far", "y", "unreachable", None),
        ("lost", "x", "unsnapped", None),
        ("lost", "y", "unsnapped", None),
    ]
    assert rows(table, COLUMNS[4:])[2:4] == [(750.0, 20.0, 0.0), (750.0 + 2236.068 + 500.0, 20.0, 10.0)]
    assert rows(table, COLUMNS[4:])[4:6] == [(None, 0.0, 0.0), (None, 0.0, 10.0)]
    assert rows(table, COLUMNS[4:])[6] == (None, None, 0.0)


def test_matrix_is_the_same_whichever_side_has_fewer_points(homes, offices):
    wide = measure_matrix(town(), offices, homes, mode="car")
    single = [
        measure_matrix(
            town(), offices, PlacedPoints(homes.ids[[i]], homes.snaps.take(np.array([i]))), mode="car"
        )
        for i in range(4)
    ]
    stacked = pd.concat(single).sort_values(["origin_id", "destination_id"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(wide, stacked)
    assert wide.loc[wide["state"] == "ok", "travel_time_s"].tolist() == [
        250.0,
        200.0 + 50 + 100 + 25 + 16,
        33.0,
        25.0 + 8 + 100 + 25 + 16,
    ]


def test_length_is_made_least_and_time_left_empty(homes, offices):
    table = measure_matrix(town(), homes, offices, mode="car", weight="length")
    assert table["travel_time_s"].isna().all()
    assert table["distance_m"].tolist()[:4] == [2000.0, 500.0, 750.0, 750.0 + 2236.068 + 500.0]


def test_length_may_choose_another_way_than_time():
    """From node 1 to node 4 by car it is quick and short; on foot from 4 to 3 the short way is the diagonal."""
    start, end = place(["d"], [3], [1.0], [0.0]), place(["c"], [1], [1.0], [0.0])
    car = measure_matrix(town(), start, end, mode="car")
    walk = measure_matrix(town(), start, end, mode="walk", weight="length")
    assert (car["travel_time_s"][0], car["distance_m"][0]) == (250.0, 3000.0)
    assert walk["distance_m"][0] == 2236.068


def test_terminal_time_is_added_to_every_journey(homes, offices):
    plain = measure_matrix(town(), homes, offices, mode="car")["travel_time_s"]
    parked = measure_matrix(town(), homes, offices, mode="car", terminal_s=60.0)["travel_time_s"]
    assert (parked - plain).dropna().tolist() == [60.0] * 4
    assert parked.isna().tolist() == plain.isna().tolist()


def test_nearest_services_are_ranked(homes, offices):
    table = measure_nearest(town(), homes, offices, mode="car", k=5)
    assert list(table.columns) == [*COLUMNS[:2], "rank", *COLUMNS[2:]]
    assert rows(table, ["origin_id", "rank", "state", "travel_time_s"]) == [
        ("a", 1, "ok", 33.0),
        ("a", 2, "ok", 200.0),
        ("b", 1, "ok", 91.0),
        ("b", 2, "ok", 324.0),
        ("far", 1, "unreachable", None),
        ("lost", 1, "unsnapped", None),
    ]
    assert table["destination_id"].tolist()[:4] == ["y", "x", "x", "y"]
    assert table["destination_id"].isna().tolist() == [False] * 4 + [True] * 2
    assert rows(table, COLUMNS[4:])[0] == (500.0, 0.0, 10.0)


def test_nearest_can_count_the_way_from_the_service(homes, offices):
    table = measure_nearest(town(), homes, offices, mode="car", direction="from")
    assert table["destination_id"].tolist()[:2] == ["y", "y"]
    assert table["travel_time_s"].tolist()[:2] == [33.0, 8.0 + 25.0 + 100.0 + 25.0 + 16.0]
    assert (table["access_m"][1], table["egress_m"][1]) == (20.0, 10.0)


def test_whole_numbers_stay_whole_where_some_are_missing(homes, offices):
    numbered = PlacedPoints(np.array([7, 8]), offices.snaps)
    table = measure_nearest(town(), homes, numbered, mode="car")
    assert table["destination_id"].tolist()[:2] == [8, 7]
    assert str(table["destination_id"].dtype) == "Int64"


def test_nearest_of_no_services_is_a_row_for_every_origin(homes):
    table = measure_nearest(town(), homes, place([], [], [], []), mode="car", k=3)
    assert table["state"].tolist() == ["unreachable", "unreachable", "unreachable", "unsnapped"]


def test_a_service_without_a_road_is_nobodys_nearest(homes):
    services = place(["nowhere", "x"], [-1, 1], [0.0, 1.0], [0.0, 0.0])
    assert measure_nearest(town(), homes, services, mode="car")["destination_id"].tolist()[:2] == ["x", "x"]
