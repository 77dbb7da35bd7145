"""oferta.csv and stany.csv: what later runs are compared with."""

from dataclasses import replace

import pandas as pd
from six_cell_town import PEOPLE

from mapa_uslug.contracts.snapshots import STATE_TABLE_COLUMNS
from mapa_uslug.contracts.tables import SERVICES, blank_service
from mapa_uslug.reports.offer_table import list_offer, write_offer
from mapa_uslug.reports.state_table import list_states, write_states


def _hidden(number: int, capacity: float) -> dict[str, object]:
    row = {
        "service_id": f"tajne-{number}", "service_type": "MW", "gmina_teryt": "086001", "capacity": capacity, "capacity_unit": "osoby",
        "sensitivity": 1, "reason": "gmina_only", "provider": "nie może się ukazać",
    }  # fmt: skip
    return blank_service() | row


def _with_unlocated(town):
    address_only = blank_service() | {
        "service_id": "bez-punktu", "provider": "Dom", "service_type": "DDP", "gmina_teryt": "086002", "capacity": 12.25,
        "funded_until": "2027-12-31", "keeper": "UG Podlesie", "reason": "no_coordinates",
    }  # fmt: skip
    rows = [address_only, _hidden(1, 3.0), _hidden(2, 4.0)]
    return replace(town, unlocated=pd.DataFrame(rows, columns=[*SERVICES, "reason"]))


def test_the_offer_holds_services_without_a_point(town, tmp_path):
    write_offer(_with_unlocated(town), tmp_path / "oferta.csv")
    table = pd.read_csv(tmp_path / "oferta.csv", dtype=str, keep_default_na=False).set_index("usluga_id")
    row = table.loc["bez-punktu"]
    assert (row["x"], row["pojemnosc"], row["finansowanie_do"], row["prowadzi_wpis"]) == (
        "",
        "12.25",
        "2027-12-31",
        "UG Podlesie",
    )
    located = table.loc[str(town.services["service_id"].iloc[0])]
    assert float(located["x"]) == round(town.services.geometry.x.iloc[0], 1)


def test_of_services_whose_place_is_not_shown_only_sums_are_written(town, tmp_path):
    write_offer(_with_unlocated(town), tmp_path / "oferta.csv")
    written = (tmp_path / "oferta.csv").read_text(encoding="utf-8")
    assert "tajne" not in written
    assert "nie może" not in written
    row = list_offer(_with_unlocated(town)).iloc[-1]
    # Two flats for 3 and 4 people.
    assert (row["service_type"], row["gmina_teryt"], row["services"], row["capacity"]) == (
        "MW",
        "086001",
        2,
        7.0,
    )
    told = row.dropna()
    assert set(told.index) == {
        "service_type", "gmina_teryt", "services", "capacity", "capacity_unit", "sensitivity",
    }  # fmt: skip


def test_states_hold_everybody_once_for_each_type_and_mode(town):
    table = list_states(town)
    people = table[["served", "full", "too_far", "cannot_tell"]].sum(axis=1)
    sums = people.groupby([table["service_type"], table["mode"]]).sum()
    assert (sums == PEOPLE.sum()).all()
    assert set(sums.index) == {("DDP", "car"), ("DDP", "walk_slow"), ("PRZ", "car")}
    first = table[(table["service_type"] == "DDP") & (table["mode"] == "car")].iloc[0]
    # c1 of DDP: 70 served, 30 without a place; the main threshold of the town is 30 min.
    assert (first["cell_id"], first["served"], first["full"], first["threshold"]) == ("c1", 70, 30, 30)


def test_both_tables_are_the_same_bytes_again(town, tmp_path):
    for name, write in (("oferta.csv", write_offer), ("stany.csv", write_states)):
        write(_with_unlocated(town), tmp_path / name)
        once = (tmp_path / name).read_bytes()
        write(_with_unlocated(town), tmp_path / name)
        assert (tmp_path / name).read_bytes() == once


def test_more_rows_than_a_csv_may_have_are_written_as_parquet(town, tmp_path, monkeypatch):
    whole = list_states(town).rename(columns=STATE_TABLE_COLUMNS)
    monkeypatch.setattr("mapa_uslug.reports.state_table.LARGEST_CSV", len(whole))
    assert write_states(town, tmp_path / "stany.csv") == tmp_path / "stany.csv"
    monkeypatch.setattr("mapa_uslug.reports.state_table.LARGEST_CSV", len(whole) - 1)
    written = write_states(town, tmp_path / "b" / "stany.csv")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["stany.parquet"]
    pd.testing.assert_frame_equal(pd.read_parquet(written), whole, check_dtype=False)
    once = written.read_bytes()
    write_states(town, written)
    assert written.read_bytes() == once
