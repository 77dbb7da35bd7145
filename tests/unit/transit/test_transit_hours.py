from datetime import date

import numpy as np
import pytest

from mapa_uslug.transit.hours import find_open_hours

WEDNESDAY, SATURDAY = date(2026, 5, 13), date(2026, 5, 16)
OFFICE = (8 * 3600, 16 * 3600)


def stretches(hours):
    return [
        list(zip(hours.opens_s[a:b].tolist(), hours.closes_s[a:b].tolist(), strict=True))
        for a, b in zip(hours.ptr[:-1], hours.ptr[1:], strict=True)
    ]


def test_hours_of_a_day_come_by_place():
    texts = ["Mo-Fr 08:00-12:00,13:00-15:30", "", "Sa 10:00-12:00", "24/7"]
    hours = find_open_hours(texts, days=[WEDNESDAY], default=OFFICE)
    assert stretches(hours) == [[(28800, 43200), (46800, 55800)], [OFFICE], [], [(0, 86400)]]
    assert stretches(hours.take(np.array([3, 0]))) == [[(0, 86400)], [(28800, 43200), (46800, 55800)]]


def test_places_that_are_shut_get_the_hours_that_are_taken():
    texts = [
        "Sa 10:00-12:00",
        "We 10:00-12:00,13:00-14:00",
        "Su 08:00-09:00",
        "We 09:00-10:00",
        "Sa 10:00-12:00",
    ]
    hours = find_open_hours(texts, days=[WEDNESDAY], default=(60, 120))
    assert hours.are_none.tolist() == [True, False, True, False, True]
    taken = [(60, 120)]
    assert stretches(hours.filled(OFFICE)) == [
        [OFFICE],
        [(36000, 43200), (46800, 50400)],
        [OFFICE],
        [(32400, 36000)],
        [OFFICE],
    ]
    assert stretches(find_open_hours([""], days=[WEDNESDAY], default=(60, 120)).filled(OFFICE)) == [taken]


def test_hours_past_midnight_end_with_the_day_and_begin_with_it():
    hours = find_open_hours(["Mo-Su 22:00-06:00"], days=[WEDNESDAY], default=OFFICE)
    assert stretches(hours) == [[(0, 21600), (79200, 86400)]]


@pytest.mark.parametrize("text", ["Mo-Fr 08:00-14:00; Sa unknown", "unknown"])
def test_a_day_of_which_nothing_is_known_has_the_hours_that_are_taken(text):
    assert stretches(find_open_hours([text], days=[SATURDAY], default=OFFICE)) == [[OFFICE]]


def test_no_place_has_no_hours():
    assert find_open_hours([], days=[WEDNESDAY], default=OFFICE).ptr.tolist() == [0]


def test_of_several_days_any_will_do():
    # Monday, Tuesday and Wednesday: stretches by when they begin, the same one once, different ones never joined.
    days = [WEDNESDAY, date(2026, 5, 11), date(2026, 5, 12)]
    texts = ["Tu 09:00-11:00", "Mo,Tu 08:00-12:00; We 11:00-16:00", "Sa 10:00-12:00", ""]
    eight, nine, eleven, noon = (hour * 3600 for hour in (8, 9, 11, 12))
    assert stretches(find_open_hours(texts, days=days, default=OFFICE)) == [
        [(nine, eleven)], [(eight, noon), (eleven, 16 * 3600)], [], [OFFICE]
    ]  # fmt: skip
