"""Small maps of single cases: measured in the drawing, against distances worked out by hand."""

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hand_cases import SIDE, SOUTH, WEST, build_cases, build_gminas, degrees, place

from mapa_uslug.contracts.cases import Case
from mapa_uslug.core.crs import WGS84
from mapa_uslug.core.text import Text
from mapa_uslug.maps.case_labels import Label, place_labels
from mapa_uslug.maps.case_maps import draw_case

NS = "{http://www.w3.org/2000/svg}"
RED = "#b3261e"


def case_of(*choices, lon=math.nan, lat=math.nan, gmina="086001", case_id="c"):
    return Case(case_id, "other_gmina", ("U",), "f:1", "s", "m", "h", (), choices, lon, lat, gmina)


def draw(case, gminas=None, **options):
    svg = draw_case(case, gminas=build_gminas() if gminas is None else gminas, text=Text("en"), **options)
    return ET.fromstring(svg)


def dots(root):
    return [
        (float(c.get("cx")), float(c.get("cy")))
        for c in root.iter(f"{NS}circle")
        if c.get("stroke-dasharray") is None
    ]


def circles(root):
    found = (c for c in root.iter(f"{NS}circle") if c.get("stroke-dasharray"))
    return [tuple(float(c.get(a)) for a in ("cx", "cy", "r")) for c in found]


def scale(root):
    """Drawing units of the scale bar, and the metres it stands for."""
    bar = next(p.get("d") for p in root.iter(f"{NS}path") if re.fullmatch(r"M18 \d+v8h\d+v-8", p.get("d")))
    units = int(re.search(r"h(\d+)", bar)[1])
    said = texts(root)[-1]
    value, unit = said.split("\u00a0")
    return units, float(value) * (1000 if unit == "km" else 1)


def texts(root):
    return [t.text for t in root.iter(f"{NS}text")]


def given(root):
    crossed = next((p.get("d") for p in root.iter(f"{NS}path") if p.get("stroke") == RED), None)
    x, y = map(int, re.match(r"M(-?\d+) (-?\d+)", crossed).groups())
    return x + 10, y + 10


def test_distances_are_to_scale():
    # 6 km apart to the east, 3 km to the north; circles of 2 km and 500 m.
    root = draw(
        case_of(
            place("1", "a", 2_000, 2_000, "miejscowosc", 2_000.0),
            place("2", "b", 8_000, 5_000, "ulica", 500.0),
        )
    )
    (x1, y1), (x2, y2) = dots(root)
    units, metres = scale(root)
    per_m = units / metres
    assert (x2 - x1) / per_m == pytest.approx(6_000, rel=0.02)
    assert (y1 - y2) / per_m == pytest.approx(3_000, rel=0.02)
    assert [r / per_m for _, _, r in circles(root)] == pytest.approx([2_000, 500], rel=0.04)


def test_the_gmina_is_drawn_where_it_is():
    root = draw(case_of(place("1", "a", 5_000, 2_500, "rejestr", 30.0)))
    own = next(p for p in root.iter(f"{NS}path") if (p.get("fill") or "").startswith("url(#"))
    start, moves = re.fullmatch(r"M(-?\d+ -?\d+)l(.*)z", own.get("d")).groups()
    numbers = list(map(int, re.findall(r"-?\d+", moves)))
    corners = np.cumsum([list(map(int, start.split())), *np.reshape(numbers, (-1, 2)).tolist()], axis=0)
    units, metres = scale(root)
    side = SIDE * units / metres
    assert np.ptp(corners, axis=0) == pytest.approx([side, side], rel=0.02)
    ((x, y),) = dots(root)
    # The choice stands in the middle from west to east and a quarter of the side above the southern border.
    assert x == pytest.approx(corners[:, 0].mean(), abs=2) or x == pytest.approx(
        (corners[:, 0].min() + corners[:, 0].max()) / 2, abs=2
    )
    assert y == pytest.approx(corners[:, 1].max() - side / 4, abs=2)
    pattern = own.get("fill")[5:-1]
    assert [p.get("id") for p in root.iter(f"{NS}pattern")] == [pattern]


def test_the_label_says_the_same_in_words():
    lon, lat = degrees(14_000, 12_000)
    root = draw(case_of(place("1", "Zalewo, Polna 7", 6_200, 4_100, "punkt_adresowy", 30.0),
                        place("2", "Poza mapą", -3_000, 5_000, "ulica", 500.0), lon=lon, lat=lat))  # fmt: skip
    assert root.get("role") == "img"
    assert root.get("aria-label").replace("\u00a0", " ") == (
        "Map. Hatched: the declared gmina Zalewo. The given point: in Dąbrowa, 4.5 km from the declared gmina. "
        "Answer 1, Zalewo, Polna 7: in Zalewo, 11.1 km from the given point, known within 30 m. "
        "Answer 2, Poza mapą: in no gmina shown, 3 km from the declared gmina, 18.4 km from the given point, known within 500 m."
    )


def test_keys_and_names_are_written():
    root = draw(next(c for c in build_cases() if c.kind == "ambiguous_place"))
    assert {"1", "2", "3", "Borki", "Dąbrowa", "Świerki"} <= set(texts(root))
    bold = [t.text for t in root.iter(f"{NS}text") if t.get("font-weight")]
    assert bold == ["Borki"]


def test_places_near_each_other_are_shown_near():
    # 100 m apart in a gmina of 10 km: whole, they would be 4 units apart.
    root = draw(
        case_of(
            place("1", "a", 5_000, 5_000, "rejestr", 30.0), place("2", "b", 5_100, 5_000, "rejestr", 30.0)
        )
    )
    (x1, _), (x2, _) = dots(root)
    assert abs(x2 - x1) >= 40
    assert "Zalewo" in texts(root)


def test_a_point_on_another_continent_is_pointed_to():
    lon, lat = degrees(5_000, 5_000)
    root = draw(case_of(place("1", "a", 5_000, 5_000, "rejestr", 30.0), lon=lat, lat=lon))
    x, y = given(root)
    # It lies to the south-east; the window is 720 x 520 units and the gmina is still shown whole.
    assert 360 < x < 720
    assert 260 < y < 520
    # At the edge, less the margin of 44 units.
    assert x == pytest.approx(720 - 44, abs=1) or y == pytest.approx(520 - 44, abs=1)
    assert scale(root)[1] == 2_000
    assert re.search(r"The given point lies outside the map, 5,2\d\d.km away", root.get("aria-label"))
    assert any(re.fullmatch(r"5,2\d\d\u00a0km", t) for t in texts(root))


@pytest.mark.parametrize("crs", [WGS84, "EPSG:3035", "EPSG:32633", "EPSG:2180"])
def test_axes_are_never_exchanged_whatever_the_crs(crs):
    case = case_of(
        place("1", "a", 2_000, 2_000, "rejestr", 30.0), place("2", "b", 8_000, 8_500, "rejestr", 30.0)
    )
    root = draw(case, build_gminas().to_crs(crs))
    assert "in Zalewo" in root.get("aria-label")
    (x1, y1), (x2, y2) = dots(root)
    units, metres = scale(root)
    assert math.hypot(x2 - x1, y2 - y1) * metres / units == pytest.approx(math.hypot(6_000, 6_500), rel=0.03)
    assert x2 > x1
    assert y2 < y1


def test_everything_is_in_the_frame_with_its_circle():
    for case in build_cases():
        svg = draw_case(case, gminas=build_gminas(), text=Text("en"))
        if svg:
            root = ET.fromstring(svg)
            for x, y, r in [*circles(root), *((*d, 0) for d in dots(root))]:
                assert x - r >= 0
                assert x + r <= 720
                assert y - r >= 0
                assert y + r <= 520


def test_size_is_as_asked():
    root = draw(case_of(place("1", "a", 2_000, 2_000, "rejestr", 30.0)), width=200, height=100)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("200", "100", "0 0 400 200")


def test_nothing_to_draw_is_nothing():
    assert draw_case(case_of(gmina=""), gminas=build_gminas(), text=Text("en")) == ""
    assert draw_case(case_of(gmina="999999"), gminas=build_gminas(), text=Text("en")) == ""


def test_a_place_without_any_gmina_is_still_drawn():
    lon, lat = degrees(5_000, 5_000)
    root = draw(case_of(lon=lon, lat=lat, gmina=""), build_gminas().iloc[:0])
    assert root.get("aria-label") == "Map. The given point: in no gmina shown."
    assert given(root) == (360, 260)


def test_strangers_names_are_escaped():
    gminas = build_gminas().assign(gmina="<script>\"&'")
    svg = draw_case(
        case_of(place("<1>", 'x" onload="y', 5_000, 5_000, "rejestr", 30.0)), gminas=gminas, text=Text("en")
    )
    root = ET.fromstring(svg)
    assert set(root.keys()) == {"class", "role", "aria-label", "width", "height", "viewBox"}
    assert "<script>\"&'" in texts(root)
    assert "<1>" in texts(root)


def test_the_same_case_gives_the_same_drawing_whatever_the_order_of_gminas():
    for case in build_cases():
        first = draw_case(case, gminas=build_gminas(), text=Text("pl"))
        second = draw_case(case, gminas=build_gminas().iloc[::-1], text=Text("pl"))
        assert first == second


def test_patterns_of_two_cases_have_different_ids():
    ids = {re.search(r'pattern id="(\w+)"', draw_case(replace(case_of(), case_id=i), gminas=build_gminas(), text=Text("en")))[1] for i in ("a", "b", "<x>")}  # fmt: skip
    assert len(ids) == 3


def test_detailed_borders_are_drawn_briefly():
    angles = np.linspace(0, math.tau, 20_000, endpoint=False)
    radius = 6_000 + 20 * np.sin(angles * 700)
    coast = np.column_stack([WEST + 5_000 + radius * np.cos(angles), SOUTH + 5_000 + radius * np.sin(angles)])
    island = shapely.Polygon(
        coast, [shapely.get_coordinates(shapely.Point(WEST + 5_000, SOUTH + 5_000).buffer(1_000, 64))]
    )
    gminas = gpd.GeoDataFrame(
        {"gmina_teryt": ["086001"], "gmina": ["Wyspa"]}, geometry=[island], crs="EPSG:2180"
    )
    svg = draw_case(case_of(place("1", "a", 1_000, 5_000, "rejestr", 30.0)), gminas=gminas, text=Text("en"))
    assert len(svg) < 3_000
    # The hole is a ring of its own.
    assert (
        len(
            re.findall(
                "M[^M]*z", next(d for d in re.findall(r'd="([^"]*)"', svg) if "l" in d and d.endswith("z"))
            )
        )
        == 2
    )


def test_a_country_of_gminas_is_cut_to_those_near():
    cells = [
        shapely.box(WEST + 2_000 * i, SOUTH + 2_000 * j, WEST + 2_000 * (i + 1), SOUTH + 2_000 * (j + 1))
        for i in range(40)
        for j in range(40)
    ]
    names = [f"{n:06}" for n in range(1600)]
    gminas = gpd.GeoDataFrame({"gmina_teryt": names, "gmina": names}, geometry=cells, crs="EPSG:2180")
    case = case_of(
        place("1", "a", 1_000, 1_000, "ulica", 500.0),
        place("2", "b", 70_000, 70_000, "ulica", 500.0),
        gmina="000000",
    )
    root = draw(case, gminas)
    outlines = [p for p in root.iter(f"{NS}path") if p.get("d").endswith("z") and "l" in p.get("d")]
    assert len(outlines) == 24
    assert "url(#" in outlines[-1].get("fill")  # fmt: skip


def test_labels_do_not_hide_each_other_or_the_points():
    points = [(300.0 + 9 * n, 200.0 + 7 * (n % 3)) for n in range(9)]
    wanted = [Label("point", "", *p) for p in points] + [
        Label("key", str(n), *p) for n, p in enumerate(points)
    ]
    wanted += [Label("name", "Zalewo", 330, 210)]
    placed = place_labels(wanted, 720, 520)
    keys = [p for p in placed if p.kind == "key"]
    assert len(keys) == 9
    assert not any(a.overlaps(b) for i, a in enumerate(keys) for b in keys[i + 1 :])
    names = [p for p in placed if p.kind == "name"]
    assert not any(n.overlaps(p) for n in names for p in placed if p is not n)


def test_a_name_never_stands_in_another_gmina():
    label = Label("name", "Borki", 100, 10, within=(0, 0, 200, 20))
    blocker = Label("box", "", 0, 0, left=0, top=0, width=200, height=20)
    assert [p.kind for p in place_labels([blocker, label], 720, 520)] == ["box"]
