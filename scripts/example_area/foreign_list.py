"""A list of places as another office keeps it: titles above the table, name and address in one cell, mistakes and all.

It is what ``mapa-uslug registry import`` is tried on; each of its faults stands for a kind that real lists have.
"""

from __future__ import annotations

import csv
import io

from example_area.gazetteer import by_name, gmina_of
from example_area.houses import Building
from example_area.providers import Provider

NAME = "wykaz_placowek.csv"
ENCODING = "cp1250"
HEADERS = ("Lp.", "Nazwa i adres placówki", "Rodzaj", "Liczba miejsc", "Gmina", "Godziny pracy", "Telefon")
_TITLES = ("Wykaz placówek wsparcia w powiecie zalewskim", "(stan na dzień 30 września 2026 r.)")
_PHONE = "00 000 00 00"
# Provider | kind as the list calls it | places | hours | what is done to the address.
_ROWS = (
    ("Dzienny Dom Pomocy w Zalewsku", "dzienny dom pomocy", "48", "pon.-pt. 7:00-16:00", "exact"),
    ("Środowiskowy Dom Samopomocy w Zalewsku", "ŚDS", "35", "pn-pt 7.30-15.30", "flat"),
    ("Warsztat Terapii Zajęciowej „Pracownia” w Zalewsku", "WTZ", "40", "od poniedziałku do piątku 8-15", "bare"),
    ("Centrum Integracji Społecznej w Zalewsku", "CIS", "30", "7:00-15:00", "exact"),
    ("Dzienny Dom „Senior+” w Grodzieńcu", "Dzienny Dom Senior+", "30", "pon. - pt. 7:30 - 15:30", "typo"),
    ("Filia Biblioteki Publicznej w Starym Przewozie", "filia biblioteczna", "", "pn., śr., pt. 12:00-17:00", "village"),
    ("Dom Pomocy Społecznej w Malinowie", "DPS", "84", "całodobowo", "village"),
    ("Gminny Ośrodek Pomocy Społecznej w Borowiskach", "GOPS", "", "pon. 8-16, wt.-pt. 7-15", "inflected"),
    ("Dzienny Dom Pomocy w Borowiskach", "dzienny dom pomocy", "", "pon.-pt. 8:00-14:00", "other gmina"),
    ("Gminny Ośrodek Kultury w Modrzewnie", "klub seniora", "25", "wt. i czw. 11-14", "no such number"),
    ("Gminna Biblioteka Publiczna w Jezierzcu", "punkt wydawania obiadów", "40", "13:00-15:00", "exact"),
    ("Miejsko-Gminny Ośrodek Pomocy Społecznej w Grodzieńcu", "mieszkanie wspomagane", "4", "", "exact"),
    ("Powiatowy Ośrodek Wsparcia", "ośrodek wsparcia dla osób doznających przemocy", "12", "całodobowo", "exact"),
    ("Dzienny Dom Pomocy w Zalewsku", "dzienny dom pomocy", "", "", "renamed"),
)  # fmt: skip


def foreign_list(homes: list[tuple[Provider, Building]]) -> bytes:
    """The list as the bytes of a file that an older spreadsheet program would write."""
    by_provider = {provider.name: (provider, building) for provider, building in homes}
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for title in _TITLES:
        writer.writerow([title, *[""] * (len(HEADERS) - 1)])
    writer.writerow(HEADERS)
    for number, (name, kind, places, hours, fault) in enumerate(_ROWS, start=1):
        provider, building = by_provider[name]
        gmina = gmina_of(by_name()[provider.settlement].gmina)
        told = "Zalewsk" if fault == "other gmina" else gmina.name
        writer.writerow(
            [number, _cell(provider, building, gmina.postcode, fault), kind, places, told, hours, _PHONE]
        )
    writer.writerow(["", "Razem", "", sum(int(row[2] or 0) for row in _ROWS), "", "", ""])
    return stream.getvalue().encode(ENCODING)


def _cell(provider: Provider, building: Building, postcode: str, fault: str) -> str:
    street, number = building.tags.get("addr:street", ""), building.tags["addr:housenumber"]
    town, name = provider.settlement, provider.name
    if fault == "village":
        return f"{name}\n{town} {number}\n{postcode} {gmina_of(by_name()[town].gmina).name}"
    changes = {
        "flat": (street, f"{number}/2", town, name),
        "typo": (street[:3] + street[4] + street[3] + street[5:], number, town, name),
        "inflected": (street, number, "Borowiskach", name),
        "no such number": (street, "211", town, name),
        "renamed": (street, number, town, "Dzienny Dom Pomocy Zalewsk"),
    }
    street, number, town, name = changes.get(fault, (street, number, town, name))
    prefix = "" if fault == "bare" else "ul. "
    return f"{name}, {prefix}{street} {number}, {postcode} {town}"
