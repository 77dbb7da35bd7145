"""The two sheets of the workbook that are plain tables: stops, and services on demand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.contracts.timetable import DayType, OnDemand
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.folding import fold
from mapa_uslug.transit.book_cells import BookSheet, cell_text
from mapa_uslug.transit.book_day_words import read_days
from mapa_uslug.transit.book_days import read_time

STOP_COLUMNS: Final = ("nazwa", "lat", "lon", "gmina")
ON_DEMAND_COLUMNS: Final = (
    "nazwa", "gminy_obslugiwane", "dokad", "dni", "od", "do", "minuty_dodatkowe", "rezerwacja", "dla_kogo",
)  # fmt: skip
LAT_RANGE: Final = (48.9, 55.0)
LON_RANGE: Final = (14.0, 24.3)
"""Degrees between which stops of a workbook lie: lines that are written down by hand run in Poland."""
_LIST: Final = re.compile(r"[;|,\n]")


@dataclass(frozen=True, eq=False)
class BookStops:
    """Stops of the workbook.

    Attributes
    ----------
    names : list of str
    lon, lat : list of float
        Degrees.
    rows : dict
        Folded name -> row; -1 for a stop without a place, which has been told.
    misplaced : set of int
        Rows of stops whose place is only supposed (lat and lon look swapped): no course calls there, but one may.
    """

    names: list[str]
    lon: list[float]
    lat: list[float]
    rows: dict[str, int]
    misplaced: set[int] = field(default_factory=set)

    def find(self, name: str) -> int | None:
        """Row of a stop by its name, with or without a colon behind; -1 if it has no place, None if it is not there."""
        key = fold(name)
        return self.rows.get(key.rstrip(":"), self.rows.get(key))

    def is_usable(self, stop: int) -> bool:
        """Whether courses can call there."""
        return stop >= 0 and stop not in self.misplaced

    def nearest_name(self, name: str) -> str:
        """The name that is most like one, empty if none is."""
        return next(iter(difflib.get_close_matches(name, self.names, n=1)), "")


def read_stops(sheet: BookSheet, log: ProblemLog) -> BookStops:
    """Read ``Przystanki``; stops without a usable place are told and left out."""
    stops = BookStops([], [], [], {})
    for row, cells in _records(sheet, STOP_COLUMNS, STOP_COLUMNS[:3], log):
        name = cell_text(cells["nazwa"][1])
        if not name:
            sheet.tell("The stop has no name and was left out.", log, row, None, code="missing_name", hint="Write a name in the column nazwa.")  # fmt: skip
            continue
        if fold(name) in stops.rows:
            sheet.tell("The stop {stop} stands in the sheet already; this row was left out.", log, row, cells["nazwa"][0], code="repeated",
                       hint="Give it a name of its own, with the village.", stop=name)  # fmt: skip
            continue
        place = _place(cells["lat"][1], cells["lon"][1])
        if place is None or not _is_in_poland(*place):
            _tell_misplaced(sheet, row, cells["lat"][0], name, place, log)
        if place is None or not (_is_in_poland(*place) or _is_in_poland(*place[::-1])):
            stops.rows[fold(name)] = -1
            continue
        number = stops.rows[fold(name)] = len(stops.names)
        if not _is_in_poland(*place):
            place = place[::-1]
            stops.misplaced.add(number)
        stops.names.append(name)
        stops.lat.append(place[0])
        stops.lon.append(place[1])
    return stops


def _place(lat: Any, lon: Any) -> tuple[float, float] | None:
    try:
        y, x = (float(cell_text(value).replace(",", ".").rstrip("°NE ")) for value in (lat, lon))
    except ValueError:
        return None
    return (y, x) if abs(y) <= 90 and abs(x) <= 180 and (abs(y) > 0.01 or abs(x) > 0.01) else None


def _is_in_poland(lat: float, lon: float) -> bool:
    return LAT_RANGE[0] <= lat <= LAT_RANGE[1] and LON_RANGE[0] <= lon <= LON_RANGE[1]


def _tell_misplaced(
    sheet: BookSheet, row: int, column: int, name: str, place: tuple[float, float] | None, log: ProblemLog
) -> None:
    if place is None:
        sheet.tell("The stop {stop} has no usable coordinates; courses pass it by.", log, row, column, code="no_coordinates",
                   hint="Write degrees, for example lat 52,1034 and lon 15,2211; look whether they are swapped.", stop=name)  # fmt: skip
    elif _is_in_poland(*place[::-1]):
        sheet.tell("lat and lon of the stop {stop} look swapped (lat {lat}, lon {lon}); courses pass it by.", log, row, column,
                   hint="Write in lat the number from 49 to 55, in lon that from 14 to 24.",
                   code="swapped_coordinates", stop=name, lat=place[0], lon=place[1])  # fmt: skip
    else:
        sheet.tell("The stop {stop} lies outside Poland (lat {lat}, lon {lon}); courses pass it by.", log, row, column,
                   hint="Correct the numbers: lat is 49 to 55, lon 14 to 24. Lines of other countries are read from GTFS feeds.",
                   code="outside", stop=name, lat=place[0], lon=place[1])  # fmt: skip


def _records(
    sheet: BookSheet, columns: Sequence[str], needed: Sequence[str], log: ProblemLog
) -> Iterator[tuple[int, dict[str, tuple[int, Any]]]]:
    """Rows below the headers: number, and each column's letter and value."""
    heads = {row: _headers(cells, columns) for row, cells in enumerate(sheet.rows[:20])}
    head = max(heads, key=lambda row: len(heads[row]), default=None)
    missing = [c for c in needed if head is None or c not in heads[head]]
    if head is None or missing:
        log.add("The column {column} is missing.", where=f"{sheet.file}!{sheet.name}", code="missing_column", column=", ".join(missing),
                hint="Name the columns as the empty workbook does: mapa-uslug template --timetable.")  # fmt: skip
        return
    for row in range(head + 1, len(sheet.rows)):
        if any(cell_text(value) for value in sheet.rows[row]):
            yield (
                row,
                {
                    c: (i, sheet.at(row, i)) if (i := heads[head].get(c)) is not None else (0, "")
                    for c in columns
                },
            )


def _headers(cells: Sequence[Any], columns: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for i, value in enumerate(cells):
        name = fold(cell_text(value)).replace(" ", "_")
        if name in columns:
            found.setdefault(name, i)
    return found


def read_on_demand(sheet: BookSheet, gminas: GminaIndex | None, log: ProblemLog) -> tuple[OnDemand, ...]:
    """Read ``Na telefon``; a service whose gminas, days or hours are not known is told and left out."""
    rows = _records(sheet, ON_DEMAND_COLUMNS, ON_DEMAND_COLUMNS[:6], log)
    return tuple(filter(None, (_service(sheet, row, cells, gminas, log) for row, cells in rows)))


def _service(
    sheet: BookSheet,
    row: int,
    cells: dict[str, tuple[int, Any]],
    gminas: GminaIndex | None,
    log: ProblemLog,
) -> OnDemand | None:
    served = _codes(sheet, row, *cells["gminy_obslugiwane"], gminas, log)
    destinations = _codes(sheet, row, *cells["dokad"], gminas, log)
    days = read_days_cell(sheet, row, cells["dni"][0], log)
    hours = [_hour(sheet, row, *cells[name], log) for name in ("od", "do")]
    lacking = [
        name
        for name, is_given in (
            ("gminy_obslugiwane", served), ("dokad", destinations or not cell_text(cells["dokad"][1])), ("dni", days != ()),
            ("od", hours[0] is not None), ("do", hours[1] is not None and hours[1] > (hours[0] or 0)),
        ) if not is_given
    ]  # fmt: skip
    if days is None and not lacking:
        return None
    if lacking or days is None or hours[0] is None or hours[1] is None:
        sheet.tell("The service on demand cannot be used without: {columns}. It was left out.", log, row, None, code="on_demand",
                   hint="Fill in these cells; the sheet with instructions has an example.", columns=", ".join(lacking))  # fmt: skip
        return None
    return OnDemand(
        name=cell_text(cells["nazwa"][1]), gminas=served, destinations=destinations, day_types=days, from_s=hours[0],
        until_s=hours[1], extra_min=_minutes(sheet, row, *cells["minuty_dodatkowe"], log),
        booking=cell_text(cells["rezerwacja"][1]), groups=cell_text(cells["dla_kogo"][1]), source=sheet.where(row),
    )  # fmt: skip


def _codes(
    sheet: BookSheet, row: int, column: int, value: Any, gminas: GminaIndex | None, log: ProblemLog
) -> tuple[str, ...]:
    """Codes of the gminas that a cell lists by code or name."""
    codes: list[str] = []
    for part in filter(None, (p.strip() for p in _LIST.split(cell_text(value)))):
        found = _code(part, gminas)
        if len(found) == 1:
            codes += found
        else:
            sheet.tell("No single gmina is known as {value}; it was left out.", log, row, column, code="unknown_gmina",
                       hint="Write its TERYT code, six or seven digits.", value=part)  # fmt: skip
    return tuple(dict.fromkeys(codes))


def _code(text: str, gminas: GminaIndex | None) -> list[str]:
    if not any(c.isdigit() for c in text):
        # No boundaries, no names to look up: nobody lives in a name, so that such a service takes nobody anywhere.
        return [text] if gminas is None else gminas.named(text)
    try:
        return [Teryt.parse(text).code6]
    except TerytError:
        return []


def _hour(sheet: BookSheet, row: int, column: int, value: Any, log: ProblemLog) -> int | None:
    try:
        seconds, is_about = read_time(value)
    except ValueError:
        return None
    if is_about:
        warn_of_about(sheet, row, column, cell_text(value), log)
    return seconds


def _minutes(sheet: BookSheet, row: int, column: int, value: Any, log: ProblemLog) -> int:
    text = cell_text(value)
    if text.isdecimal() and int(text) <= 600:
        return int(text)
    sheet.tell("The extra minutes of the service are not given ({value}); none were added.", log, row, column, code="on_demand",
               hint="Write how many minutes longer than the direct drive people may be on the way.", value=text or "-")  # fmt: skip
    return 0


def read_days_cell(sheet: BookSheet, row: int, column: int, log: ProblemLog) -> tuple[DayType, ...] | None:
    """Kinds of day that a cell names, none if it is empty; None, and told, if it says anything else."""
    text = sheet.text(row, column)
    try:
        return read_days(text)
    except ValueError:
        sheet.tell("It is not certain which days are meant by {value}; what runs on them was left out.", log, row, column, code="days",
                   hint="Write the marks S, W, 6, 7 (joined: SW6), or words such as: pn-pt, soboty, niedziele, codziennie, dni szkolne, wakacje.",
                   value=text)  # fmt: skip
        return None


def warn_of_about(sheet: BookSheet, row: int, column: int, text: str, log: ProblemLog) -> None:
    """Tell a time that is about right only."""
    sheet.tell("The time {value} is not written exactly; it was used as if it were.", log, row, column, code="about_time",
               hint="Write hours and minutes with a colon: 7:30.", value=text)  # fmt: skip
