"""Gminas of two years: renamed, merged, divided, with another code or border."""

import pytest
from hand_snapshots import COSTS, SQUARES, A, B, snapshot, way, ways
from shapely.geometry import box

from mapa_uslug.contracts.changes import PARTS
from mapa_uslug.monitoring.comparing import compare_snapshots

C, D = "086003", "086004"
WHOLE = box(0, 0, 2000, 1000)


def compared(old, new):
    changes = compare_snapshots([old, new])
    rows = changes.gminas[["old_code", "new_code", "change", "unit"]]
    return changes, [tuple(row) for row in rows.to_numpy()]


def in_gmina(code, cells, costs=COSTS):
    return [way(cell, cost, gmina=code if cell in cells else "") for cell, cost in costs.items()]


def test_the_same_gminas_did_not_change():
    assert compared(snapshot(), snapshot())[1] == []


def test_another_name_and_another_kind_are_told_and_change_nobody():
    changes, rows = compared(snapshot(), snapshot(names={A: "Nowe Zalewo"}, kinds={B: "3"}))
    assert rows == [(A, A, "renamed", A), (B, B, "new_kind", B)]
    assert changes.units == {A: "Nowe Zalewo", B: "Gmina 2"}
    assert not changes.people["change"].any()


def test_a_new_code_for_the_same_ground_is_the_same_gmina():
    moved = snapshot(in_gmina(C, ("c3", "c4")), shapes={A: SQUARES[A], C: box(1000, 0, 2000, 990)})
    changes, rows = compared(snapshot(), moved)
    # 99 % of the ground of B is that of C.
    assert rows == [(B, C, "new_code", C)]
    assert set(changes.people["unit"]) == {"", A, C}
    assert not changes.people["change"].any()


def test_a_gmina_that_joins_another_is_compared_on_their_ground():
    new = snapshot(in_gmina(A, ("c3", "c4")), shapes={A: WHOLE})
    changes, rows = compared(snapshot(), new)
    assert rows == [(B, A, "merged", A)]
    served = changes.people[(changes.people["unit"] == A) & (changes.people["state"] == "served")]
    # 100 + 50 + 40 people are within the threshold in both years.
    assert served[["old", "new", "change"]].to_numpy().tolist() == [[190, 190, 0]]
    assert set(changes.people["unit"]) == {"", A}


def test_two_gminas_joined_under_a_new_code():
    new = snapshot([way(c, cost, gmina=C) for c, cost in COSTS.items()], shapes={C: WHOLE}, names={C: "Nowa"})
    changes, rows = compared(snapshot(), new)
    assert rows == [(A, C, "merged", C), (B, C, "merged", C)]
    assert changes.units == {C: "Nowa"}


def test_a_gmina_that_is_divided_is_compared_whole():
    old = snapshot([way(c, cost, gmina=A) for c, cost in COSTS.items()], shapes={A: WHOLE})
    changes, rows = compared(old, snapshot())
    assert (A, B, "split", f"{A}|{B}") in rows
    assert set(changes.people["unit"]) == {"", f"{A}|{B}"}
    assert changes.units == {f"{A}|{B}": "Gmina 1 + Gmina 2"}


def test_a_border_that_moved_joins_both_sides():
    # The 40 people of c3 went from B to A with their land.
    shapes = {A: box(0, 0, 1400, 1000), B: box(1400, 0, 2000, 1000)}
    changes, rows = compared(snapshot(), snapshot(in_gmina(A, ("c3",)), shapes=shapes))
    assert (B, A, "border_moved", f"{A}|{B}") in rows
    assert set(changes.people["unit"]) == {"", f"{A}|{B}"}
    assert not changes.people["change"].any()


def test_a_gmina_that_only_one_result_has_is_left_out_and_told():
    shapes = SQUARES | {D: box(2000, 0, 3000, 1000)}
    new = snapshot([*ways(), way("c8", 10.0, people=1000, gmina=D)], shapes=shapes)
    changes, rows = compared(snapshot(), new)
    assert rows == [("", D, "added", D)]
    assert set(changes.people["unit"]) == {"", A, B}
    assert not changes.people[["change", *PARTS]].to_numpy().any()
    back = compared(new, snapshot())[1]
    assert back == [(D, "", "removed", D)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_units_hold_over_all_results(order):
    # B got another code, then joined A: over three results there is one unit.
    first = snapshot()
    second = snapshot(in_gmina(C, ("c3", "c4")), shapes={A: SQUARES[A], C: SQUARES[B]})
    third = snapshot(in_gmina(A, ("c3", "c4")), shapes={A: WHOLE})
    found = [first, second, third]
    changes = compare_snapshots([found[i] for i in order])
    assert len(changes.units) == 1
    people = changes.series[(changes.series["indicator"] == "people") & (changes.series["unit"] != "")]
    assert people.groupby("number")["value"].sum().to_dict() == {1: 200.0, 2: 200.0, 3: 200.0}
