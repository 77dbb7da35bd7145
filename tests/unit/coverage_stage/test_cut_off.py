from __future__ import annotations

import numpy as np

from mapa_uslug.contracts.tables import REASONS, CoverageLayer
from mapa_uslug.coverage.cut_off import tell_cut_off

INF = np.inf


def layer(
    cost: list[float], reason: list[str], people: list[list[int]], target: bool = False
) -> CoverageLayer:
    counts = np.array(people, dtype=np.int32)
    return CoverageLayer(
        service_type="POZ", mode="car", level=1, threshold=20, unit="min", kind="umowny", is_capacity_known=False,
        people=counts, target=counts // 2 if target else None,
        reason=np.array([REASONS.index(r) for r in reason], dtype=np.uint8), cost=np.array(cost, dtype=np.float32),
        nearest_place=np.full(len(cost), -1, dtype=np.int32),
    )  # fmt: skip


def test_people_who_lost_every_way_are_too_far_and_others_stay_as_they_are() -> None:
    # Cell 0 was served before, cell 1 never was connected, cell 2 is near the data's edge, cell 3 is served still.
    after = layer(
        [INF, INF, INF, 5.0], ["not_connected", "not_connected", "data_edge", ""],
        [[0, 0, 0, 40], [0, 0, 0, 30], [0, 0, 0, 20], [10, 0, 0, 0]], target=True,
    )  # fmt: skip
    before = layer([9.0, INF, 9.0, 5.0], ["", "not_connected", "", ""], [[40, 0, 0, 0]] * 4)
    told = tell_cut_off(after, before)
    assert told.people.tolist() == [[0, 0, 40, 0], [0, 0, 0, 30], [0, 0, 0, 20], [10, 0, 0, 0]]
    assert told.target is not None
    assert told.target.tolist() == [[0, 0, 20, 0], [0, 0, 0, 15], [0, 0, 0, 10], [5, 0, 0, 0]]
    assert [REASONS[r] for r in told.reason] == ["", "not_connected", "data_edge", ""]
    assert after.people[0].tolist() == [0, 0, 0, 40]


def test_a_layer_in_which_nobody_was_cut_off_is_given_back() -> None:
    after = layer([5.0], [""], [[10, 0, 0, 0]])
    assert tell_cut_off(after, after) is after
