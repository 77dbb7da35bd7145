"""People in other years: what is read, and every fault at once."""

from types import SimpleNamespace

import geopandas as gpd
import pytest
from old_workbooks import write_ods
from shapely.geometry import Point, box

from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.core.errors import InputError
from mapa_uslug.steps.years_reading import read_people_by_year

HEADER = "gmina_teryt;rok;rodzaj;people;people_0_14;people_15_64;people_65_plus"


def _data(path):
    names = {"086001": "Zalewsk", "086002": "Jezierzec", "086009": "Sąsiednia"}
    gminas = gpd.GeoDataFrame(
        {"gmina_teryt": list(names), "gmina": list(names.values()), "is_area": [True, True, False]},
        geometry=[box(i, 0, i + 1, 1) for i in range(3)],
        crs="EPSG:2180",
    )
    cells = gpd.GeoDataFrame(
        {"cell_id": ["a", "b"], "gmina_teryt": ["086001", "086002"], "people": [100, 50],
         "people_65_plus": [20, 10], "is_imputed": False},
        geometry=[Point(0, 0), Point(1, 1)], crs="EPSG:2180",
    )  # fmt: skip
    return SimpleNamespace(
        config=SimpleNamespace(inputs=SimpleNamespace(people_by_year=path)),
        gminas=gminas,
        cells=PopulationCells(cells, "EPSG:3035", 1000, {"65+": "grid"}, 2026),
    )


@pytest.fixture
def read(tmp_path):
    def write_and_read(*rows, header=HEADER):
        path = tmp_path / "lata.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_people_by_year(_data(path))

    return write_and_read


def test_rows_become_figures_by_group(read):
    table, problems = read(
        "086001;2011;stan;110;20;75;15",
        "086002;2011;stan;55;10;;",
        "086001;2040;prognoza;80;10;45;25",
        "086002;2040;prognoza;40;;;12",
    )
    told = {(r.gmina_teryt, r.year, r.kind, r.group): r.people for r in table.itertuples()}
    assert told == {
        ("086001", 2011, "counted", "all"): 110,
        ("086001", 2011, "counted", "0-14"): 20,
        ("086001", 2011, "counted", "15-64"): 75,
        ("086001", 2011, "counted", "65+"): 15,
        ("086002", 2011, "counted", "all"): 55,
        ("086002", 2011, "counted", "0-14"): 10,
        ("086001", 2040, "forecast", "all"): 80,
        ("086001", 2040, "forecast", "0-14"): 10,
        ("086001", 2040, "forecast", "15-64"): 45,
        ("086001", 2040, "forecast", "65+"): 25,
        ("086002", 2040, "forecast", "all"): 40,
        ("086002", 2040, "forecast", "65+"): 12,
    }
    assert problems == []


def test_polish_headers(read):
    table, _ = read(
        "086001;2011;Stan;110;15", "086002;2011;stan;50;5", header="TERYT;Rok;Rodzaj;Ludność;Osoby 65 plus"
    )
    assert set(table["group"]) == {"all", "65+"}


def test_no_file_tells_nothing():
    table, problems = read_people_by_year(_data(None))
    assert table.empty
    assert list(table.columns) == ["gmina_teryt", "year", "kind", "group", "people"]
    assert problems == []


def test_every_fault_is_told_at_once_with_its_cell(read):
    with pytest.raises(InputError) as caught:
        read(
            "086001;2011;stan;110;20;75;15",
            "086001;2011;prognoza;110;20;75;15",  # the year twice
            "086001;2012;stan;-5;;;",  # negative
            "86009;2013;stan;100;;;",  # lost zero, and of no gmina of the area
            "086001;2o14;stan;100;;;",  # no year
            "086001;2015;plan;100;;;",  # no kind
            "086001;2016;stan;100;20;60;10",  # adds up to 90
            "086001;2017;stan;100;;;103",  # a group larger than all
            ";2018;stan;100;;;",  # no gmina
            "086001;2019;stan;12,5;;;",  # half a person
        )
    faults = sorted((p.code, p.where) for p in caught.value.problems if p.severity == "error")
    assert faults == sorted(
        [
            ("duplicate_year", "lata.csv:B3"),
            ("bad_people", "lata.csv:D4"),
            ("lost_zero", "lata.csv:A5"),
            ("bad_year", "lata.csv:B6"),
            ("choice", "lata.csv:C7"),
            ("groups_do_not_add_up", "lata.csv:D8"),
            ("groups_do_not_add_up", "lata.csv:D9"),
            ("no_gmina", "lata.csv:A10"),
            ("bad_people", "lata.csv:D11"),
        ]
    )


def test_gminas_of_elsewhere_a_missing_year_and_another_figure_of_the_own_year_are_told(read):
    table, problems = read(
        "086001;2026;stan;101;;;20",
        "086002;2026;stan;50;;;10",
        "086001;2040;prognoza;80;;;",
        "086009;2026;stan;7;;;",
    )
    told = {p.code: dict(p.values) for p in problems}
    assert set(told) == {"not_in_area", "missing_year", "own_year"}
    assert told["missing_year"]["gminas"] == "Jezierzec"
    assert (told["own_year"]["gminas"], told["own_year"]["group"]) == ("Zalewsk", "all")
    assert "086009" not in set(table["gmina_teryt"])


def test_columns_that_are_missing(read):
    with pytest.raises(InputError) as caught:
        read("086001;2011", header="gmina_teryt;rok")
    assert sorted(dict(p.values)["column"] for p in caught.value.problems) == ["people", "rodzaj"]


def test_a_misspelt_group_is_told_with_the_one_that_was_meant(read):
    rows = ("086001;2011;stan;110;15", "086002;2011;stan;50;5")
    table, problems = read(*rows, header="gmina_teryt;rok;rodzaj;people;people_65plus")
    assert [(p.code, p.severity, dict(p.values)["near"]) for p in problems] == [
        ("unknown_column", "warning", "people_65_plus")
    ]
    assert set(table["group"]) == {"all"}


def test_a_code_of_elsewhere_a_lost_zero_and_a_date_without_a_year_are_told(read):
    table, problems = read(
        "86001;Zalewsk;2011;stan;110;2011-03-31",
        "086020;Jezierzec;2011;stan;50;31 maja",
        header="gmina_teryt;gmina;rok;rodzaj;people;data",
    )
    assert table["gmina_teryt"].tolist() == ["086001"]
    told = {p.code: dict(p.values) for p in problems}
    assert set(told) == {"teryt_lost_zero", "code_of_elsewhere", "bad_day", "not_in_area", "missing_year"}
    assert (told["code_of_elsewhere"]["name"], told["code_of_elsewhere"]["own"]) == ("Jezierzec", "086002")
    assert told["bad_day"]["value"] == "31 maja"


def test_a_sheet_of_opendocument_is_read_like_a_csv(read, tmp_path):
    rows = [["086001", 2011, "stan", 110, 20, 75, 15], ["086002", 2011, "stan", 55, 10, None, None]]
    write_ods(tmp_path / "lata.ods", {"Lata": [HEADER.split(";"), *rows]})
    table, problems = read_people_by_year(_data(tmp_path / "lata.ods"))
    as_csv, _ = read("086001;2011;stan;110;20;75;15", "086002;2011;stan;55;10;;")
    assert table.equals(as_csv)
    assert problems == []
