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
    made.loc[made.index[types == "DDP"], "capacity"] *= 0.7
    made.loc[made.index[(types == "DDP") & (rows % 2 == 0)], "radius_m"] = 900.0
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


def test_the_planted_pair_gains_most(balance: CooperationBalance) -> None:
    """Zalewsk, all 8987 people of it, gets the service that Grodzieniec alone has."""
    rankings = balance.rankings
    pairs = rankings.query("service_type == 'EKO' and mode == 'car' and size == 2 and terms == 'declared'")
    best = pairs.sort_values("gained", ascending=False)
    assert best[["regime", "gained", "least_gained"]].iloc[0].tolist() == ["086001|086004", 8987, 0]
    assert best["gained"].iloc[1] < 8987
    hosting = balance.hosting.query(
        "service_type == 'EKO' and mode == 'car' and regime == '086001|086004' and terms == 'declared'"
    )
    assert hosting[["gmina_teryt", "host", "people"]].to_numpy().tolist() == [["086001", "086004", 8987]]


def test_minutes_saved_and_hosts_are_those_of_a_run(
    area: AreaData,
    services: gpd.GeoDataFrame,
    balance: CooperationBalance,
    own: dict[Key, CoverageLayer | Combined],
) -> None:
    layers = run(area, services, Sharing(regime="partners", groups=[list(THREE)]))
    gmina, people = area.cells.table["gmina_teryt"].to_numpy(), area.cells.table["people"].to_numpy()
    seat = services["gmina_teryt"].to_numpy()
    this = f"terms == 'declared' and regime == '{set_key(THREE)}'"
    figures = balance.figures.query(f"{this} and group == 'all' and level == 1")
    saved = figures.set_index(["service_type", "mode", "gmina_teryt"])["saved"]
    hosting = balance.hosting.query(this)
    hosted = hosting.set_index(["service_type", "mode", "gmina_teryt", "host"])["people"].to_dict()
    outside = Measurer(area, services, Sharing()).is_outside
    compared = 0
    for (code, mode, level), layer in layers.items():
        if level != 1 or isinstance(layer, Combined):
            continue
        before = own[code, mode, level]
        assert isinstance(before, CoverageLayer)
        with np.errstate(invalid="ignore"):
            less = np.where(np.isfinite(before.cost) & ~outside, before.cost.astype(float) - layer.cost, 0.0)
        for member in THREE:
            at = gmina == member
            assert saved[code, mode, member] == pytest.approx((people * less)[at].sum(), rel=1e-4, abs=0.5)
        if layer.is_capacity_known or code == "APT":
            continue  # By the allotment, and by the least that is sure: shown by hand and by property.
        is_in = (layer.people[:, 0] > 0) & np.isin(gmina, THREE)
        flows = pd.Series(people[is_in]).groupby([gmina[is_in], seat[layer.nearest_place[is_in]]]).sum()
        for (member, host), count in flows.items():
            if member != host:
                assert hosted.pop((code, mode, member, host)) == count
                compared += 1
    assert compared > 10
    assert all(code == "APT" or own[code, mode, 1].is_capacity_known for code, mode, *_ in hosted)


def test_beyond_what_can_be_counted_the_best_of_each_size_is_found(
    area: AreaData, services: gpd.GeoDataFrame, balance: CooperationBalance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapa_uslug.cooperation.coalitions.MOST_SETS", 0)
    measures = [
        m for m in plan_measures(area, services) if m.service_type.code in ("PRZ", "POZ", "EKO", "UO")
    ]
    few = balance_cooperation(area, services, PARTNERS, measures=measures)
    assert not few.is_complete
    assert 11 <= few.sets_counted < 26
    keys = ["terms", "service_type", "mode", "regime"]
    every = balance.rankings[balance.rankings["service_type"].isin({m.service_type.code for m in measures})]
    rows = few.rankings.merge(every, on=keys, suffixes=("", "_every"))
    assert len(rows) == len(few.rankings)
    for name in ("gained", "least_gained", "shared_places", "size"):
        assert (rows[name] == rows[f"{name}_every"]).all()
    by_size = ["terms", "service_type", "size"]
    for name in ("gained", "least_gained"):
        best, best_of_all = (
            table[table["mode"] == ALL_MODES].groupby(by_size)[name].max() for table in (few.rankings, every)
        )
        assert best.to_dict() == best_of_all.to_dict()


def test_partners_that_cannot_be_are_all_named(area: AreaData) -> None:
    with pytest.raises(InputError) as found:
        check_partners(area, ["086001", "999999", "888888"])
    assert [dict(p.values)["gmina"] for p in found.value.problems] == ["888888", "999999"]
    with pytest.raises(InputError, match="086001"):
        check_partners(area, ["086001", "086001"])


def test_who_else_is_asked_changes_no_figure_of_a_set(
    area: AreaData, services: gpd.GeoDataFrame, balance: CooperationBalance
) -> None:
    """Gminas of the area that are no partners keep to their own, as they do where they might join."""
    alone = balance_cooperation(area, services, WEST, workers=1)
    pair = set_key(WEST)
    keys = ["terms", "service_type", "mode", "level", "group", "gmina_teryt"]
    expected, found = (
        b.figures[b.figures["regime"] == pair].sort_values(keys).reset_index(drop=True)
        for b in (balance, alone)
    )
    pd.testing.assert_frame_equal(found, expected)
    assert alone.sets_counted == 1
    assert alone.everybody == pair
    for key, states in alone.states.items():
        if key[1] in (OWN, OPEN):
            assert (states == balance.states[key]).all()


def test_nothing_to_share_is_said(area: AreaData, services: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="no service is measured"):
        balance_cooperation(area, services, WEST, measures=[])
