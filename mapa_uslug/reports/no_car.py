"""The report's answers about people without a car."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapa_uslug.catalog.words import name_group
from mapa_uslug.reports.content import Block, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.words import write_share

_MODES: Final = {"car": ("car",), "transit": ("transit",), "walk": ("walk", "walk_slow"), "bike": ("bike",)}
_GMINAS_PER_TABLE: Final = 6


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
        blocks += _gmina_tables(found, table)
    return Section("bez-samochodu", text("Without a car"), tuple(blocks))


def _mode_table(found: Findings, table: pd.DataFrame) -> Table:
    text = found.text
    has_maybe = bool(table["maybe_only_car"].fillna(0).any())
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
    if has_maybe:
        columns.append(Column(text("Perhaps only by car"), "people"))
    if has_estimate:
        columns.append(Column(text("Without a car (estimated)"), "people"))
    rows = [
        (
            found.type_title(code),
            name_group(text, str(group)),
            _total(rows["people"]),
            *(_by_mode(found, code, mode, rows) for mode in _MODES),
            _total(rows["only_car"]),
            *([_total(rows["maybe_only_car"])] if has_maybe else []),
            *([_total(rows["without_car_estimate"])] if has_estimate else []),
        )
        for code in _compared(found)
        for group, rows in table[table["service_type"] == code].groupby("group", sort=False)
    ]
    return Table(
        caption=text("People within the main threshold by mode"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=" ".join(_notes(found, has_maybe=has_maybe)),
    )


def _notes(found: Findings, *, has_maybe: bool) -> list[str]:
    text = found.text
    notes = [
        text(
            "“Does not count”: the service is not judged by this mode. A dash: the mode counts, but was not measured."
        )
    ]
    left_out = [code for code in found.main if code not in _compared(found)]
    if left_out:
        services = "; ".join(found.type_name(code) for code in left_out)
        notes.append(
            text(
                "Left out, because there is no car to compare or nothing to compare it with: {services}.",
                services=services,
            )
        )
    if has_maybe:
        notes.append(
            text(
                "“Perhaps only by car”: by car, by nothing else that is known, and of some other mode nothing can be said, for "
                "instance because not all timetables are known. They are no part of “Only by car”."
            )
        )
    return notes


def _by_mode(found: Findings, code: str, mode: str, rows: pd.DataFrame) -> Cell:
    return _total(rows[mode]) if _counts(found, code, mode) else found.text("does not count")


def _compared(found: Findings) -> list[str]:
    """Services that are judged by the car and by something else."""
    return [
        code
        for code in found.main
        if _counts(found, code, "car") and any(_counts(found, code, mode) for mode in _MODES if mode != "car")
    ]


def _counts(found: Findings, code: str, column: str) -> bool:
    """Whether a service is judged by a mode at all, measured or not."""
    known = found.catalog.by_code.get(code)
    return known is None or any(mode in known.thresholds for mode in _MODES[column])


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


def _gmina_tables(found: Findings, table: pd.DataFrame) -> list[Block]:
    """People by car only, by service and gmina; services for which that is not told are left out."""
    text, names = found.text, found.gmina_names()
    told = table[(table["group"] == "all") & table["only_car"].notna()]
    figures = {
        (code, gmina): int(people)
        for code, gmina, people in zip(
            told["service_type"], told["gmina_teryt"], told["only_car"], strict=True
        )
    }
    codes = sorted(table["gmina_teryt"].unique(), key=lambda code: names.get(code, code))
    services = [code for code in _compared(found) if code in set(told["service_type"])]
    if not services:
        return []
    return [
        Table(
            caption=text(
                "People within the main threshold by car and by nothing else: {gminas}",
                gminas=", ".join(names.get(code, code) for code in part),
            ),
            columns=(Column(text("Service")), *(Column(names.get(code, code), "people") for code in part)),
            rows=tuple(
                (found.type_title(service), *(figures.get((service, code)) for code in part))
                for service in services
            ),
        )
        for part in (codes[at : at + _GMINAS_PER_TABLE] for at in range(0, len(codes), _GMINAS_PER_TABLE))
    ]
