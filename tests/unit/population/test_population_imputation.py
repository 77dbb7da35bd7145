import numpy as np
import pytest

from mapa_uslug.population.imputation import LARGE_CELL_PEOPLE, SMALL_CELL_PEOPLE, ImputedUnits, impute_units

NAN = np.nan


def impute(
    people: list[float],
    groups: list[list[float]] | None = None,
    *,
    gmina: list[int] | None = None,
    weight: list[float] | None = None,
    total: list[float] | None = None,
    total_groups: list[list[float]] | None = None,
) -> ImputedUnits:
    n = len(people)
    gmina = gmina or [0] * n
    gminas = max(gmina) + 1
    return impute_units(
        np.array(people, dtype=float),
        None if groups is None else np.array(groups, dtype=float),
        gmina=np.array(gmina, dtype=np.int64),
        weight=np.array(weight or [1.0] * n),
        share=np.ones(n),
        total_people=np.array(total or [NAN] * gminas),
        total_groups=np.array(total_groups or [[NAN] * 3] * gminas),
    )


def test_hidden_people_are_what_the_total_leaves() -> None:
    result = impute([50, NAN, NAN], total=[80])
    assert result.values[:, 0].tolist() == [50, 15, 15]
    assert result.is_imputed.tolist() == [False, True, True]
    assert not result.has_small_figure.any()


def test_hidden_people_go_where_homes_are() -> None:
    assert impute([50, NAN, NAN], weight=[9, 4, 1], total=[60]).values[:, 0].tolist() == [50, 8, 2]


def test_without_a_total_hidden_cells_get_a_small_figure() -> None:
    result = impute([50, NAN])
    assert result.values[:, 0].tolist() == [50, SMALL_CELL_PEOPLE]
    assert result.has_small_figure.tolist() == [False, True]


def test_a_total_below_the_known_people_leaves_the_small_figure() -> None:
    assert impute([50, NAN], total=[45]).values[:, 0].tolist() == [50, SMALL_CELL_PEOPLE]


def test_growth_since_the_census_does_not_pile_up_in_one_hidden_cell() -> None:
    assert impute([500, 500, NAN], total=[3000]).values[2, 0] == 500
    assert impute([50, NAN], total=[3000]).values[1, 0] == LARGE_CELL_PEOPLE


def test_gminas_are_imputed_apart() -> None:
    result = impute([50, NAN, 10, NAN], gmina=[0, 0, 1, 1], total=[60, 12])
    assert result.values[:, 0].tolist() == [50, 10, 10, 2]


def test_hidden_groups_take_what_the_totals_of_groups_leave() -> None:
    # Known: 10 young, 30 middle, 10 old; totals leave 4 young, 4 middle, 2 old for the ten hidden.
    result = impute([50, 10], [[10, 30, 10], [NAN] * 3], total=[60], total_groups=[[14, 34, 12]])
    assert result.values[1].tolist() == pytest.approx([4, 4, 2])
    assert result.is_imputed.tolist() == [False, True]


def test_hidden_groups_without_totals_are_like_their_gmina() -> None:
    result = impute([50, 10], [[10, 30, 10], [NAN] * 3])
    assert result.values[1].tolist() == pytest.approx([2, 6, 2])


def test_a_gmina_with_nothing_known_is_like_the_area() -> None:
    result = impute([50, 10], [[10, 30, 10], [NAN] * 3], gmina=[0, 1])
    assert result.values[1].tolist() == pytest.approx([2, 6, 2])


def test_known_groups_of_a_partly_hidden_cell_stay() -> None:
    # Two groups are hidden: 20 of 30 people, shared 30 : 10 as in the known cell.
    result = impute([50, 30], [[10, 30, 10], [10, NAN, NAN]])
    assert result.values[1].tolist() == pytest.approx([10, 15, 5])


def test_groups_that_do_not_add_up_are_scaled_to_the_people() -> None:
    result = impute([100, 50], [[10, 20, 20], [10, 30, 10]])
    assert result.values[0].tolist() == pytest.approx([20, 40, 40])
    assert result.corrected == 1


def test_empty_cells_stay_empty() -> None:
    result = impute([0, 50], [[0, 0, 0], [10, 30, 10]])
    assert result.values[0].tolist() == [0, 0, 0]
    assert not result.is_imputed.any()
