"""Services that come to people: ``uslugi_w_domu.csv``, and the report's section on hours, ways and territories."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from mapa_uslug.catalog.words import name_group
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.findings import Findings

MAX_LOCALITIES: Final = 20
"""Localities listed for each service; all of them stand in ``uslugi_w_domu.csv``."""
_GMINA: Final = "gmina"


def write_at_home(result: RunResult, path: Path) -> None:
    """Write ``uslugi_w_domu.csv``: a row for every service that comes to people, gmina and locality."""
    if result.at_home is not None:
        write_csv(result.at_home, path)


def describe_at_home(found: Findings) -> Section | None:
    """Whom carers reach, for whom hours are short and to whom nobody comes; None where no such service is known."""
    table, text = found.result.at_home, found.text
    if table is None or not len(table):
        return None
    blocks: list[Block] = [
        Paragraph(
            text(
                "These services come to people, so what counts is not how far an office is but whether anybody comes to the "
                "gmina and has the hours. Hours needed are those of the visits and of the ways between them."
            )
        ),
        Paragraph(
            text(
                "The map and the other sections of this report also ask for minutes from the base (a convention): who lives farther "
                "from it is “too far” there, though the base serves their gmina and they are counted here as people to whom "
                "somebody comes."
            )
        ),
    ]
    by_gmina = table[table["zakres"] == _GMINA]
    codes = list(dict.fromkeys(by_gmina["usluga"]))
    for code in codes:
        own = by_gmina[by_gmina["usluga"] == code]
        blocks.append(Paragraph(_sentence(found, code, own), is_notice=_is_short(own)))
        blocks.append(
            _hours_table(found, code, own)
            if own["godziny_u_ludzi"].notna().any()
            else _people_table(found, code, own)
        )
        blocks += _localities(found, table[(table["usluga"] == code) & (table["zakres"] != _GMINA)])
    return Section("uslugi-w-domu", text("Services at home"), tuple(blocks))


def _is_short(own: pd.DataFrame) -> bool:
    return bool((own["brak_godzin"] + own["poza_obszarem"]).sum())


def _sentence(found: Findings, code: str, own: pd.DataFrame) -> str:
    text = found.text
    group = name_group(text, str(own["grupa_nazwa"].iloc[0]))
    known = text(
        "{service} ({group}): hours are short for {short}; nobody comes to {outside}.",
        service=found.type_title(code),
        group=group,
        short=found.count_people(int(own["brak_godzin"].sum())),
        outside=found.count_people(int(own["poza_obszarem"].sum())),
    )
    if own["pojemnosc_oceniona"].any():
        return known
    return text(
        "{service} ({group}): hours were not weighed (no demand rate, no such group in the population, or no hours known); "
        "nobody comes to {outside}.",
        service=found.type_title(code),
        group=group,
        outside=found.count_people(int(own["poza_obszarem"].sum())),
    )


def _hours_table(found: Findings, code: str, own: pd.DataFrame) -> Table:
    text = found.text
    return Table(
        caption=text("{service}: hours a month, ways and people, per gmina", service=found.type_title(code)),
        columns=(
            Column(text("Gmina")),
            Column(text("People"), "people"),
            Column(text("Minutes from the base"), "decimal"),
            Column(text("Homes in a shift"), "decimal"),
            Column(text("Of the work on the way"), "share"),
            Column(text("Hours needed"), "people"),
            Column(text("Hours there"), "people"),
            Column(text("Hours missing"), "people"),
            Column(text("Without hours"), "people"),
            Column(text("Nobody comes"), "people"),
            Column(text("Not known"), "people"),
        ),
        rows=tuple(_hours_row(found, row) for _, row in own.iterrows()),
        note=text(
            "Shift, visit and demand are conventions; hours there are taken to hold the ways. Those of a base that serves several "
            "gminas are divided by what is wanted in each. People without a free place, above, are counted without the ways."
        ),
    )


def _hours_row(found: Findings, row: pd.Series) -> tuple[Cell, ...]:
    share = _number(row["dojazdy_procent"])
    return (
        _gmina(found, row),
        _whole(row["osoby"]),
        _number(row["dojazd_min"]),
        _number(row["domow_na_zmiane"]),
        None if share is None else share / 100.0,
        *(_whole(row[c]) for c in ("godziny_potrzebne", "godziny_sa", "godziny_brak")),
        *(_whole(row[c]) for c in ("brak_godzin", "poza_obszarem", "nie_wiadomo")),
    )


def _people_table(found: Findings, code: str, own: pd.DataFrame) -> Table:
    text = found.text
    return Table(
        caption=text("{service}: to whom somebody may come, per gmina", service=found.type_title(code)),
        columns=(
            Column(text("Gmina")),
            Column(text("People"), "people"),
            Column(text("Minutes from the base"), "decimal"),
            Column(text("Somebody comes"), "people"),
            Column(text("Nobody comes"), "people"),
            Column(text("Not known"), "people"),
        ),
        rows=tuple(
            (
                _gmina(found, row),
                _whole(row["osoby"]),
                _number(row["dojazd_min"]),
                *(_whole(row[c]) for c in ("objete", "poza_obszarem", "nie_wiadomo")),
            )
            for _, row in own.iterrows()
        ),
    )


def _localities(found: Findings, rows: pd.DataFrame) -> list[Block]:
    """Localities where most people are short of hours."""
    short = rows[rows["brak_godzin"].fillna(0) > 0]
    short = short.sort_values(["brak_godzin", "gmina_teryt", "miejscowosc"], ascending=[False, True, True])
    if not len(short):
        return []
    text, names = found.text, found.gmina_names()
    lines = tuple(
        text(
            "{place} (gmina {gmina}): {people}",
            place=row["miejscowosc"],
            gmina=names.get(str(row["gmina_teryt"]), str(row["gmina"])),
            people=found.count_people(int(row["brak_godzin"])),
        )
        for _, row in short.head(MAX_LOCALITIES).iterrows()
    )
    return [Paragraph(text("Localities where hours are short for most people:")), Bullets(lines)]


def _gmina(found: Findings, row: pd.Series) -> str:
    return found.gmina_names().get(str(row["gmina_teryt"]), str(row["gmina"]))


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else round(float(value))


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
