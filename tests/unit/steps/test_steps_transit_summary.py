"""What a summary tells of the valley of `hand_buses`: see its drawing, its people and its courses."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hand_buses import EAST, TRIPS, WEST, measurer, timetable, valley, with_taxi

from mapa_uslug.catalog import Threshold, read_catalog
from mapa_uslug.contracts.barriers import TransitSummary
from mapa_uslug.steps.measuring import Measure
from mapa_uslug.steps.transit_summary import summarise_transit

POZ = read_catalog().by_code["POZ"]


def summary(data: Any, *, minutes: int = 15, knows_paths: bool = True) -> TransitSummary:
    made = measurer(data)
    vars(made)["_knows_paths"] = knows_paths
    threshold = Threshold(values=(1, minutes, 240))
    measures = [Measure(POZ, mode, threshold) for mode in ("walk", "transit")]
    found = summarise_transit(data, made, measures)
    assert found is not None
    return found


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    shown = table[list(columns)].astype(object).where(table[list(columns)].notna(), None)
    return list(shown.itertuples(index=False, name=None))


def test_courses_of_stops():
    # From A on school days at 7:00 and 9:00; from B at 8:30, 12:00, 17:00 and 24:30, of which 12:00 also on weekdays free
    # of school. Nothing calls at N, and nothing is known of weekends.
    found = summary(valley())
    assert found.day_type == "school"
    assert found.dates == {"school": "", "free": ""}
    assert rows(
        found.courses, "stop_id", "name", "lines", "school", "free", "saturday", "sunday", "first", "last"
    ) == [
        ("A", "Stop A", "7", 2, 0, None, None, "07:00", "09:00"),
        ("B", "Stop B", "7", 4, 1, None, None, "08:30", "24:30"),
    ]


def test_stops_beyond_the_data_are_not_told():
    data = valley()
    data.extent = data.gminas.geometry.iloc[0]  # ends at 4000 m
    assert summary(data).courses["stop_id"].tolist() == ["A"]


def test_localities():
    # All six courses call at A, of which one on weekdays free of school; as many at B. Osada is the largest place of its
    # gmina, so its people go to Miasto, the largest of all, and come home by the bus of 24:30; those of Miasto to Osada,
    # home at 9:00, 100 s after leaving. Pole has no stop, at that of Brzeg nothing calls, Las has no road.
    found = summary(valley(complete=[WEST])).localities.set_index("locality")
    columns = (
        "gmina_teryt",
        "people",
        "people_65_plus",
        "people_near_stop",
        "school",
        "free",
        "saturday",
        "last_return",
    )
    assert dict(zip(found.index, rows(found, *columns), strict=True)) == {
        "Osada": (WEST, 100, 20, 100, 6, 1, None, "24:28"),
        "Pole": (WEST, 50, 5, 0, 0, 0, None, ""),
        "Brzeg": (WEST, 30, 3, 30, 0, 0, None, ""),
        "Las": (WEST, 10, 1, 0, 0, 0, None, ""),
        "Miasto": (EAST, 200, 30, 200, 6, 1, None, "08:58"),
    }  # fmt: skip
    # Osada has one course on weekdays free of school. Of the east nothing is known for certain, nor of Las.
    assert set(found.index[found["is_known"]]) == {"Osada", "Pole", "Brzeg"}
    assert set(found.index[found["is_excluded"]]) == {"Osada", "Pole", "Brzeg"}


def test_three_courses_there_and_three_back_are_enough():
    every_day = [("SW", *calls) for _, *calls in TRIPS]
    found = summary(valley(timetable(every_day), complete=[WEST, EAST])).localities
    assert set(found.loc[~found["is_excluded"], "locality"]) == {"Osada", "Miasto", "Las"}
    five = summary(valley(timetable(every_day[1:]), complete=[WEST, EAST])).localities
    assert set(five.loc[~five["is_excluded"], "locality"]) == {"Las"}


def test_of_a_kind_of_day_that_nothing_is_known_of_nothing_is_concluded():
    # On school days six courses; the timetable tells of no other day, so that it is not said that nothing goes then.
    school = [("S", *calls) for _, *calls in TRIPS]
    found = summary(valley(timetable(school), complete=[WEST])).localities.set_index("locality")
    assert found["free"].isna().all()
    assert set(found.index[found["is_excluded"]]) == {"Pole", "Brzeg"}


def test_without_footpaths_it_is_not_known_who_has_no_stop():
    found = summary(valley(complete=[WEST, EAST]), knows_paths=False)
    assert not found.localities["is_known"].any()
    assert not found.localities["is_excluded"].any()
    assert len(found.school_only) == 0


@pytest.mark.parametrize(
    ("complete", "minutes", "people"),
    [
        ([WEST], 15, [(100, 100)]),  # c0 to p0 in 800 s on school days, on others nobody gets back
        ([WEST], 13, []),  # 780 s
        ([EAST], 15, []),  # where courses may be missing nobody is said to have none
    ],
)
def test_cells_that_have_a_service_on_school_days_only(complete, minutes, people):
    found = summary(valley(complete=complete), minutes=minutes).school_only
    assert rows(found, "people", "people_target") == people
    assert set(found["service_type"]) <= {"POZ"}
    if people:
        # Its square of 250 m holds the cell's point.
        assert found.geometry.area.tolist() == [250.0 * 250.0]


def test_no_school_days_only_where_the_other_weekdays_are_unknown():
    school = [("S", *calls) for _, *calls in TRIPS]
    assert len(summary(valley(timetable(school), complete=[WEST])).school_only) == 0


def test_services_on_demand():
    found = summary(valley(with_taxi(day_types=("school", "saturday"), groups="75+"))).on_demand
    assert found.to_dict("records") == [
        {
            "name": "Taxi", "gminas": WEST, "day_types": "school|saturday", "hours": "08:00-15:00", "extra_min": 10,
            "booking": "tel.", "groups": "75+",
        }
    ]  # fmt: skip


def test_no_summary_without_a_timetable_or_where_it_is_not_measured():
    data = valley()
    made = measurer(data)
    data.modes = ("car",)
    assert summarise_transit(data, made, []) is None
    data = valley()
    data.timetable = None
    assert summarise_transit(data, made, []) is None
