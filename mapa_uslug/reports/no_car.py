"""The report's answers about people without a car."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapa_uslug.catalog.words import name_group
from mapa_uslug.reports.content import Block, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.words import write_share

_MODES: Final = ("car", "transit", "walk", "bike")


def describe_no_car(found: Findings) -> Section | None:
    """Who reaches services without a car; None where that was not counted."""
    text, barriers = found.text, found.result.barriers
    if barriers is None or not len(barriers.no_car):
        return None
    table = barriers.no_car
    intro = text(
        "How many people are within the main threshold by each mode alone, and how many by car and by nothing else."
    )
    blocks: list[Block] = [Paragraph(intro), _mode_table(found, table)]
    shares = _tell_shares(found, table)
    if shares:
        blocks.append(Paragraph(shares))
    if table["gmina_teryt"].nunique() > 1:
        blocks.append(_gmina_table(found, table))
    return Section("bez-samochodu", text("Without a car"), tuple(blocks))


def _mode_table(found: Findings, table: pd.DataFrame) -> Table:
    text = found.text
    has_estimate = bool(table["without_car_estimate"].notna().any())
    columns = [
        Column(text("Service")),
        Column(text("Group")),
        Column(text("People"), "people"),
        Column(text("By car"), "people"),
        Column(text("By public transport"), "people"),
        Column(text("On foot"), "people"),
        Column(text("By bicycle"), "people"),
        Column(text("Only by car"), "people"),
    ]
    if has_estimate:
        columns.append(Column(text("Of them without a car, estimated"), "people"))
    rows = []
    for code in found.main:
        of_type = table[table["service_type"] == code]
        for group in dict.fromkeys(of_type["group"]):
            of_group = of_type[of_type["group"] == group]
            counts = [_total(of_group[column]) for column in ("people", *_MODES, "only_car")]
            estimate = [_total(of_group["without_car_estimate"])] if has_estimate else []
            rows.append((found.type_title(code), name_group(text, str(group)), *counts, *estimate))
    return Table(
        caption=text("People within the main threshold by mode"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=text("A dash means that the mode was not measured or does not count for the service."),
    )


def _total(figures: pd.Series) -> Cell:
    """Sum over gminas; None where one of them has no figure, because a sum of the others would be too small."""
    return None if figures.isna().any() or not len(figures) else round(float(figures.sum()))


def _tell_shares(found: Findings, table: pd.DataFrame) -> str:
    text, names = found.text, found.gmina_names()
    known = table.dropna(subset=["households_without_car"]).drop_duplicates("gmina_teryt")
    if not len(known):
        return ""
    shares = {
        names.get(code, code): write_share(text, float(share))
        for code, share in zip(known["gmina_teryt"], known["households_without_car"], strict=True)
    }
    told = (
        next(iter(shares.values()))
        if len(set(shares.values())) == 1
        else ", ".join(f"{name} {share}" for name, share in shares.items())
    )
    return text(
        "Households without a car, as given: {shares}. The estimate takes this share of the people who get there by car only.",
        shares=told,
    )


def _gmina_table(found: Findings, table: pd.DataFrame) -> Table:
    """People by car only, by service and gmina."""
    text, names = found.text, found.gmina_names()
    everybody = table[table["group"] == "all"]
    codes = sorted(everybody["gmina_teryt"].unique(), key=lambda code: names.get(code, code))
    by_service = everybody.pivot_table(
        index="gmina_teryt", columns="service_type", values="only_car", aggfunc="sum", observed=True
    )
    services = [code for code in found.main if code in by_service.columns]
    rows = tuple(
        (
            names.get(code, code),
            *(
                None if pd.isna(by_service.loc[code, service]) else int(by_service.loc[code, service])
                for service in services
            ),
        )
        for code in codes
        if code in by_service.index
    )
    return Table(
        caption=text("People within the main threshold by car and by nothing else, by gmina"),
        columns=(Column(text("Gmina")), *(Column(found.type_title(code), "people") for code in services)),
        rows=rows,
    )
