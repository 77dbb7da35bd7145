"""There and back in the valley of `hand_buses`, by the clock: see its drawing and its courses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hand_buses import EAST, PLACES, TAXI, TRIPS, WEST, measurer, services, timetable, valley, with_taxi

from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.clock import parse_clock
from mapa_uslug.steps.public_transport import PublicTransport
from mapa_uslug.steps.uncertain_places import RoughOfType, find_rough

INF = np.inf
P0, P1, P2, P3 = range(4)
ALL = np.arange(4)


def transit(table: Any = None, **options: Any) -> PublicTransport:
    return measurer(valley(table, **options)).transit


def test_ways_there_from_which_one_gets_back():
    # c0 to p0: 100 s to A, 10 min, 100 s from B. With the bus of 7:00 or of 9:00 one gets back at 12:00: p0 opens at 8, and
    # at 12:11:40 one is home, 5 h 13 min 20 s after leaving for the first. p2 opens on Tuesdays, a weekday as well as
    # the Wednesday that hours are looked up on; p3 on Saturdays only, so that it counts as open from 8 to 16, as does p1,
    # of which no hours are known: hours alone keep nobody away. p1 is 200 m away on foot.
    # c2 to p0 walks 200 m. From c2 to p1 one gets at 8:45 and 12:15, but the last bus back is at 9:00.
    # c1 is 2000 m from A, c3's stop has no courses, c4 has no road.
    none = [INF] * 4
    assert transit().outward(ALL).tolist() == [
        [800, 200, 800, 800],
        [*none],
        [200, INF, 200, 200],
        none,
        none,
    ]
    assert transit().outward(np.array([P1])).ravel().tolist() == [200, INF, INF, INF, INF]


def test_hours_are_those_given_where_none_are_known():
    # p1 is open from 8 to 16 unless said otherwise; c2 gets there at 8:45 and has to leave by 8:55.
    assert transit(stay_min=10).outward(ALL)[2, P1] == 1000
    assert transit(stay_min=10, hours="10:00-16:00").outward(ALL)[2, P1] == INF


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ({"window": "07:00-08:58"}, 800 + 20),  # at A from 8:59:40, 20 s at the stop
        ({"window": "07:00-08:30"}, 1700 + 800),  # waits from the window's end, 8:30:00 instead of 8:58:20
        ({"window": "08:59-18:00"}, INF),  # 9:00 is missed by 40 s
        # Leaves at 8:00:00, home at 12:11:40: 251 min 40 s, of which 180 min are for both ways.
        ({"window": "07:00-08:00", "stay_max": 72}, 3500 + 800),
        ({"window": "07:00-08:00", "stay_max": 71}, INF),
        # Open at 8:00, away at 11:58:20 it is 238 min 20 s; from 6:58:20 to 12:11:40 one is away for 313 min 20 s.
        ({"stay_min": 238}, 800),
        ({"stay_min": 239}, INF),  # with the bus of 17:00 one is home at 17:11:40, 493 min 20 s after 8:58:20
        ({"window": "07:00-18:00", "stay_min": 166}, 800),  # from 9:11:40 to 11:58:20 it is 166 min 40 s
        ({"window": "07:00-18:00", "stay_min": 167}, INF),
        ({"window": "07:00-18:00", "stay_min": 167, "stay_max": 314}, 800),
        ({"window": "07:00-18:00", "stay_min": 167, "stay_max": 313}, INF),
        ({"max_walk_min": 1}, INF),
        ({"walk": "walk_slow"}, 200 + 600 + 200),
    ],
)
def test_limits_of_a_journey(options, seconds):
    assert transit(**options).outward(ALL)[0, P0] == seconds


def test_times_of_some_cells_and_services():
    # Cells c2 and c0, services p1 and p0 in this order: c2 has p0 within 200 s, c0 has p1 within 200 s and p0 in 800 s.
    times = transit().times(np.array([2, 0]), np.array([P1, P0]), limit=300.0, edge_cost=np.array([7.0, 8.0]))
    assert times.nearest_cost.tolist() == [200, 200]
    assert times.nearest_place.tolist() == [1, 0]
    assert times.pair_ptr.tolist() == [0, 1, 2]
    assert times.pair_place.tolist() == [1, 0]
    assert times.edge_cost.tolist() == [7, 8]
    assert times.is_snapped.all()
    nowhere = transit().times(np.array([4, 1]), np.array([P0]), limit=300.0, edge_cost=np.zeros(2))
    assert nowhere.is_snapped.tolist() == [False, True]
    assert nowhere.nearest_cost.tolist() == [INF, INF]
    assert nowhere.nearest_place.tolist() == [-1, -1]


def causes(found: PublicTransport, *places: int) -> list[str]:
    codes = found.what_lacks(np.arange(5), np.array(places))
    return ["" if code < 0 else CAUSES[code] for code in codes]


def test_what_lacks():
    assert causes(transit(), P0) == ["slow", "no_stop", "slow", "no_course", ""]
    assert causes(transit(), P1) == ["slow", "no_stop", "no_return", "no_course", ""]
    assert causes(transit(), P1, P0) == ["slow", "no_stop", "slow", "no_course", ""]


def test_between_cells():
    # A place at c2 is open from 8 to 16: c0 gets there as to p0. Places at c0 are left by 8:58:20, nobody from c2 has
    # stayed for an hour by then.
    table = transit().between_cells()
    assert table is not None
    expected = np.full((5, 5), INF)
    np.fill_diagonal(expected[:4, :4], 0)
    expected[0, 2] = 800
    assert table.tolist() == expected.tolist()


def test_last_returns():
    # From c2 home to c0: B at 24:30, left for 100 s before. From c0 home to c2: A at 9:00. c1 and c3 are never reached.
    found = transit().last_returns(np.array([2, 0, 0, 0, 2]))
    assert found.tolist() == [parse_clock("24:28:20"), -1, parse_clock("8:58:20"), -1, -1]


def test_leaving():
    far = np.full(5, INF)
    # B is beyond the known: 100 s and 10 min. From c2 one rides to A and walks on for 400 s; 1300 s would be too far.
    ways = transit(known_to=5000.0).leaving(np.array([400.0, INF, 0.0]), far)
    assert ways.tolist() == [700, INF, 1100, INF, INF]
    # (then c2, which stands at B, is left the bus to A at 8:30 and back at 9:00; of walks from home others take care).
    too_far = transit(known_to=5000.0).leaving(np.array([1300.0, INF, INF]), far)
    assert too_far.tolist() == [700, INF, 100 + 40 * 60, INF, INF]
    # All stops are known, and from none one walks out of the known.
    assert np.isinf(transit().leaving(np.full(3, INF), far)).all()


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, [650, 680, INF]),  # the taxi fetches people of the western gmina: drive and ten minutes
        ({"destinations": (EAST,)}, [INF, INF, INF]),  # which is known altogether
        ({"destinations": ("999999",)}, [650, 680, INF]),
        ({"groups": "75+"}, [INF, INF, INF]),
        ({"day_types": ("free",)}, [INF, INF, INF]),
    ],
)
def test_leaving_at_the_door(changes, seconds):
    ways = transit(with_taxi(**changes)).leaving(np.full(3, INF), np.array([50.0, 80.0, 60.0, INF, INF]))
    assert ways.tolist() == [*seconds, INF, INF]


def test_a_taxi_at_the_door():
    # From c1 3900 m to p0: 390 s and ten minutes. From c0 to p0 580 + 600 s, the bus takes 800. To p1 170 + 600 s from c1.
    # c3 has no road there; c2 is not of the gmina. c1 lacks nothing but time then, as does c0.
    found = transit(with_taxi())
    assert found.outward(ALL)[:, P0].tolist() == [800, 990, 200, INF, INF]
    assert found.outward(ALL)[1, P1] == 770
    assert causes(found, P0)[1] == "slow"
    # p2 is open from 9 to 12: a taxi from 8 to 10 brings nobody back in time, one until 10:30 does: there at 9:00 at the
    # earliest, away at 10:00, home at 10:16:30.
    for until, seconds in (("10:00", INF), ("10:30", 990)):
        assert transit(with_taxi(until_s=parse_clock(until))).outward(ALL)[1, P2] == seconds


def test_a_long_drive_is_not_cut_off_by_a_short_stay():
    # 390 s of driving and ten minutes are more than the longest stay of ten minutes; away one is for 43 min.
    assert transit(with_taxi(), stay_min=10, stay_max=10).outward(ALL)[1, P0] == 990


def rough(data: Any, places: list[tuple[Any, ...]], radius: float) -> RoughOfType:
    frame = services(places).assign(radius_m=radius, quality="miejscowosc")
    found = find_rough(data.roads, frame, measurer(data, frame).snaps("services", "transit"), mode="walk")
    assert found is not None
    return found


def test_places_known_only_roughly_may_stand_at_the_best_spot_of_their_disc():
    # Within 500 m of p0 the road goes from 5400 to 6400: B is in it, so is c2. c0: 100 s and 10 min. Nobody gets back
    # from p1 to c2, but that is not asked: 100 s, 10 min, and at A the disc of 500 m about p1 begins.
    places = [PLACES[P0], PLACES[P1]]
    data = valley()
    got = measurer(data).transit.least_outward(rough(data, places, 500.0))
    assert got[:, 0].tolist() == [700, INF, 0, INF, INF]
    # c1 is 1200 m east of the disc about p1, which ends at 800.
    assert got[:, 1].tolist() == [0, 1200, 700, INF, INF]
    # A taxi: 340 s from c1 to the nearest spot about p0.
    data = valley(with_taxi())
    got = measurer(data).transit.least_outward(rough(data, places, 500.0))
    assert got[:, 0].tolist() == [700, 940, 0, INF, INF]


def test_on_another_kind_of_day():
    # On a weekday free of school a bus goes from B to A at 12:00, and nothing back. On Saturdays nothing is known.
    found = transit()
    free = found.on("free")
    assert (found.day_type, free.day_type) == ("school", "free")
    assert found.is_known
    assert free.is_known
    assert not found.on("saturday").is_known
    assert free.outward(ALL)[:, P0].tolist() == [INF, INF, 200, INF, INF]
    assert causes(free, P1)[2] == "no_return"
    assert causes(free, P0)[0] == "no_course"
    # p3 is open on Saturdays, when c2 walks there, and counts as open from 8 to 16 on other days.
    assert found.on("saturday").outward(ALL)[:, P3].tolist() == [INF, INF, 200, INF, INF]


def test_a_place_that_is_shut_is_never_out_of_reach_for_its_hours():
    assert causes(transit(), P3) == causes(transit(), P0) == ["slow", "no_stop", "slow", "no_course", ""]
    # c2 gets to p3 at noon at the earliest if that counts as open until 8:30 only, and then on foot.
    assert transit(hours="08:00-08:30").outward(ALL)[0, P3] == INF


def test_gminas_in_which_a_course_was_left_out():
    assert transit().gminas_with_lost_courses == frozenset()
    # N stands in the west, B in the east.
    for lost, gminas in (([0, 0, 1], {WEST}), ([0, 1, 1], {WEST, EAST})):
        table = replace(timetable(), lost_stop=np.array(lost, dtype=bool))
        assert transit(table).gminas_with_lost_courses == gminas


def dated(*sources: str, runs: list[list[int]]) -> Any:
    """The courses of the valley by source, the first of them of the first source and so on, from Monday 22 June 2026 on."""
    table = timetable()
    count = table.trip_count
    of_trip = np.arange(count) % len(sources)
    return replace(
        table, trip_source=np.array(sources, dtype=object)[of_trip], first_date=date(2026, 6, 22),
        runs_on_date=np.array(runs, dtype=bool)[of_trip], runs_on_type=np.zeros((count, 4), dtype=bool),
    )  # fmt: skip


def test_a_feed_that_ends_before_the_holidays_leaves_them_unknown():
    # Both run on school days of June; in July the first goes on and the second has no timetable.
    both = transit(dated("a.zip", "szkolny.zip", runs=[[1] * 14, [1] * 4 + [0] * 10]))
    assert both.is_known
    assert both.date == date(2026, 6, 22)
    free = both.on("free")
    assert not free.is_known
    assert free.date is None
    alone = transit(dated("a.zip", runs=[[1] * 14])).on("free")
    assert (alone.is_known, alone.date) == (True, date(2026, 7, 1))
    # A date that is given is used as far as it goes.
    given = transit(
        dated("a.zip", "szkolny.zip", runs=[[1] * 14, [1] * 4 + [0] * 10]), days={"free": date(2026, 7, 2)}
    ).on("free")
    assert (given.is_known, given.date, given.day.trip_count) == (False, date(2026, 7, 2), 3)


def test_a_bus_to_an_event_is_no_course_of_an_ordinary_day():
    table = timetable()
    dates = np.zeros((table.trip_count, 4), dtype=bool)
    dates[0] = True  # A 7:00
    event = replace(
        table, first_date=date(2026, 6, 22), runs_on_date=dates, runs_on_type=table.runs_on_type & ~dates
    )
    found = transit(event)
    assert (found.date, found.day.trip_row.tolist()) == (None, [1, 2, 3, 4, 5])
    assert transit(event, days={"school": date(2026, 6, 22)}).day.trip_row.tolist() == [1, 2, 3, 4, 5]


def test_nothing_runs_at_all():
    found = transit(timetable([]))
    assert found.outward(ALL)[:, P0].tolist() == [INF, INF, 200, INF, INF]
    assert causes(found, P0) == ["no_course", "no_stop", "slow", "no_course", ""]
    assert found.last_returns(np.zeros(5, dtype=np.int64)).tolist() == [-1] * 5
    assert np.isinf(found.leaving(np.full(3, INF), np.full(5, INF))).all()


def test_a_timetable_is_needed():
    data = valley()
    data.timetable = None
    with pytest.raises(ValueError, match="timetable"):
        PublicTransport(data, services(), measurer(data).snaps)


def test_the_taxi_and_the_courses_are_what_the_tests_take_them_for():
    assert (TAXI.extra_min, TAXI.gminas, len(TRIPS)) == (10, ("120101",), 6)
