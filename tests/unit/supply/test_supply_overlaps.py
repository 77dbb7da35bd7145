"""Six cells in a row, a minute apart, and three places; every figure by hand.

::

    cell     0    1    2    3    4    5
    people  10   20   30   40   50   60
    place    A         B    C

By car within 2 minutes: A reaches cells 0 1 2, B 0 to 4, C 1 to 5. On foot within 1: A 0 1, B 1 2 3, C 2 3 4; nothing that the
car does not reach.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.supply.overlaps import (
    CHOICE_COLUMNS,
    PAIR_COLUMNS,
    PLACE_COLUMNS,
    Choice,
    Residents,
    count_choices,
    join_tables,
    list_pairs,
    list_places,
)
from mapa_uslug.supply.reach import Reach, find_sole_places, join_reach, make_reach

PEOPLE = np.array([10, 20, 30, 40, 50, 60])
CAR = {0: [0, 1, 2], 1: [0, 1, 2, 3, 4], 2: [1, 2, 3, 4, 5]}
WALK = {0: [0, 1], 1: [1, 2, 3], 2: [2, 3, 4]}
NOBODY = np.zeros(6, dtype=bool)


def reach(cells_of_place: dict[int, list[int]], *, places: int = 3) -> Reach:
    pairs = [(cell, place) for place, cells in cells_of_place.items() for cell in cells]
    cell, place = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return make_reach(cell, place, cells=6, places=places)


def residents(**changed: object) -> Residents:
    given = {
        "people": PEOPLE, "target": np.array([1, 2, 3, 4, 5, 6]), "is_imputed": NOBODY,
        "gmina": np.array(["086001"] * 3 + ["086002"] * 3, dtype=object),
    }  # fmt: skip
    return Residents(**(given | changed))  # type: ignore[arg-type]


def choice(by_mode: dict[str, Reach], nearest: dict[int, list[int]] | None = None, **facts: object) -> Choice:
    places = {
        "service_id": np.array(["A", "B", "C"], dtype=object), "provider": np.array(["one", "two", "two"], dtype=object),
        "gmina_teryt": np.array(["086001", "086001", "086002"], dtype=object),
        "locality": np.array(["Aa", "Bb", "Cc"], dtype=object), "is_rough": np.zeros(3, dtype=bool),
        "capacity": np.array([20.0, 30.0, np.nan]), "capacity_unit": np.array(["miejsca", "miejsca", ""], dtype=object),
        "occupied": np.array([15.0, 31.0, 5.0]),
    }  # fmt: skip
    near = reach({0: [0, 1], 1: [1, 2], 2: [3, 4, 5]} if nearest is None else nearest)
    return Choice("XX", "60+", places | facts, by_mode, near)  # type: ignore[arg-type]


BOTH = choice({"car": reach(CAR), "walk": reach(WALK)})


def places_of(one: Choice, of: Residents | None = None, cannot_tell: np.ndarray = NOBODY) -> pd.DataFrame:
    listed = list_places(one, of or residents(), cannot_tell=cannot_tell, without_room=None)
    return join_tables([listed], PLACE_COLUMNS).set_index("service_id")


def test_what_is_reached_by_some_mode() -> None:
    joined = join_reach([reach(CAR), reach({0: [5]})])
    assert joined.places_of_cell.tolist() == [2, 3, 3, 2, 2, 2]
    assert joined.cell.tolist() == sorted(joined.cell.tolist())


def test_sole_places() -> None:
    # Only cell 5 reaches one place, C; by walk cells 0 (A) and 4 (C) do, and cell 5 reaches none.
    assert find_sole_places(reach(CAR)).tolist() == [-1, -1, -1, -1, -1, 2]
    assert find_sole_places(reach(WALK)).tolist() == [0, -1, -1, -1, 2, -1]


def test_people_with_one_place_and_with_two() -> None:
    table = join_tables([count_choices(BOTH, residents())], CHOICE_COLUMNS).set_index(["mode", "gmina_teryt"])
    # By car all 210 are within, 150 of them of two places or more: all but cell 5. On foot 150 are within: the car is main.
    assert list(dict.fromkeys(table.index.get_level_values("mode"))) == ["all", "car"]
    assert table.loc[("all", ""), ["people", "people_within", "people_twice"]].tolist() == [210, 210, 150]
    assert table.loc[("all", ""), ["target_people", "target_twice"]].tolist() == [21, 15]
    assert table.loc[("all", "086001"), ["people", "people_within", "people_twice"]].tolist() == [60, 60, 60]
    assert table.loc[("car", "086002"), ["people", "people_within", "people_twice"]].tolist() == [
        150,
        150,
        90,
    ]


def test_on_foot_only() -> None:
    table = join_tables(
        [count_choices(choice({"walk": reach(WALK)}), residents(target=None))], CHOICE_COLUMNS
    )
    # Cells 0 to 4 are within, two places reach cells 1, 2 and 3.
    assert table.loc[0, ["people_within", "people_twice"]].tolist() == [150, 90]
    assert table["target_twice"].isna().all()


def test_what_closing_each_place_would_do() -> None:
    table = places_of(BOTH)
    assert table["people_reached"].tolist() == [60, 150, 200]
    assert table["people_shared"].tolist() == [60, 150, 140]
    # Cells 0 and 1 are nearest to A, 1 and 2 to B (1 is as near to both), 3 to 5 to C.
    assert table["people_nearest"].tolist() == [30, 50, 150]
    # Without C the 60 people of cell 5 have none; without A or B nobody crosses.
    assert table["people_crossing"].tolist() == [0, 0, 60]
    assert table["target_crossing"].tolist() == [0, 0, 6]
    assert table["people_unknown"].tolist() == [0, 0, 0]
    assert table["mode"].tolist() == ["car", "car", "car"]
    # A: 20 - 15; B is overfull, so none is free; of C the capacity is not known.
    assert table["free"].fillna(-1).tolist() == [5.0, 0.0, -1.0]
    assert table["people_without_room"].isna().all()


def test_people_who_could_not_be_told_about_are_not_lost() -> None:
    cannot_tell = NOBODY.copy()
    cannot_tell[5] = True
    table = places_of(BOTH, cannot_tell=cannot_tell)
    assert table["people_crossing"].tolist() == [0, 0, 0]
    assert table["people_unknown"].tolist() == [0, 0, 60]


def test_the_other_mode_keeps_people_within() -> None:
    """By car cell 5 reaches C only; were A in reach by bus, nobody would cross."""
    table = places_of(choice({"car": reach(CAR), "transit": reach({0: [5]})}))
    assert table["people_crossing"].tolist() == [0, 0, 0]
    assert table.loc["A", "people_reached"] == 120


def test_pairs_that_share_people() -> None:
    pairs = join_tables([list_pairs(BOTH, residents(), overlap_share=0.5)], PAIR_COLUMNS)
    # A and B share cells 0 1 2: all 60 of A. A and C share 1 2: 50 of 60. B and C share 1 to 4: 140 of 150.
    assert pairs[["service_a", "service_b", "people_shared", "target_shared"]].to_numpy().tolist() == [
        ["B", "C", 140, 14],
        ["A", "B", 60, 6],
        ["A", "C", 50, 5],
    ]
    assert pairs["share"].tolist() == pytest.approx([140 / 150, 1.0, 50 / 60])
    assert pairs["is_same_provider"].tolist() == [True, False, False]
    assert pairs["is_same_gmina"].tolist() == [False, True, False]
    assert pairs[["free_a", "free_b"]].fillna(-1).to_numpy().tolist() == [[0, -1], [5, 0], [5, -1]]


def test_only_pairs_with_the_share_asked_for() -> None:
    assert list_pairs(BOTH, residents(), overlap_share=1.0)["service_b"].tolist() == ["B"]
    assert list_pairs(BOTH, residents(), overlap_share=0.9)["service_b"].tolist() == ["C", "B"]


def test_the_people_of_a_single_confidential_cell_are_not_told() -> None:
    imputed = NOBODY.copy()
    imputed[5] = True
    table = places_of(BOTH, residents(is_imputed=imputed))
    # Cell 5 alone would cross without C: neither the figure, nor what is left of the people reached, may tell it.
    assert pd.isna(table.loc["C", "people_crossing"])
    assert pd.isna(table.loc["C", "people_shared"])
    assert pd.isna(table.loc["C", "target_crossing"])
    assert table.loc["C", "people_reached"] == 200
    assert table.loc["A", "people_shared"] == 60


def test_a_pair_that_shares_one_confidential_cell_keeps_silent() -> None:
    imputed = NOBODY.copy()
    imputed[2] = True
    one = choice({"car": reach({0: [0, 2], 1: [2, 3], 2: []})})
    pairs = join_tables([list_pairs(one, residents(is_imputed=imputed), overlap_share=0.1)], PAIR_COLUMNS)
    assert pairs["people_shared"].isna().tolist() == [True]
    assert pairs["target_shared"].isna().tolist() == [True]
    # A reaches 40 people: with the share, 0.75, the 30 of cell 2 would be told.
    assert pairs["share"].isna().tolist() == [True]


def test_shared_people_of_one_confidential_cell_are_not_what_the_others_leave() -> None:
    """A reaches cells 0, 1 and 2, B cell 2 only, which is confidential: its 30 are 60 less the 30 who would cross without A."""
    imputed = NOBODY.copy()
    imputed[2] = True
    one = choice({"car": reach({0: [0, 1, 2], 1: [2], 2: []})})
    table = places_of(one, residents(is_imputed=imputed))
    assert table.loc["A", "people_reached"] == 60
    assert pd.isna(table.loc["A", "people_shared"])
    assert pd.isna(table.loc["A", "people_crossing"])
    # Of B everything is that cell; that nobody would cross without it is told.
    assert pd.isna(table.loc["B", "people_reached"])
    assert table.loc["B", ["people_crossing", "people_unknown"]].tolist() == [0, 0]
    assert table.loc["C", ["people_reached", "people_shared", "people_crossing"]].tolist() == [0, 0, 0]


def test_the_target_group_of_a_gmina_is_told_of_no_few_confidential_cells() -> None:
    """Cell 2 of the first gmina is confidential: not what reaches two places there, nor all together less the second gmina."""
    imputed = NOBODY.copy()
    imputed[2] = True
    table = join_tables([count_choices(BOTH, residents(is_imputed=imputed))], CHOICE_COLUMNS)
    twice = table.set_index(["mode", "gmina_teryt"])["target_twice"]
    assert pd.isna(twice["all", "086001"])
    assert pd.isna(twice["all", ""])
    assert twice["all", "086002"] == 9
    # Totals of people and of the group are those of every table of gminas.
    assert table["people_twice"].notna().all()
    assert table["target_people"].notna().all()


def test_nor_is_what_the_target_group_of_a_gmina_leaves() -> None:
    """Cell 5 reaches one place only: the group's people of the second gmina less those who reach two would be its own."""
    imputed = NOBODY.copy()
    imputed[5] = True
    table = join_tables([count_choices(BOTH, residents(is_imputed=imputed))], CHOICE_COLUMNS)
    twice = table.set_index(["mode", "gmina_teryt"])["target_twice"]
    assert twice.loc["all"].isna().tolist() == [True, False, True]


def test_no_pairs_make_an_empty_table_with_its_columns() -> None:
    one = choice({"car": reach({0: [0], 1: [2], 2: [5]})})
    pairs = join_tables([list_pairs(one, residents(), overlap_share=0.5)], PAIR_COLUMNS)
    assert len(pairs) == 0
    assert tuple(pairs.columns) == PAIR_COLUMNS
    assert tuple(join_tables([], PLACE_COLUMNS).columns) == PLACE_COLUMNS
