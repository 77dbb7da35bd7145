"""The map as a planner opens it: from disk, without a network."""

from __future__ import annotations

import re

import numpy as np
import pytest
from drawn_district import CELL_M, CRS, NASTY, X0, Y0, build_district
from screens import DESKTOP, PHONE, ROOT

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.text import Text
from mapa_uslug.maps import draw_map, write_map

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def figures(page):
    """The result's four rows: people and per cent."""
    rows = page.locator(".states tbody tr").all()
    return [[cell.inner_text().replace("\u00a0", " ") for cell in row.locator("td").all()] for row in rows]


def headline(page):
    return page.locator("#headline p").first.inner_text().replace("\u00a0", " ")


def choose(page, name, value):
    page.locator(f"#{name}-{value}").check(force=True)


def pixels(page, pane):
    """How many pixels of a pane's canvas are painted."""
    return page.evaluate(
        """pane => {
            const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let painted = 0;
            for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
            return painted;
        }""",
        pane,
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_opening_from_disk_asks_nothing_of_any_server(drawn, open_file, language, size):
    opened = open_file(drawn(language), size)
    assert opened.page.locator("html").get_attribute("lang") == language
    assert all(pixels(opened.page, pane) for pane in ("ground", "coverage", "roads", "names"))
    assert (opened.requests, opened.complaints) == ([], [])


def test_the_first_view_answers_the_question_of_the_largest_white_spot(drawn, open_file):
    page = open_file(drawn()).page
    assert page.locator("#service").input_value() == "DDP"
    assert headline(page) == (
        "480 people (33%) have farther than 30 min by car and 15 min on foot, slow pace to the nearest place of "
        "“day centre for older people”."
    )
    assert figures(page) == [["804", "56%"], ["36", "3%"], ["480", "33%"], ["120", "8%"]]
    assert page.locator(".spot-label").all_inner_texts() == ["480"]


def test_the_headline_speaks_the_pages_language(drawn, open_file):
    text = Text("pl")
    expected = text.plural(
        "{people} person ({share}) has farther than {limit} to the nearest place of “{service}”.",
        "{people} people ({share}) have farther than {limit} to the nearest place of “{service}”.",
        480,
        people="480",
        share=text.percent(0.33),
        limit=text(
            "{first} and {last}",
            first=f"30\u00a0{'min'} {text('by car')}",
            last=f"15\u00a0min {text('on foot, slow pace')}",
        ),
        service="dzienny dom pomocy",
    )
    assert headline(open_file(drawn("pl")).page) == expected.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("mode", "level", "group", "expected"),
    [
        # Columns served of 12 by the rule of the district, times 120 people; 3 in 10 of column 2 have no place.
        ("car", 0, "all", [564, 36, 720, 120]),
        ("car", 2, "all", [1044, 36, 240, 120]),
        ("walk_slow", 1, "all", [324, 36, 960, 120]),
        # Two of ten are 65 or over.
        ("car", 1, "target", [168, 0, 96, 24]),
    ],
)
def test_figures_follow_the_question(drawn, open_file, mode, level, group, expected):
    page = open_file(drawn()).page
    choose(page, "mode", mode)
    choose(page, "level", level)
    choose(page, "group", group)
    assert [int(people.replace(",", "")) for people, _ in figures(page)] == expected


def test_every_threshold_shows_its_kind_and_the_law_its_basis(drawn, open_file):
    page = open_file(drawn()).page
    page.select_option("#service", "SP")
    chips = [
        chip.split("\n")
        for chip in page.locator("#level-0, #level-1, #level-2").locator("..").all_inner_texts()
    ]
    assert chips == [["3\u00a0km", "set by law"], ["4\u00a0km", "set by law"], ["5\u00a0km", "a convention"]]
    assert "art. 39" in page.locator("form.question").inner_text()


def test_nobody_too_far_is_said_in_words_and_capacity_not_assessed_too(drawn, open_file):
    page = open_file(drawn()).page
    page.select_option("#service", "ZLO")
    assert headline(page) == "Nobody whose way is known has farther than 30 min by car to “nursery”."
    assert figures(page)[1] == ["–", ""]
    assert "capacity not assessed" in page.locator(".states").inner_text()
    assert page.locator(".spot-label").count() == 0


def test_what_is_known_of_few_comes_after_what_is_not_known_of_most(open_file, tmp_path):
    base = build_district()
    layer = base.layers[1]
    people = np.zeros_like(layer.people)
    people[:, 3] = 10
    people[0] = (0, 0, 10, 0)
    unknown = type(layer)(**{**vars(layer), "people": people, "target": None})
    path = tmp_path / "m.html"
    drawn = draw_map(build_district(layers=(unknown,)), read_catalog(), text=Text("en"))
    write_map(drawn, path)
    page = open_file(path).page
    assert headline(page).startswith("Nothing can be said about 1,430 people (99%)")


def test_a_places_card_shows_its_bands(drawn, open_file):
    opened = open_file(drawn())
    page = opened.page
    page.locator(".place").click()
    card = page.locator(".card")
    assert card.locator("h3").inner_text() == "Placówka DDP nr 0"
    assert "30, unit: miejsca" in card.inner_text()
    before = pixels(page, "coverage")
    card.get_by_role("button", name="Show travel time bands").click()
    assert page.locator(".bands li").all_inner_texts() == ["≤ 15\u00a0min", "≤ 30\u00a0min", "≤ 45\u00a0min"]
    assert pixels(page, "coverage") > before
    assert page.locator(".place.chosen").count() == 1


def test_a_white_spots_card_gives_people_group_and_the_nearest_place(drawn, open_file):
    page = open_file(drawn()).page
    page.locator(".result .rows").first.locator("button").click()
    card = page.locator(".card").inner_text()
    for words in ("480", "96", "Podlesie, Zalewo", "12\u00a0min", "Placówka DDP nr 0 (Zalewo)", "Zarzecze"):
        assert words in card


def click_cell(page, column, row):
    """Click the middle of a cell of the district."""
    x, y = np.array([X0 + (column + 0.5) * CELL_M]), np.array([Y0 + (row + 0.5) * CELL_M])
    lon, lat = transform_xy(x, y, CRS, WGS84)
    at = page.evaluate("at => map_uslugi.latLngToContainerPoint(at)", [float(lat[0]), float(lon[0])])
    page.locator("#map_uslugi").click(position={"x": at["x"], "y": at["y"]})
    return page.locator(".card").inner_text()


def test_a_cell_says_why_nothing_is_known_and_hides_confidential_people(drawn, open_file):
    page = open_file(drawn()).page
    page.locator(".legend > summary").click()
    known = click_cell(page, 11, 7)
    page.keyboard.press("Escape")
    confidential = click_cell(page, 11, 5)
    for card in (known, confidential):
        assert "no road in the data near the place where they live" in card
    assert re.search(r"People\s+10\b", known)
    assert re.search(r"People\s+confidential in the source", confidential)


def test_layers_can_be_switched(drawn, open_file):
    page = open_file(drawn()).page
    for name in ("served", "full", "too_far", "cannot_tell", "white_spots"):
        before = pixels(page, "coverage")
        page.locator(f"#layer-{name}").uncheck()
        # Cells too far lie under white spots, which stay hatched without them.
        assert pixels(page, "coverage") < before
    assert pixels(page, "coverage") == 0
    page.locator("#layer-other_places").check()
    assert page.locator(".place.other").count() == 4
    page.locator("#layer-places").uncheck()
    assert page.locator(".place:not(.other)").count() == 0


def test_tables_hold_what_the_map_shows(drawn, open_file):
    page = open_file(drawn()).page
    page.get_by_role("button", name="Show tables").click()
    assert page.locator("#table tbody tr").count() == 1
    page.get_by_role("tab", name="Gminas").click()
    rows = [row.inner_text().split("\t") for row in page.locator("#table tbody tr").all()]
    assert [row[0] for row in rows] == ["Zalewo", "Podlesie", "Together"]
    assert rows[-1][1:] == ["1,440", "804", "56%", "36", "3%", "480", "33%", "120", "8%"]
    page.get_by_role("tab", name="Places").click()
    assert "Mo-Fr 07:30-15:30" in page.locator("#table").inner_text()


def test_everything_can_be_reached_with_the_keyboard(drawn, open_file):
    page = open_file(drawn()).page
    seen = []
    for _ in range(90):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    for wanted in (
        "skip",
        "service",
        "mode-all",
        "level-1",
        "group-all",
        "map_uslugi",
        "layer-served",
        "tables-toggle",
    ):
        assert wanted in seen, wanted
    assert any("place" in name for name in seen)
    assert any("spot-label" in name for name in seen)


def test_a_card_opens_with_enter_closes_with_escape_and_gives_the_focus_back(drawn, open_file):
    page = open_file(drawn()).page
    page.locator(".place").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".card")
    page.keyboard.press("Escape")
    assert page.locator(".card").count() == 0
    assert "place" in page.evaluate("document.activeElement.className")


def test_the_mode_changes_with_arrow_keys_and_keeps_the_focus(drawn, open_file):
    page = open_file(drawn()).page
    page.locator("#mode-all").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#mode-car").is_checked()
    assert page.evaluate("document.activeElement.id") == "mode-car"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_strangers_words_stay_words(drawn, open_file, size):
    opened = open_file(drawn("en", NASTY), size)
    page = opened.page
    page.locator(".place").first.click(force=True)
    page.locator(".drawer-toggle").click()
    for tab in ("places", "gminas", "spots"):
        page.locator(f"#tab-{tab}").click()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, a[href^='javascript']").count() == 0
    assert "{{ 7 * 7 }}" in page.locator("h1").inner_text()
    assert "\u202e" not in page.locator("body").inner_text()
    assert (opened.requests, opened.complaints) == ([], [])


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_axe_finds_nothing(drawn, open_file, language, size):
    if not AXE.is_file():
        pytest.fail("axe-core is missing; `make test` installs it")
    page = open_file(drawn(language), size).page
    # Chromium's debugger runs the checker; the page's own policy would not let it in.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    for step in (None, ".place", ".drawer-toggle"):
        if step:
            page.locator(step).first.click(force=True)
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


def test_a_phone_has_no_sideways_scrolling_and_a_sheet_to_pull_up(drawn, open_file):
    page = open_file(drawn(), PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    height = page.locator("#panel").bounding_box()["height"]
    page.get_by_role("button", name="More").click()
    assert page.locator("#panel").bounding_box()["height"] > 1.4 * height


def test_what_cannot_be_told_is_given_its_reason(drawn, open_file):
    page = open_file(drawn()).page
    said = page.locator("#headline").inner_text().replace("\u00a0", " ")
    assert (
        "Nothing can be said about 120 people (8%) for this service: "
        "no road in the data near the place where they live." in said
    )


def test_on_a_phone_the_legend_leaves_the_cards_closing_button_free(drawn, open_file):
    page = open_file(drawn(), PHONE).page
    page.locator(".legend > summary").click()
    page.locator(".place").first.dispatch_event("click")
    assert page.locator(".card").count() == 1
    assert not page.locator("#layers").is_visible()
    page.locator(".card .close").click(timeout=2000)
    page.locator(".card").wait_for(state="detached", timeout=2000)
    assert page.locator("#layers").is_visible()
