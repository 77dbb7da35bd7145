"""Ties, who stands alone and whom to call, on providers placed by hand."""

import numpy as np
import pandas as pd
import pytest
from hand_providers import OPTIONS, cells, nobody, reach, service, services, spots

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.diagnosis.provider_network import link_providers

CATALOG = read_catalog()


def link(table, *, shared=None, white_spots=None, hidden=(), unplaced=None):
    return link_providers(
        table, shared=shared or nobody(len(table)), white_spots=spots() if white_spots is None else white_spots,
        cells=cells(*hidden), catalog=CATALOG, options=OPTIONS, unplaced=unplaced,
    )  # fmt: skip


def ties(network, kind):
    own = network.ties[network.ties["kind"] == kind]
    return set(zip(own["provider_a"], own["provider_b"], strict=True))


def test_a_provider_is_its_id_else_its_name_in_its_gmina():
    table = services(
        service("u1", "P-1", "POZ", 0),
        service("u2", "P-1", "APT", 9, provider="Inaczej nazwany"),
        service("u3", "", "BIB", 0, provider="Podmiot P-1"),
        service("u4", "", "BIB", 3, provider="Biblioteka Miejska"),
        service("u5", "", "DK", 3, provider="BIBLIOTEKA  miejska"),
        service("u6", "", "BIB", 3, provider="Biblioteka Miejska", gmina_teryt="086002"),
        service("u7", "", "BIB", 4, provider="biblioteka"),
        service("u8", "", "BIB", 5, provider="biblioteka"),
    )
    providers = link(table).providers
    # u3 has no id, but its name and gmina are those of P-1; two libraries without a name are two.
    assert providers.set_index("provider_key")["services"].to_dict() == {
        "P-1": 3, "biblioteka miejska@086001": 2, "biblioteka miejska@086002": 1, "biblioteka@086001@u7": 1, "biblioteka@086001@u8": 1,
    }  # fmt: skip
    first = providers.set_index("provider_key").loc["P-1"]
    assert (first["x"], first["service_types"], first["provider"]) == (0.0, "APT|BIB|POZ", "Podmiot P-1")


def test_partners_are_found_by_id_and_by_name_and_the_others_are_told():
    table = services(
        service("u1", "P-1", "POZ", 0, partners="P-2|Fundacja  KROK|P-9|Dom bez miejsca|P-1"),
        service("u2", "P-2", "APT", 20, partners="p-1"),
        service("u3", "P-3", "BIB", 40, provider="Fundacja Krok"),
    )
    unplaced = pd.DataFrame(
        {"provider_id": ["P-4", "P-9"], "provider": ["Dom bez miejsca", "Ukryty"], "sensitivity": [0, 1]}
    )
    network = link(table, unplaced=unplaced)
    assert ties(network, "declared") == {("P-1", "P-2"), ("P-1", "P-3")}
    assert network.unknown_partners == ("P-9",)
    assert network.unplaced_partners == ("Dom bez miejsca",)


def test_of_several_of_one_name_the_one_of_the_gmina_is_meant():
    table = services(
        service("u1", "P-1", "POZ", 0, partners="Koło Gospodyń"),
        service("u2", "P-2", "POZ", 20, gmina_teryt="086003", partners="Koło Gospodyń"),
        service("u3", "P-3", "BIB", 40, provider="Koło Gospodyń"),
        service("u4", "P-4", "BIB", 60, provider="Koło Gospodyń", gmina_teryt="086002"),
    )
    network = link(table)
    assert ties(network, "declared") == {("P-1", "P-3")}
    assert network.unknown_partners == ("Koło Gospodyń",)


def test_services_add_to_one_another_near_and_for_the_same_group():
    table = services(
        service("u1", "P-1", "DDP", 0, target="60+"),
        service("u2", "P-2", "KS", 4, target="65+"),
        service("u3", "P-3", "DDP", 1, target="60+"),
        service("u4", "P-4", "KS", 9.5, target="65+"),
        service("u5", "P-5", "SP", 2, target="7-14"),
        service("u6", "P-6", "POZ", 2, target="all"),
    )
    found = link(table).ties
    found = found[found["kind"] == "complementary"]
    # P-1 and P-3 give the same; P-4 is farther than 5 km; children are another group; everybody is none.
    assert list(zip(found["provider_a"], found["provider_b"], found["target"], strict=True)) == [
        ("P-1", "P-2", "65+"), ("P-2", "P-3", "65+"),
    ]  # fmt: skip


def test_people_tie_those_who_give_different_services_and_share_half_of_the_smaller_catchment():
    table = services(
        service("u1", "P-1", "POZ", 0), service("u2", "P-2", "APT", 20), service("u3", "P-3", "POZ", 40), service("u4", "P-4", "BIB", 60),
    )  # fmt: skip
    # People: P-1 {0, 1} 30, P-2 {1, 2} 50, P-3 {0, 1} 30, P-4 {2, 3} 70.
    pairs = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 1), (3, 2), (3, 3)]
    network = link(table, shared=reach(pairs, rows=4, people=[10, 20, 30, 40]))
    found = network.ties[network.ties["kind"] == "shared_people"]
    # P-1 and P-2 share 20 of 30, P-2 and P-3 too; P-2 and P-4 share 30 of 50; P-1 and P-3 give the same; the others share nobody.
    assert found[["provider_a", "provider_b", "weight"]].to_numpy().tolist() == [
        ["P-1", "P-2", 20.0], ["P-2", "P-3", 20.0], ["P-2", "P-4", 30.0],
    ]  # fmt: skip
    assert network.providers["people"].tolist() == [30, 50, 30, 70]


def test_a_single_confidential_cell_that_is_shared_is_not_told():
    table = services(service("u1", "P-1", "POZ", 0), service("u2", "P-2", "APT", 20))
    shared = reach([(0, 0), (0, 1), (1, 0)], rows=2, people=[10, 20], imputed=[0])
    network = link(table, shared=shared)
    assert network.ties["weight"].isna().tolist() == [True]
    assert network.providers["people"].isna().tolist() == [False, True]


def test_who_stands_alone_has_people_in_common_at_most():
    table = services(
        service("u1", "P-1", "POZ", 0, partners="P-2"),
        service("u2", "P-2", "APT", 20),
        service("u3", "P-3", "DDP", 40, target="60+"),
        service("u4", "P-4", "KS", 44, target="60+"),
        service("u5", "P-5", "BIB", 60, locality="Wspólna"),
        service("u6", "P-6", "DK", 61, locality="wspólna"),
        service("u7", "P-7", "SP", 80),
        service("u8", "P-8", "SPO", 90, locality=""),
    )
    shared = reach([(n, 0) for n in range(8)], rows=8, people=[100])
    providers = link(table, shared=shared).providers.set_index("provider_key")
    # P-8: nobody knows who else is there.
    assert providers.index[providers["is_isolated"]].tolist() == ["P-7"]
    assert providers.loc["P-7", "community"] == 0
    assert providers["degree"].to_dict() == {
        "P-1": 1,
        "P-2": 1,
        "P-3": 1,
        "P-4": 1,
        "P-5": 0,
        "P-6": 0,
        "P-7": 0,
        "P-8": 0,
    }


def test_whom_to_call_the_same_service_first_then_the_field_and_the_third_sector_besides():
    # A day home lacks from km 100 to 101; social assistance is area 4.
    table = services(
        service("u1", "P-1", "DDP", 108, contact="tel. 1"),
        service("u2", "P-2", "UO", 102), service("u3", "P-3", "UO", 102.5), service("u4", "P-4", "UO", 103),
        service("u5", "P-5", "UO", 103.5), service("u6", "P-6", "UO", 104, provider_kind="NGO"),
        service("u7", "P-7", "BIB", 100.5), service("u8", "P-8", "UO", 107),
    )  # fmt: skip
    helpers = link(table, white_spots=spots(("s", "DDP", 100, 101, 40, "c1|c2"))).helpers
    # The only day home is told though it is 7 km away; the library is of another field; P-5 is the fourth and public.
    assert helpers["provider_key"].tolist() == ["P-1", "P-2", "P-3", "P-4", "P-6"]
    assert helpers["km"].tolist() == pytest.approx([7.0, 1.0, 1.5, 2.0, 3.0])
    assert helpers["why"].tolist() == ["same_type"] + ["same_area"] * 4
    assert helpers["sector"].tolist()[-1] == "ngo"
    assert helpers["contact"].tolist()[0] == "tel. 1"
    assert helpers["people"].tolist() == [40] * 5


def helpers_of(lacking, *near):
    """Who is told near a white spot of a type, of providers of one other type each."""
    table = services(*(service(f"u{n}", f"P-{code}", code, 100 + n) for n, code in enumerate(near)))
    table["areas"] = ["|".join(map(str, CATALOG.by_code[code].areas)) for code in near]
    return set(link(table, white_spots=spots(("s", lacking, 100, 101, 40, "c1"))).helpers["provider_key"])


def test_who_works_in_the_same_field_for_others_is_no_help():
    # Both for everybody, both for children, but of other ages.
    assert helpers_of("POZ", "APT", "REH") == set()
    assert helpers_of("SP", "PRZ") == set()
    # A day home is for those of 65 and over, as care at home and clubs of seniors are; advice in crises is for everybody.
    assert helpers_of("DDP", "UO", "KS", "OIK") == {"P-UO", "P-KS"}
    # Special care, though for the disabled, comes to people as care for the old does; a day centre for them does not.
    assert helpers_of("UO", "SUO", "SDS") == {"P-SUO"}


def test_the_group_of_a_record_counts_before_that_of_its_type():
    table = services(service("u1", "P-1", "KS", 100, areas="4|11", target="ozn"))
    assert link(table, white_spots=spots(("s", "DDP", 100, 101, 40, "c1"))).helpers.empty


def test_hidden_people_of_a_white_spot_stay_missing():
    table = services(service("u1", "P-1", "DDP", 1))
    found = link(
        table, white_spots=spots(("a", "DDP", 3, 4, 9, "c1"), ("b", "DDP", 3, 4, 19, "c1|c2")), hidden=["c1"]
    ).helpers
    assert found.set_index("white_spot_id")["people"].isna().to_dict() == {"a": True, "b": False}


def made(rng):
    """Forty services of a dozen providers, a few of them hidden."""
    types, rows = ["DDP", "KS", "UO", "POZ", "APT", "SP"], []
    for n in range(40):
        provider = int(rng.integers(12))
        rows.append(service(
            f"u{n:02}", f"P-{provider:02}", str(rng.choice(types)), float(provider), locality=f"Wieś {provider // 2}",
            sensitivity=int(provider in (3, 7)), partners="|".join(f"P-{int(p):02}" for p in rng.integers(12, size=2)),
        ))  # fmt: skip
    table = services(*rows)
    pairs = {(int(s), int(c)) for s, c in rng.integers([40, 30], size=(200, 2))}
    return table, reach(pairs, rows=40, people=rng.integers(1, 50, size=30).tolist())


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_services_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    table, shared = made(rng)
    white = spots(("a", "DDP", 3, 4, 9, "c1"), ("b", "UO", 20, 24, 19, "c1|c2"))
    order = rng.permutation(len(table))
    place = np.argsort(order)
    moved = reach(
        list(zip(place[shared.row].tolist(), shared.cell.tolist(), strict=True)),
        rows=40,
        people=shared.people.tolist(),
    )
    one, other = (
        link(table, shared=shared, white_spots=white),
        link(table.iloc[order], shared=moved, white_spots=white),
    )
    for name in ("providers", "ties", "helpers"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.unknown_partners == other.unknown_partners


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_provider_is_named_and_every_tie_is_of_two_that_are_shown(seed):
    table, shared = made(np.random.default_rng(seed))
    network = link(table, shared=shared, white_spots=spots(("a", "DDP", 3, 4, 9, "c1")))
    shown = set(network.providers["provider_key"])
    assert not shown & {"P-03", "P-07"}
    assert set(network.ties["provider_a"]) | set(network.ties["provider_b"]) <= shown
    assert set(network.helpers["provider_key"]) <= shown
    assert (network.ties["provider_a"] < network.ties["provider_b"]).all()
