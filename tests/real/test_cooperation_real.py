"""Eleven municipalities of a whole country: every set of them counted from one measuring, and the pack for their meeting."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from benchmarks.bench_run import AREA_TOML
from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL
from mapa_uslug.contracts.combined import ALL_MODES, combine_layers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import OPEN, OWN, TERMS, CooperationBalance
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.steps.cooperation import balance_cooperation
from mapa_uslug.steps.loading import AreaData, load_area
from mapa_uslug.steps.measuring import Measure, Measurer, plan_measures
from mapa_uslug.steps.meeting import prepare_meeting, write_meeting

SERVICES = ("SP", "PRZ", "POZ", "APT")
"""Schools, kindergartens, doctors, pharmacies."""
KEYS = ["terms", "service_type", "mode", "level", "gmina_teryt"]
MOST_BYTES = 5_000_000
pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def data(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AreaData:
    path = tmp_path_factory.mktemp("liechtenstein") / "area.toml"
    path.write_text(AREA_TOML.format(data=real_data), encoding="utf-8")
    return load_area(path)


@pytest.fixture(scope="module")
def partners(data: AreaData) -> dict[str, str]:
    """Names of the municipalities by code."""
    area = data.gminas[data.gminas["is_area"]]
    return dict(zip(area["gmina_teryt"].astype(str), area["gmina"].astype(str), strict=True))


def measures_of(data: AreaData) -> list[Measure]:
    return [m for m in plan_measures(data, data.registry.located) if m.service_type.code in SERVICES]


@pytest.fixture(scope="module")
def balance(data: AreaData, partners: dict[str, str]) -> CooperationBalance:
    return balance_cooperation(data, data.registry.located, tuple(partners), measures=measures_of(data))


def best_of_size(balance: CooperationBalance, size: int) -> str:
    """Set of partners by which most people gain, over all services; the same person counts once for every service."""
    ranks = balance.rankings.query("terms == 'declared' and mode == @ALL_MODES and size == @size")
    return str(ranks.groupby("regime")["gained"].sum().idxmax())


def test_every_set_of_the_eleven_is_counted(balance: CooperationBalance, partners: dict[str, str]) -> None:
    assert len(partners) == 11
    assert balance.sets_counted == 2**11 - 12
    assert balance.is_complete
    assert set(balance.figures["service_type"]) == set(SERVICES)
    assert len(balance.rankings) == len(TERMS) * balance.sets_counted * (
        3 * 4 + 2
    )  # Schools are for walkers.


def test_states_add_up_to_the_people_of_every_municipality_in_every_regime(
    balance: CooperationBalance, partners: dict[str, str], real_data: Path
) -> None:
    given = pd.read_csv(real_data / "population" / "liechtenstein_municipalities_approx.csv")
    people = given.set_index("name")["people"]
    figures = balance.figures
    assert (figures[list(STATES)].sum(axis=1) == figures["gmina_teryt"].map(partners).map(people)).all()
    assert not figures[["full", "lost"]].any(axis=None)  # The extract knows no capacities.
    regimes = figures[["terms", "regime"]].drop_duplicates()
    assert {OWN, OPEN, balance.everybody} < set(regimes["regime"])
    assert (regimes["regime"].str.count(r"\|") == 1).sum() == len(TERMS) * 55


def test_a_union_covers_at_least_what_each_of_its_parts_covers(
    balance: CooperationBalance, partners: dict[str, str]
) -> None:
    """By people gained of every set and each set with one partner more; by municipality where figures are kept."""
    codes = list(partners)
    ranks = balance.rankings
    bits = {code: 1 << i for i, code in enumerate(codes)}
    mask = ranks["regime"].map(lambda key: sum(bits[c] for c in key.split("|"))).to_numpy()
    for _, rows in ranks.groupby(["terms", "service_type", "mode"]):
        gained = np.zeros(1 << len(codes), dtype=np.int64)
        gained[mask[rows.index]] = rows["gained"]
        every = np.arange(len(gained))
        for bit in bits.values():
            assert (gained[every | bit] >= gained).all()
    served = balance.figures.set_index(["regime", *KEYS])["served"]
    own, together = served.loc[OWN], served.loc[balance.everybody]
    for regime in sorted(set(balance.figures["regime"]) - {OPEN}):
        of_set = served.loc[regime]
        assert (own.loc[of_set.index] <= of_set).all()
        assert (of_set <= together.loc[of_set.index]).all()


@pytest.mark.parametrize("size", [2, 5])
def test_a_set_is_to_the_person_a_run_in_which_it_shares(
    data: AreaData, balance: CooperationBalance, size: int
) -> None:
    """The set of two and of five by which most people gain; such sets have figures beside their rankings."""
    key = best_of_size(balance, size)
    members = key.split("|")
    shared = Measurer(data, data.registry.located, Sharing(regime="partners", groups=[members]))
    alone = Measurer(data, data.registry.located, Sharing(regime="own"))
    gmina = data.cells.table["gmina_teryt"].to_numpy()
    kept = balance.figures[(balance.figures["regime"] == key) & (balance.figures["terms"] == "declared")]
    found = kept.set_index(KEYS[1:])[list(STATES)]
    assert len(found) == len(members) * LEVELS * (3 * 4 + 2)
    ranks = balance.rankings[(balance.rankings["regime"] == key) & (balance.rankings["terms"] == "declared")]
    gained = ranks.set_index(["service_type", "mode"])["gained"]
    for code in SERVICES:
        measures = [m for m in measures_of(data) if m.service_type.code == code]
        for level in range(LEVELS):
            layers = [shared.layers(m)[level] for m in measures]
            people = {m.mode: x.people for m, x in zip(measures, layers, strict=True)}
            people[ALL_MODES] = combine_layers(layers).people
            for mode, states in people.items():
                for member in members:
                    expected = states[gmina == member].sum(axis=0).tolist()
                    assert found.loc[(code, mode, level, member)].tolist() == expected, (
                        code,
                        mode,
                        level,
                        member,
                    )
        together, before = (
            combine_layers([of.layers(m)[MAIN_LEVEL] for m in measures]).people[:, 0].astype(np.int64)
            for of in (shared, alone)
        )
        assert gained[code, ALL_MODES] == np.maximum(together - before, 0)[np.isin(gmina, members)].sum()


def test_the_pack_names_every_municipality_and_can_be_mailed(
    data: AreaData, balance: CooperationBalance, partners: dict[str, str], tmp_path: Path
) -> None:
    meeting = prepare_meeting(balance, data, terms="agreed", largest=3, language="pl")
    page, workbook = write_meeting(meeting, data, tmp_path)
    assert [page.name, workbook.name] == ["spotkanie.html", "spotkanie.xlsx"]
    assert max(page.stat().st_size, workbook.stat().st_size) < MOST_BYTES
    written = page.read_text(encoding="utf-8")
    told = re.findall(r"Gmina\s(\w+)</h3>", written.replace("\u00a0", " "))
    assert sorted(told) == sorted(partners.values())
    book = openpyxl.load_workbook(workbook, read_only=True)
    rows = list(book["Osoby"].iter_rows(min_row=2, values_only=True))
    assert {row[1] for row in rows} == set(partners.values())
    assert not re.search(
        r"\b(nan|inf)\b", re.sub(r"<script.*?</script>|<[^>]+>", " ", written, flags=re.DOTALL)
    )
