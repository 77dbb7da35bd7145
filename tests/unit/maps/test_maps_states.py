import numpy as np
import pytest
from drawn_district import build_district

from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED, TOO_FAR, combine_states
from mapa_uslug.maps.states import list_answers, list_unknown_reasons, state_bytes


def find(result, service_type, mode, level=1):
    return next(
        a for a in list_answers(result) if (a.service_type, a.mode, a.level) == (service_type, mode, level)
    )


def test_by_all_modes_each_person_is_in_the_best_state_that_is_known():
    car = np.array([[10, 0, 0, 0], [0, 0, 10, 0], [0, 0, 10, 0], [7, 3, 0, 0]])
    walk = np.array([[0, 0, 10, 0], [0, 0, 10, 0], [0, 0, 0, 10], [0, 0, 10, 0]])
    joined = combine_states([car.astype(np.int32), walk.astype(np.int32)])
    assert joined.tolist() == [[10, 0, 0, 0], [0, 0, 10, 0], [0, 0, 0, 10], [7, 3, 0, 0]]


def test_the_widest_question_comes_first_and_a_single_mode_is_not_called_every_mode(district):
    asked = [(a.service_type, a.mode) for a in list_answers(district) if a.level == 0]
    assert asked == [("DDP", "all"), ("DDP", "car"), ("DDP", "walk_slow"), ("SP", "walk"), ("ZLO", "car")]


@pytest.mark.parametrize(
    ("mode", "sums"), [("car", [804, 36, 480, 120]), ("walk_slow", [324, 36, 960, 120]), ("all", [804, 36, 480, 120])]
)  # fmt: skip
def test_states_add_up_to_what_was_planted(district, mode, sums):
    # 12 columns of 12 cells of 10 people: served 0-6 by car, 3 of 10 full in column 2, nothing known of column 11.
    assert find(district, "DDP", mode).people.sum(axis=0).tolist() == sums


def test_a_cells_byte_holds_its_state_and_reason(district):
    answer = find(district, "DDP", "car")
    byte = state_bytes(answer)
    states, reasons = byte & 3, byte >> 2
    first_of_column = [states[12 * c] for c in range(12)]
    assert first_of_column == [SERVED] * 2 + [FULL] + [SERVED] * 4 + [TOO_FAR] * 4 + [CANNOT_TELL]
    assert [reasons[12 * c] for c in (0, 8, 11)] == [0, 0, 1]


def test_a_group_that_one_mode_lacks_has_no_figures_by_all_modes():
    result = build_district()
    layers = tuple(
        layer if layer.mode != "walk_slow" else type(layer)(**{**vars(layer), "target": None})
        for layer in result.layers
    )
    assert find(build_district(layers=layers), "DDP", "all").target is None


def test_reasons_for_the_unknown_come_with_those_of_most_people_first():
    states = np.array([[0, 0, 0, 3], [0, 0, 0, 5], [0, 0, 0, 4], [0, 0, 9, 0], [1, 0, 0, 0]])
    # Reason 2 explains seven people, reason 1 five; reason 5 is of people too far.
    assert list_unknown_reasons(states, np.array([2, 1, 2, 5, 3], dtype=np.uint8)) == [2, 1]
