from __future__ import annotations

import pytest

from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.registry.foreign.mapping import SplitKind
from mapa_uslug.registry.foreign.splitting_cells import add_split, split_cell


def number_after(own: dict[str, str], kind: SplitKind, cell: str) -> str:
    row = {**dict.fromkeys(COLUMN_NAMES, ""), **own}
    add_split(row, split_cell(kind, cell, row))
    return row["nr"]


@pytest.mark.parametrize(
    ("own", "kind", "cell", "number"),
    [
        ({"nr": "1"}, "adres_pelny", "ul. Cienista 9, 00-111 Zalewo", "9"),
        ({"nr": "1"}, "nazwa_i_adres", "Klub Cichy, ul. Cienista 9, 00-111 Zalewo", "9"),
        ({"nr": "1"}, "ulica_nr", "Cienista 9", "9"),
        ({"nr": "1", "ulica": "ul. Cienista"}, "ulica_nr", "Cienista 9", "9"),
        ({"nr": "1", "miejscowosc": "Bór"}, "adres_pelny", "Bór 9, 00-111 Zalewo", "9"),
        ({"nr": "1"}, "adres_pelny", "Bór 9, 00-111 Zalewo", "9"),
        # No number in the cell, or less than the column says.
        ({"nr": "1"}, "adres_pelny", "ul. Cienista, 00-111 Zalewo", "1"),
        ({"nr": "9/2"}, "adres_pelny", "ul. Cienista 9, 00-111 Zalewo", "9/2"),
        ({"nr": "9", "ulica": "Cienista"}, "nr_lokalu", "2", "9/2"),
        # An address of somewhere else.
        ({"nr": "1", "ulica": "Polna"}, "adres_pelny", "ul. Cienista 9, 00-111 Zalewo", "1"),
        ({"nr": "1", "miejscowosc": "Bór"}, "adres_pelny", "Zarzecze 9, 00-111 Zalewo", "1"),
    ],
)  # fmt: skip
def test_of_two_numbers_the_one_behind_the_street_counts(
    own: dict[str, str], kind: SplitKind, cell: str, number: str
) -> None:
    assert number_after(own, kind, cell) == number
