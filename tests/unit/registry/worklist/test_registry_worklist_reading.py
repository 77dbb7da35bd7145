"""The work list as a person leaves it."""

import json
import zipfile
from dataclasses import replace
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hand_cases import build_cases, build_decided, build_gminas, degrees

from mapa_uslug.contracts.cases import Decision
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.crs import PL_1992
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.registry.worklist.decisions import merge_decisions
from mapa_uslug.registry.worklist.worklist_checks import make_place_check, make_service_check
from mapa_uslug.registry.worklist.worklist_reading import read_cases, read_decisions
from mapa_uslug.reports.worklist_sheet import write_worklist_sheet

OPEN, DECIDED, RECORD = "Do decyzji", "Rozstrzygnięte", "_dane"


@pytest.fixture(scope="module")
def checks():
    codes = {"DDP", "KLUB"}
    return (
        make_place_check(GminaIndex(build_gminas(), PL_1992)),
        make_service_check(codes.__contains__, lambda text: "DDP" if text.startswith("D") else ""),
    )


class Filled:
    """A work list opened as a spreadsheet program does, to be filled in and saved."""

    def __init__(self, path, decided=()):
        self.path = path
        write_worklist_sheet(build_cases(), path, text=Text("en"), decided=decided)
        self.book = openpyxl.load_workbook(path)

    def cell(self, case, column, sheet=OPEN):
        rows = list(self.book[sheet].iter_rows())
        column_number = [c.value for c in rows[0]].index(column) + 1
        row = next(r for r in rows[1:] if r[1].value == case)
        return self.book[sheet].cell(row[0].row, column_number)

    def fill(self, case, sheet=OPEN, **values):
        for column, value in values.items():
            self.cell(case, column, sheet).value = value
        return self

    def where(self, case, column, sheet=OPEN):
        return f"{self.path.name}!{sheet}:{self.cell(case, column, sheet).coordinate}"

    def read(self, *arguments, **options):
        self.book.save(self.path)
        return read_decisions(self.path, *arguments, **options)


@pytest.fixture
def filled(tmp_path):
    return Filled(tmp_path / "do_decyzji.xlsx")


@pytest.fixture
def again(tmp_path):
    return Filled(tmp_path / "do_decyzji.xlsx", build_decided())


def case(kind):
    return next(c for c in build_cases() if c.kind == kind)


def test_a_work_list_as_it_was_written_decides_nothing(filled):
    assert filled.read() == ([], [])


@pytest.mark.parametrize("written", ["1", 1, 1.0, " 1. ", "1)"])
def test_a_choice_is_taken_however_its_number_is_written(filled, written):
    asked = case("swapped_axes")
    decisions, problems = filled.fill(asked.case_id, decyzja=written).read()
    assert problems == []
    assert decisions == [Decision(asked.case_id, asked.kind, ("U-001",), "1", asked.choices[0].changes)]


def test_words_are_answers_too(filled):
    filled.fill("duplicate-09", decyzja="SCAL").fill("no_place-04", decyzja="Pomiń")
    assert filled.read() == (
        [
            Decision("duplicate-09", "duplicate", ("U-009", "U-010"), "scal"),
            Decision("no_place-04", "no_place", ("U-004",), "pomin"),
        ],
        [],
    )


def test_typed_columns_become_changes_in_the_order_of_the_sheet(filled, checks):
    lon, lat = degrees(25_000, 15_000)
    filled.fill(
        "no_place-04", lat=str(lat).replace(".", ","), lon=lon, nr=12, kod="00-012", miejscowosc=" Świerki "
    )
    decisions, problems = filled.read(checks=checks)
    assert problems == []
    assert decisions == [Decision("no_place-04", "no_place", ("U-004",), "wpisano", (
        ("miejscowosc", "Świerki"), ("nr", "12"), ("kod", "00-012"), ("lat", f"{lat}"), ("lon", f"{lon}"), ("zrodlo_wsp", "decyzja"),
        ("klasa_wsp", "reczny"), ("promien_wsp", "")))]  # fmt: skip


def test_rows_may_be_sorted_and_deleted_and_columns_moved(filled):
    filled.fill("other_gmina-02", decyzja="2").fill("near_match-06", decyzja="1").fill(
        "duplicate-09", decyzja="zostaw"
    )
    sheet = filled.book[OPEN]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    kept = [r for r in rows[1:] if r[1] != "near_match-06"]
    mixed = [["Notatka"], rows[0][::-1], *(r[::-1] for r in reversed(kept)), []]
    sheet.delete_rows(1, sheet.max_row)
    for row in mixed:
        sheet.append(row)
    decisions, problems = filled.read()
    assert problems == []
    assert [(d.case_id, d.answer) for d in decisions] == [("duplicate-09", "zostaw"), ("other_gmina-02", "2")]


def test_every_problem_is_told_at_once_with_its_cell(filled, checks):
    lon, lat = degrees(5_000, 5_000)
    filled.fill("duplicate-09", decyzja="7")
    filled.fill("swapped_axes-01", decyzja="1", nr="3")
    filled.fill("other_gmina-02", lat=lat)
    filled.fill("wrong_teryt-03", decyzja="wpisano")
    filled.fill("no_place-04", lat=lon, lon=lat)
    filled.fill("ambiguous_place-05", lat="531399", lon="504585")
    filled.fill("near_match-06", usluga_kod="DDP")
    filled.fill("approximate_place-07", lat=lat, lon=lon)
    filled.fill("unknown_service-08", usluga_kod="DDPP")
    decisions, problems = filled.read(checks=checks)
    assert decisions == []
    assert [(p.where, p.code) for p in problems] == [
        (filled.where("swapped_axes-01", "decyzja"), "both"),
        (filled.where("other_gmina-02", "lat"), "half_a_place"),
        (filled.where("wrong_teryt-03", "decyzja"), "nothing_typed"),
        (filled.where("no_place-04", "lat"), "swapped_axes"),
        (filled.where("ambiguous_place-05", "lat"), "bad_coordinates"),
        (filled.where("near_match-06", "usluga_kod"), "foreign_column"),
        (filled.where("approximate_place-07", "lat"), "other_gmina"),
        (filled.where("unknown_service-08", "usluga_kod"), "unknown_service"),
        (filled.where("duplicate-09", "decyzja"), "bad_answer"),
    ]
    told = dict(problems[-1].values)
    assert (told["value"], told["allowed"]) == ("7", "scal, zostaw, pomin")
    # Dąbrowa begins 10 km east and north of the south-western corner of Zalewo.
    assert dict(problems[6].values)["km"] == "7,1"
    assert problems[7].hint == "Did you mean: {suggestion}?"
    for p in problems:
        p.message.format(**dict(p.values))
        p.hint.format(**dict(p.values))


def test_what_is_understood_is_given_when_asked_for(filled):
    filled.fill("duplicate-09", decyzja="7").fill("no_place-04", decyzja="pomin")
    decisions, problems = filled.read(partial=True)
    assert ([d.case_id for d in decisions], [p.code for p in problems]) == (["no_place-04"], ["bad_answer"])


def test_a_place_in_another_gmina_needs_its_code(filled, checks):
    lon, lat = degrees(14_000, 12_000)
    filled.fill("no_place-04", lat=lat, lon=lon, teryt7="0860052")
    decisions, problems = filled.read(checks=checks)
    assert (len(decisions), problems) == (1, [])
    assert ("teryt7", "0860052") in decisions[0].changes


@pytest.mark.parametrize(
    ("typed", "code"), [("9999999", "teryt_range"), ("0860992", "teryt_unknown"), ("Zalewo", "teryt_form")]
)
def test_a_code_that_is_no_gmina_is_refused(filled, checks, typed, code):
    decisions, problems = filled.fill("wrong_teryt-03", teryt7=typed).read(checks=checks)
    assert (decisions, [p.code for p in problems]) == ([], [code])
    assert problems[0].where == filled.where("wrong_teryt-03", "teryt7")


def test_swapped_degrees_abroad_are_told_from_the_declared_gmina(filled):
    gminas = build_gminas()
    gminas.geometry = gminas.to_crs(4326).translate(-6.0, -5.0).set_crs(4326).to_crs(25832)
    lon, lat = (v - shift for v, shift in zip(degrees(25_000, 15_000), (6.0, 5.0), strict=True))
    check = make_place_check(GminaIndex(gminas, "EPSG:25832"))
    _, problems = filled.fill("no_place-04", lat=lon, lon=lat).read(checks=[check])
    assert [p.code for p in problems] == ["swapped_axes"]


def test_a_case_of_another_list_and_an_answer_without_a_case_are_told(filled):
    sheet = filled.book[OPEN]
    for row, (case_id, answer) in enumerate([("obcy-1", "1"), (None, "2"), (None, None)], start=30):
        sheet.cell(row, 2).value, sheet.cell(row, 8).value = case_id, answer
    _, problems = filled.read()
    assert [(p.where, p.code) for p in problems] == [
        ("do_decyzji.xlsx!Do decyzji:B30", "unknown_case"),
        ("do_decyzji.xlsx!Do decyzji:B31", "no_case_id"),
    ]


def test_a_row_copied_with_another_answer_is_told(filled):
    filled.fill("other_gmina-02", decyzja="1")
    sheet = filled.book[OPEN]
    sheet.cell(40, 2).value, sheet.cell(40, 8).value = "other_gmina-02", "1"
    sheet.cell(41, 2).value, sheet.cell(41, 8).value = "other_gmina-02", "2"
    _, problems = filled.read()
    assert [(p.where, p.code) for p in problems] == [("do_decyzji.xlsx!Do decyzji:H41", "decided_twice")]
    assert dict(problems[0].values)["cell"] == filled.where("other_gmina-02", "decyzja")


def test_a_number_that_became_a_date_is_told(filled):
    import datetime

    cell = filled.fill("no_place-04", nr=datetime.datetime(2026, 3, 1)).cell("no_place-04", "nr")
    cell.number_format = "yyyy-mm-dd"
    decisions, problems = filled.read()
    assert decisions == []
    assert [(p.where, p.code) for p in problems] == [(filled.where("no_place-04", "nr"), "date_cell")]


def test_a_formula_is_text_or_its_last_value_and_never_run(filled):
    decisions, problems = filled.fill(
        "no_place-04", decyzja='=HYPERLINK("http://example.invalid";"1")'
    ).read()
    # The value was never computed, so the cell is empty: undecided.
    assert (decisions, problems) == ([], [])


# --- earlier decisions


def test_earlier_decisions_come_back_as_they_were(again):
    decisions, problems = again.read()
    assert (decisions, problems) == (sorted(build_decided()), [])


def test_an_earlier_decision_can_be_changed_or_taken_back(again):
    again.fill("near_match-06", sheet=DECIDED, decyzja="2").fill(
        "no_place-04", sheet=DECIDED, decyzja="cofnij"
    )
    again.fill("zniknela", sheet=DECIDED, decyzja="Cofnij")
    decisions, problems = again.read()
    assert problems == []
    assert [(d.case_id, d.answer) for d in decisions] == [
        ("near_match-06", "2"),
        ("no_place-04", "cofnij"),
        ("zniknela", "cofnij"),
    ]
    assert [d.case_id for d in merge_decisions(build_decided(), decisions)] == ["near_match-06"]


def test_typed_values_may_be_corrected_or_replaced_by_an_answer(again):
    decisions, problems = again.fill("no_place-04", sheet=DECIDED, nr="14").read()
    assert problems == []
    assert decisions[1].changes == (("miejscowosc", "Świerki"), ("nr", "14"))
    decisions, problems = again.fill("no_place-04", sheet=DECIDED, nr="12", decyzja="pomin").read()
    assert (problems, decisions[1].answer) == ([], "pomin")


def test_an_emptied_decision_stays_and_is_told(again):
    decisions, problems = again.fill("zniknela", sheet=DECIDED, decyzja=None).read()
    assert [d.case_id for d in decisions] == ["near_match-06", "no_place-04"]
    assert [(p.where, p.code, p.severity) for p in problems] == [
        (again.where("zniknela", "decyzja", DECIDED), "left_empty", "warning")
    ]


def test_a_question_that_is_not_asked_any_more_can_only_be_taken_back(again):
    decisions, problems = again.fill("zniknela", sheet=DECIDED, decyzja="1").read()
    assert (decisions, [p.code for p in problems]) == ([], ["bad_answer"])
    assert dict(problems[0].values) == {"value": "1", "old": "pomin", "word": "cofnij"}


# --- the record


def test_cases_are_recovered_from_the_file_alone(again):
    cases, decided = read_cases(again.path)
    # ``nan`` is no value that equals itself.
    assert sorted(map(repr, cases)) == sorted(map(repr, build_cases()))
    assert sorted(decided) == sorted(build_decided())


def test_cases_in_memory_count_more_than_the_record(filled):
    other = [replace(c, choices=()) for c in build_cases()]
    _, problems = filled.fill("other_gmina-02", decyzja="1").read(other, decided=())
    assert [p.code for p in problems] == ["bad_answer"]


def test_without_its_record_a_list_still_serves_whoever_has_the_cases(filled):
    filled.fill("other_gmina-02", decyzja="1")
    del filled.book[RECORD]
    decisions, problems = filled.read()
    assert (decisions, [p.code for p in problems]) == ([], ["no_record"])
    decisions, problems = filled.read(build_cases(), decided=())
    assert ([d.case_id for d in decisions], problems) == (["other_gmina-02"], [])


def _tampered(record, change):
    content = json.loads(record)
    change(content["case"])
    return json.dumps(content)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["choices"][0].update(changes=[["wrazliwosc", "0"]]),
        lambda c: c["choices"][0].update(changes=[["usluga_id", "U-999"]]),
        lambda c: c["choices"][0].update(changes=[["__class__", "x"]]),
        lambda c: c["choices"][0].update(changes=[["nr", 7]]),
        lambda c: c["choices"][0].update(key="pomin"),
        lambda c: c["choices"][0].update(command="x"),
        lambda c: c["choices"][0].update(lon=500.0),
        lambda c: c.update(lon="15.2"),
        lambda c: c["choices"][0].update(lat=None),
        lambda c: c["choices"].append(c["choices"][0]),
        lambda c: c.update(kind="nowy"),
        lambda c: c.update(service_ids=[]),
        lambda c: c.update(case_id=""),
        lambda c: c.update(columns=["pesel"]),
        lambda c: c.update(extra=1),
        lambda c: c.pop("subject"),
    ],
)
def test_a_record_that_was_changed_is_refused(filled, change):
    cell = next(c for c in filled.book[RECORD]["B"] if "swapped_axes" in c.value)
    cell.value = _tampered(cell.value, change)
    decisions, problems = filled.read()
    assert (decisions, [p.code for p in problems]) == ([], ["bad_record"])
    assert dict(problems[0].values)["row"] == str(cell.row)
    assert dict(problems[0].values)["reason"]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "[]",
        "{",
        "[" * 20_000,
        '{"case": 1}',
        '{"case": [], "decision": []}',
        '{"x": {}}',
        "null",
    ],
)
def test_a_record_that_is_no_record_is_refused(filled, text):
    filled.book[RECORD]["B3"].value = text
    decisions, problems = filled.read()
    assert (decisions, [p.code for p in problems]) == ([], ["bad_record"])


def test_a_record_of_odd_text_comes_back_as_it_was(tmp_path):
    odd = "  _x0041_ a  b\t\n\x07 \u200b'=1 \U0001f600 "
    asked = replace(case("near_match"), subject=odd, values=(("value", odd),))
    path = tmp_path / "d.xlsx"
    write_worklist_sheet([asked], path, text=Text("en"))
    assert repr(read_cases(path)[0]) == repr((asked,))


def test_a_cell_with_an_error_is_told(filled):
    cell = filled.cell("no_place-04", "decyzja")
    cell.value, cell.data_type = "#N/A", "e"
    decisions, problems = filled.fill("duplicate-09", decyzja="scal").read()
    assert decisions == []
    assert [(p.code, p.where) for p in problems] == [("error_cell", filled.where("no_place-04", "decyzja"))]


def test_a_record_longer_than_a_cell_comes_back_whole(tmp_path):
    label = "ż_x0041_" * 5_000
    long = replace(
        case("near_match"), choices=tuple(replace(c, label=label) for c in case("near_match").choices)
    )
    path = tmp_path / "d.xlsx"
    write_worklist_sheet([long], path, text=Text("en"))
    assert repr(read_cases(path)[0]) == repr((long,))


# --- other files


def _write_ods(path, tables):
    """The smallest ODS that holds text: what a spreadsheet program writes, without its ornaments."""

    def row(cells):
        written = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p></table:table-cell>'
            for c in cells
        )
        return f"<table:table-row>{written}</table:table-row>"

    body = "".join(
        f'<table:table table:name="{name}">{"".join(map(row, rows))}</table:table>'
        for name, rows in tables.items()
    )
    spaces = "".join(
        f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")  # fmt: skip


def test_an_ods_is_read_as_well(filled, tmp_path):
    filled.fill("other_gmina-02", decyzja="2")
    tables = {s.title: [[str(c.value or "") for c in r] for r in s.iter_rows()] for s in filled.book}
    path = tmp_path / "do_decyzji.ods"
    _write_ods(path, tables)
    decisions, problems = read_decisions(path)
    assert ([(d.case_id, d.answer) for d in decisions], problems) == ([("other_gmina-02", "2")], [])


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.xlsx", b"not a workbook", "xlsx"), ("a.xlsx", b"PK\x03\x04rubbish", "xlsx"), ("a.csv", b"case_id;decyzja\n", "no_worklist"),
    ("a.xlsx", None, "no_worklist")])  # fmt: skip
def test_another_file_is_refused(tmp_path, name, content, code):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    decisions, problems = read_decisions(path)
    assert (decisions, [p.code for p in problems]) == ([], [code])


def test_a_workbook_without_the_columns_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["usluga_id", "nazwa"])
    book.save(tmp_path / "uslugi.xlsx")
    assert [p.code for p in read_decisions(tmp_path / "uslugi.xlsx")[1]] == ["no_worklist"]
    with pytest.raises(InputError):
        read_cases(tmp_path / "uslugi.xlsx")


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as stream,
    ):
        for _ in range(401):
            stream.write(b" " * 1_000_000)
    assert path.stat().st_size < 1_000_000
    assert [p.code for p in read_decisions(path)[1]] == ["zip_bomb"]


def test_a_column_that_stands_twice_is_told(filled):
    sheet = filled.book[OPEN]
    sheet.cell(1, sheet.max_column + 1).value = "decyzja"
    _, problems = filled.read()
    assert [p.code for p in problems] == ["duplicate_column"]
