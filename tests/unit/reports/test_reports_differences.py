import csv
from dataclasses import replace

import pytest
from six_cell_town import with_service_in_podlesie

from mapa_uslug.reports.differences import write_differences


def _rows(base, plan, path):
    write_differences(base, plan, path)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _pick(rows, **wanted):
    return [r for r in rows if all(r[k] == v for k, v in wanted.items())]


def test_change_of_a_gmina_is_counted(town, tmp_path):
    rows = _rows(town, with_service_in_podlesie(town), tmp_path / "roznice.csv")
    (row,) = _pick(rows, gmina_teryt="086002", usluga="DDP", srodek="car", grupa="all", poziom="2")
    assert [row[f"za_daleko_{x}"] for x in ("przed", "po", "zmiana")] == ["60", "0", "-60"]
    assert [row[f"obsluzone_{x}"] for x in ("przed", "po", "zmiana")] == ["20", "80", "60"]
    assert (row["gmina"], row["osoby"], row["usluga_nazwa"]) == ("Podlesie", "80", "dzienny dom pomocy")


def test_all_modes_together_and_the_target_group_are_counted(town, tmp_path):
    rows = _rows(town, with_service_in_podlesie(town), tmp_path / "roznice.csv")
    (row,) = _pick(rows, gmina_teryt="086002", usluga="DDP", srodek="wszystkie", grupa="target", poziom="2")
    assert [row[f"za_daleko_{x}"] for x in ("przed", "po", "zmiana")] == ["12", "0", "-12"]


def test_rows_without_a_change_are_left_out_but_totals_stay(town, tmp_path):
    rows = _rows(town, with_service_in_podlesie(town), tmp_path / "roznice.csv")
    assert not _pick(rows, gmina_teryt="086001")
    assert {r["srodek"] for r in rows if r["gmina_teryt"]} == {"car", "wszystkie"}
    (total,) = _pick(rows, gmina="razem", usluga="PRZ", srodek="car", grupa="all", poziom="2")
    assert (total["osoby"], total["za_daleko_przed"], total["za_daleko_zmiana"]) == ("300", "80", "0")


def test_an_unchanged_plan_has_totals_only(town, tmp_path):
    rows = _rows(town, town, tmp_path / "roznice.csv")
    assert {r["gmina_teryt"] for r in rows} == {""}
    # DDP by 2 modes and both together, in 2 groups; PRZ by 1 mode and "both", in 1 group; 3 levels each.
    assert len(rows) == 3 * (3 * 2 + 2)


def test_reasons_are_told(town, tmp_path):
    rows = _rows(town, town, tmp_path / "roznice.csv")
    (row,) = _pick(rows, usluga="DDP", srodek="car", grupa="all", poziom="2")
    assert row["powody_przed"] == row["powody_po"] == "no_road:30"


def test_a_type_that_only_the_plan_has_leaves_the_base_empty(town, tmp_path):
    base = replace(town, layers=tuple(x for x in town.layers if x.service_type != "PRZ"))
    rows = _rows(base, town, tmp_path / "roznice.csv")
    (row,) = _pick(rows, gmina_teryt="086002", usluga="PRZ", srodek="car", grupa="all", poziom="2")
    assert [row[f"za_daleko_{x}"] for x in ("przed", "po", "zmiana")] == ["", "80", ""]


def test_results_of_other_people_are_refused(town, tmp_path):
    cells = replace(town.cells, table=town.cells.table.iloc[:5])
    with pytest.raises(ValueError, match="same populated cells"):
        write_differences(town, replace(town, cells=cells), tmp_path / "roznice.csv")
