"""What the figures rest on: method, thresholds, data and dates, warnings, counts of every stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog.models import LEVELS
from mapa_uslug.catalog.words import name_group, name_kind, name_mode
from mapa_uslug.core.errors import Problem
from mapa_uslug.core.text import Text, capital
from mapa_uslug.reports.cause_method import tell_cause_method
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.manifest import MANIFEST
from mapa_uslug.reports.words import NBSP, name_loss, name_stage, name_unit, write_day

MAX_WARNINGS: Final = 60
"""Warnings listed in the report; all of them stand in the manifest."""
_PEOPLE: Final = ("population", "totals", "population_raster")


def describe_method(found: Findings) -> Section:
    """How the figures come about, with the options of this run."""
    text = found.text
    items = [
        text(
            "People are counted at the places where they live (cells of {cell}), never from the area of a shape on the map.",
            cell=name_unit(text, "m", found.result.cells.cell_m),
        ),
        text(
            "Each cell has one representative point, weighted by its buildings; time is measured from it along the roads."
        ),
        text(
            "Every person is in exactly one of four states: served, no free place, too far, not known. They add up to all residents."
        ),
        text(
            "Speeds follow the class, surface and limits of each road; walking is counted at 4.3 km/h, at a slow pace at 2.9 km/h."
        ),
        text(
            "By several modes together a person is served when one mode is enough, and too far only when every mode is too slow."
        ),
        text(
            "People who could reach the edge of the road or service data within the threshold are not known, not too far."
        ),
    ]
    if _file_names(found.result.info)["elevation"]:
        items.append(
            text(
                "Walking and cycling times follow the slopes of the elevation model: on foot by Tobler's function, by bicycle "
                "with less speed uphill and more downhill; roads without a height in the model count as level."
            )
        )
    items += [*_options(text, found.result.info), *tell_cause_method(text, found.result)]
    table = found.result.cells.table
    imputed = int(table.loc[table["is_imputed"].astype(bool), "people"].sum())
    if imputed:
        items.append(
            text(
                "In cells whose figures the source keeps confidential live, by the rest of the gmina's people: {people}. "
                "Their age groups are published nowhere.",
                people=found.count_people(imputed),
            )
        )
    return Section("metoda", text("Method in brief"), (Bullets(tuple(items)),))


def _options(text: Text, info: Mapping[str, Any]) -> list[str]:
    items = []
    if "max_snap_m" in info:
        distance = name_unit(text, "m", float(info["max_snap_m"]))
        items.append(
            text(
                "A place farther than {distance} from the nearest road counts as having no road.",
                distance=distance,
            )
        )
    terminal = [
        f"{name_mode(text, mode)} {name_unit(text, 'min', float(seconds) / 60)}"
        for mode, seconds in sorted(info.get("terminal_s", {}).items())
        if seconds
    ]
    if terminal:
        items.append(
            text(
                "Added to every trip for parking and walking to the door: {times}.", times=", ".join(terminal)
            )
        )
    regimes = {
        "open": text("Residents of every gmina may use every service, unless it names the gminas it serves."),
        "own": text("Residents use only the services of their own gmina."),
        "partners": text("Residents use the services of the gminas in their group of partners."),
    }
    regime = regimes.get(str(info.get("sharing", "")))
    return [*items, regime] if regime else items


def describe_thresholds(found: Findings) -> Section:
    """The thresholds used, with their kind and legal basis; services that share them share a row."""
    text = found.text
    titles = (text("Lower threshold"), text("Main threshold"), text("Upper threshold"))
    columns = (
        Column(text("Services")),
        *(Column(t) for t in titles),
        Column(text("Kind of threshold")),
        Column(text("Legal basis")),
    )
    blocks: list[Block] = [
        Paragraph(
            text(
                "No law sets a travel time for social care. Thresholds called a convention were agreed for the analysis "
                "and may be changed in the file area.toml."
            )
        ),
        Table(
            caption=text("Thresholds by service and mode"),
            columns=columns,
            rows=tuple(_threshold_rows(found)),
        ),
    ]
    return Section("progi", text("Thresholds"), tuple(blocks))


def _threshold_rows(found: Findings) -> list[tuple[Cell, ...]]:
    services: dict[tuple[Cell, ...], list[str]] = {}
    for code in found.main:
        services.setdefault(_thresholds_of(found, code), []).append(found.type_name(code))
    rows: list[tuple[Cell, ...]] = []
    for thresholds, names in services.items():
        listed = ", ".join(sorted(names))
        rows.append((capital(listed), *thresholds))
    return rows


def _thresholds_of(found: Findings, code: str) -> tuple[Cell, ...]:
    """Thresholds of the three levels mode by mode, their kinds, the legal basis of the statutory ones."""
    text = found.text
    layers = [x for x in found.result.layers if x.service_type == code]
    levels = [
        ", ".join(
            f"{name_mode(text, x.mode)}{NBSP}{name_unit(text, x.unit, x.threshold)}"
            for x in layers
            if x.level == level
        )
        for level in range(LEVELS)
    ]
    kinds = [
        " / ".join(dict.fromkeys(name_kind(text, x.kind) for x in layers if x.level == level))
        for level in range(LEVELS)
    ]
    known = found.catalog.by_code.get(code)
    basis = {
        known.thresholds[x.mode].legal_basis
        for x in layers
        if known and x.kind == "ustawowy" and x.mode in known.thresholds
    }
    return (*levels, kinds[0] if len(set(kinds)) == 1 else "; ".join(kinds), "; ".join(sorted(basis)) or None)


def describe_data(
    found: Findings, *, manifest: str = MANIFEST, more: Sequence[tuple[Cell, ...]] = ()
) -> Section:
    """Where the data come from and of what date they are.

    Parameters
    ----------
    manifest
        The file that holds the hashes.
    more
        Rows of data beside those of a run: what they are, their source, their date.
    """
    text, files = found.text, _file_names(found.result.info)
    rows = (
        (text("Population"), files["population"] or None, _population_state(found)),
        (text("Services"), files["services"] or None, _service_state(found)),
        (text("Roads"), files["roads"] or None, None),
        (text("Gmina boundaries"), files["boundaries"] or None, None),
        *(((text("Elevation model"), files["elevation"], None),) if files["elevation"] else ()),
        *(((text("Timetables"), files["timetables"], None),) if files["timetables"] else ()),
        *more,
        (text("Catalogue of services"), found.catalog.source, found.catalog.version),
    )
    table = Table(
        caption=text("Data and their dates"),
        columns=(Column(text("Data")), Column(text("Source")), Column(text("As of"))),
        rows=rows,
        note=text("Hashes of all input files stand in {file}.", file=manifest),
    )
    return Section("dane", text("Data"), (table,))


def _file_names(info: Mapping[str, Any]) -> dict[str, str]:
    """Files by what they tell; what no file tells comes from OpenStreetMap when that was used."""
    inputs: Mapping[str, str] = info.get("inputs", {})
    osm = "OpenStreetMap" if any("OpenStreetMap" in line for line in info.get("attribution") or ()) else ""
    sheets = [name for role, name in sorted(inputs.items()) if role.startswith("services")]
    timetables = [name for role, name in sorted(inputs.items()) if role.startswith("timetable")]
    elevation = [name for role, name in sorted(inputs.items()) if role.startswith("elevation")]
    people = [name for role, name in inputs.items() if role.split(" ")[0] in _PEOPLE]
    return {
        "roads": inputs.get("roads", osm),
        "boundaries": inputs.get("boundaries", osm),
        "services": ", ".join(sheets) or osm,
        "population": ", ".join(people),
        "timetables": ", ".join(timetables),
        "elevation": ", ".join(elevation),
    }


def _population_state(found: Findings) -> str | None:
    text, cells = found.text, found.result.cells
    parts = [str(cells.year)] if cells.year else []
    if cells.is_modelled:
        parts.append(text("counted by a model, not by a census; no age groups"))
    spread = [name_group(text, g) for g, quality in cells.groups.items() if quality == "gmina_share"]
    if spread:
        parts.append(
            text("spread by the share known for the gmina: {groups}", groups=", ".join(sorted(spread)))
        )
    return "; ".join(parts) or None


def _service_state(found: Findings) -> str | None:
    dates = sorted(str(d) for d in found.result.services["source_date"] if not pd.isna(d) and d)
    if not dates:
        return None
    days = (write_day(found.text, day) for day in dict.fromkeys((dates[0], dates[-1])))
    return " – ".join(days)


def describe_warnings(found: Findings, *, manifest: str = MANIFEST) -> Section | None:
    """Warnings about the data, each with what would mend it; None when there are none."""
    text = found.text
    problems = sorted({p for p in found.result.problems if isinstance(p, Problem)})
    if not problems:
        return None
    rows = tuple(
        (Path(p.where).name, text.tell(p.message, dict(p.values)), text.tell(p.hint, dict(p.values)))
        for p in problems[:MAX_WARNINGS]
    )
    blocks: list[Block] = [
        Table(
            caption=text("Warnings about the data"),
            columns=(Column(text("Where")), Column(text("What is wrong")), Column(text("How to mend it"))),
            rows=rows,
        )
    ]
    if len(problems) > MAX_WARNINGS:
        more = text.number(len(problems) - MAX_WARNINGS)
        blocks.append(
            Paragraph(
                text("Further warnings: {count}. All of them stand in {file}.", count=more, file=manifest)
            )
        )
    return Section("ostrzezenia", text("Warnings"), tuple(blocks))


def describe_counts(found: Findings) -> Section:
    """How many records every stage read, kept and left out."""
    text = found.text
    rows = tuple(
        (
            name_stage(text, c.stage),
            c.read,
            c.kept,
            c.read - c.kept,
            ", ".join(
                f"{name_loss(text, reason)}: {text.number(n)}"
                for reason, n in sorted(c.left_out.items())
                if n
            )
            or None,
        )
        for c in found.result.counts
    )
    table = Table(
        caption=text("Records by stage: read = kept + left out"),
        columns=(
            Column(text("Stage")),
            Column(text("Records read"), "people"),
            Column(text("Records kept"), "people"),
            Column(text("Records left out"), "people"),
            Column(text("Reasons")),
        ),
        rows=rows,
    )
    return Section("liczby", text("What was read and what was left out"), (table,))


def list_attributions(text: Text, info: Mapping[str, Any]) -> tuple[str, ...]:
    """Sources that must be named, in their own words; OpenStreetMap's in those of the reader's language."""
    osm = text("Map data © OpenStreetMap contributors, Open Database Licence (ODbL) 1.0.")
    lines = [osm if "OpenStreetMap" in line else line for line in info.get("attribution") or ()]
    return (*lines, text("Made with mapa_uslug. The figures are as good as the data named above."))
