"""Every figure of the balance against a run of its own: the example area measured with each set of partners."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from mapa_uslug.contracts.combined import ALL_MODES, Combined, combine_layers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import OPEN, OWN, CooperationBalance, set_key
from mapa_uslug.contracts.tables import STATES, CoverageLayer
from mapa_uslug.core.errors import InputError
from mapa_uslug.steps.cooperation import balance_cooperation, check_partners
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures

ROOT = Path(__file__).resolve().parents[3]
PARTNERS = ("086001", "086002", "086003", "086004", "086005")
WEST, THREE = ("086001", "086004"), ("086002", "086003", "086005")
Key = tuple[str, str, int]
FIGURES = [*STATES, "gained", "lost"]


@pytest.fixture(scope="module")
def area() -> AreaData:
    return load_area(ROOT / "data" / "example" / "area.toml")


@pytest.fixture(scope="module")
def services(area: AreaData) -> gpd.GeoDataFrame:
    """Services of the example, so that all that matters occurs: rough places, closed to outsiders, hardly any room."""
    made = area.registry.located.copy()
    types, rows = made["service_type"].to_numpy(), np.arange(len(made))
    made.loc[made.index[(types == "APT") & (rows % 2 == 0)], "radius_m"] = 1500.0
    made.loc[made.index[(types == "SP") & (rows % 3 == 0)], "is_open"] = False
    made.loc[made.index[(types == "POZ") & (rows % 2 == 0)], "territory"] = "086001|086003"
    made.loc[made.index[types == "PRZ"], "capacity"] *= 0.4
    made.loc[made.index[(types == "PRZ") & (rows % 2 == 0)], "radius_m"] = 900.0
    return made


@pytest.fixture(scope="module")
def balance(area: AreaData, services: gpd.GeoDataFrame) -> CooperationBalance:
    return balance_cooperation(area, services, PARTNERS)


def run(area: AreaData, services: gpd.GeoDataFrame, sharing: Sharing) -> dict[Key, CoverageLayer | Combined]:
    """Layers of a run by type, mode and level, all modes together among them."""
    layers = measure_coverage(Measurer(area, services, sharing), plan_measures(area, services))
    found: dict[Key, CoverageLayer | Combined] = {(x.service_type, x.mode, x.level): x for x in layers}
    by_type = sorted(layers, key=lambda x: (x.service_type, x.level))
    for (code, level), group in groupby(by_type, key=lambda x: (x.service_type, x.level)):
        found[code, ALL_MODES, level] = combine_layers(list(group))
    return found


@pytest.fixture(scope="module")
def own(area: AreaData, services: gpd.GeoDataFrame) -> dict[Key, CoverageLayer | Combined]:
    return run(area, services, Sharing(regime="own"))


def agree(services: gpd.GeoDataFrame, area: AreaData, members: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Services of which an agreement opens those of the members to all of them."""
    made = services.copy()
    at_home = {t.code for t in area.catalog.types if t.direction == "from"}
    for i in made.index[made["gmina_teryt"].isin(members)]:
        declared = set(filter(None, str(made.at[i, "territory"]).split("|")))
        if declared or made.at[i, "service_type"] in at_home:
            made.at[i, "territory"] = "|".join(sorted(declared | set(members)))
        made.at[i, "is_open"] = True
    return made


def expect(
    layers: dict[Key, CoverageLayer | Combined],
    own: dict[Key, CoverageLayer | Combined],
    members: tuple[str, ...],
    gmina: np.ndarray,
) -> Iterator[tuple[str, str, int, str, str, list[int]]]:
    for key, layer in layers.items():
        for group, states, before in (
            ("all", layer.people, own[key].people),
            ("target", layer.target, own[key].target),
        ):
            if states is None or before is None:
                continue
            more = states[:, 0].astype(np.int64) - before[:, 0]
            for member in members:
                at = gmina == member
                counts = [int(n) for n in states[at].sum(axis=0)]
                yield (
                    *key, group, member,
                    [*counts, int(np.maximum(more[at], 0).sum()), int(np.maximum(-more[at], 0).sum())],
                )  # fmt: skip


def as_rows(figures: pd.DataFrame) -> list[tuple[object, ...]]:
    keys = figures[["service_type", "mode", "level", "group", "gmina_teryt"]].itertuples(
        index=False, name=None
    )
    values = figures[FIGURES].to_numpy().tolist()
    return sorted((*key, value) for key, value in zip(keys, values, strict=True))


CASES = [(OWN, PARTNERS), (OPEN, PARTNERS), ("", WEST), ("", THREE), ("", PARTNERS)]


@pytest.mark.slow
@pytest.mark.parametrize("terms", ["declared", "agreed"])
@pytest.mark.parametrize(("regime", "members"), CASES)
def test_figures_equal_a_run_with_the_same_partners(
    area: AreaData,
    services: gpd.GeoDataFrame,
    balance: CooperationBalance,
    own: dict[Key, CoverageLayer | Combined],
    regime: str,
    members: tuple[str, ...],
    terms: str,
) -> None:
    if regime == OPEN and terms == "agreed":
        assert not len(balance.figures.query("terms == 'agreed' and regime == 'open'"))
        return
    made = agree(services, area, members) if terms == "agreed" and not regime else services
    sharing = {
        OWN: Sharing(regime="own"), OPEN: Sharing(regime="open"),
    }.get(regime, Sharing(regime="partners", groups=[list(members)]))  # fmt: skip
    layers = run(area, made, sharing)
    gmina = area.cells.table["gmina_teryt"].to_numpy()
    figures = balance.figures
    at = (figures["terms"] == terms) & (figures["regime"] == (regime or set_key(members)))
    expected = sorted(expect(layers, own, members, gmina))
    assert as_rows(figures[at]) == expected
    assert len(expected) > 500


def test_the_example_puts_everything_to_the_test(balance: CooperationBalance) -> None:
    figures = balance.figures
    sets = figures[~figures["regime"].isin([OWN, OPEN])]
    assert (sets["gained"] > 0).any()
    assert (sets["lost"] > 0).any()
    assert (sets["full"] > 0).any()
    assert (sets["cannot_tell"] > 0).any()
    by_terms = sets.groupby("terms")["gained"].sum()
    assert by_terms["agreed"] > by_terms["declared"] > 0
    assert balance.sets_counted == 26
    assert balance.is_complete


def test_partners_that_cannot_be_are_all_named(area: AreaData) -> None:
    with pytest.raises(InputError) as found:
        check_partners(area, ["086001", "999999", "888888"])
    assert [dict(p.values)["gmina"] for p in found.value.problems] == ["888888", "999999"]
    with pytest.raises(InputError, match="086001"):
        check_partners(area, ["086001", "086001"])
