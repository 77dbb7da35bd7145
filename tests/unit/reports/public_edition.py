"""A small public edition by hand: two gminas, three services of which one has hidden figures, one service without an address."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.public import Directory, DirectoryEntry, HiddenService, PublicFigures
from mapa_uslug.contracts.publication_config import PublicationOptions
from mapa_uslug.core.text import Text
from mapa_uslug.reports.public_index import Edition

_COUNTS = ("people", "served", "full", "too_far", "cannot_tell")


def build_figures() -> PublicFigures:
    """POZ: told all; KS: 7 and 12 people too far are hidden, the sum is told; BIB: by car alone."""
    rows = [
        ("POZ", "all", "086001", 1000, 950, 0, 50, 0),
        ("POZ", "all", "086002", 500, 500, 0, 0, 0),
        ("POZ", "all", "", 1500, 1450, 0, 50, 0),
        ("KS", "all", "086001", 1000, None, 0, None, 0),
        ("KS", "all", "086002", 500, None, 0, None, 0),
        ("KS", "all", "", 1500, 1481, 0, 19, 0),
        ("BIB", "car", "086001", 1000, 0, 0, 0, 1000),
        ("BIB", "car", "086002", 500, 480, 0, 20, 0),
        ("BIB", "car", "", 1500, 480, 0, 20, 1000),
    ]
    table = pd.DataFrame(rows, columns=["service_type", "mode", "gmina_teryt", *_COUNTS]).assign(
        level=1, group="all"
    )
    table = table.astype(dict.fromkeys(_COUNTS, "Int64"))
    return PublicFigures(table, k=10)


def build_entry(**values: Any) -> DirectoryEntry:
    """An entry that says everything."""
    said = {
        "service_id": "U-1", "service_type": "POZ", "name": "Lekarz rodzinny", "official": "podstawowa opieka zdrowotna",
        "provider": "Przychodnia „Łąka”", "areas": (5,), "gmina_teryt": "086001", "gmina": "Zalewo",
        "place": "Szkolna 4, Zalewo", "hours": "pn.–pt. 08:00–16:00", "target": "wszyscy mieszkańcy", "fee": "bezpłatne",
        "way": "Usługa na miejscu.", "accessibility": "", "outsiders": "", "contact": "tel. 1, biuro@laka.example",
        "date": "2026-09-30", "keeper": "OPS w Zalewie", "correction": "ops@zalewo.example",
    }  # fmt: skip
    return DirectoryEntry(**(said | values))


def build_edition(language: str = "pl", options: PublicationOptions | None = None, **values: Any) -> Edition:
    """The edition; `values` in place of its fields."""
    options = options or PublicationOptions()
    entries = (
        build_entry(
            service_id="U-2", service_type="BIB", name="Biblioteka", official="biblioteka", provider="Biblioteka <b>„Żak”</b>",
            areas=(9,), gmina_teryt="086002", gmina="Łęki", correction="", keeper="", date="", contact="", target="",
        ),
        build_entry(),
        build_entry(
            service_id="U-3", service_type="KS", name="Spotkania i zajęcia dla seniorów", official="klub seniora",
            provider="Klub „Ćma”", areas=(4, 9), target="osoby 65+", gmina_teryt="086009", gmina="Obca",
        ),
    )  # fmt: skip
    hidden = HiddenService(
        "MW", "Mieszkanie ze wsparciem", "mieszkanie wspomagane", (4, 12), "086002", "Łęki", "osoby z niepełnosprawnościami",
        "GOPS w Łękach", "tel. 5",
    )  # fmt: skip
    made = {
        "name": "powiat zalewski", "gminas": {"086001": "Zalewo", "086002": "Łęki"}, "figures": build_figures(),
        "directory": Directory(entries, (hidden,), {"name": 2, "mailbox": 1, "trader": 1}), "catalog": read_catalog(),
        "options": options, "contact": options.contact, "year": 2026, "sources": ("dane zmyślone",), "text": Text(language),
    }  # fmt: skip
    return Edition(**(made | values))
