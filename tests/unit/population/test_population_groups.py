import pytest

from mapa_uslug.contracts.tables import group_column
from mapa_uslug.population.groups import BASIC_GROUPS, Composition, compose, group_of_column


@pytest.mark.parametrize("group", ["all", "0-14", "15-64", "65+", "75+", "0-2", "ozn"])
def test_columns_and_groups_are_inverse(group: str) -> None:
    assert group_of_column(group_column(group)) == group


@pytest.mark.parametrize("column", ["gmina", "people_", "people_65", "people_Ozn", "peoples"])
def test_other_columns_are_no_groups(column: str) -> None:
    assert group_of_column(column) is None


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("75+", Composition((), "65+")),
        ("0-2", Composition((), "0-14")),
        ("60+", Composition(("65+",), "15-64")),
        ("18+", Composition(("65+",), "15-64")),
        ("0-17", Composition(("0-14",), "15-64")),
        ("15+", Composition(("15-64", "65+"), None)),
        ("7-18", Composition((), "all")),
        ("ozn", Composition((), "all")),
    ],
)
def test_finer_groups_are_made_of_basic_ones(group: str, expected: Composition) -> None:
    assert compose(group, basics=BASIC_GROUPS) == expected


def test_without_basic_groups_everything_is_part_of_everybody() -> None:
    assert compose("75+", basics=()) == Composition((), "all")
