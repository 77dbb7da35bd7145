"""What moved people from state to state, with answers worked out by hand."""

import pytest
from hand_snapshots import COSTS, A, B, place, snapshot, way, ways

from mapa_uslug.contracts.changes import PARTS
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.monitoring.comparing import compare_snapshots


def split(old, new):
    """Parts of the change in people, all gminas together: (state, part) -> people, without zeros."""
    people = compare_snapshots([old, new]).people
    assert (people[list(PARTS)].sum(axis=1) == people["change"]).all()
    assert (people["new"] - people["old"] == people["change"]).all()
    rows = people[(people["unit"] == "") & (people["service_type"] == "DDP")].set_index("state")
    return {(s, p): int(rows.at[s, p]) for s in STATES for p in PARTS if rows.at[s, p]}


def test_nothing_differs_in_the_same_snapshot():
    changes = compare_snapshots([snapshot(), snapshot()])
    assert changes.is_empty
    assert not (changes.people[list(PARTS)] != 0).any(axis=None)


def test_a_place_that_closes_moves_people_by_services():
    # U-2 served c3 in 5 minutes; without it c3 is 35 minutes from U-1: its 40 people are too far.
    old = snapshot([*ways()[:2], way("c3", 5.0, nearest="U-2"), way("c4", 40.0)],
                   [place(), place("U-2", gmina=B)], files={"services 1": "a"})  # fmt: skip
    new = snapshot(ways(COSTS | {"c3": 35.0}), files={"services 1": "b"})
    assert split(old, new) == {("served", "services"): -40, ("too_far", "services"): 40}


def test_more_people_at_the_same_states_are_population():
    # c1 grows from 100 to 120 (served), c4 shrinks from 10 to 4 (too far).
    new = ways()
    new[0], new[3] = way("c1", 10.0, people=120), way("c4", 40.0, people=4)
    old = snapshot(files={"totals": "a"})
    assert split(old, snapshot(new, files={"totals": "b"})) == {
        ("served", "population"): 20,
        ("too_far", "population"): -6,
    }


def test_people_where_nobody_lived_are_population_in_the_state_they_are_in():
    new = [*ways(), way("c9", 50.0, people=7, gmina=B)]
    found = split(snapshot(files={"population": "a"}), snapshot(new, files={"population": "b"}))
    assert found == {("too_far", "population"): 7}


def test_places_that_fill_since_there_are_more_people_are_population():
    # The day centre has room for everybody but 30 of the 120 people of c1.
    new = ways()
    new[0] = way("c1", 10.0, people=120, full=30)
    found = split(snapshot(files={"totals": "a"}), snapshot(new, files={"totals": "b"}))
    assert found == {("served", "population"): -10, ("full", "population"): 30}


def test_places_that_fill_since_there_are_fewer_of_them_are_services():
    new = ways()
    new[0] = way("c1", 10.0, full=30)
    smaller = [place(capacity=10.0)]
    found = split(snapshot(files={"services 1": "a"}), snapshot(new, smaller, files={"services 1": "b"}))
    assert found == {("served", "services"): -30, ("full", "services"): 30}


def test_another_way_to_the_same_place_is_roads():
    # c3 needs 33 minutes instead of 25: 40 people.
    new = snapshot(ways(COSTS | {"c3": 33.0}), files={"roads": "b"})
    assert split(snapshot(files={"roads": "a"}), new) == {("served", "roads"): -40, ("too_far", "roads"): 40}


def test_another_threshold_is_method_even_where_the_places_were_changed_too():
    # At 22 minutes c3 (25) is too far by the ways that it had; U-1 moved within Zalewo, which moves nobody.
    new = snapshot(ways(COSTS, threshold=22), [place(x=150.0, address="Krótka 1")],
                   files={"services 1": "b"}, options={"threshold": ["DDP 22"]})  # fmt: skip
    found = split(snapshot(files={"services 1": "a"}), new)
    assert found == {("served", "method"): -40, ("too_far", "method"): 40}


def test_two_causes_are_told_apart_cell_by_cell():
    # c3 is 5 minutes from U-2, which closes: 35 to U-1 (40 people, services). The way of c2 to U-1 grows to 31 (50 people, roads).
    old = snapshot([way("c1", 10.0), way("c2", 20.0), way("c3", 5.0, nearest="U-2"), way("c4", 40.0)],
                   [place(), place("U-2", gmina=B)], files={"services 1": "a", "roads": "a"})  # fmt: skip
    new = snapshot(ways({"c1": 10.0, "c2": 31.0, "c3": 35.0, "c4": 40.0}), files={"services 1": "b", "roads": "b"})  # fmt: skip
    assert split(old, new) == {
        ("served", "services"): -40, ("too_far", "services"): 40, ("served", "roads"): -50, ("too_far", "roads"): 50,
    }  # fmt: skip


def test_people_of_whom_nothing_is_known_any_more_are_data():
    # The only place of B is known roughly now: its people may be within the threshold or not.
    new = [way("c1", 10.0), way("c2", 20.0), way("c3", 25.0, reason="uncertain_place"), way("c4", 40.0)]
    rough = [place(quality="miejscowosc", radius_m=2000.0)]
    found = split(snapshot(files={"services 1": "a"}), snapshot(new, rough, files={"services 1": "b"}))
    assert found == {("served", "data"): -40, ("cannot_tell", "data"): 40}


def test_a_road_that_is_gone_from_the_data_leaves_people_unknown_as_data():
    new = [*ways()[:2], way("c3", None, reason="no_road"), way("c4", 40.0)]
    found = split(snapshot(files={"roads": "a"}), snapshot(new, files={"roads": "b"}))
    assert found == {("served", "data"): -40, ("cannot_tell", "data"): 40}


def test_what_was_unknown_beyond_a_place_all_along_is_of_the_place_that_closed():
    # Beyond U-2 the data end: with it gone nobody can tell whether another place is near. Its closing is the cause.
    old = snapshot([*ways()[:2], way("c3", 5.0, nearest="U-2"), way("c4", 40.0)], [place(), place("U-2", gmina=B)],
                   files={"services 1": "a", "roads": "a"})  # fmt: skip
    new = snapshot([*ways()[:2], way("c3", 45.0, reason="data_edge"), way("c4", 40.0)],
                   files={"services 1": "b", "roads": "b"})  # fmt: skip
    assert split(old, new) == {("served", "services"): -40, ("cannot_tell", "services"): 40}


def test_a_way_by_public_transport_alone_is_timetables():
    bus = {"c1": 10.0, "c2": 20.0, "c3": 28.0, "c4": 29.0}
    old = snapshot([*ways(), *ways(bus, mode="transit")], files={"timetables 1": "a", "roads": "a"})
    late = snapshot([*ways(), *ways(bus | {"c4": 50.0}, mode="transit")], files={"timetables 1": "b", "roads": "b"})  # fmt: skip
    # c4 (10 people) had the bus in 29 minutes only.
    assert split(old, late) == {("served", "timetable"): -10, ("too_far", "timetable"): 10}


def test_a_mode_that_counts_for_the_first_time():
    bus = ways({"c1": 10.0, "c2": 20.0, "c3": 28.0, "c4": 29.0}, mode="transit")
    by_timetables = split(snapshot(), snapshot([*ways(), *bus], files={"timetables 1": "a"}))
    assert by_timetables == {("served", "timetable"): 10, ("too_far", "timetable"): -10}
    bikes = [row | {"mode": "bike"} for row in bus]
    by_rules = split(snapshot(), snapshot([*ways(), *bikes], options={"roads": {"modes": ["car", "bike"]}}))
    assert by_rules == {("served", "method"): 10, ("too_far", "method"): -10}


def test_a_rule_for_all_and_other_causes_together_cannot_be_told_apart():
    new = snapshot(ways(COSTS | {"c3": 33.0}), files={"roads": "b"}, options={"sharing": {"regime": "own"}})
    old = snapshot(files={"roads": "a"}, options={"sharing": {"regime": "open"}})
    assert split(old, new) == {("served", "not_separable"): -40, ("too_far", "not_separable"): 40}
    alone = snapshot(ways(COSTS | {"c3": 33.0}), options={"sharing": {"regime": "own"}})
    assert split(snapshot(options={"sharing": {"regime": "open"}}), alone) == {
        ("served", "method"): -40,
        ("too_far", "method"): 40,
    }


@pytest.mark.parametrize("obstacle", ["cell_m", "grid"])
def test_other_cells_leave_only_totals(obstacle):
    if obstacle == "cell_m":
        new = snapshot(ways(COSTS | {"c3": 33.0}), cell_m=500)
    else:
        new = snapshot([row | {"cell_id": f"x{row['cell_id']}"} for row in ways(COSTS | {"c3": 33.0})])
    changes = compare_snapshots([snapshot(), new])
    assert changes.not_separable == {2: obstacle}
    assert split(snapshot(), new) == {("served", "not_separable"): -40, ("too_far", "not_separable"): 40}


def test_figures_of_a_gmina_are_those_of_its_own_cells():
    new = snapshot(ways(COSTS | {"c3": 33.0}), files={"roads": "b"})
    people = compare_snapshots([snapshot(files={"roads": "a"}), new]).people
    by_unit = people[people["state"] == "too_far"].set_index("unit")
    assert by_unit["roads"].to_dict() == {"": 40, A: 0, B: 40}


def test_types_that_one_snapshot_lacks_are_told_and_not_compared():
    both = [*ways(), *ways(kind="APT")]
    changes = compare_snapshots([snapshot(), snapshot(both, files={"services 1": "b"})])
    assert set(changes.people["service_type"]) == {"DDP"}
    assert changes.catalog[["service_type", "change"]].to_dict("records") == [
        {"service_type": "APT", "change": "added"}
    ]
