"""Whom the data are owed to, in the map's corner: OpenStreetMap at sight, many others one click away."""

from __future__ import annotations

import pytest
from drawn_district import build_district
from screens import DESKTOP

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map

pytestmark = pytest.mark.browser
OSM = "© autorzy OpenStreetMap (ODbL)"
OTHERS = [f"Urząd {number}, <b>dane</b>" for number in range(6)]


@pytest.fixture
def open_with(tmp_path, open_file):
    def open_one(credits, size=DESKTOP):
        parts = {"info": build_district().info | {"attribution": credits}}
        write_map(draw_map(build_district(**parts), read_catalog(), text=Text("en")), tmp_path / "mapa.html")
        return open_file(tmp_path / "mapa.html", size).page

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


LONG = [
    f"Urząd {number}, wykaz miejsc i ludzi, wydany na licencji CC BY 4.0, przetworzony"
    for number in range(25)
]


def overlap(one, other):
    """Whether two boxes have more than an edge in common."""
    return all(
        one[at] < other[at] + other[side] and other[at] < one[at] + one[side]
        for at, side in (("x", "width"), ("y", "height"))
    )


@pytest.mark.parametrize("size", [DESKTOP, (1024, 600), (390, 800), (360, 640)])
def test_a_long_list_opens_within_the_map_and_closes_again(open_with, size):
    page = open_with([OSM, *LONG], size)
    summary, listed = page.locator(".credits summary"), page.locator(".credits ul")
    before = summary.bounding_box()
    summary.click()
    box, stage = listed.bounding_box(), page.locator("#stage").bounding_box()
    # The line stays in its place, and the list is all above it and on the map.
    assert summary.bounding_box()["y"] == pytest.approx(before["y"], abs=1)
    assert stage["y"] <= box["y"]
    assert box["y"] + box["height"] <= before["y"]
    assert stage["x"] <= box["x"]
    assert box["x"] + box["width"] <= stage["x"] + stage["width"]
    assert not overlap(box, page.locator("#layers").bounding_box())
    # The last line is reached by scrolling; nothing shines through.
    page.locator(".credits li").last.scroll_into_view_if_needed()
    assert page.locator(".credits li").last.is_visible()
    assert listed.evaluate("list => getComputedStyle(list).backgroundColor") == "rgb(255, 255, 255)"
    summary.click()
    assert listed.is_hidden()


def test_a_list_of_short_lines_is_as_wide_as_they_are(open_with):
    page = open_with([OSM, *OTHERS])
    page.locator(".credits summary").click()
    assert page.locator(".credits ul").bounding_box()["width"] < 220


@pytest.mark.parametrize("is_open", [False, True])
def test_on_paper_all_are_named_and_the_list_covers_nothing(open_with, is_open):
    page = open_with([OSM, *OTHERS])
    if is_open:
        page.locator(".credits summary").click()
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".credits").is_hidden()
    assert OSM in page.locator(".leaflet-control-attribution").inner_text()
    assert all(line in page.locator(".paper-credits").inner_text() for line in OTHERS)
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".paper-credits").count() == 0


def test_few_credits_stand_as_they_are(open_with):
    page = open_with([OTHERS[0], OSM])
    corner = page.locator(".leaflet-control-attribution").first
    assert all(line in corner.inner_text() for line in (OTHERS[0], OSM))
    assert page.locator(".credits").count() == 0
