"""Criteria and order of candidates, by hand."""

import numpy as np
import pandas as pd
import pytest
from hand_providers import OPTIONS, cells, reach, service, services, spots

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.diagnosis.leaders import compare_leaders
from mapa_uslug.diagnosis.provider_network import link_providers

CATALOG = read_catalog()


def compare(table, shared, *, on="2026-06-30", weights=None):
    network = link_providers(
        table, shared=shared, white_spots=spots(), cells=cells(), catalog=CATALOG, options=OPTIONS
    )
    return compare_leaders(
        table, reach=shared, network=network, catalog=CATALOG, options=OPTIONS, on=on, weights=weights
    )


@pytest.fixture
def town():
    """Social assistance (area 4) by three, one of them in the culture of area 11 too."""
    table = services(
        service(
            "u1",
            "P-1",
            "DDP",
            0,
            capacity=30.0,
            capacity_unit="miejsca",
            funded_until="2026-12-31",
            areas="4",
        ),
        service(
            "u2",
            "P-1",
            "KS",
            0,
            capacity=10.0,
            capacity_unit="miejsca",
            funded_until="2028-12-31",
            areas="4|11",
        ),
        service("u3", "P-2", "DDP", 30, capacity=40.0, capacity_unit="miejsca", areas="4"),
        service(
            "u4",
            "P-3",
            "TEL",
            60,
            capacity=5.0,
            capacity_unit="urządzenia",
            areas="4",
            territory="086001|086002|086003",
        ),
        service("u5", "P-9", "DDP", 60, sensitivity=1, capacity=900.0, capacity_unit="miejsca", areas="4"),
    )
    shared = reach(
        [(0, 0), (0, 1), (1, 1), (1, 2), (2, 3)], rows=5, people=[10, 20, 30, 40], measured=[True, True, True, False, True],
        gmina=["086001", "086001", "086002", "086001"],
    )  # fmt: skip
    return table, shared


def test_criteria_are_those_of_the_services_of_the_area(town):
    table = compare(*town).table.set_index(["area", "provider_key"]).sort_index()
    first, second, third = (table.loc[(4, key)] for key in ("P-1", "P-2", "P-3"))
    # P-1 reaches cells 0, 1 and 2 once each; in area 11 only those of the club, 1 and 2.
    assert (first["reach"], table.loc[(11, "P-1"), "reach"], second["reach"]) == (60, 50, 40)
    assert pd.isna(third["reach"])
    # Places known: 30 + 10 of 80, 40 of 80; devices: 5 of 5; each half of what the area is counted in.
    assert (first["capacity_share"], second["capacity_share"], third["capacity_share"]) == (0.25, 0.25, 0.5)
    # Of area 11 the club's places are the only ones, and the only unit.
    assert table.loc[(11, "P-1"), "capacity_share"] == 1.0
    assert (first["breadth"], second["breadth"], third["breadth"]) == (2, 1, 1)
    # Three gminas are declared by P-3, whom nobody measured.
    assert (first["gminas_served"], second["gminas_served"], third["gminas_served"]) == (2, 1, 3)
    # One of two services ends within 12 months of the end of June 2026.
    assert first["stability"] == 0.5
    assert pd.isna(second["stability"])
    assert "P-9" not in table.index.get_level_values(1)


def test_scores_are_means_of_what_is_known(town):
    table = compare(*town).table.set_index(["area", "provider_key"])
    # P-1: 60/60, 0.25/0.5, 2/2, 2/3, 0.5/0.5 -> 4.1667 / 5; ties are nobody's, so they tell nothing.
    assert table.loc[(4, "P-1"), ["score", "known", "rank"]].tolist() == [0.83, 5, 1]
    # P-2: 40/60, 0.25/0.5, 1/2, 1/3 -> 2 / 4; P-3: 1, 1/2, 3/3 -> 2.5 / 3.
    assert table.loc[(4, "P-2"), ["score", "known", "rank"]].tolist() == [0.5, 4, 3]
    assert table.loc[(4, "P-3"), ["score", "known", "rank", "is_tied"]].tolist() == [0.83, 3, 1, True]
    # Without breadth P-1 has 3.1667 / 4 = 0.79, P-3 2 / 2 = 1.
    assert table.loc[(4, "P-1"), "rank_without_breadth"] == 2


def test_weights_are_open(town):
    found = compare(*town, weights={"breadth": 1.0, "gminas_served": 3.0})
    table = found.table.set_index(["area", "provider_key"])
    # P-1: (1 + 3 * 2/3) / 4, P-3: (1/2 + 3) / 4.
    assert table.loc[(4, "P-1"), "score"] == 0.75
    assert table.loc[(4, "P-3"), ["score", "rank"]].tolist() == [0.88, 1]
    assert found.weights == {"breadth": 1.0, "gminas_served": 3.0}


def test_nothing_is_told_of_funding_without_a_day(town):
    assert compare(*town, on="").table["stability"].isna().all()


def test_who_has_no_name_is_no_candidate():
    table = services(service("u1", "", "BIB", 0, provider="biblioteka"), service("u2", "P-2", "BIB", 1))
    shared = reach([(0, 0), (1, 0)], rows=2, people=[10])
    assert compare(table, shared).table["provider_key"].tolist() == ["P-2"]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_services_changes_nothing(town, seed):
    table, shared = town
    order = np.random.default_rng(seed).permutation(len(table))
    place = np.argsort(order)
    moved = reach(
        list(zip(place[shared.row].tolist(), shared.cell.tolist(), strict=True)), rows=5, people=shared.people.tolist(),
        measured=shared.is_measured[order].tolist(), gmina=shared.gmina.tolist(),
    )  # fmt: skip
    pd.testing.assert_frame_equal(compare(table.iloc[order], moved).table, compare(table, shared).table)
