import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from six_cell_town import PEOPLE, with_unknown_everywhere

from mapa_uslug.contracts.combined import combine_states
from mapa_uslug.reports.figures import (
    combine_all,
    combine_modes,
    count_unknown_everywhere,
    sum_by_gmina,
    sum_by_reason,
    sum_states,
)


def test_who_is_too_far_by_one_mode_only_is_not_too_far(town):
    # By car c3 and c5 are too far; on foot c2 and c6 as well, but a car takes those within 30 minutes.
    combined = combine_modes(town, "DDP")
    assert sum_states(combined.people).tolist() == [140, 30, 100, 30]
    assert sum_states(combined.target).tolist() == [28, 6, 20, 6]


def test_sums_by_gmina_add_up_to_its_people(town):
    sums = sum_by_gmina(town, combine_modes(town, "DDP").people)
    assert {k: v.tolist() for k, v in sums.items()} == {"086001": [120, 30, 40, 30], "086002": [20, 0, 60, 0]}


def test_a_type_without_figures_of_its_group_has_none(town):
    assert combine_modes(town, "PRZ").target is None


def test_three_levels_are_told_apart(town):
    too_far = {
        code: [int(sum_states(x.people)[2]) for x in levels] for code, levels in combine_all(town).items()
    }
    assert too_far == {"DDP": [170, 100, 60], "PRZ": [120, 80, 20]}


def test_unknown_people_are_counted_by_reason(town):
    assert sum_by_reason(combine_modes(town, "DDP")) == {"no_road": 30}


def test_unknown_everywhere_counts_people_without_any_answer(town):
    main = [combine_modes(town, code) for code in ("DDP", "PRZ")]
    assert count_unknown_everywhere(main) == 30
    other = with_unknown_everywhere(town)
    assert count_unknown_everywhere([combine_modes(other, code) for code in ("DDP", "PRZ")]) == 200
    assert count_unknown_everywhere([]) == 0


def test_unknown_by_one_mode_and_too_far_by_the_other_is_unknown():
    car, walk = np.array([[0, 0, 9, 0]], dtype=np.int32), np.array([[0, 0, 0, 9]], dtype=np.int32)
    assert combine_states([car, walk]).tolist() == [[0, 0, 0, 9]]


def test_full_by_one_mode_and_too_far_by_the_other_is_full():
    car, walk = np.array([[4, 5, 0, 0]], dtype=np.int32), np.array([[0, 0, 9, 0]], dtype=np.int32)
    assert combine_states([car, walk]).tolist() == [[4, 5, 0, 0]]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), min_size=3, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_combined_states_add_up_and_never_invent_people(drawn):
    # Three cells of 20 people; each mode splits them as it likes.
    modes = []
    for cells in drawn:
        rows = []
        for served, full, rest in cells:
            left = 20 - served - full
            rows.append([served, full, left if rest else 0, 0 if rest else left])
        modes.append(np.array(rows, dtype=np.int32))
    combined = combine_states(modes)
    assert combined.min() >= 0
    assert combined.sum(axis=1).tolist() == [20, 20, 20]
    assert (combined[:, 2] <= np.min([m[:, 2] for m in modes], axis=0)).all()
    assert (combined[:, 0] >= np.max([m[:, 0] for m in modes], axis=0)).all()
    assert PEOPLE.sum() == 300
