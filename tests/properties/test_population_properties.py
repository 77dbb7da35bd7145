"""Laws of placing people, over random grids, homes and totals."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hand_population import EAST, WEST, make_features, make_gminas, write_grid, write_totals
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mapa_uslug.contracts.config import PopulationOptions
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.population import read_population
from mapa_uslug.population.imputation import NOBODY, impute_units
from mapa_uslug.population.rounding import round_groups, round_to_totals

GROUPS = ["people_0_14", "people_15_64", "people_65_plus"]
LEAN = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

places = st.tuples(st.floats(0.001, 5.999), st.floats(0.001, 3.999))
figures = st.one_of(st.none(), st.tuples(*[st.integers(0, 60)] * 3))
grids = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), figures), min_size=1, max_size=12,
                 unique_by=lambda cell: cell[:2])  # fmt: skip
gmina_totals = st.tuples(*[st.integers(0, 300)] * 3).filter(lambda t: sum(t) > 0)


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "grid": draw(grids),
        "homes": draw(st.lists(places, max_size=25)),
        "addresses": draw(st.lists(places, max_size=8)),
        "totals": draw(st.tuples(gmina_totals, gmina_totals)),
        "border": draw(st.sampled_from([3.0, 2.5, 2.37])),
        "cell_m": draw(st.sampled_from([250, 300, 500, 1000])),
        "has_grid": draw(st.booleans()),
        "share_75": draw(st.floats(0, 1)),
    }


def as_cell(column: int, row: int, figure: tuple[int, int, int] | None) -> dict[str, Any]:
    young, middle, old = figure or (None, None, None)
    people = None if figure is None else sum(figure)
    return {"at": (column, row), "RES": people, "RES_0_14": young, "RES_15_64": middle, "RES_65_": old}


def totals_rows(case: dict[str, Any], codes: tuple[str, str] = (WEST, EAST)) -> list[dict[str, Any]]:
    return [
        {"gmina_teryt": code, "people": sum(t), **dict(zip(GROUPS, t, strict=True)),
         "people_75_plus": int(t[2] * case["share_75"])}
        for code, t in zip(codes, case["totals"], strict=True)
    ]  # fmt: skip


def place(case: dict[str, Any], *, reverse: bool = False, codes: tuple[str, str] = (WEST, EAST),
          names: tuple[str, str] = ("A", "B")) -> PopulationCells:  # fmt: skip
    turn = -1 if reverse else 1
    with tempfile.TemporaryDirectory() as folder:
        totals = write_totals(Path(folder) / "t.csv", totals_rows(case, codes)[::turn])
        grid = None
        if case["has_grid"]:
            grid = write_grid(Path(folder) / "g.gpkg", [as_cell(*cell) for cell in case["grid"][::turn]])
        features = make_features(case["homes"][::turn], addresses=case["addresses"][::turn])
        cells, _, counts = read_population(
            make_gminas(border=case["border"], codes=codes, names=names),
            grid=grid,
            totals=totals,
            features=features,
            options=PopulationOptions(cell_m=case["cell_m"]),
        )
    for count in counts:
        assert count.read == count.kept + sum(count.left_out.values()), count
    return cells


@LEAN
@given(inputs())
def test_sums_are_exact_for_every_gmina_and_group(case: dict[str, Any]) -> None:
    table = place(case).table
    for row in totals_rows(case):
        own = table[table["gmina_teryt"] == row["gmina_teryt"]]
        for column in ("people", *GROUPS):
            assert own[column].sum() == row[column], column
    assert (table[GROUPS].sum(axis=1) == table["people"]).all()
    assert (table["people"] > 0).all()
    assert (table[GROUPS] >= 0).all().all()


@LEAN
@given(inputs())
def test_finer_groups_are_exact_and_fit_into_theirs(case: dict[str, Any]) -> None:
    table = place(case).table
    for row in totals_rows(case):
        own = table[table["gmina_teryt"] == row["gmina_teryt"]]
        assert own["people_75_plus"].sum() == row["people_75_plus"]
    assert (table["people_75_plus"] <= table["people_65_plus"]).all()


@LEAN
@given(inputs())
def test_the_order_of_rows_is_irrelevant(case: dict[str, Any]) -> None:
    one, two = place(case), place(case, reverse=True)
    pd.testing.assert_frame_equal(pd.DataFrame(one.table), pd.DataFrame(two.table))


@LEAN
@given(inputs())
def test_names_and_codes_are_irrelevant(case: dict[str, Any]) -> None:
    one, two = place(case), place(case, codes=("321502", "321601"), names=("X", "Y"))
    columns = ["grid_col", "grid_row", "people", *GROUPS, "is_imputed"]
    assert one.table[columns].values.tolist() == two.table[columns].values.tolist()


@LEAN
@given(inputs())
def test_every_cell_lies_where_it_says(case: dict[str, Any]) -> None:
    cells = place(case)
    table, size = cells.table, cells.cell_m
    assert table["cell_id"].is_unique
    assert table["cell_id"].is_monotonic_increasing
    gminas = make_gminas(border=case["border"]).set_index("gmina_teryt").geometry
    for _, row in table.iterrows():
        assert gminas[row["gmina_teryt"]].buffer(1e-6).contains(row.geometry)
        assert (row.geometry.x // size, row.geometry.y // size) == (row["grid_col"], row["grid_row"])


@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 3), st.integers(0, 50)), min_size=1, max_size=40),
    st.lists(st.floats(0, 1), min_size=4, max_size=4),
)
def test_rounding_meets_totals_within_limits(rows: list[tuple[float, int, int]], fill: list[float]) -> None:
    values = np.array([row[0] for row in rows])
    owner = np.array([row[1] for row in rows], dtype=np.int64)
    limit = np.array([row[2] for row in rows], dtype=np.int64)
    room = np.bincount(owner, weights=limit, minlength=4)
    totals = np.floor(room * np.array(fill)).astype(np.int64)
    rounded = round_to_totals(values, owner, totals, limit=limit)
    assert np.bincount(owner, weights=rounded, minlength=4).astype(int).tolist() == totals.tolist()
    assert ((rounded >= 0) & (rounded <= limit)).all()


@given(st.lists(st.tuples(st.floats(0, 1e4), st.integers(0, 2)), min_size=3, max_size=40),
       st.integers(0, 10_000))  # fmt: skip
def test_rounding_without_limits_is_less_than_one_off(rows: list[tuple[float, int]], total: int) -> None:
    values = np.array([row[0] for row in rows])
    owner = np.zeros(len(rows), dtype=np.int64)
    rounded = round_to_totals(values, owner, np.array([total]))
    wanted = values * total / values.sum() if values.sum() > 0 else np.full(len(values), total / len(values))
    assert rounded.sum() == total
    assert np.abs(rounded - wanted).max() < 1 + 1e-6


@given(
    st.lists(st.tuples(*[st.floats(0, 500)] * 3), min_size=1, max_size=30),
    st.tuples(*[st.integers(0, 900)] * 3),
)
def test_groups_meet_both_margins(rows: list[tuple[float, ...]], target: tuple[int, ...]) -> None:
    values = np.array(rows)
    owner = np.zeros(len(rows), dtype=np.int64)
    rounded = round_groups(values, owner, np.array([target]))
    assert rounded.sum(axis=0).tolist() == list(target)
    people = round_to_totals(values.sum(axis=1), owner, np.array([sum(target)]))
    assert rounded.sum(axis=1).tolist() == people.tolist()
    assert (rounded >= 0).all()


maybe = st.one_of(st.just(np.nan), st.floats(0, 500))


@example(
    [(np.nan, np.nan, np.nan, 0.0, 0), (1e-07, np.nan, np.nan, np.nan, 0)],
    [np.nan] * 3,
    [(np.nan, np.nan, np.nan)] * 3,
)
@example(
    [(np.nan, np.nan, 5e-324, np.nan, 0)],
    [np.nan] * 3,
    [(np.nan, np.nan, np.nan), (np.nan, np.nan, np.nan), (np.nan, 1.0, np.nan)],
)
@given(st.lists(st.tuples(maybe, maybe, maybe, maybe, st.integers(0, 2)), min_size=1, max_size=25),
       st.lists(maybe, min_size=3, max_size=3), st.lists(st.tuples(maybe, maybe, maybe), min_size=3, max_size=3))  # fmt: skip
def test_imputed_figures_are_never_negative_nor_missing(
    rows: list[tuple[float, ...]], totals: list[float], group_totals: list[tuple[float, ...]]
) -> None:
    table = np.array(rows, dtype=float)
    people = table[:, 0]
    result = impute_units(
        people,
        table[:, 1:4],
        gmina=table[:, 4].astype(np.int64),
        weight=np.ones(len(table)),
        share=np.ones(len(table)),
        total_people=np.array(totals),
        total_groups=np.array(group_totals),
    )
    assert np.isfinite(result.values).all()
    assert (result.values >= 0).all()
    known = ~np.isnan(people)
    # Less than `NOBODY` of a person may be kept or dropped: it is nobody.
    assert np.allclose(result.values.sum(axis=1)[known], people[known], atol=NOBODY)
    assert result.is_imputed[~known].all()
