"""What is given where and how much of it, against answers worked out by hand."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offer_tables import A, B, N, cells, gminas, located, service, unlocated

from mapa_uslug.catalog import Catalog, read_catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import Offer
from mapa_uslug.diagnosis.fees import gives_amount, read_fee
from mapa_uslug.diagnosis.offer import sum_up_offer
from mapa_uslug.diagnosis.service_list import SECTORS

ON = date(2026, 11, 25)
CATALOG: Catalog = read_catalog()


def offer_of(*rows: dict[str, object], hidden: tuple[dict[str, object], ...] = (), **more: object) -> Offer:
    on = more.pop("on", ON)
    return sum_up_offer(
        located(*rows), unlocated(*hidden), cells(), gminas(), CATALOG, on=on, options=DiagnosisOptions(), **more
    )  # type: ignore[arg-type]  # fmt: skip


def state(offer: Offer, gmina: str, area: int) -> str:
    row = offer.coverage[(offer.coverage["gmina_teryt"] == gmina) & (offer.coverage["area"] == area)]
    assert len(row) == 1
    return str(row["state"].iloc[0])


def of_type(offer: Offer, gmina: str, kind: str) -> pd.Series:
    row = offer.by_type[(offer.by_type["gmina_teryt"] == gmina) & (offer.by_type["service_type"] == kind)]
    assert len(row) == 1
    return row.iloc[0]


def test_every_area_of_every_gmina_has_one_state() -> None:
    offer = offer_of(service("U1", "DDP", A), service("U2", "POZ", B))
    assert offer.coverage["gmina_teryt"].value_counts().to_dict() == {A: 14, B: 14}
    # Area 4: a day centre in A, nothing in B; but shelters of area 4 are never kept, so that "none" cannot be told.
    assert (state(offer, A, 4), state(offer, B, 4)) == ("service", "no_data")
    assert (state(offer, A, 5), state(offer, B, 5)) == ("none", "service")
    # Nobody recorded any culture or education.
    assert state(offer, A, 9) == state(offer, A, 7) == "no_data"


def test_a_place_elsewhere_counts_where_its_territory_names_the_gmina() -> None:
    offer = offer_of(
        service("U1", "ZLO", N, territory=f"{A}|{N}"), service("U2", "POZ", A), service("U3", "POZ", B)
    )
    assert (state(offer, A, 1), state(offer, B, 1)) == ("nearby", "none")
    row = offer.coverage[(offer.coverage["gmina_teryt"] == A) & (offer.coverage["area"] == 1)].iloc[0]
    assert (row["services"], row["service_types"]) == (0, "ZLO")


def test_a_place_elsewhere_counts_where_half_of_the_people_reach_it() -> None:
    rows = (service("U1", "ZLO", N), service("U2", "POZ", A), service("U3", "POZ", B))
    reached = pd.DataFrame({"gmina_teryt": [A, B], "service_type": "ZLO", "share": [0.5, 0.49]})
    offer = offer_of(*rows, reached=reached)
    assert (state(offer, A, 1), state(offer, B, 1)) == ("nearby", "none")


def test_an_open_place_that_no_way_was_measured_to_leaves_the_area_untold() -> None:
    rows = (service("U1", "POZ", A), service("U2", "POZ", B))
    reached = pd.DataFrame({"gmina_teryt": [A, B], "service_type": "POZ", "share": [0.0, 0.0]})
    office = service("U3", "PUP", A)
    assert state(offer_of(*rows, hidden=(office,), reached=reached), B, 8) == "no_data"
    closed = office | {"is_open": False}
    assert state(offer_of(*rows, hidden=(closed,), reached=reached), B, 8) == "none"


def test_a_club_of_the_registers_does_not_show_that_civic_activity_was_asked_for() -> None:
    others = (service("U1", "POZ", A), service("U2", "POZ", B))
    club = service("U3", "KS", A)
    assert state(offer_of(*others, club), A, 11) == "service"
    assert state(offer_of(*others, club), B, 11) == "no_data"
    assert state(offer_of(*others, club, service("U4", "DK", A)), B, 11) == "none"


def test_a_supported_flat_does_not_show_that_municipal_housing_was_asked_for() -> None:
    others = (service("U1", "POZ", A), service("U2", "POZ", B))
    flat = service("M1", "MW", A, sensitivity=1)
    offer = offer_of(*others, hidden=(flat,))
    assert (state(offer, A, 12), state(offer, B, 12)) == ("service", "no_data")
    assert state(offer_of(*others, service("U3", "MK", A), hidden=(flat,)), B, 12) == "none"


def test_a_gmina_without_any_record_has_no_figures_of_sectors_nor_of_care() -> None:
    offer = offer_of(service("U1", "DDP", A, provider_kind="gmina", capacity=30.0, capacity_unit="miejsca"))
    sectors, care = (
        offer.sectors.set_index(["gmina_teryt", "sector"]),
        offer.institutional.set_index("gmina_teryt"),
    )
    assert sectors.loc[(A, "public"), "services"] == sectors.loc[("", "public"), "services"] == 1
    assert sectors.loc[(A, "ngo"), "services"] == 0
    assert sectors.loc[B].isna().all(axis=None)
    assert care.loc[A, ["places_community", "services_residential"]].tolist() == [30.0, 0.0]
    assert care.loc[B].isna().all()
    nothing = offer_of()
    assert nothing.sectors["services"].isna().all()
    assert nothing.institutional["services_community"].isna().all()


def test_a_gmina_without_any_record_is_not_without_services() -> None:
    offer = offer_of(service("U1", "POZ", A))
    assert set(offer.coverage.loc[offer.coverage["gmina_teryt"] == B, "state"]) == {"no_data"}
    assert set(offer.by_type["gmina_teryt"]) == {"", A}


def test_capacity_is_per_1000_of_the_group_and_only_of_known_places() -> None:
    offer = offer_of(
        service("U1", "DDP", A, capacity=30.0, capacity_unit="miejsca", occupied=28.0, waiting=3.0, staff_fte=4.5),
        service("U2", "DDP", A),
        service("U3", "DDP", B, capacity=5.0, capacity_unit="miejsca"),
    )  # fmt: skip
    here = of_type(offer, A, "DDP")
    # 30 places for 200 people aged 65+.
    assert (here["places"], here["capacity"], here["capacity_known"]) == (2, 30.0, 1)
    assert (here["free"], here["free_known"], here["waiting"], here["staff_fte"]) == (2.0, 1, 3.0, 4.5)
    assert (here["target"], here["target_people"], here["per_1000"]) == ("65+", 200, 150.0)
    both = of_type(offer, "", "DDP")
    assert (both["capacity"], both["target_people"], both["per_1000"]) == (35.0, 250, 140.0)


def test_units_are_never_mixed_and_an_amount_without_unit_is_never_added() -> None:
    offer = offer_of(
        service("U1", "UO", A, capacity=900.0, capacity_unit="godziny/mies."),
        service("U2", "UO", A, capacity=12.0, capacity_unit="osoby"),
        service("U3", "UO", A, capacity=7.0),
    )
    rows = offer.by_type[offer.by_type["gmina_teryt"] == A].set_index("capacity_unit")
    assert rows["capacity"].to_dict() == {"godziny/mies.": 900.0, "osoby": 12.0}
    # The one without a unit stands with the unit of the catalog, its amount does not.
    assert rows["places"].to_dict() == {"godziny/mies.": 2, "osoby": 1}
    assert rows["capacity_known"].to_dict() == {"godziny/mies.": 1, "osoby": 1}
    assert offer.records.query("issue == 'no_unit'")[["service_id", "value"]].to_numpy().tolist() == [
        ["U3", "7"]
    ]


def test_no_capacity_is_not_zero_and_no_place_is() -> None:
    offer = offer_of(
        service("U1", "DDP", A, capacity=30.0, capacity_unit="miejsca"), service("U2", "POZ", B), service("U3", "POZ", A)
    )  # fmt: skip
    assert pd.isna(of_type(offer, A, "POZ")["capacity"])
    assert (of_type(offer, B, "DDP")["places"], of_type(offer, B, "DDP")["per_1000"]) == (0, 0.0)


def test_the_group_of_the_catalog_stands_in_where_nobody_counted_the_records_own() -> None:
    offer = offer_of(service("U1", "DDP", A, capacity=30.0, capacity_unit="miejsca", target="60+"))
    assert of_type(offer, A, "DDP")[["target", "per_1000"]].tolist() == ["65+", 150.0]
    asked = offer_of(
        service("U1", "SDS", A, capacity=30.0, capacity_unit="miejsca", target="osoby chorujące")
    )
    assert of_type(asked, A, "SDS")["target"] == "osoby chorujące"
    assert pd.isna(of_type(asked, A, "SDS")["per_1000"])


def test_services_of_others_that_name_the_gmina_are_counted_apart() -> None:
    offer = offer_of(service("U1", "TEL", A, territory=f"{A}|{B}"), service("U2", "POZ", B))
    assert of_type(offer, B, "TEL")["from_elsewhere"] == 1
    assert of_type(offer, A, "TEL")["from_elsewhere"] == 0


def test_sectors_by_kind_of_provider_with_guesses_marked() -> None:
    offer = offer_of(
        service("U1", "POZ", A, provider_kind="gmina"), service("U2", "POZ", A, provider_kind="powiat?"),
        service("U3", "POZ", A, provider_kind="kościelny"), service("U4", "POZ", B, provider_kind="PES"),
        service("U5", "POZ", B, provider_kind="NGO", provider_id="P1"),
        service("U6", "POZ", B, provider_kind="NGO", provider_id="P1"), service("U7", "POZ", B),
    )  # fmt: skip
    both = offer.sectors[offer.sectors["gmina_teryt"] == ""].set_index("sector")
    assert both["services"].to_dict() == {
        "public": 2, "ngo": 2, "church": 1, "social_economy": 1, "private": 0, "unknown": 1,
    }  # fmt: skip
    assert both.loc["public", "guessed"] == 1
    assert both.loc["ngo", "providers"] == 1


def test_community_against_residential_places() -> None:
    offer = offer_of(
        service("U1", "DPS", A, capacity=84.0, capacity_unit="miejsca", moved=8.0, reserved=2.0),
        service("U2", "ZOL", A, capacity=20.0, capacity_unit="łóżka"),
        service("U3", "DDP", A, capacity=30.0, capacity_unit="miejsca"),
        service("U4", "UO", A, capacity=900.0, capacity_unit="godziny/mies."),
        # Neither schools nor hospitals stand in for a home.
        service("U5", "SP", A, capacity=400.0, capacity_unit="miejsca"),
        service("U6", "SZP", A, capacity=140.0, capacity_unit="łóżka"),
        service("U7", "UO", B, capacity=300.0, capacity_unit="godziny/mies."),
    )
    table = offer.institutional.set_index("gmina_teryt")
    assert table.loc[A].tolist() == [30.0, 104.0, 2, 2, 8.0, 2.0]
    # Hours are no places: how many people home care in B serves is not told.
    assert pd.isna(table.loc[B, "places_community"])
    assert table.loc[B, "places_residential"] == 0.0
    assert table.loc["", ["services_community", "services_residential"]].tolist() == [3, 2]


def test_records_that_need_a_look() -> None:
    offer = offer_of(
        service("U1", "DDP", A, capacity=4.0, capacity_unit="miejsca", occupied=5.0, source_date="2025-11-24"),
        service("U2", "DDP", A, source_date=""),
        service("U3", "UO", A, capacity=9.0, capacity_unit="godziny/mies.", staff_fte=2.0, funded_until="2027-11-25",
                source_date="2025-11-25"),
        service("U4", "POZ", A, valid_until="2026-12-31", funded_until="2027-11-26"),
        service("U5", "POZ", N, source_date="2001-01-01"),
    )  # fmt: skip
    found = offer.records[["service_id", "issue", "value"]].to_numpy().tolist()
    assert found == [
        ["U3", "funding_ends", "2027-11-25"],
        ["U4", "ends_soon", "2026-12-31"],
        ["U1", "over_full", "5/4"],
        ["U2", "no_capacity", ""],
        ["U2", "no_date", ""],
        ["U1", "old_record", "2025-11-24"],
    ]


def test_nothing_is_old_and_nothing_ends_where_no_day_is_known() -> None:
    rows = service("U1", "POZ", A, source_date="2001-01-01", funded_until="2001-01-01")
    offer = offer_of(rows, on=None)
    assert offer.on == ""
    assert offer.records.empty


def test_no_services_at_all() -> None:
    offer = offer_of()
    assert set(offer.coverage["state"]) == {"no_data"}
    assert offer.by_type.empty
    assert offer.facts.empty
    assert offer.sectors["services"].sum() == 0


def test_hidden_rows_leak_nothing_but_kind_count_and_capacity() -> None:
    secret = "tajny"
    row = {
        name: secret
        for name in ("provider", "provider_id", "address", "locality", "hours", "contact", "fee", "partners", "keeper",
                     "corrections", "source", "target", "outsiders")
    }  # fmt: skip
    numbers = dict.fromkeys(("occupied", "waiting", "staff_fte", "moved", "reserved"), 7777.0)
    hidden = service("TAJ-1", "MW", A, sensitivity=1, capacity=4.0, capacity_unit="miejsca", provider_kind="NGO",
                     territory=B, funded_until="2026-12-01", **row, **numbers)  # fmt: skip
    never = service("TAJ-2", "SOW", A, sensitivity=2, capacity=12.0, capacity_unit="miejsca")
    offer = offer_of(
        service("U1", "POZ", A, provider_kind="gmina"), service("U2", "POZ", B), service("U3", "MK", A, provider_kind="gmina"),
        hidden=(hidden, never),
    )  # fmt: skip
    told = " ".join(getattr(offer, f.name).to_csv() for f in fields(offer) if f.name != "on")
    assert secret not in told
    assert "7777" not in told
    assert "TAJ" not in told
    assert "SOW" not in told
    assert of_type(offer, A, "MW")[["places", "providers", "capacity"]].tolist() == [1, 0, 4.0]
    # Nor does it show in whose territory it is.
    assert state(offer, B, 12) == "none"
    assert offer.sectors.set_index(["gmina_teryt", "sector"]).loc[
        (A, "unknown"), ["services", "hidden"]
    ].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("", "not_said"), ("nie", "free"), ("bezpłatnie", "free"), ("nieodpłatne", "free"), ("0 zł", "free"),
     ("bez opłat", "free"), ("tak", "paid"), ("częściowa", "paid"), ("odpłatność wg kryterium", "paid"), ("25 zł/h", "paid"),
     ("częściowo bezpłatnie", "paid"), ("bezpłatnie, wyżywienie 10 zł", "paid"), ("według umowy", "other")],
)  # fmt: skip
def test_fees_by_their_words(words: str, kind: str) -> None:
    assert read_fee(words) == kind
    assert gives_amount(words) == ("25 zł" in words or "10 zł" in words)


_KINDS = st.sampled_from(["DDP", "UO", "POZ", "KS", "MW", "DPS", "DK", "TEL"])
_ROWS = st.lists(
    st.tuples(
        _KINDS,
        st.sampled_from([A, B, N]),
        st.sampled_from(["", "gmina", "NGO?", "PES", "prywatny"]),
        st.sampled_from([float("nan"), 0.0, 3.0, 0.1]),
        st.sampled_from(["", "miejsca", "osoby"]),
        st.sampled_from(["", A, f"{A}|{B}"]),
        st.booleans(),
    ),
    max_size=12,
)


def _tables(rows: list[tuple[object, ...]]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    made = [
        service(f"U{i:02}", str(kind), str(gmina), provider_kind=sector, capacity=capacity, capacity_unit=unit,
                territory=territory, sensitivity=int(bool(is_hidden)), occupied=capacity)
        for i, (kind, gmina, sector, capacity, unit, territory, is_hidden) in enumerate(rows)
    ]  # fmt: skip
    return [r for r in made if not r["sensitivity"]], [r for r in made if r["sensitivity"]]


@given(_ROWS)
@settings(max_examples=20)
def test_sectors_and_kinds_add_up_to_all_services(rows: list[tuple[object, ...]]) -> None:
    public, hidden = _tables(rows)
    offer = offer_of(*public, hidden=tuple(hidden))
    for code in (A, B, ""):
        count = sum(r["gmina_teryt"] == code or (not code and r["gmina_teryt"] != N) for r in public + hidden)
        sectors = offer.sectors[offer.sectors["gmina_teryt"] == code]
        assert sectors["sector"].tolist() == list(SECTORS)
        assert sectors["services"].sum() == count
        kinds = offer.by_type[offer.by_type["gmina_teryt"] == code] if len(offer.by_type) else offer.by_type
        assert (kinds["places"].sum() if len(kinds) else 0) == count


@given(_ROWS, st.randoms(use_true_random=False))
@settings(max_examples=12)
def test_no_table_depends_on_the_order_of_rows(rows: list[tuple[object, ...]], random: object) -> None:
    public, hidden = _tables(rows)
    offer = offer_of(*public, hidden=tuple(hidden))
    random.shuffle(public)  # type: ignore[attr-defined]
    random.shuffle(hidden)  # type: ignore[attr-defined]
    other = offer_of(*public, hidden=tuple(hidden))
    for table in ("coverage", "by_type", "sectors", "institutional", "records", "facts"):
        pd.testing.assert_frame_equal(getattr(offer, table), getattr(other, table))


def test_a_place_elsewhere_takes_its_own_areas() -> None:
    offer = offer_of(service("U1", "POZ", A), service("U2", "ZLO", B, areas="1|7", territory=f"{A}|{B}"))
    assert state(offer, A, 7) == "nearby"
