"""Further layers in the document: all from data, nothing lost, nothing told in the wrong unit."""

import base64
import gzip

import geopandas as gpd
import numpy as np
import pytest
from drawn_district import CRS, X0, Y0, build_district
from shapely.geometry import LineString, Point, box

from mapa_uslug.contracts.map_layers import MapLayer
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.maps.document import make_document


def layer(kind, geometries, facts=(), key="barriers"):
    table = gpd.GeoDataFrame(
        {
            "title": [f"n{i}" for i in range(len(geometries))],
            "facts": [tuple(facts) for _ in geometries],
        },
        geometry=list(geometries),
        crs=CRS,
    )
    return MapLayer(key, "Barriers", "what makes ways long", kind, table)


def described(catalog, text, *layers):
    return make_document(build_district(map_layers=tuple(layers)), catalog, text=text)


def test_without_layers_there_are_none(catalog, text):
    assert described(catalog, text).data["layers"] == []


def test_a_layer_has_its_words_and_facts_of_which_figures_stay_figures(catalog, text):
    facts = [("Longer by", 12.345), ("People", np.int64(40)), ("Along", "Odra"), ("Bridge", None), ("Nothing", np.nan)]  # fmt: skip
    line = LineString([(X0, Y0), (X0 + 3000, Y0 + 4000)])
    (found,) = described(catalog, text, layer("line", [line], facts)).data["layers"]
    assert (found["key"], found["title"], found["hint"], found["kind"]) == (
        "barriers",
        "Barriers",
        "what makes ways long",
        "line",
    )
    assert found["features"][0]["title"] == "n0"
    assert found["features"][0]["facts"] == [
        ["Longer by", 12.3],
        ["People", 40],
        ["Along", "Odra"],
        ["Bridge", None],
        ["Nothing", None],
    ]


def test_shapes_of_lines_and_areas_stand_in_the_pack_feature_by_feature(catalog, text):
    lines = layer("line", [LineString([(X0, Y0), (X0 + 3000, Y0)]), LineString([(X0, Y0), (X0, Y0 + 5000)])])
    areas = layer("area", [box(X0, Y0, X0 + 2000, Y0 + 2000)], key="forests")
    document = described(catalog, text, lines, areas)
    raw = gzip.decompress(base64.b64decode(document.arrays))
    counts = {}
    for key in ("barriers", "forests"):
        _, offset, size = document.data["arrays"][f"layer.{key}.features"]
        counts[key] = np.frombuffer(raw, "<u4", count=size, offset=offset).tolist()
    assert counts == {"barriers": [1, 1], "forests": [1]}


@pytest.mark.parametrize("crs", [CRS, WGS84])
def test_points_have_a_place_and_no_shapes_whatever_their_coordinates(catalog, text, crs):
    points = layer("point", [Point(X0 + 500, Y0 + 700)])
    points = MapLayer(points.key, points.title, points.hint, "point", points.table.to_crs(crs))
    document = described(catalog, text, points)
    lon, lat = transform_xy(np.array([X0 + 500]), np.array([Y0 + 700]), CRS, WGS84)
    assert document.data["layers"][0]["features"][0]["at"] == pytest.approx([lat[0], lon[0]], abs=2e-6)
    assert not any(name.startswith("layer.") for name in document.data["arrays"])


def test_a_layer_without_features_stays_a_layer(catalog, text):
    assert described(catalog, text, layer("line", [])).data["layers"][0]["features"] == []


@pytest.mark.parametrize("keys", [("Barriers",), ("a b",), ("",), ("a", "a")])
def test_keys_must_be_names_of_their_own(catalog, text, keys):
    layers = [layer("point", [Point(X0, Y0)], key=key) for key in keys]
    with pytest.raises(ValueError, match="keys of their own"):
        described(catalog, text, *layers)


def test_a_kind_that_the_page_does_not_draw_is_refused(catalog, text):
    with pytest.raises(ValueError, match="none of"):
        described(catalog, text, layer("circle", [Point(X0, Y0)]))
