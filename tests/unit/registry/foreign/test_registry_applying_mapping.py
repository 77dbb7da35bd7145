"""Rows of invented lists as rows of the official sheet: every row accounted for, nothing kept that must not be."""

from __future__ import annotations

import logging
from unicodedata import normalize

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.cell_names import column_letters
from mapa_uslug.core.errors import InputError
from mapa_uslug.registry.foreign.applying_mapping import ImportedRows, apply_mapping
from mapa_uslug.registry.foreign.foreign_cells import find_date, split_pair, tidy_number, tidy_postcode
from mapa_uslug.registry.foreign.mapping import CellTest, IdRule, Mapping, RowRules, SensitiveRule, SkipRule
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.role_contacts import drop_personal_emails
from mapa_uslug.registry.tables.headers import match_headers

MATCHER = TypeMatcher(read_catalog())


def table(
    headers: str, *rows: str, titles: tuple[str, ...] = (), first: int = 2, separator: str = ";"
) -> RawTable:
    names = tuple(headers.split(separator))
    cells = [tuple(row.split(separator)) for row in rows]
    assert all(len(c) == len(names) for c in cells)
    return RawTable(
        "lista.xlsx", "Arkusz1", titles, names, tuple(map(column_letters, range(len(names)))),
        tuple(RawRow(i, c) for i, c in enumerate(cells, start=first)),
    )  # fmt: skip


def apply(tab: RawTable, *, state_date: str = "", **mapping: object) -> ImportedRows:
    result = apply_mapping(tab, Mapping(name="próba", **mapping), matcher=MATCHER, state_date=state_date)
    assert result.count.read == len(tab.rows) == len(result.rows) + len(result.left_out)
    assert result.count.read == result.count.kept + sum(result.count.left_out.values())
    assert tuple(result.rows.columns) == (*COLUMN_NAMES, "origin")
    assert result.rows["usluga_id"].is_unique
    return result


def everything(result: ImportedRows) -> str:
    """All that a result holds, as text."""
    problems = " ".join(f"{p.where} {p.message} {p.hint} {p.values}" for p in result.problems)
    return " ".join(
        (result.rows.to_csv(), result.left_out.to_csv(), problems, str(result.count), str(result.letters))
    )


COLUMNS = {"nazwa": "Nazwa", "usluga_kod": "Typ", "miejscowosc": "Miejscowość"}


def test_columns_of_offer_and_cooperation_are_taken_over() -> None:
    found = match_headers(
        [
            "Miejsca zarezerwowane",
            "Koszyk usług",
            "Partnerstwa",
            "Kto prowadzi wpis",
            "Gdzie zgłaszać poprawki",
        ]
    )
    assert found.columns == {
        "zarezerwowane": 0, "koszyk": 1, "partnerzy": 2, "prowadzi_wpis": 3, "zgloszenia": 4,
    }  # fmt: skip
    columns = {
        **COLUMNS, "zarezerwowane": "Z", "koszyk": "K", "partnerzy": "P", "prowadzi_wpis": "W", "zgloszenia": "G", "odplatnosc": "O",
    }  # fmt: skip
    result = apply(
        table(
            "Nazwa;Typ;Miejscowość;Z;K;P;W;G;O",
            "Dom;DDP;Zalewo;2 miejsca;UO|REH;P-02|brak;OPS w Zalewie;ops@zalewo.example, anna.nowak@zalewo.example;brak danych",
        ),
        columns=columns,
    )
    row = result.rows.iloc[0]
    assert (row["zarezerwowane"], row["koszyk"], row["partnerzy"]) == ("2", "UO|REH", "P-02|brak")
    assert (row["prowadzi_wpis"], row["zgloszenia"], row["odplatnosc"]) == (
        "OPS w Zalewie",
        "ops@zalewo.example",
        "",
    )
    assert [p.code for p in result.problems] == ["personal_mailbox"]


def test_columns_constants_and_values() -> None:
    result = apply(
        table("Nazwa;Typ;Miejscowość;Miejsca", "Klub A;klub S+;Bór;25.0", "Klub B;Inny;Bór;b.d."),
        columns={**COLUMNS, "pojemnosc": "Miejsca"},
        constants={"zrodlo": "wykaz", "miejscowosc": "Zalewo"},
        values={"usluga_kod": {"KLUB s*": "KS"}},
    )
    first, second = result.rows.to_dict("records")
    # A constant fills only what is empty, a value that is not listed passes as it is.
    assert (first["usluga_kod"], first["miejscowosc"], first["pojemnosc"], first["zrodlo"]) == (
        "KS",
        "Bór",
        "25",
        "wykaz",
    )
    assert (second["usluga_kod"], second["pojemnosc"]) == ("Inny", "")
    assert (first["origin"], second["origin"]) == ("lista.xlsx!Arkusz1:2", "lista.xlsx!Arkusz1:3")
    assert result.letters == {"nazwa": "A", "usluga_kod": "B", "miejscowosc": "C", "pojemnosc": "D"}


def test_several_headers_are_joined() -> None:
    result = apply(
        table("Rodzaj;Gmina;Tel;Mail", "Klub Senior+;Bór;00 11;biuro@bor.example", "Klub Senior+;Las;;"),
        columns={"nazwa": ("Rodzaj", "Gmina"), "usluga_kod": "Rodzaj", "kontakt_rola": ("Tel", "Mail")},
    )
    assert list(result.rows["nazwa"]) == ["Klub Senior+ Bór", "Klub Senior+ Las"]
    assert list(result.rows["kontakt_rola"]) == ["00 11, biuro@bor.example", ""]


VOIVODE = table(
    "Lp.;Powiat;Dom (nazwa i adres);Typ DPS;Liczba miejsc",
    "1.;zalewski;X;X;90",
    ";;Dom Pomocy Społecznej w Zalewie, ul. Szkolna 4, 00-100 Zalewo;dla osób w podeszłym wieku;60",
    ";;;dla osób przewlekle somatycznie chorych;30",
    "2.;leśny;X;X;20",
    ";;Gmina Bór      Dom Pomocy Społecznej „Dąb”, Zarzecze 7, 00-200 Bór;dla osób w podeszłym wieku;20",
    ";;* objaśnienia;;",
    ";;Razem;X;110",
    titles=("Wolne miejsca (stan na dzień 31 lipca 2026 r.)",),
    first=5,
)  # fmt: skip
VOIVODE_MAPPING = {
    "date_from_titles": True,
    "columns": {"powiat": "Powiat", "kryteria": "Typ DPS", "pojemnosc": "Liczba miejsc"},
    "split": {"Dom (nazwa i adres)": "nazwa_i_adres"},
    "constants": {"usluga_kod": "DPS"},
    "rows": RowRules(
        fill_down=("Powiat",),
        group=("Dom (nazwa i adres)",),
        skip_when=(
            SkipRule(column="Dom (nazwa i adres)", matches="^razem", reason="total"),
            SkipRule(column="Typ DPS", equals=("x",), reason="subtotal"),
            SkipRule(column="Typ DPS", empty=True, reason="note"),
        ),
    ),
}


def test_a_home_of_several_types_is_one_service_a_type() -> None:
    result = apply(VOIVODE, **VOIVODE_MAPPING)
    assert result.count.left_out == {"note": 1, "subtotal": 2, "total": 1}
    rows = result.rows
    assert list(rows["nazwa"]) == ["Dom Pomocy Społecznej w Zalewie"] * 2 + ["Dom Pomocy Społecznej „Dąb”"]
    assert list(rows["powiat"]) == ["zalewski", "zalewski", "leśny"]
    assert list(zip(rows["ulica"], rows["nr"], rows["kod"], rows["miejscowosc"], strict=True)) == [
        ("Szkolna", "4", "00-100", "Zalewo"), ("Szkolna", "4", "00-100", "Zalewo"), ("", "7", "00-200", "Zarzecze"),
    ]  # fmt: skip
    assert list(rows["pojemnosc"]) == ["60", "30", "20"]
    assert list(rows["data_stanu"]) == ["2026-07-31"] * 3
    # The gmina before the name of the home is who runs it.
    assert list(rows["typ_podmiotu"]) == ["", "", "gmina"]
    assert list(result.left_out["source"]) == [f"lista.xlsx!Arkusz1:{n}" for n in (5, 8, 10, 11)]
    assert not result.problems


def test_a_record_does_not_go_on_over_a_sum() -> None:
    tab = table("Dom;Typ", "Dom A, ul. Polna 1, 00-100 Bór;a", "X;X", ";b")
    rules = RowRules(group=("Dom",), skip_when=(SkipRule(column="Typ", equals=("x",), reason="subtotal"),))
    result = apply(
        tab,
        columns={"kryteria": "Typ"},
        split={"Dom": "nazwa_i_adres"},
        constants={"usluga_kod": "DPS"},
        rows=rules,
    )
    assert result.count.left_out == {"no_record": 1, "subtotal": 1}


def test_rows_without_a_name_are_left_out_and_told() -> None:
    result = apply(table("Nazwa;Typ;Miejscowość", ";DPS;Bór", "Dom;DPS;Bór"), columns=COLUMNS)
    assert result.count.left_out == {"no_name": 1}
    assert [(p.code, p.where) for p in result.problems] == [("no_name", "lista.xlsx!Arkusz1:A2")]


def test_only_listed_types_are_taken() -> None:
    result = apply(
        table("Nazwa;Typ;Miejscowość", "A;Szkoła podstawowa;Bór", "B;Liceum;Bór", "C;;Bór"),
        columns=COLUMNS, values={"usluga_kod": {"szkola podstawowa": "SP"}}, rows=RowRules(only_listed=True),
    )  # fmt: skip
    assert list(result.rows["usluga_kod"]) == ["SP"]
    assert result.count.left_out == {"not_in_catalog": 2}


def test_rows_outside_of_the_given_ones_are_counted() -> None:
    result = apply(
        table("Nazwa;Typ;Miejscowość", *["Dom;DPS;Bór"] * 4), columns=COLUMNS, first_row=3, last_row=4
    )
    assert list(result.rows["origin"]) == ["lista.xlsx!Arkusz1:3", "lista.xlsx!Arkusz1:4"]
    assert result.count.left_out == {"outside_rows": 2}


SUSPENDED = RowRules(
    skip_when=(
        SkipRule(column="Koniec", past=True, reason="closed"),
        SkipRule(
            column="Zawieszona od",
            past=True,
            also=(CellTest(column="Zawieszona do", empty=True),),
            reason="suspended",
        ),
        SkipRule(
            column="Zawieszona od",
            past=True,
            also=(CellTest(column="Zawieszona do", past=False),),
            reason="suspended",
        ),
    )
)


@pytest.mark.parametrize(
    ("dates", "state_date", "reason"),
    [
        ("2026-05-01;;", "2026-09-30", "closed"),
        ("2026-09-30;;", "2026-09-30", "closed"),
        ("01.12.2026;;", "2026-09-30", ""),
        # Where the day of the list is not known, an end that is written down counts.
        ("01.12.2026;;", "", "closed"),
        (";2026-01-01;", "2026-09-30", "suspended"),
        (";2026-01-01;2026-12-31", "2026-09-30", "suspended"),
        (";2026-01-01;2026-03-31", "2026-09-30", ""),
        (";2027-01-01;", "2026-09-30", ""),
        (";;", "2026-09-30", ""),
        ("zamknięta;;", "2026-09-30", "closed"),
    ],
)
def test_closed_and_suspended_by_the_day_of_the_list(dates: str, state_date: str, reason: str) -> None:
    tab = table("Nazwa;Typ;Miejscowość;Koniec;Zawieszona od;Zawieszona do", f"Dom;DPS;Bór;{dates}")
    result = apply(tab, columns=COLUMNS, rows=SUSPENDED, state_date=state_date)
    assert result.count.left_out == ({reason: 1} if reason else {})


PLANTED = "Ukryta 9"


@pytest.mark.parametrize(
    "row",
    [
        f"Schronisko dla ofiar przemocy;SOW;Tajne;{PLANTED};;00-00",
        f"Dom Zacisze;specjalistyczny ośrodek wsparcia dla ofiar przemocy;Tajne;{PLANTED};;00-00",
        f"Ośrodek;hostel dla ofiar przemocy;Tajne;{PLANTED};;00-00",
        f"Rodzina zastępcza Nowakowie;piecza;Tajne;{PLANTED};;00-00",
        f"Jednostka;Dom;Tajne;{PLANTED};22, 41, 13;00-00",
        f"Jednostka;DPS;Tajne;{PLANTED};Przemoc - opieka całodobowa;00-00",
        # A value that is translated into a public type is judged by what the list called it.
        f"Punkt;hostel interwencyjny;Tajne;{PLANTED};;00-00",
        # Nor does a rule that would leave the row out, with its place, come first.
        f"X;SOW;Tajne;{PLANTED};;00-00",
    ],
)
def test_rows_that_are_never_kept_leave_a_count_by_kind(row: str, caplog: pytest.LogCaptureFixture) -> None:
    tab = table("Nazwa;Typ;Miejscowość;Adres;Podkategorie;Tel", "Dom;DPS;Bór;Polna 1;21;00-11", row, first=77)
    with caplog.at_level(logging.DEBUG):
        result = apply(
            tab,
            columns={**COLUMNS, "kontakt_rola": "Tel"},
            split={"Adres": "ulica_nr"},
            values={"usluga_kod": {"hostel interwencyjny": "OIK"}},
            rows=RowRules(skip_when=(SkipRule(column="Nazwa", equals=("x",), reason="subtotal"),)),
            sensitive=(SensitiveRule(column="Podkategorie", matches=r"(^|\D)41(\D|$)|przemoc.*calodobow", kind="podkategoria 41"),),
        )  # fmt: skip
    (reason,) = result.count.left_out
    assert reason.startswith("never_kept:")
    assert len(result.rows) == 1
    (left,) = result.left_out.to_dict("records")
    assert (left["source"], left["reason"]) == ("", "never_kept")
    for word in ("Tajne", "Ukryta", "Nowak", "Zacisze", "Jednostka", ":78", "00-00"):
        assert word not in everything(result) + caplog.text


def test_what_goes_on_from_a_row_that_is_never_kept_is_not_kept_either() -> None:
    tab = table(
        "Dom;Typ;Rodzaj", "Dom dla matek z dziećmi, ul. Ukryta 9, 00-100 Bór;przemoc;całodobowa", ";inne wsparcie;dzienna",
        "Dom Pomocy, ul. Polna 1, 00-100 Bór;a;b", ";c;d",
    )  # fmt: skip
    result = apply(
        tab,
        columns={"kryteria": "Typ"},
        split={"Dom": "nazwa_i_adres"},
        constants={"usluga_kod": "DPS"},
        rows=RowRules(group=("Dom",)),
    )
    assert sum(result.count.left_out.values()) == 2
    assert list(result.rows["ulica"]) == ["Polna", "Polna"]
    assert "Ukryta" not in everything(result)


def test_a_sensitive_column_that_is_missing_is_told() -> None:
    rule = SensitiveRule(column="Podkategorie", matches="41", kind="podkategoria 41")
    result = apply(table("Nazwa;Typ;Miejscowość", "Dom;DPS;Bór"), columns=COLUMNS, sensitive=(rule,))
    assert [p.code for p in result.problems] == ["missing_sensitive"]


def hidden(*rows: str) -> ImportedRows:
    return apply(
        table("Nazwa;Typ;Miejscowość;Adres;Miejsca;Teryt;Tel;Współrzędne;Kod", *rows),
        columns={**COLUMNS, "pojemnosc": "Miejsca", "teryt7": "Teryt", "kontakt_rola": "Tel", "kod": "Kod"},
        split={"Adres": "ulica_nr", "Współrzędne": "lon_lat"},
        constants={"zrodlo": "wykaz", "data_stanu": "2026-09-30", "jednostka": "miejsca"},
        id=IdRule(prefix="W", columns=("Tel",)),
    )  # fmt: skip


def test_of_rows_counted_per_gmina_only_what_may_be_kept_is_kept() -> None:
    result = hidden(
        "Anna Nowak Opieka;dzienny opiekun;Tajne;Ukryta 9, parter prawy;5;0860011;600 100 200, anna.nowak@poczta.example;15.1,52.1;00-100"
    )
    (row,) = result.rows.to_dict("records")
    kept = {k: v for k, v in row.items() if v and k not in ("origin", "usluga_id")}
    assert kept == {
        "nazwa": "dzienny opiekun", "usluga_kod": "DO", "teryt7": "0860011", "pojemnosc": "5", "jednostka": "miejsca",
        "zrodlo": "wykaz", "data_stanu": "2026-09-30", "wrazliwosc": "1",
    }  # fmt: skip
    for word in ("Nowak", "Tajne", "Ukryta", "parter", "600 100", "52.1", "00-100", "nowak"):
        assert word not in everything(result)


def test_cells_of_a_hidden_row_that_hold_more_than_they_should_are_not_kept() -> None:
    result = apply(
        table("Nazwa;Typ;Miejscowość;Miejsca;Jednostka;Teryt;Uwagi;Rok", "Opieka;dom Anny Nowak;Tajne;5 u Anny;miejsca przy Ukrytej;Ukryta 9;ul. Ukryta 9, stan 2026-05-06;Ukryta"),
        columns={**COLUMNS, "pojemnosc": "Miejsca", "jednostka": "Jednostka", "teryt7": "Teryt", "zrodlo": "Uwagi", "data_stanu": "Uwagi", "teryt_rok": "Rok"},
        sensitive=(SensitiveRule(column="Typ", matches="dom anny", level=1, kind="rodzinny dom pomocy"),),
    )  # fmt: skip
    (row,) = result.rows.to_dict("records")
    assert {k: v for k, v in row.items() if v and k not in ("origin", "usluga_id")} == {
        "nazwa": "rodzinny dom pomocy", "usluga_kod": "RDP", "data_stanu": "2026-05-06", "zrodlo": "próba", "wrazliwosc": "1",
    }  # fmt: skip
    assert not any(word in everything(result) for word in ("Ukryt", "Ann", "Tajne"))


def test_the_id_of_a_hidden_row_does_not_tell_its_address() -> None:
    ids = [hidden(f"{name};dzienny opiekun;{place};{street} 9;5;0860011;{n};;00-100").rows["usluga_id"][0]
           for n, (name, place, street) in enumerate([("Anna", "Bór", "Polna"), ("Ewa", "Las", "Leśna")])]  # fmt: skip
    assert ids[0] == ids[1]
    two = hidden("A;dzienny opiekun;Bór;Polna 9;5;0860011;1;;", "B;dzienny opiekun;Las;Leśna 9;5;0860011;2;;")
    assert list(two.rows["usluga_id"]) == [ids[0], f"{ids[0]}-2"]
    assert not two.problems


PEOPLE = ["Dom A;DPS;Bór", "Dom B;DPS;Bór", "Dom A;DPS;Las", "Klub;KS;Bór"]


@given(order=st.permutations(PEOPLE), left=st.sets(st.sampled_from(PEOPLE), max_size=3))
@settings(max_examples=40, deadline=None)
def test_ids_do_not_depend_on_order_or_other_rows(order: list[str], left: set[str]) -> None:
    full = apply(table("Nazwa;Typ;Miejscowość", *PEOPLE), columns=COLUMNS).rows
    some = apply(table("Nazwa;Typ;Miejscowość", *[r for r in order if r not in left]), columns=COLUMNS).rows
    known = dict(zip(zip(full["nazwa"], full["miejscowosc"], strict=True), full["usluga_id"], strict=True))
    assert all(known[row.nazwa, row.miejscowosc] == row.usluga_id for row in some.itertuples())


def test_ids_are_made_of_who_where_and_what_only() -> None:
    def the_id(row: str) -> str:
        tab = table("Nazwa;Typ;Miejscowość;Ulica;Nr;Kryteria;Miejsca;Grupa", row)
        columns = {
            **COLUMNS,
            "ulica": "Ulica",
            "nr": "Nr",
            "kryteria": "Kryteria",
            "pojemnosc": "Miejsca",
            "grupa": "Grupa",
        }
        return str(apply(tab, columns=columns).rows["usluga_id"][0])

    first = the_id("Dom „Dąb”;DPS;Bór;Polna;4;a;30;c")
    # Case, punctuation, the name of the type and the number of places change nothing.
    assert the_id("DOM DĄB;dom pomocy społecznej;BÓR;ul. polna;4;A;40;c") == first
    others = ["Dom „Buk”;DPS;Bór;Polna;4;a;30;c", "Dom „Dąb”;PCO;Bór;Polna;4;a;30;c", "Dom „Dąb”;DPS;Las;Polna;4;a;30;c",
              "Dom „Dąb”;DPS;Bór;Leśna;4;a;30;c", "Dom „Dąb”;DPS;Bór;Polna;4A;a;30;c", "Dom „Dąb”;DPS;Bór;Polna;4;b;30;c", "Dom „Dąb”;DPS;Bór;Polna;4;a;30;d"]  # fmt: skip
    assert len({first, *map(the_id, others)}) == 8


def test_repeated_rows_are_kept_with_a_number_and_told() -> None:
    result = apply(table("Nazwa;Typ;Miejscowość", *["Dom;DPS;Bór"] * 3), columns=COLUMNS)
    first = result.rows["usluga_id"][0]
    assert list(result.rows["usluga_id"]) == [first, f"{first}-2", f"{first}-3"]
    (note,) = result.problems
    assert (note.code, dict(note.values)["rows"]) == ("repeated_row", "3, 4")


def test_ids_of_the_list_are_used_and_kept_apart() -> None:
    tab = table(
        "Id;Nazwa;Typ;Miejscowość",
        "7.0;Dom;DPS;Bór",
        "7;Klub;KS;Bór",
        "7-2;Świetlica;PWD;Bór",
        ";Inny;DPS;Bór",
    )
    result = apply(tab, columns=COLUMNS, id=IdRule(prefix="R", columns=("Id",)))
    ids = list(result.rows["usluga_id"])
    assert ids[:3] == ["R-7", "R-7-2", "R-7-2-2"]
    assert ids[3].startswith("R-")
    assert len(ids[3]) == len("R-") + 12


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("ulica_nr", "ul. Szkolna 4a/3", {"ulica": "Szkolna", "nr": "4a/3", "miejscowosc": "Zalewo"}),
        ("ulica_nr", "591", {"ulica": "", "nr": "591", "miejscowosc": "Zalewo"}),
        ("ulica_nr", "Zalewo 17", {"ulica": "", "nr": "17", "miejscowosc": "Zalewo"}),
        # A village before the street is where the house is: the column holds the post town.
        ("ulica_nr", "Bór, ul. Leśna 3", {"ulica": "Leśna", "nr": "3", "miejscowosc": "Bór"}),
        ("ulica_nr", "Bór ul. Leśna 3", {"ulica": "Leśna", "nr": "3", "miejscowosc": "Bór"}),
        ("ulica_nr", "ul. Leśna 17, 17A", {"ulica": "Leśna", "nr": "17, 17A", "miejscowosc": "Zalewo"}),
        # The name says "w Zarzeczu": no street, but a village that the post town stands for.
        ("ulica_nr", "Zarzecze 8", {"ulica": "", "nr": "8", "miejscowosc": "Zarzecze"}),
        ("ulica_nr", "Dąbrowa 8", {"ulica": "Dąbrowa", "nr": "8", "miejscowosc": "Zalewo"}),
        ("ulica_nr", "Aleja Lipowa 8", {"ulica": "Aleja Lipowa", "nr": "8", "miejscowosc": "Zalewo"}),
        ("adres_pelny", "ul. Szkolna 4\n00-100 Las", {"ulica": "Szkolna", "nr": "4", "kod": "00-100", "miejscowosc": "Zalewo"}),
        ("kod_miejscowosc", "00-100 Las", {"kod": "00-100", "miejscowosc": "Zalewo"}),
        ("nr_lokalu", "3", {"nr": ""}),
        ("powiat_gmina", "zalewski / Bór", {"powiat": "zalewski", "gmina": "Bór"}),
        ("lon_lat", "15.25;52.125", {"lon": "15.25", "lat": "52.125"}),
        ("lat_lon", "52,125, 15,25", {"lon": "15.25", "lat": "52.125"}),
        ("lon_lat", "brak", {"lon": "", "lat": ""}),
    ],
)  # fmt: skip
def test_cells_that_hold_several_columns(kind: str, cell: str, expected: dict[str, str]) -> None:
    tab = table("Nazwa~Typ~Miejscowość~Komórka", f"Dom w Zarzeczu~DPS~Zalewo~{cell}", separator="~")
    (row,) = apply(tab, columns=COLUMNS, split={"Komórka": kind}).rows.to_dict("records")
    assert {k: row[k] for k in expected} == expected


def test_letters_written_as_two_characters_are_read_as_one() -> None:
    tab = table("Nazwa;Typ;Miejscowość;Adres", normalize("NFD", "Dom w Dąbrówce;DPS;Bór;Dąbrówka 8"))
    (row,) = apply(tab, columns=COLUMNS, split={"Adres": "ulica_nr"}).rows.to_dict("records")
    assert (row["nazwa"], row["ulica"], row["miejscowosc"]) == ("Dom w Dąbrówce", "", "Dąbrówka")


def test_a_flat_completes_the_number_and_free_places_the_taken_ones() -> None:
    tab = table(
        "Nazwa;Typ;Miejscowość;Nr;Lokal;Miejsca;Wolne",
        "A;DPS;Bór;4;2;30;12",
        "B;DPS;Bór;4/1;2;30;31",
        "C;DPS;Bór;;2;;3",
    )
    result = apply(
        tab, columns={**COLUMNS, "nr": "Nr", "pojemnosc": "Miejsca"}, split={"Lokal": "nr_lokalu", "Wolne": "wolne_miejsca"}
    )  # fmt: skip
    assert list(result.rows["nr"]) == ["4/2", "4/1", ""]
    # More free places than places cannot be, and free places alone say nothing of those that are taken.
    assert list(result.rows["zajete"]) == ["18", "", ""]


def test_what_is_not_understood_of_an_address_is_told_once() -> None:
    tab = table("Dom;Typ", "Dom Pomocy, ul. Polna 1, 00-100 Bór, wejście od podwórza;a", ";b")
    result = apply(
        tab,
        columns={"kryteria": "Typ"},
        split={"Dom": "nazwa_i_adres"},
        constants={"usluga_kod": "DPS"},
        rows=RowRules(group=("Dom",)),
    )
    (note,) = result.problems
    assert (note.code, note.where, "podwórza" in dict(note.values)["rest"]) == (
        "address_rest",
        "lista.xlsx!Arkusz1:2",
        True,
    )


def test_the_type_may_be_taken_from_the_name() -> None:
    tab = table("Nazwa", "Dom Pomocy Społecznej w Zalewie", "Stowarzyszenie Przyjaciół Zalewu")
    result = apply(tab, columns={"nazwa": "Nazwa"}, rows=RowRules(type_from_name=True))
    assert list(result.rows["usluga_kod"]) == ["DPS", ""]


@pytest.mark.parametrize(
    ("mapping", "codes"),
    [
        ({"columns": {"nazwa": "Placówka", "usluga_kod": "Typ"}}, {"missing_header", "mapping_incomplete"}),
        ({"columns": {"nazwa": "Nazwa"}}, {"mapping_incomplete"}),
        ({"columns": {"nazwa": "Nazwa", "usluga_kod": "T*"}}, {"ambiguous_header", "mapping_incomplete"}),
        ({"columns": COLUMNS, "rows": RowRules(group=("Grupa",))}, {"missing_header"}),
        ({"columns": COLUMNS, "id": IdRule(columns=("Id",))}, {"missing_header"}),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_the_headers_found(
    mapping: dict[str, object], codes: set[str]
) -> None:
    with pytest.raises(InputError) as error:
        apply(table("Nazwa;Typ;Tel;Miejscowość", "Dom;DPS;1;Bór"), **mapping)
    assert {p.code for p in error.value.problems} == codes
    assert all(p.where.startswith("lista.xlsx") for p in error.value.problems)


def test_columns_that_are_missing_but_not_needed_are_told_together() -> None:
    result = apply(
        table("Nazwa;Typ;Miejscowość", "Dom;DPS;Bór"),
        columns={**COLUMNS, "kod": "Kod pocztowy"},
        split={"Lokal": "nr_lokalu"},
    )
    (note,) = result.problems
    assert (note.code, note.severity, dict(note.values)["headers"]) == (
        "missing_headers",
        "warning",
        "Kod pocztowy; Lokal",
    )


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("00 11 22, biuro@bor.example", "00 11 22, biuro@bor.example", 0),
        ("00 11 22, jan.kowalski@bor.example", "00 11 22", 1),
        ("j.wisniewska@bor.example; sekretariat@bor.example", "sekretariat@bor.example", 1),
        ("kowalska_anna@bor.example", "", 1),
        ("ops.bor@poczta.example", "ops.bor@poczta.example", 0),
        # A word of the provider's own name is no surname.
        ("zarzecze.gorne@poczta.example", "zarzecze.gorne@poczta.example", 0),
        ("sp12@szkola.example", "sp12@szkola.example", 0),
    ],
)
def test_mailboxes_of_people_are_not_taken_over(text: str, kept: str, dropped: int) -> None:
    assert drop_personal_emails(text, known=("Klub w Zarzeczu Górnym", "Zarzecze Górne")) == (kept, dropped)


def test_mailboxes_that_were_not_taken_over_are_counted_but_not_repeated() -> None:
    tab = table(
        "Nazwa;Typ;Miejscowość;Mail", "A;DPS;Bór;jan.kowalski@bor.example", "B;DPS;Bór;ewa.lis@bor.example"
    )
    result = apply(tab, columns={**COLUMNS, "kontakt_rola": "Mail"})
    (note,) = result.problems
    assert (note.code, dict(note.values)["count"]) == ("personal_mailbox", "2")
    assert "kowalski" not in everything(result)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("stan na dzień 31 lipca 2026 r.", "2026-07-31"),
        ("eksport 06.03.2026", "2026-03-06"),
        ("2026-08-08 00:00:00", "2026-08-08"),
        ("wg stanu na 1 września 2025", "2025-09-01"),
        ("30 paź 2025", "2025-10-30"),
        ("31.02.2026", ""),
        ("tel. 12 345 6789", ""),
        ("lipiec 2026", ""),
        ("", ""),
    ],
)
def test_days_are_found_in_titles_and_remarks(text: str, day: str) -> None:
    assert find_date(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [("25.0", "25"), ("25,50", "25.5"), ("1 200", "1200"), ("30 miejsc", "30"), ("X", ""), ("b.d.", ""), ("0", "0"), ("ok. 30", "ok. 30"), ("12+3", "12+3")],
)  # fmt: skip
def test_numbers_are_made_tidy_and_others_left_to_be_asked_about(text: str, number: str) -> None:
    assert tidy_number(text) == number


def test_postcodes_and_pairs() -> None:
    assert [tidy_postcode(t) for t in ("34 -130", "34130", "34-130", "3413", "Bór")] == [
        "34-130",
        "34-130",
        "34-130",
        "3413",
        "Bór",
    ]
    assert split_pair("19.5;50.25") == ("19.5", "50.25")
    assert split_pair("19,5 50,25") == ("19.5", "50.25")
    assert split_pair("19") is None
    assert split_pair("1;2;3") is None


cells = st.text(st.sampled_from("abDPSX żółć19.;-\n"), max_size=8)
rows_of_text = st.lists(st.tuples(cells, cells, cells, cells), max_size=12)


@given(rows=rows_of_text)
@settings(max_examples=80, deadline=None)
def test_whatever_a_list_holds_its_rows_are_accounted_for(rows: list[tuple[str, str, str, str]]) -> None:
    tab = RawTable(
        "a.csv",
        "",
        (),
        ("Dom", "Typ", "Miejsca", "Koniec"),
        tuple("ABCD"),
        tuple(RawRow(i, r) for i, r in enumerate(rows, 2)),
    )
    rules = RowRules(
        fill_down=("Typ",), group=("Dom",),
        skip_when=(SkipRule(column="Miejsca", equals=("x",), reason="subtotal"), SkipRule(column="Koniec", past=True, reason="closed")),
    )  # fmt: skip
    result = apply(
        tab, columns={"usluga_kod": "Typ", "pojemnosc": "Miejsca"}, split={"Dom": "nazwa_i_adres"}, rows=rules
    )
    assert isinstance(result.rows, pd.DataFrame)
    assert not result.rows.isna().to_numpy().any()
