"""What one trip reaches: ``jedna_podroz.csv`` and the report's section."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_group, name_groups
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.words import name_type_in_files, name_unit

MAX_APART: Final = 10
_KINDS: Final = {
    "people_0": "rodzaje_0", "people_1": "rodzaje_1", "people_2": "rodzaje_2", "people_3": "rodzaje_3",
    "people_4": "rodzaje_4", "people_5_plus": "rodzaje_5_plus",
    "people_unknown": "nie_wiadomo",
}  # fmt: skip
_NAMES: Final = {
    "scope": "zakres", "gmina_teryt": "gmina_teryt", "service_a": "usluga", "service_b": "druga_usluga",
    "target": "grupa_nazwa", "people": "osoby", "people_both": "osoby_obie", "kinds_mean": "rodzaje_srednio",
} | _KINDS  # fmt: skip
TRIP_FILE_COLUMNS: Final = (
    "zakres", "gmina_teryt", "gmina", "usluga", "usluga_nazwa", "druga_usluga", "druga_usluga_nazwa", "grupa_nazwa", "osoby",
    "osoby_obie", "rodzaje_srednio", *_KINDS.values(), "najwyzej_jeden_procent",
)  # fmt: skip
"""Columns of ``jedna_podroz.csv``."""


def write_one_trip(result: RunResult, catalog: Catalog, path: Path) -> None:
    """Write ``jedna_podroz.csv``: by gmina, and by pair of services that nobody there combines; not where not counted."""
    if result.supply is not None:
        write_csv(build_one_trip(result, result.supply.one_trip, catalog), path)


def build_one_trip(result: RunResult, trips: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Build the rows of `write_one_trip`; ``gmina_teryt`` is empty in the rows of the whole area."""
    table = trips.reindex(columns=[*_NAMES, "share_one"]).rename(columns=_NAMES).astype(object)
    names = dict(
        zip(result.gminas["gmina_teryt"].astype(str), result.gminas["gmina"].astype(str), strict=True)
    )
    table = table.assign(
        zakres=["para" if scope == "pair" else "gmina" for scope in table["zakres"]],
        gmina=["razem" if code == "" else names.get(str(code), "") for code in table["gmina_teryt"]],
        usluga_nazwa=_names(table["usluga"], catalog),
        grupa_nazwa=[
            name_groups(Text("pl"), group) if isinstance(group, str) else "" for group in table["grupa_nazwa"]
        ],
        druga_usluga_nazwa=_names(table["druga_usluga"], catalog),
        najwyzej_jeden_procent=table["share_one"].astype(float) * 100.0,
    )
    return table[list(TRIP_FILE_COLUMNS)]


def _names(codes: pd.Series, catalog: Catalog) -> list[str]:
    return [name_type_in_files(code, catalog) if isinstance(code, str) else "" for code in codes]


def describe_one_trip(found: Findings) -> Section | None:
    """How many kinds of service one trip reaches, and what cannot be combined; None where that was not counted."""
    text, supply = found.text, found.result.supply
    if supply is None or not len(supply.one_trip):
        return None
    trips = supply.one_trip
    kinds = trips[trips["scope"] == "gmina"]
    apart = trips[(trips["scope"] == "pair") & (trips["gmina_teryt"] == "")].head(MAX_APART)
    blocks: list[Block] = [
        Paragraph(_tell_rule(found)),
        _kinds_table(found, kinds),
    ]
    if len(apart):
        blocks += [
            Paragraph(
                text(
                    "Services for the same group that people reach within the thresholds, but not by one trip (most people first):"
                )
            ),
            Bullets(tuple(_apart_sentence(found, row) for _, row in apart.iterrows())),
        ]
    return Section("jedna-podroz", text("Several services by one trip"), tuple(blocks))


def _tell_rule(found: Findings) -> str:
    return found.text(
        "Places at most {metres} apart, as the crow flies, from the one in their middle are taken for one trip. Counted are kinds of "
        "service whose place there is within the main threshold by the mode of the trip.",
        metres=name_unit(found.text, "m", float(_one_trip_m(found))),
    )


def _one_trip_m(found: Findings) -> int:
    options: Any = found.result.info["supply"]
    return int(options["one_trip_m"])


def _kinds_table(found: Findings, kinds: pd.DataFrame) -> Table:
    text, names = found.text, found.gmina_names()
    rows: list[tuple[Cell, ...]] = []
    for _, row in kinds.iterrows():
        code = str(row["gmina_teryt"])
        mean, share = float(row["kinds_mean"]), float(row["share_one"])
        rows.append(
            (
                names.get(code, code) if code else text("Together"),
                int(row["people"]),
                None if np.isnan(mean) else mean,
                *(int(row[name]) for name in _KINDS),
                None if np.isnan(share) else share,
            )
        )
    return Table(
        caption=text("People by the kinds of service that their best trip reaches"),
        columns=(
            Column(text("Gmina")),
            Column(text("People"), "people"),
            Column(text("Kinds on average"), "decimal"),
            *(Column(text.number(n), "people") for n in range(5)),
            Column(text("5 and more"), "people"),
            Column(text("Nothing is known"), "people"),
            Column(text("At most one"), "share"),
        ),
        rows=tuple(rows),
    )


def _apart_sentence(found: Findings, row: pd.Series) -> str:
    text = found.text
    return text.plural(
        "{one} and {other} ({group}): {count} person.",
        "{one} and {other} ({group}): {count} people.",
        int(row["people"]),
        one=found.type_title(str(row["service_a"])),
        other=found.type_name(str(row["service_b"])),
        group=name_group(text, str(row["target"])),
    )
