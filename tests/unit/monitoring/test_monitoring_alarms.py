"""Alarms: each kind raised by a pair made for it, and silent a step below its limit."""

import pytest
from hand_snapshots import COSTS, B, place, snapshot, way, ways

from mapa_uslug.contracts.changes import ALARMS, AlarmLimits
from mapa_uslug.monitoring.comparing import compare_snapshots

AREAS = {"DDP": (4,)}


def alarms(old, new, **limits):
    changes = compare_snapshots([old, new], limits=AlarmLimits(**limits), areas=AREAS)
    table = changes.alarms
    assert table["alarm"].map(ALARMS.index).is_monotonic_increasing
    return {row["alarm"]: row for row in table.to_dict("records")}


def test_nothing_is_wrong_with_two_equal_results():
    assert alarms(snapshot(), snapshot()) == {}


def test_more_people_too_far_from_the_limit_on():
    # In B 10 people were too far, 40 more are: 500 %.
    worse = snapshot(ways(COSTS | {"c3": 33.0}))
    found = alarms(snapshot(date="2025-09-30"), worse)
    assert set(found) == {"white_spot_grown"}
    told = found["white_spot_grown"]
    assert (told["unit"], told["service_type"], told["old"], told["new"], told["since"]) == (B, "DDP", "10", "50", "2025-09-30")  # fmt: skip
    assert alarms(snapshot(), worse, least_people=41) == {}
    assert alarms(snapshot(), worse, growth=4.0) == {}
    assert set(alarms(snapshot(), worse, growth=3.99)) == {"white_spot_grown"}


def test_more_people_unknown_and_more_without_a_place():
    new = [
        way("c1", 10.0, full=20),
        way("c2", 20.0),
        way("c3", 25.0, reason="uncertain_place"),
        way("c4", 40.0),
    ]
    assert set(alarms(snapshot(), snapshot(new))) == {"full_grown", "unknown_grown"}


def test_the_last_place_of_a_service_and_of_an_area_is_lost():
    two = [place(kind="DDP"), place("U-2", gmina=B, keeper="UG Podlesie", corrections="tel. 11")]
    found = alarms(snapshot(services=two), snapshot(services=two[:1]))
    assert set(found) == {"area_lost", "type_lost", "service_vanished"}
    assert (found["area_lost"]["unit"], found["area_lost"]["area"], found["area_lost"]["old"]) == (B, 4, "1")
    assert found["service_vanished"]["ask"] == "UG Podlesie, tel. 11"
    # Another place of the service in the gmina: it vanished, the kind of service did not.
    more = [*two, place("U-3", gmina=B)]
    assert set(alarms(snapshot(services=more), snapshot(services=[more[0], more[2]]))) == {"service_vanished"}


def test_capacity_that_falls():
    less = snapshot(services=[place(capacity=18.0)])
    assert set(alarms(snapshot(), less)) == {"capacity_fell"}
    assert alarms(snapshot(), less, capacity_fall=0.1) == {}
    # Another unit of measure is no fall, nor is more.
    assert alarms(snapshot(), snapshot(services=[place(capacity=5.0, capacity_unit="osoby")])) == {}
    assert alarms(snapshot(), snapshot(services=[place(capacity=25.0)])) == {}


@pytest.mark.parametrize(
    ("until", "alarm"),
    [("2027-09-30", "funding_ends"), ("2027-10-01", ""), ("2026-09-29", "funding_ended"), ("2026-09-30", "funding_ends")],
)  # fmt: skip
def test_funding_that_ends_within_a_year_of_the_newest_result(until, alarm):
    given = snapshot(services=[place(funded_until=until)], date="2026-09-30")
    assert set(alarms(given, given)) == ({alarm} if alarm else set())


def test_a_record_older_than_a_year():
    def result(told):
        return snapshot(services=[place(source_date=told, contact="sekretariat")], date="2026-09-30")

    assert alarms(result("2025-09-30"), result("2025-09-30")) == {}
    found = alarms(result("2025-09-29"), result("2025-09-29"))
    assert (found["record_old"]["since"], found["record_old"]["ask"]) == ("2025-09-29", "sekretariat")
    # Where no day is known, nothing is called old.
    blank = snapshot(services=[place(source_date="2020-01-01")], date="")
    assert alarms(blank, blank) == {}


def test_a_new_place_known_only_roughly():
    rough = place("U-2", quality="miejscowosc", radius_m=2000.0)
    assert set(alarms(snapshot(), snapshot(services=[place(), rough]))) == {"rough_place"}
    known = snapshot(services=[place(), rough])
    assert alarms(known, known) == {}
