"""Real office lists through their ready mappings: every source row is kept or left out for a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.places import QUALITIES
from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.foreign.applying_mapping import ImportedRows, apply_mapping
from mapa_uslug.registry.foreign.guessing import guess_mapping
from mapa_uslug.registry.foreign.ready_mappings import find_ready, ready_mappings
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.tables.workbooks import read_tables

pytestmark = pytest.mark.real

FACILITIES, OFFICES = "facilities_geocoded_315.csv", "ops_cus_pcpr_geocoded_195.csv"
TYPES, HOMES = "wolne_miejsca_dps_2026-08-08.xlsx", "lodzkie_dps_2026-07-12.xls"
CATALOG = read_catalog()
MATCHER = TypeMatcher(CATALOG)


def load(real_data: Path, file: str) -> RawTable:
    (table,) = read_tables(real_data / "providers" / file)
    return table


def imported(real_data: Path, file: str) -> ImportedRows:
    table = load(real_data, file)
    mapping = find_ready(table)
    assert mapping is not None
    return apply_mapping(table, mapping, matcher=MATCHER)


def by_number(table: RawTable) -> dict[int, RawRow]:
    return {row.number: row for row in table.rows}


@pytest.mark.parametrize(
    ("file", "mapping", "read", "kept", "left_out"),
    [
        (FACILITIES, "placowki_ze_wspolrzednymi", 315, 315, {}),
        (TYPES, "dps_typy", 140, 113, {"subtotal": 27}),
        (HOMES, "dps_nazwa_i_adres", 58, 57, {"total": 1}),
        (OFFICES, "ops_cus_pcpr", 195, 195, {}),
    ],
)
def test_every_source_row_is_accounted_for(
    real_data: Path, file: str, mapping: str, read: int, kept: int, left_out: dict[str, int]
) -> None:
    table = load(real_data, file)
    assert find_ready(table) is ready_mappings()[mapping]
    result = imported(real_data, file)
    assert (result.count.read, result.count.kept, result.count.left_out) == (read, kept, left_out)
    assert read == len(table.rows) == kept + sum(left_out.values())
    # Each source row is named once, either among the rows kept or among those left out.
    sources = [*result.rows["origin"], *result.left_out["source"]]
    assert sorted(int(s.rsplit(":", 1)[1]) for s in sources) == [row.number for row in table.rows]
    assert result.rows["usluga_id"].is_unique


def test_kinds_of_services(real_data: Path) -> None:
    assert imported(real_data, FACILITIES).rows["usluga_kod"].value_counts().to_dict() == {
        "SDS": 97,
        "DPS": 95,
        "KS": 89,
        "DDP": 34,
    }
    offices = imported(real_data, OFFICES).rows["usluga_kod"].value_counts().to_dict()
    assert offices == {"OPS": 163, "PCPR": 16, "CUS": 14, "MOPR": 2}
    assert all(MATCHER.find(code) is not None for code in offices)


def test_a_middle_of_a_gmina_is_no_point_of_a_register(real_data: Path) -> None:
    offices = imported(real_data, OFFICES).rows
    assert offices["klasa_wsp"].value_counts().to_dict() == {"miejscowosc": 126, "gmina": 69}
    assert set(imported(real_data, FACILITIES).rows["klasa_wsp"]) == {"miejscowosc"} <= set(QUALITIES)


def test_sums_of_the_voivodes_list_agree_with_its_homes(real_data: Path) -> None:
    # The rows marked X are the list's own sums: an oracle for what was read of the homes below them.
    table, rows = load(real_data, TYPES), imported(real_data, TYPES).rows
    capacity = {
        int(o.rsplit(":", 1)[1]): int(p) for o, p in zip(rows["origin"], rows["pojemnosc"], strict=True)
    }
    sums, current = {}, 0
    for row in table.rows:
        if row.number in capacity:
            sums[current][1] += capacity[row.number]
        else:
            current = row.number
            sums[current] = [int(row.cells[4]), 0]
    assert len(sums) == 27
    assert [number for number, (said, found) in sums.items() if said != found] == []


def test_homes_of_several_types_share_their_address(real_data: Path) -> None:
    rows = imported(real_data, TYPES).rows
    assert (
        rows["kod"].str.fullmatch(r"\d\d-\d\d\d") & (rows["nr"] != "") & (rows["miejscowosc"] != "")
    ).all()
    table = by_number(load(real_data, TYPES))
    going_on = [not table[int(o.rsplit(":", 1)[1])].cells[2] for o in rows["origin"]]
    assert sum(going_on) > 20
    for i in (i for i, goes_on in enumerate(going_on) if goes_on):
        assert tuple(rows.loc[i, ["nazwa", "ulica", "nr", "kod"]]) == tuple(
            rows.loc[i - 1, ["nazwa", "ulica", "nr", "kod"]]
        )
        assert rows["kryteria"][i] != rows["kryteria"][i - 1]


@pytest.mark.parametrize(
    ("file", "columns"), [(FACILITIES, (1, 4, 5, 6)), (HOMES, (2,)), (OFFICES, (5, 6, 7, 8, 9))]
)
def test_parts_of_addresses_are_those_of_the_cells(
    real_data: Path, file: str, columns: tuple[int, ...]
) -> None:
    table = by_number(load(real_data, file))
    for row in imported(real_data, file).rows.to_dict("records"):
        source = table[int(row["origin"].rsplit(":", 1)[1])]
        text = "".join(fold(" ".join(source.cells[i] for i in columns)).replace(",", " ").split())
        for part in ("nazwa", "ulica", "nr", "miejscowosc", "kod"):
            assert "".join(fold(row[part]).replace(",", " ").split()) in text, (row["origin"], part)


@pytest.mark.parametrize(
    ("file", "least"), [(FACILITIES, {"nr": 315, "miejscowosc": 315}), (HOMES, {"nr": 57, "miejscowosc": 57, "kod": 57}), (OFFICES, {"nr": 192, "miejscowosc": 195})]
)  # fmt: skip
def test_addresses_are_found(real_data: Path, file: str, least: dict[str, int]) -> None:
    rows = imported(real_data, file).rows
    assert {part: int((rows[part] != "").sum()) for part in least} == least


def test_mailboxes_of_people_stay_behind(real_data: Path) -> None:
    result = imported(real_data, OFFICES)
    (note,) = [p for p in result.problems if p.code == "personal_mailbox"]
    assert dict(note.values)["count"] == "1"
    table = load(real_data, OFFICES)
    given = sum("@" in row.cells[12] for row in table.rows)
    assert int(result.rows["kontakt_rola"].str.contains("@").sum()) == given - 1


@pytest.mark.parametrize("file", [FACILITIES, TYPES, HOMES, OFFICES])
def test_a_guess_reads_as_many_rows_as_the_mapping_written_by_hand(real_data: Path, file: str) -> None:
    table = load(real_data, file)
    guessed = apply_mapping(table, guess_mapping(table, catalog=CATALOG).mapping, matcher=MATCHER)
    by_hand = imported(real_data, file)
    assert guessed.count.kept == by_hand.count.kept
    for column in ("nazwa", "ulica", "nr", "miejscowosc", "kod", "pojemnosc"):
        assert list(guessed.rows[column]) == list(by_hand.rows[column])
