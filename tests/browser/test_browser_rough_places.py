"""A nursery that is known only to its street, as a planner meets it on the map and with the keyboard."""

from __future__ import annotations

import pytest
from screens import DESKTOP, PHONE, ROOT

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
POSITION = "known to: street (±\u00a0500\u00a0m)"
CIRCLE = ".leaflet-overlay-pane path"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request, drawn, open_file):
    page = open_file(drawn(), request.param).page
    page.select_option("#service", "ZLO")
    return page


def marker(page):
    return page.get_by_role("button", name=POSITION)


def test_its_symbol_is_drawn_otherwise_and_not_by_colour_alone(page):
    assert page.locator(".place:not(.other) .symbol").count() == 2
    dashes = page.locator(".place:not(.other) .symbol path").evaluate_all(
        "paths => paths.map(p => getComputedStyle(p).strokeDasharray !== 'none')"
    )
    assert sorted(dashes) == [False, True]
    assert marker(page).count() == 1


def test_its_card_opens_from_the_keyboard_with_the_circle_and_both_close_with_escape(page):
    marker(page).focus()
    assert page.locator(CIRCLE).count() == 0
    page.keyboard.press("Enter")
    assert POSITION in page.locator(".card .facts").inner_text()
    circle = page.locator(CIRCLE)
    assert circle.evaluate("path => getComputedStyle(path).strokeDasharray") != "none"
    # The circle is a kilometre across, as the scale of the map has it.
    across = page.evaluate(
        """() => {
            const at = map_uslugi.getCenter();
            const metres = at.distanceTo(map_uslugi.containerPointToLatLng(
                map_uslugi.latLngToContainerPoint(at).add([100, 0])));
            return 100 * 1000 / metres;
        }"""
    )
    assert circle.evaluate("path => path.getBBox().width") == pytest.approx(across, abs=3)
    page.keyboard.press("Escape")
    assert page.locator(".card").count() == 0
    assert page.locator(CIRCLE).count() == 0


def test_its_place_on_the_map_stays_in_sight_beside_its_card(page):
    marker(page).focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    stage, place = page.locator("#stage").bounding_box(), marker(page).bounding_box()
    assert stage["y"] <= place["y"]
    assert place["y"] + place["height"] <= stage["y"] + stage["height"]


def test_a_place_that_is_known_has_no_circle(page):
    page.locator(".place:not(.other)").filter(has_not=page.locator(".rough")).first.click(force=True)
    assert "address point" in page.locator(".card .facts").inner_text()
    assert page.locator(CIRCLE).count() == 0


def test_the_table_the_result_and_the_legend_say_it_too(page):
    assert (
        "1 place of this service is known only to its street, village or gmina."
        in page.locator("#panel").inner_text()
    )
    page.locator(".drawer-toggle").click()
    page.locator("#tab-places").click()
    heads = page.locator("#table thead th").all_inner_texts()
    at = heads.index("Position")
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#table tbody tr").all()]
    assert [row[at] for row in rows] == [POSITION, "address point"]
    assert "Place known only roughly" in page.locator("#layers").text_content()
    page.locator("#table tbody button").first.click()
    assert page.locator(CIRCLE).count() == 1


def test_axe_finds_nothing_while_the_circle_is_shown(page):
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    marker(page).focus()
    page.keyboard.press("Enter")
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
