import numpy as np
import pytest

from mapa_uslug.contracts.timetable import OnDemand
from mapa_uslug.transit.hours import OpenHours
from mapa_uslug.transit.on_demand import measure_door_to_door, open_to_all

HOUR = 3600
TAXI = OnDemand(
    "PomocNa Taksówka", ("A",), (), ("school", "free"), 7 * HOUR, 15 * HOUR, 15, "tel.", "", "sheet"
)
# Place 0 is open from 8 to 16, place 1 from 8 to 9 and from 14 to 16, place 2 is shut.
HOURS = OpenHours(
    np.array([0, 1, 3, 3]), np.array([8, 8, 14], dtype=np.int32) * HOUR, np.array([16, 9, 16], dtype=np.int32) * HOUR
)  # fmt: skip


def way(service=TAXI, place=0, drive_min=30, gmina="A", stay_min=60, place_gmina="B"):
    return measure_door_to_door(
        service, cell=np.zeros(1, dtype=np.int32), place=np.array([place], dtype=np.int32),
        drive_s=np.array([drive_min * 60.0]), cell_gmina=np.array([gmina], dtype=object),
        place_gmina=np.array([place_gmina] * 3, dtype=object), hours=HOURS, stay_s=stay_min * 60,
    ).item()  # fmt: skip


def test_the_way_is_the_drive_and_the_minutes_for_fetching_others():
    assert way() == 45 * 60


def test_only_its_gminas_are_fetched_and_only_its_destinations_gone_to():
    assert way(gmina="B") == np.inf
    only_to = OnDemand(**{**TAXI.__dict__, "destinations": ("C",)})
    assert way(only_to) == np.inf
    assert way(only_to, place_gmina="C") == 45 * 60


@pytest.mark.parametrize(
    ("place", "stay_min", "is_possible"),
    # There from 7:45 at the earliest, away by 14:15 at the latest: place 0 from 8:00 on for 6 h 15 min; place 1 for one
    # hour before 9 and a quarter of one after 14; place 2 never.
    [(0, 375, True), (0, 376, False), (1, 60, True), (1, 61, False), (2, 1, False)],
)
def test_a_visit_fits_between_fetching_and_bringing_back(place, stay_min, is_possible):
    assert np.isfinite(way(place=place, stay_min=stay_min)) == is_possible


def test_who_drives_for_some_groups_only_brings_no_one_else_there():
    for_some = OnDemand(**{**TAXI.__dict__, "groups": "osoby 75+"})
    assert open_to_all([TAXI, for_some], "school") == [TAXI]
    assert open_to_all([TAXI], "sunday") == []
