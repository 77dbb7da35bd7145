"""Journeys through a timetable of six stops, worked out by hand.

    A --1--> B --1--> C        line 1: A 8:00  B 8:10  C 8:20   and half an hour later
    A -------X------> C        express: A 8:35  C 8:45; overtakes line 1
             D --2--> E        line 2: D 8:15  E 8:30   and half an hour later
                      E --3--> F   line 3: E 8:33  F 8:40

D is across the street from B, 2 minutes on foot; changing at one stop takes 1 minute. Home is 5 minutes from A, the
place is 4 minutes from E.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_timetables import Call, Town, journeys_of, reach

from mapa_uslug.engine.timetable_scan import (
    NO_ARRIVAL,
    Changes,
    Reach,
    earliest_arrivals,
    scan_profiles,
    summarise_window,
)

A, B, C, D, E, F = range(6)


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def trip(*calls: tuple[int, str], **rules: bool) -> tuple[Call, ...]:
    return tuple(Call(stop, at(clock), at(clock), **rules) for stop, clock in calls)


TOWN = Town(
    6,
    (
        trip((A, "8:00"), (B, "8:10"), (C, "8:20")),
        trip((A, "8:30"), (B, "8:40"), (C, "8:50")),
        trip((A, "8:35"), (C, "8:45")),
        trip((D, "8:15"), (E, "8:30")),
        trip((D, "8:45"), (E, "9:00")),
        trip((E, "8:33"), (F, "8:40")),
    ),
    {(stop, stop): 60 for stop in range(6)} | {(B, D): 120, (D, B): 120},
    homes=({A: 300},),
    places=({E: 240}, {C: 0}, {F: 0}),
)
WINDOW = (at("7:30"), at("8:30"))


def journeys(town=TOWN, place=0, *, window=WINDOW, latest="10:00"):
    profiles = scan_profiles(
        town.day, town.change_table, town.from_homes, town.to_places, window=window, latest_s=at(latest)
    )
    return journeys_of(profiles, 0, place)


def test_a_change_across_the_street():
    # 7:55 home, 8:00-8:10 line 1, D at 8:12, 8:15-8:30 line 2, on foot to 8:34; the next ones half an hour later
    assert journeys() == [(at("7:55"), at("8:34"), 2), (at("8:25"), at("9:04"), 2)]


def test_an_express_beats_the_bus_that_left_before_it():
    # line 1 at 8:30 is in C at 8:50; who leaves home at 8:30 for the express is there at 8:45
    assert journeys(place=1) == [(at("7:55"), at("8:20"), 1), (at("8:30"), at("8:45"), 1)]


def test_three_vehicles_with_three_minutes_to_change():
    assert journeys(place=2) == [(at("7:55"), at("8:40"), 3)]


def test_too_short_a_change_misses_the_bus():
    # 8:10 + 6 minutes is after 8:15; with 5 minutes it is just in time
    late = replace(TOWN, changes=TOWN.changes | {(B, D): 360})
    assert journeys(late) == [(at("7:55"), at("9:04"), 2)]
    assert len(journeys(replace(TOWN, changes=TOWN.changes | {(B, D): 300}))) == 2


def test_who_can_wait_until_after_the_window_leaves_at_its_end():
    assert journeys(window=(at("7:30"), at("8:00"))) == [
        (at("7:55"), at("8:34"), 2),
        (at("8:00"), at("9:04"), 2),
    ]
    assert journeys(window=(at("7:56"), at("7:56"))) == [(at("7:56"), at("9:04"), 2)]


def test_the_last_arrival_counts_the_walk_at_the_end():
    assert len(journeys(latest="9:04")) == 2
    assert len(journeys(latest="9:03")) == 1


def test_who_does_not_reach_the_stop_within_the_window_does_not_ride():
    assert journeys(window=(at("7:56"), at("8:24")), latest="8:50") == []


def test_one_may_not_get_on_or_off_everywhere():
    closed = trip((A, "8:00"), (B, "8:10"), (C, "8:20"), alights=False)
    assert journeys(replace(TOWN, trips=(closed, *TOWN.trips[1:]))) == [(at("8:25"), at("9:04"), 2)]
    closed = trip((D, "8:15"), (E, "8:30"), boards=False)
    town = replace(TOWN, trips=(*TOWN.trips[:3], closed, *TOWN.trips[4:]))
    assert journeys(town) == [(at("8:25"), at("9:04"), 2)]


def test_where_changing_at_a_stop_is_not_allowed_one_does_not():
    without = {pair: seconds for pair, seconds in TOWN.changes.items() if pair != (E, E)}
    assert journeys(replace(TOWN, changes=without), place=2) == []


def test_two_walks_never_follow_each_other():
    # B to D and D to E on foot: line 3 at E is not reached from line 1 on foot
    town = replace(
        TOWN, trips=(TOWN.trips[0], TOWN.trips[5]), changes=TOWN.changes | {(B, D): 120, (D, E): 120}
    )
    assert journeys(town, place=2) == []


def test_a_stop_reached_on_foot_before_is_still_changed_from_by_who_rides_there():
    # B at 8:00, on foot in C at 8:05. A bus comes to C at 8:10; only from C by vehicle one may walk on to D (8:15).
    town = Town(
        6,
        (
            trip((A, "7:50"), (B, "8:00")),
            trip((A, "7:50"), (C, "8:10")),
            trip((D, "8:20"), (E, "8:30")),
        ),
        {(B, C): 300, (C, D): 300},
        homes=({A: 300},),
        places=({E: 0},),
    )
    assert journeys(town) == [(at("7:45"), at("8:30"), 2)]


def test_the_scan_goes_on_while_a_later_bus_may_be_there_first():
    # All stops have been told of by 8:05: C by the slow bus at 9:00, B at 8:10. The one at 8:20 is in C at 8:40.
    town = Town(
        3,
        (
            trip((A, "8:00"), (C, "9:00")),
            trip((A, "8:05"), (B, "8:10")),
            trip((A, "8:20"), (C, "8:40")),
        ),
        {},
        homes=({A: 300},),
        places=({B: 0}, {C: 0}),
    )
    window = (at("7:50"), at("7:50"))
    assert journeys(town, place=1, window=window) == [(at("7:50"), at("8:40"), 1)]


def test_many_on_their_way_to_a_stop_where_hardly_anything_leaves():
    # Forty buses a minute apart set down at B; the only bus from there leaves when all have come.
    buses = tuple(
        (Call(A, at("8:00") + 60 * i, at("8:00") + 60 * i), Call(B, at("8:05") + 60 * i, at("8:05") + 60 * i))
        for i in range(40)
    )
    last = trip((B, "9:00"), (C, "9:10"))
    town = Town(3, (*buses, last), {(B, B): 60}, homes=({A: 0},), places=({C: 0}, {B: 0}))
    assert journeys(town) == [(at("8:30"), at("9:10"), 2)]
    assert len(journeys(town, place=1)) == 31
    # the 39th bus leaves at 8:39 and is there at 8:44
    assert journeys(town, window=(at("8:00"), at("8:50"))) == [(at("8:39"), at("9:10"), 2)]


def test_arrivals_of_one_departure():
    town = replace(TOWN, homes=({A: 300, D: 1500},))
    told = earliest_arrivals(town.day, town.change_table, town.from_homes, depart_s=at("7:50"))
    # D on foot at 8:15, just in time for line 2; F with line 3 that waits for it
    expected = [at(clock) for clock in ("7:55", "8:10", "8:20", "8:15", "8:30", "8:40")]
    assert told.tolist() == [expected]
    late = earliest_arrivals(town.day, town.change_table, town.from_homes, depart_s=at("8:26"))
    # line 1 has gone; the express leaves at 8:35; D on foot at 8:51, after the last of line 2
    assert late.tolist() == [[at("8:31"), NO_ARRIVAL, at("8:45"), at("8:51"), NO_ARRIVAL, NO_ARRIVAL]]


def test_percentiles_over_the_window():
    profiles = scan_profiles(
        TOWN.day, TOWN.change_table, TOWN.from_homes, reach(({E: 240},)), window=WINDOW, latest_s=at("10:00")
    )
    told = summarise_window(profiles, window=WINDOW)
    # 60 departures: 26 until 7:55 take 64, 63 ... 39 minutes, 30 until 8:25 take 68 ... 39, the last 4 for ever.
    # The 30th: 15 of either kind take 53 minutes or less. The 54th: all 26 and 28 of the others take 66 or less.
    assert (told.min_s[0], told.median_s[0], told.p90_s[0]) == (39 * 60, 53 * 60, 66 * 60)
    assert told.departures.tolist() == [2]
    on_foot = summarise_window(profiles, window=WINDOW, walk_s=np.array([3000.0]))
    assert (on_foot.min_s[0], on_foot.median_s[0], on_foot.p90_s[0]) == (39 * 60, 3000, 3000)


def test_more_than_half_of_the_departures_without_a_connection():
    # 26 of 60 departures catch line 1; half of them would be 30
    profiles = scan_profiles(
        TOWN.day, TOWN.change_table, TOWN.from_homes, TOWN.to_places, window=WINDOW, latest_s=at("8:40")
    )
    told = summarise_window(profiles, window=WINDOW)
    assert told.min_s.tolist() == [39 * 60, 25 * 60, 45 * 60]
    assert np.isinf(told.median_s).all()
    assert np.isinf(told.p90_s).all()


@pytest.mark.parametrize("window", [("7:56", "8:30"), ("7:30", "8:24")])
def test_percentiles_are_of_the_window_that_was_scanned(window):
    profiles = scan_profiles(
        TOWN.day, TOWN.change_table, TOWN.from_homes, TOWN.to_places, window=WINDOW, latest_s=at("10:00")
    )
    with pytest.raises(ValueError, match="window"):
        summarise_window(profiles, window=(at(window[0]), at(window[1])))


def test_nowhere_to_go():
    nowhere = Reach.from_pairs(*np.zeros((3, 0), dtype=np.int64), count=2)
    profiles = scan_profiles(
        TOWN.day, TOWN.change_table, nowhere, TOWN.to_places, window=WINDOW, latest_s=at("10:00")
    )
    assert profiles.pair_count == 0
    assert len(summarise_window(profiles, window=WINDOW).min_s) == 0


def test_the_shortest_of_walks_between_the_same_two_rounded_up():
    walks = Reach.from_pairs(np.array([1, 1, 0]), np.array([4, 4, 2]), np.array([90.0, 60.2, 5.0]), count=3)
    assert (walks.ptr.tolist(), walks.stop.tolist(), walks.walk_s.tolist()) == ([0, 1, 2, 2], [2, 4], [5, 61])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"changes": Changes(np.zeros(7, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))}, None),
        (
            {"changes": Changes(np.zeros(3, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))},
            "2 stops",
        ),
        (
            {
                "changes": Changes(
                    np.array([0, 1, 1, 1, 1, 1, 1]), np.zeros(1, np.int32), np.zeros(1, np.int32)
                )
            },
            "less than a second",
        ),
        ({"origins": reach(({6: 10},))}, "among the 6"),
        ({"destinations": reach(({-1: 10},))}, "among the 6"),
        ({"window": (at("9:00"), at("8:00"))}, "window"),
        ({"window": (0, 10**8)}, "window"),
    ],
)
def test_what_cannot_be_scanned_is_refused(changed, said):
    arguments = {
        "changes": TOWN.change_table, "origins": TOWN.from_homes, "destinations": TOWN.to_places, "window": WINDOW,
    } | changed  # fmt: skip
    window = arguments.pop("window")
    if said is None:
        assert scan_profiles(TOWN.day, **arguments, window=window, latest_s=at("10:00")).pair_count > 0
        return
    with pytest.raises(ValueError, match=said):
        scan_profiles(TOWN.day, **arguments, window=window, latest_s=at("10:00"))
