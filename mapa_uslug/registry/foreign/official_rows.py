"""One row of a foreign list read through a mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from mapa_uslug.contracts.raw_tables import RawRow
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.foreign.fitting_mapping import FittedMapping
from mapa_uslug.registry.foreign.foreign_cells import (
    find_date,
    is_unknown,
    tidy,
    tidy_id,
    tidy_number,
    tidy_postcode,
)
from mapa_uslug.registry.foreign.heading_rows import headed_type, only_text
from mapa_uslug.registry.foreign.splitting_cells import add_split, split_cell, tidy_street
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.role_contacts import drop_personal_emails
from mapa_uslug.registry.meaning.row_offices import OFFICE_COLUMNS
from mapa_uslug.registry.meaning.sensitivity import (
    cells_sensitivity,
    label_sensitivity,
    never_kept_kind,
    row_sensitivity,
)

_NUMBERS: Final = (
    "pojemnosc", "zajete", "kolejka", "kadra_etaty", "zarezerwowane", "przeszli", "wiek_od", "wiek_do", "teryt_rok",
)  # fmt: skip
_DATES: Final = ("data_stanu", "wazne_od", "wazne_do", "finansowanie_do", "termin")
_IDS: Final = ("podmiot_id", "krs_regon", "simc")
# Columns whose lines are kept apart, and those in which words for "not known" mean an empty cell.
_LINES: Final = {"godziny": "\n", "kryteria": "; ", "koszyk": "; ", "partnerzy": "; "}
_JOINED: Final = {"kontakt_rola": ", ", "zgloszenia": ", "}
_MAY_BE_UNKNOWN: Final = (
    "ulica",
    "nr",
    "kod",
    "kontakt_rola",
    "godziny",
    "lon",
    "lat",
    "odplatnosc",
    "kryteria",
    "koszyk",
    "partnerzy",
    "prowadzi_wpis",
    "zgloszenia",
)
_WORD_POWIAT: Final = re.compile(r"^powiat\s+(?=\S)", re.IGNORECASE)
_WORD_SOURCE: Final = re.compile(r"^źródło\s*:\s*", re.IGNORECASE)
# What stands before the name of a home is the gmina that runs it.
_RUN_BY_GMINA: Final = re.compile(r"^(?:gmina|miasto|miasto i gmina|gmina i miasto)\s+\S", re.IGNORECASE)
_FOR_WHOM: Final = ("grupa", "obszar_cus")
_TELLING: Final = ("usluga_kod", "nazwa", "grupa", "kryteria", "obszar_cus", "wrazliwosc", "tryb")


@dataclass(frozen=True)
class OfficialRow:
    """A row in official columns, or the reason why it is left out.

    Attributes
    ----------
    rest : str
        What was not understood of a cell that was split.
    personal_mailboxes : int
        E-mail addresses of people, not taken over.
    is_continued : bool
        Whether it belongs to the record above.
    """

    values: dict[str, str]
    reason: str = ""
    kind: str = ""
    sensitivity: int = 0
    rest: str = ""
    personal_mailboxes: int = 0
    is_continued: bool = False


_NONE: Final[dict[str, str]] = {}


class RowReader:
    """Reads rows in their order, because cells may go on from the row above."""

    def __init__(self, fitted: FittedMapping, matcher: TypeMatcher) -> None:
        self.fitted = fitted
        self._matcher = matcher
        self._empty_texts = frozenset(fitted.mapping.empty_texts)
        self._above: dict[int, str] = {}
        self._record: dict[int, str] | None = None
        self._record_kind = ""
        # What the heading above says of the rows below it: level, kind, code of their type.
        self._section = (0, "", "")
        # Registers repeat the same few names of services a hundred thousand times.
        self._told_sensitivity = lru_cache(maxsize=65_536)(self._ask_sensitivity)
        self._translations = {
            column: [(fold(key), value) for key, value in entries.items()]
            for column, entries in fitted.mapping.values.items()
        }

    def read(self, raw: RawRow) -> OfficialRow:
        """Read the next row."""
        mapping = self.fitted.mapping
        if not (mapping.first_row or 1) <= raw.number <= (mapping.last_row or raw.number):
            return OfficialRow(_NONE, "outside_rows")
        # Some programs write "ó" as two characters, in which no pattern finds it.
        cells = [normalize("NFC", c).strip() for c in raw.cells]
        cells = ["" if tidy(c) in self._empty_texts else c for c in cells]
        if self._is_heading(cells):
            return OfficialRow(_NONE, "note")
        self._fill(cells)
        has_own = not self.fitted.group or any(cells[i] for i in self.fitted.group)
        belongs = not has_own and self._record is not None
        if belongs and self._record is not None:
            for i, text in self._record.items():
                cells[i] = text
        row = self._judge(
            cells, inherited=self._record_kind if belongs else "", has_record=has_own or belongs
        )
        if has_own and self.fitted.group:
            is_record = not row.reason or row.reason in ("never_kept", "not_in_catalog")
            self._record = {i: cells[i] for i in self.fitted.group} if is_record else None
            self._record_kind = row.kind if row.reason == "never_kept" else ""
        return replace(row, is_continued=belongs)

    def _is_heading(self, cells: list[str]) -> bool:
        """Whether a row is a heading; what it says of the rows below is kept until the next one."""
        names = (
            *self.fitted.columns.get("nazwa", ()),
            *(i for i, kind in self.fitted.split if kind == "nazwa_i_adres"),
        )
        text = only_text(cells, names)
        if not text or (self.fitted.group and not any(cells[i] for i in self.fitted.group)):
            return False
        found = headed_type(text, self._matcher)
        level, kind = label_sensitivity(text, self._matcher)
        # A heading that names no type ends nothing: it may divide what is hidden by powiat.
        if found is not None or level:
            self._section = (level, kind, found.code if found else "")
        return found is not None

    def _ask_sensitivity(self, *texts: str) -> tuple[int, str]:
        return row_sensitivity(dict(zip(_TELLING, texts, strict=True)), self._matcher)

    def _fill(self, cells: list[str]) -> None:
        for i in self.fitted.fill_down:
            cells[i] = self._above[i] = cells[i] or self._above.get(i, "")

    def _judge(self, cells: list[str], *, inherited: str, has_record: bool) -> OfficialRow:
        values, rest, personal = self._official(cells)
        level, kind = self._sensitivity(cells, values)
        if inherited or level == 2:
            return OfficialRow(_NONE, "never_kept", inherited or kind, 2)
        for rule in self.fitted.skip:
            if rule.applies(cells, values["data_stanu"] or self.fitted.state_date):
                return OfficialRow(_NONE, rule.outcome)
        if not has_record:
            return OfficialRow(_NONE, "no_record")
        if self.fitted.mapping.rows.only_listed and not self._is_listed(cells):
            return OfficialRow(_NONE, "not_in_catalog")
        return OfficialRow(
            values, kind=kind, sensitivity=level, rest="" if level else rest, personal_mailboxes=personal
        )

    def _sensitivity(self, cells: list[str], values: dict[str, str]) -> tuple[int, str]:
        """The strictest of the mapping's rules, what the row says, and what the list called it before translation."""
        found = [(r.level, r.outcome) for r in self.fitted.sensitive if r.applies(cells, "")]
        if kind := _kind_as_called(self._service_text(cells)):
            found.append((2, kind))
        found.append(self._told_sensitivity(*(values[c] for c in _TELLING)))
        groups = [cells[i] for column in _FOR_WHOM for i in self.fitted.columns.get(column, ())]
        found.append(
            cells_sensitivity(cells, values["usluga_kod"], values["nazwa"], self._matcher, groups=groups)
        )
        # Of rows under a heading only those are public that say so themselves.
        if self._section[0] and not self._is_public_type(cells):
            found.append(self._section[:2])
        return max(found, key=lambda pair: pair[0])

    def _is_public_type(self, cells: list[str]) -> bool:
        found = self._matcher.find(self._service_text(cells))
        return found is not None and not found.sensitivity

    def _service_text(self, cells: list[str]) -> str:
        return tidy(" ".join(cells[i] for i in self.fitted.columns.get("usluga_kod", ())))

    def _is_listed(self, cells: list[str]) -> bool:
        text = fold(self._service_text(cells))
        return any(fnmatchcase(text, pattern) for pattern, _ in self._translations.get("usluga_kod", ()))

    def _official(self, cells: list[str]) -> tuple[dict[str, str], str, int]:
        values = dict.fromkeys(COLUMN_NAMES, "")
        for column, found in self.fitted.columns.items():
            line_break = _LINES.get(column, " ")
            texts = (tidy(cells[i], line_break=line_break) for i in found)
            values[column] = _JOINED.get(column, " ").join(filter(None, texts))
        for column, entries in self._translations.items():
            values[column] = _translate(values[column], entries)
        _make_tidy(values)
        values["usluga_id"] = "-".join(
            filter(None, (tidy_id(tidy(cells[i])) for i in self.fitted.id_columns))
        )
        rests = []
        for i, kind in self.fitted.split:
            if cells[i] and not is_unknown(tidy(cells[i])):
                split = split_cell(kind, cells[i], values)
                add_split(values, split)
                rests.append(split.rest)
        tidy_street(values)
        rest = ", ".join(filter(None, rests))
        if _RUN_BY_GMINA.match(rest) and not values["typ_podmiotu"]:
            values["typ_podmiotu"], rest = "gmina", ""
        return values, rest, self._complete(values)

    def _complete(self, values: dict[str, str]) -> int:
        mapping = self.fitted.mapping
        if mapping.rows.type_from_name and not values["usluga_kod"]:
            guessed = self._matcher.guess_from_name(values["nazwa"])
            values["usluga_kod"] = guessed.code if guessed else ""
        if not self.fitted.columns.get("usluga_kod"):
            values["usluga_kod"] = values["usluga_kod"] or self._section[2]
        for column, text in mapping.constants.items():
            # A unit says something only beside a capacity.
            if column != "jednostka" or values["pojemnosc"]:
                values[column] = values[column] or text
        values["data_stanu"] = values["data_stanu"] or self.fitted.state_date
        known = (values["nazwa"], values["miejscowosc"], values["gmina"], values["powiat"])
        personal = 0
        for column in OFFICE_COLUMNS:
            values[column], dropped = drop_personal_emails(values[column], known=known)
            personal += dropped
        return personal


@lru_cache(maxsize=65_536)
def _kind_as_called(service_text: str) -> str:
    return never_kept_kind(service_text, "", None)


def _make_tidy(values: dict[str, str]) -> None:
    for column in _NUMBERS:
        values[column] = tidy_number(values[column])
    for column in _DATES:
        found = find_date(values[column])
        # A remark may hold the day of the record or not; other dates that cannot be read are asked about.
        values[column] = found or (
            "" if column == "data_stanu" or is_unknown(values[column]) else values[column]
        )
    for column in _IDS:
        values[column] = tidy_id(values[column])
    for column in _MAY_BE_UNKNOWN:
        values[column] = "" if is_unknown(values[column]) else values[column]
    values["kod"] = tidy_postcode(values["kod"])
    values["powiat"] = _WORD_POWIAT.sub("", values["powiat"])
    values["zrodlo"] = _WORD_SOURCE.sub("", values["zrodlo"])


def _translate(text: str, entries: list[tuple[str, str]]) -> str:
    key = fold(text)
    if not key:
        return dict(entries).get("", text)
    return next((value for pattern, value in entries if fnmatchcase(key, pattern)), text)
