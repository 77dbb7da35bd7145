"""Localities excluded from public transport: miejscowosci_bez_dojazdu.csv, and the words and tables for pages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.transit_words import COURSE_TITLES, name_day_type
from mapa_uslug.contracts.barriers import TransitSummary
from mapa_uslug.contracts.confidential import hide_confidential_elders
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.contracts.timetable import DAY_TYPES
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Cell, Column, Table
from mapa_uslug.reports.csv_files import write_csv

PAIRS: Final = 3
"""Pairs of courses a day below which a locality counts as excluded."""

EXCLUDED: Final = "wykluczona"
UNKNOWN: Final = "nie_wiadomo"
EXCLUSION_COLUMNS: Final = (
    "stan", "gmina_teryt", "gmina", "miejscowosc", "osoby", "osoby_65_plus", "osoby_przy_przystanku", "kursy_szkolny",
    "kursy_wolny", "kursy_sobota", "kursy_niedziela", "ostatni_powrot",
)  # fmt: skip
"""Columns of ``miejscowosci_bez_dojazdu.csv``."""
_NAMES: Final = {
    "gmina_teryt": "gmina_teryt", "gmina": "gmina", "locality": "miejscowosc", "people": "osoby",
    "people_65_plus": "osoby_65_plus", "people_near_stop": "osoby_przy_przystanku", "school": "kursy_szkolny",
    "free": "kursy_wolny", "saturday": "kursy_sobota", "sunday": "kursy_niedziela", "last_return": "ostatni_powrot",
}  # fmt: skip


def excluded_localities(result: RunResult, transit: TransitSummary) -> pd.DataFrame:
    """Localities known to be excluded, most people first, with the name of their gmina."""
    table = _told(result, transit)
    return table[table["is_known"].astype(bool) & table["is_excluded"].astype(bool)]


def unknown_localities(result: RunResult, transit: TransitSummary) -> pd.DataFrame:
    """Localities of which it cannot be said, see `tell_why_unknown`, by gmina and name."""
    table = _told(result, transit)
    return table[~table["is_known"].astype(bool)].sort_values(["gmina", "locality"], kind="stable")


def _told(result: RunResult, transit: TransitSummary) -> pd.DataFrame:
    names = dict(zip(result.gminas["gmina_teryt"], result.gminas["gmina"], strict=True))
    table = transit.localities
    told = table.assign(
        gmina=[names.get(code, code) for code in table["gmina_teryt"]],
        people_65_plus=hide_confidential_elders(table, result.cells.table).astype("Int64"),
    )
    return told.sort_values(
        ["people", "gmina_teryt", "locality"], ascending=[False, True, True], kind="stable"
    ).reset_index(drop=True)


def write_excluded_localities(result: RunResult, path: Path) -> None:
    """Write ``miejscowosci_bez_dojazdu.csv``: localities that are excluded, then those of which it is not known.

    Courses of a kind of day of which no timetable tells are empty, never 0.

    Raises
    ------
    ValueError
        When no timetable was given.
    """
    transit = transit_of(result)
    parts = [
        excluded_localities(result, transit).assign(stan=EXCLUDED),
        unknown_localities(result, transit).assign(stan=UNKNOWN),
    ]
    table = pd.concat(parts, ignore_index=True).rename(columns=_NAMES)
    write_csv(table[list(EXCLUSION_COLUMNS)], path)


def transit_of(result: RunResult) -> TransitSummary:
    """What is known of public transport.

    Raises
    ------
    ValueError
        When no timetable was given.
    """
    if result.transit is None:
        raise ValueError("no timetable was given")
    return result.transit


def count_localities(text: Text, count: int) -> str:
    """A number of localities, with the noun that fits."""
    return text.plural("{count} locality", "{count} localities", count)


def tell_residents(text: Text, localities: pd.DataFrame) -> str:
    """Residents of localities, and those aged 65+ as far as they may be told."""
    residents = text.plural("{count} resident", "{count} residents", int(localities["people"].sum()))
    elders = localities["people_65_plus"]
    if not len(elders) or elders.isna().all():
        return residents
    count = text.number(int(elders.sum()))
    if elders.isna().any():
        return text("{residents}, at least {count} of them aged 65 or more", residents=residents, count=count)
    return text("{residents}, {count} of them aged 65 or more", residents=residents, count=count)


def locality_table(text: Text, localities: pd.DataFrame, *, caption: str, most: int | None = None) -> Table:
    """Localities, all excluded or all unknown, with people, courses a day and the last way back; at most `most` rows."""
    shown = localities.iloc[:most]
    notes = [text("no data: no timetable tells of such a day.")]
    notes.append(
        text("0: there is no course.")
        if shown["is_known"].all()
        else text("0: no course is known, but there may be one.")
    )
    if shown["people_65_plus"].isna().any():
        notes.append(
            text("A dash under “Aged 65+” means that the figure is not known or must stay confidential.")
        )
    return Table(
        caption=caption,
        columns=(
            Column(text("Locality")),
            Column(text("Gmina")),
            Column(text("Residents"), "people"),
            Column(text("Aged 65+"), "people"),
            Column(text("Residents near a stop"), "people"),
            *(Column(text(COURSE_TITLES[day]), "people") for day in DAY_TYPES),
            Column(text("Last way back")),
        ),
        rows=tuple(_row(text, row) for _, row in shown.iterrows()),
        note=" ".join(notes),
    )


def _row(text: Text, row: pd.Series) -> tuple[Cell, ...]:
    elders = row["people_65_plus"]
    courses = [text("no data") if pd.isna(row[day]) else int(row[day]) for day in DAY_TYPES]
    has_courses = any(isinstance(count, int) and count for count in courses)
    return (
        str(row["locality"]) or text("place without a name"),
        str(row["gmina"]),
        int(row["people"]),
        None if pd.isna(elders) else int(elders),
        int(row["people_near_stop"]),
        *courses,
        str(row["last_return"]) or (text("none") if has_courses or row["is_known"] else text("no data")),
    )


def tell_why_unknown(text: Text) -> str:
    """Why it cannot be said of a locality whether it is excluded; which of these it is of, the summary does not hold."""
    return text(
        "Of each one or more of these holds: the timetables of its gmina are not said to be complete; courses of its gmina could "
        "not be read; it lies within a walk of a gmina whose courses are not known; no timetable covers the kind of day; no road "
        "in the data leads there."
    )


def tell_definition(text: Text, walk_min: object) -> str:
    """What it means that a locality is excluded."""
    reach = (
        text("no stop within a walk of {minutes} min", minutes=text.number(float(walk_min)))
        if isinstance(walk_min, int | float | np.number)
        else text("no stop within the walk allowed")
    )
    return text(
        "Excluded is a locality with fewer than {pairs} pairs of courses a day, on a school day or a weekday free of school, "
        "whichever has less and is known, or with {reach}.",
        pairs=PAIRS,
        reach=reach,
    )


def tell_dates(text: Text, transit: TransitSummary) -> list[str]:
    """Which dates stand for the kinds of day, where feeds were read for them."""
    dated = [
        f"{name_day_type(text, day)} ({transit.dates[day]})" for day in DAY_TYPES if transit.dates.get(day)
    ]
    by_hand = [
        name_day_type(text, day) for day in DAY_TYPES if day in transit.dates and not transit.dates[day]
    ]
    lines = [text("Days read from dated timetables: {days}.", days=", ".join(dated))] if dated else []
    if by_hand:
        lines.append(
            text("Known from tables made by hand only, without a date: {days}.", days="; ".join(by_hand))
        )
    return lines
