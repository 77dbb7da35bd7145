"""Whom the data are owed to, in the map's corner: OpenStreetMap at sight, many others one click away."""

from __future__ import annotations

import pytest
from drawn_district import build_district

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map

pytestmark = pytest.mark.browser
OSM = "© autorzy OpenStreetMap (ODbL)"
OTHERS = [f"Urząd {number}, <b>dane</b>" for number in range(6)]


@pytest.fixture
def open_with(tmp_path, open_file):
    def open_one(credits):
        parts = {"info": build_district().info | {"attribution": credits}}
        write_map(draw_map(build_district(**parts), read_catalog(), text=Text("en")), tmp_path / "mapa.html")
        return open_file(tmp_path / "mapa.html").page

    return open_one


def test_many_credits_unfold_and_do_not_cover_the_map(open_with):
    page = open_with([OTHERS[0], OSM, *OTHERS[1:]])
    corner = page.locator(".leaflet-control-attribution").first
    assert OSM in corner.inner_text()
    assert OTHERS[0] not in corner.inner_text()
    assert corner.bounding_box()["height"] < 40
    summary = page.locator(".credits summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".credits li").all_inner_texts() == OTHERS
    assert page.locator(".credits b").count() == 0


def test_few_credits_stand_as_they_are(open_with):
    page = open_with([OTHERS[0], OSM])
    corner = page.locator(".leaflet-control-attribution").first
    assert all(line in corner.inner_text() for line in (OTHERS[0], OSM))
    assert page.locator(".credits").count() == 0
