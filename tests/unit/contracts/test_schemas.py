from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapa_uslug.contracts.schemas import ContractError, check_table
from mapa_uslug.contracts.tables import FIELDS, GMINAS, LOCATED_SERVICES


def gminas(**changes: object) -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        {"gmina_teryt": ["086001"], "gmina_kod": ["0860011"], "gmina": ["Zalewo"], "is_area": [True]}
    )
    return gpd.GeoDataFrame(table.assign(**changes), geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:2180")


def test_a_table_that_keeps_its_contract() -> None:
    check_table(gminas(extra=1), GMINAS, name="g", crs="EPSG:2180")


@pytest.mark.parametrize(
    "changes",
    [{"gmina_teryt": [86001]}, {"is_area": ["tak"]}, {"gmina": [None]}],
    ids=["number", "text", "missing"],
)
def test_a_wrong_type_names_table_and_column(changes: dict[str, object]) -> None:
    with pytest.raises(ContractError, match=f"g: .*{next(iter(changes))}"):
        check_table(gminas(**changes), GMINAS, name="g", crs="EPSG:2180")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ContractError, match="gmina_kod"):
        check_table(gminas().drop(columns="gmina_kod"), GMINAS, name="g")


def test_a_wrong_crs_is_told_as_such() -> None:
    with pytest.raises(ContractError, match=r"EPSG:2180.*EPSG:4326"):
        check_table(gminas(), GMINAS, name="g", crs="EPSG:4326")


def test_every_column_of_a_table_is_in_the_dictionary() -> None:
    assert set(GMINAS) | set(LOCATED_SERVICES) <= set(FIELDS)
