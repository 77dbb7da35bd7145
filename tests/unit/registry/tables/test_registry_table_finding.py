from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.core.cell_names import Merge, column_index, column_letters
from mapa_uslug.registry.tables.grids import Grid, Interner
from mapa_uslug.registry.tables.table_finding import find_tables


def grid(text: str, merges: tuple[Merge, ...] | None = None) -> Grid:
    """A sheet drawn as lines of cells: ``;`` between cells, blank lines are blank rows."""
    rows = [tuple(c.strip() for c in line.split(";")) for line in text.strip("\n").splitlines()]
    return Grid("f.xlsx", "S", tuple(RawRow(n, r) for n, r in enumerate(rows, start=1) if any(r)), merges)


def only(text: str, merges: tuple[Merge, ...] | None = None) -> RawTable:
    (table,) = find_tables(grid(text, merges))
    return table


def test_titles_stand_above_and_notes_below() -> None:
    table = only("""
Wykaz ośrodków wsparcia
stan na dzień;2026-07-01

nazwa;ulica;nr
Dom;Polna;1
Klub;Leśna;2

* dane nieostateczne
Sporządził: referat spraw społecznych
""")
    assert table.headers == ("nazwa", "ulica", "nr")
    assert [r.number for r in table.rows] == [5, 6]
    assert table.titles == (
        "Wykaz ośrodków wsparcia", "stan na dzień", "2026-07-01", "* dane nieostateczne",
        "Sporządził: referat spraw społecznych",
    )  # fmt: skip


def test_groups_of_a_text_file_are_carried_over_blanks() -> None:
    table = only("""
Powiat;Adres;;;Kontakt;
;ulica;nr;kod;telefon;e-mail
zalewski;Polna;1;00-000;123;a@b.pl
""")
    assert table.headers == (
        "Powiat",
        "Adres / ulica",
        "Adres / nr",
        "Adres / kod",
        "Kontakt / telefon",
        "Kontakt / e-mail",
    )
    assert [r.number for r in table.rows] == [3]


def test_a_row_of_groups_above_complete_headers_belongs_to_them() -> None:
    table = only("""
Dane jednostki;;Adres;
nazwa;typ;ulica;nr
Dom;DPS;Polna;1
Klub;SDS;Leśna;2
""")
    assert table.headers == ("Dane jednostki / nazwa", "Dane jednostki / typ", "Adres / ulica", "Adres / nr")


def test_merged_headers_go_as_deep_as_the_deepest_cell() -> None:
    table = only(
        """
Rejestr;;;
Powiat;Miejsca;;
;ogółem;w tym:;
;;dla kobiet;dla mężczyzn

zalewski;30;20;10
""",
        ((1, 0, 1, 3), (2, 0, 4, 0), (2, 1, 2, 3), (3, 1, 4, 1), (3, 2, 3, 3)),
    )
    assert table.headers == (
        "Powiat",
        "Miejsca / ogółem",
        "Miejsca / w tym: / dla kobiet",
        "Miejsca / w tym: / dla mężczyzn",
    )
    assert (table.titles, [r.number for r in table.rows]) == (("Rejestr",), [6])


def test_parts_that_repeat_stand_once_and_line_breaks_are_blanks() -> None:
    rows = (RawRow(1, ("Liczba\nmiejsc", "nazwa")), RawRow(2, ("Liczba miejsc", "")), RawRow(3, ("3", "Dom")))
    (table,) = find_tables(Grid("f.xlsx", "S", rows, ((1, 1, 2, 1),)))
    assert table.headers == ("Liczba miejsc", "nazwa")


def test_headers_without_a_single_known_word_are_found() -> None:
    table = only("alfa;beta;gamma\n11;2;3\n4;5;6\n7;8;9")
    assert (table.headers, len(table.rows)) == (("alfa", "beta", "gamma"), 3)


def test_body_of_texts_is_no_second_row_of_headers() -> None:
    table = only("nazwa;;uwagi\nDom;Polna;x\nKlub;;y")
    assert (table.headers, len(table.rows)) == (("nazwa", "", "uwagi"), 2)
    assert len(only("nazwa;;uwagi\nDom;Polna;\nKlub;;y").rows) == 2


def test_a_header_that_is_missing_does_not_make_a_record_the_headers() -> None:
    table = only("a;b;c;;d;e;f;g\nh;i;j;k;l;m;n;o\np;r;s;t;u;w;x;y")
    assert (table.headers[:4], len(table.rows)) == (("a", "b", "c", ""), 2)


def test_a_first_record_without_a_name_is_no_row_of_headers() -> None:
    assert [r.number for r in only(";nazwa;;ulica;;nr;;\n;;;Polna;;B;;\n;Dom;;Leśna;;C;;").rows] == [2, 3]


def test_groups_above_headers_without_known_words_belong_to_them() -> None:
    table = only("Dane;;Inne;\nalfa;beta;gamma;delta\nraz;dwa;trzy;cztery\npięć;sześć;siedem;osiem")
    assert table.headers == ("Dane / alfa", "Dane / beta", "Inne / gamma", "Inne / delta")


def test_pairs_above_the_table_are_titles() -> None:
    table = only("Gmina;Zalewo\nData;2026-07-01\n\nnazwa;ulica\nDom;Polna\nKlub;Leśna")
    assert (table.headers, table.titles) == (("nazwa", "ulica"), ("Gmina", "Zalewo", "Data", "2026-07-01"))


def test_the_same_headers_after_a_blank_row_begin_no_other_table() -> None:
    table = only("nazwa;ulica\nDom;Polna\n\nnazwa;ulica\nKlub;Leśna")
    assert (table.titles, [r.number for r in table.rows]) == (("nazwa | ulica",), [2, 5])


def test_numbers_of_columns_are_no_record() -> None:
    table = only("nazwa;ulica;nr\n1;2;3\nDom;Polna;7")
    assert (table.titles, [r.cells[0] for r in table.rows]) == (("1 | 2 | 3",), ["Dom"])


def test_headers_repeated_at_the_break_of_a_page_are_no_record() -> None:
    table = only("nazwa;ulica\nDom;Polna\nnazwa;ulica\nKlub;Leśna")
    assert (table.titles, [r.number for r in table.rows]) == (("nazwa | ulica",), [2, 4])


def test_totals_and_groups_stay_records() -> None:
    table = only("lp;nazwa;liczba miejsc\nPOWIAT ZALEWSKI;;\n1;Dom;30\n2;Klub;12\n;;42")
    assert [r.number for r in table.rows] == [2, 3, 4, 5]


def test_a_last_row_of_one_word_stays_a_record() -> None:
    assert len(only("nazwa;ulica\nDom;Polna\n\nKlub;").rows) == 2
    assert len(only("nazwa;ulica\nDom;Polna\nKlub „Pod Lipą”;").rows) == 2


def test_two_tables_of_a_sheet_are_both_returned() -> None:
    first, second = find_tables(
        grid("""
Domy pomocy
nazwa;ulica;nr
Dom;Polna;1

Żłobki
nazwa;miejscowość;telefon
Żłobek;Bór;123
Żuczek;Zalewo;456
""")
    )
    assert (first.titles, [r.number for r in first.rows]) == (("Domy pomocy",), [3])
    assert (second.titles, second.headers) == (("Żłobki",), ("nazwa", "miejscowość", "telefon"))
    assert [r.number for r in second.rows] == [7, 8]


def test_a_blank_row_does_not_end_a_table() -> None:
    assert [r.number for r in only("nazwa;typ\nDom;gmina\n\nKlub;powiat\n\nKuchnia;NGO").rows] == [2, 4, 6]


def test_blank_columns_go_and_letters_stay() -> None:
    table = only(";nazwa;;ulica;\n;Dom;;Polna;\n;Klub;;Leśna;")
    assert (table.headers, table.letters, table.rows[0].cells) == (
        ("nazwa", "ulica"),
        ("B", "D"),
        ("Dom", "Polna"),
    )


def test_a_sheet_of_text_is_no_table_and_headers_alone_are_an_empty_one() -> None:
    assert find_tables(grid("Wykaz")) == ()
    assert find_tables(Grid("f.csv", "", ())) == ()
    assert only("usluga_id;nazwa;teryt7").rows == ()
    assert only("Wykaz\n\nusluga_id;nazwa;teryt7").headers == ("usluga_id", "nazwa", "teryt7")


def aside(table: RawTable) -> list[tuple[int, str]]:
    return [(a.row.number, a.reason) for a in table.set_aside]


def test_what_is_no_record_is_set_aside_with_its_reason() -> None:
    table = only("""
nazwa;ulica;nr
1;2;3
Dom;Polna;1
nazwa;ulica;nr
Klub;Leśna;2

Sporządził: referat spraw społecznych
""")
    assert [r.number for r in table.rows] == [3, 5]
    assert aside(table) == [(2, "numbering"), (4, "repeated_header"), (7, "note")]
    assert [a.row.cells for a in table.set_aside] == [
        ("1", "2", "3"), ("nazwa", "ulica", "nr"), ("Sporządził: referat spraw społecznych", "", ""),
    ]  # fmt: skip
    assert aside(only("nazwa;ulica\nDom;Polna")) == []


@pytest.mark.parametrize(
    "last",
    [
        "DPS Brzozowy, ul. Cienista 14, 00-111 Zalewo", "Dom Brzozowy, ul. Cienista 14", "Bór 7, 00-111 Zalewo",
        "1) ul. Cienista 14", "* Klub, ul. Cienista 14, Zalewo",
    ],
)  # fmt: skip
def test_a_last_row_with_an_address_is_a_record(last: str) -> None:
    table = only(f"nazwa i adres;typ;gmina\nDom, Polna 1, 00-111 Zalewo;DPS;Zalewo\n\n{last};;")
    assert ([r.number for r in table.rows], aside(table)) == ([2, 4], [])


@pytest.mark.parametrize(
    "last",
    ["Źródło: Urząd Miasta 2026", "Stan na dzień 31 grudnia 2026", "Opracował: Wydział Zdrowia, tel. 12 345"],
)
def test_notes_that_end_in_a_number_are_no_address(last: str) -> None:
    assert aside(only(f"nazwa i adres;typ\nDom, Polna 1, 00-111 Zalewo;DPS\n\n{last};")) == [(4, "note")]


def test_a_last_row_set_apart_is_a_record_where_records_have_one_text() -> None:
    assert [r.number for r in only("nazwa\nDom Pogodny\nKlub Cichy\n\nKlub Dębowy").rows] == [2, 3, 5]
    assert [r.number for r in only("lp;nazwa\n1;Dom Pogodny\n2;Klub Cichy\n\n;Klub Dębowy").rows] == [2, 3, 5]
    table = only("lp;nazwa\n1;Dom Pogodny\n2;Klub Cichy\n\n;Źródło: urząd gminy")
    assert aside(table) == [(5, "note")]
    table = only("nazwa;typ\nDom Pogodny;DPS\nKlub Cichy;SDS\n\nKlub Dębowy;")
    assert aside(table) == [(5, "note")]


def test_rows_set_aside_have_the_columns_of_the_table() -> None:
    table = only(
        ";nazwa;;ulica;nr\n;Dom;;Polna;1\n;nazwa;;ulica;nr\n;Klub;;Leśna;2\n\n;;;;;;dane z urzędu gminy"
    )
    assert table.letters == ("B", "D", "E", "G")
    assert [a.row.cells for a in table.set_aside] == [
        ("nazwa", "ulica", "nr", ""), ("", "", "", "dane z urzędu gminy"),
    ]  # fmt: skip


CELLS = st.text("abcąę 0123;.", max_size=6).map(str.strip)


@example([["0", "0", ""], ["", ";", ";"]], False)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=25), st.booleans())
def test_no_cell_of_any_sheet_is_lost(rows: list[list[str]], knows_merges: bool) -> None:
    kept = tuple(RawRow(n, tuple(r)) for n, r in enumerate(rows, start=1) if any(r))
    tables = find_tables(Grid("f", "", kept, () if knows_merges else None))
    if not tables:
        assert len(kept) < 2
        return
    texts = " ".join(
        t
        for table in tables
        for t in (*table.titles, *table.headers, *(c for r in table.rows for c in r.cells))
    )
    for row in kept:
        for cell in row.cells:
            assert " ".join(cell.split()) in " ".join(texts.split())
    numbers = [r.number for table in tables for r in table.rows]
    assert numbers == sorted(set(numbers))
    first = min(
        (r.number for table in tables for r in (*table.rows, *(a.row for a in table.set_aside))), default=0
    )
    below = [a.row.number for table in tables for a in table.set_aside]
    assert not {*numbers} & {*below}
    if len(tables) == 1 and first:
        assert sorted([*numbers, *below]) == [r.number for r in kept if r.number >= first]
    for table in tables:
        rows_of = (*table.rows, *(a.row for a in table.set_aside))
        assert all(len(r.cells) == len(table.headers) == len(table.letters) for r in rows_of)


@given(st.integers(0, 20_000))
def test_letters_and_numbers_of_columns_agree(index: int) -> None:
    assert column_index(column_letters(index)) == index


def test_letters_of_columns() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_interner_keeps_a_bounded_number_of_texts() -> None:
    keep = Interner(limit=2, longest=3)
    texts = ["".join(["a", "b"]), "".join(["c", "d"]), "".join(["e", "f"]), "".join(["l", "ong"])]
    for text in texts:
        keep(text)
    again = ["".join(["a", "b"]), "".join(["c", "d"]), "".join(["e", "f"]), "".join(["l", "ong"])]
    assert [keep(t) is old for t, old in zip(again, texts, strict=True)] == [True, True, False, False]
