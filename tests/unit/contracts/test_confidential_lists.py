"""Figures of lists whose sums are told: none that is missing is the sum less the others."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.contracts.confidential import hide_across_lists

NAMES = "ABCDEF"


def of(**people: int | None) -> pd.Series:
    return pd.Series(list(people.values()), index=list(people), dtype="Int64")


def told(*lists: pd.Series) -> list[dict[str, int | None]]:
    return [{k: None if pd.isna(v) else int(v) for k, v in x.items()} for x in hide_across_lists(lists)]


def test_the_smallest_other_hides_with_the_one_that_is_missing() -> None:
    assert told(of(A=250, B=None, C=22)) == [{"A": 250, "B": None, "C": None}]
    assert told(of(A=250, B=None)) == [{"A": None, "B": None}]


def test_nothing_more_is_hidden_where_none_or_two_are_missing() -> None:
    assert told(of(A=250, C=22)) == [{"A": 250, "C": 22}]
    assert told(of(A=250, B=None, C=22, D=None)) == [{"A": 250, "B": None, "C": 22, "D": None}]


def test_of_a_list_of_one_place_that_is_missing_nothing_is_left() -> None:
    assert told(of(B=None), of(A=3)) == [{}, {"A": 3}]


def test_what_one_list_hides_no_other_tells() -> None:
    # B hides with A in the first list; in the second it is missing, so C goes with it; so D goes with C in the third.
    assert told(of(A=None, B=9), of(B=9, C=20, D=30), of(C=20, D=30, E=40)) == [
        {"A": None, "B": None}, {"B": None, "C": None, "D": None}, {"C": None, "D": None, "E": 40},
    ]  # fmt: skip
    # B alone can hide with A; that is enough for the other list, which need not hide C.
    assert told(of(A=None, B=9, C=5), of(A=None, B=9)) == [
        {"A": None, "B": None, "C": 5},
        {"A": None, "B": None},
    ]
    # The second's sum would be B.
    assert told(of(A=None, B=9), of(B=9)) == [{"A": None, "B": None}, {}]


@given(
    st.dictionaries(st.sampled_from(NAMES), st.tuples(st.integers(1, 50), st.booleans()), min_size=1),
    st.lists(st.sets(st.sampled_from(NAMES), min_size=1), min_size=1, max_size=4),
)
def test_no_sum_less_what_any_list_tells_is_one_place(
    places: dict[str, tuple[int, bool]], lists: list[set[str]]
) -> None:
    given_ = [
        of(**{n: None if places[n][1] else places[n][0] for n in sorted(names) if n in places})
        for names in lists
    ]
    found = told(*given_)
    known = {name for people in found for name, n in people.items() if n is not None}
    for before, people in zip(given_, found, strict=True):
        unknown = set(before.index) - known
        assert len(unknown) != 1 or not people
        assert all(
            n == places[name][0] and not places[name][1] for name, n in people.items() if n is not None
        )
        assert people.keys() in (set(), set(before.index))
    if not any(is_secret for _, is_secret in places.values()):
        assert [x.dropna().to_dict() for x in given_] == found
