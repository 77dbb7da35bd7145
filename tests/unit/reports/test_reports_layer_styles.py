"""Styles inside wyniki.gpkg, read back as QGIS and GDAL read them."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from xml.etree import ElementTree

import pyogrio
import pytest

from mapa_uslug.contracts.tables import STATES
from mapa_uslug.reports.layers import LAYERS, write_layers
from mapa_uslug.reports.looks import STATE_LOOKS
from mapa_uslug.reports.qml import colour
from mapa_uslug.reports.words import STATE_COLUMNS

_GEOMETRY = {"Point": "0", "MultiPoint": "0", "LineString": "1", "MultiPolygon": "2"}


@pytest.fixture
def package(town, catalog, tmp_path):
    path = tmp_path / "wyniki.gpkg"
    write_layers(town, catalog, path)
    return path


def read_styles(path):
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute("SELECT * FROM layer_styles ORDER BY id")]


def parse(style):
    return ElementTree.fromstring(style["styleQML"].encode())


def named_columns(root):
    """Columns that a style asks for: of categories, rules, order and labels."""
    renderer = root.find("renderer-v2")
    found = {renderer.get("attr")} - {None}
    for rule in renderer.iter("rule"):
        found.update(re.findall(r'"([^"]+)"', rule.get("filter", "")))
    for clause in renderer.iter("orderByClause"):
        found.update(re.findall(r'"([^"]+)"', clause.text))
    found.update(
        words.get("fieldName") for words in root.iter("text-style") if words.get("isExpression") == "0"
    )
    return found


def check_styles(path, layers):
    """What must hold of any file with styles."""
    styles = read_styles(path)
    defaults = Counter(s["f_table_name"] for s in styles if s["useAsDefault"])
    assert defaults == dict.fromkeys(layers, 1)
    names = Counter((s["f_table_name"], s["styleName"]) for s in styles)
    assert set(names.values()) == {1}
    for style in styles:
        layer = style["f_table_name"]
        info = pyogrio.read_info(path, layer=layer)
        root = parse(style)
        assert root.tag == "qgis"
        assert root.findtext("layerGeometryType") == _GEOMETRY[info["geometry_type"]], layer
        assert named_columns(root) <= set(info["fields"]), layer
        check_symbols(root)
        assert (style["f_table_catalog"], style["f_table_schema"], style["f_geometry_column"]) == (
            "",
            "",
            "geom",
        )
    with closing(sqlite3.connect(path)) as file:
        columns = dict(file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
    assert {columns[layer] for layer in layers} == {"geom"}


def check_symbols(root):
    """Every rule and category has its symbol, and the two forms of properties say the same."""
    # Without a weight QGIS writes labels in the thinnest one.
    assert all(words.get("fontWeight") == "50" for words in root.iter("text-style"))
    renderer = root.find("renderer-v2")
    symbols = {s.get("name") for s in renderer.find("symbols")}
    asked = [e.get("symbol") for e in [*renderer.iter("rule"), *renderer.iter("category")]]
    assert asked
    assert set(asked) == symbols
    for layer in renderer.iter("layer"):
        options = {o.get("name"): o.get("value") for o in layer.find("Option")}
        assert options == {p.get("k"): p.get("v") for p in layer.findall("prop")}
        assert options


def test_every_layer_has_one_default_style_that_fits_it(package):
    check_styles(package, LAYERS)


def test_the_table_of_styles_is_told_of_as_one_without_geometry(package):
    assert ("layer_styles", None) in [tuple(x) for x in pyogrio.list_layers(package)]
    table = pyogrio.read_dataframe(package, layer="layer_styles")
    assert len(table) == len(read_styles(package))
    with closing(sqlite3.connect(package)) as file:
        kind = file.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone()
    assert kind == ("attributes",)


def test_cells_open_with_the_type_with_most_people_too_far(package):
    # Too far at the main threshold by all modes: DDP 40 + 60, PRZ 80.
    cells = [s for s in read_styles(package) if s["f_table_name"] == "komorki"]
    assert [(s["styleName"].split()[0], s["useAsDefault"]) for s in cells] == [("DDP", 1), ("PRZ", 0)]
    assert parse(cells[1]).find("renderer-v2").get("attr") == "PRZ_stan"


def test_states_have_their_words_and_their_colours(package):
    root = parse(next(s for s in read_styles(package) if s["f_table_name"] == "komorki"))
    categories = [(c.get("value"), c.get("label")) for c in root.iter("category")]
    assert categories == [
        ("obsluzone", "Obsłużeni"), ("brak_miejsc", "Brak miejsc"), ("za_daleko", "Za daleko"),
        ("nie_wiadomo", "Nie wiadomo"),
    ]  # fmt: skip
    assert tuple(value for value, _ in categories) == STATE_COLUMNS
    symbols = {s.get("name"): s for s in root.find("renderer-v2/symbols")}
    for number, state in enumerate(STATES[1:], start=1):
        drawn = {p.get("v") for p in symbols[str(number)].iter("prop")}
        assert {colour(STATE_LOOKS[state].face), colour(STATE_LOOKS[state].hatch_colour)} <= drawn, state


def test_white_spots_show_the_worst_type_and_let_others_be_switched_on(package):
    root = parse(next(s for s in read_styles(package) if s["f_table_name"] == "biale_plamy"))
    rules = [(r.get("filter"), r.get("checkstate", "1")) for r in root.iter("rule")]
    assert rules == [
        ('"usluga" = \'DDP\' AND "srodek" = \'wszystkie\' AND "poziom" = 2', "1"),
        ('"usluga" = \'PRZ\' AND "srodek" = \'wszystkie\' AND "poziom" = 2', "0"),
    ]


def test_labels_of_the_legend_are_polish(package):
    for style in read_styles(package):
        root = parse(style)
        words = [e.get("label") for e in [*root.iter("rule"), *root.iter("category")]]
        assert all(words)
        assert not any(re.search(r"\b(the|of|gap|road|course|place)\b", w) for w in words), style[
            "f_table_name"
        ]


@pytest.mark.parametrize(
    ("code", "written"),
    [("#0b7a75", "11,122,117,255"), ("#0b7a758c", "11,122,117,140"), ("#ffffff", "255,255,255,255")],
)
def test_colours_are_written_as_qgis_writes_them(code, written):
    assert colour(code) == written
