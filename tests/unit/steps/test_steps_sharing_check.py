"""Partners that do not exist are refused: they would make white spots of nothing."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.steps.sharing_check import check_sharing, find_unknown

GMINAS = gpd.GeoDataFrame(
    {"gmina_teryt": ["086001", "086002", "086003"], "gmina": ["Zalewsk", "Jezierzec", "Modrzewno"]},
    geometry=[shapely.box(i, 0, i + 1, 1) for i in range(3)], crs="EPSG:2180",
)  # fmt: skip


def codes(sharing: Sharing) -> list[str]:
    return [p.code for p in check_sharing(sharing, GMINAS, where="area.toml [sharing]")]


@pytest.mark.parametrize("regime", ["open", "own"])
def test_other_regimes_need_no_groups(regime):
    assert codes(Sharing(regime=regime)) == []


def test_groups_that_are_there_are_well():
    assert codes(Sharing(regime="partners", groups=[["086001", "086002"]])) == []


def test_every_unknown_gmina_is_told_once_with_the_nearest():
    wrong = Sharing(regime="partners", groups=[["086001", "086098"], ["086098", "086099", "086002"]])
    found = check_sharing(wrong, GMINAS, where="area.toml [sharing]")
    assert [(p.code, dict(p.values)["value"]) for p in found] == [
        ("unknown_partner", "086098"),
        ("unknown_partner", "086099"),
    ]
    assert dict(found[0].values)["near"].endswith(")")


def test_no_group_and_a_gmina_alone_are_no_partners_of_an_area():
    assert codes(Sharing(regime="partners")) == ["no_partners"]
    assert codes(Sharing(regime="partners", groups=[["086001", "086001"]])) == ["lone_partner"]


def test_a_plan_may_hold_what_somebody_has_ticked_by_then_but_no_gmina_that_is_not_there():
    ticked = [Sharing(regime="partners"), Sharing(regime="partners", groups=[["086001"]])]
    assert [find_unknown(s, GMINAS, where="plan.toml [partners]") for s in ticked] == [[], []]
    wrong = Sharing(regime="partners", groups=[["086001", "086098"]])
    assert [p.code for p in find_unknown(wrong, GMINAS, where="plan.toml [partners]")] == ["unknown_partner"]
