"""Six cells, one service: which measure fits whom, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.tables import REASONS
from mapa_uslug.diagnosis.measures import MANY_PEOPLE, Situation, list_measures

ZALEWO, PODLESIE = "086001", "086002"
PEOPLE = [100, 50, 40, 30, 60, 20]
FAR, DETOUR, NO_PROVIDER, NO_STOP = (CAUSES.index(c) for c in ("far", "detour", "no_provider", "no_stop"))


def make_cells(imputed: tuple[int, ...] = ()) -> pd.DataFrame:
    return pd.DataFrame({
        "cell_id": [f"c{i}" for i in range(6)], "gmina_teryt": [ZALEWO] * 4 + [PODLESIE] * 2,
        "locality": ["Zalewo", "Zalewo", "Nowa Wieś", "Dąb", "Podlesie", None], "people": PEOPLE,
        "is_imputed": [i in imputed for i in range(6)],
    })  # fmt: skip


def make_situation(states: str, **more: object) -> Situation:
    """States by letter: Served, Full, Too far, Not known."""
    counts = np.zeros((6, 4), dtype=np.int64)
    for cell, state in enumerate(states):
        counts[cell, "SFTN".index(state)] = PEOPLE[cell]
    nobody = np.zeros(6, dtype=bool)
    told: dict[str, object] = {
        "target": counts // 5, "reason": np.zeros(6, dtype=np.uint8), "cause": np.where(counts[:, 2] > 0, FAR, -1),
        "transit_lacks": np.full(6, -1), "is_by_car_only": nobody, "is_nearer_beyond": nobody,
        "spot_people": np.where(counts[:, 2] > 0, 10, 0),
    }  # fmt: skip
    return Situation(service_type="DDP", states=counts, **(told | more))  # type: ignore[arg-type]


def measures_of(situation: Situation, cells: pd.DataFrame | None = None) -> list[tuple[object, ...]]:
    table = list_measures([situation], make_cells() if cells is None else cells)
    return [
        (r.gmina_teryt, r.measure, r.cause, None if pd.isna(r.people) else r.people, r.localities)
        for r in table.itertuples()
    ]


def test_every_cause_has_its_measure() -> None:
    cause = np.array([-1, FAR, DETOUR, FAR, NO_PROVIDER, NO_STOP])
    spots = np.array([0, 10, 10, MANY_PEOPLE, MANY_PEOPLE - 1, 10])
    assert measures_of(make_situation("STTTTT", cause=cause, spot_people=spots)) == [
        (PODLESIE, "mobile", "no_provider", 60, "Podlesie"),
        (ZALEWO, "mobile", "far", 50, "Zalewo"),
        (ZALEWO, "crossing", "detour", 40, "Nowa Wieś"),
        (ZALEWO, "new_place", "far", 30, "Dąb"),
        (PODLESIE, "transport", "no_stop", 20, ""),
    ]


def test_a_nearer_place_across_the_border_goes_before_other_causes() -> None:
    nearer = np.array([True, True, False, False, False, False])
    assert measures_of(make_situation("STTSSS", is_nearer_beyond=nearer)) == [
        (ZALEWO, "sharing", "border", 50, "Zalewo"),
        (ZALEWO, "mobile", "far", 40, "Nowa Wieś"),
    ]


def test_where_nobody_comes_to_a_gmina_somebody_has_to() -> None:
    found = make_situation("SSSSTT", cause=np.array([-1] * 4 + [NO_PROVIDER] * 2), is_at_home=True)
    assert measures_of(found) == [(PODLESIE, "new_place", "no_provider", 80, "Podlesie")]


def test_people_are_brought_to_what_cannot_come() -> None:
    assert measures_of(make_situation("SSSSTS", can_come=False)) == [
        (PODLESIE, "transport", "far", 60, "Podlesie")
    ]


def test_car_only_full_and_unknown_stand_by_themselves() -> None:
    reason = np.array([0, 0, 0, 0, REASONS.index("data_edge"), REASONS.index("no_road")], dtype=np.uint8)
    situation = make_situation(
        "SSFFNN", reason=reason, is_by_car_only=np.array([False, True, True, False, False, False]),
        transit_lacks=np.array([-1, NO_STOP, -1, -1, -1, -1]),
    )  # fmt: skip
    assert measures_of(situation) == [
        (ZALEWO, "capacity", "full", 70, "Nowa Wieś|Dąb"),
        (PODLESIE, "data_repair", "data_edge", 60, "Podlesie"),
        (ZALEWO, "transport", "no_stop", 50, "Zalewo"),
        (ZALEWO, "transport", "only_car", 40, "Nowa Wieś"),
        (PODLESIE, "data_repair", "no_road", 20, ""),
    ]
    assert "capacity" not in {m for _, m, *_ in measures_of(replace(situation, counts_full=False))}


def test_a_gmina_without_records_needs_them_before_it_needs_a_place() -> None:
    # Podlesie (c5 60, c6 20) is silent: neither that nobody comes there nor that there is no free place can be told.
    is_silent = np.array([False] * 4 + [True] * 2)
    by_car = np.array([False, True, False, False, False, True])
    situation = make_situation(
        "STSSTF", cause=np.array([-1, FAR, -1, -1, NO_PROVIDER, -1]), is_at_home=True, is_by_car_only=by_car & is_silent,
        is_silent=is_silent,
    )  # fmt: skip
    assert measures_of(situation) == [
        (PODLESIE, "data_repair", "no_records", 80, "Podlesie"),
        (ZALEWO, "mobile", "far", 50, "Zalewo"),
    ]


def test_without_causes_the_measure_goes_by_how_many_live_there() -> None:
    found = measures_of(make_situation("STSSSS", cause=np.full(6, -1)))
    assert found == [(ZALEWO, "mobile", "not_told", 50, "Zalewo")]


def test_one_confidential_cell_is_not_told_nor_what_would_tell_it() -> None:
    # c3 alone has a detour: its 30 people would follow from those too far altogether less the 90 that are remote.
    cause = np.array([-1, FAR, FAR, DETOUR, FAR, FAR])
    cells = make_cells(imputed=(3,))
    found = list_measures([make_situation("STTTTT", cause=cause)], cells)
    zalewo = found[found["gmina_teryt"] == ZALEWO]
    assert zalewo["people"].isna().all()
    assert len(zalewo) == 2
    # The other gmina is told in full.
    assert found.loc[found["gmina_teryt"] == PODLESIE, ["people", "target"]].values.tolist() == [[80, 16]]


def test_target_of_a_few_confidential_cells_is_hidden_and_of_nobody_counted_is_missing() -> None:
    found = list_measures([make_situation("SSSSTT")], make_cells(imputed=(5,)))
    assert found["people"].tolist() == [80]
    assert found["target"].isna().all()
    uncounted = list_measures([make_situation("SSSSTT", target=None)], make_cells())
    assert uncounted["target"].isna().all()


def test_nothing_to_do_is_an_empty_table() -> None:
    assert list(list_measures([make_situation("SSSSSS")], make_cells()).columns)[:3] == [
        "gmina_teryt", "service_type", "measure",
    ]  # fmt: skip
    assert list_measures([make_situation("SSSSSS")], make_cells()).empty
