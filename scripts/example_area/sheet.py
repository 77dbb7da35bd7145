"""The sheet of services, as an office would fill it in: UTF-8, semicolons, decimal commas kept out of coordinates."""

from __future__ import annotations

import csv
import io

from example_area.gazetteer import by_name, gmina_of
from example_area.houses import Building
from example_area.offer_records import offer_columns
from example_area.plane import to_degrees
from example_area.providers import ADDRESS_ONLY, Provider, Service
from mapa_uslug.contracts.sheet import COLUMN_NAMES


def sheet_text(homes: list[tuple[Provider, Building]]) -> str:
    """Write the sheet; each provider comes with the building that it stands in."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMN_NAMES, delimiter=";", lineterminator="\n", restval="")
    writer.writeheader()
    for provider, building in homes:
        for service in provider.services:
            writer.writerow(_row(provider, service, building))
    return stream.getvalue()


def _row(provider: Provider, service: Service, building: Building) -> dict[str, str]:
    settlement = by_name()[provider.settlement]
    gmina = gmina_of(settlement.gmina)
    row = {
        "usluga_id": service.service_id,
        "podmiot_id": provider.provider_id,
        "nazwa": provider.name,
        "typ_podmiotu": provider.kind,
        "teryt7": gmina.code,
        "teryt_rok": "2026",
        "miejscowosc": settlement.name,
        "ulica": building.tags.get("addr:street", ""),
        "nr": building.tags.get("addr:housenumber", ""),
        "kod": gmina.postcode,
        "usluga_kod": service.what,
        "pojemnosc": service.capacity,
        "jednostka": service.unit,
        "zrodlo": "dane zmyślone",
        "wrazliwosc": "0",
        "kontakt_rola": "sekretariat, tel. 00 000 00 00",
    }
    if service.what not in ADDRESS_ONLY:
        lon, lat = to_degrees(building.middle)
        row |= {
            "lat": f"{lat:.6f}",
            "lon": f"{lon:.6f}",
            "zrodlo_wsp": "geoportal",
            "klasa_wsp": "punkt_adresowy",
        }
    return row | offer_columns(provider, service) | dict(service.columns)
