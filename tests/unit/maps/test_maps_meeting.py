"""The ground that a meeting's map stands on, and what the page holds of its cells."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from mapa_uslug.contracts.tables import Landscape, PopulationCells
from mapa_uslug.core.text import Text
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.maps.meeting_ground import UNITS, MeetingGround, View, draw_ground, fit_grid
from mapa_uslug.maps.meeting_map import (
    MapPlace,
    MapQuestion,
    draw_meeting_map,
    make_meeting_page,
    run_lengths,
)

CRS = "EPSG:2180"
# Two gminas of 10 x 5 km side by side, and a neighbour to the north.
GMINAS = gpd.GeoDataFrame(
    {"gmina_teryt": ["1", "2", "3"], "gmina": ["Łąki", "<b>Zły</b>", "Sąsiad"], "is_area": [True, True, True]},
    geometry=[box(500_000, 500_000, 505_000, 510_000), box(505_000, 500_000, 510_000, 510_000), box(500_000, 510_000, 510_000, 515_000)],
    crs=CRS,
)  # fmt: skip


def empty() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": [], "kind": []}, geometry=[], crs=CRS)


@pytest.fixture
def ground(town_network: RoadNetwork) -> MeetingGround:
    table = gpd.GeoDataFrame(
        {"cell_id": ["a", "b", "c", "d"], "gmina_teryt": ["1", "1", "2", "3"], "grid_col": [500, 501, 505, 500],
         "grid_row": [500, 500, 501, 512], "people": [5, 6, 7, 8]},
        geometry=[Point(500_500, 500_500)] * 4, crs=CRS,
    )  # fmt: skip
    landscape = Landscape(empty(), empty(), empty(), empty(), empty())
    return MeetingGround(
        CRS, GMINAS, ("1", "2"), PopulationCells(table, CRS, 1000, {}), landscape, town_network
    )


@pytest.fixture
def town_network() -> RoadNetwork:
    class Roadless:
        edge_count = 0

    return Roadless()  # type: ignore[return-value]


def question(**people: list[list[int]]) -> MapQuestion:
    states = {"own": np.array([0, 2, 3, 0], np.uint8), "agreed": np.array([0, 0, 3, 0], np.uint8)}
    return MapQuestion("APT", "Apteka", "car", "samochodem", "próg 20 min", "Zd", states,
                       people or {"own": [[5, 0, 6, 0], [0, 0, 0, 7]], "agreed": [[11, 0, 0, 0], [0, 0, 0, 7]]})  # fmt: skip


def draw(ground: MeetingGround, *places: MapPlace) -> str:
    return draw_meeting_map(
        ground, [question()], places, regimes={"own": "Tylko własne", "declared": "Jak dotąd", "agreed": "Razem"},
        gminas=["Łąki", "<b>Zły</b>"], start=("agreed", "APT"), text=Text("pl"),
    )  # fmt: skip


def data_of(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found
    loaded: dict[str, object] = json.loads(found[1])
    return loaded


def test_states_are_told_by_their_runs() -> None:
    assert run_lengths(np.array([0, 0, 0, 2, 1, 1, 3], np.uint8)) == "s3t1f2c1"
    assert run_lengths(np.array([], np.uint8)) == ""


def test_the_view_holds_the_partners_with_a_margin(ground: MeetingGround) -> None:
    view = View.around(ground)
    # 10 km and twice 3 per cent of them: 10.6 km are 2000 steps.
    assert (view.width, view.height) == (UNITS, UNITS)
    assert view.scale == pytest.approx(2000 / 10_600)
    # North is up: the north-west corner of the window is the origin.
    assert view.steps(np.array([499_700.0]), np.array([510_300.0])).tolist() == [[0.0, 0.0]]


def test_the_grid_lies_where_its_cells_do(ground: MeetingGround) -> None:
    view = View.around(ground)
    matrix = fit_grid(ground.cells, np.arange(3), view, CRS)
    corner = matrix @ (505, 501, 1)
    assert corner == pytest.approx(view.steps(np.array([505_000.0]), np.array([501_000.0]))[0], abs=0.01)


def test_a_grid_of_another_projection_is_turned_into_place(ground: MeetingGround) -> None:
    """LAEA (the GUS grid) against PL-1992 in the middle of Poland: a step of the drawing is five metres here."""
    view = View.around(ground)
    table = ground.cells.table.to_crs("EPSG:3035")
    x, y = shapely.get_coordinates(table.geometry.iloc[0])[0]
    col, row = int(x // 250), int(y // 250)
    table = table.assign(grid_col=[col, col + 30, col, col + 30], grid_row=[row, row, row + 30, row + 30])
    cells = PopulationCells(table, "EPSG:3035", 250, {})
    matrix = fit_grid(cells, np.arange(4), view, CRS)
    corners = gpd.GeoSeries(
        [Point(250.0 * (col + i), 250.0 * (row + j)) for i in (0, 31) for j in (0, 31)], crs="EPSG:3035"
    )
    known = view.steps(*shapely.get_coordinates(corners.to_crs(CRS).to_numpy()).T)
    drawn = np.array([matrix @ (col + i, row + j, 1) for i in (0, 31) for j in (0, 31)])
    assert np.abs(drawn - known).max() < 1.0


def test_names_of_partners_are_written_and_escaped(ground: MeetingGround) -> None:
    below, above = draw_ground(ground, View.around(ground))
    assert re.findall(r"<text[^>]*>(.*?)</text>", above) == ["Łąki", "&lt;b&gt;Zły&lt;/b&gt;"]
    assert 'class="border"' in above
    assert 'class="partners"' in below


def test_names_do_not_lie_upon_each_other(ground: MeetingGround) -> None:
    narrow = GMINAS.assign(
        gmina=[
            "Bardzo Długa Nazwa Gminy Nad Bardzo Długą Rzeką",
            "Druga Bardzo Długa Nazwa Gminy Pod Wysoką Górą",
            "x",
        ]
    )
    crowded = MeetingGround(CRS, narrow, ("1", "2"), ground.cells, ground.landscape, ground.network)
    _, above = draw_ground(crowded, View.around(crowded))
    heights = [int(y) for y in re.findall(r'<text x="\d+" y="(\d+)"', above)]
    assert abs(heights[0] - heights[1]) >= 40


def test_only_cells_of_partners_are_told_and_nothing_of_their_people(ground: MeetingGround) -> None:
    data = data_of(draw(ground))
    # Row 501 before row 500, from the first column and row on; the neighbour's cell is not there.
    assert data["cells"] == [5, 1, 0, 0, 1, 0]
    asked = data["questions"][0]  # type: ignore[index]
    assert asked["states"] == {"own": "c1s1t1", "agreed": "c1s2"}
    assert [r["key"] for r in data["regimes"]] == ["own", "agreed"]  # type: ignore[attr-defined]


def test_places_stand_where_they_are_and_strangers_words_stay_words(ground: MeetingGround) -> None:
    html = draw(
        ground,
        MapPlace("APT", 499_700.0, 510_300.0, "</script><b>Apteka</b>", is_partner=False, is_rough=True),
    )
    assert data_of(html)["places"] == [
        {"service": "APT", "x": 0, "y": 0, "label": "</script><b>Apteka</b>", "partner": 0, "rough": 1}
    ]
    assert "</script><b>" not in html


def test_the_page_may_run_its_own_script_and_fetch_nothing(ground: MeetingGround) -> None:
    page = make_meeting_page(draw(ground), "", title="Spotkanie <1>", text=Text("pl")).render()
    assert "<title>Spotkanie &lt;1&gt;</title>" in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert policy[1].count("sha256-") == 1
    assert not re.findall(r"https?://(?!www\.w3\.org)", page)
