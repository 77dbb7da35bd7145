"""The glossary's words for the result files against the files themselves."""

from dataclasses import replace

import pandas as pd
import pyogrio
from hand_causes import build_told_town
from six_cell_town import STATES, with_service_in_podlesie

from mapa_uslug.contracts.snapshots import OFFER_COLUMNS, STATE_TABLE_COLUMNS
from mapa_uslug.contracts.supply import Supply
from mapa_uslug.coverage.at_home import AT_HOME_COLUMNS
from mapa_uslug.reports.at_home import write_at_home
from mapa_uslug.reports.barrier_table import write_barrier_table
from mapa_uslug.reports.dictionary import OUTPUT_FIELDS, SIDES
from mapa_uslug.reports.differences import write_differences
from mapa_uslug.reports.exclusion import write_excluded_localities
from mapa_uslug.reports.gap_table import write_gap_table
from mapa_uslug.reports.layers import LAYERS, write_layers
from mapa_uslug.reports.offer_table import write_offer
from mapa_uslug.reports.one_trip import TRIP_FILE_COLUMNS, write_one_trip
from mapa_uslug.reports.possible_overlaps import OVERLAP_COLUMNS, write_possible_overlaps
from mapa_uslug.reports.public_tables import DIRECTORY_COLUMNS, FIGURE_COLUMNS, SPOT_COLUMNS
from mapa_uslug.reports.state_table import write_states
from mapa_uslug.reports.supply import COLUMNS as SUPPLY_COLUMNS
from mapa_uslug.reports.supply import write_supply
from mapa_uslug.reports.words import STATE_COLUMNS

_KNOWN = {f.name for f in OUTPUT_FIELDS} | {f"{s}_{side}" for s in STATE_COLUMNS for side in SIDES}
_PUBLIC = {*DIRECTORY_COLUMNS.values(), *FIGURE_COLUMNS, *SPOT_COLUMNS}
_CODES = tuple(f"{code}_" for code, _ in STATES)


def _header(path):
    return set(path.read_text(encoding="utf-8").splitlines()[0].split(","))


def test_every_column_of_the_csv_files_is_described(town, tmp_path):
    write_gap_table(town, tmp_path / "luki.csv")
    write_differences(town, with_service_in_podlesie(town), tmp_path / "roznice.csv")
    assert _header(tmp_path / "luki.csv") | _header(tmp_path / "roznice.csv") <= _KNOWN


def _at_home_header(town, folder):
    write_at_home(replace(town, at_home=pd.DataFrame(columns=list(AT_HOME_COLUMNS))), folder / "dom.csv")
    return _header(folder / "dom.csv")


def test_every_column_of_the_table_of_care_at_home_is_described(town, tmp_path):
    assert _at_home_header(town, tmp_path) == set(AT_HOME_COLUMNS) <= _KNOWN


def _supply_header(town, catalog, folder):
    write_supply(replace(town, supply=Supply()), catalog, folder / "miejsca.csv")
    return _header(folder / "miejsca.csv")


def test_every_column_of_places_in_reach_is_described(town, catalog, tmp_path):
    assert _supply_header(town, catalog, tmp_path) == set(SUPPLY_COLUMNS) <= _KNOWN


def _overlap_headers(town, catalog, folder):
    supplied = replace(town, supply=Supply())
    write_possible_overlaps(supplied, catalog, folder / "dublowanie.csv")
    write_one_trip(supplied, catalog, folder / "podroz.csv")
    return _header(folder / "dublowanie.csv"), _header(folder / "podroz.csv")


def test_every_column_of_possible_overlaps_and_trips_is_described(town, catalog, tmp_path):
    overlaps, trips = _overlap_headers(town, catalog, tmp_path)
    assert overlaps == set(OVERLAP_COLUMNS) <= _KNOWN
    assert trips == set(TRIP_FILE_COLUMNS) <= _KNOWN


def _snapshot_headers(town, folder):
    write_offer(town, folder / "oferta.csv")
    write_states(town, folder / "stany.csv")
    return _header(folder / "oferta.csv"), _header(folder / "stany.csv")


def test_every_column_that_later_runs_are_compared_by_is_described(town, tmp_path):
    offer, states = _snapshot_headers(town, tmp_path)
    assert offer == set(OFFER_COLUMNS.values()) <= _KNOWN
    assert states == set(STATE_TABLE_COLUMNS.values()) <= _KNOWN


def _cause_headers(catalog, folder):
    write_barrier_table(build_told_town(), catalog, folder / "bariery.csv")
    write_excluded_localities(build_told_town(), folder / "miejscowosci.csv")
    return _header(folder / "bariery.csv") | _header(folder / "miejscowosci.csv")


def test_every_column_of_causes_and_excluded_localities_is_described(catalog, tmp_path):
    assert _cause_headers(catalog, tmp_path) <= _KNOWN


def test_every_column_of_the_layers_is_described(town, catalog, tmp_path):
    write_layers(town, catalog, tmp_path / "w.gpkg")
    columns = {c for name in LAYERS for c in pyogrio.read_info(tmp_path / "w.gpkg", layer=name)["fields"]}
    assert {c for c in columns if not c.startswith(_CODES)} <= _KNOWN


def test_every_column_of_the_public_tables_is_described():
    assert _PUBLIC <= _KNOWN


def test_nothing_is_described_that_no_file_has(town, catalog, tmp_path):
    write_gap_table(town, tmp_path / "luki.csv")
    write_differences(town, town, tmp_path / "roznice.csv")
    write_layers(town, catalog, tmp_path / "w.gpkg")
    columns = {c for name in LAYERS for c in pyogrio.read_info(tmp_path / "w.gpkg", layer=name)["fields"]}
    columns |= _header(tmp_path / "luki.csv") | _header(tmp_path / "roznice.csv")
    columns |= _at_home_header(town, tmp_path) | _cause_headers(catalog, tmp_path)
    columns |= _supply_header(town, catalog, tmp_path)
    columns |= set.union(*_overlap_headers(town, catalog, tmp_path), *_snapshot_headers(town, tmp_path))
    columns |= _PUBLIC
    # The town has no other age groups, and its table is older than these figures.
    elsewhere = {"osoby_0_14", "osoby_15_64", "mediana_m", "pojemnosc_oceniona"}
    assert {f.name for f in OUTPUT_FIELDS} - columns <= elsewhere
