"""The map's own background close in, and tiles from the web, which nobody gets without asking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_district import CRS, X0, Y0, build_district

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.tables import DEGREE_STEPS, Outlines
from mapa_uslug.contracts.tiles import OSM_CREDIT, OSM_TILES, TileSource
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map

pytestmark = pytest.mark.browser
SERVER = "https://tile.openstreetmap.org/"
# A house of 100 m, far from roads, water, forest and boundaries.
HOUSE = np.add((X0, Y0), [(2900, 4900), (3000, 4900), (3000, 5000), (2900, 5000), (2900, 4900)])


def degrees(x, y):
    lon, lat = transform_xy(np.asarray(x, dtype=float), np.asarray(y, dtype=float), CRS, WGS84)
    return np.column_stack([lon, lat])


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    """Writes a map of the district with some parts in place of its own."""

    def write_one(**parts):
        path = tmp_path_factory.mktemp("mapa") / "mapa.html"
        write_map(draw_map(build_district(**parts), read_catalog(), text=Text("en")), path)
        return path

    return write_one


@pytest.fixture(scope="module")
def with_tiles(write):
    return write(info=build_district().info | {"tiles": TileSource(OSM_TILES, OSM_CREDIT)})


def show(page, lon, lat, zoom):
    page.evaluate(
        "([lon, lat, zoom]) => map_uslugi.setView([lat, lon], zoom, { animate: false })", [lon, lat, zoom]
    )
    page.wait_for_timeout(200)


def opacity(page, pane):
    """Of the middle of the map in a pane, and whether anything else in it is painted."""
    return page.evaluate(
        """pane => {
            const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
            const at = map_uslugi.latLngToLayerPoint(map_uslugi.getCenter()).subtract(L.DomUtil.getPosition(canvas));
            const ratio = window.devicePixelRatio;
            const alpha = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 3);
            return [alpha[Math.round(at.y * ratio) * canvas.width + Math.round(at.x * ratio)], alpha.some(a => a > 0)];
        }""",
        pane,
    )


def test_houses_are_drawn_from_close_in(write, open_file):
    middle = HOUSE[:-1].mean(axis=0)
    lonlat = np.rint(degrees(*HOUSE.T) * DEGREE_STEPS).astype(np.int32)
    house = Outlines(middle[:1], middle[1:], lonlat, np.array([0, 5]), np.array([0]))
    landscape = replace(build_district().landscape, buildings=house)
    page = open_file(write(landscape=landscape)).page
    at = degrees(*middle[:, None])[0]
    seen = []
    for zoom in (14.5, 15, 17):
        show(page, *at, zoom)
        seen.append(opacity(page, "roads")[0] > 0)
    assert seen == [False, True, True]
    page.locator("#layer-background").uncheck()
    page.wait_for_timeout(200)
    assert opacity(page, "roads")[0] == 0


def test_without_the_option_there_is_no_layer_and_no_server_may_be_asked(write, open_file):
    opened = open_file(write())
    page = opened.page
    assert page.locator("#layer-online").count() == 0
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert "//" not in policy
    page.evaluate("server => { new Image().src = `${server}0/0/0.png`; }", SERVER)
    page.wait_for_timeout(300)
    assert opened.requests == []
    assert any("Content Security Policy" in complaint for complaint in opened.complaints)


def test_nothing_is_asked_of_the_server_before_the_layer_is_switched_on(with_tiles, open_file):
    opened = open_file(with_tiles)
    page = opened.page
    assert not page.locator("#layer-online").is_checked()
    for zoom in (12, 14):
        show(page, *degrees([X0 + 6000], [Y0 + 6000])[0], zoom)
    page.locator("#layer-background").uncheck()
    page.locator("#layer-background").check()
    page.wait_for_timeout(300)
    assert (opened.requests, opened.complaints) == ([], [])


def test_switched_on_it_asks_that_server_only_and_takes_the_place_of_ground_and_roads(with_tiles, open_file):
    opened = open_file(with_tiles)
    page = opened.page
    row = page.locator("label.layer", has=page.locator("#layer-online"))
    assert "Background from the internet (OpenStreetMap)" in row.inner_text()
    credit = page.locator(".leaflet-control-attribution")
    before = credit.inner_text()
    page.locator("#layer-online").check()
    page.wait_for_timeout(500)
    assert opened.requests
    assert all(request.startswith(SERVER) for request in opened.requests)
    assert not any("Content Security Policy" in complaint for complaint in opened.complaints)
    assert credit.inner_text().count("OpenStreetMap contributors") == before.count(
        "OpenStreetMap contributors"
    )
    assert not opacity(page, "ground")[1]
    assert opacity(page, "names")[1]
    page.evaluate("() => { new Image().src = 'https://example.org/a.png'; }")
    page.wait_for_timeout(300)
    assert all(request.startswith(SERVER) for request in opened.requests)
    page.locator("#layer-online").uncheck()
    asked = len(opened.requests)
    show(page, *degrees([X0 + 6000], [Y0 + 6000])[0], 13)
    assert len(opened.requests) == asked
    assert opacity(page, "ground")[1]


def test_the_credit_of_tiles_is_shown_with_them_and_stays_words(write, open_file):
    tiles = TileSource(
        "https://mapy.example.pl/{z}/{x}/{y}.png", "© Urząd <img src=x onerror=window.hacked=1>"
    )
    page = open_file(write(info=build_district().info | {"tiles": tiles})).page
    credit = page.locator(".leaflet-control-attribution")
    assert "Urząd" not in credit.inner_text()
    page.locator("#layer-online").check()
    assert "© Urząd <img src=x" in credit.inner_text()
    page.locator("#layer-online").uncheck()
    assert "Urząd" not in credit.inner_text()
    assert page.evaluate("window.hacked") is None


def test_a_link_neither_switches_the_layer_on_nor_tells_that_it_was(with_tiles, open_file):
    opened = open_file(with_tiles)
    page = opened.page
    page.locator("#layer-online").check()
    page.locator("#layer-extent").check()
    page.wait_for_timeout(700)
    link = page.evaluate("location.hash")
    assert "extent" in link
    assert "online" not in link
    page.evaluate("link => { location.hash = `${link},online`.replace('extent', 'online,extent'); }", link)
    page.wait_for_timeout(700)
    assert page.locator("#layer-extent").is_checked()
    assert not page.locator("#layer-online").is_checked()
