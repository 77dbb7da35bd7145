"""Folders of results read again, whole ones and broken ones."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from town_folder import build_town, write_town

from mapa_uslug.contracts.snapshots import STATE_TABLE_COLUMNS
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.core.errors import InputError
from mapa_uslug.monitoring.reading import check_comparable, date_snapshot, read_snapshots
from mapa_uslug.reports.state_table import list_states


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_town(tmp_path_factory.mktemp("miasto") / "wyniki")


@pytest.fixture
def folders(written, tmp_path):
    return [Path(shutil.copytree(written, tmp_path / name)) for name in ("stare", "nowe")]


def problems(folders):
    with pytest.raises(InputError) as caught:
        read_snapshots(folders)
    return {(p.where.rsplit("/", 2)[-2] + "/" + p.where.rsplit("/", 1)[-1], p.code) for p in caught.value.problems}  # fmt: skip


def test_what_a_run_wrote_is_read_as_it_was(folders):
    town = build_town()
    old, new = read_snapshots(folders)
    assert (old.name, new.name, old.cell_m) == ("stare", "nowe", 1000)
    written = list_states(town)
    pd.testing.assert_frame_equal(
        old.states[["cell_id", "mode", *STATES, "nearest"]],
        written[["cell_id", "mode", *STATES, "nearest"]],
        check_dtype=False,
    )
    assert old.gminas["gmina_teryt"].tolist() == ["086001", "086002", "086009"]
    assert old.gminas["is_area"].tolist() == [True, True, False]
    assert set(old.services["service_id"]) >= set(town.services["service_id"])
    check_comparable([old, new])


def test_every_fault_of_every_folder_is_told_at_once(folders, tmp_path):
    old, new = folders
    (old / "stany.csv").unlink()
    (old / "manifest.json").write_text('{"name": "x"', encoding="utf-8")
    (new / "wyniki.gpkg").write_bytes(b"nothing")
    lines = (new / "luki.csv").read_text(encoding="utf-8").splitlines()
    (new / "luki.csv").write_text("\n".join([lines[0].replace("za_daleko", "daleko"), *lines[1:]]), encoding="utf-8")  # fmt: skip
    empty = tmp_path / "puste"
    empty.mkdir()
    assert problems([*folders, empty, tmp_path / "brak"]) == {
        ("stare/stany.csv", "no_file"), ("stare/manifest.json:1", "broken"), ("nowe/wyniki.gpkg!gminy", "broken"),
        ("nowe/luki.csv", "no_column"), (f"{tmp_path.name}/puste", "no_results"), (f"{tmp_path.name}/brak", "no_folder"),
    }  # fmt: skip


def test_a_cell_that_is_no_number_is_told_with_its_row_and_column(folders):
    path = folders[1] / "stany.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[2, "za_daleko"] = "dużo"
    table.to_csv(path, index=False)
    # The third row of figures is the fourth line of the file.
    assert problems(folders) == {("nowe/stany.csv:4, za_daleko", "not_a_number")}


def test_a_cut_file_and_an_empty_one(folders):
    (folders[0] / "oferta.csv").write_bytes(b"")
    (folders[1] / "oferta.csv").write_bytes("usługa".encode("cp1250"))
    assert problems(folders) == {("stare/oferta.csv", "broken"), ("nowe/oferta.csv", "broken")}


def test_a_manifest_without_what_is_needed(folders):
    path = folders[0] / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["versions"]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_snapshots(folders)
    assert dict(caught.value.problems[0].values) == {"names": "versions"}


def test_one_folder_is_too_few(folders):
    with pytest.raises(InputError) as caught:
        read_snapshots(folders[:1])
    assert [p.code for p in caught.value.problems] == ["too_few"]


def test_results_of_another_area_cannot_be_compared(folders, tmp_path):
    town = build_town()
    far = town.gminas.assign(gmina_teryt=["146501", "146502", "146509"])
    far = far.set_geometry(far.geometry.translate(200_000, 0))
    cells = town.cells.table.assign(gmina_teryt=town.cells.table["gmina_teryt"].replace({"086001": "146501", "086002": "146502"}))  # fmt: skip
    other = replace(town, gminas=far, cells=replace(town.cells, table=cells))
    elsewhere = write_town(tmp_path / "inne", other)
    with pytest.raises(InputError) as caught:
        check_comparable(read_snapshots([folders[0], elsewhere]))
    assert [(p.where, p.code) for p in caught.value.problems] == [("inne", "other_area")]


@pytest.mark.parametrize(
    ("options", "dates", "expected"),
    [
        ({"services": {"on": "2026-11-25"}}, ["2026-09-30"], ("2026-11-25", "services_on")),
        (
            {"services": {"on": None}},
            ["2025-01-01", "2026-09-30", "", "w 2027"],
            ("2026-09-30", "source_date"),
        ),
        ({"population": {"year": 2026}}, [""], ("2026", "population_year")),
        ({}, [""], ("", "order")),
    ],
)
def test_the_date_of_a_result(options, dates, expected):
    assert date_snapshot({"options": options}, pd.DataFrame({"source_date": dates})) == expected


def test_states_of_a_large_area_are_read_from_parquet(folders):
    old, new = folders
    _write_large(new, lambda table: table)
    from_csv, from_parquet = (snapshot.states for snapshot in read_snapshots([old, new]))
    pd.testing.assert_frame_equal(from_csv, from_parquet, check_dtype=False)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda table: table.drop(columns="droga"), {("nowe/stany.parquet", "no_column")}),
        (
            lambda table: table.assign(za_daleko=["dużo", *table["za_daleko"].astype(str)[1:]]),
            {("nowe/stany.parquet:1, za_daleko", "not_a_number")},
        ),
        (None, {("nowe/stany.parquet", "broken")}),
    ],
)
def test_a_broken_parquet_is_told(folders, change, expected):
    _write_large(folders[1], change)
    assert problems(folders) == expected


def _write_large(folder, change):
    (folder / "stany.csv").unlink()
    path = folder / "stany.parquet"
    if change is None:
        path.write_bytes(b"nothing")
    else:
        change(list_states(build_town()).rename(columns=STATE_TABLE_COLUMNS)).to_parquet(path)
