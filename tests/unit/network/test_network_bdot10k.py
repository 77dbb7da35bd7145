"""Roads of BDOT10k: the forms their columns come in, what classes become, and a town drawn by hand."""

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from shapely import LineString

from mapa_uslug.core.errors import InputError
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.network import read_network
from mapa_uslug.network.bdot10k import recognise, tags_of

X, Y = 470_000.0, 573_000.0


def line(*points):
    return LineString([(X + x, Y + y) for x, y in points])


def write(folder, geometry, name="drogi.gpkg", layer=None, **columns):
    path = folder / name
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:2180")
    pyogrio.write_dataframe(frame, path, layer=layer)
    return path


def kmh(network, edge, mode="car", side="forward"):
    seconds = getattr(network, f"seconds_{side}")[MODES.index(mode), edge]
    return 3.6 * network.edge_length_m[edge] / seconds if np.isfinite(seconds) else 0.0


@pytest.mark.parametrize(
    "names",
    [
        ("klasaDrogi", "kierunek", "materialNawierzchni", "liczbaJezdniDrogi", "ulica"),
        ("klasaDrogi", "kierunek", "materialNa", "liczbaJezd", "ulica"),
        ("KLASADROGI", "KIERUNEK", "MATERIALNA", "LICZBAJEZD", "ULICA"),
        ("KLASA_DROG", "kierunkowosc", "MATERIAL_N", "LICZBA_JEZ", "ulica"),
    ],
)
def test_columns_are_known_whole_cut_and_in_capitals(names):
    meanings = ("class", "direction", "surface", "carriageways", "street")
    assert recognise(["FID", *names, "szerNawier"]) == dict(zip(meanings, names, strict=True))


def test_other_layers_are_not_taken_for_roads():
    assert not recognise(["highway", "oneway"])
    assert not recognise(["x_kod", "kierunek", "ulica"])
    assert not recognise(["klasa", "rodzaj"])


@pytest.mark.parametrize(
    ("written", "highway"),
    [
        ("A", "motorway"), ("autostrada", "motorway"), ("S", "trunk"), ("droga ekspresowa", "trunk"),
        ("GP", "primary"), ("glownaRuchuPrzyspieszonego", "primary"), ("droga główna ruchu przyśpieszonego", "primary"),
        ("G", "secondary"), ("główna", "secondary"), ("Z", "tertiary"), ("zbiorcza", "tertiary"), ("L", "unclassified"),
        ("D", "residential"), ("dojazdowa", "residential"), ("I", "service"), ("wewnętrzna", "service"), ("?", "road"),
        ("", "road"),
    ],
)  # fmt: skip
def test_classes_by_code_name_and_words(written, highway):
    assert tags_of({"class": written})["highway"] == highway


@pytest.mark.parametrize(
    ("row", "tags"),
    [
        # A class goes before the code; without one the code says it.
        ({"class": "", "code": "SKJZ05"}, {"highway": "tertiary", "oneway": "no"}),
        ({"class": "L", "code": "SKJZ05"}, {"highway": "unclassified", "oneway": "no"}),
        # A motorway's carriageway is open both ways unless a direction is given: it may be drawn against the traffic.
        ({"class": "A", "street": "1"}, {"highway": "motorway", "oneway": "no"}),
        ({"class": "A", "direction": "2"}, {"highway": "motorway", "oneway": "-1"}),
        ({"class": "S"}, {"highway": "trunk", "oneway": "no", "motorroad": "yes"}),
        ({"class": "GP", "carriageways": "2"}, {"highway": "trunk", "oneway": "no"}),
        ({"class": "GP", "carriageways": "1", "street": "1"},
         {"highway": "primary", "oneway": "no", "zone:traffic": "PL:urban"}),
        ({"class": "D", "direction": "1", "surface": "Kp"},
         {"highway": "residential", "oneway": "yes", "surface": "paving_stones"}),
        ({"class": "L", "direction": "3"}, {"highway": "unclassified", "oneway": "no", "vehicle": "no"}),
        ({"class": "I", "surface": "grunt naturalny"}, {"highway": "service", "oneway": "no", "surface": "ground"}),
        ({"class": "I", "surface": "stabilizowana żwirem lub żużlem"},
         {"highway": "service", "oneway": "no", "surface": "compacted"}),
        ({"class": "L", "surface": "inny"}, {"highway": "unclassified", "oneway": "no"}),
        ({"cycling": "Ndp", "surface": "masaBitumiczna"}, {"highway": "footway", "surface": "asphalt"}),
        ({"cycling": "dopuszczony"}, {"highway": "path", "bicycle": "yes"}),
        ({"cycling": "Wlc"}, {"highway": "cycleway"}),
        ({"class": "", "cycling": "", "code": "SKRP03"}, {"highway": "footway"}),
    ],
)  # fmt: skip
def test_what_a_line_becomes(row, tags):
    assert tags_of(row) == tags


def test_a_town_drawn_by_hand(tmp_path):
    # A street of 600 m driven as drawn, one of 600 m driven against it, one closed to vehicles, one both ways:
    #
    #     B --> C
    #     |     ^         A-B both ways, B-C as drawn, D-C against its drawing (C-D), D-A closed
    #     A x x D
    #
    # From A to D by car: A-B-C = 1200 m, then C-D is closed that way: none. From D to A: D-C, then B-C is against: none;
    # from D to C 600 m at 26 km/h (class L in a built-up area, paved) = 83.08 s. On foot D-A is open: 600 m at 1.2 m/s.
    a, b, c, d = (0, 0), (0, 600), (600, 600), (600, 0)
    path = write(
        tmp_path, [line(a, b), line(b, c), line(c, d), line(d, a)], "ulice.shp",
        klasaDrogi=["L"] * 4, kierunek=[0, 1, 2, 3], ulica=[1] * 4, materialNa=["Mb"] * 4,
    )  # fmt: skip
    loaded = read_network(path, cache=False)
    network = loaded.network
    assert loaded.counts["features_read"] == loaded.counts["features_used"] == 4
    assert not loaded.problems
    place = {
        (round(x - X), round(y - Y)): i
        for i, (x, y) in enumerate(zip(network.node_x, network.node_y, strict=True))
    }
    assert set(place) == {a, b, c, d}
    driven, walked = set(), set()
    names = {place[p]: name for p, name in ((a, "A"), (b, "B"), (c, "C"), (d, "D"))}
    for edge in range(network.edge_count):
        ends = names[network.edge_u[edge]] + names[network.edge_v[edge]]
        for pair, side in ((ends, "forward"), (ends[::-1], "backward")):
            driven |= {pair} if kmh(network, edge, "car", side) else set()
            walked |= {pair} if kmh(network, edge, "walk", side) else set()
            if kmh(network, edge, "car", side):
                assert kmh(network, edge, "car", side) == pytest.approx(26.0)
    assert driven == {"AB", "BA", "BC", "DC"}
    assert walked == {"AB", "BA", "BC", "CB", "CD", "DC", "DA", "AD"}


def test_streets_without_directions_are_told(tmp_path):
    path = write(tmp_path, [line((0, 0), (500, 0))], klasaDrogi=["L"], materialNa=["Mb"])
    (warning,) = read_network(path, cache=False).problems
    assert (warning.code, warning.severity) == ("no_directions", "warning")


def test_roads_and_paths_of_one_file_are_read_together(tmp_path):
    # Axes of roads (SKDR) repeat the carriageways, rails are none; 500 m of street and 300 m of path meet.
    write(tmp_path, [line((0, 9), (500, 9))], layer="OT_SKDR_L", klasaDrogi=["L"])
    write(tmp_path, [line((0, 99), (500, 99))], layer="OT_SKTR_L", rodzaj=["tor"])
    write(tmp_path, [line((0, 0), (500, 0))], layer="OT_SKJZ_L", klasaDrogi=["L"], kierunek=[0])
    path = write(tmp_path, [line((500, 0), (500, 300))], layer="OT_SKRP_L", ruchRowerowy=["Ndp"])
    loaded = read_network(path, cache=False)
    assert loaded.counts["features_used"] == 2
    assert loaded.network.classes == ("footway", "unclassified")
    assert loaded.network.edge_length_m.sum() == pytest.approx(800.0)
    assert loaded.network.node_count == 3
    assert len(set(loaded.network.edge_source_id.tolist())) == 2
    assert not loaded.problems


def test_gml_as_published_is_read_with_its_axes_in_order(tmp_path):
    # In EPSG:2180 GML writes northing first; GDAL's notes (.gfs) are not left beside the file.
    path = tmp_path / "PL.PZGiK.337.0463__OT_SKJZ_L.xml"
    path.write_text(
        '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:ot="urn:ot" gml:id="c"><gml:featureMember>'
        '<ot:OT_SKJZ_L gml:id="a"><ot:klasaDrogi>zbiorcza</ot:klasaDrogi><ot:geometria>'
        '<gml:LineString srsName="urn:ogc:def:crs:EPSG::2180" gml:id="g"><gml:posList srsDimension="2">'
        "573000 470000 573000 470700</gml:posList></gml:LineString></ot:geometria></ot:OT_SKJZ_L></gml:featureMember>"
        "</gml:FeatureCollection>",
        encoding="utf-8",
    )
    network = read_network(path, cache=False).network
    assert network.classes == ("tertiary",)
    assert sorted(network.node_x.tolist()) == pytest.approx([470_000.0, 470_700.0])
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_layers_of_different_systems_are_refused(tmp_path):
    path = write(tmp_path, [line((0, 0), (500, 0))], layer="OT_SKJZ_L", klasaDrogi=["L"], kierunek=[0])
    other = gpd.GeoDataFrame({"ruchRowerowy": ["Ndp"]}, geometry=[line((0, 0), (9, 9))], crs="EPSG:2180")
    pyogrio.write_dataframe(other.to_crs("EPSG:4326"), path, layer="OT_SKRP_L")
    with pytest.raises(InputError) as caught:
        read_network(path, cache=False)
    assert [p.code for p in caught.value.problems] == ["layers_crs"]
