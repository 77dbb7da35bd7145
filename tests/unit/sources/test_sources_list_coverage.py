"""Whether lists tell of the powiats around the area: judged on the whole list, not on the rows that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playing.register_area import area_in, getter_in
from playing.registers import csv_of, play_opp, rpwdl_zip, xlsx_of
from playing.server import played_server

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.sources import opp, owes, rjps, rpwdl, wojewoda, zlobki
from mapa_uslug.sources.catalogue import ONE_FILE, all_terms
from mapa_uslug.sources.forms.list_reading import read_table
from mapa_uslug.sources.parts.list_coverage import uncovered_powiats

CZERSK = GminaUnit("220203", "3", "Czersk", "chojnicki", "pomorskie")
BRUSY = GminaUnit("220201", "3", "Brusy", "chojnicki", "pomorskie")
LUBICHOWO = GminaUnit("221307", "2", "Lubichowo", "starogardzki", "pomorskie")
TUCHOLA = GminaUnit("041606", "3", "Tuchola", "tucholski", "kujawsko-pomorskie")
AROUND = (TUCHOLA, BRUSY, LUBICHOWO)
ALL = ("chojnicki", "starogardzki", "tucholski")


def area_of(*around: GminaUnit, folder: Path = Path()) -> FetchArea:
    base = area_in(folder)
    return FetchArea((CZERSK,), around, base.shape, base.around, base.buffer_m, base.folder)


def left_out(*texts: str, around: tuple[GminaUnit, ...] = AROUND) -> tuple[str, ...]:
    return uncovered_powiats(area_of(*around), [read_table(text.encode()) for text in texts])


WHOLE = "Nazwa;Województwo;Powiat;Gmina\n"
OWN = "a;POMORSKIE;chojnicki;Czersk\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # One's own gmina alone, though a neighbour lies in the same powiat.
        (OWN, ALL),
        (OWN + "b;POMORSKIE;powiat chojnicki;Brusy\n", ("starogardzki", "tucholski")),
        # One row of a powiat is enough, wherever in it: lists are exported by powiat at least.
        (OWN + "b;POMORSKIE;chojnicki;Chojnice\nc;POMORSKIE;Starogardzki;Skórcz\n", ("tucholski",)),
        (OWN + "b;;chojnicki;Brusy\nc;;starogardzki;\nd;;tucholski;Cekcyn\n", ()),
        # A powiat of the same name elsewhere.
        (OWN + "b;ŁÓDZKIE;chojnicki;Brusy\n", ALL),
        # A row without a powiat says nothing where others have one.
        (OWN + "b;pomorskie;chojnicki;Brusy\nc;pomorskie;;\n", ("starogardzki", "tucholski")),
    ],
)  # fmt: skip
def test_by_powiat(rows: str, expected: tuple[str, ...]) -> None:
    assert left_out(WHOLE + rows) == expected


def test_exports_of_two_wojewodztwa_are_one_list() -> None:
    pomorskie = WHOLE + OWN + "b;pomorskie;chojnicki;Brusy\nc;pomorskie;starogardzki;Zblewo\n"
    other = WHOLE + "d;kujawsko-pomorskie;tucholski;Tuchola\ne;kujawsko-pomorskie;bydgoski;Koronowo\n"
    assert left_out(pomorskie) == ("tucholski",)
    assert left_out(other) == ("chojnicki", "starogardzki")
    assert left_out(pomorskie, other) == ()


def test_codes_tell_where_no_powiat_is_named() -> None:
    assert left_out("Nazwa;TERYT\na;2202033\nb;2202013\nc;221301_1\n") == ("tucholski",)
    assert left_out("Nazwa;TERYT\na;2202033\n") == ALL
    # A zero that a spreadsheet took away.
    assert left_out("Nazwa;TERYT\na;2202013\nb;416063\nc;2213072\n") == ()


def test_wojewodztwa_tell_where_neither_is_there_and_nothing_tells_of_nobody() -> None:
    assert left_out("Nazwa;Województwo\na;POMORSKIE\n") == ("tucholski",)
    assert left_out("Nazwa;Województwo\na;śląskie\n") == ALL
    assert left_out("Nazwa;Miejscowość\na;Tuchola\n") == ALL
    assert left_out("Nazwa;Miejscowość\na;Tuchola\n", around=()) == ()


def test_a_city_is_its_own_powiat_whatever_districts_are_named() -> None:
    gdynia = GminaUnit("226201", "1", "Gdynia", "Gdynia", "pomorskie")
    assert left_out("Nazwa;Powiat;Gmina\na;m. Gdynia;Gdynia\n", around=(gdynia,)) == ()
    assert left_out("Nazwa;TERYT\na;2262021\n", around=(gdynia,)) == ()
    assert left_out("Nazwa;Powiat;Gmina\na;gdyński;Gdynia\n", around=(gdynia,)) == ("Gdynia",)


UNITS = "Nazwa jednostki;Typ jednostki;Podkategorie;Województwo;Powiat;Gmina\n"


def test_every_gmina_has_an_office_so_one_without_was_left_out_of_the_export(tmp_path: Path) -> None:
    ours, other = tmp_path / "pomorskie.csv", tmp_path / "kujawskie.csv"
    ours.write_text(
        UNITS + "OPS;OPS;22;pomorskie;chojnicki;Czersk\nOPS;OPS;22;pomorskie;chojnicki;Brusy\n"
        "PCPR;PCPR;22;pomorskie;starogardzki;Starogard Gdański\n", "utf-8",
    )  # fmt: skip
    other.write_text(
        UNITS
        + "MGOPS;OPS;22;kujawsko-pomorskie;tucholski;Tuchola\nX;OPS;22;pomorskie;starogardzki;Lubichowo\n",
        "utf-8",
    )
    area = area_of(*AROUND, folder=tmp_path)
    (alone,) = rjps.fetch(area, getter_in(tmp_path, given={"rjps": (ours,)})).artefacts
    # Starogard Gdański tells of its powiat, not of Lubichowo in it.
    assert alone.uncovered == ("Lubichowo", "Tuchola")
    both = rjps.fetch(area, getter_in(tmp_path, given={"rjps": (ours, other)})).artefacts
    assert [(a.path.name, a.uncovered) for a in both] == [("rjps.csv", ()), ("rjps_2.csv", ())]
    # The list was judged before it was cut: the row of Starogard itself is no neighbour's.
    assert "Starogard" not in alone.path.read_text("utf-8")


def test_an_export_without_gminas_is_judged_by_powiats(tmp_path: Path) -> None:
    given = tmp_path / "rjps.csv"
    given.write_text(
        "Nazwa jednostki;Typ jednostki;Podkategorie;Powiat\nOPS;OPS;22;chojnicki\nOPS;OPS;22;starogardzki\n",
        "utf-8",
    )
    found = rjps.fetch(area_of(*AROUND, folder=tmp_path), getter_in(tmp_path, given={"rjps": (given,)}))
    assert [a.uncovered for a in found.artefacts] == [("tucholski",)]


def test_a_sparse_list_of_partners_says_nothing_of_what_is_known(tmp_path: Path) -> None:
    given = tmp_path / "opp.xlsx"
    given.write_bytes(
        xlsx_of("opp", [{"Numer KRS": "1", "Nazwa": "Most", "Powiat": "chojnicki", "Gmina": "Czersk"}])
    )
    centres = tmp_path / "owes.csv"
    centres.write_bytes(csv_of("owes", [{"Nazwa OWES": "OWES", "Adres": "Polna 1"}]))
    area = area_of(*AROUND, folder=tmp_path)
    getter = getter_in(tmp_path, given={"opp": (given,), "owes": (centres,)})
    for source in (opp, owes):
        assert [a.uncovered for a in source.fetch(area, getter).artefacts] == [()]


def test_lists_of_a_voivode_of_one_form_are_one_list_and_others_stand_alone(tmp_path: Path) -> None:
    texts = {
        "dps_a.csv": "Nazwa domu;Powiat\nDPS w Brusach;chojnicki\nDPS w Skórczu;starogardzki\n",
        "dps_b.csv": "Nazwa domu;Powiat\nDPS w Tucholi;tucholski\nDPS w Wysokiej;tucholski\n",
        "senior.csv": "Klub;Powiat\nKlub Senior+;chojnicki\nKlub Jesień;chojnicki\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    area = area_of(*AROUND, folder=tmp_path)
    getter = getter_in(tmp_path, given={"wojewoda": tuple(tmp_path / name for name in texts)})
    found = {a.path.name: a.uncovered for a in wojewoda.fetch(area, getter).artefacts}
    assert found == {
        "wojewoda_dps_a.csv": (), "wojewoda_dps_b.csv": (), "wojewoda_senior.csv": ("starogardzki", "tucholski"),
    }  # fmt: skip


@pytest.mark.parametrize(("far", "expected"), [("3061011", ALL), ("0416011", ("chojnicki", "starogardzki"))])
def test_an_archive_is_judged_by_all_of_it(tmp_path: Path, far: str, expected: tuple[str, ...]) -> None:
    unit = {"ID ZOZ": "1", "kodResortVIII": "0010", "Nazwa komórki": "POZ", "Teryt": "2202033"}
    given = tmp_path / "rpwdl.zip"
    given.write_bytes(rpwdl_zip([unit, {**unit, "ID ZOZ": "2", "Teryt": far}]))
    getter = getter_in(tmp_path, given={"rpwdl": (given,)})
    (artefact,) = rpwdl.fetch(area_of(*AROUND, folder=tmp_path), getter).artefacts
    assert artefact.uncovered == expected


def test_every_file_that_is_given_is_read(tmp_path: Path) -> None:
    head = "Typ instytucji;Nazwa;Województwo;Powiat;Gmina\n"
    files = []
    for name in ("Miś", "Sowa"):
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text(f"{head}Żłobek;{name};pomorskie;chojnicki;Czersk\n", "utf-8")
    area, getter = area_in(tmp_path), getter_in(tmp_path, given={"zlobki": tuple(files)})
    first, second = zlobki.fetch(area, getter).artefacts
    assert ("Miś" in first.path.read_text("utf-8"), "Sowa" in second.path.read_text("utf-8")) == (True, True)
    assert (first.path.name, second.path.name) == ("zlobki.csv", "zlobki_2.csv")


def test_an_empty_list_is_not_asked_for_again_but_given_by_hand(tmp_path: Path) -> None:
    with played_server() as server, pytest.raises(ConnectionError) as caught:
        opp.fetch(area_in(tmp_path), getter_in(tmp_path, bases={"opp": play_opp(server, [])}))
    assert "empty" in caught.value.reason
    assert caught.value.hint == "Download the list by hand and give it with --file."


def test_registers_take_several_files() -> None:
    assert set(all_terms()) > ONE_FILE
    assert not ONE_FILE & {"rjps", "zlobki", "rspo", "rpwdl", "apteki", "opp", "owes", "wojewoda"}
