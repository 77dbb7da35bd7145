"""Indicators of barriers that the records of services carry: money, law, staff, organisation, gminas, partners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.local_plan import Offer
from mapa_uslug.diagnosis.fees import gives_amount, read_fee
from mapa_uslug.diagnosis.indicator_rows import (
    ALL,
    Indicator,
    count_services,
    sum_services,
    tell_by_gmina,
    tell_nothing,
)
from mapa_uslug.diagnosis.institutions import PLACE_UNITS
from mapa_uslug.diagnosis.providers import THIRD_SECTOR
from mapa_uslug.diagnosis.service_list import split


def list_record_indicators(
    services: pd.DataFrame, offer: Offer, catalog: Catalog, codes: Sequence[str]
) -> Iterator[Indicator]:
    """All of them, barrier by barrier.

    Parameters
    ----------
    services : DataFrame
        Of `list_offered`, those of the area that may be shown.
    """
    yield from _financial(services, offer, codes)
    yield from _legal(services, catalog, codes)
    yield from _staff(services, catalog, codes)
    yield from _organisational(services, offer, codes)
    yield from _transport(services, codes)
    yield from _attitudes(offer, codes)
    yield from _authorities(services, offer, codes)
    yield from _partners(services, codes)


def _with_issue(services: pd.DataFrame, offer: Offer, issue: str) -> pd.Series:
    ids = set(offer.records.loc[offer.records["issue"] == issue, "service_id"])
    return services["service_id"].isin(ids)


def _filled(services: pd.DataFrame, column: str) -> pd.Series:
    return services[column] != ""


def _says_for_whom(services: pd.DataFrame) -> pd.Series:
    """Records that say whether people of other gminas may come."""
    return _filled(services, "outsiders") | ~services["is_open"]


def _everybody_if_any(has: pd.Series) -> pd.Series:
    """All records tell where any does; a column that nobody has filled in tells nothing."""
    return pd.Series(bool(has.any()), index=has.index)


def _financial(services: pd.DataFrame, offer: Offer, codes: Sequence[str]) -> Iterator[Indicator]:
    name = "financial"
    ends, told = _with_issue(services, offer, "funding_ends"), _filled(services, "funded_until")
    yield from count_services(
        name, "funding_ends", services, has=ends, tells=told & bool(offer.on), codes=codes
    )
    places = services["capacity"].where(ends & services["capacity_unit"].isin(PLACE_UNITS))
    yield from sum_services(name, "funding_ends_places", services, places, "people", codes)
    fees = services["fee"].map(read_fee)
    yield from count_services(
        name, "fee_paid", services, has=fees == "paid", tells=fees.isin(["paid", "free"]), codes=codes
    )
    amounts = services["fee"].map(gives_amount)
    yield from count_services(
        name, "fee_amount_given", services, has=amounts, tells=fees == "paid", codes=codes
    )
    yield from count_services(
        name, "fee_not_said", services, has=fees == "not_said", tells=fees.notna(), codes=codes
    )


def _legal(services: pd.DataFrame, catalog: Catalog, codes: Sequence[str]) -> Iterator[Indicator]:
    by_law = {t.code for t in catalog.types if any("ustawowy" in x.kinds for x in t.thresholds.values())}
    everybody = pd.Series(True, index=services.index)
    has = services["service_type"].isin(by_law)
    yield from count_services("legal", "distance_set_by_law", services, has=has, tells=everybody, codes=codes)
    said = _says_for_whom(services)
    only_own = (services["outsiders"] == "nie") | ((services["outsiders"] == "") & ~services["is_open"])
    yield from count_services("legal", "own_residents_only", services, has=only_own, tells=said, codes=codes)
    by_agreement = services["outsiders"] == "umowa"
    yield from count_services("legal", "by_agreement", services, has=by_agreement, tells=said, codes=codes)


def _staff(services: pd.DataFrame, catalog: Catalog, codes: Sequence[str]) -> Iterator[Indicator]:
    yield from sum_services("staff", "staff_fte", services, services["staff_fte"], "fte", codes)
    comes = {t.code for t in catalog.types if t.direction == "from"}
    at_home = services["service_type"].isin(comes)
    unknown = services["staff_fte"].isna()
    yield from count_services("staff", "staff_not_given", services, has=unknown, tells=at_home, codes=codes)
    yield from sum_services("staff", "waiting", services, services["waiting"], "people", codes)


def _organisational(services: pd.DataFrame, offer: Offer, codes: Sequence[str]) -> Iterator[Indicator]:
    name, everybody = "organisational", pd.Series(True, index=services.index)
    lacks = {issue: _with_issue(services, offer, issue) for issue in ("no_capacity", "no_unit", "no_date")}
    visited = services["delivery"].map(lambda letters: "S" in split(letters))
    no_hours = visited & ~_filled(services, "hours")
    incomplete = no_hours.copy()
    for has in lacks.values():
        incomplete |= has
    yield from count_services(
        name, "records_incomplete", services, has=incomplete, tells=everybody, codes=codes
    )
    for issue, has in lacks.items():
        yield from count_services(name, issue, services, has=has, tells=everybody, codes=codes)
    yield from count_services(name, "no_hours", services, has=no_hours, tells=visited, codes=codes)
    old = _with_issue(services, offer, "old_record")
    dated = everybody & ~lacks["no_date"] & bool(offer.on)
    yield from count_services(name, "old_record", services, has=old, tells=dated, codes=codes)
    kinds = offer.by_type[(offer.by_type["gmina_teryt"] == ALL) & (offer.by_type["capacity_unit"] != "")]
    units = kinds.groupby("service_type")["capacity_unit"].nunique()
    value = (float((units > 1).sum()), float(len(units)))
    if len(units):
        yield Indicator(name, "kinds_in_several_units", ALL, *value, "services")


def _transport(services: pd.DataFrame, codes: Sequence[str]) -> Iterator[Indicator]:
    for column, indicator in (("transport", "fetches_users"), ("accessibility", "accessible_building")):
        said = _filled(services, column) & (services[column] != "nieznana")
        has = services[column] == "tak"
        yield from count_services("transport", indicator, services, has=has, tells=said, codes=codes)


def _attitudes(offer: Offer, codes: Sequence[str]) -> Iterator[Indicator]:
    """What users think no record tells; kinds of one provider are how the offer is organised, no attitude."""
    given = offer.facts.groupby(["gmina_teryt", "service_type"])["provider"].nunique()
    alone = {}
    for code in codes:
        kinds = given.loc[[code]] if code in given.index.get_level_values(0) else given.iloc[:0]
        if len(kinds):
            alone[code] = (float((kinds == 1).sum()), float(len(kinds)))
    yield from (
        row
        for row in tell_by_gmina("organisational", "kinds_of_one_provider", alone, "services", codes)
        if row.gmina_teryt != ALL
    )
    yield tell_nothing("attitudes", "survey_of_users", "share")


def _authorities(services: pd.DataFrame, offer: Offer, codes: Sequence[str]) -> Iterator[Indicator]:
    """How authorities see working together no record tells; that gminas share services is a relation of bodies."""
    pairs = zip(services["gmina_teryt"], services["territory"], strict=True)
    shares = pd.Series(
        [bool(set(split(territory)) - {own}) for own, territory in pairs], index=services.index, dtype=bool
    )
    tells = _filled(services, "territory") | _says_for_whom(services)
    sharing = float(services.loc[shares, "gmina_teryt"].nunique()) if tells.any() else np.nan
    yield Indicator("partners", "gminas_that_share", ALL, sharing, float(len(codes)), "gminas")
    yield from count_services("partners", "shared_services", services, has=shares, tells=tells, codes=codes)
    elsewhere = offer.by_type.groupby("gmina_teryt")["from_elsewhere"].sum()
    names_gminas = bool(_filled(services, "territory").any() or elsewhere.sum())
    known = {str(code): (float(n), np.nan) for code, n in elsewhere.items() if code != ALL and names_gminas}
    yield from (
        row
        for row in tell_by_gmina("partners", "served_from_elsewhere", known, "services", codes)
        if row.gmina_teryt != ALL
    )
    yield tell_nothing("authorities", "survey_of_authorities", "share")


def _partners(services: pd.DataFrame, codes: Sequence[str]) -> Iterator[Indicator]:
    for column, indicator in (
        ("partners", "partnership_declared"),
        ("keeper", "keeper_named"),
        ("corrections", "corrections_address"),
    ):
        has = _filled(services, column)
        yield from count_services(
            "partners", indicator, services, has=has, tells=_everybody_if_any(has), codes=codes
        )
    known = services["sector"] != "unknown"
    third = services["sector"].isin(THIRD_SECTOR)
    yield from count_services("partners", "third_sector", services, has=third, tells=known, codes=codes)
