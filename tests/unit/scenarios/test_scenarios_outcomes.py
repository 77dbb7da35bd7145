"""What a plan changes for four cells in a row, worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells
from mapa_uslug.scenarios.outcomes import compare_room, measure_outcome

NAN, INF = float("nan"), float("inf")
# Cells a, b of gmina 1 and c, d of gmina 2; the third is confidential.
PEOPLE = [10, 20, 40, 80]


def cells() -> PopulationCells:
    table = gpd.GeoDataFrame(
        {
            "cell_id": list("abcd"),
            "gmina_teryt": ["086001", "086001", "086002", "086002"],
            "locality": ["A", "A", "B", "B"],
            "grid_col": [0, 1, 2, 3],
            "grid_row": [0, 0, 0, 0],
            "people": PEOPLE,
            "is_imputed": [False, False, True, False],
        },
        geometry=[shapely.Point(i, 0) for i in range(4)],
        crs="EPSG:2180",
    )
    return PopulationCells(table, "EPSG:2180", 250, {})


def layer(cost: list[float], *, service: str = "POZ", mode: str = "car", full: int = 0) -> CoverageLayer:
    """Main layer of a 20-minute threshold: beyond it people are too far; `full`: how many of the first cell are full."""
    people = np.zeros((4, 4), dtype=np.int32)
    for i, (minutes, count) in enumerate(zip(cost, PEOPLE, strict=True)):
        people[i, 0 if minutes <= 20 else 2] = count
    people[0, 0] -= full
    people[0, 1] += full
    return CoverageLayer(
        service_type=service, mode=mode, level=1, threshold=20, unit="min", kind="umowny", is_capacity_known=bool(full),
        people=people, target=None, reason=np.zeros(4, dtype=np.uint8), cost=np.array(cost, dtype=np.float32),
        nearest_place=np.zeros(4, dtype=np.int32),
    )  # fmt: skip


def spots(*groups: str, service: str = "POZ") -> pd.DataFrame:
    gmina = {"a": "086001", "b": "086001", "c": "086002", "d": "086002"}
    rows = [(service, "all", 1, "|".join(g), "|".join(sorted({gmina[c] for c in g}))) for g in groups]
    return pd.DataFrame(rows, columns=["service_type", "mode", "level", "cells", "gmina_teryt"])


def compare(before, after, spots_before, spots_after):
    return measure_outcome(
        ScenarioConfig(name="Plan"), file="plan.toml", before=before, after=after, spots_before=spots_before,
        spots_after=spots_after, cells=cells(), main_level=1,
    )  # fmt: skip


def row(table: pd.DataFrame, **wanted: object) -> pd.Series:
    for name, value in wanted.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_who_gains_and_who_loses_is_told_apart_and_adds_up():
    # b comes within 20 minutes, c falls out of them; the others stay.
    outcome = compare([layer([5, 30, 15, 30])], [layer([5, 15, 25, 30])], spots("b", "d"), spots("cd"))
    assert (outcome.gaining, outcome.losing) == (20, 40)
    assert outcome.by_gmina == {"086001": (20, 0), "086002": (0, 40)}
    assert (outcome.people(""), outcome.people("086002")) == ((20, 40), (0, 40))
    both = row(outcome.figures, mode="all", gmina_teryt="")
    assert (both.served_before, both.gained, both.lost, both.served_after) == (50, 20, 40, 30)
    assert (both.too_far_before, both.too_far_after, both.people) == (100, 120, 150)
    assert row(outcome.figures, mode="car", gmina_teryt="086001").gained == 20
    assert row(outcome.figures, mode="car", gmina_teryt="086002").lost == 40


def test_a_spot_is_cured_when_nobody_in_it_is_too_far_and_one_that_grew_is_neither():
    outcome = compare([layer([5, 30, 15, 30])], [layer([5, 15, 25, 30])], spots("b", "d"), spots("cd"))
    told = row(outcome.white_spots, service_type="POZ", gmina_teryt="")
    # "b" is gone; "d" has grown to "cd", which is not new.
    assert (told.cured, told.made) == (1, 0)


def test_a_spot_of_two_gminas_counts_in_both_and_once_among_all():
    outcome = compare([layer([5, 30, 30, 5])], [layer([5, 5, 5, 5])], spots("bc"), spots())
    assert {row.gmina_teryt: (row.cured, row.made) for row in outcome.white_spots.itertuples()} == {
        "": (1, 0), "086001": (1, 0), "086002": (1, 0),
    }  # fmt: skip


def test_ways_beyond_the_widest_threshold_count_as_that_and_so_do_none():
    # a: 5 -> 10 costs 10 people 5 minutes; b: 90 counts as 20, so 20 people save 5; c: from no way to 12 saves 8; d is unknown.
    outcome = compare([layer([5, 90, INF, NAN])], [layer([10, 15, 12, NAN])], spots(), spots())
    assert row(outcome.minutes, gmina_teryt="086001").saved == pytest.approx(-50 + 100)
    assert row(outcome.minutes, gmina_teryt="086002").saved == pytest.approx(320)


def test_one_mode_that_is_enough_is_enough():
    before = [layer([5, 30, 30, 30]), layer([30, 5, 30, 30], mode="walk")]
    after = [layer([5, 5, 30, 30]), layer([30, 5, 30, 30], mode="walk")]
    outcome = compare(before, after, spots(), spots())
    # b was served on foot already: by car it gains, by all modes together nobody does.
    assert outcome.gaining == 0
    assert row(outcome.figures, mode="car", gmina_teryt="").gained == 20


def test_who_gains_two_services_counts_once():
    before = [layer([30, 30, 5, 5]), layer([30, 5, 5, 5], service="APT")]
    after = [layer([5, 5, 5, 5]), layer([5, 5, 5, 5], service="APT")]
    assert compare(before, after, spots(), spots()).gaining == 30


def test_a_type_that_only_the_plan_has_begins_with_nobody_served():
    outcome = compare([], [layer([5, 30, 30, 30])], spots(), spots())
    both = row(outcome.figures, mode="all", gmina_teryt="")
    assert (both.served_before, both.served_after, both.too_far_before) == (0, 10, 150)
    assert row(outcome.minutes, gmina_teryt="086001").saved == pytest.approx(10 * 15)


def test_room_that_a_plan_gives_is_gained():
    outcome = compare([layer([5, 5, 5, 5], full=4)], [layer([5, 5, 5, 5])], spots(), spots())
    assert (outcome.gaining, outcome.losing) == (4, 0)
    assert outcome.minutes["saved"].abs().max() == 0


def test_room_is_what_opens_and_grows_less_what_closes_and_shrinks():
    columns = ["service_id", "service_type", "capacity"]
    before = pd.DataFrame([("a", "DDP", 12.0), ("b", "DDP", 30.0), ("c", "KS", 5.0), ("d", "POZ", NAN), ("e", "WTZ", NAN)], columns=columns)  # fmt: skip
    # a closes, n opens with 20; c grows by 3; d opens beside one of unknown capacity; b and e stay as they are.
    after = pd.DataFrame([("b", "DDP", 30.0), ("n", "DDP", 20.0), ("c", "KS", 8.0), ("d", "POZ", NAN), ("m", "POZ", NAN), ("e", "WTZ", NAN)], columns=columns)  # fmt: skip
    found = compare_room(before, after).set_index("service_type")
    assert list(found.index) == ["DDP", "KS", "POZ"]
    assert found.loc["DDP"].tolist() == [1, 1, 8.0]
    assert found.loc["KS"].tolist() == [0, 0, 3.0]
    assert found.loc["POZ", ["opened", "closed"]].tolist() == [1, 0]
    assert np.isnan(found.at["POZ", "capacity"])
