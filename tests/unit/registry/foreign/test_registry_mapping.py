"""Mappings as TOML: what is refused and how it is told, and that writing and reading gives the same mapping."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.registry.foreign.mapping import (
    CellTest,
    IdRule,
    Mapping,
    RowRules,
    SensitiveRule,
    SkipRule,
    SplitKind,
    read_mapping,
)
from mapa_uslug.registry.foreign.mapping_headers import find_columns
from mapa_uslug.registry.foreign.writing_mapping import write_mapping


def write(folder: Path, text: str) -> Path:
    path = folder / "lista.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(InputError) as error:
        read_mapping(write(folder, text))
    return list(error.value.problems)


def test_a_mapping_is_read(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path, """
        name = "Kluby"
        required = "Nazwa"
        [columns]
        nazwa = ["Rodzaj", "Gmina"]
        usluga_kod = "Rodzaj"
        [split]
        "Adres klubu" = "adres_pelny"
        [values.usluga_kod]
        "Klub*" = "KS"
        [rows]
        fill_down = "Powiat"
        [[rows.skip_when]]
        column = "Rodzaj"
        equals = "x"
        also = [{ column = "Gmina", empty = true }]
        reason = "subtotal"
        [[sensitive]]
        column = "Podkategoria"
        matches = '\\b41\\b'
        kind = "podkategoria 41"
    """))  # fmt: skip
    assert mapping.required == ("Nazwa",)
    assert mapping.headers_of("nazwa") == ("Rodzaj", "Gmina")
    assert mapping.headers_of("usluga_kod") == ("Rodzaj",)
    assert mapping.headers_of("gmina") == ()
    assert mapping.rows.fill_down == ("Powiat",)
    (rule,) = mapping.rows.skip_when
    assert (rule.equals, rule.also[0].empty, rule.reason) == (("x",), True, "subtotal")
    assert mapping.sensitive[0].level == 2


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, """
        nam = "x"
        first_row = 0
        [split]
        "Adres" = "adres"
        [[rows.skip_when]]
        column = "A"
        equals = "x"
        empty = true
        reason = "bo tak"
    """)  # fmt: skip
    keys = {p.where.partition("[")[2].rstrip("]") for p in found}
    assert {"nam", "name", "first_row", "split.Adres"} <= keys
    assert any(key.startswith("rows.skip_when.1") for key in keys)
    hints = [p.hint.format(**dict(p.values)) for p in found]
    assert all(hints)
    assert not any("area_toml" in hint for hint in hints)
    assert any("docs/mapowanie.md" in hint for hint in hints)


@pytest.mark.parametrize(
    "test",
    ['column = "A"', 'column = "A"\nmatches = "("', 'column = "A"\nempty = true\npast = true', 'column = ""\nempty = true'],
)  # fmt: skip
def test_a_rule_that_tests_nothing_or_too_much_is_refused(tmp_path: Path, test: str) -> None:
    (found,) = problems(tmp_path, f'name = "x"\n[[rows.skip_when]]\n{test}\nreason = "note"\n')
    assert "skip_when" in found.where


def test_columns_that_the_sheet_does_not_have_are_named(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        'name = "x"\n[columns]\nnazwisko = "A"\n[constants]\nkod_uslugi = "DPS"\n[values.typ]\na = "b"\n',
    )
    assert [p.code for p in found] == ["unknown_column"] * 3
    assert {dict(p.values)["column"] for p in found} == {"nazwisko", "kod_uslugi", "typ"}


@pytest.mark.parametrize(
    ("content", "code"),
    [(b'name = "x"\nname = "y"\n', "toml"), (b"name = ", "toml"), (b'name = "\xb9\xea"', "toml"), (b"", "missing")],
)  # fmt: skip
def test_what_is_no_mapping_is_told_where(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "lista.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_mapping(path)
    (found,) = error.value.problems
    assert (found.code, found.where.startswith("lista.toml")) == (code, True)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_mapping(tmp_path / "nie_ma.toml")
    assert error.value.problems[0].code == "file_missing"


# Characters that TOML must escape, that look like its own syntax, or that Polish needs.
_texts = st.text(st.sampled_from(list("abzŁóż0 9\"\\#=[]{},.'\n\t\r\x00\x1f\x7f*|-_é漢😀")), max_size=12)
_filled = _texts.filter(lambda t: len(t) > 0)
_tuples = st.lists(_filled, max_size=3).map(tuple)


@st.composite
def cell_tests(draw: st.DrawFn) -> dict[str, object]:
    which = draw(st.sampled_from(("equals", "matches", "empty", "past")))
    value: object
    if which == "equals":
        value = draw(st.lists(_texts, min_size=1, max_size=3).map(tuple))
    else:
        value = draw(st.sampled_from((r"^(a|b)\b", "x*", '"'))) if which == "matches" else draw(st.booleans())
    return {"column": draw(_filled), which: value}


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    columns = st.sampled_from(("nazwa", "ulica", "usluga_kod", "kontakt_rola"))
    kinds = st.sampled_from(SplitKind.__args__)
    skip = [
        SkipRule(
            **t, reason="note", also=tuple(CellTest(**a) for a in draw(st.lists(cell_tests(), max_size=2)))
        )
        for t in draw(st.lists(cell_tests(), max_size=2))
    ]
    return Mapping(
        name=draw(_filled), source=draw(_texts), sheet=draw(_texts), required=draw(_tuples), empty_texts=draw(_tuples),
        first_row=draw(st.none() | st.integers(1, 9)), last_row=draw(st.none() | st.integers(1, 9)), date_from_titles=draw(st.booleans()),
        columns=draw(st.dictionaries(columns, _filled | st.lists(_filled, min_size=2, max_size=3).map(tuple))),
        split=draw(st.dictionaries(_filled, kinds, max_size=3)),
        constants=draw(st.dictionaries(columns, _texts)),
        values=draw(st.dictionaries(columns, st.dictionaries(_texts, _texts, min_size=1, max_size=3), max_size=2)),
        rows=RowRules(fill_down=draw(_tuples), group=draw(_tuples), only_listed=draw(st.booleans()), type_from_name=draw(st.booleans()),
                      skip_when=tuple(skip)),
        id=IdRule(prefix=draw(st.sampled_from(("", "RJPS"))), columns=draw(_tuples)),
        sensitive=tuple(SensitiveRule(**t, kind=draw(_filled), level=draw(st.sampled_from((1, 2)))) for t in draw(st.lists(cell_tests(), max_size=2))),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(mapping=mappings(), note=_texts)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, mapping: Mapping, note: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "powrot.toml"
    notes = {
        ("", ""): note,
        **{("columns", c): note for c in mapping.columns},
        **{("split", h): note for h in mapping.split},
    }
    write_mapping(mapping, path, notes=notes, language="en")
    assert read_mapping(path) == mapping


def test_a_header_that_ends_a_line_is_written_as_text(tmp_path: Path) -> None:
    mapping = Mapping(name="Kluby", columns={"nazwa": "Klub"}, split={"Adres\n": "nazwa_i_adres"})
    write_mapping(mapping, tmp_path / "kluby.toml")
    assert read_mapping(tmp_path / "kluby.toml") == mapping


def test_notes_stand_beside_what_they_are_about(tmp_path: Path) -> None:
    mapping = Mapping(name="Kluby", columns={"nazwa": "Klub"}, constants={"usluga_kod": "KS"})
    path = tmp_path / "kluby.toml"
    write_mapping(
        mapping, path, notes={("columns", "nazwa"): "bo tak\nwynika", ("", ""): "sprawdzić"}, language="en"
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    assert 'nazwa = "Klub"  # bo tak wynika' in lines
    assert lines[1] == "# sprawdzić"


HEADERS = (
    "Lp.",
    "Typ",
    "Typ organu",
    "Adres / Ulica",
    "Adres / Nr domu",
    "Liczba miejsc*\n(ogółem)",
    "Nazwa domu (DPS)",
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("typ", (1,)),
        ("ULICA", (3,)),
        ("nr  DOMU", (4,)),
        ("liczba miejsc", (5,)),
        ("Liczba miejsc (ogółem)", (5,)),
        ("domu DPS", (6,)),
        ("Typ*", (1, 2)),
        ("Nazwa*", (6,)),
        ("Kod|Nazwa domu (DPS)|Typ", (6,)),
        ("Adres", ()),
        ("organu", ()),
        ("", ()),
        ("Nazwa placówki", ()),
    ],
)
def test_headers_are_found_without_case_breaks_and_footnotes(wanted: str, found: tuple[int, ...]) -> None:
    assert find_columns(HEADERS, wanted) == found
