"""Laws of the balance, and every set against the coverage stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hand_coalitions import Town
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.contracts.combined import ALL_MODES, combine_states
from mapa_uslug.contracts.cooperation import OPEN, OWN, set_key
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.cooperation.coalitions import SetList, list_sets
from mapa_uslug.cooperation.reach import BLANK, UNPLACED, UNTOLD
from mapa_uslug.cooperation.search import BestSets
from mapa_uslug.cooperation.tables import TypeCounter

KEYS = ["mode", "level", "group", "gmina_teryt"]
FIGURES = [*STATES, "gained", "lost"]


@st.composite
def towns(draw: st.DrawFn, *, has_room: bool | None = None, gminas: int | None = None) -> Town:
    count = draw(st.integers(2, 4)) if gminas is None else gminas
    cells, places, modes = draw(st.integers(1, 8)), draw(st.integers(0, 6)), draw(st.integers(1, 2))
    some = st.lists
    minute = st.one_of(st.integers(0, 40).map(float), st.floats(0, 40, width=16), st.just(np.inf))
    minutes = np.array(
        draw(some(minute, min_size=modes * cells * places, max_size=modes * cells * places)), dtype=float
    ).reshape(modes, cells, places)
    counts_room = draw(st.booleans()) if has_room is None else has_room
    people = draw(some(st.integers(1, 60), min_size=cells, max_size=cells))
    target = [draw(st.integers(0, p)) for p in people] if draw(st.booleans()) else None
    flag = st.sampled_from([0, 0, 0, 0, BLANK, UNPLACED])
    flags = np.array(draw(some(flag, min_size=modes * cells, max_size=modes * cells)), dtype=np.uint8)
    flags = flags.reshape(modes, cells) | (draw(st.booleans()) * UNTOLD)
    back = draw(some(st.integers(0, 30).map(float), min_size=places, max_size=places))
    return Town(
        minutes=minutes,
        cell_gmina=draw(some(st.integers(0, count - 1), min_size=cells, max_size=cells)),
        place_gmina=draw(some(st.integers(0, count - 1), min_size=places, max_size=places)),
        people=people, gminas=count,
        declared=np.array(draw(some(st.booleans(), min_size=count * places, max_size=count * places)), dtype=bool)
        .reshape(count, places),
        wanted=draw(some(st.integers(0, 9).map(float), min_size=cells, max_size=cells)) if counts_room else None,
        capacity=draw(some(st.sampled_from([0.0, 3.0, 7.0, np.inf]), min_size=places, max_size=places)) if counts_room else None,
        target=target,
        spread=draw(some(st.sampled_from([0.0, 0.0, 5.0, 90.0]), min_size=places, max_size=places)) if draw(st.booleans()) else None,
        leaving=draw(some(st.integers(0, 40).map(float), min_size=cells, max_size=cells)),
        back=back, flags=flags.astype(np.uint8),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tables:
    figures: pd.DataFrame
    rankings: pd.DataFrame
    hosting: pd.DataFrame
    load: pd.DataFrame
    border: pd.DataFrame
    states: dict


def count(town: Town, partners: tuple[int, ...], *, workers: int | None = 1) -> Tables:
    question, gminas = town.question(partners)
    counter, sets = TypeCounter(question, gminas, workers=workers), list_sets(gminas.partner_codes, k=None)
    tables = counter.tables(sets)
    return Tables(
        tables.figures, counter.rank(sets).rankings, tables.hosting, tables.load, tables.border, tables.states
    )


def states_of(town: Town, allowed: np.ndarray, level: int) -> dict[tuple[str, str], np.ndarray]:
    """(mode, group) -> (cells, 4), by the coverage stage."""
    layers = [town.run(allowed, mode, level) for mode in range(len(town.minutes))]
    found = {(x.mode, "all"): x.people for x in layers}
    found[ALL_MODES, "all"] = combine_states([x.people for x in layers])
    if town.target is not None:
        found |= {(x.mode, "target"): x.target for x in layers}
        found[ALL_MODES, "target"] = combine_states([x.target for x in layers])
    return found


@pytest.mark.slow
@given(towns(), st.data())
@settings(max_examples=50)
def test_every_set_equals_a_run_of_the_coverage_stage(town: Town, data: st.DataObject) -> None:
    partners = tuple(sorted(data.draw(st.sets(st.integers(0, town.gminas - 1), min_size=2))))
    tables = count(town, partners)
    home = np.array(town.cell_gmina)
    by_regime = dict(list(tables.figures.groupby(["terms", "regime"])))
    sets = [set(s) for n in range(2, len(partners) + 1) for s in combinations(partners, n)]
    cases = [
        (terms, set_key([town.codes[m] for m in s]), s) for terms in ("declared", "agreed") for s in sets
    ]
    cases += [("declared", OWN, set()), ("agreed", OWN, set()), ("declared", OPEN, None)]
    assert set(by_regime) == {(terms, regime) for terms, regime, _ in cases}
    for terms, regime, members in cases:
        found = by_regime[terms, regime].set_index(KEYS)[FIGURES]
        expected = {}
        for level in range(3):
            own = states_of(town, town.allowed(set()), level)
            got = states_of(town, town.allowed(members, agreed=terms == "agreed"), level)
            for key, states in got.items():
                more = states[:, 0].astype(int) - own[key][:, 0]
                for member in partners if regime in (OWN, OPEN) else members or ():
                    at = home == member
                    expected[(key[0], level, key[1], town.codes[member])] = [
                        *states[at].sum(axis=0), np.maximum(more[at], 0).sum(), np.maximum(-more[at], 0).sum(),
                    ]  # fmt: skip
        assert {k: [int(n) for n in v] for k, v in expected.items()} == {
            key: list(map(int, row)) for key, row in zip(found.index, found.to_numpy(), strict=True)
        }


@given(towns())
@settings(max_examples=20)
def test_rankings_add_up_the_figures(town: Town) -> None:
    tables = count(town, tuple(range(town.gminas)))
    figures = tables.figures
    main = figures[
        (figures["level"] == 1) & (figures["group"] == "all") & ~figures["regime"].isin([OWN, OPEN])
    ]
    sums = main.groupby(["terms", "mode", "regime"]).agg(
        gained=("gained", "sum"), least=("gained", "min"), saved=("saved", lambda s: s.sum(skipna=False))
    )
    ranks = tables.rankings.set_index(["terms", "mode", "regime"]).loc[sums.index]
    assert (ranks["gained"] == sums["gained"]).all()
    assert (ranks["least_gained"] == sums["least"]).all()
    np.testing.assert_allclose(ranks["saved"], sums["saved"])


@given(towns())
@settings(max_examples=30)
def test_places_are_shared_where_somebody_gains_and_only_where_somebody_hosts(town: Town) -> None:
    """An agreement may also open a place to its own gmina; so there every place serves its own to begin with."""
    at_home = np.arange(town.gminas)[:, None] == np.array(town.place_gmina, dtype=int)[None, :]
    for terms, of in (("declared", town), ("agreed", replace(town, declared=town.serves | at_home))):
        tables = count(of, tuple(range(town.gminas)))
        ranks = tables.rankings.query(f"terms == '{terms}'").set_index(["mode", "regime"])
        assert (ranks.loc[ranks["gained"] > 0, "shared_places"] > 0).all()
        hosting = tables.hosting.query(f"terms == '{terms}'")
        by_mode = ranks[ranks.index.get_level_values("mode") != ALL_MODES]
        hosted = hosting.groupby(["mode", "regime"])["people"].sum().reindex(by_mode.index, fill_value=0)
        assert (by_mode.loc[hosted > 0, "shared_places"] > 0).all()
        if town.wanted is None:  # Room may be taken by so few that they are no whole person.
            assert (by_mode.loc[hosted == 0, "shared_places"] == 0).all()


@given(towns())
@settings(max_examples=20)
def test_places_shared_are_those_that_people_of_others_use(town: Town) -> None:
    """By the terms declared, where room is not counted: the nearest place within the threshold, by each mode."""
    if town.wanted is not None or town.spread is not None:
        return
    tables = count(town, tuple(range(town.gminas)))
    home, host = np.array(town.cell_gmina), np.array(town.place_gmina)
    for row in tables.rankings.query("terms == 'declared'").itertuples():
        members = {town.codes.index(c) for c in row.regime.split("|")}
        modes = range(len(town.minutes)) if row.mode == ALL_MODES else [("car", "walk").index(row.mode)]
        used = set()
        for mode in modes:
            layer = town.run(town.allowed(members), mode, 1)
            is_in = (layer.people[:, 0] > 0) & np.isin(home, list(members))
            used |= {int(p) for c, p in enumerate(layer.nearest_place) if is_in[c] and host[p] != home[c]}
        assert row.shared_places == len(used)


@given(towns())
@settings(max_examples=20)
def test_people_add_up_and_what_is_gained_and_lost_explains_the_difference(town: Town) -> None:
    figures = count(town, tuple(range(town.gminas))).figures
    home = np.array(town.cell_gmina)
    people = {
        (group, code): int(np.array(values)[home == i].sum())
        for group, values in (("all", town.people), ("target", town.target)) if values is not None
        for i, code in enumerate(town.codes)
    }  # fmt: skip
    expected = [people[g, c] for g, c in zip(figures["group"], figures["gmina_teryt"], strict=True)]
    assert figures[list(STATES)].sum(axis=1).tolist() == expected
    own = figures[figures["regime"] == OWN].set_index(["terms", *KEYS])["served"]
    before = own.loc[pd.MultiIndex.from_frame(figures[["terms", *KEYS]])].to_numpy()
    assert (before + figures["gained"] - figures["lost"] == figures["served"]).all()


@given(towns(has_room=False, gminas=4))
@settings(max_examples=20)
def test_a_union_covers_at_least_what_each_set_covers(town: Town) -> None:
    figures = count(town, (0, 1, 2, 3)).figures
    served = figures[~figures["regime"].isin([OPEN])].set_index(["terms", "regime", *KEYS])["served"]
    assert (figures["lost"] == 0).all()
    for (terms, regime, *rest), people in served.items():
        members = regime.split("|") if regime != OWN else []
        for code in town.codes:
            if code not in members and members:
                assert people <= served[(terms, set_key([*members, code]), *rest)]


@given(towns(gminas=3), st.booleans())
@settings(max_examples=20)
def test_a_gmina_that_shares_nothing_changes_nobody(town: Town, has_room: bool) -> None:
    """Gmina D has people and a place for them alone, and no way leads from it or to it."""
    modes, cells, places = town.minutes.shape
    minutes = np.full((modes, cells + 1, places + 1), np.inf)
    minutes[:, :cells, :places] = town.minutes
    minutes[:, cells, places] = 4.0
    declared = np.ones((4, places + 1), dtype=bool)
    declared[:3] = np.pad(town.serves, ((0, 0), (0, 1)))
    with_one = [*town.wanted, 3.0] if town.wanted is not None and has_room else None
    wide = Town(
        minutes=minutes, cell_gmina=[*town.cell_gmina, 3], place_gmina=[*town.place_gmina, 3], people=[*town.people, 50],
        gminas=4, declared=declared, wanted=with_one,
        capacity=None if with_one is None else [*(town.capacity or []), 1.0],
        target=None if town.target is None else [*town.target, 7], leaving=[*(town.leaving or []), np.inf],
        back=[*(town.back or []), 0.0], flags=np.pad(town.flags_by_mode, ((0, 0), (0, 1))),
    )  # fmt: skip
    figures = count(wide, (0, 1, 2, 3)).figures
    figures = figures[figures["regime"].str.contains("|", regex=False) & (figures["terms"] == "declared")]
    by_key = figures.set_index(["terms", "regime", *KEYS])[FIGURES]
    checked = 0
    for key, row in by_key.iterrows():
        members = key[1].split("|")
        if "D" in members and len(members) > 2:
            without = set_key([m for m in members if m != "D"])
            if key[5] != "D":
                assert row.tolist() == by_key.loc[(key[0], without, *key[2:])].tolist()
                checked += 1
        if key[5] == "D":
            # Who finds places full is rounded along all cells: half a person of another gmina may turn one of D's.
            assert row["gained"] <= (wide.wanted is not None)
    assert checked


@given(towns(gminas=3), st.permutations([0, 1, 2]))
@settings(max_examples=15)
def test_the_order_of_gminas_changes_nothing(town: Town, order: list[int]) -> None:
    """Gmina i becomes gmina ``order[i]``."""
    renamed = {code: town.codes[order[i]] for i, code in enumerate(town.codes)}
    declared = np.empty_like(town.serves)
    declared[order] = town.serves
    other = Town(
        minutes=town.minutes, cell_gmina=[order[g] for g in town.cell_gmina], place_gmina=[order[g] for g in town.place_gmina],
        people=town.people, gminas=3, declared=declared, wanted=town.wanted, capacity=town.capacity, target=town.target,
        spread=town.spread, leaving=town.leaving, back=town.back, flags=town.flags,
    )  # fmt: skip
    one, two = count(town, (0, 1, 2)), count(other, (0, 1, 2))
    for name, key in (("figures", ["terms", "regime", *KEYS]), ("rankings", ["terms", "regime", "mode"])):
        table = getattr(one, name).copy()
        table["regime"] = [
            r if "|" not in r else set_key([renamed[c] for c in r.split("|")]) for r in table["regime"]
        ]
        if name == "figures":
            table["gmina_teryt"] = table["gmina_teryt"].map(renamed)
        expected = getattr(two, name)
        pd.testing.assert_frame_equal(
            table.sort_values(key).reset_index(drop=True), expected.sort_values(key).reset_index(drop=True)
        )


@given(towns(gminas=4))
@settings(max_examples=8)
def test_the_number_of_workers_changes_nothing(town: Town) -> None:
    one, many = (count(town, (0, 1, 2, 3), workers=w) for w in (1, 3))
    for name in ("figures", "rankings", "hosting", "load", "border"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(many, name))
    assert one.states.keys() == many.states.keys()


@pytest.mark.slow
@given(towns(gminas=6), st.booleans())
@settings(max_examples=25)
def test_the_best_set_that_is_proven_is_the_best_of_all(town: Town, by_least: bool) -> None:
    question, gminas = town.question(tuple(range(6)))
    counter, sets = TypeCounter(question, gminas, workers=1), list_sets(gminas.partner_codes, k=None)
    for terms, gained in zip(("declared", "agreed"), _gains(counter, sets), strict=True):
        search = BestSets(counter.main_reach(terms), counter.place_bit, 6)
        least = np.where(sets.is_member, gained, 10**9).min(axis=1)
        value = least if by_least else gained.sum(axis=1)
        for size in range(2, 7):
            rows = np.flatnonzero(sets.sizes == size)
            # The first among equals: sets are in the order of their members.
            expected = sets.masks[rows[value[rows].argmax()]]
            assert search.find(size, by_least=by_least) == expected


def _gains(counter: TypeCounter, sets: SetList) -> tuple[np.ndarray, np.ndarray]:
    ranks = counter.rank(sets)
    return ranks.declared, ranks.agreed
