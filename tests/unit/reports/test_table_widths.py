"""Paper and widths of printed tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.reports.table_widths import lay_out

ROOM = {"upright": 16.4, "aside": 25.1}


def test_a_small_table_stands_upright_and_is_no_wider_than_it_needs():
    found = lay_out(["Gmina", "Osoby"], [["Zalewsk", "120"]], **ROOM)
    assert (found.is_landscape, found.size, found.head_cm) == (False, 9.0, 0.0)
    assert sum(found.widths) < 8


def test_many_short_figures_stand_upright_under_headings_on_end():
    found = lay_out(["Gmina", *["Niepełnosprawność"] * 14], [["Zalewsk", *["3"] * 14]], **ROOM)
    assert not found.is_landscape
    assert found.head_cm > 2


def test_words_that_need_the_room_turn_the_paper():
    # Fourteen columns of a six-letter word: 14 x 1.2 cm and a name are more than 16.4 cm.
    found = lay_out(["Gmina", *["Zdrowie"] * 14], [["Zalewsk", *["brak danych"] * 14]], **ROOM)
    assert found.is_landscape


words = st.text(alphabet="aśż -", min_size=1, max_size=40)


@given(
    st.integers(1, 30).flatmap(
        lambda n: st.lists(st.lists(words, min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_a_table_never_reaches_over_the_margins(rows):
    found = lay_out(rows[0], rows[1:], **ROOM)
    assert len(found.widths) == len(rows[0])
    assert min(found.widths) > 0
    assert sum(found.widths) <= (ROOM["aside"] if found.is_landscape else ROOM["upright"]) + 1e-9


@pytest.mark.parametrize("columns", [3, 7, 10])
def test_no_word_is_cut_where_there_is_room(columns):
    heads = ["Gmina", *["Osoby"] * (columns - 1)]
    found = lay_out(heads, [["Stara Wieś", *["12345"] * (columns - 1)]], **ROOM)
    # "Stara" and "12345" have 5 characters.
    assert min(found.widths) >= 5 * found.size * 0.02
