from __future__ import annotations

import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mapa_uslug.core.safe_cells import (
    CUT_NOTE,
    MAX_CELL_LENGTH,
    csv_text,
    is_risky,
    restore_text,
    safe_text,
    xlsx_text,
)

# Texts made of what matters: signs, quotation marks, blanks, characters that XML forbids.
_NASTY = st.text(
    st.sampled_from("=+-@＝＋－＠\t\r\n '\"„”\u00a0\u200b\ufeff\x00\x0b\x1f\uffff\ud800a1ż_x04"), max_size=8
)
_TEXTS = st.one_of(st.text(st.characters(exclude_categories=()), max_size=40), _NASTY)


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+48 12 345 67 89", "-5", "-", "@SUMA(A1)", "＝1+1", "＋1", "－1", "＠x", "  =1", "\u00a0=1", "'=1", '"=1"', "„=1”",
     "\t=1", "\tabc", "\rabc", "\nabc", " \t abc", "\ufeff=1", "''=1", "−5"],
)  # fmt: skip
def test_what_a_spreadsheet_could_run_is_known(value: str) -> None:
    assert is_risky(value)
    assert csv_text(value).startswith("'")


@pytest.mark.parametrize("value", ["", " ", "'", "Dom", "0860011", "1-3", "a=1", "'Dom'", "„Senior+”", "65+", "(=1)", "S|D"])  # fmt: skip
def test_ordinary_text_is_left_as_it_is(value: str) -> None:
    assert not is_risky(value)
    assert csv_text(value) == xlsx_text(value) == restore_text(value) == value


@given(_TEXTS)
@example("'=1")
@example("'\tx")
@example("'")
def test_csv_gives_back_what_was_put_in(value: str) -> None:
    assert restore_text(csv_text(value)) == safe_text(value)


@given(_TEXTS)
def test_no_cell_of_a_csv_begins_with_a_sign(value: str) -> None:
    written = csv_text(value)
    assert written[:1] == "'" or not is_risky(written)
    assert not written.startswith(tuple("=+-@＝＋－＠\t\r\n"))


@given(_TEXTS)
def test_xml_holds_every_safe_text(value: str) -> None:
    safe = safe_text(value)
    assert ET.fromstring(f"<t>{escape(safe)}</t>".encode()).text == (safe or None)
    assert safe_text(safe) == safe


def test_only_what_xml_forbids_is_taken_away() -> None:
    assert safe_text("a\x00b\x08c\x0bd\x1fe\ufffff\ud800g") == "abcdefg"
    assert safe_text("a\tb\r\nc\rd\ne\x7f ż😀") == "a\tb\nc\nd\ne\x7f ż😀"


def test_a_long_text_is_cut_with_a_note() -> None:
    assert safe_text("a" * MAX_CELL_LENGTH) == "a" * MAX_CELL_LENGTH
    cut = safe_text("a" * (MAX_CELL_LENGTH + 1))
    assert len(cut) == MAX_CELL_LENGTH
    assert cut == "a" * (MAX_CELL_LENGTH - len(CUT_NOTE)) + CUT_NOTE


@pytest.mark.parametrize("shift", [0, 1])
def test_length_is_counted_as_spreadsheets_count_it(shift: int) -> None:
    # An emoji counts as two and is not cut in half.
    fits = "a" * shift + "😀" * (MAX_CELL_LENGTH // 2)
    assert (safe_text(fits) == fits) is (len(fits.encode("utf-16-le")) // 2 <= MAX_CELL_LENGTH)
    cut = safe_text("a" * shift + "😀" * 20_000)
    assert MAX_CELL_LENGTH - 1 <= len(cut.encode("utf-16-le")) // 2 <= MAX_CELL_LENGTH
    assert cut.endswith("😀" + CUT_NOTE)


def test_an_escape_of_xlsx_is_escaped() -> None:
    assert (
        xlsx_text("_x0041_ _x00e9_ _X0041_ _x41_ __x0041_")
        == "_x005F_x0041_ _x005F_x00e9_ _X0041_ _x41_ __x005F_x0041_"
    )
