"""The work list as one HTML file: every open case with its map, its answers, and which cell to write them in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pyproj
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mapa_uslug.contracts.cases import LEAVE_OUT, Case, Choice, Decision
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.words import tie_short_words
from mapa_uslug.reports.worklist_layout import (
    ANSWER,
    DECIDED_SHEET,
    OPEN_SHEET,
    Layout,
    count_kinds,
    describe_leave_out,
    describe_place,
    lay_out,
    name_distance,
    name_kind,
)

_GEOD: Final = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Answer:
    """One row of a case's table of answers, as text."""

    key: str
    label: str
    changes: str
    degrees: str = ""
    gmina: str = ""
    distances: tuple[str, ...] = ()
    known: str = ""


@dataclass(frozen=True)
class Entry:
    """A case as the page shows it."""

    number: int
    case: Case
    wrong: str
    hint: str
    given: str
    declared: str
    answers: tuple[Answer, ...]
    answer_cell: str
    typed_cells: tuple[tuple[str, str], ...]
    picture: Markup

    @property
    def has_places(self) -> bool:
        """Whether any answer has a place."""
        return any(a.degrees for a in self.answers)


def write_worklist_page(
    cases: Iterable[Case],
    path: Path,
    *,
    pictures: Mapping[str, str],
    text: Text,
    decided: Iterable[Decision] = (),
    gminas: GminaIndex | None = None,
    workbook: str = "",
) -> None:
    """Write the page atomically, in the language of `text`; it needs no script and no connection.

    Parameters
    ----------
    cases, decided
        As given to `write_worklist_sheet`, so that numbers and cells are those of the workbook.
    pictures
        SVG by case_id, as `maps.case_maps` draws it: the only thing that is taken as it is, everything else is escaped.
    gminas
        Tells in which gmina a place lies and how far it is from the declared one.
    workbook
        Name of the workbook's file.
    """
    write_text(path, render_worklist_page(lay_out(cases, decided), pictures, text, gminas, workbook))


def render_worklist_page(
    layout: Layout,
    pictures: Mapping[str, str],
    text: Text,
    gminas: GminaIndex | None = None,
    workbook: str = "",
) -> str:
    """Render the page of a layout."""
    environment = Environment(
        loader=PackageLoader("mapa_uslug.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = partial(tie_short_words, text)
    entries = [
        _describe(number, case, layout, pictures, text, gminas)
        for number, case in enumerate(layout.open, start=1)
    ]
    kinds = [
        (kind, name_kind(text, kind), n, [e for e in entries if e.case.kind == kind])
        for kind, n in count_kinds(layout.open)
    ]
    return environment.get_template("worklist.html.j2").render(
        text=text, kinds=kinds, total=len(entries), decided=len(layout.decided), workbook=workbook,
        open_sheet=OPEN_SHEET, decided_sheet=DECIDED_SHEET, answer_column=ANSWER, leave_out=LEAVE_OUT,
    )  # fmt: skip


def _describe(
    number: int,
    case: Case,
    layout: Layout,
    pictures: Mapping[str, str],
    text: Text,
    gminas: GminaIndex | None,
) -> Entry:
    values = dict(case.values)
    left_out = Answer(LEAVE_OUT, describe_leave_out(text, case), "")
    name = gminas.names.get(case.gmina_teryt, "") if gminas else ""
    return Entry(
        number=number,
        case=case,
        wrong=text.tell(case.message, values),
        hint=text.tell(case.hint, values) if case.hint else "",
        given=_degrees(text, case.lon, case.lat),
        declared=f"{name} ({case.gmina_teryt})" if name else case.gmina_teryt,
        answers=(*(_answer(c, case, text, gminas) for c in case.choices), left_out),
        answer_cell=layout.cell(number, ANSWER),
        typed_cells=tuple((c, layout.cell(number, c)) for c in layout.typed if c in case.columns),
        # Drawn by this program; what it holds of data was escaped there.
        picture=Markup(pictures.get(case.case_id, "")),
    )


def _answer(choice: Choice, case: Case, text: Text, gminas: GminaIndex | None) -> Answer:
    changes = "; ".join(f"{column} = {value}" for column, value in choice.changes)
    if not (math.isfinite(choice.lon) and math.isfinite(choice.lat)):
        return Answer(choice.key, choice.label, changes, known=describe_place(text, choice))
    at, from_gmina = _locate(choice, case, gminas)
    distances = []
    if math.isfinite(case.lon) and math.isfinite(case.lat):
        apart = _GEOD.inv(case.lon, case.lat, choice.lon, choice.lat)[2]
        is_same = apart < 1.0
        distances.append(
            text("at the given point")
            if is_same
            else text("{distance} from the given point", distance=name_distance(text, apart))
        )
    if from_gmina > 0.0:
        distances.append(text("{distance} from the declared gmina", distance=name_distance(text, from_gmina)))
    elif from_gmina == 0.0:
        distances.append(text("in the declared gmina"))
    return Answer(
        choice.key, choice.label, changes, _degrees(text, choice.lon, choice.lat), at, tuple(distances),
        describe_place(text, choice),
    )  # fmt: skip


def _locate(choice: Choice, case: Case, gminas: GminaIndex | None) -> tuple[str, float]:
    """Name of the gmina at a choice's place, and metres to the declared one (``nan`` where not known)."""
    if gminas is None:
        return "", math.nan
    x, y = transform_xy(np.array([choice.lon]), np.array([choice.lat]), WGS84, gminas.crs)
    if not np.isfinite([x[0], y[0]]).all():
        return "", math.nan
    code = gminas.at(float(x[0]), float(y[0]))
    at = f"{gminas.names[code]} ({code})" if code else ""
    is_known = case.gmina_teryt in gminas.names
    return at, gminas.distance_m(case.gmina_teryt, float(x[0]), float(y[0])) if is_known else math.nan


def _degrees(text: Text, lon: float, lat: float) -> str:
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return ""
    return f"lat\u00a0{text.number(lat, 5)} lon\u00a0{text.number(lon, 5)}"
