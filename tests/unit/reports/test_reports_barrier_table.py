"""bariery.csv of the town whose causes are written by hand, see `hand_causes`."""

import csv
from dataclasses import replace

import pandas as pd
import pytest
from hand_causes import build_told_town
from shapely.geometry import LineString

from mapa_uslug.contracts.barriers import CAUSES, LINK_KINDS, OBSTACLES
from mapa_uslug.reports.barrier_table import (
    BARRIER_COLUMNS,
    main_causes,
    write_barrier_table,
)
from mapa_uslug.reports.new_crossings import BestCrossings
from mapa_uslug.reports.words import CAUSE_CODES, LINK_CODES, OBSTACLE_CODES


@pytest.fixture
def told():
    return build_told_town()


def _rows(result, catalog, folder):
    write_barrier_table(result, catalog, folder / "bariery.csv")
    with (folder / "bariery.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_code_has_a_polish_one():
    assert (set(CAUSE_CODES), set(OBSTACLE_CODES), set(LINK_CODES)) == (
        set(CAUSES),
        set(OBSTACLES),
        set(LINK_KINDS),
    )


def test_a_row_stands_for_every_white_spot_and_cause(told, catalog, tmp_path):
    rows = _rows(told, catalog, tmp_path)
    assert tuple(rows[0]) == BARRIER_COLUMNS
    assert [(r["plama_id"], r["przyczyna"], r["wiodaca"], r["osoby"]) for r in rows] == [
        ("DDP-1-all-1", "objazd", "tak", "60"),
        ("DDP-1-all-1", "brak_kursu", "nie", "60"),
        ("DDP-1-all-2", "daleko", "tak", "40"),
        ("PRZ-1-all-1", "objazd", "tak", "60"),
        ("PRZ-1-all-1", "brak_uslugodawcy", "tak", "20"),
    ]


def test_leading_rows_add_up_to_the_people_of_the_spot(told, catalog, tmp_path):
    sums = {}
    for row in _rows(told, catalog, tmp_path):
        if row["wiodaca"] == "tak":
            sums[row["plama_id"]] = sums.get(row["plama_id"], 0) + int(row["osoby"])
    assert sums == told.white_spots.set_index("white_spot_id")["people"].to_dict()


def test_a_row_tells_the_barrier_its_crossings_and_the_best_new_one(told, catalog, tmp_path):
    row = _rows(told, catalog, tmp_path)[0]
    assert {k: row[k] for k in ("srodek", *BARRIER_COLUMNS[9:])} == {
        "srodek": "wszystkie", "osoby_grupa": "12", "prosto_km": "1.2", "droga_km": "15.2", "wydluzenie": "12.7",
        "bariera_id": "B1", "bariera_rodzaj": "rzeka", "bariera_nazwa": "Żeglina", "przeprawa_przed": "Zalewo",
        "przeprawa_przed_m": "14000", "przeprawa_za": "", "przeprawa_za_m": "", "nowe_przejscie_id": "C1",
        "nowe_przejscie_srodek": "walk_slow",
        "nowe_przejscie_osoby": "60", "nowe_przejscie_osobominuty": "900",
    }  # fmt: skip


def test_a_cause_without_a_barrier_has_no_figures_of_one(told, catalog, tmp_path):
    row = _rows(told, catalog, tmp_path)[2]
    assert {row[k] for k in BARRIER_COLUMNS[13:]} == {""}


def test_only_white_spots_of_the_main_level_stand_there(told, catalog, tmp_path):
    other = told.white_spots.assign(level=[1, 0, 2])
    rows = _rows(replace(told, white_spots=other), catalog, tmp_path)
    assert {r["plama_id"] for r in rows} == {"DDP-1-all-1"}


def test_the_best_crossing_is_of_the_mode_asked_for_and_for_the_service(told):
    barriers = told.barriers
    crossings = BestCrossings(barriers)
    assert crossings.best(["B1"], mode="car")["crossing_id"] == "C2"
    assert crossings.best(["B1"], mode="bike") is None  # none was measured by bicycle
    assert crossings.best(["B1"], service_type="PRZ") is None
    assert crossings.best([""]) is None


def test_a_crossing_of_the_line_of_another_mode_along_the_same_obstacle_counts(told):
    """B1 is the river for cars, B3 its northern half for walkers: 1 km of 1 km runs upon B1; B2 is a railway."""
    river = told.barriers.lines.iloc[[0]]
    walkers = river.assign(
        barrier_id="B3", mode="walk", geometry=[LineString([(302_010, 501_000), (302_010, 502_000)])]
    )
    far = walkers.assign(barrier_id="B4", geometry=[LineString([(302_060, 501_000), (302_060, 502_000)])])
    lines = pd.concat([told.barriers.lines, walkers, far])
    crossings = BestCrossings(replace(told.barriers, lines=lines))
    assert crossings.best(["B3"], mode="car")["crossing_id"] == "C2"
    assert crossings.best(["B3"])["crossing_id"] == "C1"
    assert crossings.best(["B4"]) is None
    assert crossings.best(["B2"])["crossing_id"] == "C3"


@pytest.mark.parametrize(
    ("imputed", "told_groups"),
    [
        # DDP-1-all-1 is c1 to c6 here: its rows are of all 60 people. DDP-1-all-2 gets two causes of 20 people each.
        ([], {"DDP-1-all-1": [12, 12], "DDP-1-all-2": [4, 4]}),
        (["c1"], {"DDP-1-all-1": [None, None], "DDP-1-all-2": [None, None]}),
        (["c1", "c2", "c3", "c4", "c5"], {"DDP-1-all-1": [12, 12], "DDP-1-all-2": [None, None]}),
    ],
)
def test_a_target_group_that_could_tell_of_a_confidential_cell_is_hidden(told, imputed, told_groups):
    cells = told.cells.table.assign(is_imputed=told.cells.table["cell_id"].isin(imputed))
    spots = told.white_spots.assign(cells="c1|c2|c3|c4|c5|c6")
    causes = told.barriers.causes.iloc[[0, 1, 2, 2]].reset_index(drop=True)
    causes.loc[[2, 3], ["people", "people_target"]] = (20, 4)
    result = replace(
        told,
        cells=replace(told.cells, table=cells),
        white_spots=spots,
        barriers=replace(told.barriers, causes=causes),
    )
    found = main_causes(result, result.barriers)
    assert {
        spot: [None if pd.isna(value) else int(value) for value in rows["people_target"]]
        for spot, rows in found.groupby("white_spot_id")
    } == told_groups


def test_a_name_that_a_spreadsheet_would_run_is_guarded(told, catalog, tmp_path):
    lines = told.barriers.lines.assign(name="=1+1")
    rows = _rows(replace(told, barriers=replace(told.barriers, lines=lines)), catalog, tmp_path)
    assert rows[0]["bariera_nazwa"] == "'=1+1"


def test_nothing_is_written_where_barriers_were_not_looked_for(town, catalog, tmp_path):
    with pytest.raises(ValueError, match="not looked for"):
        write_barrier_table(town, catalog, tmp_path / "bariery.csv")
    assert list(tmp_path.iterdir()) == []
