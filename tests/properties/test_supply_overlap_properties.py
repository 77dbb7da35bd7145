"""Laws of overlaps and trips, against counting cell by cell."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mapa_uslug.contracts.confidential import MIN_IMPUTED
from mapa_uslug.supply.one_trip import find_sites, find_trips
from mapa_uslug.supply.overlaps import Choice, Residents, count_choices, list_pairs, list_places
from mapa_uslug.supply.reach import Reach, make_reach

CELLS = 7


def as_reach(table: np.ndarray) -> Reach:
    cell, place = np.nonzero(table)
    return make_reach(cell, place, cells=table.shape[0], places=table.shape[1])


@st.composite
def choices(draw: st.DrawFn, least: int = 1) -> tuple[Choice, Residents, dict[str, np.ndarray]]:
    count = draw(st.integers(least, 5))
    modes = draw(st.lists(st.sampled_from(["car", "walk", "bike"]), min_size=1, max_size=3, unique=True))
    tables = {mode: draw(hnp.arrays(bool, (CELLS, count))) for mode in modes}
    names = np.array([f"S{i}" for i in range(count)], dtype=object)
    facts = {c: names for c in ("service_id", "provider", "gmina_teryt", "locality", "capacity_unit")}
    numbers = {c: np.full(count, np.nan) for c in ("capacity", "occupied")}
    by_mode = {mode: as_reach(table) for mode, table in tables.items()}
    one = Choice(
        "XX", "all", facts | numbers | {"is_rough": np.zeros(count, dtype=bool)}, by_mode, by_mode[modes[0]]
    )
    people = draw(hnp.arrays(np.int64, CELLS, elements=st.integers(0, 50)))
    gmina = np.array(
        draw(st.lists(st.sampled_from(["086001", "086002"]), min_size=CELLS, max_size=CELLS)), dtype=object
    )
    return one, Residents(people, None, np.zeros(CELLS, dtype=bool), gmina), tables


@given(choices())
def test_people_cross_when_a_place_closes_just_if_nobody_else_reaches_them(
    drawn: tuple[Choice, Residents, dict[str, np.ndarray]],
) -> None:
    one, residents, tables = drawn
    union = np.logical_or.reduce(list(tables.values()))
    listed = list_places(one, residents, cannot_tell=np.zeros(CELLS, dtype=bool), without_room=None)
    for place in range(union.shape[1]):
        without = np.delete(union, place, axis=1)
        lost = union.any(axis=1) & ~without.any(axis=1)
        assert listed["people_crossing"][place] == residents.people[lost].sum()
        shared = union[:, place] & without.any(axis=1)
        assert listed["people_shared"][place] == residents.people[shared].sum()
        assert listed["people_reached"][place] == residents.people[lost | shared].sum()


@given(choices())
def test_nobody_is_reached_by_two_where_there_is_one_place(
    drawn: tuple[Choice, Residents, dict[str, np.ndarray]],
) -> None:
    one, residents, tables = drawn
    first = {mode: reach.of_places(np.array([0])) for mode, reach in one.by_mode.items()}
    alone = Choice(
        "XX", "all", {c: v[:1] for c, v in one.places.items()}, first, one.nearest.of_places(np.array([0]))
    )
    table = count_choices(alone, residents)
    assert not table["people_twice"].any()
    assert not len(list_pairs(alone, residents, overlap_share=0.01)["share"])
    within = np.logical_or.reduce([t[:, 0] for t in tables.values()])
    assert table["people_within"][0] == residents.people[within].sum()


@given(choices(least=2), st.floats(0.01, 1.0))
def test_pairs_are_those_of_two_by_two(
    drawn: tuple[Choice, Residents, dict[str, np.ndarray]], least: float
) -> None:
    one, residents, tables = drawn
    union, people = np.logical_or.reduce(list(tables.values())), residents.people
    expected = {}
    for a, b in combinations(range(union.shape[1]), 2):
        both = int(people[union[:, a] & union[:, b]].sum())
        smaller = min(int(people[union[:, a]].sum()), int(people[union[:, b]].sum()))
        if both and both / smaller >= least:
            expected[f"S{a}", f"S{b}"] = both
    listed = list_pairs(one, residents, overlap_share=least)
    found = dict(
        zip(zip(listed["service_a"], listed["service_b"], strict=True), listed["people_shared"], strict=True)
    )
    assert found == expected
    assert listed["people_shared"].tolist() == sorted(expected.values(), reverse=True)


@st.composite
def confidential(draw: st.DrawFn) -> tuple[Choice, Residents, dict[str, np.ndarray]]:
    """As `choices`, of few people, a target group among them, some cells confidential."""
    one, residents, tables = draw(choices(least=2))
    people = draw(hnp.arrays(np.int64, CELLS, elements=st.integers(0, 4)))
    target = np.minimum(people, draw(hnp.arrays(np.int64, CELLS, elements=st.integers(0, 4))))
    imputed = draw(hnp.arrays(bool, CELLS))
    return one, Residents(people, target, imputed, residents.gmina), tables


def is_one_confidential(residents: Residents, cells: np.ndarray) -> bool:
    """Whether the people of some cells are those of one confidential cell."""
    peopled = np.flatnonzero(cells & (residents.people > 0))
    return len(peopled) == 1 and bool(residents.is_imputed[peopled[0]])


@given(confidential(), hnp.arrays(bool, CELLS))
def test_no_hidden_people_of_a_place_follow_from_those_told(
    drawn: tuple[Choice, Residents, dict[str, np.ndarray]], cannot_tell: np.ndarray
) -> None:
    """Whatever people would make the same row: the hidden ones of them differ, or are as unbounded as before."""
    one, residents, tables = drawn
    union = np.logical_or.reduce(list(tables.values()))
    listed = list_places(one, residents, cannot_tell=cannot_tell, without_room=None)
    everybody = int(residents.people.sum())
    tried = np.stack(np.meshgrid(*[np.arange(everybody + 2)] * 3, indexing="ij")).reshape(3, -1)
    shared, crossing, unknown = tried
    figures = {"people_reached": tried.sum(axis=0), "people_shared": shared, "people_crossing": crossing,
               "people_unknown": unknown}  # fmt: skip
    for place in range(union.shape[1]):
        others = np.delete(union, place, axis=1).any(axis=1)
        cells = {
            "people_reached": union[:, place],
            "people_shared": union[:, place] & others,
            "people_crossing": union[:, place] & ~others & ~cannot_tell,
            "people_unknown": union[:, place] & ~others & cannot_tell,
        }
        told = {name: listed[name][place] for name in figures if listed[name][place] is not None}
        fits = np.all([figures[name] == value for name, value in told.items()] or [tried[0] >= 0], axis=0)
        for name, of in cells.items():
            if name in told:
                assert told[name] == residents.people[of].sum()
                assert not is_one_confidential(residents, of)
            else:
                assert len(set(figures[name][fits].tolist())) > 1
        if not any(is_one_confidential(residents, of) for of in cells.values()):
            assert len(told) == len(figures)


@given(confidential())
def test_no_hidden_people_of_a_pair_follow_from_those_told(
    drawn: tuple[Choice, Residents, dict[str, np.ndarray]],
) -> None:
    one, residents, tables = drawn
    union = np.logical_or.reduce(list(tables.values()))
    listed = list_pairs(one, residents, overlap_share=0.01)
    for row in range(len(listed["share"])):
        a, b = (int(listed[f"service_{side}"][row][1:]) for side in "ab")
        both = union[:, a] & union[:, b]
        is_hidden = is_one_confidential(residents, both)
        assert (listed["people_shared"][row] is None) == is_hidden
        assert bool(np.isnan(listed["share"][row])) == is_hidden
        imputed = int((both & residents.is_imputed & (residents.people > 0)).sum())
        assert (listed["target_shared"][row] is None) == (0 < imputed < MIN_IMPUTED)


@given(confidential())
def test_no_target_group_of_few_confidential_cells_follows_from_those_told(
    drawn: tuple[Choice, Residents, dict[str, np.ndarray]],
) -> None:
    """Every difference of told figures of one mode: a part of a gmina, its rest, all together less the gminas told."""
    one, residents, tables = drawn
    assert residents.target is not None
    listed = count_choices(one, residents)
    reached = {"all": np.logical_or.reduce(list(tables.values()))} | tables
    has_people = residents.is_imputed & (residents.people > 0)

    def tells(cells: np.ndarray) -> bool:
        return 0 < int((cells & has_people).sum()) < MIN_IMPUTED

    for mode in set(listed["mode"]):
        rows = {listed["gmina_teryt"][i]: i for i in np.flatnonzero(listed["mode"] == mode)}
        twice = reached[mode].sum(axis=1) > 1
        told = {code for code, i in rows.items() if listed["target_twice"][i] is not None}
        for code in told:
            here = (residents.gmina == code) | (code == "")
            assert listed["target_twice"][rows[code]] == residents.target[here & twice].sum()
            assert not tells(here & twice)
            assert not tells(here & ~twice)
        if "" in told:
            silent = ~np.isin(residents.gmina, list(told))
            assert not tells(silent & twice)
            assert not tells(silent & ~twice)
        if not has_people.any():
            assert told == set(rows)


@given(
    st.data(), st.integers(1, 6), st.integers(0, 2_000),
)  # fmt: skip
def test_trips_are_those_of_every_site_in_turn(data: st.DataObject, count: int, within_m: int) -> None:
    x = data.draw(hnp.arrays(np.int64, count, elements=st.integers(0, 3_000))).astype(float)
    kind = np.unique(data.draw(hnp.arrays(np.int64, count, elements=st.integers(0, 3))), return_inverse=True)[
        1
    ]
    tables = [data.draw(hnp.arrays(bool, (CELLS, count))) for _ in range(2)]
    kinds = int(kind.max()) + 1
    pairs = list(combinations(range(kinds), 2))
    sites = find_sites(shapely.points(x, np.zeros(count)), np.zeros(count), within_m=within_m)
    trips = find_trips({str(m): as_reach(t) for m, t in enumerate(tables)}, kind, sites, pairs)
    for cell in range(CELLS):
        best, together = 0, set()
        for table in tables:
            for middle in range(count):
                at_site = table[cell] & (np.abs(x - x[middle]) <= within_m)
                reached = sorted({int(k) for k in kind[at_site]})
                best = max(best, len(reached))
                together |= set(combinations(reached, 2))
        assert trips.kinds[cell] == best
        assert {pair for row, pair in enumerate(pairs) if trips.together[row, cell]} == together
        assert {pair for row, pair in enumerate(pairs) if trips.both[row, cell]} >= together
