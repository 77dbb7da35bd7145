"""The map on paper: the same figures, all tables, the map fitted to the sheet, and the screen as it was afterwards."""

from __future__ import annotations

import re

import pytest
from screens import DESKTOP, PHONE

pytestmark = pytest.mark.browser
A4_PX, A3_PX = 718, 1512
"""Widths that a sheet leaves between its margins: A4 upright, A3 across [px]."""


def on_paper(page, width, height):
    """The page as a printer lays it out."""
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": height})


def view(page):
    return page.evaluate(
        "() => [map_uslugi.getCenter().lat, map_uslugi.getCenter().lng, map_uslugi.getZoom()]"
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("width", [A4_PX, A3_PX])
def test_a_sheet_holds_title_question_map_key_and_every_table(drawn, open_file, size, width):
    page = open_file(drawn(), size).page
    on_paper(page, width, 1000)
    assert page.locator("h1").is_visible()
    assert "threshold 30\u00a0min" in page.locator(".paper-summary").inner_text()
    assert page.locator(".headline").is_visible()
    assert page.locator(".states").is_visible()
    assert page.locator(".legend-key").inner_text()
    assert page.locator(".paper-tables h2").all_inner_texts() == ["WHITE SPOTS", "PLACES", "GMINAS"]
    assert page.locator(".paper-tables tbody tr").count() == 1 + 1 + 3
    for hidden in ("#search", "#service", ".drawer-toggle", ".leaflet-control-zoom", ".tools", ".skip"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [A4_PX, A3_PX])
def test_the_map_is_as_wide_as_the_sheet_and_painted_finely(drawn, open_file, width):
    page = open_file(drawn()).page
    on_paper(page, width, 1000)
    box, stage = page.locator("#map_uslugi").bounding_box(), page.locator("#stage").bounding_box()
    assert box["width"] == pytest.approx(stage["width"], abs=1)
    picture = page.locator(".leaflet-pane img").first
    assert picture.evaluate("img => img.naturalWidth") == 3000
    assert picture.bounding_box()["width"] == pytest.approx(box["width"], abs=2)
    # The key begins below the map.
    assert page.locator("#layers").bounding_box()["y"] >= box["y"] + box["height"]


def test_only_layers_that_are_shown_are_explained(drawn, open_file):
    page = open_file(drawn()).page
    on_paper(page, A4_PX, 1000)
    assert page.locator("label.layer", has_text="White spots").is_visible()
    assert page.locator("label.layer", has_text="Where the data end").is_hidden()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_afterwards_the_screen_is_as_it_was(drawn, open_file, size):
    opened = open_file(drawn(), size)
    page = opened.page
    page.evaluate(
        "() => map_uslugi.setView(map_uslugi.getCenter(), map_uslugi.getZoom() + 1, { animate: false })"
    )
    before = (
        view(page),
        page.locator("#map_uslugi").bounding_box(),
        page.locator(".legend").evaluate("box => box.open"),
    )
    # What stands on the page while it is printed: without it, "as it was" would say nothing.
    page.evaluate(
        """() => {
            window.printed = [];
            const parts = ".paper-head, .paper-tables, .leaflet-pane img";
            addEventListener("beforeprint", () => window.printed.push([document.querySelectorAll(parts).length, map_uslugi.getSize().x]));
        }"""
    )
    for landscape in (False, True):
        assert page.pdf(format="A4", landscape=landscape)[:4] == b"%PDF"
    assert page.evaluate("window.printed") == [[3, 1000], [3, 1000]]
    page.wait_for_timeout(300)
    after = (
        view(page),
        page.locator("#map_uslugi").bounding_box(),
        page.locator(".legend").evaluate("box => box.open"),
    )
    assert after[0] == pytest.approx(before[0], abs=1e-4)
    assert after[1:] == before[1:]
    assert page.locator(".paper-tables, .paper-head, .leaflet-pane img").count() == 0
    assert (
        page.locator(".leaflet-ground-pane canvas").evaluate("c => c.width / parseFloat(c.style.width)") == 1
    )
    assert (opened.requests, opened.complaints) == ([], [])


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("landscape", [False, True])
def test_it_prints_on_any_sheet(drawn, open_file, paper, landscape):
    page = open_file(drawn()).page
    content = page.pdf(format=paper, landscape=landscape, print_background=True)
    # The sheet is the printer's: the page asks for none of its own.
    points = {"A4": (595, 842), "A3": (842, 1191)}[paper]
    wide, high = reversed(points) if landscape else points
    assert b"/MediaBox" in content
    assert any(
        abs(float(w) - wide) < 2 and abs(float(h) - high) < 2
        for w, h in (part.split(b"]")[0].split()[2:4] for part in content.split(b"/MediaBox [")[1:])
    )


def test_what_is_changed_stands_apart_from_the_bars_above_it(example_run, open_file):
    page = open_file(example_run / "mapa.html").page
    page.select_option("#service", "DDP")
    page.evaluate("MapaUslug.session.actions.toggleClosed('U-085')")
    on_paper(page, A3_PX, 1000)
    page.add_style_tag(content=".panel { columns: 1 !important; }")
    above, heading = page.locator(".result").bounding_box(), page.locator("#what-if").bounding_box()
    assert heading["y"] - (above["y"] + above["height"]) >= 10


def test_capacity_on_paper_is_told_beside_its_unit_whatever_the_number(example_maps, open_file):
    page = open_file(example_maps["pl"]).page
    page.select_option("#service", "DDP")
    on_paper(page, A3_PX, 1000)
    tables = page.locator(".paper-tables").inner_text()
    assert "jednostka: miejsca" in tables
    assert not re.search(r"\d miejsca", tables)
