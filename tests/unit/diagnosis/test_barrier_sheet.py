"""What the data carry of the eight barriers, against answers worked out by hand."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
from offer_tables import A, B, N, cells, gminas, located, service, unlocated

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import BARRIERS, BarrierSheet, Needs
from mapa_uslug.diagnosis.barrier_sheet import fill_barrier_sheet
from mapa_uslug.diagnosis.centres import is_centre
from mapa_uslug.diagnosis.offer import sum_up_offer
from mapa_uslug.diagnosis.priorities import rank_priorities

CATALOG = read_catalog()
NO_PRIORITIES = pd.DataFrame(columns=["gmina_teryt", "service_type", "rank"])


def sheet_of(
    *rows: dict[str, Any],
    hidden: tuple[dict[str, Any], ...] = (),
    priorities: pd.DataFrame = NO_PRIORITIES,
    on: date | None = date(2026, 11, 25),
    **measured: Any,
) -> BarrierSheet:
    services, others = located(*rows), unlocated(*hidden)
    offer = sum_up_offer(services, others, cells(), gminas(), CATALOG, on=on, options=DiagnosisOptions())
    facts = dict.fromkeys(("at_home", "transit", "supply", "barriers")) | {"layers": (), "white_spots": None}
    result: Any = SimpleNamespace(
        services=services, unlocated=others, cells=cells(), gminas=gminas(), **(facts | measured)
    )
    return fill_barrier_sheet(result, offer, CATALOG, priorities=priorities, home_bases=pd.DataFrame())


def told(sheet: BarrierSheet, indicator: str, gmina: str = "") -> tuple[float | None, float | None]:
    rows = sheet.indicators[
        (sheet.indicators["indicator"] == indicator) & (sheet.indicators["gmina_teryt"] == gmina)
    ]
    assert len(rows) == 1
    return tuple(None if pd.isna(rows[c].iloc[0]) else float(rows[c].iloc[0]) for c in ("value", "of"))  # type: ignore[return-value]


def test_every_barrier_is_on_the_sheet_in_its_order_even_if_nothing_is_known() -> None:
    sheet = sheet_of()
    assert list(dict.fromkeys(sheet.indicators["barrier"])) == list(BARRIERS)
    assert sheet.indicators["value"].isna().all()


def test_money() -> None:
    sheet = sheet_of(
        service("U1", "DDP", A, capacity=30.0, capacity_unit="miejsca", funded_until="2027-06-30", fee="częściowa"),
        service("U2", "UO", A, capacity=420.0, capacity_unit="godziny/mies.", funded_until="2026-12-31", fee="20 zł/h"),
        service("U3", "WTZ", B, capacity=40.0, capacity_unit="miejsca", funded_until="2029-12-31", fee="nie"),
        service("U4", "POZ", N, funded_until="2026-12-31"),
    )  # fmt: skip
    assert told(sheet, "funding_ends") == (2.0, 3.0)
    assert told(sheet, "funding_ends", B) == (0.0, 1.0)
    # Hours are no places.
    assert told(sheet, "funding_ends_places") == (30.0, None)
    assert told(sheet, "fee_paid") == (2.0, 3.0)
    assert told(sheet, "fee_amount_given") == (1.0, 2.0)


def test_funding_is_not_known_to_end_without_a_day() -> None:
    sheet = sheet_of(service("U1", "DDP", A, funded_until="2027-06-30"), on=None)
    assert told(sheet, "funding_ends") == (None, None)


def test_law() -> None:
    layers = tuple(
        SimpleNamespace(service_type=kind, level=level, kind=law, mode="walk", threshold=30)
        for kind, law in (("SP", "ustawowy"), ("POZ", "umowny"), ("DDP", "umowny"))
        for level in range(3)
    )
    sheet = sheet_of(
        service("U1", "SP", A, is_open=False, outsiders="nie"), service("U2", "POZ", A, outsiders="tak"),
        service("U3", "DDP", B, outsiders="umowa"), service("U4", "POZ", B), layers=layers,
    )  # fmt: skip
    assert told(sheet, "distance_set_by_law") == (1.0, 4.0)
    assert told(sheet, "own_residents_only") == (1.0, 3.0)
    assert told(sheet, "by_agreement", B) == (1.0, 1.0)
    assert told(sheet, "threshold_by_convention") == (2.0, 3.0)


def test_staff_and_hours_at_home() -> None:
    at_home = pd.DataFrame(
        [(A, "gmina", 1000.0, 600.0, 400.0, 10.0), (B, "gmina", 500.0, float("nan"), float("nan"), 20.0),
         (A, "miejscowosc", 1000.0, 600.0, 400.0, 10.0)],
        columns=["gmina_teryt", "zakres", "godziny_potrzebne", "godziny_sa", "godziny_brak", "dojazdy_procent"],
    )  # fmt: skip
    sheet = sheet_of(
        service("U1", "UO", A, staff_fte=3.0, waiting=2.0), service("U2", "UO", B), service("U3", "POZ", B, waiting=5.0),
        at_home=at_home,
    )  # fmt: skip
    assert told(sheet, "staff_fte") == (3.0, None)
    assert told(sheet, "staff_not_given") == (1.0, 2.0)
    assert told(sheet, "waiting") == (7.0, None)
    assert (told(sheet, "hours_needed")[0], told(sheet, "hours_missing", A)[0]) == (1500.0, 400.0)
    # Of B nobody knows the hours, so neither of all together.
    assert told(sheet, "hours_there") == (None, None)
    # A tenth of 1000 hours, a fifth of 500.
    assert told(sheet, "carers_travel") == (200.0, 1500.0)


def test_organisation() -> None:
    sheet = sheet_of(
        service("U1", "DDP", A, capacity=3.0, capacity_unit="miejsca", hours="Mo-Fr 8-16"),
        service("U2", "DDP", A, capacity=3.0, capacity_unit="osoby", hours="Mo-Fr 8-16", source_date="2020-01-01"),
        service("U3", "DDP", B, hours="Mo"), service("U4", "POZ", B), service("U5", "UO", B, capacity=9.0),
    )  # fmt: skip
    # U3 gives no capacity, U4 no hours, U5 no unit; home care has no opening hours to give.
    assert told(sheet, "records_incomplete") == (3.0, 5.0)
    assert told(sheet, "no_hours") == (1.0, 4.0)
    assert told(sheet, "no_unit", B) == (1.0, 3.0)
    assert told(sheet, "old_record") == (1.0, 5.0)
    assert told(sheet, "kinds_in_several_units") == (1.0, 1.0)


def test_ways() -> None:
    no_car = pd.DataFrame(
        [(A, "DDP", "all", 1000, 300), (A, "POZ", "all", 1000, 200), (B, "POZ", "all", 500, 150), (B, "DDP", "all", 500, 10),
         (B, "POZ", "target", 500, 400)],
        columns=["gmina_teryt", "service_type", "group", "people", "only_car"],
    ).assign(maybe_only_car=0)  # fmt: skip
    causes = pd.DataFrame(
        [
            ("w1", "detour", True, 40),
            ("w2", "detour", True, 30),
            ("w3", "detour", True, 50),
            ("w1", "far", False, 99),
        ],
        columns=["white_spot_id", "cause", "is_leading", "people"],
    )
    spots = pd.DataFrame({"white_spot_id": ["w1", "w2", "w3"], "service_type": ["DDP", "DDP", "POZ"]})
    localities = pd.DataFrame(
        [(A, 900, True, True), (A, 100, True, False), (B, 500, False, False)],
        columns=["gmina_teryt", "people", "is_known", "is_excluded"],
    )
    sheet = sheet_of(
        service("U1", "POZ", A, transport="tak", accessibility="nieznana"), service("U2", "POZ", A, accessibility="tak"),
        barriers=SimpleNamespace(no_car=no_car, causes=causes), white_spots=spots,
        transit=SimpleNamespace(localities=localities),
    )  # fmt: skip
    # All: DDP 310, POZ 350; in A the day centre is worst.
    assert told(sheet, "only_by_car") == (350.0, 1500.0)
    assert told(sheet, "only_by_car", A) == (300.0, 1000.0)
    assert told(sheet, "no_return_by_bus", A) == (900.0, 1000.0)
    assert told(sheet, "no_return_by_bus", B) == (None, None)
    # DDP 40 + 30, POZ 50; people of two services are not added.
    assert told(sheet, "behind_barriers") == (70.0, None)
    assert told(sheet, "fetches_users") == (1.0, 1.0)
    assert told(sheet, "accessible_building") == (1.0, 1.0)


def test_whom_only_the_car_brings_is_not_known_where_buses_are_not() -> None:
    no_car = pd.DataFrame(
        [(A, "DDP", "all", 1000, 300, 50), (A, "POZ", "all", 1000, 200, 100), (B, "DDP", "all", 500, 0, 400),
         (B, "POZ", "all", 500, 0, 0)],
        columns=["gmina_teryt", "service_type", "group", "people", "only_car", "maybe_only_car"],
    )  # fmt: skip

    def sheet(table: pd.DataFrame) -> BarrierSheet:
        causes = pd.DataFrame(columns=["white_spot_id", "cause", "is_leading", "people"])
        spots = pd.DataFrame(columns=["white_spot_id", "service_type"])
        return sheet_of(
            service("U1", "POZ", A), barriers=SimpleNamespace(no_car=table, causes=causes), white_spots=spots
        )

    found = sheet(no_car)
    # In A the day centre is worst, of 50 it cannot be told; in B it may be 400 and is known of nobody: no 0.
    assert told(found, "only_by_car", A) == (300.0, 950.0)
    assert told(found, "only_by_car", B) == (None, None)
    assert told(found, "only_by_car") == (300.0, 950.0)
    assert told(sheet(no_car[no_car["gmina_teryt"] == B]), "only_by_car") == (None, None)
    # Where every bus is known, none is 0.
    assert told(sheet(no_car[2:].assign(maybe_only_car=0)), "only_by_car", B) == (0.0, 500.0)


def test_choice_gminas_and_partners() -> None:
    choices = pd.DataFrame(
        [("all", "", 400, 100), ("car", "", 400, 100), ("all", "", 100, 25), ("all", A, 0, 0)],
        columns=["mode", "gmina_teryt", "people_within", "people_twice"],
    )
    sheet = sheet_of(
        service("U1", "POZ", A, provider_kind="NGO", partners="P2", territory=f"{A}|{B}"),
        service("U2", "POZ", B, provider_kind="gmina", keeper="OPS"), service("U3", "DDP", B),
        supply=SimpleNamespace(choices=choices),
    )  # fmt: skip
    assert told(sheet, "has_choice") == (0.25, None)
    assert told(sheet, "has_choice", A) == (None, None)
    assert told(sheet, "kinds_of_one_provider", B) == (2.0, 2.0)
    assert told(sheet, "gminas_that_share") == (1.0, 2.0)
    assert told(sheet, "shared_services") == (1.0, 1.0)
    assert told(sheet, "served_from_elsewhere", B) == (1.0, None)
    # Who shares and who is alone says nothing of attitudes: no record tells what users or authorities think.
    barrier_of = sheet.indicators.groupby("barrier")["indicator"].agg(set)
    assert barrier_of["attitudes"] == {"has_choice", "survey_of_users"}
    assert barrier_of["authorities"] == {"survey_of_authorities"}
    assert told(sheet, "survey_of_authorities") == (None, None)
    assert told(sheet, "partnership_declared") == (1.0, 3.0)
    # Nobody filled in where corrections are told: that is not known, not none.
    assert told(sheet, "corrections_address") == (None, None)
    assert told(sheet, "third_sector") == (1.0, 2.0)


def test_what_reaches_everybody_is_no_first_priority_of_a_centre() -> None:
    needs = Needs(
        pd.DataFrame(columns=["gmina_teryt", "service_type", "urgent", "difficult", "answers", "source"]),
        pd.DataFrame([("a", 0.2, 0.1, "UO|DDP|POZ")], columns=["item", "urgent", "difficult", "service_types"]), "",
    )  # fmt: skip
    reach = pd.DataFrame(
        [(A, "UO", 100.0, 50.0, 0.0), (A, "DDP", 100.0, 0.0, 0.0), (A, "POZ", 100.0, 0.0, 0.0)],
        columns=["gmina_teryt", "service_type", "people", "unreached", "unknown"],
    )
    rows = [service("U1", "OPS", A, provider="GOPS w Zalewie"), service("U2", "DDP", A, provider="Fundacja")]
    sheet = sheet_of(*rows, priorities=rank_priorities(reach, needs).table)
    assert sheet.centres.iloc[0][["needed", "needed_given"]].tolist() == [1, 0]


def test_centres_with_staff_and_what_the_gmina_needs() -> None:
    priorities = pd.DataFrame(
        [(A, "UO", 1), (A, "DDP", 2), (A, "POZ", 11), (A, "KS", None), (B, "UO", 1)],
        columns=["gmina_teryt", "service_type", "rank"],
    )
    sheet = sheet_of(
        service("U1", "OPS", A, provider="GOPS w Zalewie", provider_id="P1", staff_fte=4.0),
        service("U2", "UO", A, provider="GOPS w Zalewie", provider_id="P1", staff_fte=6.0),
        service("U3", "TEL", B, provider="GOPS w Zalewie", provider_id="P1"),
        service("U4", "DDP", A, provider="Fundacja"), priorities=priorities,
    )  # fmt: skip
    assert len(sheet.centres) == 1
    centre = sheet.centres.iloc[0]
    assert centre[["provider", "gmina_teryt", "services"]].tolist() == ["GOPS w Zalewie", A, 3]
    # Home care and the centre itself are obligatory, telecare is more; 1000 residents for 10 posts.
    assert centre[["service_types", "obligatory", "wider"]].tolist() == ["OPS|TEL|UO", 2, 1]
    assert centre[["staff_fte", "people", "people_per_fte"]].tolist() == [10.0, 1000, 100.0]
    # Of home care and the day centre (the eleventh is no first priority) both are given in the gmina.
    assert centre[["needed", "needed_given"]].tolist() == [2, 2]


def test_names_of_centres() -> None:
    named = (
        "MOPS Zalewo",
        "Miejsko-Gminny Ośrodek Pomocy Społecznej",
        "Centrum Usług Społecznych w X",
        "GCUS",
        "mgops",
    )
    assert all(is_centre(name, "UO") for name in named)
    assert not any(is_centre(name, "UO") for name in ("Fundacja Opsis", "Dom Pomocy Społecznej", "Kropsy"))
    assert is_centre("Ratusz", "OPS")


def test_baskets_of_flats_are_counted_per_gmina() -> None:
    flats = (
        service("M1", "MW", A, sensitivity=1, capacity=4.0, capacity_unit="miejsca", basket="UO|REH"),
        service("M2", "MT", A, sensitivity=1, capacity=3.0, capacity_unit="miejsca"),
        service("M3", "MT", N, sensitivity=1, capacity=3.0, capacity_unit="miejsca"),
    )
    sheet = sheet_of(service("U1", "POZ", A), hidden=flats)
    assert sheet.baskets.to_dict("records") == [
        {"gmina_teryt": A, "flats": 2, "places": 7.0, "basket": "REH|UO", "flats_told": 1}
    ]
    # Nothing else on the sheet counts them.
    assert told(sheet, "records_incomplete") == (1.0, 1.0)
