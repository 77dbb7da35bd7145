"""Random timetables against a search of every ride that does without the engine."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hand_timetables import NEVER, Search, Town, busy_towns, journeys_of, odd_towns, towns, trips
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.engine import timetable_scan
from mapa_uslug.engine.timetable_scan import (
    NO_ARRIVAL,
    Profiles,
    Reach,
    earliest_arrivals,
    scan_profiles,
    summarise_window,
)
from mapa_uslug.transit.visits import BOTH_WAYS_S, measure_visits

LATEST = 70
WINDOWS = st.tuples(st.integers(0, 30), st.integers(0, 25)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def scan(town: Town, window: tuple[int, int], *, latest: int = LATEST, workers: int | None = 1) -> Profiles:
    return scan_profiles(
        town.day, town.change_table, town.from_homes, town.to_places, window=window, latest_s=latest,
        workers=workers,
    )  # fmt: skip


def as_bytes(profiles: Profiles) -> bytes:
    return b"|".join(getattr(profiles, name).tobytes() for name in vars(profiles))


def pairs(town: Town) -> list[tuple[int, int]]:
    return [(home, place) for home in range(len(town.homes)) for place in range(len(town.places))]


LATEST_S = st.sampled_from([20, 45, LATEST])


@given(odd_towns(), WINDOWS, LATEST_S)
@settings(max_examples=250)
def test_profiles_of_few_trips_are_those_of_a_search_for_every_second(town, window, latest):
    compare_profiles(town, window, latest)


@given(busy_towns(), st.integers(0, 10), st.integers(15, 30), LATEST_S)
@settings(max_examples=300)
def test_profiles_of_many_trips_are_those_of_a_search_for_every_second(town, start, length, latest):
    compare_profiles(town, (start, start + length), latest)


def compare_profiles(town: Town, window: tuple[int, int], latest: int) -> None:
    profiles, search = scan(town, window, latest=latest), Search(town)
    expected = {pair: search.profile(*pair, window, latest) for pair in pairs(town)}
    assert {pair: journeys_of(profiles, *pair) for pair in pairs(town)} == expected
    told = list(zip(profiles.pair_origin.tolist(), profiles.pair_destination.tolist(), strict=True))
    assert told == sorted(pair for pair, journeys in expected.items() if journeys)


@given(towns(), st.integers(0, 40))
@settings(max_examples=200)
def test_one_departure_arrives_at_every_stop_when_a_search_does(town, leave):
    arrival, search = (
        earliest_arrivals(town.day, town.change_table, town.from_homes, depart_s=leave),
        Search(town),
    )
    for home, walks in enumerate(town.homes):
        expected = [leave + walks[s] if s in walks else NEVER for s in range(town.stops)]
        for stop, time in search.arrivals(home, leave):
            expected[stop] = min(expected[stop], time)
        assert [NEVER if a == NO_ARRIVAL else a for a in arrival[home].tolist()] == expected


@given(towns(), st.integers(0, 40))
@settings(max_examples=100)
def test_a_window_of_no_length_is_one_departure(town, leave):
    profiles, search = scan(town, (leave, leave)), Search(town)
    for pair in pairs(town):
        arrive, vehicles = search.earliest(*pair, leave, LATEST)
        assert journeys_of(profiles, *pair) == ([(leave, arrive, vehicles)] if arrive < NEVER else [])


@given(towns().flatmap(lambda town: st.tuples(st.just(town), trips(town.stops))), WINDOWS)
@settings(max_examples=200)
def test_one_more_trip_makes_nobody_later(town_and_trip, window):
    town, more = town_and_trip
    before, after = scan(town, window), scan(replace(town, trips=(*town.trips, more)), window)
    for pair in pairs(town):
        journeys = journeys_of(after, *pair)
        for depart, arrive, _ in journeys_of(before, *pair):
            assert any(leaves >= depart and there <= arrive for leaves, there, _ in journeys)


@given(towns(), WINDOWS, st.data())
@settings(max_examples=150)
def test_two_halves_of_a_window_have_the_journeys_of_the_whole(town, window, data):
    middle = data.draw(st.integers(*window))
    whole, first, second = (scan(town, part) for part in (window, (window[0], middle), (middle, window[1])))
    for pair in pairs(town):
        early = [journey for journey in journeys_of(first, *pair) if journey[0] < middle]
        assert early + journeys_of(second, *pair) == journeys_of(whole, *pair)


@given(towns(), WINDOWS, st.integers(2, 6))
@settings(max_examples=60)
def test_any_number_of_workers_gives_the_same_bytes(town, window, workers):
    many = replace(town, homes=tuple(town.homes * 12))
    assert as_bytes(scan(many, window, workers=workers)) == as_bytes(scan(many, window, workers=1))


@given(towns(), WINDOWS)
@settings(max_examples=100)
def test_a_scan_that_outgrows_its_memory_begins_again(town, window):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timetable_scan, "_ROOM_AT_STOP", 1)
        patch.setattr(timetable_scan, "_RIDES_TO_STOP", 0.2)
        tight = scan(town, window)
    assert as_bytes(tight) == as_bytes(scan(town, window))


@st.composite
def profiles(draw, origins: int, destinations: int, *, last: int, longest: int) -> Profiles:
    """Journeys out of nowhere, as a scan might tell them."""
    journeys, chosen = (
        [],
        draw(st.lists(st.booleans(), min_size=origins * destinations, max_size=origins * destinations)),
    )
    for is_there in chosen:
        count = draw(st.integers(1, 5)) if is_there else 0
        leave = sorted(draw(st.sets(st.integers(0, last), min_size=count, max_size=count)))
        arrive: list[int] = []
        for depart in leave[::-1]:
            soonest = arrive[-1] - 1 if arrive else last + longest + 5
            arrive.append(min(depart + draw(st.integers(1, longest)), soonest))
        journeys.append([(d, a) for d, a in zip(leave, arrive[::-1], strict=True) if a >= d])
    is_pair = np.array([len(part) > 0 for part in journeys])
    pair = np.flatnonzero(is_pair)
    flat = np.array([journey for part in journeys for journey in part], dtype=np.int32).reshape(-1, 2)
    size = [len(journeys[i]) for i in pair]
    return Profiles(
        (pair // destinations).astype(np.int32), (pair % destinations).astype(np.int32),
        np.cumsum([0, *size]).astype(np.int64), flat[:, 0].copy(), flat[:, 1].copy(), np.ones(len(flat), np.uint8),
    )  # fmt: skip


def nearest_rank(durations: list[float], percent: int) -> float:
    return sorted(durations)[math.ceil(percent * len(durations) / 100) - 1]


@given(profiles(2, 2, last=1500, longest=900), st.integers(0, 200), st.integers(0, 1300), st.data())
@settings(max_examples=300)
def test_percentiles_are_those_of_a_list_of_all_departures(found, start, length, data):
    window = (start, start + length)
    keep = (found.depart_s >= start) & (found.depart_s <= window[1])
    size = [int(keep[a:b].sum()) for a, b in zip(found.ptr, found.ptr[1:], strict=False)]
    there = np.flatnonzero(size)
    found = Profiles(
        found.pair_origin[there], found.pair_destination[there],
        np.cumsum([0, *(size[i] for i in there)]).astype(np.int64),
        found.depart_s[keep], found.arrive_s[keep], found.rides[keep],
    )  # fmt: skip
    caps = st.lists(st.sampled_from([300.0, 800.5, NEVER]), min_size=len(there), max_size=len(there))
    walk_s = np.array(data.draw(caps))
    plain = summarise_window(found, window=window)
    walked = summarise_window(found, window=window, walk_s=walk_s, workers=2)
    for row in range(len(there)):
        journeys = list(
            zip(
                found.depart_s[found.ptr[row] : found.ptr[row + 1]].tolist(),
                found.arrive_s[found.ptr[row] : found.ptr[row + 1]].tolist(),
                strict=True,
            )
        )
        minutes = range(start, window[1], 60) if length else [start]
        waits = [min((a - m for d, a in journeys if d >= m), default=NEVER) for m in minutes]
        least = min(a - d for d, a in journeys)
        for told, cap in ((plain, NEVER), (walked, walk_s[row])):
            assert told.min_s[row] == min(least, cap)
            assert told.median_s[row] == min(nearest_rank(waits, 50), cap)
            assert told.p90_s[row] == min(nearest_rank(waits, 90), cap)
            assert told.departures[row] == sum(d < window[1] for d, _ in journeys)


HOMES, PLACES = 2, 3
UNIT_S = 600
"""Visits are drawn in units of ten minutes, so that the time away from home matters."""
AWAY = BOTH_WAYS_S // UNIT_S


@st.composite
def openings(draw) -> list[list[tuple[int, int]]]:
    """Opening intervals of each place; some never open."""
    interval = st.tuples(st.integers(0, 50), st.integers(0, 30)).map(
        lambda pair: (pair[0], pair[0] + pair[1])
    )
    return [draw(st.lists(interval, max_size=2)) for _ in range(PLACES)]


def in_seconds(drawn: Profiles) -> Profiles:
    return replace(drawn, depart_s=drawn.depart_s * UNIT_S, arrive_s=drawn.arrive_s * UNIT_S)


@given(
    profiles(HOMES, PLACES, last=40, longest=15), profiles(PLACES, HOMES, last=60, longest=15), openings(),
    st.tuples(st.integers(1, 15), st.integers(0, 20)),
    st.dictionaries(st.tuples(st.integers(0, HOMES - 1), st.integers(0, PLACES - 1)), st.integers(1, 20)),
)  # fmt: skip
@settings(max_examples=300)
def test_visits_are_those_of_a_list_of_all_combinations(outward, homeward, open_at, stay, on_foot):
    least, most = stay[0], stay[0] + stay[1]
    flat = UNIT_S * np.array([pair for place in open_at for pair in place], dtype=np.int32).reshape(-1, 2)
    walks = [(home, place, walk * UNIT_S) for (home, place), walk in on_foot.items()]
    visits = measure_visits(
        in_seconds(outward), in_seconds(homeward), opens_s=flat[:, 0].copy(), closes_s=flat[:, 1].copy(),
        stay=(least * UNIT_S, most * UNIT_S),
        hours_ptr=np.cumsum([0, *map(len, open_at)]).astype(np.int64),
        walks=Reach.from_pairs(*np.array(walks, dtype=np.int64).reshape(-1, 3).T, count=HOMES),
    )  # fmt: skip
    told = {
        (int(home), int(place)): row
        for row, (home, place) in enumerate(zip(visits.pair_origin, visits.pair_destination, strict=True))
    }
    assert list(told) == sorted(told)
    for home in range(HOMES):
        for place in range(PLACES):
            there = [(a, a - d) for d, a, _ in journeys_of(outward, home, place)]
            back = [(d, a - d) for d, a, _ in journeys_of(homeward, place, home)]
            last = max((leave for leave, _ in back), default=-1)
            if (home, place) in on_foot:
                there += [(time, on_foot[home, place]) for time in range(-50, 130)]
                back += [(time, on_foot[home, place]) for time in range(-50, 130)]
            if not there and not back:
                assert (home, place) not in told
                continue
            row = told[home, place]
            whole = [
                (out_s, back_s)
                for arrive, out_s in there
                for leave, back_s in back
                if leave + back_s - (arrive - out_s) <= most + AWAY
                and any(max(arrive, o) + least <= min(leave, c) for o, c in open_at[place])
            ]
            told_s = (visits.outward_s[row] / UNIT_S, visits.return_s[row] / UNIT_S)
            assert told_s == min(whole, default=(NEVER, NEVER))
            assert visits.has_return[row] == bool(whole)
            assert visits.has_outward[row] == any(
                max(arrive, o) + least <= c for arrive, _ in there for o, c in open_at[place]
            )
            assert visits.last_return_s[row] == (last * UNIT_S if last >= 0 else -1)
