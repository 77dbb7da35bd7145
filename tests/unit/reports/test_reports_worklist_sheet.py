"""The work list as a workbook."""

import json
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hand_cases import build_cases, build_decided

from mapa_uslug.contracts.cases import CASE_KINDS, Case, Choice, Decision
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.text import Text
from mapa_uslug.reports.worklist_layout import lay_out, name_distance, name_kind
from mapa_uslug.reports.worklist_sheet import write_worklist_sheet

LEADING = [
    "lp.",
    "case_id",
    "rodzaj",
    "co jest nie tak",
    "podmiot i adres",
    "źródło",
    "możliwości",
    "decyzja",
]


@pytest.fixture
def write(tmp_path):
    def written(cases, **options):
        path = tmp_path / "do_decyzji.xlsx"
        write_worklist_sheet(cases, path, text=Text("en"), **options)
        return openpyxl.load_workbook(path)

    return written


def records(sheet):
    headers, *rows = ([c.value for c in row] for row in sheet.iter_rows())
    return {row[1]: dict(zip(headers, row, strict=True)) for row in rows}


def test_undecided_cases_stand_by_kind_with_all_that_is_needed_to_decide(write):
    book = write(build_cases())
    assert book.sheetnames == ["Do decyzji", "Rozstrzygnięte", "Jak wypełnić", "_dane"]
    sheet = book["Do decyzji"]
    headers = [c.value for c in sheet[1]]
    typed = ["teryt7", "miejscowosc", "ulica", "nr", "kod", "lat", "lon", "usluga_kod"]
    assert headers == [*LEADING, *typed, "uwagi"]
    rows = records(sheet)
    kinds = [next(c.kind for c in build_cases() if c.case_id == i) for i in rows]
    assert kinds == list(CASE_KINDS)
    row = rows["ambiguous_place-05"]
    assert row["lp."] == "5"
    assert row["co jest nie tak"] == "3 places are called so.\nChoose one."
    assert row["źródło"] == "uslugi.xlsx!Arkusz1:6"
    assert row["możliwości"].split("\n") == [
        "1 – Wola (gm. Borki) – village or town, within 2.0\u00a0km",
        "2 – Wola (gm. Łąki Wielkie) – village or town, within 2.0\u00a0km",
        "3 – Wola (gm. Świerki) – village or town, within 2.0\u00a0km",
        "pomin – the row is left out of the analysis",
    ]
    assert {row[c] for c in ("decyzja", *typed, "uwagi")} == {None}


def test_the_second_row_of_a_duplicate_is_the_one_left_out(write):
    row = records(write(build_cases())["Do decyzji"])["duplicate-09"]
    assert (
        row["możliwości"].split("\n")[-1]
        == "pomin – the second row (U-010) is left out, nothing is taken from it"
    )


def test_each_case_offers_its_own_answers_and_no_others(write):
    sheet = write(build_cases())["Do decyzji"]
    offered = {}
    for validation in sheet.data_validations.dataValidation:
        for area in validation.sqref.ranges:
            for row in range(area.min_row, area.max_row + 1):
                offered[sheet.cell(row, 2).value] = (area.min_col, validation.formula1, validation.type)
    assert len(offered) == len(build_cases())
    assert offered["ambiguous_place-05"] == (8, '"1,2,3,pomin"', "list")
    assert offered["duplicate-09"] == (8, '"scal,zostaw,pomin"', "list")
    assert offered["no_place-04"] == (8, '"pomin"', "list")


def test_answers_that_a_list_cannot_hold_are_only_written_out(write):
    case = build_cases()[0]
    odd = replace(case, case_id="odd", choices=(Choice('a,"b', "x"),))
    many = replace(case, case_id="many", choices=tuple(Choice(f"odpowiedz-{n}", "x") for n in range(40)))
    sheet = write([odd, many])["Do decyzji"]
    assert sheet.data_validations.dataValidation == []
    assert records(sheet)["many"]["możliwości"].count("\n") == 40


def test_where_to_write_is_seen(write):
    sheet = write(build_cases())["Do decyzji"]
    headers = [c.value for c in sheet[1]]
    row = next(r for r in sheet.iter_rows(min_row=2) if r[1].value == "wrong_teryt-03")
    fills = {h: c.fill.fgColor.rgb[-6:] for h, c in zip(headers, row, strict=True)}
    assert {h for h, f in fills.items() if f == "FFF7DB"} == {"decyzja", "teryt7", "uwagi"}
    assert {h for h, f in fills.items() if f == "D9DDE2"} == {
        "miejscowosc",
        "ulica",
        "nr",
        "kod",
        "lat",
        "lon",
        "usluga_kod",
    }


def test_cells_to_fill_in_are_text_so_that_zeros_stay(write):
    sheet = write(build_cases())["Do decyzji"]
    assert {c.number_format for row in sheet.iter_rows(min_row=2) for c in row} == {"@"}


def test_the_sheet_filters_freezes_wraps_and_prints(write):
    sheet = write(build_cases())["Do decyzji"]
    assert sheet.auto_filter.ref == "A1:Q10"
    assert sheet.freeze_panes == "C2"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert all(c.alignment.wrap_text for c in sheet[2] if c.column != 2)
    assert max(sheet.row_dimensions[r].height for r in range(2, 11)) <= 409


def test_decided_cases_are_not_asked_again_but_can_be_changed(write):
    book = write(build_cases(), decided=build_decided())
    assert not {"near_match-06", "no_place-04"} & set(records(book["Do decyzji"]))
    assert len(records(book["Do decyzji"])) == len(build_cases()) - 2
    rows = records(book["Rozstrzygnięte"])
    assert list(rows) == ["zniknela", "no_place-04", "near_match-06"]
    assert (rows["near_match-06"]["decyzja"], rows["near_match-06"]["lat"]) == ("1", None)
    assert (
        rows["no_place-04"]["decyzja"],
        rows["no_place-04"]["miejscowosc"],
        rows["no_place-04"]["nr"],
    ) == ("wpisano", "Świerki", "12")
    assert rows["zniknela"]["decyzja"] == "pomin"
    assert rows["zniknela"]["co jest nie tak"].startswith("The question is not asked any more")
    offered = {str(v.sqref): v.formula1 for v in book["Rozstrzygnięte"].data_validations.dataValidation}
    assert offered == {
        "H2": '"pomin,cofnij"',
        "H3": '"pomin,wpisano,cofnij"',
        "H4": '"1,2,pomin,wpisano,cofnij"',
    }


def test_text_of_strangers_is_never_a_formula(tmp_path, write):
    nasty = ["=1+1", "+48 12", "-5", "@SUM(A1)", "\t=1", "=cmd|'/C calc'!A0", "_x0041_", "a\x07b"]
    cases = [
        Case(f"={n}", "no_place", (text,), text, text, "{value}", "", (("value", text),), (Choice("1", text, (("nr", text),)),),
             columns=("nr",))
        for n, text in enumerate(nasty)
    ]  # fmt: skip
    book = write(cases, decided=[Decision("=d", "no_place", ("=x",), "wpisano", (("nr", "=1+2"),))])
    types = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None}
    assert types == {"s"}
    shown = [r["podmiot i adres"] for r in records(book["Do decyzji"]).values()]
    assert shown == [*nasty[:-2], "_x005F_x0041_", "ab"]
    with zipfile.ZipFile(tmp_path / "do_decyzji.xlsx") as archive:
        assert not [
            n for n in archive.namelist() if n.startswith("xl/worksheets/") and b"<f>" in archive.read(n)
        ]


def test_the_same_cases_give_the_same_bytes(tmp_path, monkeypatch):
    first, second = tmp_path / "a" / "x.xlsx", tmp_path / "b" / "x.xlsx"
    write_worklist_sheet(build_cases(), first, text=Text("pl"), decided=build_decided())
    import datetime

    import openpyxl.packaging.core as core

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime(2031, 5, 5, tzinfo=tz)

    monkeypatch.setattr(core.datetime, "datetime", Later)
    monkeypatch.setattr("time.localtime", lambda *_: __import__("time").gmtime(1_900_000_000))
    write_worklist_sheet(build_cases(), second, text=Text("pl"), decided=reversed(build_decided()))
    assert first.read_bytes() == second.read_bytes()


def test_the_record_is_hidden_and_says_everything(write):
    sheet = write(build_cases(), decided=build_decided())["_dane"]
    assert sheet.sheet_state == "hidden"
    found = [json.loads(row[1].value) for row in sheet.iter_rows(min_row=2)]
    assert sum("case" in f for f in found) == len(build_cases())
    assert sum("decision" in f for f in found) == len(build_decided())


def test_the_guide_names_every_word_and_column(write):
    lines = "\n".join(str(row[0].value) for row in write(build_cases())["Jak wypełnić"].iter_rows())
    for word in (
        "decyzja",
        "pomin",
        "cofnij",
        "Rozstrzygnięte",
        "mapa-uslug registry resolve",
        "usluga_kod –",
        "teryt7 –",
    ):
        assert word in lines


def test_no_case_gives_a_list_that_opens(write):
    book = write([])
    assert [c.value for c in book["Do decyzji"][1]] == [*LEADING, "uwagi"]
    assert book["Do decyzji"].max_row == 1


def test_two_cases_of_one_id_are_a_mistake_of_the_caller(write):
    with pytest.raises(ValueError, match="case_id"):
        write([build_cases()[0], build_cases()[0]])


def test_two_thousand_cases(write):
    case = build_cases()[2]
    cases = [replace(case, case_id=f"c{n:04}", service_ids=(f"U-{n}",)) for n in range(2000)]
    sheet = write(cases)["Do decyzji"]
    assert sheet.max_row == 2001
    assert lay_out(cases).cell(2000, "decyzja") == "H2001"
    assert sheet["B2001"].value == "c1999"


def test_every_kind_has_words_and_every_column_an_order():
    names = [name_kind(Text("en"), kind) for kind in CASE_KINDS]
    assert len(set(names)) == len(CASE_KINDS)
    assert not set(names) & set(CASE_KINDS)
    typed = lay_out(build_cases()).typed
    assert sorted(typed, key=COLUMN_NAMES.index) == list(typed)


@pytest.mark.parametrize(("metres", "said"), [
    (float("nan"), ""), (0.4, "0\u00a0m"), (999.4, "999\u00a0m"), (999.6, "1.0\u00a0km"), (12_340, "12.3\u00a0km"), (99_960, "100\u00a0km")])  # fmt: skip
def test_distances(metres, said):
    assert name_distance(Text("en"), metres) == said
