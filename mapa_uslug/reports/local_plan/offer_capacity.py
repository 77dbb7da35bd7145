"""What is given of each service: capacity by unit, for a thousand of those whom it is for, free places, people who wait."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mapa_uslug.catalog.words import name_groups
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.diagnosis_words import area_gminas, focus_of, in_order, with_total
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_people, cite_services, cite_together
from mapa_uslug.reports.local_plan.offer_areas import MANY_GMINAS, caption_part, chunk
from mapa_uslug.reports.local_plan.offer_services import list_services
from mapa_uslug.reports.local_plan.offer_words import (
    join_words,
    name_gminas,
    name_unit_of_capacity,
    number,
    write_amount,
)
from mapa_uslug.reports.words import write_share

_SEVERAL = 2
"""Gminas that give a kind of service, or one that others name: else who has none says nothing, as of a hospital."""
_KEY = ["service_type", "target", "capacity_unit"]


def describe_capacity(found: PlanFindings) -> Section:
    """How much there is in the gminas together, how it compares with each of them, and what is free."""
    text, by_type = found.text, found.plan.offer.by_type
    heading = text("What is given, and how much of it")
    if by_type.empty:
        return Section(
            "oferta-pojemnosc", heading, (Paragraph(text("No service of these gminas is recorded.")),)
        )
    whole = by_type[by_type["gmina_teryt"] == ""]
    place = focus_of(found)
    own = by_type[(by_type["gmina_teryt"] == place) & ((place == "") | (by_type["places"] > 0))]
    compared = whole[whole["per_1000"].notna()]
    blocks: list[Block] = [Paragraph(_tell_free(found, own)), *_whole_tables(found, own, place)]
    if len(compared):
        told = tuple(_tell_kinds(found, compared))
        blocks += [Bullets(told)] if told else []
        blocks += _gmina_tables(found, compared)
    blocks += [_by_gmina_table(found)] if not place else []
    blocks += list_services(found)
    return Section("oferta-pojemnosc", heading, tuple(blocks))


def _tell_free(found: PlanFindings, whole: pd.DataFrame) -> str:
    """What is full, and for what people wait most."""
    text = found.text
    known = whole[whole["free_known"] > 0]
    if known.empty:
        return text("No record says how much of the capacity is taken, so free places are not known.")
    places = int(whole.loc[whole["capacity_unit"] != "", "places"].sum())
    said = text(
        "How much is taken is known of {known} of {places} services that have a capacity.",
        known=int(known["free_known"].sum()), places=places,
    )  # fmt: skip
    full = known.loc[known["free"] == 0, "service_type"].drop_duplicates()
    if len(full):
        said += " " + text("No free place where it is known: {services}.", services=join_words(text, map(found.found.type_name, full)))  # fmt: skip
    waiting = whole[whole["waiting"] > 0].sort_values(["waiting", "service_type"], ascending=[False, True])
    if len(waiting):
        said += " " + text(
            "People wait for: {services}.",
            services=", ".join(
                f"{found.found.type_name(kind)} ({found.found.count_people(int(count))})"
                for kind, count in zip(waiting["service_type"], waiting["waiting"], strict=True)
            ),
        )
    return said


def _whole_tables(found: PlanFindings, whole: pd.DataFrame, place: str) -> tuple[Table, Table]:
    """Services as they are read, amounts with their units; for the workbook with every figure as a number, and gmina by gmina."""
    text = found.text
    caption = (
        text("Services: gmina {gmina}", gmina=found.place_name(place))
        if place
        else text("Services of all gminas together")
    )
    rows = [_whole_row(found, row) for _, row in whole.iterrows()]
    read = Table(
        caption=caption,
        columns=(
            Column(text("Service")),
            Column(text("Services recorded"), "people"),
            Column(text("Capacity")),
            *_columns_after(text),
        ),
        rows=tuple(
            (cells[0], cells[2], _amount(found, row, cells[4]), *cells[6:])
            for (_, row), cells in zip(whole.iterrows(), rows, strict=True)
        ),
        note=_note(text),
        source=cite_services(found),
        is_sheet=False,
    )
    full = Table(
        caption=caption,
        columns=_columns(text),
        rows=tuple(rows),
        note=_note(text),
        source=cite_services(found),
        read=0,
    )
    return read, full


def _by_gmina_table(found: PlanFindings) -> Table:
    """Every kind of service in every gmina, for the workbook."""
    by_type = found.plan.offer.by_type
    own = {code: by_type[by_type["gmina_teryt"] == code] for code in found.plan.gminas}
    return Table(
        caption=found.text("Services by gmina"),
        columns=(Column(found.text("Gmina")), *_columns(found.text)),
        rows=tuple(
            (found.place_name(code), *_whole_row(found, row))
            for code, rows in own.items()
            for _, row in rows.iterrows()
        ),
        note=_note(found.text),
        source=cite_services(found),
        read=0,
    )


def _columns(text: Text) -> tuple[Column, ...]:
    """Of `_whole_row`."""
    return (
        Column(text("Service")),
        Column(text("For whom")),
        Column(text("Services recorded"), "people"),
        Column(text("Providers"), "people"),
        Column(text("Capacity"), "people"),
        Column(text("Unit")),
        *_columns_after(text),
    )


def _columns_after(text: Text) -> tuple[Column, ...]:
    return (
        Column(text("Per 1,000 of the group"), "decimal"),
        Column(text("Free"), "people"),
        Column(text("Waiting"), "people"),
        Column(text("Staff"), "decimal", text("full-time posts")),
    )


def _note(text: Text) -> str:
    return text(
        "Amounts of different units are never added. Free: only of services that give both their capacity and what is taken. Of services "
        "that may not be named the number and capacity alone are counted, without their providers. Group: that of the records; where nobody "
        "has counted it, that of the catalogue."
    )


def _amount(found: PlanFindings, row: pd.Series, capacity: Cell) -> Cell:
    """A capacity with its unit; what there is none of, or is not known, as it is."""
    if isinstance(capacity, float):
        return write_amount(found.text, capacity, str(row["capacity_unit"]))
    return capacity


def _whole_row(found: PlanFindings, row: pd.Series) -> tuple[Cell, ...]:
    text, kind = found.text, found.catalog.by_code.get(str(row["service_type"]))
    # A library has no places to count.
    is_void = kind is not None and not kind.capacity_unit and not row["capacity_unit"]
    capacity, per_1000, free = (
        Void() if is_void else number(row[c]) for c in ("capacity", "per_1000", "free")
    )
    return (
        found.found.type_title(str(row["service_type"])),
        name_groups(text, str(row["target"])),
        int(row["places"]),
        int(row["providers"]) or None,
        capacity,
        name_unit_of_capacity(text, str(row["capacity_unit"])),
        per_1000,
        free,
        *(number(row[c]) for c in ("waiting", "staff_fte")),
    )


def _tell_kinds(found: PlanFindings, compared: pd.DataFrame) -> Iterator[str]:
    """Of every kind given in several gminas how much there is, and which have less than all together, or none."""
    by_type = found.plan.offer.by_type
    for _, row in compared.iterrows():
        is_kind = (by_type[_KEY] == row[_KEY].tolist()).all(axis=1) & (by_type["gmina_teryt"] != "")
        rows = by_type[is_kind]
        if (rows["places"] > 0).sum() >= _SEVERAL or (rows["from_elsewhere"] > 0).any():
            yield " ".join(_tell_kind(found, row))


def _tell_kind(found: PlanFindings, row: pd.Series) -> Iterator[str]:
    text, own, place = found.text, _rows_of(found, row), focus_of(found)
    if place and len(own) and own["places"].sum() and pd.notna(own["per_1000"].iloc[0]):
        yield _tell_own(found, own.iloc[0], float(row["per_1000"]))
        return
    yield text(
        "{service}: {amount} in all gminas together, {per_1000} for 1,000 ({group}).",
        service=found.found.type_title(str(row["service_type"])),
        amount=write_amount(text, float(row["capacity"]), str(row["capacity_unit"])),
        per_1000=text.number(float(row["per_1000"]), 1),
        group=name_groups(text, str(row["target"])),
    )
    below = own[(own["places"] > 0) & (own["per_1000"] < row["per_1000"])]
    if len(below):
        figures = [text.number(float(value), 1) for value in below["per_1000"]]
        yield text("Less than that: {gminas}.", gminas=name_gminas(found, below["gmina_teryt"], figures))
    yield from _tell_without(found, own[own["places"] == 0])
    if row["capacity_known"] < row["places"]:
        yield text(
            "Capacity is known of {known} of {places} services, so there is more.",
            known=int(row["capacity_known"]), places=int(row["places"]),
        )  # fmt: skip


def _tell_without(found: PlanFindings, without: pd.DataFrame) -> Iterator[str]:
    """Gminas that have none on the spot, apart by whether one elsewhere is for their people, within their reach, or neither."""
    text = found.text
    is_served = without["from_elsewhere"] > 0
    is_near = ~is_served & (without["reached_elsewhere"] > 0)
    alone, near, served = without[~is_served & ~is_near], without[is_near], without[is_served]
    if len(alone):
        yield text("None on the spot: {gminas}.", gminas=name_gminas(found, alone["gmina_teryt"]))
    if len(near):
        shares = [write_share(text, float(share)) for share in near["reached_elsewhere"]]
        yield text(
            "None on the spot, but one in another gmina within reach of part or all of the residents: {gminas}.",
            gminas=name_gminas(found, near["gmina_teryt"], shares),
        )
    if len(served):
        yield text("Only from another gmina: {gminas}.", gminas=name_gminas(found, served["gmina_teryt"]))


def _tell_own(found: PlanFindings, own: pd.Series, mean: float) -> str:
    """How much there is in the only gmina spoken of, beside all gminas together where there are others."""
    text = found.text
    told = text(
        "{service}: {amount}, {per_1000} for 1,000 ({group})",
        service=found.found.type_title(str(own["service_type"])),
        amount=write_amount(text, float(own["capacity"]), str(own["capacity_unit"])),
        per_1000=text.number(float(own["per_1000"]), 1),
        group=name_groups(text, str(own["target"])),
    )
    if len(area_gminas(found)) == 1:
        return f"{told}."
    return text("{own}; in all gminas together {mean}.", own=told, mean=text.number(mean, 1))


def _rows_of(found: PlanFindings, row: pd.Series) -> pd.DataFrame:
    """The same kind of service, group and unit in each gmina."""
    by_type = found.plan.offer.by_type
    is_kind = (by_type[_KEY] == row[_KEY].tolist()).all(axis=1)
    return in_order(found, by_type[is_kind])


def _gmina_tables(found: PlanFindings, compared: pd.DataFrame) -> list[Table]:
    """Kinds of service by gminas, a few gminas a table; where they are many, gminas by kinds, a few kinds a table."""
    text, codes = found.text, found.plan.gminas
    kinds = [_Kind(found, row) for _, row in compared.iterrows()]
    if len(codes) <= MANY_GMINAS:
        totals = [code for code in with_total(found, ()) if not code]
        fixed = (
            Column(text("Service")),
            Column(text("Unit and group")),
            *(Column(found.place_name(code), "decimal") for code in totals),
        )
        return [
            _gmina_table(
                found,
                caption_part(found, text("Capacity per 1,000 by gmina"), part),
                (*fixed, *(Column(found.place_name(code), "decimal") for code in part)),
                tuple((k.title, k.unit, *(k.per_1000.get(code) for code in (*totals, *part))) for k in kinds),
            )
            for part in chunk(codes)
        ]
    return [
        _gmina_table(
            found,
            text("Capacity per 1,000, part {part}", part=count),
            (Column(text("Gmina")), *(Column(k.title, "decimal", k.unit) for k in part)),
            tuple((found.place_name(code), *(k.per_1000.get(code) for k in part)) for code in (*codes, "")),
        )
        for count, part in enumerate(chunk(tuple(kinds)), start=1)
    ]


class _Kind:
    """A kind of service with its unit and group, and its capacity for a thousand by gmina."""

    def __init__(self, found: PlanFindings, row: pd.Series) -> None:
        self.title = found.found.type_title(str(row["service_type"]))
        self.unit = found.text(
            "{unit} for 1,000: {group}",
            unit=name_unit_of_capacity(found.text, str(row["capacity_unit"])),
            group=name_groups(found.text, str(row["target"])),
        )
        own = _rows_of(found, row)
        by_gmina = zip(own["gmina_teryt"], own["per_1000"], strict=True)
        self.per_1000 = {"": number(row["per_1000"])} | {str(c): number(value) for c, value in by_gmina}


def _gmina_table(
    found: PlanFindings, caption: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]
) -> Table:
    return Table(
        caption=caption,
        columns=columns,
        rows=rows,
        note=found.text(
            "Counted in the gmina where the service stands, though it may serve others; zero: no service of the kind is recorded there. "
            "Without a figure: its capacity or the number of people of the group is not known."
        ),
        source=cite_together(found, cite_services(found), cite_people(found)),
    )
