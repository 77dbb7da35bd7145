"""Layers of the report on the seven steps, read back from the file."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from made_plan import build_plan
from test_reports_layer_styles import check_styles, parse, read_styles

from mapa_uslug.reports.plan_layers import PLAN_SHAPES, write_plan_layers


@pytest.fixture
def plan(town):
    return build_plan(town)


@pytest.fixture
def package(plan, catalog, tmp_path):
    path = tmp_path / "plan.gpkg"
    write_plan_layers(plan, catalog, path)
    return path


def _read(path, layer):
    return gpd.read_file(path, layer=layer)


def test_every_layer_has_one_default_style_that_fits_it(package):
    check_styles(package, PLAN_SHAPES)


def test_gminas_count_kinds_without_a_place_and_areas_by_state(package):
    gminas = _read(package, "gminy").set_index("gmina")
    columns = [
        "ludnosc",
        "rodzaje_bez_miejsca",
        "obszary_w_gminie",
        "obszary_obok",
        "obszary_brak",
        "obszary_brak_danych",
    ]
    # Zalewo has DDP, PRZ and (in its second row) POZ; Podlesie lacks DDP and PRZ.
    assert gminas.loc["Zalewo", columns].tolist() == [220, 0, 1, 1, 0, 1]
    assert gminas.loc["Podlesie", columns].tolist() == [80, 2, 0, 0, 2, 1]


def test_gminas_name_their_first_priorities_with_people_not_reached(package):
    gminas = _read(package, "gminy").set_index("gmina")
    first = [
        "priorytet_1",
        "priorytet_1_poza_zasiegiem",
        "priorytet_1_nie_wiadomo",
        "priorytet_2",
        "priorytet_2_poza_zasiegiem",
    ]
    assert gminas.loc["Zalewo", first].tolist() == ["DDP", 40, 30, "PRZ", 0]
    assert gminas.loc["Podlesie", first].tolist() == ["PRZ", 80, 0, "DDP", 60]
    # POZ has no rank, so there is no third priority.
    assert gminas["priorytet_3"].isna().all()


def test_only_gminas_of_the_report_are_shown(town, catalog, tmp_path):
    write_plan_layers(build_plan(town, ("086002",)), catalog, tmp_path / "p.gpkg")
    assert _read(tmp_path / "p.gpkg", "gminy")["gmina"].tolist() == ["Podlesie"]


def test_a_gmina_of_which_nothing_is_told_has_no_zeros(town, catalog, tmp_path):
    write_plan_layers(build_plan(town, ("086009",)), catalog, tmp_path / "p.gpkg")
    row = _read(tmp_path / "p.gpkg", "gminy").iloc[0]
    assert row[["ludnosc", "rodzaje_bez_miejsca", "obszary_brak", "priorytet_1"]].isna().all()


def test_providers_stand_at_their_places_and_unknown_people_stay_unknown(package):
    providers = _read(package, "podmioty").set_index("podmiot_klucz")
    assert (providers.loc["P2", "geometry"].x, providers.loc["P2", "geometry"].y) == (302_500, 500_500)
    assert providers["osoby_w_zasiegu"].isna().to_dict() == {"P1": False, "P2": True, "P3": False}
    assert providers["sektor"].tolist() == ["publiczny", "pozarzadowy", "nieznany"]
    assert providers["grupa"].tolist() == [1, 1, 0]


def test_ties_run_between_two_providers(package):
    ties = _read(package, "powiazania").set_index("rodzaj")
    assert list(ties.loc["zgloszone_partnerstwo", "geometry"].coords) == [
        (300_500, 500_500),
        (302_500, 500_500),
    ]
    assert ties.loc["wspolni_mieszkancy", "osoby_wspolne"] == 30
    assert pd.isna(ties.loc["zgloszone_partnerstwo", "osoby_wspolne"])


def test_help_leads_from_within_a_white_spot_to_the_provider(town, package):
    spots = town.white_spots.set_index("white_spot_id")
    helpers = _read(package, "pomoc_przy_plamach").set_index("plama_id")
    for spot, end in (("DDP-1-all-1", (302_500, 500_500)), ("DDP-1-all-2", (300_500, 500_500))):
        line = helpers.loc[spot, "geometry"]
        assert spots.loc[spot, "geometry"].covers(line.boundary.geoms[0])
        assert line.coords[-1] == end
    assert helpers["podstawa"].tolist() == ["ten_sam_obszar", "ta_sama_usluga"]


def test_people_of_a_spot_that_is_one_confidential_cell_are_left_empty(town, plan, catalog, tmp_path):
    # The spot of Podlesie is the cell c5 alone; once that is confidential its people would be its figure.
    table = town.cells.table.assign(is_imputed=town.cells.table["cell_id"] == "c5")
    hidden = replace(plan, result=replace(town, cells=replace(town.cells, table=table)))
    write_plan_layers(hidden, catalog, tmp_path / "p.gpkg")
    helpers = _read(tmp_path / "p.gpkg", "pomoc_przy_plamach").set_index("plama_id")
    assert helpers["osoby"].isna().to_dict() == {"DDP-1-all-1": True, "DDP-1-all-2": False}


def test_measures_stand_at_their_localities(package):
    measures = _read(package, "dzialania").set_index("dzialanie")
    assert len(measures.loc["nowe_miejsce", "geometry"].geoms) == 1
    assert len(measures.loc["dowoz", "geometry"].geoms) == 2
    # A locality that no cell bears: the gmina's middle stands in for it.
    assert len(measures.loc["naprawa_danych", "geometry"].geoms) == 1
    assert measures["osoby_grupa"].isna().to_dict() == {
        "nowe_miejsce": False,
        "dowoz": True,
        "naprawa_danych": True,
    }
    assert measures.loc["dowoz", ["dzialanie_nazwa", "usluga_nazwa", "gmina"]].tolist() == [
        "Transport", "przedszkole", "Podlesie",
    ]  # fmt: skip


def test_empty_tables_make_empty_layers(plan, catalog, tmp_path):
    network = plan.providers
    bare = replace(
        plan,
        providers=replace(
            network,
            providers=network.providers.iloc[:0],
            ties=network.ties.iloc[:0],
            helpers=network.helpers.iloc[:0],
        ),
        strategy=replace(plan.strategy, measures=plan.strategy.measures.iloc[:0]),
    )
    write_plan_layers(bare, catalog, tmp_path / "p.gpkg")
    for layer in ("podmioty", "powiazania", "pomoc_przy_plamach", "dzialania"):
        assert len(_read(tmp_path / "p.gpkg", layer)) == 0
    check_styles(tmp_path / "p.gpkg", PLAN_SHAPES)


def test_a_rerun_gives_the_same_bytes(package, plan, catalog, tmp_path):
    write_plan_layers(plan, catalog, tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == package.read_bytes()


def test_groups_have_a_symbol_each(package):
    root = parse(next(s for s in read_styles(package) if s["f_table_name"] == "podmioty"))
    assert [(r.get("filter"), r.get("label")) for r in root.iter("rule")] == [
        ('"grupa" = 1', "grupa 1"), ("ELSE", "w żadnej grupie"),
    ]  # fmt: skip
