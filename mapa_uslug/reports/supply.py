"""Places per 1,000 people in reach: ``dostepnosc_miejsc.csv``, the report's section, and the layer of cells."""

from __future__ import annotations

import math
from itertools import groupby
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_group, name_mode
from mapa_uslug.contracts.supply import FloatingCatchment, Inequality
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.words import NBSP, name_type_in_files, write_share

COLUMNS: Final = (
    "gmina_teryt", "gmina", "usluga", "usluga_nazwa", "srodek", "pasma", "prog_jednostka", "wagi", "jednostka",
    "grupa_nazwa", "osoby_grupa", "nie_wiadomo", "na_1000", "gini", "p90_p10", "theil_wewnatrz", "theil_miedzy",
)  # fmt: skip
"""Columns of ``dostepnosc_miejsc.csv``."""
_ALL: Final = "razem"
_DIGITS: Final = 3


def write_supply(result: RunResult, catalog: Catalog, path: Path) -> None:
    """Write ``dostepnosc_miejsc.csv``: a row for every service type, mode and gmina, and one for all gminas together.

    Figures are text with three decimals, since Gini and Theil have nothing before the point.
    """
    if result.supply is not None:
        rows = [row for one in result.supply.catchments for row in _rows(one, result, catalog)]
        write_csv(pd.DataFrame(rows, columns=list(COLUMNS)), path)


def _rows(one: FloatingCatchment, result: RunResult, catalog: Catalog) -> list[tuple[object, ...]]:
    names = dict(zip(result.gminas["gmina_teryt"].astype(str), result.gminas["gmina"], strict=True))
    known = catalog.by_code.get(one.service_type)
    head = (
        one.service_type, name_type_in_files(one.service_type, catalog), one.mode, _list(one.bands), one.unit,
        _list(one.weights), one.capacity_unit, name_group(Text("pl"), known.target if known else "all"),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for code, people, unknown, mean, gini, ratio in _figures(one):
        parts = ("", "") if code else (_short(one.inequality.within), _short(one.inequality.between))
        tail = (people, unknown, _short(mean), _short(gini), _short(ratio), *parts)
        rows.append((code, names.get(code, code) if code else _ALL, *head, *tail))
    return rows


def _figures(one: FloatingCatchment) -> list[tuple[str, int, int, float, float, float]]:
    table = one.by_gmina
    columns = [
        table[c].tolist() for c in ("gmina_teryt", "people", "people_unknown", "per_1000", "gini", "p90_p10")
    ]
    return list(zip(*columns, strict=True))


def _list(values: tuple[float, ...]) -> str:
    return "|".join(f"{value:g}" for value in values)


def _short(value: float) -> str:
    """Empty where there is no such figure, ``inf`` where it has no bound."""
    return "" if math.isnan(value) else "inf" if math.isinf(value) else f"{value:.{_DIGITS}f}"


def lay_supply(result: RunResult, squares: gpd.GeoSeries) -> tuple[pd.DataFrame, gpd.GeoSeries]:
    """Places per 1,000 people in every populated cell: columns and squares of the layer ``dostepnosc_miejsc``.

    A column for every service type and mode; empty where it cannot be told, and in cells whose figures the source kept
    confidential.

    Parameters
    ----------
    squares
        Of all cells, in their order.
    """
    table = result.cells.table
    catchments = result.supply.catchments if result.supply is not None else ()
    imputed = table["is_imputed"].to_numpy(dtype=bool)
    columns: dict[str, object] = {
        "cell_id": table["cell_id"].to_numpy(),
        "gmina_teryt": table["gmina_teryt"].to_numpy(),
        "miejscowosc": table["locality"].to_numpy(),
        "uzupelniona": imputed,
    }
    for one in catchments:
        shown = np.where(imputed, np.nan, np.round(one.per_1000, _DIGITS))
        columns[f"{one.service_type}_{one.mode}"] = shown
    keep = (table["people"].to_numpy() > 0) & bool(catchments)
    return pd.DataFrame(columns)[keep], squares[keep]


def describe_supply(found: Findings) -> Section | None:
    """How many places are in whose reach, and how evenly; None where no capacity is known."""
    supply, text = found.result.supply, found.text
    if supply is None or not supply.catchments:
        return None
    weights = " : ".join(text.number(w, 0 if w == int(w) else 2) for w in supply.catchments[0].weights)
    blocks: list[Block] = [
        Paragraph(
            text(
                "Capacity is divided among the people of the target group in reach of each place, and everybody is given the "
                "parts of all places in their own reach. Who lives nearer weighs more: the bands end at the three thresholds and "
                "weigh {weights} (a convention, method E2SFCA).",
                weights=weights,
            )
        ),
        Paragraph(
            text(
                "These figures compare; they do not judge. Few places need not be too few, nor many too many: who wants the service "
                "is not weighed here. People from beyond the area are not counted among those who share, so figures by its border "
                "may be too high. Whoever has a place of unknown capacity in reach is among those of whom nothing can be told."
            )
        ),
    ]
    for code, group in groupby(supply.catchments, key=lambda one: one.service_type):
        blocks += _type_blocks(found, code, list(group))
    return Section("dostepnosc-miejsc", text("Places for how many people"), tuple(blocks))


def _type_blocks(found: Findings, code: str, modes: list[FloatingCatchment]) -> list[Block]:
    text, first = found.text, modes[0]
    known = found.catalog.by_code.get(code)
    table = Table(
        caption=text(
            "{service}: capacity in reach per 1,000 people, unit: {unit}",
            service=found.type_title(code),
            unit=first.capacity_unit,
        ),
        columns=(
            Column(text("Gmina")),
            Column(text("People") + f" ({name_group(text, known.target if known else 'all')})", "people"),
            *(Column(capital(name_mode(text, one.mode)), "decimal") for one in modes),
        ),
        rows=_table_rows(found, modes),
    )
    return [table, Bullets(tuple(_tell_spread(found, one) for one in modes))]


def _table_rows(found: Findings, modes: list[FloatingCatchment]) -> tuple[tuple[Cell, ...], ...]:
    names = found.gmina_names()
    by_mode = [_figures(one) for one in modes]
    return tuple(
        (
            names.get(row[0], row[0]) if row[0] else found.text("All gminas together"),
            row[1],
            *(None if math.isnan(other[i][3]) else other[i][3] for other in by_mode),
        )
        for i, row in enumerate(by_mode[0])
    )


def _tell_spread(found: Findings, one: FloatingCatchment) -> str:
    text = found.text
    _, _, unknown, mean, _, _ = _figures(one)[-1]
    mode = capital(name_mode(text, one.mode))
    if math.isnan(mean):
        return text("{mode}: nothing can be told.", mode=mode)
    parts = [
        text("{mode}: on average {mean} per 1,000 people", mode=mode, mean=text.number(mean, 1)),
        *_tell_inequality(text, one.inequality),
    ]
    if unknown:
        parts.append(text("people of whom nothing can be told: {count}", count=text.number(unknown)))
    return "; ".join(parts) + "."


def _tell_inequality(text: Text, spread: Inequality) -> list[str]:
    if math.isnan(spread.gini):
        return [text("nobody has a place in reach")]
    told = [text("Gini {value}", value=text.number(spread.gini, 2))]
    if math.isnan(spread.p90_p10):
        told.append(text("nine people in ten or more have no place in reach"))
    elif math.isinf(spread.p90_p10):
        told.append(text("one person in ten or more has no place in reach"))
    else:
        told.append(text("P90:P10 {value}", value=text.number(spread.p90_p10, 1)))
    theil = spread.within + spread.between
    if theil > 1e-9:
        share = write_share(text, min(1.0, max(0.0, spread.between / theil)))
        told.append(
            text("between gminas: {share} of the differences (Theil)", share=share.replace(" ", NBSP))
        )
    return told
