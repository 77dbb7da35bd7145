import re
import sys
import tomllib
from pathlib import Path

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.config import AreaConfig
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.sheet import SHEET_COLUMNS
from mapa_uslug.contracts.tables import FIELDS, STATES

ROOT = Path(__file__).resolve().parents[3]


sys.path.insert(0, str(ROOT / "scripts"))
import make_docs  # noqa: E402

PAGES = make_docs.build_pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_in_docs_are_those_that_the_code_makes(name, tmp_path):
    make_docs.main(tmp_path)
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(
        encoding="utf-8"
    ), "run: make docs"


def _example(name):
    (block,) = re.findall(r"```toml\n(.*?)```", PAGES[name], flags=re.DOTALL)
    return tomllib.loads(block)


def _with_files(tmp_path, example):
    """Every file that an area or a plan names."""
    values = [
        *example.get("inputs", {}).values(),
        *(c["area"] for c in example.get("closed", [])),
        *(c["timetable"] for c in example.get("course", [])),
    ]
    for value in values:
        for name in value if isinstance(value, list) else [value]:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()


def test_the_example_of_an_area_is_valid(tmp_path):
    example = _example("area_toml.md")
    _with_files(tmp_path, example)
    config = AreaConfig.model_validate(example, context={"base": tmp_path})
    assert config.area.name == "powiat zalewski"
    assert set(example) == set(AreaConfig.model_fields)


def test_the_example_of_a_plan_is_valid_and_does_not_contradict_itself(tmp_path):
    example = _example("scenario_toml.md")
    _with_files(tmp_path, example)
    plan = ScenarioConfig.model_validate(example, context={"base": tmp_path})
    assert set(example) == set(ScenarioConfig.model_fields)
    changed = [*plan.capacity, *plan.move, *plan.hours, *plan.share, *plan.territory]
    assert {c.id for c in plan.close}.isdisjoint(c.id for c in changed)
    assert all(o.cell or (o.lon is not None and o.lat is not None) for o in plan.open)


def _rows(page):
    """Rows of the tables of keys: section, then cells."""
    section = ""
    for line in page.splitlines():
        if line.startswith("## "):
            section = line.strip("# `[]")
        elif line.startswith("| `"):
            yield section, re.split(r" (?<!\\)\| ", line.strip("| "))


@pytest.mark.parametrize(
    ("name", "model"), [("area_toml.md", AreaConfig), ("scenario_toml.md", ScenarioConfig)]
)
def test_every_single_example_is_valid(name, model, tmp_path):
    """Each example of the tables is put into the whole example in place of what stands there."""
    whole = _example(name)
    checked = 0
    for section, cells in _rows(PAGES[name]):
        if len(cells) < 6 or not cells[5].strip().startswith("`"):
            continue
        key, value = cells[0].strip("`"), cells[5].strip().strip("`").replace("\\|", "|")
        example = tomllib.loads(f"x = {value}")["x"]
        changed = {k: (v.copy() if isinstance(v, (dict, list)) else v) for k, v in whole.items()}
        if section in changed:
            place = changed[section]
            changed[section] = (
                [place[0] | {key: example}] if isinstance(place, list) else place | {key: example}
            )
        else:
            changed[key] = example
        _with_files(tmp_path, changed)
        model.model_validate(changed, context={"base": tmp_path})
        checked += 1
    assert checked >= (20 if name == "area_toml.md" else 8)


def test_every_key_of_every_section_is_described():
    described = {cells[0].strip("`") for _, cells in _rows(PAGES["area_toml.md"])}
    keys = set()
    for name, field in AreaConfig.model_fields.items():
        section = field.annotation
        for model in getattr(section, "__args__", ()) or (section,):
            keys |= set(getattr(model, "model_fields", {name: None}))
    assert keys <= described


def test_every_column_of_the_sheet_is_described():
    described = {cells[0].strip("`"): cells for _, cells in _rows(PAGES["arkusz_uslug.md"])}
    assert list(described) == [c.name for c in SHEET_COLUMNS]
    assert described["usluga_id"][1] == "tak"


def test_the_glossary_holds_every_field_and_state():
    described = {cells[0].strip("`") for _, cells in _rows(PAGES["glossary.md"])}
    assert {*FIELDS, *STATES} <= described


def test_a_description_without_polish_stops_the_build():
    with pytest.raises(LookupError, match="no Polish"):
        make_docs.to_polish("A sentence that nobody translated.")


def test_numbers_lists_and_tables_are_written_as_toml():
    value = {"a": [1, 2.5], "b": "żółw", "c": True}
    assert tomllib.loads(f"x = {make_docs.write_toml_value(value)}") == {"x": value}


def _sections(page):
    """Text of every third-level section, by its heading."""
    return {part.partition("\n")[0]: part for part in page.split("\n### ")[1:]}


def test_the_catalog_page_has_a_section_for_every_type_and_says_what_it_is():
    catalog, sections = read_catalog(), _sections(PAGES["katalog.md"])
    assert list(sections) == [t.code for t in catalog.types]
    for service_type in catalog.types:
        for words in (service_type.name, *service_type.aliases, *service_type.osm):
            assert words in sections[service_type.code]
    for area in catalog.areas:
        assert f"| {area.number} | {area.name} | `{area.symbol}` |" in PAGES["katalog.md"]


def test_the_catalog_page_tells_law_from_convention():
    sections = _sections(PAGES["katalog.md"])
    assert "pieszo 3000 / **4000** / 5000 m (ustawowy, ustawowy, umowny; Prawo oświatowe" in sections["SP"]
    assert "samochodem 30 / **45** / 60 min (umowny)" in sections["UO"]
    assert "3\u00a0% grupy docelowej (umowne); na osobę 25" in sections["UO"]
    assert "brak współczynnika" in sections["SDS"]
    assert "nigdy nie zapisywana" in sections["SOW"]
    assert "progi" not in sections["SOW"], "what is never shown has no limits to look up"


def test_every_type_with_limits_by_public_transport_shows_them():
    page = PAGES["katalog.md"]
    sections = _sections(page)
    for service_type in read_catalog().types:
        has_limits = "transit" in service_type.thresholds and not service_type.sensitivity
        assert ("transportem publicznym" in sections[service_type.code]) == has_limits
    assert "jeszcze" not in page, "all modes of the catalog are counted"


def test_a_table_within_a_section_is_told_with_its_keys():
    described = {cells[0].strip("`"): cells for _, cells in _rows(PAGES["area_toml.md"])}
    assert described["days"][1] == "tabela: `school`, `free`, `saturday`, `sunday` → data"
    assert set(_example("area_toml.md")["transit"]["days"]) == {"school", "free", "saturday", "sunday"}
