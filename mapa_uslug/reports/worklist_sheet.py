"""The work list as a workbook: what a person must decide, one row a case, with a place to write the answer."""

from __future__ import annotations

import datetime
import json
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from mapa_uslug.contracts.cases import Case, Choice, Decision
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.safe_cells import xlsx_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.worklist_guide import write_guide
from mapa_uslug.reports.worklist_layout import (
    ANSWER,
    CASE,
    CHOICES,
    DECIDED_SHEET,
    GUIDE_SHEET,
    KIND,
    NOTES,
    NUMBER,
    OPEN_SHEET,
    RECORD_SHEET,
    SOURCE,
    SUBJECT,
    WITHDRAW,
    WRONG,
    Layout,
    allowed_answers,
    lay_out,
    list_answers,
    name_kind,
)
from mapa_uslug.reports.worklist_layout import TYPED as TYPED_ANSWER

_WIDTHS: Final = {
    NUMBER: 5, CASE: 12, KIND: 15, WRONG: 38, SUBJECT: 30, SOURCE: 17, CHOICES: 46, ANSWER: 10, NOTES: 18,
    "lat": 9, "lon": 9, "nr": 7, "kod": 8, "teryt7": 9,
}  # fmt: skip
_TYPED_WIDTH: Final = 12
_LINE_PT: Final = 14.0
_MOST_LINES: Final = 29  # A row of a spreadsheet is at most 409 points high.
_MOST_RECORDED: Final = 32_000
# Excel refuses a longer list of answers.
_LONGEST_LIST: Final = 255
_GREY_TEXT: Final = Font(name="Calibri", size=9, color="6B7280")
_PLAIN: Final = Font(name="Calibri", size=11)
_BOLD: Final = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEAD_FILL: Final = PatternFill("solid", fgColor="0B5F59")
_TO_FILL: Final = PatternFill("solid", fgColor="FFF7DB")
_NOT_HERE: Final = PatternFill("solid", fgColor="D9DDE2")
_LOCKED: Final = PatternFill("solid", fgColor="F0F2F4")
_EDGE: Final = Side(style="thin", color="CBD2D9")
_BORDER: Final = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_EPOCH: Final = datetime.datetime(2000, 1, 1)


def write_worklist_sheet(
    cases: Iterable[Case],
    path: Path,
    *,
    text: Text,
    decided: Iterable[Decision] = (),
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write a work list (XLSX) atomically; the same cases give the same bytes.

    Sheets: ``Do decyzji`` (undecided cases), ``Rozstrzygnięte`` (earlier decisions, which can be changed there),
    ``Jak wypełnić``, and a hidden one that records the cases for reading the answers back.

    Parameters
    ----------
    decided
        Earlier decisions; their cases are not asked again.
    notes
        A person's own notes, by case.
    """
    layout, notes = lay_out(cases, decided), notes or {}
    book = Workbook()
    _write_sheet(book.active, OPEN_SHEET, layout, [(c, None) for c in layout.open], text, notes)
    _write_sheet(
        book.create_sheet(),
        DECIDED_SHEET,
        layout,
        [(case, decision) for decision, case in layout.decided],
        text,
        notes,
    )
    write_guide(book.create_sheet(GUIDE_SHEET), layout, text)
    _write_record(book.create_sheet(RECORD_SHEET), layout)
    book.properties.creator, book.properties.title = "mapa_uslug", text("What must be decided")
    book.properties.created = _EPOCH
    with atomic_path(path) as part:
        book.save(part)
        _make_repeatable(part)


def _write_sheet(
    sheet: Worksheet,
    title: str,
    layout: Layout,
    entries: Sequence[tuple[Case | None, Decision | None]],
    text: Text,
    notes: Mapping[str, str],
) -> None:
    sheet.title = title
    for column, header in enumerate(layout.headers, start=1):
        cell = _put(sheet, 1, column, header)
        cell.font, cell.fill = _BOLD, _HEAD_FILL
        width = _WIDTHS.get(header, _TYPED_WIDTH)
        sheet.column_dimensions[get_column_letter(column)].width = width
    lists: dict[str, DataValidation] = {}
    for number, (case, decision) in enumerate(entries, start=1):
        values = _values(number, case, decision, text)
        values[NOTES] = notes.get(values[CASE], "")
        _write_row(sheet, number + 1, layout, values, _open_columns(case, decision))
        answer = sheet.cell(number + 1, layout.headers.index(ANSWER) + 1)
        _offer(lists, answer, allowed_answers(case, decision), text)
    for offered in lists.values():
        sheet.add_data_validation(offered)
    _set_up(sheet, layout, len(entries))


def _open_columns(case: Case | None, decision: Decision | None) -> frozenset[str]:
    """Columns of a row that a person may fill in."""
    typed = case.columns if case else ()
    if decision and decision.answer == TYPED_ANSWER:
        typed = (*typed, *(c for c, _ in decision.changes))
    return frozenset({*typed, ANSWER, NOTES})


def _values(number: int, case: Case | None, decision: Decision | None, text: Text) -> dict[str, str]:
    values: dict[str, str] = {NUMBER: str(number)}
    if case:
        values |= {
            CASE: case.case_id,
            KIND: name_kind(text, case.kind),
            WRONG: "\n".join(filter(None, (text.tell(case.message, dict(case.values)), text.tell(case.hint, dict(case.values))))),
            SUBJECT: case.subject,
            SOURCE: case.source,
            CHOICES: "\n".join(list_answers(text, case)),
        }  # fmt: skip
    elif decision:
        values |= {
            CASE: decision.case_id,
            KIND: name_kind(text, decision.kind),
            WRONG: text("The question is not asked any more: it was answered, or its row has changed."),
            SUBJECT: ", ".join(decision.service_ids),
            CHOICES: "\n".join(f"{column} = {value}" for column, value in decision.changes),
        }
    if decision:
        values[ANSWER] = decision.answer
        values |= dict(decision.changes) if decision.answer == TYPED_ANSWER else {}
        again = text("{word} – the question is asked again", word=WITHDRAW)
        values[CHOICES] = "\n".join(filter(None, (values[CHOICES], again)))
    return values


def _write_row(
    sheet: Worksheet, row: int, layout: Layout, values: Mapping[str, str], fillable: frozenset[str]
) -> None:
    lines = 1
    for column, header in enumerate(layout.headers, start=1):
        cell = _put(sheet, row, column, values.get(header, ""))
        if header in fillable:
            cell.fill = _TO_FILL
        elif header in layout.typed:
            cell.fill = _NOT_HERE
        elif header in (NUMBER, CASE):
            cell.font, cell.fill = _GREY_TEXT, _LOCKED
        if header != CASE:
            lines = max(lines, _count_lines(values.get(header, ""), _WIDTHS.get(header, _TYPED_WIDTH)))
    sheet.cell(row, 2).alignment = Alignment(vertical="top")
    sheet.row_dimensions[row].height = _LINE_PT * min(lines, _MOST_LINES) + 4.0


def _count_lines(value: str, width: int) -> int:
    return sum(max(1, math.ceil(len(line) * 1.12 / width)) for line in value.split("\n"))


def _put(sheet: Worksheet, row: int, column: int, value: str) -> Cell:
    """Write text that no spreadsheet program takes for a formula, a number or a date."""
    cell: Cell = sheet.cell(row, column)
    cell.font, cell.alignment, cell.border, cell.number_format = _PLAIN, _WRAPPED, _BORDER, "@"
    if value:
        cell.value = xlsx_text(value)
        cell.data_type = "s"
    return cell


def _offer(lists: dict[str, DataValidation], cell: Cell, answers: Sequence[str], text: Text) -> None:
    offered = ",".join(answers)
    if len(offered) > _LONGEST_LIST - 2 or any(set(a) & set(',"') for a in answers):
        return
    if offered not in lists:
        lists[offered] = DataValidation(
            "list", formula1=f'"{offered}"', allow_blank=True, showErrorMessage=True,
            error=text("Write one of: {allowed}.", allowed=", ".join(answers))[:225], errorTitle=ANSWER,
        )  # fmt: skip
    lists[offered].add(cell)


def _set_up(sheet: Worksheet, layout: Layout, rows: int) -> None:
    last = f"{get_column_letter(len(layout.headers))}{rows + 1}"
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{last}"
    sheet.row_dimensions[1].height = 2 * _LINE_PT + 4.0
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{last}"
    sheet.page_margins = PageMargins(left=0.3, right=0.3, top=0.4, bottom=0.6, footer=0.3)
    sheet.oddFooter.center.text = "&A, &P / &N"


def _write_record(sheet: Worksheet, layout: Layout) -> None:
    sheet.sheet_state = "hidden"
    sheet.append(["case_id", "dane"])
    records: list[tuple[str, dict[str, object]]] = [(c.case_id, {"case": _plain(c)}) for c in layout.open]
    for decision, case in layout.decided:
        records.append((decision.case_id, {"decision": _plain(decision)}))
        if case:
            records.append((case.case_id, {"case": _plain(case)}))
    for row, (case_id, record) in enumerate(records, start=2):
        # ASCII, so that a piece is as long in every program; ``_x`` could begin an escape of XLSX.
        written = json.dumps(record, separators=(",", ":"), sort_keys=True).replace("_x", "\\u005fx")
        pieces = [written[i : i + _MOST_RECORDED] for i in range(0, len(written), _MOST_RECORDED)]
        for column, piece in enumerate([case_id, *pieces], start=1):
            _put(sheet, row, column, piece)


def _plain(record: Case | Choice | Decision) -> dict[str, Any]:
    """Fields of a record that are not as they are anyway; what is not known (``nan``) has no form in JSON."""
    given = {f.name: getattr(record, f.name) for f in fields(record)}
    known = {k: v for k, v in given.items() if not (isinstance(v, float) and math.isnan(v))}
    return {k: [_plain(c) for c in v] if k == "choices" else v for k, v in known.items()}


def _make_repeatable(path: Path) -> None:
    """Take the time of writing out of a workbook."""
    with zipfile.ZipFile(path) as archive:
        entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
