from __future__ import annotations

from mapa_uslug.contracts.raw_tables import RawRow
from mapa_uslug.registry.tables.grids import Grid
from mapa_uslug.registry.tables.repeated_headers import tell_repeated
from mapa_uslug.registry.tables.table_finding import find_tables


def test_columns_that_cannot_be_told_apart_are_named_with_their_cells() -> None:
    rows = (
        RawRow(1, ("Wykaz klubów",)),
        RawRow(3, ("Nazwa", "Telefon", "Nazwa", "Telefon", "Miejscowość")),
        RawRow(4, ("Klub", "1", "Klub Cichy", "2", "Bór")),
    )
    (table,) = find_tables(Grid("lista.xlsx", "Kluby", rows))
    assert table.header_row == 3
    (found,) = tell_repeated(table, ["nazwa", "miejscowosc", "ulica"])
    assert (found.where, found.code, found.severity) == ("lista.xlsx!Kluby", "repeated_header", "error")
    assert dict(found.values)["found"] == "A3 (Nazwa), C3 (Nazwa)"
    assert len(tell_repeated(table, ["nazwa", "kontakt_rola"])) == 2
    assert tell_repeated(table, []) == []
