"""What lies on the map: places and their clusters, cards, bands, further layers, and the search that leads to them."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import pytest
from drawn_district import CELL_M, CRS, NASTY, X0, Y0, build_district
from screens import DESKTOP, PHONE, ROOT
from shapely.geometry import LineString, Point, box

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.map_layers import MapLayer
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def make_layer(key, kind, features):
    """Features are titles, facts and shapes."""
    titles, facts, shapes = zip(*features, strict=True)
    table = gpd.GeoDataFrame({"title": titles, "facts": facts}, geometry=list(shapes), crs=CRS)
    return MapLayer(key, f"Layer of {key}", f"what {key} are", kind, table)


@pytest.fixture(scope="session")
def layered(tmp_path_factory):
    """The district with a line, an area and a point that the page knows nothing about beforehand."""
    middle = (X0 + 8.5 * CELL_M, Y0 + 10.5 * CELL_M)
    layers = (
        make_layer("barriers", "line", [
            ("River", (("People", 1200), ("Longer by", 3.5), ("Along", f"Odra{NASTY}")), LineString([(X0 + 500, Y0 + 500), (X0 + 500, Y0 + 11500)])),
            ("Railway", (("People", 40), ("Longer by", None)), LineString([(X0 + 2500, Y0 + 500), (X0 + 2500, Y0 + 3500)])),
        ]),
        make_layer("zones", "area", [("Zone A", (("Kind", "forest"),), box(X0 + 4000, Y0 + 9000, X0 + 6000, Y0 + 11000))]),
        make_layer("bridges", "point", [("Old bridge", (("Width", 4),), Point(*middle))]),
    )  # fmt: skip
    path = tmp_path_factory.mktemp("Mapy usług") / "warstwy.html"
    write_map(draw_map(build_district(map_layers=layers), read_catalog(), text=Text("en")), path)
    return path


def painted(page, pane):
    """A sum over what is painted on a pane's canvas, once the next frame is."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(
        """pane => {
            const painted = document.querySelector(`.leaflet-${pane}-pane canvas`);
            const { width, height } = painted;
            const context = Object.assign(document.createElement('canvas'), { width, height })
                .getContext('2d', { willReadFrequently: true });
            context.drawImage(painted, 0, 0);
            const { data } = context.getImageData(0, 0, width, height);
            let sum = 0;
            for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i] + 7 * data[i + 1] + 13 * data[i + 3]) % 1000000007;
            return sum;
        }""",
        pane,
    )


def click_at(page, x, y):
    """Click a point of the district, in kilometres from its corner."""
    lat_lng = page.evaluate(
        "at => map_uslugi.latLngToContainerPoint(at)",
        [*reversed(gpd.GeoSeries([Point(X0 + 1000 * x, Y0 + 1000 * y)], crs=CRS).to_crs(4326)[0].coords[0])],
    )
    page.locator("#map_uslugi").click(position={"x": lat_lng["x"], "y": lat_lng["y"]})


def test_a_further_layer_has_a_row_is_drawn_and_opens_a_card(layered, open_file):
    opened = open_file(layered)
    page = opened.page
    row = page.locator("label.layer", has_text="Layer of barriers")
    assert "what barriers are" in row.inner_text()
    before = painted(page, "roads")
    row.locator("input").check()
    assert painted(page, "roads") != before
    click_at(page, 0.5, 7.5)
    card = page.locator(".card").inner_text()
    for words in ("River", "Layer of barriers", "1,200", "3.5"):
        assert words in card
    assert (opened.requests, opened.complaints) == ([], [])
    assert page.evaluate("window.hacked") is None


def test_a_layer_that_is_off_takes_no_click(layered, open_file):
    page = open_file(layered).page
    click_at(page, 0.5, 7.5)
    assert "Layer of barriers" not in page.locator(".card").inner_text()


def test_an_area_is_clicked_anywhere_within_it(layered, open_file):
    page = open_file(layered).page
    page.locator("#layer-layer\\.zones").check()
    click_at(page, 4.5, 9.5)
    assert "Zone A" in page.locator(".card").inner_text()


def test_points_of_a_layer_are_buttons_with_names(layered, open_file):
    page = open_file(layered).page
    page.locator("#layer-layer\\.bridges").check()
    sign = page.get_by_role("button", name="Layer of bridges: Old bridge")
    sign.focus()
    page.keyboard.press("Enter")
    assert "Width" in page.locator(".card").inner_text()


def test_a_further_layer_is_tabulated_with_a_column_for_each_fact(layered, open_file):
    page = open_file(layered).page
    page.locator(".drawer-toggle").click()
    page.get_by_role("tab", name="Layer of barriers").click()
    assert page.locator("#table thead th").all_inner_texts() == ["Name", "People", "Longer by", "Along"]
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#table tbody tr").all()]
    assert [row[:3] for row in rows] == [["River", "1,200", "3.5"], ["Railway", "40", "–"]]
    page.get_by_role("button", name="Railway").click()
    assert "Railway" in page.locator(".card h3").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_with_further_layers_key_and_table_open(layered, open_file, size):
    page = open_file(layered, size).page
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    page.evaluate(
        "() => document.querySelectorAll('.legend, .legend-key').forEach((box) => { box.open = true; })"
    )
    for key in ("barriers", "zones", "bridges"):
        page.locator(f"#layer-layer\\.{key}").check(force=True)
    for step in (None, ".further-point", ".drawer-toggle"):
        if step:
            page.locator(step).first.dispatch_event("click")
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


def test_a_card_tells_all_that_the_register_knows(drawn, open_file):
    page = open_file(drawn()).page
    page.locator(".place").click()
    facts = dict(
        zip(
            page.locator(".card dt").all_inner_texts(),
            page.locator(".card dd").all_inner_texts(),
            strict=True,
        )
    )
    told = {
        k: facts[k] for k in ("Free places", "People waiting", "Meant for", "Run by", "Valid", "Funded until")
    }
    assert told == {
        "Free places": "4 (taken: 26)",
        "People waiting": "4",
        "Meant for": "osoby starsze",
        "Run by": "the gmina (guessed)",
        "Valid": "since 2025-01-01",
        "Funded until": "2027-12-31",
    }
    assert facts["Delivery"] == "people travel to the place, delivered at home"


def test_only_contacts_that_lead_to_people_or_the_web_are_links(open_file, tmp_path):
    district = build_district()
    contact = "biuro, tel. 68 123 45 67, biuro@ops.example.pl, www.ops.example.pl, javascript:alert(1)"
    path = tmp_path / "m.html"
    services = district.services.assign(contact=contact)
    write_map(draw_map(build_district(services=services), read_catalog(), text=Text("en")), path)
    page = open_file(path).page
    page.locator(".place").click()
    links = page.locator(".card a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert links == ["tel:681234567", "mailto:biuro@ops.example.pl", "https://www.ops.example.pl/"]
    assert contact in page.locator(".card").inner_text()


def test_without_what_if_nothing_offers_to_change_anything(drawn, open_file):
    page = open_file(drawn()).page
    page.locator(".place").click()
    assert page.locator("#card-toggle, #card-capacity, #card-add").count() == 0


def test_the_key_explains_figures_and_signs_of_areas(drawn, open_file):
    page = open_file(drawn()).page
    page.get_by_text("What figures and signs mean").click()
    key = page.locator(".legend-key").inner_text()
    for words in ("people who live in the white spot", "places that stand close together", "Place known only roughly", "area of the service"):  # fmt: skip
        assert words in key
    used = page.evaluate(
        "() => new Set(JSON.parse(document.getElementById('mapa-uslug-data').textContent).types.map((t) => t.area)).size"
    )
    assert page.locator(".legend-key ul").last.locator("li").count() == used


def test_on_a_phone_a_card_lies_below_the_map_and_scrolls_by_itself(drawn, open_file):
    page = open_file(drawn(), PHONE).page
    page.locator(".place").first.dispatch_event("click")
    card, stage = page.locator(".card-sheet").bounding_box(), page.locator("#stage").bounding_box()
    place = page.locator(".place").first.bounding_box()
    assert card["y"] >= stage["y"] + stage["height"] - 1
    assert stage["height"] > 200
    assert stage["y"] <= place["y"]
    assert place["y"] + place["height"] <= stage["y"] + stage["height"]
    page.locator(".card-sheet").evaluate("sheet => sheet.scrollTo(0, 1000)")
    page.get_by_role("button", name="Close", exact=True).click(timeout=2000)
    assert page.locator("#panel").is_visible()


def test_with_large_letters_the_page_scrolls_and_covers_nothing(drawn, open_file):
    # A screen of 1366 by 768 at 200 per cent.
    opened = open_file(drawn(), (683, 384))
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 683
    assert page.locator("#stage").bounding_box()["height"] > 200
    page.select_option("#service", "ZLO")
    page.locator(".drawer-toggle").click(timeout=2000)
    boxes = [page.locator(part).bounding_box() for part in ("#head", "#stage", "#panel", "#drawer")]
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(boxes))
    assert opened.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_search_finds_without_diacritics_and_shows_on_the_map(drawn, open_file, size):
    page = open_file(drawn(), size).page
    field = page.get_by_role("combobox", name="Find a place")
    field.fill("zarz")
    assert page.locator("#search-list [role=option]").all_inner_texts()[0].startswith("Zarzecze")
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert page.locator(".ping").count() == 1
    at = page.evaluate("() => map_uslugi.getCenter()")
    expected = gpd.GeoSeries([Point(X0 + 9000, Y0 + 9000)], crs=CRS).to_crs(4326)[0]
    assert (at["lat"], at["lng"]) == pytest.approx((expected.y, expected.x), abs=1e-3)


def test_search_opens_the_card_of_a_place_and_says_when_there_is_nothing(drawn, open_file):
    page = open_file(drawn()).page
    field = page.get_by_role("combobox", name="Find a place")
    field.fill("placowka zlo")
    page.locator("#search-list [role=option]").first.click()
    assert page.locator(".card h3").inner_text().startswith("Placówka ZLO")
    field.fill("qqq")
    assert page.locator("#search-list").inner_text() == "Nothing found."
    page.keyboard.press("Escape")
    assert page.locator("#search-list").is_hidden()


def test_skip_links_move_the_focus_and_leave_the_address(drawn, open_file):
    page = open_file(drawn()).page
    for name, target in (("question", "question"), ("map", "map_uslugi"), ("tables", "tables-toggle")):
        page.get_by_role("link", name=f"Skip to the {name}").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == target
    assert "#question" not in page.url


@pytest.mark.slow
class TestLive:
    """On the example, which can be recounted."""

    @pytest.fixture
    def page(self, example_run, open_file):
        opened = open_file(example_run / "mapa.html")
        opened.page.select_option("#service", "DDP")
        yield opened.page
        assert (opened.requests, opened.complaints) == ([], [])

    def test_places_that_stand_together_are_one_button_that_parts_them(self, page):
        page.locator("#layer-other_places").check()
        clusters = page.locator(".place.cluster")
        assert clusters.count() > 0
        name = clusters.first.get_attribute("aria-label")
        assert name.endswith("places; zoom in")
        zoom = page.evaluate("() => map_uslugi.getZoom()")
        clusters.first.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("() => map_uslugi.getZoom()") > zoom

    def test_every_place_is_drawn_once_alone_or_in_a_cluster(self, page):
        page.locator("#layer-other_places").check()
        page.locator("#layer-extent").check()
        page.evaluate("() => map_uslugi.setZoom(map_uslugi.getMinZoom(), { animate: false })")
        alone = page.locator(".place:not(.cluster)").count()
        together = [int(n) for n in page.locator(".place.cluster").all_inner_texts()]
        services = page.evaluate("() => MapaUslug.session.model.data.services.length")
        assert alone + sum(together) == services

    def test_a_place_closes_and_opens_from_its_card_which_stays(self, page):
        place = page.locator(".place:not(.cluster)").first
        name = place.get_attribute("aria-label")
        place.click()
        page.get_by_role("button", name="Close in the plan").click()
        assert page.locator(".card .standing").inner_text() == "closed in the plan"
        assert page.evaluate("document.activeElement.id") == "card-toggle"
        closed = page.get_by_role("button", name=f"{name}, closed in the plan")
        assert closed.locator(".symbol.closed .cross").count() == 1
        page.get_by_role("button", name="Open again").click()
        assert page.locator(".card .standing").count() == 0
        assert page.locator(".symbol.closed").count() == page.locator(".legend .symbol.closed").count()

    def test_capacity_changes_from_the_card_and_back(self, page):
        page.locator(".place:not(.cluster)").first.click()
        before = page.locator("#card-capacity").input_value()
        page.locator("#card-capacity").fill("7")
        page.keyboard.press("Enter")
        assert f"7 (before: {before}), unit: miejsca" in page.locator(".card").inner_text()
        page.get_by_role("button", name="Back to the capacity of today").click()
        assert page.locator("#card-capacity").input_value() == before

    def test_bands_are_drawn_by_cells_once_the_places_have_changed(self, page):
        page.locator("#layer-bands").check()
        assert "Drawn by populated cells" not in page.locator(".bands").inner_text()
        page.locator(".place:not(.cluster)").first.click()
        page.get_by_role("button", name="Close in the plan").click()
        page.keyboard.press("Escape")
        assert "Drawn by populated cells" in page.locator(".bands").inner_text()

    def test_a_spots_card_says_why_and_leads_to_the_cell_where_a_place_may_be_added(self, page):
        spot = page.evaluate(
            """() => {
                const { model, store } = MapaUslug.session;
                const { question, plan, filters } = store.state;
                const spot = model.answer(question, plan, filters).spots[0];
                map_uslugi.fire('click', { latlng: L.latLng(model.atOf(spot.cells[0])) });
                return spot.people;
            }"""
        )
        card = page.locator(".card")
        assert f"{spot}" in card.inner_text()
        assert "beyond the threshold" in card.inner_text()
        assert card.get_by_role("button", name="Add a place here").count() == 1
        card.get_by_role("button", name="Show the populated cell here").click()
        assert page.locator(".card h3").inner_text().strip() == "Too far"
        assert page.get_by_role("button", name="Add a place here").count() == 1

    def test_a_card_closes_when_what_it_tells_of_is_gone(self, page):
        page.locator(".result .rows").first.locator("button").first.click()
        assert page.locator(".card").count() == 1
        page.evaluate(
            """() => {
                const { model, store } = MapaUslug.session;
                const limits = Object.fromEntries(model.measuresOf('DDP').map((m) => [m.mode, m.max]));
                store.change({ question: { ...store.state.question, limits } });
            }"""
        )
        assert page.locator(".card").count() == 0
