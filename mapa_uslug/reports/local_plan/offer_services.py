"""Every service that may be named, with its hours and fees in the words of its record: for the workbook."""

from __future__ import annotations

import pandas as pd

from mapa_uslug.core.days import parse_day
from mapa_uslug.reports.content import Cell, Column, Table
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_services
from mapa_uslug.reports.local_plan.offer_words import name_unit_of_capacity, number
from mapa_uslug.reports.words import write_day


def list_services(found: PlanFindings) -> list[Table]:
    """The services of the gminas that the report speaks of, by gmina, kind and provider; no table where there are none.

    Of what may not be named `Offer.facts` hold nothing.
    """
    text, facts, gminas = found.text, found.plan.offer.facts, found.plan.gminas
    own = facts[facts["gmina_teryt"].isin(gminas)]
    if own.empty:
        return []
    ordered = own.assign(place=own["gmina_teryt"].map(gminas.index)).sort_values(
        ["place", "service_type", "provider", "service_id"]
    )
    return [
        Table(
            caption=text("Services: hours and fees"),
            columns=(
                Column(text("Record")),
                Column(text("Gmina")),
                Column(text("Service")),
                Column(text("Provider")),
                Column(text("Hours")),
                Column(text("Fee")),
                Column(text("For people of other gminas")),
                Column(text("Capacity"), "people"),
                Column(text("Unit")),
                Column(text("Staff"), "decimal", text("full-time posts")),
                Column(text("Funded until"), "day"),
                Column(text("As of"), "day"),
            ),
            rows=tuple(_row(found, fact) for _, fact in ordered.iterrows()),
            note=text(
                "Hours, fees and rules in the words of the records. Without an entry: the record does not tell."
            ),
            source=cite_services(found),
            read=0,
        )
    ]


def _row(found: PlanFindings, fact: pd.Series) -> tuple[Cell, ...]:
    text = found.text
    return (
        str(fact["service_id"]),
        found.place_name(str(fact["gmina_teryt"])),
        found.found.type_title(str(fact["service_type"])),
        str(fact["provider"]) or None,
        *(str(fact[c]) or None for c in ("hours", "fee", "outsiders")),
        number(fact["capacity"]),
        name_unit_of_capacity(text, str(fact["capacity_unit"])) or None,
        number(fact["staff_fte"]),
        *(
            parse_day(str(fact[c])) or write_day(text, str(fact[c])) or None
            for c in ("funded_until", "source_date")
        ),
    )
