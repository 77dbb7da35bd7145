"""A row of the official sheet as a record of `SERVICES`, and what is wrong with its cells."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mapa_uslug.catalog import Catalog, ServiceType
from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.contracts.sheet import LIST_SEPARATOR, PROVIDER_KINDS
from mapa_uslug.contracts.tables import blank_service
from mapa_uslug.registry.meaning.hours import parse_hours
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.placing import GminaIndex, Issue, Place, read_gmina
from mapa_uslug.registry.meaning.providers import GUESSED, provider_kind
from mapa_uslug.registry.meaning.row_dates import Validity
from mapa_uslug.registry.meaning.row_numbers import read_counts
from mapa_uslug.registry.meaning.row_offices import read_offices
from mapa_uslug.registry.meaning.row_partners import read_basket, read_partners
from mapa_uslug.registry.meaning.row_values import (
    read_areas,
    read_delivery,
    read_number,
    read_target,
    read_yes_no,
    split_list,
    target_of_ages,
)

Row = Mapping[str, str]
_LONGEST_QUOTE = 200
_ANSWERS = {"dla_spoza": ("tak", "nie", "umowa"), "dowoz": ("tak", "nie"), "dostepnosc_arch": ("tak", "nie", "częściowo", "nieznana")}  # fmt: skip


def read_record(
    row: Row,
    service_type: ServiceType,
    place: Place,
    *,
    validity: Validity,
    sheet: str,
    index: GminaIndex,
    catalog: Catalog,
    matcher: TypeMatcher,
    issues: list[Issue],
) -> dict[str, Any]:
    """Everything that a public row says of a service; what is wrong with its cells goes to `issues`.

    Empty cells for areas, delivery and target group take the catalog's values.
    """
    answers = _answers(row, issues)
    counts, offices = read_counts(row, service_type, issues), read_offices(row, issues)
    return _basics(row, service_type, place, validity, sheet) | counts | offices | {
        "locality": row["miejscowosc"],
        "address": " ".join(filter(None, (row["ulica"], row["nr"]))),
        "territory": _territory(row["gminy_obslugiwane"], index, issues),
        "is_open": answers["dla_spoza"] != "nie",
        "outsiders": answers["dla_spoza"],
        "transport": answers["dowoz"],
        "accessibility": answers["dostepnosc_arch"],
        "hours": _hours_text(row, validity),
        "opening_hours": _opening(row, issues),
        "provider_kind": _provider_kind(row, issues),
        "areas": _areas(row["obszar_cus"], service_type, catalog, issues),
        "delivery": _delivery(row["tryb"], service_type, issues),
        "target": read_target(row["grupa"]) or target_of_ages(row["wiek_od"], row["wiek_do"]) or service_type.target,
        "valid_from": validity.valid_from,
        "valid_until": validity.valid_until,
        "funded_until": validity.funded_until,
        "provider_id": row["podmiot_id"],
        "fee": row["odplatnosc"],
        "basket": read_basket(row, matcher, issues),
        "partners": read_partners(row, issues),
    }  # fmt: skip


def read_hidden_record(
    row: Row,
    service_type: ServiceType,
    place: Place,
    *,
    validity: Validity,
    sheet: str,
    matcher: TypeMatcher,
    issues: list[Issue],
) -> dict[str, Any]:
    """What may be kept of a row of sensitivity 1: its kind, gmina and capacity, and what is counted of flats per gmina.

    From the basket, the places reserved and the people who moved on no address and no provider follows.
    """
    counts = read_counts(row, service_type, issues)
    kept = {name: counts[name] for name in ("capacity", "capacity_unit", "reserved", "moved")}
    kept["basket"] = read_basket(row, matcher, issues)
    basics = _basics(row, service_type, place, validity, sheet)
    public = ("service_id", "service_type", "gmina_teryt", "source_date")
    return blank_service() | {name: basics[name] for name in public} | kept | {"sensitivity": 1}


def _basics(
    row: Row, service_type: ServiceType, place: Place, validity: Validity, sheet: str
) -> dict[str, Any]:
    return blank_service() | {
        "service_id": row["usluga_id"],
        "provider": row["nazwa"],
        "service_type": service_type.code,
        "gmina_teryt": place.gmina_teryt,
        "sensitivity": 0,
        "source": row["zrodlo"] or sheet,
        "source_date": validity.source_date,
    }


def read_precision(row: Row, issues: list[Issue]) -> tuple[str, float]:
    """Class of the row's place and the radius [m] within which it lies, from ``klasa_wsp`` and ``promien_wsp``."""
    quality = row.get("klasa_wsp", "").strip() or "rejestr"
    if quality not in LEAST_RADIUS_M:
        issues.append(Issue("unknown_quality", "klasa_wsp", "{value} is no class of a place.", "Choose one of: {choices}.",
                            {"value": quality, "choices": ", ".join(LEAST_RADIUS_M)}, is_fatal=False))  # fmt: skip
        quality = "rejestr"
    text = re.sub(r"\s*m$", "", row.get("promien_wsp", ""))
    radius = read_number(text)
    if not radius.is_understood:
        issues.append(Issue("bad_number", "promien_wsp", "{value} is not a number that can be read in one way only.",
                            "Write a plain number that is not negative, or leave the cell empty when it is not known.",
                            {"value": text}, is_fatal=False))  # fmt: skip
    least = LEAST_RADIUS_M[quality]
    return quality, least if math.isnan(radius.value) else max(least, radius.value)


def _territory(text: str, index: GminaIndex, issues: list[Issue]) -> str:
    codes = []
    for part in split_list(text):
        code, issue = read_gmina(part, index=index)
        if issue:
            # A code that cannot be used leaves open whom the service is for; that is said and weighed, not guessed.
            issues.append(replace(issue, column="gminy_obslugiwane", is_fatal=False))
        codes.append(code or (part[:6] if issue and issue.code == "teryt_unknown" else ""))
    return LIST_SEPARATOR.join(sorted(set(filter(None, codes))))


def _answers(row: Row, issues: list[Issue]) -> dict[str, str]:
    answers = {}
    for column, choices in _ANSWERS.items():
        found = read_yes_no(row[column])
        answers[column] = found.value if found.value in choices else ""
        if not found.is_understood or found.value not in ("", *choices):
            issues.append(Issue("bad_answer", column, "{value} is none of the answers: {choices}.",
                                "Choose one of them, or leave the cell empty when it is not known.",
                                {"value": row[column], "choices": ", ".join(choices)}, is_fatal=False))  # fmt: skip
    return answers


def _hours_text(row: Row, validity: Validity) -> str:
    """Days and hours as given; of an event its day, and where the bus leaves."""
    usual = " ".join(filter(None, (row["dni"], row["godziny"])))
    leaves = f"odjazd {row['punkt_zbiorki']}" if row["punkt_zbiorki"] else ""
    return ", ".join(filter(None, (usual, validity.event or row["termin"], leaves)))


def _opening(row: Row, issues: list[Issue]) -> str:
    hours = parse_hours(" ".join(filter(None, (row["dni"], row["godziny"]))))
    column = "godziny" if row["godziny"] else "dni"
    value = hours.rest if len(hours.rest) <= _LONGEST_QUOTE else hours.rest[:_LONGEST_QUOTE] + "…"
    if not hours.is_complete and hours.opening:
        issues.append(Issue("hours_partly", column, "Of the hours this was not understood: {value}",
                            "Nothing needs doing: the whole text stays on the card. To have it read, write such as Mo-Fr 07:30-15:30.",
                            {"value": value}, is_fatal=False))  # fmt: skip
    elif not hours.is_complete:
        issues.append(Issue("hours_unread", column, "The hours were not understood: {value}",
                            "Write days and hours, such as pon.-pt. 7:30-15:30 or Mo-Fr 07:30-15:30; until then the text stays on the card.",
                            {"value": value}, is_fatal=False))  # fmt: skip
    return hours.opening


def _provider_kind(row: Row, issues: list[Issue]) -> str:
    """Kind that the sheet gives; one that was guessed from the name bears the mark `GUESSED`."""
    kind, how = provider_kind(row["typ_podmiotu"], row["nazwa"])
    if row["typ_podmiotu"] and how != "given":
        issues.append(Issue("unknown_provider_kind", "typ_podmiotu", "{value} is no kind of provider that is known.",
                            "Choose one of: {choices}.", {"value": row["typ_podmiotu"], "choices": ", ".join(PROVIDER_KINDS)},
                            is_fatal=False))  # fmt: skip
    return f"{kind}{GUESSED}" if how == "guessed" else kind


def _areas(text: str, service_type: ServiceType, catalog: Catalog, issues: list[Issue]) -> str:
    found = read_areas(text, catalog)
    issues += [
        Issue("unknown_area", "obszar_cus", "{value} is no area of social services.",
              "Write the numbers of areas from 1 to {last}, or their names, separated by |.",
              {"value": part, "last": max(a.number for a in catalog.areas)}, is_fatal=False)
        for part in found.unknown
    ]  # fmt: skip
    return LIST_SEPARATOR.join(found.values or map(str, service_type.areas))


def _delivery(text: str, service_type: ServiceType, issues: list[Issue]) -> str:
    """Letters as the sheet says; the catalog's where it says nothing."""
    found = read_delivery(text)
    issues += [
        Issue("unknown_delivery", "tryb", "{value} is no way of delivery.", "Write letters separated by |: S, D, M, Z, C, L.",
              {"value": part}, is_fatal=False)
        for part in found.unknown
    ]  # fmt: skip
    letters = found.values
    if letters == ("S",) and len(text) > 1 and service_type.delivery == "C":
        # "Stacjonarnie" is what round-the-clock homes call themselves, too.
        letters = ("C",)
    if letters and service_type.delivery not in letters:
        issues.append(Issue("other_delivery", "tryb", "The sheet says {given}, the catalog delivers this service as {expected}.",
                            "Correct the letter, or choose another service. The letter is kept, but distances are measured as the catalog says.",
                            {"given": ", ".join(letters), "expected": service_type.delivery}, is_fatal=False))  # fmt: skip
    return LIST_SEPARATOR.join(letters or (service_type.delivery,))
