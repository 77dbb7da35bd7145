"""What is planted for the report on the seven steps holds on the example's files, counted from these alone."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from typing import Any

import pytest
from example_oracle import EXAMPLE, TRUTHS, sheet

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.meaning.role_contacts import names_person

TRUTH = TRUTHS["seven_steps"]
CODES = [gmina["gmina_teryt"] for gmina in TRUTHS["gminas"]]


def table(name: str, delimiter: str) -> list[dict[str, str]]:
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def rows(*levels: str) -> list[dict[str, str]]:
    return [row for row in sheet() if row["wrazliwosc"] in (levels or ("0",))]


def number(text: str) -> float:
    return float(text.replace(",", ".") or 0)


def code_of(row: dict[str, str]) -> str:
    return str(TRUTHS["sheet"]["named_in_words"].get(row["usluga_id"], row["usluga_kod"]))


SURVEY = table("ankieta_potrzeb.csv", ";")
YEARS = table("ludnosc_lata.csv", ",")


# --- needs -------------------------------------------------------------------------------------------------------


def test_one_gmina_was_not_asked_and_nobody_answers_more_than_once() -> None:
    assert sorted(set(CODES) - {row["gmina_teryt"] for row in SURVEY}) == TRUTH["needs"]["missing_gminas"]
    for row in SURVEY:
        asked = TRUTH["needs"]["asked"][row["gmina_teryt"]]
        assert int(row["zapytanych"]) == asked
        assert 0 < int(row["pilne"]) <= asked
        assert 0 < int(row["trudne"]) <= asked
    pairs = [(row["gmina_teryt"], row["usluga_kod"]) for row in SURVEY]
    assert len(set(pairs)) == len(pairs)
    assert {row["usluga_kod"] for row in SURVEY} <= set(read_catalog().by_code)


@pytest.mark.parametrize(("column", "truth"), [("pilne", "most_urgent"), ("trudne", "hardest")])
def test_the_first_need_of_each_gmina_stands_alone(column: str, truth: str) -> None:
    for code, service in TRUTH["needs"][truth].items():
        counts = Counter({r["usluga_kod"]: int(r[column]) for r in SURVEY if r["gmina_teryt"] == code})
        (first, most), (_, second) = counts.most_common(2)
        assert first == service
        assert most > second


def test_answers_are_more_than_the_people_asked() -> None:
    for code, share in TRUTH["needs"]["urgent_answers_per_person"].items():
        told = (
            sum(int(r["pilne"]) for r in SURVEY if r["gmina_teryt"] == code) / TRUTH["needs"]["asked"][code]
        )
        assert told == pytest.approx(share, abs=0.001)
        assert told > 1.5


# --- people of other years ---------------------------------------------------------------------------------------


def test_groups_of_every_year_add_up_and_this_years_are_those_of_the_area() -> None:
    for row in YEARS:
        groups = [int(row[f"people_{age}"]) for age in ("0_14", "15_64", "65_plus")]
        assert sum(groups) == int(row["people"])
    now = [row for row in YEARS if row["rok"] == "2026"]
    for row, gmina in zip(now, TRUTHS["gminas"], strict=True):
        names = ("gmina_teryt", "people", "people_0_14", "people_15_64", "people_65_plus")
        assert [row[name] for name in names] == [str(gmina[name]) for name in names]


def test_years_are_counted_or_forecast_and_the_old_grow_fastest_where_planted() -> None:
    kinds = {(int(row["rok"]), row["rodzaj"]) for row in YEARS}
    growth = TRUTH["growth"]
    assert kinds == {
        *((y, "stan") for y in growth["counted"]),
        *((y, "prognoza") for y in growth["forecast"]),
    }
    old = {(row["gmina_teryt"], row["rok"]): int(row["people_65_plus"]) for row in YEARS}
    change = Counter({code: old[code, "2035"] / old[code, "2026"] for code in CODES})
    fastest = growth["fastest_65_plus"]
    assert change.most_common(1)[0][0] == fastest["gmina_teryt"]
    assert old[fastest["gmina_teryt"], "2026"] == fastest["people_2026"]
    assert old[fastest["gmina_teryt"], "2035"] == fastest["people_2035"]
    assert sum(old[code, "2035"] for code in CODES) == growth["all_65_plus_2035"]


# --- the offer ---------------------------------------------------------------------------------------------------


def test_areas_stand_in_the_gminas_that_are_told() -> None:
    types = read_catalog().by_code
    given: dict[str, set[str]] = {}
    by_gmina_body: set[str] = set()
    for row in rows("0", "1"):
        areas = row["obszar_cus"].split("|") if row["obszar_cus"] else map(str, types[code_of(row)].areas)
        for area in areas:
            given.setdefault(area, set()).add(row["teryt7"][:6])
            if row["typ_podmiotu"] == "gmina":
                by_gmina_body.add(area)
    truth = TRUTH["areas"]
    assert {area: sorted(codes) for area, codes in given.items()} == truth["gminas_by_area"]
    assert {area for area, codes in given.items() if len(codes) == 1} == set(truth["only_in_one"])
    assert sorted(set(given) - by_gmina_body, key=int) == list(map(str, truth["by_no_body_of_a_gmina"]))


def test_every_sector_gives_something() -> None:
    sectors = TRUTH["sectors"]
    assert Counter(row["typ_podmiotu"] for row in rows()) == sectors["services"]
    assert (
        Counter(dict({row["podmiot_id"]: row["typ_podmiotu"] for row in rows()}).values())
        == sectors["providers"]
    )
    assert set(sectors["services"]) == {"gmina", "powiat", "NGO", "PES", "kościelny", "prywatny"}
    assert len(rows("1")) == sectors["hidden_services"]


def test_centres_have_the_staff_that_is_told_and_two_stand_out() -> None:
    people = {gmina["gmina_teryt"]: gmina["people"] for gmina in TRUTHS["gminas"]}
    load: dict[str, float] = {}
    for centre in TRUTH["centres"]["rows"]:
        own = [row for row in rows() if row["podmiot_id"] == centre["provider_id"]]
        staff = sum(number(row["kadra_etaty"]) for row in own)
        assert (len(own), staff) == (centre["services"], centre["staff_fte"])
        load[centre["provider_id"]] = people[centre["gmina_teryt"]] / staff
        assert load[centre["provider_id"]] == pytest.approx(centre["people_per_fte"], abs=0.05)
    in_order = sorted(load, key=load.__getitem__)
    assert in_order[0] == TRUTH["centres"]["most_staff_per_people"]
    assert in_order[-1] == TRUTH["centres"]["least_staff_per_people"]
    # Apart enough that the staff of a single service changes nothing.
    assert load[in_order[1]] / load[in_order[0]] > 1.1
    assert load[in_order[-1]] / load[in_order[-2]] > 1.1


def test_two_projects_end_soon_and_some_records_are_old() -> None:
    records = TRUTH["records"]
    ends = {row["usluga_id"]: row["finansowanie_do"] for row in rows() if row["finansowanie_do"]}
    soon = {service: day for service, day in ends.items() if TRUTH["on"] <= day <= "2027-10-31"}
    assert soon == records["funding_ends"]
    assert {row["typ_podmiotu"] for row in rows() if row["usluga_id"] in soon} == {"NGO"}
    assert sorted(set(ends) - set(soon)) == records["funding_ends_later"]
    assert [row["usluga_id"] for row in rows() if row["data_stanu"] <= "2025-10-31"] == records["old"]
    assert min(row["data_stanu"] for row in rows()) == records["oldest"]
    assert {row["usluga_id"]: int(row["kolejka"]) for row in rows() if row["kolejka"]} == records["waiting"]


def test_no_place_is_taken_twice() -> None:
    for row in sheet():
        if row["zajete"]:
            assert number(row["zajete"]) + number(row["zarezerwowane"]) <= number(row["pojemnosc"]), row[
                "usluga_id"
            ]


def test_flats_have_baskets_and_homes_keep_places() -> None:
    truth = TRUTH["moved_and_reserved"]
    for column, name in (("przeszli", "moved"), ("zarezerwowane", "reserved")):
        assert sum(number(row[column]) for row in rows("0", "1")) == truth[name]
        assert sum(number(row[column]) for row in rows()) == truth[f"{name}_of_public_rows"] > 0
    baskets = {row["teryt7"][:6]: sorted(row["koszyk"].split("|")) for row in sheet() if row["koszyk"]}
    assert baskets == TRUTH["baskets"]
    assert {code_of(row) for row in sheet() if row["koszyk"]} == {"MT", "MW"}
    assert {kind for basket in baskets.values() for kind in basket} <= set(read_catalog().by_code)


# --- partnerships, keepers, targets ------------------------------------------------------------------------------


def test_declared_partners_make_one_community_and_a_pair() -> None:
    truth = TRUTH["partnerships"]
    ids = {row["nazwa"]: row["podmiot_id"] for row in sheet()}
    declared, unknown = set(), set()
    for row in sheet():
        for partner in filter(None, row["partnerzy"].split("|")):
            other = ids.get(partner, partner)
            if other in ids.values():
                declared.add(tuple(sorted((row["podmiot_id"], other))))
            else:
                unknown.add(partner)
    assert sorted(map(list, declared)) == truth["declared"]
    assert sorted(unknown) == truth["unknown_partners"]
    together = [pair for pair in declared if set(pair) <= set(truth["community"])]
    assert {end for pair in together for end in pair} == set(truth["community"])
    assert {end for pair in declared for end in pair} == {*truth["community"], *truth["pair"]}
    homes = {row["podmiot_id"]: row for row in sheet()}
    assert len({homes[p]["teryt7"] for p in truth["community"]}) == 1
    assert [p for p in truth["community"] if not homes[p]["lon"]] == truth["address_only"]


def test_the_provider_alone_has_neither_partner_nor_neighbour() -> None:
    alone = TRUTH["partnerships"]["alone"]
    own = [row for row in sheet() if row["podmiot_id"] == alone["provider_id"]]
    assert not any(row["partnerzy"] for row in own)
    assert alone["provider_id"] not in {end for pair in TRUTH["partnerships"]["declared"] for end in pair}
    there = {row["podmiot_id"] for row in sheet() if row["miejscowosc"] == alone["locality"]}
    assert len(there) - 1 == alone["others_there"] == 0


def test_records_are_kept_by_offices_at_domains_that_nobody_has() -> None:
    for row in sheet():
        assert not names_person(row["prowadzi_wpis"], known=(row["nazwa"],))
        assert bool(row["prowadzi_wpis"]) == bool(row["zgloszenia"]) == (row["typ_podmiotu"] != "prywatny")
        assert not row["zgloszenia"] or row["zgloszenia"].endswith(".example")


def test_targets_of_the_area_are_those_told_with_what_is_there_now() -> None:
    written = tomllib.loads((EXAMPLE / "area.toml").read_text(encoding="utf-8"))
    assert str(written["services"]["on"]) == TRUTH["on"]
    names = ("service", "gmina", "indicator", "value", "year")
    truths: list[dict[str, Any]] = TRUTH["targets"]
    assert [tuple(t.get(name, "") for name in names) for t in written["target"]] == [
        (t["service_type"], t["gmina_teryt"], t["indicator"], t["value"], t["year"]) for t in truths
    ]
    places, staff, too_far = truths
    own = [row for row in rows() if code_of(row) == "DDP" and row["teryt7"][:6] == places["gmina_teryt"]]
    assert sum(number(row["pojemnosc"]) for row in own) == places["now"]
    assert sum(number(row["kadra_etaty"]) for row in rows() if code_of(row) == "UO") == staff["now"]
    assert too_far["now"] is None
