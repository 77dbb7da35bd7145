"""Homes as bases of home services, and what is reached in other gminas, in the example."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.combined import FULL, SERVED, TOO_FAR
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.steps.home_bases import HOME_BASE_COLUMNS, _count, find_home_bases
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures
from mapa_uslug.steps.neighbouring_offer import share_reached_elsewhere

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "example"
HOMES = {"U-015": "ZOL", "U-038": "DPS"}
"""The long-term ward of the hospital and the care home: the only two for people over 65 round the clock."""


@pytest.fixture(scope="module")
def example() -> AreaData:
    return load_area(EXAMPLE / "area.toml")


def bases_of(data: AreaData, services: Any, *, only: str = "UO") -> pd.DataFrame:
    measurer = Measurer(data, services, data.config.sharing)
    layers = measure_coverage(
        measurer, [m for m in plan_measures(data, services) if m.service_type.code == only]
    )
    return find_home_bases(data, services, layers=layers, hours_short={}, measurer=measurer)


def test_people_are_those_whom_home_care_from_the_same_house_would_reach(example: AreaData) -> None:
    bases = bases_of(example, example.registry.located).set_index("service_id")
    assert bases["service_type"].to_dict() == HOMES
    assert set(bases["minutes"]) == {45}
    rows = example.registry.located
    for home in HOMES:
        alone = rows[rows["service_id"] == home].assign(
            service_type="UO", territory="", capacity=np.nan, capacity_unit="", gmina_teryt="086001"
        )
        alone = alone.assign(territory="|".join(sorted(example.gminas["gmina_teryt"])))
        measurer = Measurer(example, alone, example.config.sharing)
        measure = next(m for m in plan_measures(example, alone) if m.service_type.code == "UO")
        target = measurer.layers(measure)[1].target
        assert target is not None
        assert bases.loc[home, "people"] == target[:, [SERVED, FULL]].sum()


def test_unreached_are_those_whom_no_home_care_reaches(example: AreaData) -> None:
    services = example.registry.located
    measurer = Measurer(example, services, example.config.sharing)
    measure = next(m for m in plan_measures(example, services) if m.service_type.code == "UO")
    target = measurer.layers(measure)[1].target
    assert target is not None
    bases = bases_of(example, services)
    # Nobody of them lives farther than 45 minutes from either home.
    assert set(bases["unreached"]) == {int(target[:, [TOO_FAR, FULL]].sum())}


def test_without_home_care_the_unreached_are_not_known(example: AreaData) -> None:
    rows = example.registry.located
    bases = bases_of(example, rows[rows["service_type"] != "UO"].reset_index(drop=True), only="DPS")
    assert bases["unreached"].isna().all()
    assert bases["people"].notna().all()


def test_a_home_known_only_roughly_has_no_figures_and_one_elsewhere_no_row(example: AreaData) -> None:
    rows = example.registry.located.copy()
    rows.loc[rows["service_id"] == "U-038", "radius_m"] = 2000.0
    rows.loc[rows["service_id"] == "U-015", "gmina_teryt"] = "999999"
    bases = bases_of(example, rows)
    assert bases["service_id"].tolist() == ["U-038"]
    assert bases[["people", "unreached"]].isna().all(axis=None)


def test_no_homes_no_rows(example: AreaData) -> None:
    rows = example.registry.located
    bases = bases_of(example, rows[~rows["service_id"].isin(HOMES)].reset_index(drop=True))
    assert bases.empty


def test_a_catalog_without_home_care_by_car_has_no_bases(example: AreaData) -> None:
    types = example.catalog.types
    others = tuple(t for t in types if t.code != "UO")
    walked = next(t for t in types if t.code == "UO")
    walked = walked.model_copy(update={"thresholds": {"walk": walked.thresholds["car"]}})
    services = example.registry.located
    for kinds in (others, (*others, walked)):
        other = Catalog(version="", source="", areas=example.catalog.areas, types=kinds)
        found = find_home_bases(
            replace(example, catalog=other),
            services,
            layers=(),
            hours_short={},
            measurer=Measurer(example, services, example.config.sharing),
        )
        assert found.empty
        assert tuple(found.columns) == HOME_BASE_COLUMNS


def cells_with(imputed: int, others: int) -> Any:
    n = imputed + others
    table = pd.DataFrame({"people": [10] * n, "is_imputed": [True] * imputed + [False] * others})
    return SimpleNamespace(cells=SimpleNamespace(table=table))


@pytest.mark.parametrize(
    ("inside", "left", "is_told"), [(0, 5, True), (5, 0, True), (4, 6, False), (6, 4, False), (5, 5, True), (1, 0, False)]
)  # fmt: skip
def test_a_few_confidential_cells_silence_a_figure(inside: int, left: int, is_told: bool) -> None:
    # The first cells are confidential; two open ones are within reach as well.
    data = cells_with(inside + left, 2)
    within = np.array([1.0] * inside + [0.0] * left + [1.0, 1.0])[:, None]
    people = np.full(inside + left + 2, 3, dtype=np.int64)
    told = _count(data, within, people)
    assert told.tolist() == ([3 * (inside + 2)] if is_told else [pd.NA])


def test_shares_reached_elsewhere_are_of_people_whose_nearest_place_is_in_another_gmina(
    example: AreaData,
) -> None:
    services = example.registry.located
    measurer = Measurer(example, services, example.config.sharing)
    measures = [m for m in plan_measures(example, services) if m.service_type.code in ("OIK", "OPS")]
    layers = measure_coverage(measurer, measures)
    result: Any = SimpleNamespace(cells=example.cells, services=services, layers=layers)
    table = share_reached_elsewhere(result).set_index(["gmina_teryt", "service_type"])["share"]
    assert len(table) == 2 * 5
    # Crisis counselling is given in Zalewsk alone: nobody there goes elsewhere, and what others reach is there.
    assert table["086001", "OIK"] == 0.0
    of_jezierzec = example.cells.table["gmina_teryt"].to_numpy() == "086002"
    within = np.max(
        [x.people[:, :2].sum(axis=1) for x in layers if x.service_type == "OIK" and x.level == 1], axis=0
    )
    people = example.cells.table["people"].to_numpy()
    assert table["086002", "OIK"] == pytest.approx(within[of_jezierzec].sum() / people[of_jezierzec].sum())
    assert ((table >= 0.0) & (table <= 1.0)).all()


def test_a_gmina_without_people_has_no_share(example: AreaData) -> None:
    nobody = example.cells.table.assign(people=0)
    cells: PopulationCells = replace(example.cells, table=nobody)
    result: Any = SimpleNamespace(cells=cells, services=example.registry.located, layers=())
    assert share_reached_elsewhere(result).empty
