"""A balance made by hand: three gminas, a pharmacy and a day centre, and everything that a sentence must survive."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.cooperation import OPEN, OWN, CooperationBalance, set_key
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.core.text import Text
from mapa_uslug.reports.meeting import Meeting

MILL, MEADOWS, QUARRY = "080101", "080102", "080103"
NAMES = {MILL: "Młyny", MEADOWS: "Łąki", QUARRY: "Ćmielin", "080109": "Zawada"}
PARTNERS = (MILL, MEADOWS, QUARRY)
ALL = set_key(PARTNERS)
# Gmina, locality, people, confidential.
CELLS = [
    (MILL, "Młyny", 400, False), (MILL, "Wólka", 100, False), (MEADOWS, "Łąki", 250, False), (MEADOWS, "Osada", 5, True),
    (MEADOWS, "Brzeg", 22, False), (QUARRY, "Ćmielin", 300, False),
]  # fmt: skip
PEOPLE = {MILL: 500, MEADOWS: 277, QUARRY: 300}
FIGURES = ["terms", "regime", "service_type", "mode", "level", "group", "gmina_teryt", "served", "full", "too_far",
           "cannot_tell", "gained", "lost", "saved"]  # fmt: skip


def make_cells() -> PopulationCells:
    table = gpd.GeoDataFrame(
        [{"cell_id": f"c{i}", "gmina_teryt": g, "locality": where, "grid_col": 10 + i, "grid_row": 20, "people": n,
          "is_imputed": hidden} for i, (g, where, n, hidden) in enumerate(CELLS)],
        geometry=[Point(1000.0 * (10 + i) + 500.0, 20_500.0) for i in range(len(CELLS))], crs="EPSG:2180",
    )  # fmt: skip
    return PopulationCells(table, "EPSG:2180", 1000, {"65+": "gmina_share"}, 2024)


def figure(regime: str, service: str, gmina: str, served: int, *, full: int = 0, unknown: int = 0, gained: int = 0,
           lost: int = 0, mode: str = "all", terms: str = "agreed", group: str = "all", people: int | None = None) -> tuple[object, ...]:  # fmt: skip
    people = PEOPLE[gmina] if people is None else people
    saved = float("nan") if mode == "all" else 60.0
    return (terms, regime, service, mode, 1, group, gmina, served, full, people - served - full - unknown, unknown, gained, lost, saved)  # fmt: skip


# Rows of each gmina's cells in the order in which they come to be served.
SERVED_FIRST = {MILL: (0, 1), MEADOWS: (4, 2, 3), QUARRY: (5,)}


def people_of(figures: pd.DataFrame, terms: str, regime: str, service: str) -> np.ndarray:
    """People of each cell by state, that add up to the figures of their gmina."""
    found = np.zeros((len(CELLS), 4), dtype=np.int32)
    is_asked = (
        (figures["terms"] == terms) & (figures["regime"] == regime) & (figures["service_type"] == service)
    )
    is_asked &= (figures["mode"] == "all") & (figures["group"] == "all")
    for row in figures[is_asked].itertuples():
        left = [row.served, row.full, row.too_far, row.cannot_tell]
        for cell in SERVED_FIRST[row.gmina_teryt]:
            room = CELLS[cell][2]
            for state in (0, 1, 3, 2):
                found[cell, state] = min(room, left[state])
                left[state] -= found[cell, state]
                room -= found[cell, state]
    return found


def make_balance(
    *, gained: tuple[int, int, int] = (0, 22, 100), lost: int = 0, unknown: int = 0, opened: tuple[int, int, int] = (400, 0, 0)
) -> CooperationBalance:  # fmt: skip
    """A pharmacy (APT) in Młyny only, which hosts; a day centre (DDP) that nobody has within reach.

    `gained`: by gmina in the order of `PARTNERS`, of the pharmacy; `lost`: by Młyny; `unknown`: people of Ćmielin; `opened`:
    people by gmina whom pharmacies of any gmina serve that declare to serve them.
    """
    rows = []
    for terms in ("declared", "agreed"):
        together = dict(zip(PARTNERS, gained, strict=True))
        own = {MILL: 400, MEADOWS: 0, QUARRY: 0}
        for gmina in PARTNERS:
            for mode in ("all", "car", "walk"):
                rows.append(figure(OWN, "APT", gmina, own[gmina], mode=mode, terms=terms, unknown=unknown if gmina == QUARRY else 0))  # fmt: skip
                change = lost if gmina == MILL else 0
                rows.append(figure(ALL, "APT", gmina, own[gmina] + together[gmina] - change, mode=mode, terms=terms, full=change,
                                   gained=together[gmina], lost=change, unknown=unknown if gmina == QUARRY else 0))  # fmt: skip
            for regime in (OWN, ALL):
                rows.append(figure(regime, "DDP", gmina, 0, terms=terms))
                rows.append(figure(regime, "DDP", gmina, 0, terms=terms, group="target", people=50))
        for other in (MEADOWS, QUARRY):
            pair = set_key([MILL, other])
            rows.append(figure(pair, "APT", MILL, 400, terms=terms))
            rows.append(figure(pair, "APT", other, together[other], gained=together[other], terms=terms))
        rows += [figure(set_key([MEADOWS, QUARRY]), "APT", g, 0, terms=terms) for g in (MEADOWS, QUARRY)]
    for gmina, served in zip(PARTNERS, opened, strict=True):
        left = PEOPLE[gmina] - served
        rows.append(figure(OPEN, "APT", gmina, served, terms="declared", unknown=min(left, unknown) if gmina == QUARRY else 0))  # fmt: skip
        rows.append(figure(OPEN, "DDP", gmina, 0, terms="declared"))
    sets = [set_key([MILL, MEADOWS]), set_key([MILL, QUARRY]), set_key([MEADOWS, QUARRY]), ALL]
    sums = {sets[0]: gained[1], sets[1]: gained[2], sets[2]: 0, ALL: sum(gained)}
    rankings = [
        ("agreed", "APT", "all", 1, r.count("|") + 1, r, sums[r], 0, 1, float(sums[r]), float("nan"))
        for r in sets
    ]
    hosting = [
        ("agreed", ALL, "APT", "car", g, MILL, n, n)
        for g, n in zip(PARTNERS[1:], gained[1:], strict=True)
        if n
    ]
    figures = pd.DataFrame(rows, columns=FIGURES)
    keys = [(t, r) for t in ("declared", "agreed") for r in (OWN, ALL)] + [("declared", OPEN)]
    people = {
        (*key, service): people_of(figures, *key, service) for key in keys for service in ("APT", "DDP")
    }
    states = {(*key, "all"): found.argmax(axis=1).astype(np.uint8) for key, found in people.items()}
    return CooperationBalance(
        partners=PARTNERS,
        sets_counted=4,
        is_complete=True,
        figures=figures,
        rankings=pd.DataFrame(
            rankings,
            columns=["terms", "service_type", "mode", "level", "size", "regime", "gained", "least_gained", "shared_places",
                     "gained_per_place", "saved"],
        ),
        hosting=pd.DataFrame(hosting, columns=["terms", "regime", "service_type", "mode", "gmina_teryt", "host", "people", "people_target"]),
        load=pd.DataFrame(
            [("agreed", ALL, "DDP", "car", "U-1", MEADOWS, 20.0, 12.5, 20.0, 7.5)],
            columns=["terms", "regime", "service_type", "mode", "service_id", "gmina_teryt", "capacity", "wanted_before",
                     "wanted_after", "from_others"],
        ),
        border=pd.DataFrame(
            [("APT", "car", QUARRY, "080109", 30, 4, 90.0, False)],
            columns=["service_type", "mode", "gmina_teryt", "host", "people", "people_target", "saved", "may_use"],
        ),
        states=states,
        people=people,
    )  # fmt: skip


def make_meeting(
    balance: CooperationBalance | None = None, *, language: str = "pl", largest: int = 3
) -> Meeting:
    places = pd.DataFrame(
        [
            ("U-0", "Apteka „Pod Lwem”", "APT", MILL, "Młyny", None),
            ("U-1", "Dom <b>Seniora</b>", "DDP", MEADOWS, "Łąki", 48.00000000000004),
        ],
        columns=["service_id", "provider", "service_type", "gmina_teryt", "locality", "occupied"],
    )
    return Meeting(
        balance=balance or make_balance(), terms="agreed", largest=largest, names=NAMES, places=places, cells=make_cells(),
        owners=frozenset({("APT", MILL), ("DDP", MEADOWS)}),
        catalog=read_catalog(), text=Text(language), year=2024,
    )  # fmt: skip
