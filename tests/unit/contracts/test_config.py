from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.contracts.reading import read_area_config, read_scenario_config
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text

MINIMAL = """
[area]
name = "powiat"
[inputs]
roads = "r.osm.pbf"
boundaries = "g.geojson"
services = ["u.csv", "osm"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("r.osm.pbf", "g.geojson", "u.csv"):
        (tmp_path / name).write_text("x")
    return tmp_path


def _area(folder: Path, text: str) -> Path:
    path = folder / "area.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_file_names_are_relative_to_the_toml(folder: Path) -> None:
    config = read_area_config(_area(folder, MINIMAL))
    assert config.inputs.roads == folder / "r.osm.pbf"
    assert config.inputs.services == [folder / "u.csv", Path("osm")]
    assert config.population.cell_m == 250


def test_every_problem_is_told_at_once_with_key_and_value(folder: Path) -> None:
    text = MINIMAL.replace('"r.osm.pbf"', '"brak.osm.pbf"').replace('"powiat"', "3") + (
        "[roads]\nmodes = ['car', 'konno']\nmax_snap_m = 9\n[populatoin]\n"
    )
    with pytest.raises(InputError) as caught:
        read_area_config(_area(folder, text))
    told = {p.where: (p.code, dict(p.values)["value"]) for p in caught.value.problems}
    assert told["area.toml [area.name]"] == ("string_type", "3")
    assert told["area.toml [inputs.roads]"] == ("file_missing", "brak.osm.pbf")
    assert told["area.toml [roads.modes.2]"] == ("literal_error", "konno")
    assert told["area.toml [roads.max_snap_m]"][0] == "greater_than_equal"
    assert told["area.toml [populatoin]"][0] == "extra_forbidden"
    suggestion = next(dict(p.values)["suggestion"] for p in caught.value.problems if "populatoin" in p.where)
    assert suggestion == "population"


def test_gmina_codes_are_read_in_any_form(folder: Path) -> None:
    config = read_area_config(
        _area(folder, MINIMAL.replace('name = "powiat"', 'name = "p"\ngminas = ["0860011", "086002"]'))
    )
    assert config.area.gminas == ["086001", "086002"]


@pytest.mark.parametrize("text", ["[area", "name = \x00"])
def test_broken_toml_is_one_problem(folder: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_area_config(_area(folder, text))
    assert [p.code for p in caught.value.problems] == ["toml"]


def test_missing_toml_is_one_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_area_config(tmp_path / "nie_ma.toml")
    assert [p.code for p in caught.value.problems] == ["file_missing"]


def test_plan_reads_its_changes(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('name = "p"\n[[open]]\nid = "n1"\nservice = "DDP"\ncell = "c"\n[[close]]\nid = "U-1"\n'
                    '[[capacity]]\nid = "U-2"\ncapacity = 12\n[partners]\nregime = "own"\n')  # fmt: skip
    plan = read_scenario_config(path)
    assert (plan.open[0].cell, plan.close[0].id, plan.capacity[0].capacity) == ("c", "U-1", 12.0)
    assert plan.partners is not None
    assert plan.partners.regime == "own"


@pytest.mark.parametrize(
    ("read", "page"),
    [(read_area_config, "docs/area_toml.md"), (read_scenario_config, "docs/scenario_toml.md")],
)
def test_a_missing_key_names_the_page_of_its_own_file(tmp_path, read, page):
    path = tmp_path / "plik.toml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    hints = {p.hint.format(**dict(p.values)) for p in caught.value.problems if p.code == "missing"}
    assert hints == {f"Add it; {page} lists the keys with examples."}


@pytest.mark.parametrize(
    ("crs", "code"),
    [("EPSG:99999", "crs_unknown"), ("EPSG:4326", "crs_not_metric"), ("2180", "string_pattern_mismatch")],
)
def test_calculations_need_a_metric_crs(folder: Path, crs: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_area_config(_area(folder, MINIMAL.replace('name = "powiat"', f'name = "p"\ncrs = "{crs}"')))
    assert [p.code for p in caught.value.problems] == [code]


def test_the_map_asks_nothing_of_the_web_unless_it_is_told_to(folder: Path) -> None:
    options = read_area_config(_area(folder, MINIMAL)).map
    assert not options.online_tiles
    told = read_area_config(_area(folder, MINIMAL + "[map]\nonline_tiles = true\n")).map
    assert told.online_tiles
    assert (told.tiles_url, told.tiles_attribution) == (
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "© OpenStreetMap contributors",
    )


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://tile.example.pl/{z}/{x}/{y}.png", "tiles_not_https"),
        ("https://{s}.example.pl/{z}/{x}/{y}.png", "tiles_address"),
        ("https://tile.example.pl/{z}/{x}.png", "tiles_places"),
    ],
)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_wrong_address_of_tiles_is_told_with_what_it_should_look_like(
    folder: Path, url: str, code: str, language: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_area_config(_area(folder, MINIMAL + f'[map]\nonline_tiles = true\ntiles_url = "{url}"\n'))
    (fault,) = caught.value.problems
    assert (fault.where, fault.code) == ("area.toml [map.tiles_url]", code)
    text = Text(language)
    assert url in text.tell(fault.message, dict(fault.values))
    hint = text.tell(fault.hint, dict(fault.values))
    assert (
        "https" if code == "tiles_not_https" else "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    ) in hint


def test_the_credit_of_tiles_may_not_be_empty(folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_area_config(_area(folder, MINIMAL + '[map]\ntiles_attribution = ""\n'))
    assert [p.code for p in caught.value.problems] == ["string_too_short"]


def test_a_file_of_lists_without_end_is_told_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('name = "x"\nopen = ' + "[" * 5000 + "]" * 5000, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario_config(path)
    assert [p.code for p in caught.value.problems] == ["toml"]


@pytest.mark.parametrize("number", ['"5"', "inf", "nan", "true"])
@pytest.mark.parametrize("key", ["capacity", "lon", "lat"])
def test_a_plans_numbers_are_numbers_as_they_are_in_the_map(tmp_path, key, number):
    numbers = {"lon": "15.2", "lat": "52.1", "capacity": "5"}
    plan = tmp_path / "plan.toml"

    def write(values):
        lines = [f"{name} = {value}" for name, value in values.items()]
        text = '[[open]]\nid = "nowy-1"\nservice = "DDP"\n' + "\n".join(lines)
        plan.write_text(f'name = "x"\n{text}\n', encoding="utf-8")

    write(numbers)
    assert read_scenario_config(plan).open[0].capacity == 5.0
    write(numbers | {key: number})
    with pytest.raises(InputError) as error:
        read_scenario_config(plan)
    assert [problem.where for problem in error.value.problems] == [f"plan.toml [open.1.{key}]"]


@pytest.mark.parametrize("value", ['"20"', "true", "20.5"])
def test_a_plans_threshold_is_a_whole_number(tmp_path, value):
    plan = tmp_path / "plan.toml"
    plan.write_text(
        f'name = "x"\n[[threshold]]\nservice = "DDP"\nmode = "car"\nvalue = {value}\n', encoding="utf-8"
    )
    with pytest.raises(InputError):
        read_scenario_config(plan)


def test_roads_that_a_plan_closes_are_named_by_number_or_by_polygons_beside_it(tmp_path: Path) -> None:
    (tmp_path / "powodz.geojson").write_text("{}")
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'name = "p"\n[[closed]]\nname = "most"\nways = [85]\n[[closed]]\nname = "woda"\narea = "powodz.geojson"\n'
    )
    closed = read_scenario_config(plan).closed
    assert (closed[0].ways, closed[0].area) == ([85], None)
    assert (closed[1].ways, closed[1].area) == ([], tmp_path / "powodz.geojson")
    plan.write_text(
        'name = "p"\n[[closed]]\nname = "nic"\n[[closed]]\nname = "brak"\narea = "brak.geojson"\n'
    )
    with pytest.raises(InputError) as caught:
        read_scenario_config(plan)
    assert {(p.code, p.where) for p in caught.value.problems} == {
        ("closes_nothing", "plan.toml [closed.1]"), ("file_missing", "plan.toml [closed.2.area]"),
    }  # fmt: skip
