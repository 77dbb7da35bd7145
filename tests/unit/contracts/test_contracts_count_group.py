"""How the people of confidential cells are counted."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.contracts.confidential import count_group, spread_by_people, sum_confidential
from mapa_uslug.contracts.tables import PopulationCells

CRS = "EPSG:2180"


def cells(rows: list[tuple[str, int, int, bool]]) -> PopulationCells:
    table = pd.DataFrame(rows, columns=["gmina_teryt", "people", "people_65_plus", "is_imputed"])
    table["cell_id"] = [f"c{i}" for i in range(len(rows))]
    points = gpd.points_from_xy(np.zeros(len(rows)), np.zeros(len(rows)))
    return PopulationCells(gpd.GeoDataFrame(table, geometry=points, crs=CRS), CRS, 250, {"65+": "grid"})


def test_only_the_sum_of_a_gminas_confidential_cells_is_used() -> None:
    # Zalewo: 6 of 65+ in two confidential cells of 20 and 10 people, whatever each has: 4 and 2.
    made = [
        cells([("A", 50, 7, False), ("A", 20, a, True), ("B", 8, 3, True), ("A", 10, 6 - a, True)]) for a in (0, 6)
    ]  # fmt: skip
    assert [count_group(c, "65+").tolist() for c in made] == [[7, 4, 3, 2]] * 2  # type: ignore[union-attr]
    assert sum_confidential(made[0], "65+") == {"A": 6, "B": 3}


def test_everybody_and_known_cells_stay_as_they_are() -> None:
    made = cells([("A", 50, 7, False), ("A", 20, 1, True)])
    assert count_group(made, "all").tolist() == [50, 20]  # type: ignore[union-attr]
    assert count_group(made, "0-2") is None


def test_cells_without_people_have_nobody_of_a_group() -> None:
    assert count_group(cells([("A", 0, 0, True)]), "65+").tolist() == [0]  # type: ignore[union-attr]


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30), st.floats(0.0, 1.0))
def test_the_sum_stays_and_no_cell_holds_more_of_a_group_than_people(people: list[int], share: float) -> None:
    total = round(sum(people) * share)
    spread = spread_by_people(total, np.array(people))
    assert spread.sum() == total
    assert (spread >= 0).all()
    assert (spread <= people).all()
